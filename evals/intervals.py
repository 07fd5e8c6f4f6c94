"""Means, medians and percentiles over cases with 95 % bootstrap intervals (Efron 1979); paired differences of two runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap

Statistic = Literal["mean", "median", "95th percentile"]
_RESAMPLES = 2000
_STATISTICS: dict[Statistic, Callable[..., Any]] = {
    "mean": np.mean,
    "median": np.median,
    "95th percentile": lambda values, axis=-1: np.quantile(values, 0.95, axis=axis),
}


@dataclass(frozen=True)
class Estimate:
    """A value over `n` cases; `low` and `high` bound its 95 % interval, None where fewer than two cases give none."""

    value: float
    low: float | None
    high: float | None
    n: int


def statistic_of(values: Sequence[float], statistic: Statistic = "mean") -> float:
    """The value alone, without an interval.

    Raises:
        ValueError: there are no values; an empty set has no mean.
    """
    return float(_STATISTICS[statistic](_column(values)))


def estimate(values: Sequence[float], statistic: Statistic = "mean") -> Estimate:
    """Percentile bootstrap over cases, the same for the same values.

    Raises:
        ValueError: there are no values; an empty set has no mean.
    """
    return _estimated((_column(values),), _STATISTICS[statistic])


def paired_difference(before: Sequence[float], after: Sequence[float], statistic: Statistic = "mean") -> Estimate:
    """How much a figure changed between two runs over the same cases in the same order; cases are drawn in pairs.

    Raises:
        ValueError: there are no cases, or not as many on both sides.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"pairs are needed: {len(before)} values before, {len(after)} after")
    measure = _STATISTICS[statistic]
    return _estimated(
        (np.array(before, np.float64), np.array(after, np.float64)),
        lambda old, new, axis=-1: measure(new, axis=axis) - measure(old, axis=axis),
    )


def f1_estimate(truth: Sequence[bool], given: Sequence[bool]) -> Estimate:
    """F1 of the positive label over cases drawn in pairs: twice the hits over twice the hits plus misses and false alarms.

    Raises:
        ValueError: there are no cases.
    """
    if not truth:
        raise ValueError("an empty set has no F1")
    return _estimated((np.array(truth, np.float64), np.array(given, np.float64)), _f1)


def _column(values: Sequence[float]) -> NDArray[np.float64]:
    if not values:
        raise ValueError("an empty set has no mean")
    return np.array(values, np.float64)


def _f1(truth: NDArray[np.float64], given: NDArray[np.float64], axis: int = -1) -> Any:
    hits = (truth * given).sum(axis=axis)
    return 2 * hits / np.maximum(truth.sum(axis=axis) + given.sum(axis=axis), 1)


def _estimated(columns: tuple[NDArray[np.float64], ...], measure: Callable[..., Any]) -> Estimate:
    """A measure of one or more columns with a row for each case; rows are drawn as a whole."""
    value, n = float(measure(*columns)), len(columns[0])
    if n == 1:
        return Estimate(value, None, None, 1)
    found = bootstrap(
        columns, measure, paired=True, vectorized=True, n_resamples=_RESAMPLES, method="percentile", rng=0
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), n)
