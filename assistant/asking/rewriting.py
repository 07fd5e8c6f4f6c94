"""Lets a chat model turn a follow-up into a question that stands by itself; the rules of `conversation` step in when it fails."""

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answering.chat_model import ModelError, stream_text
from assistant.asking.conversation import plain_text, self_contained
from assistant.asking.references import find_references
from assistant.settings import Settings
from vectorstore.catalogue import Catalogue

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LAST_TURNS = 6
_LONGEST_TURN = 1500  # characters of each turn that the model sees
_LONGEST_QUESTION = 400


def rewrite(
    question: str, history: Sequence[tuple[str, str]], catalogue: Catalogue, model: "BaseChatModel", settings: Settings
) -> tuple[str, str]:
    """Return the question as one that stands by itself, and a note for the reader, "" when the model did its work.

    What the model writes is used only when it is one line of sensible length that names no place which neither the
    conversation nor the question names; else the rules decide.
    """
    if not history:
        return question, ""
    by_rules = self_contained(question, history, catalogue)
    try:
        written = _ask_model(question, history, model, settings)
    except ModelError as error:
        return by_rules, f"{error} What the question refers to was found by rules."
    if _is_usable(written, [question, by_rules, *(plain_text(text) for _, text in history)], catalogue):
        return written, ""
    return by_rules, "The chat model's wording of the question could not be used."


def _ask_model(question: str, history: Sequence[tuple[str, str]], model: "BaseChatModel", settings: Settings) -> str:
    from prompts import load_prompt

    turns = "\n".join(f"{role}: {text[:_LONGEST_TURN]}" for role, text in history[-_LAST_TURNS:])
    prompt = load_prompt("self-contained-question").format(conversation=turns, question=question)
    deadline = time.monotonic() + settings.model_seconds
    return "".join(stream_text(model, prompt, deadline, settings.model)).strip().strip('"“”')


def _is_usable(written: str, sources: Sequence[str], catalogue: Catalogue) -> bool:
    known = {reference for text in sources for reference in find_references(text, catalogue)}
    works = {reference.work_id for reference in known}
    named = find_references(written, catalogue)
    is_known = all(reference in known if reference.path else reference.work_id in works for reference in named)
    has_words = re.search(r"\w{2}", written) is not None
    return has_words and len(written) <= _LONGEST_QUESTION and "\n" not in written and is_known
