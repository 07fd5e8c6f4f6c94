"""Whether verification lets supported statements pass and refuses those that were altered in one respect."""

from assistant.assistant import Assistant
from assistant.citing.pinpoint import pinpoint
from assistant.types import Citation, Statement
from evals import metrics
from evals.cases import StatementCase
from evals.results import Scored
from evals.suites.base import FigureSpec, Suite, UnscorableError, shown_citations


class Statements(Suite[StatementCase]):
    """Verifies every statement as if a chat model had written it with one citation."""

    name = "statements"
    title = "Verifying altered statements"
    about = "Each sentence is verified against the one provision that it cites, as every sentence of a chat model is."
    main = "judged rightly"
    case_type = StatementCase
    figures = (
        FigureSpec("judged rightly", metrics.statement_judged_rightly),
        FigureSpec("altered but passed", metrics.altered_passed, "lower"),
        FigureSpec("supported and passed", metrics.statement_judged_rightly),
    )

    def kind_of(self, case: StatementCase) -> str:
        return f"{case.change} altered" if case.change else "supported"

    def score(self, case: StatementCase, assistant: Assistant) -> Scored:
        citation = whole_provision(case.provision, assistant)
        checked = assistant.verify_statement(
            Statement(text=case.statement, citations=(citation.n,), support="unsupported"), [citation]
        ).statement
        passed = checked.support != "unsupported"
        values = {"judged rightly": metrics.statement_judged_rightly(passed, case.supported)}
        if case.supported:
            values["supported and passed"] = float(passed)
        else:
            values["altered but passed"] = metrics.altered_passed(passed)
        return Scored(
            expected="to pass" if case.supported else f"to be refused ({case.change} altered)",
            answer=f"passed ({checked.support})" if passed else f"refused: {checked.reason}",
            citations=shown_citations([citation]),
            values=values,
            passed=passed == case.supported,
            explanation="" if passed == case.supported else ("refused" if case.supported else "passed"),
        )


def whole_provision(place: str, assistant: Assistant) -> Citation:
    """A citation of a whole provision in its most authoritative edition.

    Raises:
        UnscorableError: the corpus does not hold it as one provision.
    """
    catalogue = assistant.catalogue
    editions = catalogue.editions(place)
    if not editions:
        raise UnscorableError(f"The corpus does not hold {place} as one provision.")
    provision = editions[0]
    document = catalogue.document_of(provision)
    return Citation(
        n=1,
        document=document,
        provision_id=provision.id,
        pinpoint=pinpoint(document, provision),
        quote=provision.text,
        start=0,
        end=len(provision.text),
        status="verified",
    )
