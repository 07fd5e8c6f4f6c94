"""What a question asks: the works and places that it names, its kind, and what it leaves to the conversation before it."""
