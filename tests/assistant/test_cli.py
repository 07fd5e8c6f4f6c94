"""The command line: what is printed, where, and with which exit code."""

import importlib.util
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(corpus_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over the shipped corpus; returns exit code, stdout and stderr."""
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(corpus_dir))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(list(arguments))
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return run_command


@pytest.mark.parametrize("command", ["ingest", "sources", "show", "search", "ask", "serve", "doctor"])
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: solidarity {command}" in out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ask"], ["search", "boats", "-k", "0"], ["ask", "--nonsense", "x"]]
)
def test_wrong_use_ends_with_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_show_prints_the_provision_with_its_label(run: Run) -> None:
    code, out, _ = run("show", "udhr", "28")
    assert code == 0
    assert out.startswith("UDHR, art. 28 (digest, not the official wording)")


def test_show_says_in_one_line_what_there_is_instead(run: Run) -> None:
    code, out, err = run("show", "udhr 45")
    assert (code, out) == (1, "")
    assert err == "solidarity: The UDHR has 30 articles; there is no article 45.\n"


def test_search_prints_the_fields_of_the_contract(run: Run) -> None:
    code, out, _ = run("search", "return of refugees to danger", "-k", "3", "--json")
    hits: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert set(hits[0]) == {"rank", "score", "document", "provision", "pinpoint", "text", "url"}
    assert set(hits[0]["document"]) == {"id", "title", "symbol", "kind", "status"}
    assert set(hits[0]["provision"]) == {"id", "label"}


def test_ask_prints_one_json_document_and_nothing_else(run: Run) -> None:
    code, out, err = run("ask", "--json", "What does article 28 of the UDHR say?")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert {"question", "refused", "refusal_reason", "statements", "citations", "text", "model"} <= set(answer)
    assert set(answer["statements"][0]) == {"text", "citations", "support", "reason"}
    cited = answer["citations"][0]
    assert {"n", "document_id", "provision_id", "pinpoint", "quote", "start", "end", "status", "url"} <= set(cited)
    assert (cited["provision_id"], cited["status"]) == ("udhr/art-28", "verified")


def test_ask_tells_what_was_typed_and_what_was_understood(run: Run) -> None:
    _, out, _ = run("ask", "--json", "What  does article 28 ", "of the UDHR say?")
    answer = json.loads(out)
    assert answer["asked"] == answer["question"] == "What does article 28 of the UDHR say?"
    _, out, _ = run("ask", "udhr 28")
    assert "Understood as" not in out


def test_ask_tells_who_wrote_a_work(run: Run) -> None:
    code, out, _ = run("ask", "Who wrote the Kashmir essay?")
    assert code == 0
    assert out.startswith("Solidarity for Peace in Kashmir: essay by Cecilia M. Bailliet")


def test_ask_in_a_terminal_fits_80_columns(run: Run) -> None:
    code, out, _ = run("ask", "What does article 14 of the UDHR say?")
    assert code == 0
    assert "UDHR, art. 14 [1]" in out
    assert all(len(line) <= 80 or "https://" in line for line in out.splitlines())


def test_a_refusal_is_an_answer_and_not_a_failure(run: Run) -> None:
    code, out, err = run("ask", "What is the capital of Mongolia?")
    assert (code, err) == (0, "")
    assert "does not answer" in out
    assert "Nearest provisions" in out


def test_sources_lists_every_document_with_counts(run: Run) -> None:
    code, out, _ = run("sources", "--json")
    by_id = {item["id"]: item for item in json.loads(out)}
    assert code == 0
    assert by_id["udhr"]["provisions"] == 31
    assert by_id["udhr"]["status"] == "digest"


def test_doctor_finds_everything_in_place(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert "weights verified" in out
    assert "MISSING" not in out


def test_an_empty_store_is_named_as_the_reason(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path))
    for arguments in (["ask", "Who may fish?"], ["search", "fish"], ["serve"]):
        code, out, err = run(*arguments)
        assert (code, out) == (1, "")
        assert err == "solidarity: Nothing is ingested yet: run 'solidarity ingest' first.\n"
    code, out, _ = run("doctor")
    assert code == 1
    assert "empty; run 'solidarity ingest'" in out


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SOLIDARITY_ANSWER_THRESHOLD", "plenty"),
        ("SOLIDARITY_ANSWER_THRESHOLD", "1.5"),
        ("SOLIDARITY_MOST_STATEMENTS", "0"),
        ("SOLIDARITY_MODEL", "llama3.2"),
        ("SOLIDARITY_COLLECTION", "?"),
    ],
)
def test_a_bad_setting_is_named_with_its_value(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    code, out, err = run("sources")
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: The setting {variable}={value!r} cannot be used")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ollama:llama3.2", "needs the package of its provider"),
        ("nonsense:x", "cannot be used"),
    ],
)
def test_a_chat_model_that_cannot_be_used_is_named_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    if name.startswith("ollama") and importlib.util.find_spec("langchain_ollama") is not None:
        pytest.skip("the package of ollama is installed here")
    monkeypatch.setenv("SOLIDARITY_MODEL", name)
    code, out, err = run("ask", "udhr 28")
    assert (code, out) == (1, "")
    assert f"SOLIDARITY_MODEL={name!r} {told}" in err
    assert err.count("\n") == 1


def test_a_cross_encoder_that_cannot_be_loaded_is_named_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOLIDARITY_RERANKER", str(tmp_path))
    code, out, err = run("ask", "Do children have a right to play?")
    assert (code, out) == (1, "")
    assert str(tmp_path) in err
    assert "SOLIDARITY_RERANKER" in err
    assert err.count("\n") == 1


def test_ingest_prints_plain_lines_and_a_summary(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "nets.txt").write_text("Nets are mended together.", encoding="utf-8")
    code, out, _ = run("ingest", str(tmp_path / "nets.txt"))
    assert code == 0
    assert out.splitlines()[0] == "[1/1] ingested: nets.txt (1 provisions, 1 passages)"
    assert out.splitlines()[1].startswith(
        "1 ingested, 0 replaced, 0 unchanged, 0 removed, 0 failed; 1 passages embedded in"
    )


def test_ingest_reports_failures_and_ends_with_exit_code_1(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "nets.txt").write_text("Nets are mended together.", encoding="utf-8")
    (tmp_path / "empty.pdf").touch()
    code, out, err = run("ingest", str(tmp_path / "nets.txt"), str(tmp_path / "empty.pdf"))
    assert code == 1
    assert "failed: empty.pdf is empty (0 bytes): get a fresh copy." in out
    assert err == "solidarity: 1 of 2 files could not be ingested; the others are in the store.\n"


def test_ingest_shows_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"nets-{n}.txt").write_text(f"Nets of boat {n} are mended together.", encoding="utf-8")
    controller, terminal = pty.openpty()
    environment = os.environ | {"SOLIDARITY_DATA_DIR": str(tmp_path / "data"), "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "assistant.cli", "ingest", str(tmp_path)]
    with subprocess.Popen(command, stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        shown = _read_all(controller)
        assert process.wait() == 0
    assert "3/3" in shown
    assert "\x1b[" in shown
    assert "left" in shown


def _read_all(descriptor: int) -> str:
    chunks = []
    while True:
        try:
            chunk = os.read(descriptor, 4096)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks).decode(errors="replace")
