"""Intervals: values by hand, and what every bootstrap interval keeps to."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from evals.intervals import Estimate, Statistic, estimate, f1_estimate, paired_difference, statistic_of

STATISTICS: tuple[Statistic, ...] = ("mean", "median", "95th percentile")
by_statistic = pytest.mark.parametrize("statistic", STATISTICS)
SHARES = st.lists(st.floats(0, 1), min_size=2, max_size=30)
LABELS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=30)
TINY = 1e-9


def bounds(found: Estimate) -> tuple[float, float]:
    """The ends of an interval that there must be."""
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


@pytest.mark.parametrize(
    ("values", "statistic", "value"),
    [
        ([1, 0, 1, 1], "mean", 0.75),
        ([1, 2, 10], "median", 2.0),
        ([1, 2, 4, 10], "median", 3.0),
        (list(range(101)), "95th percentile", 95.0),
        ([0, 1], "95th percentile", 0.95),
    ],
)
def test_an_estimate_is_of_the_values_themselves(values: list[float], statistic: Statistic, value: float) -> None:
    found = estimate(values, statistic)
    assert found.value == pytest.approx(value)
    assert found.n == len(values)


@by_statistic
def test_a_statistic_alone_is_the_value_of_the_estimate(statistic: Statistic) -> None:
    values = [0.0, 0.3, 0.9, 1.0, 0.2]
    assert statistic_of(values, statistic) == estimate(values, statistic).value
    assert statistic_of([0.4], statistic) == 0.4
    with pytest.raises(ValueError, match="no mean"):
        statistic_of([], statistic)


@by_statistic
def test_one_value_has_no_interval(statistic: Statistic) -> None:
    found = estimate([0.4], statistic)
    assert (found.value, found.low, found.high, found.n) == (0.4, None, None, 1)


@by_statistic
def test_no_values_have_no_mean(statistic: Statistic) -> None:
    with pytest.raises(ValueError, match="no mean"):
        estimate([], statistic)


@by_statistic
def test_the_same_values_have_the_same_interval_whatever_was_drawn_before(statistic: Statistic) -> None:
    values = [0.0, 0.3, 0.9, 1.0, 0.2]
    before = estimate(values, statistic)
    np.random.default_rng().random(7)
    assert estimate(values, statistic) == before


@by_statistic
def test_values_that_never_vary_have_an_interval_without_width(statistic: Statistic) -> None:
    found = estimate([0.5] * 8, statistic)
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


@by_statistic
@settings(max_examples=30, deadline=None)
@given(values=SHARES)
def test_an_interval_holds_its_value_and_stays_within_the_values(statistic: Statistic, values: list[float]) -> None:
    found = estimate(values, statistic)
    low, high = bounds(found)
    assert min(values) - TINY <= low <= found.value + TINY
    assert found.value - TINY <= high <= max(values) + TINY


def test_more_cases_make_a_narrower_interval() -> None:
    few, many = bounds(estimate([0, 1] * 10)), bounds(estimate([0, 1] * 160))
    assert many[1] - many[0] < (few[1] - few[0]) / 3


def test_the_interval_of_a_share_is_as_wide_as_the_normal_approximation_has_it() -> None:
    width = 1.96 * math.sqrt(0.25 / 400)
    assert bounds(estimate([0, 1] * 200)) == pytest.approx((0.5 - width, 0.5 + width), abs=0.006)


def test_about_nineteen_in_twenty_intervals_hold_the_true_mean() -> None:
    random = np.random.default_rng(11)
    intervals = [bounds(estimate(random.normal(3, 2, 60).tolist())) for _ in range(300)]
    held = sum(low <= 3 <= high for low, high in intervals)
    assert 0.91 <= held / 300 <= 0.985


@pytest.mark.parametrize(
    ("before", "after", "statistic", "change"),
    [
        ([0, 0, 1, 1], [1, 0, 1, 1], "mean", 0.25),
        ([1, 1], [0, 1], "mean", -0.5),
        ([1, 2, 9], [2, 9, 9], "median", 7.0),
        ([0, 1], [0, 3], "95th percentile", 1.9),
    ],
)
def test_a_paired_difference_is_the_later_figure_less_the_earlier_one(
    before: list[float], after: list[float], statistic: Statistic, change: float
) -> None:
    found = paired_difference(before, after, statistic)
    assert found.value == pytest.approx(change)
    assert found.n == len(before)


def test_cases_are_drawn_in_pairs_so_that_a_steady_change_is_certain() -> None:
    before = [0.0, 10.0, 250.0, 3.0, 77.0]
    found = paired_difference(before, [value + 2 for value in before])
    assert [found.value, *bounds(found)] == pytest.approx([2, 2, 2])


def test_a_change_in_every_other_case_has_the_interval_of_the_differences() -> None:
    before, after = [0.0] * 40, [0.0, 1.0] * 20
    assert bounds(paired_difference(before, after)) == pytest.approx(bounds(estimate(after)), abs=0.03)


def test_two_equal_runs_do_not_differ() -> None:
    found = paired_difference([0.1, 0.9, 0.4], [0.1, 0.9, 0.4])
    assert (found.low, found.value, found.high) == (0, 0, 0)


@by_statistic
def test_one_pair_has_no_interval(statistic: Statistic) -> None:
    found = paired_difference([0.5], [0.75], statistic)
    assert (found.value, found.low, found.high, found.n) == (0.25, None, None, 1)


@pytest.mark.parametrize(("before", "after"), [([], []), ([1.0], []), ([1.0, 0.0], [1.0])])
def test_what_has_no_partner_cannot_be_compared(before: list[float], after: list[float]) -> None:
    with pytest.raises(ValueError, match=f"{len(before)} values before, {len(after)} after"):
        paired_difference(before, after)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=30))
def test_a_paired_interval_holds_its_value_and_is_the_same_every_time(pairs: list[tuple[float, float]]) -> None:
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    found = paired_difference(before, after)
    low, high = bounds(found)
    assert low - TINY <= found.value <= high + TINY
    assert -1 - TINY <= low <= high + TINY <= 1 + 2 * TINY
    assert paired_difference(before, after) == found


@pytest.mark.parametrize(
    ("truth", "given_labels", "value"),
    [
        ("110", "101", 0.5),
        ("1100", "1100", 1.0),
        ("1100", "0011", 0.0),
        ("1110", "1000", 0.5),
        ("1000", "1111", 0.4),
        ("000", "000", 0.0),
    ],
)
def test_f1_weighs_hits_against_misses_and_false_alarms(truth: str, given_labels: str, value: float) -> None:
    found = f1_estimate([sign == "1" for sign in truth], [sign == "1" for sign in given_labels])
    assert found.value == pytest.approx(value)
    assert found.n == len(truth)


@settings(max_examples=30, deadline=None)
@given(LABELS)
def test_f1_is_that_of_scikit_learn_and_lies_in_its_interval(labels: list[tuple[bool, bool]]) -> None:
    truth, found = ([pair[side] for pair in labels] for side in (0, 1))
    measured = f1_estimate(truth, found)
    assert measured.value == pytest.approx(f1_score(truth, found, zero_division=0))
    low, high = bounds(measured)
    assert 0 <= low <= measured.value + TINY
    assert measured.value - TINY <= high <= 1
    assert f1_estimate(truth, found) == measured


def test_f1_of_one_case_has_no_interval_and_of_none_no_value() -> None:
    one = f1_estimate([True], [True])
    assert (one.value, one.low, one.high, one.n) == (1.0, None, None, 1)
    with pytest.raises(ValueError, match="no F1"):
        f1_estimate([], [])
