"""What the suite of questions makes of answers: real ones, and real ones in which one thing was put wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import FakeListChatModel

from assistant.assistant import Assistant
from assistant.types import Answer, Citation, Statement
from assistant.verifying.verification import Verification
from evals.cases import QuestionCase
from evals.metrics import Correctness, Groundedness, Outcome
from evals.results import Scored
from evals.suites.base import UnscorableError
from evals.suites.questions import (
    Questions,
    citation_values,
    correctness_of,
    groundedness_of,
    is_exact,
    is_needed,
    is_supported,
)
from evals.suites.statements import whole_provision
from tests.assistant.samples import answer, citation, refusal, statement

SUITE = Questions()
FOOD = "Who has a right to enough food and clothing?"
SLAVE = "Nobody may be held as a slave."
BREAD = "Every State must publish the price of bread."


def case(*expected: str, **fields: Any) -> QuestionCase:
    """An answerable question about food when places are expected, else one that is to be declined."""
    defaults: dict[str, Any] = {
        "question": FOOD,
        "answerable": bool(expected),
        "expected": expected,
        "kind": "who" if expected else "not in the corpus",
        "difficulty": "medium",
        "persona": "student",
    }
    return QuestionCase(**{**defaults, **fields})


class Saying(Assistant):
    """A real assistant, in whose place a ready-made answer is given to every question."""

    def __init__(self, real: Assistant, said: Answer) -> None:
        self.__dict__.update(vars(real))
        self._said = said

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        return self._said


@pytest.fixture(scope="module")
def fed(assistant: Assistant) -> Answer:
    """A real answer with two statements, each with one citation: of article 11 of the ICESCR and article 25 of the UDHR."""
    found = assistant.ask(FOOD)
    assert [item.provision_id for item in found.citations] == ["icescr/art-11", "udhr/art-25"]
    assert [item.citations for item in found.statements] == [(1,), (2,)]
    return found


@pytest.fixture
def scored(assistant: Assistant) -> Callable[[QuestionCase, Answer], Scored]:
    """What the suite makes of a case to which a given answer is given."""
    return lambda asked, said: SUITE.score(asked, Saying(assistant, said))


Scoring = Callable[[QuestionCase, Answer], Scored]


def verdict(found: Scored) -> tuple[str, str, str | None, bool | None]:
    return found.correctness, found.groundedness, found.outcome, found.passed


def with_citation(said: Answer, n: int, **fields: Any) -> Answer:
    changed = tuple(replace(item, **fields) if item.n == n else item for item in said.citations)
    return replace(said, citations=changed)


def with_statement(said: Answer, position: int, **fields: Any) -> Answer:
    changed = [replace(item, **fields) if n == position else item for n, item in enumerate(said.statements)]
    return replace(said, statements=tuple(changed))


def test_a_right_answer_is_correct_grounded_and_accurate(assistant: Assistant) -> None:
    found = SUITE.score(case("icescr/art-11", "udhr/art-25"), assistant)
    assert verdict(found) == ("correct", "grounded", "accurate", True)
    seconds = found.values.pop("seconds")
    assert seconds > 0
    assert found.values == {
        "accurate": 1,
        "incomplete": 0,
        "hallucinated": 0,
        "answered": 1,
        "correct answers": 1,
        "grounded statements": 1,
        "citation recall": 1,
        "citation precision": 1,
        "exact quotations": 1,
        "exact citation recall": 1,
        "exact citation precision": 1,
    }


def test_a_result_shows_what_was_expected_said_and_cited(scored: Scoring, fed: Answer) -> None:
    found = scored(case("icescr/art-11", "udhr/art-25"), fed)
    assert found.expected == "icescr/art-11, udhr/art-25"
    assert fed.direct_answer in found.answer
    assert "Sources" not in found.answer
    assert [(item.quotation, item.status) for item in found.citations] == [
        (item.quote, "verified") for item in fed.citations
    ]
    assert found.explanation == "correct, grounded"


def test_a_quotation_whose_offsets_are_shifted_is_misgrounded_though_its_provision_is_right(
    scored: Scoring, fed: Answer
) -> None:
    second = fed.citations[1]
    found = scored(case("udhr/art-25"), with_citation(fed, 2, start=second.start + 1, end=second.end + 1))
    assert verdict(found) == ("correct", "misgrounded", "hallucinated", False)
    assert {name: found.values[name] for name in ("exact quotations", "citation recall", "citation precision")} == {
        "exact quotations": 0.5,
        "citation recall": 0.5,
        "citation precision": 0.5,
    }
    assert (found.values["hallucinated"], found.values["accurate"], found.values["correct answers"]) == (1, 0, 1)


def test_a_changed_quotation_is_misgrounded(scored: Scoring, fed: Answer) -> None:
    found = scored(case("udhr/art-25"), with_citation(fed, 1, quote=fed.citations[0].quote.replace("food", "wine")))
    assert verdict(found) == ("correct", "misgrounded", "hallucinated", False)
    assert found.values["exact quotations"] == 0.5


def test_a_statement_that_its_citation_does_not_support_is_misgrounded(scored: Scoring, fed: Answer) -> None:
    found = scored(case("udhr/art-25"), with_statement(fed, 1, text=BREAD, support="supported"))
    assert verdict(found) == ("correct", "misgrounded", "hallucinated", False)
    assert found.values["exact quotations"] == 1
    assert found.values["citation recall"] == found.values["citation precision"] == 0.5
    assert found.values["grounded statements"] == 0.5


@pytest.mark.parametrize("numbers", [(), (7,), (2, 7)])
def test_a_statement_without_a_citation_or_with_one_that_is_not_there_is_misgrounded(
    scored: Scoring, fed: Answer, numbers: tuple[int, ...]
) -> None:
    found = scored(case("icescr/art-11"), with_statement(fed, 1, citations=numbers))
    assert verdict(found) == ("correct", "misgrounded", "hallucinated", False)
    assert found.values["citation recall"] == 0.5


@pytest.mark.parametrize(
    ("said", "groundedness"),
    [
        ("UDHR, art. 25.", "grounded"),
        ("UDHR, art. 25(1); ICESCR, art. 11.", "grounded"),
        ("The UDHR says so.", "grounded"),
        ("Two provisions speak of this:", "grounded"),
        ("UDHR, art. 5.", "misgrounded"),
        ("UDHR, art. 25; CAT, art. 2.", "misgrounded"),
    ],
)
def test_a_direct_answer_may_name_only_what_is_cited(
    scored: Scoring, fed: Answer, said: str, groundedness: Groundedness
) -> None:
    found = scored(case("udhr/art-25"), replace(fed, direct_answer=said))
    assert found.groundedness == groundedness
    assert found.outcome == ("accurate" if groundedness == "grounded" else "hallucinated")
    assert found.values["citation recall"] == 1


def test_a_struck_out_statement_counts_on_the_page_but_not_as_proven(scored: Scoring, fed: Answer) -> None:
    found = scored(case("icescr/art-11"), with_statement(fed, 1, text=BREAD, support="unsupported"))
    assert verdict(found) == ("correct", "grounded", "accurate", True)
    assert found.values["grounded statements"] == 0.5
    assert found.values["citation recall"] == found.values["citation precision"] == 1


def test_a_right_citation_of_a_struck_out_statement_alone_answers_nothing(scored: Scoring, fed: Answer) -> None:
    found = scored(case("udhr/art-25"), with_statement(fed, 1, text=BREAD, support="unsupported"))
    assert verdict(found) == ("incorrect", "grounded", "hallucinated", False)
    assert found.values["correct answers"] == 0


def test_an_answer_in_which_all_is_struck_out_is_incomplete(scored: Scoring, fed: Answer) -> None:
    struck = tuple(replace(item, text=BREAD, support="unsupported") for item in fed.statements)
    found = scored(case("udhr/art-25"), replace(fed, statements=struck))
    assert verdict(found) == ("declined", "ungrounded", "incomplete", False)
    assert found.values["grounded statements"] == 0
    assert not {"citation recall", "citation precision"} & set(found.values)


def test_an_answer_that_cites_nothing_expected_is_incorrect_though_every_quotation_is_true(
    scored: Scoring, fed: Answer
) -> None:
    found = scored(case("udhr/art-5"), fed)
    assert verdict(found) == ("incorrect", "grounded", "hallucinated", False)
    assert (found.values["answered"], found.values["correct answers"]) == (1, 0)
    assert (found.values["exact citation recall"], found.values["exact citation precision"]) == (0, 0)
    assert found.values["exact quotations"] == 1


@pytest.mark.parametrize(
    ("expected", "recall", "precision"),
    [
        (["udhr/art-25"], 1.0, 0.5),
        (["udhr/art-25", "udhr/art-5"], 0.5, 0.5),
        (["udhr/art-25", "icescr/art-11", "udhr/art-5", "cat/art-2"], 0.5, 1.0),
        (["udhr/art-25", "moon-treaty/art-3"], 1.0, 0.5),
        (["udhr"], 1.0, 0.5),
    ],
)
def test_cited_and_expected_places_are_held_against_each_other_where_the_corpus_has_them(
    scored: Scoring, fed: Answer, expected: list[str], recall: float, precision: float
) -> None:
    values = scored(case(*expected), fed).values
    assert (values["exact citation recall"], values["exact citation precision"]) == (recall, precision)


def test_paragraphs_of_an_expected_article_are_one_place(scored: Scoring, fed: Answer) -> None:
    parts = replace(fed, citations=tuple(replace(item, provision_id=f"udhr/art-25/{item.n}") for item in fed.citations))
    values = scored(case("udhr/art-25"), parts).values
    assert (values["exact citation recall"], values["exact citation precision"]) == (1, 1)


def test_a_refusal_leaves_an_answerable_question_incomplete(scored: Scoring) -> None:
    found = scored(case("udhr/art-25"), refusal())
    assert verdict(found) == ("declined", "declined", "incomplete", False)
    assert found.values.pop("seconds") >= 0
    assert found.values == {"accurate": 0, "incomplete": 1, "hallucinated": 0, "answered": 0, "correct answers": 0}
    assert "does not answer this question" in found.answer


@pytest.mark.parametrize("kind", ["off-topic", "not in the corpus", "no such place", "false premise"])
def test_a_question_without_an_answer_is_rightly_declined(scored: Scoring, kind: str) -> None:
    found = scored(case(kind=kind), refusal())
    assert verdict(found) == ("correct", "declined", "accurate", True)
    assert found.values["correct refusals"] == 1
    assert found.values.get("false premises rejected") == (1 if kind == "false premise" else None)
    assert not {"answered", "correct answers", "citation recall"} & set(found.values)
    assert found.expected == f"to be declined ({kind})"


@pytest.mark.parametrize("kind", ["off-topic", "not in the corpus", "no such place", "false premise"])
def test_an_answer_to_a_question_without_one_is_hallucinated(scored: Scoring, fed: Answer, kind: str) -> None:
    found = scored(case(kind=kind), fed)
    assert verdict(found) == ("incorrect", "grounded", "hallucinated", False)
    assert found.values["correct refusals"] == 0
    assert not {"exact citation recall", "exact citation precision"} & set(found.values)


@pytest.mark.parametrize(
    ("kind", "said", "correctness", "outcome"),
    [
        ("false premise", "No: UDHR, art. 25 says so.", "correct", "accurate"),
        ("false premise", "No, within the limits quoted below. Two provisions say so.", "correct", "accurate"),
        ("false premise", "No: UDHR, art. 5 says so.", "correct", "hallucinated"),
        ("false premise", "Yes: UDHR, art. 25 says so.", "incorrect", "hallucinated"),
        ("false premise", "", "incorrect", "hallucinated"),
        ("not in the corpus", "No: UDHR, art. 25 says so.", "incorrect", "hallucinated"),
        ("false premise", "Northern Sea Convention, art. 1.", "incorrect", "hallucinated"),
    ],
)
def test_a_false_premise_can_be_answered_with_no(
    scored: Scoring, fed: Answer, kind: str, said: str, correctness: Correctness, outcome: Outcome
) -> None:
    found = scored(case(kind=kind), replace(fed, direct_answer=said))
    assert (found.correctness, found.outcome) == (correctness, outcome)
    assert found.values["correct refusals"] == 0
    if kind == "false premise":
        assert found.values["false premises rejected"] == (correctness == "correct")


def test_a_question_whose_places_are_in_other_texts_cannot_be_scored(assistant: Assistant) -> None:
    with pytest.raises(UnscorableError, match=r"holds none of: moon-treaty/art-3, udhr/art-99\."):
        SUITE.score(case("moon-treaty/art-3", "udhr/art-99"), assistant)


def test_a_question_without_an_answer_can_be_scored_over_any_corpus(assistant: Assistant) -> None:
    found = SUITE.score(case(question="How do I bake bread?", kind="off-topic"), assistant)
    assert verdict(found) == ("correct", "declined", "accurate", True)


@pytest.mark.parametrize("empty", [False, True])
def test_who_wrote_an_answer_is_counted_when_a_chat_model_is_set(
    assistant: Assistant, fed: Answer, empty: bool
) -> None:
    written = f"{fed.citations[0].quote.rstrip('.')} [1]."
    writing = assistant.with_chat_model(FakeListChatModel(responses=["" if empty else written]))
    found = SUITE.score(case("icescr/art-11"), writing)
    assert found.values["written by the model"] == (not empty)
    assert found.outcome == "accurate"


def test_nobody_is_counted_as_writer_without_a_chat_model_or_of_a_refusal(assistant: Assistant) -> None:
    writing = assistant.with_chat_model(FakeListChatModel(responses=["Bread is baked in an oven [1]."]))
    for asked, who in (
        (case("udhr/art-25"), assistant),
        (case("udhr/art-25", question="How do I bake bread?"), writing),
    ):
        assert "written by the model" not in SUITE.score(asked, who).values


# Correctness and groundedness of invented answers.


@pytest.mark.parametrize(
    ("expected", "cited", "correctness"),
    [
        (["sea/art-1"], ["sea/art-1"], "correct"),
        (["sea/art-1"], ["sea/art-1/2"], "correct"),
        (["sea"], ["sea/art-7"], "correct"),
        (["sea/art-1"], ["sea/art-9", "sea/art-8", "sea/art-7", "sea/art-1"], "correct"),
        (["sea/art-1"], ["sea/art-10"], "incorrect"),
        (["sea/art-1/2"], ["sea/art-1"], "incorrect"),
    ],
)
def test_an_answer_is_correct_when_any_proven_citation_is_expected(
    expected: list[str], cited: list[str], correctness: Correctness
) -> None:
    numbered = tuple(citation(n=n, provision_id=place) for n, place in enumerate(cited, start=1))
    said = answer(statements=(statement(citations=tuple(item.n for item in numbered)),), citations=numbered)
    assert correctness_of(case(*expected), said) == correctness


def test_an_answer_without_statements_answers_nothing(assistant: Assistant) -> None:
    empty = answer(statements=(), citations=())
    assert correctness_of(case("sea/art-1"), empty) == "declined"
    assert groundedness_of(empty, assistant) == "ungrounded"
    assert citation_values(empty, assistant) == {}


def test_an_answer_from_a_corpus_that_is_not_there_is_misgrounded(assistant: Assistant) -> None:
    assert groundedness_of(answer(), assistant) == "misgrounded"


# Which citations a statement needs.


def claiming(said: str, *places: str, assistant: Assistant) -> tuple[Statement, Answer]:
    """A statement with citations of whole provisions, and the answer that it is all of."""
    cited = tuple(replace(whole_provision(place, assistant), n=n) for n, place in enumerate(places, start=1))
    only = Statement(text=said, citations=tuple(item.n for item in cited), support="supported")
    return only, answer(statements=(only,), citations=cited)


@pytest.mark.parametrize(
    ("said", "places", "needed"),
    [
        (SLAVE, ["udhr/art-4"], [True]),
        (SLAVE, ["udhr/art-4", "icescr/art-11"], [True, False]),
        (SLAVE, ["icescr/art-11", "udhr/art-4"], [False, True]),
        (SLAVE, ["udhr/art-4", "icescr/art-11", "cat/art-4"], [True, False, False]),
        (SLAVE, ["udhr/art-4", "iccpr/art-8"], [True, True]),
        (BREAD, ["udhr/art-4", "icescr/art-11"], [False, False]),
        (BREAD, ["udhr/art-4"], [False]),
    ],
)
def test_a_citation_is_needed_when_it_carries_its_statement(
    assistant: Assistant, said: str, places: list[str], needed: list[bool]
) -> None:
    only, whole = claiming(said, *places, assistant=assistant)
    supports = partial(is_supported, answer=whole, assistant=assistant)
    assert [is_needed(n, only, supports) for n in only.citations] == needed
    values = citation_values(whole, assistant)
    assert values["citation precision"] == pytest.approx(sum(needed) / len(needed))
    assert values["citation recall"] == any(needed)


def test_two_halves_of_a_statement_need_both_of_their_citations(assistant: Assistant) -> None:
    _, whole = claiming("", "udhr/art-4", "udhr/art-28", assistant=assistant)
    quotes = " […] ".join(item.quote for item in whole.citations)
    only = replace(whole.statements[0], text=quotes)
    halves = [replace(only, citations=(n,)) for n in only.citations]
    assert is_supported(only, whole, assistant)
    assert [is_supported(half, whole, assistant) for half in halves] == [False, False]
    supports = partial(is_supported, answer=whole, assistant=assistant)
    assert [is_needed(n, only, supports) for n in only.citations] == [True, True]


def test_no_statement_is_verified_twice_for_the_figures_of_citations(assistant: Assistant, fed: Answer) -> None:
    verified: list[Statement] = []

    class Noting(Saying):
        def verify_statement(self, statement: Statement, citations: Sequence[Citation]) -> Verification:
            verified.append(statement)
            return super().verify_statement(statement, citations)

    over_cited = with_statement(fed, 0, citations=(1, 2))
    assert citation_values(over_cited, Noting(assistant, over_cited)) == citation_values(over_cited, assistant)
    assert set(over_cited.statements) < set(verified)
    assert len(set(verified)) == len(verified)


def test_an_over_cited_answer_loses_precision_and_nothing_else(scored: Scoring, assistant: Assistant) -> None:
    _, whole = claiming(SLAVE, "udhr/art-4", "icescr/art-11", assistant=assistant)
    found = scored(case("udhr/art-4"), whole)
    assert verdict(found) == ("correct", "grounded", "accurate", True)
    assert (found.values["citation precision"], found.values["citation recall"]) == (0.5, 1)


# Which quotations are exact.


def quoted(assistant: Assistant, **fields: Any) -> Citation:
    """The first forty characters of article 4 of the UDHR, but for what is put otherwise."""
    whole = whole_provision("udhr/art-4", assistant)
    return replace(whole, **{"quote": whole.quote[:40], "end": 40, **fields})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_cut_out_of_a_provision_is_exact_where_it_was_cut_out_and_nowhere_else(
    assistant: Assistant, data: st.DataObject
) -> None:
    whole = whole_provision("udhr/art-4", assistant)
    start = data.draw(st.integers(0, len(whole.quote) - 1))
    end = data.draw(st.integers(start + 1, len(whole.quote)))
    piece = replace(whole, quote=whole.quote[start:end], start=start, end=end)
    assert is_exact(piece, assistant) == bool(piece.quote.strip())
    assert not is_exact(replace(piece, quote=f"{piece.quote}x"), assistant)


@pytest.mark.parametrize(
    ("change", "exact"),
    [
        (lambda item: {}, True),
        (lambda item: {"quote": item.quote.replace(" ", " \n ")}, True),
        (lambda item: {"quote": item.quote.replace("4", "４").replace(" ", "\u00a0")}, True),
        (lambda item: {"quote": item.quote.upper()}, False),
        (lambda item: {"quote": item.quote.replace("4", "5")}, False),
        (lambda item: {"start": 1, "end": 41}, False),
        (lambda item: {"end": 39}, False),
        (lambda item: {"quote": "", "end": 0}, False),
        (lambda item: {"quote": " ", "start": 7, "end": 8}, False),
        (lambda item: {"start": 9000, "end": 9040}, False),
        (lambda item: {"provision_id": "udhr/art-5"}, False),
        (lambda item: {"provision_id": "udhr/art-99"}, False),
        (lambda item: {"document": replace(item.document, status="official text")}, False),
    ],
)
def test_a_quotation_is_exact_letter_for_letter_in_the_cited_edition_white_space_aside(
    assistant: Assistant, change: Callable[[Citation], dict[str, Any]], exact: bool
) -> None:
    assert is_exact(quoted(assistant, **change(quoted(assistant))), assistant) is exact


def test_a_quotation_with_offsets_below_zero_is_not_exact(assistant: Assistant) -> None:
    whole = whole_provision("udhr/art-4", assistant)
    assert not is_exact(replace(whole, quote=whole.quote[-20:-1], start=-20, end=-1), assistant)
