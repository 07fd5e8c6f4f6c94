"""Says yes or no where a clause proves it by a rule, and nothing otherwise.

A wrong
    "Yes" is worse than none, so that the rules ask for much: the clause must grant, oblige, forbid or permit as the question
asks, to the same holder, in the same order, with all the words of the question, and without a condition.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.wholeness import limits_before
from assistant.verifying.sentences import sentences
from assistant.verifying.verification import OMISSION
from vectorstore.lexical import stems

Verdict = Literal["Yes", "No", ""]
_Force = Literal["right", "duty", "permission", "prohibition"]

_I = re.IGNORECASE
_QUESTIONS: tuple[tuple[re.Pattern[str], _Force], ...] = (
    (re.compile(r"is there (?:an? |the )?(?:\w+ )?right (?:to|of) (?P<object>.+)", _I), "right"),
    (
        re.compile(r"(?:do|does) (?P<subject>.+?) (?:have|enjoy) (?:an? |the )?right (?:to|of) (?P<object>.+)", _I),
        "right",
    ),
    (re.compile(r"(?:has|have) (?P<subject>.+?) (?:an? |the )?right (?:to|of) (?P<object>.+)", _I), "right"),
    (re.compile(r"(?:is|are) (?P<subject>.+?) entitled to (?P<object>.+)", _I), "right"),
    (
        re.compile(
            r"(?:do|does) (?P<subject>.+?) have (?:an? |the )?(?:legal )?(?:(?:duty|obligation|responsibility) "
            r")?to (?P<object>.+)",
            _I,
        ),
        "duty",
    ),
    (re.compile(r"(?:is|are) (?P<subject>.+?) (?:obliged|required|bound) to (?P<object>.+)", _I), "duty"),
    (re.compile(r"must (?P<object>.+)", _I), "duty"),
    (re.compile(r"(?:is|are) (?P<subject>.+?) (?:allowed|permitted) to (?P<object>.+)", _I), "permission"),
    (re.compile(r"(?:may|can|could) (?P<object>.+)", _I), "permission"),
    (re.compile(r"(?:is|are) (?P<object>.+?) (?:forbidden|prohibited|banned|outlawed)(?: by law)?", _I), "prohibition"),
)
# Words that make a claim stronger or narrower: where a question has one, words that match prove too little.
_STRONG = re.compile(
    r"\b(?:any|all|every|always|ever|never|only|own|absolute\w*|unlimited|without|unless|except|if|when|while|"
    r"during|even|not|no|nor|"
    r"first|same|free|freely|equal\w*|or|still|just|other|more|less|most|least|minimum|maximum|before|after|until|"
    r"again)\b|n['’]t\b",
    _I,
)
_CONDITION = re.compile(
    r"\b(?:except|unless|if|provided|subject to|only|where|when|as far as|so far as|extent|within the limits|in "
    r"accordance|in principle|"
    r"progressively|appropriate|in conformity|conditions?|merely|solely|without prejudice|save|necessary|"
    r"consistent|possible|feasible|"
    r"endeavour|such|authori[sz]ed?|particular|pursuant|under|until|pending)\b",
    _I,
)
_GENERIC = (
    "everyone everybody anyone anybody someone somebody one person persons people human being beings individual "
    "individuals us we i you"
)
_STATE_WORDS = (
    "state states government governments country countries party parties contracting member members nation nations"
)
_HUMANS = "child woman man refugee prisoner citizen migrant worker suspect detainee foreigner alien adult"
_EMPTY_WORDS = (
    "whatsoever law form forms manner subjected held hold required perform his her him himself herself them our "
    "your every each all any "
    "an the shall inherent fundamental who whom"
)
_IRREGULAR = {"children": "child", "women": "woman", "men": "man"}
_EVERYONE = re.compile(r"(?:everyone|every (?:human being|person|individual)|all (?:persons|human beings))", _I)
_RIGHT = re.compile(
    r"(?P<holder>.*?)\b(?:shall )?(?:have|has|enjoys?) (?:an? |the )?(?:\w+ )?right (?:to|of) (?P<object>.+)"
    r"|(?P<entitled>.*?)\b(?:is|are|shall be) entitled to (?P<to>.+)"
    r"|.*?\brecogni[sz]es? (?:the )?(?:\w+ )?right of (?P<of>[\w ]+?) to (?P<what>.+)"
    r"|.*?\brecogni[sz]es? (?:the )?(?:\w+ )?right to (?P<alone>.+)",
    _I | re.DOTALL,
)
_SHALL = re.compile(
    r"(?P<holder>.*?)\b(?:shall|must)\b(?! not| have the right| be entitled)\s+(?P<object>.+)", _I | re.DOTALL
)
_MAY = re.compile(r"(?P<holder>.*?)\bmay\b(?! not| in no case)\s+(?P<object>.+)", _I | re.DOTALL)
_NO_ONE = re.compile(r"no (?P<holder>one|person|(?:\w+ )?\w+) (?:shall|may) (?P<object>.+)", _I | re.DOTALL)
_SHALL_NOT = re.compile(r"(?P<holder>.*?)\b(?:shall|may|must) not\s+(?P<object>.+)", _I | re.DOTALL)
_BANNED = re.compile(r"(?P<object>.+?) (?:shall be|is|are) (?:prohibited|forbidden)(?: by law)?", _I | re.DOTALL)
_NEGATION = re.compile(r"\b(?:not|no|nor|never|without|against)\b", _I)
_NEXT_TO = re.compile(r"(?:,| and| or) to\b", _I)
_INCLUDING = re.compile(r",? including (?P<parts>[^;]+?)(?:,? and the right\b|$)", _I)


def _stems(words: str) -> list[str]:
    return stems(" ".join(_IRREGULAR.get(word, word) for word in re.findall(r"[\w-]+", words.lower())))


_ANYONE = frozenset(_stems(_GENERIC))
_STATES = frozenset(_stems(_STATE_WORDS))
_HUMAN = frozenset(_stems(_HUMANS)) | _ANYONE
_EMPTY = frozenset(_stems(_EMPTY_WORDS))


@dataclass(frozen=True)
class _Asked:
    """What a question asks for; the words are stems in order. Without `has_subject` the object holds the subject too, or none."""

    force: _Force
    subject: tuple[str, ...]
    object: tuple[str, ...]
    has_subject: bool
    is_passive: bool


def yes_or_no(question: str, text: str) -> Verdict:
    """ "Yes" or "No" when a sentence of a provision proves it; "" when none does.

    A right that is asked for must be granted, a duty imposed, what is said to be forbidden be forbidden.
        "May" and "can" are
    answered by a clause that permits or forbids just that. A list, and a text with parts left out, prove nothing: a condition may
    stand elsewhere in it.
    """
    asked = _read(question)
    if asked is None or "\n" in text or OMISSION in text:
        return ""
    clauses = [text[span.start : span.end] for span in sentences(text)]
    if any(limits_before(clause) for clause in clauses):
        return ""
    verdicts = {_verdict(asked, re.sub(r"^\W*(?:\d+\.\s*)?", "", clause).rstrip(" .;")) for clause in clauses} - {""}
    return verdicts.pop() if len(verdicts) == 1 else ""


def _read(question: str) -> _Asked | None:
    """What a question asks for; None where its form or one of its words is beyond the rules."""
    plain = " ".join(re.sub(r"[?!.\s]+$", "", question).split())
    for pattern, force in _QUESTIONS:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        subject, sought = str(match.groupdict().get("subject") or ""), str(match["object"])
        if _STRONG.search(sought) or _STRONG.search(re.sub(r"^(?:all|every|any)\b", "", subject)):
            return None
        passive = re.search(r"\bbe\b", sought) is not None
        return _Asked(force, tuple(_stems(subject)), tuple(_stems(sought)), bool(subject), passive)
    return None


def _verdict(asked: _Asked, clause: str) -> Verdict:
    if _CONDITION.search(clause):
        return ""
    if asked.force == "right":
        return "Yes" if _grants(asked, clause) else ""
    if asked.force == "duty":
        return "Yes" if _does(_SHALL, asked, clause) else ""
    if asked.force == "prohibition":
        return "Yes" if _bans(asked, clause) else ""
    if _forbids(asked, clause):
        return "No"
    return "Yes" if _does(_MAY, asked, clause) else ""


def _grants(asked: _Asked, clause: str) -> bool:
    match = _RIGHT.fullmatch(clause)
    if match is None:
        return False
    holder = next((match[name] for name in ("holder", "entitled", "of") if match[name] is not None), "")
    granted = next(match[name] for name in ("object", "to", "what", "alone") if match[name] is not None)
    if asked.has_subject and not _is_holder(asked.subject, holder):
        return False
    return any(_holds(part, asked.object) for part in _coordinates(granted))


def _does(modal: re.Pattern[str], asked: _Asked, clause: str) -> bool:
    """Whether a clause says that the one who is asked about shall, or may, do what is asked."""
    match = modal.fullmatch(clause)
    if match is None or asked.is_passive != match["object"].startswith("be "):
        return False
    first = next((stem for stem in _stems(match["object"]) if stem not in _EMPTY), "")
    split = _split(asked, first)
    return split is not None and _is_holder(split[0], match["holder"]) and _holds(match["object"], split[1])


def _forbids(asked: _Asked, clause: str) -> bool:
    """Whether a clause forbids just what is asked: one that forbids something narrower leaves the rest open."""
    nobody = _NO_ONE.fullmatch(clause)
    if nobody and nobody["holder"].lower() in ("one", "person"):
        return _is_done_to_no_one(asked, nobody["object"])
    match = nobody or _SHALL_NOT.fullmatch(clause)
    if match is None or asked.is_passive != match["object"].startswith("be "):
        return False
    words = [stem for stem in _stems(match["object"]) if stem not in _EMPTY]
    split = _split(asked, words[0]) if words else None
    return split is not None and _is_holder(split[0], match["holder"]) and set(words) == set(split[1]) - _EMPTY


def _is_done_to_no_one(asked: _Asked, act: str) -> bool:
    """Whether "No one shall be subjected to torture" answers what is asked: of anyone, or of what a State does to anyone."""
    words = {*asked.subject, *asked.object} - _EMPTY
    by_state = bool(words & _STATES) and bool(words & _ANYONE) and not asked.is_passive
    if not (by_state or asked.is_passive) or not act.startswith("be "):
        return False
    rest = words - _STATES if by_state else words
    return any(rest - _HUMAN == part and rest & _HUMAN for part in _alternatives(act))


def _bans(asked: _Asked, clause: str) -> bool:
    sought = set(asked.object) - _EMPTY
    nobody, banned = _NO_ONE.fullmatch(clause), _BANNED.fullmatch(clause)
    if nobody and nobody["holder"].lower() in ("one", "person") and nobody["object"].startswith("be "):
        return sought in _alternatives(nobody["object"])
    return banned is not None and sought in _alternatives(banned["object"])


def _split(asked: _Asked, first: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Subject and object of what is asked, where the verb is `first`; None where it does not stand there."""
    if asked.has_subject:
        return (asked.subject, asked.object) if asked.object[:1] == (first,) else None
    if first not in asked.object[1:]:
        return None
    at = asked.object.index(first)
    return asked.object[:at], asked.object[at:]


def _is_holder(subject: Sequence[str], holder: str) -> bool:
    """Whether a clause speaks of just those whom a question asks about."""
    asked, held = set(subject) - _EMPTY, set(_stems(holder)) - _EMPTY
    if asked and asked <= _STATES:
        return bool(held) and held <= _STATES
    if asked <= _ANYONE:
        return _EVERYONE.fullmatch(holder.strip(" ,")) is not None
    return asked == held


def _coordinates(granted: str) -> Iterator[str]:
    """What a right is to: its first object, further ones that begin with "to", and each that it is said to include."""
    first, *others = _NEXT_TO.split(granted.partition(";")[0])
    yield _INCLUDING.split(first)[0]
    for other in others:
        yield _INCLUDING.split(other)[0]
    including = _INCLUDING.search(granted)
    if including:
        yield from re.split(r",| and ", including["parts"])


def _holds(part: str, sought: Sequence[str]) -> bool:
    """Whether what is sought is the thing itself, and not one word of what describes it."""
    words = [stem for stem in _stems(_NEGATION.split(part)[0]) if stem not in _EMPTY]
    wanted = set(sought) - _EMPTY
    return bool(wanted) and bool(words) and words[0] in wanted and wanted <= set(words)


def _alternatives(act: str) -> list[set[str]]:
    """The first thing that is forbidden and further ones that begin with "to", as sets of stems.

    In "arbitrary arrest, detention or exile" the first word describes all three, so that only the first is whole.
    """
    parts = _NEXT_TO.split(act.partition(";")[0])
    firsts = [re.split(r",| or | and ", part)[0] for part in parts[:1]]
    whole = [*firsts, *(part for part in parts[1:] if not re.search(r",| or | and ", part))]
    return [set(_stems(part)) - _EMPTY for part in whole]
