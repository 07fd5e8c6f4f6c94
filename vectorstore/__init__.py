"""Storage and search: embeddings, Chroma, the lexical index, and the fusion of the two."""
