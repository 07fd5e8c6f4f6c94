"""What a sentence of law does with its content: commands, forbids, permits, excepts, negates.

Read from words alone, in the tradition of deontic logic (von Wright 1951): obligation, prohibition and permission are defined by
one another, so that "may not" and "shall not" both forbid, and "is not forbidden" permits.
"""

import re
from dataclasses import dataclass
from typing import Literal

Modality = Literal["obligation", "prohibition", "permission", "exemption", "recommendation", "right", "none"]

_ADVERB = (
    r"(?:\s+(?:also|only|thus|therefore|in no case|in no circumstances|under no circumstances|at all|itself|\w+ly))?"
)
_BE = r"(?:is|are|be|been|was|were|being)"
# In the order in which they are tried at one place of the sentence: the more specific first.
_PATTERNS: tuple[tuple[Modality, str], ...] = (
    (
        "obligation",
        r"(?:cannot|can never|(?:may|must|shall|can|could) (?:not|never)) (?:be )?"
        r"(?:escap\w+|avoid\w*|evad\w+|refus\w+|den(?:y|ied)|withh\w+|ignor\w+|go unpunished)",
    ),
    (
        "right",
        r"\b(?:no ?one|nobody|none|no \w+) (?:shall|may|can|must) be (?:\w+ly )?(?:deprived of|denied|refused|excluded from)",
    ),
    (
        "permission",
        rf"{_BE} (?:not|never) (?:\w+ly )?(?:forbidden|prohibited|banned|unlawful|illegal)|"
        r"(?:do|does) not (?:forbid|prohibit|ban|bar)",
    ),
    (
        "prohibition",
        r"(?:shall|must) be (?:\w+ly )?(?:prohibited|forbidden|banned|outlawed)|(?:has|have) no (?:right|entitlement|power)\b",
    ),
    (
        "exemption",
        r"(?:shall|may|must|can) not be (?:required|obliged|compelled|bound) to|need not|needn't|"
        r"(?:not|never|nor|n't)(?: be)? (?:legally )?(?:oblig\w+|requir\w+|bound|compel\w*|mandat\w+)|"
        r"(?:no|without) (?:\w+ )?(?:duty|obligation|requirement)|without (?:oblig|requir|bind|commit)ing|"
        r"(?:do|does|did) not (?:have to|owe|oblige|require|bind|demand|need)|not obligatory|"
        rf"free not to|optional|discretion|(?:may|can) (?:choose|decide)|{_BE} free to (?:decide|choose)|decide freely|"
        r"see fit|as (?:it|they|he|she) (?:likes?|wish(?:es)?|pleases?)|may, but need|binds? neither|"
        r"(?:no ?one|nobody|no \w+|none) (?:shall|may|can|must|will) be (?:required|obliged|compelled|bound)",
    ),
    (
        "obligation",
        # "No marriage shall be entered into without ..." demands what it names.
        r"\bno\b[^.;,]{0,60}\b(?:shall|may)\b[^.;,]{0,40}\bwithout\b",
    ),
    (
        "right",
        r"\bnothing\b.{0,80}?\b(?:shall|may) (?:impair|affect|prejudice|diminish)\b",
    ),
    (
        "prohibition",
        # However much stands between: "No exceptional circumstances whatsoever, whether a state of war or ..., may be invoked".
        r"^(?:\(?\w{1,3}[.)]\s+)?(?:no|neither|none|nothing)\b[^.;]*?\b(?:shall|may|can|must)\b|"
        rf"(?:shall|may|must|can|could|should|will|would|ought to){_ADVERB} (?:not|never|neither|no longer)\b|"
        r"cannot|can't|mustn't|shan't|ought not|(?:shall|must|may) (?:under|in) no|"
        r"\b(?:no ?one|nobody|none|neither|no)\s(?:[\w-]+ ){0,6}?(?:shall|may|can|must|will|should|is|are)\b|"
        rf"(?:not|never|n't)(?: {_BE})? (?:\w+ly )?(?:allow\w*|permit\w*|lawful|legal|free|entitl\w+|able|"
        rf"justif\w+|let|authori\w+)|"
        rf"{_BE} (?:to be )?(?:forbidden|prohibited|banned|barred|outlawed|unlawful|illegal|ruled out|denied|"
        rf"precluded|inadmissible)|"
        r"(?:forbids?|prohibits?|bans?|bars?|outlaws?|rules out|precludes?|disallows?)\b|"
        r"(?:prohibition|ban) (?:of|on|against)|(?:refrain|abstain|desist|keep|stay away)(?:s|ing)? from|"
        r"(?:shall|must|ha(?:s|ve) to|ought to|should) (?:\w+ )?(?:refrain|abstain|desist|refuse|cease|stop|end)\b|"
        r"(?:ensure|see to it|provide|guarantee|declare)s?,?(?: in particular)?,? that (?:no|neither|nobody|none)\b|"
        r"(?:no|without any|without an?) (?:right|entitlement|power|authority|licence|permission)|"
        r"not (?:have )?(?:the|a|any) (?:right|entitlement|power)",
    ),
    (
        "recommendation",
        r"(?:encourag|recommend|invit|urg|advis)(?:e|es|ed|ing)\b|recommends?\b|recommended|\bshould\b|ought to|merely|"
        r"voluntar(?:y|ily)|(?:strive|endeavour|aim|try|seek)s? to",
    ),
    (
        "obligation",
        r"\b(?:shall|must)\b|ha(?:s|ve|d) to|(?:is|are) (?:\w+ly )?(?:obliged|required|bound|compelled|to be)|"
        r"oblig(?:es?|ed|ation|ations)|requir(?:es?|ed)|\bdut(?:y|ies)\b|\bowes?\b|\bowed\b|undertak(?:es?|en)|"
        r"pledg(?:es?|ed)|commit(?:s|ted) (?:itself|themselves|to)\b|demands?|compulsory|mandatory|bound themselves|"
        r"responsible for|responsibility",
    ),
    (
        "right",
        r"(?:has|have|enjoys?|with|gets?) (?:\w+ )?(?:the |a |an )?(?:\w+ )?(?:rights?|entitlement|claim)\b|"
        r"entitl\w+|rights? (?:of|to)\b|"
        r"\bfreedom (?:of|to)\b",
    ),
    (
        "permission",
        rf"(?<!which )(?<!that )(?<!who )(?<!as )\b(?:may|can)\b|\b(?:allow|(?<!the )(?<!a )permit|permitt|"
        rf"authori[sz]e|let)(?:s|ed|d|ting)?\b|"
        rf"{_BE} (?:free|at liberty|able|lawful|legal)\b|is open to|remains? possible",
    ),
)
_ANY = re.compile("|".join(f"({pattern})" for _, pattern in _PATTERNS), re.IGNORECASE)
# What a person does or is, told in passing, is not what the sentence commands: "who cannot pay the rent".
_IN_PASSING = re.compile(
    r"\b(?:who|which|whose|whom)\s+(?:\w+ly\s+)?(?:cannot|can|may|must|shall|should|has to|have to)\b", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|no ?one|nor|neither|nowhere|nothing|cannot)\b|n't\b|"
    r"\b(?:forb[ia]d\w*|prohibit\w*|bann?(?:ed|s|ing)?|outlaw\w*|refus\w+|refrain\w*|abstain\w*|den(?:y|ies|ied)|exclud\w+|"
    r"reject\w*|lack\w*|abolish\w*|unlawful|illegal|inadmissible|rul(?:es|ed|ing) out|preclud\w+|exempt\w*|unpunished)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:except(?:ed|ing|ions?)?|unless|save(?= (?:for|as|in|where|when|that|during|if))|other than|apart from|"
    r"but for|provided that|subject to|notwithstanding|however|only if|so long as|to the extent|exclud(?:ed|ing))\b",
    re.IGNORECASE,
)
_RESTRICTION = re.compile(
    r"\b(?:only|solely|exclusively|merely|none but|nobody but|no one but|nothing but|just (?=(?:one|two|"
    r"the|a|those)\b)|(?<=that )alone|no one else)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|in (?:all|every|any) (?:cases?|circumstances?|event)|under (?:any|all|"
    r"no) circumstances?|without exception|"
    r"at all times|however (?=\w+ the)|even (?:if|where|when|in|though)|any reason|for life|forever|entirely|"
    r"absolute(?:ly)?|unlimited|unconditional(?:ly)?)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:rather than|instead of|in place of|and not|but not|and no|as opposed to)\b|, not\b",
    re.IGNORECASE,
)


# Words that deny without a negation: "without", "protected from". They are no sign that a prohibition was left out.
_SOFT_NEGATION = re.compile(
    r"\b(?:without|escap\w+|prevent\w*|protect\w*|free from|fail\w*|keep|kept|shield\w*|safe|absen\w+|free|"
    r"avoid\w*|cease\w*|end|stop\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Force:
    """What a sentence does with its content.

    `modality` is that of its first operator, `modalities` are all; `operators` counts the words that command, that permit, and
    that negate. The flags tell whether it has words that negate, that negate softly ("without"), that except ("unless"), restrict
    ("only"), make absolute ("always") or set one against the other ("rather than").
    """

    modality: Modality
    modalities: frozenset[Modality]
    operators: tuple[int, int, int]
    negated: bool
    softly_negated: bool
    excepts: bool
    restricts: bool
    absolute: bool
    contrasts: bool

    @property
    def forbids(self) -> bool:
        return self.modality == "prohibition"

    @property
    def denies(self) -> bool:
        """Whether the sentence has any word by which it could say what a prohibition says."""
        return self.negated or self.softly_negated or self.forbids or self.excepts or self.restricts


def force_of(sentence: str) -> Force:
    """Read the legal force of one sentence or clause; the operator that comes first decides its modality."""
    found = [_modality_of(match) for match in _ANY.finditer(_IN_PASSING.sub(" ", sentence))]
    return Force(
        modality=found[0] if found else "none",
        modalities=frozenset(found),
        operators=_operators(sentence),
        negated=_NEGATION.search(sentence) is not None,
        softly_negated=_SOFT_NEGATION.search(sentence) is not None,
        excepts=_EXCEPTION.search(sentence) is not None,
        restricts=_RESTRICTION.search(sentence) is not None,
        absolute=_ABSOLUTE.search(sentence) is not None,
        contrasts=_CONTRAST.search(sentence) is not None,
    )


_COMMANDS = re.compile(
    r"\b(?:shall(?! (?:have|enjoy) the (?:same )?right| be (?:entitled|free))|must|undertakes?|(?:has|"
    r"have) to|obliged|required)\b",
    re.IGNORECASE,
)
_PERMISSIONS = re.compile(r"\b(?:may|can|allowed|permitted|entitled|rights?|free)\b", re.IGNORECASE)
_NEGATIVES = re.compile(r"\b(?:not|no|never|nobody|none|neither|nor|cannot)\b", re.IGNORECASE)


def _operators(sentence: str) -> tuple[int, int, int]:
    """Commands, permissions and negations; beside a negation a permission forbids as a command does, and counts as one."""
    commands, permissions, negatives = (
        len(pattern.findall(sentence)) for pattern in (_COMMANDS, _PERMISSIONS, _NEGATIVES)
    )
    return (commands + permissions, 0, negatives) if negatives else (commands, permissions, 0)


def _modality_of(match: re.Match[str]) -> Modality:
    return _PATTERNS[(match.lastindex or 1) - 1][0]


_COMPATIBLE: dict[Modality, frozenset[Modality]] = {
    "obligation": frozenset({"obligation", "right", "prohibition"}),
    "prohibition": frozenset({"prohibition"}),
    "permission": frozenset({"permission", "right", "exemption"}),
    "right": frozenset({"right", "obligation", "permission"}),
    "exemption": frozenset({"exemption", "permission", "recommendation"}),
    "recommendation": frozenset({"recommendation"}),
}


def agrees(claim: Force, text: Force) -> bool:
    """Whether a text with the force `text` can say what a claim with the force `claim` says.

    A duty gives a right to those to whom it is owed; it is more than a permission or a recommendation, and a permission is less
    than a duty. What is allowed "only" in some case is forbidden with that exception.
    """
    if claim.modality == "none" and not claim.negated and text.modality == "prohibition" and text.negated:
        return False
    if claim.modality == "none" or not text.modalities:
        return True
    if claim.modality == "prohibition" and text.negated:
        return True
    if claim.modality == "permission" and (claim.restricts or claim.excepts) and text.excepts:
        return True
    if claim.modality == "permission" and text.modality == "prohibition":
        return False
    return bool(_COMPATIBLE[claim.modality] & text.modalities)
