"""Explicit references in a question: which works it names, and which articles and paragraphs of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import roman

from assistant.types import Document, Provision
from vectorstore.catalogue import Catalogue

_NUMBER = r"(?:\d{1,3}[A-Z]?|[IVXLC]{1,7})"
_SUB = r"(?:\s?\(\s?\w{1,4}\s?\))*"
_ARTICLE = re.compile(
    rf"\b(?:articles?|arts?\.?)\s*(?P<number>{_NUMBER})\b(?P<sub>{_SUB})(?:,?\s*(?:paragraph|para\.?)\s*(?P<paragraph>\d{{1,3}}))?",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(
    r"\b(?:paragraphs?|paras?\.?)\s*(?P<first>\d{1,3})(?:\s?[-–]\s?(?P<last>\d{1,3}))?", re.IGNORECASE
)
_BARE = re.compile(rf"^\s*(?P<number>\d{{1,3}}[A-Z]?)\b(?P<sub>{_SUB})")
# Abbreviations that are also ordinary words count only in capitals or beside a number.
_ORDINARY_WORDS = {"cat", "op1", "att"}
# Ids are mostly ordinary words ("refugee", "genocide"): they count only beside a number, as in "refugee 33".
_BEFORE_NUMBER_ONLY = "#"


@dataclass(frozen=True)
class Mention:
    """A work named in a question, at character offsets `start` to `end`."""

    work_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Reference:
    """A place in a work as asked for: `path` is ("art-8", "3", "b") or ("para-12",); empty for the work as a whole."""

    work_id: str
    path: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The place as written in a citation: "art. 8(3)(b)", "para. 12"."""
        if not self.path:
            return ""
        kind, _, number = self.path[0].partition("-")
        return f"{kind}. {number}" + "".join(f"({part})" for part in self.path[1:])


def find_mentions(question: str, documents: Iterable[Document]) -> list[Mention]:
    """Find the works that a question names by id, symbol, short name, title or alias; longer names win over parts of them."""
    taken: list[Mention] = []
    for name, work_id in sorted(_names(documents), key=lambda pair: (-len(pair[0]), pair)):
        for match in re.finditer(_name_pattern(name), question, re.IGNORECASE):
            overlaps = any(match.start() < other.end and other.start < match.end() for other in taken)
            if not overlaps and _is_meant(name, match, question):
                taken.append(Mention(work_id, match.start(), match.end()))
    return sorted(taken, key=lambda mention: mention.start)


def find_references(question: str, documents: Iterable[Document]) -> list[Reference]:
    """Find the places that a question names, each with the work that stands nearest to it; a work without a place counts too."""
    mentions = find_mentions(question, documents)
    if not mentions:
        return []
    found: list[Reference] = []
    for start, end, path in _places(question, mentions):
        nearest = min(mentions, key=lambda mention: min(abs(mention.start - end), abs(start - mention.end)))
        found.append(Reference(nearest.work_id, path))
    named = {reference.work_id for reference in found}
    found += [Reference(mention.work_id) for mention in mentions if mention.work_id not in named]
    return list(dict.fromkeys(found))


def names_place_without_work(question: str, documents: Iterable[Document]) -> bool:
    """Whether a question names an article or paragraph but not the work that it belongs to."""
    return not find_mentions(question, documents) and bool(_places(question, []))


def without_references(question: str, documents: Iterable[Document]) -> str:
    """The question without the works and places that it names: what it asks about them."""
    mentions = find_mentions(question, documents)
    spans = [(mention.start, mention.end) for mention in mentions]
    spans += [(start, end) for start, end, _ in _places(question, mentions)]
    rest = question
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return " ".join(rest.split())


def resolve(reference: Reference, catalogue: Catalogue) -> list[Provision]:
    """The provisions that a reference names, in reading order, from the most authoritative edition that has them.

    "Article 2" names all its paragraphs; "article 19(3)(b)" names paragraph 3, which holds item (b).
    """
    for document in catalogue.works().get(reference.work_id, []):
        provisions = catalogue.provisions_of(document.key)
        if not reference.path:
            return provisions
        for depth in range(len(reference.path), 0, -1):
            wanted = "/".join([reference.work_id, *reference.path[:depth]]).lower()
            found = [
                item for item in provisions if item.id.lower() == wanted or item.id.lower().startswith(f"{wanted}/")
            ]
            found = found or _in_range(reference.path[0], provisions)
            is_item = depth < len(reference.path)
            if found and (not is_item or _has_items_only(found)):
                return found
    return []


def _has_items_only(found: list[Provision]) -> bool:
    """A deeper place than the provisions go must be a list item inside one provision."""
    return len(found) == 1


def _in_range(place: str, provisions: list[Provision]) -> list[Provision]:
    """A digest may treat several paragraphs together: para-3 is found in para-2-4."""
    kind, _, number = place.partition("-")
    if kind != "para" or not number.isdigit():
        return []
    ranges = ((re.search(r"/para-(\d+)-(\d+)$", item.id), item) for item in provisions)
    return [item for match, item in ranges if match and int(match[1]) <= int(number) <= int(match[2])]


def article_numbers(provisions: Iterable[Provision]) -> list[int]:
    """The numbers of the articles among some provisions, in ascending order."""
    matches = (re.match(r"[^/]+/art-(\d+)", item.id) for item in provisions)
    return sorted({int(match[1]) for match in matches if match})


def _names(documents: Iterable[Document]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for document in documents:
        names = {name.lower() for name in (document.symbol, document.short, document.title, *document.aliases)}
        if document.id not in names:
            names.add(_BEFORE_NUMBER_ONLY + document.id)
        found |= {(name, document.id) for name in names if len(name) > 2}
    return found


def _name_pattern(name: str) -> str:
    words = [re.escape(word) for word in re.split(r"[\s-]+", name.removeprefix(_BEFORE_NUMBER_ONLY)) if word]
    return r"(?<![\w/])" + r"[\s\u00a0-]+".join(words) + r"(?![\w/])"


def _is_meant(name: str, match: re.Match[str], question: str) -> bool:
    by_id = name.startswith(_BEFORE_NUMBER_ONLY)
    if name not in _ORDINARY_WORDS and not by_id:
        return True
    before_number = re.match(r"\s*(?:,?\s*(?:article|art\.?)\s*)?\d", question[match.end() :], re.IGNORECASE)
    after_article = re.search(
        r"\b(?:article|art\.?)\s*\S+\s+(?:of\s+)?(?:the\s+)?$", question[: match.start()], re.IGNORECASE
    )
    in_capitals = not by_id and match.group().isupper() and not question.isupper()
    return bool(before_number or after_article) or in_capitals


def _places(question: str, mentions: list[Mention]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Character offsets and path of every place named: "article 8(3)", "para. 12", "UDHR 25"."""
    places: list[tuple[int, int, tuple[str, ...]]] = []
    for match in _ARTICLE.finditer(question):
        path = _article_path(match["number"], match["sub"], match["paragraph"])
        if path:
            places.append((match.start(), match.end(), path))
    for match in _PARAGRAPH.finditer(question):
        if not any(start <= match.start() < end for start, end, _ in places):
            first, last = int(match["first"]), int(match["last"] or match["first"])
            if places and not re.search(r"[AE]/", question):
                continue  # "paragraph 2 of article 8" is handled with its article
            places += [(match.start(), match.end(), (f"para-{n}",)) for n in range(first, min(last, first + 50) + 1)]
    for mention in mentions:
        bare = _BARE.match(question[mention.end :])
        if bare and bare.group().strip():
            path = _article_path(bare["number"], bare["sub"], None)
            places.append((mention.end, mention.end + bare.end(), path))
    return places


def _article_path(number: str, sub: str, paragraph: str | None) -> tuple[str, ...]:
    digits = re.match(r"(\d+)([A-Za-z]?)$", number)
    if digits:
        article, section = str(int(digits[1])), [digits[2].lower()] if digits[2] else []
    else:
        try:
            article, section = str(roman.fromRoman(number.upper())), []
        except roman.RomanError:
            return ()
    parts = [part.strip().lower() for part in re.findall(r"\(([^)]*)\)", sub or "")]
    return (f"art-{article}", *section, *([paragraph] if paragraph else []), *parts)
