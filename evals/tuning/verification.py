"""Measures the support check on altered restatements of official texts: `python -m evals.tuning.verification`.

The instruments are those that the weights were not fitted on; their official texts must be in the store.
"""

from collections.abc import Sequence

import typer

from assistant import build_assistant
from assistant.settings import load_settings
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from evals.tuning.calibrate_support import chosen_pairs
from evals.tuning.claims import Pair


def main() -> None:
    """Print the table."""
    pairs = chosen_pairs(build_assistant().catalogue, held_out=True)
    if not pairs:
        typer.echo("There are no official texts in the store to restate: fetch or ingest some.")
        raise typer.Exit(1)
    show_altered(pairs, Judge(SupportModel(), load_settings().support_threshold))


def show_altered(pairs: Sequence[Pair], judge: Judge) -> None:
    """Print which restatements pass and which alterations are refused; pairs come as restated, altered, restated, altered."""
    passed = [not judge.fault(pair.claim, pair.text, pair.known) for pair in pairs]
    support = [judge.assess(pair.claim, pair.text, pair.known).support for pair in pairs]
    count = len(pairs) // 2
    right = sum(passed[::2]) + count - sum(passed[1::2])
    ordered = sum(true > false for true, false in zip(support[::2], support[1::2], strict=True))
    typer.echo(f"altered restatements: {right} of {2 * count} sentences judged right ({right / (2 * count):.1%})")
    typer.echo(f"  {ordered} of {count} pairs have the restatement above its alteration")
    typer.echo(f"  restatements passed: {sum(passed[::2])} of {count}")
    for change in ("number", "actor", "negation", "modality"):
        of = [ok for pair, ok in zip(pairs[1::2], passed[1::2], strict=True) if pair.group == change]
        typer.echo(f"  refused, {change:<9} {len(of) - sum(of)} of {len(of)}")


if __name__ == "__main__":
    typer.run(main)
