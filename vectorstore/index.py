"""What search needs beside the vectors, kept in a folder: the catalogue and the lexical index.

Both are derived from the store and named by its fingerprint, so they can be deleted at any time and are built again.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.types import Document, Provision
from vectorstore.catalogue import Catalogue
from vectorstore.lexical import LexicalIndex
from vectorstore.records import StoredDocument
from vectorstore.store import Store

_LAYOUT_VERSION = "1"


@dataclass(frozen=True)
class SearchIndex:
    """One state of the store. Position n of `lexical` is `catalogue.provisions[n]`."""

    fingerprint: str
    catalogue: Catalogue
    lexical: LexicalIndex
    versions: dict[str, str]


def store_fingerprint(documents: Sequence[StoredDocument]) -> str:
    """Names the live content of a store: the same documents in the same versions give the same name."""
    state = json.dumps([_LAYOUT_VERSION, *sorted([stored.document.key, stored.version] for stored in documents)])
    return hashlib.sha256(state.encode()).hexdigest()[:20]


def load_index(store: Store, folder: Path) -> SearchIndex:
    """Load the index of the store's present state from `folder`, or build it there."""
    documents = store.documents()
    fingerprint = store_fingerprint(documents)
    place = folder / fingerprint
    if not (place / "provisions.json").is_file():
        _build(store.provisions(documents), {stored.document.key: stored.document for stored in documents}, place)
    rows = json.loads((place / "provisions.json").read_text(encoding="utf-8"))
    provisions = [_provision(row) for row in rows]
    return SearchIndex(
        fingerprint=fingerprint,
        catalogue=Catalogue([stored.document for stored in documents], provisions),
        lexical=LexicalIndex.load(place, len(provisions))
        if (place / "params.index.json").is_file()
        else LexicalIndex.build([]),
        versions={stored.document.key: stored.version for stored in documents},
    )


def searchable_text(document: Document, provision: Provision) -> str:
    """What the lexical index holds of a provision: its text and all that helps to find it."""
    parts = [
        document.title,
        document.short,
        *provision.heading_path,
        provision.chapeau,
        provision.text,
        *provision.questions,
    ]
    return "\n".join(part for part in parts if part)


def _build(provisions: Sequence[Provision], documents: Mapping[str, Document], place: Path) -> None:
    """Build beside the final place and move it there in one step, so that no reader sees half an index."""
    folder = place.parent
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    lexical = LexicalIndex.build([searchable_text(documents[item.document_key], item) for item in provisions])
    lexical.save(draft)
    rows = json.dumps([asdict(provision) for provision in provisions], ensure_ascii=False)
    (draft / "provisions.json").write_text(rows, encoding="utf-8")
    for old in folder.iterdir():
        if old not in (draft, place):
            shutil.rmtree(old, ignore_errors=True)
    try:
        draft.rename(place)
    except OSError:  # another process built the same index first
        shutil.rmtree(draft, ignore_errors=True)


def _provision(row: dict[str, object]) -> Provision:
    lists: dict[str, tuple[str, ...]] = {name: tuple(row[name]) for name in ("heading_path", "questions")}  # type: ignore[arg-type]
    return Provision(**{**row, **lists})  # type: ignore[arg-type]
