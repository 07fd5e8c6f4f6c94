"""The form in which a curator writes a new case."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.web.access import Access

_KINDS = ("questions", "conversations", "claims", "statements", "injections")


def case_form(assistant: Assistant, access: Access, cases_folder: Path | None) -> None:
    """Lay out the form: the kind of case and the half, then a field for each value that the kind has."""
    with gr.Row():
        kind = gr.Dropdown(list(_KINDS), value=_KINDS[0], label="Kind of case")
        half = gr.Radio(["dev", "test"], value="dev", label="Half", info="Nobody tunes on the test half.")
    gr.HTML('<p class="hint">Places are ids or pinpoints ("udhr 25"), several separated by semicolons.</p>')

    def fields(name: str) -> None:
        from evals.adding import add_case, case_types, values_of_form

        case_type = case_types()[name]
        shown = {field: _field(field, info) for field, info in case_type.model_fields.items()}

        def added(given: dict[Any, Any], request: gr.Request) -> str:
            try:
                access.require_curator(request)
                texts = {field: str(given[component] or "") for field, component in shown.items()}
                values = values_of_form(case_type, texts, assistant)
                path, _ = add_case(case_type, given[half], values, assistant, cases_folder)
            except SolidarityError as error:
                raise gr.Error(str(error), print_exception=False) from error
            return f"Added to {path.name}."

        add = gr.Button("Add the case", variant="primary", size="sm")
        told = gr.Textbox(label="Result", interactive=False)
        add.click(added, {half, *shown.values()}, told, api_visibility="private", show_progress="hidden")

    gr.render(inputs=[kind])(fields)


def _field(name: str, info: Any) -> Any:
    """The field that fits a value: a list to choose from, yes or no, or text."""
    label = name.replace("_", " ")
    options = [option for option in get_args(info.annotation) if get_origin(info.annotation) is Literal]
    if info.annotation is bool:
        return gr.Dropdown(["yes", "no"], value="yes", label=label)
    if options:
        return gr.Dropdown([str(option) for option in options], value=str(options[0]), label=label)
    return gr.Textbox(label=label if info.is_required() else f"{label} (may be empty)")
