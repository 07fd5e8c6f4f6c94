"""Decides whether the corpus answers a question at all."""

import math
from collections import Counter

from assistant.retrieval import Found
from assistant.types import Provision
from vectorstore.index import SearchIndex, searchable_text
from vectorstore.lexical import stems

# Logistic regression on evals/data/answerability-dev.jsonl (50 answerable, 47 unanswerable questions) over the shipped
# corpus with official texts; in ten-fold cross-validation all of them were decided rightly at probability 0.5.
_SIMILARITY_WEIGHT, _COVERAGE_WEIGHT, _INTERCEPT = 25.5, 3.0, -15.9
_EVIDENCE = 3


class Answerability:
    """Measures how likely it is that the corpus answers a question."""

    def __init__(self, index: SearchIndex) -> None:
        catalogue = index.catalogue
        self._stems = {
            (item.document_key, item.id): frozenset(stems(searchable_text(catalogue.document_of(item), item)))
            for item in catalogue.provisions
        }
        self._counts = Counter(stem for found in self._stems.values() for stem in found)

    def probability(self, question: str, found: Found) -> float:
        """Probability that the corpus answers the question, from 0 to 1.

        Rests on how near the nearest passage or digest question is and on how many of the question's words the best hits hold.
        """
        coverage = max((self.coverage(question, hit.provision) for hit in found.hits[:_EVIDENCE]), default=0.0)
        return 1 / (1 + math.exp(-(_SIMILARITY_WEIGHT * found.similarity + _COVERAGE_WEIGHT * coverage + _INTERCEPT)))

    def coverage(self, question: str, provision: Provision) -> float:
        """Share of the question's words that stand in the provision, each weighted by its rarity in the corpus."""
        asked = set(stems(question))
        weight = {stem: self._rarity(stem) for stem in asked}
        total = sum(weight.values())
        found = self._stems.get((provision.document_key, provision.id), frozenset())
        return sum(weight[stem] for stem in asked & found) / total if total else 0.0

    def _rarity(self, stem: str) -> float:
        """Inverse document frequency as in BM25; highest for words that the corpus does not know."""
        total, holding = len(self._stems), self._counts[stem]
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))
