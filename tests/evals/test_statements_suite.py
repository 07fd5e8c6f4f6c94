"""What the suite of statements makes of sentences with one citation."""

from typing import Any

import pytest

from assistant.assistant import Assistant
from evals.cases import StatementCase, load_cases
from evals.suites.base import UnscorableError
from evals.suites.statements import Statements, whole_provision
from tests.assistant.samples import document, provision
from vectorstore.catalogue import Catalogue

SUITE = Statements()
SLAVE = "Nobody may be held as a slave."
FREE = "Everybody may be held as a slave."


def case(statement: str, supported: bool = True, provision: str = "udhr/art-4", **fields: Any) -> StatementCase:
    defaults: dict[str, Any] = {} if supported else {"change": "negation", "alters": "s-0"}
    return StatementCase(
        id="s-1", statement=statement, supported=supported, provision=provision, **{**defaults, **fields}
    )


def test_a_supported_statement_passes(assistant: Assistant) -> None:
    found = SUITE.score(case(SLAVE), assistant)
    assert found.values == {"judged rightly": 1, "supported and passed": 1}
    assert (found.passed, found.expected, found.answer) == (True, "to pass", "passed (supported)")
    assert found.explanation == ""


def test_a_sentence_of_the_source_passes_as_its_own_words(assistant: Assistant) -> None:
    text = whole_provision("udhr/art-4", assistant).quote
    assert SUITE.score(case(text), assistant).answer == "passed (verbatim)"


@pytest.mark.parametrize(
    ("statement", "change", "reason"),
    [
        (FREE, "negation", "what the source commands, forbids or allows is not what this says"),
        ("Under article 5 of the UDHR, nobody may be held as a slave.", "place", "art. 5, which it does not cite"),
        ("Nobody may be held as a slave for more than 30 days.", "number", "number 30"),
        ("According to the CAT, nobody may be held as a slave.", "place", "the CAT, which it does not cite"),
    ],
)
def test_an_altered_statement_is_refused_with_the_reason(
    assistant: Assistant, statement: str, change: str, reason: str
) -> None:
    found = SUITE.score(case(statement, supported=False, change=change), assistant)
    assert found.values == {"judged rightly": 1, "altered but passed": 0}
    assert found.passed
    assert found.expected == f"to be refused ({change} altered)"
    assert found.answer.startswith("refused: ")
    assert reason in found.answer


def test_an_altered_statement_that_passes_is_the_fault_that_is_counted(assistant: Assistant) -> None:
    found = SUITE.score(case(SLAVE, supported=False), assistant)
    assert found.values == {"judged rightly": 0, "altered but passed": 1}
    assert (found.passed, found.explanation) == (False, "passed")


def test_a_supported_statement_that_is_refused_counts_as_wrong(assistant: Assistant) -> None:
    found = SUITE.score(case("Every State must publish the price of bread."), assistant)
    assert found.values == {"judged rightly": 0, "supported and passed": 0}
    assert (found.passed, found.explanation) == (False, "refused")
    assert found.answer.startswith("refused: the source does not say this clearly enough")


@pytest.mark.parametrize("asked", load_cases(StatementCase, "dev")[::10], ids=lambda asked: asked.id)
def test_a_shipped_statement_passes_or_is_refused(assistant: Assistant, asked: StatementCase) -> None:
    found = SUITE.score(asked, assistant)
    has_passed = found.answer in ("passed (supported)", "passed (verbatim)")
    assert has_passed != found.answer.startswith("refused: ")
    assert found.passed == (has_passed == asked.supported)
    own = "supported and passed" if asked.supported else "altered but passed"
    assert found.values == {"judged rightly": found.passed, own: has_passed}


@pytest.mark.parametrize("place", ["moon-treaty/art-3", "udhr/art-99", "udhr", "udhr/art-4/7"])
def test_a_statement_about_what_the_corpus_does_not_hold_as_one_provision_cannot_be_scored(
    assistant: Assistant, place: str
) -> None:
    with pytest.raises(UnscorableError, match=f"does not hold {place} as one provision"):
        SUITE.score(case(SLAVE, provision=place), assistant)


def test_the_citation_is_of_the_whole_provision(assistant: Assistant) -> None:
    [shown] = SUITE.score(case(SLAVE), assistant).citations
    [provision] = assistant.catalogue.editions("udhr/art-4")
    assert (shown.pinpoint, shown.quotation, shown.status) == ("UDHR, art. 4", provision.text, "verified")
    cited = whole_provision("udhr/art-4", assistant)
    assert (cited.n, cited.start, cited.end, cited.document.id) == (1, 0, len(provision.text), "udhr")


class Holding(Assistant):
    """A real assistant with an invented catalogue in place of its own."""

    def __init__(self, real: Assistant, held: Catalogue) -> None:
        self.__dict__.update(vars(real))
        self._held = held

    @property
    def catalogue(self) -> Catalogue:
        return self._held


def test_the_most_authoritative_edition_is_cited(assistant: Assistant) -> None:
    digest, official = document(status="digest"), document(status="official text")
    texts = [provision("art-1", "In short.", digest), provision("art-1", "In full.", official)]
    cited = whole_provision("sea/art-1", Holding(assistant, Catalogue([digest, official], texts)))
    assert (cited.document.status, cited.quote) == ("official text", "In full.")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (case(SLAVE), "supported"),
        (case(FREE, supported=False), "negation altered"),
        (case(FREE, supported=False, change="place"), "place altered"),
    ],
)
def test_statements_are_counted_by_what_was_altered(asked: StatementCase, kind: str) -> None:
    assert SUITE.kind_of(asked) == kind
