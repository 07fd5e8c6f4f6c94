"""The parts of a document as a Word file, with real headings, tables and page numbers."""

import datetime
import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.citing.citation_facts import one_line
from assistant.writing.text_blocks import Block, Heading, Paragraph, Quotation, Table, printable

_FONT = "Times New Roman"
_LANGUAGE = "en-GB"
_WIDTH, _HEIGHT, _MARGIN = Cm(21), Cm(29.7), Cm(2.5)
_INK = RGBColor(0x1F, 0x2A, 0x44)
_SIZES = {"Normal": 11, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Quote": 11, "Footer": 9}
_HEADER_SHADE = "E7EAF0"


def as_docx(blocks: Sequence[Block], title: str) -> bytes:
    """The blocks as the bytes of a .docx file with A4 pages; `title` goes into its properties and its footer.

    Control characters, which the format cannot hold, become the replacement character.
    """
    document = docx.Document()
    _set_properties(document.core_properties, title)
    _set_styles(document.styles)
    _set_page(document.sections[0], title)
    for block in blocks:
        _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_properties(properties: Any, title: str) -> None:
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    properties.title, properties.author, properties.comments = title, "Solidarity Assistant", ""
    properties.language, properties.created, properties.modified = _LANGUAGE, now, now


def _set_styles(styles: Any) -> None:
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    for name, size in _SIZES.items():
        _set_font(styles[name], size)
    for name in ("Title", "Heading 1", "Heading 2"):
        styles[name].font.color.rgb = _INK
    quote = styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(1)
    styles["Normal"].paragraph_format.space_after = Pt(6)


def _set_font(style: Any, size: int) -> None:
    """Set the font by its name; the template names fonts by its theme, which would win over the name."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)
    style.font.size = Pt(size)


def _set_page(section: Any, title: str) -> None:
    section.page_width, section.page_height = _WIDTH, _HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{title}, page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Any, instruction: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(_inline(text), level)
        case Paragraph(text, label):
            paragraph = document.add_paragraph()
            if label:
                paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(_inline(text))
        case Quotation():
            _add_quotation(document, block)
        case Table():
            _add_table(document, block)


def _add_quotation(document: Any, block: Quotation) -> None:
    paragraph = document.add_paragraph(f"“{printable(block.text)}”", style="Quote")
    if block.mark:
        paragraph.add_run(f" ({_inline(block.mark)})").bold = True
    if block.place:
        paragraph.add_run(f"\n— {_inline(block.place)}")


def _add_table(document: Any, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.autofit = False
    widths = [round((_WIDTH - 2 * _MARGIN) * share) for share in block.widths]
    # Some word processors read the widths of the columns, others those of the cells.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _add_row(table, block.header, widths)
    _make_header(table.rows[0])
    for row in block.rows:
        _add_row(table, row, widths)
    # A table that ends where the next heading begins would stick to it.
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _add_row(table: Any, texts: Sequence[str], widths: Sequence[int]) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width, cell.text = width, _inline(text)
        lines = cell.paragraphs[0].paragraph_format
        lines.space_before = lines.space_after = Pt(3)


def _make_header(row: Any) -> None:
    """Bold, shaded, and repeated on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _HEADER_SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def _inline(text: str) -> str:
    return one_line(printable(text))
