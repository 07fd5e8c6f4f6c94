"""The tab Library: what the assistant answers from; reading, searching and comparing it, and for curators changing it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import EmptyStoreError, SolidarityError
from assistant.library import READABLE, FileProgress, Library
from assistant.web.access import Access
from assistant.web.answers import comparison_html
from assistant.web.corpus_plot import corpus_plot
from assistant.web.documents import changes_html, document_html, documents_html, found_html
from assistant.web.reading_pane import reading_pane
from vectorstore.records import StoredDocument

_SELECT = """
element.addEventListener('click', event => {
  const link = event.target.closest('a[data-key]');
  if (!link) return;
  event.preventDefault();
  trigger('select', { value: link.dataset.key });
});
"""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class LibraryTab:
    """Lays out the tab and connects it."""

    def __init__(self, assistant: Assistant, access: Access) -> None:
        self._assistant, self._access = assistant, access
        self._library = Library(assistant)
        with gr.Row(equal_height=False, elem_classes="beside"):
            with gr.Column(scale=2, min_width=320, elem_classes="pane"):
                self._documents = gr.HTML("", js_on_load=_SELECT)
            with gr.Column(scale=3, min_width=320):
                self._lay_out_reader()
        with gr.Accordion("Compare two works on a topic", open=False):
            self._lay_out_comparison()
        with gr.Accordion("The library by year and kind", open=False):
            self._plot = gr.Plot(show_label=False)
        with gr.Accordion("Add, fetch or remove documents", open=False, visible=False) as self._changes:
            self._lay_out_changes()
        self._connect()

    def restore(self, page: gr.Blocks) -> None:
        """Show the library as it is now, when the page is opened; only curators see how to change it."""
        page.load(self._shown, None, self._all, queue=False, **_QUIET)
        page.load(self._visible_to, None, self._changes, queue=False, **_QUIET)

    @property
    def _all(self) -> list[Any]:
        """Everything that changes with the library."""
        return [self._documents, self._chosen, self._one, self._other, self._fetchable, self._removable, self._plot]

    def _lay_out_reader(self) -> None:
        with gr.Row():
            self._chosen = gr.Dropdown([], label="Document", scale=2)
            self._wanted = gr.Textbox(label="Search inside", placeholder="Words or a question", scale=2)
        reading_pane(self._assistant)
        self._found = gr.HTML("")
        self._text = gr.HTML(document_html(None, ()))

    def _lay_out_comparison(self) -> None:
        with gr.Row():
            self._one = gr.Dropdown([], label="One work")
            self._other = gr.Dropdown([], label="Another work")
            self._topic = gr.Textbox(label="Topic", placeholder="for example: torture")
            self._compare = gr.Button("Compare", size="sm", variant="primary")
        self._compared = gr.HTML("")

    def _lay_out_changes(self) -> None:
        self._files = gr.File(
            label=f"Files to add ({', '.join(READABLE)})", file_count="multiple", file_types=list(READABLE), height=140
        )
        self._add = gr.Button("Add to the library", size="sm", variant="primary")
        self._fetchable = gr.Dropdown([], multiselect=True, label="Official texts that can be fetched")
        self._fetch = gr.Button("Fetch", size="sm", variant="primary")
        self._removable = gr.Dropdown([], label="Document to remove")
        self._remove = gr.Button("Remove from the library", size="sm", variant="stop")
        self._progress = gr.HTML("")

    def _connect(self) -> None:
        self._documents.select(self._open, None, [self._chosen, self._text, self._found], **_QUIET)
        self._chosen.input(self._read, self._chosen, [self._text, self._found], **_QUIET)
        self._wanted.submit(self._search, [self._wanted, self._chosen], self._found, **_QUIET)
        compared = [self._one, self._other, self._topic]
        for event in (self._compare.click, self._topic.submit):
            event(self._side_by_side, compared, self._compared, concurrency_id="ask", **_QUIET)
        changes = (
            (self._add, self._added, self._files),
            (self._fetch, self._fetched, self._fetchable),
            (self._remove, self._removed, self._removable),
        )
        for button, change, given in changes:
            event = button.click(change, given, self._progress, concurrency_id="change", concurrency_limit=1, **_QUIET)
            event.then(self._shown, None, self._all, **_QUIET)
            event.success(lambda: None, None, self._files, **_QUIET)

    def _shown(self) -> tuple[Any, ...]:
        stored = self._assistant.sources()
        editions = [(f"{item.document.short} ({item.document.status})", item.document.key) for item in stored]
        works = sorted({(item.document.short, item.document.id) for item in stored})
        fetchable = [(source.title, source.id) for source in self._library.fetchable()]
        lists = (editions, works, works, fetchable, editions)
        return documents_html(stored), *(gr.update(choices=choices) for choices in lists), corpus_plot(stored)

    def _visible_to(self, request: gr.Request) -> Any:
        return gr.update(visible=self._access.is_curator(request))

    def _open(self, event: gr.EventData) -> tuple[Any, str, str]:
        key = str(event._data.get("value", ""))
        return gr.update(value=key), *self._read(key)

    def _read(self, key: str | None) -> tuple[str, str]:
        stored = self._stored(key)
        provisions = self._assistant.catalogue.provisions_of(stored.document.key) if stored else ()
        return document_html(stored.document if stored else None, provisions), ""

    def _stored(self, key: str | None) -> StoredDocument | None:
        return next((item for item in self._assistant.sources() if item.document.key == key), None)

    def _search(self, wanted: str, key: str | None) -> str:
        stored = self._stored(key)
        if stored is None or not wanted.strip():
            return found_html(wanted, None, ())
        try:
            hits = self._assistant.search_within(wanted, stored.document.key)
        except EmptyStoreError:
            hits = []
        return found_html(wanted, stored.document, hits, self._assistant.catalogue.provisions_of(stored.document.key))

    def _side_by_side(self, one: str | None, other: str | None, topic: str) -> str:
        if not one or not other or one == other:
            raise gr.Error("Choose two different works.", print_exception=False)
        try:
            return comparison_html(self._assistant.compare([one, other], topic))
        except SolidarityError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _added(self, files: Sequence[str] | None, request: gr.Request) -> Iterator[str]:
        given = [(Path(file), Path(file).name) for file in files or ()]
        yield from self._changed(
            lambda: self._library.add(given), request, "No file was chosen: drop some first.", given
        )

    def _fetched(self, ids: Sequence[str] | None, request: gr.Request) -> Iterator[str]:
        yield from self._changed(lambda: self._library.fetch(ids or ()), request, "No text was chosen.", ids)

    def _removed(self, key: str | None, request: gr.Request) -> Iterator[str]:
        yield from self._changed(lambda: self._library.remove(key or ""), request, "No document was chosen.", key)

    def _changed(self, change: Any, request: gr.Request, nothing: str, given: Any) -> Iterator[str]:
        """Draw the progress of a change, one line a file."""
        latest: dict[int, FileProgress] = {}
        try:
            self._access.require_curator(request)
            if not given:
                raise SolidarityError(nothing)
            for progress in change():
                latest[progress.position] = progress
                yield changes_html(list(latest.values()))
        except SolidarityError as error:
            raise gr.Error(str(error), print_exception=False) from error
