"""The chat page: parse, ask the assistant, hand its answer to the views."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.markdown import escaped
from assistant.rendering import answer_markdown
from assistant.web.views import NO_SOURCES, citations_html

EXAMPLES = [
    "Is there a right to a world order in which human rights can be realised?",
    "Which article stops a State from returning a refugee to danger?",
    "What does the revised draft declaration say about virtual spaces of communication?",
    "What does article 25 of the UDHR say?",
    "What is positive peace?",
]
_FONTS = [
    "system-ui",
    "sans-serif",
]  # names of fonts on the reader's machine; nothing is loaded from elsewhere
_INTRODUCTION = (
    "# Solidarity Assistant\n"
    "Ask about international solidarity law. Every statement comes with its article or paragraph, checked before it is shown; "
    "when the corpus does not answer, the assistant says so."
)


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page with the chat and, beside it, the citations of the latest answer."""

    def answer(message: str, history: list[Any]) -> Iterator[tuple[str, str]]:
        pairs = [(str(turn["role"]), str(turn["content"])) for turn in history]
        try:
            for partial in assistant.stream(message, pairs):
                yield answer_markdown(partial), citations_html(partial)
        except SolidarityError as error:
            yield f"**The assistant could not look this up.** {error}", NO_SOURCES

    page: gr.Blocks
    with gr.Blocks(title="Solidarity Assistant", analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(_INTRODUCTION)
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=320):
                sources = gr.HTML(NO_SOURCES, label="Sources", render=False)
                gr.ChatInterface(
                    answer,
                    chatbot=gr.Chatbot(
                        height="60vh",
                        show_label=False,
                        feedback_options=None,
                        latex_delimiters=[],
                        buttons=["copy"],
                    ),
                    textbox=gr.Textbox(
                        placeholder="Your question", label="Question", show_label=False, max_length=2000
                    ),
                    additional_outputs=[sources],
                    examples=[[example] for example in EXAMPLES],
                    api_name="ask",
                    analytics_enabled=False,
                    flagging_mode="never",
                )
            with gr.Column(scale=2, min_width=280):
                gr.Markdown("## Sources")
                sources.render()  # type: ignore[no-untyped-call]
                gr.Markdown(f"Answered by {escaped(assistant.answered_by)}.", elem_classes="hint")
    return page


def serve(assistant: Assistant, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve the page until the process ends; `started` is told when it can be opened.

    Raises:
        EmptyStoreError: nothing is ingested.
        SolidarityError: the port is taken.
    """
    if not assistant.sources():
        raise EmptyStoreError("Nothing is ingested yet: run 'solidarity ingest' first.")
    page = build_page(assistant)
    threading.Thread(target=assistant.warm_up, daemon=True).start()
    try:
        page.launch(
            server_name=host,
            server_port=port,
            theme=gr.themes.Soft(font=_FONTS, font_mono=["monospace"]),
            css_paths=Path(__file__).with_name("style.css"),
            footer_links=[],
            run_history=False,
            share=False,
            ssr_mode=False,
            quiet=True,
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise SolidarityError(f"Port {port} on {host} cannot be used: choose another with --port.") from error
    started(f"Solidarity Assistant is open at http://{host}:{port} (Ctrl+C ends it).")
    page.block_thread()
