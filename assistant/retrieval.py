"""Finds the provisions that bear on a question."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.pinpoint import pinpoint
from assistant.types import Provision, SearchHit
from vectorstore.embedding import EmbeddingModel
from vectorstore.fusion import weighted_sum
from vectorstore.index import SearchIndex
from vectorstore.store import Store

_NEAREST_PASSAGES = 200
_DIGEST_SHARE = 0.7
# A glossary or a web page repeats what instruments and reports say; those come first when both fit.
_KIND_WEIGHT = {"report": 0.97, "essay": 0.95, "statement": 0.95, "page": 0.85}


@dataclass(frozen=True)
class Found:
    """Search hits, best first, with the evidence that the decision to answer rests on.

    `similarity` is the cosine similarity (-1 to 1) of the passage or digest question nearest to the question; `vector` is
    the embedded question, of shape (dimensions,).
    """

    hits: tuple[SearchHit, ...]
    similarity: float
    vector: NDArray[np.float32]


class Retriever:
    """Dense and lexical search over one state of the store."""

    def __init__(self, store: Store, model: EmbeddingModel, index: SearchIndex, dense_weight: float) -> None:
        self._store, self._model, self._index, self._dense_weight = store, model, index, dense_weight
        provisions = index.catalogue.provisions
        self._position = {(item.document_key, item.id): n for n, item in enumerate(provisions)}
        self._weight = np.array(
            [_weight(index.catalogue.document_of(item).kind, item) for item in provisions], np.float32
        )
        self._parts = {n: self._parts_of(item) for n, item in enumerate(provisions)}

    def search(self, query: str, k: int, works: Collection[str] = ()) -> Found:
        """Return the best `k` provisions for a query, of the named works only when any are named.

        Of a provision that is present in several editions the most authoritative is returned, with the best score of all.
        """
        vector = self._model.encode([query])[0]
        dense = self._dense_scores(vector)
        fused = weighted_sum(dense, self._index.lexical.scores(query), self._dense_weight)
        fused *= self._weight
        self._lift_to_official(fused)
        best: dict[str, int] = {}
        for position in np.argsort(-fused, kind="stable"):
            provision = self._index.catalogue.provisions[position]
            if fused[position] <= 0:
                break
            if self._parts[int(position)] or (works and provision.document_id not in works):
                continue
            best.setdefault(provision.id, int(position))
            if len(best) == k:
                break
        hits = [self._hit(rank, position, fused) for rank, position in enumerate(best.values(), start=1)]
        return Found(tuple(hits), self._highest(dense, works), vector)

    def _highest(self, dense: NDArray[np.float32], works: Collection[str]) -> float:
        inside = [
            n for n, item in enumerate(self._index.catalogue.provisions) if not works or item.document_id in works
        ]
        return float(dense[inside].max()) if inside else 0.0

    def _dense_scores(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine similarity of each provision's best passage; 0 for provisions without a passage among the nearest."""
        scores = np.zeros(len(self._index.catalogue.provisions), dtype=np.float32)
        for hit in self._store.nearest(vector, _NEAREST_PASSAGES):
            position = self._position.get((hit.document_key, hit.provision_id))
            if position is not None and self._index.versions.get(hit.document_key) == hit.version:
                scores[position] = max(scores[position], hit.similarity)
        return scores

    def _parts_of(self, provision: Provision) -> list[int]:
        """Positions of the official provisions that stand in for a digest's provision."""
        return [self._position[part.document_key, part.id] for part in self._index.catalogue.parts_of(provision)]

    def _lift_to_official(self, scores: NDArray[np.float32]) -> None:
        """Let a digest's plain words speak for the official text.

        A digest treats an article as a whole, so most of its score goes to every paragraph of the article, and the rest
        according to the paragraph's own score.
        """
        for position, parts in self._parts.items():
            if parts and scores[position] > 0:
                highest = max(float(scores[part]) for part in parts) or 1.0
                for part in parts:
                    share = _DIGEST_SHARE + (1.0 - _DIGEST_SHARE) * scores[part] / highest
                    scores[part] = max(scores[part], scores[position] * share)

    def _hit(self, rank: int, position: int, scores: NDArray[np.float32]) -> SearchHit:
        provision = self._index.catalogue.provisions[position]
        document = self._index.catalogue.document_of(provision)
        return SearchHit(
            rank=rank,
            score=round(float(scores[position]), 4),
            document=document,
            provision=provision,
            pinpoint=pinpoint(document, provision),
        )


def _weight(kind: str, provision: Provision) -> float:
    """Share of its score that a provision keeps; an opening line is found through the paragraphs that it opens."""
    return 0.0 if provision.id.endswith("/chapeau") else _KIND_WEIGHT.get(kind, 1.0)
