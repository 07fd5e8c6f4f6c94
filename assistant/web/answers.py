"""An answer as the page shows it: as a message of the chat, and as the list of its sources."""

import re
from collections.abc import Sequence

from assistant.citing.citation_styles import STYLES, Style, cite
from assistant.types import Answer
from assistant.web.places import address_of
from assistant.web.templates import label_of, render
from assistant.writing.markdown import escaped
from assistant.writing.rendering import answer_markdown

Message = dict[str, str]
_HARMLESS = re.compile(r"\\([(){}+!])")


def messages(answers: Sequence[Answer]) -> list[Message]:
    """The conversation for the chat: each question, then its answer, in which numbers lead to the provisions."""
    shown: list[Message] = []
    for answer in answers:
        shown.append(question_message(answer.asked))
        shown.append({"role": "assistant", "content": answer_markdown(answer, address_of)})
    return shown


def question_message(question: str) -> Message:
    """A question for the chat, which reads Markdown; signs that mean nothing without brackets stay as they were typed."""
    return {"role": "user", "content": _HARMLESS.sub(r"\1", escaped(question))}


def history(answers: Sequence[Answer]) -> list[tuple[str, str]]:
    """The conversation as the assistant reads it to understand a follow-up question."""
    pairs = [(("user", item.asked), ("assistant", answer_markdown(item))) for item in answers]
    return [turn for pair in pairs for turn in pair]


def sources_html(answer: Answer | None) -> str:
    """The citations of an answer: number, pinpoint, what may be relied on, quotation, link; or why there are none."""
    if answer is None or not answer.citations:
        return render("no_sources", answer=answer)
    return render("sources", answer=answer, copied={style: copied_answer(answer, style) for style in STYLES})


def copied_answer(answer: Answer, style: Style) -> str:
    """The answer as plain text for a memo: each quotation with its full citation in one style."""
    by_number = {citation.n: citation for citation in answer.citations}
    lines = [line for line in (answer.introduction, answer.direct_answer) if line]
    for statement in answer.statements:
        cited = [by_number[n] for n in statement.citations if n in by_number]
        places = "; ".join(cite(item.document, label_of(item), style) for item in cited)
        if statement.support == "verbatim":
            lines.append(f"“{statement.text}” ({places})")
        elif statement.support == "supported":
            lines.append(f"{statement.text} ({places})")
    return "\n\n".join(lines)


def comparison_html(answer: Answer) -> str:
    """What is compared, each work in a column of its own."""
    by_number = {citation.n: citation for citation in answer.citations}
    cited = [[by_number[n] for n in statement.citations if n in by_number] for statement in answer.statements]
    return render("comparison", answer=answer, cited=cited)
