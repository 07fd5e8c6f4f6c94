"""How legal texts number themselves: article headings, paragraph and item markers, Roman and Chinese numerals."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import roman

NumberForm = Literal["decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"]
MarkerKind = Literal["decimal", "parenthesised decimal", "capital", "letter", "roman", "dash"]

PARAGRAPH_KINDS: tuple[MarkerKind, ...] = ("decimal", "parenthesised decimal", "capital")
"""The signs that number paragraphs; the others mark items of a list."""

_ARTICLE = re.compile(
    r"^(?:Article|ARTICLE|Art\.?|ART\.?)\s+(?P<number>\d+|[IVXLC]+)(?P<suffix>\s*(?:bis|ter|quater)\b|[A-Z]\b)?"
    r"(?P<paragraph>(?:\s?\((?:\d{1,3}|[a-z]|[ivx]{2,5})\))*)\s*(?P<separator>(?:[.:](?!\d)|[–—-](?!\d))*)\s*(?P<rest>.*)$",
    re.DOTALL,
)
_ACRONYM_IN_SENTENCE = re.compile(r"^[A-Z]{3,}\b(?=.*[a-z])", re.DOTALL)
_SYMBOL = re.compile(
    r"(?:[AES]|[A-Z]{2,6})(?:/(?:[A-Z]{1,8}(?:[.-]\d{1,4})?|\d{1,4}|[CLS]\.\d{1,3}|(?:Add|Rev|Corr|Res)\.\s?\d{1,3}))*"
    r"/(?:\d{1,4}|L\.\d{1,3}|(?:Add|Rev|Corr|Res)\.\s?\d{1,3})"
)
_MARKERS: tuple[tuple[MarkerKind, re.Pattern[str]], ...] = (
    ("parenthesised decimal", re.compile(r"^\((?P<value>\d{1,3})\)\s*")),
    ("decimal", re.compile(r"^(?P<value>\d{1,3})\s?[.)](?:\s+|(?=[A-Z“\"(]))")),
    ("capital", re.compile(r"^(?P<value>[A-H])\.\s+")),
    ("roman", re.compile(r"^\(?(?P<value>[ivx]{2,6})\s?\)\s*")),
    ("letter", re.compile(r"^\(?(?P<value>(?P<sign>[a-z])(?P=sign)?)\s?\)\s*")),
    ("dash", re.compile(r"^(?P<value>[‐‑‒–—−•·▪●◦‣■○\uf0b7*-])\s+")),
)
_CHINESE_NUMBER = "一二三四五六七八九十百"
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True)
class ArticleHeading:
    """`number` in Arabic digits, with suffix ("8", "8bis", "2A"); `paragraph` as in "8(3)"; `rest` is title or text."""

    number: str
    paragraph: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class Marker:
    """The number or letter that opens a paragraph; `end` is the offset at which the paragraph's own text starts."""

    kind: MarkerKind
    value: str
    end: int


def article_heading(text: str) -> ArticleHeading | None:
    """Read "Article 8", "Art. 8", "ARTICLE VIII", "Article 8. Everyone ..."; None when the line only mentions one.

    "Article 8 of the Covenant provides" and "Article 8 ICESCR protects" are mentions: a heading starts with a capital letter
    and ends after its number, or goes on with a separator or a capitalised word.
    """
    match = _ARTICLE.match(text.strip())
    if match is None:
        return None
    rest, separator = match["rest"].strip(), match["separator"]
    if rest and not separator and (not (rest[0].isupper() or rest[0] in '(“"[') or _ACRONYM_IN_SENTENCE.match(rest)):
        return None
    number = arabic(match["number"])
    if number is None:
        return None
    return ArticleHeading(
        number=number + (match["suffix"] or "").strip(),
        paragraph=tuple(re.findall(r"\w+", match["paragraph"])),
        rest=rest,
    )


def marker(text: str) -> Marker | None:
    """Read the marker at the start of `text` ("3.", "(3)", "A.", "(a)", "(iv)", "–"), or None."""
    for kind, pattern in _MARKERS:
        match = pattern.match(text)
        if match:
            return Marker(kind, match["value"], match.end())
    return None


def heading_level(text: str) -> int | None:
    """Depth of a heading by its own numbering, as in UN reports (III. above B. above 1.); None without a number."""
    levels = (r"[IVX]+\.\s", r"[A-H]\.\s", r"\d+\.\s")
    return next((depth for depth, number in enumerate(levels, start=1) if re.match(number, text)), None)


def is_symbol(text: str) -> bool:
    """Whether a line is nothing but the symbol of a United Nations document ("A/HRC/99/1", "E/C.12/GC/24/Add.1")."""
    compact = re.sub(r"[\s*]", "", text)
    return compact.count("/") > 1 and _SYMBOL.fullmatch(compact) is not None


def arabic(number: str) -> str | None:
    """Turn "8" or "VIII" into "8"; None when it is neither."""
    if number.isdigit():
        return str(int(number))
    try:
        return str(roman.fromRoman(number.upper()))
    except roman.RomanError:
        return None


def chinese_number(numeral: str) -> int:
    """Value of a Chinese numeral below one thousand, such as 二十五 (25) or 一百一十一 (111).

    Raises ValueError for anything else.
    """
    total, digit = 0, 0
    for sign in numeral.replace("零", ""):
        if sign not in _CHINESE_NUMBER:
            raise ValueError(f"{numeral!r} is not a Chinese numeral below one thousand")
        value = int(unicodedata.numeric(sign))
        if value < 10:
            digit = value
        else:
            total += (digit or 1) * value
            digit = 0
    return total + digit


def chinese_ordinal(sign: str) -> int:
    """Position, from 1, that a Chinese list sign stands for: 三, 丙, 寅, c and 3 are all 3.

    Raises ValueError for anything else.
    """
    for series in (_HEAVENLY_STEMS, _EARTHLY_BRANCHES):
        if sign in series:
            return series.index(sign) + 1
    if sign.isdecimal():
        return int(sign)
    if len(sign) == 1 and "a" <= sign <= "z":
        return ord(sign) - ord("a") + 1
    return chinese_number(sign)


def write_number(number: int, form: str) -> str:
    """Write a number from 1 in one of the forms of `NumberForm`: 3 is "3", "c", "C", "iii" or "III"."""
    if form in ("lowerLetter", "upperLetter"):
        return letter(number) if form == "lowerLetter" else letter(number).upper()
    if form in ("lowerRoman", "upperRoman"):
        numeral = str(roman.toRoman(number))
        return numeral.lower() if form == "lowerRoman" else numeral
    return str(number)


def letter(position: int) -> str:
    """List letter for a position from 1: 1 is "a", 26 is "z", 27 is "aa"."""
    turns, index = divmod(position - 1, 26)
    return chr(ord("a") + index) * (turns + 1)
