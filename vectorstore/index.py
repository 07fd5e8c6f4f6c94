"""What search needs beside the vectors, kept in a folder: the catalogue, what each vector stands for, the lexical indexes.

All are derived from the store and named by its fingerprint, so they can be deleted at any time and are built again.
"""

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.types import Document, Provision
from vectorstore.catalogue import Catalogue
from vectorstore.lexical import LexicalIndex
from vectorstore.records import StoredDocument, VectorKind
from vectorstore.store import Store

_LAYOUT_VERSION = "3"
_DRAFT = ".building-"
_ABANDONED_AFTER = 3600  # seconds; a draft that old was left by a run that was killed


@dataclass(frozen=True)
class SearchIndex:
    """One state of the store.

    Position n of `lexical` is `catalogue.provisions[n]`, position n of `lexical_articles` is `articles[n]`: the id of an article,
    whose text is that of all its paragraphs in all editions. `vectors` gives for the id of a vector the position of its
    provision, and what was embedded.
    """

    fingerprint: str
    catalogue: Catalogue
    articles: list[str]
    lexical: LexicalIndex
    lexical_articles: LexicalIndex
    vectors: dict[str, tuple[int, VectorKind]]


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
        _build(store, documents, place)
    rows = json.loads((place / "provisions.json").read_text(encoding="utf-8"))
    provisions = [_provision(row) for row in rows]
    vectors = json.loads((place / "vectors.json").read_text(encoding="utf-8"))
    articles = articles_of(provisions)
    return SearchIndex(
        fingerprint=fingerprint,
        catalogue=Catalogue([stored.document for stored in documents], provisions),
        articles=articles,
        lexical=LexicalIndex.load(place / "provisions", len(provisions)),
        lexical_articles=LexicalIndex.load(place / "articles", len(articles)),
        vectors={passage_id: (position, kind) for passage_id, position, kind in vectors},
    )


def articles_of(provisions: Sequence[Provision]) -> list[str]:
    """The ids of the articles of some provisions, each once, in the order of the provisions."""
    return list(dict.fromkeys(Catalogue.article_of(provision) for provision in provisions))


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


def _build(store: Store, stored: Sequence[StoredDocument], place: Path) -> None:
    """Build beside the final place and move it there in one step, so that no reader sees half an index."""
    folder = place.parent
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
    documents = {item.document.key: item.document for item in stored}
    provisions = store.provisions(stored)
    texts = [searchable_text(documents[item.document_key], item) for item in provisions]
    articles: dict[str, list[str]] = {article: [] for article in articles_of(provisions)}
    for provision, text in zip(provisions, texts, strict=True):
        articles[Catalogue.article_of(provision)].append(text)
    LexicalIndex.build(texts).save(draft / "provisions")
    LexicalIndex.build(["\n".join(parts) for parts in articles.values()]).save(draft / "articles")
    position = {(item.document_key, item.id): n for n, item in enumerate(provisions)}
    vectors = [[item.id, position[item.document_key, item.provision_id], item.kind] for item in store.vectors(stored)]
    (draft / "vectors.json").write_text(json.dumps(vectors), encoding="utf-8")
    rows = json.dumps([asdict(provision) for provision in provisions], ensure_ascii=False)
    (draft / "provisions.json").write_text(rows, encoding="utf-8")
    for old in folder.iterdir():
        if old not in (draft, place) and not _is_being_built(old):
            shutil.rmtree(old, ignore_errors=True)
    try:
        draft.rename(place)
    except OSError:  # another process built the same index first
        shutil.rmtree(draft, ignore_errors=True)


def _is_being_built(folder: Path) -> bool:
    """Whether another process is building its index there, or has just moved it to its place."""
    try:
        return folder.name.startswith(_DRAFT) and time.time() - folder.stat().st_mtime < _ABANDONED_AFTER
    except FileNotFoundError:
        return True


def _provision(row: dict[str, object]) -> Provision:
    lists: dict[str, tuple[str, ...]] = {name: tuple(row[name]) for name in ("heading_path", "questions")}  # type: ignore[arg-type]
    return Provision(**{**row, **lists})  # type: ignore[arg-type]
