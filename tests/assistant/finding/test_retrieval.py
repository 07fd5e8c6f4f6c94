"""Search over a small real store: invented instruments as official text and as digests, a report and a web page."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.finding.retrieval import Found, Retriever
from ingest.loaders.markdown import markdown_blocks
from ingest.pipeline import Ingest
from tests.ingest.samples import provision_texts
from vectorstore.embedding import EmbeddingModel
from vectorstore.fusion import FieldWeights
from vectorstore.index import load_index
from vectorstore.reranking import Reranker
from vectorstore.store import Store

Open = Callable[..., Retriever]

_HARBOUR = """---
id: harbour
title: Convention on Open Harbours
short: Harbour Convention
kind: treaty
status: official text
---

## Article 1

For the purposes of shelter:

1. Every port shall admit a vessel that flees a storm.
2. The owner of the vessel bears the cost of towing.
3. A master shall report damage to the quay within two days.

## Article 2

Fishing crews pay no toll on nets, ropes or sails.
"""
_HARBOUR_DIGEST = """---
id: harbour
title: Convention on Open Harbours
short: Harbour Convention
kind: treaty
status: digest
---

## Article 1: Shelter in storms

Paragraph 1 opens ports to ships in bad weather. Paragraph 2 leaves the bill for the tug to the owner.

Questions:

- Where can my boat hide from bad weather?
- Must a harbour let in a ship in danger?
- Who pays when a ship is towed in?

## Article 7: Lighthouses

Article 7 has coastal villages keep a lighthouse burning at night.

Questions:

- Who looks after the lamp on the cliff?
- Must there be a light to guide ships after dark?
- Which villages run a beacon?
"""
_VALLEY = """---
id: valley
title: Declaration of the Valleys
short: Valley Declaration
kind: declaration
status: digest
---

## Article 4: Exchange of seed

Valleys exchange seed every autumn, so that no village goes without grain.

## Article 5: Wells

Valleys dig and clean the wells together in spring.
"""
_FAIR = """---
id: fair
title: Notes of a traveller
short: Notes
kind: page
status: digest
---

## Section 1: Exchange of seed

Valleys exchange seed every autumn, so that no village goes without grain.
"""
_REPORT = """---
id: report
title: Report on mountain roads
short: Road report
kind: report
status: as published
---

1. Snow is cleared from the mountain passes by both villages.

2. Bridges are inspected by carpenters after every flood.
"""
_DOCUMENTS = {
    "harbour": _HARBOUR,
    "harbour-digest": _HARBOUR_DIGEST,
    "valley": _VALLEY,
    "fair": _FAIR,
    "report": _REPORT,
}
_QUESTIONS = ["Who pays for towing a vessel?", "When is seed exchanged?", "Who clears snow?", "lighthouse", "bread"]
_SHIPS = "ships, ports, vessels, tolls and the lighthouse at the harbour"


class _Favourite(Reranker):
    """Puts texts that hold a word before all others, which keep their order; remembers what it was given."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.given: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given.append((question, list(texts)))
        return np.array([0.9 if self._word in text else 0.5 - n / 100 for n, text in enumerate(texts)], np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("retrieval")


@pytest.fixture(scope="module")
def open_store(folder: Path, model: EmbeddingModel) -> Open:
    """A retriever over a store of its own with the given documents, Markdown by name."""
    made = 0

    def build(documents: dict[str, str], **options: object) -> Retriever:
        nonlocal made
        made += 1
        place = folder / str(made)
        (place / "documents").mkdir(parents=True)
        for name, text in documents.items():
            (place / "documents" / f"{name}.md").write_text(text, encoding="utf-8")
        store = Store(location=place / "chroma", collection="solidarity", model_id=model.id)
        report = Ingest(store, model).run([str(place / "documents" / f"{name}.md") for name in documents])
        assert report.count("ingested") == len(documents)
        return Retriever(store, model, load_index(store, place / "index"), **options)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="module")
def retriever(open_store: Open) -> Retriever:
    return open_store(_DOCUMENTS)


def ids(found: Found) -> list[str]:
    return [hit.provision.id for hit in found.hits]


def score_of(found: Found, provision_id: str) -> float:
    return next(hit.score for hit in found.hits if hit.provision.id == provision_id)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who pays for towing a vessel?", "harbour/art-1/2"),
        ("Must a port let a ship in during a storm?", "harbour/art-1/1"),
        ("When must damage to the quay be reported?", "harbour/art-1/3"),
        ("Do fishermen pay for their nets?", "harbour/art-2"),
        ("Who keeps the lamp on the cliff burning?", "harbour/art-7"),
        ("Who clears the snow?", "report/para-1"),
    ],
)
def test_the_paragraph_that_bears_most_on_a_question_comes_first(
    retriever: Retriever, question: str, best: str
) -> None:
    assert ids(retriever.search(question, 5))[0] == best


def test_the_other_paragraphs_of_an_article_follow_with_lower_scores(retriever: Retriever) -> None:
    found = retriever.search("Who pays for towing a vessel?", 20)
    best = score_of(found, "harbour/art-1/2")
    for other in ("harbour/art-1/1", "harbour/art-1/3"):
        assert 0.6 * best <= score_of(found, other) <= 0.9 * best


@pytest.mark.parametrize("question", _QUESTIONS)
def test_hits_come_by_falling_score_and_are_counted_from_one(retriever: Retriever, question: str) -> None:
    hits = retriever.search(question, 20).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


@pytest.mark.parametrize("question", [*_QUESTIONS, "Where can my boat hide from bad weather?"])
def test_each_provision_is_found_once_and_a_digest_gives_way_to_the_official_paragraphs(
    retriever: Retriever, question: str
) -> None:
    found = retriever.search(question, 50)
    assert len(set(ids(found))) == len(ids(found))
    statuses = {hit.provision.id: hit.document.status for hit in found.hits if hit.document.id == "harbour"}
    assert "harbour/art-1" not in statuses
    assert {statuses[f"harbour/art-1/{n}"] for n in (1, 2, 3)} == {"official text"}
    assert statuses["harbour/art-7"] == "digest"


def test_an_opening_line_is_no_hit_of_its_own(retriever: Retriever) -> None:
    assert "art-1/chapeau" in provision_texts(markdown_blocks(_HARBOUR.split("---\n")[2]))
    assert "harbour/art-1/chapeau" not in ids(retriever.search("purposes of shelter", 50))


def test_a_hit_is_cited_by_the_place_of_its_own_edition(retriever: Retriever) -> None:
    first = retriever.search("Who pays for towing a vessel?", 1).hits[0]
    assert first.pinpoint == "Harbour Convention, art. 1(2)"
    assert first.document.key == first.provision.document_key == "harbour@official-text"


def test_a_page_comes_after_the_instrument_that_says_the_same(open_store: Open) -> None:
    documents = {name: _nets(f"id: {name}\nkind: {kind}") for name, kind in (("a", "page"), ("b", "treaty"))}
    found = open_store(documents).search("Who lends nets?", 10)
    assert ids(found) == ["b/art-1", "a/art-1"]


def test_a_provision_in_several_editions_is_found_in_the_most_authoritative_one(open_store: Open) -> None:
    statuses = ["digest", "official text", "as published"]
    documents = {status[0]: _nets(f"id: nets\nstatus: {status}", ": Nets") for status in statuses}
    (hit,) = open_store(documents).search("Who lends nets?", 10).hits
    assert (hit.provision.id, hit.document.status) == ("nets/art-1", "official text")


def test_of_two_paragraphs_that_match_alike_the_second_is_worth_less_than_the_best_of_an_article(
    open_store: Open,
) -> None:
    text = "---\nid: nets\ntitle: Nets\n---\n\n## Article 1\n\n1. Nets are lent.\n2. Nets are lent.\n"
    first, second = open_store({"nets": text}).search("Who lends nets?", 5).hits
    assert second.score == pytest.approx(0.9 * first.score, abs=1e-3)


def test_a_paragraph_with_the_very_words_comes_before_one_a_little_nearer_in_meaning(
    open_store: Open, model: EmbeddingModel
) -> None:
    question = "collecting wood from the sea"
    paragraphs = ["Anyone may gather driftwood.", "Collecting of tolls on wood is for the bailiff."]
    near, worded = (model.encode(paragraphs) @ model.encode([question])[0]).tolist()
    assert near > worded
    text = f"---\nid: wood\ntitle: Ports\n---\n\n## Article 1\n\n1. {paragraphs[0]}\n2. {paragraphs[1]}\n"
    assert ids(open_store({"wood": text}).search(question, 2)) == ["wood/art-1/2", "wood/art-1/1"]


@pytest.mark.parametrize("works", [{"valley"}, {"report", "fair"}, {"harbour"}])
def test_only_the_works_that_are_named_are_searched(retriever: Retriever, works: set[str]) -> None:
    for question in _QUESTIONS:
        found = retriever.search(question, 20, works)
        assert {hit.document.id for hit in found.hits} == works


def test_the_evidence_is_that_of_the_works_that_are_named(retriever: Retriever) -> None:
    question = "When is seed exchanged?"
    everywhere, elsewhere = retriever.search(question, 5), retriever.search(question, 5, {"report"})
    assert (elsewhere.text, elsewhere.lexical) < (everywhere.text, everywhere.lexical)
    assert elsewhere.lexical == 0.0


def test_a_work_that_is_not_held_gives_nothing(retriever: Retriever) -> None:
    found = retriever.search("When is seed exchanged?", 5, {"moon"})
    assert found.hits == ()
    assert (found.text, found.questions, found.lexical) == (0.0, 0.0, 0.0)


def test_a_question_for_several_works_gets_the_best_provision_of_each_first(retriever: Retriever) -> None:
    plain, across = (retriever.search(_SHIPS, 50, across_works=wanted) for wanted in (False, True))
    assert [hit.document.id for hit in plain.hits[:4]] == ["harbour"] * 4
    assert {hit.document.id for hit in across.hits[:4]} == {"harbour", "valley", "fair", "report"}
    assert sorted(ids(across)) == sorted(ids(plain))
    for hit in across.hits[:4]:
        assert hit.score == max(other.score for other in across.hits if other.document.id == hit.document.id)


def test_few_results_for_several_works_are_from_several_works_too(retriever: Retriever) -> None:
    across = retriever.search(_SHIPS, 2, across_works=True)
    assert len({hit.document.id for hit in across.hits}) == 2


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_fewer_results_are_the_beginning_of_more(retriever: Retriever, k: int) -> None:
    for question in _QUESTIONS:
        few, many = retriever.search(question, k), retriever.search(question, 50)
        assert few.hits == many.hits[:k]
        assert len(few.hits) == min(k, len(many.hits))


def test_the_evidence_does_not_depend_on_how_many_results_are_asked_for(retriever: Retriever) -> None:
    for question in [*_QUESTIONS, "snow lamp", "inspected vessel"]:
        few, many = retriever.search(question, 1), retriever.search(question, 50)
        assert (few.text, few.questions, few.lexical) == (many.text, many.questions, many.lexical)


def test_provisions_that_match_in_nothing_are_left_out(open_store: Open) -> None:
    only_words = open_store(_DOCUMENTS, weights=FieldWeights(text=0, questions=0, lexical=1))
    assert set(ids(only_words.search("carpenters", 50))) == {"report/para-2"}
    found = only_words.search("bread", 50)
    assert found.hits == ()
    assert found.lexical == 0.0


def test_the_same_search_gives_the_same_hits_whatever_order_the_documents_came_in(
    retriever: Retriever, open_store: Open
) -> None:
    other = open_store(dict(reversed(_DOCUMENTS.items())))
    for question in _QUESTIONS:
        first, again, elsewhere = (found.search(question, 20) for found in (retriever, retriever, other))
        assert first.hits == again.hits
        assert ids(first) == ids(elsewhere)
        assert [hit.score for hit in first.hits] == pytest.approx([hit.score for hit in elsewhere.hits], abs=2e-4)


@pytest.mark.parametrize("question", [*_QUESTIONS, "", "?"])
def test_the_evidence_is_a_share_of_certainty(retriever: Retriever, question: str) -> None:
    found = retriever.search(question, 5)
    assert all(0.0 <= value <= 1.0 + 1e-6 for value in (found.text, found.questions, found.lexical))
    assert found.vector.shape == (384,)


def test_words_that_only_say_what_kind_of_text_is_sought_do_not_count(retriever: Retriever) -> None:
    asked, plain = (
        retriever.search("Which treaty provision keeps wells clean?", 10),
        retriever.search("keeps wells clean?", 10),
    )
    assert asked.hits == plain.hits


def test_questions_about_an_article_lift_it(open_store: Open) -> None:
    question = "Where can my boat hide from bad weather?"
    without = {**_DOCUMENTS, "harbour-digest": _without_questions(_HARBOUR_DIGEST)}
    before, after = (open_store(documents).search(question, 10) for documents in (without, _DOCUMENTS))
    assert score_of(after, "harbour/art-1/1") > score_of(before, "harbour/art-1/1") + 0.05
    assert after.questions > before.questions
    assert ids(after)[0].startswith("harbour/art-1/")


def test_questions_are_never_what_is_found(retriever: Retriever) -> None:
    for hit in retriever.search("Where can my boat hide from bad weather?", 20).hits:
        assert "hide" not in hit.provision.text


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(1),
        3,
    ],
)
def test_questions_that_fit_exactly_never_harm_their_article(open_store: Open, count: int) -> None:
    asked = "Where do valleys exchange seed in autumn?"
    with_questions = _VALLEY.replace(
        "without grain.\n", "without grain.\n\nQuestions:\n" + f"\n- {asked}" * count + "\n"
    )
    assert with_questions.count(asked) == count
    before, after = (open_store({**_DOCUMENTS, "valley": text}).search(asked, 10) for text in (_VALLEY, with_questions))
    assert score_of(after, "valley/art-4") >= score_of(before, "valley/art-4")


def test_the_text_of_an_article_of_paragraphs_is_half_its_best_passage_half_the_whole(
    open_store: Open, model: EmbeddingModel
) -> None:
    paragraphs = ["Ports admit vessels in a storm.", "Owners bear the cost of towing.", "Masters report damage."]
    body = "\n".join(f"{n}. {text}" for n, text in enumerate(paragraphs, start=1))
    found = open_store({"ports": f"---\nid: ports\ntitle: Ports\n---\n\n## Article 1\n\n{body}\n"}).search(
        "towing cost", 3
    )
    assert ids(found)[0] == "ports/art-1/2"
    vectors = model.encode([*paragraphs, "\n".join(paragraphs)]) @ model.encode(["towing cost"])[0]
    assert found.text == pytest.approx((max(vectors[:3]) + vectors[3]) / 2, abs=1e-4)


def test_an_empty_store_gives_nothing(open_store: Open) -> None:
    found = open_store({}).search("Who pays for towing?", 5)
    assert found.hits == ()
    assert (found.text, found.questions, found.lexical) == (0.0, 0.0, 0.0)


def test_a_reranker_decides_which_results_come_first(open_store: Open) -> None:
    question = "Who pays for towing a vessel?"
    plain, reranked = open_store(_DOCUMENTS), open_store(_DOCUMENTS, reranker=_Favourite("wells"))
    before, after = plain.search(question, 20), reranked.search(question, 20)
    assert ids(before)[0] == "harbour/art-1/2"
    assert ids(after)[0] == "valley/art-5"
    assert after.hits[0].score == pytest.approx(0.9)
    assert ids(after)[1:] == [found for found in ids(before) if found != "valley/art-5"]
    assert (after.text, after.questions, after.lexical) == (before.text, before.questions, before.lexical)


def test_a_reranker_reads_the_whole_question_and_the_heading_with_the_text(open_store: Open) -> None:
    favourite = _Favourite("wells")
    open_store({"valley": _VALLEY}, reranker=favourite).search("Which treaty provision keeps wells clean?", 5)
    ((question, texts),) = favourite.given
    assert question == "Which treaty provision keeps wells clean?"
    assert sorted(texts) == [
        "Exchange of seed\nValleys exchange seed every autumn, so that no village goes without grain.",
        "Wells\nValleys dig and clean the wells together in spring.",
    ]


def test_a_reranker_is_not_asked_when_nothing_is_found(open_store: Open) -> None:
    favourite = _Favourite("wells")
    assert open_store(_DOCUMENTS, reranker=favourite).search("seed", 5, {"moon"}).hits == ()
    assert favourite.given == []


def test_results_beyond_those_that_are_reranked_keep_their_order_at_the_end(open_store: Open) -> None:
    rules = "\n\n".join(f"{n}. Village number {n} keeps {'a rare bell' if n == 25 else 'nets'}." for n in range(1, 31))
    documents = {"bells": f"---\nid: bells\ntitle: Bells\nkind: report\n---\n\n{rules}\n"}
    plain, reranked = open_store(documents), open_store(documents, reranker=_Favourite("nets"))
    before, after = plain.search("nets of villages", 30), reranked.search("nets of villages", 30)
    assert len(before.hits) == len(after.hits) == 30
    assert set(ids(after)[:20]) == set(ids(before)[:20])
    assert ids(after)[20:] == ids(before)[20:]
    assert all(hit.score == 0.0 for hit in after.hits[20:])


def test_the_best_of_each_work_in_the_order_of_the_reranker_comes_first_across_works(
    retriever: Retriever, open_store: Open
) -> None:
    favourite = open_store(_DOCUMENTS, reranker=_Favourite("flood"))
    across = favourite.search(_SHIPS, 20, across_works=True)
    assert ids(across)[:2] == ["report/para-2", ids(retriever.search(_SHIPS, 1))[0]]
    assert len({hit.document.id for hit in across.hits[:4]}) == 4


def _nets(front_matter: str, heading: str = "") -> str:
    return f"---\n{front_matter}\ntitle: Nets\n---\n\n## Article 1{heading}\n\nNets are lent.\n"


def _without_questions(digest: str) -> str:
    lines = [line for line in digest.splitlines() if line != "Questions:" and not line.startswith("- ")]
    return "\n".join(lines) + "\n"
