"""An optional second look at the best results: a cross-encoder that reads question and provision together."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.cross_encoder import load_cross_encoder


class Reranker:
    """A sentence-transformers cross-encoder, by name or folder (Nogueira and Cho 2019, arXiv 1901.04085); loaded on first use."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._alone = Lock()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the question, from 0 to 1; shape (len(texts),).

        Raises:
            ModelFilesError: the model cannot be loaded.
        """
        with self._alone:
            raw = self._model.predict(
                [(question, text) for text in texts], activation_fn=_sigmoid(), show_progress_bar=False
            )
        return np.asarray(raw, dtype=np.float32).reshape(len(texts))

    @cached_property
    def _model(self) -> Any:
        return load_cross_encoder(
            self._name,
            "cross-encoder",
            "Set SOLIDARITY_RERANKER to the folder of a sentence-transformers cross-encoder, or unset it.",
            num_labels=1,
        )


def _sigmoid() -> Any:
    from torch.nn import Sigmoid

    return Sigmoid()
