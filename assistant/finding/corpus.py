"""One state of the store, with everything that finds provisions in it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.asking.question_words import asks_for_works
from assistant.asking.references import Reference, find_references, without_references
from assistant.citing.pinpoint import pinpoint
from assistant.finding.answerability import Answerability, Evidence, load_weights
from assistant.finding.refusals import unknown_symbols
from assistant.finding.retrieval import Found, Retriever
from assistant.settings import Settings
from assistant.types import Provision, SearchHit
from vectorstore.embedding import EmbeddingModel
from vectorstore.fusion import FieldWeights
from vectorstore.index import SearchIndex
from vectorstore.reranking import Reranker
from vectorstore.store import Store

CONSIDERED = 10
"""Provisions that are looked at for one question."""


class Corpus:
    """Finds provisions and judges whether they answer; the answerers and the argument check share it."""

    def __init__(
        self, store: Store, model: EmbeddingModel, index: SearchIndex, settings: Settings, weights: FieldWeights
    ) -> None:
        reranker = Reranker(settings.reranker) if settings.reranker else None
        self.fingerprint = index.fingerprint
        self.catalogue = index.catalogue
        self._retriever = Retriever(store, model, index, reranker, weights)
        self._answerability = Answerability(index)
        self._weights = load_weights(model.id)
        self._threshold = settings.answer_threshold

    def references(self, question: str) -> list[Reference]:
        """The works and places that a question names."""
        return find_references(question, self.catalogue)

    def find(self, question: str, references: Sequence[Reference], k: int = CONSIDERED) -> Found:
        """Search within the works that a question names, or in all when it names none.

        Within a named work its name tells nothing: every provision of it would match.
        """
        asked = without_references(question, self.catalogue) if references else question
        works = {reference.work_id for reference in references}
        return self._retriever.search(asked, k, works, across_works=asks_for_works(question))

    def answers(self, question: str, references: Sequence[Reference], found: Found) -> bool:
        """Whether what was found answers the question at all."""
        evidence = self._evidence_of(question, references, found)
        return self._weights.probability(evidence, found.vector) >= self._threshold

    def evidence(self, question: str) -> tuple[Evidence, NDArray[np.float32]] | None:
        """What the decision to answer rests on, with the embedded question; None where named places or symbols decide."""
        references = self.references(question)
        if any(reference.path for reference in references) or unknown_symbols(question, self.catalogue):
            return None
        found = self.find(question, references)
        return self._evidence_of(question, references, found), found.vector

    def exact_hit(self, provision: Provision) -> SearchHit:
        """A provision that was asked for by name, as a search result."""
        document = self.catalogue.document_of(provision)
        return SearchHit(
            rank=0, score=1.0, document=document, provision=provision, pinpoint=pinpoint(document, provision)
        )

    def _evidence_of(self, question: str, references: Sequence[Reference], found: Found) -> Evidence:
        asked = without_references(question, self.catalogue)
        return self._answerability.evidence(question, asked, found, names_work=bool(references))
