"""Word documents: headings by style, paragraphs with their automatic numbers, tables row by row."""

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.numbering import article_heading, write_number

_SIGNS_OF_DAMAGE = (
    *(PackageNotFoundError, zipfile.BadZipFile, zlib.error, SyntaxError),  # lxml's errors are syntax errors
    *(OSError, RuntimeError, LookupError, ValueError, AttributeError),
)
# Ten times what the largest reports with photographs take; a bomb goes on to gigabytes.
_MOST_MEMBERS = 10_000
_MOST_UNPACKED = 512 * 1024 * 1024
# XML of long tables shrinks to a fiftieth at the most, deflated zeros to a thousandth; a small file may do what it likes.
_MOST_RATIO = 200
_RATIO_FROM = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def load_docx(path: Path) -> LoadedDocument:
    """Load a .docx file.

    Raises:
        DocumentError: the file is damaged, not a Word document, or unpacks to far more than one.
    """
    try:
        _check_unpacked(path)
        document = docx.Document(str(path))
    except _SIGNS_OF_DAMAGE as error:
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


def _check_unpacked(path: Path) -> None:
    """Unpack every member, counting: the sizes that the archive states of itself may be lies.

    Raises:
        DocumentError: the limits are passed, or a member is of a kind that Word never writes.
    """
    unpacked, most = 0, min(_MOST_UNPACKED, max(_RATIO_FROM, _MOST_RATIO * path.stat().st_size))
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise DocumentError(f"holds {len(members)} parts, more than {_MOST_MEMBERS}: refused")
        for member in members:
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DocumentError("is packed in a way that Word does not use: save it again as .docx")
            with archive.open(member) as stream:
                _check_prolog(stream)
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > most:
                        raise DocumentError(f"unpacks to more than {most // 2**20} MiB: save it again as .docx")


class _PrologEndError(Exception):
    """The first element of an XML part begins."""


def _check_prolog(stream: IO[bytes]) -> None:
    """Refuse a part with a document type: Word writes none, and with it entities can grow to gigabytes.

    Raises:
        DocumentError: the part declares one.
    """

    def refuse(*_: object) -> None:
        raise DocumentError("declares a document type with XML entities, which Word never does: save it again as .docx")

    def stop(*_: object) -> None:
        raise _PrologEndError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, stop
    try:
        parser.ParseFile(stream)
    except (_PrologEndError, expat.ExpatError):
        return  # an image, or damaged, which shows when it is read


def _block(item: Paragraph, numbering: "_Numbering") -> Block:
    text = " ".join(_text(item).replace("\u00ad", "").split())
    sign = numbering.sign(item)
    if not text and article_heading(sign) is None:
        return paragraph("")
    text = f"{sign} {text}".strip()
    style = (item.style.name if item.style else "") or ""
    if style == "Title" or style.startswith("Heading"):
        depth = style.rpartition(" ")[2]
        return heading(text, level=int(depth) if depth.isdigit() else 1)
    return paragraph(text)


def _text(item: Paragraph) -> str:
    """Text of a paragraph with tracked insertions, which python-docx leaves out, and without text boxes."""
    nodes = item._p.iter(qn("w:t"), *_SPACES)
    inside = (node for node in nodes if next(node.iterancestors(qn("w:txbxContent")), None) is None)
    return "".join(_SPACES.get(node.tag, node.text or "") for node in inside)


def _table_blocks(table: Table) -> list[Block]:
    rows = [
        list(dict.fromkeys(cell._tc for cell in row.cells)) for row in table.rows
    ]  # a merged cell comes once a column
    texts = [[" ".join(_Cell(cell, table).text.replace("\u00ad", "").split()) for cell in row] for row in rows]
    return [paragraph(" | ".join(text for text in row if text)) for row in texts]


@dataclass(frozen=True)
class _Level:
    """One depth of a list; lists with the same `counter` count on from each other, save where one starts anew."""

    counter: str
    form: str
    pattern: str
    start: int
    restarts: bool


class _Numbering:
    """Counts Word's automatic list numbers, which stand in the styles and not in the text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError):
            return

    def sign(self, item: Paragraph) -> str:
        """The number that Word prints before a paragraph ("12.", "(a)", "–"), or ""."""
        place = self._place(item)
        level = self._levels.get(place) if place else None
        if place is None or level is None or level.form == "none":
            return ""
        number_id, depth = place
        counts = self._counts[level.counter]
        if level.restarts and place not in self._begun:
            counts.pop(depth, None)
        self._begun.add(place)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return "–" if level.form == "bullet" else self._written(number_id, depth)

    def _written(self, number_id: str, depth: int) -> str:
        sign = self._levels[number_id, depth].pattern
        for outer in range(depth + 1):
            level = self._levels.get((number_id, outer))
            if level is not None:
                count = self._counts[level.counter].get(outer, level.start)
                sign = sign.replace(f"%{outer + 1}", write_number(count, level.form))
        return sign

    def _read(self, root: Any) -> None:
        abstract = {item.get(qn("w:abstractNumId")): item for item in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            counter = number.find(qn("w:abstractNumId")).get(qn("w:val"))
            anew = {
                int(item.get(qn("w:ilvl"))): int(start)
                for item in number.findall(qn("w:lvlOverride"))
                if (start := _value(item, "w:startOverride")) is not None
            }
            for level in abstract[counter].findall(qn("w:lvl")) if counter in abstract else ():
                depth = int(level.get(qn("w:ilvl")))
                form, text, start = (_value(level, name) for name in ("w:numFmt", "w:lvlText", "w:start"))
                first = anew.get(depth, int(start or 1))
                self._levels[number.get(qn("w:numId")), depth] = _Level(
                    counter, form or "decimal", text or "", first, depth in anew
                )

    @staticmethod
    def _place(item: Paragraph) -> tuple[str, int] | None:
        for properties in _properties(item):
            numbering = properties.numPr if properties is not None else None
            if numbering is not None and numbering.numId is not None:
                return str(numbering.numId.val), int(numbering.ilvl.val) if numbering.ilvl is not None else 0
        return None


def _properties(item: Paragraph) -> Iterator[Any]:
    """Paragraph properties, the paragraph's own first, then those of its style and of the styles that this is based on."""
    yield item._p.pPr
    style = item.style
    while style is not None:
        yield style.element.pPr
        style = style.base_style


def _value(level: Any, name: str) -> str | None:
    found = level.find(qn(name))
    return None if found is None else found.get(qn("w:val"))
