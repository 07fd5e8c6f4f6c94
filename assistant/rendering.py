"""Answers and provisions as text, Markdown and JSON values. Pure functions: values in, strings out."""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from assistant.pinpoint import DIGEST_LABEL, status_label
from assistant.types import Answer, Citation, Document, Provision, SearchHit, Statement

_INDENT = "  "
_LONGEST_EXPLANATION = 500  # characters; `show` prints the whole digest
_LIST_OR_HEADING = re.compile(r"^(\d*)([-=.])")


def answer_text(answer: Answer, width: int = 80) -> str:
    """The answer for a terminal: statements with numbered citations, then the sources."""
    understood = _wrap(understood_as(answer), width)
    if answer.refusal is not None:
        notes = [_wrap(f"Note: {note}", width) for note in answer.notes]
        return "\n\n".join(part for part in (understood, _refusal_text(answer, width), *notes) if part)
    parts = [part for part in (understood, _wrap(answer.introduction, width)) if part]
    parts += [_statement_text(statement, answer, width) for statement in answer.statements]
    parts += [_wrap(f"Note: {note}", width) for note in answer.notes]
    parts.append("Sources\n" + "\n".join(_citation_text(item, answer, width) for item in answer.citations))
    return "\n\n".join(parts)


def answer_markdown(answer: Answer) -> str:
    """The answer for the chat, as Markdown in which every text from a document is escaped."""
    understood = understood_as(answer)
    parts = [f"*{_escape(understood)}*"] if understood else []
    if answer.refusal is not None:
        parts.append(f"**{_escape(answer.refusal.message)}**")
        nearest = "\n".join(f"- {_escape(hit.pinpoint)}" for hit in answer.refusal.nearest)
        parts += [f"Nearest provisions:\n\n{nearest}"] if nearest else []
        return "\n\n".join([*parts, *(f"*Note: {_escape(note)}*" for note in answer.notes)])
    parts += [_escape(answer.introduction)] if answer.introduction else []
    parts += [f"{_quoted(statement)}\n>\n> — {_escape(_places(statement, answer))}" for statement in answer.statements]
    parts += [f"*Note: {_escape(note)}*" for note in answer.notes]
    return "\n\n".join(parts)


def understood_as(answer: Answer) -> str:
    """How a follow-up question was understood; "" when it was taken as typed."""
    return f"Understood as: {answer.question}" if answer.asked and answer.asked != answer.question else ""


def plain_statements(answer: Answer) -> str:
    """Introduction and statements as one text with citation numbers, or the refusal."""
    if answer.refusal is not None:
        return answer.refusal.message
    lines = [f"{statement.text} {_numbers(statement)}" for statement in answer.statements]
    return "\n".join([answer.introduction, *lines] if answer.introduction else lines)


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as the contract of `ask --json` has it."""
    refusal = answer.refusal
    return {
        "question": answer.question,
        "asked": answer.asked,
        "refused": answer.refused,
        "refusal_reason": refusal.reason if refusal else None,
        "refusal_message": refusal.message if refusal else None,
        "nearest": [hit_json(hit) for hit in refusal.nearest] if refusal else [],
        "statements": [
            {"text": item.text, "citations": list(item.citations), "support": item.support}
            for item in answer.statements
        ],
        "citations": [_citation_json(item) for item in answer.citations],
        "notes": list(answer.notes),
        "text": plain_statements(answer),
        "model": answer.model,
        "settings_hash": answer.settings_hash,
    }


def hit_json(hit: SearchHit) -> dict[str, Any]:
    """A search hit as the contract of `search --json` has it."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "document": _document_json(hit.document),
        "provision": {"id": hit.provision.id, "label": hit.provision.label},
        "pinpoint": hit.pinpoint,
        "text": hit.provision.text,
        "url": link(hit.document),
    }


def provision_json(document: Document, provision: Provision, pinpoint: str) -> dict[str, Any]:
    return {
        "document": _document_json(document),
        "provision": {"id": provision.id, "label": provision.label},
        "pinpoint": pinpoint,
        "heading_path": list(provision.heading_path),
        "chapeau": provision.chapeau,
        "text": provision.text,
        "page": provision.page,
        "url": link(document),
    }


def provision_text(document: Document, provision: Provision, pinpoint: str, width: int = 80) -> str:
    """One provision for a terminal, with its place, headings and what may be relied on."""
    page = f", page {provision.page}" if provision.page else ""
    heading = " > ".join(provision.heading_path)
    lines = [_wrap(f"{pinpoint} ({status_label(document)}{page})", width)]
    lines += [_wrap(heading, width)] if heading else []
    lines += ["", _wrap(provision.chapeau, width)] if provision.chapeau else []
    lines += ["", _wrap(provision.text, width)]
    return "\n".join(lines + ([f"\n{link(document)}"] if link(document) else []))


def opening_sentence(document: Document) -> str:
    """Introduces the first provisions of a work: "Charter of the Harbour (treaty, 1950) begins:"."""
    described = ", ".join(part for part in (document.kind, document.author, document.date) if part)
    return f"{document.title} ({described}) begins:"


def source_sentence(document: Document) -> str:
    """Says who wrote a work, and when: "Report on X: report by A. Author, 2019."."""
    by = f" by {document.author}" if document.author else ""
    unnamed = "" if document.author else "; the corpus names no author"
    return f"{document.title}: {document.kind}{by}, {document.date or 'date not given in the corpus'}{unnamed}."


def hits_text(hits: Sequence[SearchHit], width: int = 80) -> str:
    """Search hits for a terminal: rank, pinpoint, score and the opening words."""
    rows = []
    for hit in hits:
        opening = textwrap.shorten(hit.provision.text, width=2 * width - 10, placeholder=" …")
        label = f"{hit.rank:>2}. {hit.pinpoint} ({status_label(hit.document)}) {hit.score:.2f}"
        rows.append(f"{_wrap(label, width, '    ', first='')}\n{_wrap(opening, width, '    ')}")
    return "\n".join(rows)


def link(document: Document) -> str:
    """Where the document can be read; "" when no public address is known. Other schemes could run something."""
    return document.source_url if document.source_url.lower().startswith(("https://", "http://")) else ""


def _refusal_text(answer: Answer, width: int) -> str:
    refusal = answer.refusal
    if refusal is None:
        return ""
    text = _wrap(refusal.message, width)
    if refusal.nearest:
        text += "\n\nNearest provisions\n" + "\n".join(
            _wrap(f"- {hit.pinpoint}", width, "    ", first="  ") for hit in refusal.nearest
        )
    return text


def _statement_text(statement: Statement, answer: Answer, width: int) -> str:
    mark = "" if statement.support != "unsupported" else " (NOT VERIFIED)"
    place = _wrap(f"— {_places(statement, answer)}", width, 3 * _INDENT, first=2 * _INDENT)
    return f"{_wrap(f'“{statement.text}”{mark}', width, _INDENT)}\n{place}"


def _citation_text(citation: Citation, answer: Answer, width: int) -> str:
    """Place, what may be relied on, link; and the quotation where no statement shows it already."""
    head = f"[{citation.n}] {citation.pinpoint} ({status_label(citation.document)}; {citation.status})"
    lines = [_wrap(head, width, "      ", first=_INDENT)]
    if not any(citation.quote in statement.text for statement in answer.statements):
        lines.append(_wrap(f"“{citation.quote}”", width, "      "))
    if link(citation.document):
        lines.append(f"      {link(citation.document)}")
    if citation.explanation:
        digest = textwrap.shorten(citation.explanation, width=_LONGEST_EXPLANATION, placeholder=" …")
        lines.append(_wrap(f"In plain words ({DIGEST_LABEL}): {digest}", width, "      "))
    return "\n".join(lines)


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "document_id": citation.document.id,
        "provision_id": citation.provision_id,
        "pinpoint": citation.pinpoint,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "status": citation.status,
        "source_status": citation.document.status,
        "explanation": citation.explanation,
        "url": link(citation.document),
    }


def _document_json(document: Document) -> dict[str, str]:
    return {name: getattr(document, name) for name in ("id", "title", "symbol", "kind", "status")}


def _places(statement: Statement, answer: Answer) -> str:
    """Where the quotations of a statement stand: "UDHR, art. 28 [1]"."""
    cited = [citation for citation in answer.citations if citation.n in statement.citations]
    shown = [f"{item.pinpoint} [{item.n}]" for item in cited]
    return "; ".join(shown) or _numbers(statement)


def _numbers(statement: Statement) -> str:
    return "".join(f"[{n}]" for n in statement.citations)


def _wrap(text: str, width: int, indent: str = "", first: str | None = None) -> str:
    """Wrap each line of a text; `first` is the indent of the very first line when it differs."""
    lines = []
    for number, line in enumerate(text.split("\n")):
        initial = first if first is not None and number == 0 else indent
        lines.append(
            textwrap.fill(
                line,
                width,
                initial_indent=initial,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines)


def _quoted(statement: Statement) -> str:
    quote = "\n>\n> ".join(_escape(statement.text).split("\n"))
    failed = " **(not verified)**" if statement.support == "unsupported" else ""
    return f"> “{quote}”{failed}"


def _escape(text: str) -> str:
    """Make text harmless in Markdown and HTML, and keep its lines from being read as lists, headings or code."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|~$" else sign for sign in escaped)
    lines = (_LIST_OR_HEADING.sub(r"\1\\\2", line.strip()) for line in escaped.splitlines())
    return "\n".join(lines)
