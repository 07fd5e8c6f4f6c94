"""Conversations that are measured by what their last question is answered with."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.types import Answer
from evals.conversations import DEVELOPMENT_SET, Conversation, hold, load_conversations
from tests.assistant.samples import answer, citation, refusal

LINE: dict[str, Any] = {
    "turns": ["sea convention 1"],
    "question": "and article 2?",
    "expected": ["sea/art-2"],
    "fresh": False,
    "kind": "other place",
}


def conversation(**fields: Any) -> Conversation:
    return Conversation(**{**LINE, **fields})


def cites(*provision_ids: str, question: str = "What does Sea Convention, art. 2 say?") -> Answer:
    """An answer to a question as it was understood, with citations of provisions."""
    citations = tuple(citation(n=n, provision_id=place) for n, place in enumerate(provision_ids, start=1))
    return answer(question=question, citations=citations)


@pytest.mark.parametrize(
    ("expected", "cited", "right"),
    [
        (["sea/art-2"], ["sea/art-2"], True),
        (["sea/art-2"], ["sea/art-2/1"], True),
        (["sea"], ["sea/art-9"], True),
        (["sea/art-2"], ["sea/art-1", "sea/art-5", "sea/art-2"], True),
        (["sea/art-2"], ["sea/art-1", "sea/art-5", "sea/art-6", "sea/art-2"], False),
        (["sea/art-2"], ["sea/art-20"], False),
        (["sea/art-2", "land/art-1"], ["land/art-1"], True),
        (["sea/art-2"], [], False),
    ],
)
def test_an_answer_is_right_when_one_of_its_first_three_citations_was_expected(
    expected: list[str], cited: list[str], right: bool
) -> None:
    assert conversation(expected=expected).is_right(cites(*cited)) is right


def test_a_refusal_is_right_where_nothing_was_expected() -> None:
    nowhere = conversation(expected=[], kind="no such place")
    assert nowhere.is_right(refusal())
    assert not nowhere.is_right(cites("sea/art-2"))


def test_a_refusal_is_wrong_where_something_was_expected() -> None:
    assert not conversation().is_right(refusal())


@pytest.mark.parametrize(
    ("understood", "cited", "right"),
    [
        ("Who may fish?", "sea/art-2", True),
        ("Who may fish (Sea Convention, art. 1)?", "sea/art-2", False),
        ("Who may fish?", "sea/art-1", False),
    ],
)
def test_a_fresh_question_must_be_left_as_it_is_and_answered(understood: str, cited: str, right: bool) -> None:
    fresh = conversation(question="Who may fish?", fresh=True, kind="change of subject")
    assert fresh.is_right(cites(cited, question=understood)) is right


@pytest.mark.parametrize(("understood", "right"), [("Who may fish?", True), ("Who may fish there?", False)])
def test_a_fresh_question_without_answer_must_be_left_as_it_is_and_declined(understood: str, right: bool) -> None:
    fresh = conversation(question="Who may fish?", fresh=True, expected=[], kind="change of subject")
    assert fresh.is_right(replace(refusal(), question=understood)) is right


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "talks.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def test_a_file_of_conversations_is_read_line_by_line(tmp_path: Path) -> None:
    other = {**LINE, "turns": ["a", "b"], "expected": []}
    assert load_conversations(written(tmp_path, LINE, other)) == [Conversation(**LINE), Conversation(**other)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[]", "should be an object"),
        ("{", "Invalid JSON"),
        ({**LINE, "turns": "sea convention 1"}, "valid array"),
        ({name: value for name, value in LINE.items() if name != "fresh"}, "Field required"),
        ({**LINE, "kind": "riddle"}, "'other instrument'"),
        ({**LINE, "note": "?"}, "Extra inputs are not permitted"),
    ],
    ids=["list", "cut off", "one turn", "no fresh", "unknown kind", "unknown field"],
)
def test_a_bad_line_is_named_with_the_reason(tmp_path: Path, line: str | dict[str, Any], reason: str) -> None:
    with pytest.raises(SolidarityError, match=rf"^talks\.jsonl, line 3: .*{re.escape(reason)}"):
        load_conversations(written(tmp_path, LINE, LINE, line))


def test_each_question_is_asked_with_the_conversation_before_it(assistant: Assistant) -> None:
    talk = conversation(turns=["udhr 13", "and 14?"], question="the next article?", expected=["udhr/art-15"])
    found = hold(talk, assistant)
    assert (found.asked, found.question) == ("the next article?", "What does UDHR, art. 15 say?")
    assert talk.is_right(found)


def test_a_conversation_can_lean_on_what_only_an_answer_named(assistant: Assistant) -> None:
    talk = conversation(
        turns=["Which article stops a State from returning a refugee to danger?"],
        question="and article 34?",
        expected=["refugee/art-34"],
    )
    assert talk.is_right(hold(talk, assistant))


def test_a_conversation_without_turns_is_one_question(assistant: Assistant) -> None:
    talk = conversation(turns=[], question="udhr 28", expected=["udhr/art-28"], fresh=True, kind="change of subject")
    assert talk.is_right(hold(talk, assistant))


@pytest.fixture(scope="module")
def shipped() -> list[Conversation]:
    return load_conversations(DEVELOPMENT_SET)


def test_the_development_conversations_are_of_every_kind(shipped: list[Conversation]) -> None:
    assert {talk.kind for talk in shipped} == {
        "other instrument",
        "other place",
        "about it",
        "who and when",
        "other topic",
        "change of subject",
        "no such place",
    }


def test_the_development_conversations_have_turns_and_differ(shipped: list[Conversation]) -> None:
    assert all(talk.turns and talk.question.strip() for talk in shipped)
    assert len({(talk.turns, talk.question) for talk in shipped}) == len(shipped)


def test_a_fresh_question_is_a_change_of_subject_and_the_other_way_round(shipped: list[Conversation]) -> None:
    assert all(talk.fresh is (talk.kind == "change of subject") for talk in shipped)
    assert all(bool(talk.expected) is not (talk.kind == "no such place") for talk in shipped)


def test_every_place_that_a_conversation_expects_is_in_the_shipped_corpus(
    assistant: Assistant, shipped: list[Conversation]
) -> None:
    parts = [provision.id.split("/") for provision in assistant.catalogue.provisions]
    held = {"/".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
    assert not [talk for talk in shipped if talk.expected and not held & set(talk.expected)]


def test_four_in_five_of_the_development_conversations_are_understood(
    assistant: Assistant, shipped: list[Conversation]
) -> None:
    wrong = [talk.question for talk in shipped if not talk.is_right(hold(talk, assistant))]
    assert len(wrong) <= 0.2 * len(shipped), wrong
