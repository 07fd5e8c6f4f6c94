"""An ingest killed with SIGKILL leaves a store that answers, and the next run completes it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.settings import Settings
from ingest.pipeline import Ingest
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

# Kills its own process before or after the n-th call of one of the store's writing methods.
_KILLED_RUN = """
import os, signal, sys
from pathlib import Path
from ingest.pipeline import Ingest
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

folder, data, method, nth, when = sys.argv[1:]
original, calls = getattr(Store, method), 0

def deadly(self, *args, **kwargs):
    global calls
    calls += 1
    if calls == int(nth) and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = original(self, *args, **kwargs)
    if calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(Store, method, deadly)
model = EmbeddingModel()
store = Store(location=Path(data) / "chroma", collection="solidarity", model_id=model.id)
Ingest(store, model).run([folder])
"""


def _write(folder: Path, edition: str) -> None:
    """Three documents, the longest over several batches of passages."""
    folder.mkdir(exist_ok=True)
    paragraphs = [f"{n}. Village {n} keeps granary {n} for the {edition} winter." for n in range(1, 81)]
    (folder / "a-granaries.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    (folder / "b-bridge.txt").write_text(f"Both banks repair the bridge in the {edition} spring.", encoding="utf-8")
    (folder / "c-ferry.txt").write_text(f"The ferry runs free of charge in the {edition} flood.", encoding="utf-8")


@pytest.mark.parametrize(
    ("method", "nth", "when"),
    [
        ("write_passages", 1, "before"),
        ("write_passages", 2, "after"),
        ("make_live", 1, "before"),
        ("make_live", 1, "after"),
        ("delete_passages_except", 1, "before"),
        ("make_live", 2, "after"),
    ],
)
def test_a_run_killed_while_replacing_leaves_a_store_that_answers_and_can_be_completed(
    tmp_path: Path, model: EmbeddingModel, method: str, nth: int, when: str
) -> None:
    folder, data = tmp_path / "documents", tmp_path / "data"
    _write(folder, "first")
    store = Store(location=data / "chroma", collection="solidarity", model_id=model.id)
    Ingest(store, model).run([str(folder)])
    store.close()

    _write(folder, "second")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_RUN, str(folder), str(data), method, str(nth), when], check=False
    )
    assert killed.returncode == -signal.SIGKILL

    assistant = build_assistant(Settings(data_dir=data))
    granaries = [item.text for item in assistant.catalogue.provisions if "granary" in item.text]
    assert len(granaries) == 80
    editions = {"first" if "first" in text else "second" for text in granaries}
    assert len(editions) == 1, "a document must never be half old, half new"
    answer = assistant.ask("When do both banks repair the bridge?")
    assert all(citation.status == "verified" for citation in answer.citations)

    store = Store(location=data / "chroma", collection="solidarity", model_id=model.id)
    Ingest(store, model).run([str(folder)])
    texts = [provision.text for provision in store.provisions()]
    assert len(texts) == 82
    assert all("second" in text for text in texts)
    live = {item.document.key: item.version for item in store.documents()}
    assert store.delete_passages_except(live) == 0, "no passage of a dead version may remain"
    assert Ingest(store, model).run([str(folder)]).embedded == 0


def test_a_first_run_killed_half_way_does_not_embed_again_what_it_had_written(
    tmp_path: Path, model: EmbeddingModel
) -> None:
    folder, data = tmp_path / "documents", tmp_path / "data"
    _write(folder, "first")
    arguments = [str(folder), str(data), "write_passages", "2", "after"]
    assert subprocess.run([sys.executable, "-c", _KILLED_RUN, *arguments], check=False).returncode == -signal.SIGKILL
    store = Store(location=data / "chroma", collection="solidarity", model_id=model.id)
    assert store.documents() == []
    report = Ingest(store, model).run([str(folder)])
    assert report.embedded == 2
    assert len(store.provisions()) == 82
