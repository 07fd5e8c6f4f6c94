"""What every suite is: cases of one kind, a score for each, and the figures to be made of them."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from assistant.assistant import Assistant
from assistant.types import Answer, Citation, Statement
from assistant.writing.rendering import answer_text
from evals import metrics
from evals.cases import C, Half
from evals.intervals import Statistic
from evals.results import CitedPlace, Scored

T = TypeVar("T")
_WIDTH = 100


@dataclass(frozen=True)
class FigureSpec:
    """A figure of a suite: `name` is that of the values it is taken over, `metric` the function whose docstring defines it.

    `values` names other values to take it over; an `optional` figure is left out where there are none.
    """

    name: str
    metric: Callable[..., Any]
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "score", "seconds", "tokens", "dollars"] = "share"
    statistic: Statistic = "mean"
    values: str = ""
    optional: bool = False

    @property
    def of(self) -> str:
        """Name of the values of the cases that it is taken over."""
        return self.values or self.name


TOKENS = (
    FigureSpec("tokens read", metrics.tokens, "lower", "tokens", optional=True),
    FigureSpec("tokens written", metrics.tokens, "lower", "tokens", optional=True),
    FigureSpec("dollars a case", metrics.dollars, "lower", "dollars", values="dollars", optional=True),
)
"""What a chat model used, where one is set and its provider counts."""


def seconds_figures(work: str) -> tuple[FigureSpec, ...]:
    """Median and 95th percentile of the seconds that a piece of work takes: "search", "answer" or "check"."""
    statistics: tuple[Statistic, ...] = ("median", "95th percentile")
    return tuple(
        FigureSpec(f"{work} seconds, {statistic}", metrics.seconds, "lower", "seconds", statistic, "seconds")
        for statistic in statistics
    )


class UnscorableError(Exception):
    """A case cannot be scored over this corpus; the message says why."""


class Suite(ABC, Generic[C]):
    """One kind of cases, scored one at a time. `main` is the figure that the tables by kind show."""

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    main: ClassVar[str]
    figures: ClassVar[tuple[FigureSpec, ...]]
    case_type: type[C]
    is_graded: ClassVar[bool] = False

    def takes(self, case: C) -> bool:  # noqa: ARG002 - most suites take all
        """Whether a case of the file belongs to the suite."""
        return True

    def kind_of(self, case: C) -> str:
        """The kind under which the tables count a case."""
        return str(getattr(case, "kind", ""))

    def subject(self, assistant: Assistant, cases: Sequence[C], half: Half) -> Assistant:  # noqa: ARG002 - for suites that need more
        """The assistant that the cases are put to; a suite that needs other documents in the store makes one."""
        return assistant

    @abstractmethod
    def score(self, case: C, assistant: Assistant) -> Scored:
        """Put one case to the assistant and score what comes back.

        Raises:
            UnscorableError: the corpus at hand does not hold what the case is about.
        """


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a piece of work returns, and the seconds that it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def held_places(assistant: Assistant, places: Sequence[str]) -> list[str]:
    """Those of some places that the corpus holds, in order.

    Raises:
        UnscorableError: it holds none of them.
    """
    held = [place for place in places if assistant.catalogue.holds(place)]
    if not held:
        raise UnscorableError(f"The corpus holds none of: {', '.join(places)}.")
    return held


def proven(answer: Answer) -> list[Statement]:
    """The statements that are shown as proven: those that are not struck out."""
    return [item for item in answer.statements if item.support != "unsupported"]


def shown_answer(answer: Answer) -> str:
    """The answer as the command line prints it, without the list of sources, which a result has apart."""
    return answer_text(answer, _WIDTH).partition("\n\nSources\n")[0]


def shown_citations(citations: Sequence[Citation]) -> tuple[CitedPlace, ...]:
    return tuple(CitedPlace(pinpoint=item.pinpoint, quotation=item.quote, status=item.status) for item in citations)
