"""Which provisions bear on a question, and whether they answer it."""
