"""Numbers written as words, and the places that they name."""

import re

import pytest

from assistant.number_words import NUMBER_WORD, number_value, ordinal_value
from assistant.places import find_places


@pytest.mark.parametrize(
    ("words", "value"),
    [("one", 1), ("Eight", 8), ("ten", 10), ("nineteen", 19), ("twenty", 20), ("twenty-five", 25), ("thirty one", 31)],
)
def test_a_number_word_has_its_value(words: str, value: int) -> None:
    assert re.fullmatch(NUMBER_WORD, words, re.IGNORECASE)
    assert number_value(words) == value


def test_an_ordinal_has_its_value() -> None:
    assert [ordinal_value(word) for word in ("first", "Third", "tenth")] == [1, 3, 10]


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("What does article eight say?", ("art-8",)),
        ("article twenty-five of the pact", ("art-25",)),
        ("Article Two(1)", ("art-2", "1")),
        ("the first article", ("art-1",)),
        ("the third paragraph", ("para-3",)),
        ("paragraph twelve", ("para-12",)),
    ],
)
def test_a_place_may_be_named_in_words(question: str, path: tuple[str, ...]) -> None:
    assert [place.path for place in find_places(question)] == [path]


@pytest.mark.parametrize(
    "question", ["an article on one right", "articles of seventy states", "the first of all articles"]
)
def test_a_number_that_counts_something_else_names_no_place(question: str) -> None:
    assert find_places(question) == []
