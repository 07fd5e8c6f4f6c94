"""Results of a run: what is read back from their file, and what is said of a file that cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SolidarityError
from evals.figures import all_figures
from evals.results import RESULTS_FILE, CaseResult, CitedPlace, Grade, Header, Results, Scored, load_results


def header(**fields: Any) -> Header:
    defaults: dict[str, Any] = {
        "revision": "abc123",
        "versions": {"python": "3.12.1", "numpy": "2.4.0"},
        "answerer": "the quoting answerer",
        "model": "",
        "settings_hash": "5e771",
        "corpus": "c0ffee",
        "documents": 2,
        "half": "dev",
        "suites": ("questions",),
        "cases_hash": "ca5e5",
        "started": "2031-05-04T10:00:00+00:00",
    }
    return Header(**{**defaults, **fields})


def case_result(key: str = "q-1", suite: str = "questions", **fields: Any) -> CaseResult:
    """A case that passed; fields of its score can be given beside those of the case itself."""
    of_score = {name: fields.pop(name) for name in list(fields) if name in Scored.model_fields}
    score: dict[str, Any] = {"expected": "sea/art-1", "answer": "Villages share the harvest.", "passed": True}
    defaults: dict[str, Any] = {"case_hash": f"hash of {key}", "kind": "who", "asked": f"Who shares {key}?"}
    return CaseResult(suite=suite, key=key, scored=Scored(**{**score, **of_score}), **{**defaults, **fields})


def results_of(*cases: CaseResult, seconds: float = 2.0, **of_header: Any) -> Results:
    """A run over some cases, with their figures."""
    return Results(header=header(**of_header), seconds=seconds, figures=all_figures(cases), cases=cases)


FULL = results_of(
    case_result(
        "q-1",
        answer="Zwölf Boote – 十二\u2028and “nets”\n\tat dusk",
        citations=(CitedPlace(pinpoint="Sea Convention, art. 1", quotation="the harvest", status="verified"),),
        values={"accurate": 1.0, "seconds": 0.012345678901234567},
        outcome="accurate",
        correctness="correct",
        groundedness="grounded",
        difficulty="easy",
        persona="lawyer",
        grade=Grade(correct=None, explanation="no verdict"),
    ),
    case_result("q-2", passed=None, explanation="The corpus holds none of: moon/art-1."),
    case_result("q-3", passed=False, values={"accurate": 0.0}, outcome="hallucinated"),
)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / RESULTS_FILE
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_results_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    written(tmp_path, FULL.model_dump_json(indent=1))
    assert load_results(tmp_path) == FULL


def test_the_file_itself_may_be_named_instead_of_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path, FULL.model_dump_json())
    assert load_results(path) == FULL


def test_a_run_without_cases_is_read_back(tmp_path: Path) -> None:
    written(tmp_path, results_of().model_dump_json())
    assert load_results(tmp_path).cases == ()


@pytest.mark.parametrize("name", ["", "none", "none/results.json"])
def test_a_place_without_results_is_named(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    with pytest.raises(SolidarityError) as told:
        load_results(place)
    assert str(told.value) == f"{place} holds no results of a run (results.json)."


def _edited(**changes: Any) -> str:
    return json.dumps(json.loads(FULL.model_dump_json()) | changes)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (_edited(seconds="long"), "seconds: "),
        (_edited(notes=[]), "notes: Extra inputs are not permitted."),
        (_edited(header={"revision": "abc"}), "header.versions: Field required."),
        (_edited(cases=[{"suite": "questions"}]), "cases.0.key: Field required."),
        (_edited(figures=[{"suite": "questions", "name": "accurate", "n": 3}]), "figures.0.value: Field required."),
        ("", "Invalid JSON"),
        ("[]", "object"),
    ],
)
def test_what_another_version_wrote_is_refused_with_the_field(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SolidarityError) as told:
        load_results(tmp_path)
    assert str(told.value).startswith(f"{path} is not a results file of this version: ")
    assert fault in str(told.value)


def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(tmp_path: Path) -> None:
    whole = FULL.model_dump_json()
    for length in range(0, len(whole), 97):
        written(tmp_path, whole[:length])
        with pytest.raises(SolidarityError, match="is not a results file of this version"):
            load_results(tmp_path)


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    written(tmp_path, FULL.model_dump_json().encode("utf-16"))
    with pytest.raises(SolidarityError, match=RESULTS_FILE):
        load_results(tmp_path)


def test_a_figure_is_found_by_suite_and_name_and_is_that_of_all_cases() -> None:
    found = FULL.figure("questions", "accurate")
    assert found is not None
    assert (found.value, found.n, found.unscored, found.group) == (0.5, 2, 1, "")
    assert [item.label for item in FULL.figures if item.group == "persona"] == ["lawyer"]


@pytest.mark.parametrize(("suite", "name"), [("questions", "speed"), ("retrieval", "accurate"), ("", "")])
def test_there_is_no_figure_that_was_not_measured(suite: str, name: str) -> None:
    assert FULL.figure(suite, name) is None
