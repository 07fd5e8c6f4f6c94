"""English number words up to ninety-nine: "eight", "twenty-five", "third"."""

_ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(_ONES, start=1)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

NUMBER_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[:9])})\b)?|{'|'.join(reversed(_ONES))})"
"""Pattern of a number word; match it without regard to case."""

ORDINAL_WORD = "|".join(_ORDINALS)
"""Pattern of an ordinal from first to tenth."""


def number_value(words: str) -> int:
    """Value of a number word that fits `NUMBER_WORD`.

    Raises:
        KeyError: the words are no number.
    """
    return sum(_VALUES[part] for part in words.lower().replace("-", " ").split())


def ordinal_value(word: str) -> int:
    """Value of an ordinal that fits `ORDINAL_WORD`.

    Raises:
        ValueError: the word is none.
    """
    return _ORDINALS.index(word.lower()) + 1
