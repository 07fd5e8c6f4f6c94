"""Figures of a run, from results that were written by hand."""

from typing import Any

import pytest

from evals.figures import all_figures, spec_of, suite_figures, values_of
from evals.intervals import estimate
from evals.metrics import citation_recall, seconds
from evals.results import CaseResult, Figure, Scored
from evals.suites import SUITES, chosen_suites
from evals.suites.base import TOKENS, FigureSpec

FOLLOW_UPS, RETRIEVAL = SUITES["follow-ups"], SUITES["retrieval"]


def result(key: str = "c", suite: str = "follow-ups", passed: bool | None = True, **fields: Any) -> CaseResult:
    """A case of a suite with its values: resolved or not, in a tenth of a second."""
    value = {} if passed is None else {"follow-ups resolved": float(passed), "seconds": 0.1}
    values = fields.pop("values", value)
    scored = Scored(expected="", answer="", values=values, passed=passed)
    defaults: dict[str, Any] = {"case_hash": key, "kind": "about it", "asked": key}
    return CaseResult(suite=suite, key=key, scored=scored, **{**defaults, **fields})


def overall(figures: list[Figure], name: str) -> Figure:
    [found] = [item for item in figures if item.name == name and not item.group]
    return found


def test_a_figure_is_the_mean_over_its_cases_with_its_interval() -> None:
    found = overall(suite_figures(FOLLOW_UPS, [result(passed=n < 3) for n in range(4)]), "follow-ups resolved")
    wanted = estimate([1, 1, 1, 0])
    assert (found.value, found.low, found.high, found.n) == (0.75, wanted.low, wanted.high, 4)
    assert (found.suite, found.unscored) == ("follow-ups", 0)


def test_one_case_has_a_figure_without_an_interval() -> None:
    found = overall(suite_figures(FOLLOW_UPS, [result()]), "follow-ups resolved")
    assert (found.value, found.low, found.high, found.n) == (1, None, None, 1)


def test_median_and_percentile_are_taken_over_the_same_seconds() -> None:
    cases = [result(values={"follow-ups resolved": 1, "seconds": n / 100}) for n in range(101)]
    figures = suite_figures(FOLLOW_UPS, cases)
    assert overall(figures, "answer seconds, median").value == pytest.approx(0.5)
    assert overall(figures, "answer seconds, 95th percentile").value == pytest.approx(0.95)


def test_cases_that_cannot_be_scored_are_counted_beside_the_figure_and_not_in_it() -> None:
    found = overall(suite_figures(FOLLOW_UPS, [result(), result(passed=None)]), "follow-ups resolved")
    assert (found.value, found.n, found.unscored) == (1, 1, 1)


def test_a_suite_of_which_nothing_can_be_scored_has_figures_without_a_value() -> None:
    figures = suite_figures(FOLLOW_UPS, [result(passed=None), result(passed=None)])
    found = overall(figures, "follow-ups resolved")
    assert (found.value, found.low, found.high, found.n, found.unscored) == (None, None, None, 0, 2)


def test_a_figure_is_over_those_cases_that_have_its_values() -> None:
    cases = [
        result(suite="questions", values={"accurate": 1, "correct answers": 1}),
        result(suite="questions", values={"accurate": 0, "correct refusals": 0}),
        result(suite="questions", values={"accurate": 1, "correct answers": 0}),
    ]
    figures = suite_figures(SUITES["questions"], cases)
    shown = {item.name: (item.value, item.n) for item in figures if not item.group}
    assert shown["accurate"] == (2 / 3, 3)
    assert shown["correct answers"] == (0.5, 2)
    assert shown["correct refusals"] == (0, 1)
    assert shown["false premises rejected"] == (None, 0)


def test_what_a_chat_model_used_is_left_out_where_there_is_none() -> None:
    optional = {spec.name for spec in TOKENS}
    assert not optional & {item.name for item in suite_figures(FOLLOW_UPS, [result()])}
    used = {"follow-ups resolved": 1.0, "seconds": 1.0, "tokens read": 900, "tokens written": 40, "dollars": 0.002}
    figures = suite_figures(FOLLOW_UPS, [result(values=used)])
    assert {item.name: item.value for item in figures if item.name in optional} == {
        "tokens read": 900,
        "tokens written": 40,
        "dollars a case": 0.002,
    }


def test_the_main_figure_is_told_by_kind_difficulty_and_persona() -> None:
    cases = [
        result(suite="retrieval", kind="who", difficulty="easy", persona="student", values={"success@1": 1}),
        result(suite="retrieval", kind="who", difficulty="hard", persona="student", values={"success@1": 0}),
        result(suite="retrieval", kind="list", difficulty="hard", persona="lawyer", values={"success@1": 1}),
    ]
    parts = [item for item in suite_figures(RETRIEVAL, cases) if item.group]
    assert [(item.group, item.label, item.value, item.n) for item in parts] == [
        ("kind", "list", 1, 1),
        ("kind", "who", 0.5, 2),
        ("difficulty", "easy", 1, 1),
        ("difficulty", "hard", 0.5, 2),
        ("persona", "lawyer", 1, 1),
        ("persona", "student", 0.5, 2),
    ]
    assert {item.name for item in parts} == {"success@1"}


def test_what_cases_do_not_have_makes_no_part() -> None:
    parts = [item for item in suite_figures(FOLLOW_UPS, [result(), result(kind="")]) if item.group]
    assert [(item.group, item.label, item.n) for item in parts] == [("kind", "about it", 1)]


def test_a_part_that_cannot_be_scored_says_so() -> None:
    figures = suite_figures(FOLLOW_UPS, [result(), result(kind="other place", passed=None)])
    [part] = [item for item in figures if item.label == "other place"]
    assert (part.value, part.n, part.unscored) == (None, 0, 1)


def test_the_figures_of_a_run_come_suite_by_suite_for_those_that_ran() -> None:
    cases = [result(), result(suite="retrieval", values={"success@1": 1}), result(key="other")]
    figures = all_figures(cases)
    assert list(dict.fromkeys(item.suite for item in figures)) == ["retrieval", "follow-ups"]
    assert overall([item for item in figures if item.suite == "follow-ups"], "follow-ups resolved").n == 2
    assert all_figures([]) == ()


def test_values_are_those_of_the_cases_that_have_them() -> None:
    cases = [result(values={"a": 1, "b": 2}), result(values={"b": 3}), result(passed=None)]
    assert (values_of("a", cases), values_of("b", cases), values_of("c", cases)) == ([1], [2, 3], [])


def test_a_figure_can_be_taken_over_values_of_another_name() -> None:
    assert FigureSpec("recall", citation_recall).of == "recall"
    assert FigureSpec("median", seconds, values="seconds").of == "seconds"


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_says_what_its_figures_mean(name: str) -> None:
    suite = SUITES[name]
    assert suite.title
    assert suite.about.endswith(".")
    assert spec_of(suite, suite.main).name == suite.main
    assert len({spec.name for spec in suite.figures}) == len(suite.figures)
    for spec in suite.figures:
        assert (spec.metric.__doc__ or "").strip().endswith(".")
        assert spec.better == ("lower" if spec.unit in ("seconds", "tokens", "dollars") else spec.better)


def test_suites_are_chosen_by_name_and_keep_their_order() -> None:
    assert [suite.name for suite in chosen_suites(["statements", "retrieval"])] == ["retrieval", "statements"]
    assert [suite.name for suite in chosen_suites([])] == list(SUITES)
