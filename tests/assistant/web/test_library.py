"""The tab Library in a real browser: reading what the assistant answers from, and changing it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.assistant import Assistant
from tests.assistant.web.conftest import OpenPage, Site
from tests.assistant.web.steps import ask, choose, go_to, sign_in

_UDHR = "Universal Declaration of Human Rights"
_CHANGES = "Add, fetch or remove documents"
_ACCORD = """# Lindavia Lighthouse Accord

## Article 1

The keeper of the lighthouse of Lindavia shall light the lamp each evening before sunset.

## Article 2

Every ship that enters the harbour of Lindavia shall give the keeper one barrel of oil.
"""


@pytest.fixture
def panel(page: Page) -> Locator:
    """The tab, as whoever sits at the machine of the server sees it."""
    shown = go_to(page, "Library")
    expect(shown.locator(".documents")).to_be_visible()
    return shown


def _changes(page: Page) -> Locator:
    """The part of the tab in which a curator changes the library, opened."""
    panel = go_to(page, "Library")
    panel.get_by_role("button", name=_CHANGES).click()
    expect(panel.get_by_role("button", name="Add to the library")).to_be_visible()
    return panel


def _read(panel: Locator, title: str) -> Locator:
    panel.get_by_role("link", name=title, exact=True).click()
    document = panel.get_by_role("article", name=title)
    expect(document).to_be_visible()
    return document


def test_the_table_lists_every_document_with_its_status_and_provisions(panel: Locator, assistant: Assistant) -> None:
    stored = assistant.sources()
    count = sum(item.provisions for item in stored)
    expect(panel.get_by_role("heading", name=f"{len(stored)} documents, {count} provisions")).to_be_visible()
    rows = panel.locator(".documents tbody tr")
    titles = rows.locator("a").all_inner_texts()
    assert sorted(titles) == sorted(item.document.title for item in stored)
    udhr = rows.filter(has_text=_UDHR).first
    expect(udhr).to_contain_text("digest")
    expect(udhr).to_contain_text("1948")


def test_a_document_is_read_by_article_with_a_table_of_contents(panel: Locator) -> None:
    document = _read(panel, _UDHR)
    expect(document.get_by_role("heading", name="art. 28", exact=True)).to_have_count(1)
    document.get_by_text("Contents", exact=True).click()
    document.get_by_role("link", name="art. 28", exact=True).click()
    expect(document.get_by_role("heading", name="art. 28", exact=True)).to_be_in_viewport()
    expect(panel.page.get_by_role("tab", name="Library")).to_have_attribute("aria-selected", "true")


def test_a_document_is_chosen_from_the_list_too(panel: Locator) -> None:
    choose(panel, "Document", "ICCPR (digest)")
    expect(panel.get_by_role("article", name="International Covenant on Civil and Political Rights")).to_be_visible()


def test_words_are_found_in_a_document_and_open_in_their_context(panel: Locator) -> None:
    _read(panel, _UDHR)
    wanted = panel.get_by_role("textbox", name="Search inside")
    wanted.fill("at once social and international")
    wanted.press("Enter")
    found = panel.locator(".found")
    expect(found).to_contain_text("1 provision holds these words")
    found.get_by_role("link", name="art. 28").first.click()
    expect(panel.locator("article.reading")).to_contain_text("UDHR, art. 28")


def test_a_question_finds_what_is_near_to_it_in_a_document(panel: Locator) -> None:
    _read(panel, _UDHR)
    wanted = panel.get_by_role("textbox", name="Search inside")
    wanted.fill("Who may be held as a bondsman?")
    wanted.press("Enter")
    expect(panel.locator(".found")).to_contain_text("No provision holds these words. Near to them")
    expect(panel.locator(".found").get_by_role("link", name="art. 4", exact=True)).to_be_visible()


def test_a_search_without_a_document_says_what_to_do(panel: Locator) -> None:
    wanted = panel.get_by_role("textbox", name="Search inside")
    wanted.fill("torture")
    wanted.press("Enter")
    expect(panel.get_by_text("Choose a document to search in it.")).to_be_visible()


def test_two_works_are_compared_side_by_side(panel: Locator) -> None:
    panel.get_by_role("button", name="Compare two works on a topic").click()
    choose(panel, "One work", "ICCPR")
    choose(panel, "Another work", "UDHR")
    panel.get_by_role("textbox", name="Topic").fill("torture")
    panel.get_by_role("button", name="Compare", exact=True).click()
    sides = panel.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(0).locator(".pinpoint").first).to_have_text("ICCPR, art. 7")
    expect(sides.nth(1).locator(".pinpoint").first).to_have_text("UDHR, art. 5")
    left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    sides.nth(1).locator(".pinpoint").first.click()
    expect(panel.locator("article.reading")).to_contain_text("UDHR, art. 5")


def test_a_work_is_not_compared_with_itself(panel: Locator) -> None:
    panel.get_by_role("button", name="Compare two works on a topic").click()
    choose(panel, "One work", "UDHR")
    choose(panel, "Another work", "UDHR")
    panel.get_by_role("button", name="Compare", exact=True).click()
    expect(panel.page.get_by_text("Choose two different works.")).to_be_visible()


def test_the_library_is_drawn_by_year_and_kind(panel: Locator) -> None:
    panel.get_by_role("button", name="The library by year and kind").click()
    plot = panel.locator(".js-plotly-plot")
    expect(plot).to_contain_text("1948")
    expect(plot).to_contain_text("treaty")
    expect(plot.locator(".bars .point path").first).to_be_attached()


def test_files_are_added_together_then_asked_about_and_removed_again(
    guarded: Site, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(guarded)
    sign_in(page, "carla")
    panel = _changes(page)
    good, broken = tmp_path / "lighthouse.md", tmp_path / "broken.pdf"
    good.write_text(_ACCORD)
    broken.write_bytes(b"%PDF-1.4 this is no PDF file at all")
    panel.locator("input[type=file]").set_input_files([good, broken])
    expect(panel.get_by_role("cell", name="broken.pdf")).to_be_visible()
    panel.get_by_role("button", name="Add to the library").click()
    told = panel.locator(".changes li")
    expect(told.filter(has_text="lighthouse.md")).to_contain_text("ingested")
    failed = told.filter(has_text="broken.pdf")
    expect(failed).to_contain_text("failed")
    assert len(failed.inner_text().split("failed")[1]) > 10, "the reason is told"
    expect(panel.locator(".documents")).to_contain_text("Lindavia Lighthouse Accord")
    go_to(page, "Ask")
    expect(ask(page, "When shall the keeper of the lighthouse of Lindavia light the lamp?")).to_contain_text("sunset")
    panel = go_to(page, "Library")
    panel.get_by_label("Document to remove").click()
    page.get_by_role("option", name="Lindavia Lighthouse Accord").click()
    panel.get_by_role("button", name="Remove from the library").click()
    expect(panel.locator(".changes")).to_contain_text("removed")
    expect(panel.locator(".documents")).not_to_contain_text("Lindavia")
    go_to(page, "Ask")
    expect(ask(page, "When shall the keeper of the lighthouse of Lindavia light the lamp?")).not_to_contain_text(
        "sunset"
    )


def test_official_texts_that_are_not_held_yet_can_be_chosen(page: Page) -> None:
    panel = _changes(page)
    panel.get_by_label("Official texts that can be fetched").click()
    expect(page.get_by_role("option", name="Convention Relating to the Status of Refugees")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ("Add to the library", "No file was chosen: drop some first."),
        ("Fetch", "No text was chosen."),
        ("Remove from the library", "No document was chosen."),
    ],
)
def test_a_change_of_nothing_says_what_is_missing(page: Page, button: str, told: str) -> None:
    _changes(page).get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(told)).to_be_visible()


def test_a_reader_reads_the_library_and_sees_no_way_to_change_it(guarded: Site, open_page: OpenPage) -> None:
    page = open_page(guarded)
    sign_in(page, "rosa")
    panel = go_to(page, "Library")
    _read(panel, _UDHR)
    expect(panel.get_by_text(_CHANGES)).to_have_count(0)
