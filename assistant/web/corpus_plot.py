"""A plot of the library: how many documents and provisions of each kind come from each year."""

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from assistant.web.documents import year_of
from vectorstore.records import StoredDocument

_COLOURS = ("#0f766e", "#b45309", "#1d4ed8", "#9d174d", "#4d7c0f", "#6b7280", "#7c3aed", "#be123c", "#0369a1")
_UNKNOWN = "not dated"


def corpus_plot(stored: Sequence[StoredDocument]) -> go.Figure:
    """Documents above provisions, stacked by kind along the years; documents without a date stand at the end."""
    documents: Counter[tuple[str, str]] = Counter()
    provisions: Counter[tuple[str, str]] = Counter()
    for item in stored:
        place = item.document.kind, str(year_of(item.document) or _UNKNOWN)
        documents[place] += 1
        provisions[place] += item.provisions
    kinds = sorted({kind for kind, _ in documents})
    years = sorted({year for _, year in documents})
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, subplot_titles=("Documents", "Provisions"), vertical_spacing=0.12
    )
    for number, kind in enumerate(kinds):
        look = {"name": kind, "marker_color": _COLOURS[number % len(_COLOURS)], "legendgroup": kind}
        for row, counts in enumerate((documents, provisions), start=1):
            heights = [counts[kind, year] for year in years]
            figure.add_bar(x=years, y=heights, row=row, col=1, showlegend=row == 1, **look)
    figure.update_layout(
        barmode="stack",
        height=480,
        margin={"l": 40, "r": 10, "t": 50, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": "#7a7f87"},
    )
    figure.update_xaxes(type="category")
    return figure
