"""The parts of a document as a PDF file, with bookmarks, repeated table headers and page numbers."""

import io
import textwrap
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from xml.sax.saxutils import escape

import pymupdf_fonts
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, LongTable, PageTemplate
from reportlab.platypus import Paragraph as Lines

from assistant.citing.citation_facts import one_line
from assistant.writing.text_blocks import Block, Heading, Paragraph, Quotation, Table, printable

_LANGUAGE = "en-GB"
_MARGIN = 2.5 * cm
_WIDTH = A4[0] - 2 * _MARGIN
_LEAST_BELOW = 3.5 * cm
_REGULAR, _BOLD = "NotoSans-Regular", "NotoSans-Bold"
_TYPEFACES = {_REGULAR: "notos", _BOLD: "notosbo"}
_INK, _PALE, _SHADE = HexColor("#1F2A44"), HexColor("#9AA3B5"), HexColor("#E7EAF0")
_LONGEST_PIECE, _LONGEST_CELL, _LONGEST_WORD = 3_000, 600, 300  # characters
_MOST_LINES = 60  # about a page
_REPLACEMENT = "\ufffd"
_INCOMPLETE = (
    f"Signs for which this file has no typeface are shown as {_REPLACEMENT}. The Word and Markdown files hold them."
)
_BODY = ParagraphStyle("Body", fontName=_REGULAR, fontSize=10, leading=14.5, spaceAfter=6, embeddedHyphenation=0)
_TITLE_STYLE = ParagraphStyle("Title", _BODY, fontName=_BOLD, fontSize=19, leading=25, spaceAfter=10, textColor=_INK)
_HEADING_STYLES = (
    _TITLE_STYLE,
    ParagraphStyle("Heading 1", _TITLE_STYLE, fontSize=13, leading=18, spaceBefore=14, spaceAfter=6),
    ParagraphStyle("Heading 2", _TITLE_STYLE, fontSize=10.5, leading=15, spaceBefore=8, spaceAfter=4),
)
_QUOTE = ParagraphStyle("Quote", _BODY, leftIndent=0.9 * cm, rightIndent=0.9 * cm)
_CELL = ParagraphStyle("Cell", _BODY, fontSize=8.5, leading=12, spaceAfter=0)
_HEADER_CELL = ParagraphStyle("Header cell", _CELL, fontName=_BOLD)
_TABLE_STYLE = (
    ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
    ("GRID", (0, 0), (-1, -1), 0.5, _PALE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
)


def as_pdf(blocks: Sequence[Block], title: str) -> bytes:
    """The blocks as the bytes of a PDF file with A4 pages; `title` goes into its properties and its footer.

    Text stays text: nothing in it is read as markup, linked or loaded. Signs that the typeface lacks (it has Latin, Greek and
    Cyrillic) become the replacement character, and the last line of the file then says so.
    """
    _register_typefaces()
    # Set twice, because the first page already tells how many there are.
    draft = _Pages(title)
    return _Pages(title, draft.count(blocks)).written(blocks)


@cache
def _register_typefaces() -> None:
    for name, code in _TYPEFACES.items():
        registerFont(TTFont(name, io.BytesIO(pymupdf_fonts.myfont(code))))
    registerFontFamily(_REGULAR, normal=_REGULAR, bold=_BOLD, italic=_REGULAR, boldItalic=_BOLD)


class _Pages(BaseDocTemplate):  # type: ignore[misc]
    """Pages with a bookmark for each heading, and a footer with the title, the page and how many there are."""

    def __init__(self, title: str, total: int = 0) -> None:
        self._file, self._total, self._level = io.BytesIO(), total, -1
        self._name = _with_glyphs(one_line(title))
        properties = {"title": one_line(title), "author": "Solidarity Assistant", "lang": _LANGUAGE}
        super().__init__(self._file, pagesize=A4, displayDocTitle=True, **properties)
        frame = Frame(_MARGIN, _MARGIN, _WIDTH, A4[1] - 2 * _MARGIN, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._add_footer))

    def count(self, blocks: Sequence[Block]) -> int:
        """How many pages the blocks fill."""
        self.build(_flowables(blocks))
        return int(self.page)

    def written(self, blocks: Sequence[Block]) -> bytes:
        self.build(_flowables(blocks))
        return self._file.getvalue()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Bookmark a heading; called by the base class after each part that it has set."""
        if isinstance(flowable, Lines) and hasattr(flowable, "bookmark"):
            text, level = flowable.bookmark
            # A reader of outlines takes no level below one that is not there.
            self._level = min(level, self._level + 1)
            key = f"heading-{self.page}-{self.frame._y}"
            self.canv.bookmarkHorizontal(key, 0, self.frame._y + flowable.height)
            self.canv.addOutlineEntry(text, key, self._level)

    def _add_footer(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont(_REGULAR, 8)
        canvas.setFillColor(_INK)
        canvas.drawString(_MARGIN, _MARGIN / 2, self._name)
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN / 2, f"Page {self.page} of {self._total}")


def _flowables(blocks: Sequence[Block]) -> list[Flowable]:
    flowables = [flowable for block in blocks for flowable in _set(block)]
    is_complete = all(_with_glyphs(text) == text for block in blocks for text in _texts(block))
    return flowables if is_complete else [*flowables, Lines(_INCOMPLETE, _BODY)]


def _set(block: Block) -> list[Flowable]:
    match block:
        case Heading():
            return _heading(block)
        case Paragraph(text, label):
            opening = f"<b>{_inline(label)}:</b> " if label else ""
            first, *rest = _pieces(text, _LONGEST_PIECE)
            return [Lines(opening + _inline(first), _BODY), *(Lines(_inline(piece), _BODY) for piece in rest)]
        case Quotation():
            return _quotation(block)
        case Table():
            return [_table(block)]


def _heading(block: Heading) -> list[Flowable]:
    """A heading, which does not stand alone at the foot of a page; a table below it may begin there nevertheless."""
    text = one_line(printable(block.text))
    lines = Lines(_inline(text), _HEADING_STYLES[min(block.level, len(_HEADING_STYLES) - 1)])
    lines.bookmark = _with_glyphs(text), block.level
    return [CondPageBreak(_LEAST_BELOW), lines]


def _quotation(block: Quotation) -> list[Flowable]:
    mark = f" <b>({_inline(block.mark)})</b>" if block.mark else ""
    place = f"<br/>— {_inline(block.place)}" if block.place else ""
    lines = printable(f"“{block.text}”").split("\n")
    is_short = len(lines) <= _MOST_LINES and sum(map(len, lines)) <= _LONGEST_PIECE
    if is_short and not _has_long_word(block.text):
        return [Lines("<br/>".join(map(_inline, lines)) + mark + place, _QUOTE)]
    *pieces, last = (_inline(piece) for line in lines for piece in _pieces(line, _LONGEST_PIECE))
    return [Lines(piece, _QUOTE) for piece in (*pieces, last + mark + place)]


def _table(block: Table) -> Flowable:
    rows = [[Lines(_inline(text), _HEADER_CELL) for text in block.header]]
    for texts in block.rows:
        rows += [list(row) for row in zip_longest(*map(_cells, texts), fillvalue="")]
    widths = [_WIDTH * share for share in block.widths]
    return LongTable(rows, widths, repeatRows=1, splitInRow=1, style=_TABLE_STYLE, spaceAfter=8)


def _cells(text: str) -> list[Flowable]:
    """The text of one cell; a very long one goes on in the next row."""
    return [Lines(_inline(piece), _CELL) for piece in _pieces(text, _LONGEST_CELL)]


def _pieces(text: str, length: int) -> list[str]:
    """Text in pieces of at most a length, a short one where words are very long: the library sets what it splits anew."""
    shown = one_line(printable(text))
    length = min(length, _LONGEST_WORD) if _has_long_word(shown) else length
    return [shown] if len(shown) <= length else textwrap.wrap(shown, length, break_on_hyphens=False)


def _has_long_word(text: str) -> bool:
    return any(len(word) > _LONGEST_WORD for word in text.split())


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Heading(text) | Paragraph(text):
            return (text,)
        case Quotation(text, place, mark):
            return text, place, mark
        case Table(header, rows):
            return tuple(text for row in (header, *rows) for text in row)


def _inline(text: str) -> str:
    """Text on one line, in which no sign is read as markup."""
    return escape(_with_glyphs(one_line(printable(text))))


def _with_glyphs(text: str) -> str:
    """Text in which each sign that the typeface lacks is replaced; white space needs no glyph."""
    glyphs = getFont(_REGULAR).face.charToGlyph
    return "".join(sign if sign.isspace() or ord(sign) in glyphs else _REPLACEMENT for sign in text)
