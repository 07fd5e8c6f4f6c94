"""PDF files as printed: columns, running heads, footnotes, pages, headings, symbols."""

from pathlib import Path

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.blocks import LoadedDocument
from ingest.loaders.pdf import load_pdf
from ingest.reading import read
from tests.ingest.samples import PdfFile, provision_texts, texts

_LEFT = [f"The left column tells of harbour number {number} and" for number in range(9)] + ["of its nets."]
_RIGHT = [f"The right column tells of boat number {number} and" for number in range(9)] + ["of its crew."]
_RECITAL = ["Recalling the winters in which no boat of the northern", "harbours came home without the help of others,"]


@pytest.fixture
def pdf(tmp_path: Path) -> PdfFile:
    return PdfFile(tmp_path / "x.pdf")


def _texts(pdf: PdfFile) -> list[str]:
    return texts(load_pdf(pdf.save()).blocks)


def _provisions(pdf: PdfFile) -> dict[str, str]:
    return provision_texts(load_pdf(pdf.save()).blocks)


def test_lines_are_joined_to_paragraphs(pdf: PdfFile) -> None:
    pdf.lines(["Nets are lent in every harbour of the coast, and", "nobody counts them.", "", "Boats are kept."], 700)
    assert _texts(pdf) == ["Nets are lent in every harbour of the coast, and nobody counts them.", "Boats are kept."]


def test_words_cut_at_line_ends_become_whole_and_soft_hyphens_vanish(pdf: PdfFile) -> None:
    pdf.lines(
        ["Villages coop-", "erate, and soli\u00ad", "darity is a matter of self-", "respect and of co\u00adoperation."],
        700,
    )
    assert _texts(pdf) == ["Villages cooperate, and solidarity is a matter of self-respect and of cooperation."]


@pytest.mark.parametrize("by_rows", [True, False])
def test_two_columns_are_read_one_after_the_other(pdf: PdfFile, by_rows: bool) -> None:
    rows = [(700 - 12 * row, left, right) for row, (left, right) in enumerate(zip(_LEFT, _RIGHT, strict=True))]
    if by_rows:
        for y, left, right in rows:
            pdf.line(left, y, 60)
            pdf.line(right, y, 320)
    else:
        pdf.lines(_LEFT, 700, 60)
        pdf.lines(_RIGHT, 700, 320)
    assert _texts(pdf) == [" ".join(_LEFT), " ".join(_RIGHT)]


def test_a_line_across_both_columns_parts_what_is_above_and_below(pdf: PdfFile) -> None:
    pdf.lines(_LEFT, 700, 60)
    pdf.lines(_RIGHT, 700, 320)
    pdf.heading("A heading that runs across both of the columns of this page and on", 560)
    pdf.lines(_LEFT, 530, 60)
    pdf.lines(_RIGHT, 530, 320)
    assert [text[:8] for text in _texts(pdf)] == ["The left", "The righ", "A headin", "The left", "The righ"]


@pytest.mark.parametrize("pages", [2, 3, 7])
def test_running_heads_and_page_numbers_are_left_out(pdf: PdfFile, pages: int) -> None:
    for page in range(1, pages + 1):
        pdf.line("Journal of harbours", 800)
        pdf.line(f"Page {page} of {pages}", 40, 280)
        pdf.lines([f"{page}. The villages share.", "It is good."], 700)
        pdf.end_page()
    assert _texts(pdf) == [f"{page}. The villages share. It is good." for page in range(1, pages + 1)]


def test_a_line_of_text_that_stands_high_on_the_page_stays(pdf: PdfFile) -> None:
    for page in range(1, 4):
        pdf.line(f"{page}. Villages share their nets.", 800)
        pdf.lines(["They do so in winter."], 700)
        pdf.end_page()
    assert list(_provisions(pdf)) == ["para-1", "para-2", "para-3"]


def test_lines_that_recur_at_the_edge_of_the_text_stay(pdf: PdfFile) -> None:
    for page in range(1, 4):
        pdf.lines([f"{page}. Villages share", "with guests,"] + ["with friends,"] * 55 + ["and so on."], 740)
        pdf.end_page()
    assert [text.count("with") for text in _texts(pdf)] == [56, 56, 56]


def test_footnotes_in_small_print_are_left_out(pdf: PdfFile) -> None:
    for page in range(1, 3):
        pdf.lines(["Villages share their nets", "with guests."], 700)
        pdf.lines(["_________", f"{page} See the book of the northern harbour,", "second part."], 110, size=7)
        pdf.end_page()
    assert _texts(pdf) == ["Villages share their nets with guests.", "Villages share their nets with guests."]


def test_footnotes_below_each_of_two_columns_are_left_out(pdf: PdfFile) -> None:
    for x, lines in ((60, _LEFT), (320, _RIGHT)):
        pdf.lines(lines, 700, x)
        pdf.lines(["1 See the book of harbours,", "second part."], 110, x, size=7)
    assert _texts(pdf) == [" ".join(_LEFT), " ".join(_RIGHT)]


def test_a_raised_footnote_sign_is_left_out(pdf: PdfFile) -> None:
    end = pdf.line("Villages share", 700)
    pdf.line("12", 704, end, size=6)
    pdf.line("their nets.", 700, end + 8)
    assert _texts(pdf) == ["Villages share their nets."]


def test_raised_signs_go_and_lowered_ones_stay_within_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    body = "Villages<super>7</super> share “<i>nets</i>”, and <b>all</b> of them cut CO<sub>2</sub>."
    SimpleDocTemplate(str(path)).build([Paragraph(body, getSampleStyleSheet()["BodyText"])])
    assert texts(load_pdf(path).blocks) == ["Villages share “nets”, and all of them cut CO2."]


def test_a_paragraph_runs_on_over_a_page_break(pdf: PdfFile) -> None:
    pdf.lines(["1. Villages share their nets with every guest who", "comes from the sea, as long as"], 700)
    pdf.end_page()
    pdf.lines(["the storm lasts, and no longer.", "2. Boats are kept."], 700)
    blocks = load_pdf(pdf.save()).blocks
    assert [block.page for block in blocks] == [1, 2]
    assert provision_texts(blocks) == {
        "para-1": "Villages share their nets with every guest who comes from the sea, as long as the storm lasts, and no longer.",
        "para-2": "Boats are kept.",
    }


def test_a_report_has_its_paragraphs_under_its_headings(pdf: PdfFile) -> None:
    pdf.heading("III. Harbours", 700, size=14)
    pdf.heading("B. Northern harbours", 670)
    pdf.lines(["1. Villages share their nets:", "(a) in winter;", "(b) after storms."], 640)
    pdf.heading("C. Southern harbours", 560)
    pdf.lines(["2. Nobody shares."], 530)
    document = read(pdf.save())
    assert [(provision.label, provision.heading_path) for provision in document.provisions] == [
        ("para. 1", ("III. Harbours", "B. Northern harbours")),
        ("para. 2", ("III. Harbours", "C. Southern harbours")),
    ]
    assert document.provisions[0].text == "Villages share their nets:\n(a) in winter;\n(b) after storms."


def test_a_number_set_apart_by_a_tab_belongs_to_its_paragraph(pdf: PdfFile) -> None:
    for number, y in ((1, 700), (2, 660)):
        pdf.line(f"{number}.", y, 60)
        pdf.lines(["Villages share their nets with everyone who comes", ""], y, 96)
        pdf.line("from the sea.", y - 12, 60)
    text = "Villages share their nets with everyone who comes from the sea."
    assert _provisions(pdf) == {"para-1": text, "para-2": text}


def test_bold_recommendations_are_paragraphs_and_no_headings(pdf: PdfFile) -> None:
    pdf.lines(["1. Villages share."], 700)
    pdf.line("2. The Expert recommends that villages:", 670, font="Times-Bold")
    pdf.line("(a) Share nets;", 650, font="Times-Bold")
    pdf.line("(b) Share boats.", 630, font="Times-Bold")
    pdf.lines(["3. Nothing else."], 600)
    assert _provisions(pdf)["para-2"] == "The Expert recommends that villages:\n(a) Share nets;\n(b) Share boats."


def test_articles_are_found_and_mentions_at_line_starts_are_not(pdf: PdfFile) -> None:
    pdf.heading("Article 1", 700)
    pdf.lines(["Villages share their nets with all who come, in accordance with", "Article 2. They do so gladly."], 680)
    pdf.heading("Article 2 - Boats", 630)
    pdf.lines(["1. Boats are kept.", "2. They are mended in spring."], 610)
    assert _provisions(pdf) == {
        "art-1": "Villages share their nets with all who come, in accordance with Article 2. They do so gladly.",
        "art-2/1": "Boats are kept.",
        "art-2/2": "They are mended in spring.",
    }


def test_a_declaration_annexed_to_a_report_has_preamble_and_articles(pdf: PdfFile) -> None:
    pdf.heading("I. Introduction", 760, size=14)
    pdf.lines(["1. Villages share.", "2. A declaration is annexed."], 730)
    pdf.heading("Annex", 660, size=14)
    pdf.heading("Draft declaration on nets", 640)
    lines = ["The villages of the coast,", "", *_RECITAL, "", *_RECITAL, "", "Declare the following:"]
    pdf.lines(lines, 610)
    pdf.heading("Article 1", 500)
    pdf.lines(["Nets are common."], 480)
    assert list(_provisions(pdf)) == [
        "para-1",
        "para-2",
        "preamble/chapeau",
        "preamble/1",
        "preamble/2",
        "preamble/3",
        "art-1",
    ]


def test_entries_of_a_table_of_contents_are_left_out(pdf: PdfFile) -> None:
    pdf.lines(
        [
            "I. Introduction ............................ 1-2  3",
            "",
            "Annex ............... 9",
            "",
            "1. Villages share.",
        ],
        700,
    )
    assert _texts(pdf) == ["1. Villages share."]


@pytest.mark.parametrize("form", ["whole", "large letter", "with asterisk"])
def test_the_symbol_on_the_first_page_names_a_document_of_the_united_nations(pdf: PdfFile, form: str) -> None:
    pdf.line("United Nations", 800, size=14)
    if form == "large letter":
        pdf.line("/HRC/99/1", 800, pdf.line("A", 800, 460, size=20))
    else:
        pdf.line("A/HRC/99/1*" if form == "with asterisk" else "A/HRC/99/1", 800, 480)
    pdf.heading("General Assembly", 770, size=20)
    pdf.lines(["Distr.: General", "3 May 2031", "Original: English"], 770, 440)
    pdf.heading("Report on shared harvests", 690, size=17)
    pdf.lines(["1. Villages share."], 640)
    pdf.end_page()
    pdf.line("A/HRC/99/1", 800, size=9)
    pdf.line("GE.31-01234", 40, size=9)
    pdf.line("2", 40, 500, size=9)
    pdf.lines(["2. Boats are kept."], 700)
    found = read(pdf.save())
    assert (found.document.id, found.document.symbol, found.document.short) == (
        "a-hrc-99-1",
        "A/HRC/99/1",
        "A/HRC/99/1",
    )
    assert (found.document.title, found.document.date) == ("Report on shared harvests", "3 May 2031")
    assert [(provision.id, provision.text) for provision in found.provisions] == [
        ("a-hrc-99-1/para-1", "Villages share."),
        ("a-hrc-99-1/para-2", "Boats are kept."),
    ]


def test_a_symbol_within_a_sentence_does_not_name_the_document(pdf: PdfFile) -> None:
    pdf.lines(["As was said in A/HRC/99/1, villages share."], 700)
    assert "symbol" not in load_pdf(pdf.save()).metadata


def test_title_and_author_are_metadata_unless_a_program_left_them(tmp_path: Path) -> None:
    def load(title: str, author: str) -> LoadedDocument:
        pdf = PdfFile(tmp_path / "x.pdf")
        pdf.canvas.setTitle(title)
        pdf.canvas.setAuthor(author)
        pdf.line("Villages share.", 700)
        return load_pdf(pdf.save())

    assert load("On nets", "A. Keeper").metadata == {"title": "On nets", "author": "A. Keeper"}
    assert load("Microsoft Word - nets_final2.docx", "anonymous").metadata == {}
    assert load("A/HRC/99/1", "").metadata == {}
