"""On which address the server starts, for whom, and what it says in one line when it does not."""

from collections.abc import Iterator
from pathlib import Path
from socket import socket

import httpx
import pytest

from assistant import build_assistant
from assistant.accounts import set_account
from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.settings import Settings
from assistant.web.access import Access, access_for, is_loopback
from assistant.web.server import Server, serve
from tests.assistant.web.serving import PASSWORD, PageSession, Served, call, free_port, served, solidarity


def refused(data_dir: Path, *arguments: str, **settings: str) -> str:
    """What the command says when it does not serve: one line, no traceback."""
    done = solidarity(data_dir, "serve", "--port", str(free_port()), *arguments, **settings)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("solidarity: ")
    return line


@pytest.fixture(scope="module")
def open_to_all(corpus_dir: Path) -> Iterator[Served]:
    with served(corpus_dir, "--host", "0.0.0.0", "--open", requests_a_minute="0") as running:
        yield running


def test_others_cannot_come_in_without_accounts(corpus_dir: Path) -> None:
    line = refused(corpus_dir, "--host", "0.0.0.0")
    assert "On 0.0.0.0 others could open the assistant, and there are no accounts" in line
    assert "solidarity user add NAME" in line
    assert "--open" in line


def test_a_missing_file_of_accounts_is_told(tmp_path: Path) -> None:
    with pytest.raises(SolidarityError, match="There is no file of accounts"):
        access_for("127.0.0.1", tmp_path / "users.toml", is_open=False)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"broken [", "is not valid TOML"),
        (b'["anna"]\nrole = "king"\n', "account 'anna'"),
        (b"\xff", "is not valid TOML"),
    ],
)
def test_a_broken_file_of_accounts_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    users = tmp_path / "users.toml"
    users.write_bytes(content)
    users.chmod(0o600)
    with pytest.raises(SolidarityError, match=told):
        access_for("127.0.0.1", users, is_open=False)


def test_the_command_tells_a_broken_file_in_one_line(corpus_dir: Path, tmp_path: Path) -> None:
    users = tmp_path / "users.toml"
    users.write_text("broken [", encoding="utf-8")
    users.chmod(0o600)
    assert "is not valid TOML" in refused(corpus_dir, users=str(users))


def test_a_taken_port_is_told(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")  # serving sets it; it is as before when the test ends
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SolidarityError) as error:
            serve(assistant, Server(port=port), no_start)
    assert str(error.value) == f"Port {port} on 127.0.0.1 cannot be used: choose another with --port."


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmptyStoreError, match="run 'solidarity ingest' first"):
        serve(build_assistant(Settings(data_dir=tmp_path)), Server(port=free_port()), no_start)


def no_start(line: str) -> None:
    raise AssertionError(f"it started: {line}")


def test_an_open_server_says_where_it_is(open_to_all: Served) -> None:
    assert (
        open_to_all.said == f"Solidarity Assistant is open at http://0.0.0.0:{open_to_all.url[17:]} (Ctrl+C ends it).\n"
    )


def test_an_open_server_lets_everybody_read(open_to_all: Served) -> None:
    with httpx.Client(base_url=open_to_all.url, timeout=60) as client:
        event, (shown,) = call(client, "show", "udhr 28")
    assert event == "complete"
    assert shown[0]["pinpoint"] == "UDHR, art. 28"


@pytest.mark.parametrize(("name", "value"), [("_added", None), ("_removed", "udhr@digest"), ("_fetched", ["udhr"])])
def test_an_open_server_lets_nobody_change_anything(open_to_all: Served, name: str, value: object) -> None:
    with httpx.Client(base_url=open_to_all.url, timeout=60) as client:
        page = PageSession(client, name)
        page.run("_shown")
        assert not page.run("_visible_to")["output"]["data"][0]["visible"]
        assert page.run(name, value)["output"]["error"].startswith("Only a curator may do this")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_whoever_sits_at_this_machine_is_its_curator(host: str) -> None:
    assert is_loopback(host)
    assert access_for(host, None, is_open=False) == Access(None, everybody="curator")
    assert access_for(host, None, is_open=True) == Access(None, everybody="curator")


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "law.example", "localhost.example", "", "127.0.0.1.example"]
)
def test_every_other_address_can_be_reached_by_others(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(SolidarityError, match="no accounts"):
        access_for(host, None, is_open=False)
    assert access_for(host, None, is_open=True).everybody == "reader"


def test_with_accounts_even_this_machine_has_to_sign_in(tmp_path: Path) -> None:
    users = tmp_path / "users.toml"
    set_account(users, "anna", "reader", PASSWORD)
    access = access_for("127.0.0.1", users, is_open=True)
    assert access.may_enter("anna", PASSWORD)
    assert not access.may_enter("anna", "wrong horse battery")
    assert not access.may_enter("otto", PASSWORD)
