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


def estimate(values: Sequence[float], statistic: Statistic = "mean") -> Estimate:
    """Percentile bootstrap over cases, the same for the same values.

    Raises:
        ValueError: there are no values; an empty set has no mean.
    """
    if not values:
        raise ValueError("an empty set has no mean")
    measure = _STATISTICS[statistic]
    data = np.array(values, np.float64)
    if len(data) == 1:
        return Estimate(float(data[0]), None, None, 1)
    low, high = _interval(data, measure)
    return Estimate(float(measure(data)), low, high, len(data))


def paired_difference(before: Sequence[float], after: Sequence[float], statistic: Statistic = "mean") -> Estimate:
    """How much a figure changed between two runs over the same cases in the same order; cases are drawn in pairs.

    Raises:
        ValueError: there are no cases, or not as many on both sides.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"pairs are needed: {len(before)} values before, {len(after)} after")
    pairs = np.array([before, after], np.float64)
    measure = _STATISTICS[statistic]
    value = float(measure(pairs[1]) - measure(pairs[0]))
    if pairs.shape[1] == 1:
        return Estimate(value, None, None, 1)
    found = bootstrap(
        (pairs[0], pairs[1]),
        lambda old, new, axis=-1: measure(new, axis=axis) - measure(old, axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=_RESAMPLES,
        method="percentile",
        rng=0,
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), pairs.shape[1])


def f1_estimate(truth: Sequence[bool], given: Sequence[bool]) -> Estimate:
    """F1 of the positive label over cases drawn in pairs: twice the hits over twice the hits plus misses and false alarms.

    Raises:
        ValueError: there are no cases.
    """
    if not truth:
        raise ValueError("an empty set has no F1")
    columns = (np.array(truth, np.float64), np.array(given, np.float64))
    value = float(_f1(*columns))
    if len(truth) == 1:
        return Estimate(value, None, None, 1)
    found = bootstrap(
        columns, _f1, paired=True, vectorized=True, n_resamples=_RESAMPLES, method="percentile", rng=0
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), len(truth))


def _f1(truth: NDArray[np.float64], given: NDArray[np.float64], axis: int = -1) -> Any:
    hits = (truth * given).sum(axis=axis)
    return 2 * hits / np.maximum(truth.sum(axis=axis) + given.sum(axis=axis), 1)


def _interval(data: NDArray[np.float64], measure: Callable[..., Any]) -> tuple[float, float]:
    found = bootstrap(
        (data,), measure, vectorized=True, n_resamples=_RESAMPLES, method="percentile", rng=0
    ).confidence_interval
    return float(found.low), float(found.high)
