"""Claims: the sentences of an argument, and what they say apart from the places that they name."""

import re

from assistant.asking.references import without_references
from assistant.errors import SolidarityError
from assistant.verifying.sentences import Span, sentences
from vectorstore.catalogue import Catalogue

_LEFT_OVER = re.compile(
    r"^(?:(?:under|of|in|to|for|by|according|as|per|pursuant|the|that|and|says?|provides?)\b|[\s,;:()–—-])+(?=\W*\w)",
    re.IGNORECASE,
)

_SEMICOLON = re.compile(r";\s+")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS, _FEWEST_OF_CONTENT = 3, 2
_NO_CLAIM = re.compile(r"^\s*#|\?[\"”’)]*$")
MOST_WORDS = 5000
"""Words of the longest argument that is checked in one go."""


def split_claims(argument: str) -> list[Span]:
    """The claims of an argument in order: its sentences, cut at semicolons.

    Questions, headings and scraps of less than three words are left out.

    Raises:
        SolidarityError: there is no claim in it, or it is longer than 5,000 words.
    """
    length = len(_WORD.findall(argument))
    if length > MOST_WORDS:
        raise SolidarityError(
            f"The argument has {length:,} words; at most {MOST_WORDS:,} are checked at once. Cut it in parts."
        )
    spans = [part for sentence in sentences(argument) for part in _parts(argument, sentence)]
    claims = [span for span in spans if len(_WORD.findall(argument[span.start : span.end])) >= _FEWEST_WORDS]
    if not claims:
        raise SolidarityError("There is no claim to check: give at least one sentence of three words or more.")
    return claims


def _parts(argument: str, sentence: Span) -> list[Span]:
    if _NO_CLAIM.search(argument[sentence.start : sentence.end]):
        return []
    bounds = [sentence.start]
    for match in _SEMICOLON.finditer(argument, sentence.start, sentence.end):
        bounds += [match.start(), match.end()]
    return [Span(start, end) for start, end in zip(bounds[::2], [*bounds[1::2], sentence.end], strict=True)]


def content_of(claim: str, catalogue: Catalogue) -> str:
    """A claim without the works and places that it names: "Under article 7 of the ICCPR, torture is forbidden" says "torture is
    forbidden"; the claim itself when nothing would be left.
    """
    rest = without_references(claim, catalogue)
    if rest == " ".join(claim.split()):
        return rest
    content = _LEFT_OVER.sub("", rest)
    return content if len(_WORD.findall(content)) >= _FEWEST_OF_CONTENT else claim


def known_words(work_id: str, catalogue: Catalogue) -> str:
    """What a claim about a work may name without its text saying so: titles, symbol, author and date."""
    documents = catalogue.works().get(work_id, [])
    return " ".join(
        " ".join((item.title, item.short, item.symbol, item.author, item.date, *item.aliases)) for item in documents
    )
