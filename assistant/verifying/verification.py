"""Checks every statement and citation before anything is shown.

What fails keeps its place and says so; nothing is dropped in silence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.places import find_places
from assistant.asking.references import Reference, find_references
from assistant.types import Answer, Citation, CitationStatus, Provision, Statement, Support
from assistant.verifying.claims import content_of, known_words
from assistant.verifying.judge import Judge
from assistant.verifying.orders import gives_orders, without_orders
from vectorstore.catalogue import Catalogue, overlap

OMISSION = " […] "
"""Stands between two quotations in one statement."""

_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00ad": None})
_QUOTED = re.compile(r'"([^"]+)(?:"|$)')
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\.\.|…)\]?)\s*")
_SENTENCE_ENDS = ".!?"
_SHORTEST_QUOTATION = 2  # words; one word in quotation marks is a term, and is looked for all the same


@dataclass(frozen=True)
class Verification:
    """A statement with its support and reason, and the status of each citation that it rests on, by number."""

    statement: Statement
    statuses: Mapping[int, CitationStatus]


def normalise(text: str) -> str:
    """Unicode compatibility form (NFKC) with every run of white space as one space; nothing else is forgiven."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check_citation(citation: Citation, catalogue: Catalogue) -> CitationStatus:
    """Check that the cited provision exists and that the quotation stands at its offsets, letter for letter."""
    provision = _cited_provision(citation, catalogue)
    if provision is None:
        return "unknown source"
    if not 0 <= citation.start < citation.end <= len(provision.text):
        return "quote mismatch"
    quoted = provision.text[citation.start : citation.end]
    if not citation.quote.strip() or normalise(quoted) != normalise(citation.quote):
        return "quote mismatch"
    return "verified"


def verify(answer: Answer, catalogue: Catalogue, judge: Judge | None = None) -> Answer:
    """Return the answer with the status of every citation and the support of every statement checked anew.

    Without a judge only statements in the words of their sources pass.
    """
    statuses = {item.n: check_citation(item, catalogue) for item in answer.citations}
    checked = [verify_statement(item, answer.citations, catalogue, judge) for item in answer.statements]
    failed = {n for item in checked for n, status in item.statuses.items() if status == "not supported"}
    upheld = {n for item in checked if item.statement.support != "unsupported" for n in item.statement.citations}
    statuses |= dict.fromkeys(failed - upheld, "not supported")
    return replace(
        answer,
        citations=tuple(replace(item, status=statuses[item.n]) for item in answer.citations),
        statements=tuple(item.statement for item in checked),
    )


def verify_statement(
    statement: Statement,
    citations: Sequence[Citation],
    catalogue: Catalogue,
    judge: Judge | None = None,
    unknown: Sequence[int] = (),
) -> Verification:
    """Check one statement against the provisions that it cites; answerers and evaluations all use this function.

    It passes when every source that it names was given (`unknown` are the numbers of those that were not), every citation is
    verified, words in quotation marks stand in a cited provision letter for letter, the places that it names are the cited ones,
    and its words are those of the citations ("verbatim") or the judge finds that the cited text supports it ("supported").
    """
    statement = replace(statement, text=unicodedata.normalize("NFKC", statement.text))
    cited = [item for item in citations if item.n in statement.citations]
    unknown = [*unknown, *sorted(set(statement.citations) - {item.n for item in cited})]
    statuses = {item.n: check_citation(item, catalogue) for item in cited}
    texts = [provision for item in cited if (provision := _cited_provision(item, catalogue)) is not None]
    reason = _fault_of_citations(cited, statuses, unknown)
    if not reason and _is_verbatim(statement, cited, texts):
        return Verification(replace(statement, support="verbatim", reason=""), statuses)
    reason = reason or _fault_of_quotations(statement.text, texts) or _fault_of_places(statement.text, texts, catalogue)
    if not reason:
        reason = _fault_of_content(statement.text, texts, catalogue, judge)
    if reason:
        statuses = {n: "not supported" if status == "verified" else status for n, status in statuses.items()}
    support: Support = "unsupported" if reason else "supported"
    return Verification(replace(statement, support=support, reason=reason), statuses)


def evidence_text(provisions: Sequence[Provision]) -> str:
    """What a statement is held against: the cited provisions with the lines that open them, without orders to a model."""
    parts = [part for item in provisions for part in (item.chapeau, item.text) if part]
    return without_orders("\n".join(dict.fromkeys(parts)))


def _cited_provision(citation: Citation, catalogue: Catalogue) -> Provision | None:
    editions = catalogue.editions(citation.provision_id)
    return next((item for item in editions if item.document_key == citation.document.key), None)


def _fault_of_citations(
    cited: Sequence[Citation], statuses: Mapping[int, CitationStatus], unknown: Sequence[int]
) -> str:
    if unknown:
        numbers = ", ".join(map(str, unknown))
        return f"it refers to source {numbers}, which was not given"
    if not cited:
        return "it names no source"
    failed = [n for n, status in statuses.items() if status != "verified"]
    return f"citation {failed[0]} failed its check: {statuses[failed[0]]}" if failed else ""


def _is_verbatim(statement: Statement, cited: Sequence[Citation], provisions: Sequence[Provision]) -> bool:
    """Whether the words are those of the quotations, in order, or stand in one cited provision as they are."""
    said = normalise(statement.text)
    if normalise(OMISSION.join(item.quote for item in cited)) == said and not any(
        gives_orders(item.quote) for item in cited
    ):
        return True
    words = _plain(statement.text).strip('" ')
    texts = [_plain(without_orders(item.text)) for item in provisions]
    return len(words.split()) >= _SHORTEST_QUOTATION and any(_is_sentence_of(words, text) for text in texts)


def _is_sentence_of(words: str, text: str) -> bool:
    """Whether words are whole sentences of a text, so that nothing before or after them is cut off."""
    start = text.find(words)
    before, after = text[:start].rstrip(), text[start + len(words) :].lstrip()
    begins = not before or before[-1] in _SENTENCE_ENDS
    ends = words[-1] in _SENTENCE_ENDS or not after or after[0] in _SENTENCE_ENDS
    return start >= 0 and begins and ends


def _plain(text: str) -> str:
    return normalise(text).translate(_TYPOGRAPHY)


def _fault_of_quotations(text: str, provisions: Sequence[Provision]) -> str:
    held = [_plain(without_orders(f"{item.chapeau} {item.text}")) for item in provisions]
    for quotation in _QUOTED.findall(_plain(text)):
        for part in _ELLIPSIS.split(quotation):
            words = part.strip(" .,;:")
            if words and not any(_stands_in(words, source) for source in held):
                return f"the words “{words}” do not stand in the source"
    return ""


def _stands_in(words: str, text: str) -> bool:
    """Whether words stand in a text, not cut off inside a word."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _fault_of_places(text: str, provisions: Sequence[Provision], catalogue: Catalogue) -> str:
    """A work or place that a statement names must be a cited one, unless the cited text itself speaks of it."""
    works = {item.document_id for item in provisions}
    places = [item.id.partition("/")[2] for item in provisions]
    for reference in find_references(text, catalogue):
        if reference.work_id not in works and not _is_spoken_of(reference, provisions, catalogue):
            name = catalogue.works()[reference.work_id][0].short
            return f"it names the {name}, which it does not cite"
        named = "/".join(reference.path)
        if reference.work_id in works and named and not any(overlap(named, place) for place in places):
            return f"it names {reference.label}, which it does not cite"
    return _fault_of_articles(text, provisions)


def _fault_of_articles(text: str, provisions: Sequence[Provision]) -> str:
    """An article that is named without its work is one of a cited work, unless the cited text itself names it."""
    named = {place.path[0] for item in provisions for place in find_places(item.text)}
    named |= {place for item in provisions for place in item.id.split("/")[1:2]}
    for place in find_places(text):
        if place.path[0].startswith("art-") and place.path[0] not in named:
            return f"it names article {place.path[0].removeprefix('art-')}, which it does not cite"
    return ""


def _is_spoken_of(reference: Reference, provisions: Sequence[Provision], catalogue: Catalogue) -> bool:
    return any(
        found.work_id == reference.work_id for item in provisions for found in find_references(item.text, catalogue)
    )


def _fault_of_content(text: str, provisions: Sequence[Provision], catalogue: Catalogue, judge: Judge | None) -> str:
    """One cited provision alone supports the sentence, or all together do and none speaks against it.

    Taken together from the start, a negation of one source would lend itself to the words of another.
    """
    if judge is None:
        return "its words are not those of the source"
    content = content_of(text, catalogue)
    faults = []
    for item in provisions:
        known = known_words(item.document_id, catalogue)
        faults.append(judge.fault(content, evidence_text([item]), known))
        if not faults[-1]:
            return ""
    if len(provisions) == 1 or any(judge.is_denied(content, evidence_text([item])) for item in provisions):
        return faults[0]
    known = " ".join(dict.fromkeys(known_words(item.document_id, catalogue) for item in provisions))
    return judge.fault(content, evidence_text(provisions), known)
