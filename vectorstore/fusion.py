"""Fusion of the fields in which an article can match a question: a weighted sum on fixed scales.

The scales (cosine similarity; share of the highest possible BM25 score) do not depend on the other results, so a strong match
in one field is not drowned by many weak ones in another (Bruch, Gai and Ingber 2023, arXiv 2210.11934).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# How much farther from a question than its best passage the questions of an article would be, had it any.
_QUESTION_GAP = 0.05


@dataclass(frozen=True)
class FieldWeights:
    """Weights of the fields, fitted on the development questions (softmax regression, checked on held-out folds) and rounded."""

    text: float = 0.20
    questions: float = 0.42
    lexical: float = 0.38


def question_similarity(text: Scores, questions: Scores, has_questions: NDArray[np.bool_]) -> Scores:
    """Similarity of each article to the questions about it; the similarity of its text stands in where it has none.

    All of shape (number of articles,). So an article without a digest can compete.
    """
    stand_in = np.clip(text - _QUESTION_GAP, 0.0, None)
    return np.asarray(np.where(has_questions, np.clip(questions, 0.0, None), stand_in), np.float32)


def fuse(text: Scores, questions: Scores, lexical: Scores, weights: FieldWeights) -> Scores:
    """Weighted sum of the scores of each article, all of shape (number of articles,).

    `text` and `questions` are cosine similarities to the article's best passage and to the digest's questions about it,
    `lexical` its share of the highest possible BM25 score.
    """
    dense = weights.text * np.clip(text, 0.0, None) + weights.questions * questions
    return np.asarray(dense + weights.lexical * lexical, np.float32)
