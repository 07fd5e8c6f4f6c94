"""An optional second look at the best results: a cross-encoder that reads question and provision together."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelFilesError


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
        if Path(self._name).is_dir():
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name, device="cpu", num_labels=1)
        except (OSError, ValueError) as error:
            raise ModelFilesError(
                f"The cross-encoder {self._name!r} cannot be loaded ({error}). Set SOLIDARITY_RERANKER to the folder of a "
                "sentence-transformers cross-encoder, or unset it."
            ) from error


def _sigmoid() -> Any:
    from torch.nn import Sigmoid

    return Sigmoid()
