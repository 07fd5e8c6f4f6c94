"""Metrics, one function each. Ranks count from 1; a provision that was not found has rank 0."""

from collections.abc import Sequence


def success_at_k(ranks: Sequence[int], k: int) -> float:
    """Share of questions whose first right provision stands among the first `k`; 0 to 1, higher is better.

    Raises:
        ValueError: there are no questions; an empty set has no mean.
    """
    return _mean([1.0 if 0 < rank <= k else 0.0 for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int], k: int = 10) -> float:
    """Mean of one over the rank of the first right provision, 0 beyond `k` (Voorhees 1999, TREC-8); 0 to 1, higher is better.

    Raises:
        ValueError: there are no questions.
    """
    return _mean([1.0 / rank if 0 < rank <= k else 0.0 for rank in ranks])


def _mean(values: Sequence[float]) -> float:
    if not values:
        raise ValueError("an empty set has no mean")
    return sum(values) / len(values)
