"""What the assistant says when it declines, and why."""

import re
from collections.abc import Sequence

from assistant.asking.references import Reference, article_numbers, paragraph_numbers
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


def no_quantity(place: str, hits: Sequence[SearchHit]) -> Refusal:
    """A place that was named does not give the number, sum or period that was asked for."""
    return Refusal(
        reason="not in the corpus",
        message=f"{place} gives no such number, sum or period.",
        nearest=tuple(hits[:_NEAREST]),
    )


def unknown_symbols(question: str, catalogue: Catalogue) -> Refusal | None:
    """A refusal when the question names a UN document that the corpus does not hold; None otherwise."""
    known = {document.symbol.upper() for document in catalogue.documents.values() if document.symbol}
    named = _SYMBOL.findall(question.upper())
    missing = [symbol for symbol in named if symbol not in known]
    unknown = [symbol for symbol in missing if not _is_spoken_of(symbol, catalogue)]
    if not unknown or len(unknown) < len(named):
        return None
    held = ", ".join(sorted(known)) or "no document with a symbol"
    return Refusal(
        reason="no such document",
        message=f"The corpus does not hold the document {unknown[0]}. It holds {held}.",
    )


def _is_spoken_of(symbol: str, catalogue: Catalogue) -> bool:
    """Whether some provision names a document that the corpus itself does not hold."""
    written = re.compile(rf"{re.escape(symbol)}(?![\w/])", re.IGNORECASE)
    return any(written.search(f"{item.label}\n{item.text}") for item in catalogue.provisions)


def missing_place(reference: Reference, catalogue: Catalogue) -> Refusal:
    """A place that a known work does not have, or that the corpus does not hold; says what there is."""
    editions = catalogue.works()[reference.work_id]
    provisions = [item for edition in editions for item in catalogue.provisions_of(edition.key)]
    document = editions[0]
    asked = re.match(r"art-(\d+)", reference.path[0])
    if asked is None:
        return _refusal(document, reference, _held_paragraphs(provisions))
    article, numbers = int(asked[1]), article_numbers(provisions)
    total = document.articles or (max(numbers, default=0) if document.status == "official text" else 0)
    if total and article > total:
        return Refusal(
            reason="no such provision",
            message=f"The {document.short} has {total} articles; there is no article {article}.",
        )
    if article in numbers:
        return _refusal(document, reference, _held_parts(reference, provisions))
    held = f"of its articles it holds {ranges(numbers)}" if numbers else "it holds no articles of it"
    return _refusal(document, reference, held)


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
    name = document.short if document.short == document.symbol else f"the {document.short}"
    return Refusal(
        reason="no such provision",
        message=f"The corpus holds no {reference.label} of {name}: {what_there_is}.",
    )


def _held_parts(reference: Reference, provisions: Sequence[Provision]) -> str:
    """What there is of an article that lacks the paragraph or item asked for."""
    article, *signs = reference.path
    number = article.removeprefix("art-")
    pattern = re.compile(rf"[^/]+/{article}/(\w+)")
    found = (pattern.match(item.id) for item in provisions)
    parts = list(dict.fromkeys(match[1] for match in found if match and match[1] != "chapeau"))
    if not parts:
        return f"article {number} has no such paragraph"
    if signs and signs[0] in parts:
        return f"article {number}({signs[0]}) has no such item"
    held = ranges(sorted(map(int, parts))) if all(part.isdigit() for part in parts) else ", ".join(parts)
    return f"of the paragraphs of article {number} it holds {held}"


def _held_paragraphs(provisions: Sequence[Provision]) -> str:
    numbers = sorted({number for item in provisions for number in paragraph_numbers(item)})
    return f"of its paragraphs it holds {ranges(numbers)}" if numbers else "it holds no numbered paragraphs of it"
