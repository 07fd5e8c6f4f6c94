"""HTML pages: the main text with its headings, without navigation, scripts and other furniture."""

from pathlib import Path

from bs4 import BeautifulSoup, Tag

from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.loaders.text import decode
from ingest.numbering import letter

_FURNITURE = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "svg",
    "button",
    "iframe",
]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_TEXTS = ["p", "li", "blockquote", "pre", "dt", "dd", "tr", "figcaption", "div", "section"]


def load_html(path: Path) -> LoadedDocument:
    """Load a page; metadata comes from `title`, the author and date `meta` elements and the canonical link."""
    soup = BeautifulSoup(decode(path.read_bytes()), "lxml")
    metadata = _metadata(soup)
    for element in [*soup.find_all(_FURNITURE), *soup.select("[hidden]")]:
        element.decompose()
    main = soup.find("main") or soup.find("article") or soup.body or soup
    return LoadedDocument(blocks=_blocks(main) if isinstance(main, Tag) else [], metadata=metadata)


def _blocks(main: Tag) -> list[Block]:
    blocks: list[Block] = []
    for element in main.find_all([*_HEADINGS, *_TEXTS]):
        if element.name in _HEADINGS:
            blocks.append(heading(_text(element), level=int(element.name[1])))
        elif element.name == "tr":
            cells = [_text(cell) for cell in element.find_all(["td", "th"])]
            blocks.append(paragraph(" | ".join(cell for cell in cells if cell)))
        elif element.name == "li":
            blocks.append(paragraph(f"{_list_sign(element)} {_own_text(element)}" if _own_text(element) else ""))
        else:
            blocks.append(paragraph(_own_text(element)))
    return [block for block in blocks if block.text]


def _own_text(element: Tag) -> str:
    """Text of an element without the block elements inside it, which become blocks of their own."""
    parts: list[str] = []
    for child in element.children:
        if not isinstance(child, Tag):
            parts.append(str(child))
        elif child.name == "br":
            parts.append("\n")
        elif child.name not in (*_HEADINGS, *_TEXTS, "ul", "ol", "table", "tbody", "thead"):
            parts.append(child.get_text(" ") if child.find(_TEXTS + _HEADINGS) is None else "")
    return " ".join("".join(parts).split())


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _list_sign(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "–"
    position = len(item.find_previous_siblings("li")) + int(str(parent.get("start", "1")))
    if parent.get("type") == "a":
        return f"({letter(position)})"
    return f"{position}."


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
