"""Answers, checks and conversations as text, Markdown and documents."""
