"""How the words of a claim meet those of a text."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.matching import Matching, clauses_of, coverage, in_order
from tests.assistant.samples import HARVEST
from vectorstore.embedding import EmbeddingModel

PIECES = [
    *("States share.", "boats", " and", "; ", ";", ":", "that", " — ", "art. 3", "Persons:", "no one", "12"),
    *("(a) ", "(ii) ", "1) ", "- ", " ", "\n", "\n\n", "\t", "\u00a0", "\u2028", "\r\n", "\x0b"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))
WORDS = st.lists(st.sampled_from(["States", "share", "nets", "the", "harvest", "lamps", "of", "Mongolia", "12", "…"]))
SENTENCES = WORDS.map(" ".join)


def parts(text: str) -> list[str]:
    return [text[clause.span.start : clause.span.end] for clause in clauses_of(text)]


@given(TEXTS)
def test_clauses_lie_in_order_inside_the_text(text: str) -> None:
    spans = [clause.span for clause in clauses_of(text)]
    assert spans
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


@given(TEXTS)
def test_every_visible_character_belongs_to_a_clause(text: str) -> None:
    assert "".join("".join(parts(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_a_clause_ends_with_its_own_part_of_the_text(text: str) -> None:
    for clause in clauses_of(text):
        assert clause.text.strip().endswith(text[clause.span.start : clause.span.end].strip())


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Boats are free. Are nets free?", ["Boats are free.", "Are nets free?"]),
        ("Boats are free; nets are not; lamps burn.", ["Boats are free;", "nets are not;", "lamps burn."]),
        ("Boats sail under art. 3; nets dry.", ["Boats sail under art. 3;", "nets dry."]),
        ("Boats;nets", ["Boats;nets"]),
        ("Boats are free.\nNets dry.", ["Boats are free.", "Nets dry."]),
        ("Boats are free;  ", ["Boats are free;"]),
    ],
)
def test_a_text_falls_into_sentences_and_these_at_semicolons(text: str, clauses: list[str]) -> None:
    assert [clause.text for clause in clauses_of(text)] == parts(text) == clauses


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_a_text_without_sentences_is_one_clause(text: str) -> None:
    assert [(clause.span.start, clause.span.end, clause.text) for clause in clauses_of(text)] == [(0, len(text), text)]


@pytest.mark.parametrize(
    "opening",
    [
        "Every harbour shall keep:",
        "Every harbour shall ensure that",
        "Boats are free. Every harbour shall keep:",
        "In a harbour, the master,",
        "Every harbour shall keep —",
    ],
)
@pytest.mark.parametrize(("first", "second"), [("(a)", "(b)"), ("(i)", "(ii)"), ("1)", "2)")])
def test_list_items_carry_the_line_that_opens_their_list(opening: str, first: str, second: str) -> None:
    text = f"{opening}\n{first} A lamp;\n{second} A bell.\nBoats are free."
    opens = opening.removeprefix("Boats are free. ")
    *_, lamp, bell, last = clauses_of(text)
    assert lamp.text == f"{opens} {first} A lamp;"
    assert bell.text == f"{opens} {second} A bell."
    assert last.text == "Boats are free."
    assert parts(text)[-3:] == [f"{first} A lamp;", f"{second} A bell.", "Boats are free."]


def test_a_second_list_has_its_own_opening() -> None:
    text = "States keep:\n(a) A lamp.\nPersons keep:\n(a) A bell."
    assert [clause.text for clause in clauses_of(text)][1::2] == [
        "States keep: (a) A lamp.",
        "Persons keep: (a) A bell.",
    ]


def test_a_list_item_without_an_opening_stands_by_itself() -> None:
    assert [clause.text for clause in clauses_of("Boats sail.\n(a) A lamp.")] == ["Boats sail.", "(a) A lamp."]


def test_a_list_after_a_full_sentence_does_not_carry_an_older_opening() -> None:
    text = "No ship may carry:\n(a) Guns.\nEvery ship shall carry the following.\n(a) A lamp."
    assert "No ship" not in clauses_of(text)[-1].text


@pytest.mark.parametrize(
    ("claim", "clauses", "each"),
    [
        ("States share nets.", ["States share nets."], [1]),
        ("States share nets.", ["The State is sharing a net with villages."], [1]),
        ("States share nets.", ["Lamps burn at dusk."], [0]),
        ("States share nets.", ["Lamps burn.", "Nets of States are shared."], [0, 1]),
        ("the of and", ["States share nets."], [0]),
        ("", [""], [0]),
    ],
)
def test_coverage_is_told_for_each_clause(claim: str, clauses: list[str], each: list[float]) -> None:
    found = coverage(claim, clauses)
    assert found.each == pytest.approx(each)
    assert found.whole == pytest.approx(max(each))


def test_two_clauses_together_cover_what_neither_covers_alone() -> None:
    found = coverage("States share nets.", ["Lamps burn.", "Nets dry.", "States share."])
    assert max(found.each) < 1
    assert found.pair == found.whole == pytest.approx(1)
    assert found.words == 3


def test_three_clauses_can_cover_more_than_two() -> None:
    found = coverage("States share nets.", ["Nets dry.", "States sail.", "Villages share."])
    assert max(found.each) < found.pair < found.whole == pytest.approx(1)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    rare, common = coverage("Refoulement is wrong.", ["Refoulement.", "It is wrong."]).each
    assert rare > common > 0


def test_known_words_count_as_covered() -> None:
    assert coverage("Mongolia shares nets.", ["Nets are shared."]).whole < 1
    assert coverage("Mongolia shares nets.", ["Nets are shared."], known="Mongolia").whole == pytest.approx(1)


@given(SENTENCES, st.lists(SENTENCES, min_size=1, max_size=4), SENTENCES)
def test_coverage_lies_between_0_and_1(claim: str, clauses: list[str], known: str) -> None:
    found = coverage(claim, clauses, known)
    assert 0 <= max(found.each) <= found.pair + 1e-9 <= found.whole + 2e-9 <= 1 + 3e-9
    assert len(found.each) == len(clauses)


@given(st.text(), st.text())
def test_coverage_and_order_of_any_text_lie_between_0_and_1(claim: str, clause: str) -> None:
    assert 0 <= coverage(claim, [clause]).whole <= 1 + 1e-9
    assert 0 <= in_order(claim, clause) <= 1 + 1e-9


@pytest.mark.parametrize("sentence", [HARVEST, "No one shall be expelled.", "States share nets with villages."])
def test_the_same_words_are_in_order(sentence: str) -> None:
    assert in_order(sentence, sentence) == pytest.approx(1)


@pytest.mark.parametrize(
    ("claim", "clause", "least", "most"),
    [
        ("Villages share nets with States.", "States share nets with villages.", 0.3, 0.9),
        ("States share nets.", "States gladly share some nets.", 0.99, 1.01),
        ("Boats sail.", "Nets dry.", 0, 0),
        ("", "Nets dry.", 0, 0),
    ],
)
def test_words_that_changed_places_are_not_in_order(claim: str, clause: str, least: float, most: float) -> None:
    assert least <= in_order(claim, clause) <= most


def matched(model: EmbeddingModel, claim: str, *clauses: str) -> Matching:
    own, *others = model.encode_tokens([claim, *clauses])
    return Matching.of(own, others)


ADDED = f"{HARVEST[:-1]} and shall pay each fisher a pension from the royal treasury."
REWORDED = "Nations must divide what is caught at sea among villages on the coast."
FOREIGN = "Parliament elects the president of the central bank."
LAMP = "The lamp of the harbour shall burn from dusk to dawn."


def test_an_identical_text_is_matched_whole(model: EmbeddingModel) -> None:
    matching = matched(model, HARVEST, HARVEST)
    assert matching.recall == pytest.approx(1, abs=1e-4)
    assert matching.recalls == pytest.approx([1], abs=1e-4)
    assert matching.similarities == pytest.approx([1], abs=1e-4)
    assert matching.weakest() == pytest.approx((1, 1), abs=1e-4)
    assert matching.weakest_stretch() == pytest.approx(1, abs=1e-4)


def test_a_clause_that_was_added_has_the_weakest_stretch(model: EmbeddingModel) -> None:
    same, more = matched(model, HARVEST, HARVEST), matched(model, ADDED, HARVEST)
    assert more.weakest_stretch() < 0.5 < same.weakest_stretch()
    assert more.weakest_stretch() < more.recall < same.recall
    assert more.weakest_in(0) < same.weakest_in(0)


def test_a_rewording_is_nearer_than_another_subject(model: EmbeddingModel) -> None:
    near, far = matched(model, REWORDED, HARVEST), matched(model, FOREIGN, HARVEST)
    assert near.recall > far.recall
    assert near.similarities[0] > far.similarities[0]
    assert near.weakest_stretch() > far.weakest_stretch()


def test_the_nearest_clause_is_told_from_the_others(model: EmbeddingModel) -> None:
    matching = matched(model, HARVEST, LAMP, HARVEST)
    assert int(matching.recalls.argmax()) == int(matching.similarities.argmax()) == 1
    assert matching.weakest_in(0) < matching.weakest_in(1)
    assert matching.each.shape == (2, len(matching.weights))


def test_another_clause_never_lowers_the_match_of_the_whole(model: EmbeddingModel) -> None:
    alone, together = matched(model, REWORDED, HARVEST), matched(model, REWORDED, HARVEST, LAMP)
    assert together.recall >= alone.recall
    assert np.all(together.best >= alone.best - 1e-4)
    assert together.recall >= together.recalls.max() - 1e-4


def test_a_claim_without_words_of_content_has_no_weak_word(model: EmbeddingModel) -> None:
    matching = matched(model, "of the", HARVEST)
    assert matching.weakest() == (1.0, 1.0)
    assert matching.weakest_in(0) == 1.0
