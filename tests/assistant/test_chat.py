"""The chat in a real browser."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SECONDS_TO_START = 120


@pytest.fixture(scope="module")
def address(corpus_dir: Path) -> Iterator[str]:
    """Address of a running chat over the shipped corpus."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"SOLIDARITY_DATA_DIR": str(corpus_dir), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(url):
            assert server.poll() is None, "the server ended early"
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.2)
        yield url
        server.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs the browser chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(60_000)
        hosts: set[str] = set()
        tab.on("request", lambda request: hosts.add(re.sub(r"^\w+://([^/]*).*$", r"\1", request.url)))
        tab.goto(address)
        yield tab
        outside = {host for host in hosts if not host.startswith(("127.0.0.1:", "data:", "blob:"))}
        browser.close()
    assert not outside, "the page must not load anything from elsewhere"


def _ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")


def test_an_answer_shows_quotation_pinpoint_label_and_link(page: Page) -> None:
    _ask(page, "What does article 28 of the UDHR say?")
    citation = page.locator(".citations li").first
    expect(citation.locator(".pinpoint")).to_have_text("UDHR, art. 28", timeout=60_000)
    expect(citation).to_contain_text("digest, not the official wording")
    expect(citation).to_contain_text("quotation verified")
    expect(citation.locator("blockquote")).to_contain_text("international order")
    assert str(citation.get_by_role("link").get_attribute("href")).startswith("https://")
    expect(page.locator(".message.bot, .bot").last).to_contain_text("UDHR, art. 28 [1]")


def test_a_refusal_says_so_and_offers_the_nearest_provisions(page: Page) -> None:
    _ask(page, "What is the capital of Mongolia?")
    expect(page.locator(".message.bot, .bot").last).to_contain_text("does not answer this question", timeout=60_000)
    expect(page.locator(".message.bot, .bot").last).to_contain_text("Nearest provisions")
    expect(page.locator(".citations")).to_have_count(0)


def test_a_follow_up_is_understood_and_shown_as_it_was_understood(page: Page) -> None:
    _ask(page, "What does article 19 of the ICCPR say?")
    expect(page.locator(".citations .pinpoint").first).to_have_text("ICCPR, art. 19", timeout=60_000)
    _ask(page, "and the next article?")
    expect(page.locator(".citations .pinpoint").first).to_have_text("ICCPR, art. 20", timeout=60_000)
    expect(page.locator(".message.bot, .bot").last).to_contain_text("Understood as: What does ICCPR, art. 20 say?")


def test_a_follow_up_can_lean_on_what_only_the_answer_named(page: Page) -> None:
    _ask(page, "Which article stops a State from returning a refugee to danger?")
    expect(page.locator(".citations .pinpoint").first).to_have_text("Refugee Convention, art. 33", timeout=60_000)
    _ask(page, "and article 34?")
    expect(page.locator(".citations .pinpoint").first).to_have_text("Refugee Convention, art. 34", timeout=60_000)


def test_a_script_in_a_question_never_runs(page: Page) -> None:
    _ask(page, "<img src=x onerror=\"document.title='broken'\"> article 28 of the UDHR")
    expect(page.locator(".citations .pinpoint").first).to_have_text("UDHR, art. 28", timeout=60_000)
    assert page.title() == "Solidarity Assistant"
    assert page.locator("[onerror]").count() == 0
