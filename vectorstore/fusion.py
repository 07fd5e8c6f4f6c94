"""Fusion of dense and lexical scores: a weighted sum on fixed scales (Bruch, Gai and Ingber 2023, arXiv 2210.11934).

Both scores lie on scales that do not depend on the other results: cosine similarity, and the share of the highest possible
BM25 score. So a strong match by meaning is not drowned by many weak ones by word, and the other way round.
"""

import numpy as np
from numpy.typing import NDArray


def weighted_sum(dense: NDArray[np.float32], lexical: NDArray[np.float32], dense_weight: float) -> NDArray[np.float32]:
    """Weighted sum of two score arrays of the same shape; `dense_weight` from 0 (lexical only) to 1 (dense only)."""
    return dense_weight * np.clip(dense, 0.0, None) + (1.0 - dense_weight) * lexical
