"""What programs get, over HTTP, through the Gradio client and through MCP: the same as from the assistant itself."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from assistant.assistant import Assistant
from assistant.citing.pinpoint import pinpoint
from assistant.writing.check_view import check_json
from assistant.writing.rendering import answer_json, hit_json, provision_json
from tests.assistant.web.conftest import Site
from tests.assistant.web.serving import MCP, call

QUESTION = "Which article stops a State from returning a refugee to danger?"
ARGUMENT = (
    "States may not return refugees to a country where their life is in danger. A child is anyone under eighteen."
)
PLACE = "udhr 28"
ENDPOINTS = {"ask", "search", "show", "check"}


@pytest.fixture(scope="module")
def client(server: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def program(server: Site) -> Client:
    return Client(server.url, verbose=False)


@pytest.fixture(scope="module")
def expected(assistant: Assistant) -> dict[str, Any]:
    """What the assistant gives, as JSON values, by endpoint."""
    shown = [(assistant.catalogue.document_of(item), item) for item in assistant.show(PLACE)]
    values = {
        "ask": answer_json(assistant.ask(QUESTION)),
        "search": [hit_json(hit) for hit in assistant.search(QUESTION, 3)],
        "show": [provision_json(document, item, pinpoint(document, item)) for document, item in shown],
        "check": check_json(assistant.check(ARGUMENT)),
    }
    return {name: without_hash(json.loads(json.dumps(value))) for name, value in values.items()}


def without_hash(value: Any) -> Any:
    """The value without the fingerprint of the settings."""
    return {key: item for key, item in value.items() if key != "settings_hash"} if isinstance(value, dict) else value


GIVEN: dict[str, tuple[Any, ...]] = {
    "ask": (QUESTION,),
    "search": (QUESTION, 3),
    "show": (PLACE,),
    "check": (ARGUMENT,),
}


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_plain_http_gives_what_the_assistant_gives(client: httpx.Client, expected: dict[str, Any], name: str) -> None:
    event, (given,) = call(client, name, *GIVEN[name])
    assert event == "complete"
    assert without_hash(given) == expected[name]


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_the_gradio_client_gives_what_the_assistant_gives(program: Client, expected: dict[str, Any], name: str) -> None:
    assert without_hash(program.predict(*GIVEN[name], api_name=f"/{name}")) == expected[name]


def test_a_search_without_a_number_finds_ten(program: Client) -> None:
    assert len(program.predict(QUESTION, api_name="/search")) == 10


WRONG = [
    ("show", ("udhr 99",), "99"),
    ("show", ("",), ""),
    ("search", (QUESTION, 0), "k = 0 is not between 1 and 100"),
    ("search", (QUESTION, 101), "k = 101 is not between 1 and 100"),
    ("check", ("",), ""),
    ("check", ("word " * 5001,), "5,000"),
]


@pytest.mark.parametrize(("name", "given", "told"), WRONG, ids=lambda value: str(value)[:20])
def test_an_error_can_be_read(client: httpx.Client, name: str, given: tuple[Any, ...], told: str) -> None:
    event, error = call(client, name, *given)
    assert event == "error"
    assert len(error["error"]) > 10
    assert told in error["error"]
    assert "Traceback" not in str(error)


def test_the_gradio_client_raises_the_error_that_can_be_read(program: Client) -> None:
    with pytest.raises(AppError, match="k = 0 is not between 1 and 100"):
        program.predict(QUESTION, 0, api_name="/search")


@pytest.mark.parametrize(
    ("name", "value"), [("ask", None), ("ask", 5), ("ask", [1]), ("show", {"a": 1}), ("search", None)]
)
def test_a_value_of_a_wrong_type_is_an_error_and_breaks_nothing(client: httpx.Client, name: str, value: Any) -> None:
    event, _ = call(client, name, value)
    assert event in ("error", "complete")
    assert call(client, "show", PLACE)[0] == "complete"


def test_nothing_else_is_listed(client: httpx.Client, program: Client) -> None:
    listed = client.get("/gradio_api/info").json()
    assert set(listed["named_endpoints"]) == {f"/{name}" for name in ENDPOINTS}
    assert listed["unnamed_endpoints"] == {}
    named = program.view_api(return_format="dict", print_info=False)
    assert set(named["named_endpoints"]) == {f"/{name}" for name in ENDPOINTS}


def test_private_events_cannot_be_called_by_their_names(program: Client) -> None:
    for name in ("_added", "_removed", "_measured", "_read_file"):
        with pytest.raises(ValueError, match="Cannot find a function"):
            program.predict("x", api_name=f"/{name}")


# MCP


async def _asked_over_mcp(url: str, calls: list[tuple[str, dict[str, Any]]]) -> tuple[list[Any], list[CallToolResult]]:
    async with streamable_http_client(f"{url}{MCP}") as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        return tools, [await session.call_tool(name, values) for name, values in calls]


def over_mcp(url: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[CallToolResult]]:
    return asyncio.run(_asked_over_mcp(url, list(calls)))


def text_of(result: CallToolResult) -> str:
    return "".join(part.text for part in result.content if isinstance(part, TextContent))


def test_mcp_lists_the_four_tools_with_what_a_chat_model_needs_to_know(server: Site) -> None:
    tools, _ = over_mcp(server.url)
    assert {tool.name for tool in tools} == ENDPOINTS
    for tool in tools:
        assert len(tool.description) > 40
        assert tool.inputSchema["properties"]
        assert all(item.get("description") for item in tool.inputSchema["properties"].values())


def test_mcp_gives_what_the_assistant_gives(server: Site, expected: dict[str, Any]) -> None:
    _, (asked, searched, shown, checked) = over_mcp(
        server.url,
        ("ask", {"question": QUESTION}),
        ("search", {"query": QUESTION, "k": 3}),
        ("show", {"place": PLACE}),
        ("check", {"argument": ARGUMENT}),
    )
    for name, result in (("ask", asked), ("search", searched), ("show", shown), ("check", checked)):
        assert not result.isError
        assert without_hash(json.loads(text_of(result))) == expected[name]


def test_an_error_over_mcp_can_be_read(server: Site) -> None:
    _, (result,) = over_mcp(server.url, ("search", {"query": QUESTION, "k": 0}))
    assert result.isError
    assert "k = 0 is not between 1 and 100" in text_of(result)
