"""Shows downloads as they run, one line a document and a bar on a terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from ingest.fetch import Fetcher, FetchReport, listed_hosts
from ingest.sources import Source, known_sources


def fetch_all(sources: Sequence[Source], folder: Path, mirror: str, console: Console) -> list[FetchReport]:
    """Fetch documents one after the other and print what became of each.

    Raises:
        OfflineError: the host of a document cannot be reached; the rest is not tried.
    """
    fetcher = Fetcher(folder, listed_hosts(list(known_sources().values())), mirror)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    reports = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("")
        for position, source in enumerate(sources, start=1):
            bars.reset(task, description=source.id[:30], total=None)
            report = fetcher.fetch(source, lambda done, total: bars.update(task, completed=done, total=total or None))
            reports.append(report)
            line = f"[{position}/{len(sources)}] {report.outcome}: {report.source_id} ({report.detail})"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return reports
