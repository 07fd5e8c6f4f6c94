"""Two runs beside each other: cases won and lost, figures that changed, and what else is not the same."""

from typing import Any

import pytest

from evals.comparison import Comparison, Difference, compare
from evals.results import CaseResult
from evals.suites import SUITES
from tests.evals.test_results import case_result, header, results_of

Score = bool | None


def asked(*passed: Score, suite: str = "questions", **fields: Any) -> list[CaseResult]:
    """Cases with the keys 1, 2, 3 and so on, passed or not."""
    return [case_result(str(n), suite=suite, passed=item, **fields) for n, item in enumerate(passed, start=1)]


def valued(name: str, *values: float | None, suite: str = "questions") -> list[CaseResult]:
    """Cases with the keys 1, 2, 3 and so on, each with a value of one metric, or without."""
    return [
        case_result(str(n), suite=suite, values={} if value is None else {name: value})
        for n, value in enumerate(values, start=1)
    ]


def compared(before: list[CaseResult], after: list[CaseResult]) -> Comparison:
    return compare(results_of(*before), results_of(*after))


def difference(name: str, before: list[float], after: list[float], suite: str = "questions") -> Difference:
    """The only difference between two runs with values of one metric."""
    (found,) = compared(valued(name, *before, suite=suite), valued(name, *after, suite=suite)).differences
    return found


def keys(cases: tuple[CaseResult, ...]) -> list[str]:
    return [item.key for item in cases]


def test_a_run_beside_itself_differs_in_nothing() -> None:
    cases = valued("accurate", 1, 0, 1)
    found = compared(cases, cases)
    assert (found.paired, found.unpaired, found.won, found.lost, found.remarks) == (3, 0, (), (), ())
    (only,) = found.differences
    assert only.before == only.after == pytest.approx(2 / 3)
    assert only.change.value == 0
    assert (only.is_clear, only.is_better) == (False, False)


def test_cases_are_won_and_lost() -> None:
    found = compared(asked(True, False, True, False), asked(True, True, False, False))
    assert (keys(found.won), keys(found.lost), found.paired) == (["2"], ["3"], 4)


@pytest.mark.parametrize(("before", "after"), [(None, True), (None, False), (True, None), (False, None), (None, None)])
def test_a_case_that_could_not_be_scored_in_one_run_is_neither_won_nor_lost(before: Score, after: Score) -> None:
    found = compared(asked(before), asked(after))
    assert (found.won, found.lost, found.paired) == ((), (), 1)


def test_a_won_case_is_shown_with_its_later_answer() -> None:
    found = compared(asked(False, answer="Nobody."), asked(True, answer="Every village."))
    assert [item.scored.answer for item in found.won] == ["Every village."]


def test_cases_of_one_run_only_are_counted_apart() -> None:
    found = compared(asked(False, False), asked(True, True, True, True))
    assert (found.paired, found.unpaired, keys(found.won)) == (2, 2, ["1", "2"])


def test_the_same_key_in_two_suites_is_two_cases() -> None:
    found = compared(asked(False), asked(True, suite="retrieval"))
    assert (found.paired, found.unpaired, found.won) == (0, 2, ())


def test_a_case_that_was_changed_in_between_is_left_out() -> None:
    before = [
        case_result("1", values={"accurate": 0}, passed=False),
        case_result("2", values={"accurate": 1}, passed=True, case_hash="old"),
    ]
    after = [
        case_result("1", values={"accurate": 0}, passed=False),
        case_result("2", values={"accurate": 0}, passed=False, case_hash="new"),
    ]
    found = compared(before, after)
    assert (found.paired, found.unpaired, found.lost) == (1, 2, ())
    assert [(item.before, item.after, item.change.n) for item in found.differences] == [(0, 0, 1)]


def test_figures_are_taken_over_the_cases_that_have_them_in_both_runs() -> None:
    found = compared(valued("accurate", 1, 1, None, 0), valued("accurate", 1, None, 1, 1))
    (only,) = found.differences
    assert (only.before, only.after, only.change.n) == (0.5, 1.0, 2)
    assert found.paired == 4


def test_a_figure_that_no_case_has_in_both_runs_is_left_out() -> None:
    assert compared(valued("accurate", 1, None), valued("accurate", None, 1)).differences == ()
    assert compared(valued("accurate", 1), []).differences == ()


def test_a_change_of_every_case_is_clear_and_has_its_size() -> None:
    found = difference("accurate", [0] * 8, [1] * 8)
    assert (found.before, found.after) == (0, 1)
    assert (found.change.value, found.change.low, found.change.high, found.change.n) == (1, 1, 1, 8)
    assert found.is_clear


def test_a_change_that_may_be_chance_is_not_clear() -> None:
    found = difference("accurate", [0, 1, 0, 1, 0, 1], [1, 0, 1, 1, 0, 1])
    assert found.change.value == pytest.approx(1 / 6)
    assert found.is_better
    assert not found.is_clear


def test_a_change_of_one_case_is_never_clear() -> None:
    found = difference("accurate", [0], [1])
    assert (found.change.low, found.change.high, found.is_clear) == (None, None, False)


@pytest.mark.parametrize(
    ("suite", "name", "rise_is_better"),
    [
        ("questions", "accurate", True),
        ("questions", "hallucinated", False),
        ("retrieval", "MRR@10", True),
        ("arguments", "contrary called supported", False),
        ("statements", "altered but passed", False),
        ("injections", "orders obeyed", False),
    ],
)
def test_more_is_better_or_worse_as_the_figure_has_it(suite: str, name: str, rise_is_better: bool) -> None:
    rise, fall = [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]
    up, down = difference(name, rise, fall, suite), difference(name, fall, rise, suite)
    assert (up.is_clear, up.is_better) == (True, rise_is_better)
    assert (down.is_clear, down.is_better) == (True, not rise_is_better)


def test_seconds_are_compared_by_their_median_and_their_95th_percentile() -> None:
    before, after = [1.0, 2.0, 30.0], [1.0, 1.0, 30.0]
    found = compared(valued("seconds", *before), valued("seconds", *after)).differences
    median, percentile = found
    assert (median.spec.name, median.before, median.after) == ("answer seconds, median", 2.0, 1.0)
    assert median.is_better
    assert percentile.spec.name == "answer seconds, 95th percentile"
    assert percentile.before > 20


def test_differences_stand_in_the_order_of_suites_and_figures() -> None:
    found = compared(
        [
            *valued("success@1", 1, 0, suite="retrieval"),
            *valued("judged rightly", 1, suite="statements"),
            *valued("accurate", 1, 0),
        ],
        [
            *valued("accurate", 1, 0),
            *valued("judged rightly", 1, suite="statements"),
            *valued("success@1", 1, 0, suite="retrieval"),
        ],
    )
    order = [(suite.name, spec.name) for suite in SUITES.values() for spec in suite.figures]
    places = [order.index((item.suite, item.spec.name)) for item in found.differences]
    assert len(places) == 3
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        ({"half": "test"}, "The runs differ in the half of the cases: dev before, test now."),
        ({"corpus": "beef"}, "The runs differ in the corpus: c0ffee before, beef now."),
        ({"settings_hash": "77"}, "The runs differ in the settings: 5e771 before, 77 now."),
        ({"answerer": "a model"}, "The runs differ in the answerer: the quoting answerer before, a model now."),
        ({"versions": {"python": "3.13.0", "numpy": "2.4.0"}}, "Versions: python 3.12.1 → 3.13.0."),
        (
            {"versions": {"python": "3.12.1", "numpy": "2.5.0", "torch": "2.9"}},
            "Versions: numpy 2.4.0 → 2.5.0, torch absent → 2.9.",
        ),
    ],
)
def test_what_else_differs_is_remarked(changed: dict[str, Any], remark: str) -> None:
    assert compare(results_of(), results_of(**changed)).remarks == (remark,)


def test_a_library_that_is_gone_is_remarked() -> None:
    (remark,) = compare(results_of(), results_of(versions={"python": "3.12.1"})).remarks
    assert "numpy 2.4.0 → absent" in remark


@pytest.mark.parametrize("changed", [{"started": "later"}, {"revision": "def456"}, {"cases_hash": "other"}])
def test_what_two_runs_may_well_differ_in_is_not_remarked(changed: dict[str, Any]) -> None:
    found = compare(results_of(), results_of(**changed))
    assert found.remarks == ()
    assert (found.before, found.after) == (header(), header(**changed))
