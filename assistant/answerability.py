"""Decides whether the corpus answers a question at all."""

import math

from assistant.retrieval import Found
from assistant.types import Provision
from vectorstore.index import SearchIndex, searchable_text
from vectorstore.lexical import stems

# Logistic regression on evals/data/answerability-dev.jsonl, less the three questions that name a place which does not exist,
# over the shipped corpus with official texts. `make bench` prints how that set is decided at the threshold in force.
_SIMILARITY_WEIGHT, _COVERAGE_WEIGHT, _INTERCEPT = 25.5, 3.0, -15.9
_EVIDENCE = 3


class Answerability:
    """Measures how likely it is that the corpus answers a question."""

    def __init__(self, index: SearchIndex) -> None:
        self._catalogue, self._lexical = index.catalogue, index.lexical

    def probability(self, question: str, found: Found) -> float:
        """Probability that the corpus answers the question, from 0 to 1.

        Rests on how near the nearest passage or digest question is and on how many of the question's words the best hits hold.
        """
        coverage = max((self.coverage(question, hit.provision) for hit in found.hits[:_EVIDENCE]), default=0.0)
        return 1 / (1 + math.exp(-(_SIMILARITY_WEIGHT * found.similarity + _COVERAGE_WEIGHT * coverage + _INTERCEPT)))

    def coverage(self, question: str, provision: Provision) -> float:
        """Share of the question's words that stand in the provision, each weighted by its rarity in the corpus."""
        weight = {stem: self._lexical.rarity(stem) for stem in stems(question)}
        if not weight or provision not in self._catalogue.editions(provision.id):
            return 0.0
        found = weight.keys() & set(stems(searchable_text(self._catalogue.document_of(provision), provision)))
        return sum(weight[stem] for stem in found) / sum(weight.values())
