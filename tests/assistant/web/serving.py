"""Helpers: `solidarity serve` with any settings, its private events called by hand, and servers that stand in for strangers."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

PASSWORD = "correct horse battery"
MCP = "/gradio_api/mcp/"
_ROOT = Path(__file__).resolve().parents[3]
_SECONDS_TO_START = 120


@dataclass(frozen=True)
class Served:
    """A running server, and what it printed until it was open."""

    url: str
    process: "subprocess.Popen[str]"
    said: str


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The variables of a command: what Python needs, and settings by their names without prefix."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "OMP_NUM_THREADS") if name in os.environ}
    named = {f"SOLIDARITY_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(_ROOT), "SOLIDARITY_DATA_DIR": str(data_dir), **named}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", *arguments]


def solidarity(data_dir: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end in a folder without a .env file."""
    variables = environment(data_dir, **settings)
    return subprocess.run(
        command(*arguments),
        cwd=data_dir,
        env=variables,
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        timeout=120,
    )


def add_account(users: Path, name: str, role: str) -> None:
    done = solidarity(users.parent, "user", "add", name, "--role", role, "--file", str(users))
    assert done.returncode == 0, done.stderr


@contextmanager
def served(data_dir: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Serve a store until the block ends."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port), *arguments),
        cwd=data_dir,
        env=environment(data_dir, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Served(f"http://127.0.0.1:{port}", process, _said_until_open(process))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _said_until_open(process: "subprocess.Popen[str]") -> str:
    """What a server prints until it is open; a thread goes on reading, because a full pipe would stop it."""
    said: list[str] = []
    is_open = threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            said.append(line)
            if "is open at" in line:
                is_open.set()
        is_open.set()

    threading.Thread(target=read, daemon=True).start()
    assert is_open.wait(_SECONDS_TO_START), f"the server did not start in time: {said}"
    assert any("is open at" in line for line in said), f"the server ended early: {said}"
    return "".join(said)


def signed_in(url: str, name: str) -> httpx.Client:
    """A client with the session of an account."""
    client = httpx.Client(base_url=url, timeout=60)
    answer = client.post("/login", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


def call(client: httpx.Client, name: str, *values: Any) -> tuple[str, Any]:
    """Call a public endpoint as a program does; returns the last event of its stream, and what it holds."""
    answer = client.post(f"/gradio_api/call/{name}", json={"data": list(values)})
    assert answer.status_code == 200, answer.text
    event = ""
    with client.stream("GET", f"/gradio_api/call/{name}/{answer.json()['event_id']}") as stream:
        for line in stream.iter_lines():
            key, _, value = line.partition(": ")
            event = value if key == "event" else event
            if key == "data" and event in ("complete", "error"):
                return event, json.loads(value)
    raise AssertionError(f"the stream ended without a result, after {event!r}")


class PageSession:
    """Calls the private events of a page as its script does, all in one session."""

    def __init__(self, client: httpx.Client, session: str = "session") -> None:
        self._client, self._session = client, session
        dependencies = client.get("/config").json()["dependencies"]
        self._ids = {item["api_name"]: item["id"] for item in dependencies}

    def run(self, name: str, *values: Any) -> dict[str, Any]:
        """The message with which an event ended: `success` and `output`."""
        body = {"data": list(values), "fn_index": self._ids[name], "session_hash": self._session}
        joined = self._client.post("/gradio_api/queue/join", json=body)
        assert joined.status_code == 200, joined.text
        with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            for line in stream.iter_lines():
                message: dict[str, Any] = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    return message
        raise AssertionError("the stream ended without a result")

    def directly(self, name: str, *values: Any, **fields: Any) -> httpx.Response:
        """The same event past the queue, with more fields in the body."""
        body = {"data": list(values), "fn_index": self._ids[name], "session_hash": self._session, **fields}
        return self._client.post(f"/gradio_api/run/{name}", json=body)


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *values: Any) -> None:
        """Says nothing."""


@contextmanager
def _listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Elsewhere:
    """A server that nobody may call, and the paths that it was asked for all the same."""

    url: str
    asked: list[str]


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    asked: list[str] = []

    class Counting(_Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with _listening(Counting) as url:
        yield Elsewhere(url, asked)


@contextmanager
def chat_model(pieces: Sequence[str], pause: float = 0) -> Iterator[str]:
    """An OpenAI-compatible server that streams the same pieces to whoever asks, after a pause in seconds; yields its base URL."""

    class Speaking(_Quiet):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(pause)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may go away
                for piece in pieces:
                    self.wfile.write(_chunk({"role": "assistant", "content": piece}, None))
                self.wfile.write(_chunk({}, "stop") + b"data: [DONE]\n\n")
            self.close_connection = True

    with _listening(Speaking) as url:
        yield f"{url}/v1"


def _chunk(delta: dict[str, str], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "x", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def kept_by_browser(value: Any, secret: str = "solidarity-assistant") -> str:
    """A value as the page keeps it in the browser: AES-256-CBC under a key that OpenSSL's MD5 derivation makes of the secret."""
    phrase, salt = hashlib.sha256(secret.encode()).hexdigest().encode(), b"saltsalt"
    derived = b""
    while len(derived) < 48:
        derived += hashlib.md5(derived[-16:] + phrase + salt).digest()
    padder = PKCS7(128).padder()
    padded = padder.update(json.dumps(value).encode()) + padder.finalize()
    encryptor = Cipher(algorithms.AES(derived[:32]), modes.CBC(derived[32:48])).encryptor()
    secret_text = encryptor.update(padded) + encryptor.finalize()
    first = base64.b64encode(bytes(16)).decode()
    return f"{first}:{base64.b64encode(b'Salted__' + salt + secret_text).decode()}"
