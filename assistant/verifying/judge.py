"""Decides whether a text supports a sentence: the calibrated support check, and an NLI cross-encoder where one is set."""

import re

from assistant.types import Verdict
from assistant.verifying.sentences import Span
from assistant.verifying.support import MISSING, Assessment, SupportModel
from vectorstore.entailment import EntailmentModel


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

    def is_denied(self, sentence: str, text: str) -> bool:
        """Whether a text has a clause near to a sentence whose force is another: no other text can make up for that."""
        return any(not item.startswith(MISSING) for item in self.assess(sentence, text).differences)

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
