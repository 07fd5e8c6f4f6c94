"""What the suite of retrieval makes of what a search finds."""

from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.settings import Settings
from assistant.types import SearchHit
from evals.cases import QuestionCase, accepts
from evals.stores import assistant_over
from evals.suites.base import UnscorableError
from evals.suites.retrieval import Retrieval, ranked_places

SUITE = Retrieval()
REFUGEE = "Which article stops a State from returning a refugee to danger?"
ORDER = "What does article 28 of the UDHR say?"


def case(*expected: str, question: str = REFUGEE, **fields: Any) -> QuestionCase:
    defaults: dict[str, Any] = {"kind": "which article", "difficulty": "medium", "persona": "student"}
    return QuestionCase(question=question, answerable=bool(expected), expected=expected, **{**defaults, **fields})


@pytest.fixture(scope="module")
def hits(assistant: Assistant) -> list[SearchHit]:
    """What the search finds for the question about refugees: ten provisions."""
    found = assistant.search(REFUGEE, 10)
    assert len({hit.provision.id for hit in found}) == 10
    return found


@pytest.fixture(scope="module")
def beside(assistant: Assistant, hits: list[SearchHit]) -> str:
    """A provision of a work of which the search finds nothing."""
    works = {hit.document.id for hit in hits}
    return next(item.id for item in assistant.catalogue.provisions if item.document_id not in works)


@pytest.mark.parametrize(
    ("relevant", "found", "places"),
    [
        (["sea/art-1"], ["sea/art-1"], ["sea/art-1"]),
        (["sea/art-1"], ["sea/art-1/2", "sea/art-1/1"], ["sea/art-1"]),
        (["sea/art-1"], ["sea/art-2/1", "sea/art-2/2", "sea/art-1/2"], ["sea/art-2/1", "sea/art-2/2", "sea/art-1"]),
        (["sea"], ["land/art-1", "sea/art-2", "land/art-1", "sea/art-3"], ["land/art-1", "sea"]),
        (["sea/art-1"], ["sea/art-10", "sea/art-1"], ["sea/art-10", "sea/art-1"]),
        (["sea/art-1"], [], []),
        ([], ["sea/art-1", "sea/art-1"], ["sea/art-1"]),
    ],
)
def test_parts_of_a_right_place_count_as_that_place_and_each_place_once(
    relevant: list[str], found: list[str], places: list[str]
) -> None:
    assert ranked_places(relevant, found) == places


PLACES = [f"{work}/art-{n}{part}" for work in ("sea", "land") for n in (1, 2) for part in ("", "/1", "/2")]


@given(st.sets(st.sampled_from([*PLACES, "sea", "land"])), st.lists(st.sampled_from(PLACES)))
def test_no_place_comes_twice_and_right_ones_are_found_where_they_are(relevant: set[str], found: list[str]) -> None:
    places = ranked_places(sorted(relevant), found)
    assert len(places) == len(set(places))
    assert [place for place in places if place not in relevant] == list(
        dict.fromkeys(place for place in found if not accepts(relevant, place))
    )
    assert any(place in relevant for place in places) == any(accepts(relevant, place) for place in found)


def test_only_answerable_questions_are_searched_for() -> None:
    assert SUITE.takes(case("udhr/art-28"))
    assert not SUITE.takes(case(kind="off-topic"))


def test_a_question_is_counted_under_its_kind() -> None:
    assert SUITE.kind_of(case("udhr/art-28", kind="scenario")) == "scenario"


def test_the_right_provision_on_top_is_worth_everything(assistant: Assistant) -> None:
    found = SUITE.score(case("udhr/art-28", question=ORDER), assistant)
    assert found.values.pop("seconds") > 0
    assert set(found.values.values()) == {1.0}
    assert set(found.values) | {"seconds"} == {spec.of for spec in SUITE.figures}
    assert (found.passed, found.explanation) == (True, "The first right provision has rank 1.")
    assert found.expected == "udhr/art-28"


@pytest.mark.parametrize("rank", [2, 3, 4, 10])
def test_a_right_provision_further_down_is_worth_less(assistant: Assistant, hits: list[SearchHit], rank: int) -> None:
    found = SUITE.score(case(hits[rank - 1].provision.id), assistant)
    values = {name: found.values[name] for name in ("success@1", "success@3", "MRR@10", "nDCG@10")}
    assert values == {
        "success@1": 0,
        "success@3": rank <= 3,
        "MRR@10": pytest.approx(1 / rank),
        "nDCG@10": pytest.approx(1 / log2(rank + 1)),
    }
    assert [found.values[f"recall@{k}"] for k in (1, 3, 5, 10)] == [0, rank <= 3, rank <= 5, 1]
    assert (found.passed, found.explanation) == (False, f"The first right provision has rank {rank}.")


def test_recall_is_over_all_right_places_and_ranks_over_the_first(
    assistant: Assistant, hits: list[SearchHit], beside: str
) -> None:
    found = SUITE.score(case(hits[1].provision.id, hits[3].provision.id, hits[8].provision.id, beside), assistant)
    assert [found.values[f"recall@{k}"] for k in (1, 3, 5, 10)] == [0, 0.25, 0.5, 0.75]
    assert found.values["MRR@10"] == 0.5
    best = sum(1 / log2(rank + 1) for rank in (1, 2, 3, 4))
    assert found.values["nDCG@10"] == pytest.approx(sum(1 / log2(rank + 1) for rank in (2, 4, 9)) / best)


def test_a_right_document_can_be_found_without_the_right_provision(assistant: Assistant, hits: list[SearchHit]) -> None:
    first = hits[0].document.id
    ids = {hit.provision.id for hit in hits}
    other = next(
        item.id
        for item in assistant.catalogue.provisions
        if item.document_id == first and not any(accepts([item.id], found) for found in ids)
    )
    found = SUITE.score(case(other), assistant)
    assert (found.values["success@1"], found.values["recall@10"], found.values["MRR@10"]) == (0, 0, 0)
    assert found.values["document success@1"] == found.values["document MRR@10"] == 1
    assert found.values["document recall@10"] == found.values["document nDCG@10"] == 1
    assert (found.passed, found.explanation) == (False, "Not among the first 10.")


def test_documents_are_ranked_by_their_first_provision(assistant: Assistant, hits: list[SearchHit]) -> None:
    works = list(dict.fromkeys(hit.document.id for hit in hits))
    assert len(works) > 1
    found = SUITE.score(case(works[1]), assistant)
    assert found.values["document success@1"] == 0
    assert found.values["document MRR@10"] == 0.5
    assert found.values["document nDCG@10"] == pytest.approx(1 / log2(3))


def test_a_question_of_which_nothing_is_found_is_worth_nothing(assistant: Assistant, beside: str) -> None:
    found = SUITE.score(case(beside), assistant)
    assert found.values.pop("seconds") > 0
    assert set(found.values.values()) == {0.0}


@pytest.mark.parametrize("places", [["moon-treaty/art-3"], ["udhr/art-99", "moon-treaty"], ["udhr/art-2/9"]])
def test_a_question_whose_places_are_all_in_other_corpora_cannot_be_scored(
    assistant: Assistant, places: list[str]
) -> None:
    with pytest.raises(UnscorableError) as error:
        SUITE.score(case(*places), assistant)
    assert str(error.value) == f"The corpus holds none of: {', '.join(places)}."


def test_places_of_other_corpora_are_not_asked_for(assistant: Assistant) -> None:
    found = SUITE.score(case("moon-treaty/art-3", "udhr/art-28", "udhr/art-28/1", question=ORDER), assistant)
    assert found.expected == "udhr/art-28"
    assert found.values["recall@1"] == found.values["nDCG@10"] == 1


def test_a_result_shows_what_was_found_with_the_first_three_texts(assistant: Assistant, hits: list[SearchHit]) -> None:
    found = SUITE.score(case("refugee/art-33"), assistant)
    assert found.answer.splitlines() == [f"{hit.rank}. {hit.pinpoint}" for hit in hits]
    assert [(item.pinpoint, item.status) for item in found.citations] == [
        (hit.pinpoint, f"rank {n}") for n, hit in enumerate(hits[:3], start=1)
    ]
    for item, hit in zip(found.citations, hits, strict=False):
        assert hit.provision.text.startswith(item.quotation)
        assert 0 < len(item.quotation) <= 300


HEAD = "---\nid: sea\ntitle: Sea Convention\nshort: Sea Convention\nkind: treaty\nstatus: official text\n---\n"
SEA = """
## Article 1

1. States shall share the harvest of the sea with every coastal village.

2. A village that mends nets for others shall have the first share of the harvest.

3. The harvest shall be counted at the quay on the day of landing.

## Article 2

No boat shall leave the bay in a storm.
"""


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over one invented treaty, whose first article has three paragraphs."""
    folder = tmp_path_factory.mktemp("sea")
    (folder / "sea.md").write_text(HEAD + SEA, encoding="utf-8")
    return assistant_over(folder / "data", [str(folder / "sea.md")], Settings())


def test_paragraphs_of_an_article_are_one_place_in_the_ranks(sea: Assistant) -> None:
    asked = "What does article 1 of the Sea Convention say?"
    assert [hit.provision.id for hit in sea.search(asked, 4)] == [*(f"sea/art-1/{n}" for n in (1, 2, 3)), "sea/art-2"]
    by_article = SUITE.score(case("sea/art-1", "sea/art-2", question=asked), sea)
    assert [by_article.values[name] for name in ("recall@1", "recall@3", "nDCG@10")] == [0.5, 1, 1]
    by_paragraph = SUITE.score(case("sea/art-1/3", question=asked), sea)
    assert by_paragraph.values["MRR@10"] == pytest.approx(1 / 3)
    by_work = SUITE.score(case("sea", question=asked), sea)
    assert by_work.values["recall@1"] == by_work.values["document recall@10"] == 1


def test_a_store_made_for_measuring_names_what_it_cannot_take_in(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text(HEAD.replace("official text", "rumour") + SEA, encoding="utf-8")
    with pytest.raises(SolidarityError, match=r"bad\.md cannot be ingested: "):
        assistant_over(tmp_path / "data", [str(tmp_path / "bad.md")], Settings())
