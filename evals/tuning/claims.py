"""Claims beside the text that decides them, for fitting and measuring the support check; and the same kind of data from WiCE.

WiCE (Kamoi et al. 2023) pairs sentences of an encyclopaedia with evidence from the web; several rows can share one claim.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from assistant.errors import DocumentError
from assistant.types import Verdict
from assistant.verifying.claims import content_of, known_words
from evals.cases import ClaimCase, lines_of
from evals.validation import first_fault
from vectorstore.catalogue import Catalogue

_WICE: dict[str, Verdict] = {
    "supported": "supports",
    "partially_supported": "partly supports",
    "not_supported": "does not address",
}


@dataclass(frozen=True)
class Pair:
    """A claim beside one text: `group` names what must not be split between folds, `place` the provision."""

    claim: str
    text: str
    known: str
    verdict: Verdict
    group: str
    place: str = ""


def claim_pairs(case: ClaimCase, catalogue: Catalogue) -> list[Pair]:
    """A claim beside its provisions, all editions together, and beside the digest alone where there are several."""
    texts = edition_texts(case.provisions, catalogue)
    known = " ".join(known_words(place.partition("/")[0], catalogue) for place in case.provisions)
    claim = content_of(case.claim, catalogue)
    shown = {"\n".join(texts.values()), texts.get("digest", "")} - {""}
    return [Pair(claim, text, known, case.verdict, case.provisions[0], case.provisions[0]) for text in sorted(shown)]


def edition_texts(provisions: tuple[str, ...], catalogue: Catalogue) -> dict[str, str]:
    """The text of the first of some provisions that each edition holds, with all its paragraphs, by status.

    Raises:
        DocumentError: no edition holds any of them.
    """
    found: dict[str, str] = {}
    for place in provisions:
        for document in catalogue.works().get(place.partition("/")[0], []):
            parts = [item.text for item in catalogue.provisions_within(document.key, place)]
            if parts:
                found.setdefault(document.status, "\n".join(parts))
    if not found:
        raise DocumentError(f"The corpus holds none of {', '.join(provisions)}.")
    return found


class _WiceMeta(BaseModel):
    id: str


class _WiceRow(BaseModel):
    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str
    evidence: tuple[str, ...]
    meta: _WiceMeta


def wice_pairs(path: Path) -> Iterator[Pair]:
    """The rows of a file in WiCE's format; `group` is the claim.

    Raises:
        DocumentError: a line does not fit the format; the message names it.
    """
    for number, line in enumerate(lines_of(path), start=1):
        try:
            row = _WiceRow.model_validate_json(line)
        except ValidationError as error:
            field, reason = first_fault(error)
            raise DocumentError(
                f"{path.name}, line {number} is not in WiCE's format: {field or 'line'}: {reason}."
            ) from error
        text = "\n".join(sentence for sentence in row.evidence if any(map(str.isalnum, sentence)))
        yield Pair(row.claim, text, "", _WICE[row.label], row.meta.id)
