"""What programs may call, over HTTP and as MCP tools: ask, search, show, check. The page itself uses none of them."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import gradio as gr
from gradio.events import api

from assistant.assistant import Assistant
from assistant.citing.pinpoint import pinpoint
from assistant.errors import SolidarityError
from assistant.writing.check_view import check_json
from assistant.writing.rendering import answer_json, hit_json, provision_json

T = TypeVar("T")
_MOST_HITS = 100


def add_endpoints(assistant: Assistant) -> None:
    """Add the endpoints to the page that is being built; the docstrings below are what a chat model reads of them."""

    def ask(question: str, request: gr.Request | None = None) -> dict[str, Any]:
        """Answer a question on international solidarity law with verified quotations, or decline.

        Args:
            question: The question, in English, complete in itself.

        Returns:
            Statements with numbered citations, each with pinpoint, quotation, check and full citation; or a refusal.
        """
        return _for(request, answer_json(assistant.ask(question)))

    def search(query: str, k: int = 10, request: gr.Request | None = None) -> list[dict[str, Any]]:
        """Find the provisions that bear on a question, best first.

        Args:
            query: What to look for.
            k: How many provisions, 1 to 100.

        Returns:
            Provisions with rank, score, document, pinpoint, text and address.
        """
        if not 1 <= k <= _MOST_HITS:
            raise SolidarityError(f"k = {k} is not between 1 and {_MOST_HITS}.")
        return _for(request, [hit_json(hit) for hit in assistant.search(query, k)])

    def show(place: str, request: gr.Request | None = None) -> list[dict[str, Any]]:
        """Show a provision word for word.

        Args:
            place: A pinpoint such as "udhr 28", "icescr art 2(1)" or "A/HRC/38/40 para 12".

        Returns:
            The provisions there, each with document, pinpoint, headings, text, page and address.
        """
        catalogue = assistant.catalogue
        placed = [(catalogue.document_of(item), item) for item in assistant.show(place)]
        return _for(request, [provision_json(document, item, pinpoint(document, item)) for document, item in placed])

    def check(argument: str, request: gr.Request | None = None) -> dict[str, Any]:
        """Split an argument into claims and find for each the provisions that support or contradict it.

        Args:
            argument: The argument, at most 5,000 words.

        Returns:
            Claims with verdict and findings, each with legal weight, quotation and what speaks against it.
        """
        return _for(request, check_json(assistant.check(argument)))

    for function, queue in ((ask, "ask"), (search, "ask"), (show, "ask"), (check, "check")):
        api(_told(function), api_name=function.__name__, concurrency_id=queue)


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with errors that the caller can read."""

    @wraps(function)
    def told(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except SolidarityError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return told


def _for(request: gr.Request | None, result: T) -> T:
    """The result, as a line of JSON for a client of MCP: Gradio would give it the way Python writes it."""
    by_mcp = request is not None and request.headers.get("x-gradio-user") == "mcp"
    return cast(T, json.dumps(result, ensure_ascii=False)) if by_mcp else result
