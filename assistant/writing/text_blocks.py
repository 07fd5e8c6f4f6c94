"""The parts that a written document is made of, without a file format, and these as Markdown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citing.citation_facts import one_line
from assistant.writing.markdown import escaped

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Heading:
    """Level 0 is the title of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `label` opens it in bold, with a colon."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Quotation:
    """The words of somebody else, line for line; `mark` warns of them, and `place` tells where they stand."""

    text: str
    place: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are the shares of the columns and sum to 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Block = Heading | Paragraph | Quotation | Table


def printable(text: str) -> str:
    """Text whose only control characters are line feeds and tabs; others would steer a terminal or break a file.

    Each stays visible as the replacement character, so that nobody takes the text for unchanged.
    """
    return _UNPRINTABLE.sub("\ufffd", "\n".join(text.splitlines()))


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown in which every text is escaped, ending in a line feed."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_inline(text)}"
        case Paragraph(text, label):
            return f"**{escaped(label)}:** {_inline(text)}" if label else _inline(text)
        case Quotation():
            return _quotation(block)
        case Table():
            return _table(block)


def _inline(text: str) -> str:
    return escaped(one_line(printable(text)))


def _quotation(block: Quotation) -> str:
    quote = "\n>\n> ".join(escaped(printable(block.text)).split("\n"))
    mark = f" **({escaped(block.mark)})**" if block.mark else ""
    place = f"\n>\n> — {_inline(block.place)}" if block.place else ""
    return f"> “{quote}”{mark}{place}"


def _table(block: Table) -> str:
    rows = [block.header, ("---",) * len(block.header), *(tuple(map(_cell, row)) for row in block.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    """Text for one cell; a bar, even an escaped one, ends the cell for some readers."""
    return _inline(text).replace("\\|", "&#124;")
