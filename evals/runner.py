"""Runs suites over any assistant: case by case, resumable, the same for every answerer and chat model."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from evals.cases import Case, Half, QuestionCase, load_cases
from evals.figures import all_figures
from evals.grading import Grader
from evals.journal import Journal
from evals.provenance import header_of
from evals.results import CaseResult, Header, Results, Scored
from evals.suites.base import Suite, UnscorableError

if TYPE_CHECKING:
    from langchain_core.callbacks import UsageMetadataCallbackHandler


@dataclass(frozen=True)
class Step:
    """Progress of a run: `done` of `total` cases of a suite."""

    suite: Suite[Any]
    done: int
    total: int


@dataclass(frozen=True)
class Price:
    """What a chat model costs, in US dollars for a million tokens read and written."""

    read: float
    written: float

    def __str__(self) -> str:
        return f"{self.read:g},{self.written:g}"

    def of(self, read: float, written: float) -> float:
        """Dollars for a number of tokens."""
        return (self.read * read + self.written * written) / 1_000_000


class Run:
    """One run of some suites over one half of the cases; `header` tells what it asks of whom."""

    def __init__(
        self,
        assistant: Assistant,
        suites: Sequence[Suite[Any]],
        half: Half,
        cases_folder: Path | None = None,
        grader: Grader | None = None,
        price: Price | None = None,
    ) -> None:
        """Read all cases.

        Raises:
            SolidarityError: a case file has a fault; the message names the line. Or there are no cases at all.
        """
        self._assistant, self._half, self._grader, self._price = assistant, half, grader, price
        self._cases: list[tuple[Suite[Any], list[Case]]] = [
            (suite, [case for case in load_cases(suite.case_type, half, cases_folder) if suite.takes(case)])
            for suite in suites
        ]
        everything = [case for _, cases in self._cases for case in cases]
        names = [suite.name for suite in suites]
        if not everything:
            raise SolidarityError(f"There are no cases of {', '.join(names)} in {cases_folder or 'this half'}.")
        self.header: Header = header_of(
            assistant, everything, half, names, grader.name if grader else "", str(price) if price else ""
        )
        self._usage = _count_tokens(assistant)

    def total(self) -> int:
        """Number of cases of all suites."""
        return sum(len(cases) for _, cases in self._cases)

    def steps(self, journal: Journal) -> Iterator[Step]:
        """Run every case that the journal does not hold yet, and write it there."""
        for suite, cases in self._cases:
            pending = [case for case in cases if not _is_done(suite, case, journal)]
            yield Step(suite, len(cases) - len(pending), len(cases))
            subject = suite.subject(self._assistant, cases, self._half) if pending else self._assistant
            for number, case in enumerate(pending, start=len(cases) - len(pending) + 1):
                journal.add(self._result(suite, case, subject))
                yield Step(suite, number, len(cases))

    def finish(self, journal: Journal, seconds: float) -> Results:
        """The results of a run whose cases are all done; they are written to the journal's folder."""
        cases = tuple(journal.done[suite.name, case.key] for suite, cases in self._cases for case in cases)
        results = Results(header=journal.header, seconds=seconds, figures=all_figures(cases), cases=cases)
        journal.finish(results)
        return results

    def _result(self, suite: Suite[Any], case: Case, subject: Assistant) -> CaseResult:
        before = _tokens(self._usage)
        try:
            scored: Scored = suite.score(case, subject)
        except UnscorableError as reason:
            scored = Scored(expected=", ".join(case.places), answer="", passed=None, explanation=str(reason))
        read, written = (after - old for after, old in zip(_tokens(self._usage), before, strict=True))
        if read or written:
            values: dict[str, float] = {"tokens read": read, "tokens written": written}
            values |= {"dollars": self._price.of(read, written)} if self._price else {}
            scored = scored.model_copy(update={"values": scored.values | values})
        grade = None
        if self._grader is not None and isinstance(case, QuestionCase) and suite.is_graded:
            grade = self._grader.grade(case, scored, subject.catalogue)
        return CaseResult(
            suite=suite.name,
            key=case.key,
            case_hash=case.content_hash,
            kind=suite.kind_of(case),
            difficulty=getattr(case, "difficulty", ""),
            persona=getattr(case, "persona", ""),
            asked=case.text,
            scored=scored,
            grade=grade,
        )


def run_suites(run: Run, folder: Path) -> Results:
    """Run to the end without showing progress; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    journal = Journal(folder, run.header)
    for _ in run.steps(journal):
        pass
    return run.finish(journal, time.monotonic() - started)


def _is_done(suite: Suite[Any], case: Case, journal: Journal) -> bool:
    return (suite.name, case.key) in journal.done


def _count_tokens(assistant: Assistant) -> "UsageMetadataCallbackHandler | None":
    """Counts the tokens of the assistant's chat model from now on; None without a model."""
    from langchain_core.callbacks import UsageMetadataCallbackHandler

    if assistant.chat_model is None:
        return None
    usage = UsageMetadataCallbackHandler()
    assistant.chat_model.callbacks = [usage]
    if hasattr(assistant.chat_model, "stream_usage"):
        # An OpenAI-compatible server counts a streamed reply only where it is asked to.
        assistant.chat_model.stream_usage = True
    return usage


def _tokens(usage: "UsageMetadataCallbackHandler | None") -> tuple[int, int]:
    """Tokens read and written so far."""
    counted = list(usage.usage_metadata.values()) if usage else []
    return sum(item["input_tokens"] for item in counted), sum(item["output_tokens"] for item in counted)
