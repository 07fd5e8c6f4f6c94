from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from assistant.writing.text_blocks import Block, Heading, Paragraph, Quotation, Table
from assistant.writing.transcript_pdf import as_pdf
from tests.assistant.writing.test_rendering import PAYLOADS

REPLACED = "\ufffd"
MARKUP = [
    '<img src="file:///etc/passwd"/>',
    '<a href="https://evil.example">x</a>',
    "</para><para>",
    '<font size="99">x</font>',
    "&#60;b>",
    "<!-- -->",
]


def read(*blocks: Block, title: str = "Harbours") -> PdfReader:
    return PdfReader(BytesIO(as_pdf(blocks, title)))


def words(pdf: PdfReader) -> str:
    """All the text without white space, because lines are broken anywhere."""
    return "".join("".join(page.extract_text() for page in pdf.pages).split())


def everywhere(text: str) -> tuple[Block, ...]:
    table = Table((text, "b"), ((text, "c"),), (0.5, 0.5))
    return Heading(text), Paragraph(text, text), Quotation(text, text, text), table


def test_the_title_the_language_and_every_part_are_in_the_file() -> None:
    table = Table(("Source", "Check"), (("Charter", "verified"),), (0.6, 0.4))
    pdf = read(Heading("Top", 0), Paragraph("Text.", "Label"), Quotation("One\nTwo", "art. 3", "NOT VERIFIED"), table)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Harbours"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert words(pdf).startswith("HarboursPage1of1TopLabel:Text.“OneTwo”(NOTVERIFIED)—art.3SourceCheckCharterverified")


def test_each_heading_has_a_bookmark_at_its_level() -> None:
    outline = read(Heading("Top", 0), Heading("First"), Heading("Below", 2), Heading("Second")).outline
    top, under = outline
    assert isinstance(top, Destination)
    assert (top.title, [item.title for item in (under[0], under[2])], under[1][0].title) == (
        "Top",
        ["First", "Second"],
        "Below",
    )


def test_a_document_may_begin_at_a_low_level() -> None:
    assert [item.title for item in read(Heading("Deep", 2), Heading("Deep too", 7)).outline[:1]] == ["Deep"]


def test_each_page_tells_its_number_and_how_many_there_are() -> None:
    pdf = read(*(Paragraph("Nets and boats. " * 60) for _ in range(20)))
    assert len(pdf.pages) > 2
    for number, page in enumerate(pdf.pages, start=1):
        assert f"Page {number} of {len(pdf.pages)}" in page.extract_text()


@pytest.mark.parametrize("lines", range(38, 46))
def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page(lines: int) -> None:
    pages = read(Quotation("net\n" * lines), Heading("Boats"), Paragraph("They sail.")).pages
    assert all(("Boats" in page.extract_text()) == ("They sail." in page.extract_text()) for page in pages)


def test_the_header_of_a_table_is_repeated_on_each_page() -> None:
    pdf = read(Table(("Number", "Source"), tuple((str(n), "Charter " * 30) for n in range(60)), (0.2, 0.8)))
    assert len(pdf.pages) > 1
    assert all("Number" in page.extract_text() for page in pdf.pages)


@pytest.mark.parametrize("payload", [*PAYLOADS, *MARKUP])
def test_text_is_shown_letter_for_letter_and_never_read_as_markup(payload: str) -> None:
    pdf = read(*everywhere(payload))
    assert words(pdf).count("".join(payload.split())) >= 7
    for page in pdf.pages:
        assert "/Annots" not in page
        assert not list(page.images)


def test_letters_of_european_languages_are_shown() -> None:
    text = "Zażółć gęślą jaźń; ő ű ř ş ğ; Αθήνα; Київ; “§ 5” – … € № ¶"
    assert "".join(text.split()) in words(read(Paragraph(text)))
    assert "typeface" not in words(read(Paragraph(text)))


@pytest.mark.parametrize("sign", ["中", "ש", "ا", "↑", "😀"])
def test_a_sign_without_a_glyph_is_replaced_and_the_reader_is_told(sign: str) -> None:
    shown = words(read(*everywhere(f"a{sign}b")))
    assert shown.count(f"a{REPLACED}b") >= 7
    assert "notypefaceareshownas" in shown


def test_a_control_character_stays_visible() -> None:
    shown = words(read(*everywhere("a\x00b\ud800c")))
    assert shown.count(f"a{REPLACED}b{REPLACED}c") >= 7


@pytest.mark.parametrize("text", ["W" * 9000, "nets and boats " * 600, "é&<b>" * 500, "line\n" * 2000])
def test_text_longer_than_a_page_is_set_and_nothing_is_lost(text: str) -> None:
    table = Table(("a", "b"), ((text, "c"),), (0.5, 0.5))
    shown = words(read(Heading(text), Paragraph(text), Quotation(text), table))
    for sign in set(text.replace("\n", "")) - {" "}:
        assert shown.count(sign) >= 4 * text.count(sign)


def test_a_narrow_column_may_be_taller_than_a_page() -> None:
    assert words(read(Table(("No.", "b"), (("7" * 900, "c"),), (0.07, 0.93)))).count("7") == 900


def test_a_long_word_stays_within_the_margins() -> None:
    edges: list[float] = []
    page = read(Paragraph("W" * 200), Table(("a", "b"), (("W" * 200, "c"),), (0.3, 0.7))).pages[0]
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: edges.append(tm[4] + 0 * len(text)))
    assert max(edges) < float(page.mediabox.width) - 70
    assert page.extract_text().count("\n") > 5


def test_no_block_at_all_makes_an_empty_page() -> None:
    assert len(read(Paragraph("")).pages) == 1
