"""Measures the support check and the argument check as shipped: `python -m evals.verification [--test]`.

Without `--test` on the development claims, which the weights were fitted on; with it on the claims that nothing was tuned on. The
altered restatements are those of the held-out instruments; they need official texts in the store.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.judge import Judge
from assistant.settings import load_settings
from assistant.support import SupportModel
from assistant.types import VERDICTS, Verdict
from evals.calibrate_support import chosen_pairs
from evals.claims import ClaimCase, Pair, load_claims


@dataclass(frozen=True)
class Checked:
    """A case with the verdict of the argument check, and whether a right provision is among its findings."""

    case: ClaimCase
    verdict: Verdict
    is_cited: bool

    @property
    def is_right(self) -> bool:
        return self.case.accepts(self.verdict)


def main(test: bool = False) -> None:
    """Print the tables."""
    assistant = build_assistant()
    judge = Judge(SupportModel(), load_settings().support_threshold)
    show_claims([checked(case, assistant) for case in load_claims("test" if test else "dev")])
    pairs = chosen_pairs(assistant.catalogue, held_out=True)
    if pairs:
        show_altered(pairs, judge)
    else:
        typer.echo("altered restatements: no official texts in the store")


def checked(case: ClaimCase, assistant: Assistant) -> Checked:
    """Check one claim against the whole corpus."""
    [claim, *_] = assistant.check(case.claim).claims
    cited = [item.citation.provision_id for item in claim.findings]
    return Checked(case, claim.verdict, any(_meets(place, case.provisions) for place in cited))


def _meets(place: str, expected: Sequence[str]) -> bool:
    return any(f"{place}/".startswith(f"{item}/") or f"{item}/".startswith(f"{place}/") for item in expected)


def show_claims(results: Sequence[Checked]) -> None:
    """Print how many verdicts are right by verdict, change and difficulty, and where the others went."""
    right = sum(item.is_right for item in results)
    typer.echo(f"argument check: {right} of {len(results)} verdicts right ({right / len(results):.0%})")
    for verdict in VERDICTS:
        of = [item for item in results if item.case.verdict == verdict]
        given = ", ".join(f"{name} {n}" for name, n in Counter(item.verdict for item in of).most_common())
        typer.echo(f"  {verdict:<17} {sum(item.is_right for item in of):>3} of {len(of):>3}   given: {given}")
    for difficulty in ("plain", "reworded"):
        of = [item for item in results if item.case.difficulty == difficulty]
        typer.echo(f"  {difficulty:<17} {sum(item.is_right for item in of):>3} of {len(of):>3}")
    contrary = [item for item in results if item.case.verdict == "contradicts"]
    for change, count in sorted(Counter(item.case.change for item in contrary).items()):
        false = sum(item.verdict == "supports" for item in contrary if item.case.change == change)
        typer.echo(f"  contrary by {change:<9} {count:>3}, called supported: {false}")
    addressed = [item for item in results if item.case.verdict != "does not address"]
    typer.echo(f"  provision among the findings: {sum(item.is_cited for item in addressed)} of {len(addressed)}")


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
