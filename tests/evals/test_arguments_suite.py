"""What the suite of arguments makes of checked claims: real ones, and ready-made ones."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.types import VERDICTS, ArgumentCheck, CheckedClaim, Finding, Verdict
from evals.cases import ClaimCase, load_cases
from evals.results import Scored
from evals.suites.arguments import Arguments, is_found
from evals.suites.base import UnscorableError
from tests.assistant.samples import citation, document

SUITE = Arguments()
GOOD_FAITH = "The parties to a treaty in force must perform it in good faith."
BAD_FAITH = "The parties to a treaty in force need not perform it in good faith."
BREAD = "Every State must publish the price of bread in the first week of the year."


def case(verdict: Verdict, *provisions: str, **fields: Any) -> ClaimCase:
    defaults: dict[str, Any] = {"id": "c-1", "claim": GOOD_FAITH, "difficulty": "plain"}
    return ClaimCase(verdict=verdict, provisions=provisions or ("vclt/art-26",), **{**defaults, **fields})


def claim(verdict: Verdict, *places: str, **fields: Any) -> CheckedClaim:
    """A checked claim with a finding at each of some places."""
    found = tuple(
        Finding(verdict=verdict, weight="binding treaty", citation=citation(provision_id=place), support=0.5, **fields)
        for place in places
    )
    return CheckedClaim(text=GOOD_FAITH, start=0, end=len(GOOD_FAITH), verdict=verdict, findings=found)


class Judging(Assistant):
    """A real assistant, in whose place every argument is checked with a ready-made result."""

    def __init__(self, real: Assistant, *claims: CheckedClaim) -> None:
        self.__dict__.update(vars(real))
        self._claims = claims

    def check(self, argument: str) -> ArgumentCheck:
        return ArgumentCheck(argument=argument, claims=self._claims, settings_hash="abc")


Scoring = Callable[[ClaimCase, CheckedClaim], Scored]


@pytest.fixture
def scored(assistant: Assistant) -> Scoring:
    return lambda asked, found: SUITE.score(asked, Judging(assistant, found))


def test_a_supported_claim_is_found_supported_by_its_provision(assistant: Assistant) -> None:
    found = SUITE.score(case("supports"), assistant)
    assert found.values.pop("seconds") > 0
    assert found.values == {"right verdicts": 1, "deciding provision found": 1}
    assert (found.passed, found.explanation, found.expected) == (True, "", "supports: vclt/art-26")
    assert found.answer.splitlines()[:2] == ["supports", f"- supports: {found.citations[0].pinpoint}"]
    assert found.citations[0].pinpoint.endswith(", art. 26")
    assert found.citations[0].quotation


def test_a_contrary_is_not_called_supported(assistant: Assistant) -> None:
    found = SUITE.score(case("contradicts", claim=BAD_FAITH, change="negation", alters="c-0"), assistant)
    assert found.values["contrary called supported"] == 0
    assert found.values["right verdicts"] == 1
    assert found.passed


def test_a_claim_that_nothing_addresses_has_no_deciding_provision(assistant: Assistant) -> None:
    found = SUITE.score(case("does not address", claim=BREAD), assistant)
    assert found.values.pop("seconds") > 0
    assert found.values == {"right verdicts": 1}


@pytest.mark.parametrize("asked", load_cases(ClaimCase, "dev")[::60], ids=lambda asked: asked.id)
def test_a_shipped_claim_is_scored_by_its_verdict(assistant: Assistant, asked: ClaimCase) -> None:
    found = SUITE.score(asked, assistant)
    given = found.answer.splitlines()[0]
    assert given in VERDICTS
    assert found.passed == (given in (asked.verdict, *asked.also))
    assert found.values["right verdicts"] == found.passed
    assert ("contrary called supported" in found.values) == (asked.verdict == "contradicts")
    assert found.citations


@pytest.mark.parametrize("given", VERDICTS)
@pytest.mark.parametrize("expected", VERDICTS)
def test_every_claim_has_a_verdict_and_only_contraries_and_decided_ones_more(
    scored: Scoring, expected: Verdict, given: Verdict
) -> None:
    found = scored(case(expected), claim(given, "vclt/art-26"))
    assert found.values["right verdicts"] == (expected == given)
    assert found.values.get("contrary called supported") == (
        float(given == "supports") if expected == "contradicts" else None
    )
    assert found.values.get("deciding provision found") == (None if expected == "does not address" else 1)
    assert found.passed == (expected == given)
    assert found.explanation == ("" if expected == given else f"“{given}” instead of “{expected}”")


def test_a_verdict_that_a_lawyer_could_also_give_is_right(scored: Scoring) -> None:
    asked = case("supports", also=("partly supports",))
    assert scored(asked, claim("partly supports")).passed
    assert not scored(asked, claim("contradicts")).passed
    assert scored(asked, claim("supports")).expected == "supports (or partly supports): vclt/art-26"


@pytest.mark.parametrize(
    ("found", "provisions", "expected"),
    [
        (["vclt/art-26"], ["vclt/art-26"], True),
        (["vclt/art-26"], ["vclt/art-26/1"], True),
        (["vclt/art-26/1"], ["vclt/art-26"], True),
        (["udhr/art-1", "vclt/art-26"], ["udhr/art-9", "vclt/art-26"], True),
        (["vclt/art-26"], ["vclt/art-2"], False),
        (["vclt/art-2"], ["vclt/art-26"], False),
        (["vclt/art-26/2"], ["vclt/art-26/1"], False),
        ([], ["vclt/art-26"], False),
    ],
)
def test_a_provision_is_found_when_a_finding_is_in_it_or_around_it(
    found: list[str], provisions: list[str], expected: bool
) -> None:
    assert is_found([claim("supports", *found)], provisions) is expected


def test_a_right_verdict_on_the_wrong_ground_is_told_apart(scored: Scoring) -> None:
    found = scored(case("supports"), claim("supports", "udhr/art-1"))
    assert (found.values["right verdicts"], found.values["deciding provision found"]) == (1, 0)


def test_what_speaks_against_a_claim_is_shown(scored: Scoring) -> None:
    sea = document(short="Sea Convention")
    found = scored(case("contradicts"), claim("contradicts", f"{sea.id}/art-1", differences=("two", "not five")))
    assert found.answer == "contradicts\n- contradicts: Sea Convention, art. 1 (two; not five)"


@pytest.mark.parametrize("places", [("moon-treaty/art-3",), ("vclt/art-999", "moon-treaty/art-3")])
def test_a_claim_whose_provisions_are_in_another_corpus_cannot_be_scored(
    assistant: Assistant, places: tuple[str, ...]
) -> None:
    with pytest.raises(UnscorableError, match=f"holds none of: {', '.join(places)}"):
        SUITE.score(case("supports", *places), assistant)


def test_a_claim_can_be_scored_when_the_corpus_has_one_of_its_provisions(assistant: Assistant) -> None:
    assert SUITE.score(case("supports", "moon-treaty/art-3", "vclt/art-26"), assistant).passed


@pytest.mark.parametrize(
    ("asked", "kind"),
    [(case("supports"), "supports"), (case("contradicts", change="number", alters="c-0"), "contradicts, number")],
)
def test_claims_are_counted_by_verdict_and_change(asked: ClaimCase, kind: str) -> None:
    assert SUITE.kind_of(asked) == kind
