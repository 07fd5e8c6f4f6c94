"""Whether the last question of a conversation is understood from those before it."""

from assistant.assistant import Assistant
from assistant.types import Answer
from assistant.writing.rendering import answer_markdown
from evals import metrics
from evals.cases import ConversationCase, accepts
from evals.results import Scored
from evals.suites.base import (
    TOKENS,
    FigureSpec,
    Suite,
    held_places,
    seconds_figures,
    shown_answer,
    shown_citations,
    timed,
)

_FIRST = 3  # citations among which an expected one must stand


class FollowUps(Suite[ConversationCase]):
    """Holds every conversation and looks at the last answer."""

    name = "follow-ups"
    title = "Follow-up questions"
    about = "Each conversation is held question by question; the last answer is measured."
    main = "follow-ups resolved"
    case_type = ConversationCase
    figures = (
        FigureSpec("follow-ups resolved", metrics.follow_up_resolved),
        *seconds_figures("answer"),
        *TOKENS,
    )

    def score(self, case: ConversationCase, assistant: Assistant) -> Scored:
        expected = held_places(assistant, case.expected) if case.expected else []
        answer, elapsed = hold(case, assistant)
        right = is_right(case, answer)
        return Scored(
            expected=", ".join(expected) or "to be declined",
            answer=f"Understood as: {answer.question}\n\n{shown_answer(answer)}",
            citations=shown_citations(answer.citations),
            values={"follow-ups resolved": metrics.follow_up_resolved(right), "seconds": elapsed},
            passed=right,
            explanation="" if right else "none of the first citations is expected, or the question was changed",
        )


def is_right(case: ConversationCase, answer: Answer) -> bool:
    """Whether the answer to the last question cites what was expected, or declines where it must."""
    if case.fresh and answer.question != case.question:
        return False
    if not case.expected:
        return answer.refused
    return any(accepts(case.expected, citation.provision_id) for citation in answer.citations[:_FIRST])


def hold(case: ConversationCase, assistant: Assistant) -> tuple[Answer, float]:
    """Ask all questions in turn, each with the conversation before it; return the last answer and the seconds that it took."""
    history: list[tuple[str, str]] = []
    for question in case.turns:
        answer = assistant.ask(question, history)
        history += [("user", question), ("assistant", answer_markdown(answer))]
    return timed(lambda: assistant.ask(case.question, history))
