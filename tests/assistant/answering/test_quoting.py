"""What the quoting answerer quotes of what was found; the provisions are short, so that each is quoted whole."""

import numpy as np
import pytest

from assistant.answering.quoting import choose_quotations, quote_whole, to_statements
from assistant.finding.retrieval import Found
from assistant.types import Document, SearchHit
from tests.assistant.samples import document, provision
from vectorstore.embedding import EmbeddingModel

SEA = document("sea")
LAND = document("land")
SKY = document("sky")
GLOSSARY = document("glossary", kind="page", status="digest")


def found(*hits: tuple[Document, str, float]) -> Found:
    """Hits as (document, path, score), best first, each with words of its own; the last one stands first in its document."""
    listed = [
        SearchHit(
            rank=rank,
            score=score,
            document=of,
            provision=provision(path, f"Words of {of.id}, {path}.", of, order=len(hits) - rank),
            pinpoint="",
        )
        for rank, (of, path, score) in enumerate(hits, start=1)
    ]
    return Found(tuple(listed), np.zeros(384, np.float32))


def quoted(hits: Found, model: EmbeddingModel, question: str = "Who may fish?", **options: bool) -> list[str]:
    return [item.provision.id for item in choose_quotations(question, hits, 4, model, **options)]


def test_the_best_provision_and_those_nearly_as_good_are_quoted(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1", 0.8), (LAND, "art-2", 0.72), (SKY, "art-3", 0.68))
    assert quoted(hits, model) == ["sea/art-1", "land/art-2"]


def test_a_question_for_several_works_quotes_those_that_are_less_near_too(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1", 0.8), (LAND, "art-2", 0.7), (SKY, "art-3", 0.6), (SKY, "art-4", 0.5))
    assert quoted(hits, model, across_works=True) == ["sea/art-1", "land/art-2", "sky/art-3"]


def test_no_more_is_quoted_than_is_asked_for(model: EmbeddingModel) -> None:
    hits = found(*((SEA, f"art-{n}", 0.8) for n in range(1, 8)))
    assert quoted(hits, model) == [f"sea/art-{n}" for n in (1, 2, 3, 4)]


def test_a_list_may_be_twice_as_long(model: EmbeddingModel) -> None:
    hits = found(*((SEA, f"art-{n}", 0.8) for n in range(1, 11)))
    assert quoted(hits, model, "List the rights of sailors") == [f"sea/art-{n}" for n in range(1, 9)]


def test_of_each_of_several_works_only_the_best_provision_is_quoted(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1", 0.8), (SEA, "art-2", 0.79), (LAND, "art-1", 0.7), (LAND, "art-2", 0.69))
    assert quoted(hits, model, across_works=True) == ["sea/art-1", "land/art-1"]


def test_a_web_page_is_left_out_where_an_instrument_says_the_same(model: EmbeddingModel) -> None:
    hits = found((GLOSSARY, "fishing", 0.8), (SEA, "art-1", 0.8))
    assert quoted(hits, model) == ["sea/art-1"]
    assert quoted(found((GLOSSARY, "fishing", 0.8)), model) == ["glossary/fishing"]


@pytest.mark.parametrize("question", ["What is fishing?", "Define fishing", "What does fishing mean?"])
def test_a_web_page_may_say_what_a_word_means(model: EmbeddingModel, question: str) -> None:
    hits = found((GLOSSARY, "fishing", 0.8), (SEA, "art-1", 0.8))
    assert quoted(hits, model, question) == ["glossary/fishing"]


def test_of_a_definition_only_what_defines_is_quoted(model: EmbeddingModel) -> None:
    texts = {"art-1": "Nets shall be mended.", "art-2": 'For this Convention, the term "net" means a thing of knots.'}
    hits = [
        SearchHit(rank=1, score=0.8, document=SEA, provision=provision(path, text, SEA), pinpoint="")
        for path, text in texts.items()
    ]
    assert quoted(Found(tuple(hits), np.zeros(384, np.float32)), model, "What is a net?") == ["sea/art-2"]


def test_provisions_with_nearly_the_same_words_are_quoted_once_unless_several_works_are_asked_for(
    model: EmbeddingModel,
) -> None:
    texts = {SEA: "No sailor shall be held in chains.", LAND: "No sailor shall be held in any chains."}
    hits = [
        SearchHit(rank=1, score=0.8, document=of, provision=provision(of=of, text=text), pinpoint="")
        for of, text in texts.items()
    ]
    same = Found(tuple(hits), np.zeros(384, np.float32))
    assert quoted(same, model) == ["sea/art-1"]
    assert quoted(same, model, "List the rules on chains") == ["sea/art-1", "land/art-1"]


def test_an_opening_line_and_its_item_are_one_statement() -> None:
    parts = [provision("art-1/chapeau", "States agree:"), provision("art-1/2", "Boats are free.", order=2)]
    statements, citations = to_statements(quote_whole(document(), parts))
    assert [item.text for item in statements] == ["States agree: […] Boats are free."]
    assert [item.n for item in citations] == [1, 2]


def test_paragraphs_of_one_article_stand_together_in_reading_order(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1/2", 0.8), (LAND, "art-1", 0.79), (SEA, "art-1/1", 0.78))
    assert quoted(hits, model) == ["sea/art-1/1", "sea/art-1/2", "land/art-1"]


def test_the_same_words_are_quoted_once(model: EmbeddingModel) -> None:
    same = [
        SearchHit(rank=rank, score=0.8, document=of, provision=provision(of=of), pinpoint="")
        for rank, of in enumerate((SEA, LAND), start=1)
    ]
    assert quoted(Found(tuple(same), np.zeros(384, np.float32)), model) == ["sea/art-1"]
