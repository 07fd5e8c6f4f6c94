"""The benchmark: how often the right provision is found, answered questions and declined ones, follow-ups, speed, memory.

`make bench` runs it over whatever is ingested, on the development sets, on which weights and thresholds were chosen: it tells of
changes. `--test` takes the test sets, which nothing was chosen on. `--titles FOLDER` adds titles of articles as questions.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from json import loads
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from evals import cases as questions
from evals import conversations
from evals.cases import Case, load_cases
from evals.conversations import Conversation, hold, load_conversations
from evals.metrics import mean_reciprocal_rank, success_at_k
from evals.titles import ingest_without_titles, title_cases
from vectorstore.fusion import FieldWeights

_DEPTH = 10
_FIELDS = {
    "text": FieldWeights(text=1, questions=0, lexical=0),
    "text and words": FieldWeights(text=0.5, questions=0, lexical=0.5),
    "questions": FieldWeights(text=0, questions=1, lexical=0),
    "words": FieldWeights(text=0, questions=0, lexical=1),
    "all fields": FieldWeights(),
}
_HEADER = f"{'':<16} {'first':>6} {'top 3':>6} {'MRR@10':>7} {'median ms':>10}"


def main(
    test: Annotated[bool, typer.Option("--test", help="Use the test sets.")] = False,
    titles: Annotated[Path | None, typer.Option(help="Folder with treaties whose articles have titles.")] = None,
    stock: Annotated[bool, typer.Option(help="Compare with a stock LangChain chain.")] = True,
) -> None:
    """Print the tables."""
    assistant = build_assistant()
    assistant.warm_up()
    cases = load_cases(questions.TEST_SET if test else questions.DEVELOPMENT_SET)
    answerable = [case for case in cases if case.answerable]
    typer.echo(
        f"{'Test' if test else 'Development'} set, right provision by the fields that are searched, n = {len(answerable)}"
    )
    _print_fields(assistant, answerable)
    _print_decisions(assistant, cases)
    _print_conversations(
        assistant, load_conversations(conversations.TEST_SET if test else conversations.DEVELOPMENT_SET)
    )
    if titles is not None:
        _print_titles(titles)
    if stock and not test:
        _print_comparison()


def _print_fields(assistant: Assistant, cases: Sequence[Case]) -> None:
    typer.echo(_HEADER)
    for name, weights in _FIELDS.items():
        ranks, seconds = _ranks(assistant.with_weights(weights), cases)
        typer.echo(
            f"{name:<16} {success_at_k(ranks, 1):>6.0%} {success_at_k(ranks, 3):>6.0%} "
            f"{mean_reciprocal_rank(ranks, _DEPTH):>7.2f} {1000 * median(seconds):>10.1f}"
        )


def _ranks(assistant: Assistant, cases: Sequence[Case]) -> tuple[list[int], list[float]]:
    """Rank of the first right provision of each case (0: not found), and the seconds that each search took."""
    ranks, seconds = [], []
    for case in cases:
        started = time.perf_counter()
        hits = assistant.search(case.question, _DEPTH)
        seconds.append(time.perf_counter() - started)
        ranks.append(next((hit.rank for hit in hits if case.accepts(hit.provision.id)), 0))
    return ranks, seconds


def _print_decisions(assistant: Assistant, cases: Sequence[Case]) -> None:
    wrong = [case for case in cases if assistant.ask(case.question).refused == case.answerable]
    for answerable, verb in ((True, "answered"), (False, "declined")):
        kind = [case for case in cases if case.answerable == answerable]
        missed = [case for case in wrong if case.answerable == answerable]
        typer.echo(f"\nRightly {verb}: {len(kind) - len(missed)} of {len(kind)}")
        for case in missed:
            typer.echo(f"  not {verb} ({case.kind}): {case.question}")


def _print_conversations(assistant: Assistant, cases: Sequence[Conversation]) -> None:
    answers = [(case, hold(case, assistant)) for case in cases]
    wrong = [(case, answer) for case, answer in answers if not case.is_right(answer)]
    typer.echo(f"\nFollow-ups understood: {len(cases) - len(wrong)} of {len(cases)}")
    for case, answer in wrong:
        typer.echo(f"  {case.kind}: {' / '.join(case.turns)} / {case.question} -> {answer.question}")


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
    typer.echo(f"{'':<16} {'first':>6} {'top 3':>6} {'MRR@10':>7} {'index s':>8} {'search ms':>10} {'memory MB':>10}")
    for system, name in (("ours", "this project"), ("stock", "stock chain")):
        run = [sys.executable, "-m", "evals.compare", system]
        figures = loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        typer.echo(
            f"{name:<16} {figures['first']:>6.0%} {figures['top 3']:>6.0%} {figures['MRR@10']:>7.2f} "
            f"{figures['index seconds']:>8.0f} {figures['search ms']:>10.1f} {figures['memory MB']:>10.0f}"
        )


if __name__ == "__main__":
    typer.run(main)
