"""What a question takes for granted, held against the provisions that are quoted for it.

"Why may States expel refugees at will?" asks for a reason of something that the quoted provision forbids: to quote it in silence
would seem to agree.
"""

import re
from collections.abc import Sequence

from assistant.claims import content_of, known_words
from assistant.judge import Judge
from assistant.pinpoint import pinpoint
from assistant.quoting import Quotation
from assistant.verification import evidence_text
from vectorstore.catalogue import Catalogue

_WHY = re.compile(
    r"(?:^|[,:;–-]|\b(?:explain|say|know|tell me|understand))\s*why\s+(?:(?:does|do|did|is it that)\s+)?(?P<premise>[^?]{12,})",
    re.IGNORECASE,
)
_DENIED = 0.7  # probability of "contradicts" that a provision needs to deny a premise


def premise_of(question: str) -> str:
    """What a why-question takes for granted, nearly as a statement; "" for other questions."""
    found = _WHY.search(question)
    premise = found["premise"].strip(" .!") if found else ""
    return premise[:1].upper() + premise[1:]


def denial(question: str, quotations: Sequence[Quotation], judge: Judge, catalogue: Catalogue) -> str:
    """A sentence that denies the premise of a question, where a quoted provision contradicts it and none supports it; else ""."""
    premise = content_of(premise_of(question), catalogue)
    if not re.search(r"\w", premise):
        return ""
    denying = []
    for quotation in quotations:
        known = known_words(quotation.provision.document_id, catalogue)
        assessment = judge.assess(premise, evidence_text([quotation.provision]), known)
        if assessment.verdict == "supports":
            return ""
        if assessment.verdict == "contradicts" and assessment.probabilities["contradicts"] >= _DENIED:
            denying.append(pinpoint(quotation.document, quotation.provision))
    if not denying:
        return ""
    places = "; ".join(dict.fromkeys(denying))
    return f"No: {places} {'does' if len(set(denying)) == 1 else 'do'} not say what the question takes for granted."
