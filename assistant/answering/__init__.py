"""Answers: in quotations, or in the words of a chat model."""
