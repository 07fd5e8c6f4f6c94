"""The suites, one module each, in the order in which they run."""

from collections.abc import Sequence
from typing import Any

from assistant.errors import SolidarityError
from evals.suites.arguments import Arguments
from evals.suites.base import Suite
from evals.suites.follow_ups import FollowUps
from evals.suites.injections import Injections
from evals.suites.questions import Questions
from evals.suites.retrieval import Retrieval
from evals.suites.statements import Statements

SUITES: dict[str, Suite[Any]] = {
    suite.name: suite for suite in (Retrieval(), Questions(), FollowUps(), Arguments(), Statements(), Injections())
}


def chosen_suites(names: Sequence[str]) -> list[Suite[Any]]:
    """The suites with the given names, in their own order; all of them when no name is given.

    Raises:
        SolidarityError: there is no suite of that name; the message says which there are.
    """
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        raise SolidarityError(f"There is no suite {unknown[0]!r}. Suites: {', '.join(SUITES)}.")
    return [suite for name, suite in SUITES.items() if not names or name in names]
