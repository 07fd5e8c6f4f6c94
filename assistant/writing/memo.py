"""A checked argument as a memo that a lawyer can file: its claims, the authorities on each, and the method."""

import datetime
import os
import re
import secrets
import textwrap
from collections.abc import Iterator
from pathlib import Path

from assistant.citing.citation_styles import Style, cite, written_day
from assistant.citing.pinpoint import DIGEST_LABEL, status_label
from assistant.errors import SolidarityError
from assistant.types import LEGAL_WEIGHTS, ArgumentCheck, CheckedClaim, Citation, Finding, LegalWeight
from assistant.writing.check_view import (
    NOTHING_SUPPORTS,
    authorities,
    claim_verdict,
    finding_verdict,
    is_unsupported,
    nearest,
    reliance,
    totals,
    warning,
)
from assistant.writing.text_blocks import Block, Heading, Paragraph, Quotation, Table, as_markdown

TITLE = "Memorandum of authorities"
SUFFIXES = (".md", ".docx")
_LONGEST_CLAIM = 240  # characters in the summary; the whole claim stands in its section
_GROUPS: dict[LegalWeight, str] = {
    "binding treaty": "Binding treaties",
    "declaration": "Declarations",
    "report": "Reports",
    "opinion": "Opinions",
}
_METHOD = (
    (
        "Verdicts",
        "The argument was cut into claims. A program held each claim beside the provisions of the corpus that its "
        "search found nearest, and compared the wording. No person has reviewed the result, and a verdict can be wrong "
        "either way. Have a lawyer check each one against its quotation before anybody relies on it; this memorandum is "
        "not legal advice.",
    ),
    (
        "What the verdicts mean",
        "Supported: the provision was found to say what the claim says. Supported in part: it bears the claim out only "
        "partly, or with the difference named. Contradicted: it was found to say the opposite. Not addressed: the "
        "search found nothing that decides the claim. That is no proof that the law is silent: the corpus holds only a "
        "part of the law.",
    ),
    (
        "Legal weight",
        "It follows from the kind of document alone; drafts of declarations are listed with the declarations. Whether "
        "a treaty is in force for the State concerned, and with which reservations, was not examined.",
    ),
    (
        "Wording",
        "Every quotation stands letter for letter in the stored text at the place given, unless it is marked NOT "
        f"VERIFIED. Where the source is a {DIGEST_LABEL}, the words quoted are a restatement: quote the instrument "
        "itself instead.",
    ),
)


def memo_markdown(check: ArgumentCheck, style: Style = "OSCOLA", day: datetime.date | None = None) -> str:
    """The memo as Markdown in which every text from a document and from the argument is escaped.

    `day` is the date of the memo; without it the memo bears none.
    """
    return as_markdown(list(_blocks(check, style, day)))


def memo(check: ArgumentCheck, suffix: str, style: Style = "OSCOLA", day: datetime.date | None = None) -> bytes:
    """The memo as the bytes of a file with the suffix ".md" or ".docx"."""
    return _word(check, style, day) if suffix == ".docx" else memo_markdown(check, style, day).encode()


def write_memo(check: ArgumentCheck, path: Path, style: Style = "OSCOLA", day: datetime.date | None = None) -> None:
    """Write the memo as Markdown or as a Word document, by the suffix of the path; a file that is there is replaced.

    The file appears whole or not at all.

    Raises:
        SolidarityError: the suffix is neither .md nor .docx, the folder does not exist, or the file cannot be written.
    """
    check_memo_path(path)
    content = memo(check, path.suffix.lower(), style, day)
    try:
        _replace(path.resolve(), content)
    except OSError as error:
        raise _unwritable(path, error) from error


def check_memo_path(path: Path) -> None:
    """Refuse a path to which no memo can be written, so that nobody waits for a check in vain.

    Raises:
        SolidarityError: the suffix is neither .md nor .docx, the folder does not exist, or the path is that of a folder.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise SolidarityError(
            f"A memo cannot be written as {str(path)!r}: the name must end in {' or '.join(SUFFIXES)}."
        )
    try:
        is_folder, has_folder = path.is_dir(), path.parent.is_dir()
    except OSError as error:
        raise _unwritable(path, error) from error
    if is_folder:
        raise SolidarityError(f"A memo cannot be written as {str(path)!r}: that is a folder. Choose another name.")
    if not has_folder:
        raise SolidarityError(
            f"{str(path)!r} cannot be written: there is no folder {str(path.parent)!r}. Make it first."
        )


def _unwritable(path: Path, error: OSError) -> SolidarityError:
    reason = error.strerror or error
    return SolidarityError(f"{str(path)!r} cannot be written ({reason}). Choose another folder or name.")


def _word(check: ArgumentCheck, style: Style, day: datetime.date | None) -> bytes:
    # Here, so that whoever wants Markdown does not wait for the library.
    from assistant.writing.memo_docx import as_docx

    return as_docx(list(_blocks(check, style, day)), TITLE)


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and rename, so that nobody ever sees half of it."""
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError("the file is read-only")
    draft = path.with_name(f".memo-{secrets.token_hex(8)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _blocks(check: ArgumentCheck, style: Style, day: datetime.date | None) -> Iterator[Block]:
    yield Heading(TITLE, 0)
    if day is not None:
        yield Paragraph(written_day(day, style))
    yield Heading("The argument")
    yield Quotation(_unwrapped(check.argument))
    yield from _summary(check)
    for number, claim in enumerate(check.claims, start=1):
        yield from _claim(claim, number, style)
    yield from _table_of_authorities(check, style)
    yield Heading("How this memorandum was made")
    yield from (Paragraph(text, label) for label, text in _METHOD)
    yield Paragraph(f"The hash of the settings used is {check.settings_hash}.", "Settings")


def _unwrapped(argument: str) -> str:
    """The argument with one line for each of its paragraphs: pasted text is often broken at the width of its window."""
    return "\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", argument.strip()))


def _summary(check: ArgumentCheck) -> Iterator[Block]:
    yield Heading("Summary")
    yield Paragraph(totals(check.claims))
    if check.claims:
        rows = [
            (str(number), _shortened(claim.text), claim_verdict(claim).capitalize(), _best(claim))
            for number, claim in enumerate(check.claims, start=1)
        ]
        yield Table(("No.", "Claim", "Verdict", "Best authority"), tuple(rows), (0.08, 0.46, 0.18, 0.28))


def _shortened(claim: str) -> str:
    return textwrap.shorten(claim, _LONGEST_CLAIM, placeholder=" …")


def _best(claim: CheckedClaim) -> str:
    """The first authority; what it does is said only where the verdict does not say so, what contradicts it always."""
    found = authorities(claim)
    if not found:
        return "–"
    best = found[0]
    remarks = [] if best.verdict == claim.verdict else [finding_verdict(best)]
    remarks += _contradicted(claim) if best.verdict != "contradicts" else []
    remarks += ["digest"] if best.citation.document.status == "digest" else []
    remarks += [warning(best.citation)] if warning(best.citation) else []
    return best.citation.pinpoint + (f" ({'; '.join(remarks)})" if remarks else "")


def _contradicted(claim: CheckedClaim) -> list[str]:
    against = sum(finding.verdict == "contradicts" for finding in claim.findings)
    words = "1 other contradicts" if against == 1 else f"{against} others contradict"
    return [words] if against else []


def _claim(claim: CheckedClaim, number: int, style: Style) -> Iterator[Block]:
    yield Heading(f"Claim {number}: {claim_verdict(claim)}")
    yield Paragraph(f"“{' '.join(claim.text.split())}”")
    yield from (Paragraph(note, "Note") for note in claim.notes)
    if is_unsupported(claim):
        yield Paragraph(NOTHING_SUPPORTS)
    if nearest(claim):
        yield Paragraph(f"{nearest(claim)}, which does not address it.", "Nearest provision")
    for finding in authorities(claim):
        yield from _authority(finding, style)


def _authority(finding: Finding, style: Style) -> Iterator[Block]:
    citation = finding.citation
    label = finding_verdict(finding).capitalize()
    yield Paragraph(f"{full_citation_of(citation, style)} [{reliance(finding)}]", label)
    yield Quotation(citation.quote, quoted_place(citation), warning(citation))
    if finding.differences:
        against = "the claim" if finding.verdict == "contradicts" else "this support"
        yield Paragraph(f"{'; '.join(finding.differences)}.", f"What speaks against {against}")


def quoted_place(citation: Citation) -> str:
    """The pinpoint; a digest is named beside it, because a quotation is often copied without what stands around it."""
    return citation.pinpoint + (f" ({DIGEST_LABEL})" if citation.document.status == "digest" else "")


def full_citation_of(citation: Citation, style: Style) -> str:
    """The citation at the place that the pinpoint names; it may be more exact than the label of the provision."""
    named = f"{citation.document.short}, "
    label = citation.pinpoint.removeprefix(named) if citation.pinpoint.startswith(named) else ""
    return cite(citation.document, label, style)


def _table_of_authorities(check: ArgumentCheck, style: Style) -> Iterator[Block]:
    yield Heading("Table of authorities")
    groups = [(weight, _rows(check, weight, style)) for weight in LEGAL_WEIGHTS]
    if not any(rows for _, rows in groups):
        yield Paragraph("No provision of the corpus speaks for or against a claim.")
    for weight, rows in groups:
        if rows:
            yield Heading(_GROUPS[weight], 2)
            yield Table(("Authority", "Wording", "Claims"), rows, (0.56, 0.18, 0.26))


def _rows(check: ArgumentCheck, weight: LegalWeight, style: Style) -> tuple[tuple[str, ...], ...]:
    """The authorities of one weight in alphabetical order, each with the claims on which it bears."""
    claims: dict[tuple[str, str], dict[str, None]] = {}
    for number, claim in enumerate(check.claims, start=1):
        for finding in (item for item in authorities(claim) if item.weight == weight):
            said = claims.setdefault((full_citation_of(finding.citation, style), wording(finding.citation)), {})
            said[f"{number} ({finding_verdict(finding)})"] = None
    return tuple((*key, ", ".join(claims[key])) for key in sorted(claims, key=lambda key: natural_order(key[0])))


def wording(citation: Citation) -> str:
    """How far the quoted wording may be relied on: "official text", or "digest, ...; NOT VERIFIED: quote mismatch"."""
    return "; ".join(part for part in (status_label(citation.document), warning(citation)) if part)


def natural_order(text: str) -> list[tuple[int, str]]:
    """A key by which article 9 comes before article 10."""
    # Cut, because Python refuses to read a number of some thousand digits.
    return [(int(part[:20]), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", text.casefold())]
