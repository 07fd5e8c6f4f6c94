"""The commands `user add`, `user remove` and `user list`: the accounts of the web interface."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.accounts import SHORTEST_PASSWORD, Accounts, Role, check_name, remove_account, set_account
from assistant.errors import SolidarityError

user = typer.Typer(
    help="Add, remove and list the accounts of the web interface.",
    epilog="Example: solidarity user add anna --role curator",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Name = Annotated[str, typer.Argument(help="Name of the account: letters, digits, and the signs . _ - @")]
_File = Annotated[Path | None, typer.Option(help="File of the accounts; default: SOLIDARITY_USERS.")]


@user.command(epilog="Example: solidarity user add anna --role curator --file users.toml")
def add(
    name: _Name,
    role: Annotated[Role, typer.Option(help="What the account may do.")] = "reader",
    file: _File = None,
) -> None:
    """Add an account, or replace the one with this name.

    The password is asked for twice; where standard input is no terminal, its first line is the password.
    """
    path = _path(file)
    check_name(name)
    before = set_account(path, name, role, _password())
    typer.echo(f"Replaced {name}: {role}, {before.role} before." if before else f"Added {name}: {role}.")


@user.command(epilog="Example: solidarity user remove anna --file users.toml")
def remove(name: _Name, file: _File = None) -> None:
    """Remove an account."""
    remove_account(_path(file), name)
    typer.echo(f"Removed {name}.")


@user.command("list", epilog="Example: solidarity user list --file users.toml")
def list_accounts(file: _File = None) -> None:
    """List the accounts, one line each: name, role."""
    path = _path(file)
    accounts = list(Accounts(path))
    widest = max((len(account.name) for account in accounts), default=0)
    for account in accounts:
        typer.echo(f"{account.name:<{widest}}  {account.role}")
    if not accounts:
        typer.echo(f"{path} has no accounts.", err=True)


def _path(file: Path | None) -> Path:
    """The file that is named, else that of the settings.

    Raises:
        SolidarityError: neither names one.
    """
    from assistant.settings import load_settings

    found = file or load_settings().users
    if found is None:
        raise SolidarityError("No file of accounts is named: give --file PATH, or set SOLIDARITY_USERS.")
    return found


def _password() -> str:
    if sys.stdin.isatty():
        label = f"Password (at least {SHORTEST_PASSWORD} characters)"
        return str(typer.prompt(label, hide_input=True, confirmation_prompt="The same again"))
    try:
        return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        # That error holds the password, so nothing is chained to it.
        raise SolidarityError("The password on standard input is no UTF-8 text.") from None
