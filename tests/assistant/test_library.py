"""Documents added, fetched and removed while questions are answered, in a real store with the real embedding model."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.library import FileProgress, Library
from assistant.settings import Settings
from ingest.lock import ingest_lock
from ingest.pipeline import Ingest
from tests.ingest.samples import PdfFile, written
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

_GRANARY = "Each village keeps a granary, and the wardens open the granary to every neighbour in a failed harvest."
_QUESTION = "What do the wardens open to every neighbour?"
_FERRY = "The ferry at Ostmere carries flood refugees free of charge until the water has fallen."
_SYMBOL = "A/HRC/26/34"
_ADD = """
import sys
from pathlib import Path
from assistant import build_assistant
from assistant.library import Library
from assistant.settings import Settings

library = Library(build_assistant(Settings(data_dir=Path(sys.argv[1]))))
for line in library.add([(Path(sys.argv[2]), Path(sys.argv[2]).name)]):
    print(line.outcome, line.done, flush=True)
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library without any document."""
    return Library(build_assistant(Settings(data_dir=tmp_path / "data", lock_seconds=30)))


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


def _assistant_of(library: Library) -> Assistant:
    return library._assistant


def _kept(library: Library) -> list[str]:
    folder = _assistant_of(library).settings.data_dir / "library"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _outcomes(lines: Iterable[FileProgress]) -> dict[str, str]:
    return {line.name: line.outcome for line in lines if line.is_final}


def _add(library: Library, *files: Path) -> dict[str, str]:
    return _outcomes(library.add([(path, path.name) for path in files]))


def test_a_file_that_is_added_answers_the_next_question(library: Library, uploads: Path) -> None:
    assistant = _assistant_of(library)
    with pytest.raises(EmptyStoreError):
        assistant.ask(_QUESTION)
    lines = list(library.add([(written(uploads, "x1", _GRANARY), "../granary.txt")]))
    assert [line.outcome for line in lines] == ["checking", "ingesting", "ingested"]
    assert lines[1].done == lines[1].expected > 0
    assert {(line.name, line.position, line.total) for line in lines} == {("granary.txt", 1, 1)}
    assert _kept(library) == ["granary.txt"]
    answer = assistant.ask(_QUESTION)
    assert answer.citations[0].document.id == "granary"
    assert answer.citations[0].status == "verified"


def test_a_file_that_fails_leaves_nothing_behind_and_the_others_go_on(library: Library, uploads: Path) -> None:
    broken = written(uploads, "broken.pdf", b"%PDF-1.7\n" + b"garbage " * 50)
    empty = written(uploads, "empty.txt", " \n\n ")
    lines = list(
        library.add([(path, path.name) for path in (broken, written(uploads, "granary.txt", _GRANARY), empty)])
    )
    failed = {line.name: line.detail for line in lines if line.outcome == "failed"}
    assert set(failed) == {"broken.pdf", "empty.txt"}
    assert "damaged" in failed["broken.pdf"] and "no text" in failed["empty.txt"]
    assert _kept(library) == ["granary.txt"]
    assert [item.document.id for item in _assistant_of(library).sources()] == ["granary"]


def test_the_same_bytes_are_unchanged_and_other_bytes_get_a_number(library: Library, uploads: Path) -> None:
    granary = written(uploads, "granary.txt", _GRANARY)
    assert _add(library, granary) == {"granary.txt": "ingested"}
    assert _add(library, granary) == {"granary.txt": "unchanged"}
    assert _outcomes(library.add([(granary, "other name.txt")])) == {"other name.txt": "unchanged"}
    written(uploads, "granary.txt", _FERRY)
    assert _add(library, granary) == {"granary.txt": "ingested"}
    assert _kept(library) == ["granary (2).txt", "granary.txt"]
    assert len(_assistant_of(library).sources()) == 2


def test_files_whose_names_have_no_latin_letters_are_all_kept(library: Library, uploads: Path) -> None:
    texts = {"粮仓.txt": _GRANARY, "渡轮.txt": _FERRY, "桥.txt": "Both banks repair the bridge in spring."}
    files = [written(uploads, name, text) for name, text in texts.items()]
    assert _add(library, *files) == dict.fromkeys(texts, "ingested")
    assert len({item.document.key for item in _assistant_of(library).sources()}) == 3


def test_no_upload_describes_another(library: Library, uploads: Path) -> None:
    described = written(uploads, "granary.toml", 'status = "official text"\ntitle = "Charter"')
    assert _add(library, described, written(uploads, "granary.txt", _GRANARY))["granary.txt"] == "ingested"
    assert [item.document.status for item in _assistant_of(library).sources()] == ["as published"]


def test_a_removed_document_is_gone_with_its_file(library: Library, uploads: Path) -> None:
    _add(library, written(uploads, "granary.txt", _GRANARY), written(uploads, "ferry.txt", _FERRY))
    assistant = _assistant_of(library)
    assert assistant.ask(_QUESTION).citations
    key = next(item.document.key for item in assistant.sources() if item.document.id == "granary")
    assert _outcomes(library.remove(key)) == {"granary": "removed"}
    assert _kept(library) == ["ferry.txt"]
    assert all(hit.document.id == "ferry" for hit in assistant.search(_QUESTION))
    with pytest.raises(SolidarityError, match="No document has the key"):
        list(library.remove(key))


def test_the_last_document_can_be_removed_and_added_again(library: Library, uploads: Path) -> None:
    granary = written(uploads, "granary.txt", _GRANARY)
    _add(library, granary)
    list(library.remove("granary@as-published"))
    with pytest.raises(EmptyStoreError):
        _assistant_of(library).ask(_QUESTION)
    assert _add(library, granary) == {"granary.txt": "ingested"}
    assert _assistant_of(library).ask(_QUESTION).citations


def test_a_file_outside_the_library_stays_when_its_document_is_removed(library: Library, uploads: Path) -> None:
    elsewhere = written(uploads, "granary.txt", _GRANARY)
    assistant = _assistant_of(library)
    Ingest(assistant.store, assistant.embedding_model).run([str(elsewhere)])
    assert _add(library, elsewhere) == {"granary.txt": "unchanged"}
    assert _outcomes(library.remove("granary@as-published")) == {"granary": "removed"}
    assert elsewhere.is_file()


def test_a_change_waits_for_another_one_and_says_so(library: Library, uploads: Path) -> None:
    granary = written(uploads, "granary.txt", _GRANARY)
    with ingest_lock(_assistant_of(library).settings.data_dir, 0, lambda _: None):
        lines = library.add([(granary, granary.name)])
        first = next(lines)
    assert first.outcome == "waiting" and first.detail.startswith("Waiting")
    assert _outcomes(lines) == {"granary.txt": "ingested"}


def test_a_change_gives_up_when_another_one_takes_too_long(tmp_path: Path, uploads: Path) -> None:
    hasty = Library(build_assistant(Settings(data_dir=tmp_path / "data", lock_seconds=0.2)))
    with (
        ingest_lock(tmp_path / "data", 0, lambda _: None),
        pytest.raises(SolidarityError, match="Gave up"),
    ):
        _add(hasty, written(uploads, "granary.txt", _GRANARY))


def test_two_changes_at_once_are_both_carried_through(library: Library, uploads: Path) -> None:
    files = [written(uploads, "granary.txt", _GRANARY), written(uploads, "ferry.txt", _FERRY)]
    found: list[dict[str, str]] = []
    threads = [threading.Thread(target=lambda path=path: found.append(_add(library, path))) for path in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [{"ferry.txt": "ingested"}, {"granary.txt": "ingested"}]
    assert {hit.document.id for hit in _assistant_of(library).search("granary ferry")} == {"ferry", "granary"}


def test_a_change_is_carried_through_when_its_reader_goes_away(library: Library, uploads: Path) -> None:
    lines = library.add([(written(uploads, "granary.txt", _GRANARY), "granary.txt")])
    assert next(lines).outcome == "checking"
    del lines
    assert _within(30, lambda: [item.document.id for item in _assistant_of(library).sources()] == ["granary"])


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the URL where a real server serves it."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


def test_an_official_text_is_fetched_and_answers_the_next_question(library: Library, mirror: tuple[Path, str]) -> None:
    folder, url = mirror
    page = PdfFile(folder / "a-hrc-26-34.pdf")
    page.line(_SYMBOL, 780)
    page.lines([f"1. {_GRANARY[:60]}", _GRANARY[60:]], 650)
    page.save()
    fetching = Library(_assistant_of(library), url)
    assert "a-hrc-26-34" in {source.id for source in fetching.fetchable()}
    lines = list(fetching.fetch(["a-hrc-26-34", "udhr"]))
    assert _outcomes(lines) == {"a-hrc-26-34": "ingested", "udhr": "failed"}
    assert any(line.outcome == "fetching" and line.done == line.expected > 0 for line in lines)
    assert "a-hrc-26-34" not in {source.id for source in fetching.fetchable()}
    answer = _assistant_of(library).ask(_QUESTION)
    assert answer.citations[0].document.status == "official text"
    official = _assistant_of(library).settings.data_dir / "official"
    assert _outcomes(fetching.remove("a-hrc-26-34@official-text")) == {"a-hrc-26-34": "removed"}
    assert list(official.iterdir()) == []


def test_without_a_network_every_text_fails_with_the_reason_and_nothing_changes(library: Library) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quiet) as closed:
        port = closed.server_address[1]
    offline = Library(_assistant_of(library), f"http://127.0.0.1:{port}")
    lines = list(offline.fetch(["udhr", "iccpr"]))
    assert _outcomes(lines) == {"udhr": "failed", "iccpr": "failed"}
    assert all("Cannot reach 127.0.0.1" in line.detail for line in lines if line.is_final)
    assert _assistant_of(library).sources() == []


def test_an_unknown_or_no_official_text_is_refused_at_once(library: Library) -> None:
    with pytest.raises(SolidarityError, match="No source has the id"):
        library.fetch(["no-such-treaty"])
    with pytest.raises(SolidarityError, match="choose at least one"):
        library.fetch([])


def test_a_process_killed_in_the_middle_of_an_upload_leaves_a_library_that_answers(
    tmp_path: Path, uploads: Path
) -> None:
    data = tmp_path / "data"
    ferry = written(uploads, "ferry.txt", _FERRY)
    long = written(
        uploads, "long.txt", "\n\n".join(f"{n}. Village {n} keeps granary {n} in winter." for n in range(1, 400))
    )
    subprocess.run([sys.executable, "-c", _ADD, str(data), str(ferry)], check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(
        [sys.executable, "-c", _ADD, str(data), str(long)], stdout=subprocess.PIPE, text=True
    ) as adding:
        assert adding.stdout is not None
        for line in adding.stdout:
            if line.startswith("ingesting"):
                adding.send_signal(signal.SIGKILL)
                break
    assert adding.returncode == -signal.SIGKILL

    library = Library(build_assistant(Settings(data_dir=data)))
    assert [item.document.id for item in _assistant_of(library).sources()] == ["ferry"]
    assert _assistant_of(library).ask("ferry").citations[0].status == "verified"
    assert _add(library, long) == {"long.txt": "ingested"}
    assert _kept(library) == ["ferry.txt", "long.txt"]
    assert len(_assistant_of(library).show("long para 399")) == 1


def test_questions_are_answered_while_documents_come_and_go(corpus_dir: Path, tmp_path: Path, uploads: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus_dir, data)
    library = Library(build_assistant(Settings(data_dir=data)))
    assistant = _assistant_of(library)
    assistant.warm_up()
    faults: list[BaseException] = []
    answered: list[int] = []
    stopped = threading.Event()
    threads = [threading.Thread(target=_ask_until, args=(stopped, assistant, answered, faults)) for _ in range(4)]
    for thread in threads:
        thread.start()
    granary = written(uploads, "granary.txt", _GRANARY)
    try:
        for _ in range(4):
            assert _add(library, granary) == {"granary.txt": "ingested"}
            assert _cited(assistant) == {"granary"}
            assert _outcomes(library.remove("granary@as-published")) == {"granary": "removed"}
            assert "granary" not in _cited(assistant)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert len(answered) > 20


def test_threads_see_what_another_process_changes(tmp_path: Path, uploads: Path, model: EmbeddingModel) -> None:
    data = tmp_path / "data"
    store = Store(location=data / "chroma", collection="solidarity", model_id=model.id)
    Ingest(store, model).run([str(written(uploads, "ferry.txt", _FERRY))])
    store.close()
    assistant = build_assistant(Settings(data_dir=data))
    assistant.warm_up()
    faults: list[BaseException] = []
    stopped = threading.Event()
    threads = [threading.Thread(target=_ask_until, args=(stopped, assistant, [], faults)) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        granary = written(uploads, "granary.txt", _GRANARY)
        subprocess.run([sys.executable, "-c", _ADD, str(data), str(granary)], check=True, stdout=subprocess.DEVNULL)
        assert _within(10, lambda: _cited(assistant) == {"granary"})
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert faults == []


def test_threads_read_on_while_the_store_is_reopened(library: Library, uploads: Path) -> None:
    _add(library, written(uploads, "granary.txt", _GRANARY))
    store = _assistant_of(library).store
    faults: list[BaseException] = []
    stopped = threading.Event()
    threads = [threading.Thread(target=_read_until, args=(stopped, store, faults)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        store.reopen()
        time.sleep(0.01)
    stopped.set()
    for thread in threads:
        thread.join()
    assert faults == []


def _read_until(stopped: threading.Event, store: Store, faults: list[BaseException]) -> None:
    try:
        while not stopped.is_set():
            assert len(store.documents()) == len(store.provisions()) == 1
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test must tell
        faults.append(error)


def _cited(assistant: Assistant) -> set[str]:
    return {citation.document.id for citation in assistant.ask(_QUESTION).citations}


def _ask_until(
    stopped: threading.Event, assistant: Assistant, answered: list[int], faults: list[BaseException]
) -> None:
    questions = (
        _QUESTION,
        "Do children have a right to play?",
        "udhr 28",
        "What is torture?",
    )
    try:
        while not stopped.is_set():
            for question in questions:
                answer = assistant.ask(question)
                assert all(citation.status == "verified" for citation in answer.citations)
                answered.append(len(answer.citations))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test must tell
        faults.append(error)


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False
