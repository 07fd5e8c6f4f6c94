"""The command `eval`: suites over cases of one's own, two runs beside each other, and what it refuses."""

import io
import json
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from assistant import build_assistant
from assistant.cli import main
from assistant.settings import Settings
from evals.journal import Journal, held
from evals.results import load_results
from evals.runner import Run as EvalRun
from evals.suites import SUITES, chosen_suites
from tests.evals.test_public import CLAIMS, write_beir, write_lines
from tests.evals.test_results import case_result, results_of
from tests.evals.test_runner import APPLES_CASE, QUESTIONS, STATEMENTS, ingest_orchard, question, write_cases
from vectorstore.embedding import EmbeddingModel

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel) -> Path:
    """A data folder with two small invented instruments."""
    return ingest_orchard(tmp_path_factory.mktemp("orchard"), model)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    write_cases(tmp_path / "cases", "questions-dev", *QUESTIONS)
    return write_cases(tmp_path / "cases", "statements-dev", *STATEMENTS)


@pytest.fixture
def run(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over the small store; returns exit code, stdout and stderr."""
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(data_dir))

    def run_command(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return run_command


def evaluated(run: Run, cases: Path, out: Path, *arguments: str | Path) -> tuple[int, str, str]:
    return run("eval", "--half", "dev", "--cases", cases, "--out", out, *arguments)


def kept(folder: Path, *passed: bool, **of_header: Any) -> Path:
    """A folder with the results of an earlier run."""
    folder.mkdir()
    cases = [
        case_result(str(n), passed=item, values={"accurate": float(item)}) for n, item in enumerate(passed, start=1)
    ]
    (folder / "results.json").write_text(results_of(*cases, **of_header).model_dump_json(), encoding="utf-8")
    return folder


def refused(found: tuple[int, str, str]) -> str:
    """What one line on stderr says of a command that did nothing."""
    code, out, err = found
    assert (code, out) == (1, "")
    assert err.startswith("solidarity: ")
    assert err.count("\n") == 1
    return err.removeprefix("solidarity: ").rstrip("\n")


def test_the_command_explains_itself_with_an_example_and_names_every_suite(run: Run) -> None:
    code, out, _ = run("eval", "--help")
    assert code == 0
    assert "Example: solidarity eval" in out
    assert f"Suites: {', '.join(SUITES)}." in " ".join(out.split())


@pytest.mark.parametrize("arguments", [["--half", "third"], ["--nonsense"], ["--out"]])
def test_wrong_use_ends_with_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run("eval", *arguments)
    assert (code, out) == (2, "")
    assert err


# Running


def test_suites_run_over_cases_of_ones_own_and_leave_figures_results_and_a_report(
    run: Run, cases: Path, tmp_path: Path
) -> None:
    code, out, err = evaluated(run, cases, tmp_path / "run")
    assert code == 0
    assert err.splitlines()[:2] == ["retrieval: 4 cases", "questions: 5 cases"]
    assert "statements: 3 cases" in err
    rows = {line.split("  ")[1].strip(): line.split() for line in out.splitlines() if line.startswith("  ")}
    assert rows["accurate"][1:3] == ["100", "%"]
    assert rows["accurate"][-2:] == ["4", "1"]
    assert {"success@1", "judged rightly", "hallucinated"} <= set(rows)
    assert out.endswith(f"\nReport: {tmp_path / 'run' / 'report.html'}\n")
    results = load_results(tmp_path / "run")
    assert (len(results.cases), results.header.half) == (12, "dev")
    report = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert report.lstrip().lower().startswith("<!doctype html>")
    assert "When does the moon ferry sail?" in report


def test_only_the_suites_that_are_named_run(run: Run, cases: Path, tmp_path: Path) -> None:
    code, out, err = evaluated(run, cases, tmp_path / "run", "statements")
    assert (code, err) == (0, "statements: 3 cases\n")
    assert SUITES["statements"].title in out
    assert SUITES["questions"].title not in out
    assert load_results(tmp_path / "run").header.suites == ("statements",)


def test_without_a_folder_a_run_is_kept_with_the_data(run: Run, cases: Path, data_dir: Path) -> None:
    before = set((data_dir / "evals").glob("*"))
    code, out, _ = run("eval", "statements", "--half", "dev", "--cases", cases)
    (folder,) = set((data_dir / "evals").glob("*")) - before
    assert code == 0
    assert folder.name.endswith("-dev")
    assert f"Report: {folder / 'report.html'}" in out
    assert load_results(folder).header.half == "dev"


def test_a_run_goes_on_in_the_folder_where_it_was_left(run: Run, cases: Path, data_dir: Path) -> None:
    folder = data_dir / "evals" / "2031-05-04-100000-dev"
    folder.mkdir(parents=True)
    begun = EvalRun(build_assistant(Settings(data_dir=data_dir)), chosen_suites(["statements"]), "dev", cases)
    assert [step.done for step in islice(begun.steps(Journal(folder, begun.header)), 3)] == [0, 1, 2]
    code, out, err = run("eval", "statements", "--half", "dev", "--cases", cases)
    assert (code, err.splitlines()[0]) == (0, f"Going on in {folder}: 2 of 3 cases are done.")
    assert f"Report: {folder / 'report.html'}" in out
    assert len(load_results(folder).cases) == 3


def test_two_runs_into_one_folder_at_once_are_refused(run: Run, cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with held(folder):
        told = refused(evaluated(run, cases, folder, "statements"))
    assert told == f"Another run writes into {folder}: wait for it, or name another folder with --out."
    assert evaluated(run, cases, folder, "statements")[0] == 0


def test_the_unfinished_results_of_another_run_are_not_overwritten(
    run: Run, cases: Path, data_dir: Path, tmp_path: Path
) -> None:
    begun = EvalRun(build_assistant(Settings(data_dir=data_dir)), chosen_suites(["questions"]), "dev", cases)
    (tmp_path / "run").mkdir()
    Journal(tmp_path / "run", begun.header)
    told = refused(evaluated(run, cases, tmp_path / "run", "statements"))
    assert told.startswith(f"{tmp_path / 'run'} holds the unfinished results of another run")
    assert "name another folder with --out, or delete" in told


def test_an_unknown_suite_is_refused_with_those_there_are(run: Run, cases: Path, tmp_path: Path) -> None:
    told = refused(evaluated(run, cases, tmp_path / "run", "questions", "riddles"))
    assert told == f"There is no suite 'riddles'. Suites: {', '.join(SUITES)}."
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("price", ["cheap", "0.15", "0.15,", "0.15,0.60,0.90", "0.15;0.60", "a,b"])
def test_a_price_that_is_not_two_numbers_is_refused(run: Run, cases: Path, tmp_path: Path, price: str) -> None:
    told = refused(evaluated(run, cases, tmp_path / "run", "statements", "--price", price))
    assert told == f"--price {price!r} is not two numbers: write it as 0.15,0.60."
    assert not (tmp_path / "run").exists()


def test_a_fault_in_a_case_file_is_named(run: Run, cases: Path, tmp_path: Path) -> None:
    write_cases(cases, "questions-dev", APPLES_CASE, question("Who?", "orchard/art-1", kind="riddle"))
    told = refused(evaluated(run, cases, tmp_path / "run", "questions"))
    assert told.startswith("questions-dev.jsonl, line 2: kind: ")


def test_a_folder_without_any_cases_is_refused(run: Run, tmp_path: Path) -> None:
    assert str(tmp_path / "none") in refused(evaluated(run, tmp_path / "none", tmp_path / "run"))


def test_a_file_in_the_place_of_the_folder_is_named(run: Run, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder", encoding="utf-8")
    assert str(tmp_path / "taken") in refused(evaluated(run, cases, tmp_path / "taken", "statements"))


def test_an_empty_store_is_named_as_the_reason(
    run: Run, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path / "empty"))
    code, _, err = evaluated(run, cases, tmp_path / "run", "questions")
    assert code == 1
    assert err == "solidarity: Nothing is ingested yet: run 'solidarity ingest' first.\n"


@pytest.mark.parametrize("option", ["--model", "--judge"])
def test_a_chat_model_of_an_unknown_provider_is_named(run: Run, cases: Path, tmp_path: Path, option: str) -> None:
    told = refused(evaluated(run, cases, tmp_path / "run", "questions", option, "nonsense:x"))
    assert "'nonsense:x' cannot be used" in told
    assert not (tmp_path / "run").exists()


def test_nobody_grades_when_nobody_is_to(run: Run, cases: Path, tmp_path: Path) -> None:
    code, out, _ = evaluated(run, cases, tmp_path / "run", "questions", "--judge", "none")
    assert code == 0
    assert "Graded" not in out
    assert load_results(tmp_path / "run").header.grader == ""


# Comparing


def test_a_run_is_compared_with_an_earlier_one(run: Run, cases: Path, tmp_path: Path) -> None:
    evaluated(run, cases, tmp_path / "first", "statements")
    write_cases(cases, "statements-dev", *STATEMENTS[:2])
    code, out, _ = evaluated(run, cases, tmp_path / "second", "statements", "--compare", tmp_path / "first")
    assert code == 0
    assert "2 cases in both, 1 in one only" in out
    assert "Cases won: 0" in out
    assert out.index("dev half") < out.index("Compared with the run of") < out.index("Report: ")


def test_a_folder_without_results_is_refused_before_anything_runs(run: Run, cases: Path, tmp_path: Path) -> None:
    told = refused(evaluated(run, cases, tmp_path / "run", "statements", "--compare", tmp_path / "none"))
    assert told == f"{tmp_path / 'none'} holds no results of a run (results.json)."
    assert not (tmp_path / "run").exists()


def test_two_runs_are_compared_and_nothing_runs(run: Run, tmp_path: Path) -> None:
    before, after = kept(tmp_path / "before", False, True, False), kept(tmp_path / "after", True, True, True)
    code, out, err = run("eval", "--compare", before, "--compare", after)
    assert (code, err) == (0, "")
    assert out.startswith("Compared with the run of 2031-05-04T10:00:00+00:00 (revision abc123), 3 cases in both")
    (row,) = [line for line in out.splitlines() if line.strip().startswith("accurate")]
    assert row.split()[1:7] == ["33.3", "%", "100", "%", "+66.7", "%"]
    assert "Cases won: 2\n  questions 1: Who shares 1?\n  questions 3: Who shares 3?" in out
    assert "Cases lost: 0" in out
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["after", "before", "results.json", "results.json"]


def test_two_runs_are_compared_in_a_report_where_a_folder_is_named(run: Run, tmp_path: Path) -> None:
    before, after = kept(tmp_path / "before", True), kept(tmp_path / "after", False, half="test")
    code, out, _ = run("eval", "--compare", before, "--compare", after, "--out", tmp_path / "both")
    assert code == 0
    assert "The runs differ in the half of the cases: dev before, test now." in out
    assert "Cases lost: 1" in out
    assert out.endswith(f"Report: {tmp_path / 'both' / 'report.html'}\n")
    assert (tmp_path / "both" / "report.html").is_file()


def test_a_comparison_needs_neither_a_store_nor_cases(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path / "empty"))
    before, after = kept(tmp_path / "before", True), kept(tmp_path / "after", True)
    assert run("eval", "--compare", before, "--compare", after)[0] == 0
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("count", [3, 4])
def test_more_than_two_runs_cannot_be_compared(run: Run, tmp_path: Path, count: int) -> None:
    folders = [kept(tmp_path / str(n), True) for n in range(count)]
    told = refused(run("eval", *(part for folder in folders for part in ("--compare", folder))))
    assert told == f"Two runs can be compared, not {count}."


def test_a_file_that_is_no_results_file_is_named(run: Run, tmp_path: Path) -> None:
    before, after = kept(tmp_path / "before", True), kept(tmp_path / "after", True)
    (after / "results.json").write_text("{}", encoding="utf-8")
    told = refused(run("eval", "--compare", before, "--compare", after))
    assert told.startswith(f"{after / 'results.json'} is not a results file of this version: header: Field required.")


def test_results_with_a_figure_of_another_version_end_in_no_traceback(run: Run, tmp_path: Path) -> None:
    before, after = kept(tmp_path / "before", True), kept(tmp_path / "after", True)
    results = json.loads((after / "results.json").read_text(encoding="utf-8"))
    results["figures"].append(results["figures"][0] | {"name": "wittiness"})
    (after / "results.json").write_text(json.dumps(results), encoding="utf-8")
    code, _, err = run("eval", "--compare", before, "--compare", after, "--out", tmp_path / "both")
    assert code == 0 or "wittiness" in err


# Public data


def test_public_claims_are_measured_instead_of_the_suites(run: Run, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "claims.jsonl", *CLAIMS)
    code, out, err = run("eval", "--suite-public", path)
    assert (code, err) == (0, "")
    assert out.startswith(f"WiCE: {path}\n")
    assert "F1 of supported claims" in out
    assert SUITES["questions"].title not in out


def test_public_documents_are_measured_instead_of_the_suites(run: Run, tmp_path: Path) -> None:
    code, out, err = run("eval", "--suite-public", write_beir(tmp_path / "beir"))
    assert (code, err) == (0, "")
    assert out.startswith(f"BEIR: {tmp_path / 'beir'}\n")
    assert "nDCG@10" in out


def test_public_data_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    assert "neither a file nor a folder" in refused(run("eval", "--suite-public", tmp_path / "none"))


# Adding


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have lines come on standard input."""
    text = "".join(f"{line}\n" for line in lines).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))


def test_a_case_is_asked_for_added_and_then_run(
    run: Run, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who warns the villages before the hives are moved?"
    typed(monkeypatch, "questions", "dev", asked, "y", "orchard 3", "who", "easy", "student")
    code, out, _ = run("eval", "add", "--cases", cases)
    path = cases / "questions-dev.jsonl"
    added = path.read_text(encoding="utf-8").splitlines()[-1]
    assert code == 0
    assert out.endswith(f"Added to {path}:\n{added}\n")
    assert json.loads(added)["expected"] == ["orchard/art-3"]
    evaluated(run, cases, tmp_path / "run", "questions")
    assert load_results(tmp_path / "run").cases[-1].asked == asked


def test_adding_is_stopped_by_the_end_of_the_input_and_changes_nothing(
    run: Run, cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (cases / "questions-dev.jsonl").read_bytes()
    typed(monkeypatch, "questions", "dev")
    code, _, err = run("eval", "add", "--cases", cases)
    assert code == 1
    assert "Aborted" in err
    assert (cases / "questions-dev.jsonl").read_bytes() == before


def test_adding_is_no_suite_that_runs_beside_others(run: Run, cases: Path, tmp_path: Path) -> None:
    assert refused(evaluated(run, cases, tmp_path / "run", "add", "questions")).startswith("There is no suite 'add'.")
