"""Real servers over copies of the shipped corpus, and a real browser that opens their page."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.assistant.web.chromium import FLAGS, installed
from tests.assistant.web.serving import add_account, command, environment, free_port

OpenPage = Callable[..., Page]

_SECONDS_TO_START = 120
_MILLISECONDS = 30_000
_CASES = (
    ("own-1", "Article 28 of the UDHR entitles everyone to a social and international order.", "udhr/art-28", True, ""),
    ("own-2", "Under article 4 of the UDHR, everybody may be held as a slave.", "udhr/art-4", False, "modality"),
    # Labelled wrongly, so that there is a case that fails.
    ("own-3", "Under article 4 of the UDHR, everybody may be kept in servitude.", "udhr/art-4", True, ""),
)

expect.set_options(timeout=_MILLISECONDS)


class Site:
    """A `solidarity serve` of its own: copy of a store, cases, accounts, temporary files and output lie in one folder."""

    def __init__(self, folder: Path, corpus: Path) -> None:
        self.data_dir, self.cases, self.users = folder / "data", folder / "cases", folder / "users.toml"
        self._temporary, self._output = folder / "temporary", folder / "output.txt"
        shutil.copytree(corpus, self.data_dir)
        for made in (self.cases, self._temporary):
            made.mkdir()
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **settings: str) -> None:
        """Serve until `stop`, with settings by their names; it is the same address each time."""
        serve = command("serve", "--port", str(self._port), "--cases", str(self.cases))
        with self._output.open("ab") as output:
            process = subprocess.Popen(serve, env=self._environment(settings), stdout=output, stderr=output)
        self._process = process
        deadline = time.monotonic() + _SECONDS_TO_START
        while not self._answers():
            assert process.poll() is None, f"the server ended early: {self._output.read_text()}"
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server; one that was never started stays as it is."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def add_account(self, name: str, role: str) -> None:
        """From now on the server asks for an account; it must be started after the first one."""
        add_account(self.users, name, role)

    def places_of(self, words: str) -> list[str]:
        """Files of the server that hold these words: its data, its temporary files and what it printed."""
        held = [*self.data_dir.rglob("*"), *self._temporary.rglob("*"), self._output]
        wanted = words.encode()
        return [str(path) for path in held if path.is_file() and wanted in path.read_bytes()]

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        own = {"users": str(self.users)} if self.users.exists() else {}
        # All these tests come from one address, and faster than people.
        own["requests_a_minute"] = "0"
        return environment(self.data_dir, **own | dict(settings)) | {"TMPDIR": str(self._temporary)}

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False


@pytest.fixture(scope="session")
def chromium() -> str:
    found = installed()
    if found is None:
        pytest.skip("needs the browser chromium")
    return found


@pytest.fixture(scope="session")
def make_site(
    chromium: str, corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Site]]:
    """Make sites that are not started yet; those that run are stopped at the end."""
    made: list[Site] = []

    def make() -> Site:
        made.append(Site(tmp_path_factory.mktemp("site"), corpus_dir))
        return made[-1]

    yield make
    for site in made:
        site.stop()


@pytest.fixture(scope="session")
def server(make_site: Callable[[], Site]) -> Site:
    """A running server for tests that leave its library as it is; it has three cases of altered statements."""
    site = make_site()
    names = ("id", "statement", "provision", "supported", "change")
    lines = [json.dumps(dict(zip(names, case, strict=True))) for case in _CASES]
    (site.cases / "statements-dev.jsonl").write_text("\n".join(lines) + "\n")
    site.start()
    return site


@pytest.fixture(scope="session")
def guarded(make_site: Callable[[], Site]) -> Site:
    """A running server with accounts: the curator carla, and the reader rosa."""
    site = make_site()
    site.add_account("carla", "curator")
    site.add_account("rosa", "reader")
    site.start()
    return site


# Of a module, because a running Playwright keeps an event loop that other modules could not start their own beside.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


class Readers:
    """Opens pages as readers do, and keeps what no page may do: load something from elsewhere, or fail in its script."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(self, site: Site, **look: Any) -> Page:
        """The page of a site in a browser that was never there."""
        context = self._browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **look})
        self._contexts.append(context)
        context.set_default_timeout(_MILLISECONDS)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        return self.open_in(context, site)

    def open_in(self, context: BrowserContext, site: Site) -> Page:
        """The page of a site in a browser that has loaded its scripts before."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._note(request.url, site))
        page.goto(site.url)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, address: str, site: Site) -> None:
        if not address.startswith((f"{site.url}/", "data:", f"blob:{site.url}/")):
            self.faults.append(f"{address} was loaded")


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Iterator[Readers]:
    """The readers of a module; none of their pages may have failed."""
    opened = Readers(browser)
    yield opened
    opened.close()
    assert not opened.faults


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages, each in a browser that was never there; they are closed after the test."""
    opened = Readers(browser)
    yield opened.open
    opened.close()
    assert not opened.faults


@pytest.fixture(scope="module")
def standing_page(server: Site, readers: Readers) -> Page:
    """One page of the shared server for a whole module, whose tests leave it as they found it."""
    return readers.open(server)


@pytest.fixture
def page(server: Site, readers: Readers, standing_page: Page) -> Iterator[Page]:
    """The page of the shared server as a new reader sees it: the browser has its scripts, and nothing else of it."""
    standing_page.evaluate("localStorage.clear()")
    opened = readers.open_in(standing_page.context, server)
    yield opened
    opened.close()
