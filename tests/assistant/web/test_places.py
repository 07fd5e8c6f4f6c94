"""Addresses within the page: each leads back to its place, whatever signs it has, and no other address leads anywhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.places import Place, address_of, read_address
from assistant.web.reading import reading_html
from tests.assistant.samples import HARVEST, catalogue, citation, document, hit
from vectorstore.catalogue import Catalogue

TEXTS = st.text(min_size=1, max_size=40)
OFFSETS = st.integers(min_value=0, max_value=10**9 - 1)


@given(TEXTS.filter(lambda text: "/" not in text), TEXTS, OFFSETS, OFFSETS)
def test_every_place_is_found_again_by_its_address(document_key: str, provision: str, start: int, end: int) -> None:
    place = Place(document_key, provision, start, end)
    assert read_address(place.address) == place


@given(TEXTS, TEXTS)
def test_no_sign_of_an_address_ends_a_link(document_key: str, provision: str) -> None:
    address = Place(document_key, provision).address
    assert address.isascii()
    assert not set("()[]<>\"'`\\ \n\t") & set(address)
    assert address.startswith("#read/")


def test_a_citation_leads_to_its_quotation_and_a_hit_to_its_provision() -> None:
    assert address_of(citation(start=3, end=9)) == "#read/sea%40official-text/sea/art-1/3-9"
    assert address_of(hit()) == "#read/sea%40official-text/sea/art-1/0-0"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#read/",
        "#read/a/b",
        "#read/a/b/1",
        "#read/a/b/1-",
        "#read/a/b/-1-2",
        "#read/a/b/1-9999999999",
        "#read/a//1-2",
        "#read//b/1-2",
        "javascript:alert(1)",
        "http://evil.example/#read/a/b/1-2",
        " #read/a/b/1-2",
        "#read/a/b/1-2\n",
        "#read/a/b/1-2?x",
    ],
)
def test_what_is_no_address_of_a_place_leads_nowhere(address: str) -> None:
    assert read_address(address) is None
    assert "not in the library any more" in reading_html(address, catalogue((document(), ["art-1"])))


@pytest.fixture
def held() -> Catalogue:
    return catalogue((document(), ["art-1", "art-2/1", "art-2/2"]))


@pytest.mark.parametrize(
    "address", ["#read/sea%40digest/sea/art-1/0-0", "#read/x/sea/art-1/0-0", "#read/sea%40official-text/sea/art-9/0-0"]
)
def test_a_place_that_is_not_held_is_told(held: Catalogue, address: str) -> None:
    assert "not in the library any more" in reading_html(address, held)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (10_000, 20_000),
        (0, 999_999_999),
        (999_999_999, 999_999_999),
        (5, 2),
        (7, 7),
    ],
)
def test_offsets_made_up_by_hand_show_the_text_as_it_is(held: Catalogue, start: int, end: int) -> None:
    shown = reading_html(Place("sea@official-text", "sea/art-1", start, end).address, held)
    assert "Text of art-1." in shown.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", str(Path(__file__))])
def test_an_address_is_no_way_to_a_file(held: Catalogue, name: str) -> None:
    shown = reading_html(Place(name, name).address, held)
    assert "not in the library any more" in shown
    assert HARVEST not in shown
