"""Plain text: paragraphs between blank lines, headings recognised by their shape."""

import re
from pathlib import Path

import charset_normalizer

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.numbering import article_heading, marker

_LONGEST_HEADING = 170
_ENDS_SENTENCE = re.compile(r"[.;:,?!…”\"»)\]]\s*$")
_WEB_FURNITURE = re.compile(
    r"^(?:skip to (?:main )?content|view this page in:?|share this page|print this page)$", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"^\d{1,2} (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}$"
)
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u00ad]$")


def load_text(path: Path) -> LoadedDocument:
    """Load a text file; a form feed starts a new page.

    Raises:
        DocumentError: the bytes are not text in any encoding that can be recognised.
    """
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    pages = text.split("\f")
    paged = [
        (number if len(pages) > 1 else None, chunk)
        for number, page in enumerate(pages, start=1)
        for chunk in re.split(r"\n\s*\n", page)
    ]
    paragraphs = [(page, piece) for page, chunk in paged for piece in _paragraphs(chunk)]
    metadata = {}
    if paragraphs and _DATE_LINE.match(paragraphs[0][1]):
        metadata["date"] = paragraphs.pop(0)[1]
    return LoadedDocument(blocks=mark_headings(paragraphs), metadata=metadata)


def decode(data: bytes) -> str:
    """Decode bytes as UTF-8 or UTF-16 where they say so, else in the most likely encoding.

    Raises:
        DocumentError: no encoding fits.
    """
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise DocumentError("is not text in any known encoding: save it as UTF-8")
    return str(best)


def join_lines(lines: list[str]) -> str:
    """Join the lines of a paragraph; a word cut by a hyphen at the end of a line becomes one word again.

    A soft hyphen always goes. A hard hyphen goes when the next line continues in lower case, which is right for
    "solidar-/ity" and wrong for "self-/determination"; the latter keeps its hyphen when the document writes it so.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif text.endswith("\u00ad"):
            text = text[:-1] + line
        elif _HYPHENATED.search(text) and line[:1].islower():
            text = text + line if _keeps_hyphen(text) else text[:-1] + line
        else:
            text = f"{text} {line}"
    return text.replace("\u00ad", "")


_COMPOUND_PREFIXES = (
    "self",
    "non",
    "well",
    "co",
    "inter",
    "sub",
    "socio",
    "anti",
    "north",
    "south",
    "long",
    "so",
)


def _keeps_hyphen(text: str) -> bool:
    last_word = text.rsplit(maxsplit=1)[-1].lower().strip("(“\"'")
    return last_word[:-1] in _COMPOUND_PREFIXES


def mark_headings(paragraphs: list[tuple[int | None, str]]) -> list[Block]:
    """Tell headings from text by shape: one short line, no full stop, and text somewhere after it.

    Of several such lines in a row the first is the heading and the others (author, place) are subtitles.
    """
    blocks: list[Block] = []
    for index, (page, text) in enumerate(paragraphs):
        if not _has_heading_shape(text) or index == len(paragraphs) - 1:
            blocks.append(paragraph(text, page))
        elif blocks and blocks[-1].kind != "text":
            blocks.append(Block(kind="subtitle", text=text, page=page))
        else:
            blocks.append(heading(text, page=page))
    return blocks


def _has_heading_shape(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or _ENDS_SENTENCE.search(text) or not re.search(r"[^\W\d_]{2}", text):
        return False
    sign = marker(text)
    if article_heading(text) is not None or (sign is not None and sign.kind in ("dash", "letter")):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in '“"‘('


def _paragraphs(chunk: str) -> list[str]:
    """Split a chunk without blank lines where a line opens an article, a numbered paragraph or a list item."""
    groups: list[list[str]] = []
    for line in (" ".join(line.split()) for line in chunk.split("\n")):
        if not line or _WEB_FURNITURE.match(line):
            continue
        if not groups or _opens_paragraph(line, groups[-1]):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [join_lines(group) for group in groups]


def _opens_paragraph(line: str, before: list[str]) -> bool:
    if marker(line) is not None or article_heading(line) is not None:
        return True
    opening = article_heading(before[0]) if len(before) == 1 else None
    return opening is not None and not opening.rest
