"""Questions with the provisions that answer them, one JSON object a line."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SolidarityError
from assistant.types import Provision

DEVELOPMENT_SET = Path(__file__).parent / "data" / "answerability-dev.jsonl"


class Case(BaseModel):
    """A question. `expected` holds ids of works or provisions; "udhr/art-25" stands for its paragraphs too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answerable: bool
    expected: tuple[str, ...] = ()

    def accepts(self, provision: Provision) -> bool:
        """Whether a provision is one of those expected, or a part of one."""
        return any(provision.id == wanted or provision.id.startswith(f"{wanted}/") for wanted in self.expected)


def load_cases(path: Path) -> list[Case]:
    """Read a case file.

    Raises:
        SolidarityError: a line is not a case; the message names the line and the reason.
    """
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            cases.append(Case.model_validate_json(line))
        except ValidationError as error:
            raise SolidarityError(f"{path.name}, line {number}: {error.errors()[0]['msg']}.") from error
    return cases
