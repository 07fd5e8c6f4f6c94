"""The list of official documents (`corpus/sources.toml`): where to get them, and how people name them."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SolidarityError


class Source(BaseModel):
    """One work. `url` and `format` are empty for a work that the list only names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    short: str
    symbol: str = ""
    aliases: tuple[str, ...] = ()
    kind: str
    author: str = ""
    date: str = ""
    language: str = "en"
    licence: str = ""
    articles: int = Field(default=0, ge=0)
    url: str = Field(default="", pattern=r"^(https://.+)?$")
    page_url: str = Field(default="", pattern=r"^(https://.+)?$")
    format: Literal["", "treaty JSON", "PDF"] = ""
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class _SourceList(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: list[Source]


def parse_sources(text: str) -> dict[str, Source]:
    """Read a source list; returns sources by id.

    Raises:
        SolidarityError: the text is not valid TOML, a field is wrong, or an id comes twice.
    """
    try:
        entries = _SourceList.model_validate(tomllib.loads(text)).source
    except tomllib.TOMLDecodeError as error:
        raise SolidarityError(f"sources.toml is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SolidarityError(f"sources.toml: {place} = {first['input']!r}: {first['msg']}.") from error
    found: dict[str, Source] = {}
    for entry in entries:
        if entry.id in found:
            raise SolidarityError(f"sources.toml: the id {entry.id!r} comes twice.")
        found[entry.id] = entry
    return found


@lru_cache(maxsize=1)
def known_sources() -> Mapping[str, Source]:
    """The list that ships with the project, by id."""
    return parse_sources(sources_bytes().decode())


def chosen_sources(ids: Sequence[str]) -> list[Source]:
    """The sources with these ids, or all that have an address when none are given.

    Raises:
        SolidarityError: an id is not in the list.
    """
    known = known_sources()
    unknown = [name for name in ids if name not in known]
    if unknown:
        raise SolidarityError(f"No source has the id {unknown[0]!r}. The list has: {', '.join(sorted(known))}.")
    return [known[name] for name in ids] or [source for source in known.values() if source.url]


@lru_cache(maxsize=1)
def sources_bytes() -> bytes:
    return (files("corpus") / "sources.toml").read_bytes()
