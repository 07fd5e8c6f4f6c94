import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vectorstore.fusion import weighted_sum


def scores(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_the_sum_weighs_dense_and_lexical_scores() -> None:
    both = weighted_sum(scores(0.8, 0.4), scores(0.0, 1.0), 0.75)
    assert both.tolist() == pytest.approx([0.75 * 0.8, 0.75 * 0.4 + 0.25])


@pytest.mark.parametrize(("weight", "best"), [(1.0, 0), (0.0, 1)])
def test_a_weight_at_the_end_leaves_one_kind_of_score(weight: float, best: int) -> None:
    assert int(weighted_sum(scores(0.9, 0.1), scores(0.2, 0.8), weight).argmax()) == best


def test_texts_of_contrary_meaning_count_as_nothing() -> None:
    assert weighted_sum(scores(-0.5, 0.0), scores(0.0, 0.0), 0.5).tolist() == [0.0, 0.0]


def test_the_given_scores_are_left_alone() -> None:
    dense, lexical = scores(-1.0, 0.5), scores(0.2, 0.4)
    weighted_sum(dense, lexical, 0.5)
    assert (dense.tolist(), lexical.tolist()) == (scores(-1.0, 0.5).tolist(), scores(0.2, 0.4).tolist())


def test_a_score_does_not_depend_on_the_other_results() -> None:
    alone = weighted_sum(scores(0.3), scores(0.2), 0.5)
    beside = weighted_sum(scores(0.3, 0.9), scores(0.2, 0.9), 0.5)
    assert beside[0] == alone[0]


def test_nothing_in_gives_nothing_out() -> None:
    assert weighted_sum(scores(), scores(), 0.5).shape == (0,)


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_the_sum_lies_between_the_two_scores(dense: float, lexical: float, weight: float) -> None:
    (fused,) = weighted_sum(scores(dense), scores(lexical), weight).tolist()
    assert min(dense, lexical) - 1e-6 <= fused <= max(dense, lexical) + 1e-6
