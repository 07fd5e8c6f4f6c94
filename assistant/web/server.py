"""Serves the page: safe by default, and to this machine only unless told otherwise."""

import tempfile
import threading
from collections.abc import Callable
from os import environ
from pathlib import Path

# Gradio reads this when it is imported.
environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from starlette.middleware import Middleware

from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.library import MOST_BYTES
from assistant.web.access import Access, access_for, is_loopback
from assistant.web.guard import Guard, House
from assistant.web.page import SCRIPT, STYLE_SHEET, build_page, theme

_MOST_WAITING = 200  # questions in the queue; whoever comes later is told to come back
_AT_ONCE = 4  # questions that are answered at the same time


def serve(assistant: Assistant, host: str, port: int, started: Callable[[str], None], is_open: bool = False) -> None:
    """Serve the page until the process ends; `started` is told when it can be opened.

    Raises:
        EmptyStoreError: nothing is ingested.
        SolidarityError: the port is taken, or others could come in without an account and `is_open` does not allow it.
    """
    access = access_for(host, assistant.settings.users, is_open)
    if not assistant.sources():
        raise EmptyStoreError("Nothing is ingested yet: run 'solidarity ingest' first.")
    with tempfile.TemporaryDirectory(prefix="solidarity-") as uploads:
        environ["GRADIO_TEMP_DIR"] = uploads
        page = build_page(assistant, access)
        page.queue(max_size=_MOST_WAITING, default_concurrency_limit=_AT_ONCE)
        threading.Thread(target=assistant.warm_up, daemon=True).start()
        try:
            _launch(page, assistant, access, host, port)
        except OSError as error:
            raise SolidarityError(f"Port {port} on {host} cannot be used: choose another with --port.") from error
        started(f"Solidarity Assistant is open at http://{host}:{port} (Ctrl+C ends it).")
        page.block_thread()


def _launch(page: gr.Blocks, assistant: Assistant, access: Access, host: str, port: int) -> None:
    settings = assistant.settings
    house = House(
        requests_a_minute=settings.requests_a_minute,
        only_loopback_names=is_loopback(host) and access.accounts is None,
        may_enter=access.may_enter if access.accounts else None,
    )
    page.launch(
        server_name=host,
        server_port=port,
        auth=access.may_enter if access.accounts else None,
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
