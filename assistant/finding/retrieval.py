"""Finds the provisions that bear on a question."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.asking.question_words import subject_of
from assistant.citing.pinpoint import pinpoint
from assistant.types import SearchHit
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.fusion import FieldWeights, Scores, fuse, question_similarity
from vectorstore.index import SearchIndex
from vectorstore.reranking import Reranker
from vectorstore.store import Store

_NEAREST_VECTORS = 800
_BEST_QUESTIONS = 3  # an article's score by questions is the mean of its best three: one alone may fit by chance
# Share of its article's score that a paragraph has at least; the rest goes by its own words.
_ARTICLE_SHARE = 0.7
_SECOND_PARAGRAPH = 0.9
_EVIDENCE = 3
_RERANKED = 20
_WORKS_WIDER = 5  # how many times more articles are looked at when the best of each work are wanted
# A glossary or a web page repeats what instruments and reports say; those come first when both fit.
_KIND_WEIGHT = {"report": 0.97, "essay": 0.95, "statement": 0.95, "page": 0.85}


@dataclass(frozen=True)
class Found:
    """Search hits, best first, with the evidence that the decision to answer rests on.

    `text`, `questions` and `lexical` are the highest scores in each field (see `fuse`) among the three best articles, each from
    0 to 1; `vector` is the embedded question, of shape (dimensions,).
    """

    hits: tuple[SearchHit, ...]
    vector: NDArray[np.float32]
    text: float = 0.0
    questions: float = 0.0
    lexical: float = 0.0


class Retriever:
    """Dense and lexical search over one state of the store.

    Articles are scored as a whole, over all their paragraphs and editions; then the paragraphs of the best ones are chosen.
    """

    def __init__(
        self,
        store: Store,
        model: EmbeddingModel,
        index: SearchIndex,
        reranker: Reranker | None = None,
        weights: FieldWeights | None = None,
    ) -> None:
        self._store, self._model, self._index, self._reranker = store, model, index, reranker
        self._weights = weights or FieldWeights()
        self._provisions = index.catalogue.provisions
        number = {article: n for n, article in enumerate(index.articles)}
        self._article = np.array([number[Catalogue.article_of(item)] for item in self._provisions], np.intp)
        self._quotable = [self._quotable_parts(article) for article in self._members()]
        self._question_count = np.zeros(len(index.articles), np.intp)
        self._has_whole = np.zeros(len(index.articles), np.bool_)
        for position, kind in index.vectors.values():
            self._question_count[self._article[position]] += kind == "question"
            self._has_whole[self._article[position]] |= kind == "article"
        self._work = [article.partition("/")[0] for article in index.articles]
        self._kind_weight = np.array(
            [_KIND_WEIGHT.get(index.catalogue.works()[work][0].kind, 1.0) for work in self._work], np.float32
        )

    def search(self, query: str, k: int, works: Collection[str] = (), across_works: bool = False) -> Found:
        """Return the best `k` provisions for a query, of the named works only when any are named.

        A provision that is present in several editions is returned in the most authoritative one. The best paragraph of each
        article comes before the others of that article. With `across_works` the best provision of each work comes first.
        """
        subject = subject_of(query)
        vector = self._model.encode([subject])[0]
        own, text, questions = self._dense_scores(vector)
        lexical = self._index.lexical_articles.scores(subject)
        questions = question_similarity(text, questions, self._question_count > 0)
        scores = fuse(text, questions, lexical, self._weights) * self._kind_weight
        if works:
            scores *= np.array([work in works for work in self._work])
        best = [
            int(n)
            for n in np.argsort(-scores, kind="stable")[: max(k * _WORKS_WIDER if across_works else k, _EVIDENCE)]
            if scores[n] > 0
        ]
        own += self._index.lexical.scores(subject)
        ranked = sorted((pair for n in best for pair in self._paragraphs(n, float(scores[n]), own)), key=_by_score)
        ranked = self._reranked(query, ranked)
        if across_works:
            ranked = self._one_of_each_work_first(ranked)
        hits = tuple(self._hit(rank, position, score) for rank, (score, position) in enumerate(ranked[:k], start=1))
        evidence = (float(max(field[best[:_EVIDENCE]], default=0.0)) for field in (text, questions, lexical))
        return Found(hits, vector, *evidence)

    def _reranked(self, query: str, ranked: list[tuple[float, int]]) -> list[tuple[float, int]]:
        """The first results in the order of the cross-encoder, if one is set, then the others."""
        if self._reranker is None or not ranked:
            return ranked
        first, rest = ranked[:_RERANKED], ranked[_RERANKED:]
        texts = [self._text_of(position) for _, position in first]
        scores = self._reranker.scores(query, texts)
        first = [(float(score), position) for score, (_, position) in zip(scores, first, strict=True)]
        return [*sorted(first, key=_by_score), *((0.0, position) for _, position in rest)]

    def _text_of(self, position: int) -> str:
        provision = self._provisions[position]
        return "\n".join(part for part in (*provision.heading_path[-1:], provision.chapeau, provision.text) if part)

    def _one_of_each_work_first(self, ranked: list[tuple[float, int]]) -> list[tuple[float, int]]:
        first: dict[str, tuple[float, int]] = {}
        for pair in ranked:
            first.setdefault(self._provisions[pair[1]].document_id, pair)
        return [*first.values(), *(pair for pair in ranked if pair not in first.values())]

    def _members(self) -> list[list[int]]:
        """Positions of the provisions of each article."""
        members: list[list[int]] = [[] for _ in self._index.articles]
        for position, article in enumerate(self._article):
            members[article].append(position)
        return members

    def _quotable_parts(self, members: list[int]) -> list[int]:
        """Of an article's provisions in all editions, those to show: each paragraph in its most authoritative edition.

        A digest gives way to the official paragraphs that it restates; an opening line is shown with what it opens.
        """
        shown: dict[str, int] = {}
        for position in members:
            provision = self._provisions[position]
            if not provision.id.endswith("/chapeau") and not self._index.catalogue.parts_of(provision):
                first = self._index.catalogue.editions(provision.id)[0]
                if first is provision or first == provision:
                    shown.setdefault(provision.id, position)
        return list(shown.values())

    def _dense_scores(self, vector: NDArray[np.float32]) -> tuple[Scores, Scores, Scores]:
        """Similarities to the question: of each provision's best passage, of each article's text, of its best questions.

        The text of an article of several paragraphs is half its best passage, half the article as a whole. What is not among
        the nearest vectors gets the similarity of the last of them, a passage 0.
        """
        ids, similarities = self._store.nearest(vector, _NEAREST_VECTORS)
        floor = max(0.0, float(similarities[-1])) if len(similarities) else 0.0
        own = np.zeros(len(self._provisions), np.float32)
        whole = np.full(len(self._index.articles), floor, np.float32)
        asked: dict[int, list[float]] = defaultdict(list)
        for passage_id, similarity in zip(ids, similarities, strict=True):
            position, kind = self._index.vectors.get(passage_id, (-1, "passage"))
            if position < 0:
                continue
            article = int(self._article[position])
            if kind == "question":
                asked[article].append(float(similarity))
            elif kind == "article":
                whole[article] = max(whole[article], similarity)
            else:
                own[position] = max(own[position], similarity)
        best = np.zeros(len(self._index.articles), np.float32)
        np.maximum.at(best, self._article, own)
        text = np.where(self._has_whole, (best + whole) / 2, best)
        questions = np.zeros(len(self._index.articles), np.float32)
        for article, found in asked.items():
            counted = min(_BEST_QUESTIONS, int(self._question_count[article]))
            questions[article] = np.mean([*found, *[floor] * counted][:counted])
        return own, np.asarray(text, np.float32), questions

    def _paragraphs(self, article: int, score: float, own: Scores) -> Iterator[tuple[float, int]]:
        """The paragraphs of an article with their scores: the best one has the article's, the others less."""
        parts = sorted(self._quotable[article], key=lambda position: -own[position])
        highest = float(own[parts[0]]) if parts else 0.0
        for place, position in enumerate(parts):
            share = _ARTICLE_SHARE + (1.0 - _ARTICLE_SHARE) * (float(own[position]) / highest if highest else 1.0)
            yield score * share * (_SECOND_PARAGRAPH if place else 1.0), position

    def _hit(self, rank: int, position: int, score: float) -> SearchHit:
        provision = self._provisions[position]
        document = self._index.catalogue.document_of(provision)
        return SearchHit(
            rank=rank,
            score=round(score, 4),
            document=document,
            provision=provision,
            pinpoint=pinpoint(document, provision),
        )


def _by_score(pair: tuple[float, int]) -> tuple[float, int]:
    return -pair[0], pair[1]
