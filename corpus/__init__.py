"""The documents that ship with the project: digests in our own words, and the names of well-known works."""
