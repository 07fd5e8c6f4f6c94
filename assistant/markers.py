"""Sentences with source numbers, read from a text that arrives in pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKER = r"\[\s*(?:(?:sources?|nos?\.?)\s*)?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]"
_MARKERS = re.compile(_MARKER, re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"(?:\b(?:arts?|paras?|nos?|cf|ch|vol|pp?|res|doc|mr|mrs|ms|dr|prof|st|v|vs|e\.g|i\.e|etc|inc|ed|eds|[A-Z])|\.[a-z])\.$",
    re.IGNORECASE,
)
_END = re.compile(rf"[.!?…]+[\"”’')]*(?:\s*{_MARKER})*|\n+", re.IGNORECASE)
_OPENING_SIGNS = re.compile(r"^(?:[-*•–]\s+|\d{1,2}[.)]\s+|#+\s+|>\s+)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_MOST_IN_RANGE = 20


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence without its markers, and the numbers of the sources that it names, in order."""

    text: str
    numbers: tuple[int, ...]


class MarkedSentences:
    """Reads sentences from pieces of text; however a text is cut into pieces, the sentences are the same."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> Iterator[MarkedSentence]:
        """Take the next piece and yield the sentences that are complete with it."""
        self._rest += piece
        while (end := self._complete_end()) is not None:
            sentence, self._rest = self._rest[:end], self._rest[end:]
            yield from _read(sentence)

    def close(self) -> Iterator[MarkedSentence]:
        """Yield what is left at the end of the text."""
        rest, self._rest = self._rest, ""
        yield from _read(rest)

    def _complete_end(self) -> int | None:
        """Where the first complete sentence ends: markers may follow its full stop, so what comes next must be known."""
        for match in _END.finditer(self._rest):
            after = self._rest[match.end() :]
            following = after.lstrip()
            if not following or following.startswith("["):
                if following and _MARKERS.match(following) is None and "]" in following:
                    return match.end()
                return None
            is_line = match[0].startswith("\n")
            if is_line or (after[0].isspace() and not _is_abbreviation(self._rest[: match.end()])):
                return match.end()
        return None


def _is_abbreviation(text: str) -> bool:
    return _ABBREVIATION.search(text) is not None


def _read(text: str) -> Iterator[MarkedSentence]:
    numbers = tuple(dict.fromkeys(number for marker in _MARKERS.findall(text) for number in _numbers(marker)))
    bare = _EMPHASIS.sub("", _MARKERS.sub("", text))
    bare = _OPENING_SIGNS.sub("", " ".join(bare.split()))
    bare = re.sub(r"\s+([.,;:!?])", r"\1", bare).strip()
    if re.search(r"\w", bare):
        yield MarkedSentence(bare, numbers)


def _numbers(marker: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", marker):
        start, end = int(first), int(last or first)
        yield from range(start, min(end, start + _MOST_IN_RANGE) + 1)
