"""Metrics: ranks count from 1, and what was not found has rank 0."""

import pytest

from evals.metrics import mean_reciprocal_rank, success_at_k


@pytest.mark.parametrize(
    ("ranks", "k", "share"), [([1, 2, 4, 0], 1, 0.25), ([1, 2, 4, 0], 3, 0.5), ([0, 0], 10, 0.0), ([3, 3], 3, 1.0)]
)
def test_success_counts_ranks_up_to_k_and_not_the_missing(ranks: list[int], k: int, share: float) -> None:
    assert success_at_k(ranks, k) == share


def test_reciprocal_ranks_end_at_k() -> None:
    assert mean_reciprocal_rank([1, 2, 0, 11], 10) == pytest.approx((1 + 0.5) / 4)


def test_an_empty_set_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no mean"):
        success_at_k([], 1)
    with pytest.raises(ValueError, match="no mean"):
        mean_reciprocal_rank([])
