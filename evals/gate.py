"""Holds the figures of a run against the committed thresholds."""

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.errors import SolidarityError
from evals.figures import spec_of
from evals.results import Results
from evals.suites import SUITES
from evals.summary import written
from evals.validation import first_fault


class Threshold(BaseModel):
    """The bound of one figure: `at_least` where more is better, `at_most` where less is; `reason` says why it is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: str
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    set_on: date
    reason: str

    @model_validator(mode="after")
    def _fits_its_figure(self) -> "Threshold":
        if self.suite not in SUITES or self.figure not in {spec.name for spec in SUITES[self.suite].figures}:
            raise ValueError(f"there is no figure {self.figure!r} of a suite {self.suite!r}")
        wanted = "at_least" if spec_of(SUITES[self.suite], self.figure).better == "higher" else "at_most"
        if getattr(self, wanted) is None or (self.at_least is not None) == (self.at_most is not None):
            raise ValueError(f"the figure {self.figure!r} needs {wanted} and nothing else")
        return self

    def fault(self, results: Results) -> str:
        """Why the figure does not pass, in one line; "" when it does. A figure that was not measured does not pass."""
        figure = results.figure(self.suite, self.figure)
        unit = spec_of(SUITES[self.suite], self.figure).unit
        name = f"{self.suite}, {self.figure}"
        if figure is None or figure.value is None:
            return f"{name}: not measured"
        if self.at_least is not None and figure.value < self.at_least:
            wanted = f"at least {written(self.at_least, unit)}"
        elif self.at_most is not None and figure.value > self.at_most:
            wanted = f"at most {written(self.at_most, unit)}"
        else:
            return ""
        return f"{name}: {written(figure.value, unit)} (n = {figure.n}), {wanted} is wanted"


def load_thresholds(path: Path | None = None) -> list[Threshold]:
    """Read the thresholds.

    Raises:
        SolidarityError: one of them cannot be used; the message names its place in the file and the reason.
    """
    path = path or Path(str(files("evals") / "thresholds.toml"))
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("threshold", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SolidarityError(f"{path} cannot be read: {error}.") from error
    found = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(Threshold.model_validate(entry))
        except ValidationError as error:
            field, reason = first_fault(error)
            raise SolidarityError(
                f"{path.name}, threshold {number}: {f'{field}: ' if field else ''}{reason}."
            ) from error
    return found


def faults(results: Results, thresholds: Sequence[Threshold]) -> list[str]:
    """One line for each figure that does not pass; empty when the gate is open."""
    return [line for item in thresholds if (line := item.fault(results))]
