"""Bibliographies of a whole conversation: each work once, in the order of the style."""

from importlib.resources import files
from pathlib import Path

import pytest

from assistant.citing.author_names import Author, read_authors
from assistant.citing.bibliography import bibliography, collected_places
from assistant.citing.citation_styles import STYLES, Style
from assistant.types import Document
from ingest.reading import read
from tests.assistant.samples import document

_CORPUS = Path(str(files("corpus")))


def _digest(work_id: str) -> Document:
    return read(_CORPUS / f"{work_id}.md").document


@pytest.fixture(scope="module")
def places() -> list[tuple[Document, str]]:
    official = document("refugee", title="Convention Relating to the Status of Refugees", kind="treaty")
    return [
        (_digest("solidarity-for-peace-in-kashmir"), "para. 2"),
        (_digest("refugee"), "art. 33"),
        (official, "art. 31(1)"),
        (official, "art. 33"),
        (_digest("a-73-206"), "Excerpt 3"),
        (_digest("udhr"), "art. 28"),
        (_digest("un-chronicle-international-solidarity"), "para. 11"),
        (_digest("un-chronicle-international-solidarity"), "para. 3"),
        (_digest("roxham-road"), ""),
    ]


_REFUGEE = "Convention Relating to the Status of Refugees"
_MIGRATION = "Report of the Independent Expert on global migration"
_CHRONICLE = "International solidarity: article in the UN Chronicle"


def test_oscola_has_a_table_of_primary_sources_and_one_of_secondary_sources(places: list[tuple[Document, str]]) -> None:
    assert bibliography(places, "OSCOLA").split("\n") == [
        "Treaties and United Nations documents",
        f"{_REFUGEE} (adopted 28 July 1951, entered into force 22 April 1954) 189 UNTS 137, arts 31(1), 33",
        f"UNGA, ‘{_MIGRATION}’ (2018) UN Doc A/73/206",
        "Universal Declaration of Human Rights (adopted 10 December 1948) UNGA Res 217 A (III) art 28",
        "",
        "Secondary sources",
        "Bailliet CM, ‘Solidarity for Peace in Kashmir’",
        f"—— ‘{_CHRONICLE}’ (20 December 2024)",
        "‘The Roxham Road saga in Canada’",
    ]


def test_chicago_is_one_alphabetical_list_without_places(places: list[tuple[Document, str]]) -> None:
    assert bibliography(places, "Chicago").split("\n") == [
        f"Bailliet, Cecilia M. “{_CHRONICLE}.” December 20, 2024.",
        "Bailliet, Cecilia M. “Solidarity for Peace in Kashmir.”",
        f"{_REFUGEE}. July 28, 1951. 189 U.N.T.S. 137.",
        f"Okafor, Obiora Chinedu. {_MIGRATION}. A/73/206. UN General Assembly, 2018. https://docs.un.org/en/A/73/206.",
        "“The Roxham Road saga in Canada.”",
        "UN General Assembly. Resolution 217 A (III). Universal Declaration of Human Rights. December 10, 1948.",
    ]


def test_bluebook_orders_authorities_and_keeps_places(places: list[tuple[Document, str]]) -> None:
    assert bibliography(places, "Bluebook").split("\n") == [
        f"{_REFUGEE} arts. 31(1), 33, July 28, 1951, 189 U.N.T.S. 137.",
        "G.A. Res. 217 (III) A, Universal Declaration of Human Rights, art. 28 (Dec. 10, 1948).",
        "Obiora Chinedu Okafor (Indep. Expert on Hum. Rts. & Int'l Solidarity),"
        f" {_MIGRATION}, U.N. Doc. A/73/206 (2018).",
        f"Cecilia M. Bailliet, {_CHRONICLE}, ¶¶ 3, 11 (Dec. 20, 2024).",
        "Cecilia M. Bailliet, Solidarity for Peace in Kashmir, ¶ 2.",
        "The Roxham Road saga in Canada.",
    ]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_cited_is_nothing_listed(style: Style) -> None:
    assert bibliography([], style) == ""


@pytest.mark.parametrize("style", STYLES)
def test_the_order_of_citing_does_not_matter(places: list[tuple[Document, str]], style: Style) -> None:
    assert bibliography(reversed(places), style) == bibliography(places, style)


@pytest.mark.parametrize("style", STYLES)
def test_the_whole_corpus_gives_one_entry_a_work(style: Style) -> None:
    documents = [read(path).document for path in sorted(_CORPUS.glob("*.md"))]
    text = bibliography([(document, "") for document in [*documents, *documents]], style)
    titles = 2 if style == "OSCOLA" else 0
    assert len([line for line in text.split("\n") if line]) == len(documents) + titles


def test_a_leading_article_does_not_count_in_the_order() -> None:
    works = [document(f"w{n}", title=title, kind="essay") for n, title in enumerate(("The Zebra", "An Ape", "Mice"))]
    assert bibliography([(work, "") for work in works], "Chicago") == "“An Ape.”\n“Mice.”\n“The Zebra.”"


def test_places_are_collected_in_the_order_of_the_work() -> None:
    labels = ["para. 12", "art. 10", "art. 9(2)", "paras. 2–3", "preamble", "art. 10"]
    assert collected_places(labels, "OSCOLA") == "preamble, arts 9(2), 10, paras 2–3, 12"
    assert collected_places(labels, "Bluebook") == "pmbl., arts. 9(2), 10, ¶¶ 2–3, 12"
    assert collected_places([], "Bluebook") == ""


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("", ()),
        ("Cecilia M. Bailliet", (Author("Bailliet", "Cecilia M."),)),
        ("Ada Reed and Omar van Said", (Author("Reed", "Ada"), Author("van Said", "Omar"))),
        ("Ada Reed, Omar Said", (Author("Reed", "Ada"), Author("Said", "Omar"))),
        ("Reed, Ada; Said, Omar", (Author("Reed", "Ada"), Author("Said", "Omar"))),
        ("United Nations General Assembly", (Author("United Nations General Assembly"),)),
        ("Office for Harbours and Tides", (Author("Office for Harbours and Tides"),)),
        ("Harbour Network; Ada Reed", (Author("Harbour Network"), Author("Reed", "Ada"))),
        ("OHCHR", (Author("OHCHR"),)),
    ],
)
def test_people_are_told_from_organisations(text: str, authors: tuple[Author, ...]) -> None:
    assert read_authors(text) == authors


def test_every_author_of_the_corpus_is_read_rightly() -> None:
    found = {author.inverted for path in _CORPUS.glob("*.md") for author in read_authors(read(path).document.author)}
    assert found == {
        "Afghanistan's Women Protester Movements Coalition",
        "Bailliet, Cecilia M.",
        "Okafor, Obiora Chinedu",
        "UN Independent Expert on Human Rights and International Solidarity",
        "United Nations General Assembly",
    }
