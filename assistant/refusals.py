"""What the assistant says when it declines, and why."""

import re
from collections.abc import Sequence

from assistant.references import Reference, article_numbers
from assistant.types import Document, Provision, Refusal, SearchHit
from vectorstore.catalogue import Catalogue

_SYMBOL = re.compile(r"\b[AES]/(?:[A-Z]+(?:\.\d+)?/)*\d+(?:/[A-Z0-9.]+)*\b")
_NEAREST = 3


def no_answer(hits: Sequence[SearchHit]) -> Refusal:
    """Nothing in the corpus supports an answer."""
    return Refusal(
        reason="not in the corpus",
        message="The corpus does not answer this question.",
        nearest=tuple(hits[:_NEAREST]),
    )


def unknown_symbols(question: str, catalogue: Catalogue) -> Refusal | None:
    """A refusal when the question names a UN document that the corpus does not hold; None otherwise."""
    known = {document.symbol.upper() for document in catalogue.documents.values() if document.symbol}
    named = _SYMBOL.findall(question.upper())
    missing = [symbol for symbol in named if symbol not in known]
    if not missing or len(missing) < len(named):
        return None
    held = ", ".join(sorted(known)) or "no document with a symbol"
    return Refusal(
        reason="no such document",
        message=f"The corpus does not hold the document {missing[0]}. It holds {held}.",
    )


def missing_place(reference: Reference, catalogue: Catalogue) -> Refusal:
    """A place that a known work does not have, or that the corpus does not hold; says what there is."""
    document = catalogue.works()[reference.work_id][0]
    if not reference.path[0].startswith("art-"):
        return _refusal(document, reference, _held_paragraphs(document, catalogue))
    numbers = article_numbers(catalogue.provisions_of(document.key))
    total = document.articles or (max(numbers) if numbers and document.status != "digest" else 0)
    asked = re.match(r"art-(\d+)", reference.path[0])
    article = int(asked[1]) if asked else 0
    if total and article > total:
        return Refusal(
            reason="no such provision",
            message=f"The {document.short} has {total} articles; there is no article {article}.",
        )
    if article in numbers:
        return _refusal(document, reference, f"article {article} has no such paragraph")
    return _refusal(document, reference, f"of its articles the corpus holds {ranges(numbers)}" if numbers else "")


def nearest_places(reference: Reference, catalogue: Catalogue) -> list[Provision]:
    """The provisions of the same work whose number comes nearest to the one asked for, in reading order."""
    kind, _, number = reference.path[0].partition("-")
    digits = re.match(r"\d+", number)
    provisions = catalogue.provisions_of(catalogue.works()[reference.work_id][0].key)
    pattern = re.compile(rf"[^/]+/{kind}-(\d+)")
    numbered = [(int(match[1]), item) for item in provisions if (match := pattern.match(item.id))]
    nearest = sorted(numbered, key=lambda pair: abs(pair[0] - int(digits[0]) if digits else 0))[:_NEAREST]
    return sorted((item for _, item in nearest), key=lambda item: item.order)


def ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers shortly: [1, 2, 3, 7] is "1 to 3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _refusal(document: Document, reference: Reference, what_there_is: str) -> Refusal:
    tail = f": {what_there_is}" if what_there_is else ""
    return Refusal(
        reason="no such provision",
        message=f"The corpus holds no {reference.label} of the {document.short}{tail}.",
    )


def _held_paragraphs(document: Document, catalogue: Catalogue) -> str:
    paths = [item.id.partition("/")[2] for item in catalogue.provisions_of(document.key)]
    numbers = sorted({int(match[1]) for path in paths if (match := re.fullmatch(r"para-(\d+)(?:-\d+)?", path))})
    return f"of its paragraphs it holds {ranges(numbers)}" if numbers else "it holds no numbered paragraphs of it"
