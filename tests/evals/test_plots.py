"""Plots of a run: which there are, what they are drawn of, and that a real browser draws them without the network."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect
from plotly.offline import get_plotlyjs

from assistant.types import VERDICTS
from evals.plots import plots_html, plots_of
from evals.results import CaseResult, Figure, Results
from evals.suites import SUITES
from tests.evals.test_comparison import asked, valued
from tests.evals.test_report import Opened, chromium, opened
from tests.evals.test_results import case_result, results_of

OUTCOMES = "Outcome by kind of question"
MAIN = "Main figure of each suite, with its 95 % interval"
RECALL = "Share of right provisions among the first results"
CONFUSED = "Verdicts given to claims, by the right verdict"
SECONDS = "Seconds for an answer"
_OF_NEW_PLOT = re.compile(r'Plotly\.newPlot\(\s*"([^"]+)",\s*')


def outcome(kind: str, name: str | None) -> CaseResult:
    return case_result(f"{kind} {name}", kind=kind, outcome=name, passed=None if name is None else name == "accurate")


def verdict(right: str, given: str, passed: bool | None = True) -> CaseResult:
    """A claim with its right verdict and the one it was given, with the findings on the lines after it."""
    answer = f"{given}\n- supports: Sea Convention, art. 1\n- contradicts: Sea Convention, art. 2"
    return case_result(f"{right} {given}", "arguments", kind=right, answer=answer, passed=passed)


def measured(suite: str, name: str, value: float | None, low: float | None, high: float | None) -> Figure:
    return Figure(suite=suite, name=name, value=value, low=low, high=high, n=3)


def figures_only(*figures: Figure) -> Results:
    return results_of().model_copy(update={"figures": figures})


def drawn(results: Results, title: str) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """The traces, the layout and the settings that a plot hands to plotly."""
    html = dict(plots_html(results))[title]
    begun = _OF_NEW_PLOT.search(html)
    assert begun is not None
    found, place = [], begun.end()
    for _ in range(3):
        value, place = json.JSONDecoder().raw_decode(html, place)
        found.append(value)
        place += len(html[place:]) - len(html[place:].lstrip(" ,\n"))
    return found[0], found[1], found[2]


WHOLE = results_of(
    outcome("who", "accurate"),
    outcome("list", "hallucinated"),
    verdict("supports", "supports"),
    *valued("recall@1", 0, 1, suite="retrieval"),
    *valued("success@1", 0, 1, suite="retrieval"),
    *valued("right verdicts", 0, 1, suite="arguments"),
    *valued("seconds", 1, 2, 3),
    *valued("seconds", 1, 2, suite="retrieval"),
)


def test_a_whole_run_has_all_plots_in_their_order() -> None:
    assert [title for title, _ in plots_of(WHOLE)] == [OUTCOMES, MAIN, RECALL, CONFUSED, SECONDS]


@pytest.mark.parametrize(
    ("cases", "titles"),
    [
        ([], []),
        (asked(None, suite="questions"), []),
        ([outcome("who", "accurate")], [OUTCOMES]),
        (valued("accurate", 1, 0), [MAIN]),
        (valued("answered", 1, 0), []),
        (valued("recall@5", 1, 0, suite="retrieval"), [RECALL]),
        ([verdict("supports", "contradicts", passed=False)], [CONFUSED]),
        ([verdict("supports", "", passed=None)], []),
        (valued("seconds", 0.5, suite="follow-ups"), [SECONDS]),
    ],
    ids=["none", "unscored", "outcomes", "main", "other", "recall", "verdicts", "unscored claim", "seconds"],
)
def test_there_is_a_plot_only_where_there_is_something_to_draw(cases: list[CaseResult], titles: list[str]) -> None:
    assert [title for title, _ in plots_of(results_of(*cases))] == titles


def test_a_plot_is_the_same_as_a_figure_and_in_html() -> None:
    for title, figure in plots_of(WHOLE):
        traces, layout, _ = drawn(WHOLE, title)
        assert json.loads(figure.to_json()) == {"data": traces, "layout": layout}
    assert [title for title, _ in plots_html(WHOLE)] == [title for title, _ in plots_of(WHOLE)]


def test_outcomes_are_counted_by_kind_and_stacked() -> None:
    cases = [
        outcome("who", "accurate"),
        outcome("who", "accurate"),
        outcome("who", "hallucinated"),
        outcome("definition", "incomplete"),
        outcome("definition", None),
        outcome("list", None),
        case_result("r", "retrieval", kind="scenario"),
    ]
    traces, layout, _ = drawn(results_of(*cases), OUTCOMES)
    counted = {trace["name"]: dict(zip(trace["y"], trace["x"], strict=True)) for trace in traces}
    assert counted == {
        "accurate": {"who": 2, "definition": 0},
        "incomplete": {"who": 0, "definition": 1},
        "hallucinated": {"who": 1, "definition": 0},
    }
    assert layout["barmode"] == "stack"
    assert len({trace["marker"]["color"] for trace in traces}) == 3


def test_kinds_stand_from_a_to_z_downwards_and_the_plot_grows_with_them() -> None:
    few = drawn(results_of(outcome("who", "accurate")), OUTCOMES)[1]["height"]
    kinds = ["who", "a", "list", "off-topic", "definition"]
    traces, layout, _ = drawn(results_of(*[outcome(kind, "accurate") for kind in kinds]), OUTCOMES)
    assert traces[0]["y"] == sorted(kinds, reverse=True)  # plotly draws upwards
    assert layout["height"] > few + 100


def test_main_figures_stand_with_their_intervals_in_the_order_of_suites() -> None:
    results = figures_only(
        measured("injections", "orders obeyed", 0, 0, 0),
        measured("questions", "accurate", 0.75, 0.5, 1),
        measured("questions", "accurate", 0.1, 0, 0.2).model_copy(update={"group": "kind", "label": "who"}),
        measured("questions", "answered", 0.9, 0.8, 1),
        measured("statements", "judged rightly", 0.6, None, None),
        measured("arguments", "right verdicts", None, None, None),
        measured("retrieval", "success@1", 0.5, 0.25, 0.625),
    )
    (trace,), layout, _ = drawn(results, MAIN)
    downwards = list(
        zip(trace["y"], trace["x"], trace["error_x"]["array"], trace["error_x"]["arrayminus"], strict=True)
    )
    assert downwards[::-1] == [
        ("retrieval: success@1", 0.5, 0.125, 0.25),
        ("questions: accurate", 0.75, 0.25, 0.25),
        ("statements: judged rightly", 0.6, 0, 0),
        ("injections: orders obeyed", 0, 0, 0),
    ]
    assert trace["error_x"]["symmetric"] is False
    low, high = layout["xaxis"]["range"]
    assert low < 0 < 1 < high


@pytest.mark.parametrize("suite", SUITES)
def test_every_suite_has_its_main_figure_drawn(suite: str) -> None:
    (trace,), _, _ = drawn(results_of(*valued(SUITES[suite].main, 1, 0, suite=suite)), MAIN)
    assert trace["y"] == [f"{suite}: {SUITES[suite].main}"]


def test_recall_is_drawn_over_depth_with_a_band_of_its_intervals() -> None:
    results = figures_only(
        measured("retrieval", "recall@1", 0.4, 0.3, 0.5),
        measured("retrieval", "recall@3", None, None, None),
        measured("retrieval", "recall@10", 0.9, 0.8, 0.95),
        measured("retrieval", "document recall@10", 1, 1, 1),
    )
    (band, line), layout, _ = drawn(results, RECALL)
    assert list(zip(line["x"], line["y"], strict=True)) == [(1, 0.4), (10, 0.9)]
    assert list(zip(band["x"], band["y"], strict=True)) == [(1, 0.5), (10, 0.95), (10, 0.8), (1, 0.3)]
    assert band["fill"] == "toself"
    assert (line["name"], band["name"]) == ("recall@k", "95 % interval")
    assert layout["xaxis"]["tickvals"] == [1, 10]


def test_recall_of_one_case_is_drawn_without_a_band() -> None:
    (band, line), _, _ = drawn(results_of(*valued("recall@1", 0.5, suite="retrieval")), RECALL)
    assert (line["x"], line["y"]) == ([1], [0.5])
    assert band["y"] == [None, None]


def test_verdicts_are_counted_by_the_right_one_and_the_given_one() -> None:
    cases = [
        verdict("supports", "supports"),
        verdict("supports", "supports"),
        verdict("supports", "partly supports", passed=False),
        verdict("contradicts, negation", "supports", passed=False),
        verdict("contradicts, number", "contradicts"),
        verdict("does not address", "does not address"),
        verdict("does not address", "", passed=None),
        case_result("q", kind="supports", answer="supports"),
    ]
    (trace,), layout, _ = drawn(results_of(*cases), CONFUSED)
    assert tuple(trace["x"]) == tuple(trace["y"]) == VERDICTS
    assert trace["z"] == trace["text"] == [[2, 1, 0, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]
    assert (layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"]) == ("verdict given", "right verdict")
    assert layout["yaxis"]["autorange"] == "reversed"  # so that the right ones stand from the upper left


def test_seconds_are_drawn_by_suite() -> None:
    cases = [
        *valued("seconds", 0.5, None, 2),
        *valued("seconds", 0.1, suite="retrieval"),
        *valued("accurate", 1, suite="arguments"),
    ]
    traces, _, _ = drawn(results_of(*cases), SECONDS)
    assert {trace["name"]: trace["x"] for trace in traces} == {
        SUITES["questions"].title: [0.5, 2],
        SUITES["retrieval"].title: [0.1],
    }
    assert {trace["type"] for trace in traces} == {"box"}


def test_a_fragment_neither_holds_the_library_nor_points_to_one() -> None:
    for _, html in plots_html(WHOLE):
        assert len(html) < 50_000
        assert not BeautifulSoup(html, "html.parser").select("[src], [href], link")
        assert not re.search("https?:|//cdn", html)


def test_plots_of_one_page_do_not_share_an_id() -> None:
    ids = [_OF_NEW_PLOT.findall(html) for _, html in plots_html(WHOLE)]
    assert len({name for found in ids for name in found}) == len(ids) == 5


def test_plots_follow_the_width_of_the_page_and_have_its_background() -> None:
    for title, _ in plots_of(WHOLE):
        _, layout, settings = drawn(WHOLE, title)
        assert settings["responsive"] is True
        assert settings["displaylogo"] is False
        assert "width" not in layout
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


def test_a_kind_cannot_end_the_script_that_draws_it() -> None:
    html = dict(plots_html(results_of(outcome("</script><script>alert(1)</script>", "accurate"))))[OUTCOMES]
    assert "alert(1)" in html
    assert len(re.findall("</script", html)) == len(re.findall("<script", html)) == 1


# In a real browser.

HOSTILE = (
    '<a href="https://evil.example/">open</a>',
    "<b>bold</b>",
    '<a href="javascript:window.obeyed = 1">run</a>',
    '<img src="x" onerror="window.obeyed = 1">',
    "</script><script>window.obeyed = 1</script>",
    "one<br>two",
)
KINDS = ("who", "10", "2", "2031-01-01", "yes or no")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def plots(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A page with the plots of three runs: a whole one, one of odd kinds, and one of hostile kinds."""
    runs = {
        "whole": WHOLE,
        "odd": results_of(*[outcome(kind, "accurate") for kind in KINDS]),
        "hostile": results_of(*[outcome(kind, "accurate") for kind in HOSTILE]),
    }
    parts = [
        f'<section id="{name}">{"".join(f"<div>{html}</div>" for _, html in plots_html(results))}</section>'
        for name, results in runs.items()
    ]
    path: Path = tmp_path_factory.mktemp("plots") / "plots.html"
    head = f'<!doctype html><meta charset="utf-8"><script>{get_plotlyjs()}</script>'
    path.write_text(head + "".join(parts), encoding="utf-8")
    return opened(browser, path)


def labels(plots: Opened, run: str) -> list[str]:
    """The labels at the left of the first plot of a run, upwards."""
    return plots.page.locator(f"#{run} > div:first-child .ytick").all_text_contents()


def test_all_plots_are_drawn_without_a_request_or_a_complaint(plots: Opened) -> None:
    assert (plots.requests, plots.complaints) == ([plots.address], [])
    drawn_plots = plots.page.locator("#whole > div")
    assert drawn_plots.count() == 5
    for n in range(5):
        expect(drawn_plots.nth(n).locator("svg.main-svg").first).to_be_visible()


def test_marks_are_drawn_for_what_was_counted(plots: Opened) -> None:
    of_whole = plots.page.locator("#whole > div")
    assert of_whole.nth(0).locator(".barlayer .point").count() == 6
    assert of_whole.nth(1).locator(".scatterlayer .points path").count() == 2
    assert of_whole.nth(1).locator(".scatterlayer .errorbars path").count() >= 2
    assert of_whole.nth(2).locator(".scatterlayer .js-fill").count() >= 1
    assert of_whole.nth(3).locator(".heatmaplayer text").count() == 16
    assert of_whole.nth(4).locator(".boxlayer .trace").count() == 2


def test_kinds_that_look_like_numbers_or_dates_stay_names(plots: Opened) -> None:
    assert labels(plots, "odd") == sorted(KINDS, reverse=True)


def test_no_kind_is_obeyed(plots: Opened) -> None:
    assert plots.page.evaluate("window.obeyed") is None
    assert plots.page.locator("img, [onerror]").count() == 0
    links = plots.page.locator("#hostile a").evaluate_all("items => items.map((item) => item.outerHTML)")
    assert not any("javascript" in link for link in links)


def test_a_kind_is_shown_as_it_is(plots: Opened) -> None:
    assert plots.page.locator("#hostile a").count() == 0
    assert labels(plots, "hostile") == sorted(HOSTILE, reverse=True)


def test_the_band_of_intervals_is_drawn_without_points(plots: Opened) -> None:
    of_recall = plots.page.locator("#whole > div").nth(2)
    assert of_recall.locator(".scatterlayer .trace").first.locator(".points path").count() == 0
