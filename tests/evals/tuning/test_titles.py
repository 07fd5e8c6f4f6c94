"""Titles of articles as questions over texts from which they were taken out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.tuning.titles import ingest_without_titles, title_cases
from ingest.pipeline import IngestReport
from ingest.reading import read
from tests.assistant.samples import catalogue, document
from vectorstore.index import searchable_text
from vectorstore.store import Store

TITLES = ["Mending of nets", "", "Lighthouse keepers"]
CHINESE = ["漁網", "", "燈塔"]
NUMBERS = ["一", "二", "三"]
TEXTS = [
    "Every village repairs what the sea has torn.",
    "Every boat is free to leave in the morning.",
    "Whoever tends a lamp by night is paid in fish.",
]


def article(number: str, title: str, title_zh: str, text: str) -> dict[str, str]:
    return {"article": number, "title_en": title, "title_zh": title_zh, "content_en": text, "content_zh": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a treaty of three articles, two of them with titles, and one without any."""
    place = tmp_path / "treaties"
    place.mkdir()
    articles = [article(*parts) for parts in zip(NUMBERS, TITLES, CHINESE, TEXTS, strict=True)]
    _write(place / "shore.json", "Treaty of the Shore", articles)
    _write(place / "river.json", "Treaty of the River", [article("一", "", "", "Every river is open.")])
    (place / "notes.txt").write_text("not a treaty", encoding="utf-8")
    return place


def _write(path: Path, title: str, articles: list[dict[str, Any]]) -> None:
    treaty = {"treaty_en": title, "total_articles": len(articles), "preamble_en": "", "articles": articles}
    path.write_text(json.dumps(treaty, ensure_ascii=False), encoding="utf-8")


def test_each_title_is_a_question_for_its_article(folder: Path) -> None:
    cases = title_cases(folder)
    assert [(case.question, case.expected) for case in cases] == [
        ("Mending of nets", ("shore/art-1",)),
        ("Lighthouse keepers", ("shore/art-3",)),
    ]
    assert all(case.answerable for case in cases)


def test_the_instrument_is_named_where_a_catalogue_tells_its_name(folder: Path) -> None:
    shore, river = document("shore", short="Shore Treaty"), document("river", short="River Treaty")
    held = catalogue((shore, ["art-1"]), (river, ["art-1"]))
    assert [case.question for case in title_cases(folder, held)] == [
        "Mending of nets, Shore Treaty",
        "Lighthouse keepers, Shore Treaty",
    ]


def test_a_folder_without_treaties_gives_no_cases(tmp_path: Path) -> None:
    assert title_cases(tmp_path) == []


@pytest.mark.parametrize("title", [None, ""])
def test_an_article_without_a_title_gives_no_case(tmp_path: Path, title: str | None) -> None:
    _write(
        tmp_path / "shore.json", "Treaty of the Shore", [{"article": "一", "title_en": title, "content_en": "Free."}]
    )
    assert title_cases(tmp_path) == []


def test_an_article_is_expected_by_its_own_number(tmp_path: Path) -> None:
    _write(tmp_path / "shore.json", "Treaty of the Shore", [article("五", "Mending of nets", "", "Repair.")])
    assert title_cases(tmp_path)[0].expected == ("shore/art-5",)


def test_no_title_is_left_in_what_is_searched(folder: Path, tmp_path: Path) -> None:
    held = ingest_without_titles(folder, tmp_path).catalogue
    texts = [searchable_text(held.document_of(item), item) for item in held.provisions]
    assert {item.id for item in held.provisions} == {"shore/art-1", "shore/art-2", "shore/art-3", "river/art-1"}
    assert all(any(text in found for found in texts) for text in TEXTS)
    assert not [text for text in texts for title in (*TITLES, *CHINESE) if title and title.lower() in text.lower()]


def test_the_titles_would_be_there_otherwise(folder: Path, store: Store, ingest: Callable[..., IngestReport]) -> None:
    ingest(folder / "shore.json")
    headings = {heading for item in store.provisions(store.documents()) for heading in item.heading_path}
    assert {"Mending of nets", "Lighthouse keepers"} <= headings


def test_the_given_treaties_keep_their_titles(folder: Path, tmp_path: Path) -> None:
    before = (folder / "shore.json").read_bytes()
    ingest_without_titles(folder, tmp_path)
    assert (folder / "shore.json").read_bytes() == before


def test_the_articles_are_found_without_their_titles(folder: Path, tmp_path: Path) -> None:
    assistant = ingest_without_titles(folder, tmp_path)
    hits = assistant.search("Who is paid for keeping the lamp at night?", 2)
    assert hits[0].provision.id == "shore/art-3"


def test_the_cases_of_the_official_texts_expect_places_that_the_texts_have(shared: Path) -> None:
    folder = shared / "library" / "open-treaties"
    cases = title_cases(folder)
    works = {case.expected[0].partition("/")[0] for case in cases}
    provisions = [item.id for work in works for item in read(folder / f"{work}.json").provisions]
    assert len(cases) > 150
    assert not [case for case in cases if not any(map(case.accepts, provisions))]
