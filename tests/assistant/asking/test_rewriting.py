"""A chat model may word a follow-up; what it writes is used only where it can be trusted."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, Field

from assistant.answering import chat_model as chat_models
from assistant.asking.conversation import self_contained
from assistant.asking.rewriting import rewrite
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.writing.rendering import answer_json, answer_markdown, answer_text
from ingest.pipeline import Ingest
from tests.assistant.samples import answer, catalogue, citation, document, statement
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

SEA = document()
RIVER = document("river", title="Covenant on Rivers", short="River Covenant")
HELD = catalogue((SEA, [*(f"art-{n}" for n in range(1, 9))]), (RIVER, ["art-1", "art-2"]))
HISTORY = [
    ("user", "What does article 5 of the Sea Convention say?"),
    ("assistant", "“Words.”\n— Sea Convention, art. 5 [1]"),
]
QUESTION = "and does it bind small harbours?"
NOT_USED = "The chat model's wording of the question could not be used."
UNREACHABLE = "The chat model scripted:one cannot be reached. What the question refers to was found by rules."
SETTINGS = Settings(model="scripted:one")


class Scripted(FakeListChatModel):
    """Streams from a script and keeps what it was asked."""

    asked: list[str] = Field(default_factory=list)

    def _stream(self, messages: list[BaseMessage], *others: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        self.asked += [str(message.content) for message in messages]
        yield from super()._stream(messages, *others, **named)


class Unreachable(FakeListChatModel):
    """Fails as a provider does that cannot be reached."""

    def _stream(self, *arguments: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        raise ConnectionError("no route to host")


class Hanging(Scripted):
    """Does something, if anything, when it is asked, and does not reply before it is released."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    released: threading.Event
    first: Callable[[], None] = lambda: None

    def _stream(self, messages: list[BaseMessage], *others: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        self.first()
        self.released.wait(timeout=20)
        yield from super()._stream(messages, *others, **named)


@pytest.fixture(autouse=True)
def no_pause_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_models, "_PAUSE", 0.0)


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Lets models that hang go on once the test is over."""
    event = threading.Event()
    yield event
    event.set()


def written(reply: str, question: str = QUESTION, history: list[tuple[str, str]] = HISTORY) -> tuple[str, str]:
    """What becomes of a question when the model replies so, and the note."""
    return rewrite(question, history, HELD, Scripted(responses=[reply]), SETTINGS)


@pytest.mark.parametrize(
    "reply",
    [
        "Does article 5 of the Sea Convention bind small harbours?",
        "Does Sea Convention, art. 5 bind small harbours?",
        "Does the Sea Convention bind small harbours?",
        "Are small harbours bound?",
        QUESTION,
    ],
)
def test_a_usable_reply_becomes_the_question(reply: str) -> None:
    assert written(reply) == (reply, "")


@pytest.mark.parametrize(
    "reply", ["  Are nets free? \n", '"Are nets free?"', "“Are nets free?”", '\n"Are nets free?"\n']
)
def test_white_space_and_quotation_marks_around_a_reply_are_dropped(reply: str) -> None:
    assert written(reply) == ("Are nets free?", "")


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "   \n ",
        '""',
        "Does it bind small harbours?\nIt does.",
        "Here is the question:\n\nDoes it bind small harbours?",
        "Are nets free? " * 40,
        "What does article 6 of the Sea Convention say?",
        "What does Sea Convention, art. 5(2) say?",
        "Does the River Covenant bind small harbours?",
        "Does article 1 of the River Covenant bind small harbours?",
        "Do article 5 of the Sea Convention and article 2 of the River Covenant agree?",
    ],
)
def test_any_other_reply_leaves_the_question_to_the_rules_and_says_so(reply: str) -> None:
    by_rules = self_contained(QUESTION, HISTORY, HELD)
    assert "Sea Convention, art. 5" in by_rules
    assert written(reply) == (by_rules, NOT_USED)


@pytest.mark.parametrize("reply", ["!!!", "?", "…"])
def test_a_reply_that_has_nothing_of_the_question_or_conversation_is_not_used(reply: str) -> None:
    assert written(reply) == (self_contained(QUESTION, HISTORY, HELD), NOT_USED)


@pytest.mark.parametrize(("length", "note"), [(400, ""), (401, NOT_USED)])
def test_a_reply_is_at_most_400_characters_long(length: int, note: str) -> None:
    assert written("Are nets free?".ljust(length, "?"))[1] == note


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("and article 6?", "What does article 6 of the Sea Convention say?"),
        ("the next one", "What does Sea Convention, art. 6 say?"),
        ("and the River Covenant?", "What does the River Covenant say about harbours?"),
        ("and article 2 of the River Covenant?", "What does article 2 of the River Covenant say?"),
    ],
)
def test_a_place_that_the_question_names_or_means_may_be_written(question: str, reply: str) -> None:
    assert written(reply, question) == (reply, "")


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        (answer_markdown, "art. 5"),
        (answer_text, "art. 5"),
        (answer_markdown, "art. 5(2)"),
        (answer_text, "art. 5(2)"),
    ],
)
def test_a_place_that_an_answer_cited_may_be_written(shown: Callable[..., str], label: str) -> None:
    cited = answer(
        statements=(statement(), statement("Nets are free.", citations=(2,))),
        citations=(citation(), citation(n=2, pinpoint=f"Sea Convention, {label}")),
    )
    history = [("user", "Who may fish?"), ("assistant", shown(cited))]
    reply = f"Does Sea Convention, {label} bind small harbours?"
    assert written(reply, "Does the second one bind small harbours?", history) == (reply, "")


def test_a_model_that_cannot_be_asked_leaves_the_question_to_the_rules_and_says_so() -> None:
    resolved, note = rewrite(QUESTION, HISTORY, HELD, Unreachable(responses=[]), SETTINGS)
    assert resolved == self_contained(QUESTION, HISTORY, HELD)
    assert note == UNREACHABLE


def test_a_model_that_hangs_leaves_the_question_to_the_rules_in_time_and_says_so(released: threading.Event) -> None:
    model = Hanging(responses=["Are nets free?"], released=released)
    began = time.monotonic()
    resolved, note = rewrite(QUESTION, HISTORY, HELD, model, Settings(model="scripted:one", model_seconds=0.3))
    assert time.monotonic() - began < 4
    assert resolved == self_contained(QUESTION, HISTORY, HELD)
    assert note == "The chat model scripted:one took too long. What the question refers to was found by rules."


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs a system where threads can be sent signals")
def test_a_model_that_was_cut_off_by_the_person_is_not_silenced(released: threading.Event) -> None:
    """Ctrl+C reaches the main thread, which waits, while the model is read in another."""
    person = threading.main_thread().ident
    assert person is not None
    model = Hanging(
        responses=["Are nets free?"], released=released, first=lambda: signal.pthread_kill(person, signal.SIGINT)
    )
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            rewrite(QUESTION, HISTORY, HELD, model, SETTINGS)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 4


def test_without_a_conversation_nothing_is_asked_of_the_model() -> None:
    model = Scripted(responses=["Something else?"])
    assert rewrite(QUESTION, [], HELD, model, SETTINGS) == (QUESTION, "")
    assert model.asked == []


def test_the_model_is_asked_once_with_conversation_and_question() -> None:
    model = Scripted(responses=["Are nets free?"])
    rewrite(QUESTION, HISTORY, HELD, model, SETTINGS)
    (prompt,) = model.asked
    assert QUESTION in prompt
    for role, text in HISTORY:
        assert f"{role}: {text}" in prompt
    assert prompt.index(HISTORY[0][1]) < prompt.index(HISTORY[1][1]) < prompt.index(QUESTION)


def test_braces_in_a_conversation_are_words_like_others() -> None:
    model = Scripted(responses=["Are nets free?"])
    history = [("user", "What is {question}?"), ("assistant", "{conversation} {0} {{x}} {unknown}")]
    assert rewrite("and {nets}?", history, HELD, model, SETTINGS)[1] == ""
    assert "{conversation} {0} {{x}} {unknown}" in model.asked[0]
    assert "and {nets}?" in model.asked[0]


def test_the_model_sees_the_end_of_a_long_conversation_and_the_beginning_of_long_turns() -> None:
    model = Scripted(responses=["Are nets free?"])
    history = [("user", f"turn {n} " + "x" * 2000 + f" end {n}") for n in range(10)]
    rewrite(QUESTION, history, HELD, model, SETTINGS)
    (prompt,) = model.asked
    assert [n for n in range(10) if f"turn {n} " in prompt] == [4, 5, 6, 7, 8, 9]
    assert "end " not in prompt
    assert len(prompt) < 6 * 1600 + 2000


@pytest.fixture
def harbour(
    tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel
) -> Callable[[FakeListChatModel], Assistant]:
    """An assistant with a chat model over one small essay."""
    folder = tmp_path_factory.mktemp("harbour")
    head = "id: harbour-rules\ntitle: Rules of the Harbour\nshort: Harbour Rules\nkind: treaty\nstatus: official text"
    rules = (f"## Article {n}\n\nRule {n}: every boat keeps {n} lamps burning.\n" for n in range(1, 5))
    text = "\n".join(["---", head, "---", "", *rules])
    (folder / "harbour-rules.md").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", model="scripted:one")
    store = Store(location=settings.store_location, collection=settings.collection, model_id=model.id)
    Ingest(store, model).run([str(folder / "harbour-rules.md")])
    return lambda chat_model: Assistant(store, model, settings, chat_model)


BEFORE = [("user", "Harbour Rules, art. 2"), ("assistant", "“Rule 2.”\n— Harbour Rules, art. 2 [1]")]


def test_an_assistant_answers_the_question_that_its_chat_model_wrote(
    harbour: Callable[[FakeListChatModel], Assistant],
) -> None:
    reply = "What does article 3 of the Harbour Rules say?"
    found = harbour(Scripted(responses=[reply])).ask("and the one after?  article 3", BEFORE)
    assert (found.question, found.asked) == (reply, "and the one after? article 3")
    assert [cited.provision_id for cited in found.citations] == ["harbour-rules/art-3"]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("chat_model", "told"),
    [
        (Scripted(responses=["two\nlines"]), "could not be used"),
        (Unreachable(responses=[]), UNREACHABLE),
    ],
    ids=["junk", "unreachable"],
)
def test_an_assistant_shows_that_its_chat_model_was_of_no_use(
    harbour: Callable[[FakeListChatModel], Assistant], chat_model: FakeListChatModel, told: str
) -> None:
    found = harbour(chat_model).ask("and article 3?", BEFORE)
    assert [cited.provision_id for cited in found.citations] == ["harbour-rules/art-3"]
    assert any(told in note for note in found.notes)
    assert told in " ".join(answer_text(found).split())
    assert told in answer_markdown(found).replace("\\", "")
    assert any(told in note for note in answer_json(found)["notes"])


def test_the_note_comes_after_what_the_answer_itself_has_to_say(
    harbour: Callable[[FakeListChatModel], Assistant],
) -> None:
    found = harbour(Unreachable(responses=[])).ask("Compare Harbour Rules 3 and Harbour Rules 99", BEFORE)
    assert len(found.notes) == 2
    assert "99" in found.notes[0]


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
def test_the_note_is_shown_beside_a_refusal_too(
    harbour: Callable[[FakeListChatModel], Assistant], shown: Callable[..., str]
) -> None:
    found = harbour(Unreachable(responses=[])).ask("and article 99?", BEFORE)
    assert found.refused
    assert UNREACHABLE in " ".join(shown(found).replace("\\", "").split())


def test_the_first_question_needs_no_chat_model(harbour: Callable[[FakeListChatModel], Assistant]) -> None:
    found = harbour(Unreachable(responses=[])).ask("Harbour Rules, art. 2")
    assert found.notes == ()
    assert not found.refused
