"""Restores the spaces that a text lost where its lines were joined: "territorieswhere his life" is two words and a rest.

Only white space is added; every letter stays. A text is touched only when most of the words in it that no dictionary knows fall
into two words that the same text uses elsewhere, which is the mark of lost line ends and not of foreign or rare words.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.blocks import Block

_WORD = re.compile(r"[A-Za-z]+")
_AFTER_PUNCTUATION = re.compile(r"(?<=[a-z\"”’)][,;])(?=[A-Za-z])|(?<=[a-z]\"\))(?=[a-z])|(?<=[a-z]\")(?=[a-z])")
_SHORTEST = 5  # letters
_MOST_TIMES = 4  # a word that comes more often is a word
_COMMON = 10  # times; beside so common a word, the other part need come only once
_LONG = 8  # letters; so long a word is rarely part of a longer one
_FEWEST_GLUED = 20  # different words in one text
_GLUED_SHARE = 0.4  # of the words that no dictionary knows
# First and last parts of real words that also are words: "therein", "reappoint", "stateless", "undersigned".
_PREFIXES = {"there", "where", "here", "forth", "re", "un", "non", "co", "pre", "inter", "sub", "anti", "self"}
# Common words that real words begin with ("inhuman", "forbid"): beside them the other part must come more than once.
_OPENINGS = {
    "in",
    "a",
    "an",
    "be",
    "to",
    "as",
    "at",
    "on",
    "is",
    "for",
    "by",
    "with",
    "not",
    "or",
    "any",
    "may",
    "all",
    "no",
}
_SUFFIXES = {"less", "self", "selves", "signed", "capacity", "fully", "upon", "ability", "able"}


def restore_spaces(blocks: Sequence[Block], dictionary: Collection[str]) -> list[Block]:
    """Return the blocks with lost spaces restored, or unchanged when the text shows no sign of lost line ends."""
    counts = Counter(word.lower() for block in blocks for word in _WORD.findall(block.text))
    unknown = [word for word in counts if word not in dictionary and len(word) >= _SHORTEST]
    splits = {word: split for word in unknown if (split := _split(word, counts, dictionary))}
    if len(splits) < _FEWEST_GLUED or len(splits) < _GLUED_SHARE * len(unknown):
        return list(blocks)
    return [replace(block, text=_restored(block.text, splits)) for block in blocks]


def _split(word: str, counts: Counter[str], dictionary: Collection[str]) -> int:
    """Where to cut a glued word: into two known words, of which the rarer is as frequent as can be; 0 for not at all."""
    best, place = 0, 0
    if counts[word] > _MOST_TIMES:
        return 0
    for cut in range(1, len(word)):
        first, second = word[:cut], word[cut:]
        rarer, commoner = sorted((counts[first], counts[second]))
        plain = first not in _OPENINGS and (commoner >= _COMMON or max(len(first), len(second)) >= _LONG)
        used = rarer > 1 or (rarer == 1 and plain)
        if used and rarer > best and _are_words(first, second, dictionary):
            best, place = rarer, cut
    return place


def _are_words(first: str, second: str, dictionary: Collection[str]) -> bool:
    if first in _PREFIXES or second in _SUFFIXES:
        return False
    long_enough = (len(first) > 1 or first == "a") and (len(second) > 1 or second == "a")
    return long_enough and first in dictionary and second in dictionary


def _restored(text: str, splits: dict[str, int]) -> str:
    def cut(match: re.Match[str]) -> str:
        word = match.group()
        place = splits.get(word.lower(), 0)
        return f"{word[:place]} {word[place:]}" if place else word

    return _AFTER_PUNCTUATION.sub(" ", _WORD.sub(cut, text))
