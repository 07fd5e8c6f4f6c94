"""An argument that comes as a file."""

from pathlib import Path

from assistant.errors import DocumentError
from ingest.files import FORMATS, check_format
from ingest.loaders import loader_for
from ingest.uploads import check_upload

_NO_ARGUMENTS = (".json",)


def readable_formats() -> tuple[str, ...]:
    """Suffixes of the files in which an argument can come."""
    return tuple(suffix for suffix in FORMATS if suffix not in _NO_ARGUMENTS)


def argument_in(path: Path) -> str:
    """The text of an argument that somebody uploaded, one paragraph a line.

    Raises:
        DocumentError: the file cannot be read, or holds no text.
    """
    check_upload(path, path.name)
    blocks = loader_for(check_format(path))(path).blocks
    text = "\n".join(block.text for block in blocks if block.text.strip())
    if not text:
        raise DocumentError("holds no text: paste the argument instead")
    return text
