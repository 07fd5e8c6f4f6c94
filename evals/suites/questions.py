"""Whether questions are answered or declined rightly, and whether every statement and citation of an answer holds."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from assistant.asking.references import find_references
from assistant.assistant import Assistant
from assistant.types import Answer, Citation, Statement
from evals import metrics
from evals.cases import QuestionCase
from evals.metrics import Correctness, Groundedness
from evals.results import Scored
from evals.suites.base import (
    TOKENS,
    FigureSpec,
    Suite,
    held_places,
    proven,
    seconds_figures,
    shown_answer,
    shown_citations,
    timed,
)
from evals.suites.retrieval import ranked_places
from vectorstore.catalogue import overlap

_DENIAL = re.compile(r"No(?:[:.,]|$)")


class Questions(Suite[QuestionCase]):
    """Asks every question, answerable or not, and looks at answer, citations and refusal."""

    name = "questions"
    title = "Answers, citations and refusals"
    about = "Every question is asked once; answers are checked statement by statement, quotation by quotation."
    main = "accurate"
    case_type = QuestionCase
    figures = (
        FigureSpec("accurate", metrics.outcome),
        FigureSpec("incomplete", metrics.outcome, "lower"),
        FigureSpec("hallucinated", metrics.outcome, "lower"),
        FigureSpec("correct answers", metrics.correct_answer),
        FigureSpec("answered", metrics.answered),
        FigureSpec("correct refusals", metrics.correct_refusal),
        FigureSpec("false premises rejected", metrics.false_premise_rejected),
        FigureSpec("grounded statements", metrics.grounded_share),
        FigureSpec("exact quotations", metrics.quotation_exactness),
        FigureSpec("citation recall", metrics.citation_recall),
        FigureSpec("citation precision", metrics.citation_precision),
        FigureSpec("exact citation recall", metrics.exact_citation_recall),
        FigureSpec("exact citation precision", metrics.exact_citation_precision),
        FigureSpec("written by the model", metrics.written_by_model, optional=True),
        *seconds_figures("answer"),
        *TOKENS,
    )
    is_graded = True

    def score(self, case: QuestionCase, assistant: Assistant) -> Scored:
        expected = held_places(assistant, case.expected) if case.answerable else []
        answer, elapsed = timed(lambda: assistant.ask(case.question))
        correctness = correctness_of(case, answer)
        groundedness = groundedness_of(answer, assistant)
        outcome = metrics.outcome(correctness, groundedness)
        values = {name: float(outcome == name) for name in ("accurate", "incomplete", "hallucinated")}
        values |= (
            _decision_values(case, answer, correctness) | citation_values(answer, assistant) | {"seconds": elapsed}
        )
        if case.answerable and not answer.refused:
            cited = ranked_places(expected, (item.provision_id for item in answer.citations))
            values["exact citation recall"] = metrics.exact_citation_recall(expected, cited)
            if cited:
                values["exact citation precision"] = metrics.exact_citation_precision(expected, cited)
            if assistant.chat_model is not None:
                by_model = answer.model == assistant.settings.model
                values["written by the model"] = metrics.written_by_model(by_model)
        return Scored(
            expected=", ".join(expected) or f"to be declined ({case.kind})",
            answer=shown_answer(answer),
            citations=shown_citations(answer.citations),
            values=values,
            outcome=outcome,
            correctness=correctness,
            groundedness=groundedness,
            passed=outcome == "accurate",
            explanation=f"{correctness}, {groundedness}",
        )


def correctness_of(case: QuestionCase, answer: Answer) -> Correctness:
    """Answerable: correct when a citation is an expected one. Else: correct when declined, a false premise also by a "No"."""
    if not case.answerable:
        denied = case.kind == "false premise" and _DENIAL.match(answer.direct_answer) is not None
        if answer.refused or denied:
            return "correct"
        return "incorrect" if proven(answer) else "declined"
    numbers = {n for item in proven(answer) for n in item.citations}
    if answer.refused or not numbers:
        return "declined"
    cited = [item for item in answer.citations if item.n in numbers]
    return "correct" if any(case.accepts(item.provision_id) for item in cited) else "incorrect"


def groundedness_of(answer: Answer, assistant: Assistant) -> Groundedness:
    """Whether everything that is shown as proven is, checked anew from the answer alone.

    Misgrounded: a statement shown as proven fails its check, a quotation of it is not exact, or the direct answer names a
    provision that is not cited. Ungrounded: nothing is shown as proven.
    """
    if answer.refused:
        return "declined"
    shown = proven(answer)
    if not shown:
        return "ungrounded"
    cited = [item for item in answer.citations if any(item.n in statement.citations for statement in shown)]
    holds = (
        all(is_supported(item, answer, assistant) for item in shown)
        and all(is_exact(item, assistant) for item in cited)
        and _names_only_cited(answer, assistant)
    )
    return "grounded" if holds else "misgrounded"


def citation_values(answer: Answer, assistant: Assistant) -> dict[str, float]:
    """Values of the citation metrics; those that have nothing to be taken over are left out."""
    if answer.refused or not answer.statements:
        return {}
    supports = cache(lambda statement: is_supported(statement, answer, assistant))
    values = {"grounded statements": metrics.grounded_share([supports(item) for item in answer.statements])}
    shown = proven(answer)
    if shown:
        values["citation recall"] = metrics.citation_recall([supports(item) for item in shown])
        needed = [is_needed(n, item, supports) for item in shown for n in item.citations]
        values |= {"citation precision": metrics.citation_precision(needed)} if needed else {}
    if answer.citations:
        values["exact quotations"] = metrics.quotation_exactness(
            [is_exact(item, assistant) for item in answer.citations]
        )
    return values


def is_supported(statement: Statement, answer: Answer, assistant: Assistant) -> bool:
    """Whether all citations of a statement together support it."""
    return assistant.verify_statement(statement, answer.citations).statement.support != "unsupported"


def is_needed(n: int, statement: Statement, supports: Callable[[Statement], bool]) -> bool:
    """Whether one citation of a supported statement carries it: alone, or because the others do not suffice (ALCE).

    `supports` tells whether a statement is supported by its citations; it is asked for parts of them, too.
    """
    if not supports(statement):
        return False
    others = tuple(number for number in statement.citations if number != n)
    if not others or supports(replace(statement, citations=(n,))):
        return True
    return not supports(replace(statement, citations=others))


def is_exact(citation: Citation, assistant: Assistant) -> bool:
    """Whether a quotation stands at its offsets in a provision of the cited edition; white space and NFKC forms aside."""
    return any(
        item.document_key == citation.document.key
        and 0 <= citation.start < citation.end
        and _plain(item.text[citation.start : citation.end]) == _plain(citation.quote) != ""
        for item in assistant.catalogue.editions(citation.provision_id)
    )


def _plain(text: str) -> str:
    """NFKC form with single spaces: what verification does, written anew so that a quotation is checked independently."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _decision_values(case: QuestionCase, answer: Answer, correctness: Correctness) -> dict[str, float]:
    if case.answerable:
        return {
            "answered": metrics.answered(answer.refused or not proven(answer)),
            "correct answers": metrics.correct_answer(correctness),
        }
    values = {"correct refusals": metrics.correct_refusal(answer.refused)}
    if case.kind == "false premise":
        values["false premises rejected"] = metrics.false_premise_rejected(correctness)
    return values


def _names_only_cited(answer: Answer, assistant: Assistant) -> bool:
    """Whether every provision that the direct answer names is cited, itself or a part or the whole of it."""
    for place in find_references(answer.direct_answer, assistant.catalogue):
        named = "/".join([place.work_id, *place.path])
        if place.path and not any(overlap(named, item.provision_id) for item in answer.citations):
            return False
    return True
