"""Whether the claims of an argument get the verdict that a lawyer gave them."""

from collections.abc import Sequence

from assistant.assistant import Assistant
from assistant.types import CheckedClaim
from evals import metrics
from evals.cases import ClaimCase
from evals.results import Scored
from evals.suites.base import FigureSpec, Suite, held_places, shown_citations, timed


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
        FigureSpec("check seconds, median", metrics.seconds, "lower", "seconds", "median", "seconds"),
        FigureSpec("check seconds, 95th percentile", metrics.seconds, "lower", "seconds", "95th percentile", "seconds"),
    )

    def kind_of(self, case: ClaimCase) -> str:
        return f"{case.verdict}, {case.change}" if case.change else case.verdict

    def score(self, case: ClaimCase, assistant: Assistant) -> Scored:
        held_places(assistant, case.provisions)
        check, elapsed = timed(lambda: assistant.check(case.claim))
        claim = check.claims[0]
        right = case.accepts(claim.verdict)
        values = {"right verdicts": metrics.right_verdict(right), "seconds": elapsed}
        if case.verdict == "contradicts":
            values["contrary called supported"] = metrics.contrary_called_supported(claim.verdict)
        if case.verdict != "does not address":
            values["deciding provision found"] = metrics.provision_found(is_found(claim, case.provisions))
        also = f" (or {', '.join(case.also)})" if case.also else ""
        return Scored(
            expected=f"{case.verdict}{also}: {', '.join(case.provisions)}",
            answer=_shown(claim),
            citations=shown_citations([item.citation for item in claim.findings]),
            values=values,
            passed=right,
            explanation="" if right else f"“{claim.verdict}” instead of “{case.verdict}”",
        )


def is_found(claim: CheckedClaim, provisions: Sequence[str]) -> bool:
    """Whether a deciding provision, a part or the whole of it, is among the findings."""
    found = [f"{item.citation.provision_id}/" for item in claim.findings]
    wanted = [f"{item}/" for item in provisions]
    return any(place.startswith(other) or other.startswith(place) for place in found for other in wanted)


def _shown(claim: CheckedClaim) -> str:
    lines: list[str] = [claim.verdict]
    for item in claim.findings:
        differences = f" ({'; '.join(item.differences)})" if item.differences else ""
        lines.append(f"- {item.verdict}: {item.citation.pinpoint}{differences}")
    return "\n".join([*lines, *claim.notes])
