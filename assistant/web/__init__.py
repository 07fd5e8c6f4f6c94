"""The web interface. Gradio is imported here and nowhere else."""
