"""Questions that ask for a quantity, and whether a text gives one of that sort."""

import re
from collections.abc import Iterable

from vectorstore.lexical import stems

_COUNT = (
    r"\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|twenty|thirty|forty|fifty|sixty|"
    r"hundreds?|thousands?|millions?)\b"
)
_PERIODS = r"(?:hours?|days?|weeks?|months?|years?)"
_MONEY = r"price|fee|salary|budget|costs?|fine|sum|amount|deposit"
# What is asked for, and what a text that answers must hold; "{noun}" stands for the stem of the thing that is counted.
_QUANTITIES = (
    (
        re.compile(rf"\b(?:how (?:long|soon)|deadline|time limit)\b|\b(?:how many|what number of) {_PERIODS}\b", re.I),
        _COUNT + rf"\W+(?:\w+\W+)?{_PERIODS}",
    ),
    (
        re.compile(r"\b(?:how many|number of)\s+(?:\w+\s+)??(?P<noun>[a-z]{3,})", re.I),
        _COUNT + r"\W+(?:[\w,-]+\W+){{0,4}}?{noun}",
    ),
    (
        re.compile(r"\bhow old\b|\b(?:what|which|minimum|youngest|exact) age\b|\bage limit\b", re.I),
        _COUNT + r"\W+years?|\bage of\b",
    ),
    (re.compile(r"\b(?:what|which) (?:\w+ )?majority\b", re.I), r"\bmajorit|\btwo.thirds|\bunanim|\bconsensus"),
    (
        re.compile(
            rf"\bhow (?:much (?:money|do|does|must|is)|large an? (?:{_MONEY}))\b|\b(?:what|which)\b[^?.]*\b(?:{_MONEY})\b",
            re.I,
        ),
        r"[$€£]|\b(?:dollars?|euros?|francs?|per cent)\b",
    ),
    (
        re.compile(r"\b(?:percentage|per cent|percent|share of|rate (?:entitles|is))\b", re.I),
        r"%|per ?cent|" + _COUNT + r" (?:in|out of) ",
    ),
)
_OF_THE_TEXT = {"paragraph", "articl", "word", "page", "part", "section"}


def lacks_quantity(question: str, texts: Iterable[str]) -> bool:
    """Whether a question asks how many, how long, how old or how much, and no text gives such a quantity."""
    for asked, given in _QUANTITIES:
        match = asked.search(question)
        if match:
            noun = next(iter(stems(match.groupdict().get("noun") or "")), "")
            if noun in _OF_THE_TEXT:
                return False
            pattern = re.compile(given.format(noun=re.escape(noun)), re.IGNORECASE)
            return not any(pattern.search(text) for text in texts)
    return False
