"""Sentences with source numbers, read from a text that arrives in pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKER = r"\[\s*(?:(?:sources?|nos?\.?)\s*)?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]"
_MARKERS = re.compile(_MARKER, re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"(?:\b(?:arts?|paras?|cf|ch|vol|pp?|res|doc|mr|mrs|ms|dr|prof|st|v|vs|e\.g|i\.e|etc|inc|ed|eds|[A-Z])|\.[a-z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"”’')]*|\n+")
_SPACED_MARKER = re.compile(rf"(\s*)({_MARKER})", re.IGNORECASE)
_UNFINISHED_MARKER = re.compile(r"\[[\s\w,;.–-]{0,40}\Z")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}\.\Z")
_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\Z")
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
            end = self._after_markers(match.end())
            following = self._rest[end:].lstrip() if end is not None else ""
            if end is None or not following:
                return None
            if match[0].startswith("\n") or self._is_full_stop(match.end(), following):
                return end
        return None

    def _after_markers(self, start: int) -> int | None:
        """Where the markers that belong to a sentence end; None while that cannot be known.

        A marker that opens a line with text behind it belongs to that text.
        """
        end = start
        while marker := _SPACED_MARKER.match(self._rest, end):
            behind = self._rest[marker.end() :]
            if "\n" in marker[1] or self._rest[start - 1] == "\n":
                if not behind.strip():
                    return None
                if "\n" not in behind[: len(behind) - len(behind.lstrip())]:
                    return end
            end = marker.end()
        return None if _UNFINISHED_MARKER.match(self._rest[end:].lstrip()) else end

    def _is_full_stop(self, end: int, following: str) -> bool:
        """Whether the signs that end at an offset end a sentence, seen what follows behind the markers."""
        before = self._rest[:end]
        if not re.match(r"\s|\[", self._rest[end:]) or following[0].islower() or _LIST_NUMBER.search(before):
            return False
        is_number_sign = _NUMBER_SIGN.search(before) is not None and following[0].isdigit()
        return _ABBREVIATION.search(before) is None and not is_number_sign


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
