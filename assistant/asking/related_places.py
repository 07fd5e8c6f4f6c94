"""Places that a follow-up names by their relation to the last one: "paragraph 2", "the next article", "(b)", "and 14?"."""

import re

from assistant.asking.follow_ups import topic_words
from assistant.asking.number_words import ORDINAL_WORD, arabic_value, ordinal_value
from assistant.asking.places import find_places
from assistant.asking.references import Reference
from vectorstore.catalogue import Catalogue

_NEXT = re.compile(
    r"\b(?:next|(?:one|article|paragraph)\s+after|following|follows|(?:comes|stands|is)\s+after)\b", re.IGNORECASE
)
_PREVIOUS = re.compile(
    r"\b(?:previous|preceding|(?:one|article|paragraph|just|right|directly)\s+before|(?:comes|stands|is)\s+before|"
    r"(?:article|paragraph|one)\s+back|back\s+one|back\s+(?:an?|one)\s+(?:article|paragraph))\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"(?<!\w)(?P<number>\d{1,2}\s?)?(?P<signs>(?:\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))+)")
# A number on its own in a short follow-up: "and 14?", "I also need 12", "plus III"; not "seventeen that night", "4 years".
_BARE_NUMBER = re.compile(
    r"(?<![\w(./])(?:no\.?\s*)?(?P<number>\d{1,3}|(?!I\b)[IVX]{1,6})(?![\w(/%])"
    r"(?=\W*$|[,;:?!]|\s+(?:as|too|also|please|pls|for|then|and|now|instead|of)\b)"
)
_LONGEST_QUESTION, _MOST_TOPIC_WORDS = 9, 3  # words of a question whose number alone names a place
_ORDINAL_ONE = re.compile(
    rf"\b(?:(?:the|its)\s+)?(?P<ordinal>{ORDINAL_WORD})(?:\s+(?:one|excerpt)\b|\W*$)", re.IGNORECASE
)
_RELATIVE_WORDS = re.compile(
    r"\b(?:the\s+)?(?:one|article|paragraph)?\s*(?:that\s+)?(?:is\s+)?(?:just\s+|right\s+|directly\s+)?"
    r"(?:next|following|follows|previous|preceding|comes?|stands|before|after|back)\b"
    r"(?:\s+(?:it|that|this|one|after|before|article|paragraph)\b)*",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\bthe\s+other\s+(?P<noun>covenant|convention|protocol|declaration|report|treaty|essay)\b", re.I)


def related_place(question: str, place: Reference) -> tuple[int, int, tuple[str, ...]] | None:
    """Where a follow-up names a place by its relation to the last one, and the path of the place that it means.

    "What about paragraph 2?", "and article 26?", "the next article?", "(3)(b)", "and 14?". None when it names no place.
    """
    for rule in (_preamble, _numbered, _by_signs, _by_ordinal, _beside):
        found = rule(question, place)
        if found is not None:
            return found
    return None


def other_work_named(question: str, place: Reference | None, catalogue: Catalogue) -> str:
    """The work that "the other Covenant" means when there are just two; "" otherwise."""
    match = _OTHER.search(question)
    if match is None or place is None:
        return ""
    noun = match["noun"].lower()
    titles = {work_id: editions[0].title.lower() for work_id, editions in catalogue.works().items()}
    named = [work_id for work_id, title in titles.items() if noun in title and "protocol" not in title]
    others = [work_id for work_id in named if work_id != place.work_id]
    return others[0] if place.work_id in named and len(others) == 1 else ""


_Found = tuple[int, int, tuple[str, ...]]


def _preamble(question: str, place: Reference) -> _Found | None:  # noqa: ARG001 - one shape for all rules
    """ "and the preamble?"."""
    match = re.search(r"\b(?:the\s+|its\s+)?preamble\b", question, re.IGNORECASE)
    return (*match.span(), ("preamble",)) if match else None


def _numbered(question: str, place: Reference) -> _Found | None:
    """ "what about paragraph 2?", "and article 26?", "article 7, paragraph 4"."""
    places = find_places(question)
    if not places:
        return None
    first = places[0]
    kind, _, number = first.path[0].partition("-")
    if kind == "para" and place.path and place.path[0].startswith("art-"):
        return first.start, first.end, (place.path[0], number, *first.path[1:])
    return first.start, first.end, first.path


def _by_signs(question: str, place: Reference) -> _Found | None:
    """ "read me (3)(b)", "and 3(c)?"."""
    match = _SIGNS.search(question)
    if match is None or not place.path:
        return None
    signs = re.findall(r"\w+", match["signs"])
    number = (match["number"] or "").strip()
    if number and signs[0].isdigit() and place.path[0].startswith("art-"):
        return match.start(), match.end(), (f"art-{number}", *signs)
    numbers = [number, *signs] if number else signs
    head = place.path[:1] if numbers[0].isdigit() else place.path[:2]
    return match.start(), match.end(), (*head, *numbers)


def _by_ordinal(question: str, place: Reference) -> _Found | None:
    """ "and 14?", "I also need 12", "and the third one?": the same kind of place as the last one."""
    is_short = len(question.split()) <= _LONGEST_QUESTION and len(topic_words(question)) <= _MOST_TOPIC_WORDS
    number, ordinal = (_BARE_NUMBER.search(question) if is_short else None), _ORDINAL_ONE.search(question)
    match = number or ordinal
    if match is None or not place.path:
        return None
    value = arabic_value(number["number"]) if number else ordinal_value(match["ordinal"])
    span = number.span("number") if number else match.span()
    return (*span, (f"{place.path[0].rpartition('-')[0]}-{value}",))


def _beside(question: str, place: Reference) -> _Found | None:
    """ "the next article?", "and the one before it?"."""
    step = 1 if _NEXT.search(question) else -1 if _PREVIOUS.search(question) else 0
    match = _RELATIVE_WORDS.search(question)
    number = re.fullmatch(r"(.+)-(\d+)", place.path[0]) if place.path else None
    if not step or match is None or number is None or len(topic_words(question)) > 3:
        return None
    if (
        number[1] == "art"
        and (len(place.path) > 1 or re.search(r"\bparagraph", question, re.I))
        and "article" not in question.lower()
    ):
        sub = int(place.path[1]) if len(place.path) > 1 and place.path[1].isdigit() else 1
        return match.start(), match.end(), (place.path[0], str(sub + step))
    return match.start(), match.end(), (f"{number[1]}-{int(number[2]) + step}",)
