"""A checked argument as text for a terminal and as JSON values. Pure functions: values in, strings out."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from assistant.citing.pinpoint import status_label
from assistant.types import VERDICTS, ArgumentCheck, CheckedClaim, Citation, Finding, Verdict
from assistant.writing.rendering import citation_json, wrap
from assistant.writing.text_blocks import printable

NOTHING_SUPPORTS = "No provision of the corpus supports this claim."
_OF_CLAIMS: dict[Verdict, str] = {
    "supports": "supported",
    "partly supports": "supported in part",
    "contradicts": "contradicted",
    "does not address": "not addressed",
}
_OF_FINDINGS: dict[Verdict, str] = {
    "supports": "supports",
    "partly supports": "supports in part",
    "contradicts": "contradicts",
    "does not address": "does not address",
}


def check_text(check: ArgumentCheck, width: int = 80) -> str:
    """The check for a terminal: each claim with its verdict and findings, then the totals."""
    claims = [claim_text(claim, number, width) for number, claim in enumerate(check.claims, start=1)]
    return "\n\n".join([*claims, _wrapped(totals(check.claims), width)])


def claim_text(claim: CheckedClaim, number: int, width: int = 80) -> str:
    """One claim for a terminal, so that each can be shown as soon as it is checked; `number` counts from 1."""
    sign = f"{number}. "
    indent = " " * len(sign)
    head = [sign + _wrapped(" ".join(claim.text.split()), width, indent).lstrip(" ")]
    head.append(indent + claim_verdict(claim).upper())
    head += [_wrapped(f"Note: {note}", width, indent) for note in claim.notes]
    head += [_wrapped(NOTHING_SUPPORTS, width, indent)] if is_unsupported(claim) else []
    head += [_wrapped(f"Nearest: {nearest(claim)}", width, indent)] if nearest(claim) else []
    findings = [_finding_text(finding, width, indent) for finding in authorities(claim)]
    return "\n\n".join(["\n".join(head), *findings])


def totals(claims: Sequence[CheckedClaim]) -> str:
    """How many claims fared how: "4 claims: 2 supported, 1 contradicted, 1 not addressed."."""
    counts = Counter(claim.verdict for claim in claims)
    shares = ", ".join(f"{counts[verdict]} {_OF_CLAIMS[verdict]}" for verdict in VERDICTS if counts[verdict])
    noun = "claim" if len(claims) == 1 else "claims"
    return f"{len(claims)} {noun}: {shares}." if shares else f"{len(claims)} {noun}."


def claim_verdict(claim: CheckedClaim) -> str:
    """The verdict on a claim in words: "supported in part"."""
    return _OF_CLAIMS[claim.verdict]


def finding_verdict(finding: Finding) -> str:
    """What a provision does for a claim, in words: "supports in part"."""
    return _OF_FINDINGS[finding.verdict]


def authorities(claim: CheckedClaim) -> tuple[Finding, ...]:
    """The findings that speak for or against a claim, best first."""
    return tuple(finding for finding in claim.findings if finding.verdict != "does not address")


def is_unsupported(claim: CheckedClaim) -> bool:
    """Whether nothing that was found supports the claim even in part."""
    verdicts = {claim.verdict, *(finding.verdict for finding in claim.findings)}
    return verdicts.isdisjoint(("supports", "partly supports"))


def nearest(claim: CheckedClaim) -> str:
    """The pinpoint of the provision nearest to a claim that none addresses; "" where one does or nothing was found."""
    return claim.findings[0].citation.pinpoint if claim.findings and not authorities(claim) else ""


def reliance(finding: Finding) -> str:
    """What a quotation is worth: "binding treaty; official text", with a warning where its check failed.

    A draft declaration weighs as much as a declaration, but a reader must know that nobody has adopted it.
    """
    document = finding.citation.document
    weight = document.kind if document.kind == "draft declaration" else finding.weight
    parts = [weight, status_label(document), warning(finding.citation)]
    return "; ".join(part for part in parts if part)


def warning(citation: Citation) -> str:
    """ "NOT VERIFIED: quote mismatch" for a quotation whose check failed; "" for a verified one."""
    return "" if citation.status == "verified" else f"NOT VERIFIED: {citation.status}"


def check_json(check: ArgumentCheck) -> dict[str, Any]:
    """The check as the contract of `check --json` has it."""
    return {
        "argument": check.argument,
        "claims": [_claim_json(claim) for claim in check.claims],
        "settings_hash": check.settings_hash,
    }


def _claim_json(claim: CheckedClaim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "verdict": claim.verdict,
        "notes": list(claim.notes),
        "findings": [_finding_json(finding) for finding in claim.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "legal_weight": finding.weight,
        "support": finding.support,
        "differences": list(finding.differences),
        "citation": citation_json(finding.citation),
    }


def _finding_text(finding: Finding, width: int, indent: str) -> str:
    inner = f"{indent}  "
    verdict = finding_verdict(finding).capitalize()
    lines = [_wrapped(f"{verdict}: {finding.citation.pinpoint} ({reliance(finding)})", width, indent)]
    lines.append(_wrapped(f"“{finding.citation.quote}”", width, inner))
    opening = "Against the claim" if finding.verdict == "contradicts" else "But"
    lines += [_wrapped(f"{opening}: {difference}", width, inner) for difference in finding.differences]
    return "\n".join(lines)


def _wrapped(text: str, width: int, indent: str = "") -> str:
    return wrap(printable(text), width, indent)
