"""Places and works that a follow-up names by their relation to the last one."""

import pytest

from assistant.asking.references import Reference
from assistant.asking.related_places import other_work_named, related_place
from tests.assistant.samples import catalogue, document

ARTICLE = Reference("sea", ("art-3",))
PARAGRAPH_OF_ARTICLE = Reference("sea", ("art-3", "2"))
ITEM = Reference("sea", ("art-3", "2", "b"))
PARAGRAPH = Reference("sea", ("para-7",))
EXCERPT = Reference("sea", ("excerpt-2",))
WHOLE = Reference("sea")


@pytest.mark.parametrize(
    ("question", "place", "path"),
    [
        ("What about paragraph 2?", ARTICLE, "art-3/2"),
        ("what about para. 2", PARAGRAPH_OF_ARTICLE, "art-3/2"),
        ("paragraph 2(b)?", ARTICLE, "art-3/2/b"),
        ("the second paragraph", ARTICLE, "art-3/2"),
        ("paragraph 2", PARAGRAPH, "para-2"),
        ("paragraph 2", WHOLE, "para-2"),
        ("and article 26?", ARTICLE, "art-26"),
        ("Article XI?", PARAGRAPH_OF_ARTICLE, "art-11"),
        ("article twenty-six", ARTICLE, "art-26"),
        ("and article 26?", WHOLE, "art-26"),
        ("article 7, paragraph 4?", ARTICLE, "art-7/4"),
        ("what does art. 7(4) say", ITEM, "art-7/4"),
        ("read me (3)(b)", ARTICLE, "art-3/3/b"),
        ("(3)", ITEM, "art-3/3"),
        ("and 3(c)?", PARAGRAPH_OF_ARTICLE, "art-3/3/c"),
        ("and (c)?", PARAGRAPH_OF_ARTICLE, "art-3/2/c"),
        ("and (c)?", ITEM, "art-3/2/c"),
        ("and (c)?", ARTICLE, "art-3/c"),
        ("and 14?", ARTICLE, "art-14"),
        ("14", PARAGRAPH_OF_ARTICLE, "art-14"),
        ("what about 14", PARAGRAPH, "para-14"),
        ("ok, 15", EXCERPT, "excerpt-15"),
        ("and the third one?", PARAGRAPH, "para-3"),
        ("the first one", ARTICLE, "art-1"),
        ("the third one", EXCERPT, "excerpt-3"),
        ("the next article?", ARTICLE, "art-4"),
        ("the next article?", ITEM, "art-4"),
        ("And the following one?", ARTICLE, "art-4"),
        ("what comes after it?", ARTICLE, "art-4"),
        ("what comes after that article?", ARTICLE, "art-4"),
        ("the previous article", ARTICLE, "art-2"),
        ("and the one before it?", ARTICLE, "art-2"),
        ("What stands before that?", ARTICLE, "art-2"),
        ("the next paragraph", PARAGRAPH_OF_ARTICLE, "art-3/3"),
        ("the next paragraph", ARTICLE, "art-3/2"),
        ("the previous paragraph?", PARAGRAPH_OF_ARTICLE, "art-3/1"),
        ("the next one", PARAGRAPH, "para-8"),
        ("the preceding paragraph", PARAGRAPH, "para-6"),
        ("the next one", EXCERPT, "excerpt-3"),
        ("the one after that?", ARTICLE, "art-4"),
        pytest.param("the article after it?", ARTICLE, "art-4"),
        ("and excerpt 3?", EXCERPT, "excerpt-3"),
        ("read 3 (b)", ARTICLE, "art-3/3/b"),
    ],
)
def test_a_place_is_found_by_its_relation_to_the_last_one(question: str, place: Reference, path: str) -> None:
    found = related_place(question, place)
    assert found is not None
    assert "/".join(found[2]) == path


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What about paragraph 2, for boats?", "paragraph 2"),
        ("and 14?", "14"),
        ("Does (3)(b) cover nets?", "(3)(b)"),
        ("Does the next article cover nets?", "the next article"),
        ("Does the third one cover nets?", "the third one"),
    ],
)
def test_the_words_that_name_the_place_are_told_by_their_offsets(question: str, words: str) -> None:
    found = related_place(question, ARTICLE)
    assert found is not None
    assert question[found[0] : found[1]] == words


@pytest.mark.parametrize(
    "question",
    [
        "",
        "and 2024?",
        "Who pays the toll?",
        "does it apply in 14 harbours?",
        "What must happen next before a harbour court hears a skipper about lost nets?",
        "the year 1951",
    ],
)
def test_a_question_without_a_place_relates_to_none(question: str) -> None:
    assert related_place(question, ARTICLE) is None


@pytest.mark.parametrize("question", ["the next article?", "and 14?", "(3)(b)", "the third one"])
def test_nothing_is_next_to_a_work_as_a_whole(question: str) -> None:
    assert related_place(question, WHOLE) is None


SEA = document()
LAND = document("land", title="Covenant on Common Land", short="Land Covenant")
RIVER = document("river", title="Covenant on Rivers", short="River Covenant")
PROTOCOL = document("protocol", title="Protocol to the Covenant on Rivers", short="River Protocol")
HELD = catalogue((SEA, ["art-1"]), (LAND, ["art-1"]), (RIVER, ["art-1"]), (PROTOCOL, ["art-1"]))


@pytest.mark.parametrize(
    ("question", "work", "other"),
    [
        ("and the other covenant?", "land", "river"),
        ("Does THE OTHER COVENANT say so?", "river", "land"),
        ("and the other covenant?", "sea", ""),
        ("and the other convention?", "sea", ""),
        ("and the other treaty?", "land", ""),
        ("and the covenant?", "land", ""),
    ],
)
def test_the_other_work_is_known_where_there_are_just_two(question: str, work: str, other: str) -> None:
    assert other_work_named(question, Reference(work, ("art-1",)), HELD) == other


def test_the_other_of_three_works_is_not_guessed() -> None:
    third = document("lake", title="Covenant on Lakes", short="Lake Covenant")
    held = catalogue((LAND, ["art-1"]), (RIVER, ["art-1"]), (third, ["art-1"]))
    assert other_work_named("the other covenant", Reference("land", ("art-1",)), held) == ""


def test_no_work_is_the_other_one_before_any_was_cited() -> None:
    assert other_work_named("the other covenant", None, HELD) == ""
