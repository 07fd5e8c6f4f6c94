"""Answers and provisions as text, Markdown and JSON values. Pure functions: values in, strings out."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from assistant.citing.citation_facts import read_date
from assistant.citing.citation_styles import STYLES, cite, written_date
from assistant.citing.pinpoint import DIGEST_LABEL, status_label
from assistant.types import Answer, Citation, Document, Provision, SearchHit, Statement
from assistant.writing.markdown import escaped, linked, side_by_side, statement_markdown

AddressOf = Callable[[Citation | SearchHit], str]

_INDENT = "  "
_INSTRUMENTS = ("treaty", "declaration", "draft declaration")
_LONGEST_EXPLANATION = 500  # characters; `show` prints the whole digest


def answer_text(answer: Answer, width: int = 80) -> str:
    """The answer for a terminal: statements with numbered citations, then the sources."""
    understood = wrap(understood_as(answer), width)
    if answer.refusal is not None:
        notes = [wrap(f"Note: {note}", width) for note in answer.notes]
        return "\n\n".join(part for part in (understood, _refusal_text(answer, width), *notes) if part)
    said = (understood, *(wrap(text, width) for text in (answer.introduction, answer.direct_answer)))
    parts = [part for part in said if part]
    parts += _sides_text(answer, width) if answer.sides else _statements_text(answer, width)
    parts += [wrap(f"Note: {note}", width) for note in answer.notes]
    parts.append("Sources\n" + "\n".join(_citation_text(item, answer, width) for item in answer.citations))
    return "\n\n".join(parts)


def answer_markdown(answer: Answer, address_of: AddressOf = lambda _place: "") -> str:
    """The answer for the chat, as Markdown in which every text from a document is escaped.

    Statements of several works stand under the titles of these, and what is compared in a table. `address_of` gives the
    address at which a cited place can be read, or "".
    """
    understood = understood_as(answer)
    parts = [f"*{escaped(understood)}*"] if understood else []
    if answer.refusal is not None:
        parts.append(f"**{escaped(answer.refusal.message)}**")
        nearest = "\n".join(f"- {linked(hit.pinpoint, address_of(hit))}" for hit in answer.refusal.nearest)
        parts += [f"Nearest provisions:\n\n{nearest}"] if nearest else []
        return "\n\n".join([*parts, *(f"*Note: {escaped(note)}*" for note in answer.notes)])
    parts += [escaped(answer.introduction)] if answer.introduction else []
    parts += [f"**{escaped(answer.direct_answer)}**"] if answer.direct_answer else []
    places = [_linked_places(statement, answer, address_of) for statement in answer.statements]
    if answer.sides:
        parts.append(side_by_side(answer, places))
    else:
        for statement, place, title in zip(answer.statements, places, _titles(answer), strict=True):
            parts += [f"**{escaped(title)}**"] if title else []
            parts.append(statement_markdown(statement, place))
    parts += [f"*Note: {escaped(note)}*" for note in answer.notes]
    return "\n\n".join(parts)


def understood_as(answer: Answer) -> str:
    """How a follow-up question was understood; "" when it was taken as typed."""
    return f"Understood as: {answer.question}" if answer.asked and answer.asked != answer.question else ""


def plain_statements(answer: Answer) -> str:
    """Introduction, direct answer and statements as one text with citation numbers, or the refusal."""
    if answer.refusal is not None:
        return answer.refusal.message
    lines = [f"{statement.text} {_numbers(statement)}" for statement in answer.statements]
    return "\n".join([*filter(None, (answer.introduction, answer.direct_answer)), *lines])


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
        "direct_answer": answer.direct_answer,
        "sides": [{"heading": side.heading, "statements": list(side.statements)} for side in answer.sides],
        "statements": [
            {"text": item.text, "citations": list(item.citations), "support": item.support, "reason": item.reason}
            for item in answer.statements
        ],
        "citations": [citation_json(item) for item in answer.citations],
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
    lines = [wrap(f"{pinpoint} ({status_label(document)}{page})", width)]
    lines += [wrap(heading, width)] if heading else []
    lines += ["", wrap(provision.chapeau, width)] if provision.chapeau else []
    lines += ["", wrap(provision.text, width)]
    return "\n".join(lines + ([f"\n{link(document)}"] if link(document) else []))


def opening_sentence(document: Document) -> str:
    """Introduces the first provisions of a work: "Charter of the Harbour (treaty, 1950) begins:"."""
    described = ", ".join(part for part in (document.kind, document.author, document.date) if part)
    return f"{document.title} ({described}) begins:"


def source_sentence(document: Document) -> str:
    """Says who wrote a work, and when: "Report on X: report by A. Author, 2019."; of an instrument only when."""
    by = f" by {document.author}" if document.author else ""
    nameless = not document.author and document.kind not in _INSTRUMENTS
    unnamed = "; the corpus names no author" if nameless else ""
    date = written_date(read_date(document.date), "OSCOLA") or "date not given in the corpus"
    return f"{document.title}: {document.kind}{by}, {date}{unnamed}."


def hits_text(hits: Sequence[SearchHit], width: int = 80) -> str:
    """Search hits for a terminal: rank, pinpoint, score and the opening words."""
    rows = []
    for hit in hits:
        opening = textwrap.shorten(hit.provision.text, width=2 * width - 10, placeholder=" …")
        label = f"{hit.rank:>2}. {hit.pinpoint} ({status_label(hit.document)}) {hit.score:.2f}"
        rows.append(f"{wrap(label, width, '    ', first='')}\n{wrap(opening, width, '    ')}")
    return "\n".join(rows)


def link(document: Document) -> str:
    """Where the document can be read; "" when no public address is known. Other schemes could run something."""
    return document.source_url if document.source_url.lower().startswith(("https://", "http://")) else ""


def _refusal_text(answer: Answer, width: int) -> str:
    refusal = answer.refusal
    if refusal is None:
        return ""
    text = wrap(refusal.message, width)
    if refusal.nearest:
        text += "\n\nNearest provisions\n" + "\n".join(
            wrap(f"- {hit.pinpoint}", width, "    ", first="  ") for hit in refusal.nearest
        )
    return text


def _statements_text(answer: Answer, width: int) -> list[str]:
    parts: list[str] = []
    for statement, title in zip(answer.statements, _titles(answer), strict=True):
        shown = _statement_text(statement, answer, width)
        parts.append(f"{wrap(title, width)}\n\n{shown}" if title else shown)
    return parts


def _sides_text(answer: Answer, width: int) -> list[str]:
    """Each side under its heading, one below the other; a side of which nothing is quoted is told of in a note."""
    parts: list[str] = []
    for side in answer.sides:
        shown = [
            _statement_text(answer.statements[n], answer, width) for n in side.statements if n < len(answer.statements)
        ]
        parts += ["\n\n".join([wrap(side.heading, width), *shown])] if shown else []
    return parts


def _titles(answer: Answer) -> list[str]:
    """For each statement of a quoting answer the title of its work where that begins and several works are quoted; else ""."""
    of = {citation.n: citation.document for citation in answer.citations}
    works = [next((of[n] for n in item.citations if n in of), None) for item in answer.statements]
    if any(item.support != "verbatim" for item in answer.statements):
        return [""] * len(works)
    ids = [work.id if work else "" for work in works]
    if len(set(ids)) < 2:
        return [""] * len(ids)
    return [work.title if work and (n == 0 or ids[n - 1] != work.id) else "" for n, work in enumerate(works)]


def _statement_text(statement: Statement, answer: Answer, width: int) -> str:
    """A quotation with its places below it, or a written sentence with the numbers of its sources behind it."""
    if statement.support == "unsupported":
        reason = f": {statement.reason}" if statement.reason else ""
        return wrap(f"✗ {statement.text} [NOT VERIFIED{reason}]", width, 2 * _INDENT, first=_INDENT)
    if statement.support == "supported":
        return wrap(f"{statement.text} {_numbers(statement)}", width, _INDENT)
    place = wrap(f"— {_places(statement, answer)}", width, 3 * _INDENT, first=2 * _INDENT)
    return f"{wrap(f'“{statement.text}”', width, _INDENT)}\n{place}"


def _citation_text(citation: Citation, answer: Answer, width: int) -> str:
    """Place, what may be relied on, link; and the quotation where no statement shows it already."""
    head = f"[{citation.n}] {citation.pinpoint} ({status_label(citation.document)}; {citation.status})"
    lines = [wrap(head, width, "      ", first=_INDENT)]
    if not any(citation.quote in statement.text for statement in answer.statements):
        lines.append(wrap(f"“{citation.quote}”", width, "      "))
    if link(citation.document):
        lines.append(f"      {link(citation.document)}")
    if citation.explanation:
        digest = textwrap.shorten(citation.explanation, width=_LONGEST_EXPLANATION, placeholder=" …")
        lines.append(wrap(f"In plain words ({DIGEST_LABEL}): {digest}", width, "      "))
    return "\n".join(lines)


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation as the contract of `ask --json` has it, with its full form in each style."""
    label = citation.pinpoint.removeprefix(f"{citation.document.short}, ")
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
        "styles": {style: cite(citation.document, label, style) for style in STYLES},
        "url": link(citation.document),
    }


def _document_json(document: Document) -> dict[str, str]:
    return {name: getattr(document, name) for name in ("id", "title", "symbol", "kind", "status")}


def _places(statement: Statement, answer: Answer) -> str:
    """Where the quotations of a statement stand: "UDHR, art. 28 [1]"."""
    cited = [citation for citation in answer.citations if citation.n in statement.citations]
    shown = [f"{item.pinpoint} [{item.n}]" for item in cited]
    return "; ".join(shown) or _numbers(statement)


def _linked_places(statement: Statement, answer: Answer, address_of: AddressOf) -> str:
    """The same as Markdown in which the numbers lead to what is cited."""
    cited = [citation for citation in answer.citations if citation.n in statement.citations]
    shown = [f"{escaped(item.pinpoint)} {linked(f'[{item.n}]', address_of(item))}" for item in cited]
    return "; ".join(shown) or escaped(_numbers(statement))


def _numbers(statement: Statement) -> str:
    return "".join(f"[{n}]" for n in statement.citations)


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> str:
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
