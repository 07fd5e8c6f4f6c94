"""Authors as bibliographies and reference managers want them: people by family name, organisations as they are."""

import re
from dataclasses import dataclass

_PARTICLES = frozenset((
    "al", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "ten", "ter", "van",
    "von", "zu",
))  # fmt: skip
_OF_ORGANISATIONS = frozenset((
    "Amnesty", "Assembly", "Association", "Bank", "Center", "Centre", "Coalition", "Commission", "Committee",
    "Council", "Court", "Expert", "Forum", "Foundation", "Fund", "Government", "Group", "Independent", "Initiative",
    "Institute", "International", "League", "Ministry", "Movement", "Nations", "Network", "Office", "Organisation",
    "Organization", "Parliament", "Party", "Press", "Programme", "Project", "Secretariat", "Society", "State",
    "States", "Team", "UN", "Union", "United", "University", "Watch",
))  # fmt: skip


@dataclass(frozen=True)
class Author:
    """`given` is empty for an organisation and for a person with a single name."""

    family: str
    given: str = ""

    @property
    def inverted(self) -> str:
        """ "Bailliet, Cecilia M." """
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def initialled(self) -> str:
        """ "Bailliet CM" """
        initials = "".join(name[0] for name in re.split(r"[\s.-]+", self.given) if name)
        return f"{self.family} {initials}" if initials else self.family


def read_authors(text: str) -> tuple[Author, ...]:
    """Read the author field of a document, on one line: "Ada Reed and Omar Said", "Reed, Ada; Said, Omar".

    What does not look like names of people, two to four capitalised words, is one organisation for each semicolon.
    """
    parts = [part for part in re.split(r"\s*[,;]\s*|\s+(?:and|&)\s+", text) if part]
    if parts and all(_is_person(part) for part in parts):
        return tuple(_person(part) for part in parts)
    return tuple(_inverted(part) for part in re.split(r"\s*;\s*", text) if part)


def _inverted(text: str) -> Author:
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and _is_person(f"{given} {family}") and "," not in given:
        return Author(family, given)
    return _person(text) if _is_person(text) else Author(text)


def _is_person(text: str) -> bool:
    words = text.split()
    names = [word for word in words if word not in _PARTICLES]
    return (
        2 <= len(names) <= 4
        and all(word[0].isupper() and not any(map(str.isdigit, word)) for word in names)
        and names[-1] == words[-1]
        and not _OF_ORGANISATIONS.intersection(words)
    )


def _person(text: str) -> Author:
    words = text.split()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Author(" ".join(words[start:]), " ".join(words[:start]))
