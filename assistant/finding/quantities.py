"""Questions that ask for a quantity, and whether a text gives one of that sort."""

import re
from collections.abc import Iterable

from vectorstore.lexical import stems

_COUNT = (
    r"\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|twice|dozens?|hundreds?|thousands?|millions?)\b"
)
_PERIODS = r"(?:hours?|days?|weeks?|months?|years?)"
_AT_ONCE = r"\b(?:immediate(?:ly)?|at once|without delay|prompt(?:ly)?|forthwith|until)\b"
_FRACTION = r"\b(?:half|thirds?|quarters?)\b"
_MONEY = r"price|fee|salary|budget|costs?|fine|sum|amount|deposit"
_VERBS = r"(?:have|has|had|may|must|do|does|did|are|is|was|were|can|shall|should|count|to|of|in|on|the)\b"
_COUNTED = re.compile(
    rf"\b(?:how many|(?:what|the) (?:is the )?number of)(?P<counted>(?:\s+(?!{_VERBS})[a-z]+){{1,3}})", re.I
)
# What is asked for, and what a text that answers must hold.
_QUANTITIES = (
    (
        re.compile(
            rf"\bhow (?:long|soon)\b|\b(?:what|which) (?:is the )?(?:deadline|time limit)\b|"
            rf"\b(?:how many|what number of) {_PERIODS}\b",
            re.I,
        ),
        rf"{_COUNT}\W+(?:\w+\W+)?{_PERIODS}|{_AT_ONCE}",
    ),
    (
        re.compile(
            r"\bhow old\b|\b(?:what|which|youngest|exact) (?:is the )?(?:\w+ )?age\b|\bis there an age limit\b", re.I
        ),
        rf"{_COUNT}\W+years?|\bage of\b|\b(?:over|under|below|above) {_COUNT}",
    ),
    (
        re.compile(r"\b(?:what|which) (?:\w+ )?majority\b", re.I),
        rf"\bmajorit|\btwo.thirds|\bunanim|\bconsensus|{_FRACTION}",
    ),
    (
        re.compile(
            rf"\bhow (?:much (?:money|do|does|must|is)|large an? (?:{_MONEY}))\b|"
            rf"\b(?:what|which) (?:is the )?(?:\w+ )?(?:{_MONEY})\b",
            re.I,
        ),
        r"[$€£]|\b(?:dollars?|euros?|francs?|pounds?|rupees?|coins?|per cent)\b",
    ),
    (
        re.compile(r"\b(?:what|which) (?:\w+ )?share\b|\bpercentage\b|\bhow much per cent\b|\brate entitles\b", re.I),
        rf"%|per ?cent|{_FRACTION}|{_COUNT} (?:in|out of) ",
    ),
)
_OF_THE_TEXT = frozenset(
    stems("paragraph subparagraph article word sentence page part section chapter item letter line")
)


def lacks_quantity(question: str, texts: Iterable[str]) -> bool:
    """Whether a question asks how many, how long, how old or how much, and no text gives such a quantity."""
    for asked, given in _QUANTITIES:
        if asked.search(question):
            return not any(re.search(given, text, re.IGNORECASE) for text in texts)
    counted = _COUNTED.search(question)
    return counted is not None and not _gives_count(set(stems(counted["counted"])), texts)


def _gives_count(asked: set[str], texts: Iterable[str]) -> bool:
    """Whether a clause holds a number and one of the words for what is counted; how a text is built can be seen from it."""
    if asked & _OF_THE_TEXT:
        return True
    clauses = (clause for text in texts for clause in re.split(r"[.;:\n]", text))
    return any(re.search(_COUNT, clause, re.IGNORECASE) and asked & set(stems(clause)) for clause in clauses)
