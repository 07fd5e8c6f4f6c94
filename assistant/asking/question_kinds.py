"""What kind of answer a question asks for."""

import re
from typing import Literal

from assistant.asking.question_words import ASKING, asks_for_works
from vectorstore.lexical import stems

QuestionKind = Literal["comparison", "list", "which article", "definition", "duty", "yes or no", "open"]

_DATING = frozenset(
    stems(
        "when was were did has how old since year date day adopt adopted adoption enter entered entry come came "
        "into force signed signature "
        "opened proclaimed concluded made written drafted published effect existed exist been"
    )
)
_IGNORE = re.IGNORECASE
_COMPARES = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|differ(?:s|ed|ences?|ent|ently)?|versus|vs\.?|contrast(?:s|ed)?|"
    r"similarit(?:y|ies)|"
    r"in common|side by side)(?!\w)",
    _IGNORE,
)
_ASKS_WHEN = re.compile(
    r"^\W*(?:since )?(?:when|how old|how long|(?:in|on) (?:what|which) (?:year|date|day)|what year)\b", _IGNORE
)
_LISTS = re.compile(
    r"^\W*(?:please\s+)?(?:list|enumerate|name)\b|^\W*(?:what|which) (?:are (?:the |all )*)?(?:\w+ )?rights\b", _IGNORE
)
_ASKS_FOR_PLACE = re.compile(
    r"\b(?:which|what)\s+(?!is\b|are\b|does\b|do\b)(?:\w+\s+){0,2}?(?:articles?|provisions?|paragraphs?|clauses?|"
    r"sections?|rules?|treaty|convention|"
    r"covenant|instrument|declaration|document|report|law)\b|^\W*where (?:is|are|does|do|in|can i)\b",
    _IGNORE,
)
_DEFINES = re.compile(
    r"\bdefin(?:e|es|ed|ition|itions)\b|\bmean(?:s|ing|t)?\b|\b(?:who|what|which)\b.{0,30}\b(?:counts?|qualif(?:y|"
    r"ies)) as\b"
    r"|\bunderstood (?:by|as)\b|^\W*who (?:is|are) (?:an? |considered |\w+ with |\w+s\W*$)|^\W*what (?:is|are) "
    r"(?!the (?:duties|obligations|duty))",
    _IGNORE,
)
_ASKS_FOR_DUTY = re.compile(
    r"^\W*(?:what|who|which|how|to what|whose)\b.*\b(?:must|duty|duties|obligations?|obliged|owes?|owed|"
    r"responsib\w+|have to|has to|"
    r"required to|should|shall)\b",
    _IGNORE,
)
_YES_OR_NO = re.compile(
    r"^\W*(?:(?:so|and|but|then|under [^,?]+,|in [^,?]+,)\s+)?"
    r"(?:is|are|am|was|were|does|do|did|may|might|can|could|must|shall|should|has|have|will|would|isn['’]t|"
    r"aren['’]t|doesn['’]t|don['’]t|"
    r"can['’]t)\b",
    _IGNORE,
)


def kind_of(question: str) -> QuestionKind:
    """The kind of a question; "open" where no rule fits.

    "Which treaties protect children?" is a list, "Who must rescue sailors?" asks for a duty, "May a ship be searched?" for yes
    or no.
    """
    if _COMPARES.search(question):
        return "comparison"
    if asks_for_works(question) or _LISTS.search(question):
        return "list"
    if _YES_OR_NO.match(question):
        return "yes or no"
    if _ASKS_FOR_PLACE.search(question):
        return "which article"
    if _ASKS_FOR_DUTY.match(question):
        return "duty"
    return "definition" if _DEFINES.search(question) else "open"


def asks_for_date(rest: str) -> bool:
    """Whether a question asks when a work came into being; `rest` is the question without the work that it names."""
    return _ASKS_WHEN.match(rest) is not None and not set(stems(rest)) - ASKING - _DATING


def compared_topic(rest: str) -> str:
    """What a comparison is about; `rest` is the question without the works that it names. "" when it names no topic.

    "Compare the and the on self-determination" gives "self-determination".
    """
    about = re.search(
        r"\b(?:on|about|regarding|concerning|as to|with (?:regard|respect) to|in (?:respect|matters) of|when it "
        r"comes to)\s+(?P<topic>"
        r"[^?]+)",
        rest,
        _IGNORE,
    )
    if about:
        return _LOOSE_END.sub("", about["topic"]).strip(" .,")
    words = re.findall(r"[\w’'-]+", _COMPARES.sub(" ", rest))
    return " ".join(word for word in words if word.lower() not in _FRAME)


_LOOSE_END = re.compile(r"(?:\s*,?\s*\b(?:in|of|under|between|and|the|do|does|how|differ))+[\s.,]*$", _IGNORE)
_FRAME = frozenset(
    re.findall(
        r"\w+",
        "a an the and or of in is are was do does did how what which between with from to by on for both each "
        "another its their it other "
        "they there than please say says said treat treats deal deals cover covers have has under article articles "
        "art paragraph me",
    )
)
