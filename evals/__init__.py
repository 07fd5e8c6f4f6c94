"""Measures the assistant: data sets, metrics, benchmark."""
