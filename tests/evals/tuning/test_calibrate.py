"""Fitting the weights that decide whether to answer."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.finding.answerability import Evidence, Weights
from evals.cases import QuestionCase
from evals.tuning.calibrate import Sample, collect, fit, held_out, operating_point

KINDS = len(fields(Evidence))
DIMENSIONS = 3


def made_sample(n: int = 60, noise: float = 0.3, seed: int = 1) -> Sample:
    """Questions of which every second one is answerable; evidence of the first kind tells them apart, as far as noise lets it."""
    random = np.random.default_rng(seed)
    answerable = np.arange(n) % 2 == 0
    evidence = random.uniform(0, 1, (n, KINDS))
    evidence[:, 0] = np.where(answerable, 0.8, 0.2) + random.normal(0, noise, n)
    vectors = random.normal(0, 1, (n, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Sample([f"question {number}" for number in range(n)], evidence, vectors, answerable)


def probabilities(weights: Weights, sample: Sample) -> NDArray[np.float64]:
    return np.array(
        [
            weights.probability(Evidence(*row), vector.astype(np.float32))
            for row, vector in zip(sample.evidence, sample.vectors, strict=True)
        ]
    )


def flipped(sample: Sample, *positions: int) -> Sample:
    """The sample with other answers to whether some of its questions are answerable."""
    answerable = sample.answerable.copy()
    answerable[list(positions)] = ~answerable[list(positions)]
    return replace(sample, answerable=answerable)


def test_the_fitted_weights_tell_an_easy_sample_apart() -> None:
    sample = made_sample(noise=0.05)
    assert ((probabilities(fit(sample), sample) >= 0.5) == sample.answerable).all()


def test_the_kind_of_evidence_that_tells_most_weighs_most() -> None:
    sample = made_sample()
    weights = np.abs(np.array(fit(sample).evidence) * sample.evidence.std(0))
    assert int(weights.argmax()) == 0
    assert fit(sample).evidence[0] > 0


def test_the_fitted_weights_fit_new_questions_of_the_same_kind() -> None:
    new = made_sample(noise=0.05, seed=2)
    assert ((probabilities(fit(made_sample(noise=0.05)), new) >= 0.5) == new.answerable).all()


def test_what_a_question_is_about_counts_where_the_evidence_tells_nothing() -> None:
    sample = made_sample()
    evidence = np.full_like(sample.evidence, 0.5)
    vectors = np.zeros_like(sample.vectors)
    vectors[np.arange(len(vectors)), np.where(sample.answerable, 0, 1)] = 1.0
    by_subject = replace(sample, evidence=evidence, vectors=vectors)
    weights = fit(by_subject)
    assert ((probabilities(weights, by_subject) >= 0.5) == sample.answerable).all()
    assert weights.question[0] > 0 > weights.question[1]


def test_the_scale_of_a_kind_of_evidence_does_not_matter() -> None:
    sample = made_sample()
    wider = replace(sample, evidence=sample.evidence * 50 + 7)
    assert probabilities(fit(wider), wider) == pytest.approx(probabilities(fit(sample), sample), abs=0.02)


def test_weights_stay_finite_where_evidence_never_varies() -> None:
    sample = made_sample()
    sample.evidence[:, 3] = 0.25
    assert np.isfinite([*fit(sample).evidence, *fit(sample).question, fit(sample).intercept]).all()


def test_without_embedded_questions_none_are_weighed() -> None:
    sample = made_sample()
    weights = fit(replace(sample, vectors=sample.vectors[:, :0]))
    assert weights.question == ()
    assert len(weights.evidence) == KINDS


def test_the_same_sample_gives_the_same_weights() -> None:
    assert fit(made_sample()) == fit(made_sample())


@pytest.mark.parametrize("position", [0, 7, 41])
def test_a_question_is_judged_by_weights_that_never_saw_its_answer(position: int) -> None:
    sample = made_sample()
    before, after = held_out(sample), held_out(flipped(sample, position))
    assert after[position] == before[position]
    assert not np.array_equal(after, before)


def test_a_question_asked_over_two_stores_is_left_out_of_both_at_once() -> None:
    sample = made_sample()
    twice = Sample(
        sample.questions * 2,
        np.vstack([sample.evidence, sample.evidence]),
        np.vstack([sample.vectors, sample.vectors]),
        np.concatenate([sample.answerable, sample.answerable]),
    )
    n = len(sample.questions)
    before, after = held_out(twice), held_out(flipped(twice, 4, 4 + n))
    assert (after[4], after[4 + n]) == (before[4], before[4 + n])


def test_a_question_sees_the_answers_of_most_others() -> None:
    sample = made_sample(n=40)  # four in each of ten folds
    before = held_out(sample)
    assert sum(held_out(flipped(sample, n))[0] != before[0] for n in range(1, 8)) >= 4


def test_an_easy_sample_is_told_apart_by_weights_from_the_other_folds() -> None:
    sample = made_sample(noise=0.05)
    assert ((held_out(sample) >= 0.5) == sample.answerable).all()


def test_there_is_nothing_to_learn_where_answers_are_left_to_chance() -> None:
    sample = made_sample(n=200)
    chance = replace(sample, answerable=np.random.default_rng(5).permutation(sample.answerable))
    right = np.mean((held_out(chance) >= 0.5) == chance.answerable)
    assert 0.35 < right < 0.65


CERTAINTY = np.array([0.9, 0.8, 0.6, 0.4, 0.7, 0.5, 0.3, 0.1])
ANSWERABLE = np.array([True] * 4 + [False] * 4)


@pytest.mark.parametrize(
    ("share", "threshold", "declined"),
    [(1.0, 0.4, 0.5), (0.75, 0.6, 0.75), (0.74, 0.6, 0.75), (0.5, 0.8, 1.0), (0.25, 0.9, 1.0)],
)
def test_the_threshold_is_the_highest_that_answers_enough(share: float, threshold: float, declined: float) -> None:
    assert operating_point(CERTAINTY, ANSWERABLE, share) == (threshold, declined)
    assert np.mean(CERTAINTY[ANSWERABLE] >= threshold) >= share
    higher = CERTAINTY[ANSWERABLE][CERTAINTY[ANSWERABLE] > threshold]
    assert all(np.mean(CERTAINTY[ANSWERABLE] >= other) < share for other in higher)


@pytest.mark.parametrize("share", [1.0, 0.99, 0.98, 0.97, 0.95, 0.9, 0.7, 0.5])
@pytest.mark.parametrize("n", [3, 10, 33, 100, 185])
def test_enough_is_answered_whatever_the_number_of_questions(n: int, share: float) -> None:
    certainty = np.random.default_rng(n).uniform(0, 1, 2 * n)
    answerable = np.arange(2 * n) < n
    threshold, declined = operating_point(certainty, answerable, share)
    assert np.mean(certainty[answerable] >= threshold) >= share
    assert declined == np.mean(certainty[~answerable] < threshold)


def case(question: str, *expected: str) -> QuestionCase:
    return QuestionCase(
        question=question,
        answerable=bool(expected),
        expected=expected,
        kind="which article",
        difficulty="easy",
        persona="student",
    )


def test_evidence_is_collected_for_what_a_store_can_answer_and_for_what_nothing_answers(corpus_dir: Path) -> None:
    cases = [
        case("Do children have a right to play?", "crc/art-31"),
        case("What is torture?", "cat/art-1/1", "cat/art-1"),
        case("Who mends the nets of the moon?", "moon-treaty/art-1"),
        case("What does article 28 of the UDHR say?", "udhr/art-28"),
        case("What does A/HRC/99/123 say?"),
        case("How do I bake bread?"),
        case("Which works help refugees?", "refugee"),
    ]
    sample = collect(corpus_dir, cases)
    assert sample.questions == [
        "Do children have a right to play?",
        "What is torture?",
        "How do I bake bread?",
        "Which works help refugees?",
    ]
    assert sample.answerable.tolist() == [True, True, False, True]
    assert sample.evidence.shape == (4, KINDS)
    assert sample.vectors.shape == (4, 384)
    assert sample.evidence[0, 0] > sample.evidence[2, 0]
