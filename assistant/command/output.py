"""What the commands share: how they print."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
_WIDEST = 100


def print_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def shown_width() -> int:
    """Columns to fill: those of the terminal up to 100, 80 where the output goes elsewhere."""
    return min(Console().width, _WIDEST) if sys.stdout.isatty() else 80
