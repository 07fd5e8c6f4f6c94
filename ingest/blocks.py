"""What every loader produces: the document's text as blocks in reading order, and what it says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, a subtitle or a paragraph.

    `level` is the depth of a heading (1 is the outermost). `number` is a paragraph number that the format carries
    outside the text (automatic numbering, HTML lists); where the number stands in the text it stays there.
    `page` counts from 1.
    """

    kind: Literal["heading", "subtitle", "text"]
    text: str
    level: int = 0
    number: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class LoadedDocument:
    """One file as loaded. `metadata` holds the keys of the document's own description (title, author, date, ...)."""

    blocks: Sequence[Block]
    metadata: Mapping[str, Any] = field(default_factory=dict)


def heading(text: str, level: int = 1, page: int | None = None) -> Block:
    return Block(kind="heading", text=text, level=level, page=page)


def paragraph(text: str, page: int | None = None, number: str = "") -> Block:
    return Block(kind="text", text=text, page=page, number=number)
