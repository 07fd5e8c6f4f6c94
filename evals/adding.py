"""Takes a new case from the terminal or from a form, checks it against schema and corpus, and adds it to its file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from assistant.assistant import Assistant
from assistant.errors import SolidarityError, UnknownReferenceError
from evals.cases import Case, Half, case_file, parse_case, read_cases
from evals.suites import SUITES

_PLACES = {"expected", "provisions", "provision"}
_NEW = "The new case"
_ANSWERS = {"yes": True, "no": False}


def case_types() -> dict[str, type[Case]]:
    """The kinds of cases that can be added, by the name of their file."""
    return {suite.case_type.file: suite.case_type for suite in SUITES.values()}


def ask_for_case(assistant: Assistant, folder: Path | None = None) -> tuple[Path, str]:
    """Ask for all fields of a case at the terminal and add it; returns the file and the line.

    Raises:
        SolidarityError: the case does not fit, is there already, or its file cannot be written.
    """
    kinds = case_types()
    name = _choice("Kind of case", list(kinds))
    half = _choice("Half (test: nobody tunes on it)", list(get_args(Half)))
    kind = kinds[name]
    values = {field: _ask(field, info, assistant) for field, info in kind.model_fields.items()}
    return add_case(kind, half, values, assistant, folder)


def values_of_form(kind: type[Case], texts: Mapping[str, str], assistant: Assistant) -> dict[str, Any]:
    """The values of a case's fields as `add_case` takes them, from one text a field; a field without a text is empty.

    Places are ids or pinpoints, separated by semicolons as other lists are; a yes or no is "yes" or "no"; the history of a
    conversation is "user: ...; assistant: ...".

    Raises:
        SolidarityError: a text does not fit its field, or there is no such field; the message names the field.
    """
    for field in texts:
        if field not in kind.model_fields:
            raise SolidarityError(f"{_NEW}: {field}: there is no such field; there are {', '.join(kind.model_fields)}.")
    values = {
        field: _value_of_text(field, info, texts.get(field, "").strip(), assistant)
        for field, info in kind.model_fields.items()
    }
    parse_case(kind, json.dumps(values), _NEW)
    return values


def add_case(
    kind: type[Case], half: Half, values: dict[str, Any], assistant: Assistant, folder: Path | None = None
) -> tuple[Path, str]:
    """Check a case and add it as the last line of its file.

    Raises:
        SolidarityError: the case does not fit, names a place that the corpus does not hold, is there already, or its file
            cannot be written; the file is left as it was.
    """
    path = case_file(kind, half, folder)
    line = json.dumps(values, ensure_ascii=False)
    case = parse_case(kind, line, _NEW)
    for place in case.places:
        _known_place(place, assistant)
    for other in read_cases(kind, path) if path.exists() else []:
        if other.key == case.key or other.text == case.text:
            raise SolidarityError(f"{path.name} has this case already: {other.text!r}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(line, path)
    except OSError as error:
        raise SolidarityError(f"{path} cannot be written: {error}. Name a folder of your own with --cases.") from error
    return path, line


def _append(line: str, path: Path) -> None:
    """Write a last line; one that somebody left without a line break gets it first."""
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, 2)
            line = line if file.read(1) == b"\n" else f"\n{line}"
        file.write(f"{line}\n".encode())


def place_ids(written: str, assistant: Assistant) -> list[str]:
    """Ids of the places in a list separated by semicolons, each an id ("udhr/art-25") or a pinpoint ("udhr 25").

    Raises:
        UnknownReferenceError: the corpus does not hold one of them.
    """
    return [_known_place(part.strip(), assistant) for part in written.split(";") if part.strip()]


def _known_place(place: str, assistant: Assistant) -> str:
    catalogue = assistant.catalogue
    if catalogue.holds(place):
        return place
    found = assistant.show(place)
    articles = {catalogue.article_of(item) for item in found}
    return articles.pop() if len(found) > 1 and len(articles) == 1 else found[0].id


def _value_of_text(field: str, info: FieldInfo, text: str, assistant: Assistant) -> Any:
    """The value of one field, from what stands in a form."""
    if info.annotation is bool:
        if text.lower() not in _ANSWERS:
            raise SolidarityError(f"{_NEW}: {field}: yes or no is wanted, not {text!r}.")
        return _ANSWERS[text.lower()]
    if field in _PLACES:
        return _places_of_text(field, text, assistant, single=info.annotation is str)
    if info.is_required() and not text:
        raise SolidarityError(f"{_NEW}: {field}: it may not be empty.")
    return text if _options(info) else _written_value(field, info, text)


def _places_of_text(field: str, text: str, assistant: Assistant, single: bool) -> str | list[str]:
    try:
        found = place_ids(text, assistant)
    except UnknownReferenceError as error:
        raise SolidarityError(f"{_NEW}: {field}: {error}") from error
    if single and len(found) != 1:
        raise SolidarityError(f"{_NEW}: {field}: one place is wanted, not {len(found)}.")
    return found[0] if single else found


def _options(info: FieldInfo) -> list[Any]:
    """What can be chosen for a field; empty where anything can be written."""
    return list(get_args(info.annotation)) if get_origin(info.annotation) is Literal else []


def _written_value(field: str, info: FieldInfo, written: str) -> Any:
    """The value of a field of text or of a list, as it was written."""
    return written if info.annotation is str else _parts(field, written)


def _ask(field: str, info: FieldInfo, assistant: Assistant) -> Any:
    """The value of one field, asked for in the way of its type until it can be used."""
    label = field.replace("_", " ")
    if options := _options(info):
        return _choice(label, options)
    if info.annotation is bool:
        return typer.confirm(label)
    if field in _PLACES:
        return _ask_places(label, assistant, single=info.annotation is str)
    required = info.is_required()
    written = str(typer.prompt(label if required else f"{label} (may be empty)", default=None if required else ""))
    return _written_value(field, info, written)


def _ask_places(label: str, assistant: Assistant, single: bool) -> str | list[str]:
    while True:
        written = str(typer.prompt(f"{label} (ids or pinpoints, separated by semicolons; may be empty)", default=""))
        try:
            found = place_ids(written, assistant)
        except UnknownReferenceError as error:
            typer.echo(str(error))
            continue
        return (found[0] if found else "") if single else found


def _choice(label: str, options: list[Any]) -> Any:
    """One of some options, by number or by name."""
    typer.echo(f"{label}:")
    for number, option in enumerate(options, start=1):
        typer.echo(f"  {number}  {option or '(none)'}")
    while True:
        written = str(typer.prompt("Number")).strip()
        if written in options:
            return written
        if written.isdigit() and 1 <= int(written) <= len(options):
            return options[int(written) - 1]
        typer.echo(f"{written!r} is none of 1 to {len(options)}.")


def _parts(field: str, written: str) -> list[Any]:
    """A list written with semicolons; a conversation's history as "user: ...; assistant: ..."."""
    parts = [part.strip() for part in written.split(";") if part.strip()]
    if field == "history":
        return [[role.strip(), said.strip()] for role, _, said in (part.partition(":") for part in parts)]
    return parts
