"""The tab Ask: a conversation that stays in the browser, and beside it what its answers cite."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from assistant.answering.suggestions import next_questions
from assistant.asking.conversation import plain_text
from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.types import Answer
from assistant.web.answers import Message, history, messages, question_message, sources_html
from assistant.web.downloads import Download, download_button
from assistant.web.reading_pane import reading_pane
from assistant.web.waiting import with_beats
from assistant.writing.markdown import escaped
from assistant.writing.transcript import SUFFIXES, TranscriptFormat, restored, stored, transcript

EXAMPLES = (
    "Which article stops a State from returning a refugee to danger?",
    "Is there a right to a world order in which human rights can be realised?",
    "Compare the ICCPR and the UDHR on torture",
    "What is positive peace?",
)
_MOST_SUGGESTIONS = len(EXAMPLES)
_MOST_KEPT = 20  # earlier conversations; a browser gives a page about 5 MB
_LONGEST_QUESTION = 2000
# Not a secret: it only keeps what the browser stores readable after a restart of the server.
_STORED_WITH = "solidarity-assistant"


class AskTab:
    """Lays out the tab and connects it. What passes between browser and server is the list of stored answers."""

    def __init__(self, assistant: Assistant, style: gr.Radio) -> None:
        self._assistant, self._style = assistant, style
        self._conversation = gr.BrowserState([], storage_key="conversation", secret=_STORED_WITH)
        self._earlier = gr.BrowserState([], storage_key="earlier-conversations", secret=_STORED_WITH)
        with gr.Row(equal_height=False, elem_classes="beside"):
            with gr.Column(scale=3, min_width=320):
                self._lay_out_chat()
            with gr.Column(scale=2, min_width=300, elem_classes="pane"):
                reading_pane(assistant)
                self._sources = gr.HTML(sources_html(None))
        self._connect()

    def restore(self, page: gr.Blocks) -> None:
        """Show again what the browser kept, when the page is opened."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        opened = page.load(self._show_again, [self._conversation], [self._chat, self._sources], queue=False, **quiet)
        opened.then(self._suggest, [self._conversation], self._suggestions, concurrency_id="suggest", **quiet)
        page.load(_titles, [self._earlier], [self._chosen], queue=False, **quiet)

    def _lay_out_chat(self) -> None:
        self._chat = gr.Chatbot(
            height="52vh",
            label="Conversation",
            show_label=False,
            feedback_options=None,
            latex_delimiters=[],
            editable="user",
            buttons=[],
            layout="panel",
            placeholder="Ask about international solidarity law. Every statement comes with its article or paragraph.",
            elem_id="conversation",
        )
        with gr.Row(elem_classes="asking"):
            self._question = gr.Textbox(
                placeholder="Your question",
                label="Question",
                show_label=False,
                max_length=_LONGEST_QUESTION,
                max_lines=6,
                scale=6,
                container=False,
                autofocus=True,
            )
            self._ask = gr.Button("Ask", variant="primary", size="md", scale=1, min_width=70)
            self._stop = gr.Button("Stop", size="md", scale=1, min_width=70, interactive=False)
        gr.HTML("<h2>You could ask</h2>", elem_classes="tight")
        with gr.Row(elem_classes="suggestions"):
            self._suggestions = [gr.Button(text, size="sm", min_width=220) for text in EXAMPLES]
        with gr.Row(elem_classes="tools"):
            self._retry = gr.Button("Ask again", size="sm", min_width=110)
            self._new = gr.Button("New conversation", size="sm", min_width=150)
            self._format = gr.Dropdown(
                list(SUFFIXES), value="DOCX", label="Save as", show_label=False, container=False, min_width=110
            )
            self._save = download_button(
                "Save conversation", self._saved, [self._conversation, self._format, self._style]
            )
        with gr.Accordion("Earlier conversations", open=False):
            gr.HTML('<p class="hint">Kept in this browser only; the server stores no question.</p>')
            self._chosen = gr.Dropdown([], label="Open again", interactive=True)
            self._forget = gr.Button("Delete all earlier conversations", size="sm", variant="stop")

    def _connect(self) -> None:
        shown = [self._chat, self._sources, self._conversation, self._question, self._ask, self._stop]
        settings: dict[str, Any] = {"concurrency_id": "ask", "api_visibility": "private", "show_progress": "minimal"}
        settings["trigger_mode"] = "multiple"  # a stopped answer may still be ending when the next question is asked
        asked: list[Any] = [
            event(function, [source, self._conversation], shown, **settings)
            for event, function, source in (
                (self._question.submit, self._answer, self._question),
                (self._ask.click, self._answer, self._question),
                *((button.click, self._answer, button) for button in self._suggestions),
            )
        ]
        again = (
            (self._retry.click, self._answer_again),
            (self._chat.retry, self._answer_again),
            (self._chat.edit, self._answer_edited),
        )
        asked += [event(function, [self._conversation], shown, **settings) for event, function in again]
        for event in asked:
            event.then(
                self._suggest,
                [self._conversation],
                self._suggestions,
                concurrency_id="suggest",
                show_progress="hidden",
                api_visibility="private",
            )
        quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        self._stop.click(_ready, None, [self._question, self._ask, self._stop], cancels=asked, **quiet)
        cleared = [self._chat, self._sources, self._conversation, self._earlier, self._chosen]
        kept = [self._conversation, self._earlier]
        begun = [
            self._new.click(self._begin, kept, cleared, cancels=asked, **quiet),
            self._chat.clear(self._begin, kept, cleared, cancels=asked, **quiet),
            self._chosen.input(self._open, [self._chosen, *kept], cleared, cancels=asked, **quiet),
        ]
        for event in begun:
            event.then(self._suggest, [self._conversation], self._suggestions, concurrency_id="suggest", **quiet)
        self._forget.click(
            lambda: ([], gr.update(choices=[], value=None)), None, [self._earlier, self._chosen], **quiet
        )

    def _answer(self, question: str, conversation: Any) -> Iterator[tuple[Any, ...]]:
        """Answer as it is written; what is shown is stored at once, so that a stopped answer is not lost."""
        before = _restored(conversation)
        if not question.strip():
            yield (messages(before), gr.skip(), gr.skip(), *_ready())
            return
        asked: list[Message] = [*messages(before), question_message(question)]
        yield asked, gr.skip(), gr.skip(), "", gr.update(interactive=False), gr.update(interactive=True)
        try:
            for answer in with_beats(lambda: self._assistant.stream(question, history(before))):
                if answer is None:
                    yield tuple(gr.skip() for _ in range(6))
                    continue
                answers = [*before, answer]
                yield messages(answers), sources_html(answer), _stored(answers), "", gr.skip(), gr.skip()
        except SolidarityError as error:
            failed = f"**The assistant could not look this up.** {escaped(str(error))}"
            yield ([*asked, {"role": "assistant", "content": failed}], gr.skip(), gr.skip(), question, *_ready()[1:])
            return
        yield (gr.skip(), gr.skip(), gr.skip(), *_ready())

    def _answer_again(self, conversation: Any) -> Iterator[tuple[Any, ...]]:
        """Ask the last question once more."""
        before = _restored(conversation)
        if not before:  # nothing was asked yet
            yield tuple(gr.skip() for _ in range(6))
            return
        yield from self._answer(before[-1].asked, _stored(before[:-1]))

    def _answer_edited(self, conversation: Any, edit: gr.EditData) -> Iterator[tuple[Any, ...]]:
        """Answer a question that was changed in the chat; what came after it is dropped."""
        turn = edit.index if isinstance(edit.index, int) else edit.index[0]
        yield from self._answer(plain_text(str(edit.value)), _stored(_restored(conversation)[: turn // 2]))

    def _suggest(self, conversation: Any) -> list[Any]:
        answers = _restored(conversation)
        if not answers:
            return _buttons(EXAMPLES)
        try:
            return _buttons(next_questions(answers[-1], [item.asked for item in answers], self._assistant))
        except SolidarityError:
            return _buttons(())

    def _show_again(self, conversation: Any) -> tuple[Any, ...]:
        answers = self._verified(conversation)
        if not answers:  # whoever opens the page may have asked something meanwhile
            return gr.skip(), gr.skip()
        return messages(answers), sources_html(answers[-1])

    def _begin(self, conversation: Any, earlier: Any) -> tuple[Any, ...]:
        """Put the conversation aside and begin a new one."""
        kept = _kept(conversation, earlier)
        return [], sources_html(None), [], kept, _titles(kept)

    def _open(self, chosen: int | None, conversation: Any, earlier: Any) -> tuple[Any, ...]:
        """Put the conversation aside and go on with an earlier one."""
        if chosen is None or not isinstance(earlier, list) or chosen >= len(earlier):
            return tuple(gr.skip() for _ in range(5))
        opened = self._verified(earlier[chosen])
        kept = _kept(conversation, [item for n, item in enumerate(earlier) if n != chosen])
        return messages(opened), sources_html(opened[-1]), _stored(opened), kept, _titles(kept)

    def _verified(self, conversation: Any) -> list[Answer]:
        """The answers that the browser kept, checked anew: the library may have changed, and the browser can be made to lie."""
        return [self._assistant.verified_again(answer) for answer in _restored(conversation)]

    def _saved(self, conversation: Any, file_format: TranscriptFormat, style: Any) -> Download:
        day = datetime.date.today()
        content = transcript(self._verified(conversation), file_format, style, day)
        return Download(f"solidarity-{day:%Y-%m-%d}{SUFFIXES[file_format]}", content)


def _ready() -> tuple[Any, Any, Any]:
    """An empty question, and the buttons for asking the next one."""
    return "", gr.update(interactive=True), gr.update(interactive=False)


def _buttons(questions: Sequence[str]) -> list[Any]:
    missing = _MOST_SUGGESTIONS - len(questions)
    return [*(gr.update(value=text, visible=True) for text in questions), *[gr.update(visible=False)] * missing]


def _stored(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    return [stored(answer) for answer in answers]


def _restored(conversation: Any) -> list[Answer]:
    """The answers that the browser kept; it may have kept those of an older version, which nobody can read any more."""
    try:
        return [restored(item) for item in conversation or []]
    except (SolidarityError, TypeError):
        return []


def _kept(conversation: Any, earlier: Any) -> list[Any]:
    """The earlier conversations with the present one in front."""
    before = earlier if isinstance(earlier, list) else []
    return [*([conversation] if conversation else []), *before][:_MOST_KEPT]


def _titles(earlier: Any) -> Any:
    """The list of earlier conversations, each named by its first question."""
    kept = [_restored(conversation) for conversation in earlier or []]
    return gr.update(choices=[(answers[0].asked, n) for n, answers in enumerate(kept) if answers], value=None)
