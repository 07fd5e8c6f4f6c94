"""The tab Check an argument in a real browser."""

import io
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.assistant.web.steps import choose, go_to, saved, wait_until_ready

_CLAIMS = [
    "States may not return refugees to a country where their life is in danger.",
    "Everyone may be held in slavery.",
    "A child is anyone under eighteen.",
    "Parents may choose the colour of school buses.",
]


@pytest.fixture
def panel(page: Page) -> Locator:
    """The tab, with nothing checked yet."""
    return go_to(page, "Check an argument")


@pytest.fixture(scope="module")
def checked(standing_page: Page) -> Locator:
    """The tab after the example was checked; whoever changes it puts it back."""
    panel = go_to(standing_page, "Check an argument")
    panel.get_by_role("button", name="Show an example").click()
    expect(_argument(panel)).to_have_value(" ".join(_CLAIMS))
    _check(panel)
    return panel


def _argument(panel: Locator) -> Locator:
    return panel.get_by_role("textbox", name="Argument")


def _check(panel: Locator) -> None:
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".totals")).to_be_visible()
    wait_until_ready(panel.page)


def _upload(panel: Locator, path: Path) -> None:
    panel.locator("input[type=file]").first.set_input_files(path)


def test_each_claim_of_the_example_gets_its_verdict(checked: Locator) -> None:
    expect(checked.locator(".claim-text")).to_have_text(_CLAIMS)
    expect(checked.locator(".verdict")).to_have_text(["Supported", "Contradicted", "Supported", "Not addressed"])
    expect(checked.locator(".totals")).to_have_text("4 claims: 2 supported, 1 contradicted, 1 not addressed.")


def test_a_contradicted_claim_shows_the_provision_its_weight_and_what_is_against_it(checked: Locator) -> None:
    finding = checked.locator(".claim").nth(1).locator(".finding").first
    expect(finding.locator(".pinpoint")).to_have_text("UDHR, art. 4")
    expect(finding.locator(".label").first).to_have_text("declaration")
    expect(finding.locator("blockquote")).to_contain_text("nobody may be held as a slave")
    expect(finding).to_contain_text("Against the claim")


def test_a_provision_opens_beside_the_claims_with_the_quotation_marked(checked: Locator) -> None:
    finding = checked.locator(".finding").first
    finding.locator(".pinpoint").click()
    expect(checked.locator(".reading mark")).to_have_text(finding.locator("blockquote").inner_text().strip())
    checked.get_by_role("button", name="Close").click()
    expect(checked.locator("article.reading")).to_have_count(0)


def test_authorities_are_narrowed_by_weight_and_the_rest_is_counted(checked: Locator) -> None:
    all_of_them = checked.locator(".finding").count()
    checked.get_by_role("checkbox", name="declaration").check()
    expect(checked.locator(".finding .pinpoint")).to_have_text(["UDHR, art. 4"])
    expect(checked.get_by_text("Left out by your choice").first).to_be_visible()
    checked.get_by_role("checkbox", name="declaration").uncheck()
    expect(checked.locator(".finding")).to_have_count(all_of_them)


def test_authorities_are_narrowed_by_work(checked: Locator) -> None:
    choose(checked, "Only from these works", "CRC")
    expect(checked.locator(".finding .pinpoint").first).to_contain_text("CRC")
    assert {text.split(",")[0] for text in checked.locator(".finding .pinpoint").all_inner_texts()} == {"CRC"}
    checked.get_by_role("button", name="Remove").first.click()
    expect(checked.locator(".finding .pinpoint").first).to_have_text("Refugee Convention, art. 33")


def test_the_memo_has_the_claims_in_both_formats(checked: Locator) -> None:
    name, markdown = saved(checked.page, "Memo as Markdown")
    assert name.endswith(".md")
    name, word = saved(checked.page, "Memo as DOCX")
    assert name.endswith(".docx")
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs)
    for text in (markdown.decode(), words):
        assert all(claim in text for claim in _CLAIMS)
        assert "nobody may be held as a slave" in text


@pytest.mark.parametrize("button", ["Memo as DOCX", "Memo as Markdown"])
def test_a_memo_before_a_check_says_what_to_do(panel: Locator, button: str) -> None:
    panel.get_by_role("button", name=button).click()
    expect(panel.page.get_by_text("There is nothing to write a memo on yet: check an argument first.")).to_be_visible()


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_an_argument_is_read_from_a_file(panel: Locator, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"argument{suffix}"
    if suffix == ".txt":
        path.write_text(_CLAIMS[1])
    else:
        document = Document()
        document.add_paragraph(_CLAIMS[1])
        document.save(str(path))
    _upload(panel, path)
    expect(_argument(panel)).to_have_value(_CLAIMS[1])
    _check(panel)
    expect(panel.locator(".verdict")).to_have_text(["Contradicted"])


def test_a_file_that_is_no_text_is_refused_by_name_and_the_argument_stays(panel: Locator, tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    _argument(panel).fill(_CLAIMS[0])
    _upload(panel, path)
    expect(panel.page.get_by_test_id("toast-body")).to_contain_text("picture.txt")
    expect(_argument(panel)).to_have_value(_CLAIMS[0])


def test_a_kind_of_file_that_cannot_be_read_is_refused(panel: Locator, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04 no table at all")
    _upload(panel, path)
    expect(panel.page.get_by_test_id("toast-body")).to_be_visible()
    expect(_argument(panel)).to_have_value("")


@pytest.mark.parametrize("argument", ["", "Why?"])
def test_an_argument_without_a_claim_says_what_is_needed(panel: Locator, argument: str) -> None:
    _argument(panel).fill(argument)
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.page.get_by_text("There is no claim to check: give at least one sentence")).to_be_visible()
    expect(panel.get_by_role("button", name="Check", exact=True)).to_be_enabled()


def test_a_check_can_be_stopped_and_begun_anew(panel: Locator) -> None:
    _argument(panel).fill("\n".join(f"State number {n} may return refugees to danger." for n in range(200)))
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".claim").first).to_be_visible()
    panel.get_by_role("button", name="Stop").click()
    expect(panel.get_by_role("button", name="Check", exact=True)).to_be_enabled()
    assert panel.locator(".claim").count() < 200
    _argument(panel).fill(_CLAIMS[1])
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".claim-text")).to_have_text([_CLAIMS[1]])
