"""What the quoting answerer quotes of what was found; the provisions are short, so that each is quoted whole."""

import numpy as np
import pytest

from assistant.quoting import choose_quotations
from assistant.retrieval import Found
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
    hits = found((SEA, "art-1", 0.8), (LAND, "art-2", 0.7), (SKY, "art-3", 0.6))
    assert quoted(hits, model) == ["sea/art-1", "land/art-2"]


def test_a_question_for_several_works_quotes_those_that_are_less_near_too(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1", 0.8), (LAND, "art-2", 0.7), (SKY, "art-3", 0.6), (SKY, "art-4", 0.5))
    assert quoted(hits, model, across_works=True) == ["sea/art-1", "land/art-2", "sky/art-3"]


@pytest.mark.parametrize("across_works", [True, False])
def test_no_more_is_quoted_than_is_asked_for(model: EmbeddingModel, across_works: bool) -> None:
    hits = found(*((SEA, f"art-{n}", 0.8) for n in range(1, 8)))
    assert quoted(hits, model, across_works=across_works) == [f"sea/art-{n}" for n in (1, 2, 3, 4)]


def test_a_web_page_is_left_out_where_an_instrument_says_the_same(model: EmbeddingModel) -> None:
    hits = found((GLOSSARY, "fishing", 0.8), (SEA, "art-1", 0.8))
    assert quoted(hits, model) == ["sea/art-1"]
    assert quoted(found((GLOSSARY, "fishing", 0.8)), model) == ["glossary/fishing"]


@pytest.mark.parametrize("question", ["What is fishing?", "Define fishing", "What does fishing mean?"])
def test_a_web_page_may_say_what_a_word_means(model: EmbeddingModel, question: str) -> None:
    hits = found((GLOSSARY, "fishing", 0.8), (SEA, "art-1", 0.8))
    assert quoted(hits, model, question) == ["glossary/fishing", "sea/art-1"]


def test_paragraphs_of_one_article_stand_together_in_reading_order(model: EmbeddingModel) -> None:
    hits = found((SEA, "art-1/2", 0.8), (LAND, "art-1", 0.79), (SEA, "art-1/1", 0.78))
    assert quoted(hits, model) == ["sea/art-1/1", "sea/art-1/2", "land/art-1"]


def test_the_same_words_are_quoted_once(model: EmbeddingModel) -> None:
    same = [
        SearchHit(rank=rank, score=0.8, document=of, provision=provision(of=of), pinpoint="")
        for rank, of in enumerate((SEA, LAND), start=1)
    ]
    assert quoted(Found(tuple(same), np.zeros(384, np.float32)), model) == ["sea/art-1"]
