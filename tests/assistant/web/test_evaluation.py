"""The tab Evaluation in a real browser, with cases of the server's own."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.assistant.web.conftest import OpenPage, Site
from tests.assistant.web.steps import choose, go_to, measure_statements, saved, sign_in


@pytest.fixture(scope="module")
def measured(standing_page: Page) -> Locator:
    """The tab after the suite of altered statements was run over three cases."""
    return measure_statements(standing_page)


def test_a_run_shows_how_far_it_came_and_what_it_found(measured: Locator) -> None:
    expect(measured.get_by_text("3 of 3")).to_be_visible()
    expect(measured.get_by_role("progressbar", name="Verifying altered statements")).to_be_visible()
    expect(measured.get_by_role("heading", name="Verifying altered statements")).to_be_visible()
    rows = measured.locator(".figures tbody tr")
    assert rows.count() > 0
    for row in rows.all():
        name, value, _, n = row.locator("th, td").all_inner_texts()
        assert name
        assert value
        assert int(n) <= 3


def test_the_cases_that_failed_are_shown_with_what_was_expected(measured: Locator) -> None:
    measured.get_by_role("button", name="Failing cases").click()
    case = measured.locator(".case")
    expect(case).to_have_count(1)
    case.locator("summary").click()
    expect(case).to_contain_text("everybody may be kept in servitude")
    expect(case).to_contain_text("Expected:")


def test_the_figures_of_a_run_are_drawn(measured: Locator) -> None:
    measured.get_by_role("button", name="Plots").click()
    expect(measured.locator(".js-plotly-plot").first).to_be_visible()


def test_two_runs_are_compared(measured: Locator, page: Page) -> None:
    panel = measure_statements(page)
    panel.get_by_label("Compare with an earlier run").click()
    page.get_by_role("option").nth(2).click()
    compared = panel.get_by_role("region", name="Changes")
    expect(compared.locator("tbody tr").first).to_be_visible()
    expect(panel.get_by_text("3 cases in both, 0 in one only.")).to_be_visible()


def test_report_and_results_of_a_run_are_downloaded(measured: Locator, tmp_path: Path, browser: Browser) -> None:
    name, report = saved(measured.page, "Download the report")
    assert name.endswith(".html")
    path = tmp_path / name
    path.write_bytes(report)
    name, results = saved(measured.page, "Download the results")
    assert name.endswith(".json")
    assert len(json.loads(results)["cases"]) == 3
    opened = browser.new_page()
    opened.goto(path.as_uri())
    expect(opened.get_by_role("heading", name="Verifying altered statements").first).to_be_visible()


def test_a_download_without_a_run_says_what_to_do(guarded: Site, open_page: OpenPage) -> None:
    page = open_page(guarded)
    sign_in(page, "rosa")
    panel = go_to(page, "Evaluation")
    for number, button in enumerate(("Download the report", "Download the results"), start=1):
        panel.get_by_role("button", name=button).click()
        expect(page.get_by_text("Choose a run first.")).to_have_count(number)


def test_a_run_of_no_suite_says_what_to_choose(page: Page) -> None:
    panel = go_to(page, "Evaluation")
    expect(panel.get_by_role("checkbox").first).to_be_visible()
    for box in panel.get_by_role("checkbox").all():
        box.uncheck()
    panel.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Choose at least one suite.")).to_be_visible()
    expect(panel.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_suites_without_cases_hinder_no_other(page: Page) -> None:
    panel = go_to(page, "Evaluation")
    expect(panel.get_by_role("checkbox").first).to_be_checked()
    panel.get_by_role("button", name="Run", exact=True).click()
    expect(panel.get_by_text("Done in")).to_be_visible()
    expect(panel.get_by_text("3 of 3")).to_be_visible()
    expect(panel.get_by_text("0 of 0")).not_to_have_count(0)


def test_a_case_is_added_at_the_end_of_its_file(server: Site, page: Page) -> None:
    panel = go_to(page, "Evaluation")
    panel.get_by_role("button", name="Add a case").click()
    choose(panel, "Kind of case", "questions")
    panel.get_by_label("question", exact=True).fill("Who is entitled to an international order?")
    panel.get_by_label("expected (may be empty)").fill("udhr 28")
    panel.get_by_role("button", name="Add the case").click()
    expect(panel.get_by_label("Result")).to_have_value("Added to questions-dev.jsonl.")
    last = (server.cases / "questions-dev.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["question"] == "Who is entitled to an international order?"
    assert json.loads(last)["expected"] == ["udhr/art-28"]


def test_a_case_that_does_not_fit_is_refused_with_the_reason_and_not_written(server: Site, page: Page) -> None:
    panel = go_to(page, "Evaluation")
    panel.get_by_role("button", name="Add a case").click()
    panel.get_by_label("question", exact=True).fill("What does article 99 of the UDHR say?")
    panel.get_by_label("expected (may be empty)").fill("udhr 99")
    panel.get_by_role("button", name="Add the case").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("article 99")
    assert not any("article 99" in path.read_text() for path in server.cases.glob("*.jsonl"))


def test_the_form_has_the_fields_of_the_chosen_kind_of_case(page: Page) -> None:
    panel = go_to(page, "Evaluation")
    panel.get_by_role("button", name="Add a case").click()
    expect(panel.get_by_label("question", exact=True)).to_be_visible()
    choose(panel, "Kind of case", "statements")
    expect(panel.get_by_label("statement", exact=True)).to_be_visible()
    expect(panel.get_by_label("question", exact=True)).to_have_count(0)


def test_a_reader_sees_runs_and_can_neither_start_one_nor_add_a_case(guarded: Site, open_page: OpenPage) -> None:
    page = open_page(guarded)
    sign_in(page, "rosa")
    panel = go_to(page, "Evaluation")
    expect(panel.get_by_label("Run", exact=True)).to_be_visible()
    expect(panel.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    expect(panel.get_by_text("Add a case")).to_have_count(0)
