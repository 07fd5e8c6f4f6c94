"""Checks citations before anything is shown. What fails keeps its place and says so; nothing is dropped in silence."""

import unicodedata
from dataclasses import replace

from assistant.types import Answer, Citation, CitationStatus, Provision, Statement, Support
from vectorstore.catalogue import Catalogue


def normalise(text: str) -> str:
    """Unicode compatibility form (NFKC) with every run of white space as one space; nothing else is forgiven."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check_citation(citation: Citation, catalogue: Catalogue) -> CitationStatus:
    """Check that the cited provision exists and that the quotation stands at its offsets, letter for letter."""
    provision = _cited_provision(citation, catalogue)
    if provision is None:
        return "unknown source"
    if not 0 <= citation.start < citation.end <= len(provision.text):
        return "quote mismatch"
    quoted = provision.text[citation.start : citation.end]
    if not citation.quote.strip() or normalise(quoted) != normalise(citation.quote):
        return "quote mismatch"
    return "verified"


def verify(answer: Answer, catalogue: Catalogue) -> Answer:
    """Return the answer with the status of every citation and the support of every statement checked anew."""
    citations = tuple(replace(item, status=check_citation(item, catalogue)) for item in answer.citations)
    by_number = {citation.n: citation for citation in citations}
    statements = tuple(replace(item, support=_support(item, by_number)) for item in answer.statements)
    return replace(answer, citations=citations, statements=statements)


def _cited_provision(citation: Citation, catalogue: Catalogue) -> Provision | None:
    editions = catalogue.editions(citation.provision_id)
    return next((item for item in editions if item.document_key == citation.document.key), None)


def _support(statement: Statement, citations: dict[int, Citation]) -> Support:
    """A statement is verbatim when its words are those of its verified quotations, in order, and nothing else."""
    cited = [citations.get(n) for n in statement.citations]
    if not cited or any(item is None or item.status != "verified" for item in cited):
        return "unsupported"
    quotes = OMISSION.join(item.quote for item in cited if item is not None)
    return "verbatim" if normalise(quotes) == normalise(statement.text) else "unsupported"


OMISSION = " […] "
"""Stands between two quotations in one statement."""
