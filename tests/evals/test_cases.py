"""Case files, and the development questions that ship."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from evals.cases import DEVELOPMENT_SET, Case, accepts, lines_of, load_cases
from ingest.sources import known_sources

LINE: dict[str, Any] = {
    "question": "Who may fish?",
    "answerable": True,
    "expected": ["sea/art-2"],
    "kind": "who",
    "difficulty": "easy",
    "persona": "student",
}


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    """A case file with lines as they are given, or as JSON."""
    path = folder / "cases.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("expected", "provision_id", "accepted"),
    [
        (["udhr/art-2"], "udhr/art-2", True),
        (["udhr/art-2"], "udhr/art-2/1", True),
        (["udhr/art-2"], "udhr/art-2/1/a", True),
        (["udhr/art-2"], "udhr/art-25", False),
        (["udhr/art-2/1"], "udhr/art-2", False),
        (["udhr/art-2"], "iccpr/art-2", False),
        (["udhr"], "udhr/art-2", True),
        (["udhr"], "udhr-annex/art-2", False),
        (["iccpr/art-1", "udhr/art-2"], "udhr/art-2", True),
        ([], "udhr/art-2", False),
    ],
)
def test_a_place_stands_for_its_parts_and_for_nothing_else(
    expected: list[str], provision_id: str, accepted: bool
) -> None:
    assert accepts(expected, provision_id) is accepted
    assert Case(**{**LINE, "expected": expected}).accepts(provision_id) is accepted


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Case(**LINE).question = "Who may sail?"


def test_a_case_file_is_read_line_by_line(tmp_path: Path) -> None:
    other = {**LINE, "question": "Who may sail? “Löwe” ✓", "answerable": False, "expected": []}
    assert load_cases(written(tmp_path, LINE, other)) == [Case(**LINE), Case(**other)]


def test_a_case_without_expected_places_expects_none(tmp_path: Path) -> None:
    (case,) = load_cases(written(tmp_path, {name: value for name, value in LINE.items() if name != "expected"}))
    assert case.expected == ()


def test_an_empty_file_holds_no_cases(tmp_path: Path) -> None:
    assert load_cases(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        ("", "Invalid JSON"),
        ({**LINE, "question": 3}, "valid string"),
        ({name: value for name, value in LINE.items() if name != "kind"}, "Field required"),
        ({**LINE, "kind": "riddle"}, "'which article'"),
        ({**LINE, "persona": "pirate"}, "'student'"),
        ({**LINE, "note": "?"}, "Extra inputs are not permitted"),
    ],
    ids=["no JSON", "empty", "number", "no kind", "unknown kind", "unknown persona", "unknown field"],
)
def test_a_bad_line_is_named_with_the_reason(tmp_path: Path, line: str | dict[str, Any], reason: str) -> None:
    with pytest.raises(SolidarityError, match=rf"^cases\.jsonl, line 2: .*{re.escape(reason)}"):
        load_cases(written(tmp_path, LINE, line, LINE))


@pytest.mark.parametrize("sign", ["\u2028", "\u0085"])
def test_only_a_line_break_ends_a_case(tmp_path: Path, sign: str) -> None:
    case = {**LINE, "question": f"Who{sign}may fish?"}
    assert load_cases(written(tmp_path, json.dumps(case, ensure_ascii=False))) == [Case(**case)]


@pytest.mark.parametrize(
    ("text", "lines"), [("", []), ("a", ["a"]), ("a\nb\n", ["a", "b"]), ("a\n\nb\n\n", ["a", "", "b"]), ("\n", [])]
)
def test_the_lines_of_a_file_end_where_its_text_ends(tmp_path: Path, text: str, lines: list[str]) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(text, encoding="utf-8")
    assert lines_of(path) == lines


@pytest.fixture(scope="module")
def shipped() -> list[Case]:
    return load_cases(DEVELOPMENT_SET)


def test_the_development_set_asks_as_much_that_has_no_answer_as_that_has_one(shipped: list[Case]) -> None:
    assert len(shipped) > 100
    assert sum(case.answerable for case in shipped) * 2 == len(shipped)


def test_the_development_set_names_places_for_answerable_questions_only(shipped: list[Case]) -> None:
    assert not [case.question for case in shipped if bool(case.expected) is not case.answerable]


def test_the_development_set_asks_nothing_twice(shipped: list[Case]) -> None:
    asked = [" ".join(re.findall(r"\w+", case.question.lower())) for case in shipped]
    assert not {question for question in asked if asked.count(question) > 1}


def test_the_development_set_asks_in_words(shipped: list[Case]) -> None:
    assert not [case for case in shipped if case.question != " ".join(case.question.split()) or not case.question]


def test_every_expected_place_is_in_the_corpus_or_in_a_text_that_can_be_added(
    assistant: Assistant, shipped: list[Case]
) -> None:
    parts = [provision.id.split("/") for provision in assistant.catalogue.provisions]
    held = {"/".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
    unknown = {
        place
        for case in shipped
        for place in case.expected
        if place not in held and place.partition("/")[0] not in known_sources() and not re.match(r"00\d-", place)
    }
    assert not unknown


def test_most_answerable_questions_can_be_answered_from_the_shipped_corpus(
    assistant: Assistant, shipped: list[Case]
) -> None:
    answerable = [case for case in shipped if case.answerable]
    provisions = [provision.id for provision in assistant.catalogue.provisions]
    held = [case for case in answerable if any(map(case.accepts, provisions))]
    assert len(held) >= 0.6 * len(answerable)
