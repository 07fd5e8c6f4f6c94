"""Natural language inference: a cross-encoder that tells whether a text entails or denies a sentence."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from assistant.errors import SettingsError
from vectorstore.cross_encoder import load_cross_encoder


class EntailmentModel:
    """A cross-encoder trained on natural language inference: does a text entail, deny or leave open a sentence?

    `name` is a sentence-transformers cross-encoder, by name or folder, with the labels "entailment", "neutral", "contradiction".
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def probabilities(self, text: str, sentences: Sequence[str]) -> list[tuple[float, float]]:
        """Probabilities, from 0 to 1, that a text entails and that it denies each sentence."""
        import torch

        rows = self._model.predict(
            [(text, sentence) for sentence in sentences],
            activation_fn=torch.nn.Softmax(dim=-1),
            show_progress_bar=False,
        )
        entails, denies = self._labels
        return [(float(row[entails]), float(row[denies])) for row in rows]

    @cached_property
    def _model(self) -> Any:
        return load_cross_encoder(
            self._name,
            "NLI model",
            "Set SOLIDARITY_NLI_MODEL to the folder of a sentence-transformers cross-encoder for natural language inference, "
            "or unset it.",
        )

    @cached_property
    def _labels(self) -> tuple[int, int]:
        names = {str(label).lower(): int(n) for n, label in self._model.config.id2label.items()}
        if not {"entailment", "contradiction"} <= set(names):
            raise SettingsError(
                f"SOLIDARITY_NLI_MODEL={self._name!r} has the labels {', '.join(names)}; it needs entailment and contradiction."
            )
        return names["entailment"], names["contradiction"]
