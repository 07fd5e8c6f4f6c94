"""The commands for those who write: `check` an argument, `cite` provisions."""

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.citing.citation_styles import STYLES, Style
from assistant.command.output import AsJson, print_json, shown_width
from assistant.errors import SolidarityError
from assistant.types import ArgumentCheck

_TEXT_FILES = (".txt", ".md")
_OTHER_FILES = (".docx", ".doc", ".pdf", ".odt", ".rtf", ".html")
_StyleName = Annotated[str, typer.Option("--style", help=f"{', '.join(STYLES)}.")]


def check(
    argument: Annotated[str, typer.Argument(help="The argument, a text file (.txt, .md), or - for standard input.")],
    as_json: AsJson = False,
    out: Annotated[Path | None, typer.Option(help="Write a memo there: .docx or .md.")] = None,
    style: _StyleName = STYLES[0],
) -> None:
    """Find the provisions that support or contradict an argument.

    The argument is split into claims; each gets a verdict, with the provisions and their words.
    """
    from assistant.writing.check_view import check_json
    from assistant.writing.memo import check_memo_path, write_memo

    chosen = _style(style)
    if out is not None:
        check_memo_path(out)
    text, assistant = _argument_of(argument), build_assistant()
    result = assistant.check(text) if as_json else _shown_claim_by_claim(text, assistant)
    if as_json:
        print_json(check_json(result))
    if out is not None:
        write_memo(result, out, chosen, datetime.date.today())
        typer.echo(f"Memo written to {out}.", err=True)


def cite(
    places: Annotated[list[str], typer.Argument(help="Pinpoints, each in quotation marks.")],
    style: Annotated[str, typer.Option(help=f"{', '.join(STYLES)}; BibTeX or RIS.")] = STYLES[0],
) -> None:
    """Write full citations, or entries for a reference manager."""
    from assistant.citing.citation_styles import cite as cite_in_style
    from assistant.citing.reference_files import bibtex, ris

    to_file = {"bibtex": bibtex, "ris": ris}.get(style.lower())
    chosen = None if to_file else _style(style)
    assistant = build_assistant()
    cited = [(assistant.catalogue.document_of(item), item.label) for place in places for item in assistant.show(place)]
    if to_file is not None:
        typer.echo(to_file([document for document, _ in cited]), nl=False)
    elif chosen is not None:
        typer.echo("\n".join(dict.fromkeys(cite_in_style(document, label, chosen) for document, label in cited)))


def _shown_claim_by_claim(text: str, assistant: Assistant) -> ArgumentCheck:
    """Print each claim as soon as it is checked: a long argument takes minutes."""
    from assistant.writing.check_view import claim_text, totals

    claims = []
    for number, claim in enumerate(assistant.check_claims(text), start=1):
        claims.append(claim)
        typer.echo(f"{claim_text(claim, number, shown_width())}\n")
    typer.echo(totals(claims))
    return ArgumentCheck(argument=text, claims=tuple(claims), settings_hash=assistant.settings_hash)


def _argument_of(argument: str) -> str:
    """The text of an argument given as such, as a file, or on standard input.

    Raises:
        SolidarityError: the file cannot be read as text.
    """
    path = Path(argument)
    try:
        if argument == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        if path.suffix.lower() in _OTHER_FILES and path.name == argument.strip().rpartition("/")[2]:
            raise SolidarityError(f"{argument!r} is no text file: save it as .txt or .md, or give its text with '-'.")
        return path.read_text(encoding="utf-8-sig") if path.suffix.lower() in _TEXT_FILES else argument
    except (OSError, UnicodeDecodeError) as error:
        raise SolidarityError(f"The argument {argument!r} cannot be read as a text file ({error}).") from error


def _style(name: str) -> Style:
    found = next((style for style in STYLES if style.lower() == name.lower()), None)
    if found is None:
        raise SolidarityError(f"There is no citation style {name!r}: choose {', '.join(STYLES)}.")
    return found
