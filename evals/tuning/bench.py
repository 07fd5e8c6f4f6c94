"""What each searched field is worth, and this project beside a stock LangChain chain: quality, speed, memory.

`make bench` runs it over whatever is ingested, on the development questions, on which weights and thresholds were chosen: it
tells of changes. `--titles FOLDER` adds titles of articles as questions. Figures to quote come from `solidarity eval`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from json import loads
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from evals.cases import QuestionCase, load_cases
from evals.tuning.compare import ask_all, means, search_of
from evals.tuning.titles import ingest_without_titles, title_cases
from vectorstore.fusion import FieldWeights

_FIELDS = {
    "text": FieldWeights(text=1, questions=0, lexical=0),
    "text and words": FieldWeights(text=0.5, questions=0, lexical=0.5),
    "questions": FieldWeights(text=0, questions=1, lexical=0),
    "words": FieldWeights(text=0, questions=0, lexical=1),
    "all fields": FieldWeights(),
}
_HEADER = f"{'':<16} {'first':>6} {'top 3':>6} {'MRR@10':>7}"


def main(
    titles: Annotated[Path | None, typer.Option(help="Folder with treaties whose articles have titles.")] = None,
    stock: Annotated[bool, typer.Option(help="Compare with a stock LangChain chain.")] = True,
) -> None:
    """Print the tables."""
    assistant = build_assistant()
    assistant.warm_up()
    cases = [case for case in load_cases(QuestionCase, "dev") if case.answerable]
    typer.echo(f"Development questions, right provision by the fields that are searched, n = {len(cases)}")
    _print_fields(assistant, cases)
    if titles is not None:
        _print_titles(titles)
    if stock:
        _print_comparison()


def _print_fields(assistant: Assistant, cases: Sequence[QuestionCase]) -> None:
    typer.echo(f"{_HEADER} {'median ms':>10}")
    for name, weights in _FIELDS.items():
        values, seconds = ask_all(search_of(assistant.with_weights(weights)), cases)
        typer.echo(f"{name:<16} {_row(means(values))} {1000 * median(seconds):>10.1f}")


def _row(figures: dict[str, float]) -> str:
    return f"{figures['first']:>6.0%} {figures['top 3']:>6.0%} {figures['MRR@10']:>7.2f}"


def _print_titles(folder: Path) -> None:
    """Titles as questions over texts from which they were taken out: alone, and with the name of the instrument."""
    with tempfile.TemporaryDirectory() as temporary:
        assistant = ingest_without_titles(folder, Path(temporary))
        for named in (False, True):
            cases = title_cases(folder, assistant.catalogue if named else None)
            typer.echo(f"\nTitles of articles{' with the instrument named' if named else ''}, n = {len(cases)}")
            _print_fields(assistant, cases)


def _print_comparison() -> None:
    typer.echo("\nBeside a stock LangChain chain on the same texts (a chunk counts for every provision that it holds)")
    typer.echo(f"{_HEADER} {'index s':>8} {'search ms':>10} {'memory MB':>10}")
    for system, name in (("ours", "this project"), ("stock", "stock chain")):
        run = [sys.executable, "-m", "evals.tuning.compare", system]
        figures = loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        typer.echo(
            f"{name:<16} {_row(figures)} "
            f"{figures['index seconds']:>8.0f} {figures['search ms']:>10.1f} {figures['memory MB']:>10.0f}"
        )


if __name__ == "__main__":
    typer.run(main)
