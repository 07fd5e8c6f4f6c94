"""The full citation of one place, as a footnote in OSCOLA, Chicago or Bluebook style has it, in plain text.

The styles set some titles in italics; plain text cannot. Facts that nobody knows leave no gap: neither brackets nor a
comma is written for them.
"""

import datetime
import re
from collections.abc import Iterable
from typing import Literal

from assistant.citing.citation_facts import Work, WorkDate, known_facts, one_line, work_of
from assistant.types import Document

Style = Literal["OSCOLA", "Chicago", "Bluebook"]
STYLES: tuple[Style, ...] = ("OSCOLA", "Chicago", "Bluebook")

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_BLUEBOOK_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_PLACE_IN_THE_WORK = re.compile(r"(?:annex, )?(?:art\. \w|paras?\. [\d(]|preamble\b|summary, para)", re.IGNORECASE)
_UNDER_A_HEADING = re.compile(r"(?P<heading>“.*”, )?(?P<place>.*)", re.DOTALL)
_SIGNS: dict[Style, tuple[tuple[str, str], ...]] = {
    "OSCOLA": ((r"\b(arts?|paras?)\.", r"\1"),),
    "Chicago": (),
    "Bluebook": ((r"\bparas\.", "¶¶"), (r"\bpara\.", "¶"), (r"\bpreamble\b,?", "pmbl.")),
}


def cite(document: Document, label: str, style: Style, accessed: datetime.date | None = None) -> str:
    """Cite one place of a document; `label` is that of a provision, and "" stands for the whole work.

    "art. 33(1)" of the Refugee Convention in OSCOLA: "Convention Relating to the Status of Refugees (adopted 28 July 1951,
    entered into force 22 April 1954) 189 UNTS 137, art 33(1)". `accessed` is the day on which the address was opened; it is
    written where the style gives an address.

    A digest restates its work section by section, so its articles, numbered paragraphs, preambles and paragraphs of a
    summary are places of the work and are cited as such. Any other label of a digest ("Excerpt 3") is the project's
    own: nobody would find it in the work. Then the work is cited, and the label follows in brackets as that of the digest.
    """
    place = one_line(label)
    if not is_in_the_work(document, place):
        return full_citation(work_of(document), "", style, accessed, _own_label(place))
    return full_citation(work_of(document), written_place(place, style), style, accessed)


def is_in_the_work(document: Document, label: str) -> bool:
    """Whether a reader of the work itself can find the label there; false only for labels that are a digest's own."""
    return not label or document.status != "digest" or _PLACE_IN_THE_WORK.match(label) is not None


def written_place(label: str, style: Style) -> str:
    """A label as a style writes it: "paras. 2–3" is "paras 2–3" in OSCOLA and "¶¶ 2–3" in Bluebook."""
    match = _UNDER_A_HEADING.fullmatch(label)
    heading, place = (match["heading"] or "", match["place"]) if match else ("", label)
    place = re.sub(r"\bparagraph(s?) (?=\d)", r"para\1. ", place)
    place = re.sub(r"^(Summary|Preamble|Annex)\b", lambda found: found[0].lower(), place)
    for sign, written in _SIGNS[style]:
        place = re.sub(sign, written, place)
    return heading + place


def written_date(date: WorkDate, style: Style) -> str:
    """A date as a style writes it, with what is known of it; a date that could not be read stays as it was written."""
    if not date.month:
        return str(date.year) if date.year else date.text
    month = (_BLUEBOOK_MONTHS if style == "Bluebook" else _MONTHS)[date.month - 1]
    if not date.day:
        return f"{month} {date.year}"
    return f"{date.day} {month} {date.year}" if style == "OSCOLA" else f"{month} {date.day}, {date.year}"


def inner_quotes(title: str) -> str:
    """A title as it stands between double quotation marks."""
    return title.replace("“", "‘").replace("”", "’")


def written_day(date: datetime.date, style: Style) -> str:
    return written_date(WorkDate(year=date.year, month=date.month, day=date.day), style)


def full_citation(
    work: Work, place: str, style: Style, accessed: datetime.date | None = None, aside: str = "", author: str = ""
) -> str:
    """Cite a work at a place that is already written in the style.

    `aside` is added in brackets; `author` replaces the author's name as the work has it.
    """
    name = author or work.author
    if style == "OSCOLA":
        return _oscola(work, place, accessed, name) + _bracketed(aside)
    text = _chicago(work, place, accessed, name) if style == "Chicago" else _bluebook(work, place, accessed, name)
    return sentence(text + _bracketed(aside))


def sentence(text: str) -> str:
    """Close a text with a full stop, unless it has one; American styles put it inside a closing quotation mark."""
    if text.endswith((".", ".”")):
        return text
    return f"{text[:-1]}.”" if text.endswith("”") else f"{text}."


def series(work: Work, style: Style) -> str:
    """Where a treaty is printed: "189 UNTS 137"; "" where that is not known."""
    if work.treaty is None or work.treaty.unts is None:
        return ""
    name = "UNTS" if style == "OSCOLA" else "U.N.T.S."
    return f"{work.treaty.unts.volume} {name} {work.treaty.unts.page}"


def resolution_number(work: Work, style: Style) -> str:
    """The number of a resolution: "71/189", or "217 A (III)", which Bluebook turns round; "" for other works."""
    early = work.treaty.resolution if work.treaty else None
    if early is None:
        return work.resolution
    parts = (f"({early.session})", early.part) if style == "Bluebook" else (early.part, f"({early.session})")
    return " ".join(str(part) for part in (early.number, *parts) if part)


def un_symbol(work: Work, style: Style) -> str:
    if not work.symbol:
        return ""
    return {"OSCOLA": "UN Doc ", "Chicago": "", "Bluebook": "U.N. Doc. "}[style] + work.symbol


def _oscola(work: Work, place: str, accessed: datetime.date | None, author: str) -> str:
    organ, date = work.organ, written_date(work.date, "OSCOLA")
    if work.treaty:
        number = f"{organ.oscola} Res {resolution_number(work, 'OSCOLA')}" if organ else ""
        return _oscola_place(_words(work.title, f"({_events(work)})", number or series(work, "OSCOLA")), place)
    if work.family == "resolution" and organ:
        title = _commas(work.title, f"{organ.oscola} Res {work.resolution}")
        return _oscola_place(_words(title, _bracketed(date), un_symbol(work, "OSCOLA")), place)
    if work.family == "UN document":
        title = _commas(organ.oscola if organ else author, f"‘{work.title}’")
        return _oscola_place(_words(title, _bracketed(date), un_symbol(work, "OSCOLA")), place)
    title = work.title if work.family == "treaty" else _commas(_without_stops(author), f"‘{work.title}’")
    text = _oscola_place(_words(title, _bracketed(date), work.symbol), place)
    opened = f"accessed {written_day(accessed, 'OSCOLA')}" if accessed else ""
    return _words(text, f"<{work.address}>", opened) if work.address else text


def _events(work: Work) -> str:
    """The dates of a treaty: "adopted 28 July 1951, entered into force 22 April 1954"."""
    if work.treaty is None:
        return ""
    event, day = work.treaty.dated
    force = work.treaty.entered_into_force
    entered = f"entered into force {written_day(force, 'OSCOLA')}" if force else ""
    return _commas(f"{event} {written_day(day, 'OSCOLA')}", entered)


def _oscola_place(text: str, place: str) -> str:
    """A comma keeps two numbers apart; after a bracket or a quotation mark none is needed."""
    return f"{text}{', ' if text[-1:].isalnum() else ' '}{place}" if place else text


def _chicago(work: Work, place: str, accessed: datetime.date | None, author: str) -> str:
    organ, date = work.organ, written_date(work.date, "Chicago")
    opened = f"accessed {written_day(accessed, 'Chicago')}" if accessed and work.address else ""
    if work.family == "resolution" and organ:
        number = f"Resolution {resolution_number(work, 'Chicago')}"
        found = "" if work.treaty else _commas(opened, work.address)
        return _commas(organ.chicago, number, work.title, work.symbol, place, date, found)
    if work.family == "treaty":
        printed = series(work, "Chicago") if work.treaty else _commas(work.symbol, opened, work.address)
        return _commas(work.title, place, date, printed)
    if work.family == "UN document":
        issued = _commas(organ.chicago if organ and author else "", date)
        first = author or (organ.chicago if organ else "")
        return _commas(first, work.title, un_symbol(work, "Chicago") + _bracketed(issued), place, opened, work.address)
    rest = _commas(work.symbol, date, place, opened, work.address)
    return _words(f"{author}," if author else "", f"“{inner_quotes(work.title)}{',' if rest else ''}”", rest)


def _bluebook(work: Work, place: str, accessed: datetime.date | None, author: str) -> str:
    organ, date = work.organ, written_date(work.date, "Bluebook")
    if work.family == "resolution" and organ:
        number = f"{organ.bluebook} Res. {resolution_number(work, 'Bluebook')}"
        return _commas(number, work.title, place, un_symbol(work, "Bluebook")) + _bracketed(date)
    if work.treaty:
        name, dated = (work.treaty.bluebook, "") if work.treaty.bluebook else (work.title, date)
        return _commas(_words(name, place), dated, series(work, "Bluebook") if dated else "")
    if work.family == "UN document":
        office = known_facts().offices.get(author, "")
        first = author + _bracketed(office) or (organ.bluebook if organ else "")
        return _commas(first, work.title, place, un_symbol(work, "Bluebook")) + _bracketed(date)
    visited = _bracketed(f"last visited {written_day(accessed, 'Bluebook')}" if accessed and work.address else "")
    if work.family == "treaty":
        return _commas(_words(work.title, place), work.symbol, date, work.address) + visited
    return _commas(_commas(author, work.title, place, work.symbol) + _bracketed(date), work.address) + visited


def _own_label(label: str) -> str:
    """A label of the project's own, as a remark: "excerpt 3 of the digest", "under “Duty of care” in the digest"."""
    if re.fullmatch(r"[A-Z][a-z]+ \d+", label):
        return f"{label[0].lower()}{label[1:]} of the digest"
    return f"under “{label}” in the digest"


def _without_stops(name: str) -> str:
    """Initials without full stops, and together: "J. R. Reed" is "JR Reed"."""
    return re.sub(r"\b([A-Z])\.(?:\s(?=[A-Z]\.))?", r"\1", name)


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def _commas(*parts: str) -> str:
    return ", ".join(_filled(parts))


def _words(*parts: str) -> str:
    return " ".join(_filled(parts))


def _filled(parts: Iterable[str]) -> list[str]:
    return [stripped for part in parts if (stripped := part.strip())]
