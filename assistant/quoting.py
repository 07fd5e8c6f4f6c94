"""The quoting answerer: answers with the exact words of the provisions that answer, each with its pinpoint.

It needs no model, key or network, and cannot say anything that the corpus does not say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.pinpoint import pinpoint
from assistant.retrieval import Found
from assistant.sentences import Span, lines, units
from assistant.types import Citation, Document, Provision, SearchHit, Statement
from assistant.verification import OMISSION, normalise
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel

_CLOSE_TO_BEST = 0.85  # share of the best hit's score that a further provision needs to be quoted
_CLOSE_ACROSS_WORKS = 0.7
_SHORT_PROVISION = 700  # characters; a provision up to this length is quoted whole
_LONG_LIST = 900  # characters; of a longer list only the opening line and the item that answers are quoted
_SENTENCE_CLOSE_TO_BEST = 0.9
_MOST_SENTENCES = 2
_SECONDARY_KIND = "page"
_ASKS_FOR_MEANING = re.compile(
    r"^(?:what|who) (?:is|are|counts)\b|\b(?:define|definition|mean(?:s|ing)?)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Quotation:
    """What one statement quotes: spans of one provision, in order."""

    document: Document
    provision: Provision
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return OMISSION.join(self.provision.text[span.start : span.end] for span in self.spans)


def choose_quotations(
    question: str, found: Found, most: int, model: EmbeddingModel, across_works: bool = False
) -> list[Quotation]:
    """Choose what to quote of what was found: the best provision and those nearly as good, without repeats.

    With `across_works` the provisions of other works need not be quite as near: the question asks for several works.
    """
    needed = (_CLOSE_ACROSS_WORKS if across_works else _CLOSE_TO_BEST) * found.hits[0].score
    close = [hit for hit in found.hits if hit.score >= needed]
    if not _ASKS_FOR_MEANING.search(question):
        close = _primary(close)
    quotations: list[Quotation] = []
    for hit in _by_article(close[:most]):
        quotation = Quotation(hit.document, hit.provision, _best_spans(hit.provision.text, found.vector, model))
        if not any(_repeats(quotation, other) for other in quotations):
            quotations.append(quotation)
    return quotations


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
    for quotation in quotations:
        numbers = []
        for span in quotation.spans:
            citations.append(_citation(len(citations) + 1, quotation, span))
            numbers.append(len(citations))
        statements.append(Statement(text=quotation.text, citations=tuple(numbers), support="unsupported"))
    return tuple(statements), tuple(citations)


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


def _citation(n: int, quotation: Quotation, span: Span) -> Citation:
    document, provision = quotation.document, quotation.provision
    return Citation(
        n=n,
        document=document,
        provision_id=provision.id,
        pinpoint=pinpoint(document, provision, span.start),
        quote=provision.text[span.start : span.end],
        start=span.start,
        end=span.end,
        status="unknown source",
    )


def _primary(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Leave out glossary and web pages where an instrument, report or essay says the same itself."""
    return [hit for hit in hits if hit.document.kind != _SECONDARY_KIND] or list(hits)


def _by_article(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Keep the order of the best hits, with paragraphs of one article together and in reading order."""
    groups: dict[tuple[str, str], list[SearchHit]] = {}
    for hit in hits:
        article = "/".join(hit.provision.id.split("/")[:2])
        groups.setdefault((hit.document.key, article), []).append(hit)
    return [hit for group in groups.values() for hit in sorted(group, key=lambda hit: hit.provision.order)]


def _best_spans(text: str, vector: NDArray[np.float32], model: EmbeddingModel) -> tuple[Span, ...]:
    """The sentences of a provision that answer: all of a short one, at most two of a long one, in reading order."""
    if len(text) <= _SHORT_PROVISION:
        return (Span(0, len(text)),)
    candidates = units(text)
    scores = model.encode([text[unit.start : unit.end] for unit in candidates]) @ vector
    best = np.argsort(-scores)[:_MOST_SENTENCES]
    chosen = sorted(int(n) for n in best if scores[n] >= _SENTENCE_CLOSE_TO_BEST * scores[best[0]])
    spans = [part for n in chosen for part in _shorten_list(text, candidates[n], vector, model)]
    return tuple(_joined(spans, text))


def _shorten_list(text: str, unit: Span, vector: NDArray[np.float32], model: EmbeddingModel) -> list[Span]:
    """Of a long list, the opening line and the item nearest to the question: an item alone would lose its meaning."""
    body = text[unit.start : unit.end]
    if len(body) <= _LONG_LIST or "\n" not in body:
        return [unit]
    opening, *items = lines(body, unit.start)
    scores = model.encode([text[item.start : item.end] for item in items]) @ vector
    return [opening, items[int(np.argmax(scores))]]


def _item_spans(text: str, item: Sequence[str]) -> tuple[Span, ...]:
    """Opening line and list item as named; the whole text when it has no such item."""
    opening, *rest = lines(text)
    for line in rest:
        if text[line.start : line.end].lower().startswith((f"({item[0]})", f"{item[0]})")):
            return (opening, line)
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


def _repeats(quotation: Quotation, other: Quotation) -> bool:
    mine, theirs = normalise(quotation.text), normalise(other.text)
    return mine in theirs or theirs in mine
