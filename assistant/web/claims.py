"""Checked claims as the page shows them."""

from collections.abc import Collection, Sequence

from assistant.types import CheckedClaim, Finding
from assistant.web.templates import render
from assistant.writing.check_view import (
    NOTHING_SUPPORTS,
    authorities,
    claim_verdict,
    finding_verdict,
    is_unsupported,
    nearest,
    totals,
)


def claims_html(claims: Sequence[CheckedClaim], weights: Collection[str], works: Collection[str]) -> str:
    """The claims with their verdicts, and the findings of the legal weights and works chosen; none chosen means all."""
    shown = [
        {
            "claim": claim,
            "verdict": claim_verdict(claim),
            "note": NOTHING_SUPPORTS if is_unsupported(claim) else "",
            "nearest": nearest(claim),
            "findings": [item for item in authorities(claim) if _is_chosen(item, weights, works)],
            "left_out": sum(not _is_chosen(item, weights, works) for item in authorities(claim)),
        }
        for claim in claims
    ]
    return render("claims", claims=shown, totals=totals(claims), finding_verdict=finding_verdict)


def instruments_of(claims: Sequence[CheckedClaim]) -> list[str]:
    """The works in which findings stand, by their short names."""
    return sorted({finding.citation.document.short for claim in claims for finding in authorities(claim)})


def _is_chosen(finding: Finding, weights: Collection[str], works: Collection[str]) -> bool:
    in_weights = not weights or finding.weight in weights
    return in_weights and (not works or finding.citation.document.short in works)
