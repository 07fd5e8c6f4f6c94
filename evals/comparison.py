"""Two runs beside each other: how figures changed over the cases that both have, and which cases were won and lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.figures import values_of
from evals.intervals import Estimate, paired_difference, statistic_of
from evals.results import CaseResult, Header, Results
from evals.suites import SUITES
from evals.suites.base import FigureSpec


@dataclass(frozen=True)
class Difference:
    """A figure in both runs, over `change.n` cases that have it in both; `change` is the later value less the earlier one."""

    suite: str
    spec: FigureSpec
    before: float
    after: float
    change: Estimate

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        low, high = self.change.low, self.change.high
        return low is not None and high is not None and not low <= 0 <= high

    @property
    def is_better(self) -> bool:
        return (self.change.value > 0) == (self.spec.better == "higher") and self.change.value != 0


@dataclass(frozen=True)
class Comparison:
    """What two runs share and where they differ; `unpaired` cases are in one of them only, or were changed in between."""

    before: Header
    after: Header
    differences: tuple[Difference, ...]
    won: tuple[CaseResult, ...]
    lost: tuple[CaseResult, ...]
    paired: int
    unpaired: int
    remarks: tuple[str, ...]


def compare(before: Results, after: Results) -> Comparison:
    """Compare two runs over the cases that are the same in both."""
    earlier = {_identity(item): item for item in before.cases}
    pairs = [(earlier[_identity(item)], item) for item in after.cases if _identity(item) in earlier]
    return Comparison(
        before=before.header,
        after=after.header,
        differences=tuple(_differences(pairs)),
        won=tuple(new for old, new in pairs if new.scored.passed and old.scored.passed is False),
        lost=tuple(new for old, new in pairs if old.scored.passed and new.scored.passed is False),
        paired=len(pairs),
        unpaired=len(before.cases) + len(after.cases) - 2 * len(pairs),
        remarks=tuple(_remarks(before.header, after.header)),
    )


def _identity(item: CaseResult) -> tuple[str, str, str]:
    return item.suite, item.key, item.case_hash


def _differences(pairs: Sequence[tuple[CaseResult, CaseResult]]) -> list[Difference]:
    found = []
    for suite in SUITES.values():
        own = [pair for pair in pairs if pair[0].suite == suite.name]
        for spec in suite.figures:
            both = [pair for pair in own if all(spec.of in item.scored.values for item in pair)]
            if both:
                old, new = (values_of(spec.of, side) for side in zip(*both, strict=True))
                value, change = statistic_of(old, spec.statistic), paired_difference(old, new, spec.statistic)
                found.append(Difference(suite.name, spec, value, value + change.value, change))
    return found


def _remarks(before: Header, after: Header) -> list[str]:
    """What else differs between the runs, so that nobody takes it for the effect of a change."""
    names = {
        "half": "the half of the cases",
        "corpus": "the corpus",
        "settings_hash": "the settings",
        "answerer": "the answerer",
    }
    found = [
        f"The runs differ in {words}: {getattr(before, name)} before, {getattr(after, name)} now."
        for name, words in names.items()
        if getattr(before, name) != getattr(after, name)
    ]
    changed = [
        f"{name} {before.versions.get(name, 'absent')} → {version}"
        for name, version in after.versions.items()
        if before.versions.get(name) != version
    ]
    changed += [f"{name} {version} → absent" for name, version in before.versions.items() if name not in after.versions]
    return [*found, *([f"Versions: {', '.join(changed)}."] if changed else [])]
