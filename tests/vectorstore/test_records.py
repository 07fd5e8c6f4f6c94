import pytest

from assistant.types import Document, Passage, Provision
from tests.assistant.samples import document, provision
from vectorstore.records import (
    StoredDocument,
    VectorKind,
    document_metadata,
    passage_metadata,
    read_document,
    read_provision,
)

FULL = document(
    symbol="A/HRC/99/1",
    kind="report",
    author="Ana Mårtensson",
    date="2031-02-03",
    source_url="https://example.org/sea",
    licence="CC0-1.0",
    aliases=("Sea Code", "Code, of the “Sea”"),
    articles=30,
)


def stored(of: Document) -> StoredDocument:
    return StoredDocument(document=of, version="v1", source="/tmp/sea.md", provisions=3, passages=7)


@pytest.mark.parametrize("of", [FULL, document(), document(status="digest")])
def test_a_document_comes_back_as_it_was_stored(of: Document) -> None:
    assert read_document(document_metadata(stored(of))) == stored(of)


@pytest.mark.parametrize(
    "item",
    [
        provision(),
        provision(page=4, heading_path=("Part II", "Pêche"), chapeau="States agree:", questions=("Who?", "“What”?")),
        provision(text="Keep:\n(a) A lamp;\n(b) 一条船.", order=12),
    ],
)
def test_a_provision_comes_back_from_its_first_passage(item: Provision) -> None:
    passage = Passage(provision=item, start=0, end=4)
    assert read_provision(passage_metadata(passage, "v1", "hash", kind="passage")) == item


def test_metadata_holds_flat_values_only() -> None:
    passage = Passage(provision=provision(heading_path=("a", "b")), start=0, end=4)
    metadata = document_metadata(stored(FULL)) | passage_metadata(passage, "v1", "hash", kind="passage")
    assert {type(value) for value in metadata.values()} <= {str, int, float, bool}


def test_the_full_text_is_kept_with_the_first_passage() -> None:
    item = provision()
    first = Passage(provision=item, start=0, end=10)
    assert passage_metadata(first, "v1", "h", kind="passage")["provision_text"] == item.text


def test_a_passage_tells_its_place_and_version() -> None:
    item = provision("art-8/3")
    metadata = passage_metadata(Passage(provision=item, start=2, end=9), "v7", "abc", kind="passage")
    place = {name: metadata[name] for name in ("provision_id", "label", "start", "end", "version", "content_hash")}
    assert place == {
        "provision_id": "sea/art-8/3",
        "label": "art. 8(3)",
        "start": 2,
        "end": 9,
        "version": "v7",
        "content_hash": "abc",
    }


@pytest.mark.parametrize("kind", ["passage", "question", "article"])
def test_metadata_tells_what_was_embedded(kind: VectorKind) -> None:
    assert passage_metadata(Passage(provision=provision(), start=0, end=4), "v1", "h", kind)["kind"] == kind


@pytest.mark.parametrize(("kind", "start"), [("question", 0), ("article", 0), ("passage", 5)])
def test_only_the_first_passage_holds_the_full_text(kind: VectorKind, start: int) -> None:
    passage = Passage(provision=provision(), start=start, end=10)
    assert "provision_text" not in passage_metadata(passage, "v1", "h", kind)
