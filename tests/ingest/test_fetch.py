"""Downloads from a real HTTP server on loopback, with every fault that a server can show."""

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.fetch import Fetcher, OfflineError
from ingest.reading import read
from ingest.sources import Source, known_sources

_BODY = b'{"treaty_en": "Convention on Shared Boats", "articles": []}' + b" " * 200_000


class _Server(ThreadingHTTPServer):
    """Serves `files`; `faults` names what goes wrong with a path, once or always."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[str]] = {}
        self.requests: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        wanted = self.headers.get("Range", "")
        self.server.requests.append((name, wanted))
        faults = self.server.faults.get(name, [])
        fault = faults.pop(0) if len(faults) > 1 else (faults[0] if faults else "")
        body = self.server.files.get(name)
        if fault.startswith("redirect "):
            self.send_response(302)
            self.send_header("Location", fault.removeprefix("redirect "))
            self.end_headers()
        elif fault == "busy":
            self.send_error(503)
        elif body is None:
            self.send_error(404)
        else:
            self._send(body, wanted, fault)

    def _send(self, body: bytes, wanted: str, fault: str) -> None:
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        body = body[start:]
        self.send_response(206 if start else 200)
        if fault != "no length":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "half":
            self.wfile.write(body[: len(body) // 2])
        elif fault == "slow":
            for offset in range(0, len(body), 50_000):
                self.wfile.write(body[offset : offset + 50_000])
                time.sleep(0.05)
        else:
            self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[_Server]:
    running = _Server()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def _source(body: bytes = _BODY, **fields: object) -> Source:
    described = {
        "id": "boats",
        "title": "Convention on Shared Boats",
        "short": "Boats Convention",
        "kind": "treaty",
        "url": "https://treaties.example/boats.json",
        "format": "treaty JSON",
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return Source.model_validate(described | fields)


def _fetcher(server: _Server, folder: Path, **options: int) -> Fetcher:
    return Fetcher(folder, [], mirror=server.url, first_pause=0.01, **options)


def test_a_document_is_fetched_once_and_known_to_be_present_after(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY
    fetcher = _fetcher(server, tmp_path)
    assert fetcher.fetch(_source()).outcome == "fetched"
    assert (tmp_path / "boats.json").read_bytes() == _BODY
    assert fetcher.fetch(_source()).outcome == "present"
    assert len(server.requests) == 1


def test_progress_counts_up_to_the_whole(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY
    server.faults["boats.json"] = ["slow"]
    seen: list[tuple[int, int]] = []
    _fetcher(server, tmp_path).fetch(_source(), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(_BODY), len(_BODY))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > 2


def test_a_dropped_connection_is_resumed_where_it_broke(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY
    server.faults["boats.json"] = ["half", "ok"]
    assert _fetcher(server, tmp_path).fetch(_source()).outcome == "fetched"
    assert (tmp_path / "boats.json").read_bytes() == _BODY
    assert server.requests[1][1] == f"bytes={len(_BODY) // 2}-"


def test_a_download_cut_short_in_one_run_goes_on_in_the_next(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY
    (tmp_path / "boats.json.part").write_bytes(_BODY[:1000])
    assert _fetcher(server, tmp_path).fetch(_source()).outcome == "fetched"
    assert server.requests == [("boats.json", "bytes=1000-")]


def test_a_busy_server_is_asked_again(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY
    server.faults["boats.json"] = ["busy", "busy", "ok"]
    assert _fetcher(server, tmp_path).fetch(_source()).outcome == "fetched"
    assert len(server.requests) == 3


def test_a_server_that_stays_busy_is_given_up_with_the_reason(server: _Server, tmp_path: Path) -> None:
    server.faults["boats.json"] = ["busy"]
    report = _fetcher(server, tmp_path).fetch(_source())
    assert (report.outcome, len(server.requests)) == ("failed", 4)
    assert "after 4 tries (status 503)" in report.detail


def test_other_bytes_are_kept_aside_and_never_put_in_place(server: _Server, tmp_path: Path) -> None:
    server.files["boats.json"] = _BODY.replace(b"Shared", b"Stolen")
    report = _fetcher(server, tmp_path).fetch(_source())
    assert report.outcome == "failed"
    assert "expected" in report.detail
    assert not (tmp_path / "boats.json").exists()
    assert (tmp_path / "boats.json.rejected").is_file()


@pytest.mark.parametrize("fault", ["ok", "no length"])
def test_too_many_bytes_are_refused_announced_or_not(server: _Server, tmp_path: Path, fault: str) -> None:
    server.files["boats.json"] = _BODY
    server.faults["boats.json"] = [fault]
    report = _fetcher(server, tmp_path, most_bytes=1000).fetch(_source())
    assert report.outcome == "failed"
    assert "larger than 1000 bytes" in report.detail
    assert list(tmp_path.iterdir()) == []


def test_a_missing_document_is_not_asked_for_again(server: _Server, tmp_path: Path) -> None:
    report = _fetcher(server, tmp_path).fetch(_source())
    assert report.outcome == "failed"
    assert "status 404" in report.detail
    assert len(server.requests) == 1


def test_a_redirect_to_another_host_is_refused(server: _Server, tmp_path: Path) -> None:
    server.files["elsewhere.json"] = _BODY
    port = server.server_address[1]
    server.faults["boats.json"] = [f"redirect http://localhost:{port}/elsewhere.json"]
    report = _fetcher(server, tmp_path).fetch(_source())
    assert report.outcome == "failed"
    assert "'localhost', which is not in the source list" in report.detail


def test_a_redirect_on_the_same_host_is_followed(server: _Server, tmp_path: Path) -> None:
    server.files["elsewhere.json"] = _BODY
    server.faults["boats.json"] = ["redirect /elsewhere.json"]
    assert _fetcher(server, tmp_path).fetch(_source()).outcome == "fetched"


def test_a_redirect_in_circles_ends(server: _Server, tmp_path: Path) -> None:
    server.faults["boats.json"] = ["redirect /boats.json"]
    assert "redirected more than 5 times" in _fetcher(server, tmp_path).fetch(_source()).detail


def test_without_a_mirror_private_addresses_are_refused(tmp_path: Path) -> None:
    source = _source(url="https://127.0.0.1/boats.json")
    report = Fetcher(tmp_path, ["127.0.0.1"]).fetch(source)
    assert report.outcome == "failed"
    assert "private address 127.0.0.1" in report.detail


def test_without_a_connection_it_says_so_in_one_line_and_changes_nothing(server: _Server, tmp_path: Path) -> None:
    server.server_close()
    with pytest.raises(OfflineError, match=r"Cannot reach 127\.0\.0\.1 .*: nothing was changed\."):
        _fetcher(server, tmp_path).fetch(_source())
    assert list(tmp_path.iterdir()) == []


def _un_pdf(path: Path, symbol: str) -> bytes:
    canvas = Canvas(str(path))
    canvas.drawString(420, 800, symbol)
    canvas.drawString(60, 700, "1. The Expert thanks the fishing villages for lending their boats.")
    canvas.drawString(60, 680, "2. Every village lends one boat a year.")
    canvas.save()
    return path.read_bytes()


def test_a_un_pdf_must_carry_its_symbol_on_the_first_page(server: _Server, tmp_path: Path) -> None:
    source = _source(id="a-hrc-99-1", symbol="A/HRC/99/1", format="PDF", sha256="")
    server.files["a-hrc-99-1.pdf"] = _un_pdf(tmp_path / "made.pdf", "A/HRC/99/1")
    report = _fetcher(server, tmp_path / "in").fetch(source)
    assert report.outcome == "fetched"
    assert report.detail.startswith("not pinned, SHA-256 ")
    document = read(tmp_path / "in" / "a-hrc-99-1.pdf").document
    assert (document.id, document.status, document.symbol) == ("a-hrc-99-1", "official text", "A/HRC/99/1")

    server.files["a-hrc-99-1.pdf"] = _un_pdf(tmp_path / "made.pdf", "A/HRC/99/12")
    report = _fetcher(server, tmp_path / "other").fetch(source)
    assert "does not carry the symbol A/HRC/99/1" in report.detail


def test_the_official_library_is_fetched_byte_for_byte(server: _Server, tmp_path: Path, shared: Path) -> None:
    treaties = sorted((shared / "library" / "open-treaties").glob("*.json"))
    server.files = {path.name: path.read_bytes() for path in treaties}
    fetcher = _fetcher(server, tmp_path)
    for path in treaties:
        source = known_sources()[path.stem]
        assert fetcher.fetch(source).detail == "bytes as pinned"
        assert read(fetcher.path_of(source)).document.status == "official text"
    assert len(treaties) == 14
