"""The chat model, when one is set: any provider that LangChain's `init_chat_model` knows."""

import math
import queue
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.errors import SettingsError
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = {"ollama": "ollama", "openai": "openai", "anthropic": "anthropic", "mistralai": "mistral"}
_TRIES = 3
_PAUSE = 1.0  # seconds before the second try; twice as long before the third
_BUSY = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_REASONS = {
    401: "did not accept the key",
    403: "did not accept the key",
    404: "is not known to its server",
    429: "is busy (rate limit)",
}


class ModelError(Exception):
    """The chat model gave no usable reply; the message says why in one line."""


def load_chat_model(settings: Settings) -> "BaseChatModel":
    """Load the model named "provider:name", for example "ollama:llama3.2"; nothing is sent to it yet.

    Raises:
        SettingsError: the provider is not known, or its package or key is missing.
    """
    from langchain.chat_models import init_chat_model

    name = settings.model
    provider = name.partition(":")[0]
    try:
        model: BaseChatModel = init_chat_model(name, temperature=0, **_options(provider, settings))
    except ImportError as error:
        raise SettingsError(
            f"SOLIDARITY_MODEL={name!r} needs the package of its provider: pip install {_package_of(provider)}."
        ) from error
    except Exception as error:  # providers check their keys in errors of their own
        raise SettingsError(f"SOLIDARITY_MODEL={name!r} cannot be used: {' '.join(str(error).split())}") from error
    return model


def stream_text(model: "BaseChatModel", prompt: str, deadline: float, name: str) -> Iterator[str]:
    """Yield the text of a reply as it comes, until `deadline`, a time of `time.monotonic`.

    A busy server or a broken connection is tried again as long as nothing has come.

    Raises:
        ModelError: no reply in time, or none at all; the message names the model and the reason.
    """
    for attempt in range(1, _TRIES + 1):
        has_begun = False
        try:
            for piece in _pieces(model, prompt, deadline):
                has_begun = has_begun or bool(piece)
                yield piece
            return
        except TimeoutError as error:
            raise ModelError(f"The chat model {name} took too long.") from error
        except Exception as error:
            if _is_empty_stream(error):
                return
            pause = _PAUSE * attempt
            if has_begun or attempt == _TRIES or not _may_pass(error) or time.monotonic() + pause > deadline:
                raise ModelError(f"The chat model {name} {_reason(error)}.") from error
            time.sleep(pause)


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What providers take beside the name; our own tries replace theirs, so that the time limit holds."""
    options: dict[str, Any] = {"base_url": settings.model_url} if settings.model_url else {}
    if provider != "ollama":
        # Some providers take whole seconds only; the deadline holds all the same.
        options |= {"timeout": math.ceil(settings.model_seconds), "max_retries": 0}
    key = settings.model_key.get_secret_value()
    if provider != "ollama" and (key or settings.model_url):
        # A server of one's own often needs no key, but clients insist on one, and no other server's key must go there.
        options["api_key"] = key or "none"
    return options


def _pieces(model: "BaseChatModel", prompt: str, deadline: float) -> Iterator[str]:
    """The pieces of a reply. The model runs in a thread, because a reply that hangs can be left, but not stopped, from here.

    Raises:
        TimeoutError: the deadline came first.
    """
    pieces: queue.Queue[str | Exception | None] = queue.Queue()
    abandoned = threading.Event()

    def read() -> None:
        try:
            for chunk in model.stream(prompt):
                pieces.put(str(chunk.text))
                if abandoned.is_set():
                    return
            pieces.put(None)
        except Exception as error:  # noqa: BLE001 - each provider raises errors of its own; the reader raises them again
            pieces.put(error)

    threading.Thread(target=read, daemon=True).start()
    try:
        while (piece := _next(pieces, deadline)) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        abandoned.set()


def _next(pieces: "queue.Queue[str | Exception | None]", deadline: float) -> str | Exception | None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    try:
        return pieces.get(timeout=left)
    except queue.Empty:
        raise TimeoutError from None


def _is_empty_stream(error: Exception) -> bool:
    """LangChain raises a plain ValueError where a stream ends without a single piece."""
    return type(error) is ValueError and "No generation" in str(error)


def _may_pass(error: Exception) -> bool:
    """Whether a second try may succeed."""
    return _status(error) in _BUSY or _is_connection(error)


def _reason(error: Exception) -> str:
    """One reason for the reader, without the provider's own text: it can hold keys and addresses."""
    status = _status(error)
    if status in _REASONS:
        return _REASONS[status]
    if "timeout" in type(error).__name__.lower():
        return "took too long"
    if status:
        return f"answered with the error {status}"
    if _is_connection(error):
        return "cannot be reached"
    return f"failed ({type(error).__name__})"


def _status(error: Exception) -> int:
    """The HTTP status that an error carries, 0 when it has none."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else 0


def _is_connection(error: Exception) -> bool:
    return isinstance(error, ConnectionError) or "connect" in type(error).__name__.lower()


def _package_of(provider: str) -> str:
    """What brings a provider's package: an extra of this project, else the package by its usual name."""
    if provider in _EXTRAS:
        return f"'solidarity-assistant[{_EXTRAS[provider]}]'"
    return f"langchain-{provider.replace('_', '-')}"
