"""Conversations that are measured by what their last question is answered with."""

from dataclasses import replace
from functools import cache
from typing import Any, get_args

import pytest

from assistant.assistant import Assistant
from assistant.types import Answer
from evals.cases import ConversationCase, Half, load_cases
from evals.suites.base import UnscorableError
from evals.suites.follow_ups import FollowUps, hold, is_right
from tests.assistant.samples import answer, citation, refusal
from tests.evals.test_cases import faults

SUITE = FollowUps()
LINE: dict[str, Any] = {
    "turns": ["sea convention 1"],
    "question": "and article 2?",
    "expected": ["sea/art-2"],
    "fresh": False,
    "kind": "other place",
}
by_half = pytest.mark.parametrize("half", get_args(Half))


def conversation(**fields: Any) -> ConversationCase:
    return ConversationCase(**{**LINE, **fields})


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
    assert is_right(conversation(expected=expected), cites(*cited)) is right


def test_a_refusal_is_right_where_nothing_was_expected() -> None:
    nowhere = conversation(expected=[], kind="no such place")
    assert is_right(nowhere, refusal())
    assert not is_right(nowhere, cites("sea/art-2"))


def test_a_refusal_is_wrong_where_something_was_expected() -> None:
    assert not is_right(conversation(), refusal())


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
    assert is_right(fresh, cites(cited, question=understood)) is right


@pytest.mark.parametrize(("understood", "right"), [("Who may fish?", True), ("Who may fish there?", False)])
def test_a_fresh_question_without_answer_must_be_left_as_it_is_and_declined(understood: str, right: bool) -> None:
    fresh = conversation(question="Who may fish?", fresh=True, expected=[], kind="change of subject")
    assert is_right(fresh, replace(refusal(), question=understood)) is right


def test_each_question_is_asked_with_the_conversation_before_it(assistant: Assistant) -> None:
    talk = conversation(turns=["udhr 13", "and 14?"], question="the next article?", expected=["udhr/art-15"])
    found, seconds = hold(talk, assistant)
    assert (found.asked, found.question) == ("the next article?", "What does UDHR, art. 15 say?")
    assert is_right(talk, found)
    assert seconds > 0


def test_a_conversation_can_lean_on_what_only_an_answer_named(assistant: Assistant) -> None:
    talk = conversation(
        turns=["Which article stops a State from returning a refugee to danger?"],
        question="and article 34?",
        expected=["refugee/art-34"],
    )
    assert is_right(talk, hold(talk, assistant)[0])


def test_a_conversation_without_turns_is_one_question(assistant: Assistant) -> None:
    talk = conversation(turns=[], question="udhr 28", expected=["udhr/art-28"], fresh=True, kind="change of subject")
    assert is_right(talk, hold(talk, assistant)[0])


def test_a_resolved_follow_up_is_shown_as_it_was_understood(assistant: Assistant) -> None:
    found = SUITE.score(conversation(turns=["udhr 13"], expected=["udhr/art-14"], question="and 14?"), assistant)
    assert found.values.pop("seconds") > 0
    assert found.values == {"follow-ups resolved": 1}
    assert (found.passed, found.explanation, found.expected) == (True, "", "udhr/art-14")
    assert found.answer.startswith("Understood as: What does UDHR, art. 14 say?\n\n")
    assert "Sources" not in found.answer
    assert [item.pinpoint for item in found.citations] == ["UDHR, art. 14"]


def test_a_follow_up_that_leads_elsewhere_is_not_resolved(assistant: Assistant) -> None:
    found = SUITE.score(conversation(turns=["udhr 13"], expected=["udhr/art-21"], question="and 14?"), assistant)
    assert found.values["follow-ups resolved"] == 0
    assert not found.passed
    assert found.explanation


def test_a_follow_up_to_what_is_not_there_must_be_declined(assistant: Assistant) -> None:
    nowhere = conversation(turns=["udhr 13"], expected=[], question="and 99?", kind="no such place")
    found = SUITE.score(nowhere, assistant)
    assert (found.passed, found.expected, found.citations) == (True, "to be declined", ())
    assert "there is no article 99" in found.answer


def test_a_fresh_question_is_scored_as_it_was_asked(assistant: Assistant) -> None:
    asked = "Which acts count as genocide?"
    fresh = conversation(
        turns=["udhr 13"], question=asked, expected=["genocide/art-2"], fresh=True, kind="change of subject"
    )
    found = SUITE.score(fresh, assistant)
    assert found.passed
    assert found.answer.startswith(f"Understood as: {asked}\n\n")
    leaning = fresh.model_copy(update={"question": "and 14?", "expected": ("udhr/art-14",)})
    assert SUITE.score(leaning, assistant).values["follow-ups resolved"] == 0


def test_a_conversation_about_another_corpus_cannot_be_scored(assistant: Assistant) -> None:
    with pytest.raises(UnscorableError, match="holds none of: sea/art-2"):
        SUITE.score(conversation(), assistant)


@cache
def shipped(half: Half) -> tuple[ConversationCase, ...]:
    return tuple(load_cases(ConversationCase, half))


@by_half
def test_the_shipped_conversations_are_of_every_kind(half: Half) -> None:
    kinds = set(get_args(ConversationCase.model_fields["kind"].annotation))
    assert {talk.kind for talk in shipped(half)} == kinds


@by_half
def test_the_shipped_conversations_have_turns_and_a_question(half: Half) -> None:
    empty = (talk.text for talk in shipped(half) if not all(said.strip() for said in (*talk.turns, talk.question)))
    assert faults(half, empty) == []
    assert faults(half, (talk.text for talk in shipped(half) if not talk.turns)) == []


@by_half
def test_a_fresh_question_is_a_change_of_subject_and_the_other_way_round(half: Half) -> None:
    talks = shipped(half)
    assert faults(half, (talk.text for talk in talks if talk.fresh is not (talk.kind == "change of subject"))) == []
    assert faults(half, (talk.text for talk in talks if bool(talk.expected) is (talk.kind == "no such place"))) == []


@by_half
def test_every_conversation_expects_a_place_of_the_shipped_corpus(half: Half, assistant: Assistant) -> None:
    parts = [provision.id.split("/") for provision in assistant.catalogue.provisions]
    held = {"/".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
    elsewhere = (talk.text for talk in shipped(half) if talk.expected and not held & set(talk.expected))
    assert faults(half, elsewhere) == []


def test_four_in_five_of_the_development_conversations_are_understood(assistant: Assistant) -> None:
    some = shipped("dev")[::5]
    wrong = [talk.question for talk in some if not is_right(talk, hold(talk, assistant)[0])]
    assert len(wrong) <= 0.2 * len(some), wrong
