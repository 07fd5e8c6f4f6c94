"""Fits the weights of the support check: `python -m evals.tuning.calibrate_support WICE_FILE`.

Three kinds of data: the development claims, WiCE's development rows, and altered restatements of the official texts in the store,
but for the instruments that are held out. Prints what folds that the weights were not fitted on give, and writes the weights.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.types import VERDICTS
from assistant.verifying.claims import content_of, known_words
from assistant.verifying.support import SupportModel, SupportWeights
from evals.cases import ClaimCase, load_cases
from evals.tuning.altered import AlteredPair, altered_pairs
from evals.tuning.claims import Pair, claim_pairs, edition_texts, wice_pairs
from vectorstore.catalogue import Catalogue

Array = NDArray[np.float64]

HELD_OUT = ("crc", "un-charter", "cat", "iccpr", "op-icescr", "vclt", "udhr")
"""Works whose altered restatements the weights are never fitted on."""

_FOLDS = 8
_REGULARISATION = 0.1
_ELSEWHERE = 2  # other articles beside which a supported claim is held
_MOST_A_KIND = 25  # altered pairs of one work and one kind of change
# Weight of all rows of a kind, as a share of that of the claims; chosen on folds of the development claims.
_WICE_SHARE, _ALTERED_SHARE, _ELSEWHERE_SHARE = 0.3, 0.5, 0.15


@dataclass(frozen=True)
class Sample:
    """Features of shape (n, number of features), verdicts (n,), groups that stay together (n,), and the weight of each row."""

    features: Array
    verdicts: NDArray[np.str_]
    groups: NDArray[np.str_]
    weight: float = 1.0

    def with_weight(self, total: float) -> "Sample":
        """The same with a weight of `total` for all rows together."""
        return replace(self, weight=total / len(self.groups))

    def rows(self, chosen: NDArray[np.intp]) -> "Sample":
        return replace(self, features=self.features[chosen], verdicts=self.verdicts[chosen], groups=self.groups[chosen])


def main(wice: Path) -> None:
    """Fit, print what held-out folds give, write the weights."""
    assistant, model = build_assistant(), SupportModel()
    catalogue = assistant.catalogue
    pairs = [pair for case in load_cases(ClaimCase, "dev") for pair in claim_pairs(case, catalogue)]
    restated = chosen_pairs(catalogue, held_out=False)
    claims = measure(pairs, model)
    others = [
        measure(found, model).with_weight(share * len(pairs))
        for found, share in (
            (elsewhere(pairs, assistant), _ELSEWHERE_SHARE),
            (restated, _ALTERED_SHARE),
            (elsewhere(restated, assistant), _ELSEWHERE_SHARE / 2),
        )
    ]
    rows = measure(list(wice_pairs(wice)), model).with_weight(_WICE_SHARE * len(pairs))
    typer.echo(f"WiCE: F1 {wice_f1(rows, [claims, *others]):.2f} on held-out folds of {len(set(rows.groups))} claims")
    right = np.mean(_predicted(claims, [rows, *others]) == claims.verdicts)
    typer.echo(f"claims: {right:.0%} of {len(claims.verdicts)} verdicts right on held-out folds")
    fitted = fit([claims, rows, *others])
    path = Path(str(files("assistant.verifying"))) / "support.json"
    path.write_text(_weights_of(fitted).model_dump_json(indent=1) + "\n", encoding="utf-8")
    typer.echo(f"written: {path.name}; now run python -m evals.tuning.verification")


def measure(pairs: Sequence[Pair], model: SupportModel) -> Sample:
    """Features of claims beside their texts."""
    features = [astuple(model.compare(pair.claim, pair.text, pair.known).features()) for pair in pairs]
    return Sample(
        np.array(features), np.array([pair.verdict for pair in pairs]), np.array([pair.group for pair in pairs])
    )


def elsewhere(pairs: Sequence[Pair], assistant: Assistant) -> list[Pair]:
    """Supported claims beside the articles of the same work that a search finds for them next: those do not address them."""
    found = []
    for claim, pair in {pair.claim: pair for pair in pairs if pair.verdict == "supports"}.items():
        work = pair.place.partition("/")[0]
        hits = assistant.search(f"{assistant.catalogue.works()[work][0].short}: {claim}", _ELSEWHERE + 4)
        articles = dict.fromkeys(Catalogue.article_of(hit.provision) for hit in hits)
        others = [
            item for item in articles if item.startswith(f"{work}/") and not f"{pair.place}/".startswith(f"{item}/")
        ]
        for article in others[:_ELSEWHERE]:
            text = "\n".join(edition_texts((article,), assistant.catalogue).values())
            found.append(replace(pair, text=text, verdict="does not address"))
    return found


def chosen_pairs(catalogue: Catalogue, held_out: bool) -> list[Pair]:
    """Restatements, which are supported, and their alterations, which are not; the same ones every time."""
    kinds: dict[tuple[str, str], list[AlteredPair]] = {}
    for pair in altered_pairs(catalogue):
        if (pair.provision.document_id in HELD_OUT) == held_out:
            kinds.setdefault((pair.provision.document_id, pair.change), []).append(pair)
    chosen = [item for found in kinds.values() for item in Random(0).sample(found, min(_MOST_A_KIND, len(found)))]
    return [pair for item in chosen for pair in _both(item, catalogue)]


def _both(item: AlteredPair, catalogue: Catalogue) -> list[Pair]:
    place, text = item.provision.id, item.provision.text
    known = known_words(item.provision.document_id, catalogue)
    return [
        Pair(content_of(item.restated, catalogue), text, known, "supports", item.change, place),
        Pair(content_of(item.altered, catalogue), text, known, "contradicts", item.change, place),
    ]


def fit(samples: Sequence[Sample]) -> Pipeline:
    """Fit the regression on samples, each row with its sample's weight."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=4000))
    weights = np.concatenate([np.full(len(sample.groups), sample.weight) for sample in samples])
    model.fit(
        np.vstack([sample.features for sample in samples]),
        np.concatenate([sample.verdicts for sample in samples]),
        logisticregression__sample_weight=weights,
    )
    return model


def wice_f1(rows: Sample, others: Sequence[Sample]) -> float:
    """F1 of "supported" against the rest, a claim's score being its best row's; the threshold is chosen on the training folds."""
    support = _support_on_folds(rows, others)
    claims = np.array(sorted(set(rows.groups)))
    best = np.array([support[rows.groups == claim].max() for claim in claims])
    truth = np.array([rows.verdicts[rows.groups == claim][0] == "supports" for claim in claims])
    decided = np.zeros(len(claims), np.bool_)
    for train, test in GroupKFold(_FOLDS, shuffle=True, random_state=1).split(claims, groups=claims):
        threshold = max(np.unique(best[train]), key=lambda value: f1_score(truth[train], best[train] >= value))
        decided[test] = best[test] >= threshold
    return float(f1_score(truth, decided))


def _support_on_folds(sample: Sample, others: Sequence[Sample]) -> Array:
    """Probability of support for each row, by weights that were fitted without its fold."""
    return _on_folds(sample, others)[:, VERDICTS.index("supports")]


def _predicted(sample: Sample, others: Sequence[Sample]) -> NDArray[np.str_]:
    return np.array([VERDICTS[n] for n in _on_folds(sample, others).argmax(axis=1)])


def _on_folds(sample: Sample, others: Sequence[Sample]) -> Array:
    found = np.zeros((len(sample.groups), len(VERDICTS)))
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(sample.features, groups=sample.groups):
        model = fit([sample.rows(train), *others])
        found[test] = model.predict_proba(sample.features[test])[:, _order(model)]
    return found


def _order(model: Pipeline) -> list[int]:
    classes = list(model[-1].classes_)
    return [classes.index(verdict) for verdict in VERDICTS]


def _weights_of(model: Pipeline) -> SupportWeights:
    scaler, regression, order = model[0], model[-1], _order(model)

    def rounded(values: Any) -> tuple[float, ...]:
        return tuple(round(float(value), 5) for value in values)

    return SupportWeights(
        mean=rounded(scaler.mean_),
        scale=rounded(scaler.scale_),
        weights=tuple(rounded(regression.coef_[row]) for row in order),
        intercepts=rounded(regression.intercept_[order]),
    )


if __name__ == "__main__":
    typer.run(main)
