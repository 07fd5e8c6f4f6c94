"""How the words of a claim meet those of a text: by stem, and by embedded token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from assistant.verifying.sentences import LIST_SIGN, Span, lines, sentences
from vectorstore.embedding import Tokens, token_rarity, word_rarity
from vectorstore.lexical import stems

_LEAST_WEIGHT = 0.05
_CONTENT = 2.0  # rarity from which a token carries content
_PARTS = re.compile(r";\s+")
_WORD = re.compile(r"\w[\w'’-]*")
_LIST_LINE = re.compile(rf"\s*{LIST_SIGN}\s")
_STRETCH = 7
_OPENS_LIST = (":", "that", ",", "—", "–")


@dataclass(frozen=True)
class Clause:
    """Part of a text that a claim can be held against; `text` of a list item begins with the line that opens its list."""

    span: Span
    text: str


def clauses_of(text: str) -> list[Clause]:
    """Cut a text into sentences, and sentences at their semicolons, in order; the whole text when it has none."""
    found: list[Clause] = []
    opening = ""
    for line in lines(text):
        body = text[line.start : line.end]
        if _LIST_LINE.match(body) and opening:
            found.append(Clause(line, f"{opening} {body.strip()}"))
            continue
        spans = [part for sentence in sentences(body) for part in _parts(body, sentence)]
        found += [
            Clause(Span(line.start + span.start, line.start + span.end), body[span.start : span.end]) for span in spans
        ]
        if body.strip():
            opening = found[-1].text if spans and body.rstrip().endswith(_OPENS_LIST) else ""
    return found or [Clause(Span(0, len(text)), text)]


def _parts(line: str, sentence: Span) -> list[Span]:
    """The parts of a sentence between semicolons."""
    bounds = [sentence.start]
    for match in _PARTS.finditer(line, sentence.start, sentence.end):
        bounds += [match.start() + 1, match.end()]
    bounds.append(sentence.end)
    return [Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if end > start]


@dataclass(frozen=True)
class Coverage:
    """Shares of a claim's words, weighted by rarity: in all clauses together, in each clause, in the best two together."""

    whole: float
    each: tuple[float, ...]
    pair: float
    words: int


def coverage(claim: str, clauses: Sequence[str], known: str = "") -> Coverage:
    """Measure lexical coverage by stems; words of `known` count as covered."""
    weights = _weights(claim)
    total = sum(weights.values()) or 1.0
    given = set(stems(known))
    held = [set(stems(clause)) | given for clause in clauses]

    def share(words: set[str]) -> float:
        return sum(weight for stem, weight in weights.items() if stem in words) / total

    each = tuple(share(words) for words in held)
    best = held[int(np.argmax(each))]
    return Coverage(
        whole=share(set().union(*held)), each=each, pair=max(share(best | words) for words in held), words=len(weights)
    )


def _weights(claim: str) -> dict[str, float]:
    """Rarity of each stem of a claim, never 0."""
    weights: dict[str, float] = {}
    for word in _WORD.findall(claim.lower()):
        for stem in stems(word):
            weights[stem] = max(weights.get(stem, 0.1), word_rarity(word))
    return weights


@dataclass(frozen=True)
class Matching:
    """How the tokens of a claim meet those of each clause.

    `each` (shape: clauses, tokens) is the highest cosine of each token of the claim, `weights` its rarity; `recalls` (shape:
    clauses) is the weighted mean within one clause, BERTScore's recall (Zhang et al. 2020); `similarities` the cosine of the
    whole sentences.
    """

    each: NDArray[np.float32]
    weights: NDArray[np.float64]
    recalls: NDArray[np.float64]
    similarities: NDArray[np.float64]

    @classmethod
    def of(cls, claim: Tokens, clauses: Sequence[Tokens]) -> "Matching":
        """Match a claim of at least one token against clauses of at least one token each."""
        weights = np.array([max(_LEAST_WEIGHT, token_rarity(int(token))) for token in claim.ids])
        matches = np.array([(claim.vectors @ clause.vectors.T).max(axis=1) for clause in clauses])
        return cls(
            each=matches,
            weights=weights,
            recalls=(matches * weights).sum(axis=1) / weights.sum(),
            similarities=np.array([float(claim.mean @ clause.mean) for clause in clauses]),
        )

    @property
    def best(self) -> NDArray[np.float32]:
        """The highest cosine of each token in any clause."""
        return np.asarray(self.each.max(axis=0))

    @property
    def recall(self) -> float:
        """BERTScore's recall of the claim in all clauses together."""
        return float((self.best * self.weights).sum() / self.weights.sum())

    def weakest(self) -> tuple[float, float]:
        """The lowest match of a token that carries content, and the mean of the lowest quarter."""
        content = np.sort(self.best[self.weights > _CONTENT])
        if not len(content):
            return 1.0, 1.0
        return float(content[0]), float(content[: max(1, len(content) // 4)].mean())

    def weakest_in(self, clause: int) -> float:
        """The lowest match of a token that carries content in one clause."""
        content = self.each[clause][self.weights > _CONTENT]
        return float(content.min()) if len(content) else 1.0

    def weakest_stretch(self) -> float:
        """The lowest weighted mean of seven tokens in a row: what was added to a claim lies together."""
        starts = range(max(1, len(self.best) - _STRETCH + 1))
        return min(
            float(np.average(self.best[start : start + _STRETCH], weights=self.weights[start : start + _STRETCH]))
            for start in starts
        )


def in_order(claim: str, clause: str) -> float:
    """Share of a claim's words, weighted by rarity, that a clause has in the same order."""
    weights = _weights(claim)
    asked, held = stems(claim), stems(clause)
    blocks = SequenceMatcher(None, asked, held, autojunk=False).get_matching_blocks()
    matched = sum(weights.get(stem, 0.0) for block in blocks for stem in asked[block.a : block.a + block.size])
    return matched / (sum(weights.get(stem, 0.0) for stem in asked) or 1.0)
