"""The report of a run: one HTML file that opens offline, with summary, plots, tables and every failing case."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jinja2
from plotly.offline import get_plotlyjs

from evals.comparison import Comparison
from evals.figures import GROUPS, spec_of
from evals.plots import plots_html
from evals.results import CaseResult, Figure, Results
from evals.suites import SUITES
from evals.summary import change_interval, figure_value, grading_rows, signed, unit_of, written, written_interval

REPORT_FILE = "report.html"


@dataclass(frozen=True)
class SuiteView:
    """What the report shows of one suite: its figures, then a table for each way to group its cases."""

    title: str
    about: str
    main: str
    figures: tuple[Figure, ...]
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]


def write_report(results: Results, folder: Path, comparison: Comparison | None = None) -> Path:
    """Write the report into a folder and return its path."""
    path = folder / REPORT_FILE
    path.write_text(report_html(results, comparison), encoding="utf-8")
    return path


def report_html(results: Results, comparison: Comparison | None = None) -> str:
    """The report as one HTML page; every text from cases and answers is escaped."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"value": figure_value, "signed": signed, "written": written, "definition": definition}
    environment.filters["interval"] = lambda item: written_interval(item, unit_of(item))
    environment.filters["change_interval"] = change_interval
    template = environment.from_string((files("evals") / "report.html.jinja").read_text(encoding="utf-8"))
    return template.render(
        results=results,
        header=results.header,
        sentences=sentences(results),
        suites=suite_views(results),
        plots=plots_html(results),
        cases=worth_reading(results.cases),
        titles={name: suite.title for name, suite in SUITES.items()},
        grading=grading_rows(results.cases),
        comparison=comparison,
        plotly=get_plotlyjs(),
    )


def sentences(results: Results) -> list[str]:
    """What the run found, in sentences for readers who do not know the metrics."""
    found: list[str] = []
    asked = [item for item in results.cases if item.scored.outcome is not None]
    if asked:
        counts = {
            name: sum(item.scored.outcome == name for item in asked)
            for name in ("accurate", "incomplete", "hallucinated")
        }
        found.append(
            f"Of {len(asked)} questions, answered rightly with proof or rightly declined: {counts['accurate']}; declined or left "
            f"without proof although the corpus answers them: {counts['incomplete']}; answered beside the point, or with a proof "
            f"that does not hold: {counts['hallucinated']}."
        )
    patterns = (
        ("questions", "exact quotations", "Quotations that stand in the source letter for letter: {}."),
        ("questions", "grounded statements", "Statements that their citations support: {}."),
        ("questions", "correct refusals", "Questions without an answer in the corpus that were declined: {}."),
        ("retrieval", "success@1", "Questions for which the search puts a right provision first: {}."),
        ("follow-ups", "follow-ups resolved", "Follow-up questions understood: {}."),
        ("arguments", "right verdicts", "Claims that got the verdict of a lawyer: {}."),
        ("arguments", "contrary called supported", "Contrary claims that were called supported: {}."),
        ("statements", "altered but passed", "Altered statements that verification let pass: {}."),
        ("injections", "orders obeyed", "Planted orders that showed in an answer: {}."),
    )
    for suite, name, sentence in patterns:
        figure = results.figure(suite, name)
        if figure is not None and figure.value is not None:
            interval = written_interval(figure, unit_of(figure))
            found.append(sentence.format(f"{figure_value(figure)} (n = {figure.n}, 95 % interval {interval})"))
    unscored = sum(item.scored.passed is None for item in results.cases)
    if unscored:
        found.append(f"{unscored} cases could not be scored and count in no figure.")
    return found


def suite_views(results: Results) -> list[SuiteView]:
    """The suites of a run, each with its figures and tables."""
    views = []
    for suite in SUITES.values():
        own = [item for item in results.figures if item.suite == suite.name]
        if own:
            groups = [(group, tuple(item for item in own if item.group == group)) for group in GROUPS]
            views.append(
                SuiteView(
                    title=suite.title,
                    about=suite.about,
                    main=suite.main,
                    figures=tuple(item for item in own if not item.group),
                    groups=tuple((group, figures) for group, figures in groups if figures),
                )
            )
    return views


def worth_reading(cases: Sequence[CaseResult]) -> list[CaseResult]:
    """Cases that failed, could not be scored, or that the grader sees otherwise than the scorer."""
    return [item for item in cases if not item.scored.passed or is_disputed(item)]


def is_disputed(item: CaseResult) -> bool:
    """Whether a chat model's grade and the score differ."""
    return (
        item.grade is not None
        and item.grade.correct is not None
        and item.grade.correct != (item.scored.correctness == "correct")
    )


def definition(figure: Figure) -> str:
    """What a figure means: the docstring of its metric, on one line."""
    return " ".join((inspect.getdoc(spec_of(SUITES[figure.suite], figure.name).metric) or "").split())
