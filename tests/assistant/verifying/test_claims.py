"""The claims of an argument, and what they say apart from the places that they name."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SolidarityError
from assistant.verifying.claims import MOST_WORDS, content_of, known_words, split_claims
from tests.assistant.samples import catalogue, document
from vectorstore.catalogue import Catalogue

NO_CLAIM = "There is no claim to check: give at least one sentence of three words or more."
PIECES = [
    "States share nets.",
    "Do boats sail?",
    "; ",
    "boats sail free",
    "No. 3",
    "\n",
    "- ",
    "(a) ",
    "#",
    " ",
    "para.",
]
EMPTY = Catalogue([], [])
ARGUMENTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))


def claims(argument: str) -> list[str]:
    return [argument[span.start : span.end] for span in split_claims(argument)]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("States share nets.", ["States share nets."]),
        ("States share nets. Boats sail free!", ["States share nets.", "Boats sail free!"]),
        ("States share nets; boats sail free.", ["States share nets", "boats sail free."]),
        ("States share nets;\nboats sail free.", ["States share nets;", "boats sail free."]),
        ("States share nets. Do boats sail free? They always do.", ["States share nets.", "They always do."]),
        ("Summary\n\nStates share nets.", ["States share nets."]),
        ("Part one\nStates share nets.\nPart two\nBoats sail free.", ["States share nets.", "Boats sail free."]),
        ("States share nets. Nets dry. Really.", ["States share nets."]),
        ("Under art. 3 of the pact, nets are free.", ["Under art. 3 of the pact, nets are free."]),
        ("See para. 4, cf. No. 7. Nets are free.", ["See para. 4, cf. No. 7.", "Nets are free."]),
        ("The U.N. keeps a boat, e.g. a ferry.", ["The U.N. keeps a boat, e.g. a ferry."]),
        ("- States share nets.\n- Boats sail free.", ["- States share nets.", "- Boats sail free."]),
        ("1. States share nets.\n2. Boats sail free.", ["States share nets.", "Boats sail free."]),
        ("  \n States share nets.  \n", ["States share nets."]),
        ("# The law of the sea\n\nStates share nets.", ["States share nets."]),
        ("“Do boats sail free?” States share nets.", ["States share nets."]),
    ],
)
def test_an_argument_falls_into_claims(argument: str, expected: list[str]) -> None:
    assert claims(argument) == expected


@pytest.mark.parametrize("argument", ["", "  \n ", "...", "Two words", "Why do boats sail?", "Yes; no; perhaps.", "–"])
def test_where_there_is_no_claim_the_reader_is_told_what_to_give(argument: str) -> None:
    with pytest.raises(SolidarityError, match=f"^{NO_CLAIM}$"):
        split_claims(argument)


def test_5000_words_are_split_and_one_more_is_too_many() -> None:
    longest = "States share nets. " * (MOST_WORDS // 3) + "Nets dry."
    assert len(claims(longest)) == MOST_WORDS // 3
    with pytest.raises(SolidarityError) as refused:
        split_claims(f"{longest} Really.")
    assert str(refused.value) == "The argument has 5,001 words; at most 5,000 are checked at once. Cut it in parts."


@given(ARGUMENTS)
def test_claims_lie_in_order_inside_the_argument(argument: str) -> None:
    try:
        spans = split_claims(argument)
    except SolidarityError as error:
        assert str(error) == NO_CLAIM
        return
    assert all(0 <= span.start < span.end <= len(argument) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(len(re.findall(r"\w+", claim)) >= 3 for claim in claims(argument))


@given(st.lists(st.sampled_from(["States share nets.", "Boats sail free.", "No one shall starve."]), min_size=1))
def test_no_claim_of_an_argument_is_lost(sentences: list[str]) -> None:
    assert claims(" ".join(sentences)) == sentences
    assert claims("\n\n".join(sentences)) == sentences


@pytest.fixture(scope="module")
def known() -> Catalogue:
    sea = document(symbol="A/SEA/1", author="Ann Reef", date="1982", aliases=("Harvest Treaty",))
    digest = document(title="Digest of the Harvest", status="digest")
    reef = document("reef", title="Reef Pact", short="Reef Pact")
    return catalogue((sea, ["art-1", "art-7"]), (digest, ["art-1"]), (reef, ["art-1"]))


@pytest.mark.parametrize(
    ("claim", "content"),
    [
        ("Under article 7 of the Sea Convention, torture is forbidden.", "torture is forbidden."),
        ("According to the Harvest Treaty, nets are free.", "nets are free."),
        ("The Reef Pact says that boats are free.", "boats are free."),
        ("The Sea Convention and the Reef Pact provide that nets are free.", "nets are free."),
        ("In A/SEA/1, nets are free.", "nets are free."),
        ("Pursuant to art. 1 of the Reef Pact, boats are free.", "boats are free."),
        ("Under article 7 of the Sea Convention, States shall share nets.", "States shall share nets."),
    ],
)
def test_the_content_of_a_claim_leaves_out_the_works_and_places_it_names(
    known: Catalogue, claim: str, content: str
) -> None:
    assert content_of(claim, known) == content


@pytest.mark.parametrize(
    "claim",
    [
        "Torture is forbidden.",
        "States share nets.",
        "Under no circumstances is torture allowed.",
        "That nets are free is certain.",
        "To share is a duty.",
        "Chapter closed for ever.",
    ],
)
def test_a_claim_that_names_no_work_and_no_place_is_its_own_content(known: Catalogue, claim: str) -> None:
    assert content_of(claim, known) == claim


def test_white_space_in_a_claim_does_not_count(known: Catalogue) -> None:
    assert content_of("  Boats \n are   free. ", known) == "Boats are free."


def test_a_claim_that_is_nothing_but_a_place_is_its_own_content(known: Catalogue) -> None:
    assert content_of("Article 7 of the Sea Convention", known) == "Article 7 of the Sea Convention"


@given(ARGUMENTS)
def test_the_content_of_a_claim_with_words_is_never_empty(argument: str) -> None:
    assert bool(content_of(argument, EMPTY).strip()) == bool(argument.strip())


def test_known_words_are_the_names_of_all_editions_of_a_work(known: Catalogue) -> None:
    words = known_words("sea", known)
    for name in (
        "Convention on the Harvest of the Sea",
        "Sea Convention",
        "A/SEA/1",
        "Ann Reef",
        "1982",
        "Harvest Treaty",
        "Digest of the Harvest",
    ):
        assert name in words
    assert "Reef Pact" not in words


def test_of_an_unknown_work_no_words_are_known(known: Catalogue) -> None:
    assert known_words("moon", known) == ""
