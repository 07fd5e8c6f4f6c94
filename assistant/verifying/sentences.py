"""Sentences of a provision, with their offsets."""

import re
from dataclasses import dataclass

import sentencex

_LEGAL_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:arts?|paras?|nos?|cf|ch|vol|pp?|res|doc|ms|mr|mrs|dr|prof|st|eds?|ibid|op|loc|sect?s?|subparas?|annexe?s?)\.\s*$",
    re.IGNORECASE,
)
LIST_SIGN = r"\(?(?P<sign>[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\s?\)"
"""Pattern of the sign of a list item: "(a)", "b)", "(iv)", "(2)"."""

_LIST_LINE = re.compile(rf"^(?:{LIST_SIGN}|[–—•-])\s")
_OPEN_END = re.compile(r"(?:[:;,–—]|\b(?:and|or))\s*$")


@dataclass(frozen=True)
class Span:
    """Part of a text, from `start` (inclusive) to `end` (exclusive)."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Cut a text into sentences, in order; every character but surrounding white space belongs to one.

    A line break always ends a sentence. Abbreviations of legal citation ("para. 3") do not.
    """
    return [
        sentence for line in lines(text) for sentence in _sentences_of_line(text[line.start : line.end], line.start)
    ]


def lines(text: str, offset: int = 0) -> list[Span]:
    """The lines of a text, empty ones included; `offset` is where the text starts in a longer one."""
    spans = []
    for line in text.split("\n"):
        spans.append(Span(offset, offset + len(line)))
        offset += len(line) + 1
    return spans


def is_list_item(line: str) -> bool:
    """Whether a line begins with the sign of a list item."""
    return _LIST_LINE.match(line) is not None


def list_parts(text: str, offset: int = 0) -> tuple[Span, list[Span]]:
    """The line that opens a list and its items, each with its sub-items; `offset` is where `text` starts in a longer one.

    A line without a sign belongs to the signed item before it; where no line has a sign, each is an item.
    """
    opening, *rest = lines(text, offset)
    items: list[Span] = []
    last = ""
    is_signed = any(_LIST_LINE.match(text[span.start - offset : span.end - offset]) for span in rest)
    for span in rest:
        match = _LIST_LINE.match(text[span.start - offset : span.end - offset])
        sign = (match["sign"] or "-") if match else ""
        if not items or not is_signed or (match and _follows(sign, last)):
            items.append(span)
            last = sign
        else:
            items[-1] = Span(items[-1].start, span.end)
    return opening, items


def _follows(sign: str, last: str) -> bool:
    """Whether a sign continues the list of `last`, and does not open a list below it: "(b)" after "(a)", not "(i)"."""
    if sign == "-" or last in ("", "-"):
        return sign == last or not last
    if last.isdigit() or sign.isdigit():
        return last.isdigit() and sign.isdigit()
    is_roman = not set(sign) - set("ivx")
    return (ord(sign) == ord(last) + 1 if len(sign) == len(last) == 1 else False) or (
        is_roman and not set(last) - set("ivx")
    )


def units(text: str) -> list[Span]:
    """Cut a text into what can be quoted by itself: sentences, and a list together with the line that opens it.

    A list whose items run over several sentences stays whole, since an item without its opening means something else.
    """
    blocks: list[Span] = []
    previous = ""
    for span in lines(text):
        line = text[span.start : span.end]
        continues = _LIST_LINE.match(line) or _OPEN_END.search(previous) or line[:1].islower()
        previous = line
        if blocks and continues:
            blocks[-1] = Span(blocks[-1].start, span.end)
        else:
            blocks.append(span)
    return [unit for block in blocks for unit in _units_of_block(text, block)]


def _units_of_block(text: str, block: Span) -> list[Span]:
    """A block without a list falls into its sentences; of one with a list, only sentences before the opening one."""
    body = text[block.start : block.end]
    start = block.start + len(body) - len(body.lstrip())
    first_line, newline, _ = body.strip().partition("\n")
    spans = _sentences_of_line(first_line, start)
    if newline and spans:
        spans[-1] = Span(spans[-1].start, block.start + len(body.rstrip()))
    return spans


def _sentences_of_line(line: str, offset: int) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for piece in sentencex.segment("en", line):
        stop = start + len(piece)
        if spans and _LEGAL_ABBREVIATION.search(line[:start].rstrip() + " ") is not None:
            spans[-1] = _trimmed(line, spans[-1].start - offset, stop, offset)
        elif piece.strip():
            spans.append(_trimmed(line, start, stop, offset))
        start = stop
    return spans


def _trimmed(line: str, start: int, stop: int, offset: int) -> Span:
    piece = line[start:stop]
    lead = len(piece) - len(piece.lstrip())
    return Span(offset + start + lead, offset + start + len(piece.rstrip()))
