"""Plain text: paragraphs between blank lines, headings recognised by their shape."""

import re
from pathlib import Path

import charset_normalizer

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.numbering import PARAGRAPH_KINDS, article_heading, heading_level, marker

_LONGEST_HEADING = 170
_ENDS_SENTENCE = re.compile(r"[.;:,?!…”\"»)\]]\s*$")
_WEB_FURNITURE = re.compile(
    r"^(?:skip to (?:main )?content|view this page in:?|share this page|print this page)$", re.IGNORECASE
)
DATE_LINE = re.compile(
    r"^\d{1,2} (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}$"
)
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u2010]$")
_NAMES_NUMBER = re.compile(r"\b(?:paragraphs?|articles?|sections?|chapters?|rules?|principles?|items?)$")
_WESTERN_SHARE = 0.1
_FULL_LINE = 50  # characters; a shorter line may end a paragraph or be a heading


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
    paragraphs = _join_over_pages([(page, piece) for page, chunk in paged for piece in split_paragraphs(chunk)])
    metadata = {}
    if paragraphs and DATE_LINE.match(paragraphs[0][1]):
        metadata["date"] = paragraphs.pop(0)[1]
    return LoadedDocument(blocks=mark_headings(paragraphs), metadata=metadata)


def decode(data: bytes) -> str:
    """Decode bytes as UTF-8 or UTF-16 where they say so, else in the most likely encoding.

    Raises:
        DocumentError: no encoding fits.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise DocumentError("is not text in any known encoding: save it as UTF-8")
    return str(best)


def _encodings(data: bytes) -> list[str]:
    """Encodings to try first; text with few letters beyond ASCII is taken for Western European."""
    marked = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    is_western = sum(byte > 127 for byte in data) < _WESTERN_SHARE * len(data)
    return [*marked, "utf-8-sig", *(["cp1252"] if is_western else [])]


def join_lines(lines: list[str]) -> str:
    """Join the lines of a paragraph; a word cut by a hyphen at the end of a line becomes one word again.

    A soft hyphen always goes. A hard hyphen goes when the next line continues in lower case, which is right for
    "solidar-/ity" and wrong for "self-/determination": after the usual first parts of compounds it stays.
    """
    joined = (_before(line, following) for line, following in zip(lines, [*lines[1:], ""], strict=True))
    return "".join(joined).replace("\u00ad", "")


def _before(line: str, following: str) -> str:
    """A line as it stands before the next one, with the space that parts them."""
    if not following or line.endswith("\u00ad"):
        return line
    if _HYPHENATED.search(line) and following[0].islower():
        return line if _keeps_hyphen(line) else line[:-1]
    return f"{line} "


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
    texts = ["", *(text for _, text in paragraphs), ""]
    for (page, text), before, after in zip(paragraphs, texts, texts[2:], strict=False):
        level = heading_level(text)
        if not _has_heading_shape(text) or not after or _belongs_to_list(text, before, after):
            blocks.append(paragraph(text, page))
        elif blocks and blocks[-1].kind != "text" and level is None:
            blocks.append(Block(kind="subtitle", text=text, page=page))
        else:
            blocks.append(heading(text, level or 1, page))
    return blocks


def opens_numbered(line: str, before: str, is_full: bool) -> bool:
    """Whether a line opens an article, a numbered paragraph or a list item.

    After a full line (`is_full`) that breaks off within a sentence, "Article 8. The ..." and "12. The ..." are the end of
    a mention ("in accordance with / Article 8").
    """
    opening = article_heading(line)
    if opening is not None:
        return not (opening.rest and is_full and not _ENDS_SENTENCE.search(before))
    return marker(line) is not None and not _NAMES_NUMBER.search(before)


def _has_heading_shape(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or _ENDS_SENTENCE.search(text) or not re.search(r"[^\W\d_]{2}", text):
        return False
    sign = marker(text)
    if article_heading(text) is not None or (sign is not None and sign.kind in ("dash", "letter")):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in '“"‘('


def _belongs_to_list(text: str, before: str, after: str) -> bool:
    """Whether a line opens a list, or is one of several numbered lines in a row."""
    sign, following, preceding = marker(text), marker(after), marker(before)
    if sign is None:
        return following is not None and following.kind not in PARAGRAPH_KINDS
    return any(other is not None and other.kind == sign.kind for other in (following, preceding))


def _join_over_pages(paragraphs: list[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    joined: list[tuple[int | None, str]] = []
    for page, text in paragraphs:
        if joined and page != joined[-1][0] and text[0].islower() and not _ENDS_SENTENCE.search(joined[-1][1]):
            joined[-1] = (joined[-1][0], join_lines([joined[-1][1], text]))
        else:
            joined.append((page, text))
    return joined


def split_paragraphs(chunk: str) -> list[str]:
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
    if opens_numbered(line, before[-1], len(before[-1]) >= _FULL_LINE):
        return True
    opening = article_heading(before[0]) if len(before) == 1 else None
    return opening is not None and not opening.rest
