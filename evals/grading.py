"""Model-graded correctness: a chat model's opinion of each answer, beside the deterministic scores and never mixed in."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score

from assistant.answering.chat_model import ModelError, stream_text
from evals.cases import QuestionCase
from evals.results import CaseResult, Grade, Scored
from prompts import load_prompt
from vectorstore.catalogue import Catalogue

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPT = "grade-answer"
_NO_ANSWER = (
    "The question cannot be answered from the corpus; a right answer declines, or rejects what the question assumes."
)
_LONGEST_REFERENCE = 6000  # characters
_REPLY = re.compile(r"\W*(correct|wrong)\b\W*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Grader:
    """A chat model that grades. `name` is that of the model, `seconds` the time it has for one answer."""

    model: "BaseChatModel"
    name: str
    seconds: float = 60

    def grade(self, case: QuestionCase, scored: Scored, catalogue: Catalogue) -> Grade | None:
        """The model's opinion of one answer; None for a case that could not be scored, no verdict where its reply has none."""
        if scored.passed is None:
            return None
        prompt = load_prompt(PROMPT).format(
            question=case.question, reference=reference(case, catalogue), answer=scored.answer
        )
        try:
            reply = "".join(stream_text(self.model, prompt, time.monotonic() + self.seconds, self.name))
        except ModelError as failure:
            return Grade(correct=None, explanation=str(failure))
        return read_grade(reply)


@dataclass(frozen=True)
class Agreement:
    """How far a grader agrees with the deterministic scorer over `n` answers; `unread` replies had no verdict.

    `kappa` is Cohen's kappa (1960), `alpha` Krippendorff's (2004): 1 is full agreement, 0 what chance would give, below 0 less.
    Neither is defined, and both are None, where both gave one and the same verdict to every answer.
    """

    n: int
    unread: int
    share: float | None
    kappa: float | None
    alpha: float | None
    graded_correct: float | None


def agreement(cases: Sequence[CaseResult]) -> Agreement | None:
    """Compare the grades of a run with its scores; None when nothing was graded."""
    graded = [item for item in cases if item.grade is not None]
    if not graded:
        return None
    pairs = [
        (item.scored.correctness == "correct", item.grade.correct)
        for item in graded
        if item.grade is not None and item.grade.correct is not None
    ]
    unread = len(graded) - len(pairs)
    if not pairs:
        return Agreement(0, unread, None, None, None, None)
    scores, grades = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    varied = len({*scores.tolist(), *grades.tolist()}) > 1
    return Agreement(
        n=len(pairs),
        unread=unread,
        share=float(np.mean(scores == grades)),
        kappa=float(cohen_kappa_score(scores, grades)) if varied else None,
        alpha=float(krippendorff.alpha(np.array([scores, grades]), level_of_measurement="nominal")) if varied else None,
        graded_correct=float(np.mean(grades)),
    )


def read_grade(reply: str) -> Grade:
    """The verdict with which a reply begins; none where it begins with something else."""
    found = _REPLY.match(reply)
    if found is None:
        return Grade(correct=None, explanation=f"no verdict in the reply: {reply.strip()[:200]!r}")
    return Grade(correct=found[1].lower() == "correct", explanation=" ".join(found[2].split()))


def reference(case: QuestionCase, catalogue: Catalogue) -> str:
    """The text of the expected provisions in their most authoritative edition, or that there is no answer."""
    if not case.answerable:
        return _NO_ANSWER
    texts = []
    for place in case.expected:
        for document in catalogue.works().get(place.partition("/")[0], [])[:1]:
            parts = [item.text for item in catalogue.provisions_within(document.key, place)]
            texts.append(f"{document.short}, {place.partition('/')[2]}: {' '.join(parts)}")
    return "\n".join(texts)[:_LONGEST_REFERENCE]
