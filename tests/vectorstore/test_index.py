"""The index beside the vectors: derived from the store, kept in a folder, built again when it does not fit."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.pipeline import IngestReport
from tests.assistant.samples import document, provision
from vectorstore.embedding import EmbeddingModel
from vectorstore.index import SearchIndex, articles_of, load_index, searchable_text, store_fingerprint
from vectorstore.records import StoredDocument
from vectorstore.store import Store, StoredVector

Ingester = Callable[..., IngestReport]

_SHARING = "Coastal States shall share surplus stocks with landlocked neighbours."
_SUSPENSION = "A State may suspend the sharing while its own stocks are failing."
_REPORTS = "Each Party shall report every second year on the tonnage landed."
_OFFICIAL = f"""---
id: fisheries
title: Convention on Shared Fisheries
short: Fisheries Convention
status: official text
---

## Article 1

1. {_SHARING}
2. {_SUSPENSION}

## Article 2

{_REPORTS}
"""
_DIGEST = """---
id: fisheries
title: Convention on Shared Fisheries
short: Fisheries Convention
status: digest
---

## Article 1: Sharing of fish

Paragraph 1 makes coastal countries give surplus fish to neighbours without a coast.

Questions:

- Who gets the fish that is left over?
- May an inland country claim part of a catch?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "documents"
    found.mkdir()
    (found / "official.md").write_text(_OFFICIAL, encoding="utf-8")
    (found / "digest.md").write_text(_DIGEST, encoding="utf-8")
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same(first: SearchIndex, second: SearchIndex) -> bool:
    fields = ("fingerprint", "articles", "vectors")
    queries = ("surplus fish", "tonnage", "bread")
    return (
        all(getattr(first, name) == getattr(second, name) for name in fields)
        and first.catalogue.provisions == second.catalogue.provisions
        and first.catalogue.documents == second.catalogue.documents
        and all(
            mine.scores(query).tolist() == theirs.scores(query).tolist()
            for query in queries
            for mine, theirs in ((first.lexical, second.lexical), (first.lexical_articles, second.lexical_articles))
        )
    )


def test_articles_are_named_once_in_the_order_of_their_provisions() -> None:
    land = document("land")
    found = [
        *(provision(path) for path in ("preamble/1", "preamble/2", "art-2/chapeau", "art-2/1", "art-1", "para-3")),
        *(provision(path, of=document(status="digest")) for path in ("art-1", "art-2", "art-9/3")),
        provision("art-1", of=land),
    ]
    assert articles_of(found) == ["sea/preamble", "sea/art-2", "sea/art-1", "sea/para-3", "sea/art-9", "land/art-1"]


def test_no_provisions_have_no_articles() -> None:
    assert articles_of([]) == []


def test_what_helps_to_find_a_provision_is_searchable() -> None:
    nets = provision(text="Nets.", heading_path=("Part II", "Lending"), chapeau="Shared:", questions=("Whose?", "Why?"))
    assert searchable_text(document(), nets).split("\n") == [
        "Convention on the Harvest of the Sea",
        "Sea Convention",
        "Part II",
        "Lending",
        "Shared:",
        "Nets.",
        "Whose?",
        "Why?",
    ]


def test_a_provision_of_text_alone_has_no_empty_lines() -> None:
    assert searchable_text(document(), provision(text="Nets.")).split("\n")[2:] == ["Nets."]


def test_the_index_that_is_loaded_is_the_one_that_was_built(
    folder: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    built = load_index(store, place)
    before = files_in(place)
    assert same(load_index(store, place), built)
    assert files_in(place) == before


def test_articles_are_searched_with_all_their_paragraphs_in_all_editions(
    folder: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    index = load_index(store, place)
    assert sorted(index.articles) == ["fisheries/art-1", "fisheries/art-2"]
    for query in ("surplus stocks", "suspend", "inland country"):
        scores = dict(zip(index.articles, index.lexical_articles.scores(query), strict=True))
        assert scores["fisheries/art-1"] > 0 == scores["fisheries/art-2"], query


def test_provisions_are_searched_each_by_its_own_words(
    folder: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    index = load_index(store, place)
    scores = index.lexical.scores("suspend")
    found = {item.id for item, score in zip(index.catalogue.provisions, scores, strict=True) if score > 0}
    assert found == {"fisheries/art-1/2"}


def test_every_vector_leads_to_the_provision_that_it_was_made_from(
    folder: Path, place: Path, store: Store, ingest: Ingester, model: EmbeddingModel
) -> None:
    ingest(folder)
    index = load_index(store, place)
    expected = {
        "Who gets the fish that is left over?": ("fisheries@digest", "fisheries/art-1", "question"),
        _REPORTS: ("fisheries@official-text", "fisheries/art-2", "passage"),
        _SUSPENSION: ("fisheries@official-text", "fisheries/art-1/2", "passage"),
        f"{_SHARING}\n{_SUSPENSION}": ("fisheries@official-text", "fisheries/art-1/1", "article"),
    }
    for text, wanted in expected.items():
        ids, _ = store.nearest(model.encode([text])[0], 1)
        position, kind = index.vectors[ids[0]]
        found = index.catalogue.provisions[position]
        assert (found.document_key, found.id, kind) == wanted


def test_there_is_one_entry_for_every_passage_question_and_article_of_paragraphs(
    folder: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    found = load_index(store, place).vectors.values()
    assert sorted(position for position, kind in found if kind == "passage") == [0, 1, 2, 3]
    assert sorted(kind for _, kind in found if kind != "passage") == ["article", "question", "question"]


def test_the_index_is_built_again_when_the_store_has_changed(
    tmp_path: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Nets are mended together.", encoding="utf-8")
    ingest(note)
    first = load_index(store, place)
    note.write_text("Sails are sewn together.", encoding="utf-8")
    ingest(note)
    second = load_index(store, place)
    assert second.fingerprint != first.fingerprint
    assert second.lexical.scores("sails")[0] > 0
    assert second.lexical.scores("nets")[0] == 0
    assert second.vectors.keys().isdisjoint(first.vectors)
    assert [found.name for found in place.iterdir()] == [second.fingerprint]


def test_an_index_that_is_lost_is_built_again(folder: Path, place: Path, store: Store, ingest: Ingester) -> None:
    ingest(folder)
    built = load_index(store, place)
    (place / built.fingerprint).rename(place / "elsewhere")
    assert same(load_index(store, place), built)
    assert [found.name for found in place.iterdir()] == [built.fingerprint]


def test_what_another_layout_left_in_the_folder_is_cleared_away(
    folder: Path, place: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    old = place / "0123456789abcdef0123"
    old.mkdir(parents=True)
    (old / "provisions.json").write_text('[{"of": "another layout"}]', encoding="utf-8")
    (place / ".building-unfinished").mkdir()
    os.utime(place / ".building-unfinished", (0, 0))
    index = load_index(store, place)
    assert len(index.catalogue.provisions) == 4
    assert [found.name for found in place.iterdir()] == [index.fingerprint]


class _StoreOfSlowReader(Store):
    """A store whose reader is overtaken: another one builds the same index while this one is building it."""

    overtaken_in: Path

    def vectors(self, documents: Sequence[StoredDocument]) -> list[StoredVector]:
        other = Store(location=self.overtaken_in.parent / "data" / "chroma", collection="solidarity", model_id="")
        load_index(other, self.overtaken_in)
        return super().vectors(documents)


def test_two_that_build_the_same_index_at_once_both_get_it(tmp_path: Path, place: Path) -> None:
    slow = _StoreOfSlowReader(location=tmp_path / "data" / "chroma", collection="solidarity", model_id="")
    slow.overtaken_in = place
    assert load_index(slow, place).articles == []


def test_an_index_of_nothing_can_be_loaded(place: Path, store: Store) -> None:
    for _ in range(2):
        index = load_index(store, place)
        assert (index.articles, index.vectors, index.catalogue.provisions) == ([], {}, [])
        assert index.lexical_articles.scores("fish").shape == (0,)


def test_a_document_without_words_can_be_indexed(tmp_path: Path, place: Path, store: Store, ingest: Ingester) -> None:
    note = tmp_path / "1.txt"
    note.write_text("一条船", encoding="utf-8")
    ingest(note)
    for _ in range(2):
        assert load_index(store, place).lexical.scores("boat").tolist() == [0.0]


def test_the_order_of_the_documents_does_not_change_the_fingerprint(
    folder: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    documents = store.documents()
    assert store_fingerprint(documents[::-1]) == store_fingerprint(documents)
    assert store_fingerprint(documents[:1]) != store_fingerprint(documents)
