"""Fusion of dense and lexical scores: the weighted sum of both after scaling (Bruch, Gai and Ingber 2023, arXiv 2210.11934).

Unlike ranks, scaled scores keep how much better one provision is than the next.
"""

import numpy as np
from numpy.typing import NDArray


def scale(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide by the highest score, so that scores lie between 0 and 1; all zeros stay zeros."""
    clipped = np.clip(scores, 0.0, None)
    highest = float(clipped.max()) if clipped.size else 0.0
    return clipped / highest if highest > 0 else clipped


def weighted_sum(dense: NDArray[np.float32], lexical: NDArray[np.float32], dense_weight: float) -> NDArray[np.float32]:
    """Weighted sum of two scaled score arrays of the same shape; `dense_weight` from 0 (lexical only) to 1 (dense only)."""
    return dense_weight * scale(dense) + (1.0 - dense_weight) * scale(lexical)
