"""From one file to its provisions."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError
from assistant.types import Document, Provision
from ingest.digest import find_digest_provisions
from ingest.files import check_format
from ingest.loaders import loader_for
from ingest.metadata import describe, sidecar
from ingest.sources import sources_bytes
from ingest.structure import find_provisions

# Raise this when loading, structure or passages change, so that documents ingested before are read again.
_READER_VERSION = "8"


@dataclass(frozen=True)
class ReadDocument:
    """A document with its provisions, not empty, in reading order."""

    document: Document
    provisions: list[Provision]


def fingerprint(path: Path, model_id: str) -> str:
    """Changes when the file, its sidecar, the list of sources, the embedding model or the reader changes.

    Raises:
        DocumentError: the file cannot be read.
    """
    try:
        parts = [file_sha256(path).encode(), sidecar(path).read_bytes() if sidecar(path).is_file() else b""]
    except OSError as error:
        raise DocumentError(
            f"cannot be read ({error.strerror or error}): check the path and its permissions"
        ) from error
    return hashlib.sha256(
        b"\x00".join([*parts, sources_bytes(), model_id.encode(), _READER_VERSION.encode()])
    ).hexdigest()


def read(path: Path) -> ReadDocument:
    """Read a file of any known format.

    Raises:
        DocumentError: the file cannot be used; the message says why and what to do.
    """
    loaded = loader_for(check_format(path))(path)
    document = describe(path, loaded, file_sha256(path))
    find = find_digest_provisions if document.status == "digest" else find_provisions
    provisions = find(loaded.blocks, document.key)
    if not provisions:
        raise DocumentError("holds no text: nothing to ingest")
    return ReadDocument(document, provisions)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
