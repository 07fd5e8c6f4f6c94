"""Numbers written as words, and the places that they name."""

import re

import pytest
import roman

from assistant.asking.number_words import NUMBER_WORD, ORDINAL_WORD, arabic_value, number_value, ordinal_value
from assistant.asking.places import find_places


@pytest.mark.parametrize(
    ("words", "value"),
    [("one", 1), ("Eight", 8), ("ten", 10), ("nineteen", 19), ("twenty", 20), ("twenty-five", 25), ("thirty one", 31)],
)
def test_a_number_word_has_its_value(words: str, value: int) -> None:
    assert re.fullmatch(NUMBER_WORD, words, re.IGNORECASE)
    assert number_value(words) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("first", 1),
        ("Third", 3),
        ("fifth", 5),
        ("eighth", 8),
        ("ninth", 9),
        ("tenth", 10),
        ("twelfth", 12),
        ("nineteenth", 19),
        ("twentieth", 20),
        ("twenty-first", 21),
        ("Thirty second", 32),
        ("fortieth", 40),
        ("fifty-fifth", 55),
        ("eightieth", 80),
        ("ninety-ninth", 99),
        ("1st", 1),
        ("22nd", 22),
        ("3rd", 3),
        ("31st", 31),
        ("31ST", 31),
        ("99th", 99),
    ],
)
def test_an_ordinal_has_its_value(word: str, value: int) -> None:
    assert re.fullmatch(ORDINAL_WORD, word, re.IGNORECASE)
    assert ordinal_value(word) == value


def test_all_ordinals_up_to_the_ninety_ninth_count_on() -> None:
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    ones = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    for start, ten in zip(range(20, 100, 10), tens, strict=True):
        assert [ordinal_value(f"{ten}-{one}") for one in ones] == list(range(start + 1, start + 10))


@pytest.mark.parametrize(
    "word", ["zeroth", "hundredth", "twenty-tenth", "ten-first", "thirty", "148th", "31", "31th5", "last"]
)
def test_what_is_no_ordinal_up_to_ninety_nine_is_not_read_as_one(word: str) -> None:
    assert not re.fullmatch(ORDINAL_WORD, word, re.IGNORECASE)


@pytest.mark.parametrize(("number", "value"), [("7", 7), ("007", 7), ("IX", 9), ("XLII", 42)])
def test_a_number_in_digits_or_numerals_has_its_value(number: str, value: int) -> None:
    assert arabic_value(number) == value


@pytest.mark.parametrize("number", ["", "IIII", "seven"])
def test_what_is_no_number_has_no_value(number: str) -> None:
    with pytest.raises(roman.RomanError):
        arabic_value(number)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("What does article eight say?", ("art-8",)),
        ("article twenty-five of the pact", ("art-25",)),
        ("Article Two(1)", ("art-2", "1")),
        ("the first article", ("art-1",)),
        ("the third paragraph", ("para-3",)),
        ("the thirty-first article", ("art-31",)),
        ("the twenty first article", ("art-21",)),
        ("the 31st article", ("art-31",)),
        ("its ninety-ninth paragraph", ("para-99",)),
        ("the 2nd paragraph", ("para-2",)),
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
