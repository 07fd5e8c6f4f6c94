"""Small invented documents, provisions and answers for the tests. No wording here is from a real instrument."""

from typing import Any

from assistant.types import Answer, Citation, Document, Provision, Refusal, SearchHit, Statement
from vectorstore.catalogue import Catalogue

HARVEST = "States shall share the harvest of the sea with every coastal village."


def document(work_id: str = "sea", **fields: Any) -> Document:
    defaults: dict[str, Any] = {
        "title": "Convention on the Harvest of the Sea",
        "short": "Sea Convention",
        "status": "official text",
        "sha256": "0" * 64,
    }
    return Document(id=work_id, **{**defaults, **fields})


def provision(path: str = "art-1", text: str = HARVEST, of: Document | None = None, **fields: Any) -> Provision:
    """A provision of `of` at `path`, labelled as a citation has it: "art-8/3" is "art. 8(3)"."""
    owner = of or document()
    first, *rest = path.split("/")
    kind, _, number = first.partition("-")
    label = f"{kind}. {number}" + "".join(f"({part})" for part in rest)
    defaults: dict[str, Any] = {"label": label, "order": 0}
    return Provision(id=f"{owner.id}/{path}", document_key=owner.key, text=text, **{**defaults, **fields})


def catalogue(*editions: tuple[Document, list[str]]) -> Catalogue:
    """A catalogue of documents with provisions at the given paths."""
    provisions = [
        provision(path, f"Text of {path}.", of, order=order)
        for of, paths in editions
        for order, path in enumerate(paths)
    ]
    return Catalogue([of for of, _ in editions], provisions)


def citation(of: Document | None = None, **fields: Any) -> Citation:
    """A citation of the whole of `provision()`."""
    owner = of or document()
    defaults: dict[str, Any] = {
        "n": 1,
        "provision_id": f"{owner.id}/art-1",
        "pinpoint": f"{owner.short}, art. 1",
        "quote": HARVEST,
        "start": 0,
        "end": len(HARVEST),
        "status": "verified",
    }
    return Citation(document=owner, **{**defaults, **fields})


def statement(text: str = HARVEST, **fields: Any) -> Statement:
    defaults: dict[str, Any] = {"citations": (1,), "support": "verbatim"}
    return Statement(text=text, **{**defaults, **fields})


def answer(**fields: Any) -> Answer:
    """An answer with one statement and its citation."""
    defaults: dict[str, Any] = {
        "question": "Who shares the harvest?",
        "model": "quoting answerer",
        "settings_hash": "abc",
        "statements": (statement(),),
        "citations": (citation(),),
    }
    return Answer(**{**defaults, **fields})


def refusal(message: str = "The corpus does not answer this question.", *nearest: SearchHit) -> Answer:
    declined = Refusal(reason="not in the corpus", message=message, nearest=nearest)
    return answer(statements=(), citations=(), refusal=declined)


def hit(of: Document | None = None, rank: int = 1, **fields: Any) -> SearchHit:
    owner = of or document()
    found = provision(of=owner, **fields)
    return SearchHit(rank=rank, score=0.5, document=owner, provision=found, pinpoint=f"{owner.short}, {found.label}")
