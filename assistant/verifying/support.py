"""How well a text supports a claim: one score, and the differences that speak against it.

The score is a logistic regression on lexical coverage weighted by rarity, sentence and token embeddings, and differences of
negation, modality, exceptions, numbers and names. `evals/tuning/calibrate_support.py` fits it and writes support.json beside this
module.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from importlib.resources import files
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.types import VERDICTS, Verdict
from assistant.verifying.details import missing_actors, missing_names, missing_numbers
from assistant.verifying.matching import Coverage, Matching, clauses_of, coverage, in_order
from assistant.verifying.modality import Force, agrees, force_of
from assistant.verifying.sentences import Span
from vectorstore.embedding import EmbeddingModel, Tokens

MISSING = "the source does not hold the"
"""How a difference begins that is about a number or a name."""

_SHARPNESS = 12.0  # how strongly the clause nearest to the claim outweighs the others
_CLEAR = 0.5  # weight of the clauses that must differ from the claim for a difference to be told
_MOST_CACHED = 4000  # clauses whose embedded tokens are kept, some 60 kB each
_SAME_ORDER = 0.5  # share of a claim's words, in the same order, from which another actor is a difference
_NEARLY_VERBATIM = 0.8  # recall in the nearest clause
_MOST_NUMBERS, _MOST_NAMES, _MOST_OPERATORS, _MOST_ACTORS = 2, 3, 2, 3


@dataclass(frozen=True)
class Features:
    """What the score rests on.

    `coverage`, `best_coverage`, `pair_coverage`: share of the claim's words, weighted by rarity, in the whole text, in its best
    clause, in its best two. `similarity`: cosine of the claim and the nearest clause; `similarity_of_two`: of two.
    `recall`, `clause_recall`: mean best cosine of the claim's tokens in the whole text and in one clause; `weakest`, `weak`: the
    lowest of a token with content, and the mean of the lowest quarter. `numbers`, `names`: how many of the claim the text lacks,
    at most 2 and 3. `length`: logarithm of the number of words.

    The next are the weight, from 0 to 1, of the clauses near to the claim that differ from it: in modality, by a negation that
    only the claim or only they have, by an exception or a restriction that only the claim has, by an exception that an absolute
    claim leaves out; `contrast` is 1 when only the claim says "rather than".

    `weakest_stretch`: lowest match of seven tokens in a row. `weakest_in_nearest`: lowest match in the nearest clause alone;
    `in_order`: share of the claim's words that it has in the same order; `foreign_word`: product of `in_order` and what
    `weakest_in_nearest` lacks to 1. `operators_changed`: commands, permissions and negations, at most 2, that a nearly verbatim
    claim has more or less. `actors`: kinds of persons and bodies, at most 3, of which only the claim speaks.
    """

    coverage: float
    best_coverage: float
    pair_coverage: float
    similarity: float
    similarity_of_two: float
    recall: float
    clause_recall: float
    weakest: float
    weak: float
    numbers: float
    names: float
    length: float
    modality: float
    negation_added: float
    negation_dropped: float
    exception_added: float
    exception_ignored: float
    restriction_added: float
    contrast: float
    weakest_stretch: float
    weakest_in_nearest: float
    in_order: float
    operators_changed: float
    actors: float
    foreign_word: float


class SupportWeights(BaseModel):
    """A multinomial logistic regression on standardised features, in the order of `Features`; one row a verdict of `VERDICTS`."""

    model_config = ConfigDict(frozen=True)

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    def probabilities(self, features: Features) -> dict[Verdict, float]:
        """Probability of each verdict; they sum to 1."""
        standard = (np.array(astuple(features)) - np.array(self.mean)) / np.array(self.scale)
        raw = np.array(self.weights) @ standard + np.array(self.intercepts)
        shares = np.exp(raw - raw.max())
        return dict(zip(VERDICTS, (shares / shares.sum()).tolist(), strict=True))


@lru_cache(maxsize=1)
def load_support_weights() -> SupportWeights:
    """The weights that fit the packaged embedding model."""
    return SupportWeights.model_validate_json(
        (files("assistant.verifying") / "support.json").read_text(encoding="utf-8")
    )


@dataclass(frozen=True)
class Assessment:
    """How a text bears on a claim.

    `probabilities` of the verdicts sum to 1; `differences` are what a reader would object to, in words: while there is one, the
    verdict is never "supports". `span` is the part of the text nearest to the claim.
    """

    probabilities: Mapping[Verdict, float]
    features: Features
    differences: tuple[str, ...]
    span: Span

    def decided_by(self, entails: float, denies: float) -> "Assessment":
        """The same with the meaning decided by an NLI model: `entails` and `denies` are its probabilities.

        Of the differences only numbers and names stay, which such models are known to overlook.
        """
        partly = self.probabilities["partly supports"]
        open_share = 1 - entails - denies
        rest = partly + self.probabilities["does not address"] or 1.0
        return replace(
            self,
            probabilities={
                "supports": entails,
                "contradicts": denies,
                "partly supports": open_share * partly / rest,
                "does not address": open_share * (1 - partly / rest),
            },
            differences=tuple(item for item in self.differences if item.startswith(MISSING)),
        )

    @property
    def support(self) -> float:
        """Probability, from 0 to 1, that the text supports the claim; what differs is not taken into account."""
        return self.probabilities["supports"]

    @property
    def verdict(self) -> Verdict:
        open_to = [verdict for verdict in VERDICTS if verdict != "supports" or not self.differences]
        return max(open_to, key=lambda verdict: self.probabilities[verdict])


class SupportModel:
    """Assesses claims with the packaged embedding model, whatever model the search uses: the weights belong to it."""

    def __init__(self, model: EmbeddingModel | None = None) -> None:
        self._model = model or EmbeddingModel()
        self._cache: dict[str, Tokens] = {}
        self._alone = Lock()

    def assess(self, claim: str, text: str, known: str = "") -> Assessment:
        """Assess how a text supports a claim of one sentence; `known` are words that count as held, such as a work's name."""
        comparison = self.compare(claim, text, known)
        features = comparison.features()
        return Assessment(
            probabilities=load_support_weights().probabilities(features),
            features=features,
            differences=comparison.differences(features),
            span=comparison.span,
        )

    def compare(self, claim: str, text: str, known: str = "") -> "Comparison":
        """Hold a claim beside a text, clause by clause."""
        clauses = clauses_of(text)
        own, *others = self._tokens([claim, *(clause.text for clause in clauses)])
        encoded = [(clause, tokens) for clause, tokens in zip(clauses, others, strict=True) if len(tokens.ids)]
        if not len(own.ids) or not encoded:
            raise ValueError("a claim and a text need at least one word each")
        matching = Matching.of(own, [tokens for _, tokens in encoded])
        covered = coverage(claim, [clause.text for clause, _ in encoded], known)
        nearness = matching.recalls + matching.similarities + 0.5 * np.array(covered.each)
        nearest = int(nearness.argmax())
        shares = np.exp(_SHARPNESS * (nearness - nearness.max()))
        return Comparison(
            claim=force_of(claim),
            clauses=tuple(force_of(clause.text) for clause, _ in encoded),
            shares=shares / shares.sum(),
            matching=matching,
            coverage=covered,
            missing_numbers=missing_numbers(claim, f"{text} {known}"),
            missing_names=missing_names(claim, f"{text} {known}"),
            missing_actors=missing_actors(claim, f"{text} {known}"),
            nearest=nearest,
            in_order=in_order(claim, encoded[nearest][0].text),
            span=encoded[nearest][0].span,
        )

    def _tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Embed texts, those not seen lately in one batch; threads of a web server share what is kept."""
        with self._alone:
            found = {text: self._cache[text] for text in texts if text in self._cache}
            new = [text for text in dict.fromkeys(texts) if text not in found]
            found |= zip(new, self._model.encode_tokens(new), strict=True) if new else ()
            if len(self._cache) > _MOST_CACHED:
                self._cache.clear()
            self._cache |= found
            return [found[text] for text in texts]


@dataclass(frozen=True)
class Comparison:
    """A claim beside the clauses of a text; `shares` tells how near each clause is to the claim and sums to 1."""

    claim: Force
    clauses: tuple[Force, ...]
    shares: NDArray[np.float64]
    matching: Matching
    coverage: Coverage
    missing_numbers: tuple[str, ...]
    missing_names: tuple[str, ...]
    missing_actors: int
    nearest: int
    in_order: float
    span: Span

    def features(self) -> Features:
        weakest, weak = self.matching.weakest()
        similar = np.sort(self.matching.similarities)[::-1]
        claim = self.claim
        return Features(
            coverage=self.coverage.whole,
            best_coverage=max(self.coverage.each),
            pair_coverage=self.coverage.pair,
            similarity=float(similar[0]),
            similarity_of_two=float(similar[:2].mean()),
            recall=self.matching.recall,
            clause_recall=float(self.matching.recalls.max()),
            weakest=weakest,
            weak=weak,
            numbers=min(_MOST_NUMBERS, len(self.missing_numbers)),
            names=min(_MOST_NAMES, len(self.missing_names)),
            length=math.log(self.coverage.words + 1),
            modality=self._share([not agrees(claim, clause) for clause in self.clauses]),
            negation_added=self._share([claim.negated and not clause.denies for clause in self.clauses]),
            negation_dropped=self._share([clause.forbids and not claim.denies for clause in self.clauses]),
            exception_added=self._share([claim.excepts and not clause.excepts for clause in self.clauses]),
            exception_ignored=self._share([claim.absolute and clause.excepts for clause in self.clauses]),
            restriction_added=self._share(
                [claim.restricts and not (clause.restricts or clause.excepts) for clause in self.clauses]
            ),
            contrast=float(claim.contrasts and not any(clause.contrasts for clause in self.clauses)),
            weakest_stretch=self.matching.weakest_stretch(),
            weakest_in_nearest=self.matching.weakest_in(self.nearest),
            in_order=self.in_order,
            operators_changed=self._operators_changed(),
            actors=float(min(_MOST_ACTORS, self.missing_actors)),
            foreign_word=self.in_order * (1 - self.matching.weakest_in(self.nearest)),
        )

    def differences(self, features: Features) -> tuple[str, ...]:
        """What a reader would object to, most telling first."""
        told = [f"{MISSING} number {number}" for number in self.missing_numbers]
        told += [f"{MISSING} name {name}" for name in self.missing_names]
        if self.missing_actors and self.in_order >= _SAME_ORDER:
            told.append("the source speaks of somebody else")
        return (*told, *(text for text, differs in self._of_force(features) if differs))

    def _of_force(self, features: Features) -> tuple[tuple[str, bool], ...]:
        return (
            ("what the source commands, forbids or allows is not what this says", features.modality > _CLEAR),
            ("this denies what the source affirms", self._adds_negation(features)),
            ("this affirms what the source denies", features.negation_dropped > _CLEAR),
            ("the source has no such exception or condition", self._adds_exception()),
            ("the source has an exception or condition that this leaves out", features.exception_ignored > _CLEAR),
            ("the source is not limited in this way", features.restriction_added > _CLEAR),
            ("the source does not set one against the other", features.contrast > _CLEAR),
        )

    def _adds_exception(self) -> bool:
        """An exception may stand in another sentence of the text than the rule."""
        return self.claim.excepts and not any(clause.excepts for clause in self.clauses)

    def _adds_negation(self, features: Features) -> bool:
        """A prohibition is judged by its modality: a text may forbid without a word of negation."""
        return features.negation_added > _CLEAR and self.claim.modality != "prohibition"

    def _operators_changed(self) -> float:
        """How many commands, permissions and negations a claim that repeats its source nearly word for word has more or less."""
        if self.matching.recalls[self.nearest] < _NEARLY_VERBATIM:
            return 0.0
        pairs = zip(self.claim.operators, self.clauses[self.nearest].operators, strict=True)
        return float(min(_MOST_OPERATORS, sum(abs(own - other) for own, other in pairs)))

    def _share(self, differs: Sequence[bool]) -> float:
        return float(self.shares @ np.array(differs, np.float64))
