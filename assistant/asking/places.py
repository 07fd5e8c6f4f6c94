"""Places within a work as people write them: "article 8(3)", "arts. 13 to 15", "para. 12", "paragraph 3 of article 19"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import roman

from assistant.asking.number_words import NUMBER_WORD, ORDINAL_WORD, number_value, ordinal_value

_SIGNS = r"(?:\s?\(\s?(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,5})\s?\))*"
_DIGITS = re.compile(
    rf"(?P<number>\d{{1,3}}(?:\s?(?:bis|ter|quater)\b|[A-Z]\b)?)(?!\w)(?P<sub>(?:\.\d{{1,2}}\b)?{_SIGNS})",
    re.IGNORECASE,
)
_NUMERAL = re.compile(rf"(?P<number>[IVXLC]{{1,7}})\b(?P<sub>{_SIGNS})", re.IGNORECASE)
_WORD = re.compile(rf"(?P<number>{NUMBER_WORD})\b(?P<sub>{_SIGNS})", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?P<ordinal>{ORDINAL_WORD})\s+(?P<kind>article|paragraph)\b", re.IGNORECASE)
# After a joining word a small "i" is a word and a single "I" a person.
_LATER_NUMERAL = re.compile(rf"(?P<number>(?!I\b)[IVXLC]{{1,7}})\b(?P<sub>{_SIGNS})")
_SIGN_ONLY = re.compile(r"(?P<number>)(?P<sub>\(\s?\w{1,4}\s?\))")
_ARTICLE_WORD = re.compile(r"\b(?:article(?P<plural>s)?|art(?:(?P<short_plural>s))?\.?)\s*(?=\w)", re.IGNORECASE)
_PARAGRAPH_WORD = re.compile(
    r"(?:\b(?:paragraph(?P<plural>s)?|para(?P<short_plural>s)?\.?|par\.)|§(?P<signs>§)?)\s*(?=\w)", re.IGNORECASE
)
_JOIN = re.compile(
    r"\s*(?:(?P<comma>,\s*(?:(?:and|or)\b)?)|(?P<range>[-–]|\bto\b)|\band\b|\bor\b|[&/])\s*", re.IGNORECASE
)
_BEFORE_ORDINAL = re.compile(r"[\s,]*(?:(?:in )?(?:the|its)\s+)?", re.IGNORECASE)
_LONGEST_RANGE = 50
_SHORT_KIND = {"article": "art", "paragraph": "para"}


@dataclass(frozen=True)
class Place:
    """A place at character offsets `start` to `end` of a question; `path` is ("art-8", "3", "b") or ("para-12",)."""

    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class _Series:
    """Numbers written one after the other, up to offset `end`; each is a number with its sub-paragraphs."""

    items: tuple[tuple[str, ...], ...]
    end: int


def find_places(question: str, ends_of_names: Iterable[int] = ()) -> list[Place]:
    """Find the places that a question names, in the order of the question; ranges and lists give one for each number.

    A number counts without "article" where it follows the name of a work directly: `ends_of_names` are the offsets at
    which names end.
    """
    places = _article_places(question)
    places += [place for place in _paragraph_places(question, places) if not _inside(place, places)]
    places += [place for place in _ordinal_places(question) if not _inside(place, places)]
    for end in ends_of_names:
        series = _series(question, _skip(question, end, " \u00a0"), is_plural=False)
        if series is not None:
            places += [Place(end, series.end, _article(item)) for item in series.items]
    return sorted(dict.fromkeys(places), key=lambda place: place.start)


def _article_places(question: str) -> list[Place]:
    places: list[Place] = []
    for word in _ARTICLE_WORD.finditer(question):
        is_plural = bool(word["plural"] or word["short_plural"])
        series = _series(question, word.end(), is_plural, numerals=True)
        if series is None:
            continue
        *others, last = (_article(item) for item in series.items)
        start, before = _paragraphs_before(question, word.start())
        end, after = _paragraphs_after(question, series.end)
        if not after:
            end, after = _ordinal_paragraph_after(question, series.end)
        paths = [*others, *([(*last, *part) for part in before or after] or [last])]
        places += [Place(start, end, path) for path in paths]
    return places


def _ordinal_places(question: str) -> list[Place]:
    """The places of "the first article" and "the third paragraph"."""
    return [
        Place(word.start(), word.end(), (f"{_SHORT_KIND[word['kind'].lower()]}-{ordinal_value(word['ordinal'])}",))
        for word in _ORDINAL.finditer(question)
    ]


def _paragraph_places(question: str, articles: list[Place]) -> list[Place]:
    """Paragraphs by themselves. Beside an article they are its own, unless the question names a numbered UN document."""
    if articles and not re.search(r"\b[AES]/", question):
        return []
    places = []
    for word in _PARAGRAPH_WORD.finditer(question):
        series = _paragraph_series(question, word)
        places += [Place(word.start(), series.end, (f"para-{number}", *sub)) for number, *sub in series.items]
    return places


def _paragraphs_before(question: str, start: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """The paragraphs of "paragraph 3 of" before an article, and where they start."""
    for word in _PARAGRAPH_WORD.finditer(question, 0, start):
        series = _paragraph_series(question, word)
        if re.fullmatch(r",?\s+(?:of|in)\s+(?:the\s+)?", question[series.end : start], re.IGNORECASE):
            return word.start(), series.items
    for word in _ORDINAL.finditer(question, 0, start):
        is_joined = re.fullmatch(r"\s+(?:of|in)\s+(?:the\s+)?", question[word.end() : start], re.IGNORECASE)
        if is_joined and word["kind"].lower() == "paragraph":
            return word.start(), ((str(ordinal_value(word["ordinal"])),),)
    return start, ()


def _paragraphs_after(question: str, end: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """The paragraphs of ", paragraph 3" after an article, and where they end."""
    word = _PARAGRAPH_WORD.match(question, _skip(question, end, ", \u00a0"))
    if word is None:
        return end, ()
    series = _paragraph_series(question, word)
    return series.end, series.items


def _ordinal_paragraph_after(question: str, end: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """The paragraph of ", sixth paragraph" after an article, and where it ends."""
    word = _ORDINAL.match(question, _skip_words(question, end))
    if word is None or word["kind"].lower() != "paragraph":
        return end, ()
    return word.end(), ((str(ordinal_value(word["ordinal"])),),)


def _skip_words(question: str, start: int) -> int:
    """The offset after ", the " or " in its "."""
    match = _BEFORE_ORDINAL.match(question, start)
    return match.end() if match else start


def _paragraph_series(question: str, word: re.Match[str]) -> _Series:
    is_plural = bool(word["plural"] or word["short_plural"] or word["signs"])
    return _series(question, word.end(), is_plural) or _Series((), word.end())


def _series(question: str, start: int, is_plural: bool, numerals: bool = False) -> _Series | None:
    """Read "13", "13(1) and 14", "13 to 15" from offset `start`; commas join numbers after a plural only."""
    match = _DIGITS.match(question, start) or _WORD.match(question, start)
    match = match or (_NUMERAL.match(question, start) if numerals else None)
    items = [_parts(match)] if match else [()]
    if match is None or not items[0]:
        return None
    end = match.end()
    while join := _JOIN.match(question, end):
        later = _DIGITS.match(question, join.end()) or _SIGN_ONLY.match(question, join.end())
        later = later or (_LATER_NUMERAL.match(question, join.end()) if numerals else None)
        if later is None or (join["comma"] and not is_plural):
            break
        parts = _parts(later) if later["number"] else (*items[-1][:-1], *_signs(later["sub"]))
        if not parts or (not later["number"] and len(items[-1]) < 2):
            break
        items += _between(items[-1], parts) if join["range"] else []
        items.append(parts)
        end = later.end()
    return _Series(tuple(items), end)


def _between(first: tuple[str, ...], last: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The numbers inside a range of whole articles or paragraphs."""
    if len(first) > 1 or len(last) > 1 or not (first[0].isdigit() and last[0].isdigit()):
        return []
    low, high = int(first[0]), int(last[0])
    return [(str(number),) for number in range(low + 1, min(high, low + _LONGEST_RANGE))]


def _parts(match: re.Match[str]) -> tuple[str, ...]:
    """Number and sub-paragraphs: "2.1" and "2(1)" are ("2", "1"), "1A(2)" is ("1", "a", "2"); () when it is no number."""
    signs = _signs(match["sub"])
    if re.fullmatch(NUMBER_WORD, match["number"], re.IGNORECASE):
        return (str(number_value(match["number"])), *signs)
    number = re.fullmatch(r"(\d+)\s?(?P<suffix>[a-z]*)", match["number"].lower())
    if number is None:
        try:
            return (str(roman.fromRoman(match["number"].upper())), *signs)
        except roman.RomanError:
            return ()
    suffix = number["suffix"]
    if len(suffix) > 1:
        return (f"{int(number[1])}{suffix}", *signs)
    return (str(int(number[1])), *suffix, *signs)


def _skip(text: str, start: int, characters: str) -> int:
    """The offset of the first character from `start` that is none of `characters`."""
    return len(text) - len(text[start:].lstrip(characters))


def _signs(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _article(item: tuple[str, ...]) -> tuple[str, ...]:
    return (f"art-{item[0]}", *item[1:])


def _inside(place: Place, places: Iterable[Place]) -> bool:
    return any(other.start <= place.start < other.end for other in places)
