"""The screenshots in README: `make screenshots` takes them anew. Each holds what its tab offered when it was taken."""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, expect, sync_playwright

from tests.assistant.web.chromium import FLAGS, installed
from tests.assistant.web.serving import served, solidarity

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "screenshots"
_OFFERED = "h1, button, label, th, [role=tab]"
_KEY = "offered"
_COLOURS = 128  # enough for a page, and a quarter of the size


def _ask(page: Page) -> None:
    page.get_by_role("textbox", name="Question").fill("Is there a right to freedom of religion?")
    page.keyboard.press("Enter")
    page.locator(".citations a.pinpoint").first.click()
    expect(page.locator(".reading mark")).to_be_visible()


def _check(page: Page) -> None:
    page.get_by_role("tab", name="Check an argument").click()
    page.get_by_role("button", name="Show an example").click()
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".claim").nth(3).wait_for()
    page.locator(".claims a.pinpoint").first.click()
    expect(page.locator(".reading mark")).to_be_visible()


def _library(page: Page) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator('a[data-key="a-hrc-62-38@digest"]').click()
    page.locator("article.document").wait_for()
    page.get_by_role("textbox", name="Search inside").fill("peace")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_be_visible()


def _evaluation(page: Page) -> None:
    page.get_by_role("tab", name="Evaluation").click()
    page.locator(".figures").first.wait_for()


TABS: dict[str, Callable[[Page], None]] = {"ask": _ask, "check": _check, "library": _library, "evaluation": _evaluation}
"""How each tab is brought to show what it is for."""


def prepare(data_dir: Path) -> None:
    """Leave a finished run in a data folder, for the tab Evaluation to show."""
    out = data_dir / "evals" / "example"
    done = solidarity(data_dir, "eval", "statements", "--half", "dev", "--out", str(out))
    assert done.returncode == 0, done.stderr


def offered(page: Page) -> list[str]:
    """What a tab offers: its headings, buttons and fields, without those that hold figures or come from documents."""
    found = (item.inner_text().strip() for item in page.locator(_OFFERED).all() if item.is_visible())
    return sorted(
        {text for text in found if text and "\n" not in text and len(text) < 40 and not re.search(r"\d|\?", text)}
    )


def recorded(path: Path) -> list[str]:
    """What the tab of a screenshot offered when it was taken."""
    with Image.open(path) as image:
        found: list[str] = json.loads(image.text[_KEY])  # type: ignore[attr-defined]
    return found


@contextmanager
def opened(url: str, chromium: str) -> Iterator[Page]:
    """The page in a browser of a common size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(url)
        page.get_by_role("textbox", name="Question").wait_for()
        yield page
        browser.close()


def _take(page: Page, path: Path) -> None:
    page.wait_for_timeout(1500)  # for suggestions and the end of what moves
    image = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(_COLOURS)
    notes = PngInfo()
    notes.add_text(_KEY, json.dumps(offered(page)))
    image.save(path, pnginfo=notes, optimize=True)


def main() -> None:
    """Take all four over the shipped corpus."""
    chromium = installed()
    if chromium is None:
        sys.exit("Screenshots need the browser chromium: install it first.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        solidarity(data_dir, "ingest").check_returncode()
        prepare(data_dir)
        with served(data_dir) as server:
            for name, show in TABS.items():
                with opened(server.url, chromium) as page:
                    show(page)
                    _take(page, FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
