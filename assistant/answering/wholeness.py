"""What must be quoted together, so that no quotation says something else than the text that it is taken from."""

import re
from collections.abc import Iterable, Sequence

from assistant.types import Provision
from assistant.verifying.sentences import Span

_INSTRUMENT = (
    r"(?:convention|treaty|covenant|charter|declaration|protocol|agreement|constitution|statute|essay|report|"
    r"statement|page)"
)
_LEANS = re.compile(
    r"^\W*(?:\(?\w{1,4}\)\s+)?(?:(?:however|nevertheless|nonetheless|moreover|furthermore|therefore|thus|hence|"
    r"accordingly|otherwise|but|"
    r"instead|similarly|likewise|also|they|their|its?|he|she|his|her|those|the same (?:shall|applies|is|are)|the "
    r"(?:latter|former)|in (?:such|this|that|these) (?!"
    rf"{_INSTRUMENT})\w+|to (?:this|that|these) end|for (?:this|that|these) \w+)\b|(?:this|these|"
    rf"such)\b(?!\s+(?:present\s+)?{_INSTRUMENT}\b))",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"^\W*(?:however|nevertheless|nonetheless|except|unless|save|provided|but|nothing in (?:this|the present) (?!"
    rf"{_INSTRUMENT})|in no case|(?:it|this|these|they|such \w+)\s+(?:does|do|shall|may|must|can)\s+(?:in no case|"
    rf"not\b|therefore))",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:the )?(?:this|present) (?:article|right|provision|paragraph)\b|\b(?:these|such|those) (?:rights?|"
    r"freedoms?|provisions?)\b"
    r"|\b(?:above|foregoing|preceding|above-mentioned)\b|\bparagraphs? (?:\d|I\b)[^.;]{0,40}\bof (?:this|the "
    r"present) article\b",
    re.IGNORECASE,
)
_RESTRICTS = re.compile(
    r"\b(?:may|shall|can|must) (?:not\b|in no case\b|only\b)|\bno (?:restrictions?|derogations?|part|one)\b|"
    r"\bnothing in\b|\bsubject to\b"
    r"|\bexcept\b|\brestrictions\b|\blimitations?\b",
    re.IGNORECASE,
)
_SUCH = re.compile(r"\bsuch (?:an? )?\w+\b(?!(?: \w+){0,4},? as\b)", re.IGNORECASE)  # not "such measures as are needed"
_RESTRICTS_A_FREEDOM = re.compile(
    r"^[^.;]{0,150}\b(?:may|shall)\b[^.;]{0,60}\bsubject\b[^.;]{0,30}\b(?:limitations|restrictions)\b|^no restrictions",
    re.IGNORECASE,
)
_WHOLE_ARTICLE = re.compile(
    r"\b(?:this|the present) article\b|\b(?:above|foregoing|above-mentioned)\b|\bthese (?:rights|provisions)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bparagraphs? (?P<numbers>(?:\d+|I\b)(?:(?:, | and | or | to )\d+)*)", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:[:,–—]|\bthat)\s*$")  # else what is stored as an opening line is a title
_START = 110  # characters in which "this right" or "such a refugee" points back over the start of the paragraph
_OPENING = 260  # characters at the start of a paragraph in which it says what it refers to


def leans(text: str) -> bool:
    """Whether a sentence or paragraph opens in such a way that it means nothing without the one before it."""
    return _LEANS.match(text) is not None


def limits_before(text: str) -> bool:
    """Whether a sentence opens as an exception to the one before it, which says too much without it."""
    return _LIMITS.match(text) is not None


def kept_together(chosen: Iterable[int], spans: Sequence[Span], text: str) -> list[int]:
    """Positions of the chosen spans with all that they need, in order: what they lean on and what limits them."""
    kept: set[int] = set()
    waiting = list(chosen)
    while waiting:
        n = waiting.pop()
        if n in kept:
            continue
        kept.add(n)
        if n and _depends(text[spans[n].start : spans[n].end]):
            waiting.append(n - 1)
        if n + 1 < len(spans) and limits_before(text[spans[n + 1].start : spans[n + 1].end]):
            waiting.append(n + 1)
    return sorted(kept)


def limits(provision: Provision) -> bool:
    """Whether a paragraph is an exception to, or a limit of, other paragraphs of its article."""
    opening = provision.text[:_OPENING]
    restricts = _REFERS_BACK.search(opening) and _RESTRICTS.search(opening)
    return bool(limits_before(opening) or restricts or _RESTRICTS_A_FREEDOM.match(opening))


def needed_with(provision: Provision, siblings: Sequence[Provision]) -> list[Provision]:
    """The other paragraphs of an article without which one must not be quoted, in reading order.

    These are the paragraphs that it leans on or limits, and those that limit it. `siblings` are all paragraphs of the article in
    one edition, in reading order.
    """
    needed = {provision.id: provision}
    waiting = [provision]
    while waiting:
        item = waiting.pop()
        others = [*_leaned_on(item, siblings), *(other for other in siblings if _is_limited_by(item, other, siblings))]
        new = [other for other in others if other.id not in needed]
        needed |= {other.id: other for other in new}
        waiting += new
    return [item for item in siblings if item.id in needed and item.id != provision.id]


def _depends(text: str) -> bool:
    return leans(text) or limits_before(text)


def _leaned_on(provision: Provision, siblings: Sequence[Provision]) -> list[Provision]:
    before = [item for item in siblings if item.order < provision.order]
    chapeaux = [item for item in before if item.id.endswith("/chapeau")]
    before = [item for item in before if item not in chapeaux]
    opening = [item for item in chapeaux if _OPEN_END.search(item.text)]
    if not before or not (leans(provision.text) or limits(provision) or _refers_back(provision)):
        return opening
    return [*opening, *_referred_to(provision, before)]


def _refers_back(provision: Provision) -> bool:
    start = re.split(r"[;.]", provision.text[:_START])[0]
    return bool(_REFERS_BACK.search(start) or _SUCH.search(start))


def _is_limited_by(provision: Provision, other: Provision, siblings: Sequence[Provision]) -> bool:
    if other.order <= provision.order or not limits(other):
        return False
    before = [item for item in siblings if item.order < other.order]
    opening = other.text[:_OPENING]
    if not _NAMED.search(opening) and (_WHOLE_ARTICLE.search(opening) or _RESTRICTS_A_FREEDOM.match(opening)):
        return True
    return provision in _referred_to(other, before)


def _referred_to(provision: Provision, before: Sequence[Provision]) -> list[Provision]:
    """The paragraphs that one names by number; else the one before it, or the first where it speaks of the whole article."""
    opening = provision.text[:_OPENING]
    named = _NAMED.search(opening)
    if named:
        numbers = re.findall(r"\d+|I", named["numbers"])
        wanted = {"1" if number == "I" else number for number in numbers}
        found = [item for item in before if item.id.rpartition("/")[2] in wanted]
        if found:
            return found
    is_about_article = _RESTRICTS_A_FREEDOM.match(opening) or _WHOLE_ARTICLE.search(opening)
    return [before[0]] if is_about_article and not leans(opening) else [before[-1]]
