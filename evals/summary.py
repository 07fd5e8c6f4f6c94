"""Figures and comparisons as text for the terminal, and how a figure is written everywhere."""

from collections.abc import Sequence

from evals.comparison import Comparison, Difference
from evals.figures import spec_of
from evals.grading import agreement
from evals.intervals import Estimate
from evals.results import CaseResult, Figure, Results
from evals.suites import SUITES

_SHOWN_CASES = 10


def results_text(results: Results) -> str:
    """All figures of a run, suite by suite."""
    header = results.header
    lines = [
        f"{header.half} half, {header.answerer}; {header.documents} documents; {results.seconds:.0f} s",
        f"{'':<36}{'value':>10}   {'95 % interval':<20}{'n':>5}{'unscored':>10}",
    ]
    for suite in SUITES.values():
        own = [item for item in results.figures if item.suite == suite.name and not item.group]
        if own:
            lines += ["", suite.title, *(_row(item) for item in own)]
    graded = grading_rows(results.cases)
    if graded:
        lines += ["", f"Graded by {header.grader} (an opinion, not part of the figures above)"]
        lines += [f"  {name:<34}{value}" for name, value in graded]
    return "\n".join(lines)


def comparison_text(comparison: Comparison) -> str:
    """What changed between two runs."""
    lines = [
        f"Compared with the run of {comparison.before.started} (revision {comparison.before.revision}), "
        f"{comparison.paired} cases in both, {comparison.unpaired} in one only",
        *comparison.remarks,
        f"{'':<36}{'before':>10}{'now':>10}{'change':>10}   95 % interval",
    ]
    suite = ""
    for item in comparison.differences:
        if item.suite != suite:
            suite = item.suite
            lines += ["", SUITES[suite].title]
        lines.append(_difference_row(item))
    for name, cases in (("won", comparison.won), ("lost", comparison.lost)):
        lines += ["", f"Cases {name}: {len(cases)}", *(f"  {line}" for line in case_lines(cases))]
    return "\n".join(lines)


def case_lines(cases: Sequence[CaseResult]) -> list[str]:
    """One line a case for the first ones, and how many more there are."""
    lines = [f"{item.suite} {item.key}: {item.asked[:90]}" for item in cases[:_SHOWN_CASES]]
    more = len(cases) - _SHOWN_CASES
    return [*lines, f"and {more} more, in the report"] if more > 0 else lines


def grading_rows(cases: Sequence[CaseResult]) -> list[tuple[str, str]]:
    """Name and value of what is reported about a chat model's grades."""
    found = agreement(cases)
    if found is None:
        return []
    return [
        ("graded correct", _or_dash(found.graded_correct, "share")),
        ("same as the scorer", _or_dash(found.share, "share")),
        ("Cohen's kappa", _or_dash(found.kappa, "score")),
        ("Krippendorff's alpha", _or_dash(found.alpha, "score")),
        ("answers graded", str(found.n)),
        ("replies without a verdict", str(found.unread)),
    ]


def written(value: float, unit: str) -> str:
    """A value in its unit: 95 %, 0.93, 0.045 s, $0.0012."""
    if unit == "share":
        return f"{100 * value:.0f} %" if value in (0, 1) else f"{100 * value:.1f} %"
    if unit == "seconds":
        return f"{value:.3f} s" if value < 1 else f"{value:.1f} s"
    if unit == "dollars":
        return f"${value:.4f}"
    return f"{value:.0f}" if unit == "tokens" else f"{value:.2f}"


def written_interval(found: Figure | Estimate, unit: str) -> str:
    """An interval in the unit of its figure; a dash where there is none."""
    if found.low is None or found.high is None:
        return "–"
    return f"{written(found.low, unit)} to {written(found.high, unit)}"


def figure_value(figure: Figure) -> str:
    """The value of a figure; a dash where nothing could be scored."""
    return _or_dash(figure.value, unit_of(figure))


def unit_of(figure: Figure) -> str:
    return spec_of(SUITES[figure.suite], figure.name).unit


def signed(value: float, unit: str) -> str:
    """A change with its sign; 0 where nothing changed."""
    if value == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{written(abs(value), unit)}"


def change_interval(item: Difference) -> str:
    """The interval of a change; a dash where there is none."""
    low, high = item.change.low, item.change.high
    return "–" if low is None or high is None else f"{signed(low, item.spec.unit)} to {signed(high, item.spec.unit)}"


def _or_dash(value: float | None, unit: str) -> str:
    return "–" if value is None else written(value, unit)


def _row(figure: Figure) -> str:
    interval = written_interval(figure, unit_of(figure))
    return f"  {figure.name:<34}{figure_value(figure):>10}   {interval:<20}{figure.n:>5}{figure.unscored:>10}"


def _difference_row(item: Difference) -> str:
    unit = item.spec.unit
    mark = f"  {'better' if item.is_better else 'worse'}" if item.is_clear else ""
    return (
        f"  {item.spec.name:<34}{written(item.before, unit):>10}{written(item.after, unit):>10}"
        f"{signed(item.change.value, unit):>10}   {change_interval(item)}{mark}"
    )
