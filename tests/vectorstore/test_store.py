"""The store: one embedding model a collection, versions switched in one write, several processes."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import build_assistant
from assistant.errors import StoreError
from assistant.settings import Settings
from assistant.types import Passage
from ingest.pipeline import Ingest, IngestReport
from tests.assistant.samples import document, provision
from vectorstore.embedding import EmbeddingModel, packaged_model_folder
from vectorstore.records import StoredDocument, VectorKind
from vectorstore.store import EmbeddedPassage, Store

SEA = document()
Row = tuple[str, NDArray[np.float32], VectorKind]
"""The path of a provision, a vector, and what that is the vector of."""


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


def vector(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def write(store: Store, version: str, *rows: Row) -> StoredDocument:
    """Write one version of a document and make it live."""
    passages = []
    for path, its_vector, kind in rows:
        passage = Passage(provision=provision(path, of=SEA), start=0, end=4)
        content = f"{path} {its_vector.tolist()}"
        passages.append(EmbeddedPassage(passage=passage, content_hash=content, vector=its_vector, kind=kind))
    store.write_passages(version, 0, passages)
    stored = StoredDocument(document=SEA, version=version, source="sea.md", provisions=1, passages=len(rows))
    store.make_live(stored)
    return stored


def test_the_nearest_vectors_come_best_first_with_their_cosine_similarity(store: Store) -> None:
    rows: list[Row] = [
        ("art-1", vector(0, 1), "passage"),
        ("art-2", vector(3, 0), "passage"),
        ("art-3", vector(-1, 0), "passage"),
    ]
    place_of = {item.id: item.provision_id for item in store.vectors([write(store, "v1", *rows)])}
    ids, similarities = store.nearest(vector(2, 0), 3)
    assert [place_of[found] for found in ids] == ["sea/art-2", "sea/art-1", "sea/art-3"]
    assert similarities.tolist() == pytest.approx([1.0, 0.0, -1.0], abs=1e-5)


@pytest.mark.parametrize(("k", "count"), [(1, 1), (2, 2), (800, 2)])
def test_no_more_than_k_and_no_more_than_there_are_come_back(store: Store, k: int, count: int) -> None:
    write(store, "v1", ("art-1", vector(0, 1), "passage"), ("art-2", vector(1, 0), "passage"))
    ids, similarities = store.nearest(vector(1, 1), k)
    assert (len(ids), similarities.shape) == (count, (count,))


def test_nothing_is_near_in_an_empty_store(store: Store) -> None:
    ids, similarities = store.nearest(vector(1, 0), 5)
    assert (ids, similarities.shape) == ([], (0,))


def test_each_vector_tells_its_provision_and_what_was_embedded(store: Store) -> None:
    kinds: dict[VectorKind, NDArray[np.float32]] = {
        "passage": vector(0, 1),
        "question": vector(1, 0),
        "article": vector(-1, 0),
    }
    found = store.vectors([write(store, "v1", *(("art-1", its_vector, kind) for kind, its_vector in kinds.items()))])
    assert {(item.document_key, item.provision_id) for item in found} == {(SEA.key, "sea/art-1")}
    for kind, its_vector in kinds.items():
        assert store.nearest(its_vector, 1)[0] == [item.id for item in found if item.kind == kind]


def test_vectors_of_an_older_version_may_be_near_but_stand_for_nothing(store: Store) -> None:
    old = write(store, "old", ("art-1", vector(1, 0), "passage"))
    new = write(store, "new", ("art-1", vector(0, 1), "passage"))
    (live,) = store.vectors([new])
    (stale,) = store.vectors([old])
    assert set(store.nearest(vector(1, 1), 5)[0]) == {live.id, stale.id}
    store.delete_passages_except({SEA.key: "new"})
    assert store.nearest(vector(1, 1), 5)[0] == [live.id]


def test_no_documents_have_no_vectors(store: Store) -> None:
    write(store, "v1", ("art-1", vector(1, 0), "passage"))
    assert store.vectors([]) == []


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
