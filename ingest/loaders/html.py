"""HTML pages: the main text with its headings, without navigation, scripts and other furniture."""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.loaders.text import decode, split_paragraphs
from ingest.numbering import NumberForm, write_number

_FURNITURE = (
    *("script", "style", "noscript", "template", "nav", "footer", "aside", "svg", "button", "iframe"),
    *("select", "textarea", "title", "[hidden]", "header:not(main header):not(article header)"),
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = (
    *(
        "p",
        "li",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "figcaption",
        "div",
        "section",
        "article",
        "center",
    ),
    *("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "figure", "form", "fieldset", "address", "hr", "main"),
)
_FOOTNOTE_SIGN = re.compile(r"\[?\d{1,3}\]?")
_LIST_FORMS: dict[str, NumberForm] = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def load_html(path: Path) -> LoadedDocument:
    """Load a page; metadata comes from `title`, the author and date `meta` elements and the canonical link."""
    soup = BeautifulSoup(decode(path.read_bytes()), "lxml")
    metadata = _metadata(soup)
    for element in soup.select(", ".join(_FURNITURE)):
        element.decompose()
    main = soup.find("main") or soup.find("article") or soup.body or soup
    return LoadedDocument(blocks=_Walker().walk(main) if isinstance(main, Tag) else [], metadata=metadata)


def html_blocks(text: str) -> list[Block]:
    """Blocks of a piece of HTML."""
    return _Walker().walk(BeautifulSoup(text, "lxml"))


class _Walker:
    """Goes through the elements in order; text runs on until an element begins or ends that stands by itself."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._run: list[str] = []
        self._sign = ""

    def walk(self, element: Tag) -> list[Block]:
        self._enter(element)
        self._end_run()
        return self._blocks

    def _enter(self, element: Tag) -> None:
        for child in element.children:
            if isinstance(child, Tag):
                self._take(child)
            elif not isinstance(child, PreformattedString):  # a comment, for instance
                self._run.append(re.sub(r"\s+", " ", str(child)))

    def _take(self, child: Tag) -> None:
        if child.name == "br":
            self._run.append("\n")
        elif child.name in _HEADINGS:
            self._end_run()
            self._add(heading(_text(child), level=int(child.name[1])))
        elif (
            child.name == "tr"
            and child.find((*_HEADINGS, *(name for name in _BLOCKS if name not in ("td", "th")))) is None
        ):
            self._end_run()
            cells = [_text(cell) for cell in child.find_all(["td", "th"])]
            self._add(paragraph(" | ".join(cell for cell in cells if cell)))
        elif child.name in _BLOCKS:
            self._end_run()
            self._enter_block(child)
            self._end_run()
        elif not (child.name == "sup" and _FOOTNOTE_SIGN.fullmatch(_text(child))):
            self._enter(child)

    def _enter_block(self, block: Tag) -> None:
        if block.name == "pre":
            self._run.append(block.get_text())
            return
        if block.name == "li":
            self._sign = _list_sign(block)
        self._enter(block)

    def _end_run(self) -> None:
        chunks = re.split(r"\n\s*\n", "".join(self._run))
        self._run.clear()
        for piece in (piece for chunk in chunks for piece in split_paragraphs(chunk)):
            self._add(paragraph(f"{self._sign} {piece}".strip()))
            self._sign = ""

    def _add(self, block: Block) -> None:
        if block.text:
            self._blocks.append(block)


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").replace("\u00ad", "").split())


def _list_sign(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "–"
    first = _number(parent.get("start"), 1) + len(item.find_previous_siblings("li"))
    form = _LIST_FORMS.get(str(parent.get("type", "1")), "decimal")
    written = write_number(_number(item.get("value"), first), form)
    return f"({written})" if written.islower() else f"{written}."


def _number(value: object, default: int) -> int:
    return int(str(value)) if str(value).isdecimal() else default


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    if soup.title and soup.title.get_text(strip=True):
        found["title"] = " ".join(soup.title.get_text().split())
    names = {
        "author": "author",
        "date": "date",
        "dc.date": "date",
        "article:published_time": "date",
        "dc.creator": "author",
    }
    for element in soup.find_all("meta"):
        key = names.get(str(element.get("name") or element.get("property") or "").lower())
        if key and element.get("content"):
            found.setdefault(key, str(element["content"]).strip())
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag) and str(canonical.get("href", "")).startswith("https://"):
        found["source_url"] = str(canonical["href"])
    return found
