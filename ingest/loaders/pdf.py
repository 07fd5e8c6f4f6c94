"""PDF: text lines with their position, page by page, put in reading order and freed of what repeats on every page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from assistant.errors import DocumentError
from ingest.blocks import LoadedDocument
from ingest.loaders.page_layout import Line, paragraphs, remove_running_lines

_MIDDLE = (0.4, 0.75)
_CHARACTER_WIDTH = 0.45  # of the font size; a typical mean for text faces
_FEWEST_COLUMN_LINES = 5


@dataclass(frozen=True)
class _Fragment:
    """A run of text as placed on the page; `y` grows upwards, in points."""

    x: float
    y: float
    size: float
    bold: bool
    text: str

    @property
    def right(self) -> float:
        return self.x + len(self.text) * self.size * _CHARACTER_WIDTH


def load_pdf(path: Path) -> LoadedDocument:
    """Load a PDF; only one page's objects are held at a time.

    Raises:
        DocumentError: the file is damaged, needs a password, or has no text layer.
    """
    try:
        with path.open("rb") as stream:
            reader = pypdf.PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise DocumentError("is encrypted: remove its password, then ingest it again")
            page_count = len(reader.pages)
            pages = list(_pages(reader))
            metadata = _metadata(reader)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DocumentError(f"is damaged or not a PDF ({reason}): get a fresh copy") from error
    if not any(pages):
        raise DocumentError(
            f"has no text layer ({page_count} {'page' if page_count == 1 else 'pages'} of images or nothing): "
            "run text recognition (OCR) on it first"
        )
    return LoadedDocument(blocks=paragraphs(remove_running_lines(pages)), metadata=metadata)


def _pages(reader: pypdf.PdfReader) -> Iterator[list[Line]]:
    for index in range(len(reader.pages)):
        page = reader.pages[index]
        yield _lines(page, index + 1)
        reader.resolved_objects.clear()


def _lines(page: pypdf.PageObject, number: int) -> list[Line]:
    fragments: list[_Fragment] = []

    def collect(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            scale = abs(tm[3] * cm[3]) or 1.0
            name = str((font or {}).get("/BaseFont", "")).lower()
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            fragments.append(_Fragment(x, y, size * scale, "bold" in name, text.strip("\n")))

    page.extract_text(visitor_text=collect)
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    ordered = _reading_order(_merge_rows(fragments), left, right)
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
        elif fragment.x - last.right > 2.5 * last.size or fragment.x < last.x:
            rows.append(fragment)
        else:
            space = "" if last.text.endswith(" ") or fragment.text.startswith(" ") else " "
            glue = space if fragment.x - last.right > -0.3 * last.size else ""
            rows[-1] = _Fragment(
                last.x, last.y, last.size, last.bold and fragment.bold, last.text + glue + fragment.text
            )
    return rows


def _reading_order(fragments: list[_Fragment], left: float, right: float) -> list[_Fragment]:
    """Read a page with two columns column by column; lines across both columns separate what is above and below."""
    gutter = _gutter(fragments, left, right)
    if gutter is None:
        return sorted(fragments, key=lambda fragment: -round(fragment.y, 1))
    ordered: list[_Fragment] = []
    columns: tuple[list[_Fragment], list[_Fragment]] = ([], [])
    for fragment in sorted(fragments, key=lambda fragment: -round(fragment.y, 1)):
        if fragment.x < gutter - 1 and fragment.right > gutter + 3 * fragment.size:
            ordered += [*columns[0], *columns[1], fragment]
            columns = ([], [])
        else:
            columns[fragment.x >= gutter - 1].append(fragment)
    return [*ordered, *columns[0], *columns[1]]


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
    return {key: str(value).strip() for key, value in found.items() if value and str(value).strip()}
