import datetime
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.citation_styles import STYLES, Style, cite
from assistant.errors import SolidarityError
from assistant.types import ArgumentCheck
from assistant.writing.memo import check_memo_path, memo_markdown, write_memo
from assistant.writing.memo_docx import as_docx
from assistant.writing.text_blocks import Quotation
from tests.assistant.samples import HARVEST, citation, document
from tests.assistant.writing.test_check_view import check, claim, finding
from tests.assistant.writing.test_rendering import PAYLOADS, html, visible

DAY = datetime.date(2026, 11, 22)
NOT_THERE = "No provision of the corpus speaks for or against a claim."
REFUGEE = document("refugee", title="Convention Relating to the Status of Refugees", short="Refugee Convention")
CONTROLS = "a\x00b\x0bc\x0cd\x1be\x85f\ufffeg\ud800h\u2028i\rj"


def written(checked: ArgumentCheck, folder: Path, **options: Any) -> Any:
    write_memo(checked, folder / "memo.docx", **options)
    return docx.Document(str(folder / "memo.docx"))


def of_style(memo: Any, *names: str) -> list[str]:
    return [paragraph.text for paragraph in memo.paragraphs if paragraph.style.name in names]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def headings(markdown: str) -> list[str]:
    return [tag.get_text() for tag in html(markdown).find_all(["h1", "h2", "h3"])]


def hostile(text: str) -> ArgumentCheck:
    """A check in which everything that can be text is `text`."""
    source = document(title=text, short=text, symbol=text, author=text, date=text, kind="essay", source_url=text)
    found = finding("partly supports", weight="opinion", citation=citation(source, quote=text), differences=(text,))
    far = finding("does not address", citation=citation(pinpoint=text))
    return check(claim(found, text=text, notes=(text,)), claim(far, text=text), argument=text, settings_hash=text)


def three_claims() -> ArgumentCheck:
    treaty = citation(REFUGEE, pinpoint="Refugee Convention, art. 33(1)")
    draft = citation(document("draft", title="Draft on Nets", status="digest"), pinpoint="Sea Convention, art. 10")
    earlier = citation(document("draft", title="Draft on Nets", status="digest"), pinpoint="Sea Convention, art. 9")
    return check(
        claim(finding(citation=treaty), finding("partly supports", weight="declaration", citation=draft)),
        claim(
            finding("contradicts", weight="declaration", citation=earlier, differences=("it differs",)), text="Other."
        ),
        claim(finding("does not address", weight="report", citation=citation(pinpoint="Far, art. 3")), text="Third."),
    )


SECTIONS = ["The argument", "Summary", "Claim 1: supported", "Claim 2: contradicted", "Claim 3: not addressed"]
SECTIONS += ["Table of authorities", "Binding treaties", "Declarations", "How this memorandum was made"]


def test_both_formats_have_the_same_headings(tmp_path: Path) -> None:
    assert headings(memo_markdown(three_claims())) == ["Memorandum of authorities", *SECTIONS]
    memo = written(three_claims(), tmp_path)
    assert of_style(memo, "Title", "Heading 1", "Heading 2") == ["Memorandum of authorities", *SECTIONS]


def test_the_summary_names_the_best_authority_of_each_claim(tmp_path: Path) -> None:
    assert cells(written(three_claims(), tmp_path).tables[0]) == [
        ["No.", "Claim", "Verdict", "Best authority"],
        ["1", "Coastal villages get a share of the harvest.", "Supported", "Refugee Convention, art. 33(1)"],
        ["2", "Other.", "Contradicted", "Sea Convention, art. 9 (digest)"],
        ["3", "Third.", "Not addressed", "–"],
    ]


def test_the_best_authority_says_what_it_does_where_the_verdict_does_not(tmp_path: Path) -> None:
    odd = claim(finding("partly supports"), verdict="does not address")
    assert cells(written(check(odd), tmp_path).tables[0])[1][3] == "Sea Convention, art. 1 (supports in part)"


def test_the_summary_does_not_hide_what_contradicts_a_supported_claim(tmp_path: Path) -> None:
    disputed = [claim(finding(), *[finding("contradicts")] * number) for number in (1, 2)]
    best = [row[3] for row in cells(written(check(*disputed), tmp_path).tables[0])[1:]]
    assert best == ["Sea Convention, art. 1 (1 other contradicts)", "Sea Convention, art. 1 (2 others contradict)"]


def test_authorities_are_grouped_by_legal_weight_and_name_their_claims(tmp_path: Path) -> None:
    _, treaties, declarations = written(three_claims(), tmp_path).tables
    full = cite(REFUGEE, "art. 33(1)", "OSCOLA")
    assert "189 UNTS 137" in full
    assert cells(treaties) == [["Authority", "Wording", "Claims"], [full, "official text", "1 (supports)"]]
    assert [row[2] for row in cells(declarations)[1:]] == ["2 (contradicts)", "1 (supports in part)"]
    assert [row[0][-5:] for row in cells(declarations)[1:]] == ["art 9", "rt 10"]


def test_an_authority_for_several_claims_stands_once(tmp_path: Path) -> None:
    memo = written(check(claim(finding()), claim(finding("contradicts")), claim(finding())), tmp_path)
    assert [row[2] for row in cells(memo.tables[1])[1:]] == ["1 (supports), 2 (contradicts), 3 (supports)"]


def test_what_does_not_address_a_claim_is_no_authority(tmp_path: Path) -> None:
    far = check(claim(finding("does not address")))
    assert NOT_THERE in memo_markdown(far)
    memo = written(far, tmp_path)
    assert len(memo.tables) == 1
    assert "Nearest provision: Sea Convention, art. 1, which does not address it." in of_style(memo, "Normal")
    assert HARVEST not in memo_markdown(far)


@pytest.mark.parametrize("style", STYLES)
def test_authorities_are_cited_in_the_style(style: Style, tmp_path: Path) -> None:
    full = cite(REFUGEE, "art. 33(1)", style)
    assert visible(html(full)) in visible(html(memo_markdown(three_claims(), style)))
    paragraphs = of_style(written(three_claims(), tmp_path, style=style), "Normal")
    assert f"Supports: {full} [binding treaty; official text]" in paragraphs


def test_a_pinpoint_without_the_name_of_its_work_cites_the_whole_work() -> None:
    shown = memo_markdown(check(claim(finding(citation=citation(pinpoint="elsewhere")))))
    assert "— elsewhere" in shown
    assert "elsewhere" not in shown.partition("Table of authorities")[2]


def test_a_quotation_stands_with_its_pinpoint_in_a_block_quotation(tmp_path: Path) -> None:
    quote = "States shall:\n(a) share | nets;\n(b)  “boats” & <oars>."
    quoted = check(claim(finding(citation=citation(quote=quote))))
    assert f"“{quote}”\n— Sea Convention, art. 1" in of_style(written(quoted, tmp_path), "Quote")
    blocks = [tag.get_text() for tag in html(memo_markdown(quoted)).find_all("blockquote")]
    assert any("".join(f"“{quote}”—SeaConvention,art.1".split()) == "".join(block.split()) for block in blocks)


def test_a_quotation_from_a_digest_says_so_beside_its_pinpoint(tmp_path: Path) -> None:
    digest = check(claim(finding(citation=citation(document(status="digest")))))
    quotes = of_style(written(digest, tmp_path), "Quote")
    assert any(text.endswith("— Sea Convention, art. 1 (digest, not the official wording)") for text in quotes)


def test_a_quotation_that_failed_its_check_is_marked_wherever_it_counts(tmp_path: Path) -> None:
    failed = check(claim(finding(citation=citation(status="quote mismatch"))))
    memo, mark = written(failed, tmp_path), "NOT VERIFIED: quote mismatch"
    assert mark in cells(memo.tables[0])[1][3]
    assert mark in cells(memo.tables[1])[1][1]
    assert f"“{HARVEST}” ({mark})\n— Sea Convention, art. 1" in of_style(memo, "Quote")
    assert f"“{HARVEST}” **({mark})**" in memo_markdown(failed)
    assert "NOT VERIFIED:" not in memo_markdown(check(claim(finding())))


def test_what_speaks_against_an_authority_is_said(tmp_path: Path) -> None:
    objection = "the source does not hold the number 16"
    shown = written(check(claim(finding("partly supports", differences=(objection, "b")))), tmp_path)
    assert f"What speaks against this support: {objection}; b." in of_style(shown, "Normal")
    assert "What speaks against the claim: it differs." in of_style(written(three_claims(), tmp_path), "Normal")


def test_the_date_is_the_callers(tmp_path: Path) -> None:
    assert "22 November 2026" in of_style(written(three_claims(), tmp_path, day=DAY), "Normal")
    assert "November 22, 2026" in memo_markdown(three_claims(), "Chicago", DAY)
    assert "2026" not in memo_markdown(three_claims())


def test_the_note_on_method_says_what_the_verdicts_are_not() -> None:
    note = memo_markdown(three_claims()).partition("How this memorandum was made")[2]
    for told in ("No person has reviewed", "lawyer", "letter for letter", "restatement", "abc"):
        assert told in note


def test_a_long_claim_is_cut_in_the_summary_only(tmp_path: Path) -> None:
    long = "A village shares its nets. " * 40
    memo = written(check(claim(text=long)), tmp_path)
    assert len(cells(memo.tables[0])[1][1]) <= 240
    assert f"“{long.strip()}”" in of_style(memo, "Normal")


def test_the_argument_keeps_its_paragraphs_and_not_the_breaks_of_its_lines(tmp_path: Path) -> None:
    memo = written(check(claim(), argument="One line\nand more.\r\n\r\nNext."), tmp_path)
    assert of_style(memo, "Quote")[0] == "“One line and more.\nNext.”"


def test_a_check_without_claims_gives_a_memo(tmp_path: Path) -> None:
    empty = ArgumentCheck(argument="", claims=(), settings_hash="abc")
    assert NOT_THERE in memo_markdown(empty)
    assert written(empty, tmp_path).tables == []


def test_a_claim_without_findings_gives_a_memo(tmp_path: Path) -> None:
    assert "No provision of the corpus supports this claim." in memo_markdown(check(claim()))
    assert len(written(check(claim()), tmp_path).tables) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup_in_markdown(payload: str) -> None:
    tags = {tag.name for tag in html(memo_markdown(hostile(payload))).find_all(True)}
    assert tags <= {"h1", "h2", "h3", "p", "strong", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_adds_a_heading_or_a_cell_to_markdown(payload: str) -> None:
    page, plain = (html(memo_markdown(hostile(text))) for text in (payload, "plain"))
    for names in (["h1", "h2", "h3"], ["tr"], ["td"], ["table"], ["blockquote"]):
        assert len(page.find_all(names)) == len(plain.find_all(names))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_quoted_letter_for_letter_in_both_formats(payload: str, tmp_path: Path) -> None:
    assert f"“{''.join(payload.split())}”" in visible(html(memo_markdown(hostile(payload))))
    assert any(text.startswith(f"“{payload}”") for text in of_style(written(hostile(payload), tmp_path), "Quote"))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")))
def test_any_quotation_comes_back_letter_for_letter_from_a_word_document(text: str) -> None:
    memo = docx.Document(BytesIO(as_docx([Quotation(text)], "Title")))
    assert of_style(memo, "Quote") == [f"“{text}”"]


@pytest.mark.parametrize("name", ["memo.md", "memo.docx"])
def test_control_characters_break_neither_format(name: str, tmp_path: Path) -> None:
    write_memo(hostile(CONTROLS), tmp_path / name)
    assert (tmp_path / name).stat().st_size


def test_control_characters_stay_visible(tmp_path: Path) -> None:
    quotes = of_style(written(hostile(CONTROLS), tmp_path), "Quote")
    assert any("a\ufffdb\nc\nd\ufffde\nf\ufffdg\ufffdh\ni\nj" in text for text in quotes)


def test_two_hundred_claims_give_two_hundred_sections(tmp_path: Path) -> None:
    many = check(*(claim(finding(), text=f"Claim {number} is made.") for number in range(200)))
    memo = written(many, tmp_path)
    assert len(memo.tables[0].rows) == 201
    assert sum(text.startswith("Claim ") for text in of_style(memo, "Heading 1")) == 200
    assert headings(memo_markdown(many))[202] == "Claim 200: supported"


def test_a_word_document_has_the_marks_of_a_real_one(tmp_path: Path) -> None:
    memo = written(three_claims(), tmp_path)
    assert (memo.core_properties.title, memo.core_properties.language) == ("Memorandum of authorities", "en-GB")
    assert {"PAGE", "NUMPAGES"} <= set(memo.sections[0].footer._element.xpath(".//w:fldSimple/@w:instr"))
    assert set(memo.styles.element.xpath(".//w:lang/@w:val")) == {"en-GB"}
    for table in memo.tables:
        assert len(table._tbl.xpath(".//w:tblHeader")) == 1
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)


def test_the_suffix_decides_the_format_in_either_case(tmp_path: Path) -> None:
    write_memo(three_claims(), tmp_path / "memo.MD", day=DAY)
    assert (tmp_path / "memo.MD").read_bytes().decode() == memo_markdown(three_claims(), day=DAY)
    write_memo(three_claims(), tmp_path / "memo.Docx")
    assert (tmp_path / "memo.Docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["memo.pdf", "memo", ".docx", "memo.docx.bak"])
def test_another_suffix_is_refused_with_its_name_and_what_may_be_used(name: str, tmp_path: Path) -> None:
    with pytest.raises(SolidarityError, match=r"must end in \.md or \.docx") as refused:
        write_memo(three_claims(), tmp_path / name)
    assert name in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(SolidarityError, match=r"there is no folder '.*missing'"):
        write_memo(three_claims(), tmp_path / "missing" / "memo.md")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_folder_and_a_read_only_file_give_the_reason(tmp_path: Path) -> None:
    kept = tmp_path / "memo.md"
    kept.write_text("kept")
    kept.chmod(0o400)
    with pytest.raises(SolidarityError, match="the file is read-only"):
        write_memo(three_claims(), kept)
    tmp_path.chmod(0o500)
    with pytest.raises(SolidarityError, match="Permission denied"):
        write_memo(three_claims(), tmp_path / "other.md")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_a_folder_is_not_replaced_by_a_memo(suffix: str, tmp_path: Path) -> None:
    taken = tmp_path / f"memo{suffix}"
    taken.mkdir()
    with pytest.raises(SolidarityError, match="that is a folder"):
        write_memo(three_claims(), taken)
    assert list(tmp_path.iterdir()) == [taken]


@pytest.mark.parametrize("path", ["memo.pdf", "missing/memo.md", "taken.md", f"{'m' * 300}/memo.md"])
def test_a_path_that_cannot_be_used_is_refused_before_there_is_a_memo(path: str, tmp_path: Path) -> None:
    (tmp_path / "taken.md").mkdir()
    with pytest.raises(SolidarityError, match="cannot be written"):
        check_memo_path(tmp_path / path)


@pytest.mark.parametrize("path", ["memo.md", "memo.docx", "older.md"])
def test_a_path_that_can_be_used_is_not_touched_by_the_check(path: str, tmp_path: Path) -> None:
    (tmp_path / "older.md").write_text("older")
    check_memo_path(tmp_path / path)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["older"]


def test_a_memo_whose_place_vanishes_gives_the_reason_and_leaves_nothing_behind(tmp_path: Path) -> None:
    link = tmp_path / "memo.md"
    link.symlink_to(tmp_path / "gone" / "memo.md")
    with pytest.raises(SolidarityError, match=r"cannot be written \(No such file or directory\)"):
        write_memo(three_claims(), link)
    assert list(tmp_path.iterdir()) == [link]


@pytest.mark.parametrize("path", [f"{'m' * 300}.md", f"{'m' * 300}/memo.md"])
def test_a_name_that_is_too_long_gives_the_reason(path: str, tmp_path: Path) -> None:
    with pytest.raises(SolidarityError, match=r"cannot be written \(File name too long\)"):
        write_memo(three_claims(), tmp_path / path)
    assert not list(tmp_path.iterdir())


def test_an_older_memo_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "memo.md"
    path.write_text("older")
    write_memo(three_claims(), path)
    assert "older" not in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_pointing_to_the_memo(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("older")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    write_memo(three_claims(), tmp_path / "link.md")
    assert (tmp_path / "link.md").is_symlink()
    assert "older" not in (tmp_path / "real.md").read_text(encoding="utf-8")
