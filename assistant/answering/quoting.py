"""The quoting answerer: answers with the exact words of the provisions that answer, each with its pinpoint.

It needs no model, key or network, and cannot say anything that the corpus does not say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answering.clauses import defines, forbids, obliges
from assistant.answering.wholeness import kept_together
from assistant.asking.question_kinds import QuestionKind, kind_of
from assistant.asking.question_words import subject_words
from assistant.citing.spans import cite_span
from assistant.finding.retrieval import Found
from assistant.types import Citation, Document, Provision, SearchHit, Statement
from assistant.verifying.sentences import Span, is_list_item, list_parts, units
from assistant.verifying.verification import OMISSION, normalise
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.lexical import stems

_CLOSE_TO_BEST = 0.88  # share of the best hit's score that a further provision needs to be quoted
_CLOSE_DUTY = 0.85  # a right is often in one paragraph and what States owe for it in the next
_CLOSE_ACROSS_WORKS = 0.7
_MOST_IN_LIST = 8
_SHORT_PROVISION = 700  # characters; a provision up to this length is quoted whole
_LONG_LIST = 900  # characters; of a longer list only the opening line and the items that answer are quoted
_LONGEST_DEFINITION = 3000  # characters; a definition with a part left out would say something else
_SENTENCE_CLOSE_TO_BEST = 0.9
_MOST_SENTENCES = 2
_SHARE_OF_WORDS = 0.3  # weight of the question's words beside the vector when items of a list are chosen
_SAME_WORDS = 0.95  # share of the words of the shorter of two provisions that make it a repetition
_SAME_LENGTH = 0.5
_SECONDARY_KIND = "page"


@dataclass(frozen=True)
class Quotation:
    """What one statement quotes: spans of one provision, in order.

    `score` is that of the hit; 0 for what is quoted for the sake of another provision, or because it was named.
    """

    document: Document
    provision: Provision
    spans: tuple[Span, ...]
    score: float = 0.0

    @property
    def text(self) -> str:
        return OMISSION.join(self.provision.text[span.start : span.end] for span in self.spans)


def choose_quotations(
    question: str, found: Found, most: int, model: EmbeddingModel, across_works: bool = False
) -> list[Quotation]:
    """Choose what to quote of what was found: the best provision and those nearly as good, without repeats.

    Among these, provisions that do what the question asks for come first: those that define, oblige or forbid. For a list, the
    others need not be quite as near, and provisions of different works may use the same words; so too with `across_works`, which
    takes the best provision of each work.
    """
    kind = kind_of(question)
    is_wide = across_works or kind == "list"
    close = close_hits(found, _CLOSE_ACROSS_WORKS if is_wide else _CLOSE_DUTY if kind == "duty" else _CLOSE_TO_BEST)
    if kind != "definition":
        close = _primary(close)
    if across_works:
        close = _best_of_each_work(close)
    quotations: list[Quotation] = []
    chooser = SpanChooser(question, kind, found.vector, model)
    close = _fitting_first(question, kind, close)[: max(most, _MOST_IN_LIST) if kind == "list" else most]
    for hit in _by_article(close):
        quotation = Quotation(hit.document, hit.provision, chooser.spans(hit.provision.text), hit.score)
        if not any(_repeats(quotation, other, is_wide) for other in quotations):
            quotations.append(quotation)
    return quotations


def close_hits(found: Found, share: float = _CLOSE_TO_BEST) -> list[SearchHit]:
    """The hits that score at least a share of what the best one does."""
    return [hit for hit in found.hits if hit.score >= share * found.hits[0].score]


class SpanChooser:
    """Chooses the sentences of a provision that answer a question."""

    def __init__(self, question: str, kind: QuestionKind, vector: NDArray[np.float32], model: EmbeddingModel) -> None:
        self._words, self._kind, self._vector, self._model = subject_words(question), kind, vector, model

    def spans(self, text: str) -> tuple[Span, ...]:
        """All of a short provision, at most two sentences of a long one and what they need, in reading order."""
        is_definition = self._kind == "definition" and defines(text, self._words)
        if is_definition and "\n" in text:
            return self._defining_parts(text)
        if len(text) <= _SHORT_PROVISION:
            return (Span(0, len(text)),)
        candidates = units(text)
        defining = [n for n, unit in enumerate(candidates) if defines(text[unit.start : unit.end], self._words)]
        chosen = defining if is_definition and defining else self._nearest(self._similarities(text, candidates))
        kept = kept_together(chosen, candidates, text)
        spans = [part for n in kept for part in self._shortened_list(text, candidates[n])]
        return tuple(_joined(spans, text))

    def _defining_parts(self, text: str) -> tuple[Span, ...]:
        """Of a list of several terms, the opening line and the items that define the one asked for; else the whole definition."""
        opening, items = list_parts(text)
        defining = [item for item in items if defines(text[item.start : item.end], self._words)]
        if not defining or defines(text[: opening.end], self._words) or is_list_item(text):
            return (Span(0, len(text)),) if len(text) <= _LONGEST_DEFINITION else (opening, *defining)
        return tuple(_joined([opening, *defining], text))

    def _shortened_list(self, text: str, unit: Span) -> list[Span]:
        """Of a long list, the opening line and the items nearest to the question: an item alone would lose its meaning."""
        body = text[unit.start : unit.end]
        if len(body) <= _LONG_LIST or "\n" not in body:
            return [unit]
        opening, items = list_parts(body, unit.start)
        if is_list_item(text[opening.start : opening.end]):
            return [unit]
        scores = self._similarities(text, items) + _SHARE_OF_WORDS * self._shares_of_words(text, items)
        return [opening, *(items[n] for n in kept_together(self._nearest(scores), items, text))]

    @staticmethod
    def _nearest(scores: NDArray[np.float32]) -> list[int]:
        best = np.argsort(-scores)[:_MOST_SENTENCES]
        return [int(n) for n in best if scores[n] >= _SENTENCE_CLOSE_TO_BEST * scores[best[0]]]

    def _similarities(self, text: str, spans: Sequence[Span]) -> NDArray[np.float32]:
        return np.asarray(
            self._model.encode([text[span.start : span.end] for span in spans]) @ self._vector, np.float32
        )

    def _shares_of_words(self, text: str, spans: Sequence[Span]) -> NDArray[np.float32]:
        held = [len(self._words & set(stems(text[span.start : span.end]))) for span in spans]
        return np.array([count / max(1, len(self._words)) for count in held], np.float32)


def quote_whole(document: Document, provisions: Sequence[Provision], item: Sequence[str] = ()) -> list[Quotation]:
    """Quote provisions that were asked for by name; with `item` ("b", "i"), the opening line and that list item."""
    quotations = []
    for provision in provisions:
        spans = _item_spans(provision.text, item) if item else (Span(0, len(provision.text)),)
        quotations.append(Quotation(document, provision, spans))
    return quotations


def to_statements(quotations: Sequence[Quotation]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Turn quotations into numbered citations and the statements that rest on them; not verified yet."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for together in quoted_together(quotations):
        numbers = []
        for quotation, span in ((item, span) for item in together for span in item.spans):
            citations.append(cite_span(len(citations) + 1, quotation.document, quotation.provision, span))
            numbers.append(len(citations))
        text = OMISSION.join(item.text for item in together)
        statements.append(Statement(text=text, citations=tuple(numbers), support="unsupported"))
    return tuple(statements), tuple(citations)


def quoted_together(quotations: Sequence[Quotation]) -> list[list[Quotation]]:
    """Quotations by the statement that they make: the opening line of an article goes with the first item quoted."""
    statements: list[list[Quotation]] = []
    for quotation in quotations:
        last = statements[-1][-1].provision if statements else None
        if (
            last
            and last.id.endswith("/chapeau")
            and last.id.startswith(f"{quotation.provision.id.rpartition('/')[0]}/")
        ):
            statements[-1].append(quotation)
        else:
            statements.append([quotation])
    return statements


def explained(
    quotations: Sequence[Quotation], citations: Sequence[Citation], catalogue: Catalogue
) -> tuple[Citation, ...]:
    """Offer the digest beside the official text, once for each article."""
    digests = {item.provision.id: catalogue.digest_of(item.provision) for item in quotations}
    offered: set[str] = set()
    found = []
    for citation in citations:
        digest = digests[citation.provision_id]
        if digest is not None and digest.id not in offered:
            offered.add(digest.id)
            citation = replace(citation, explanation=digest.text)
        found.append(citation)
    return tuple(found)


def _fitting_first(question: str, kind: QuestionKind, hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The hits whose text does what the question asks for, then the others; of a definition only those, if there are any."""
    words = subject_words(question)
    fitting = [hit for hit in hits if _fits(kind, question, hit.provision, words)]
    if fitting and kind == "definition":
        return _primary(fitting) if any(hit.document.kind == "treaty" for hit in fitting) else fitting
    return [*fitting, *(hit for hit in hits if hit not in fitting)]


def _fits(kind: QuestionKind, question: str, provision: Provision, words: set[str]) -> bool:
    text = provision.text
    if kind == "definition":
        return defines(text, words) or set(stems(provision.label)) == words
    if kind == "duty":
        return obliges(text)
    return kind == "yes or no" and re.match(r"\W*(?:may|can|could)\b", question, re.I) is not None and forbids(text)


def _primary(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Leave out what only repeats others, such as a glossary, where an instrument, report or essay fits too."""
    return [hit for hit in hits if hit.document.kind != _SECONDARY_KIND] or list(hits)


def _best_of_each_work(hits: Sequence[SearchHit]) -> list[SearchHit]:
    best: dict[str, SearchHit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    return list(best.values())


def _by_article(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Keep the order of the best hits, with paragraphs of one article together and in reading order."""
    groups: dict[tuple[str, str], list[SearchHit]] = {}
    for hit in hits:
        article = "/".join(hit.provision.id.split("/")[:2])
        groups.setdefault((hit.document.key, article), []).append(hit)
    return [hit for group in groups.values() for hit in sorted(group, key=lambda hit: hit.provision.order)]


def _item_spans(text: str, item: Sequence[str]) -> tuple[Span, ...]:
    """Opening line and list item as named; the whole text when it has no such item."""
    opening, items = list_parts(text)
    for span in items:
        if text[span.start : span.end].lower().startswith((f"({item[0]})", f"{item[0]})")):
            return (opening, span)
    return (Span(0, len(text)),)


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Join spans with nothing but white space between them."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = replace(joined[-1], end=span.end)
        else:
            joined.append(span)
    return joined


def _repeats(quotation: Quotation, other: Quotation, across_works: bool) -> bool:
    is_same_work = quotation.document.id == other.document.id
    if across_works and not is_same_work:
        return False
    mine, theirs = normalise(quotation.text), normalise(other.text)
    if mine in theirs or theirs in mine:
        return True
    if is_same_work:
        return False
    shorter, longer = sorted((set(stems(mine)), set(stems(theirs))), key=len)
    is_alike = len(shorter & longer) >= _SAME_WORDS * len(shorter)
    return bool(is_alike and len(shorter) >= _SAME_LENGTH * len(longer))
