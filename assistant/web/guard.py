"""Stands before the page: who may come in by which name, how often, and with how much."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGINS_A_MINUTE = 10
MOST_BYTES = 20 * 1024 * 1024
"""Of one request that is no upload; the longest conversation and the longest check are far below."""
MOST_UPLOADED_BYTES = 500 * 1024 * 1024
_LOOPBACK_NAMES = {"127.0.0.1", "localhost", "[::1]"}
_MCP = "/gradio_api/mcp"
_UPLOAD = "/gradio_api/upload"
# Gradio starts its page with scripts in the page and compiles the small ones that components bring along.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class House:
    """The rules of one server. `may_enter` tells whether a name and a password belong to an account; None: no accounts.

    `requests_a_minute` is what one address may ask for, 0 for no limit. `only_loopback_names` answers only requests to this
    machine's own names: otherwise a page elsewhere could reach the server through a name of its own.
    """

    requests_a_minute: int
    only_loopback_names: bool
    may_enter: Callable[[str, str], bool] | None = None


class TooLargeError(Exception):
    """More bytes came than one request may have."""


class Guard:
    """ASGI middleware: checks a request before the page sees it, and adds the headers that bind the browser."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a sentence that says why."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        try:
            await self._app(scope, _counted(scope, receive), with_headers)
        except TooLargeError:
            await _too_large(scope)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        name = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        if self._house.only_loopback_names and name not in _LOOPBACK_NAMES:
            return PlainTextResponse(f"This server does not answer to the name {name!r}.\n", 421)
        if scope["method"] == "POST" and not self._is_within_limit(scope):
            message = "Too many requests from this address: wait a minute, then try again.\n"
            return PlainTextResponse(message, 429, {"Retry-After": "60"})
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _limit_of(scope):
            return _too_large(scope)
        if scope["path"].startswith(_MCP) and self._house.may_enter and not self._carries_account(headers):
            message = "Sign in with the name and password of an account (HTTP Basic).\n"
            return PlainTextResponse(message, 401, {"WWW-Authenticate": 'Basic realm="Solidarity Assistant"'})
        return None

    def _is_within_limit(self, scope: Scope) -> bool:
        address = scope["client"][0] if scope.get("client") else ""
        if scope["path"].rstrip("/").endswith("/login"):
            return self._limiter.hit(RateLimitItemPerMinute(LOGINS_A_MINUTE), "login", address)
        most = self._house.requests_a_minute
        return not most or self._limiter.hit(RateLimitItemPerMinute(most), "request", address)

    def _carries_account(self, headers: Headers) -> bool:
        kind, _, value = headers.get("authorization", "").partition(" ")
        try:
            name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return kind.lower() == "basic" and self._house.may_enter is not None and self._house.may_enter(name, password)


def _limit_of(scope: Scope) -> int:
    return MOST_UPLOADED_BYTES if scope["path"].startswith(_UPLOAD) else MOST_BYTES


def _too_large(scope: Scope) -> PlainTextResponse:
    return PlainTextResponse(f"This request is larger than {_limit_of(scope):,} bytes.\n", 413)


def _counted(scope: Scope, receive: Receive) -> Receive:
    """The body as it comes in; the stated length can be left out or be a lie."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > _limit_of(scope):
            raise TooLargeError
        return message

    return counted
