"""Whether the claims of an argument get the verdict that a lawyer gave them."""

from collections.abc import Sequence

from assistant.assistant import Assistant
from assistant.types import CheckedClaim, Verdict
from evals import metrics
from evals.cases import ClaimCase
from evals.results import Scored
from evals.suites.base import FigureSpec, Suite, held_places, seconds_figures, shown_citations, timed
from vectorstore.catalogue import overlap


class Arguments(Suite[ClaimCase]):
    """Checks every claim against the whole corpus."""

    name = "arguments"
    title = "Checking arguments"
    about = "Each claim is checked against the whole corpus; its verdict is compared with a written one."
    main = "right verdicts"
    case_type = ClaimCase
    figures = (
        FigureSpec("right verdicts", metrics.right_verdict),
        FigureSpec("contrary called supported", metrics.contrary_called_supported, "lower"),
        FigureSpec("deciding provision found", metrics.provision_found),
        *seconds_figures("check"),
    )

    def kind_of(self, case: ClaimCase) -> str:
        return f"{case.verdict}, {case.change}" if case.change else case.verdict

    def score(self, case: ClaimCase, assistant: Assistant) -> Scored:
        held_places(assistant, case.provisions)
        check, elapsed = timed(lambda: assistant.check(case.claim))
        verdict = verdict_of(check.claims)
        right = case.accepts(verdict)
        values = {"right verdicts": metrics.right_verdict(right), "seconds": elapsed}
        if case.verdict == "contradicts":
            values["contrary called supported"] = metrics.contrary_called_supported(verdict)
        if case.verdict != "does not address":
            values["deciding provision found"] = metrics.provision_found(is_found(check.claims, case.provisions))
        also = f" (or {', '.join(case.also)})" if case.also else ""
        return Scored(
            expected=f"{case.verdict}{also}: {', '.join(case.provisions)}",
            answer="\n".join([verdict, *(line for claim in check.claims for line in _lines(claim))]),
            citations=shown_citations([item.citation for claim in check.claims for item in claim.findings]),
            values=values,
            passed=right,
            explanation="" if right else f"“{verdict}” instead of “{case.verdict}”",
        )


def verdict_of(claims: Sequence[CheckedClaim]) -> Verdict:
    """The verdict on a case; of one that was read as several claims, what they amount to together."""
    given = {claim.verdict for claim in claims}
    if "contradicts" in given:
        return "contradicts"
    return given.pop() if len(given) == 1 else "partly supports"


def is_found(claims: Sequence[CheckedClaim], provisions: Sequence[str]) -> bool:
    """Whether a deciding provision, a part or the whole of it, is among the findings."""
    found = [item.citation.provision_id for claim in claims for item in claim.findings]
    return any(overlap(place, wanted) for place in found for wanted in provisions)


def _lines(claim: CheckedClaim) -> list[str]:
    """The findings on a claim, one a line, and its notes."""
    lines = []
    for item in claim.findings:
        differences = f" ({'; '.join(item.differences)})" if item.differences else ""
        lines.append(f"- {item.verdict}: {item.citation.pinpoint}{differences}")
    return [*lines, *claim.notes]
