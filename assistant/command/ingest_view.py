"""Shows an ingest as it runs: a progress bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ingest.pipeline import FileReport, IngestReport, Outcome
from ingest.pipeline import Progress as IngestProgress


class PlainProgress(IngestProgress):
    """One line a file."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._position, self._total = 0, 0

    def start_file(self, position: int, total: int, source: str) -> None:  # noqa: ARG002 - named when it is done
        self._position, self._total = position, total

    def finish_file(self, report: FileReport) -> None:
        place = f"[{self._position}/{self._total}]"
        self._console.print(f"{place} {file_line(report)}", markup=False, highlight=False, soft_wrap=True)


class BarProgress(IngestProgress):
    """A bar over the files, with the passages of the present one, rate and remaining time; failures stay above it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Reading", total=None, passages="")
        self._written = 0

    def start_file(self, position: int, total: int, source: str) -> None:
        self._progress.update(self._task, description=Path(source).name[:30], total=total, completed=position - 1)

    def embedded(self, done: int, total: int) -> None:
        elapsed = self._progress.tasks[0].elapsed or 0.0
        rate = f"{(self._written + done) / elapsed:.0f}/s" if elapsed > 1 else ""
        self._progress.update(self._task, passages=f"{done}/{total} passages {rate}")

    def finish_file(self, report: FileReport) -> None:
        self._written += report.embedded
        self._progress.update(self._task, advance=1)
        if report.outcome == "failed":
            self._progress.console.print(file_line(report), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def shown_progress(console: Console) -> Iterator[IngestProgress]:
    """The view that fits the console."""
    if not console.is_terminal:
        yield PlainProgress(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[passages]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield BarProgress(progress)


def file_line(report: FileReport) -> str:
    """One line for one file: what became of it, and why when it failed."""
    name = Path(report.source).name
    if report.outcome == "failed":
        return f"failed: {name} {report.detail}."
    if report.outcome in ("ingested", "replaced"):
        return f"{report.outcome}: {name} ({report.provisions} provisions, {report.passages} passages)"
    return f"{report.outcome}: {name}"


def summary_line(report: IngestReport, seconds: float) -> str:
    """The counts of a run, with its speed when anything was embedded."""
    outcomes: tuple[Outcome, ...] = ("ingested", "replaced", "unchanged", "removed", "failed")
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in outcomes)
    speed = f", {report.embedded / seconds:.0f} passages per second" if report.embedded and seconds > 0 else ""
    return f"{counts}; {report.embedded} passages embedded in {seconds:.1f} s{speed}."
