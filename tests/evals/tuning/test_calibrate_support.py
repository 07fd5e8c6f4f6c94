"""Fitting the weights of the support check on a handful of made rows, and choosing what they are fitted on."""

import json
from collections import Counter
from dataclasses import astuple, fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.types import VERDICTS
from assistant.verifying.support import Features, SupportModel, SupportWeights
from evals.tuning import calibrate_support
from evals.tuning.calibrate_support import HELD_OUT, Sample, chosen_pairs, elsewhere, fit, measure, wice_f1
from evals.tuning.claims import Pair
from ingest.reading import read
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel

KINDS = len(fields(Features))
GROUPS = 20


def made_sample(noise: float = 0.1, rows_a_group: int = 4, seed: int = 1) -> Sample:
    """Rows of which each verdict has a feature of its own that tells it, as far as noise lets it; a group has one verdict."""
    random = np.random.default_rng(seed)
    groups = np.repeat(np.arange(GROUPS), rows_a_group)
    kinds = groups % len(VERDICTS)
    features = random.normal(0, 1, (len(groups), KINDS))
    features[:, : len(VERDICTS)] = np.eye(len(VERDICTS))[kinds] + random.normal(0, noise, (len(groups), len(VERDICTS)))
    return Sample(features, np.array(VERDICTS)[kinds], np.array([f"group {n}" for n in groups]))


def verdicts_of(sample: Sample, fitted_on: list[Sample]) -> NDArray[np.str_]:
    return np.asarray(fit(fitted_on).predict(sample.features))


def share(right: NDArray[np.bool_]) -> float:
    return float(np.mean(right))


def test_the_fitted_regression_tells_an_easy_sample_apart() -> None:
    new = made_sample(seed=2)
    assert share(verdicts_of(new, [made_sample()]) == new.verdicts) > 0.9


def test_the_same_sample_gives_the_same_regression() -> None:
    one, other = (fit([made_sample()])[-1].coef_ for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("total", [0.3, 1.0, 40.0])
def test_a_weight_is_shared_out_evenly_over_the_rows(total: float) -> None:
    sample = made_sample()
    weighed = sample.with_weight(total)
    assert weighed.weight * len(weighed.groups) == pytest.approx(total)
    assert weighed.weight == sample.rows(np.arange(10)).with_weight(total * 10 / len(sample.groups)).weight


@pytest.mark.parametrize("strong", [0, 1])
def test_the_sample_with_more_weight_decides_where_two_disagree(strong: int) -> None:
    sample = made_sample()
    turned = replace(sample, verdicts=np.roll(sample.verdicts, 4))
    both = [sample, turned]
    weighed = [item.with_weight(100.0 if n == strong else 1.0) for n, item in enumerate(both)]
    assert share(verdicts_of(sample, weighed) == both[strong].verdicts) > 0.9


def test_chosen_rows_keep_what_belongs_to_them() -> None:
    sample = made_sample().with_weight(5.0)
    chosen = sample.rows(np.array([7, 2]))
    assert np.array_equal(chosen.features, sample.features[[7, 2]])
    assert chosen.verdicts.tolist() == [sample.verdicts[7], sample.verdicts[2]]
    assert chosen.groups.tolist() == ["group 1", "group 0"]
    assert chosen.weight == sample.weight


def on_folds(sample: Sample, others: list[Sample]) -> NDArray[np.float64]:
    return calibrate_support._on_folds(sample, others)


@pytest.mark.parametrize("group", ["group 0", "group 7", "group 19"])
def test_a_row_is_judged_by_weights_that_saw_no_row_of_its_group(group: str) -> None:
    sample = made_sample()
    own = sample.groups == group
    other = replace(sample, verdicts=np.where(own, "contradicts", sample.verdicts))
    other = (
        other
        if (sample.verdicts[own] != "contradicts").all()
        else replace(sample, verdicts=np.where(own, "supports", sample.verdicts))
    )
    before, after = on_folds(sample, []), on_folds(other, [])
    assert np.array_equal(before[own], after[own])
    assert not np.array_equal(before[~own], after[~own])


def test_a_row_sees_the_rows_of_most_other_groups() -> None:
    sample = made_sample()
    before = on_folds(sample, [])[0]
    changed = 0
    for n in range(1, 9):
        own = sample.groups == f"group {n}"
        verdicts = np.where(own, VERDICTS[(n + 1) % len(VERDICTS)], sample.verdicts)
        changed += not np.array_equal(on_folds(replace(sample, verdicts=verdicts), [])[0], before)
    assert changed >= 5


def test_probabilities_on_folds_stand_in_the_order_of_the_verdicts() -> None:
    sample = made_sample()
    found = on_folds(sample, [])
    assert found.shape == (len(sample.groups), len(VERDICTS))
    assert found.sum(axis=1) == pytest.approx(np.ones(len(found)))
    assert share(np.array(VERDICTS)[found.argmax(axis=1)] == sample.verdicts) > 0.9


def test_other_samples_are_learned_from_in_every_fold() -> None:
    sample = made_sample()
    turned = replace(sample, verdicts=np.roll(sample.verdicts, 4)).with_weight(10_000.0)
    found = np.array(VERDICTS)[on_folds(sample, [turned]).argmax(axis=1)]
    assert share(found == turned.verdicts) > 0.9


def test_what_only_a_group_tells_is_not_learned_beyond_the_group() -> None:
    random = np.random.default_rng(3)
    groups = np.repeat(np.arange(GROUPS), 10)
    features = np.zeros((len(groups), KINDS))
    features[np.arange(len(groups)), groups] = 1.0
    kinds = random.permutation(np.arange(GROUPS) % len(VERDICTS))[groups]
    sample = Sample(features, np.array(VERDICTS)[kinds], groups.astype(str))
    assert share(verdicts_of(sample, [sample]) == sample.verdicts) == 1.0
    assert share(np.array(VERDICTS)[on_folds(sample, []).argmax(axis=1)] == sample.verdicts) < 0.5


def test_f1_is_high_for_claims_that_are_told_apart_and_low_for_others() -> None:
    easy = made_sample(noise=0.01)
    shuffled = np.array(VERDICTS)[np.random.default_rng(4).permutation(np.arange(GROUPS) % len(VERDICTS))]
    chance = replace(easy, verdicts=np.repeat(shuffled, 4))
    assert wice_f1(easy, []) > 0.8
    assert wice_f1(chance, []) < 0.7


def test_a_claim_is_as_well_supported_as_by_its_best_row() -> None:
    sample = made_sample(noise=0.01)
    first = np.arange(len(sample.groups)) % 4 == 0
    features = sample.features.copy()
    features[~first, : len(VERDICTS)] = np.eye(len(VERDICTS))[VERDICTS.index("does not address")]
    assert wice_f1(replace(sample, features=features), [made_sample(noise=0.01, seed=2)]) > 0.8


def test_the_weights_that_are_written_give_the_probabilities_of_the_regression(tmp_path: Path) -> None:
    sample = made_sample()
    fitted = fit([sample])
    written = calibrate_support._weights_of(fitted).model_dump_json()
    weights = SupportWeights.model_validate(json.loads(written))
    order = [list(fitted[-1].classes_).index(verdict) for verdict in VERDICTS]
    expected = fitted.predict_proba(sample.features)[:, order]
    found = [list(weights.probabilities(Features(*row)).values()) for row in sample.features]
    assert np.array(found) == pytest.approx(expected, abs=1e-3)


PAIRS = [
    Pair("Boats must be shared.", "Boats shall be shared.", "", "supports", "g", "sea/art-1"),
    Pair("Boats may be sold.", "Boats shall be shared.", "", "contradicts", "h", "sea/art-1"),
]


def test_pairs_are_measured_by_the_features_of_the_support_check(model: EmbeddingModel) -> None:
    support = SupportModel(model)
    sample = measure(PAIRS, support)
    assert sample.features.shape == (2, KINDS)
    assert sample.verdicts.tolist() == ["supports", "contradicts"]
    assert sample.groups.tolist() == ["g", "h"]
    assert sample.features[1].tolist() == list(astuple(support.compare(PAIRS[1].claim, PAIRS[1].text).features()))


@pytest.fixture(scope="module")
def official(shared: Path) -> Catalogue:
    read_all = [read(path) for path in sorted((shared / "library" / "open-treaties").glob("*.json"))]
    return Catalogue([item.document for item in read_all], [item for one in read_all for item in one.provisions])


@pytest.fixture(scope="module")
def chosen(official: Catalogue) -> dict[bool, list[Pair]]:
    """The pairs of the held-out works under True, those of all others under False."""
    return {held_out: chosen_pairs(official, held_out) for held_out in (True, False)}


@pytest.mark.parametrize("held_out", [True, False])
def test_altered_pairs_are_chosen_from_one_side_of_the_held_out_works(
    chosen: dict[bool, list[Pair]], held_out: bool
) -> None:
    works = {pair.place.partition("/")[0] for pair in chosen[held_out]}
    assert works
    assert all((work in HELD_OUT) == held_out for work in works)


def test_every_held_out_work_is_known(official: Catalogue) -> None:
    assert set(HELD_OUT) <= set(official.works())


@pytest.mark.parametrize("held_out", [True, False])
def test_restated_and_altered_alternate_and_stand_beside_the_same_text(
    chosen: dict[bool, list[Pair]], held_out: bool
) -> None:
    pairs = chosen[held_out]
    for restated, altered in zip(pairs[::2], pairs[1::2], strict=True):
        assert (restated.verdict, altered.verdict) == ("supports", "contradicts")
        assert (restated.text, restated.place, restated.group) == (altered.text, altered.place, altered.group)


def test_no_sentence_is_supported_as_restated_and_contradicted_as_altered(chosen: dict[bool, list[Pair]]) -> None:
    pairs = chosen[True]
    assert not [one.place for one, other in zip(pairs[::2], pairs[1::2], strict=True) if one.claim == other.claim]


def test_no_work_has_too_many_pairs_of_a_kind_and_they_are_the_same_every_time(
    official: Catalogue, chosen: dict[bool, list[Pair]]
) -> None:
    pairs = chosen[True]
    counts = Counter((pair.place.partition("/")[0], pair.group) for pair in pairs[::2])
    assert max(counts.values()) == 25
    assert chosen_pairs(official, held_out=True) == pairs


def test_a_claim_names_no_place_when_it_is_held_beside_its_text(chosen: dict[bool, list[Pair]]) -> None:
    assert not [pair.claim for pair in chosen[True] if pair.claim.startswith("Under ")]


def test_supported_claims_alone_are_held_beside_other_articles_of_their_work(assistant: Assistant) -> None:
    claim = "The parties to a treaty in force must perform it in good faith."
    pairs = [
        Pair(claim, "the text", "", "supports", "g", "vclt/art-26"),
        Pair(claim, "the digest alone", "", "supports", "g", "vclt/art-26"),
        Pair("Treaties may be broken at will.", "the text", "", "contradicts", "g", "vclt/art-26"),
    ]
    found = elsewhere(pairs, assistant)
    assert 1 <= len(found) <= 2
    assert {(item.claim, item.verdict, item.group) for item in found} == {(claim, "does not address", "g")}
    own = {item.text for item in assistant.catalogue.editions("vclt/art-26")}
    others = {item.text for item in assistant.catalogue.provisions if item.document_id == "vclt"} - own
    assert all(any(other in item.text for other in others) for item in found)
    assert not any(text in item.text for text in own for item in found)
