"""All cited works as a bibliography in a citation style.

A work counts once, even where it is present as official text and as digest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.citing.author_names import read_authors
from assistant.citing.citation_facts import Work, one_line, works_of
from assistant.citing.citation_styles import (
    Style,
    full_citation,
    inner_quotes,
    is_in_the_work,
    resolution_number,
    sentence,
    series,
    un_symbol,
    written_date,
    written_place,
)
from assistant.types import Document

_PRIMARY = "Treaties and United Nations documents"
_SECONDARY = "Secondary sources"
_SAME_AUTHOR = "——"
_MERGED = re.compile(r"(?P<kind>art|para)s?\. (?P<number>.+)")
_FAMILIES = ("treaty", "resolution", "UN document", "other")


@dataclass(frozen=True)
class _Cited:
    """A work and the labels, from all its editions, that a reader of the work can find."""

    work: Work
    labels: tuple[str, ...] = ()


def bibliography(places: Iterable[tuple[Document, str]], style: Style) -> str:
    """Every cited work once, one a line; "" where nothing was cited.

    OSCOLA: a table of treaties and United Nations documents with the places cited, then secondary sources by
    author, oldest first, with a dash for an author who comes again. Chicago: one alphabetical list; a bibliography of that
    style holds no places. Bluebook has no bibliography; its citations, with their places, are ordered as it orders authorities.
    Labels that are a digest's own are left out: see `cite`.
    """
    cited = _cited(places)
    if style == "Chicago":
        return "\n".join(sorted((_chicago_entry(item.work) for item in cited), key=_alphabetical))
    if style == "Bluebook":
        return "\n".join(_full(item, style) for item in sorted(cited, key=_as_authority))
    primary = sorted((_full(item, style) for item in cited if item.work.family != "other"), key=_alphabetical)
    secondary = _oscola_secondary([item.work for item in cited if item.work.family == "other"])
    tables = ((_PRIMARY, primary), (_SECONDARY, secondary))
    return "\n\n".join("\n".join([title, *entries]) for title, entries in tables if entries)


def collected_places(labels: Iterable[str], style: Style) -> str:
    """Labels as one pinpoint, in their order within a work: "arts 31, 33(1), para 5" in OSCOLA."""
    groups: dict[str, list[str]] = {}
    for label in sorted(dict.fromkeys(labels), key=_place_order):
        match = _MERGED.fullmatch(label)
        kind, number = (match["kind"], match["number"]) if match else (label, "")
        groups.setdefault(kind, []).append(number)
    return ", ".join(written_place(_group(kind, numbers), style) for kind, numbers in groups.items())


def _group(kind: str, numbers: list[str]) -> str:
    if not numbers[0]:
        return kind
    plural = "s" if len(numbers) > 1 or "–" in numbers[0] else ""
    return f"{kind}{plural}. {', '.join(numbers)}"


def _place_order(label: str) -> tuple[bool, list[tuple[int, str]]]:
    """The preamble comes first, and article 9 before article 10."""
    parts = re.findall(r"(\d+)|(\D+)", label.replace("paras.", "para."))
    return not label.startswith("preamble"), [(int(number or 0), text) for number, text in parts]


def _cited(places: Iterable[tuple[Document, str]]) -> list[_Cited]:
    listed = [(document, one_line(label)) for document, label in places]
    return [
        _Cited(work, tuple(label for document, label in listed if _is_pinpoint(document, label, work)))
        for work in works_of(document for document, _ in listed)
    ]


def _is_pinpoint(document: Document, label: str, work: Work) -> bool:
    return document.id == work.document.id and bool(label) and is_in_the_work(document, label)


def _full(cited: _Cited, style: Style) -> str:
    return full_citation(cited.work, collected_places(cited.labels, style), style)


def _as_authority(cited: _Cited) -> tuple[int, str]:
    return _FAMILIES.index(cited.work.family), _alphabetical(full_citation(cited.work, "", "Bluebook"))


def _oscola_secondary(works: list[Work]) -> list[str]:
    """Entries by author, then year; works without an author stand at the word that their title begins with."""
    listed = sorted(((_oscola_names(work), work) for work in works), key=_by_author)
    entries, before = [], ""
    for names, work in listed:
        entries.append(full_citation(work, "", "OSCOLA", author=_SAME_AUTHOR if names and names == before else names))
        before = names
    return [re.sub(f"^{_SAME_AUTHOR},", _SAME_AUTHOR, entry) for entry in entries]


def _by_author(entry: tuple[str, Work]) -> tuple[str, int, str]:
    names, work = entry
    return _alphabetical(names or work.title), work.date.year, _alphabetical(work.title)


def _oscola_names(work: Work) -> str:
    return _listed([author.initialled for author in read_authors(work.author)], " and ")


def _listed(names: list[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _chicago_entry(work: Work) -> str:
    """ "Reed, Ada. “On Harbours.” May 2, 2020. https://…" with what is known of it."""
    organ, date = work.organ, written_date(work.date, "Chicago")
    publisher = organ.chicago if organ else ""
    if work.family == "resolution":
        number = f"Resolution {resolution_number(work, 'Chicago')}"
        address = "" if work.treaty else work.address
        return _sentences(publisher, number, work.title, work.symbol, date, address)
    if work.family == "treaty":
        return _sentences(work.title, date, series(work, "Chicago"), "" if work.treaty else work.address)
    names = _chicago_names(work)
    if work.family == "UN document":
        issued = ", ".join(part for part in (publisher if names else "", date) if part)
        return _sentences(names or publisher, work.title, un_symbol(work, "Chicago"), issued, work.address)
    return _sentences(names, f"“{inner_quotes(work.title)}”", work.symbol, date, work.address)


def _chicago_names(work: Work) -> str:
    authors = read_authors(work.author)
    plain = [f"{author.given} {author.family}".strip() for author in authors[1:]]
    return _listed([*(author.inverted for author in authors[:1]), *plain], ", and ")


def _sentences(*parts: str) -> str:
    return " ".join(sentence(part) for part in parts if part)


def _alphabetical(text: str) -> str:
    return re.sub(r"^\W*(?:(?:the|an?) )?", "", text.casefold())
