"""Helpers: a real `solidarity serve`, a server that counts who calls it, a chat model by script, and a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

PASSWORD = "correct horse battery"
CALL = "/gradio_api/call"
MCP = "/gradio_api/mcp/"
_ROOT = Path(__file__).resolve().parents[3]
_SECONDS_TO_START = 120
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Served:
    """A running server: its address, its process, and the folder of its store."""

    url: str
    process: "subprocess.Popen[str]"
    data_dir: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self, **named: Any) -> httpx.Client:
        """An HTTP client of this server that follows no redirection."""
        return httpx.Client(base_url=self.url, timeout=60, **named)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", *arguments]


def environment(data_dir: Path, settings: dict[str, str]) -> dict[str, str]:
    """The environment of a server: nothing of this one but what Python needs."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, "PYTHONPATH": str(_ROOT), "SOLIDARITY_DATA_DIR": str(data_dir), **settings}


@contextmanager
def served(data_dir: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Serve a store as the command does, with settings as SOLIDARITY_ variables, until the block ends."""
    port = free_port()
    variables = environment(data_dir, {f"SOLIDARITY_{name.upper()}": value for name, value in settings.items()})
    process = subprocess.Popen(
        command("serve", "--port", str(port), *arguments),
        cwd=data_dir,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until_open(process)
        yield Served(f"http://127.0.0.1:{port}", process, data_dir)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout:
            process.stdout.close()


def wait_until_open(process: "subprocess.Popen[str]") -> None:
    """Read what the server says until it is open, then keep its pipe empty."""
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
    assert process.poll() is None, f"the server ended early: {said}"
