"""All cited works at once: a bibliography in a citation style, BibTeX, and RIS.

A work counts once, even where it is present as official text and as digest. RIS follows the tags of the 2011
specification (reference managers read a treaty well as STAT, while some take LEGAL for a court's judgment).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.author_names import Author, read_authors
from assistant.citation_facts import Work, one_line, work_of
from assistant.citation_styles import (
    Style,
    full_citation,
    is_in_the_work,
    organ_of,
    resolution_number,
    sentence,
    series,
    un_symbol,
    written_date,
    written_place,
)
from assistant.types import STATUS_ORDER, Document

_PRIMARY = "Treaties and United Nations documents"
_SECONDARY = "Secondary sources"
_SAME_AUTHOR = "——"
_MERGED = re.compile(r"(?P<kind>art|para)s?\. (?P<number>.+)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS_TYPES = {"essay": "BLOG", "page": "ELEC", "statement": "ELEC", "report": "RPRT", "declaration": "STAT"}
_FAMILIES = ("treaty", "resolution", "UN document", "other")

# A backslash before a brace would still count as a brace for BibTeX, hence the names.
_LATEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
}
_LIGATURE = re.compile(r"([-`'<>,])(?=\1)|([?!])(?=`)")


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


def bibtex(documents: Iterable[Document]) -> str:
    """The works as BibTeX entries in UTF-8; the key of an entry is the id of the work."""
    works = _works(documents)
    keys = _keys(works)
    return "\n".join(_bibtex_entry(work, key) for work, key in zip(works, keys, strict=True))


def ris(documents: Iterable[Document]) -> str:
    """The works as RIS records, with the line ends that the format demands; `ID` is the id of the work."""
    works = _works(documents)
    keys = _keys(works)
    return "".join(
        f"{tag}  - {value}\r\n"
        for work, key in zip(works, keys, strict=True)
        for tag, value in (*_ris_fields(work, key), ("ER", ""))
        if value or tag == "ER"
    )


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
        for work in _works(document for document, _ in listed)
    ]


def _is_pinpoint(document: Document, label: str, work: Work) -> bool:
    return document.id == work.document.id and bool(label) and is_in_the_work(document, label)


def _works(documents: Iterable[Document]) -> list[Work]:
    """Each work once, in the order of its first mention, from its most authoritative edition."""
    best: dict[str, Document] = {}
    for document in documents:
        known = best.setdefault(document.id, document)
        best[document.id] = min(known, document, key=lambda edition: STATUS_ORDER.index(edition.status))
    return [work_of(document) for document in best.values()]


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
    return [entry.replace(f"{_SAME_AUTHOR},", _SAME_AUTHOR, 1) for entry in entries]


def _by_author(entry: tuple[str, Work]) -> tuple[str, int, str]:
    names, work = entry
    return _alphabetical(names or work.title), work.date.year, _alphabetical(work.title)


def _oscola_names(work: Work) -> str:
    return _listed([author.initialled for author in read_authors(work.author)], " and ")


def _listed(names: list[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _chicago_entry(work: Work) -> str:
    """ "Reed, Ada. “On Harbours.” May 2, 2020. https://…" with what is known of it."""
    organ, date = organ_of(work), written_date(work.date, "Chicago")
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
    return _sentences(names, f"“{work.title.replace('“', '‘').replace('”', '’')}”", work.symbol, date, work.address)


def _chicago_names(work: Work) -> str:
    authors = read_authors(work.author)
    plain = [f"{author.given} {author.family}".strip() for author in authors[1:]]
    return _listed([*(author.inverted for author in authors[:1]), *plain], ", and ")


def _sentences(*parts: str) -> str:
    return " ".join(sentence(part) for part in parts if part)


def _alphabetical(text: str) -> str:
    return re.sub(r"^\W*(?:(?:the|an?) )?", "", text.casefold())


def _keys(works: list[Work]) -> list[str]:
    """The ids as keys that every reader takes; a number tells apart those that became the same."""
    keys: list[str] = []
    for work in works:
        plain = re.sub(r"[^a-z0-9-]+", "-", work.document.id.lower()).strip("-") or "work"
        taken = (plain, *(f"{plain}-{number}" for number in range(2, len(works) + 2)))
        keys.append(next(key for key in taken if key not in keys))
    return keys


def _bibtex_entry(work: Work, key: str) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(work) if value)
    kind = "techreport" if work.family == "UN document" else "online" if _shown_address(work) else "misc"
    return f"@{kind}{{{key},\n{fields}}}\n"


def _bibtex_fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "author", _braced(" and ".join(_bibtex_name(author) for author in _credited(work)))
    yield "title", _braced(_braced(_latex(work.title)))
    yield "year", _braced(str(work.date.year) if work.date.year else _latex(work.date.text))
    yield "month", _MONTHS[work.date.month - 1] if work.date.month else ""
    organ = organ_of(work)
    if work.family == "UN document":
        yield "institution", _braced(_latex(organ.chicago if organ else "United Nations"))
        yield "type", _braced("UN Doc")
    yield "number", _braced(_latex(work.symbol))
    yield "howpublished", _braced(_latex(_published(work)))
    yield "url", _braced(_shown_address(work).replace("{", "%7B").replace("}", "%7D"))
    yield "language", _braced(_latex(one_line(work.document.language)))
    yield "note", _braced(_latex(_note(work)))


def _bibtex_name(author: Author) -> str:
    return _latex(author.inverted) if author.given else _braced(_latex(author.family))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _latex(text: str) -> str:
    """Text as LaTeX sets it unchanged; empty groups keep doubled signs from becoming dashes or quotation marks."""
    escaped = "".join(_LATEX.get(sign, sign) for sign in text)
    return _LIGATURE.sub(lambda found: f"{found[0]}{{}}", escaped)


def _ris_fields(work: Work, key: str) -> Iterator[tuple[str, str]]:
    day = work.date
    organ = organ_of(work)
    yield "TY", _ris_type(work)
    yield "ID", key
    yield from (("AU", author.inverted) for author in _credited(work))
    yield "TI", work.title
    yield "PY", str(day.year or "")
    yield "DA", f"{day.year}/{day.month:02}/{day.day:02}/" if day.day else ""
    yield "PB", organ.chicago if organ else ""
    # Reference managers look for the number of a report in either of the two.
    yield "IS", work.symbol
    yield "SN", work.symbol if work.family == "UN document" else ""
    yield "UR", _shown_address(work)
    yield "LA", one_line(work.document.language)
    date_as_written = "" if day.year else day.text
    yield "N1", "; ".join(part for part in (_published(work), _note(work), date_as_written) if part)


def _ris_type(work: Work) -> str:
    if work.family == "other":
        return _RIS_TYPES.get(work.document.kind, "ELEC" if work.address else "GEN")
    return "RPRT" if work.family == "UN document" else "STAT"


def _credited(work: Work) -> tuple[Author, ...]:
    """The authors; of a resolution its organ, and of a treaty nobody."""
    organ = organ_of(work)
    if work.family == "resolution" and organ:
        return (Author(organ.chicago),)
    return () if work.family == "treaty" else read_authors(work.author)


def _published(work: Work) -> str:
    number = resolution_number(work, "OSCOLA")
    return f"Resolution {number}" if number else series(work, "OSCOLA")


def _shown_address(work: Work) -> str:
    return "" if work.treaty else work.address


def _note(work: Work) -> str:
    force = work.treaty.entered_into_force if work.treaty else None
    entered = f"entered into force {force.isoformat()}" if force else ""
    read_as = "read as a digest, not in the official wording" if work.document.status == "digest" else ""
    return "; ".join(part for part in (entered, read_as) if part)
