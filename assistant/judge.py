"""Decides whether a text supports a sentence: the calibrated support check, and an NLI cross-encoder where one is set."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from assistant.errors import ModelFilesError, SettingsError
from assistant.sentences import Span
from assistant.support import Assessment, SupportModel
from assistant.types import Verdict


class EntailmentModel:
    """A cross-encoder trained on natural language inference: does a text entail, deny or leave open a sentence?

    `name` is a sentence-transformers cross-encoder with the labels "entailment", "neutral" and "contradiction", by name or folder.
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
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelFilesError(
                f"The NLI model {self._name!r} cannot be loaded ({error}). Set SOLIDARITY_NLI_MODEL to the folder of a "
                "sentence-transformers cross-encoder for natural language inference, or unset it."
            ) from error

    @cached_property
    def _labels(self) -> tuple[int, int]:
        names = {str(label).lower(): int(n) for n, label in self._model.config.id2label.items()}
        if not {"entailment", "contradiction"} <= set(names):
            raise SettingsError(
                f"SOLIDARITY_NLI_MODEL={self._name!r} has the labels {', '.join(names)}; it needs entailment and contradiction."
            )
        return names["entailment"], names["contradiction"]


class Judge:
    """Judges sentences against texts. `threshold` is the probability of support that a sentence needs."""

    def __init__(self, support: SupportModel, threshold: float, entailment: EntailmentModel | None = None) -> None:
        self._support, self._threshold, self._entailment = support, threshold, entailment

    def fault(self, sentence: str, text: str, known: str = "") -> str:
        """Why a text does not support a sentence, in words for the reader; "" when it does."""
        if not re.search(r"\w", sentence) or not re.search(r"\w", text):
            return "there is nothing to compare"
        assessment = self.assess(sentence, text, known)
        if assessment.verdict == "supports" and assessment.support >= self._threshold:
            return ""
        if assessment.differences:
            return assessment.differences[0]
        return f"the source does not say this clearly enough (support {assessment.support:.2f})"

    def assess(self, sentence: str, text: str, known: str = "") -> Assessment:
        """Assess a sentence; an NLI model, where set, decides on the meaning, while numbers and names must stand in any case."""
        assessment = self._support.assess(sentence, text, known)
        if self._entailment is None:
            return assessment
        [(entails, denies)] = self._entailment.probabilities(text, [sentence])
        return assessment.decided_by(entails, denies)

    def nearest(self, sentence: str, text: str) -> Span:
        """The part of a text that is nearest to a sentence."""
        return self._support.compare(sentence, text).span

    def verdict(self, assessment: Assessment) -> Verdict:
        """The verdict on a claim; what falls short of the threshold supports it in part at most."""
        verdict = assessment.verdict
        return "partly supports" if verdict == "supports" and assessment.support < self._threshold else verdict
