"""The setting that names a chat model, and a server that speaks the OpenAI protocol as good and bad servers do."""

import importlib.metadata
import importlib.util
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant import build_assistant
from assistant.answering.chat_model import ModelError, load_chat_model, stream_text
from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings

_PROVIDERS = {
    "ollama": "langchain_ollama",
    "openai": "langchain_openai",
    "anthropic": "langchain_anthropic",
    "mistralai": "langchain_mistralai",
}


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _skip_where_installed(provider: str) -> None:
    if _is_installed(_PROVIDERS.get(provider, f"langchain_{provider}")):
        pytest.skip(f"the package of {provider} is installed here")


def _needs(provider: str) -> None:
    if not _is_installed(_PROVIDERS[provider]):
        pytest.skip(f"needs the package {_PROVIDERS[provider]}")


@pytest.mark.parametrize("name", ["nonsense:x", "harbour-master:large", "no_such:model:7b"])
def test_an_unknown_provider_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_chat_model(Settings(model=name))
    assert f"SOLIDARITY_MODEL={name!r} cannot be used" in str(error.value)
    assert all(provider in str(error.value) for provider in ("ollama", "openai", "anthropic", "mistralai"))


def test_an_unknown_provider_is_told_in_one_line() -> None:
    with pytest.raises(SettingsError) as error:
        load_chat_model(Settings(model="nonsense:x"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("provider", [*_PROVIDERS, "google_genai"])
def test_a_missing_package_is_named_with_the_way_to_get_it(provider: str) -> None:
    _skip_where_installed(provider)
    with pytest.raises(SettingsError) as error:
        load_chat_model(Settings(model=f"{provider}:small"))
    assert f"SOLIDARITY_MODEL='{provider}:small'" in str(error.value)
    assert re.search(r"pip install '?[\w-]+", str(error.value))


def test_the_extras_that_missing_packages_are_said_to_come_with_exist() -> None:
    extras = importlib.metadata.metadata("solidarity-assistant").get_all("Provides-Extra") or []
    assert {"ollama", "openai", "anthropic", "mistral"} <= set(extras)


@pytest.mark.parametrize(
    "name", ["", "ollama:llama3.2", "openai:gpt-x", "ollama:library/llama3.2:7b", "google_genai:x y"]
)
def test_a_model_is_set_as_provider_and_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIDARITY_MODEL", name)
    assert load_settings().model == name


@pytest.mark.parametrize("name", ["llama3.2", ":llama3.2", "ollama:", " ", "ollama llama", "my provider:x"])
def test_a_model_without_provider_or_name_is_refused_with_the_variable(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_MODEL", name)
    with pytest.raises(SettingsError, match=re.escape(f"SOLIDARITY_MODEL={name!r} cannot be used")):
        load_settings()


def test_no_model_is_set_unless_somebody_sets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOLIDARITY_MODEL", raising=False)
    assert load_settings().model == ""


def test_another_model_is_another_fingerprint_of_the_settings() -> None:
    assert Settings(model="ollama:a").hash != Settings(model="ollama:b").hash != Settings().hash


def test_an_assistant_is_not_built_with_a_model_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nonsense:x"):
        build_assistant(Settings(data_dir=tmp_path, model="nonsense:x"))


_KEYS = (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "OPENAI_ADMIN_KEY",
    "ANTHROPIC_API_KEY",
    "MISTRAL_API_KEY",
)


@pytest.fixture(autouse=True)
def no_keys_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _KEYS:
        monkeypatch.delenv(name, raising=False)


def test_a_missing_key_is_told_in_one_line() -> None:
    _needs("openai")
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as error:
        load_chat_model(Settings(model="openai:x"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("url", ["::bad", "http://[::1"])
def test_an_address_that_cannot_be_used_is_told_without_the_key(url: str) -> None:
    _needs("openai")
    with pytest.raises(SettingsError, match="cannot be used") as error:
        load_chat_model(Settings(model="openai:x", model_url=url, model_key=SecretStr("sk-secret-123")))
    assert "sk-secret-123" not in str(error.value)


@pytest.mark.parametrize(
    "shown", [repr, str, lambda settings: settings.model_dump_json(), lambda settings: settings.hash]
)
def test_settings_do_not_show_their_key(shown: Callable[[Settings], str]) -> None:
    assert "sk-secret-123" not in shown(Settings(model="openai:x", model_key=SecretStr("sk-secret-123")))


def test_a_key_and_an_address_leave_the_fingerprint_as_it_is() -> None:
    assert Settings(model="a:b", model_key=SecretStr("k"), model_url="http://x").hash == Settings(model="a:b").hash


@pytest.mark.parametrize("provider", _PROVIDERS)
def test_every_provider_takes_a_time_limit_with_a_fraction(provider: str) -> None:
    _needs(provider)
    load_chat_model(
        Settings(model=f"{provider}:x", model_key=SecretStr("k"), model_url="http://127.0.0.1:9", model_seconds=7.5)
    )


# A server on loopback

Behaviour = Callable[[BaseHTTPRequestHandler], None]
_SECRET = "sk-secret-123"


class Server(ThreadingHTTPServer):
    """Behaves towards each request by script, the last behaviour for all others, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviours: list[Behaviour] = []
        self.received: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        behaviours = self.server.behaviours
        behaviours[min(len(self.server.received), len(behaviours)) - 1](self)

    def log_message(self, *others: Any) -> None:
        """Say nothing on stderr."""


def _event(text: str, finish: str | None = None) -> bytes:
    delta = {"role": "assistant", "content": text} if text else {}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "x", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _begin(handler: BaseHTTPRequestHandler, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()


def streams(*pieces: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler)
        for piece in pieces:
            handler.wfile.write(_event(piece))
            handler.wfile.flush()
        handler.wfile.write(_event("", "stop") + b"data: [DONE]\n\n")

    return behave


def fails(status: int) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": f"no: {_SECRET}", "type": "t", "code": "c"}}).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def hangs(*pieces: str) -> Behaviour:
    """Sends pieces, and then nothing more."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        if pieces:
            _begin(handler)
            handler.wfile.write(b"".join(map(_event, pieces)))
            handler.wfile.flush()
        handler.server.stopping.wait(timeout=20)  # type: ignore[attr-defined]

    return behave


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Sends a piece now and then, so that no single wait is long, and never ends."""
    _begin(handler)
    stopping = handler.server.stopping  # type: ignore[attr-defined]
    try:
        while not stopping.wait(timeout=0.1):
            handler.wfile.write(_event("drip "))
            handler.wfile.flush()
    except OSError:
        return


def drops(*pieces: str) -> Behaviour:
    """Promises more than it sends, and closes the connection."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, length=100_000)
        handler.wfile.write(b"".join(map(_event, pieces)))
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return behave


def drops_at_once(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def sends(body: bytes) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, length=len(body))
        handler.wfile.write(body)

    return behave


@pytest.fixture
def server() -> Iterator[Server]:
    _needs("openai")
    with Server() as serving:
        threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield serving
        serving.stopping.set()
        serving.shutdown()


def ask(server: Server, *behaviours: Behaviour, seconds: float = 10, key: str = "") -> Iterator[str]:
    """The pieces of the reply when the server behaves so."""
    server.behaviours = list(behaviours)
    settings = Settings(model="openai:x", model_url=server.url, model_seconds=seconds, model_key=SecretStr(key))
    return stream_text(load_chat_model(settings), "What is a harbour?", time.monotonic() + seconds, "openai:x")


def failure(server: Server, *behaviours: Behaviour, seconds: float = 10) -> str:
    with pytest.raises(ModelError) as error:
        list(ask(server, *behaviours, seconds=seconds, key=_SECRET))
    told = str(error.value)
    assert told.startswith("The chat model openai:x ")
    assert _SECRET not in told
    assert "127.0.0.1" not in told
    assert "\n" not in told
    return told.removeprefix("The chat model openai:x ")


def test_a_reply_comes_piece_by_piece(server: Server) -> None:
    pieces = [piece for piece in ask(server, streams("Boats ", "rest", ". [1]")) if piece]
    assert pieces == ["Boats ", "rest", ". [1]"]


def test_the_server_is_asked_once_for_a_stream_at_temperature_zero(server: Server) -> None:
    list(ask(server, streams("Yes.")))
    [(path, _, body)] = server.received
    assert path == "/v1/chat/completions"
    assert (body["model"], body["stream"], body["temperature"]) == ("x", True, 0)
    assert "What is a harbour?" in json.dumps(body["messages"])


def test_the_key_that_is_set_is_sent(server: Server) -> None:
    list(ask(server, streams("Yes."), key=_SECRET))
    assert server.received[0][1]["authorization"] == f"Bearer {_SECRET}"


def test_a_server_of_ones_own_is_not_sent_the_key_of_another(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", _SECRET)
    list(ask(server, streams("Yes.")))
    assert _SECRET not in json.dumps(server.received)


@pytest.mark.parametrize("first", [fails(429), fails(503), drops_at_once], ids=["busy", "unavailable", "dropped"])
def test_a_second_try_may_succeed(server: Server, first: Behaviour) -> None:
    assert "".join(ask(server, first, streams("Boats rest."))) == "Boats rest."
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("status", "told", "tries"),
    [
        (401, "did not accept the key.", 1),
        (403, "did not accept the key.", 1),
        (404, "is not known to its server.", 1),
        (400, "answered with the error 400.", 1),
        (429, "is busy (rate limit).", 3),
        (500, "answered with the error 500.", 3),
    ],
)
def test_an_error_of_the_server_is_told_in_one_line(server: Server, status: int, told: str, tries: int) -> None:
    assert failure(server, fails(status)) == told
    assert len(server.received) == tries


@pytest.mark.parametrize(
    "behaviour", [hangs(), hangs("Boats "), drips], ids=["no reply", "half a reply", "an endless reply"]
)
def test_a_slow_server_is_left_in_time(server: Server, behaviour: Behaviour) -> None:
    began = time.monotonic()
    assert failure(server, behaviour, seconds=0.7) == "took too long."
    assert time.monotonic() - began < 4


def test_nobody_at_the_address_is_told_in_one_line(server: Server) -> None:
    server.shutdown()
    server.server_close()
    assert failure(server, drops_at_once, seconds=0.9) == "cannot be reached."


def test_a_connection_that_drops_in_the_middle_is_a_failure(server: Server) -> None:
    assert failure(server, drops("Boats ")) == "cannot be reached."
    assert len(server.received) == 1


def test_a_connection_that_drops_before_the_first_word_is_tried_again(server: Server) -> None:
    assert "".join(ask(server, drops(), streams("Boats rest."))) == "Boats rest."


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    "body", [b"data: {broken\n\n", b'data: {"choices": 7}\n\n', b"data: []\n\n"], ids=["cut", "odd", "list"]
)
def test_a_reply_that_is_no_json_of_the_protocol_is_a_failure(server: Server, body: bytes) -> None:
    assert failure(server, sends(body)).startswith("failed (")


def test_a_reply_that_ends_before_its_first_word_is_empty(server: Server) -> None:
    assert "".join(ask(server, streams())) == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"data: [DONE]\n\n", b"<html><body>Sign in</body></html>"],
    ids=["nothing", "only the end", "a page"],
)
def test_what_is_no_stream_at_all_is_empty_and_not_asked_for_again(server: Server, body: bytes) -> None:
    assert list(ask(server, sends(body))) == []
    assert len(server.received) == 1
