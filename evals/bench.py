"""The benchmark: how often the right provision is found, how often a question is rightly answered or declined, how fast.

Run it with `make bench`, over whatever is ingested. The cases are the development set, on which thresholds were chosen; so the
figures tell of changes, not of quality on questions never seen.
"""

import time
from statistics import median

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import load_settings
from evals.cases import DEVELOPMENT_SET, Case, load_cases
from evals.metrics import mean_reciprocal_rank, success_at_k

_DEPTH = 10
_RETRIEVERS = {"dense": 1.0, "lexical": 0.0, "fused": None}


def main() -> None:
    """Print the tables."""
    cases = load_cases(DEVELOPMENT_SET)
    answerable = [case for case in cases if case.answerable]
    typer.echo(
        f"{DEVELOPMENT_SET.name}: {len(answerable)} answerable, {len(cases) - len(answerable)} unanswerable questions\n"
    )
    typer.echo(f"{'retrieval':<10} {'first':>6} {'top 3':>6} {'MRR@10':>7} {'median ms':>10}   n = {len(answerable)}")
    for name, weight in _RETRIEVERS.items():
        settings = load_settings(**({} if weight is None else {"dense_weight": weight}))
        assistant = build_assistant(settings)
        assistant.warm_up()
        ranks, seconds = _ranks(assistant, answerable)
        typer.echo(
            f"{name:<10} {success_at_k(ranks, 1):>6.0%} {success_at_k(ranks, 3):>6.0%} "
            f"{mean_reciprocal_rank(ranks, _DEPTH):>7.2f} {1000 * median(seconds):>10.1f}"
        )
    _print_decisions(assistant, cases)


def _ranks(assistant: Assistant, cases: list[Case]) -> tuple[list[int], list[float]]:
    """Rank of the first right provision of each case (0: not found), and the seconds that each search took."""
    ranks, seconds = [], []
    for case in cases:
        started = time.perf_counter()
        hits = assistant.search(case.question, _DEPTH)
        seconds.append(time.perf_counter() - started)
        ranks.append(next((hit.rank for hit in hits if case.accepts(hit.provision)), 0))
    return ranks, seconds


def _print_decisions(assistant: Assistant, cases: list[Case]) -> None:
    wrong = []
    for case in cases:
        if assistant.ask(case.question).refused == case.answerable:
            wrong.append(case)
    for answerable, verb in ((True, "answered"), (False, "declined")):
        total = sum(case.answerable == answerable for case in cases)
        right = total - sum(case.answerable == answerable for case in wrong)
        typer.echo(f"\n{verb}: {right} of {total}")
        for case in wrong:
            if case.answerable == answerable:
                typer.echo(f"  not {verb}: {case.question}")


if __name__ == "__main__":
    main()
