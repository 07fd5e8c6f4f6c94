"""The lexical index: BM25 over texts, with English stemming."""

import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

# BM25's k1 and b, chosen on the development questions among six pairs.
_SATURATION, _LENGTH_SHARE = 1.2, 0.6
_STEMMER = Stemmer.Stemmer("english")


def stems(text: str) -> list[str]:
    """Stems of the words of `text` in order, without English stop words."""
    tokens = bm25s.tokenize([text], stopwords="en", stemmer=_STEMMER, return_ids=False, show_progress=False)
    return list(tokens[0])


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009, Lucene's variant) in the implementation of bm25s."""

    def __init__(self, index: bm25s.BM25 | None, size: int) -> None:
        self._index, self._size = index, size
        self._holding = self._document_counts()

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        tokens = [stems(text) for text in texts]
        if not any(tokens):
            return cls(None, len(texts))
        index = bm25s.BM25(k1=_SATURATION, b=_LENGTH_SHARE)
        index.index(tokens, show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Load an index that `save` wrote; one of texts without words is empty."""
        if not folder.is_dir():
            return cls(None, size)
        return cls(bm25s.BM25.load(str(folder), load_corpus=False), size)

    def save(self, folder: Path) -> None:
        if self._index is not None:
            self._index.save(str(folder), show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """Score of every text for a query as a share of the highest possible score, from 0 to 1; shape (number of texts,).

        The highest possible score is the sum of the rarities of the query's words: a text that shares only a common word
        scores low, whatever the other texts score.
        """
        asked = stems(query)
        tokens = [stem for stem in asked if self.knows(stem)]
        if self._index is None or not tokens:
            return np.zeros(self._size, dtype=np.float32)
        highest = sum(self.rarity(stem) for stem in asked)
        return np.asarray(self._index.get_scores(tokens), dtype=np.float32) / np.float32(highest)

    def rarity(self, stem: str) -> float:
        """Inverse document frequency as in BM25; highest for words that no text holds."""
        holding = self._holding.get(stem, 0)
        return math.log(1 + (self._size - holding + 0.5) / (holding + 0.5))

    def knows(self, stem: str) -> bool:
        """Whether any text contains the stem."""
        return stem in self._holding

    def _document_counts(self) -> dict[str, int]:
        """In how many texts each stem occurs: the index keeps one non-zero score a stem and text."""
        if self._index is None:
            return {}
        starts = self._index.scores["indptr"]
        vocabulary = self._index.vocab_dict.items()
        return {stem: int(starts[n + 1] - starts[n]) for stem, n in vocabulary if stem and n + 1 < len(starts)}
