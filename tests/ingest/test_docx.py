from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assistant.errors import DocumentError
from ingest.loaders.docx import load_docx
from tests.ingest.samples import provision_texts, texts, written

_LEGAL_LIST = 90


@pytest.fixture
def document() -> Any:
    """A Word document with one list as treaties have it: 1., (a), (i)."""
    made = docx.Document()
    _define_list(made, _LEGAL_LIST, [("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)")])
    return made


def _define_list(document: Any, list_id: int, levels: list[tuple[str, str]]) -> None:
    root = document.part.numbering_part.element
    described = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{described}</w:abstractNum>'))
    _use_list(document, list_id, list_id)


def _use_list(document: Any, list_id: int, of: int, restart: str = "") -> None:
    root = document.part.numbering_part.element
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{of}"/>{restart}</w:num>')
    )


def _numbered(paragraph: Any, depth: int = 0, list_id: int = _LEGAL_LIST) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = depth
    properties.get_or_add_numId().val = list_id


def _read(document: Any, folder: Path) -> list[str]:
    path = folder / "x.docx"
    document.save(path)
    return texts(load_docx(path).blocks)


def test_heading_styles_give_headings_with_their_depth(document: Any, tmp_path: Path) -> None:
    document.add_heading("On nets", 0)
    document.add_heading("Lending", 2)
    document.add_paragraph("Nets are lent.")
    path = tmp_path / "x.docx"
    document.save(path)
    blocks = load_docx(path).blocks
    assert [(block.kind, block.level) for block in blocks] == [("heading", 1), ("heading", 2), ("text", 0)]


def test_automatic_numbers_are_written_out(document: Any, tmp_path: Path) -> None:
    for text, depth in [("Nets are lent:", 0), ("in winter;", 1), ("in storm:", 1), ("by day;", 2), ("by night.", 2)]:
        _numbered(document.add_paragraph(text), depth)
    _numbered(document.add_paragraph("Boats are kept:"))
    _numbered(document.add_paragraph("always."), 1)
    assert _read(document, tmp_path) == [
        *("1. Nets are lent:", "(a) in winter;", "(b) in storm:", "(i) by day;", "(ii) by night."),
        *("2. Boats are kept:", "(a) always."),
    ]
    assert list(provision_texts(load_docx(tmp_path / "x.docx").blocks)) == ["para-1", "para-2"]


def test_a_number_shows_the_levels_above_it(document: Any, tmp_path: Path) -> None:
    _define_list(document, 91, [("decimal", "%1."), ("decimal", "%1.%2")])
    _numbered(document.add_paragraph("Nets"), 0, 91)
    _numbered(document.add_paragraph("Old nets"), 1, 91)
    assert _read(document, tmp_path) == ["1. Nets", "1.1 Old nets"]


def test_a_list_that_word_continues_counts_on_and_one_that_it_restarts_does_not(document: Any, tmp_path: Path) -> None:
    _use_list(document, 92, of=_LEGAL_LIST)
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    _use_list(document, 93, of=_LEGAL_LIST, restart=anew)
    for list_id in (_LEGAL_LIST, 92, 93, 93):
        _numbered(document.add_paragraph("Nets."), 0, list_id)
    assert _read(document, tmp_path) == ["1. Nets.", "2. Nets.", "1. Nets.", "2. Nets."]


def test_articles_numbered_by_their_heading_style_are_articles(document: Any, tmp_path: Path) -> None:
    _define_list(document, 94, [("decimal", "Article %1")])
    _numbered(document.add_heading("Lending", 2), 0, 94)
    document.add_paragraph("Nets are lent.")
    _numbered(document.add_heading("", 2), 0, 94)
    document.add_paragraph("Boats are not.")
    _read(document, tmp_path)
    assert provision_texts(load_docx(tmp_path / "x.docx").blocks) == {
        "art-1": "Nets are lent.",
        "art-2": "Boats are not.",
    }


def test_bullets_and_list_styles_have_signs(document: Any, tmp_path: Path) -> None:
    document.add_paragraph("nets", style="List Bullet")
    document.add_paragraph("First", style="List Number")
    document.add_paragraph("Second", style="List Number")
    assert _read(document, tmp_path) == ["– nets", "1. First", "2. Second"]


def test_table_rows_are_lines_in_place_and_a_merged_cell_comes_once(document: Any, tmp_path: Path) -> None:
    document.add_paragraph("Before.")
    table = document.add_table(2, 3)
    table.cell(0, 0).text = "Village"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Nets"
    for column, text in enumerate(["North", "3", "3"]):
        table.cell(1, column).text = text
    document.add_paragraph("After.")
    assert _read(document, tmp_path) == ["Before.", "Village | Nets", "North | 3 | 3", "After."]


def test_tracked_insertions_are_read_and_soft_hyphens_are_not(document: Any, tmp_path: Path) -> None:
    paragraph = document.add_paragraph("Nets are ")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>al\u00adways </w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>never </w:delText></w:r></w:del>"))
    paragraph.add_run("lent.")
    assert _read(document, tmp_path) == ["Nets are always lent."]


def test_properties_of_the_file_are_metadata(document: Any, tmp_path: Path) -> None:
    document.core_properties.title, document.core_properties.author = "On nets", "A. Keeper"
    document.add_paragraph("Nets.")
    path = tmp_path / "x.docx"
    document.save(path)
    assert load_docx(path).metadata == {"title": "On nets", "author": "A. Keeper"}


@pytest.mark.parametrize("keep", [100, -200])
def test_a_truncated_file_is_refused(document: Any, tmp_path: Path, keep: int) -> None:
    document.add_paragraph("Nets.")
    path = tmp_path / "x.docx"
    document.save(path)
    damaged = written(tmp_path, "damaged.docx", path.read_bytes()[:keep])
    with pytest.raises(DocumentError, match="is damaged or not a Word document"):
        load_docx(damaged)
