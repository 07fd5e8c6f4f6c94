"""Runs of the evaluation suites as the page shows them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.web.templates import render

if TYPE_CHECKING:
    from evals.results import Results

MOST_PLOTS = 5
"""Plots of one run."""
_MOST_FAILING = 50  # cases shown at once; the report has all


def progress_html(reached: Mapping[str, tuple[int, int]], done: str = "") -> str:
    """How many cases of each suite are done, and what is said at the end."""
    return render("run_progress", reached=reached, done=done)


def results_html(results: "Results | None") -> str:
    """What a run found, in sentences, then its figures suite by suite."""
    if results is None:
        return render("run", results=None)
    from evals.report import definition, sentences, suite_views
    from evals.summary import figure_value, unit_of, written_interval

    return render(
        "run",
        results=results,
        sentences=sentences(results),
        suites=suite_views(results),
        value=figure_value,
        definition=definition,
        interval=lambda figure: written_interval(figure, unit_of(figure)),
    )


def comparison_html(before: "Results", after: "Results") -> str:
    """Two runs beside each other: how figures changed, which cases were won and lost."""
    from evals.comparison import compare
    from evals.suites import SUITES
    from evals.summary import case_lines, change_interval, signed, written

    compared = compare(before, after)
    cases = {"won": compared.won, "lost": compared.lost}
    return render(
        "run_comparison",
        compared=compared,
        titles={name: suite.title for name, suite in SUITES.items()},
        cases={name: (len(found), case_lines(found)) for name, found in cases.items()},
        written=written,
        signed=signed,
        interval=change_interval,
    )


def failing_html(results: "Results", suite: str) -> str:
    """The cases of a suite that failed or could not be scored, each with what was expected and what was answered."""
    from evals.report import worth_reading

    found = [item for item in worth_reading(results.cases) if item.suite == suite]
    return render("failing", cases=found[:_MOST_FAILING], count=len(found))
