"""Restatements and their alterations: of invented articles, and of the official texts where they are at hand."""

import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import get_args

import pytest

from assistant.types import Status
from evals.tuning.altered import AlteredPair, Change, altered_pairs
from ingest.reading import read
from tests.assistant.samples import document, provision
from vectorstore.catalogue import Catalogue

CHANGES: tuple[Change, ...] = get_args(Change)


def pairs_of(text: str, status: Status = "official text") -> dict[Change, AlteredPair]:
    """The pairs that one article of the Sea Convention gives, by change."""
    sea = document(status=status)
    found = list(altered_pairs(Catalogue([sea], [provision("art-1", text, sea)])))
    assert len({pair.change for pair in found}) == len(found)
    return {pair.change: pair for pair in found}


@pytest.fixture(scope="module")
def official(shared: Path) -> list[AlteredPair]:
    read_all = [read(path) for path in sorted((shared / "library" / "open-treaties").glob("*.json"))]
    provisions = [item for one in read_all for item in one.provisions]
    return list(altered_pairs(Catalogue([item.document for item in read_all], provisions)))


def replaced(pair: AlteredPair) -> list[tuple[str, str]]:
    """The stretches in which an alteration differs from its restatement, with what stands there instead."""
    restated, altered = pair.restated.split(), pair.altered.split()
    blocks = SequenceMatcher(None, restated, altered, autojunk=False).get_opcodes()
    return [(" ".join(restated[a:b]), " ".join(altered[c:d])) for kind, a, b, c, d in blocks if kind != "equal"]


@pytest.mark.parametrize(
    ("text", "restated"),
    [
        (
            "No one shall be kept from the harbour during a storm.",
            "nobody may be kept from the harbour during a storm",
        ),
        (
            "No State Party shall close its ports to boats in danger.",
            "no State Party may close its ports to boats in danger",
        ),
        (
            "Everyone has the right to fish in the bay in accordance with the rules.",
            "every person is entitled to fish in the bay in line with the rules",
        ),
        (
            "The Parties undertake to share the harvest, in particular with villages.",
            "the Parties must share the harvest, especially with villages",
        ),
        (
            "Boats shall not leave the bay prior to sunrise in winter.",
            "boats must not leave the bay before sunrise in winter",
        ),
        ("1. Boats shall keep a lamp burning at night;", "boats must keep a lamp burning at night"),
        ("(a) Boats shall keep a lamp burning at night.", "boats must keep a lamp burning at night"),
    ],
)
def test_words_of_law_are_restated_in_everyday_words_with_the_place(text: str, restated: str) -> None:
    assert {pair.restated for pair in pairs_of(text).values()} == {f"Under Sea Convention, art. 1, {restated}."}


@pytest.mark.parametrize(
    ("change", "text", "was", "became"),
    [
        ("number", "The keeper shall light the lamp within ten days of the storm.", "ten", "23"),
        ("number", "The council shall have 25 members from the coastal villages.", "25", "53"),
        ("number", "The council shall have twenty-one members from the villages.", "twenty-one", "45"),
        ("actor", "The Committee shall meet at the harbour every spring.", "the Committee", "the Security Council"),
        ("actor", "States Parties shall share the harvest of the sea.", "States Parties", "the Secretary-General"),
        ("actor", "No one shall be kept from the harbour in a storm.", "nobody", "no soldier"),
        ("negation", "The keeper shall light the lamp at dusk.", "must light", "must not light"),
        ("negation", "The keeper shall not leave the lamp at night.", "must not", "must"),
        ("negation", "No one shall be kept from the harbour in a storm.", "nobody may", "everybody may"),
        ("negation", "Everyone has the right to fish in the bay.", "is entitled to", "is not entitled to"),
        ("modality", "The keeper shall light the lamp at dusk.", "must", "may, if it sees fit,"),
        ("modality", "The keeper shall not leave the lamp at night.", "must not", "may"),
        ("modality", "The keeper may leave the lamp during the day.", "may", "must"),
        ("modality", "No one shall be kept from the harbour in a storm.", "nobody may", "everybody must"),
    ],
)
def test_an_alteration_changes_one_thing(change: Change, text: str, was: str, became: str) -> None:
    pair = pairs_of(text)[change]
    assert pair.altered == pair.restated.replace(was, became, 1) != pair.restated


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("The keeper shall light the lamp at dusk.", {"negation", "modality"}),
        ("The Committee shall light the lamp within ten days.", {"number", "actor", "negation", "modality"}),
        ("Everyone has the right to fish in the bay.", {"actor", "negation"}),
        ("The keeper lights the lamp every day at dusk.", set()),
        ("The keeper shall light lamps.", set()),
        (f"The keeper shall light {'many ' * 45} lamps.", set()),
    ],
)
def test_what_cannot_be_altered_in_a_kind_is_left_out(text: str, changes: set[Change]) -> None:
    assert set(pairs_of(text)) == changes


@pytest.mark.parametrize("status", ["digest", "as published"])
def test_only_official_texts_are_restated(status: Status) -> None:
    assert pairs_of("The keeper shall light the lamp at dusk.", status) == {}


def test_every_sentence_gives_its_own_pairs() -> None:
    sea = document()
    text = "The keeper shall light the lamp at dusk. The keeper shall ring a bell in fog; every boat shall sound a horn in fog."
    found = altered_pairs(Catalogue([sea], [provision("art-1", text, sea)]))
    assert [pair.change for pair in found] == ["negation", "modality"] * 3


def test_works_come_in_the_order_of_their_keys_whatever_the_order_of_the_catalogue() -> None:
    sea, land = document(), document("land", short="Land Treaty")
    held = [provision("art-1", "The keeper shall light the lamp at dusk.", of) for of in (sea, land)]
    one, other = (list(altered_pairs(Catalogue(of, held))) for of in ([sea, land], [land, sea]))
    assert one == other
    assert [pair.provision.document_id for pair in one] == ["land", "land", "sea", "sea"]


def test_the_official_texts_give_many_pairs_of_each_kind(official: list[AlteredPair]) -> None:
    counts = Counter(pair.change for pair in official)
    assert set(counts) == set(CHANGES)
    assert min(counts.values()) > 50


def test_a_pair_of_an_official_text_differs_in_one_stretch_only(official: list[AlteredPair]) -> None:
    assert not [pair for pair in official if len(replaced(pair)) != 1]


def test_both_sentences_of_a_pair_name_the_place(official: list[AlteredPair]) -> None:
    for pair in official:
        opening = pair.restated[: pair.restated.index(pair.provision.label) + len(pair.provision.label)]
        assert opening.startswith("Under ")
        assert pair.altered.startswith(opening)


def test_a_changed_number_is_another_number(official: list[AlteredPair]) -> None:
    for pair in (pair for pair in official if pair.change == "number"):
        [(was, became)] = replaced(pair)
        assert became.isdigit()
        assert was != became


def test_a_changed_negation_adds_or_drops_a_word_of_negation(official: list[AlteredPair]) -> None:
    negative = re.compile(r"\b(?:not|no|nobody)\b", re.IGNORECASE)
    for pair in (pair for pair in official if pair.change == "negation"):
        assert abs(len(negative.findall(pair.restated)) - len(negative.findall(pair.altered))) == 1
