"""Ingesting again, after changes, and with files that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.types import Provision
from ingest.pipeline import Ingest, IngestReport
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

Ingester = Callable[..., IngestReport]

_TREATY = """---
id: fisheries
title: Convention on Shared Fisheries
short: Fisheries Convention
---

## Article 1

1. Coastal States shall share surplus stocks with landlocked neighbours.
2. A State may suspend the sharing while its own stocks are failing.

## Article 2

Each Party shall report every second year on the stocks that it shared:

(a) The species;

(b) The tonnage landed.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "documents"
    found.mkdir()
    (found / "fisheries.md").write_text(_TREATY, encoding="utf-8")
    return found


def _texts(store: Store) -> dict[str, str]:
    return {provision.id: provision.text for provision in store.provisions()}


def test_provisions_come_back_from_the_store_as_they_were_read(folder: Path, store: Store, ingest: Ingester) -> None:
    report = ingest(folder)
    assert report.count("ingested") == 1
    assert list(_texts(store)) == ["fisheries/art-1/1", "fisheries/art-1/2", "fisheries/art-2"]
    article_2: Provision = store.provisions()[2]
    assert article_2.text.endswith("(a) The species;\n(b) The tonnage landed.")
    assert article_2.label == "art. 2"


def test_a_second_run_embeds_nothing(folder: Path, ingest: Ingester) -> None:
    assert ingest(folder).embedded > 0
    again = ingest(folder)
    assert (again.embedded, again.count("unchanged")) == (0, 1)


def test_a_changed_document_replaces_its_old_passages_and_embeds_only_what_is_new(
    folder: Path, store: Store, ingest: Ingester
) -> None:
    ingest(folder)
    changed = _TREATY.replace("every second year", "every year")
    (folder / "fisheries.md").write_text(changed, encoding="utf-8")
    report = ingest(folder)
    assert (report.count("replaced"), report.embedded) == (1, 1)
    assert "every year" in _texts(store)["fisheries/art-2"]
    assert store.delete_passages_except({item.document.key: item.version for item in store.documents()}) == 0


def test_a_removed_document_leaves_nothing_behind(folder: Path, store: Store, ingest: Ingester) -> None:
    other = folder / "other.txt"
    other.write_text("Neighbours lend each other boats in a hard winter.", encoding="utf-8")
    ingest(folder)
    other.unlink()
    report = ingest(folder)
    assert report.count("removed") == 1
    assert {item.document.id for item in store.documents()} == {"fisheries"}
    assert not any("boats" in text for text in _texts(store).values())


def test_a_document_outside_the_given_paths_stays(folder: Path, store: Store, ingest: Ingester, tmp_path: Path) -> None:
    elsewhere = tmp_path / "note.txt"
    elsewhere.write_text("Harbours stay open to ships in distress.", encoding="utf-8")
    ingest(elsewhere)
    ingest(folder)
    assert {item.document.id for item in store.documents()} == {"fisheries", "note"}


def test_a_moved_file_takes_its_document_along(folder: Path, store: Store, ingest: Ingester) -> None:
    ingest(folder)
    (folder / "treaties").mkdir()
    (folder / "fisheries.md").rename(folder / "treaties" / "fisheries.md")
    report = ingest(folder)
    assert (report.embedded, report.count("removed")) == (0, 0)
    assert len(store.documents()) == 1
    assert "fisheries/art-1/1" in _texts(store)


def test_files_of_the_same_name_in_two_folders_are_both_kept(tmp_path: Path, store: Store, ingest: Ingester) -> None:
    for folder_name, text in (("north", "Snow is cleared together."), ("south", "Wells are dug together.")):
        (tmp_path / folder_name).mkdir()
        (tmp_path / folder_name / "custom.txt").write_text(text, encoding="utf-8")
    report = ingest(tmp_path / "north", tmp_path / "south")
    assert report.count("ingested") == 2
    assert {item.document.id for item in store.documents()} == {"custom", "south-custom"}
    assert ingest(tmp_path / "north", tmp_path / "south").count("unchanged") == 2


def test_the_same_bytes_in_two_places_are_one_document(tmp_path: Path, store: Store, ingest: Ingester) -> None:
    for folder_name in ("mine", "copied"):
        (tmp_path / folder_name).mkdir()
        (tmp_path / folder_name / "custom.txt").write_text("Wells are dug together.", encoding="utf-8")
    report = ingest(tmp_path / "mine", tmp_path / "copied")
    assert report.embedded == 1
    assert [item.document.id for item in store.documents()] == ["custom"]


def test_one_bad_file_never_stops_the_rest(folder: Path, store: Store, ingest: Ingester) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnonsense")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    (folder / "blank.txt").write_text(" \n\n ", encoding="utf-8")
    (folder / "bad.json").write_text("{", encoding="utf-8")
    report = ingest(folder, folder / "missing.pdf")
    assert (report.count("ingested"), report.count("failed")) == (1, 6)
    for failed in (item for item in report.files if item.outcome == "failed"):
        assert "\n" not in failed.detail
        assert ":" in failed.detail  # what and why, then what to do
    assert [item.document.id for item in store.documents()] == ["fisheries"]


def test_a_file_that_turns_bad_keeps_its_last_good_version(folder: Path, store: Store, ingest: Ingester) -> None:
    ingest(folder)
    (folder / "fisheries.md").write_bytes(b"")
    assert ingest(folder).count("failed") == 1
    assert "fisheries/art-1/1" in _texts(store)


def test_questions_of_a_digest_help_to_find_it_and_are_not_text(
    tmp_path: Path, store: Store, model: EmbeddingModel
) -> None:
    digest = tmp_path / "harbour.md"
    digest.write_text(
        "---\nid: harbour\ntitle: Harbour Pact\nstatus: digest\n---\n\n## Article 3: Shelter\n\n"
        "A port authority must admit a vessel in a storm.\n\nQuestions:\n\n- Where can my boat hide from bad weather?\n",
        encoding="utf-8",
    )
    Ingest(store, model).run([str(digest)])
    [provision] = store.provisions()
    assert "hide" not in provision.text
    question = next(vector for vector in store.vectors(store.documents()) if vector.kind == "question")
    assert question.provision_id == provision.id
    ids, similarities = store.nearest(model.encode(["Where can my boat hide from bad weather?"])[0], 1)
    assert ids == [question.id]
    assert similarities[0] == pytest.approx(1.0, abs=1e-4)
