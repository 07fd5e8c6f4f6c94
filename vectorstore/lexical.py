"""The lexical index: BM25 over whole provisions, with English stemming."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_STEMMER = Stemmer.Stemmer("english")


def stems(text: str) -> list[str]:
    """Stems of the words of `text` in order, without English stop words."""
    tokens = bm25s.tokenize([text], stopwords="en", stemmer=_STEMMER, return_ids=False, show_progress=False)
    return list(tokens[0])


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009, Lucene's variant) in the implementation of bm25s."""

    def __init__(self, index: bm25s.BM25 | None, size: int) -> None:
        self._index, self._size = index, size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        tokens = [stems(text) for text in texts]
        if not any(tokens):
            return cls(None, len(texts))
        index = bm25s.BM25()
        index.index(tokens, show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        return cls(bm25s.BM25.load(str(folder), load_corpus=False), size)

    def save(self, folder: Path) -> None:
        if self._index is not None:
            self._index.save(str(folder), show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """Score of every text for a query, 0 where no word is shared; shape (number of texts,)."""
        tokens = [stem for stem in stems(query) if self.knows(stem)]
        if self._index is None or not tokens:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(tokens), dtype=np.float32)

    def knows(self, stem: str) -> bool:
        """Whether any text contains the stem."""
        return self._index is not None and stem in self._index.vocab_dict
