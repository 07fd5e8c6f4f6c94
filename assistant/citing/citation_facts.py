"""What a citation is made of: the facts about a work that its document holds, and those in `corpus/treaties.toml`."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal
from unicodedata import category
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SolidarityError
from assistant.types import STATUS_ORDER, Document

Family = Literal["treaty", "resolution", "UN document", "other"]
"""How a work is cited. A declaration that the General Assembly adopted is a resolution."""

_RESOLUTION = re.compile(r"(?P<organ>A|A/HRC|E|S)/RES/(?P<number>\d+(?:/\d+)?)(?:\s?\(\d{4}\))?")
_UN_SYMBOL = re.compile(r"(?:A|E|S|ST|T|TD|CAT|CCPR|CED|CEDAW|CERD|CMW|CRC|CRPD|HRI)/[^\s,;]+")
_IN_AN_ADDRESS = ":/?#[]@!$&'()*+,;=%~"
_DAY_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y")
_MONTH_FORMS = ("%Y-%m", "%B %Y", "%b %Y")


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(_Checked):
    """Volume and first page in the United Nations Treaty Series; the first volume also has Roman pages."""

    volume: int = Field(ge=1)
    page: str = Field(pattern=r"^(\d+|[IVXLC]+)$")


class Resolution(_Checked):
    """An early resolution of the General Assembly, such as 217 A (III)."""

    number: int = Field(ge=1)
    part: str = ""
    session: str = Field(pattern=r"^[IVXLC]+$")


class Treaty(_Checked):
    """Dates and place of publication of one work; the fields are explained in the file."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = ""
    bluebook: str = ""
    adopted: datetime.date | None = None
    signed: datetime.date | None = None
    opened_for_signature: datetime.date | None = None
    entered_into_force: datetime.date | None = None
    unts: Series | None = None
    resolution: Resolution | None = None

    @model_validator(mode="after")
    def _has_one_date_before_its_entry_into_force(self) -> "Treaty":
        dates = [day for day in (self.adopted, self.signed, self.opened_for_signature) if day]
        if len(dates) != 1:
            raise ValueError("give one of adopted, signed and opened_for_signature")
        if self.entered_into_force and self.entered_into_force < dates[0]:
            raise ValueError("enters into force before its date")
        return self

    @property
    def dated(self) -> tuple[str, datetime.date]:
        """What happened on the date by which the work is known, and that date: ("adopted", 28 July 1951)."""
        named = {"adopted": self.adopted, "signed": self.signed, "opened for signature": self.opened_for_signature}
        return next((event, day) for event, day in named.items() if day)


class _Office(_Checked):
    title: str = Field(min_length=1)
    holders: tuple[str, ...]


class _TreatyList(_Checked):
    work: list[Treaty]
    office: list[_Office] = []


@dataclass(frozen=True)
class Facts:
    """`works` by id; `offices` by the name of who held them."""

    works: Mapping[str, Treaty]
    offices: Mapping[str, str]


def parse_facts(text: str) -> Facts:
    """Read the text of `treaties.toml`.

    Raises:
        SolidarityError: the text is not valid TOML, a field is wrong, or an id comes twice.
    """
    try:
        found = _TreatyList.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SolidarityError(f"treaties.toml is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SolidarityError(f"treaties.toml: {place} = {first['input']!r}: {first['msg']}.") from error
    works = {work.id: work for work in found.work}
    if len(works) < len(found.work):
        ids = [work.id for work in found.work]
        raise SolidarityError(f"treaties.toml: the id {max(ids, key=ids.count)!r} comes twice.")
    return Facts(works, {holder: office.title for office in found.office for holder in office.holders})


@lru_cache(maxsize=1)
def known_facts() -> Facts:
    """The facts that ship with the project."""
    return parse_facts((files("corpus") / "treaties.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class WorkDate:
    """A date as far as it is known: `month` and `day` are 0 where they are not, `year` is 0 where only `text` is."""

    text: str = ""
    year: int = 0
    month: int = 0
    day: int = 0


def read_date(text: str) -> WorkDate:
    """Read "2023", "2024-12", "2024-12-20", "20 December 2024" or "December 20, 2024"; keep anything else as text."""
    written = one_line(text)
    for forms, parts in ((_DAY_FORMS, 3), (_MONTH_FORMS, 2), (("%Y",), 1)):
        for form in forms:
            try:
                found = datetime.datetime.strptime(written, form)
            except ValueError:
                continue
            return WorkDate(written, *(found.year, found.month, found.day)[:parts])
    return WorkDate(written)


@dataclass(frozen=True)
class Organ:
    """An organ of the United Nations, as each style names it."""

    oscola: str
    chicago: str
    bluebook: str


# The longest prefix of a symbol comes first, because the first that fits is taken.
_ORGANS = (
    ("A/HRC/", Organ("UNHRC", "UN Human Rights Council", "Hum. Rts. Council")),
    ("A/", Organ("UNGA", "UN General Assembly", "G.A.")),
    ("E/CN.4/", Organ("UNCHR", "UN Commission on Human Rights", "Comm'n on Hum. Rts.")),
    (
        "E/C.12/",
        Organ(
            "UNCESCR", "UN Committee on Economic, Social and Cultural Rights", "Comm. on Econ., Soc. & Cultural Rts."
        ),
    ),
    ("E/", Organ("ECOSOC", "UN Economic and Social Council", "Econ. & Soc. Council")),
    ("S/", Organ("UNSC", "UN Security Council", "S.C.")),
)
_GENERAL_ASSEMBLY = _ORGANS[1][1]


@dataclass(frozen=True, kw_only=True)
class Work:
    """A document with the facts about it.

    `organ` issued or adopted it, where its symbol tells; a treaty has none. `resolution` is the number as in "71/189" and empty
    for early ones, which `treaty` holds; `address` is a safe web address or empty.
    """

    document: Document
    family: Family
    title: str
    author: str
    date: WorkDate
    symbol: str
    organ: Organ | None
    resolution: str
    address: str
    treaty: Treaty | None


def work_of(document: Document) -> Work:
    """Bring together what is known of a document's work."""
    treaty = known_facts().works.get(document.id)
    symbol = one_line(document.symbol)
    match = None if treaty else _RESOLUTION.fullmatch(symbol)
    return Work(
        document=document,
        family=_family(document, treaty, symbol),
        title=(treaty.title if treaty else "") or one_line(document.title).removesuffix("."),
        author=one_line(document.author),
        date=read_date(treaty.dated[1].isoformat() if treaty else document.date),
        symbol=symbol,
        organ=_organ(treaty, symbol),
        resolution=match["number"] if match else "",
        address=_address(document.source_url),
        treaty=treaty,
    )


def works_of(documents: Iterable[Document]) -> list[Work]:
    """Each work once, in the order of its first mention, from its most authoritative edition."""
    best: dict[str, Document] = {}
    for document in documents:
        known = best.setdefault(document.id, document)
        best[document.id] = min(known, document, key=lambda edition: STATUS_ORDER.index(edition.status))
    return [work_of(document) for document in best.values()]


def one_line(text: str) -> str:
    """Text from a document as one line without control characters: a line break could end a field of a record."""
    return " ".join("".join(" " if category(sign) in ("Cc", "Cs") else sign for sign in text).split())


def _organ(treaty: Treaty | None, symbol: str) -> Organ | None:
    if treaty:
        return _GENERAL_ASSEMBLY if treaty.resolution else None
    return next((organ for prefix, organ in _ORGANS if symbol.startswith(prefix)), None)


def _family(document: Document, treaty: Treaty | None, symbol: str) -> Family:
    if treaty:
        return "resolution" if treaty.resolution else "treaty"
    if _RESOLUTION.fullmatch(symbol):
        return "resolution"
    if _UN_SYMBOL.fullmatch(symbol):
        return "UN document"
    return "treaty" if document.kind == "treaty" else "other"


def _address(url: str) -> str:
    """A web address that can stand in any format, or "": other schemes could run something."""
    written = one_line(url)
    return quote(written, safe=_IN_AN_ADDRESS) if written.lower().startswith(("https://", "http://")) else ""
