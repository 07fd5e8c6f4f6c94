"""Whoever sees little, uses no mouse or holds a telephone can use every tab."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.assistant.web.conftest import OpenPage, Site
from tests.assistant.web.steps import ask, go_to, measure_statements

_TABS = ("Ask", "Check an argument", "Library", "Evaluation")
_PHONE = ViewportSize(width=390, height=844)
_MOST_KEYS = 60


def _show_answer(page: Page) -> None:
    ask(page, "What does article 28 of the UDHR say?")
    page.locator(".citations .pinpoint").first.click()
    expect(page.locator(".reading:visible mark")).to_be_visible()


def _show_check(page: Page) -> None:
    panel = go_to(page, "Check an argument")
    panel.get_by_role("button", name="Show an example").click()
    expect(panel.get_by_label("Argument", exact=True)).not_to_be_empty()
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".totals")).to_contain_text("4 claims")
    expect(panel.get_by_role("button", name="Stop")).to_be_disabled()
    panel.locator(".finding .pinpoint").first.click()
    expect(panel.locator(".reading mark")).to_be_visible()


def _show_document(page: Page) -> None:
    panel = go_to(page, "Library")
    panel.get_by_role("link", name="Universal Declaration of Human Rights").click()
    expect(panel.locator("article.document")).to_be_visible()
    for name in ("Compare two works on a topic", "The library by year and kind", "Add, fetch or remove documents"):
        panel.get_by_role("button", name=name).click()
    expect(panel.locator(".js-plotly-plot")).to_be_visible()


def _show_run(page: Page) -> None:
    panel = measure_statements(page)
    for name in ("Plots", "Failing cases", "Add a case"):
        panel.get_by_role("button", name=name).click()
    expect(panel.get_by_role("button", name="Add the case")).to_be_visible()


@pytest.fixture(scope="module")
def filled(standing_page: Page) -> Page:
    """A page with an answer, a check, an open document and a run in its tabs."""
    for show in (_show_answer, _show_check, _show_document, _show_run):
        show(standing_page)
    return standing_page


def _violations(page: Page) -> list[str]:
    """Serious and critical violations: rule, element, reason."""
    # A colour that is still changing from one look to the other has no contrast of its own.
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}) at {node['target']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def _press_until(page: Page, target: Locator, key: str) -> None:
    """Press a key until the target has the focus."""
    for _ in range(_MOST_KEYS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} was not reached by {key}")


@pytest.mark.parametrize("tab", _TABS)
def test_no_tab_has_a_serious_fault_in_light_or_dark(filled: Page, tab: str) -> None:
    go_to(filled, tab)
    faults: dict[str, list[str]] = {}
    for _ in range(2):
        filled.get_by_role("button", name="Light or dark").click()
        filled.mouse.move(0, 0)
        is_dark = filled.evaluate("document.body.classList.contains('dark')")
        faults["dark" if is_dark else "light"] = _violations(filled)
    assert set(faults) == {"light", "dark"}
    assert not any(faults.values()), "\n".join(f"{look}: {fault}" for look, found in faults.items() for fault in found)


def test_dark_is_chosen_where_the_machine_is_dark_and_a_choice_is_kept(server: Site, open_page: OpenPage) -> None:
    page = open_page(server, color_scheme="dark")
    expect(page.locator("body")).to_have_class("dark")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("body")).not_to_have_class("dark")
    page.reload()
    expect(page.get_by_role("textbox", name="Question")).to_be_enabled()
    expect(page.locator("body")).not_to_have_class("dark")


def test_a_question_is_asked_and_a_citation_read_with_the_keyboard_alone(page: Page) -> None:
    expect(page.get_by_role("textbox", name="Question")).to_be_focused()
    page.keyboard.type("What does article 28 of the UDHR say?")
    page.keyboard.press("Enter")
    citation = page.locator("#conversation [data-testid=bot] a").first
    expect(citation).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    _press_until(page, citation, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".reading mark")).to_be_visible()
    expect(page.locator("article.reading")).to_be_focused()
    _press_until(page, page.locator(".reading .close"), "Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.reading")).to_have_count(0)
    expect(citation).to_be_focused()


def test_the_tabs_are_chosen_with_the_arrow_keys(page: Page) -> None:
    tab = page.get_by_role("tab", name="Ask")
    tab.focus()
    for name in _TABS[1:]:
        page.keyboard.press("ArrowRight")
        chosen = page.get_by_role("tab", name=name)
        expect(chosen).to_be_focused(timeout=3000)
        page.keyboard.press("Enter")
        expect(chosen).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("tab", _TABS)
def test_a_telephone_shows_every_tab_without_scrolling_sideways(filled: Page, tab: str) -> None:
    filled.set_viewport_size(_PHONE)
    name = filled.get_by_role("tab", name=tab, exact=True)
    name.scroll_into_view_if_needed()
    expect(name).to_be_in_viewport()
    go_to(filled, tab)
    assert filled.evaluate("document.documentElement.scrollWidth") <= _PHONE["width"]


def test_the_question_box_of_a_telephone_is_wide_enough_to_type_in(server: Site, open_page: OpenPage) -> None:
    page = open_page(server, viewport=_PHONE, has_touch=True)
    box = page.get_by_role("textbox", name="Question").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["width"] >= 200
    assert box["y"] + box["height"] <= _PHONE["height"]
