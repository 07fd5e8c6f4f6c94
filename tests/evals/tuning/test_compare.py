"""The comparison with a stock chain: which provisions a chunk of text holds."""

import pytest

from assistant.assistant import Assistant
from evals.cases import QuestionCase
from evals.tuning.compare import FIGURES, _as_in_file, _held, _spans, ask_all, means, measured, search_of
from tests.assistant.samples import catalogue, document, provision

LONG = "x" * 300
SPANS = [("sea/art-1", LONG), ("sea/art-2", "y" * 50), ("sea/art-3", LONG)]


@pytest.mark.parametrize(
    ("start", "length", "held"),
    [
        (0, 650, {"sea/art-1", "sea/art-2", "sea/art-3"}),
        (0, 300, {"sea/art-1"}),
        (0, 100, {"sea/art-1"}),
        (0, 99, set()),
        (200, 100, {"sea/art-1"}),
        (201, 99, set()),
        (201, 150, {"sea/art-2"}),
        (300, 50, {"sea/art-2"}),
        (300, 49, set()),
        (301, 49, set()),
        (250, 199, {"sea/art-2"}),
        (250, 200, {"sea/art-2", "sea/art-3"}),
        (350, 300, {"sea/art-3"}),
        (649, 1000, set()),
        (650, 1000, set()),
        (0, 0, set()),
    ],
)
def test_a_chunk_holds_a_provision_with_a_hundred_of_its_characters_or_all_of_them(
    start: int, length: int, held: set[str]
) -> None:
    assert _held(SPANS, start, length) == held


def test_a_chunk_of_an_empty_document_holds_nothing() -> None:
    assert _held([], 0, 100) == set()


def test_a_provision_is_written_with_label_heading_words_and_questions() -> None:
    item = provision(
        "art-2", "Nets are free.", heading_path=("Part I", "Nets"), questions=("May I fish?", "Who fishes?")
    )
    assert _as_in_file(item) == "art. 2: Nets\nNets are free.\n- May I fish?\n- Who fishes?\n\n"


def test_a_provision_without_heading_and_questions_is_written_without_them() -> None:
    assert _as_in_file(provision("art-2", "Nets are free.")) == "art. 2\nNets are free.\n\n"


def test_the_spans_of_a_document_are_its_provisions_in_order_and_no_others() -> None:
    sea, land = document(), document("land")
    held = catalogue((sea, ["art-1", "art-2"]), (land, ["art-1"]))
    spans = list(_spans(sea, held))
    assert [name for name, _ in spans] == ["sea/art-1", "sea/art-2"]
    assert all("Text of" in text for _, text in spans)


def test_each_span_is_found_where_the_text_has_it() -> None:
    sea = document()
    spans = list(_spans(sea, catalogue((sea, [f"art-{n}" for n in range(1, 30)]))))
    text = "".join(part for _, part in spans)
    for name, part in spans:
        assert _held(spans, text.index(part), len(part)) == {name}


def case(*expected: str) -> QuestionCase:
    return QuestionCase(
        question=" ".join(expected),
        answerable=True,
        expected=expected,
        kind="who",
        difficulty="easy",
        persona="lawyer",
    )


@pytest.mark.parametrize(
    ("ranked", "first", "top_three", "reciprocal"),
    [
        ("abc", 1, 1, 1.0),
        ("xab", 0, 1, 0.5),
        ("xyza", 0, 0, 0.25),
        ("xyz", 0, 0, 0.0),
        ("", 0, 0, 0.0),
    ],
)
def test_the_figures_of_a_question_are_those_of_the_evaluation(
    ranked: str, first: int, top_three: int, reciprocal: float
) -> None:
    found = measured(["a", "b"], list(ranked))
    assert tuple(found) == FIGURES
    assert found == {"first": first, "top 3": top_three, "MRR@10": reciprocal}


def test_a_question_is_found_at_the_rank_of_the_first_result_that_holds_an_expected_place() -> None:
    cases = [case("sea/art-1"), case("sea/art-3"), case("sea/art-9"), case("sea/art-9", "sea/art-2")]
    found = [{"sea/art-1/1", "sea/art-2"}, set(), {"sea/art-3"}]
    asked: list[str] = []

    def search(question: str) -> list[set[str]]:
        asked.append(question)
        return found

    values, seconds = ask_all(search, cases)
    assert [value["MRR@10"] for value in values] == pytest.approx([1, 1 / 3, 0, 1])
    assert [value["first"] for value in values] == [1, 0, 0, 1]
    assert [value["top 3"] for value in values] == [1, 1, 0, 1]
    assert asked == [item.question for item in cases]
    assert len(seconds) == 4
    assert all(second >= 0 for second in seconds)


def test_a_place_that_several_results_hold_is_found_where_it_is_first() -> None:
    found = [{"sea/art-1/1"}, {"land/art-4"}, {"sea/art-1/2"}]
    [values], _ = ask_all(lambda _: found, [case("sea/art-1")])
    assert values == {"first": 1, "top 3": 1, "MRR@10": 1}


def test_the_mean_of_each_figure_is_taken_over_all_questions() -> None:
    values = [measured(["a"], ["a"]), measured(["a"], ["x", "a"])]
    assert means(values) == {"first": 0.5, "top 3": 1, "MRR@10": 0.75}


def test_the_search_of_this_project_gives_ten_results_of_one_provision_each(assistant: Assistant) -> None:
    question = "Who has a right to enough food and clothing?"
    found = search_of(assistant)(question)
    assert found == [{hit.provision.id} for hit in assistant.search(question, 10)]
    assert len(set(map(frozenset, found))) == 10
