import numpy as np
import pytest

from assistant.answerability import Answerability
from assistant.retrieval import Found
from assistant.types import Provision, SearchHit
from tests.assistant.samples import document, provision
from vectorstore.catalogue import Catalogue
from vectorstore.index import SearchIndex, searchable_text
from vectorstore.lexical import LexicalIndex

CODE = document(title="Code of the Harbour", short="Harbour Code")
PROVISIONS = [
    provision("art-1", "Boats share the harvest of herring.", CODE, order=0),
    provision("art-2", "Boats carry a lamp.", CODE, order=1, questions=("Must ships have lights?",)),
    provision("art-3", "Boats pay no toll.", CODE, order=2, heading_path=("Fees",)),
]


@pytest.fixture
def answerability() -> Answerability:
    texts = [searchable_text(CODE, item) for item in PROVISIONS]
    return Answerability(SearchIndex("now", Catalogue([CODE], PROVISIONS), LexicalIndex.build(texts), {}))


def found(similarity: float, *provisions: Provision) -> Found:
    hits = [SearchHit(rank=1, score=1.0, document=CODE, provision=item, pinpoint="") for item in provisions]
    return Found(tuple(hits), similarity, np.zeros(384, dtype=np.float32))


def test_a_provision_that_holds_all_words_of_a_question_covers_it(answerability: Answerability) -> None:
    assert answerability.coverage("sharing herring harvests", PROVISIONS[0]) == pytest.approx(1.0)


def test_a_provision_that_holds_none_of_the_words_covers_nothing(answerability: Answerability) -> None:
    assert answerability.coverage("Who bakes bread?", PROVISIONS[0]) == 0.0


def test_a_rare_word_weighs_more_than_a_common_one(answerability: Answerability) -> None:
    assert answerability.coverage("boats herring", PROVISIONS[0]) == pytest.approx(1.0)
    assert answerability.coverage("boats herring", PROVISIONS[1]) < 0.5
    assert answerability.coverage("boats herring", PROVISIONS[1]) > 0.0


def test_headings_titles_and_digest_questions_count(answerability: Answerability) -> None:
    assert answerability.coverage("lights", PROVISIONS[1]) == pytest.approx(1.0)
    assert answerability.coverage("fees", PROVISIONS[2]) == pytest.approx(1.0)
    assert answerability.coverage("harbour", PROVISIONS[0]) == pytest.approx(1.0)


@pytest.mark.parametrize("question", ["", "the of and", "?!"])
def test_a_question_without_words_is_covered_by_nothing(answerability: Answerability, question: str) -> None:
    assert answerability.coverage(question, PROVISIONS[0]) == 0.0


def test_a_provision_that_the_index_does_not_know_covers_nothing(answerability: Answerability) -> None:
    assert answerability.coverage("herring", provision("art-9", "herring", CODE)) == 0.0


def test_probability_rises_with_similarity_and_with_coverage(answerability: Answerability) -> None:
    question = "Who shares the herring harvest?"
    far, near = found(0.3, PROVISIONS[0]), found(0.7, PROVISIONS[0])
    assert answerability.probability(question, far) < answerability.probability(question, near)
    assert answerability.probability(question, found(0.5, PROVISIONS[2])) < answerability.probability(
        question, found(0.5, PROVISIONS[0])
    )


@pytest.mark.parametrize("similarity", [-1.0, 0.0, 0.5, 1.0])
def test_probability_lies_between_nothing_and_certainty(answerability: Answerability, similarity: float) -> None:
    assert 0.0 < answerability.probability("herring", found(similarity, *PROVISIONS)) < 1.0


def test_only_the_best_three_hits_are_evidence(answerability: Answerability) -> None:
    others = [PROVISIONS[1], PROVISIONS[2], PROVISIONS[1]]
    fourth = answerability.probability("herring", found(0.5, *others, PROVISIONS[0]))
    assert fourth == answerability.probability("herring", found(0.5, *others))


def test_nothing_found_is_most_likely_no_answer(answerability: Answerability) -> None:
    assert answerability.probability("herring", found(0.0)) < 0.01
