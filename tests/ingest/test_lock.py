"""Two ingests at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import SolidarityError
from ingest.lock import ingest_lock

_HOLDER = """
import sys
from pathlib import Path
from ingest.lock import ingest_lock

with ingest_lock(Path(sys.argv[1]), 0, print):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _release(process: "subprocess.Popen[str]") -> None:
    process.communicate("done\n")


def test_the_second_ingest_says_who_holds_the_lock_and_gives_up_in_the_end(
    tmp_path: Path, holder: "subprocess.Popen[str]"
) -> None:
    said: list[str] = []
    with pytest.raises(SolidarityError, match=str(holder.pid)), ingest_lock(tmp_path, 0.2, said.append):
        pass
    assert len(said) == 1
    assert f"process {holder.pid}" in said[0]
    _release(holder)


def test_the_second_ingest_goes_on_when_the_first_is_done(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    with ingest_lock(tmp_path, 30, lambda _: _release(holder)):
        assert str(os.getpid()) in (tmp_path / "ingest.holder").read_text(encoding="utf-8")


def test_a_killed_ingest_holds_no_lock(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    said: list[str] = []
    with ingest_lock(tmp_path, 0, said.append):
        assert said == []
