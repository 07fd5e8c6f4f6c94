"""Word documents: headings by style, paragraphs with their automatic numbers, tables row by row."""

import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import docx
import roman
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.numbering import letter


def load_docx(path: Path) -> LoadedDocument:
    """Load a .docx file.

    Raises:
        DocumentError: the file is damaged or not a Word document.
    """
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError("is damaged or not a Word document (.docx): save it again as .docx") from error
    numbering = _Numbering(document)
    blocks: list[Block] = []
    for item in document.iter_inner_content():
        blocks += _table_blocks(item) if isinstance(item, Table) else [_block(item, numbering)]
    properties = document.core_properties
    metadata = {"title": properties.title, "author": properties.author}
    return LoadedDocument(
        blocks=[block for block in blocks if block.text],
        metadata={key: value for key, value in metadata.items() if value},
    )


def _block(item: Paragraph, numbering: "_Numbering") -> Block:
    text = " ".join(item.text.replace("\u00ad", "").split())
    style = (item.style.name if item.style else "") or ""
    if not text:
        return paragraph("")
    if style == "Title" or style.startswith("Heading"):
        depth = style.rpartition(" ")[2]
        return heading(text, level=int(depth) if depth.isdigit() else 1)
    sign = numbering.sign(item)
    return paragraph(f"{sign} {text}" if sign else text)


def _table_blocks(table: Table) -> list[Block]:
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    return [paragraph(" | ".join(cell for cell in row if cell)) for row in rows]


class _Numbering:
    """Counts Word's automatic list numbers, which stand in the styles and not in the text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError):
            return

    def sign(self, item: Paragraph) -> str:
        """The number that Word prints before a paragraph ("12.", "(a)", "–"), or ""."""
        place = self._place(item)
        if place is None or place not in self._levels:
            return ""
        number_id, level = place
        form, pattern, start = self._levels[place]
        counts = self._counts[number_id]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if form == "bullet":
            return "–"
        return pattern.replace(f"%{level + 1}", _write(counts[level], form))

    def _read(self, root: Any) -> None:
        abstract = {item.get(qn("w:abstractNumId")): item for item in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            definition = abstract.get(number.find(qn("w:abstractNumId")).get(qn("w:val")))
            for level in definition.findall(qn("w:lvl")) if definition is not None else ():
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                form, text, start = (_value(level, name) for name in ("w:numFmt", "w:lvlText", "w:start"))
                self._levels[key] = (form or "decimal", text or "", int(start or 1))

    @staticmethod
    def _place(item: Paragraph) -> tuple[str, int] | None:
        for properties in (item._p.pPr, item.style.element.pPr if item.style else None):
            numbering = properties.numPr if properties is not None else None
            if numbering is not None and numbering.numId is not None:
                return str(numbering.numId.val), int(numbering.ilvl.val) if numbering.ilvl is not None else 0
        return None


def _value(level: Any, name: str) -> str | None:
    found = level.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def _write(count: int, form: str) -> str:
    if form == "lowerLetter":
        return letter(count)
    if form == "upperLetter":
        return letter(count).upper()
    if form in ("lowerRoman", "upperRoman"):
        numeral = str(roman.toRoman(count))
        return numeral.lower() if form == "lowerRoman" else numeral
    return str(count)
