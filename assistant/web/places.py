"""Addresses within the page: a link that starts with `#read/` opens a provision in the reading pane beside it.

The address holds all that is needed to show the place again, so the server keeps nothing of what was cited.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from assistant.types import Citation, SearchHit

_ADDRESS = re.compile(r"#read/(?P<document>[^/]+)/(?P<provision>.+)/(?P<start>\d{1,9})-(?P<end>\d{1,9})")


@dataclass(frozen=True)
class Place:
    """A provision of one edition, with the offsets of a quotation in its text; both are 0 where nothing is quoted."""

    document_key: str
    provision_id: str
    start: int = 0
    end: int = 0

    @property
    def address(self) -> str:
        """The link to it; no sign in it ends a link in Markdown or HTML."""
        return f"#read/{quote(self.document_key)}/{quote(self.provision_id)}/{self.start}-{self.end}"


def address_of(cited: Citation | SearchHit) -> str:
    """The address of what an answer cites or a search found."""
    if isinstance(cited, Citation):
        return Place(cited.document.key, cited.provision_id, cited.start, cited.end).address
    return Place(cited.document.key, cited.provision.id).address


def read_address(address: str) -> Place | None:
    """The place that an address names; None where it names none."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    document, provision = unquote(match["document"]), unquote(match["provision"])
    return Place(document, provision, int(match["start"]), int(match["end"]))
