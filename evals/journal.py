"""Keeps the results of a run while it runs, so that a run that was killed goes on where it stopped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from assistant.errors import SolidarityError
from evals.results import RESULTS_FILE, CaseResult, Header, Results

_JOURNAL = "unfinished.jsonl"
_LOCK = "run.lock"


class Journal:
    """The file of one unfinished run: its header, then one line a case that is done."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Take up what is in the folder when the same run left it there; begin anew otherwise.

        Raises:
            SolidarityError: another run's unfinished results are in the folder.
        """
        self.folder, self._path = folder, folder / _JOURNAL
        self.done: dict[tuple[str, str], CaseResult] = {}
        self.header = header
        if self._path.exists():
            self._take_up()
        else:
            self._path.write_text(header.model_dump_json() + "\n", encoding="utf-8")

    def add(self, result: CaseResult) -> None:
        """Write down one case; it is on the disk when this returns."""
        with self._path.open("a", encoding="utf-8") as journal:
            journal.write(result.model_dump_json() + "\n")
            journal.flush()
            os.fsync(journal.fileno())
        self.done[result.suite, result.key] = result

    def finish(self, results: Results) -> Path:
        """Write the results file in one step and remove the journal."""
        path = self.folder / RESULTS_FILE
        written = path.with_suffix(".new")
        written.write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")
        written.replace(path)
        self._path.unlink()
        return path

    def _take_up(self) -> None:
        # A run can be killed in the middle of a letter.
        first, *lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
        self.header = _header(first, self._path, self.header)
        whole = [first]
        for line in lines:
            result = _case(line)
            if result is None:
                break  # the line that was being written when the run was killed
            self.done[result.suite, result.key] = result
            whole.append(line)
        self._path.write_text("\n".join(whole) + "\n", encoding="utf-8")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep a folder for one run at a time.

    Raises:
        SolidarityError: another run writes into it, or it is no folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SolidarityError(f"{folder} cannot be used as a folder: {error}.") from error
    try:
        with FileLock(str(folder / _LOCK), timeout=0):
            yield
    except Timeout as error:
        raise SolidarityError(
            f"Another run writes into {folder}: wait for it, or name another folder with --out."
        ) from error


def unfinished_folder(runs: Path, header: Header) -> Path | None:
    """The latest folder with an unfinished run of the same kind that no process writes into; None when there is none."""
    for journal in sorted(runs.glob(f"*/{_JOURNAL}"), reverse=True):
        try:
            with FileLock(str(journal.parent / _LOCK), timeout=0), journal.open(encoding="utf-8") as lines:
                if same_run(Header.model_validate_json(lines.readline()), header):
                    return journal.parent
        except (Timeout, ValidationError, OSError):
            continue
    return None


def new_folder(runs: Path, half: str) -> Path:
    """A folder named after the present time and the half."""
    return runs / f"{datetime.now():%Y-%m-%d-%H%M%S}-{half}"


def same_run(one: Header, other: Header) -> bool:
    """Whether two headers ask the same cases of the same code, settings and corpus."""
    return one.model_copy(update={"started": ""}) == other.model_copy(update={"started": ""})


def _header(line: str, path: Path, header: Header) -> Header:
    try:
        found = Header.model_validate_json(line)
    except ValidationError:
        found = None
    if found is None or not same_run(found, header):
        raise SolidarityError(
            f"{path.parent} holds the unfinished results of another run (other code, settings, corpus or cases): "
            f"name another folder with --out, or delete {path}."
        )
    return found


def _case(line: str) -> CaseResult | None:
    try:
        return CaseResult.model_validate_json(line)
    except ValidationError:
        return None
