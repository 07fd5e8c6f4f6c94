"""The library as the page shows it: its documents, one of them as a whole, what was found in it, and how a change goes on."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from assistant.citing.citation_facts import read_date
from assistant.library import FileProgress
from assistant.types import Document, Provision, SearchHit
from assistant.web.places import Place
from assistant.web.templates import render
from vectorstore.records import StoredDocument

_MOST_LITERAL = 20  # provisions shown that hold the very words


def documents_html(stored: Sequence[StoredDocument]) -> str:
    """All documents with status and counts, as a table from which one can be opened."""
    rows = sorted(stored, key=lambda item: (item.document.kind, item.document.title.casefold()))
    counts = sum(item.provisions for item in stored), sum(item.passages for item in stored)
    return render("documents", rows=rows, year_of=year_of, provisions=counts[0], passages=counts[1])


def document_html(document: Document | None, provisions: Sequence[Provision]) -> str:
    """A whole document by article, with a table of contents; a hint where none is chosen."""
    return render("document", document=document, provisions=provisions, anchor=anchor)


def found_html(
    wanted: str, document: Document | None, hits: Sequence[SearchHit], provisions: Sequence[Provision] = ()
) -> str:
    """What was found in a document: provisions that hold the very words first, then those that bear on them."""
    words = " ".join(wanted.split()).casefold()
    literal = [item for item in provisions if words and words in " ".join(item.text.split()).casefold()]
    shown = literal[:_MOST_LITERAL]
    near = [hit.provision for hit in hits if hit.provision not in literal]
    places = {item.id: Place(item.document_key, item.id).address for item in [*shown, *near]}
    return render(
        "found", wanted=wanted, document=document, literal=shown, count=len(literal), near=near, places=places
    )


def changes_html(progress: Sequence[FileProgress]) -> str:
    """How far each file of a change is, and what became of those that are done."""
    return render("changes", files=progress, name_of=lambda name: Path(name).name)


def year_of(document: Document) -> int | None:
    """The year of a document, None where it is not known."""
    return read_date(document.date).year or None


def anchor(provision: Provision) -> str:
    """The id of a provision within the page; it holds no white space."""
    return f"in-{quote(provision.document_key)}-{quote(provision.id)}"
