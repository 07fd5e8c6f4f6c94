"""Numbers, dates and names of a sentence, and which of them its source does not hold."""

import re
from functools import lru_cache

from assistant.asking.number_words import NUMBER_WORD, number_value
from vectorstore.lexical import stems

# Numbers of places ("article 7", "paragraphs 1 and 2") are checked against the citation, not against the text.
_PLACE = re.compile(
    r"\b(?:articles?|arts?\.?|(?:sub-?)?paragraphs?|paras?\.?|chapters?|parts?|annex(?:es)?|excerpts?|section)\s+"
    r"(?:(?:\d+|[IVXLC]+)\b(?:\s?\(\w{1,4}\))*(?:\s*(?:,|and|or|to|–|-)\s*(?=[\dIVXLC(]))?)+",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"\b[A-Z]+(?:/[A-Z0-9.]+)+\b")
_FIGURE = re.compile(r"(?<![\w/.])\d+(?:[.,]\d+|[ \u00a0]\d{3}\b)*")
_WORD = re.compile(rf"\b{NUMBER_WORD}\b", re.IGNORECASE)
_MULTIPLE = re.compile(
    r"\b(?:hundred|thousand|million|billion|dozen|half|twice|double|triple|quarter)s?\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ](?:[\w’'-]*[^\W\d_])?\b")
_FOLLOWING_NAME = re.compile(r" ([A-Z][\w’'-]*[a-z])")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Art|para)\.$")
_SHORTEST_ROOT, _LONGEST_ENDING = 6, 2  # characters
_POSSESSIVE = re.compile(r"[’']s?$")
# Capitalised in legal prose without naming anybody in particular.
_GENERIC = frozenset(
    stems(
        "State States Government Party Parties Member Members Article Paragraph Convention Covenant Treaty Declaration Protocol "
        "Charter Statute Report Expert Independent Rapporteur Annex Preamble "
        "UN United Nations North South West East "
        "Northern Southern Western Global International Human Rights Internet Resolution Chapter Part"
    )
)
_NOT_A_STATE = frozenset(
    word
    for line in (
        "united states new island islands republic democratic people federation federated south north saint and of the outlying",
        "minor territory territories central equatorial province plurinational state kingdom holy see british indian ocean part",
        "city french southern western northern american samoa",
    )
    for word in line.split()
)
_WRITTEN_OUT = {
    "un": ("united nations",),
    "uns": ("united nations",),
    "unhcr": ("high commissioner for refugees", "office of the high commissioner"),
    "icj": ("international court of justice",),
    "eu": ("european union",),
    "us": ("united states",),
    "usa": ("united states",),
    "uk": ("united kingdom",),
}


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text in figures ("eighteen" is "18"), without those of articles and paragraphs.

    "One" is left out: it is a pronoun more often than a number.
    """
    rest = _SYMBOL.sub(" ", _PLACE.sub(" ", text))
    found = {re.sub(r"[,\s]", "", match[0]) for match in _FIGURE.finditer(rest)}
    found |= {str(number_value(match[0])) for match in _WORD.finditer(rest) if match[0].lower() != "one"}
    found |= {match[0].lower().rstrip("s") for match in _MULTIPLE.finditer(rest)}
    return frozenset(found)


def names(text: str) -> tuple[str, ...]:
    """Capitalised words that name somebody or something, in order.

    A word that opens a sentence counts only where it is a State's or another name follows.
    """
    found: dict[str, None] = {}
    text = _SYMBOL.sub(" ", text)
    for match in _NAME.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        is_plain = not _opens_sentence(text, match.start()) or _is_followed_by_name(text, match.end())
        if _may_name(word) and (is_plain or word.lower() in _words_of_states()):
            found[word] = None
    return tuple(found)


_ACTORS = frozenset(
    stems(
        "state government authority party member council committee assembly court tribunal judge secretary "
        "commissioner minister ministry "
        "parliament police officer official soldier army teacher school doctor hospital lawyer employer worker company business "
        "corporation bank organisation organization agency union church community society family parent "
        "mother father wife husband "
        "woman women man men girl boy child children youngster adult citizen national alien foreigner "
        "migrant refugee prisoner detainee "
        "victim journalist student artist director expert rapporteur owner landlord tenant guardian"
    )
)


def missing_actors(claim: str, text: str) -> int:
    """How many kinds of persons and bodies a claim speaks of that a text does not."""
    return len((set(stems(claim)) & _ACTORS) - set(stems(text)))


def missing_numbers(claim: str, text: str) -> tuple[str, ...]:
    """Numbers of a claim that a text does not hold, in ascending order of their figures."""
    return tuple(sorted(numbers(claim) - numbers(text), key=lambda figure: (len(figure), figure)))


def missing_names(claim: str, text: str) -> tuple[str, ...]:
    """Names of a claim that a text does not hold, written out or in short."""
    held = set(stems(text))
    lower = text.lower()
    return tuple(name for name in names(claim) if not _holds(name, held, lower))


def _holds(name: str, held: set[str], lower: str) -> bool:
    """Whether a text holds a name in any form: "Afghans" where it says "Afghanistan"."""
    root = name.lower()[: max(_SHORTEST_ROOT, len(name) - _LONGEST_ENDING)]
    end = "" if len(root) >= _SHORTEST_ROOT else r"\b"
    if set(stems(name)) <= held or re.search(rf"\b{re.escape(root)}{end}", lower):
        return True
    return any(written in lower for written in _WRITTEN_OUT.get(name.lower(), ()))


def _is_followed_by_name(text: str, end: int) -> bool:
    following = _FOLLOWING_NAME.match(text, end)
    return following is not None and _may_name(following[1])


def _may_name(word: str) -> bool:
    stem = stems(word)
    return bool(stem) and not set(stem) <= _GENERIC and len(word) > 1


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"“‘'([")
    return not before or (before[-1] in ".?!:;\n" and _TITLE.search(before) is None)


@lru_cache(maxsize=1)
def _words_of_states() -> frozenset[str]:
    """Words of the names of States, in lower case, but for those that are common words ("united", "new")."""
    import pycountry

    names_of_states = " ".join(country.name for country in pycountry.countries)
    return frozenset(word.lower() for word in re.findall(r"[A-Z][a-z]+", names_of_states)) - _NOT_A_STATE
