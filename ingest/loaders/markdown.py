"""Markdown, with YAML front matter for what the document says of itself."""

import re
from pathlib import Path

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.loaders.text import decode

_TIGHT_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])", re.MULTILINE)


def load_markdown(path: Path) -> LoadedDocument:
    """Load headings, paragraphs, list items and table rows; links and emphasis are reduced to their text.

    Raises:
        DocumentError: the front matter is not valid YAML.
    """
    try:
        metadata, body = frontmatter.parse(decode(path.read_bytes()))
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise DocumentError(f"has front matter that is not valid YAML ({reason}): correct it") from error
    return LoadedDocument(blocks=markdown_blocks(body), metadata=metadata)


def markdown_blocks(body: str) -> list[Block]:
    """Parse the text of a Markdown document into blocks."""
    tokens = MarkdownIt("commonmark").enable("table").parse(_TIGHT_HEADING.sub(r"\1 ", body))
    blocks: list[Block] = []
    numbers: list[str] = []
    row: list[str] = []
    for position, token in enumerate(tokens):
        if token.type == "list_item_open":
            numbers.append(token.info or "–")
        elif token.type == "inline":
            previous = tokens[position - 1]
            if previous.type in ("td_open", "th_open"):
                row.append(_plain(token))
            elif previous.type == "heading_open":
                blocks.append(heading(_plain(token), level=int(previous.tag[1])))
            else:
                blocks.append(_item(_plain(token), numbers))
                numbers.clear()
        elif token.type == "tr_close":
            blocks.append(paragraph(" | ".join(row)))
            row = []
    return [block for block in blocks if block.text]


def _item(text: str, numbers: list[str]) -> Block:
    """A paragraph, or a list item with its number or bullet written in front as in the source."""
    if not numbers:
        return paragraph(text)
    sign = numbers[-1]
    return paragraph(f"{sign}. {text}" if sign.isdigit() else f"{sign} {text}")


def _plain(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
    return " ".join("".join(parts).split())
