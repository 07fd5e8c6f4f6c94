"""The cited works as files for reference managers: BibTeX and RIS.

A work counts once, even where it is present as official text and as digest. RIS uses the tags of the 2011 specification.
Treaties and resolutions are STAT there, because reference managers take LEGAL for a court's judgment.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.citing.author_names import Author, read_authors
from assistant.citing.citation_facts import Work, one_line, works_of
from assistant.citing.citation_styles import resolution_number, series, written_day
from assistant.types import Document

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS_TYPES = {"essay": "BLOG", "page": "ELEC", "statement": "ELEC", "report": "RPRT", "declaration": "STAT"}

# A backslash before a brace would still count as a brace for BibTeX, hence the names.
_LATEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
}
_LIGATURE = re.compile(r"([-`'<>,])(?=\1)|([?!])(?=`)")


def bibtex(documents: Iterable[Document]) -> str:
    """The works as BibTeX entries in UTF-8; the key of an entry is the id of the work."""
    works = works_of(documents)
    keys = _keys(works)
    return "\n".join(_bibtex_entry(work, key) for work, key in zip(works, keys, strict=True))


def ris(documents: Iterable[Document]) -> str:
    """The works as RIS records, with the line ends that the format demands; `ID` is the id of the work."""
    works = works_of(documents)
    keys = _keys(works)
    return "".join(
        f"{tag}  - {value}\r\n"
        for work, key in zip(works, keys, strict=True)
        for tag, value in (*_ris_fields(work, key), ("ER", ""))
        if value or tag == "ER"
    )


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
    organ = work.organ
    if work.family == "UN document":
        yield "institution", _braced(_latex(organ.chicago if organ else "United Nations"))
        yield "type", _braced("UN Doc")
    yield "number", _braced(_latex(work.symbol))
    yield "howpublished", _braced(_latex(_published(work)))
    yield "url", _braced(_shown_address(work))
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
    organ = work.organ
    yield "TY", _ris_type(work)
    yield "ID", key
    yield from (("AU", author.inverted) for author in _credited(work))
    yield "TI", work.title
    yield "PY", str(day.year or "")
    yield "DA", f"{day.year}/{day.month:02}/{f'{day.day:02}' if day.day else ''}/" if day.month else ""
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
    organ = work.organ
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
    entered = f"entered into force {written_day(force, 'OSCOLA')}" if force else ""
    read_as = "read as a digest, not in the official wording" if work.document.status == "digest" else ""
    return "; ".join(part for part in (entered, read_as) if part)
