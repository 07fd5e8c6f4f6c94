import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.question_words import ASKING, asks_for_works, subject_of
from vectorstore.lexical import stems

WORDS = st.sampled_from(
    ["which", "treaty", "article", "law", "forbids", "child", "labour", "human rights law", "?", "the"]
)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Which treaty article forbids child labour?", "forbids child labour?"),
        ("What provision covers asylum seekers?", "covers asylum seekers?"),
        ("which articles protect children", "protect children"),
        ("Which rules of international law protect fishing boats?", "of protect fishing boats?"),
        ("Does human rights law protect fishing boats?", "Does protect fishing boats?"),
        ("Is there a legal duty to rescue sailors?", "Is there a duty to rescue sailors?"),
        ("Where conventions and covenants differ on boats and nets", "Where and differ on boats and nets"),
    ],
)
def test_words_for_the_kind_of_text_sought_are_left_out(question: str, subject: str) -> None:
    assert subject_of(question) == subject


@pytest.mark.parametrize(
    "question",
    [
        "Must a harbour let in a ship in danger?",
        "Who pays the lawyer?",
        "Are human rights universal?",
        "Which report speaks of lawful residence?",
        "",
    ],
)
def test_a_question_without_such_words_is_its_own_subject(question: str) -> None:
    assert subject_of(question) == question


@pytest.mark.parametrize(
    "question", ["What is the rule of law?", "Which treaties?", "What is a treaty?", "law", "Legal aid"]
)
def test_a_question_about_the_law_itself_keeps_its_words(question: str) -> None:
    assert subject_of(question) == question


@pytest.mark.parametrize(
    "question", ["What is international solidarity?", "Must States take part in international cooperation?"]
)
def test_a_word_that_says_what_kind_of_solidarity_is_meant_stays(question: str) -> None:
    assert subject_of(question) == question


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_the_subject_adds_no_words_and_is_never_empty_handed(question: str) -> None:
    subject = subject_of(question)
    assert set(subject.split()) <= set(question.split())
    assert len(stems(subject)) >= min(2, len(stems(question)))


@pytest.mark.parametrize(
    "question",
    [
        "Which treaties protect children?",
        "What instruments forbid torture?",
        "which two treaties protect children",
        "Which human rights conventions protect children?",
        "List the documents on hunger",
        "Name all reports about migration",
        "Do all declarations speak of peace?",
        "I wonder which of these texts speak of peace",
    ],
)
def test_a_question_for_several_works_is_noticed(question: str) -> None:
    assert asks_for_works(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which treaty protects children?",
        "Which article protects children?",
        "What does the Convention say about children?",
        "Do treaties bind States?",
        "Which children do the two oldest and best treaties protect?",
        "Do overall sources differ?",
        "",
    ],
)
def test_a_question_for_one_work_or_none_is_not_taken_for_one_for_several(question: str) -> None:
    assert not asks_for_works(question)


@pytest.mark.parametrize(
    "question", ["What documents must a refugee carry?", "What reports must States submit to the Committee?"]
)
def test_documents_that_somebody_must_have_are_no_works(question: str) -> None:
    assert not asks_for_works(question)


@pytest.mark.parametrize("word", ["what", "says", "provides", "articles", "paragraphs", "quote", "summary", "reading"])
def test_words_that_ask_for_a_place_and_nothing_more_are_known(word: str) -> None:
    assert set(stems(word)) <= ASKING


@pytest.mark.parametrize("word", ["children", "torture", "right", "duty"])
def test_words_that_say_what_a_question_is_about_are_no_words_of_asking(word: str) -> None:
    assert not set(stems(word)) & ASKING
