"""Markdown, with YAML front matter for what the document says of itself."""

import re
from pathlib import Path

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.loaders.html import html_blocks
from ingest.loaders.text import decode, split_paragraphs

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
    parser = MarkdownIt("commonmark").enable("table").disable("code")  # indented text is text here, not code
    tokens = parser.parse(_TIGHT_HEADING.sub(r"\1 ", body))
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
                blocks += _paragraphs(_lines(token), numbers)
                numbers.clear()
        elif token.type == "fence":
            blocks += _paragraphs(token.content, [])
        elif token.type == "html_block":
            blocks += html_blocks(token.content)
        elif token.type == "tr_close":
            blocks.append(paragraph(" | ".join(row)))
            row = []
    return [block for block in blocks if block.text]


def _paragraphs(text: str, numbers: list[str]) -> list[Block]:
    """Paragraphs; in a list the first one has its number or bullet written in front as in the source."""
    pieces = split_paragraphs(text)
    if pieces and numbers:
        sign = numbers[-1]
        pieces[0] = f"{sign}. {pieces[0]}" if sign.isdigit() else f"{sign} {pieces[0]}"
    return [paragraph(piece) for piece in pieces]


def _plain(token: Token) -> str:
    return " ".join(_lines(token).replace("\u00ad", "").split())


def _lines(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak") or child.content.startswith("<br"):
            parts.append("\n")
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
    return "".join(parts)
