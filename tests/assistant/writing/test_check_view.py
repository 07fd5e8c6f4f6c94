import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import VERDICTS, ArgumentCheck, CheckedClaim, Finding, Verdict
from assistant.writing.check_view import check_json, check_text, claim_text, totals
from assistant.writing.rendering import answer_json
from tests.assistant.samples import HARVEST, answer, citation, document

NOTHING = "No provision of the corpus supports this claim."
WORDS = st.lists(st.text("abcdefg –,()", min_size=1, max_size=25), min_size=1, max_size=60).map(" ".join)


def finding(verdict: Verdict = "supports", **changes: Any) -> Finding:
    defaults: dict[str, Any] = {"weight": "binding treaty", "citation": citation(), "support": 0.9}
    return Finding(verdict=verdict, **{**defaults, **changes})


def claim(*findings: Finding, **changes: Any) -> CheckedClaim:
    """A claim with the verdict of its first finding."""
    text = changes.pop("text", "Coastal villages get a share of the harvest.")
    verdict = findings[0].verdict if findings else "does not address"
    defaults: dict[str, Any] = {"start": 0, "end": len(text), "verdict": verdict, "findings": findings}
    return CheckedClaim(text=text, **{**defaults, **changes})


def check(*claims: CheckedClaim, **changes: Any) -> ArgumentCheck:
    defaults: dict[str, Any] = {"argument": " ".join(item.text for item in claims), "settings_hash": "abc"}
    return ArgumentCheck(claims=claims, **{**defaults, **changes})


def test_a_supported_claim_stands_above_its_verdict_and_its_quotation() -> None:
    assert check_text(check(claim(finding()))).split("\n") == [
        "1. Coastal villages get a share of the harvest.",
        "   SUPPORTED",
        "",
        "   Supports: Sea Convention, art. 1 (binding treaty; official text)",
        f"     “{HARVEST}”",
        "",
        "1 claim: 1 supported.",
    ]


@pytest.mark.parametrize(
    ("verdict", "words"),
    zip(VERDICTS, ["SUPPORTED", "SUPPORTED IN PART", "CONTRADICTED", "NOT ADDRESSED"], strict=True),
)
def test_every_verdict_has_words_for_a_lawyer(verdict: Verdict, words: str) -> None:
    assert claim_text(claim(finding(verdict)), 1).split("\n")[1].strip() == words


@pytest.mark.parametrize("verdict", ["contradicts", "does not address"])
def test_a_claim_that_nothing_supports_is_said_to_be_so(verdict: Verdict) -> None:
    assert NOTHING in claim_text(claim(finding(verdict)), 1)


@pytest.mark.parametrize("verdict", ["supports", "partly supports"])
def test_a_claim_that_something_supports_is_not_said_to_have_nothing(verdict: Verdict) -> None:
    assert NOTHING not in claim_text(claim(finding("contradicts"), finding(verdict)), 1)


def test_a_claim_without_findings_is_shown() -> None:
    assert claim_text(claim(), 1).endswith(f"NOT ADDRESSED\n   {NOTHING}")


def test_the_nearest_provision_is_named_without_quotation_where_nothing_addresses_the_claim() -> None:
    shown = claim_text(claim(finding("does not address"), finding("does not address")), 1)
    assert shown.count("Nearest: Sea Convention, art. 1") == 1
    assert HARVEST not in shown


def test_beside_an_authority_what_does_not_address_the_claim_is_left_out() -> None:
    other = finding("does not address", citation=citation(pinpoint="Sea Convention, art. 9"))
    assert "art. 9" not in claim_text(claim(finding(), other), 1)


def test_each_difference_is_told_below_the_quotation() -> None:
    shown = claim_text(
        claim(finding("partly supports", differences=("the source does not hold the number 16", "b"))), 1
    )
    assert shown.endswith("\n     But: the source does not hold the number 16\n     But: b")


def test_a_difference_does_not_seem_to_weaken_a_contradiction() -> None:
    shown = claim_text(claim(finding("contradicts", differences=("this denies what the source affirms",))), 1)
    assert "Against the claim: this denies" in shown
    assert "But:" not in shown


def test_notes_stand_before_the_findings() -> None:
    shown = claim_text(claim(finding(), notes=("There is no article 99.",)), 1)
    assert shown.index("Note: There is no article 99.") < shown.index("Supports:")


def test_a_digest_and_a_draft_are_named_as_such() -> None:
    draft = document(status="digest", kind="draft declaration")
    shown = claim_text(claim(finding(weight="declaration", citation=citation(draft))), 1, width=200)
    assert "(draft declaration; digest, not the official wording)" in shown


def test_a_quotation_that_failed_its_check_is_marked() -> None:
    shown = claim_text(claim(finding(citation=citation(status="quote mismatch"))), 1, width=200)
    assert "NOT VERIFIED: quote mismatch" in shown
    assert "VERIFIED" not in claim_text(claim(finding()), 1)


def test_the_totals_count_each_verdict_that_occurs() -> None:
    claims = [claim(finding("contradicts")), claim(finding()), claim(), claim(finding())]
    assert totals(claims) == "4 claims: 2 supported, 1 contradicted, 1 not addressed."
    assert totals([]) == "0 claims."


@given(WORDS, st.integers(1, 2000))
def test_no_line_is_wider_than_the_terminal(words: str, number: int) -> None:
    found = finding("partly supports", citation=citation(document(short=words), quote=words), differences=(words,))
    shown = claim_text(claim(found, text=words, notes=(words,)), number)
    assert max(map(len, shown.split("\n"))) <= 80


def test_a_broken_line_in_a_claim_does_not_break_the_layout() -> None:
    assert check_text(check(claim(text="Coastal villages\n  get a share."))).startswith(
        "1. Coastal villages get a share.\n"
    )


def test_no_text_can_steer_the_terminal() -> None:
    hostile = "a\x1b[2Jb\x9b31mc\x07\udc80"
    found = finding(citation=citation(document(short=hostile), quote=hostile), differences=(hostile,))
    shown = check_text(check(claim(found, text=hostile, notes=(hostile,))))
    assert not {"\x1b", "\x9b", "\x07", "\udc80"} & set(shown)
    assert "a\ufffd[2Jb\ufffd31mc" in shown


def test_the_json_holds_everything_under_stable_names() -> None:
    found = finding("partly supports", differences=("the source does not hold the number 16",), support=0.25)
    checked = claim(found, notes=("a note",), text="A claim.", start=2, end=10)
    assert check_json(check(checked, argument="- A claim.")) == {
        "argument": "- A claim.",
        "claims": [
            {
                "text": "A claim.",
                "start": 2,
                "end": 10,
                "verdict": "partly supports",
                "notes": ["a note"],
                "findings": [
                    {
                        "verdict": "partly supports",
                        "legal_weight": "binding treaty",
                        "support": 0.25,
                        "differences": ["the source does not hold the number 16"],
                        "citation": answer_json(answer())["citations"][0],
                    }
                ],
            }
        ],
        "settings_hash": "abc",
    }


def test_the_json_leaves_out_no_field() -> None:
    shown = check_json(check(claim(finding())))
    assert {field.name for field in fields(ArgumentCheck)} == set(shown)
    assert {field.name for field in fields(CheckedClaim)} == set(shown["claims"][0])
    assert len(fields(Finding)) == len(shown["claims"][0]["findings"][0])


def test_the_json_can_be_written_and_read() -> None:
    shown = check_json(check(claim(finding(), text="\x00 “\ud800”")))
    assert json.loads(json.dumps(shown)) == shown
