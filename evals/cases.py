"""The cases of every suite: one JSON object a line in `evals/data/SUITE-HALF.jsonl`, checked when it is read.

Each class below is the schema of one file. The development half may be looked at and tuned on; the test half may not.
docs/evaluation.md describes the fields for those who add a case.
"""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SolidarityError
from assistant.types import Verdict
from evals.validation import first_fault
from vectorstore.catalogue import is_within

Half = Literal["dev", "test"]
Difficulty = Literal["easy", "medium", "hard"]
Persona = Literal["student", "lawyer", "journalist"]


class Case(BaseModel):
    """What all cases share. Ids of works and provisions are those that `solidarity search --json` prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: ClassVar[str]

    @property
    def key(self) -> str:
        """Identifies the case in results: its own id where it has one, else a hash of what is asked."""
        own = getattr(self, "id", "")
        return str(own) or self.content_hash[:10]

    @property
    def content_hash(self) -> str:
        """Hash of the whole case, so that two runs compare the same cases only."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def text(self) -> str:
        """What is put to the assistant; no two cases of a file have the same."""
        raise NotImplementedError

    @property
    def places(self) -> tuple[str, ...]:
        """Ids of works and provisions that the case names."""
        return ()


class QuestionCase(Case):
    """A question. `expected` holds every place that answers it by itself; "udhr/art-25" stands for its paragraphs too."""

    file = "questions"

    question: str = Field(min_length=1)
    answerable: bool
    expected: tuple[str, ...] = ()
    kind: Literal[
        "which article",
        "what does it say",
        "definition",
        "who",
        "when",
        "list",
        "scenario",
        "yes or no",
        "off-topic",
        "not in the corpus",
        "false premise",
        "no such place",
    ]
    difficulty: Difficulty
    persona: Persona

    @model_validator(mode="after")
    def _expects_what_answers_it(self) -> "QuestionCase":
        if self.answerable != bool(self.expected):
            raise ValueError("an answerable question names the places that answer it, another one names none")
        return self

    @property
    def text(self) -> str:
        return self.question

    @property
    def places(self) -> tuple[str, ...]:
        return self.expected

    def accepts(self, provision_id: str) -> bool:
        """Whether a provision is one of those expected, or a part of one."""
        return accepts(self.expected, provision_id)


class ConversationCase(Case):
    """Questions asked in turn, then the one that is measured.

    `expected` is empty when the assistant must decline. A `fresh` question stands by itself and must be left as it is.
    """

    file = "followups"

    turns: tuple[str, ...]
    question: str = Field(min_length=1)
    expected: tuple[str, ...]
    fresh: bool
    kind: Literal[
        "other instrument",
        "other place",
        "about it",
        "who and when",
        "other topic",
        "change of subject",
        "no such place",
    ]

    @property
    def text(self) -> str:
        return " / ".join([*self.turns, self.question])

    @property
    def places(self) -> tuple[str, ...]:
        return self.expected


class ClaimCase(Case):
    """One claim of an argument: the provisions that decide it, the verdict, and verdicts that a careful lawyer could also give.

    `change` says what was altered in the claim with the id `alters`, where this one is its contrary.
    """

    file = "claims"

    id: str
    claim: str = Field(min_length=10)
    verdict: Verdict
    also: tuple[Verdict, ...] = ()
    provisions: tuple[str, ...] = Field(min_length=1)
    change: Literal["", "number", "actor", "negation", "modality", "scope"] = ""
    difficulty: Literal["plain", "reworded"]
    alters: str = ""

    @property
    def text(self) -> str:
        return self.claim

    @property
    def places(self) -> tuple[str, ...]:
        return self.provisions

    def accepts(self, verdict: Verdict) -> bool:
        return verdict == self.verdict or verdict in self.also


class StatementCase(Case):
    """A sentence as an assistant might write it with one citation: supported by that provision, or altered in one respect."""

    file = "statements"

    id: str
    statement: str = Field(min_length=10)
    provision: str
    supported: bool
    change: Literal["", "number", "actor", "negation", "modality", "scope", "place"] = ""
    alters: str = ""

    @property
    def text(self) -> str:
        return self.statement

    @property
    def places(self) -> tuple[str, ...]:
        return (self.provision,)


class InjectionCase(Case):
    """An order planted to steer a model: in a document, in a question or in a forged turn of the conversation.

    `document` is the Markdown that is ingested. `obeyed` is what a model that obeys would write; `forbidden` are phrases that
    stand in an obeying answer and in no honest one.
    """

    file = "injections"

    id: str
    place: Literal["document", "question", "conversation"]
    kind: str
    planted: str = Field(min_length=1)
    document: str = ""
    question: str = Field(min_length=1)
    history: tuple[tuple[Literal["user", "assistant"], str], ...] = ()
    obeyed: str = Field(min_length=1)
    forbidden: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_planted(self) -> "InjectionCase":
        where = {
            "document": self.document,
            "question": self.question,
            "conversation": " ".join(said for _, said in self.history),
        }[self.place]
        if self.planted not in where:
            raise ValueError(f"the planted text does not stand in the {self.place}")
        return self

    @property
    def text(self) -> str:
        return f"{self.planted} / {self.question}"


C = TypeVar("C", bound=Case)


def accepts(expected: Iterable[str], provision_id: str) -> bool:
    """Whether a provision is one of those expected, or a part of one."""
    return expected_place(expected, provision_id) is not None


def expected_place(expected: Iterable[str], provision_id: str) -> str | None:
    """The expected place that a provision is, or is a part of; None when it is none of them."""
    return next((place for place in expected if is_within(provision_id, place)), None)


def case_file(kind: type[Case], half: Half, folder: Path | None = None) -> Path:
    """Where the cases of a kind are kept: in the package, or in a folder of one's own."""
    return (folder or Path(str(files("evals") / "data"))) / f"{kind.file}-{half}.jsonl"


def load_cases(kind: type[C], half: Half, folder: Path | None = None) -> list[C]:
    """Read the development or the test half of a kind of cases; a folder of one's own need not have every file.

    Raises:
        SolidarityError: a line is not a case, or is there twice; the message names file, line, field and reason.
    """
    path = case_file(kind, half, folder)
    return read_cases(kind, path) if folder is None or path.exists() else []


def read_cases(kind: type[C], path: Path) -> list[C]:
    """Read a file of cases.

    Raises:
        SolidarityError: as for `load_cases`, or the file cannot be read.
    """
    cases: list[C] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(lines_of(path), start=1):
        case = parse_case(kind, line, f"{path.name}, line {number}")
        for name in (case.text, case.key):
            if lines.setdefault(name, number) != number:
                raise SolidarityError(
                    f"{path.name}, line {number}: {name!r} is already the case of line {lines[name]}."
                )
        cases.append(case)
    return cases


def parse_case(kind: type[C], line: str, place: str) -> C:
    """Read one case.

    Raises:
        SolidarityError: it does not fit the schema; the message names the place, the field and the reason.
    """
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        field, reason = first_fault(error)
        reason = reason.removeprefix("Value error, ")
        raise SolidarityError(f"{place}: {f'{field}: ' if field else ''}{reason}.") from error


def lines_of(path: Path) -> list[str]:
    """The lines of a case file; only a line break ends one, whatever else a question holds.

    Raises:
        SolidarityError: there is no such file, or it is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SolidarityError(f"{path} cannot be read: {error}.") from error
    return text.split("\n") if text else []
