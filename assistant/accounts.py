"""The accounts that may open the web interface: a TOML file with a table for each name, its role and its password's hash.

Passwords are hashed with Argon2id (RFC 9106) at the strength that argon2-cffi recommends.
"""

import os
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Literal

import tomlkit
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from assistant.errors import SettingsError, SolidarityError

Role = Literal["reader", "curator"]
"""A reader asks and reads; a curator also changes what the assistant holds."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
_NAME = r"^[A-Za-z0-9._@-]{1,64}$"
_NAME_RULE = "a name has 1 to 64 letters from a to z, digits, and the signs . _ - @"
_WRITABLE_BY_OTHERS = 0o022
_LOCK_SECONDS = 10

_HASHER = PasswordHasher()
# Each takes 64 MiB: many logins at once must not take the memory that answers need.
_HASHES_AT_ONCE = BoundedSemaphore(4)


@dataclass(frozen=True)
class Account:
    """Who may open the web interface, and what for."""

    name: str
    role: Role


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role
    password_hash: str = Field(repr=False)

    @field_validator("password_hash")
    @classmethod
    def _is_an_argon2_hash(cls, value: str) -> str:
        try:
            extract_parameters(value if value.isascii() else "")
        except InvalidHashError as error:
            raise PydanticCustomError("argon2", "this is no Argon2 hash; set the password anew") from error
        return value


_Entries = Mapping[str, _Entry]
_ENTRIES = TypeAdapter(dict[Annotated[str, Field(pattern=_NAME)], _Entry])


class Accounts:
    """The accounts in a file. Each call looks at the file again, so a removed account loses its role at once.

    Every method, and the construction, raises SettingsError when the file is missing, broken or writable by others.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parsed: tuple[bytes, _Entries] = (b"", {})
        self._entries()

    def authenticate(self, name: str, password: str) -> Account | None:
        """The account with this name and password. An unknown name takes as long as a wrong password."""
        entries = self._entries()
        if not entries:
            return None
        owner = name if name in entries else next(iter(entries))
        matches = self._matches(owner, entries[owner], password)
        return Account(name, entries[name].role) if matches and name in entries else None

    def role_of(self, name: str) -> Role | None:
        """What the account may do now; None: there is no such account (any more)."""
        entry = self._entries().get(name)
        return entry.role if entry else None

    def names(self) -> tuple[str, ...]:
        """All names in alphabetical order."""
        return tuple(sorted(self._entries()))

    def __iter__(self) -> Iterator[Account]:
        """All accounts in alphabetical order."""
        return iter([Account(name, entry.role) for name, entry in sorted(self._entries().items())])

    def _entries(self) -> _Entries:
        # Its times do not always tell that a file changed; its bytes do, and they are few.
        content = _content(self._path)
        parsed, entries = self._parsed
        if content != parsed:
            entries = _parse(content, self._path)
            self._parsed = (content, entries)
        return entries

    def _matches(self, name: str, entry: _Entry, password: str) -> bool:
        try:
            with _HASHES_AT_ONCE:
                return _HASHER.verify(entry.password_hash, _secret(password))
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError) as error:
            raise SettingsError(
                f"{self._path}: account {name!r}: the password hash cannot be used ({error}); set the password anew."
            ) from error


def set_account(path: Path, name: str, role: Role, password: str) -> Account | None:
    """Add an account, or replace the one with this name; makes the file (mode 0600) where there is none.

    Returns:
        The account that was replaced, or None for a new name.

    Raises:
        SolidarityError: name, role or password cannot be used, or the file cannot be written; it is left as it was.
    """
    check_name(name)
    check_password(password)
    entry = {"role": role, "password_hash": _HASHER.hash(_secret(password))}
    with _locked(path) as file:
        content = _content(file) if file.exists() else b""
        before = _parse(content, file).get(name)
        document = tomlkit.parse(content)
        document.setdefault(name, tomlkit.table()).update(entry)
        _replace(file, tomlkit.dumps(document).encode())
    return Account(name, before.role) if before else None


def remove_account(path: Path, name: str) -> None:
    """Take an account out of the file.

    Raises:
        SolidarityError: there is no such account, or the file cannot be written; it is left as it was.
    """
    with _locked(path) as file:
        content = _content(file)
        entries = _parse(content, file)
        if name not in entries:
            known = f"It has: {', '.join(sorted(entries))}." if entries else "It has no accounts."
            raise SolidarityError(f"{path} has no account {name!r}. {known}")
        document = tomlkit.parse(content)
        document.remove(name)
        _replace(file, tomlkit.dumps(document).encode())


def check_name(name: str) -> None:
    """See that an account can have this name.

    Raises:
        SolidarityError: it has a sign that names do not have, or is empty or too long.
    """
    if not re.fullmatch(_NAME, name):
        raise SolidarityError(f"No account can be named {name[:80]!r}: {_NAME_RULE}")


def check_password(password: str) -> None:
    """See that an account can have this password; the message never shows it.

    Raises:
        SolidarityError: it is too short or too long, or has signs that cannot be typed into a form.
    """
    length = len(password)
    if length <= LONGEST_PASSWORD:
        length = min(length, len(unicodedata.normalize("NFC", password)))
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        raise SolidarityError(
            f"The password has {length} characters: it must have at least {SHORTEST_PASSWORD} "
            f"and at most {LONGEST_PASSWORD}."
        )
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in password):
        raise SolidarityError("The password has a control character or broken UTF-8: use signs that can be typed.")


def _secret(password: str) -> bytes:
    """What is hashed: the same for composed and decomposed accents (RFC 8265, section 4.2); empty for one too long."""
    # Normalising takes time that grows with the square of the length.
    usable = password if len(password) <= LONGEST_PASSWORD else ""
    return unicodedata.normalize("NFC", usable).encode("utf-8", "surrogatepass")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no file of accounts {str(path)!r}: make it with 'solidarity user add NAME --file {path}'."
        ) from error
    except OSError as error:
        raise SettingsError(f"The file of accounts {str(path)!r} cannot be read ({_reason(error)}).") from error
    if mode & _WRITABLE_BY_OTHERS:
        raise SettingsError(f"Others can write the file of accounts {str(path)!r}: run 'chmod 600 {path}' first.")
    return content


def _parse(content: bytes, path: Path) -> _Entries:
    try:
        return _ENTRIES.validate_python(tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise SettingsError(f"{path}: {_fault(error)}.") from error


def _fault(error: ValidationError) -> str:
    """What is wrong with which account. A value is shown for a role only: others may hold a secret."""
    first = error.errors()[0]
    name, *fields = first["loc"]
    field = ".".join(str(part) for part in fields)
    if field == "[key]":
        return f"account {name!r}: {_NAME_RULE}"
    value = f" = {first['input']!r}" if field == "role" and first["type"] != "missing" else ""
    return f"account {name!r}: {f'{field}{value}: ' if field else ''}{first['msg']}"


@contextmanager
def _locked(path: Path) -> Iterator[Path]:
    """Keep a file for one change at a time; gives the file itself where `path` is a link to it."""
    try:
        file = path.resolve()
        if not file.parent.is_dir():
            raise SettingsError(f"{str(path)!r} cannot be written: make the folder {str(file.parent)!r} first.")
        with FileLock(file.with_name(f".{file.name}.lock"), timeout=_LOCK_SECONDS):
            yield file
    except Timeout as error:
        raise SettingsError(f"Another process keeps {str(path)!r} busy: try again.") from error
    except (OSError, RuntimeError) as error:
        raise SettingsError(
            f"The file of accounts {str(path)!r} cannot be written ({_reason(error)}); it is as it was."
        ) from error


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, readable by its owner only, and rename: whole or not at all."""
    _parse(content, path)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        place = Path(draft.name)
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            if path.exists():
                # An administrator may change a file that belongs to the account that serves.
                os.fchown(draft.fileno(), path.stat().st_uid, path.stat().st_gid)
            place.replace(path)
        finally:
            place.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
