"""Fixtures of the tests of runs: two small invented instruments in a store, and cases about them."""

from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.evals.test_runner import QUESTIONS, STATEMENTS, ingest_orchard, write_cases
from vectorstore.embedding import EmbeddingModel


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel) -> Path:
    """A data folder with the Pact of the Orchards and the Charter of the Ferry."""
    return ingest_orchard(tmp_path_factory.mktemp("orchard"), model)


@pytest.fixture(scope="module")
def orchard(data_dir: Path) -> Assistant:
    """The assistant over the two instruments."""
    return build_assistant(Settings(data_dir=data_dir))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A folder with questions and statements, and no other cases."""
    write_cases(tmp_path / "cases", "questions-dev", *QUESTIONS)
    return write_cases(tmp_path / "cases", "statements-dev", *STATEMENTS)
