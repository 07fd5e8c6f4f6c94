"""PDF: text lines with their position, page by page, put in reading order and freed of what repeats on every page."""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from assistant.errors import DocumentError
from ingest.blocks import LoadedDocument
from ingest.loaders.page_layout import Line, paragraphs, remove_running_lines
from ingest.loaders.un_masthead import read_masthead
from ingest.numbering import is_symbol

_SIGNS_OF_DAMAGE = (
    *(PyPdfError, zlib.error, OSError, RuntimeError),
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError),
)
# The longest reports have some 2,000 pages; at 10 to 50 pages a second, more would take many minutes.
_MOST_PAGES = 5_000
# Instructions that draw the pages: 20 KB a page are usual. pypdf itself refuses a single stream of over 75 MB.
_MOST_DRAWING = 200 * 1024 * 1024
_MIDDLE = (0.4, 0.75)
_FEWEST_COLUMN_LINES = 5
_BARE_SIGN = re.compile(r"^(?:\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{2,5})[.)]|[–—•·-])$")
_TAB = 6.0  # of the font size; the widest gap between a paragraph's number and its text
_LEFT_OVER = re.compile(
    r"^(?:\(?(?:untitled|anonymous|unspecified|unknown)\)?|microsoft word - .*|.*\.(?:docx?|pdf|indd|tex|rtf))$",
    re.IGNORECASE,
)
_TOO_LARGE = "unpacks to far more than a document needs: print it to PDF anew"
# Of the font size; what is neither narrow, wide nor a capital counts as half of it.
_WIDTHS = {**dict.fromkeys("iljtfrI.,;:'’‘|!()[]/ -\u00ad", 0.3), **dict.fromkeys("mwMW@%—", 0.8)}


@dataclass(frozen=True)
class _Fragment:
    """A run of text as placed on the page; `y` grows upwards, in points."""

    x: float
    right: float
    y: float
    size: float
    bold: bool
    text: str


class _Collector:
    """Takes down the text of a page as pypdf comes upon it, without signs that are raised above the line."""

    def __init__(self) -> None:
        self.fragments: list[_Fragment] = []
        self._rise = 0.0
        self._shown_rise = 0.0

    def operand(self, operator: bytes, operands: list[Any], *_: Any) -> None:
        """Keep up with the text rise, which pypdf leaves out of the position that it reports."""
        if operator == b"Ts" and operands:
            self._rise = float(operands[0])
        elif operator in (b"Tj", b"TJ", b"'", b'"'):
            self._shown_rise = self._rise

    def text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not text.strip():
            if " " in text and self.fragments:
                self.fragments[-1] = replace(self.fragments[-1], text=self.fragments[-1].text + " ")
            return
        if self._shown_rise > 0 and text.strip().isdigit():
            return
        size *= abs(tm[3] * cm[3]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        text = text.strip("\n")
        self.fragments.append(_Fragment(x, x + _width(text, size), y, size, "bold" in name, text))


def load_pdf(path: Path) -> LoadedDocument:
    """Load a PDF; only one page's objects are held at a time.

    Raises:
        DocumentError: the file is damaged, needs a password, has no text layer, or is far larger than a document.
    """
    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # its remarks on small faults would break into the progress bar
    try:
        with path.open("rb") as stream:
            reader = pypdf.PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise DocumentError("is encrypted: remove its password, then ingest it again")
            page_count = _page_count(reader)
            pages = list(_pages(reader))
            metadata = _metadata(reader)
    except LimitReachedError as error:
        raise DocumentError(f"{_TOO_LARGE} (limit reached: 75 MB in one stream)") from error
    except _SIGNS_OF_DAMAGE as error:
        reason = "".join(sign for sign in " ".join(str(error).split()) if sign.isprintable()) or type(error).__name__
        raise DocumentError(f"is damaged or not a PDF ({reason}): get a fresh copy") from error
    if not page_count:
        raise DocumentError("has no pages: get a fresh copy")
    if not any(pages):
        raise DocumentError(
            f"has no text layer ({page_count} {'page' if page_count == 1 else 'pages'} of images or nothing): "
            "run text recognition (OCR) on it first"
        )
    masthead = read_masthead(pages[0])
    lines = remove_running_lines([masthead.lines, *pages[1:]])
    return LoadedDocument(blocks=paragraphs(lines), metadata={**masthead.metadata, **metadata})


def _page_count(reader: pypdf.PdfReader) -> int:
    """How many pages there are; the number that the file states is looked at first, because counting takes long."""
    stated = reader.root_object["/Pages"].get("/Count", 0)
    count = stated if isinstance(stated, int) and stated > _MOST_PAGES else len(reader.pages)
    if count > _MOST_PAGES:
        raise DocumentError(f"has {count} pages, more than {_MOST_PAGES}: split it")
    return count


def _pages(reader: pypdf.PdfReader) -> Iterator[list[Line]]:
    drawing = 0
    for index in range(len(reader.pages)):
        page = reader.pages[index]
        contents = page.get_contents()
        drawing += len(contents.get_data()) if contents is not None else 0
        if drawing > _MOST_DRAWING:
            raise DocumentError(f"{_TOO_LARGE} (more than {_MOST_DRAWING // 2**20} MiB for its pages)")
        yield _lines(page, index + 1)
        reader.resolved_objects.clear()


def _lines(page: pypdf.PageObject, number: int) -> list[Line]:
    collector = _Collector()
    page.extract_text(visitor_text=collector.text, visitor_operand_before=collector.operand)
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    ordered = _reading_order(_merge_rows(collector.fragments), left, right)
    return [
        Line(
            text=" ".join(fragment.text.split()),
            page=number,
            x=fragment.x - left,
            height=(fragment.y - bottom) / ((top - bottom) or 1.0),
            y=fragment.y,
            size=fragment.size,
            bold=fragment.bold,
            right=fragment.right,
        )
        for fragment in ordered
    ]


def _merge_rows(fragments: list[_Fragment]) -> list[_Fragment]:
    """Join fragments that follow each other on one line; a small raised number (footnote sign) is left out."""
    rows: list[_Fragment] = []
    for fragment in fragments:
        last = rows[-1] if rows else None
        if last is None or abs(last.y - fragment.y) > 0.5 * max(last.size, fragment.size):
            rows.append(fragment)
        elif fragment.size < 0.75 * last.size and fragment.text.strip().isdigit() and fragment.y > last.y:
            continue
        elif fragment.x - last.right > _widest_gap(last) or fragment.x < last.x:
            rows.append(fragment)
        else:
            rows[-1] = _join(last, fragment)
    return rows


def _widest_gap(fragment: _Fragment) -> float:
    return (_TAB if _BARE_SIGN.match(fragment.text.strip()) else 2.5) * fragment.size


def _join(last: _Fragment, fragment: _Fragment) -> _Fragment:
    """Join two fragments of a line; the second one has its line's start as `x` where it follows without a move."""
    has_space = last.text.endswith(" ") or fragment.text.startswith(" ")
    glue = " " if not has_space and fragment.x - last.right > 0.12 * last.size else ""
    moved = fragment.x > last.x + 1
    return replace(
        last,
        text=last.text + glue + fragment.text,
        right=fragment.right if moved else last.right + fragment.right - fragment.x,
        bold=last.bold and fragment.bold,
    )


def _width(text: str, size: float) -> float:
    return size * sum(_WIDTHS.get(sign, 0.67 if sign.isupper() else 0.5) for sign in text)


def _reading_order(fragments: list[_Fragment], left: float, right: float) -> list[_Fragment]:
    """Read a page with two columns column by column; lines across both columns separate what is above and below."""
    gutter = _gutter(fragments, left, right)
    if gutter is None:
        return sorted(fragments, key=_place)
    ordered: list[_Fragment] = []
    columns: tuple[list[_Fragment], list[_Fragment]] = ([], [])
    for fragment in sorted(fragments, key=_place):
        if fragment.x < gutter - 1 and fragment.right > gutter + 3 * fragment.size:
            ordered += [*columns[0], *columns[1], fragment]
            columns = ([], [])
        else:
            columns[fragment.x >= gutter - 1].append(fragment)
    return [*ordered, *columns[0], *columns[1]]


def _place(fragment: _Fragment) -> tuple[float, float]:
    return -round(fragment.y, 1), fragment.x


def _gutter(fragments: list[_Fragment], left: float, right: float) -> float | None:
    """Left edge of the second column, or None when the page has one column."""
    width = right - left
    low, high = left + _MIDDLE[0] * width, left + _MIDDLE[1] * width
    starts = Counter(round(fragment.x / 3) for fragment in fragments if low < fragment.x < high)
    if not starts:
        return None
    edge, count = starts.most_common(1)[0]
    gutter = edge * 3 - 2.0
    in_left = [fragment for fragment in fragments if fragment.x < gutter]
    across = [fragment for fragment in in_left if fragment.right > gutter + 3 * fragment.size]
    enough = count >= _FEWEST_COLUMN_LINES and count >= 0.2 * len(fragments)
    return gutter if enough and len(across) <= 0.3 * len(in_left) else None


def _metadata(reader: pypdf.PdfReader) -> dict[str, str]:
    described = reader.metadata or {}
    found = {"title": described.get("/Title"), "author": described.get("/Author")}
    written = {key: str(value or "").strip() for key, value in found.items()}
    return {key: value for key, value in written.items() if value and not _is_left_over(value)}


def _is_left_over(value: str) -> bool:
    """Whether a property was filled in by a program, not by a person."""
    return bool(_LEFT_OVER.match(value)) or is_symbol(value)
