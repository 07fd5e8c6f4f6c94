"""How documents and provisions are written down: Chroma metadata and JSON know only flat values."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.types import Document, Passage, Provision

VectorKind = Literal["passage", "question", "article"]
"""What was embedded: a passage, a question that its provision answers, or the whole article that its provision opens."""


@dataclass(frozen=True, kw_only=True)
class StoredDocument:
    """A document as the store holds it.

    `version` changes with the file, its description and the way it is cut; `source` is where it was read from.
    """

    document: Document
    version: str
    source: str
    provisions: int
    passages: int


def document_metadata(stored: StoredDocument) -> dict[str, Any]:
    fields = asdict(stored.document) | {"aliases": json.dumps(stored.document.aliases)}
    counts = {"provisions": stored.provisions, "passages": stored.passages}
    return fields | counts | {"version": stored.version, "source": stored.source}


def read_document(metadata: Mapping[str, Any]) -> StoredDocument:
    names = Document.__dataclass_fields__
    fields = {name: metadata[name] for name in names if name in metadata}
    return StoredDocument(
        document=Document(**fields | {"aliases": tuple(json.loads(metadata["aliases"]))}),
        version=metadata["version"],
        source=metadata["source"],
        provisions=metadata["provisions"],
        passages=metadata["passages"],
    )


def passage_metadata(passage: Passage, version: str, content_hash: str, kind: VectorKind) -> dict[str, Any]:
    """Everything a pinpoint needs. The full text of the provision is kept with its first passage only."""
    provision = passage.provision
    metadata: dict[str, Any] = {
        "document_key": provision.document_key,
        "version": version,
        "content_hash": content_hash,
        "provision_id": provision.id,
        "label": provision.label,
        "heading_path": json.dumps(provision.heading_path, ensure_ascii=False),
        "chapeau": provision.chapeau,
        "questions": json.dumps(provision.questions, ensure_ascii=False),
        "order": provision.order,
        "page": provision.page or 0,
        "start": passage.start,
        "end": passage.end,
        "kind": kind,
    }
    if passage.start == 0 and kind == "passage":
        metadata["provision_text"] = provision.text
    return metadata


def read_provision(metadata: Mapping[str, Any]) -> Provision:
    """Rebuild a provision from the metadata of its first passage."""
    return Provision(
        id=metadata["provision_id"],
        document_key=metadata["document_key"],
        label=metadata["label"],
        text=metadata["provision_text"],
        order=metadata["order"],
        heading_path=tuple(json.loads(metadata["heading_path"])),
        chapeau=metadata["chapeau"],
        questions=tuple(json.loads(metadata["questions"])),
        page=metadata["page"] or None,
    )
