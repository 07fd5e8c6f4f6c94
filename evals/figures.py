"""Figures of a run: every suite's metrics over its cases, with intervals, and its main figure by kind of case."""

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.errors import SolidarityError
from evals.intervals import estimate
from evals.results import CaseResult, Figure
from evals.suites import SUITES
from evals.suites.base import FigureSpec, Suite

GROUPS = ("kind", "difficulty", "persona")


def all_figures(cases: Sequence[CaseResult]) -> tuple[Figure, ...]:
    """The figures of all suites that have cases."""
    found: list[Figure] = []
    for suite in SUITES.values():
        own = [item for item in cases if item.suite == suite.name]
        if own:
            found += suite_figures(suite, own)
    return tuple(found)


def suite_figures(suite: Suite[Any], cases: Sequence[CaseResult]) -> list[Figure]:
    """The figures of one suite: each over all of its cases, then the main one for each kind, difficulty and persona."""
    figures = [_figure(suite, spec, cases) for spec in suite.figures]
    figures = [
        item for item, spec in zip(figures, suite.figures, strict=True) if item.value is not None or not spec.optional
    ]
    main = spec_of(suite, suite.main)
    for group in GROUPS:
        labels = dict.fromkeys(sorted(getattr(item, group) for item in cases))
        for label in filter(None, labels):
            part = [item for item in cases if getattr(item, group) == label]
            figures.append(_figure(suite, main, part).model_copy(update={"group": group, "label": label}))
    return figures


def spec_of(suite: Suite[Any], name: str) -> FigureSpec:
    """The figure of that name.

    Raises:
        SolidarityError: the suite has no such figure, as in results that another version wrote.
    """
    found = next((spec for spec in suite.figures if spec.name == name), None)
    if found is None:
        raise SolidarityError(f"The suite {suite.name} has no figure {name!r} in this version: run it again.")
    return found


def values_of(name: str, cases: Iterable[CaseResult]) -> list[float]:
    """The values of a metric over those cases that have it."""
    return [item.scored.values[name] for item in cases if name in item.scored.values]


def _figure(suite: Suite[Any], spec: FigureSpec, cases: Sequence[CaseResult]) -> Figure:
    values = values_of(spec.of, cases)
    unscored = sum(item.scored.passed is None for item in cases)
    if not values:
        return Figure(suite=suite.name, name=spec.name, value=None, n=0, unscored=unscored)
    found = estimate(values, spec.statistic)
    return Figure(
        suite=suite.name,
        name=spec.name,
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        unscored=unscored,
    )
