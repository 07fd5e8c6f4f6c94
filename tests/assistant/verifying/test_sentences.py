from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.sentences import Span, sentences, units

PIECES = [
    *(
        "States share.",
        "art.",
        "para.",
        "No.",
        "U.N.",
        "3",
        "The boat",
        "the boat",
        " and",
        "; or",
        ":",
        "…",
        "?!",
        '"',
    ),
    *("(a) ", "(ii) ", "1) ", "– ", "- ", "A.", " ", "\n", "\t", "\u00a0", "\u2028", "\r\n", "\x0b"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))


def pieces(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def covered(text: str, spans: list[Span]) -> str:
    """The characters inside the spans, which must ascend without touching each other's."""
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    return "".join(pieces(text, spans))


@given(TEXTS)
def test_every_visible_character_belongs_to_exactly_one_sentence(text: str) -> None:
    assert "".join(covered(text, sentences(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_every_visible_character_belongs_to_exactly_one_unit(text: str) -> None:
    assert "".join(covered(text, units(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_sentences_and_units_have_no_white_space_around_them(text: str) -> None:
    for piece in pieces(text, sentences(text)) + pieces(text, units(text)):
        assert piece == piece.strip() != ""


def test_a_text_falls_into_its_sentences() -> None:
    text = "Boats are free. Are nets free? They are!"
    assert pieces(text, sentences(text)) == ["Boats are free.", "Are nets free?", "They are!"]


@pytest.mark.parametrize(
    "text",
    [
        "Boats are free under para. 3 of the code.",
        "Boats are free (cf. Art. 12 of the code).",
        "See arts. 2 and 3, paras. 4 to 6, No. 7 and vol. 8, p. 9.",
        "The report of Ms. Harbour and Mr. Quay, Ch. 2, ibid. p. 4, binds no boat.",
        "The U.N. keeps a boat, e.g. a ferry, i.e. a large one.",
        "Res. 12 of the U.N. Assembly frees the nets.",
        "Boats of St. Helena and Dr. Reef sail free.",
    ],
)
def test_a_legal_abbreviation_ends_no_sentence(text: str) -> None:
    assert pieces(text, sentences(text)) == [text]


def test_a_line_break_ends_a_sentence() -> None:
    assert pieces("Boats\nare free.", sentences("Boats\nare free.")) == ["Boats", "are free."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \u00a0\n"])
def test_a_text_of_white_space_has_no_sentences_and_no_units(text: str) -> None:
    assert sentences(text) == units(text) == []


@pytest.mark.parametrize(
    "items",
    [
        "(a) A lamp;\n(b) A bell.",
        "(a) A lamp;\n(b) A boat with\n(i) Oars; and\n(ii) A sail;\n(c) A bell.",
        "(a) A lamp. It burns oil.\n(b) A bell. It rings.",
        "1) A lamp\n2) A bell",
        "– a lamp\n– a bell",
        "• A lamp\n• A bell",
        "A lamp;\nA bell; and\nA boat.",
    ],
)
def test_a_list_stays_with_the_line_that_opens_it(items: str) -> None:
    text = f"Harbours are open.\nEvery harbour shall keep:\n{items}\nBoats are free."
    opened = f"Every harbour shall keep:\n{items}"
    assert pieces(text, units(text)) == ["Harbours are open.", opened, "Boats are free."]


def test_sentences_before_the_opening_line_stand_by_themselves() -> None:
    text = "Harbours are open. They shall keep:\n(a) A lamp;\n(b) A bell."
    assert pieces(text, units(text)) == ["Harbours are open.", "They shall keep:\n(a) A lamp;\n(b) A bell."]


def test_a_line_that_goes_on_in_small_letters_belongs_to_the_line_before() -> None:
    text = "Harbours are open to every boat\nthat asks for shelter.\nBoats are free."
    assert pieces(text, units(text)) == ["Harbours are open to every boat\nthat asks for shelter.", "Boats are free."]


def test_a_list_without_an_opening_line_is_one_unit() -> None:
    text = "\n(a) A lamp;\n(b) A bell."
    assert pieces(text, units(text)) == ["(a) A lamp;\n(b) A bell."]
