"""One ingest at a time: the second waits, and says for whom."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import SolidarityError


@contextmanager
def ingest_lock(data_dir: Path, wait_seconds: float, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a data folder; `waiting` is told once who holds it. The system frees it when a process dies.

    Raises:
        SolidarityError: the lock is still held after `wait_seconds`.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(data_dir / "ingest.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting(f"Waiting: {_holder(data_dir)} is ingesting into {data_dir}.")
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise SolidarityError(
                f"Gave up after {wait_seconds:.0f} s: {_holder(data_dir)} still ingests into {data_dir}. "
                "Try again when it is done."
            ) from error
    try:
        holder = {"pid": os.getpid(), "since": time.strftime("%H:%M:%S")}
        (data_dir / "ingest.holder").write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        lock.release()


def _holder(data_dir: Path) -> str:
    try:
        holder = json.loads((data_dir / "ingest.holder").read_text(encoding="utf-8"))
        return f"process {holder['pid']} (since {holder['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
