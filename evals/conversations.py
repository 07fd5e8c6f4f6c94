"""Conversations whose last question leans on those before it, or starts afresh; one JSON object a line."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.rendering import answer_markdown
from assistant.types import Answer
from evals.cases import accepts, lines_of

_DATA = Path(__file__).parent / "data"
DEVELOPMENT_SET = _DATA / "followups-dev.jsonl"
TEST_SET = _DATA / "followups-test.jsonl"
_FIRST = 3  # citations among which an expected one must stand


class Conversation(BaseModel):
    """Questions asked in turn, then the one that is measured.

    `expected` holds ids of works or provisions; empty when the assistant must decline. A `fresh` question stands by itself and
    must be left as it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    turns: tuple[str, ...]
    question: str
    expected: tuple[str, ...]
    fresh: bool
    kind: Literal[
        "other instrument",
        "other place",
        "about it",
        "who and when",
        "other topic",
        "change of subject",
        "no such place",
    ]

    def is_right(self, answer: Answer) -> bool:
        """Whether the answer to the last question cites what was expected, or declines where it must."""
        if self.fresh and answer.question != self.question:
            return False
        if not self.expected:
            return answer.refused
        return any(accepts(self.expected, citation.provision_id) for citation in answer.citations[:_FIRST])


def load_conversations(path: Path) -> list[Conversation]:
    """Read a file of conversations.

    Raises:
        SolidarityError: a line is not a conversation; the message names the line and the reason.
    """
    found = []
    for number, line in enumerate(lines_of(path), start=1):
        try:
            found.append(Conversation.model_validate_json(line))
        except ValidationError as error:
            raise SolidarityError(f"{path.name}, line {number}: {error.errors()[0]['msg']}.") from error
    return found


def hold(conversation: Conversation, assistant: Assistant) -> Answer:
    """Ask all questions in turn, each with the conversation before it; return the last answer."""
    history: list[tuple[str, str]] = []
    for question in conversation.turns:
        answer = assistant.ask(question, history)
        history += [("user", question), ("assistant", answer_markdown(answer))]
    return assistant.ask(conversation.question, history)
