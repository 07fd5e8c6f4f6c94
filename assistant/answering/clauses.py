"""What a clause does in law, told by its words: it defines, obliges or forbids."""

import re

from vectorstore.lexical import stems

_DEFINES = re.compile(
    r"\bthe (?:terms?|expressions?|words?)\b.{1,80}?\b(?:means?|includes?|shall (?:apply|mean|include|be understood))"
    r"|\bmeans?\s+(?:any|every|that|the|an?|each|all|non|in)\b|\bincludes? (?:those|all|any|the following|\w+,)|"
    r"\b(?:is|are|be) (?:understood|defined) (?:as|to)\b|,? which means\b"
    r"|[\"”’]\s*means?\b|\bdefin(?:es(?! (?:it|them)\b)|ition)\b|(?<!as )\bdefined\b(?! in\b)|"
    r"\b(?:describes?|explains?|explained)\b.{1,60}?\bas (?:an?|the)\b",
    re.IGNORECASE,
)
_WINDOW = 90  # characters before the defining words in which the defined term stands
_OBLIGES = re.compile(
    r"\b(?:shall|must|undertakes?|(?:is|are) (?:obliged|required|bound) to|ha(?:s|ve) (?:an? |the )?(?:\w+ "
    r")?(?:duty|duties|obligations?|"
    r"responsibilit(?:y|ies)))\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\bno\b[^.;]{1,150}?\b(?:shall|may)\b|\b(?:shall|may|must) not\b|\b(?:is|are|be) (?:prohibited|forbidden)\b",
    re.IGNORECASE,
)
_BEARER = re.compile(
    r"^\W*(?:\d+\.\s*)?(?P<bearer>(?:the |each |every |any |all |both )?(?:[\w’'-]+ ){0,4}?(?:states?(?: part(?:y|"
    r"ies))?|part(?:y|ies)|members?|parents?(?:\(s\))?(?: or others responsible for the child)?|"
    r"governments?|refugees?|everyone|persons?|individuals?|community|guardians?)(?: to the present \w+| of the "
    r"united nations)?)"
    r"(?:,[^,;:]{1,200},)*,?\s+(?:shall|must|undertakes?|(?:is|are) (?:obliged|required|bound) to|ha(?:s|ve) "
    r"(?:an? |the )?"
    r"(?:primary )?(?:duty|duties|obligations?|responsibilit(?:y|ies)))\b(?! (?:have|enjoy) the)",
    re.IGNORECASE,
)


def defines(text: str, words: set[str]) -> bool:
    """Whether a text says what a term means; `words` are stems, of which at least half stand before the defining words."""
    for match in _DEFINES.finditer(text):
        around = set(stems(text[max(0, match.start() - _WINDOW) : match.end()]))
        if words and 2 * len(words & around) >= len(words):
            return True
    return False


def defines_just(text: str, words: set[str]) -> bool:
    """Like `defines`, with all of the words in one place: strict enough for a text that was not found by the question itself."""
    return any(
        words and words <= set(stems(text[max(0, match.start() - _WINDOW) : match.end()]))
        for match in _DEFINES.finditer(text)
    )


def obliges(text: str) -> bool:
    return _OBLIGES.search(text) is not None


def forbids(text: str) -> bool:
    return _FORBIDS.search(text) is not None


def bearer(text: str) -> str:
    """Who owes what a clause demands, as its subject says: "States Parties", "Every refugee"; "" where no rule tells."""
    match = _BEARER.match(text)
    return match["bearer"] if match else ""
