"""Changes what the assistant answers from while it answers: adds files that a user gives, fetches official texts, removes.

Each change runs in a thread of its own and under the ingest lock, so that it is carried through even if whoever reads its
progress goes away, and the assistant answers from the state before until the new one is loaded.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Literal

from assistant.assistant import Assistant
from assistant.errors import DocumentError, SolidarityError
from ingest.fetch import Fetcher, OfflineError, listed_hosts
from ingest.files import FORMATS
from ingest.lock import ingest_lock
from ingest.metadata import sidecar
from ingest.pipeline import FileReport, Ingest, Outcome
from ingest.pipeline import Progress as IngestProgress
from ingest.reading import file_sha256
from ingest.sources import Source, chosen_sources, known_sources
from ingest.uploads import MOST_BYTES, check_together, check_upload, safe_name

Stage = Literal["waiting", "checking", "fetching", "ingesting", "removing"]
_STAGES: tuple[Stage, ...] = ("waiting", "checking", "fetching", "ingesting", "removing")
READABLE = tuple(FORMATS)
"""Suffixes of the files that can be added."""
__all__ = ["MOST_BYTES", "READABLE", "FileProgress", "Library"]
_Report = Callable[["FileProgress"], None]


@dataclass(frozen=True, kw_only=True)
class FileProgress:
    """How far one file is: what is being done with it, or what became of it.

    `position` counts from 1 to `total`; both are 0 while the whole change waits for another one. `done` of `expected` are
    passages while ingesting and bytes while fetching, 0 where unknown. `detail` is the reason of a failure, else what helps.
    """

    name: str
    position: int
    total: int
    outcome: Outcome | Stage
    detail: str = ""
    done: int = 0
    expected: int = 0

    @property
    def is_final(self) -> bool:
        """Whether this is the last word on the file."""
        return self.outcome not in _STAGES


class Library:
    """The documents of one assistant. `mirror` is the URL of a folder with official texts, as for `ingest.fetch.Fetcher`."""

    def __init__(self, assistant: Assistant, mirror: str = "") -> None:
        self._assistant, self._mirror = assistant, mirror
        self._own = assistant.settings.data_dir.resolve() / "library"
        self._official = assistant.settings.data_dir.resolve() / "official"

    def add(self, files: Sequence[tuple[Path, str]]) -> Iterator[FileProgress]:
        """Check, keep and ingest files, each given with the name that its owner uses; begins when it is iterated.

        A file that fails leaves nothing behind and the others go on.

        Raises:
            SolidarityError: there are too many files, another change takes too long, or the store fails.
        """
        check_together(files)
        return _carried_through(lambda report: self._add(files, report))

    def fetchable(self) -> list[Source]:
        """Official texts that can be fetched and are not ingested yet."""
        stored = [item.document for item in self._assistant.sources()]
        official = {document.id for document in stored if document.status == "official text"}
        return [source for source in known_sources().values() if source.url and source.id not in official]

    def fetch(self, ids: Sequence[str]) -> Iterator[FileProgress]:
        """Download official texts by their ids in the source list and ingest them; begins when it is iterated.

        Raises:
            SolidarityError: an id is not in the list, another change takes too long, or the store fails.
        """
        if not ids:
            raise SolidarityError("No official text was chosen: choose at least one.")
        sources = chosen_sources(ids)
        return _carried_through(lambda report: self._fetch(sources, report))

    def remove(self, document_key: str) -> Iterator[FileProgress]:
        """Take a document out of the store; begins when it is iterated.

        Its file is deleted when it is one that was added or fetched; a file elsewhere stays.

        Raises:
            SolidarityError: no document has this key, or another change takes too long.
        """
        return _carried_through(lambda report: self._remove(document_key, report))

    def _add(self, files: Sequence[tuple[Path, str]], report: _Report) -> None:
        with self._changing(report):
            for position, (path, name) in enumerate(files, start=1):
                told = FileProgress(name=safe_name(name), position=position, total=len(files), outcome="checking")
                report(told)
                try:
                    outcome = self._add_file(path, name, _Teller(told, report))
                except (DocumentError, OSError) as error:
                    outcome = FileReport(name, "failed", _reason(error))
                self._finish(outcome, told, report)

    def _add_file(self, path: Path, name: str, teller: "_Teller") -> FileReport:
        sha256 = file_sha256(path) if path.is_file() else ""
        present = self._present(sha256)
        if present is not None:
            return self._ingest(present, teller)
        check_upload(path, name)
        place = self._place(safe_name(name), sha256)
        try:
            _copy(path, place)
            outcome = self._ingest(place, teller)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        if outcome.outcome == "failed":
            place.unlink(missing_ok=True)
        return outcome

    def _present(self, sha256: str) -> Path | None:
        """The file with these bytes that a document of the store was read from."""
        sources = [Path(item.source) for item in self._assistant.sources() if item.document.sha256 == sha256]
        return next((source for source in sources if source.is_file() and file_sha256(source) == sha256), None)

    def _place(self, name: str, sha256: str) -> Path:
        """Where to keep a file: under its name, with a number where other bytes or a sidecar have the name before the suffix."""
        self._own.mkdir(parents=True, exist_ok=True)
        wanted, number = Path(name), 1
        place = self._own / name
        while not all(other == place and file_sha256(other) == sha256 for other in self._named_alike(place)):
            number += 1
            place = self._own / f"{wanted.stem} ({number}){wanted.suffix}"
        return place

    def _named_alike(self, place: Path) -> list[Path]:
        return [other for other in self._own.iterdir() if other.stem.casefold() == place.stem.casefold()]

    def _fetch(self, sources: Sequence[Source], report: _Report) -> None:
        fetcher = Fetcher(self._official, listed_hosts(list(known_sources().values())), self._mirror)
        with self._changing(report):
            offline = ""
            for position, source in enumerate(sources, start=1):
                told = FileProgress(name=source.id, position=position, total=len(sources), outcome="fetching")
                if not offline:
                    report(told)
                    offline = self._fetch_one(fetcher, source, told, report)
                if offline:
                    report(replace(told, outcome="failed", detail=offline))

    def _fetch_one(self, fetcher: Fetcher, source: Source, told: FileProgress, report: _Report) -> str:
        """Fetch and ingest one text; returns why no other can be fetched either, or ""."""
        try:
            fetched = fetcher.fetch(source, lambda done, whole: report(replace(told, done=done, expected=whole)))
        except OfflineError as error:
            return str(error)
        if fetched.outcome == "failed":
            report(replace(told, outcome="failed", detail=fetched.detail))
            return ""
        place = fetcher.path_of(source)
        outcome = self._ingest(place, _Teller(told, report))
        if outcome.outcome == "failed":
            self._delete_file(place)
        self._finish(outcome, told, report)
        return ""

    def _remove(self, document_key: str, report: _Report) -> None:
        with self._changing(report):
            stored = {item.document.key: item for item in self._assistant.sources()}.get(document_key)
            if stored is None:
                raise SolidarityError(f"No document has the key {document_key!r}: it may have been removed already.")
            told = FileProgress(name=stored.document.id, position=1, total=1, outcome="removing")
            report(told)
            self._assistant.store.remove(document_key)
            self._delete_file(Path(stored.source))
            self._finish(FileReport(stored.source, "removed", stored.document.title), told, report)

    def _delete_file(self, path: Path) -> None:
        """Delete a file, and what describes it, in the folders that are filled here; leave every other file."""
        real = path.resolve()
        if any(real.is_relative_to(folder) for folder in (self._own, self._official)):
            real.unlink(missing_ok=True)
            sidecar(real).unlink(missing_ok=True)

    def _ingest(self, place: Path, teller: "_Teller") -> FileReport:
        return Ingest(self._assistant.store, self._assistant.embedding_model, teller).ingest_file(place)

    def _finish(self, outcome: FileReport, told: FileProgress, report: _Report) -> None:
        """Let the assistant answer from what is now in the store, then say what became of a file."""
        if outcome.outcome != "failed":
            self._assistant.refresh()
        report(
            replace(
                told, outcome=outcome.outcome, detail=outcome.detail, done=outcome.passages, expected=outcome.passages
            )
        )

    @contextmanager
    def _changing(self, report: _Report) -> Iterator[None]:
        def tell(line: str) -> None:
            report(FileProgress(name="", position=0, total=0, outcome="waiting", detail=line))

        settings = self._assistant.settings
        with ingest_lock(settings.data_dir, settings.lock_seconds, tell):
            for draft in self._own.glob(".*.part"):  # of a process that was killed
                draft.unlink()
            try:
                yield
            finally:
                Ingest(self._assistant.store, self._assistant.embedding_model).clear_leftovers()


class _Teller(IngestProgress):
    """Passes on how many passages of a file are embedded."""

    def __init__(self, told: FileProgress, report: _Report) -> None:
        self._told, self._report = replace(told, outcome="ingesting"), report

    def embedded(self, done: int, total: int) -> None:
        self._report(replace(self._told, done=done, expected=total))


def _copy(path: Path, place: Path) -> None:
    draft = place.with_name(f".{place.name}.part")
    shutil.copyfile(path, draft)
    draft.replace(place)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be kept ({error.strerror or type(error).__name__}): free some space or check the permissions"
    return str(error)


def _carried_through(work: Callable[[_Report], None]) -> Iterator[FileProgress]:
    """Yield what `work` reports from its thread, and raise what it raises; a reader who stops does not stop it."""
    lines: SimpleQueue[FileProgress | BaseException | None] = SimpleQueue()

    def run() -> None:
        try:
            work(lines.put)
            lines.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where it is read
            lines.put(error)

    Thread(target=run, name="library", daemon=True).start()
    while (line := lines.get()) is not None:
        if isinstance(line, BaseException):
            raise line
        yield line
