"""Questions with the provisions that answer them, one JSON object a line."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SolidarityError

_DATA = Path(__file__).parent / "data"
DEVELOPMENT_SET = _DATA / "questions-dev.jsonl"
TEST_SET = _DATA / "questions-test.jsonl"

Kind = Literal[
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


class Case(BaseModel):
    """A question. `expected` holds ids of works or provisions; "udhr/art-25" stands for its paragraphs too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answerable: bool
    expected: tuple[str, ...] = ()
    kind: Kind
    difficulty: Literal["easy", "medium", "hard"]
    persona: Literal["student", "lawyer", "journalist"]

    def accepts(self, provision_id: str) -> bool:
        """Whether a provision is one of those expected, or a part of one."""
        return accepts(self.expected, provision_id)


def accepts(expected: Iterable[str], provision_id: str) -> bool:
    """Whether a provision is one of those expected, or a part of one."""
    return any(provision_id == wanted or provision_id.startswith(f"{wanted}/") for wanted in expected)


def lines_of(path: Path) -> list[str]:
    """The lines of a case file; only a line break ends one, whatever else a question holds."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    return text.split("\n") if text else []


def load_cases(path: Path) -> list[Case]:
    """Read a case file.

    Raises:
        SolidarityError: a line is not a case; the message names the line and the reason.
    """
    cases = []
    for number, line in enumerate(lines_of(path), start=1):
        try:
            cases.append(Case.model_validate_json(line))
        except ValidationError as error:
            raise SolidarityError(f"{path.name}, line {number}: {error.errors()[0]['msg']}.") from error
    return cases
