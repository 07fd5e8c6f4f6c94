"""Who may use the page, and who may change the library and run evaluations."""

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from assistant.accounts import Accounts, Role
from assistant.errors import SolidarityError


@dataclass(frozen=True)
class Access:
    """The accounts of a server, or the one role that everybody has where there are none."""

    accounts: Accounts | None
    everybody: Role = "reader"

    def may_enter(self, name: str, password: str) -> bool:
        """Whether a name and a password belong to an account; nobody enters while the file of accounts cannot be read."""
        with _told():
            return self.accounts is not None and self.accounts.authenticate(name, password) is not None
        return False

    def holds(self, name: str) -> bool:
        """Whether there is an account of this name now."""
        return self._role_of(name) is not None

    def is_curator(self, request: gr.Request) -> bool:
        """Whether a request comes from somebody who may change the library; the file of accounts is asked each time."""
        if self.accounts is None:
            return self.everybody == "curator"
        return self._role_of(str(getattr(request, "username", None) or "")) == "curator"

    def _role_of(self, name: str) -> Role | None:
        with _told():
            return self.accounts.role_of(name) if self.accounts is not None else None
        return None

    def require_curator(self, request: gr.Request) -> None:
        """Refuse everybody else.

        Raises:
            SolidarityError: the request comes from a reader.
        """
        if not self.is_curator(request):
            raise SolidarityError("Only a curator may do this: ask the person who runs this server for that role.")


def access_for(host: str, users: Path | None, is_open: bool) -> Access:
    """The rules for a server that listens on an address.

    Without accounts whoever sits at this machine is its curator; a server that is open to others without accounts lets them read.

    Raises:
        SolidarityError: others could reach the server, there are no accounts, and it was not said to be open.
    """
    if users is not None:
        return Access(Accounts(users))
    if is_loopback(host):
        return Access(None, everybody="curator")
    if not is_open:
        raise SolidarityError(
            f"On {host} others could open the assistant, and there are no accounts. Make some with 'solidarity user add NAME "
            "--file FILE' and name the file in SOLIDARITY_USERS, or let everybody read with --open."
        )
    return Access(None)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _told() -> Iterator[None]:
    """Tell whoever runs the server what is wrong with the file of accounts; the people at the page need not know."""
    try:
        yield
    except SolidarityError as error:
        logging.getLogger(__name__).error("%s", error)
