"""Shared fixtures: the real embedding model, real stores in temporary folders, real documents."""

import os
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

# Processes that run tests side by side would take each other's cores; libraries read this when they are imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest
from filelock import FileLock

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import Settings
from ingest.pipeline import Ingest, IngestReport
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with official texts beside the checkout; tests that need it are skipped where it is absent."""
    if not _SHARED.is_dir():
        pytest.skip(f"needs the folder {_SHARED} with official texts")
    return _SHARED


@pytest.fixture(scope="session")
def model() -> EmbeddingModel:
    return EmbeddingModel()


@pytest.fixture
def store(tmp_path: Path, model: EmbeddingModel) -> Store:
    """An empty store in a temporary folder."""
    return Store(location=tmp_path / "data" / "chroma", collection="solidarity", model_id=model.id)


@pytest.fixture
def ingest(store: Store, model: EmbeddingModel) -> Callable[..., IngestReport]:
    """Ingest paths into the temporary store."""
    return lambda *paths: Ingest(store, model).run([str(path) for path in paths])


@pytest.fixture(scope="session")
def corpus_dir(tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel) -> Path:
    """A data folder with the shipped corpus ingested; processes that run tests beside this one ingest it only once together."""
    base = tmp_path_factory.getbasetemp()
    once = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "ingested-corpus"
    with FileLock(f"{once}.lock"):
        if not once.exists():
            made = tmp_path_factory.mktemp("corpus")
            store = Store(location=made / "chroma", collection="solidarity", model_id=model.id)
            report = Ingest(store, model).run([str(files("corpus"))])
            assert report.count("failed") == 0
            store.close()
            made.rename(once)
    return Path(shutil.copytree(once, tmp_path_factory.mktemp("data"), dirs_exist_ok=True))


@pytest.fixture(scope="session")
def assistant(corpus_dir: Path) -> Assistant:
    """The assistant over the shipped corpus."""
    return build_assistant(Settings(data_dir=corpus_dir))


@pytest.fixture(scope="session")
def library_assistant(
    tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel, shared: Path, corpus_dir: Path
) -> Assistant:
    """The assistant over the shipped corpus and two treaties as official text."""
    data_dir = tmp_path_factory.mktemp("library")
    shutil.copytree(corpus_dir, data_dir, dirs_exist_ok=True)
    store = Store(location=data_dir / "chroma", collection="solidarity", model_id=model.id)
    treaties = [str(shared / "library" / "open-treaties" / f"{name}.json") for name in ("refugee", "iccpr")]
    Ingest(store, model).run(treaties)
    store.close()
    return build_assistant(Settings(data_dir=data_dir))
