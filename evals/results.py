"""What a run leaves behind: one result a case, figures with intervals, and what made them; `results.json` holds all of it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SolidarityError
from evals.metrics import Outcome
from evals.validation import first_fault

RESULTS_FILE = "results.json"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CitedPlace(_Value):
    """A citation as it was shown."""

    pinpoint: str
    quotation: str
    status: str


class Scored(_Value):
    """What a suite says of one case. `values` holds its metrics by name; `passed` is None where it could not be scored."""

    expected: str
    answer: str
    citations: tuple[CitedPlace, ...] = ()
    values: dict[str, float] = {}
    outcome: Outcome | None = None
    correctness: str = ""
    groundedness: str = ""
    passed: bool | None
    explanation: str = ""


class Grade(_Value):
    """A chat model's opinion of an answer, kept apart from everything that is scored; None where its reply could not be read."""

    correct: bool | None
    explanation: str


class CaseResult(_Value):
    """One case of one suite with its score; `case_hash` changes when the case does."""

    suite: str
    key: str
    case_hash: str
    kind: str
    difficulty: str = ""
    persona: str = ""
    asked: str
    scored: Scored
    grade: Grade | None = None


class Figure(_Value):
    """One figure of a suite; no value where no case could be scored. `group` and `label` name the part it is of, "" for all."""

    suite: str
    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    unscored: int = 0
    group: str = ""
    label: str = ""


class Header(_Value):
    """What made the results: two runs with equal headers, time and revision aside, ask the same of the same."""

    revision: str
    versions: dict[str, str]
    answerer: str
    model: str
    grader: str = ""
    price: str = ""
    settings_hash: str
    corpus: str
    documents: int
    half: str
    suites: tuple[str, ...]
    cases_hash: str
    started: str


class Results(_Value):
    """A whole run."""

    header: Header
    seconds: float
    figures: tuple[Figure, ...]
    cases: tuple[CaseResult, ...]

    def figure(self, suite: str, name: str) -> Figure | None:
        """The figure of a suite over all of its cases."""
        return next((item for item in self.figures if (item.suite, item.name, item.group) == (suite, name, "")), None)


def load_results(folder: Path) -> Results:
    """Read the results of a run.

    Raises:
        SolidarityError: there are none in the folder, or another version wrote them; the message says which.
    """
    path = folder / RESULTS_FILE if folder.is_dir() else folder
    try:
        return Results.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SolidarityError(f"{folder} holds no results of a run ({RESULTS_FILE}).") from error
    except ValidationError as error:
        raise SolidarityError(
            f"{path} is not a results file of this version: {': '.join(first_fault(error))}."
        ) from error
