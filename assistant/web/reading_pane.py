"""The pane beside a chat, a check or a search, in which a provision opens when a link to it is followed."""

import gradio as gr

from assistant.assistant import Assistant
from assistant.web.reading import reading_html

# The script of the page hands the address of a link to the pane of the same tab.
_ON_LOAD = """
element.addEventListener('read', async event => {
  props.value = await server.read(event.detail);
  requestAnimationFrame(() => element.querySelector('[tabindex]')?.focus());
});
element.addEventListener('click', event => {
  if (!event.target.closest('.close')) return;
  props.value = '';
  window.solidarity.back();
});
"""


def reading_pane(assistant: Assistant) -> gr.HTML:
    """An empty pane; it shows what stands at the address that it is given."""

    def read(address: str) -> str:
        return reading_html(str(address), assistant.catalogue)

    return gr.HTML("", server_functions=[read], js_on_load=_ON_LOAD, elem_classes="reading-pane")
