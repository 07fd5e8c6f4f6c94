"""A text with source numbers is read sentence by sentence, however it arrives."""

import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answering.markers import MarkedSentence, MarkedSentences

_TEXTS = (
    "States shall share.",
    "See art. 5(2) of the U.N. Charter, e.g. para. 3.",
    "No boat, i.e. no ship, pays 3.5 coins",
    "He said “so be it.”",
    'It reads "every village".',
    "The text [sic] is old",
    "The sea […] is shared.",
    "The sea … is shared!",
    "Is it so?",
    "# A heading",
    "- one item",
    "2. second item",
    "**Bold** words",
    "Mr. Sea [unfinished",
    "]",
    "A/HRC/62/38",
)
_MARKERS = (
    "[1]",
    "[2][3]",
    "[1-3]",
    "[1–3]",
    "[1, 2]",
    "[1; 4]",
    "[Source 2]",
    "[sources 1, 3]",
    "[ 12 ]",
    "[9999]",
    "[^1]",
    "[",
    "[1",
    "[1,",
    "[Sour",
)
_BETWEEN = (" ", "", ".", ". ", "\n", "\n\n", "  ", ".\n", "…", "?")
_PARTS = st.sampled_from([*_TEXTS, *_MARKERS, *_BETWEEN, *_BETWEEN])
_MARKED_TEXTS = st.lists(_PARTS, max_size=14).map("".join)
_SIGNS = st.text(alphabet='aZ1.,[]-–…!?"”’)\n #*', max_size=40)

Sentences = list[tuple[str, tuple[int, ...]]]


def read(*pieces: str) -> Sentences:
    """The sentences of a text that arrives in these pieces."""
    return [(item.text, item.numbers) for item in _items(pieces)]


def _items(pieces: Iterable[str]) -> list[MarkedSentence]:
    reader = MarkedSentences()
    return [*(item for piece in pieces for item in reader.feed(piece)), *reader.close()]


def cut(text: str, places: Iterable[int]) -> list[str]:
    bounds = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


@settings(max_examples=400)
@given(st.one_of(_MARKED_TEXTS, _SIGNS), st.lists(st.integers(0, 400), max_size=12))
@example("Boats rest. [1] Nets dry [2]. ", [11, 12, 13, 14])
@example("Boats rest… [1, 2]\n[3] Nets dry.", [11, 12, 17, 19])
def test_every_way_of_splitting_a_text_reads_like_the_whole(text: str, places: list[int]) -> None:
    assert read(*cut(text, places)) == read(text)


@settings(max_examples=300)
@given(st.one_of(_MARKED_TEXTS, _SIGNS))
def test_a_text_that_comes_letter_by_letter_reads_like_the_whole(text: str) -> None:
    assert read(*text) == read(text)


@given(_MARKED_TEXTS)
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    bare = "".join(text.split()).translate(str.maketrans("", "", "[]#*->.,;–^"))
    said = "".join(sentence for sentence, _ in read(text))
    for word in ("share", "Charter", "coins", "village", "shared", "heading", "unfinished", "Bold"):
        assert said.count(word) == bare.count(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boats rest [1]. Nets dry [2].", [("Boats rest.", (1,)), ("Nets dry.", (2,))]),
        ("Boats rest. [1] Nets dry. [2]", [("Boats rest.", (1,)), ("Nets dry.", (2,))]),
        ("Boats rest.[1] Nets dry.[2]", [("Boats rest.", (1,)), ("Nets dry.", (2,))]),
        ("Boats [1] rest by nets [3].", [("Boats rest by nets.", (1, 3))]),
        ("Boats rest [2][1][2].", [("Boats rest.", (2, 1))]),
        ("Boats rest [1-3].", [("Boats rest.", (1, 2, 3))]),
        ("Boats rest [1–3, 5].", [("Boats rest.", (1, 2, 3, 5))]),
        ("Boats rest [1, 2].", [("Boats rest.", (1, 2))]),
        ("Boats rest [Source 2].", [("Boats rest.", (2,))]),
        ("Boats rest [sources 1; 2].", [("Boats rest.", (1, 2))]),
        ("Boats rest [0] and [999].", [("Boats rest and.", (0, 999))]),
    ],
)
def test_markers_are_read_before_and_after_the_full_stop(text: str, expected: Sentences) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 of the U.N. Charter binds boats [1].",
        "See art. 5 and para. 3 of Res. 12 [1].",
        "A boat, e.g. a ferry, pays 3.5 coins [1].",
        "Dr. Sea and Mrs. River wrote it [1].",
        "Boats rest [sic] at night [1].",
        "The sea […] is shared [1].",
    ],
)
def test_an_abbreviation_or_a_remark_in_brackets_ends_no_sentence(text: str) -> None:
    assert read(text) == [(text.replace(" [1]", ""), (1,))]


@pytest.mark.parametrize("rest", ["[1", "[", "[Sour", "[1,", "[1-"])
def test_an_unfinished_marker_at_the_end_names_no_source(rest: str) -> None:
    assert [numbers for _, numbers in read(f"Boats rest {rest}")] == [()]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "[1]", "...", "- [1]\n- [2]", "**", "[1] [2]."])
def test_what_has_no_words_is_no_sentence(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Boats rest [1]\n- Nets dry [2]", [("Boats rest", (1,)), ("Nets dry", (2,))]),
        ("• Boats rest [1]\n\n• Nets dry [2]", [("Boats rest", (1,)), ("Nets dry", (2,))]),
        ("# Rest\n\nBoats rest [1].", [("Rest", ()), ("Boats rest.", (1,))]),
        ("**Boats** `rest` [1].", [("Boats rest.", (1,))]),
        ("> Boats rest. [1]", [("Boats rest.", (1,))]),
        ("1) Boats rest [1].\n2) Nets dry [2].", [("Boats rest.", (1,)), ("Nets dry.", (2,))]),
    ],
)
def test_the_signs_of_lists_headings_and_emphasis_are_dropped(text: str, expected: Sentences) -> None:
    assert read(text) == expected


def test_a_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    reader = MarkedSentences()
    assert list(reader.feed("Boats rest. ")) == []
    assert list(reader.feed("[1]")) == []
    assert [(item.text, item.numbers) for item in reader.feed(" N")] == [("Boats rest.", (1,))]


def test_a_very_long_text_without_an_end_is_read_in_reasonable_time() -> None:
    began = time.monotonic()
    assert len(read(*["boats and nets " for _ in range(2000)])) == 1
    assert time.monotonic() - began < 10


def test_a_huge_range_does_not_become_a_huge_list() -> None:
    [(_, numbers)] = read("Boats rest [1-999].")
    assert len(numbers) < 30


def test_a_numbered_list_is_read_without_its_numbers() -> None:
    assert read("1. Boats rest [1].\n2. Nets dry [2].") == [("Boats rest.", (1,)), ("Nets dry.", (2,))]


def test_a_marker_on_a_line_of_its_own_does_not_swallow_what_follows() -> None:
    assert len(read("Boats rest\n[1]\nNets dry [2]. Sails fold [3].")) == 3


def test_a_marker_that_opens_each_line_belongs_to_its_own_line() -> None:
    assert read("[1] Boats rest.\n[2] Nets dry.") == [("Boats rest.", (1,)), ("Nets dry.", (2,))]


def test_the_word_no_is_a_sentence_of_its_own() -> None:
    assert read("No. Boats rest [1].") == [("No.", ()), ("Boats rest.", (1,))]


def test_three_dots_within_a_quotation_end_no_sentence() -> None:
    assert len(read("It reads “every boat ... shall rest” [1].")) == 1
