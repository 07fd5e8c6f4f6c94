"""A chat model's opinion of answers: how its replies are read, how far it agrees, and that it changes nothing."""

import threading
from pathlib import Path
from typing import Any

import pytest

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import Settings
from evals.cases import QuestionCase
from evals.grading import Grader, agreement, read_grade, reference
from evals.results import CaseResult, Grade, Scored
from evals.runner import Run, run_suites
from evals.suites import chosen_suites
from tests.assistant.answering.test_generating import HttpError, Scripted, replies
from tests.assistant.samples import catalogue, document, provision
from tests.evals.test_results import case_result
from tests.evals.test_runner import (
    QUESTIONS,
    Counting,
    question,
    run_with_model,
    without_times,
)
from vectorstore.catalogue import Catalogue

NAME = "test:strict"
SEA = catalogue((document(), ["art-1", "art-2/1", "art-2/2", "art-3"]), (document("land", short="Land Act"), ["art-1"]))


def case(*expected: str) -> QuestionCase:
    return QuestionCase(**question("Who shares the harvest?", *expected))


def scored(**fields: Any) -> Scored:
    return Scored(**{"expected": "sea/art-1", "answer": "Every village shares.", "passed": True, **fields})


def graded(model: Scripted, seconds: float = 20, **fields: Any) -> Grade | None:
    return Grader(model, NAME, seconds).grade(case("sea/art-1"), scored(**fields), SEA)


def pairs(*verdicts: tuple[bool, bool | None]) -> list[CaseResult]:
    """Cases by what the scorer and the grader think of them."""
    return [
        case_result(
            str(n),
            correctness="correct" if right else "incorrect",
            grade=Grade(correct=verdict, explanation="so"),
        )
        for n, (right, verdict) in enumerate(verdicts, start=1)
    ]


# What the grader reads


def test_the_grader_reads_question_reference_and_answer() -> None:
    model = replies("CORRECT: it says so")
    graded(model)
    (prompt,) = model.asked
    assert "Question: Who shares the harvest?" in prompt
    assert "<reference>\nSea Convention, art-1: Text of art-1.\n</reference>" in prompt
    assert "<answer>\nEvery village shares.\n</answer>" in prompt


def test_the_reference_has_every_expected_place_with_all_of_its_paragraphs() -> None:
    text = reference(case("sea/art-2", "land/art-1"), SEA)
    assert text == "Sea Convention, art-2: Text of art-2/1. Text of art-2/2.\nLand Act, art-1: Text of art-1."


def test_the_reference_is_in_the_words_of_the_most_authoritative_edition() -> None:
    digest, official = document(status="digest"), document()
    parts = [provision(text="A digest of it.", of=digest), provision(text="The very words.", of=official)]
    assert reference(case("sea/art-1"), Catalogue([digest, official], parts)) == (
        "Sea Convention, art-1: The very words."
    )


def test_a_place_that_the_corpus_does_not_hold_is_left_out_of_the_reference() -> None:
    assert reference(case("moon/art-1", "land/art-1"), SEA) == "Land Act, art-1: Text of art-1."


def test_a_question_without_answer_has_no_provision_for_reference_but_says_so() -> None:
    assert "cannot be answered from the corpus" in reference(case(), SEA)


def test_a_long_reference_is_cut() -> None:
    sea = document()
    long = Catalogue([sea], [provision(text="Nets and ropes. " * 2000, of=sea)])
    assert len(reference(case("sea/art-1"), long)) == 6000


# How its reply is read


@pytest.mark.parametrize(
    ("reply", "correct", "explanation"),
    [
        ("CORRECT: it cites article 1", True, "it cites article 1"),
        ("WRONG: it answers\nbeside the  point\n", False, "it answers beside the point"),
        ("Correct.", True, ""),
        ("wrong", False, ""),
        ("\n **WRONG** – because it declines", False, "because it declines"),
        ("“CORRECT”: it says the same", True, "it says the same"),
    ],
)
def test_a_verdict_is_read_with_its_reason(reply: str, correct: bool, explanation: str) -> None:
    assert read_grade(reply) == Grade(correct=correct, explanation=explanation)


@pytest.mark.parametrize(
    "reply",
    ["", "  \n", "INCORRECT: no", "Correctness is hard to judge", "It is CORRECT", "Wrongly put", "7", "I cannot say"],
)
def test_a_reply_that_does_not_begin_with_a_verdict_has_none(reply: str) -> None:
    found = read_grade(reply)
    assert found.correct is None
    assert found.explanation == f"no verdict in the reply: {reply.strip()!r}"


def test_of_a_long_reply_without_verdict_only_the_beginning_is_kept() -> None:
    assert len(read_grade("Hm, " * 1000).explanation) < 250


def test_a_reply_that_comes_in_pieces_is_read_as_one() -> None:
    assert graded(replies("WR", "ONG", ": it", " declines")) == Grade(correct=False, explanation="it declines")


def test_an_answer_that_could_not_be_scored_is_not_graded() -> None:
    model = replies("CORRECT: yes")
    assert graded(model, passed=None) is None
    assert model.asked == []


def test_a_wrong_answer_is_graded_too() -> None:
    assert graded(replies("CORRECT: still right"), passed=False) == Grade(correct=True, explanation="still right")


def test_a_model_that_fails_gives_no_verdict_and_the_reason_without_secrets() -> None:
    found = graded(replies(HttpError(401)))
    assert found == Grade(correct=None, explanation=f"The chat model {NAME} did not accept the key.")


def test_a_model_that_breaks_off_gives_no_verdict() -> None:
    found = graded(replies("CORR", HttpError(500)))
    assert found is not None
    assert found.correct is None


def test_a_model_that_takes_too_long_gives_no_verdict() -> None:
    never = threading.Event()
    found = graded(replies("CORRECT", never), seconds=0.3)
    never.set()
    assert found == Grade(correct=None, explanation=f"The chat model {NAME} took too long.")


# How far it agrees


def test_agreement_of_ten_answers_is_as_computed_by_hand() -> None:
    # Both say right of 5 and wrong of 2; the scorer alone says right of 1, the grader alone of 2.
    cases = pairs(*[(True, True)] * 5, *[(False, False)] * 2, (True, False), *[(False, True)] * 2)
    found = agreement(cases)
    assert found is not None
    assert (found.n, found.unread) == (10, 0)
    assert found.share == pytest.approx(0.7)
    assert found.graded_correct == pytest.approx(0.7)
    # By chance: 0.6 * 0.7 + 0.4 * 0.3 = 0.54.
    assert found.kappa == pytest.approx((0.7 - 0.54) / (1 - 0.54))
    # 13 and 7 of 20 verdicts: 6 coincidences of unlike ones, where 2 * 13 * 7 / 19 are expected.
    assert found.alpha == pytest.approx(1 - 6 / (2 * 13 * 7 / 19))


@pytest.mark.parametrize(
    ("verdicts", "kappa", "alpha"),
    [
        ([(True, True), (False, False)], 1.0, 1.0),
        ([(True, False), (False, True)], -1.0, -0.5),
        ([(True, True), (True, True), (True, True), (True, False)], 0.0, 0.0),
    ],
    ids=["full agreement", "full disagreement", "no better than chance"],
)
def test_agreement_at_its_ends(verdicts: list[tuple[bool, bool]], kappa: float, alpha: float) -> None:
    found = agreement(pairs(*verdicts))
    assert found is not None
    assert found.kappa == pytest.approx(kappa)
    assert found.alpha == pytest.approx(alpha)


@pytest.mark.parametrize("verdict", [True, False])
def test_where_both_always_say_the_same_nothing_is_known_beyond_the_share(verdict: bool) -> None:
    found = agreement(pairs(*[(verdict, verdict)] * 5))
    assert found is not None
    assert (found.n, found.share, found.kappa, found.alpha) == (5, 1.0, None, None)


def test_one_answer_judged_otherwise_is_no_agreement_at_all() -> None:
    found = agreement(pairs((True, False)))
    assert found is not None
    assert (found.n, found.share, found.kappa) == (1, 0.0, 0.0)


def test_replies_without_a_verdict_count_apart() -> None:
    found = agreement(pairs((True, True), (True, None), (False, False), (False, None)))
    assert found is not None
    assert (found.n, found.unread, found.share, found.kappa) == (2, 2, 1.0, 1.0)


def test_where_no_reply_has_a_verdict_there_is_no_agreement() -> None:
    found = agreement(pairs((True, None), (False, None)))
    assert found is not None
    assert (found.n, found.unread) == (0, 2)
    assert (found.share, found.kappa, found.alpha, found.graded_correct) == (None, None, None, None)


def test_a_question_that_was_declined_counts_as_not_correct_for_the_scorer() -> None:
    declined = case_result("1", correctness="declined", grade=Grade(correct=False, explanation="it declines"))
    found = agreement([declined])
    assert found is not None
    assert found.share == 1.0


def test_without_grades_there_is_nothing_to_agree_on() -> None:
    assert agreement([case_result("1"), case_result("2")]) is None
    assert agreement([]) is None


# What it does to a run


def test_grades_change_no_score_and_no_figure(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    suites = chosen_suites(["retrieval", "questions", "statements"])
    model = Scripted(scripts=[["WRONG: no"], ["CORRECT: yes"], ["Hm."], [HttpError(401)]])
    alone = run_suites(Run(orchard, suites, "dev", cases), tmp_path / "alone")
    with_grades = run_suites(Run(orchard, suites, "dev", cases, Grader(model, NAME)), tmp_path / "graded")
    assert without_times(with_grades).figures == without_times(alone).figures
    assert [item.scored for item in without_times(with_grades).cases] == [
        item.scored for item in without_times(alone).cases
    ]
    assert with_grades.header.grader == NAME


def test_only_questions_that_could_be_scored_are_graded(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    model = replies("CORRECT: yes")
    run = Run(orchard, chosen_suites(["retrieval", "questions", "statements"]), "dev", cases, Grader(model, NAME))
    results = run_suites(run, tmp_path)
    assert [(item.suite, item.asked) for item in results.cases if item.grade is not None] == [
        ("questions", line["question"]) for line in QUESTIONS if line["expected"] != ["moon/art-1"]
    ]
    assert len(model.asked) == 4


def test_the_tokens_of_the_grader_are_not_those_of_the_writer(data_dir: Path, cases: Path, tmp_path: Path) -> None:
    alone = run_with_model(data_dir, cases, tmp_path / "alone", Counting())
    assistant = build_assistant(Settings(data_dir=data_dir, model="test:counting"), Counting())
    grader = Grader(Counting(reply="CORRECT: yes", read=7000), NAME)
    suites = chosen_suites(["retrieval", "questions"])
    graded_run = run_suites(Run(assistant, suites, "dev", cases, grader), tmp_path / "graded")
    assert graded_run.figure("questions", "tokens read") == alone.figure("questions", "tokens read")
    assert {item.grade.correct for item in graded_run.cases if item.grade is not None} == {True}
