"""A citation of a span of a provision, before it is checked."""

from assistant.citing.pinpoint import pinpoint
from assistant.types import Citation, Document, Provision
from assistant.verifying.sentences import Span


def cite_span(n: int, document: Document, provision: Provision, span: Span) -> Citation:
    """Cite the words of a provision at a span; it counts as of an unknown source until it is checked."""
    return Citation(
        n=n,
        document=document,
        provision_id=provision.id,
        pinpoint=pinpoint(document, provision, span.start),
        quote=provision.text[span.start : span.end],
        start=span.start,
        end=span.end,
        status="unknown source",
    )
