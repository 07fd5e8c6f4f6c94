"""The tab Check an argument: claims with verdicts, provisions and quotations, and the memo of them."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import TypeAdapter, ValidationError

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.types import LEGAL_WEIGHTS, ArgumentCheck, CheckedClaim, Finding
from assistant.verifying.argument_file import argument_in, readable_formats
from assistant.verifying.verification import check_citation
from assistant.web.claims import claims_html, instruments_of
from assistant.web.downloads import Download, download_button
from assistant.web.reading_pane import reading_pane
from assistant.web.waiting import with_beats
from assistant.writing.memo import memo

EXAMPLE = (
    "States may not return refugees to a country where their life is in danger. Everyone may be held in slavery. "
    "A child is anyone under eighteen. Parents may choose the colour of school buses."
)
_LONGEST = 40_000  # characters; 5,000 words, the most that is checked at once, have fewer
_CHECK = TypeAdapter(ArgumentCheck)


class CheckTab:
    """Lays out the tab and connects it. The check itself goes to the browser and comes back from there."""

    def __init__(self, assistant: Assistant, style: gr.Radio) -> None:
        self._assistant, self._style = assistant, style
        self._checked = gr.JSON(None, visible=False)
        with gr.Row(equal_height=False, elem_classes="beside"):
            with gr.Column(scale=3, min_width=320):
                self._lay_out()
            with gr.Column(scale=2, min_width=300, elem_classes="pane"):
                reading_pane(assistant)
                gr.HTML('<p class="hint">Choose a provision to read it in its context.</p>')
        self._connect()

    def _lay_out(self) -> None:
        self._argument = gr.Textbox(
            label="Argument",
            lines=8,
            max_lines=20,
            max_length=_LONGEST,
            placeholder="Paste an argument. It is split into claims, and each is held against the provisions of the library.",
        )
        with gr.Row():
            self._file = gr.UploadButton(
                "Upload a file", file_types=list(readable_formats()), size="sm", min_width=130, variant="secondary"
            )
            self._example = gr.Button("Show an example", size="sm", min_width=130)
            self._check = gr.Button("Check", variant="primary", size="sm", min_width=130)
            self._stop = gr.Button("Stop", size="sm", min_width=80, interactive=False)
        with gr.Row():
            self._weights = gr.CheckboxGroup(list(LEGAL_WEIGHTS), label="Only authorities of this weight")
            self._instruments = gr.Dropdown([], multiselect=True, label="Only from these works")
        self._claims = gr.HTML(claims_html((), (), ()))
        with gr.Row():
            inputs = [self._checked, self._style]
            download_button("Memo as DOCX", self._memo(".docx"), inputs)
            download_button("Memo as Markdown", self._memo(".md"), inputs)

    def _connect(self) -> None:
        shown = [self._claims, self._checked, self._instruments, self._check, self._stop]
        filters: list[gr.CheckboxGroup | gr.Dropdown] = [self._weights, self._instruments]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        checking = self._check.click(
            self._check_claims,
            [self._argument, self._weights],
            shown,
            concurrency_id="check",
            concurrency_limit=1,
            api_visibility="private",
            show_progress="minimal",
            trigger_mode="multiple",  # a stopped check may still be ending when the next one begins
        )
        self._stop.click(_ready, None, [self._check, self._stop], cancels=[checking], **quiet)
        self._example.click(lambda: EXAMPLE, None, self._argument, **quiet)
        self._file.upload(self._read_file, self._file, self._argument, api_visibility="private", concurrency_limit=1)
        for each in filters:
            each.change(self._filtered, [self._checked, *filters], self._claims, **quiet)

    def _check_claims(self, argument: str, weights: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        claims: list[CheckedClaim] = []
        waiting = '<p class="hint" role="status">Looking for claims …</p>'
        yield waiting, None, gr.update(choices=[], value=[]), gr.update(interactive=False), gr.update(interactive=True)
        try:
            for claim in with_beats(lambda: self._assistant.check_claims(argument)):
                if claim is None:
                    yield tuple(gr.skip() for _ in range(5))
                    continue
                claims.append(claim)
                yield claims_html(claims, weights, ()), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        except SolidarityError as error:
            yield (gr.skip(), None, gr.skip(), *_ready())
            raise gr.Error(str(error), print_exception=False) from error
        check = ArgumentCheck(argument=argument, claims=tuple(claims), settings_hash=self._assistant.settings_hash)
        works = gr.update(choices=instruments_of(claims), value=[])
        yield (claims_html(claims, weights, ()), _CHECK.dump_python(check, mode="json"), works, *_ready())

    def _filtered(self, checked: Any, weights: Sequence[str], works: Sequence[str]) -> str:
        return claims_html(self._verified(checked).claims if checked else (), weights, works)

    def _read_file(self, file: str) -> str:
        try:
            return argument_in(Path(file))
        except SolidarityError as error:
            raise gr.Error(f"{Path(file).name} {error}.", print_exception=False) from error

    def _verified(self, checked: Any) -> ArgumentCheck:
        """The check that the browser sent back, each quotation compared with the library as it is now."""
        check, catalogue = _restored(checked), self._assistant.catalogue

        def again(finding: Finding) -> Finding:
            citation = finding.citation
            return replace(finding, citation=replace(citation, status=check_citation(citation, catalogue)))

        claims = [replace(claim, findings=tuple(map(again, claim.findings))) for claim in check.claims]
        return replace(check, claims=tuple(claims))

    def _memo(self, suffix: str) -> Any:
        def made(checked: Any, style: Any) -> Download:
            if not checked:
                raise SolidarityError("There is nothing to write a memo on yet: check an argument first.")
            day = datetime.date.today()
            return Download(f"memo-{day:%Y-%m-%d}{suffix}", memo(self._verified(checked), suffix, style, day))

        return made


def _restored(checked: Any) -> ArgumentCheck:
    """The check that the browser sent back.

    Raises:
        SolidarityError: it is not one.
    """
    try:
        return _CHECK.validate_python(checked)
    except ValidationError as error:
        raise SolidarityError("This check cannot be read any more: check the argument again.") from error


def _ready() -> tuple[Any, Any]:
    return gr.update(interactive=True), gr.update(interactive=False)
