"""The store: one embedding model a collection, versions switched in one write, several processes."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.errors import StoreError
from assistant.settings import Settings
from ingest.pipeline import Ingest, IngestReport
from vectorstore.embedding import EmbeddingModel, packaged_model_folder
from vectorstore.index import load_index
from vectorstore.store import Store


def test_a_store_made_with_one_model_refuses_another_and_says_what_to_do(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"all-MiniLM-L6-v2.*other-model.*--rebuild"):
        Store(location=tmp_path / "data" / "chroma", collection="solidarity", model_id="other-model")


def test_rebuilding_makes_the_store_anew_with_the_other_model(
    tmp_path: Path, ingest: Callable[..., IngestReport]
) -> None:
    (tmp_path / "note.txt").write_text("Nets are mended together.", encoding="utf-8")
    ingest(tmp_path / "note.txt")
    other = EmbeddingModel(str(packaged_model_folder()))
    rebuilt = Store(location=tmp_path / "data" / "chroma", collection="solidarity", model_id=other.id, rebuild=True)
    assert rebuilt.documents() == []
    assert Ingest(rebuilt, other).run([str(tmp_path / "note.txt")]).embedded == 1


def test_an_unreachable_server_is_reported_as_such() -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9"):
        Store(location="http://127.0.0.1:9", collection="solidarity", model_id="any")


def test_a_nonsense_address_is_refused() -> None:
    with pytest.raises(StoreError, match=r"not an http\(s\) URL"):
        Store(location="ftp://example.org", collection="solidarity", model_id="any")


def test_a_running_assistant_sees_what_another_process_ingests(
    tmp_path: Path, store: Store, ingest: Callable[..., IngestReport]
) -> None:
    (tmp_path / "note.txt").write_text("Nets are mended together on the quay.", encoding="utf-8")
    ingest(tmp_path / "note.txt")
    store.close()
    assistant = build_assistant(Settings(data_dir=tmp_path / "data"))
    assert assistant.search("seed exchange between valleys", 1)[0].document.id == "note"

    (tmp_path / "seeds.txt").write_text("Valleys exchange seed every autumn at the fair.", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from ingest.pipeline import Ingest; from vectorstore.store import Store;"
        "from vectorstore.embedding import EmbeddingModel; m = EmbeddingModel();"
        "s = Store(location=Path(sys.argv[1]) / 'chroma', collection='solidarity', model_id=m.id);"
        "Ingest(s, m).run([sys.argv[2]])"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "data"), str(tmp_path / "seeds.txt")], check=True)
    assert assistant.search("seed exchange between valleys", 1)[0].document.id == "seeds"


def test_the_index_is_built_again_when_it_is_lost_or_stale(
    tmp_path: Path, store: Store, ingest: Callable[..., IngestReport]
) -> None:
    (tmp_path / "note.txt").write_text("Nets are mended together.", encoding="utf-8")
    ingest(tmp_path / "note.txt")
    first = load_index(store, tmp_path / "index")
    (tmp_path / "note.txt").write_text("Sails are sewn together.", encoding="utf-8")
    ingest(tmp_path / "note.txt")
    second = load_index(store, tmp_path / "index")
    assert second.fingerprint != first.fingerprint
    assert second.lexical.scores("sails")[0] > 0
    assert second.lexical.scores("nets")[0] == 0
    assert [place.name for place in (tmp_path / "index").iterdir()] == [second.fingerprint]


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[str]:
    """URL of a Chroma server on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--path",
        str(tmp_path / "server"),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            assert time.monotonic() < deadline, "the Chroma server did not start"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_the_store_can_live_on_a_chroma_server(tmp_path: Path, model: EmbeddingModel, chroma_server: str) -> None:
    (tmp_path / "note.txt").write_text("Nets are mended together on the quay.", encoding="utf-8")
    store = Store(location=chroma_server, collection="solidarity", model_id=model.id)
    assert Ingest(store, model).run([str(tmp_path / "note.txt")]).embedded == 1
    assistant = build_assistant(Settings(data_dir=tmp_path / "web", chroma_url=chroma_server))
    assert assistant.search("mending nets", 1)[0].document.id == "note"
    assert not (tmp_path / "web" / "chroma").exists()
