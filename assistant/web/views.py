"""HTML of the web interface. Pure functions; every text that comes from outside is escaped."""

from html import escape

from assistant.pinpoint import DIGEST_LABEL, status_label
from assistant.rendering import link
from assistant.types import Answer, Citation

NO_SOURCES = '<p class="hint">The sources of an answer appear here.</p>'


def citations_html(answer: Answer) -> str:
    """The citations of an answer: number, pinpoint, what may be relied on, quotation, link."""
    if answer.refusal is not None:
        return '<p class="hint">Nothing is cited, because the question was declined.</p>'
    if not answer.citations:
        return NO_SOURCES
    return '<ol class="citations">' + "".join(_citation_html(citation) for citation in answer.citations) + "</ol>"


def _citation_html(citation: Citation) -> str:
    document = citation.document
    verified = citation.status == "verified"
    mark = "✓ quotation verified" if verified else f"✗ {citation.status}"
    quote = "<br>".join(escape(line) for line in citation.quote.split("\n"))
    return (
        f'<li id="citation-{citation.n}" value="{citation.n}">'
        f'<div class="pinpoint">{escape(citation.pinpoint)}</div>'
        f'<div class="labels"><span class="label {document.status.replace(" ", "-")}">{escape(status_label(document))}</span>'
        f'<span class="label {"verified" if verified else "failed"}">{escape(mark)}</span></div>'
        f"<blockquote>{quote}</blockquote>{_explanation_html(citation)}{_link_html(citation)}</li>"
    )


def _explanation_html(citation: Citation) -> str:
    if not citation.explanation:
        return ""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in citation.explanation.split("\n"))
    return f"<details><summary>In plain words ({DIGEST_LABEL})</summary>{paragraphs}</details>"


def _link_html(citation: Citation) -> str:
    address = link(citation.document)
    if not address:
        return ""
    return (
        f'<a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">'
        f"Open {escape(citation.document.short)} at its source</a>"
    )
