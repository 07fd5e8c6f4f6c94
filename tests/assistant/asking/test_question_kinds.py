import pytest

from assistant.asking.question_kinds import asks_for_date, compared_topic, kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Compare the ICCPR and the ICESCR on self-determination", "comparison"),
        ("How do the two conventions differ on nets?", "comparison"),
        ("UDHR vs ICCPR: slavery", "comparison"),
        ("Which treaties protect children?", "list"),
        ("List the rights of detained persons", "list"),
        ("Which article forbids slavery?", "which article"),
        ("Where is the right to play found?", "which article"),
        ("What is a treaty?", "definition"),
        ("Who is a child?", "definition"),
        ("Who counts as a refugee?", "definition"),
        ("Define torture", "definition"),
        ("What does genocide mean?", "definition"),
        ("Who must rescue sailors?", "duty"),
        ("What are the duties of parents?", "duty"),
        ("May a ship be searched?", "yes or no"),
        ("Is there a right to rest?", "yes or no"),
        ("How is freedom of expression limited?", "open"),
        ("", "open"),
    ],
)
def test_a_question_is_known_by_its_words(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("rest", "topic"),
    [
        ("Compare the and the on self-determination", "self-determination"),
        ("How do and the differ on freedom of expression?", "freedom of expression"),
        ("vs : slavery", "slavery"),
        ("What is the difference between the and the?", ""),
    ],
)
def test_what_a_comparison_is_about_is_left_when_the_works_are_taken_out(rest: str, topic: str) -> None:
    assert compared_topic(rest) == topic


@pytest.mark.parametrize("rest", ["When was the adopted?", "When did the come into force?", "How old is the?"])
def test_a_question_for_a_date_is_noticed(rest: str) -> None:
    assert asks_for_date(rest)


@pytest.mark.parametrize(
    "rest", ["When may a State derogate from the?", "How old is a child in the?", "Who wrote the?"]
)
def test_a_question_about_a_time_within_the_text_is_not_one_for_its_date(rest: str) -> None:
    assert not asks_for_date(rest)
