"""Fits the weights that decide whether to answer: `python -m evals.tuning.calibrate DATA_DIR [DATA_DIR ...]`.

Each folder holds a store (the shipped corpus, official texts, both); fitting over several keeps the decision right where there
are no digests. The questions are the development set. Prints, for each store, which share of the unanswerable questions is
declined at which share of answerable ones answered, measured on folds that the weights were not fitted on.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import typer
from numpy.typing import NDArray

from assistant import build_assistant
from assistant.finding.answerability import Calibration, Evidence, Weights
from assistant.settings import load_settings
from evals.cases import QuestionCase, load_cases
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel

Array = NDArray[np.float64]

_FOLDS = 10
_REGULARISATION = 0.03
_VECTOR_SCALE = 6.0  # gives the embedded question, a unit vector, about as much room as the standardised evidence
_STEPS, _RATE = 3000, 0.3
_SHARES = (1.0, 0.99, 0.98, 0.97, 0.95, 0.90)


@dataclass(frozen=True)
class Sample:
    """Evidence of shape (n, number of kinds), embedded questions (n, dimensions), and which are answerable (n,)."""

    questions: list[str]
    evidence: Array
    vectors: Array
    answerable: NDArray[np.bool_]


def main(data_dirs: list[Path]) -> None:
    """Fit over the stores in the folders, print the curve on held-out folds, write the weights."""
    cases = load_cases(QuestionCase, "dev")
    samples = {folder: collect(folder, cases) for folder in data_dirs}
    pooled = _pool(list(samples.values()))
    decided = held_out(pooled)
    start = 0
    for folder, sample in samples.items():
        part = slice(start, start + len(sample.questions))
        start = part.stop
        typer.echo(f"{folder}: {sample.answerable.sum()} answerable, {(~sample.answerable).sum()} unanswerable")
        for share in _SHARES:
            threshold, declined = operating_point(decided[part], sample.answerable, share)
            typer.echo(f"  answered {share:>4.0%}  declined {declined:>4.0%}  threshold {threshold:.2f}")
    calibration = Calibration(
        embedding_model=EmbeddingModel(load_settings().embedding_model).id,
        with_question=fit(pooled),
        without_question=fit(Sample(pooled.questions, pooled.evidence, pooled.vectors[:, :0], pooled.answerable)),
    )
    place = Path(str(files("assistant.finding") / "answerability.json"))
    place.write_text(json.dumps(json.loads(calibration.model_dump_json()), indent=1) + "\n", encoding="utf-8")
    typer.echo(f"Written: {place.name}")


def collect(data_dir: Path, cases: Sequence[QuestionCase]) -> Sample:
    """The evidence of each case over one store; left out: cases that it cannot answer though others can, and named places."""
    assistant = build_assistant(load_settings(data_dir=data_dir))
    held = _places(assistant.catalogue)
    kept, rows = [], []
    for case in cases:
        found = assistant.evidence(case.question)
        if found is not None and (not case.answerable or held & set(case.expected)):
            kept.append(case)
            rows.append(found)
    return Sample(
        [case.question for case in kept],
        np.array([astuple(evidence) for evidence, _ in rows], np.float64),
        np.array([vector for _, vector in rows], np.float64),
        np.array([case.answerable for case in kept]),
    )


def fit(sample: Sample) -> Weights:
    """Logistic regression with L2 regularisation, by gradient descent on standardised evidence."""
    mean, spread = sample.evidence.mean(0), sample.evidence.std(0) + 1e-9
    features = np.hstack([(sample.evidence - mean) / spread, _VECTOR_SCALE * sample.vectors])
    weights, intercept = np.zeros(features.shape[1]), 0.0
    for _ in range(_STEPS):
        error = 1 / (1 + np.exp(-(features @ weights + intercept))) - sample.answerable
        weights -= _RATE * (features.T @ error / len(error) + 2 * _REGULARISATION * weights)
        intercept -= _RATE * float(error.mean())
    of_evidence = weights[: len(mean)] / spread
    return Weights(
        evidence=tuple(round(float(value), 4) for value in of_evidence),
        question=tuple(round(float(value), 4) for value in _VECTOR_SCALE * weights[len(mean) :]),
        intercept=round(float(intercept - of_evidence @ mean), 4),
    )


def held_out(sample: Sample) -> Array:
    """The probability of each question by weights that were fitted without it; shape (n,)."""
    names = list(dict.fromkeys(sample.questions))
    shuffled = np.random.default_rng(0).permutation(len(names))
    fold_of = {names[n]: place % _FOLDS for place, n in enumerate(shuffled)}
    folds = np.array([fold_of[question] for question in sample.questions])
    probabilities = np.zeros(len(folds))
    for fold in range(_FOLDS):
        weights = fit(_where(sample, folds != fold))
        for n in np.flatnonzero(folds == fold):
            evidence = Evidence(*sample.evidence[n])
            probabilities[n] = weights.probability(evidence, sample.vectors[n].astype(np.float32))
    return probabilities


def operating_point(probabilities: Array, answerable: NDArray[np.bool_], share: float) -> tuple[float, float]:
    """The highest threshold that answers at least `share` of the answerable questions, and the share of others it declines."""
    threshold = float(np.sort(probabilities[answerable])[int((1.0 - share) * answerable.sum() + 1e-9)])
    return threshold, float(np.mean(probabilities[~answerable] < threshold))


def _where(sample: Sample, chosen: NDArray[np.bool_]) -> Sample:
    questions = [question for question, keep in zip(sample.questions, chosen, strict=True) if keep]
    return Sample(questions, sample.evidence[chosen], sample.vectors[chosen], sample.answerable[chosen])


def _pool(samples: Sequence[Sample]) -> Sample:
    return Sample(
        [question for sample in samples for question in sample.questions],
        np.vstack([sample.evidence for sample in samples]),
        np.vstack([sample.vectors for sample in samples]),
        np.concatenate([sample.answerable for sample in samples]),
    )


def _places(catalogue: Catalogue) -> set[str]:
    """Ids of all works, articles and provisions."""
    parts = (provision.id.split("/") for provision in catalogue.provisions)
    return {"/".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}


if __name__ == "__main__":
    typer.run(main)
