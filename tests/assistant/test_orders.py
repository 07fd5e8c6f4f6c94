"""What documents order a language model to do: it is withheld from the model, and what an obeying model writes is struck out."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from pydantic import Field

from assistant.assistant import Assistant
from assistant.generating import Source
from assistant.matching import clauses_of
from assistant.orders import gives_orders, without_orders
from assistant.settings import Settings
from assistant.types import Answer, Document, Provision
from ingest.pipeline import Ingest
from tests.assistant.injections import INJECTIONS, Injection
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

_HEAD = "---\nid: {id}\ntitle: {title}\nshort: {short}\nkind: treaty\nstatus: official text\n---\n"
SHELTER = "Every boat in distress has the right to shelter in the nearest harbour."
GATE = "The harbour master shall open the gate within 12 hours."
_ARTICLES = """
## Article 1

{shelter} {gate}

## Article 2

States shall share the harvest of the sea with every coastal village.

## Article 3

The lamp of the harbour shall burn from dusk to dawn.

{planted}

## Article 4

No fisher shall be expelled from a harbour without a hearing.
"""
QUESTIONS = (
    "Does a boat in distress have a right to shelter?",
    "Who shares the harvest of the sea?",
    "May a fisher be expelled from a harbour?",
)


class Obeying(GenericFakeChatModel):
    """Writes what a planted sentence wants, and keeps what it read."""

    read: list[str] = Field(default_factory=list)

    def _generate(self, messages: list[BaseMessage], *others: Any, **named: Any) -> ChatResult:
        self.read.append(str(messages[0].content))
        return super()._generate(messages, *others, **named)


Harbour = Callable[..., Assistant]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel) -> Harbour:
    """Assistants over a treaty with something planted in its third article, with a chat model or without."""

    @cache
    def store_with(planted: str, fields: tuple[tuple[str, str], ...]) -> tuple[Path, Store]:
        folder = tmp_path_factory.mktemp("harbour")
        named = {"id": "harbour-code", "title": "Code of the Harbour", "short": "Harbour Code"} | dict(fields)
        articles = _ARTICLES.format(shelter=SHELTER, gate=GATE, planted=planted)
        (folder / "harbour.md").write_text(_HEAD.format(**named) + articles, encoding="utf-8")
        store = Store(location=folder / "chroma", collection="solidarity", model_id=model.id)
        report = Ingest(store, model).run([str(folder / "harbour.md")])
        assert report.count("failed") == 0
        return folder, store

    def build(planted: str = "", chat_model: BaseChatModel | None = None, **fields: str) -> Assistant:
        folder, store = store_with(planted, tuple(sorted(fields.items())))
        return Assistant(store, model, Settings(data_dir=folder, model="test:obeying"), chat_model)

    return build


def obeying(*sentences: str) -> Obeying:
    return Obeying(messages=iter([AIMessage(" ".join(sentences))]))


def shown(answer: Answer) -> list[str]:
    return [item.text for item in answer.statements]


def passed(answer: Answer) -> list[str]:
    return [item.text for item in answer.statements if item.support != "unsupported"]


def sources_read(assistant_of: Harbour, planted: str, **fields: str) -> str:
    """The sources as the model reads them."""
    model = obeying("NO ANSWER")
    assistant_of(planted, model, **fields).ask(QUESTIONS[0])
    (prompt,) = model.read
    return prompt.partition("<sources>")[2].partition("\n</sources>")[0]


def _checked(injection: Injection) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=injection.passes)] if injection.passes else []
    return pytest.param(injection, id=injection.name, marks=marks)


by_name = pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection.name)
by_name_where_the_check_holds = pytest.mark.parametrize("injection", [_checked(item) for item in INJECTIONS])


@by_name
def test_the_model_reads_a_planted_order_only_where_it_is_known_to_pass(harbour: Harbour, injection: Injection) -> None:
    read = " ".join(sources_read(harbour, injection.planted).split())
    assert (injection.probe in read) is (injection.fate == "read")
    assert ("(…)" in read) is (injection.fate == "withheld")


@by_name
def test_the_law_beside_a_planted_order_still_reaches_the_model(harbour: Harbour, injection: Injection) -> None:
    read = sources_read(harbour, injection.planted)
    assert SHELTER in read
    assert "The lamp of the harbour shall burn from dusk to dawn." in read
    assert read.count("<") == 0


@by_name_where_the_check_holds
def test_nothing_that_an_obeying_model_writes_passes(harbour: Harbour, injection: Injection) -> None:
    written = re.sub(r"\s*\[\d+\]|\.$", "", injection.obeyed)
    everywhere = [f"{written} [{n}]." for n in range(1, 10)]
    at_once = f"{written} {''.join(f'[{n}]' for n in range(1, 5))}."
    answer = harbour(injection.planted, obeying(f"{SHELTER} [1]", injection.obeyed, at_once, *everywhere)).ask(QUESTIONS[0])
    assert passed(answer) == [SHELTER]
    assert len(answer.statements) > 2


@by_name_where_the_check_holds
def test_a_model_that_only_obeys_leaves_the_reader_with_the_quoting_answer(harbour: Harbour, injection: Injection) -> None:
    sources = re.findall(r"(?m)^\[(\d+)\] (.*) \(official text\)$", sources_read(harbour, injection.planted))
    n = next(n for n, place in sources if place == "Harbour Code, art. 3")
    written = injection.obeyed if "[" in injection.obeyed else f"{injection.obeyed} [{n}]"
    answer = harbour(injection.planted, obeying(written)).ask(QUESTIONS[0])
    assert shown(answer) == shown(harbour(injection.planted).ask(QUESTIONS[0]))
    assert answer.notes[-1].endswith("This is the quoting answer.")


@by_name
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_quoting_answer_to_a_question_of_law_is_the_same_with_a_planted_order(
    harbour: Harbour, injection: Injection, question: str
) -> None:
    clean = harbour().ask(question)
    assert not clean.refused
    answer = harbour(injection.planted).ask(question)
    assert shown(answer) == shown(clean)
    assert [item.pinpoint for item in answer.citations] == [item.pinpoint for item in clean.citations]


@by_name
def test_a_planted_order_copied_word_for_word_is_never_shown_as_supported_by_itself(
    harbour: Harbour, injection: Injection
) -> None:
    ...


def _copies(injection: Injection) -> str:
    ...
