"""Stands before the page: from where, by which name, how often and with how much anybody may come in."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import anyio.to_thread
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import is_loopback

LOGINS_A_MINUTE = 10
"""Attempts to sign in from one address; six times as many from all together. With HTTP Basic only failures count."""
MOST_BYTES = 20 * 1024 * 1024
"""Of one request that is no upload; the longest conversation and the longest check are far below."""
MOST_UPLOADED_BYTES = 250 * 1024 * 1024
MEBIBYTES_AN_HOUR = 1024
"""What one address may upload."""
_LOGINS: RateLimitItem = RateLimitItemPerMinute(LOGINS_A_MINUTE)
_LOGINS_OF_ALL: RateLimitItem = RateLimitItemPerMinute(6 * LOGINS_A_MINUTE)
_API = "/gradio_api/"
_STARTED = "/gradio_api/startup-events"  # asked by Gradio itself, to find out that it runs
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
class Doors:
    """How people with accounts come in: by name and password, or by the cookies of a session.

    `user_of` gives the name of an account that exists now, or "".
    """

    may_enter: Callable[[str, str], bool]
    user_of: Callable[[Mapping[str, str]], str]


@dataclass(frozen=True)
class House:
    """The rules of one server.

    `requests_a_minute` is what one address may ask for, 0 for no limit. `only_own_names` answers only requests to this machine's
    own names: otherwise a page elsewhere could reach the server through a name of its own. `doors` is None without accounts.
    """

    requests_a_minute: int
    only_own_names: bool
    doors: Doors | None = None


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

        async def bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(scope) or await self._without_account(scope)
        if refusal is not None:
            await refusal(scope, receive, bound)
            return
        body = _Body(receive, bound, _limit_of(scope))
        await self._app(scope, body.receive, body.send)
        if body.is_too_large:
            await _too_large(scope)(scope, receive, bound)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self._house.only_own_names and not is_loopback(_name(headers.get("host", ""))):
            return PlainTextResponse(f"This server does not answer to the name {headers.get('host')!r}.\n", 421)
        if _is_from_elsewhere(headers):
            return PlainTextResponse("This server takes no requests from the pages of other sites.\n", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _limit_of(scope):
            return _too_large(scope)
        if scope["method"] == "POST" and not self._is_within_limits(scope, int(length)):
            message = "Too many requests or uploads from this address: wait a while, then try again.\n"
            return PlainTextResponse(message, 429, {"Retry-After": "60"})
        return None

    def _is_within_limits(self, scope: Scope, length: int) -> bool:
        address = _address(scope)
        if scope["path"].rstrip("/").endswith("/login"):
            return self._count_login(address)
        most = self._house.requests_a_minute
        if most and not self._limiter.hit(RateLimitItemPerMinute(most), "request", address):
            return False
        cost = math.ceil(length / 2**20) if scope["path"].startswith(_UPLOAD) else 0
        return not cost or self._limiter.hit(RateLimitItemPerHour(MEBIBYTES_AN_HOUR), "upload", address, cost=cost)

    def _count_login(self, address: str) -> bool:
        """Count an attempt, for its address and for all: an address can be made up where a proxy passes it on."""
        one = self._limiter.hit(_LOGINS, "login", address)
        return self._limiter.hit(_LOGINS_OF_ALL, "login of anybody") and one

    async def _without_account(self, scope: Scope) -> PlainTextResponse | None:
        """A refusal where there are accounts, a request is for what only they may use, and it carries none."""
        doors, path = self._house.doors, scope["path"]
        if doors is None or not path.startswith(_API) or path.rstrip("/") == _STARTED:
            return None
        if await anyio.to_thread.run_sync(doors.user_of, Request(scope).cookies):
            return None
        given = _basic(Headers(scope=scope)) if path.startswith(_MCP) else None
        if given is not None and not self._limiter.test(_LOGINS, "login", _address(scope)):
            return PlainTextResponse("Too many attempts to sign in: wait a minute.\n", 429, {"Retry-After": "60"})
        # A password is checked slowly on purpose, so not where everybody would wait for it.
        if given is not None and await anyio.to_thread.run_sync(doors.may_enter, *given):
            return None
        if given is not None:
            self._count_login(_address(scope))
        message = "Sign in with the name and password of an account.\n"
        return PlainTextResponse(message, 401, {"WWW-Authenticate": "Basic"} if path.startswith(_MCP) else {})


class _Body:
    """The body of one request as it comes in; the stated length can be left out or be a lie."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._limit = receive, send, limit
        self._received, self.is_too_large = 0, False

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            self.is_too_large = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if not self.is_too_large:  # the page would say that it cannot read the rest
            await self._send(message)


def _is_from_elsewhere(headers: Headers) -> bool:
    """Whether a page of another site asks: a browser says so, whatever that page does."""
    origin, own = headers.get("origin"), {headers.get("host", "").lower(), headers.get("x-forwarded-host", "").lower()}
    if origin is not None:
        return _split(origin).netloc.lower() not in own - {""}
    return (
        origin is None and headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
    )


def _name(host: str) -> str:
    return _split(f"//{host}").hostname or ""


def _split(address: str) -> SplitResult:
    """The parts of an address; no parts of what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""


def _basic(headers: Headers) -> tuple[str, str] | None:
    """Name and password of HTTP Basic; None where there are none."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if kind.lower() == "basic" and colon else None


def _limit_of(scope: Scope) -> int:
    return MOST_UPLOADED_BYTES if scope["path"].startswith(_UPLOAD) else MOST_BYTES


def _too_large(scope: Scope) -> PlainTextResponse:
    return PlainTextResponse(f"This request is larger than {_limit_of(scope):,} bytes.\n", 413)
