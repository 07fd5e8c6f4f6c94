"""Statements as Markdown in which every text from a document is escaped."""

import re
from collections.abc import Sequence

from assistant.types import Answer, Side, Statement

_WWW = re.compile(r"(?i)(www)\.")
_LIST_OR_HEADING = re.compile(r"^(\d*)([-=.])")


def escaped(text: str) -> str:
    """Make text harmless in Markdown and HTML, and keep its lines from being read as lists, headings or code."""
    harmless = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    harmless = "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|~$@" else sign for sign in harmless)
    # Some readers of Markdown make links of bare addresses.
    harmless = _WWW.sub(r"\1\\.", harmless.replace("://", "\\://"))
    lines = (_LIST_OR_HEADING.sub(r"\1\\\2", line.strip()) for line in harmless.splitlines())
    return "\n".join(lines)


def linked(text: str, address: str) -> str:
    """Text, escaped, as a link to an address without spaces and parentheses; plain where the address is ""."""
    return f"[{escaped(text)}]({address})" if address else escaped(text)


def statement_markdown(statement: Statement, places: str) -> str:
    """A quotation as a block with its places, a written sentence with its sources, or a struck sentence with the reason.

    `places` is Markdown already.
    """
    if statement.support == "unsupported":
        return f"<del>{escaped(statement.text)}</del>{_mark(statement)}"
    if statement.support == "supported":
        return f"{escaped(statement.text)} ({places})"
    quote = "\n>\n> ".join(escaped(statement.text).split("\n"))
    return f"> “{quote}”\n>\n> — {places}"


def side_by_side(answer: Answer, places: Sequence[str]) -> str:
    """The sides of an answer as a table with one column each; `places`, Markdown already, belong to the statements, in order."""
    headings = [_cell(side.heading) for side in answer.sides]
    cells = [_side(side, answer, places) for side in answer.sides]
    rows = [headings, ["---"] * len(headings), cells]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _side(side: Side, answer: Answer, places: Sequence[str]) -> str:
    shown = [n for n in side.statements if n < len(answer.statements)]
    quoted = [
        f"“{_cell(answer.statements[n].text)}”{_mark(answer.statements[n])}<br>— {_in_cell(places[n])}" for n in shown
    ]
    return "<br><br>".join(quoted) or "–"


def _cell(text: str) -> str:
    """Text for one cell: on one line, and with no sign that could end the cell."""
    return _in_cell(escaped(text))


def _in_cell(markdown: str) -> str:
    return "<br>".join(markdown.replace("\\|", "&#124;").split("\n"))


def _mark(statement: Statement) -> str:
    if statement.support != "unsupported":
        return ""
    reason = f": {escaped(statement.reason)}" if statement.reason else ""
    return f" *(not verified{reason})*"
