"""Many people at once: twenty ask without an error and soon, too many are told so, and who waits sees it."""

import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx
import pytest
from playwright.sync_api import Browser, expect

from evals.cases import QuestionCase, load_cases
from tests.assistant.web.conftest import Site
from tests.assistant.web.serving import Served, chat_model, served

pytestmark = pytest.mark.load

AT_ONCE = 20
ROUNDS = 3
TOO_MANY = 150
SECONDS = 3.0
"""What a reader waits at the 95th percentile on a machine of its own; shared ones get several times as much."""
_SHARED = 2


@dataclass(frozen=True)
class Reply:
    """What one client got, after how many seconds: the last event of its stream, or an HTTP status."""

    event: str
    seconds: float
    told: str = ""


def asked(url: str, question: str) -> Reply:
    started = time.monotonic()
    with httpx.Client(base_url=url, timeout=120) as client:
        joined = client.post("/gradio_api/call/ask", json={"data": [question]})
        if joined.status_code != 200:
            return Reply(str(joined.status_code), time.monotonic() - started, joined.text)
        event = ""
        with client.stream("GET", f"/gradio_api/call/ask/{joined.json()['event_id']}") as stream:
            for line in stream.iter_lines():
                key, _, value = line.partition(": ")
                event = value if key == "event" else event
                if key == "data" and event in ("complete", "error"):
                    return Reply(event, time.monotonic() - started, value)
    return Reply("ended", time.monotonic() - started)


def all_at_once(url: str, questions: Sequence[str]) -> list[Reply]:
    with ThreadPoolExecutor(len(questions)) as people:
        return list(people.map(lambda question: asked(url, question), questions))


@pytest.fixture(scope="module")
def questions() -> list[str]:
    return [case.question for case in load_cases(QuestionCase, "dev")]


def show_table(rounds: Sequence[Sequence[Reply]], seconds: Sequence[float]) -> None:
    """Print what was measured, so that it can be read with `pytest -s`."""
    print(f"\n{'round':>5} {'median':>8} {'p95':>8} {'max':>8} {'answers a second':>17}")  # noqa: T201
    for number, (replies, taken) in enumerate(zip(rounds, seconds, strict=True), start=1):
        waits = [reply.seconds for reply in replies]
        row = f"{median(waits):>7.2f}s {_p95(waits):>7.2f}s {max(waits):>7.2f}s {len(waits) / taken:>17.1f}"
        print(f"{number:>5} {row}")  # noqa: T201


def _p95(waits: Sequence[float]) -> float:
    return sorted(waits)[max(0, round(0.95 * len(waits)) - 1)]


def test_twenty_people_ask_at_once_and_all_are_answered_soon(server: Site, questions: list[str]) -> None:
    asked(server.url, questions[-1])
    rounds, seconds = [], []
    for number in range(ROUNDS):
        started = time.monotonic()
        rounds.append(all_at_once(server.url, questions[number * AT_ONCE : (number + 1) * AT_ONCE]))
        seconds.append(time.monotonic() - started)
    show_table(rounds, seconds)
    replies = [reply for replies in rounds for reply in replies]
    assert {reply.event for reply in replies} == {"complete"}
    assert _p95([reply.seconds for reply in replies]) < SECONDS * _SHARED


def test_of_too_many_at_once_those_who_find_the_queue_full_are_told_and_the_others_are_answered(
    server: Site, questions: list[str]
) -> None:
    replies = all_at_once(server.url, questions[:TOO_MANY])
    refused = [reply for reply in replies if reply.event == "503"]
    last = max(reply.seconds for reply in replies)
    print(f"\n{len(refused)} of {TOO_MANY} were refused, the last answer came after {last:.1f} s")  # noqa: T201
    assert len(replies) == TOO_MANY
    assert {reply.event for reply in replies} == {"complete", "503"}
    assert all("full" in reply.told for reply in refused)
    assert last < 100
    assert asked(server.url, questions[0]).event == "complete", "afterwards the server answers as before"


# Waiting


@pytest.fixture(scope="module")
def slow(corpus_dir: Path) -> Iterator[Served]:
    """A server whose chat model takes two seconds to begin."""
    pytest.importorskip("langchain_openai")
    words = ["No State shall return a refugee ", "to a place of danger [1]."]
    settings = {"model": "openai:scripted", "requests_a_minute": "0"}
    with chat_model(words, pause=2) as url, served(corpus_dir, model_url=url, **settings) as running:
        yield running


def test_who_has_to_wait_sees_a_place_in_the_queue(slow: Served, browser: Browser) -> None:
    question = "Which article stops a State from returning a refugee to danger?"
    page = browser.new_page(base_url=slow.url)
    page.goto("/")
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_be_enabled(timeout=30_000)
    with ThreadPoolExecutor(9) as others:
        waiting = [others.submit(asked, slow.url, question) for _ in range(9)]
        time.sleep(1)
        box.fill(question)
        box.press("Enter")
        expect(page.get_by_text(re.compile(r"queue: \d+/\d+")).first).to_be_visible(timeout=8_000)
        assert {future.result().event for future in waiting} == {"complete"}
    expect(page.locator("#conversation [data-testid=bot]")).to_contain_text("Refugee Convention", timeout=40_000)
    page.close()
