"""What the decision to answer rests on, over an invented code, and the decision itself over the shipped corpus."""

from dataclasses import astuple, fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.finding.answerability import Answerability, Calibration, Evidence, Weights, load_weights
from assistant.finding.retrieval import Found
from assistant.types import Document, Provision, SearchHit
from tests.assistant.samples import document, provision
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.index import SearchIndex, articles_of, searchable_text
from vectorstore.lexical import LexicalIndex

CODE = document(title="Code of the Harbour", short="Harbour Code")
DIGEST = document(title="Code of the Harbour", short="Harbour Code", status="digest")
PROVISIONS = [
    provision("art-1", "Boats share the harvest of herring, as the Geneva Convention of 1951 has it.", CODE),
    provision("art-2", "Boats carry a lamp.", CODE, questions=("Must ships have lights?",)),
    provision("art-3", "Boats pay no toll.", CODE, heading_path=("Fees",)),
    provision("art-4/1", "Pilots from Bergen guide every ship.", CODE),
    provision("art-4/2", "Tugs wait at the quay.", CODE),
    provision("art-4", "Helmsmen steer in fog.", DIGEST),
]
HERRING, LAMP, TOLL, PILOTS, TUGS, _ = PROVISIONS
NOTHING = Evidence(
    text=0,
    questions=0,
    lexical=0,
    coverage=0,
    names_work=0,
    length=0,
    missing_names=0,
    missing_numbers=0,
    no_quantity=0,
    unknown_instrument=0,
)
MATCHES = ("text", "questions", "lexical")
LACKS = ("missing_names", "missing_numbers", "no_quantity", "unknown_instrument")


def index_of(provisions: list[Provision], *documents: Document) -> SearchIndex:
    by_key = {of.key: of for of in documents}
    texts = [searchable_text(by_key[item.document_key], item) for item in provisions]
    articles = articles_of(provisions)
    whole = [
        "\n".join(text for text, item in zip(texts, provisions, strict=True) if Catalogue.article_of(item) == article)
        for article in articles
    ]
    held = Catalogue(documents, provisions)
    return SearchIndex("now", held, articles, LexicalIndex.build(texts), LexicalIndex.build(whole), {})


@pytest.fixture(scope="module")
def answerability() -> Answerability:
    return Answerability(index_of(PROVISIONS, CODE, DIGEST))


def found(*provisions: Provision, text: float = 0.0, questions: float = 0.0, lexical: float = 0.0) -> Found:
    hits = [SearchHit(rank=1, score=1.0, document=CODE, provision=item, pinpoint="") for item in provisions]
    return Found(tuple(hits), np.zeros(384, dtype=np.float32), text, questions, lexical)


def holding(text: str) -> tuple[Answerability, Found]:
    """The answerability over a single provision, and that one found."""
    item = provision("art-1", text, CODE)
    return Answerability(index_of([item], CODE)), found(item)


def vector(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_how_well_the_fields_match_is_taken_over_from_the_search(answerability: Answerability) -> None:
    evidence = answerability.evidence("?", "?", found(HERRING, text=0.7, questions=0.5, lexical=0.3), names_work=False)
    assert (evidence.text, evidence.questions, evidence.lexical) == (0.7, 0.5, 0.3)


@pytest.mark.parametrize("names_work", [True, False])
def test_whether_a_work_was_named_is_evidence(answerability: Answerability, names_work: bool) -> None:
    assert answerability.evidence("herring", "herring", found(HERRING), names_work).names_work == float(names_work)


def coverage(answerability: Answerability, question: str, *provisions: Provision) -> float:
    return answerability.evidence(question, question, found(*provisions), names_work=False).coverage


def test_an_article_that_holds_all_words_of_a_question_covers_it(answerability: Answerability) -> None:
    assert coverage(answerability, "sharing herring harvests", HERRING) == pytest.approx(1.0)


def test_an_article_that_holds_none_of_the_words_covers_nothing(answerability: Answerability) -> None:
    assert coverage(answerability, "Who bakes bread?", HERRING) == 0.0


def test_a_rare_word_weighs_more_than_a_common_one(answerability: Answerability) -> None:
    assert coverage(answerability, "boats herring", HERRING) == pytest.approx(1.0)
    assert 0.0 < coverage(answerability, "boats herring", LAMP) < 0.5


@pytest.mark.parametrize(("word", "item"), [("lights", LAMP), ("fees", TOLL), ("harbour", HERRING)])
def test_headings_titles_and_digest_questions_cover_too(
    answerability: Answerability, word: str, item: Provision
) -> None:
    assert coverage(answerability, word, item) == pytest.approx(1.0)


@pytest.mark.parametrize("word", ["pilots", "tugs", "helmsmen"])
def test_all_paragraphs_of_an_article_in_all_editions_cover_together(answerability: Answerability, word: str) -> None:
    assert coverage(answerability, word, TUGS) == pytest.approx(1.0)


def test_the_hit_that_covers_most_counts(answerability: Answerability) -> None:
    assert coverage(answerability, "herring", TOLL, LAMP, HERRING) == pytest.approx(1.0)
    assert 0.0 < coverage(answerability, "herring toll", TOLL, HERRING) < 1.0


def test_only_the_best_three_hits_are_looked_at(answerability: Answerability) -> None:
    assert coverage(answerability, "herring", TOLL, LAMP, PILOTS, HERRING) == 0.0


def test_words_for_the_kind_of_text_sought_need_not_be_covered(answerability: Answerability) -> None:
    assert coverage(answerability, "Which treaty article shares herring?", HERRING) == pytest.approx(1.0)


@pytest.mark.parametrize("question", ["", "the of and", "?!"])
def test_a_question_without_words_is_covered_by_nothing(answerability: Answerability, question: str) -> None:
    assert coverage(answerability, question, HERRING) == 0.0


def test_nothing_found_leaves_only_what_the_question_itself_tells(answerability: Answerability) -> None:
    evidence = answerability.evidence("herring", "herring", found(), names_work=False)
    assert evidence == replace(NOTHING, length=1 / 30)


@pytest.mark.parametrize(("words", "length"), [(0, 0.0), (3, 0.1), (30, 1.0), (90, 1.0)])
def test_a_question_is_the_longer_the_more_words_it_has_up_to_a_limit(
    answerability: Answerability, words: int, length: float
) -> None:
    asked = "herring " * words
    assert answerability.evidence(asked, asked, found(), names_work=False).length == pytest.approx(length)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Do pilots come from Bergen?", 0),
        ("Do pilots come from Bergen's quays?", 0),
        ("Do pilots come from Oslo?", 1),
        ("Do pilots come from Oslo or Turku?", 2),
        ("Do pilots come from Oslo, Turku, Narvik or Bodø?", 2),
        ("Do pilots from Oslo live in Oslo?", 1),
        ("Oslo pilots?", 0),
        ("They are late. Pilots?", 0),
        ("Do pilots come on Sundays?", 0),
        ("May I ask a pilot?", 0),
        ("do pilots come from oslo?", 0),
        ("Do pilots steer in The Fog?", 0),
    ],
)
def test_names_that_stand_in_none_of_the_best_articles_are_missing(
    answerability: Answerability, question: str, missing: int
) -> None:
    assert answerability.evidence(question, question, found(TUGS), names_work=False).missing_names == missing


def test_a_name_is_not_missing_when_one_of_the_best_articles_has_it(answerability: Answerability) -> None:
    asked = "Do pilots come from Bergen?"
    assert answerability.evidence(asked, asked, found(HERRING, TUGS), names_work=False).missing_names == 0
    assert answerability.evidence(asked, asked, found(HERRING), names_work=False).missing_names == 1


def test_names_are_looked_for_in_what_is_asked_and_not_in_the_name_of_the_work(answerability: Answerability) -> None:
    evidence = answerability.evidence("Does the Oslo Act share?", "Does the share?", found(HERRING), names_work=True)
    assert (evidence.missing_names, evidence.unknown_instrument) == (0, 0)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What was agreed in 1951?", 0),
        ("What was agreed in 1952?", 1),
        ("What was agreed in 1952 and 1953?", 2),
        ("What was agreed in 1952, 1953 and 1954?", 2),
        ("What does the G20 share?", 1),
        ("What was agreed?", 0),
        pytest.param(
            "Do 95 boats share?",
            1,
        ),
    ],
)
def test_numbers_that_stand_in_none_of_the_best_articles_are_missing(
    answerability: Answerability, question: str, missing: int
) -> None:
    assert answerability.evidence(question, question, found(HERRING), names_work=False).missing_numbers == missing


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("How many boats share the catch?", "Ten boats share.", False),
        ("How many boats share the catch?", "Boats share.", True),
        ("What number of boats?", "At least 12 small boats share.", False),
        ("How many boats?", "Ten nets are shared by boats.", False),
        ("How many boats?", "Ten nets hang on the quay; in the evening come boats.", True),
        ("How old must a sailor be?", "Sailors have reached the age of fifteen.", False),
        ("What is the minimum age?", "Sailors are fifteen years old.", False),
        ("How old must a sailor be?", "Sailors are grown up.", True),
        ("How long may a ship stay?", "A ship may stay for two days.", False),
        ("What is the deadline?", "Within thirty calendar days.", False),
        ("How long may a ship stay?", "A ship may stay for some time.", True),
        ("How much is the toll?", "The toll is 20 francs.", False),
        ("How much is the toll?", "The toll is high.", True),
        ("What share of the catch is given away?", "Two out of ten fish are given away.", False),
        ("What percentage is given away?", "Fish are given away.", True),
        ("Who shares the catch?", "Boats share.", False),
        pytest.param("How many people share?", "Everyone and other people share.", True),
        pytest.param("How long may a ship stay?", "Storms have often lasted days.", True),
        pytest.param("Who bears the costs of towing?", "The owner pays.", False),
    ],
)
def test_a_quantity_that_is_asked_for_must_stand_in_the_text(question: str, text: str, lacks: bool) -> None:
    answerability, hits = holding(text)
    assert answerability.evidence(question, question, hits, names_work=False).no_quantity == float(lacks)


@pytest.mark.parametrize(
    "text", ["Parties report every second year.", "Parties report annually.", "Parties report promptly."]
)
def test_how_often_and_how_soon_may_be_answered_without_a_number(text: str) -> None:
    answerability, hits = holding(text)
    assert answerability.evidence("How often do Parties report?", "", hits, names_work=False).no_quantity == 0


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the Antarctic Treaty say about mining?", "Antarctic Treaty"),
        ("Which boats does the Herring Convention cover?", "Herring Convention"),
        ("Is it in the Convention on Boats?", "Convention on Boats"),
        ("What does the Charter of Bergen say?", "Charter of Bergen"),
        ("What are the Oslo Accords?", "Oslo Accords"),
        ("What is in the Boats and Nets Act?", "Boats and Nets Act"),
    ],
)
def test_an_instrument_that_no_text_speaks_of_is_unknown(
    answerability: Answerability, question: str, named: str
) -> None:
    assert answerability.unknown_instrument(question) == named
    assert answerability.evidence(question, question, found(HERRING), names_work=False).unknown_instrument == 1


@pytest.mark.parametrize(
    "question",
    [
        "What does the Geneva Convention say?",
        "what does the Geneva\nConvention say?",
        "What does the Convention say?",
        "Which boats share?",
        "Who may conclude a treaty, a charter or a convention?",
        "May States act together?",
        "",
        pytest.param("Does the Geneva Convention cover boats?"),
        pytest.param("Does the Convention cover boats?"),
        pytest.param("Under the Convention, who shares?"),
        pytest.param("Which Convention covers boats?"),
    ],
)
def test_an_instrument_that_a_text_speaks_of_or_none_is_not_unknown(
    answerability: Answerability, question: str
) -> None:
    assert answerability.unknown_instrument(question) == ""
    assert answerability.evidence(question, question, found(HERRING), names_work=False).unknown_instrument == 0


def test_probability_is_the_logistic_function_of_the_weighted_evidence() -> None:
    weights = Weights(evidence=(2.0, *[0.0] * 8, -1.0), question=(), intercept=-0.5)
    evidence = replace(NOTHING, text=0.5, unknown_instrument=1)
    assert weights.probability(evidence, vector()) == pytest.approx(1 / (1 + np.exp(0.5)))
    assert Weights(evidence=(0.0,) * 10, question=(), intercept=0).probability(evidence, vector()) == 0.5


def test_the_embedded_question_counts_only_where_it_has_weights() -> None:
    with_question = Weights(evidence=(0.0,) * 10, question=(1.0, -1.0), intercept=0)
    without = with_question.model_copy(update={"question": ()})
    law, bread = vector(1, 0), vector(0, 1)
    assert with_question.probability(NOTHING, law) > 0.5 > with_question.probability(NOTHING, bread)
    assert without.probability(NOTHING, law) == without.probability(NOTHING, bread) == 0.5


def test_weights_that_are_no_numbers_are_refused() -> None:
    weights = {"evidence": [0.0] * 10, "question": [], "intercept": 0.0}
    with pytest.raises(ValidationError, match="without_question"):
        Calibration.model_validate({"embedding_model": "m", "with_question": weights, "without_question": {}})


def test_the_packaged_model_has_weights_for_the_embedded_question(model: EmbeddingModel) -> None:
    assert len(load_weights(model.id).question) == 384


def test_any_other_model_gets_weights_that_leave_the_embedded_question_out() -> None:
    weights = load_weights("other-model")
    assert weights.question == ()
    assert 0 < weights.probability(NOTHING, vector(1, 2, 3)) < 1


@pytest.fixture(params=["packaged", "other-model"])
def weights(request: pytest.FixtureRequest, model: EmbeddingModel) -> Weights:
    return load_weights(model.id if request.param == "packaged" else request.param)


def test_every_piece_of_evidence_has_one_weight(weights: Weights) -> None:
    assert len(weights.evidence) == len(fields(Evidence)) == len(astuple(NOTHING))


def test_better_matches_speak_for_an_answer_and_what_is_lacking_against_it(weights: Weights) -> None:
    nothing = vector(*[0.0] * 384)
    before = weights.probability(NOTHING, nothing)
    for name in MATCHES:
        assert weights.probability(replace(NOTHING, **{name: 1.0}), nothing) > before, name
    for name in LACKS:
        assert weights.probability(replace(NOTHING, **{name: 1.0}), nothing) < before, name


def test_a_question_that_nothing_matches_is_declined(weights: Weights) -> None:
    assert weights.probability(NOTHING, vector(*[0.0] * 384)) < 0.2


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Mongolia?",
        "How do I bake sourdough bread?",
        "What does the Antarctic Treaty say about mining?",
        "Who won the World Cup in 1998?",
        "Which GPU should I buy?",
    ],
)
def test_a_question_that_the_corpus_does_not_answer_is_declined(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not in the corpus"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can a refugee be sent back to a country where they would be persecuted?", "refugee/art-33"),
        ("Is torture ever allowed in an emergency?", "cat/art-2"),
        ("Does everyone have the right to rest and paid holidays?", "udhr/art-24"),
        ("What acts count as genocide?", "genocide/art-2"),
        ("Can a person be held in slavery?", "udhr/art-4"),
    ],
)
def test_a_question_that_the_corpus_answers_is_answered(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert expected in [citation.provision_id for citation in answer.citations]


def test_the_antarctic_treaty_is_declined_because_the_corpus_does_not_know_it(assistant: Assistant) -> None:
    found_evidence = assistant.evidence("What does the Antarctic Treaty say about mining?")
    assert found_evidence is not None
    assert found_evidence[0].unknown_instrument == 1


@pytest.mark.parametrize("question", ["What does article 28 of the UDHR say?", "What does A/HRC/99/123 recommend?"])
def test_named_places_and_symbols_are_decided_without_evidence(assistant: Assistant, question: str) -> None:
    assert assistant.evidence(question) is None
