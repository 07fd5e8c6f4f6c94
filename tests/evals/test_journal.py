"""The journal of a run: what a run that was killed leaves behind, and who may go on with it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SolidarityError
from evals.journal import Journal, held, new_folder, same_run, unfinished_folder
from evals.results import CaseResult, load_results
from tests.evals.test_results import case_result, header, results_of

FILE = "unfinished.jsonl"
FIRST = case_result("q-1", answer="Nets\nand\u2028ropes “of the Fähre”", values={"accurate": 1.0})
SECOND = case_result("q-2", suite="retrieval", passed=None)
THIRD = case_result("q-3", passed=False, answer="Die Fähre fährt nicht.")
OTHER_RUNS: list[dict[str, Any]] = [
    {"cases_hash": "other"},
    {"settings_hash": "other"},
    {"corpus": "other"},
    {"documents": 3},
    {"half": "test"},
    {"suites": ("questions", "retrieval")},
    {"model": "test:scripted"},
    {"grader": "test:scripted"},
    {"answerer": "another"},
    {"revision": "abc123+"},
    {"versions": {"python": "3.12.1"}},
]

# Holds a folder until it is killed.
_HOLDS = """
import sys, time
from pathlib import Path
from evals.journal import held

with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def journal_with(folder: Path, *cases: CaseResult, **of_header: Any) -> Journal:
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder, header(**of_header))
    for case in cases:
        journal.add(case)
    return journal


def keys(journal: Journal) -> list[str]:
    return [key for _, key in journal.done]


def test_every_case_is_on_the_disk_when_it_is_added(tmp_path: Path) -> None:
    journal = journal_with(tmp_path)
    for number, case in enumerate([FIRST, SECOND, THIRD], start=1):
        journal.add(case)
        lines = (tmp_path / FILE).read_text(encoding="utf-8").split("\n")
        assert len(lines) == number + 2
        assert CaseResult.model_validate_json(lines[number]) == case
        assert lines[-1] == ""


def test_a_run_is_taken_up_with_all_that_it_had_done(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST, SECOND)
    again = Journal(tmp_path, header())
    assert again.done == {("questions", "q-1"): FIRST, ("retrieval", "q-2"): SECOND}


def test_a_run_that_is_taken_up_started_when_it_first_started(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST, started="2031-05-04T10:00:00+00:00")
    again = Journal(tmp_path, header(started="2031-05-05T08:00:00+00:00"))
    assert again.header.started == "2031-05-04T10:00:00+00:00"
    assert keys(again) == ["q-1"]


def test_a_half_written_last_line_is_dropped_wherever_it_was_cut(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST, SECOND)
    whole = (tmp_path / FILE).read_bytes()
    line = THIRD.model_dump_json().replace("ä", "a").encode()
    for length in range(1, len(line), 17):
        (tmp_path / FILE).write_bytes(whole + line[:length])
        assert keys(Journal(tmp_path, header())) == ["q-1", "q-2"]
        assert (tmp_path / FILE).read_bytes() == whole


def test_a_last_line_cut_within_a_letter_is_dropped(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST, SECOND)
    line = THIRD.model_dump_json().encode()
    with (tmp_path / FILE).open("ab") as file:
        file.write(line[: line.index("ä".encode()) + 1])
    assert keys(Journal(tmp_path, header())) == ["q-1", "q-2"]


def test_a_whole_last_line_counts_even_without_its_line_break(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST, SECOND)
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes().rstrip(b"\n"))
    assert keys(Journal(tmp_path, header())) == ["q-1", "q-2"]


def test_what_is_added_after_a_dropped_line_is_read_again(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write(SECOND.model_dump_json()[:40])
    Journal(tmp_path, header()).add(THIRD)
    assert Journal(tmp_path, header()).done == {("questions", "q-1"): FIRST, ("questions", "q-3"): THIRD}


@pytest.mark.parametrize("other", OTHER_RUNS, ids=lambda fields: next(iter(fields)))
def test_the_journal_of_another_run_is_refused_with_what_to_do_and_left_as_it_is(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    journal_with(tmp_path, FIRST)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(SolidarityError) as told:
        Journal(tmp_path, header(**other))
    assert str(told.value) == (
        f"{tmp_path} holds the unfinished results of another run (other code, settings, corpus or cases): "
        f"name another folder with --out, or delete {tmp_path / FILE}."
    )
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("content", ["", "\n", "{}\n", "notes of mine\n"])
def test_a_file_that_does_not_begin_with_a_header_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(SolidarityError, match=re.escape(f"or delete {tmp_path / FILE}.")):
        Journal(tmp_path, header())


@pytest.mark.parametrize("other", OTHER_RUNS, ids=lambda fields: next(iter(fields)))
def test_two_runs_are_the_same_when_nothing_but_their_start_differs(other: dict[str, Any]) -> None:
    assert same_run(header(), header(started="later"))
    assert not same_run(header(), header(**other))


def test_a_finished_run_leaves_its_results_and_no_journal(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, FIRST, SECOND)
    results = results_of(FIRST, SECOND)
    path = journal.finish(results)
    assert path == tmp_path / "results.json"
    assert load_results(tmp_path) == results
    assert [item.name for item in tmp_path.iterdir()] == ["results.json"]


def test_a_run_into_the_folder_of_a_finished_one_begins_anew_and_replaces_its_results(tmp_path: Path) -> None:
    journal_with(tmp_path, FIRST).finish(results_of(FIRST))
    again = journal_with(tmp_path)
    assert again.done == {}
    assert load_results(tmp_path) == results_of(FIRST)
    again.add(THIRD)
    again.finish(results_of(THIRD))
    assert load_results(tmp_path) == results_of(THIRD)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder `later-dev` below the temporary one."""
    command = [sys.executable, "-c", _HOLDS, str(tmp_path / "later-dev")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_is_held_by_one_process_at_a_time_and_a_killed_one_lets_go(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    folder = tmp_path / "later-dev"
    with pytest.raises(SolidarityError) as told, held(folder):
        pass
    assert str(told.value) == f"Another run writes into {folder}: wait for it, or name another folder with --out."
    with held(tmp_path / "other"):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with held(folder):
        pass


def test_an_unfinished_run_that_another_process_goes_on_with_is_left_to_it(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    journal_with(tmp_path / "later-dev", FIRST)
    assert unfinished_folder(tmp_path, header()) is None
    journal_with(tmp_path / "earlier-dev", FIRST)
    assert unfinished_folder(tmp_path, header()) == tmp_path / "earlier-dev"


def test_a_folder_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), held(tmp_path):
        raise ValueError("mine")
    with held(tmp_path):
        pass


def test_a_folder_that_is_held_is_made_with_those_above_it(tmp_path: Path) -> None:
    with held(tmp_path / "runs" / "2031"):
        assert (tmp_path / "runs" / "2031").is_dir()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("not a folder", encoding="utf-8")
    with pytest.raises(SolidarityError, match=re.escape(str(tmp_path / "run"))), held(tmp_path / "run"):
        pass


def test_the_latest_unfinished_run_of_the_same_kind_is_found(tmp_path: Path) -> None:
    for day in ("2031-05-03", "2031-05-05", "2031-05-04"):
        journal_with(tmp_path / f"{day}-dev", FIRST, started=day)
    assert unfinished_folder(tmp_path, header()) == tmp_path / "2031-05-05-dev"


@pytest.mark.parametrize("other", OTHER_RUNS, ids=lambda fields: next(iter(fields)))
def test_unfinished_runs_of_another_kind_are_passed_over(tmp_path: Path, other: dict[str, Any]) -> None:
    journal_with(tmp_path / "2031-05-05-dev", FIRST, **other)
    assert unfinished_folder(tmp_path, header()) is None
    journal_with(tmp_path / "2031-05-04-dev", FIRST)
    assert unfinished_folder(tmp_path, header()) == tmp_path / "2031-05-04-dev"


def test_finished_runs_and_strange_files_are_passed_over(tmp_path: Path) -> None:
    journal_with(tmp_path / "2031-05-06-dev", FIRST).finish(results_of(FIRST))
    for name, content in (("2031-05-07-dev", "{"), ("2031-05-08-dev", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / FILE).write_text(content, encoding="utf-8")
    (tmp_path / "2031-05-09-dev" / FILE).mkdir(parents=True)
    assert unfinished_folder(tmp_path, header()) is None
    journal_with(tmp_path / "2031-05-01-dev")
    assert unfinished_folder(tmp_path, header()) == tmp_path / "2031-05-01-dev"


def test_an_unfinished_run_cut_within_a_letter_stops_no_other_run(tmp_path: Path) -> None:
    journal_with(tmp_path / "2031-05-05-dev", FIRST, cases_hash="other")
    with (tmp_path / "2031-05-05-dev" / FILE).open("ab") as file:
        file.write(b'{"suite": "F' + "ä".encode()[:1])
    assert unfinished_folder(tmp_path, header()) is None


def test_where_nothing_ever_ran_there_is_no_unfinished_run(tmp_path: Path) -> None:
    assert unfinished_folder(tmp_path / "none", header()) is None
    assert not (tmp_path / "none").exists()


def test_a_new_folder_is_named_after_the_time_and_the_half(tmp_path: Path) -> None:
    folder = new_folder(tmp_path, "dev")
    assert folder.parent == tmp_path
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-\d{6}-dev", folder.name)
    assert not folder.exists()
