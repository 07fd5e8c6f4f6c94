"""Plots of a run, as figures of plotly and as fragments of HTML for a page that brings plotly itself."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from assistant.types import VERDICTS
from evals.results import CaseResult, Results
from evals.suites import SUITES

_OUTCOMES = {"accurate": "#1b7f79", "incomplete": "#d9a441", "hallucinated": "#b3402e"}
_LINE, _GREY = "#1b7f79", "#7a7f87"
_DEPTHS = (1, 3, 5, 10)
_LONGEST_BAR = 32  # pixels for one bar of a horizontal plot


def plots_of(results: Results) -> list[tuple[str, go.Figure]]:
    """Title and figure of each plot that the run has data for."""
    made = (
        ("Outcome by kind of question", _outcomes(results.cases)),
        ("Main figure of each suite, with its 95 % interval", _main_figures(results)),
        ("Share of right provisions among the first results", _recall(results)),
        ("Verdicts given to claims, by the right verdict", _verdicts(results.cases)),
        ("Seconds for an answer", _seconds(results.cases)),
    )
    return [(title, _styled(figure)) for title, figure in made if figure is not None]


def plots_html(results: Results) -> list[tuple[str, str]]:
    """The same plots, each as a fragment of HTML without plotly's own script."""
    config = {"displaylogo": False, "responsive": True}
    return [
        (title, str(figure.to_html(full_html=False, include_plotlyjs=False, config=config)))
        for title, figure in plots_of(results)
    ]


def _outcomes(cases: Sequence[CaseResult]) -> go.Figure | None:
    scored = [item for item in cases if item.scored.outcome is not None]
    if not scored:
        return None
    kinds: list[str] = sorted({item.kind for item in scored}, reverse=True)
    counts = Counter((item.kind, str(item.scored.outcome)) for item in scored)
    figure = go.Figure()
    for outcome, colour in _OUTCOMES.items():
        values = [counts[kind, outcome] for kind in kinds]
        figure.add_bar(
            y=[escape(kind, quote=False) for kind in kinds],
            x=values,
            name=outcome,
            orientation="h",
            marker_color=colour,
        )
    figure.update_layout(
        barmode="stack", xaxis_title="questions", legend={"orientation": "h", "yanchor": "bottom", "y": 1}
    )
    return _high(figure, len(kinds))


def _main_figures(results: Results) -> go.Figure | None:
    found = [item for suite in SUITES.values() if (item := results.figure(suite.name, suite.main)) is not None]
    found = [item for item in found if item.value is not None]
    if not found:
        return None
    found.reverse()
    names = [f"{item.suite}: {item.name}" for item in found]
    values = [item.value or 0.0 for item in found]
    figure = go.Figure()
    figure.add_scatter(
        x=values,
        y=names,
        mode="markers",
        marker={"size": 10, "color": _LINE},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(item.high or value) - value for item, value in zip(found, values, strict=True)],
            "arrayminus": [
                value - (value if item.low is None else item.low) for item, value in zip(found, values, strict=True)
            ],
            "color": _GREY,
        },
        showlegend=False,
    )
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%")
    return _high(figure, len(found))


def _recall(results: Results) -> go.Figure | None:
    found = [(k, results.figure("retrieval", f"recall@{k}")) for k in _DEPTHS]
    known = [(k, item) for k, item in found if item is not None and item.value is not None]
    if not known:
        return None
    depths = [k for k, _ in known]
    figure = go.Figure()
    bounds = [item.high for _, item in known] + [item.low for _, item in reversed(known)]
    figure.add_scatter(
        x=depths + depths[::-1],
        y=bounds,
        mode="lines",
        fill="toself",
        fillcolor="rgba(27,127,121,0.18)",
        line={"width": 0},
        hoverinfo="skip",
        name="95 % interval",
    )
    figure.add_scatter(
        x=depths, y=[item.value for _, item in known], mode="lines+markers", line_color=_LINE, name="recall@k"
    )
    figure.update_xaxes(title="first k results", tickvals=depths)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    return figure


def _verdicts(cases: Sequence[CaseResult]) -> go.Figure | None:
    scored = [item for item in cases if item.suite == "arguments" and item.scored.passed is not None]
    if not scored:
        return None
    counts = Counter((item.kind.partition(",")[0], item.scored.answer.partition("\n")[0]) for item in scored)
    rows = [[counts[right, given] for given in VERDICTS] for right in VERDICTS]
    figure = go.Figure()
    figure.add_heatmap(
        x=VERDICTS, y=VERDICTS, z=rows, text=rows, texttemplate="%{text}", colorscale="Teal", showscale=False
    )
    figure.update_xaxes(title="verdict given")
    figure.update_yaxes(title="right verdict", autorange="reversed")
    return figure


def _seconds(cases: Sequence[CaseResult]) -> go.Figure | None:
    figure = go.Figure()
    for suite in SUITES.values():
        values = [
            item.scored.values["seconds"]
            for item in cases
            if item.suite == suite.name and "seconds" in item.scored.values
        ]
        if values:
            figure.add_box(x=values, name=suite.title, boxpoints=False)
    if not figure.data:
        return None
    figure.update_xaxes(title="seconds", rangemode="tozero")
    figure.update_layout(showlegend=False)
    return _high(figure, len(figure.data))


def _high(figure: go.Figure, rows: int) -> go.Figure:
    figure.update_layout(height=130 + _LONGEST_BAR * rows)
    figure.update_yaxes(automargin=True)
    return figure


def _styled(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        template="plotly_white",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": _GREY, "family": "system-ui, sans-serif", "size": 13},
        margin={"l": 10, "r": 10, "t": 60, "b": 40},
    )
    return figure
