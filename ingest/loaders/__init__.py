"""One loader a format; each turns a file into blocks and raises DocumentError when the file cannot be read."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ingest.blocks import LoadedDocument

# Loaders are imported when first needed: each brings a parser along.
_LOADERS = {
    "PDF": ("pdf", "load_pdf"),
    "Word document": ("docx", "load_docx"),
    "HTML page": ("html", "load_html"),
    "Markdown": ("markdown", "load_markdown"),
    "plain text": ("text", "load_text"),
    "treaty JSON": ("treaty_json", "load_treaty_json"),
}


def loader_for(file_format: str) -> Callable[[Path], LoadedDocument]:
    """The loader of a format named in `ingest.files.FORMATS`."""
    module, function = _LOADERS[file_format]
    loader: Callable[[Path], LoadedDocument] = getattr(import_module(f"ingest.loaders.{module}"), function)
    return loader
