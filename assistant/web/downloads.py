"""Files made for the reader. Their bytes go to the browser at once; nothing is written on the server."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import SolidarityError


@dataclass(frozen=True)
class Download:
    """A file with its name."""

    name: str
    content: bytes


def download_button(label: str, make: Callable[..., Download], inputs: Sequence[Any], **look: Any) -> gr.Button:
    """A button that makes a file of the inputs and saves it; what cannot be made is told in a message."""
    button = gr.Button(label, size="sm", min_width=150, **look)
    made = gr.JSON(visible=False)

    def packed(*values: Any) -> dict[str, str]:
        try:
            file = make(*values)
        except SolidarityError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {"name": file.name, "content": base64.b64encode(file.content).decode()}

    event = button.click(packed, list(inputs), made, api_visibility="private", show_progress="hidden")
    event.success(None, made, None, js="file => window.solidarity.save(file)")
    return button
