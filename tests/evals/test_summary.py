"""Figures as text: units, dashes and signs, the table of a run, and that of two runs beside each other."""

from typing import Any

import pytest

from evals.comparison import compare
from evals.figures import spec_of
from evals.intervals import Estimate
from evals.results import CaseResult, Figure, Grade
from evals.suites import SUITES
from evals.summary import (
    case_lines,
    change_interval,
    comparison_text,
    figure_value,
    grading_rows,
    results_text,
    signed,
    unit_of,
    written,
    written_interval,
)
from tests.evals.test_comparison import asked, compared, difference, valued
from tests.evals.test_results import case_result, results_of


def figure(name: str = "accurate", suite: str = "questions", **fields: Any) -> Figure:
    return Figure(**{"suite": suite, "name": name, "value": 0.5, "n": 4, **fields})


def line_of(text: str, beginning: str) -> str:
    """The only line that begins so, white space aside."""
    (found,) = [line for line in text.splitlines() if line.strip().startswith(beginning)]
    return found


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "share", "0 %"),
        (1, "share", "100 %"),
        (0.5, "share", "50.0 %"),
        (0.9471, "share", "94.7 %"),
        (0.0004, "share", "0.0 %"),
        (0.9349, "score", "0.93"),
        (1, "score", "1.00"),
        (0.0452, "seconds", "0.045 s"),
        (1, "seconds", "1.0 s"),
        (12.34, "seconds", "12.3 s"),
        (0.00123, "dollars", "$0.0012"),
        (2, "dollars", "$2.0000"),
        (1234.5678, "tokens", "1235"),
        (0, "tokens", "0"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float, unit: str, text: str) -> None:
    assert written(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "share", "0"),
        (-0.0, "seconds", "0"),
        (0.05, "share", "+5.0 %"),
        (-0.05, "share", "−5.0 %"),
        (1, "share", "+100 %"),
        (-1, "share", "−100 %"),
        (-0.25, "score", "−0.25"),
        (0.5, "seconds", "+0.500 s"),
        (-0.0012, "dollars", "−$0.0012"),
        (-40, "tokens", "−40"),
    ],
)
def test_a_change_is_written_with_its_sign_and_0_where_there_is_none(value: float, unit: str, text: str) -> None:
    assert signed(value, unit) == text


def test_an_interval_is_written_in_the_unit_of_its_figure() -> None:
    assert written_interval(Estimate(0.5, 0.25, 1, 4), "share") == "25.0 % to 100 %"
    assert written_interval(figure(low=0.1, high=0.21), "score") == "0.10 to 0.21"


@pytest.mark.parametrize(("low", "high"), [(None, None), (0.1, None), (None, 0.1)])
def test_a_dash_stands_where_there_is_no_interval(low: float | None, high: float | None) -> None:
    assert written_interval(Estimate(0.5, low, high, 1), "share") == "–"


def test_an_interval_around_zero_is_written_with_its_zero() -> None:
    assert written_interval(Estimate(0, 0, 0, 9), "share") == "0 % to 0 %"


def test_a_dash_stands_where_nothing_could_be_scored() -> None:
    assert figure_value(figure(value=None, n=0)) == "–"
    assert figure_value(figure(value=0.0)) == "0 %"


@pytest.mark.parametrize(
    ("suite", "name", "unit"),
    [
        ("questions", "accurate", "share"),
        ("questions", "dollars a case", "dollars"),
        ("follow-ups", "tokens written", "tokens"),
        ("retrieval", "nDCG@10", "score"),
        ("arguments", "check seconds, median", "seconds"),
    ],
)
def test_the_unit_is_that_of_the_figure(suite: str, name: str, unit: str) -> None:
    assert unit_of(figure(name, suite)) == unit


def test_the_text_of_a_run_tells_half_answerer_documents_and_time() -> None:
    text = results_text(results_of(*asked(True), seconds=61.4))
    assert text.splitlines()[0] == "dev half, the quoting answerer; 2 documents; 61 s"


def test_the_text_of_a_run_has_a_row_for_each_figure_under_the_title_of_its_suite() -> None:
    cases = [*valued("accurate", 1, 1, 0, 1), *valued("success@1", 1, 0, suite="retrieval")]
    unscored = case_result("9", passed=None)
    text = results_text(results_of(*cases, unscored))
    lines = text.splitlines()
    assert lines.index(SUITES["retrieval"].title) < lines.index(SUITES["questions"].title)
    assert line_of(text, "accurate").split() == ["accurate", "75.0", "%", "25.0", "%", "to", "100", "%", "4", "1"]
    assert line_of(text, "success@1").split() == ["success@1", "50.0", "%", "0", "%", "to", "100", "%", "2", "0"]
    assert line_of(text, "success@3").split() == ["success@3", "–", "–", "0", "0"]
    assert SUITES["statements"].title not in text
    assert "Graded" not in text


def test_the_columns_of_a_run_stand_below_each_other() -> None:
    cases = [*valued("accurate", 1, 0, 1), *valued("seconds", 0.02, 12.5, 3, suite="arguments")]
    _, head, *rows = results_text(results_of(*cases)).splitlines()
    ends = {len(row) for row in rows if row.startswith("  ")}
    assert ends == {len(head)}


def test_a_row_shows_the_figure_over_all_cases_and_not_that_of_a_group() -> None:
    cases = [case_result(str(n), values={"accurate": n % 2}, persona="lawyer", difficulty="easy") for n in range(4)]
    assert len([line for line in results_text(results_of(*cases)).splitlines() if "accurate" in line]) == 1


def test_what_only_a_chat_model_has_is_left_out_without_one() -> None:
    text = results_text(results_of(*valued("accurate", 1, 0)))
    assert "tokens" not in text
    assert "dollars" not in text


def graded(*pairs: tuple[str, bool | None]) -> list[CaseResult]:
    """Cases with the scorer's word and the grader's verdict."""
    return [
        case_result(str(n), correctness=word, grade=Grade(correct=verdict, explanation="so"))
        for n, (word, verdict) in enumerate(pairs, start=1)
    ]


def test_grades_stand_apart_and_are_called_an_opinion() -> None:
    cases = graded(("correct", True), ("incorrect", False), ("correct", False), ("correct", None))
    text = results_text(results_of(*cases, grader="test:strict"))
    before, _, after = text.partition("Graded by test:strict (an opinion, not part of the figures above)\n")
    assert SUITES["questions"].title in before
    assert line_of(after, "same as the scorer").split()[-2:] == ["66.7", "%"]
    assert line_of(after, "replies without a verdict").split()[-1] == "1"


def test_the_rows_of_grades_have_dashes_where_nothing_is_defined() -> None:
    assert grading_rows(graded(("correct", None))) == [
        ("graded correct", "–"),
        ("same as the scorer", "–"),
        ("Cohen's kappa", "–"),
        ("Krippendorff's alpha", "–"),
        ("answers graded", "0"),
        ("replies without a verdict", "1"),
    ]
    rows = dict(grading_rows(graded(("correct", True), ("correct", True))))
    assert (rows["same as the scorer"], rows["Cohen's kappa"], rows["answers graded"]) == ("100 %", "–", "2")


def test_without_grades_there_are_no_rows_of_them() -> None:
    assert grading_rows(asked(True, False)) == []


def test_the_text_of_a_comparison_names_the_earlier_run_and_how_many_cases_both_have() -> None:
    before = results_of(*asked(True, True), started="2031-05-04T10:00:00+00:00", revision="abc123+")
    text = comparison_text(compare(before, results_of(*asked(True, True, True), half="test")))
    first, second, *_ = text.splitlines()
    assert first == (
        "Compared with the run of 2031-05-04T10:00:00+00:00 (revision abc123+), 2 cases in both, 1 in one only"
    )
    assert second == "The runs differ in the half of the cases: dev before, test now."


def test_a_clear_change_is_called_better_or_worse_and_another_one_is_not() -> None:
    rows = {
        "accurate": comparison_text(compared(valued("accurate", 0, 0, 0), valued("accurate", 1, 1, 1))),
        "hallucinated": comparison_text(compared(valued("hallucinated", 0, 0, 0), valued("hallucinated", 1, 1, 1))),
        "answered": comparison_text(compared(valued("answered", 0, 1, 0), valued("answered", 1, 0, 1))),
    }
    shown = {name: " ".join(line_of(text, name).split()) for name, text in rows.items()}
    assert shown == {
        "accurate": "accurate 0 % 100 % +100 % +100 % to +100 % better",
        "hallucinated": "hallucinated 0 % 100 % +100 % +100 % to +100 % worse",
        "answered": "answered 33.3 % 66.7 % +33.3 % −100 % to +100 %",
    }


def test_an_interval_of_a_change_has_signs_and_a_dash_where_there_is_none() -> None:
    assert change_interval(difference("accurate", [0.0] * 5, [1.0] * 5)) == "+100 % to +100 %"
    assert change_interval(difference("accurate", [1.0] * 5, [1.0] * 5)) == "0 to 0"
    assert change_interval(difference("accurate", [0.0], [1.0])) == "–"


def test_figures_of_a_comparison_stand_under_the_title_of_their_suite_which_is_written_once() -> None:
    cases = [*valued("accurate", 1, 0), *valued("success@1", 1, 0, suite="retrieval")]
    both = [item.model_copy(update={"scored": item.scored.model_copy(update={"passed": True})}) for item in cases]
    text = comparison_text(compared(both, both))
    assert text.count(SUITES["questions"].title) == text.count(SUITES["retrieval"].title) == 1
    assert text.index(SUITES["retrieval"].title) < text.index("success@1") < text.index(SUITES["questions"].title)


def test_won_and_lost_cases_are_counted_and_named() -> None:
    text = comparison_text(compared(asked(False, True, True), asked(True, False, True)))
    lines = text.splitlines()
    won, lost = lines.index("Cases won: 1"), lines.index("Cases lost: 1")
    assert lines[won + 1] == "  questions 1: Who shares 1?"
    assert lines[lost + 1] == "  questions 2: Who shares 2?"


@pytest.mark.parametrize(
    ("count", "shown", "last"), [(0, 0, ""), (10, 10, "questions 10"), (11, 11, "and 1 more"), (25, 11, "and 15 more")]
)
def test_only_the_first_ten_cases_are_named(count: int, shown: int, last: str) -> None:
    lines = case_lines(asked(*[True] * count))
    assert len(lines) == shown
    assert "".join(lines[-1:]).startswith(last)


def test_a_long_question_is_cut_in_the_list_of_cases() -> None:
    (line,) = case_lines([case_result("1", asked="Who shares? " * 40)])
    assert len(line) <= 110


@pytest.mark.parametrize("suite", SUITES)
def test_the_main_figure_of_every_suite_is_one_of_its_figures(suite: str) -> None:
    assert spec_of(SUITES[suite], SUITES[suite].main).name == SUITES[suite].main
