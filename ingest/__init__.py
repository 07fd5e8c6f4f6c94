"""From documents to passages in the store: load, clean, find the structure, cut, embed, write."""
