"""README shows the page as it is: each screenshot offers what its tab offers now."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.web.screenshots import FOLDER, TABS, offered, opened, prepare, recorded
from tests.assistant.web.serving import Served, served


@pytest.fixture(scope="module")
def evaluated(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data_dir = tmp_path_factory.mktemp("evaluated")
    shutil.copytree(corpus_dir, data_dir, dirs_exist_ok=True)
    prepare(data_dir)
    with served(data_dir) as server:
        yield server


@pytest.mark.parametrize("tab", TABS)
def test_the_screenshot_of_a_tab_offers_what_the_tab_offers(tab: str, evaluated: Served, chromium: str) -> None:
    with opened(evaluated.url, chromium) as page:
        TABS[tab](page)
        page.wait_for_timeout(1500)
        assert recorded(FOLDER / f"{tab}.png") == offered(page), "the page has changed: run 'make screenshots'"


def test_the_readme_shows_each_tab() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    assert all(f"docs/screenshots/{tab}.png" in readme for tab in TABS)
