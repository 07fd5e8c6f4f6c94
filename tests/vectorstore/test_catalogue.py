from itertools import permutations

import pytest

from assistant.types import Document, Provision
from tests.assistant.samples import catalogue, document, provision
from vectorstore.catalogue import Catalogue, is_within, overlap

OFFICIAL = document()
PUBLISHED = document(status="as published")
DIGEST = document(status="digest")
EDITIONS = [OFFICIAL, PUBLISHED, DIGEST]


def paths(found: list[Provision]) -> list[str]:
    return [f"{item.document_key.partition('@')[2]}:{item.id.partition('/')[2]}" for item in found]


@pytest.mark.parametrize("order", list(permutations(EDITIONS)))
def test_the_official_text_comes_before_the_digest_however_they_were_added(order: tuple[Document, ...]) -> None:
    held = catalogue(*[(edition, ["art-1"]) for edition in order])
    assert held.works()["sea"] == EDITIONS
    assert [item.document_key for item in held.editions("sea/art-1")] == [edition.key for edition in EDITIONS]


def test_works_are_kept_apart_by_their_id() -> None:
    land = document("land")
    assert catalogue((OFFICIAL, ["art-1"]), (land, ["art-1"])).works() == {"sea": [OFFICIAL], "land": [land]}


def test_provisions_of_a_document_keep_their_reading_order() -> None:
    held = catalogue((OFFICIAL, ["art-2", "art-10", "art-1"]), (DIGEST, ["art-7"]))
    assert paths(held.provisions_of(OFFICIAL.key)) == [f"official-text:{path}" for path in ("art-2", "art-10", "art-1")]


def test_what_is_not_held_is_empty() -> None:
    held = catalogue((OFFICIAL, ["art-1"]))
    assert held.provisions_of("land@official-text") == []
    assert held.editions("sea/art-9") == []
    assert Catalogue([], []).works() == {}


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        ("sea", True),
        ("sea/art-1", True),
        ("sea/art-2", True),
        ("sea/art-2/1", True),
        ("sea/art-7", True),
        ("sea/art-1/1", False),
        ("sea/art-2/2", False),
        ("sea/art-9", False),
        ("sea/art", False),
        ("se", False),
        ("land", False),
        ("land/art-1", False),
        ("", False),
        ("sea/", False),
    ],
)
def test_a_place_is_held_when_any_edition_has_it_or_a_part_of_it(place: str, holds: bool) -> None:
    assert catalogue((OFFICIAL, ["art-1", "art-2/1"]), (DIGEST, ["art-7"])).holds(place) is holds


@pytest.mark.parametrize(
    ("place", "whole", "within", "meets"),
    [
        ("sea/art-8", "sea/art-8", True, True),
        ("sea/art-8/3", "sea/art-8", True, True),
        ("sea/art-8/3/b", "sea", True, True),
        ("art-8/3", "art-8", True, True),
        ("sea/art-8", "sea/art-8/3", False, True),
        ("sea", "sea/art-8", False, True),
        ("sea/art-80", "sea/art-8", False, False),
        ("sea/art-8bis", "sea/art-8", False, False),
        ("sea/art-8/3", "sea/art-8/4", False, False),
        ("land/art-8", "sea/art-8", False, False),
    ],
)
def test_a_part_lies_within_its_whole_and_overlaps_it_both_ways(
    place: str, whole: str, within: bool, meets: bool
) -> None:
    assert is_within(place, whole) is within
    assert overlap(place, whole) is overlap(whole, place) is meets


def test_a_provision_leads_to_the_edition_that_it_is_from() -> None:
    held = catalogue((OFFICIAL, ["art-1"]), (DIGEST, ["art-1"]))
    assert [held.document_of(item) for item in held.editions("sea/art-1")] == [OFFICIAL, DIGEST]


@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("art-8", "art-8"),
        ("art-8/3", "art-8"),
        ("art-8/3/b", "art-8"),
        ("art-8/chapeau", "art-8"),
        ("art-8bis/1", "art-8bis"),
        ("preamble", "preamble"),
        ("preamble/2", "preamble"),
    ],
)
def test_a_part_of_an_article_or_of_the_preamble_belongs_to_it(path: str, article: str) -> None:
    assert Catalogue.article_of(provision(path)) == f"sea/{article}"


@pytest.mark.parametrize("path", ["para-12", "para-12/b", "para-2-4", "excerpt-1", "summary/2", "artists/1"])
def test_a_provision_outside_of_articles_stands_for_itself(path: str) -> None:
    assert Catalogue.article_of(provision(path, label="x")) == f"sea/{path}"


def test_articles_of_two_works_are_kept_apart() -> None:
    land = document("land")
    assert Catalogue.article_of(provision("art-1/2", of=land)) == "land/art-1"


def labels_of(*paths_and_labels: tuple[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    provisions = [provision(path, label=label) for path, label in paths_and_labels]
    return Catalogue([OFFICIAL], provisions).labels("sea")


def test_a_label_comes_with_the_path_of_its_provision() -> None:
    assert labels_of(("excerpt-1", "Excerpt 1")) == [("Excerpt 1", ("excerpt-1",))]


def test_a_part_of_the_preamble_names_the_preamble_too() -> None:
    assert labels_of(("preamble/1", "preamble, para. 1"), ("preamble/2", "preamble, para. 2")) == [
        ("preamble, para. 1", ("preamble", "1")),
        ("preamble, para. 2", ("preamble", "2")),
        ("preamble", ("preamble",)),
    ]


@pytest.mark.parametrize(
    ("path", "label"), [("art-8/3", "art. 8(3)"), ("para-12", "para. 12"), ("art-8bis", "art. 8bis")]
)
def test_numbers_of_articles_and_paragraphs_are_no_labels(path: str, label: str) -> None:
    assert labels_of((path, label)) == []


def test_longer_labels_come_first_so_that_none_hides_behind_a_shorter_one() -> None:
    found = labels_of(("excerpt-1", "Excerpt 1"), ("excerpt-10", "Excerpt 10"), ("summary", "Summary"))
    assert [label for label, _ in found] == ["Excerpt 10", "Excerpt 1", "Summary"]


def test_a_label_that_two_editions_share_is_listed_once() -> None:
    held = Catalogue([OFFICIAL, DIGEST], [provision("summary", of=of, label="Summary") for of in (OFFICIAL, DIGEST)])
    assert held.labels("sea") == [("Summary", ("summary",))]


def test_a_work_that_is_not_held_has_no_labels() -> None:
    assert labels_of(("art-1", "art. 1")) == []
    assert catalogue((OFFICIAL, ["art-1"])).labels("land") == []


@pytest.mark.parametrize("path", ["art-1", "art-1/2", "art-1/2/b"])
def test_the_digest_of_an_article_restates_its_parts(path: str) -> None:
    held = catalogue((DIGEST, ["art-1", "art-10"]), (OFFICIAL, [path]))
    digest = held.digest_of(provision(path, of=OFFICIAL))
    assert digest is not None
    assert paths([digest]) == ["digest:art-1"]


@pytest.mark.parametrize(("path", "of"), [("art-1", DIGEST), ("art-2/1", OFFICIAL)])
def test_a_digest_and_an_article_without_one_have_no_digest(path: str, of: Document) -> None:
    held = catalogue((DIGEST, ["art-1"]), (OFFICIAL, ["art-1", "art-2/1"]))
    assert held.digest_of(provision(path, of=of)) is None


def parts(of: Document, path: str, *editions: tuple[Document, list[str]]) -> list[str]:
    return paths(catalogue(*editions).parts_of(provision(path, of=of)))


def test_a_digest_of_an_article_stands_for_its_official_paragraphs_in_order() -> None:
    official = ["art-11/chapeau", "art-11/1", "art-11/2", "art-1", "art-110/1"]
    found = parts(DIGEST, "art-11", (DIGEST, ["art-11"]), (OFFICIAL, official))
    assert found == ["official-text:art-11/chapeau", "official-text:art-11/1", "official-text:art-11/2"]


def test_a_digest_stands_for_the_same_provision_of_the_official_text() -> None:
    assert parts(DIGEST, "art-1", (DIGEST, ["art-1"]), (OFFICIAL, ["art-1"])) == ["official-text:art-1"]


def test_a_digest_stands_for_the_most_authoritative_edition_that_has_the_provision() -> None:
    editions = ((DIGEST, ["art-1", "art-2"]), (PUBLISHED, ["art-1", "art-2"]), (OFFICIAL, ["art-1"]))
    assert parts(DIGEST, "art-1", *editions) == ["official-text:art-1"]
    assert parts(DIGEST, "art-2", *editions) == ["as-published:art-2"]


@pytest.mark.parametrize("editions", [[DIGEST], [DIGEST, document("land")]])
def test_a_digest_without_an_official_text_stands_for_nothing(editions: list[Document]) -> None:
    assert parts(DIGEST, "art-1", *[(edition, ["art-1"]) for edition in editions]) == []


def test_a_provision_that_the_official_text_lacks_stands_for_nothing() -> None:
    assert parts(DIGEST, "art-9", (DIGEST, ["art-9"]), (OFFICIAL, ["art-1"])) == []


def test_the_official_text_stands_for_no_other() -> None:
    assert parts(OFFICIAL, "art-1", (DIGEST, ["art-1"]), (OFFICIAL, ["art-1"])) == []
