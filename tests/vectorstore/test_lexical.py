from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.lexical import LexicalIndex, stems

TEXTS = ["Boats share the herring harvest.", "Boats carry lamps.", "Boats, boats and more boats pay no toll."]
WORDS = st.lists(st.sampled_from(["boat", "net", "lamp", "toll", "herring", "bread"]), max_size=5).map(" ".join)


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def test_words_are_stemmed_and_stop_words_left_out() -> None:
    assert stems("The fishing boats of the Harbours") == stems("fish boat harbour")
    assert stems("the of and") == stems("") == []


def test_the_case_of_letters_does_not_matter() -> None:
    assert stems("HERRING Harvest") == stems("herring harvest")


def test_the_text_that_shares_the_words_scores_highest(index: LexicalIndex) -> None:
    assert int(index.scores("Who harvests herrings?").argmax()) == 0
    assert int(index.scores("lamp").argmax()) == 1


def test_texts_that_share_no_word_score_zero(index: LexicalIndex) -> None:
    assert index.scores("herring").tolist()[1:] == [0.0, 0.0]


def test_a_rare_word_outweighs_a_common_one(index: LexicalIndex) -> None:
    found = index.scores("boats lamps")
    assert found[1] > found[2] > 0


@pytest.mark.parametrize("query", ["", "the of", "bread", "?!", "面包"])
def test_a_query_without_known_words_scores_zero_everywhere(index: LexicalIndex, query: str) -> None:
    assert index.scores(query).tolist() == [0.0, 0.0, 0.0]


@given(st.lists(WORDS, min_size=1), WORDS)
def test_scores_are_shares_of_the_highest_possible_one(texts: list[str], query: str) -> None:
    found = LexicalIndex.build(texts).scores(query)
    assert found.shape == (len(texts),)
    assert ((found >= 0) & (found <= 1)).all()


def test_words_that_no_text_holds_lower_the_score(index: LexicalIndex) -> None:
    assert 0 < index.scores("herring bread")[0] < index.scores("herring")[0]


def test_sharing_only_a_common_word_scores_low_whatever_the_others_score(index: LexicalIndex) -> None:
    assert index.scores("boats bread butter").max() < 0.1


def test_a_word_is_the_rarer_the_fewer_texts_hold_it(index: LexicalIndex) -> None:
    everywhere, once, nowhere = (index.rarity(stems(word)[0]) for word in ("boats", "herring", "bread"))
    assert 0 < everywhere < once < nowhere


def test_a_text_counts_once_however_often_it_repeats_a_word() -> None:
    repeated, single = LexicalIndex.build(["toll toll toll", "net"]), LexicalIndex.build(["toll", "net"])
    assert repeated.rarity("toll") == single.rarity("toll")


@pytest.mark.parametrize("texts", [[], [""], ["", "the of and"]])
def test_an_index_of_nothing_scores_nothing(texts: list[str]) -> None:
    assert LexicalIndex.build(texts).scores("herring").tolist() == [0.0] * len(texts)


def test_there_is_one_score_for_every_text_even_an_empty_one() -> None:
    found = LexicalIndex.build(["", "herring", "the"]).scores("herring")
    assert found.shape == (3,)
    assert found.dtype == np.float32
    assert int(found.argmax()) == 1


def test_the_index_knows_its_own_words_only(index: LexicalIndex) -> None:
    assert index.knows(stems("herring")[0])
    assert not index.knows("bread")
    assert not LexicalIndex.build([]).knows("herring")


def test_a_saved_index_gives_the_same_scores(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path, len(TEXTS))
    for query in ("herring boats", "bread", ""):
        assert loaded.scores(query).tolist() == index.scores(query).tolist()
    assert loaded.rarity(stems("boats")[0]) == index.rarity(stems("boats")[0])


@pytest.mark.parametrize("texts", [[], ["", "the of and"]])
def test_a_saved_index_without_words_comes_back_without_words(texts: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "provisions"
    LexicalIndex.build(texts).save(folder)
    loaded = LexicalIndex.load(folder, len(texts))
    assert loaded.scores("herring").tolist() == [0.0] * len(texts)
    assert not loaded.knows("herring")


def test_an_index_is_saved_into_a_folder_that_does_not_exist_yet(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "new" / "provisions")
    loaded = LexicalIndex.load(tmp_path / "new" / "provisions", len(TEXTS))
    assert loaded.scores("herring").tolist() == index.scores("herring").tolist()
    assert loaded.knows(stems("herring")[0])
