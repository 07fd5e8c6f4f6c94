"""From the lines of printed pages to paragraphs: running heads, page numbers and footnotes go, cut paragraphs join."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.blocks import Block, heading, paragraph
from ingest.loaders.text import join_lines, opens_numbered
from ingest.numbering import article_heading, heading_level, is_symbol, marker

_MARGIN = 0.12
_MARGIN_ROWS = 2
_PAGE_NUMBER = re.compile(
    r"^(?:page\s+)?[-–—\s]*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE
)
_JOB_NUMBER = re.compile(r"^(?:(?:GE\.|\d{2}-)\d[\d-]+.*|\*\d{6,}\*|Please recycle.*)$")
_CONTENTS_ENTRY = re.compile(r"(?:\.\s?){5,}[\s\d–-]*$")
_FOOTNOTE_START = re.compile(r"^(?:\[?\d{1,3}\]?|[*†‡]{1,3})\s*\S")
_COMMON_SHARE = 0.25
_BODY_SHARE = 0.5  # of the most common print; footnotes can take up more room than the text above them
_RULE = re.compile(r"^[_\-–—=\s]{5,}$")
_ENDS_SENTENCE = re.compile(r"[.;:?!][”\"’)\]]*\s*$")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One printed line. `x`, `right`, `y` and `size` are in points; `height` is the share of the page below it."""

    text: str
    page: int
    x: float
    y: float
    right: float
    height: float
    size: float
    bold: bool


def remove_running_lines(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of all pages without running heads, page numbers, document job numbers and footnotes."""
    margins = Counter(place for page in pages for place in {_place(line) for line in _margin_lines(page)})
    often = max(2, 0.3 * len(pages))
    repeated = {place for place, count in margins.items() if count >= often}
    body_size = _body_size(pages)
    kept: list[Line] = []
    for page in pages:
        margin = _margin_lines(page)
        lines = [line for line in page if not (line in margin and _is_running(line, repeated))]
        kept += _without_footnotes([line for line in lines if not _is_furniture(line.text)], body_size)
    return kept


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Join lines into paragraphs and tell headings by size, weight and wording."""
    if not lines:
        return []
    body_size = _body_size([lines])
    leading = _leading(lines, body_size)
    column_right = _usual_right(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _starts_paragraph(groups[-1], line, leading, column_right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, body_size) for group in groups]


def _place(line: Line) -> tuple[str, int]:
    """What makes a running line: the same words at the same height, page numbers (but not paragraph numbers) aside."""
    return re.sub(r"\d+(?![\d.)])", "#", line.text), round(line.height * 100)


def _margin_lines(page: Sequence[Line]) -> list[Line]:
    """The outermost rows at the top and at the foot of a page, in its margins and set apart from the text."""
    rows = sorted({round(line.y) for line in page})
    white = 1.5 * median(line.size for line in page) if page else 0.0
    outer = {*_set_apart(rows, white), *_set_apart(rows[::-1], white)}
    return [line for line in page if round(line.y) in outer and not _MARGIN < line.height < 1 - _MARGIN]


def _set_apart(rows: Sequence[int], white: float) -> Sequence[int]:
    """The first one or two rows, if more than `white` points lie between them and the next one."""
    for count in range(_MARGIN_ROWS, 0, -1):
        if len(rows) <= count or abs(rows[count] - rows[count - 1]) > white:
            return rows[:count]
    return ()


def _is_running(line: Line, repeated: set[tuple[str, int]]) -> bool:
    is_known = _PAGE_NUMBER.match(line.text) or _JOB_NUMBER.match(line.text) or is_symbol(line.text)
    return bool(is_known) or _place(line) in repeated


def _is_furniture(text: str) -> bool:
    """Rules drawn with characters, and entries of a table of contents."""
    return bool(_RULE.match(text) or _CONTENTS_ENTRY.search(text))


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    most = max(sizes.values(), default=0)
    return max((size for size, count in sizes.items() if count > _BODY_SHARE * most), default=0.0)


def _without_footnotes(lines: list[Line], body_size: float) -> list[Line]:
    """Drop the small print at the foot of each column, from the first line that starts with a footnote sign."""
    kept: list[Line] = []
    for column in _columns(lines):
        starts = (
            index
            for index, line in enumerate(column)
            if line.height < 0.5
            and _FOOTNOTE_START.match(line.text)
            and all(later.size < 0.92 * body_size for later in column[index:])
        )
        kept += column[: next(starts, len(column))]
    return kept


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Cut the lines of a page where the next one stands higher."""
    columns: list[list[Line]] = []
    for line in lines:
        if columns and line.y <= columns[-1][-1].y + line.size:
            columns[-1].append(line)
        else:
            columns.append([line])
    return columns


def _leading(lines: Sequence[Line], body_size: float) -> float:
    """The usual distance between lines: the smallest one that is common, for the one between paragraphs may be as common."""
    gaps = [
        above.y - below.y
        for above, below in pairwise(lines)
        if above.page == below.page and 0 < above.y - below.y < 3 * body_size
    ]
    common = [gap for gap, count in Counter(map(round, gaps)).items() if count >= _COMMON_SHARE * len(gaps)]
    return min(common) if common else median(gaps or [1.2 * body_size])


def _usual_right(lines: Sequence[Line]) -> float:
    return median(sorted(line.right - line.x for line in lines)[len(lines) // 2 :])


def _starts_paragraph(group: list[Line], line: Line, leading: float, usual_width: float) -> bool:
    last = group[-1]
    if _same_style_heading(last, line) and last.page == line.page:
        return last.y - line.y > 1.6 * leading
    if abs(last.size - line.size) > 0.6 or last.bold != line.bold:
        return True
    if opens_numbered(line.text, last.text, last.right - last.x >= 0.75 * usual_width):
        return True
    if article_heading(last.text) is not None and len(last.text) < 60:
        return True
    if last.page != line.page or last.y < line.y:
        return bool(_ENDS_SENTENCE.search(last.text))
    if last.y - line.y > 1.35 * leading:
        return True
    return bool(_ENDS_SENTENCE.search(last.text)) and last.right - last.x < 0.75 * usual_width


def _same_style_heading(last: Line, line: Line) -> bool:
    same = abs(last.size - line.size) < 0.6 and last.bold and line.bold
    return same and marker(line.text) is None and article_heading(line.text) is None


def _block(group: list[Line], body_size: float) -> Block:
    first = group[0]
    text = join_lines([line.text for line in group])
    standing_out = first.size > 1.08 * body_size or first.bold
    if standing_out and len(text) < 200 and not text.endswith((".", ",", ";", ":")):
        return heading(text, level=_level(first, text, body_size), page=first.page)
    return paragraph(text, first.page)


def _level(line: Line, text: str, body_size: float) -> int:
    """Depth of a heading: by its own numbering as in UN reports (III. above B. above 1.), else by its size."""
    return heading_level(text) or (1 if line.size > 1.25 * body_size else 2)
