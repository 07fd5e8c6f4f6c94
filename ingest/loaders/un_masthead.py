"""What a United Nations document prints at the top of its first page: symbol, date, and the title in large print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.loaders.page_layout import Line
from ingest.loaders.text import DATE_LINE
from ingest.numbering import is_symbol

_BODIES = r"United Nations|General Assembly|Economic and Social Council|Security Council|Trusteeship Council"
_FURNITURE = re.compile(rf"^(?:{_BODIES}|Distr\.?:? ?.*|Original:.*|Advance .*version)$", re.IGNORECASE)
_TITLE_PRINT = 1.2  # of the usual print


@dataclass(frozen=True)
class Masthead:
    """`metadata` of the document, and the page's `lines` without the masthead."""

    lines: Sequence[Line]
    metadata: dict[str, str] = field(default_factory=dict)


def read_masthead(page: Sequence[Line]) -> Masthead:
    """Read the first page of a document; where no symbol stands alone on a line of its upper half, nothing is taken."""
    symbol = next((line.text for line in page if _is_upper(line) and is_symbol(line.text)), None)
    if symbol is None:
        return Masthead(page)
    lines = [line for line in page if not (_is_upper(line) and _is_masthead(line.text))]
    dates = [line.text for line in page if _is_upper(line) and DATE_LINE.match(line.text)]
    found = {"symbol": re.sub(r"[\s*]", "", symbol), "title": _title(lines), "date": dates[0] if dates else ""}
    return Masthead(lines, {key: value for key, value in found.items() if value})


def _is_upper(line: Line) -> bool:
    return line.height > 0.5


def _is_masthead(text: str) -> bool:
    return is_symbol(text) or bool(_FURNITURE.match(text) or DATE_LINE.match(text))


def _title(lines: Sequence[Line]) -> str:
    """The first lines in the largest print, where that stands out."""
    if not lines:
        return ""
    largest = max(line.size for line in lines)
    if largest < _TITLE_PRINT * median(line.size for line in lines):
        return ""
    first = next(index for index, line in enumerate(lines) if line.size > largest - 0.6)
    last = next((index for index in range(first, len(lines)) if lines[index].size <= largest - 0.6), len(lines))
    return " ".join(line.text for line in lines[first:last])
