"""English number words up to ninety-nine: "eight", "twenty-five", "third"; Roman numerals."""

import roman

_ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(_ONES, start=1)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_ORDINAL_ONES = [
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
]
_ORDINAL_TENS = [f"{word[:-1]}ieth" for word in _TENS]
_ORDINAL_VALUES = {word: n for n, word in enumerate(_ORDINAL_ONES, start=1)} | {
    word: 10 * n for n, word in enumerate(_ORDINAL_TENS, start=2)
}

NUMBER_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[:9])})\b)?|{'|'.join(reversed(_ONES))})"
"""Pattern of a number word; match it without regard to case."""

ORDINAL_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_ORDINAL_ONES[:9])})|{'|'.join(_ORDINAL_TENS)}"
    rf"|{'|'.join(reversed(_ORDINAL_ONES))}|\d{{1,2}}(?:st|nd|rd|th))"
)
"""Pattern of an ordinal up to the ninety-ninth, in words or as "31st"; match it without regard to case."""


def number_value(words: str) -> int:
    """Value of a number word that fits `NUMBER_WORD`.

    Raises:
        KeyError: the words are no number.
    """
    return sum(_VALUES[part] for part in words.lower().replace("-", " ").split())


def ordinal_value(word: str) -> int:
    """Value of an ordinal that fits `ORDINAL_WORD`.

    Raises:
        KeyError: the word is none.
    """
    if word[0].isdigit():
        return int(word[:-2])
    parts = word.lower().replace("-", " ").split()
    return sum(_VALUES.get(part) or _ORDINAL_VALUES[part] for part in parts)


def arabic_value(number: str) -> int:
    """Value of a number in Arabic digits or Roman numerals.

    Raises:
        roman.RomanError: it is neither.
    """
    return int(number) if number.isdigit() else int(roman.fromRoman(number))
