"""The gate: `pytest evals` runs every suite on the test half over the shipped corpus and fails below a threshold.

It tells which figures fell, not on which cases: those of the test half are not for tuning. `solidarity eval --half dev` shows
where the same fault lies among the development cases.
"""

from importlib.resources import files

import pytest

from assistant.settings import Settings
from evals.gate import Threshold, load_thresholds
from evals.results import Results
from evals.runner import Run, run_suites
from evals.stores import assistant_over
from evals.suites import SUITES
from evals.summary import results_text

_THRESHOLDS = load_thresholds()


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """All suites, over a store that holds the shipped corpus and nothing else, with the settings as they ship."""
    folder = tmp_path_factory.mktemp("gate")
    assistant = assistant_over(folder / "data", [str(files("corpus"))], Settings.model_construct())
    found = run_suites(Run(assistant, list(SUITES.values()), "test"), folder / "run")
    print(f"\n{results_text(found)}")  # noqa: T201 - shown by pytest -s, and where a threshold fails
    return found


@pytest.mark.parametrize("threshold", _THRESHOLDS, ids=lambda item: f"{item.suite}: {item.figure}")
def test_the_figure_is_within_its_bound(threshold: Threshold, results: Results) -> None:
    assert not threshold.fault(results)
