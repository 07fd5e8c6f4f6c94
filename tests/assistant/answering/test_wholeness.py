"""No quotation may say something else than the text that it is taken from."""

import numpy as np
import pytest

from assistant.answering.quoting import SpanChooser
from assistant.answering.wholeness import kept_together, leans, limits, limits_before, needed_with
from assistant.asking.question_kinds import kind_of
from assistant.assistant import Assistant
from assistant.types import Provision
from assistant.verifying.sentences import Span, list_parts
from tests.assistant.samples import provision
from vectorstore.embedding import EmbeddingModel

QUESTIONS = ("Who must protect children?", "What is the committee?", "Is there a right to work?")


@pytest.mark.parametrize(
    "text",
    ["However, boats are free.", "This right is absolute.", "Such a boat sinks.", "It may fish.", "To this end, row."],
)
def test_a_sentence_that_points_back_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text", ["This Convention binds.", "Boats are free.", "Item one.", "In this Treaty boats are free."]
)
def test_a_sentence_that_stands_by_itself_does_not_lean(text: str) -> None:
    assert not leans(text)


def spans(*texts: str) -> tuple[list[Span], str]:
    text, found = "", []
    for part in texts:
        found.append(Span(len(text), len(text) + len(part)))
        text += f"{part} "
    return found, text


def test_what_a_sentence_leans_on_and_what_limits_it_are_kept_with_it() -> None:
    found, text = spans("Nets are free.", "Boats are free.", "They float.", "However, some sink.", "Oars are free.")
    assert kept_together([2], found, text) == [1, 2, 3]
    assert kept_together([0], found, text) == [0]
    assert kept_together([3], found, text) == [1, 2, 3]


ARTICLE = [
    provision("art-1/1", "Everyone may fish.", order=1),
    provision("art-1/2", "Everyone may row.", order=2),
    provision("art-1/3", "The rights in paragraph 2 of this article may not be invoked by pirates.", order=3),
    provision("art-1/4", "Nets are mended in spring.", order=4),
]


def ids(found: list[Provision]) -> list[str]:
    return [item.id.rpartition("/")[2] for item in found]


def test_an_exception_goes_with_the_paragraph_that_it_names_and_with_no_other() -> None:
    assert ids(needed_with(ARTICLE[2], ARTICLE)) == ["2"]
    assert ids(needed_with(ARTICLE[1], ARTICLE)) == ["3"]
    assert ids(needed_with(ARTICLE[0], ARTICLE)) == []
    assert ids(needed_with(ARTICLE[3], ARTICLE)) == []


def test_an_exception_to_the_whole_article_goes_with_each_of_its_paragraphs() -> None:
    article = [*ARTICLE, provision("art-1/5", "Nothing in this article shall free pirates.", order=5)]
    assert "5" in ids(needed_with(article[0], article))
    assert "5" in ids(needed_with(article[3], article))


def test_an_opening_line_goes_with_its_items_and_a_title_does_not() -> None:
    item = provision("art-1/1", "Boats are free.", order=2)
    line, title = (provision("art-1/chapeau", text, order=1) for text in ("States agree that:", "Boats"))
    assert needed_with(item, [line, item]) == [line]
    assert needed_with(item, [title, item]) == []


@pytest.mark.parametrize(
    ("quoted", "needed"),
    [
        ("refugee/art-33/1", ["refugee/art-33/2"]),
        ("refugee/art-33/2", ["refugee/art-33/1"]),
        ("iccpr/art-19/2", ["iccpr/art-19/3"]),
        ("iccpr/art-19/1", []),
        ("iccpr/art-12/1", ["iccpr/art-12/3"]),
        ("iccpr/art-4/1", ["iccpr/art-4/2"]),
        ("iccpr/art-18/1", ["iccpr/art-18/3"]),
        ("iccpr/art-22/1", ["iccpr/art-22/2", "iccpr/art-22/3"]),
    ],
)
def test_real_exceptions_are_found(library_assistant: Assistant, quoted: str, needed: list[str]) -> None:
    catalogue = library_assistant.catalogue
    item = catalogue.editions(quoted)[0]
    article = [
        other
        for other in catalogue.provisions_of(item.document_key)
        if catalogue.article_of(other) == catalogue.article_of(item)
    ]
    assert [other.id for other in needed_with(item, article)] == needed


@pytest.fixture(scope="module")
def chosen(library_assistant: Assistant, model: EmbeddingModel) -> list[tuple[str, tuple[Span, ...]]]:
    """Every long provision with what is quoted of it, for each of the questions."""
    long = [item.text for item in library_assistant.catalogue.provisions if len(item.text) > 700]
    found = []
    for question in QUESTIONS:
        vector = np.asarray(model.encode([question])[0], np.float32)
        chooser = SpanChooser(question, kind_of(question), vector, model)
        found += [(text, chooser.spans(text)) for text in long]
    return found


def test_no_quotation_begins_or_ends_where_its_meaning_does_not(chosen: list[tuple[str, tuple[Span, ...]]]) -> None:
    for text, found in chosen:
        for n, span in enumerate(found):
            start, rest = text[span.start : span.end], text[span.end :].lstrip()
            assert span.start == 0 or not leans(start) or found[n - 1].end >= span.start - 2, start
            is_followed = n + 1 < len(found) and not text[span.end : found[n + 1].start].strip()
            assert is_followed or not limits_before(rest.split("\n")[0]) or rest.startswith("("), rest[:80]


def test_no_list_item_is_quoted_without_its_opening_line(chosen: list[tuple[str, tuple[Span, ...]]]) -> None:
    for text, found in chosen:
        for span in found:
            line = text.rfind("\n", 0, span.start) + 1
            if line and line == span.start and text[span.start] == "(":
                opening = text.rfind(":", 0, span.start)
                assert any(other.start <= opening < other.end for other in found), text[span.start : span.end]


def test_limits_are_told_from_other_paragraphs() -> None:
    assert limits(ARTICLE[2])
    assert not any(map(limits, (ARTICLE[0], ARTICLE[1], ARTICLE[3])))


def test_a_sub_item_stays_with_its_item() -> None:
    text = "Keep:\n(a) A boat with:\n(i) Oars;\n(ii) A sail;\n(b) A bell."
    opening, items = list_parts(text)
    assert text[opening.start : opening.end] == "Keep:"
    assert [text[item.start : item.end][:3] for item in items] == ["(a)", "(b)"]
