"""Restatements of treaty provisions, and the same with one thing changed so that the provision no longer says it.

Made by rule from whatever official texts are in the store: a restatement swaps the words of law for their everyday equals and
names its place; an alteration changes a number, the actor, a negation or the modality. What cannot be altered in a kind is left
out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.asking.number_words import NUMBER_WORD, number_value
from assistant.citing.pinpoint import pinpoint
from assistant.types import Provision
from assistant.verifying.matching import clauses_of
from vectorstore.catalogue import Catalogue

Change = Literal["number", "actor", "negation", "modality"]
_FEWEST_WORDS, _MOST_WORDS = 8, 45
_PLAIN = (
    (r"\bNo (?:one|person) shall\b", "Nobody may"),
    (r"\bNo (State|State Party|Contracting State|Member) shall\b", r"No \1 may"),
    (r"\bEveryone\b|\bEvery human being\b", "Every person"),
    (r"\bshall not\b", "must not"),
    (r"\bshall have the right to\b", "is entitled to"),
    (r"\bhas the right to\b", "is entitled to"),
    (r"\bshall\b", "must"),
    (r"\bundertakes? to\b", "must"),
    (r"\bin accordance with\b", "in line with"),
    (r"\bin particular\b", "especially"),
    (r"\bwith a view to\b", "so as to"),
    (r"\bin respect of\b", "as regards"),
    (r"\bensure that\b", "see to it that"),
    (r"\bappropriate\b", "suitable"),
    (r"\bprior to\b", "before"),
    (r"\bsubsequent to\b", "after"),
)
_ACTORS = (
    (r"\b(?:The )?(?:States? Part(?:y|ies)|Contracting (?:States?|Part(?:y|ies))|Members?)\b", "the Secretary-General"),
    (r"\b[Tt]he (?:States?|Governments?)\b", "the Secretary-General"),
    (r"\b[Tt]he Secretary-General\b", "the Security Council"),
    (r"\b[Tt]he Committee\b", "the Security Council"),
    (r"\b[Tt]he (?:General Assembly|Security Council)\b", "the Committee"),
    (r"\bEvery person\b", "Every refugee"),
    (r"\bNobody\b", "No soldier"),
    (r"\b[Tt]he child\b", "the teacher"),
    (r"\bpersons with disabilities\b", "migrant workers"),
    (r"\b[Ww]omen\b", "older persons"),
)
_NEGATIONS = (
    (r"\bNobody may\b", "Everybody may"),
    (r"\bNo (State|State Party|Contracting State|Member) may\b", r"Every \1 may"),
    (r"\b(must|may) not\b", r"\1"),
    (r"\b(must|may)\b", r"\1 not"),
    (r"\bis entitled to\b", "is not entitled to"),
)
_MODALITIES = (
    (r"\bmust not\b", "may"),
    (r"\bmust\b", "may, if it sees fit,"),
    (r"\bNobody may\b", "Everybody must"),
    (r"\bmay\b(?! not)", "must"),
)
_PLACE_NUMBERS = re.compile(r"\b(?:articles?|paragraphs?|annex(?:es)?) [\d, and()]+", re.IGNORECASE)
_KEEPS_CAPITAL = {"States", "State", "Contracting", "Members", "Member", "United", "Parties"}
_MODAL = re.compile(r"\b(?:shall|must|may|has the right|have the right|undertakes?|No one)\b")
_NUMBER = re.compile(
    rf"\b(?:{NUMBER_WORD}|\d{{1,3}})\b(?= (?:\w+ )?(?:days?|months?|years?|members?|persons?|States?|experts?|votes?))",
    re.I,
)


@dataclass(frozen=True)
class AlteredPair:
    """A provision with a sentence that restates it and one that, in one respect, does not."""

    provision: Provision
    restated: str
    altered: str
    change: Change


def altered_pairs(catalogue: Catalogue) -> Iterator[AlteredPair]:
    """Every pair that the rules can make from the official texts in the catalogue, in the order of the documents."""
    for document in sorted(catalogue.documents.values(), key=lambda document: document.key):
        if document.status == "official text":
            for provision in catalogue.provisions_of(document.key):
                yield from _pairs_of(provision, pinpoint(document, provision))


def _pairs_of(provision: Provision, place: str) -> Iterator[AlteredPair]:
    for clause in clauses_of(provision.text):
        text = " ".join(clause.text.split()).rstrip(";,. ")
        if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and _MODAL.search(text):
            plain = _plain(text)
            for change, alter in _ALTERATIONS.items():
                altered = alter(plain)
                if altered != plain:
                    yield AlteredPair(provision, _placed(plain, place), _placed(altered, place), change)


def _plain(text: str) -> str:
    for pattern, equal in _PLAIN:
        text = re.sub(pattern, equal, text)
    return re.sub(r"^\(?\w{1,3}[.)]\s+", "", text)


def _placed(text: str, place: str) -> str:
    opening = text if text.split()[0] in _KEEPS_CAPITAL else text[0].lower() + text[1:]
    return f"Under {place}, {opening}."


def _first_of(rules: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """A change by the first rule whose pattern the text holds, at its first place."""

    def change(text: str) -> str:
        for pattern, other in rules:
            if re.search(pattern, text):
                return re.sub(pattern, other, text, count=1)
        return text

    return change


def _other_number(text: str) -> str:
    def other(match: re.Match[str]) -> str:
        value = int(match[0]) if match[0].isdigit() else number_value(match[0])
        return str(value * 2 + 3)

    places = [range(*match.span()) for match in _PLACE_NUMBERS.finditer(text)]
    match = next(
        (found for found in _NUMBER.finditer(text) if not any(found.start() in place for place in places)), None
    )
    return text if match is None else text[: match.start()] + other(match) + text[match.end() :]


_ALTERATIONS: dict[Change, Callable[[str], str]] = {
    "number": _other_number,
    "actor": _first_of(_ACTORS),
    "negation": _first_of(_NEGATIONS),
    "modality": _first_of(_MODALITIES),
}
