"""Words of a question that frame it without saying what it is about."""

import re

from vectorstore.lexical import stems

ASKING = frozenset(
    stems(
        "what which who does do say says tell about text read reads provide provides state states contain contains "
        "full show "
        "give quote cite explain mean summary summarise content contents document report article paragraph "
        "according word wording"
    )
)
"""Stems of the words that ask for a named place or work and nothing more."""

_FRAMING = frozenset(
    stems(
        "define defined definition meant counts count qualify qualifies considered list compare difference have "
        "has can must should law under according"
    )
)
# What kind of thing is sought. Texts about treaties in general would match these words whatever the question is about.
_SOUGHT = re.compile(
    r"\b(?:which|what|where)\s+(?:treaty|treaties|articles?|provisions?|rules?|law|document|guarantee|standards?)\b"
    r"|\bhuman rights? (?:law|rules?)\b|\binternational (?=law|legal|treat|rule|convention|instrument|provision|"
    r"guarantee)"
    r"|\b(?:treaty|treaties|articles?|provisions?|conventions?|covenants?|instruments?|law|legal|rules?|clause|"
    r"guarantees?)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2
_ASKS_FOR_WORKS = re.compile(
    r"\b(?:which|what|name|list|all)\s+(?:\w+\s+){0,2}?(?:instruments|treaties|conventions|covenants|declarations)\b"
    r"|\b(?:which|list|all)\s+(?:\w+\s+){0,2}?(?:documents|reports|texts|sources)\b",
    re.IGNORECASE,
)


def subject_of(question: str) -> str:
    """The question without the words that say what kind of text is sought; the question itself where little else is left.

    "Which treaty article forbids child labour?" gives "forbids child labour?".
    """
    rest = " ".join(_SOUGHT.sub(" ", question).split())
    return rest if len(stems(rest)) >= _FEWEST_WORDS else question


def subject_words(question: str) -> set[str]:
    """Stems of the words that say what a question is about, without those that only frame it."""
    return set(stems(subject_of(question))) - ASKING - _FRAMING


def term_of(question: str) -> str:
    """The term whose meaning a question asks for: "reasonable accommodation" of "What is reasonable accommodation?"."""
    kept = [word for word in re.findall(r"[\w’'-]+", question) if set(stems(word)) - ASKING - _FRAMING]
    return " ".join(kept)


def asks_for_works(question: str) -> bool:
    """Whether a question asks for several works: "Which treaties protect children?"."""
    return _ASKS_FOR_WORKS.search(question) is not None
