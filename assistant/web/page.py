"""The page: its head, its four tabs and its look."""

from pathlib import Path

import gradio as gr

from assistant.assistant import Assistant
from assistant.citing.citation_styles import STYLES
from assistant.web.access import Access
from assistant.web.api import add_endpoints
from assistant.web.ask_tab import AskTab
from assistant.web.check_tab import CheckTab
from assistant.web.evaluation_tab import EvaluationTab
from assistant.web.library_tab import LibraryTab
from assistant.web.templates import render

_HERE = Path(__file__).parent
STYLE_SHEET = _HERE / "style.css"
SCRIPT = (_HERE / "page.js").read_text(encoding="utf-8")
# Fonts of the reader's machine: nothing is loaded from elsewhere.
_FONTS = ["system-ui", "sans-serif"]


def build_page(assistant: Assistant, access: Access, cases_folder: Path | None = None) -> gr.Blocks:
    """The page over one assistant; `cases_folder` holds evaluation cases other than those of the project."""
    page: gr.Blocks
    with gr.Blocks(title="Solidarity Assistant", analytics_enabled=False, delete_cache=(600, 3600)) as page:
        with gr.Row(elem_classes="head"):
            gr.HTML(
                render("head", answered_by=assistant.answered_by, has_accounts=access.accounts is not None),
                elem_classes="grow",
            )
            style = gr.Radio(
                STYLES, value=STYLES[0], label="Citations as", elem_id="citation-style", scale=0, min_width=300
            )
            dark = gr.Button("Light or dark", size="sm", scale=0, min_width=110, elem_id="dark")
        dark.click(None, None, None, js="() => window.solidarity.toggleDark()")
        with gr.Tabs():
            with gr.Tab("Ask", id="ask"):
                ask = AskTab(assistant, style)
            with gr.Tab("Check an argument", id="check"):
                CheckTab(assistant, style)
            with gr.Tab("Library", id="library"):
                library = LibraryTab(assistant, access)
            with gr.Tab("Evaluation", id="evaluation") as evaluation:
                EvaluationTab(assistant, access, evaluation, cases_folder)
        ask.restore(page)
        library.restore(page)
        add_endpoints(assistant)
    return page


def theme() -> gr.themes.Base:
    """One look: ink on paper, one accent, the fonts of the reader's machine."""
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="slate",
        font=_FONTS,
        font_mono=["monospace"],
        radius_size=gr.themes.sizes.radius_sm,
    ).set(
        # Contrast of at least 4.5 to 1, in both.
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_label_text_color="*neutral_600",
        block_title_text_color="*neutral_700",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_300",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        color_accent="*primary_700",
        border_color_accent_dark="*primary_300",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )
