"""Explicit references in a question: which works it names, and which articles and paragraphs of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.asking.places import Place, find_places
from assistant.types import Document, Provision
from assistant.verifying.sentences import LIST_SIGN
from vectorstore.catalogue import Catalogue

# What may stand between a place and the work that it is of: "of the", "under the 1966", "in the".
_OF = re.compile(r"\W*(?:(?:of|under)\s+(?:[\w.]+\s+){0,3}|in\s+(?:the\s+)?)", re.IGNORECASE)
# What may stand between a work and a place in it: "'s", " (1966),", ", annex,".
_OWNS = re.compile(r"(?:['’]s\b)?\W*(?:\d{4}\b)?\W*(?:annex\b)?\W*", re.IGNORECASE)
_AFTER_NAME = re.compile(r"['’]?s?[\s,:(]*(?:annex\b[\s,]*)?", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|or|with|to)?\W*(?:the\s+)?", re.IGNORECASE)
_STARTS_WITH_PLACE = re.compile(r"\s*(?:,?\s*(?:articles?|arts?\.?)\s*)?\d{1,3}(?!\d)", re.IGNORECASE)
_ENDS_WITH_PLACE = re.compile(r"\b(?:articles?|arts?\.?)\s*(?:\d\S*|[IVXLC]+)\s+(?:of\s+)?(?:the\s+)?$", re.IGNORECASE)
_PROTOCOL_TO = re.compile(r"\bprotocol\s+to\s+(?:the\s+)?$|\bOP\d?[\s-]$", re.IGNORECASE)
_ITS_PROTOCOL = re.compile(r"[\s-]+(?:OP-?\d?\b|(?:first\s+|second\s+)?optional\s+protocol)", re.IGNORECASE)
_LIST_SIGN = re.compile(LIST_SIGN)
# Abbreviations that are also ordinary words count only in capitals or beside a number.
_ORDINARY_WORDS = {"cat", "op1", "att"}
# Ids are mostly ordinary words ("refugee", "genocide"): they count only beside a number, as in "refugee 33".
_BEFORE_NUMBER_ONLY = "#"
_OTHER_WORDS = {"and": "(?:and|&)", "convention": "(?:convention|treaty)"}
_NOT_NAMED_BY_TITLE = {"report", "essay", "statement", "page"}


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
        """The place as written in a citation: "art. 8(3)(b)", "para. 12"; for other places the words of its id."""
        if not self.path:
            return ""
        kind, _, number = self.path[0].partition("-")
        if kind not in ("art", "para"):
            return ", ".join(part.replace("-", " ") for part in self.path)
        return f"{kind}. {number}" + "".join(f"({part})" for part in self.path[1:])


def find_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Find the works that a question names by id, symbol, short name, title or alias; longer names win over parts of them."""
    taken: list[Mention] = []
    for name, work_id in sorted(_names(catalogue.documents.values()), key=lambda pair: (-len(pair[0]), pair)):
        for match in re.finditer(_name_pattern(name), question, re.IGNORECASE):
            overlaps = any(match.start() < other.end and other.start < match.end() for other in taken)
            if not overlaps and _is_meant(name, match, question):
                taken.append(Mention(work_id, match.start(), match.end()))
    return sorted(taken, key=lambda mention: mention.start)


def find_references(question: str, catalogue: Catalogue) -> list[Reference]:
    """Find the places that a question names, each with the work that stands nearest to it; a work without a place counts too."""
    mentions = find_mentions(question, catalogue)
    if not mentions:
        return []
    labelled = _labelled_places(question, mentions, catalogue)
    mentions = [mention for mention in mentions if not any(_holds(place, mention) for place in labelled)]
    places = [place for place in _numbered_places(question, mentions) if not _within(place, labelled)]
    found = [(place, work_id) for place, work_id in labelled.items()]
    found += [(place, _owner(place, places, mentions, question).work_id) for place in places]
    found.sort(key=lambda pair: pair[0].start)
    references = [Reference(work_id, place.path) for place, work_id in found]
    named = {reference.work_id for reference in references}
    references += [Reference(mention.work_id) for mention in mentions if mention.work_id not in named]
    return list(dict.fromkeys(references))


def without_references(question: str, catalogue: Catalogue) -> str:
    """The question without the works and places that it names: what it asks about them."""
    return replace_references(question, "", catalogue)


def replace_references(question: str, name: str, catalogue: Catalogue) -> str:
    """The question with `name` in the place of the first work or place that it names, and without the others."""
    mentions = find_mentions(question, catalogue)
    spans = {(mention.start, mention.end) for mention in mentions}
    spans |= {(place.start, place.end) for place in _labelled_places(question, mentions, catalogue)}
    spans |= {(place.start, place.end) for place in _numbered_places(question, mentions)}
    rest = question
    merged = _merged(spans)
    for start, end in reversed(merged):
        rest = f"{rest[:start]} {name if (start, end) == merged[0] else ''} {rest[end:]}"
    return " ".join(rest.split())


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def resolve(reference: Reference, catalogue: Catalogue) -> list[Provision]:
    """The provisions that a reference names, in reading order, from the most authoritative edition that has them.

    "Article 2" names all its paragraphs; "article 19(3)(b)" names paragraph 3, which holds item (b). A digest, which may
    treat an article as a whole, answers for its paragraphs only where no better edition has the article.
    """
    holds_whole = False
    for document in catalogue.works().get(reference.work_id, []):
        provisions = catalogue.provisions_of(document.key)
        if not reference.path:
            return provisions
        found, depth = _deepest(reference, provisions)
        if found and depth == len(reference.path):
            return found
        if found and not holds_whole and _holds_item(found, depth, reference.path[depth:], document):
            return found
        holds_whole = holds_whole or bool(found)
    return []


def _deepest(reference: Reference, provisions: list[Provision]) -> tuple[list[Provision], int]:
    """The provisions at the deepest part of the path that there is, and how deep that is."""
    for depth in range(len(reference.path), 0, -1):
        wanted = "/".join([reference.work_id, *reference.path[:depth]]).lower()
        found = [item for item in provisions if f"{item.id.lower()}/".startswith(f"{wanted}/")]
        found = found or (_in_range(wanted, provisions) if depth == 1 else [])
        if found:
            return found, depth
    return [], 0


def _holds_item(found: list[Provision], depth: int, signs: tuple[str, ...], document: Document) -> bool:
    """Whether the one provision at `depth` can hold the list items `signs`.

    A digest writes no signs, and a text with lines that lost theirs may hold any: both are trusted.
    """
    if len(found) > 1 or found[0].id.count("/") > depth:
        return False
    lines = found[0].text.split("\n")[1:]
    if document.status == "digest" or signs == ("1",) or not all(_LIST_SIGN.match(line) for line in lines):
        return True
    in_order = r"\s?\).*?\b".join(map(re.escape, signs))
    return re.search(rf"\b{in_order}\s?\)", found[0].text, re.IGNORECASE | re.DOTALL) is not None


def _in_range(wanted: str, provisions: list[Provision]) -> list[Provision]:
    """A digest may treat several paragraphs together: para-3 is found in para-2-4."""
    number = re.search(r"/para-(\d+)$", wanted)
    return [item for item in provisions if number and int(number[1]) in paragraph_numbers(item)]


def article_numbers(provisions: Iterable[Provision]) -> list[int]:
    """The numbers of the articles among some provisions, in ascending order."""
    matches = (re.match(r"[^/]+/art-(\d+)", item.id) for item in provisions)
    return sorted({int(match[1]) for match in matches if match})


def paragraph_numbers(provision: Provision) -> range:
    """The numbers of the paragraphs that a provision is or treats together: "para. 3" or "paras. 2–4"; empty for others."""
    match = re.fullmatch(r"paras?\. (\d+)(?:–(\d+))?", provision.label)
    return range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)


def _numbered_places(question: str, mentions: list[Mention]) -> list[Place]:
    return find_places(question, [mention.end for mention in mentions])


def _labelled_places(question: str, mentions: list[Mention], catalogue: Catalogue) -> dict[Place, str]:
    """Places that have a label of their own, as pinpoints write them, with their works: "A/73/206, excerpt 2"."""
    found: dict[Place, str] = {}
    for mention in mentions:
        after = _AFTER_NAME.match(question, mention.end)
        for label, path in catalogue.labels(mention.work_id):
            words = r"[\s,]+".join(re.escape(word) for word in re.split(r"[\s,]+", label))
            pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
            match = pattern.match(question, after.end()) if after else None
            match = match or next(
                (
                    earlier
                    for earlier in pattern.finditer(question, 0, mention.start)
                    if _OF.fullmatch(question, earlier.end(), mention.start)
                ),
                None,
            )
            if match:
                found.setdefault(Place(match.start(), match.end(), path), mention.work_id)
                break
    return found


def _holds(place: Place, mention: Mention) -> bool:
    """Whether a work is named inside a label: "Mandate timeline, 2018, A/HRC/38/40"."""
    return place.start <= mention.start and mention.end <= place.end


def _within(place: Place, others: Iterable[Place]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in others)


def _owner(place: Place, places: list[Place], mentions: list[Mention], question: str) -> Mention:
    """The work that a place is in: the one it is said to be of, else one directly beside it, else the nearest."""
    before = next((mention for mention in reversed(mentions) if mention.end <= place.start), None)
    after = next((mention for mention in mentions if mention.start >= place.end), None)
    if after and _OF.fullmatch(question, place.end, after.start):
        return after
    owned = before is not None and _OWNS.fullmatch(question, before.end, place.start)
    beside = after is not None and not question[place.end : after.start].strip(" ,\u00a0")
    names_come_first = mentions[0].start < places[0].start
    if before and owned and (names_come_first or not beside):
        return before
    if after and beside:
        return after
    following = next((other for other in places if other.start >= place.end), None)
    if following and _AND.fullmatch(question, place.end, following.start):
        return _owner(following, places, mentions, question)
    return min(mentions, key=lambda mention: min(abs(mention.start - place.end), abs(place.start - mention.end)))


def _names(documents: Iterable[Document]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for document in documents:
        # The title of a report or essay may be what a question is about ("peace and international solidarity").
        title = "" if document.kind in _NOT_NAMED_BY_TITLE else document.title
        names = {name.lower() for name in (document.symbol, document.short, title, *document.aliases)}
        if document.id not in names:
            names.add(_BEFORE_NUMBER_ONLY + document.id)
        found |= {(name, document.id) for name in names if len(name) > 2}
    return found


def _name_pattern(name: str) -> str:
    """Matches a name however its spaces, hyphens and commas are written, "&" for "and" and "treaty" for "convention"."""
    words = [re.escape(word) for word in re.split(r"[\s,-]+", name.removeprefix(_BEFORE_NUMBER_ONLY)) if word]
    spaced = r"[\s,-]+".join(_OTHER_WORDS.get(word, word) for word in words)
    return rf"(?<![\w/]){spaced}(?![\w/])"


def _is_meant(name: str, match: re.Match[str], question: str) -> bool:
    """Leaves out ordinary words, and a treaty that is named only for its protocol."""
    before, after = question[: match.start()], question[match.end() :]
    if _PROTOCOL_TO.search(before) or _ITS_PROTOCOL.match(after):
        return False
    by_id = name.startswith(_BEFORE_NUMBER_ONLY)
    if name not in _ORDINARY_WORDS and not by_id:
        return True
    in_capitals = not by_id and match.group().isupper() and not question.isupper()
    return bool(_STARTS_WITH_PLACE.match(after) or _ENDS_WITH_PLACE.search(before)) or in_capitals
