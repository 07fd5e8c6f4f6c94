import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.places import find_places

PARTS = ["article", "articles", "art.", "para.", "3", "(b)", "12-15", "and", ",", "of", "II", "§", "bis", "A/HRC/1"]


def paths(question: str) -> list[str]:
    return ["/".join(place.path) for place in find_places(question)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("article 25", ["art-25"]),
        ("Art.25", ["art-25"]),
        ("art 2(1)", ["art-2/1"]),
        ("art. 2 (1) (b)", ["art-2/1/b"]),
        ("art. 2.1", ["art-2/1"]),
        ("Article II", ["art-2"]),
        ("art. IX(c)", ["art-9/c"]),
        ("Article 1A(2)", ["art-1/a/2"]),
        ("article 8 bis", ["art-8bis"]),
        ("article 8bis(2)", ["art-8bis/2"]),
        ("article 008", ["art-8"]),
    ],
)
def test_one_article_is_read_in_its_many_written_forms(question: str, found: list[str]) -> None:
    assert paths(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "article 19, paragraph 3(b)",
        "art. 19, para. 3 (b)",
        "article 19 § 3(b)",
        "art. 19 par. 3 (b)",
        "paragraph 3(b) of article 19",
        "para 3 (b) of art. 19",
    ],
)
def test_a_paragraph_of_an_article_may_stand_before_or_after_it(question: str) -> None:
    assert paths(question) == ["art-19/3/b"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("articles 25 and 26", ["art-25", "art-26"]),
        ("article 25 or 26", ["art-25", "art-26"]),
        ("articles 1, 2 and 3", ["art-1", "art-2", "art-3"]),
        ("arts. 1, 3-5, 9", ["art-1", "art-3", "art-4", "art-5", "art-9"]),
        ("articles 13 to 15", ["art-13", "art-14", "art-15"]),
        ("articles 18 & 19", ["art-18", "art-19"]),
        ("articles 2(1) and 11(1)", ["art-2/1", "art-11/1"]),
        ("articles I and II", ["art-1", "art-2"]),
        ("article 19(3)(a) and (b)", ["art-19/3/a", "art-19/3/b"]),
        ("article 19, paragraphs 2 and 3", ["art-19/2", "art-19/3"]),
        ("paragraphs 2 and 3 of article 19", ["art-19/2", "art-19/3"]),
        ("paras 12-15", ["para-12", "para-13", "para-14", "para-15"]),
        ("paragraphs 12 to 14", ["para-12", "para-13", "para-14"]),
        ("paras. 12–13", ["para-12", "para-13"]),
        ("paras. 3, 7", ["para-3", "para-7"]),
        ("para. 12(b)", ["para-12/b"]),
        ("§§ 4, 5", ["para-4", "para-5"]),
    ],
)
def test_lists_and_ranges_name_every_number(question: str, found: list[str]) -> None:
    assert paths(question) == found


def test_a_range_from_high_to_low_names_only_its_ends() -> None:
    assert paths("articles 9 to 3") == ["art-9", "art-3"]


def test_a_huge_range_is_cut_short() -> None:
    assert len(paths("articles 1 to 999")) == 51


@pytest.mark.parametrize(
    "question",
    [
        "this article says much",
        "article of faith",
        "art. mix",
        "an article from 1948",
        "article 1948",
        "the 148th article",
        "the last article",
        "parachute 3",
        "party 12",
        "civil article",
        "article civil",
    ],
)
def test_words_that_look_like_places_are_none(question: str) -> None:
    assert paths(question) == []


@pytest.mark.parametrize(
    "question", ["article 2 and I think so", "article 2, 10 December 1948", "article 2 (1966)", "article 2 (see below)"]
)
def test_what_follows_an_article_by_chance_is_no_part_of_it(question: str) -> None:
    assert paths(question) == ["art-2"]


@pytest.mark.parametrize(
    "question",
    [
        "article 31, sixth paragraph",
        "article 31, the sixth paragraph",
        "Article 31, in its sixth paragraph",
        "article 31 sixth paragraph",
        "art. 31, 6th paragraph",
        "the sixth paragraph of article 31",
        "the 6th paragraph in article 31",
        "sixth paragraph of Article XXXI",
        "the sixth paragraph of article thirty-one",
    ],
)
def test_a_paragraph_of_an_article_may_be_counted_in_words(question: str) -> None:
    assert paths(question) == ["art-31/6"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("the second paragraph of article 19", ["art-19/2"]),
        ("article 31, twenty-first paragraph", ["art-31/21"]),
        ("article 31, sixth paragraph, and article 32", ["art-31/6", "art-32"]),
        ("articles 30 and 31, sixth paragraph", ["art-30", "art-31/6"]),
        ("the first article and the 31st article", ["art-1", "art-31"]),
        ("article 31, and the sixth of its paragraphs", ["art-31"]),
    ],
)
def test_a_counted_paragraph_goes_with_its_article_alone(question: str, found: list[str]) -> None:
    assert paths(question) == found


@pytest.mark.parametrize(
    "question", ["What does article 31, sixth paragraph, say?", "Why the sixth paragraph of article 31?"]
)
def test_the_offsets_cover_the_counted_paragraph_too(question: str) -> None:
    (place,) = find_places(question)
    assert question[place.start : place.end] in ("article 31, sixth paragraph", "sixth paragraph of article 31")


def test_a_paragraph_elsewhere_beside_an_article_counts_only_where_a_numbered_document_is_named() -> None:
    assert paths("article 2, and what of paragraph 12?") == ["art-2"]
    assert paths("article 2, and what of paragraph 12 of A/HRC/99/1?") == ["art-2", "para-12"]


def test_a_paragraph_of_an_article_is_no_paragraph_of_the_document() -> None:
    assert paths("paragraph 3 of article 8 of A/HRC/99/1") == ["art-8/3"]
    assert paths("article 8, paragraph 3, of A/HRC/99/1") == ["art-8/3"]


def test_a_number_right_after_a_name_is_an_article() -> None:
    places = find_places("SEA 25(2) and 26", [len("SEA")])
    assert [place.path for place in places] == [("art-25", "2"), ("art-26",)]


def test_a_year_right_after_a_name_is_no_article() -> None:
    assert find_places("SEA 1948", [len("SEA")]) == []


def test_places_come_in_the_order_of_the_question() -> None:
    assert paths("paragraph 12 of A/HRC/99/1 and article 2") == ["para-12", "art-2"]


def test_offsets_cover_what_names_the_place() -> None:
    question = "What does para 3 of art. 19 say?"
    (place,) = find_places(question)
    assert question[place.start : place.end] == "para 3 of art. 19"


@given(st.lists(st.sampled_from(PARTS)).map(" ".join))
def test_any_arrangement_of_the_parts_gives_places_inside_the_question(question: str) -> None:
    for place in find_places(question):
        assert 0 <= place.start < place.end <= len(question)
        assert place.path[0].split("-")[1][0].isdigit()
