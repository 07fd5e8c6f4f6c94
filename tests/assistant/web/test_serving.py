"""The server as a process: what it prints, what it leaves behind, and how it ends."""

from pathlib import Path

import httpx
import pytest

from tests.assistant.web.serving import call, served


def test_it_prints_one_line_and_leaves_nothing_when_it_is_stopped(
    corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with served(corpus_dir, requests_a_minute="0") as running:
        assert running.said == f"Solidarity Assistant is open at {running.url} (Ctrl+C ends it).\n"
        with httpx.Client(base_url=running.url, timeout=60) as client:
            sent = client.post("/gradio_api/upload", files={"files": ("argument.txt", b"words of the argument")})
            assert sent.status_code == 200
            assert call(client, "show", "udhr 28")[0] == "complete"
        assert _holding(tmp_path, b"words of the argument")
        running.process.terminate()
        assert running.process.wait(timeout=30) == 0
    assert not _holding(tmp_path, b"words of the argument")
    assert list(tmp_path.glob("solidarity-*")) == []


def _holding(folder: Path, words: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]
