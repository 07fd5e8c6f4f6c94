from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vectorstore.fusion import FieldWeights, fuse, question_similarity

UNIT = st.floats(0, 1, width=32)
COSINE = st.floats(-1, 1, width=32)


def scores(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def flags(*values: bool) -> NDArray[np.bool_]:
    return np.array(values, dtype=np.bool_)


def test_the_fused_score_is_the_weighted_sum_of_the_fields() -> None:
    weights = FieldWeights(text=0.5, questions=0.3, lexical=0.2)
    fused = fuse(scores(0.8, 0.4), scores(0.6, 0.0), scores(0.0, 1.0), weights)
    assert fused.tolist() == pytest.approx([0.5 * 0.8 + 0.3 * 0.6, 0.5 * 0.4 + 0.2])


@pytest.mark.parametrize(
    ("weights", "best"),
    [
        (FieldWeights(text=1, questions=0, lexical=0), 0),
        (FieldWeights(text=0, questions=1, lexical=0), 1),
        (FieldWeights(text=0, questions=0, lexical=1), 2),
    ],
)
def test_a_field_with_all_the_weight_decides_alone(weights: FieldWeights, best: int) -> None:
    fused = fuse(scores(0.9, 0.1, 0.1), scores(0.1, 0.9, 0.1), scores(0.1, 0.1, 0.9), weights)
    assert int(fused.argmax()) == best


def test_the_usual_weights_add_up_to_one_and_leave_out_no_field() -> None:
    assert sum(astuple(FieldWeights())) == pytest.approx(1.0)
    assert min(astuple(FieldWeights())) > 0


def test_texts_of_contrary_meaning_count_as_nothing() -> None:
    assert fuse(scores(-0.5, 0.0), scores(0.0, 0.0), scores(0.0, 0.0), FieldWeights()).tolist() == [0.0, 0.0]


def test_questions_of_contrary_meaning_count_as_nothing() -> None:
    assert question_similarity(scores(0.9), scores(-0.4), flags(True)).tolist() == [0.0]


def test_an_article_with_questions_is_judged_by_them_whatever_its_text() -> None:
    found = question_similarity(scores(0.1, 0.9), scores(0.7, 0.7), flags(True, True))
    assert found.tolist() == pytest.approx([0.7, 0.7])


def test_the_text_stands_in_a_little_lower_where_an_article_has_no_questions() -> None:
    (found,) = question_similarity(scores(0.6), scores(0.0), flags(False)).tolist()
    assert 0.5 < found < 0.6


@pytest.mark.parametrize("text", [0.0, 0.01, -0.8])
def test_the_text_that_stands_in_never_counts_below_nothing(text: float) -> None:
    assert question_similarity(scores(text), scores(0.0), flags(False)).tolist() == [0.0]


def test_the_questions_of_an_article_without_any_are_not_looked_at() -> None:
    low, high = (question_similarity(scores(0.6), scores(other), flags(False)) for other in (0.0, 1.0))
    assert low.tolist() == high.tolist()


def test_the_given_scores_are_left_alone() -> None:
    text, questions, lexical = scores(-1.0, 0.5), scores(-0.2, 0.4), scores(0.2, 0.4)
    fuse(text, question_similarity(text, questions, flags(True, False)), lexical, FieldWeights())
    assert text.tolist() == scores(-1.0, 0.5).tolist()
    assert questions.tolist() == scores(-0.2, 0.4).tolist()
    assert lexical.tolist() == scores(0.2, 0.4).tolist()


def test_a_score_does_not_depend_on_the_other_results() -> None:
    alone = fuse(scores(0.3), scores(0.2), scores(0.1), FieldWeights())
    beside = fuse(scores(0.3, 0.9), scores(0.2, 0.9), scores(0.1, 0.9), FieldWeights())
    assert beside[0] == alone[0]


def test_nothing_in_gives_nothing_out() -> None:
    assert question_similarity(scores(), scores(), flags()).shape == (0,)
    assert fuse(scores(), scores(), scores(), FieldWeights()).shape == (0,)


@given(COSINE, COSINE, UNIT, st.booleans())
def test_the_fused_score_lies_between_nothing_and_one(
    text: float, questions: float, lexical: float, has_questions: bool
) -> None:
    asked = question_similarity(scores(text), scores(questions), flags(has_questions))
    fused = fuse(scores(text), asked, scores(lexical), FieldWeights())
    assert fused.dtype == np.float32
    assert 0.0 <= fused[0] <= 1.0 + 1e-6


@given(UNIT, UNIT, UNIT, UNIT)
def test_a_better_match_in_any_field_never_lowers_the_score(
    text: float, asked: float, words: float, more: float
) -> None:
    before = fuse(scores(text), scores(asked), scores(words), FieldWeights())[0]
    for better in ((more, 0, 0), (0, more, 0), (0, 0, more)):
        fields = [scores(value + extra) for value, extra in zip((text, asked, words), better, strict=True)]
        assert fuse(fields[0], fields[1], fields[2], FieldWeights())[0] >= before
