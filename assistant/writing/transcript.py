"""A conversation as a file to keep: a document with its questions, answers and authorities, or its works for a reference manager.

A conversation lives in the browser as JSON values and comes back from there, so nothing in it is trusted.
"""

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.citing.citation_styles import Style, written_day
from assistant.citing.pinpoint import status_label
from assistant.citing.reference_files import bibtex, ris
from assistant.errors import SolidarityError
from assistant.types import Answer, Citation, Refusal, Statement
from assistant.writing.check_view import warning
from assistant.writing.memo import full_citation_of, natural_order, quoted_place, wording
from assistant.writing.rendering import link, understood_as
from assistant.writing.text_blocks import Block, Heading, Paragraph, Quotation, Table, as_markdown

TranscriptFormat = Literal["Markdown", "DOCX", "PDF", "BibTeX", "RIS"]
SUFFIXES: dict[TranscriptFormat, str] = {
    "Markdown": ".md",
    "DOCX": ".docx",
    "PDF": ".pdf",
    "BibTeX": ".bib",
    "RIS": ".ris",
}
TITLE = "Questions and answers on international solidarity law"
LONGEST_ANSWER = 200_000  # characters of JSON; real answers have some 2,000 to 10,000
_LONGEST_HEADING = 200  # characters; a longer question stands in full below its heading
_METHOD = (
    (
        "Method",
        "A program searched the corpus of this assistant and nothing else. It compared each quotation letter for letter with "
        "the stored text, and each written sentence with the provisions that it cites; what failed is marked. Nobody has "
        "reviewed the answers, and what a digest says is not the wording of the instrument.",
    ),
    (
        "No legal advice",
        "This file is a help for research. Read each authority in its official text, and have a lawyer check what you want to "
        "rely on.",
    ),
)
_ANSWER = TypeAdapter(Answer)


def stored(answer: Answer) -> dict[str, Any]:
    """The answer as JSON values, without what was considered and not cited; `restored` makes an answer of them again."""
    values: dict[str, Any] = _ANSWER.dump_python(answer, mode="json", exclude={"considered"})
    return values


def restored(data: object) -> Answer:
    """The answer that `stored` made JSON values of; fields that it does not know are left out.

    Raises:
        SolidarityError: the values are not those of an answer, or have more than `LONGEST_ANSWER` characters as JSON.
    """
    try:
        length = len(json.dumps(data, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise _unreadable("it holds something else than JSON values, or is nested too deeply") from error
    if length > LONGEST_ANSWER:
        raise _unreadable(f"one answer has {length:,} characters, and at most {LONGEST_ANSWER:,} are taken")
    try:
        return replace(_ANSWER.validate_python(data), considered=())
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise _unreadable(f"{place or 'an answer'} is missing, or has a value that does not fit") from error


def _unreadable(reason: str) -> SolidarityError:
    return SolidarityError(f"This conversation cannot be read: {reason}. Please start a new one.")


def transcript(
    answers: Sequence[Answer],
    file_format: TranscriptFormat,
    style: Style = "OSCOLA",
    day: datetime.date | None = None,
) -> bytes:
    """The conversation as a file; text files are in UTF-8.

    `style` is that of the citations in Markdown, DOCX and PDF, and `day` the date of these files; without it they bear none.
    BibTeX and RIS hold the cited works only, each once.

    Raises:
        SolidarityError: there is no answer, or BibTeX or RIS are asked for and no answer cites anything.
    """
    if not answers:
        raise SolidarityError("There is nothing to export yet: this conversation is empty. Ask a question first.")
    if file_format in ("BibTeX", "RIS"):
        return _references(answers, file_format)
    blocks = list(_blocks(answers, style, day))
    if file_format == "Markdown":
        return as_markdown(blocks).encode()
    # Here, so that whoever wants Markdown does not wait for the libraries.
    if file_format == "DOCX":
        from assistant.writing.memo_docx import as_docx

        return as_docx(blocks, TITLE)
    from assistant.writing.transcript_pdf import as_pdf

    return as_pdf(blocks, TITLE)


def _references(answers: Sequence[Answer], file_format: TranscriptFormat) -> bytes:
    documents = [citation.document for answer in answers for citation in answer.citations]
    if not documents:
        raise SolidarityError(
            f"There is nothing to export as {file_format}: no answer of this conversation cites a work. "
            "Export the conversation as Markdown, DOCX or PDF instead."
        )
    return (bibtex(documents) if file_format == "BibTeX" else ris(documents)).encode()


def _blocks(answers: Sequence[Answer], style: Style, day: datetime.date | None) -> Iterator[Block]:
    yield Heading(TITLE, 0)
    if day is not None:
        yield Paragraph(written_day(day, style))
    models = _distinct(answer.model for answer in answers)
    yield Paragraph(", ".join(models), "Answered by")
    for number, answer in enumerate(answers, start=1):
        yield from _question(answer, number)
        yield from [Paragraph(answer.model, "Answered by")] if len(models) > 1 else []
        yield from _said(answer)
        yield from (Paragraph(note, "Note") for note in answer.notes)
        yield from _sources(answer, style)
    yield from _table_of_authorities(answers, style)
    yield Heading("How these answers were made")
    yield from (Paragraph(text, label) for label, text in _METHOD)
    yield Paragraph(", ".join(_distinct(answer.settings_hash for answer in answers)), "Hash of the settings used")


def _distinct(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _question(answer: Answer, number: int) -> Iterator[Block]:
    asked = answer.asked or answer.question
    yield Heading(f"{number}. {_shortened(asked)}")
    if len(asked) > _LONGEST_HEADING:
        yield Quotation(asked)
    if understood_as(answer):
        yield Paragraph(answer.question, "Understood as")


def _shortened(heading: str) -> str:
    """At most `_LONGEST_HEADING` characters, cut between words where there are any."""
    if len(heading) <= _LONGEST_HEADING:
        return heading
    cut = heading[:_LONGEST_HEADING]
    return f"{cut.rpartition(' ')[0] or cut} …"


def _said(answer: Answer) -> Iterator[Block]:
    if answer.refusal is not None:
        yield from _declined(answer.refusal)
    yield from [Paragraph(answer.introduction)] if answer.introduction else []
    yield from [Paragraph(answer.direct_answer, "Answer")] if answer.direct_answer else []
    compared = {n for side in answer.sides for n in side.statements}
    for n, statement in enumerate(answer.statements):
        yield from [] if n in compared else [_statement(statement, answer)]
    for side in answer.sides:
        yield Heading(_shortened(side.heading), 2)
        told = [answer.statements[n] for n in side.statements if 0 <= n < len(answer.statements)]
        yield from [_statement(statement, answer) for statement in told] or [Paragraph("Nothing is quoted of it.")]


def _declined(refusal: Refusal) -> Iterator[Block]:
    yield Paragraph(refusal.message, "Declined")
    nearest = [f"{hit.pinpoint} ({status_label(hit.document)})" for hit in refusal.nearest]
    yield from [Paragraph("; ".join(nearest), "Nearest provisions")] if nearest else []


def _statement(statement: Statement, answer: Answer) -> Block:
    """A quotation, or a written sentence, with its places; a sentence that failed its check is told apart."""
    cited = [citation for citation in answer.citations if citation.n in statement.citations]
    places = "; ".join(f"{quoted_place(citation)} [{citation.n}]" for citation in cited)
    if statement.support == "verbatim":
        warnings = "; ".join(_distinct(warning(citation) for citation in cited if warning(citation)))
        return Quotation(statement.text, places, warnings)
    if statement.support == "supported":
        return Paragraph(f"{statement.text} ({places})" if places else statement.text)
    reason = f" (reason: {statement.reason})" if statement.reason else ""
    return Paragraph(f"“{statement.text}”{reason}", "Not verified")


def _sources(answer: Answer, style: Style) -> Iterator[Block]:
    if not answer.citations:
        return
    yield Heading("Sources", 2)
    for citation in answer.citations:
        if not any(citation.quote in statement.text for statement in answer.statements):
            yield Quotation(citation.quote, f"{quoted_place(citation)} [{citation.n}]", warning(citation))
    rows = [
        (str(item.n), _with_link(item, style), status_label(item.document), item.status) for item in answer.citations
    ]
    yield Table(("No.", "Source", "Wording", "Check"), tuple(rows), (0.07, 0.57, 0.2, 0.16))


def _with_link(citation: Citation, style: Style) -> str:
    """The full citation, and the address of the document where the style gives none."""
    full, address = full_citation_of(citation, style), link(citation.document)
    return full if not address or address in full else f"{full} <{address}>"


def _table_of_authorities(answers: Sequence[Answer], style: Style) -> Iterator[Block]:
    yield Heading("Table of authorities")
    questions: dict[tuple[str, str], list[str]] = {}
    for number, answer in enumerate(answers, start=1):
        for citation in answer.citations:
            questions.setdefault((full_citation_of(citation, style), wording(citation)), []).append(str(number))
    rows = [(*key, ", ".join(dict.fromkeys(questions[key]))) for key in sorted(questions, key=_by_citation)]
    if rows:
        yield Table(("Authority", "Wording", "Questions"), tuple(rows), (0.6, 0.22, 0.18))
    else:
        yield Paragraph("No provision is cited.")


def _by_citation(authority: tuple[str, str]) -> list[tuple[int, str]]:
    return natural_order(authority[0].lstrip("‘“"))
