"""Decides whether the corpus answers a question at all."""

import math
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.asking.question_words import subject_of
from assistant.finding.quantities import lacks_quantity
from assistant.finding.retrieval import Found
from assistant.types import Provision
from vectorstore.catalogue import Catalogue
from vectorstore.index import SearchIndex, searchable_text
from vectorstore.lexical import stems

_EVIDENCE = 3  # hits that are looked at
_LONG_QUESTION = 30  # words
_MOST_MISSING = 2
_NAME = re.compile(r"(?<![.?!:\n] )(?<!^)(?<![\"“‘'(])\b[A-Z][\w’'-]*[A-Za-z]\b")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?$")
_INSTRUMENT = re.compile(
    r"\b(?!(?:Does|Do|Did|Under|Which|What|Who|Whose|Is|Are|Was|Can|Could|May|Must|How|Why|When|Where|In|By|The|Has|Have|Would|Should|"
    r"Since|If|And|But|So)\b)(?:[A-Z][\w’'-]+\s+(?:(?:of|on|the|for|and|to|against|in|from)\s+)*){1,8}"
    r"(?:Convention|Treaty|Protocol|Statute|Agreement|Covenant|Charter|Directive|Regulation|Compact|Act|Pact|Accords?|Constitution)\b"
    r"|\b(?:Convention|Treaty|Protocol|Agreement|Covenant|Charter|Declaration|Compact)\s+(?:on|of|against|for|to)\s+(?:the\s+)?[A-Z]\w+"
)
_NUMBER = re.compile(r"\b[A-Z]{0,2}\d[\d.,]*\b")


@dataclass(frozen=True)
class Evidence:
    """What the decision rests on; all values from 0 to 1 unless said otherwise.

    `text`, `questions`, `lexical`: how well the best articles match in each field. `coverage`: share of the question's words,
    weighted by rarity, that the best hit which has most of them holds. `names_work`: 1 when the question was searched within
    a work that it names. `length`: how long the question is, because long ones are less similar to any text.
    `missing_names`, `missing_numbers` (0 to 2): names and numbers of the question that stand in none of the best articles.
    `no_quantity`: 1 when a quantity is asked for that none of the best articles gives. `unknown_instrument`: 1 when a treaty or
    the like is named that no text of the corpus speaks of.
    """

    text: float
    questions: float
    lexical: float
    coverage: float
    names_work: float
    length: float
    missing_names: float
    missing_numbers: float
    no_quantity: float
    unknown_instrument: float


class Weights(BaseModel):
    """A logistic regression on the evidence and, for one embedding model, on the embedded question.

    The embedded question tells what a question is about: law and solidarity, or bread and football.
    `evals/tuning/calibrate.py` fits
    the weights on the development questions and writes them beside this module.
    """

    model_config = ConfigDict(frozen=True)

    evidence: tuple[float, ...]
    question: tuple[float, ...]
    intercept: float

    def probability(self, evidence: Evidence, vector: NDArray[np.float32]) -> float:
        """Probability that the corpus answers the question, from 0 to 1; `vector` is the embedded question."""
        total = float(np.dot(self.evidence, astuple(evidence))) + self.intercept
        if self.question:
            total += float(np.dot(self.question, vector))
        return 1 / (1 + math.exp(-total))


class Calibration(BaseModel):
    """The weights for the embedding model that they were fitted with, and those for any other, which leave it out."""

    embedding_model: str
    with_question: Weights
    without_question: Weights


def load_weights(embedding_model: str) -> Weights:
    """The weights that fit an embedding model, named by its id."""
    text = (files("assistant.finding") / "answerability.json").read_text(encoding="utf-8")
    calibration = Calibration.model_validate_json(text)
    is_same = calibration.embedding_model == embedding_model
    return calibration.with_question if is_same else calibration.without_question


class Answerability:
    """Collects what tells whether the corpus answers a question."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._members: dict[str, list[Provision]] = {}
        for provision in index.catalogue.provisions:
            self._members.setdefault(Catalogue.article_of(provision), []).append(provision)

    def evidence(self, question: str, asked: str, found: Found, names_work: bool) -> Evidence:
        """Collect the evidence; `asked` is the question without the works and places that it names."""
        words = stems(subject_of(asked))
        texts = [self._article_text(hit.provision) for hit in found.hits[:_EVIDENCE]]
        held = [set(stems(text)) for text in texts]
        anywhere = set().union(*held) if held else set()
        named = (name for name in _NAME.findall(asked) if not _WEEKDAY.match(name))
        names = {name for name in named if not set(stems(name)) <= anywhere}
        numbers = {number for number in _NUMBER.findall(asked) if not any(_stands_in(number, text) for text in texts)}
        return Evidence(
            text=found.text,
            questions=found.questions,
            lexical=found.lexical,
            coverage=max((self._coverage(words, have) for have in held), default=0.0),
            names_work=float(names_work),
            length=min(len(words), _LONG_QUESTION) / _LONG_QUESTION,
            missing_names=min(len(names), _MOST_MISSING),
            missing_numbers=min(len(numbers), _MOST_MISSING),
            no_quantity=float(lacks_quantity(question, texts)),
            unknown_instrument=float(bool(self.unknown_instrument(asked))),
        )

    def unknown_instrument(self, asked: str) -> str:
        """The first treaty, statute or the like that is named and that no text of the corpus speaks of; "" when there is none."""
        for match in _INSTRUMENT.finditer(asked):
            words = [stem for stem in stems(match.group()) if not self._index.lexical.knows(stem)]
            phrase = " ".join(match.group().split()).lower()
            if words or not any(phrase in text for text in self._texts()):
                return match.group()
        return ""

    def _texts(self) -> Iterator[str]:
        document_of = self._index.catalogue.document_of
        for provision in self._index.catalogue.provisions:
            yield " ".join(searchable_text(document_of(provision), provision).lower().split())

    def _article_text(self, provision: Provision) -> str:
        """All that the index holds of the article that a provision belongs to, in every edition."""
        document_of = self._index.catalogue.document_of
        members = self._members[Catalogue.article_of(provision)]
        return "\n".join(searchable_text(document_of(member), member) for member in members)

    def _coverage(self, words: list[str], held: set[str]) -> float:
        weight = {word: self._index.lexical.rarity(word) for word in words}
        return sum(weight[word] for word in weight.keys() & held) / sum(weight.values()) if weight else 0.0


def _stands_in(number: str, text: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number.rstrip('.,'))}(?!\d)", text) is not None
