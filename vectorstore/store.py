"""The store: Chroma, embedded in a folder or behind a URL, is the only source of truth.

A document record names the version that is live. A new version's passages are written beside the old ones, then the record is
switched in one write, then the old passages are deleted; so a run that is killed at any moment leaves a store that answers, and
the next run finds the passages that are already embedded.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from assistant.errors import StoreError
from assistant.types import Passage, Provision
from vectorstore.records import (
    StoredDocument,
    VectorKind,
    document_metadata,
    passage_metadata,
    read_document,
    read_provision,
)

_PAGE = 2000
_DOCUMENT_VECTOR = [1.0]  # documents are looked up by id; Chroma wants a vector all the same


@dataclass(frozen=True, kw_only=True)
class EmbeddedPassage:
    """A passage with a vector; `content_hash` is that of the embedded text, which is its own or another of its `kind`."""

    passage: Passage
    content_hash: str
    vector: NDArray[np.float32]
    kind: VectorKind = "passage"


@dataclass(frozen=True, kw_only=True)
class StoredVector:
    """What the vector of a passage id stands for."""

    id: str
    document_key: str
    provision_id: str
    kind: VectorKind


class StoreChangedError(StoreError):
    """A document changed while it was read, so what was read is not one state of the store."""


class Store:
    """Documents and passages of one collection, made with one embedding model; threads may share it."""

    def __init__(self, *, location: Path | str, collection: str, model_id: str, rebuild: bool = False) -> None:
        """Open the collection at a folder or a Chroma server's URL; with `rebuild`, empty it first.

        Raises:
            StoreError: it cannot be opened, or was made with another embedding model.
        """
        self._location, self._name, self._model_id = location, collection, model_id
        # Each call holds it, so that `reopen` never closes the client while another thread reads or writes with it.
        self._alone = RLock()
        self._open(rebuild)

    def _open(self, rebuild: bool = False) -> None:
        try:
            self._client = _client(self._location)
            if rebuild:
                self._drop()
            self._documents = self._client.get_or_create_collection(f"{self._name}-documents", embedding_function=None)
            self._passages = self._client.get_or_create_collection(
                f"{self._name}-passages",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
                metadata={"embedding_model": self._model_id},
            )
        except (ChromaError, ValueError, OSError) as error:
            raise StoreError(
                f"The store at {self._location} cannot be opened as collection {self._name!r} ({error}). "
                "Check SOLIDARITY_DATA_DIR, SOLIDARITY_CHROMA_URL and SOLIDARITY_COLLECTION."
            ) from error
        self._check_model()

    def _check_model(self) -> None:
        made_with = (self._passages.metadata or {}).get("embedding_model")
        if made_with != self._model_id:
            raise StoreError(
                f"This store was made with the embedding model {made_with!r}, but the settings name {self._model_id!r}. "
                "Set SOLIDARITY_EMBEDDING_MODEL back, or make the store anew with this model: 'solidarity ingest --rebuild'."
            )

    def reopen(self) -> None:
        """See what other processes have written since: Chroma keeps its vector index in memory."""
        with self._alone:
            self.close()
            self._open()

    def close(self) -> None:
        with self._alone:
            self._client.close()

    def documents(self) -> list[StoredDocument]:
        """All live documents, by key."""
        with self._alone:
            records = self._documents.get(include=["metadatas"])
        return [
            read_document(metadata)
            for _, metadata in sorted(zip(records["ids"], records["metadatas"] or [], strict=True))
        ]

    def known_vectors(self, document_key: str) -> dict[str, NDArray[np.float32]]:
        """Vectors already in the store for a document, of whatever version, by content hash."""
        with self._alone:
            records = self._passages.get(where={"document_key": document_key}, include=["metadatas", "embeddings"])
        vectors, metadatas = records["embeddings"], records["metadatas"]
        if vectors is None or metadatas is None:
            return {}
        return {
            str(metadata["content_hash"]): np.asarray(vector, dtype=np.float32)
            for metadata, vector in zip(metadatas, vectors, strict=True)
        }

    def write_passages(self, version: str, first: int, passages: Sequence[EmbeddedPassage]) -> None:
        """Write one batch of a document's passages; `first` is the position of the first of them in the document."""
        keys = [item.passage.provision.document_key for item in passages]
        with self._alone:
            self._passages.upsert(
                ids=[_passage_id(key, version, first + n) for n, key in enumerate(keys)],
                embeddings=[item.vector for item in passages],
                documents=[item.passage.text for item in passages],
                metadatas=[passage_metadata(item.passage, version, item.content_hash, item.kind) for item in passages],
            )

    def make_live(self, stored: StoredDocument) -> None:
        """Switch a document to the version just written, in one write."""
        with self._alone:
            self._documents.upsert(
                ids=[stored.document.key], embeddings=[_DOCUMENT_VECTOR], metadatas=[document_metadata(stored)]
            )

    def remove(self, document_key: str) -> None:
        """Take a document out; it is gone for readers before its passages are deleted."""
        with self._alone:
            self._documents.delete(ids=[document_key])
        self.delete_passages_except({}, document_key)

    def delete_passages_except(self, live: Mapping[str, str], document_key: str | None = None) -> int:
        """Delete passages that belong to no live version (`live`: document key to version); return how many."""
        stale = [
            passage_id
            for passage_id, metadata in self._each_passage(document_key)
            if live.get(metadata["document_key"]) != metadata["version"]
        ]
        for start in range(0, len(stale), _PAGE):
            with self._alone:
                self._passages.delete(ids=stale[start : start + _PAGE])
        return len(stale)

    def provisions(self, documents: Sequence[StoredDocument] | None = None) -> list[Provision]:
        """The provisions of documents in the versions given (all live ones when none are), by document and order.

        Raises:
            StoreChangedError: one of these versions was deleted meanwhile.
        """
        chosen = self.documents() if documents is None else documents
        live = {stored.document.key: stored.version for stored in chosen}
        found = [
            read_provision(metadata)
            for _, metadata in self._each_passage()
            if "provision_text" in metadata and live.get(metadata["document_key"]) == metadata["version"]
        ]
        stated = {stored: stored.provisions for stored in chosen}
        self._check_complete(stated, (provision.document_key for provision in found))
        return sorted(found, key=lambda provision: (provision.document_key, provision.order))

    def vectors(self, documents: Sequence[StoredDocument]) -> list[StoredVector]:
        """What each vector of documents in the versions given stands for.

        Raises:
            StoreChangedError: one of these versions was deleted meanwhile.
        """
        live = {stored.document.key: stored.version for stored in documents}
        found = [
            StoredVector(
                id=passage_id,
                document_key=metadata["document_key"],
                provision_id=metadata["provision_id"],
                kind=metadata.get("kind", "passage"),
            )
            for passage_id, metadata in self._each_passage()
            if live.get(metadata["document_key"]) == metadata["version"]
        ]
        stated = {stored: stored.passages for stored in documents}
        self._check_complete(stated, (vector.document_key for vector in found if vector.kind == "passage"))
        return found

    def nearest(self, vector: NDArray[np.float32], k: int) -> tuple[list[str], NDArray[np.float32]]:
        """The ids of the `k` vectors nearest to a vector, best first, and their cosine similarities (-1 to 1).

        They may belong to versions that are no longer live.
        """
        with self._alone:
            found = self._passages.query(query_embeddings=[vector], n_results=k, include=["distances"])
        if not found["ids"] or not found["distances"]:
            return [], np.zeros(0, np.float32)
        return found["ids"][0], 1.0 - np.asarray(found["distances"][0], np.float32)

    def _drop(self) -> None:
        for suffix in ("documents", "passages"):
            with suppress(NotFoundError):
                self._client.delete_collection(f"{self._name}-{suffix}")

    def _check_complete(self, stated: Mapping[StoredDocument, int], keys: Iterable[str]) -> None:
        """Raise StoreChangedError when fewer rows than stated were read of a version that is no longer live."""
        counts = Counter(keys)
        short = [stored for stored, count in stated.items() if counts[stored.document.key] < count]
        live = {stored.document.key: stored.version for stored in self.documents()} if short else {}
        for stored in short:
            if live.get(stored.document.key) != stored.version:
                raise StoreChangedError(
                    f"The document {stored.document.key!r} changed while it was read: read it again."
                )

    def _each_passage(self, document_key: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Passages page by page, by id: with an offset, a deletion between two pages would hide what moves up."""
        where: dict[str, Any] | None = {"document_key": document_key} if document_key else None
        with self._alone:
            ids = self._passages.get(where=where, include=[])["ids"]
        for start in range(0, len(ids), _PAGE):
            with self._alone:
                page = self._passages.get(ids=ids[start : start + _PAGE], include=["metadatas"])
            yield from zip(page["ids"], [dict(metadata) for metadata in page["metadatas"] or []], strict=True)


def _passage_id(document_key: str, version: str, position: int) -> str:
    return f"{document_key}#{version[:12]}#{position}"


def _client(location: Path | str) -> Any:
    settings = ChromaSettings(anonymized_telemetry=False)
    if isinstance(location, Path):
        location.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(location), settings=settings)
    url = urlsplit(location)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f"{location!r} is not an http(s) URL")
    port = url.port or (443 if url.scheme == "https" else 8000)
    return chromadb.HttpClient(host=url.hostname, port=port, ssl=url.scheme == "https", settings=settings)
