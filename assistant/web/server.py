"""Serves the page: safe by default, and to this machine only unless told otherwise."""

import io
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from os import environ
from pathlib import Path

# Gradio reads this when it is imported.
environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from gradio import processing_utils
from starlette.middleware import Middleware

from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.library import MOST_BYTES
from assistant.settings import Settings
from assistant.web.access import Access, access_for, is_loopback
from assistant.web.guard import Doors, Guard, House
from assistant.web.page import SCRIPT, STYLE_SHEET, build_page, theme

_MOST_WAITING = 100  # questions in the queue; whoever comes later is told to come back
_AT_ONCE = 4  # questions that are answered at the same time


@dataclass(frozen=True)
class Server:
    """Where to listen and for whom: `is_open` lets everybody read without an account, `cases` is a folder of evaluation cases."""

    host: str = "127.0.0.1"
    port: int = 7860
    is_open: bool = False
    cases: Path | None = None


def serve(assistant: Assistant, server: Server, started: Callable[[str], None]) -> None:
    """Serve the page until the process ends; `started` is told when it can be opened.

    Raises:
        EmptyStoreError: nothing is ingested.
        SolidarityError: the port is taken, or others could come in without an account and the server is not open.
    """
    access = access_for(server.host, assistant.settings.users, server.is_open)
    if not assistant.sources():
        raise EmptyStoreError("Nothing is ingested yet: run 'solidarity ingest' first.")
    with tempfile.TemporaryDirectory(prefix="solidarity-") as uploads:
        environ["GRADIO_TEMP_DIR"] = uploads
        page = build_page(assistant, access, server.cases)
        page.queue(max_size=_MOST_WAITING, default_concurrency_limit=_AT_ONCE)
        threading.Thread(target=assistant.warm_up, daemon=True).start()
        try:
            # Gradio prints addresses of its own here, before the page can be opened.
            with redirect_stdout(io.StringIO()):
                _launch(page, assistant.settings, access, server)
        except OSError as error:
            place = f"Port {server.port} on {server.host}"
            raise SolidarityError(f"{place} cannot be used: choose another with --port.") from error
        # Whoever ends the process in this way wants its temporary files gone too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        started(f"Solidarity Assistant is open at http://{server.host}:{server.port} (Ctrl+C ends it).")
        page.block_thread()


def _launch(page: gr.Blocks, settings: Settings, access: Access, server: Server) -> None:
    processing_utils.async_ssrf_protected_download = _nothing_from_elsewhere
    doors = Doors(access.may_enter, lambda cookies: _user_of(cookies, page, access)) if access.accounts else None
    house = House(
        requests_a_minute=settings.requests_a_minute,
        only_own_names=is_loopback(server.host) and doors is None,
        doors=doors,
    )
    page.launch(
        server_name=server.host,
        server_port=server.port,
        auth=access.may_enter if doors else None,
        app_kwargs={"middleware": [Middleware(Guard, house=house)]},
        max_file_size=MOST_BYTES,
        blocked_paths=[str(Path(settings.data_dir).resolve()), *([str(settings.users)] if settings.users else [])],
        mcp_server=True,
        theme=theme(),
        css_paths=STYLE_SHEET,
        js=SCRIPT,
        footer_links=["api"],
        run_history=False,
        share=False,
        ssr_mode=False,
        enable_monitoring=False,
        quiet=True,
        prevent_thread_lock=True,
    )


def _user_of(cookies: Mapping[str, str], page: gr.Blocks, access: Access) -> str:
    """Who signed in with these cookies, if the account is still there."""
    app = page.app
    for name in (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}"):
        user = app.tokens.get(cookies.get(name, ""))
        if user and access.holds(user):
            return str(user)
    return ""


async def _nothing_from_elsewhere(url: str, cache_dir: str) -> str:  # noqa: ARG001 - Gradio calls it so
    """Takes the place of Gradio's download of a file that a request names by its address."""
    raise gr.Error(f"{url} is not fetched: upload the file itself.", print_exception=False)
