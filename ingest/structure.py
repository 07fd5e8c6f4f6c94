"""Finds the provisions of a document: articles, numbered paragraphs, preamble, paragraphs under headings.

The structure is read off the document's own headings and numbers; nothing is guessed by a model. List items stay with
the line that opens them. Where an article opens with a line and then numbers its paragraphs, that line is a provision
of its own and the `chapeau` of each numbered paragraph.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.types import Provision
from ingest.blocks import Block
from ingest.numbering import PARAGRAPH_KINDS, ArticleHeading, Marker, MarkerKind, article_heading, marker
from ingest.shape import is_annex, is_division, opens_article, position, shape_of, sign_of

_PREAMBLE = re.compile(r"^preamble\b[\s:.]*", re.IGNORECASE)
_RECITAL = re.compile(r"^(?:\w+ly\s)?(?:\w+(?:ing|ed)|mindful|aware)\b", re.IGNORECASE)
_MOST_MISSING_NUMBERS = 3
_LONGEST_PREAMBLE_OPENING = 120


@dataclass
class _Draft:
    """A provision that is still growing."""

    path: str
    label: str
    heading_path: tuple[str, ...]
    page: int | None
    chapeau: str = ""
    parts: list[str] = field(default_factory=list)


def find_provisions(blocks: Sequence[Block], document_key: str) -> list[Provision]:
    """Return the provisions of a document in reading order, with ids unique within it.

    The ids are `DOCUMENT/art-8/3`, `DOCUMENT/para-12`, `DOCUMENT/preamble/2`, or, for text without numbers,
    `DOCUMENT/HEADING/para-2`.
    """
    finder = _Finder(blocks)
    for block in blocks:
        finder.take(block)
    return number_provisions(finder.finish(), document_key)


def number_provisions(drafts: Iterable[tuple[str, Provision]], document_key: str) -> list[Provision]:
    """Give provisions their ids and order; a path that comes twice is told apart by its heading, then by a counter."""
    document_id = document_key.rpartition("@")[0]
    used: set[str] = set()
    provisions = []
    for order, (path, provision) in enumerate(drafts):
        unique = _unique_path(path, provision.heading_path, used)
        used.add(unique)
        provisions.append(replace(provision, id=f"{document_id}/{unique}", document_key=document_key, order=order))
    return provisions


def slug(text: str, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word end at or before `limit` characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    if len(words) <= limit:
        return words
    return words[: limit + 1].rpartition("-")[0] or words[:limit]


def _unique_path(path: str, heading_path: tuple[str, ...], used: set[str]) -> str:
    candidates = [path]
    if heading_path:
        candidates += [f"{slug(heading_path[0])}/{path}", f"{'/'.join(map(slug, heading_path))}/{path}"]
    for candidate in candidates:
        if candidate not in used:
            return candidate
    count = 2
    while f"{path}-{count}" in used:
        count += 1
    return f"{path}-{count}"


class _Finder:
    """Walks through the blocks once, with the place in the document as its state."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._drafts: list[_Draft] = []
        self._headings: list[tuple[int, str]] = []
        self._subtitles: list[str] = []
        self._annex = ""
        self._article: ArticleHeading | None = None
        self._article_title = ""
        self._article_opened = False
        self._paragraph_kind: MarkerKind | None = None
        self._last_number = 0
        self._numbered_paragraph_open = False
        self._in_preamble = False
        self._preamble_count = 0
        self._preamble_chapeau = ""
        self._unnumbered_count = 0
        self._shape = shape_of(blocks)

    def take(self, block: Block) -> None:
        opening = article_heading(block.text)
        if opening is not None and opens_article(block):
            self._open_article(opening, block)
        elif block.kind == "subtitle":
            self._subtitles.append(block.text)
        elif block.kind == "heading" or (self._shape.has_articles and is_division(block)):
            self._open_heading(block)
        else:
            self._add_text(block)

    def finish(self) -> list[tuple[str, Provision]]:
        return [(draft.path, _to_provision(draft)) for draft in self._drafts if any(draft.parts)]

    def _open_article(self, opening: ArticleHeading, block: Block) -> None:
        self._in_preamble = False
        level = block.level or 99
        self._headings = [
            (depth, title) for depth, title in self._headings if depth < level and not _PREAMBLE.match(title)
        ]
        self._article, self._article_title, self._article_opened = opening, "", False
        self._paragraph_kind, self._last_number = None, 0
        if not opening.rest:
            return
        if block.kind == "heading" or _looks_like_title(opening.rest):
            self._article_title = opening.rest
        else:
            self._add_text(replace(block, kind="text", text=opening.rest))

    def _open_heading(self, block: Block) -> None:
        text = " ".join(block.text.split())
        if self._article and not self._article_opened and not self._article_title and not is_division(block):
            self._article_title = text
            return
        preamble = _PREAMBLE.match(text)
        level = block.level or 1
        self._headings = [(depth, title) for depth, title in self._headings if depth < level] + [(level, text)]
        self._subtitles = []
        self._article, self._article_title, self._unnumbered_count = None, "", 0
        self._in_preamble, self._numbered_paragraph_open = preamble is not None, False
        if is_annex(text):
            self._open_annex(text)

    def _open_annex(self, text: str) -> None:
        self._annex, self._last_number = slug(text, 20), 0
        self._preamble_count, self._preamble_chapeau = 0, ""
        self._in_preamble = self._shape.has_articles

    def _add_text(self, block: Block) -> None:
        text = block.text.strip()
        sign = sign_of(replace(block, text=text))
        if self._article is not None:
            self._add_to_article(self._article, text, sign, block.page)
        elif sign is not None and self._continues(sign, self._shape.paragraph_kind):
            self._in_preamble = False
            self._last_number = position(sign)
            self._numbered_paragraph_open = True
            self._start(f"para-{sign.value}", f"para. {sign.value}", text[sign.end :], block.page)
        elif self._in_preamble or self._precedes_first_article():
            self._add_to_preamble(_PREAMBLE.sub("", text), block.page)
        elif self._continues_last_provision(sign):
            self._drafts[-1].parts.append(text)
        else:
            self._add_unnumbered(text, block.page)

    def _add_to_article(self, article: ArticleHeading, text: str, sign: Marker | None, page: int | None) -> None:
        path = "/".join([f"art-{article.number}", *article.paragraph])
        label = f"art. {article.number}" + "".join(f"({part})" for part in article.paragraph)
        if sign is not None and self._opens_article_paragraph(sign):
            chapeau = ""
            if self._paragraph_kind is None and self._article_opened:
                chapeau = self._turn_into_chapeau()
            elif self._drafts and self._paragraph_kind is not None:
                chapeau = self._drafts[-1].chapeau
            self._paragraph_kind = sign.kind
            self._last_number = position(sign)
            number = sign.value
            shown = number if sign.kind == "capital" else f"({number})"
            self._start(f"{path}/{number.lower()}", f"{label}{shown}", text[sign.end :], page, chapeau)
        elif self._article_opened:
            self._drafts[-1].parts.append(text)
        else:
            self._start(path, label, text, page)
        self._article_opened = True

    def _opens_article_paragraph(self, sign: Marker) -> bool:
        if self._paragraph_kind is None:
            return sign.kind in PARAGRAPH_KINDS and position(sign) == 1
        return self._continues(sign, self._paragraph_kind)

    def _turn_into_chapeau(self) -> str:
        opening = self._drafts[-1]
        opening.path += "/chapeau"
        opening.label += ", chapeau"
        return "\n".join(opening.parts)

    def _continues(self, sign: Marker, kind: MarkerKind | None) -> bool:
        if sign.kind != kind:
            return False
        step = position(sign) - self._last_number
        return step == 1 or (1 < step <= _MOST_MISSING_NUMBERS and self._last_number > 0)

    def _precedes_first_article(self) -> bool:
        if not self._shape.has_articles or (self._shape.opens_with_report and not self._annex):
            return False
        return self._last_number == 0 and not any(draft.label.startswith("art.") for draft in self._drafts)

    def _add_to_preamble(self, text: str, page: int | None) -> None:
        if not text:
            return
        sign = marker(text)
        if sign is not None and sign.kind == "letter":
            label = f"preamble, para. ({sign.value})"
            self._start(f"preamble/{sign.value}", label, text[sign.end :], page, self._preamble_chapeau)
        elif sign is not None and self._preamble_count:
            self._drafts[-1].parts.append(text)
        elif not self._preamble_count and not self._preamble_chapeau and _opens_recitals(text):
            self._preamble_chapeau = text  # "The States Parties to the present Covenant," opens every recital
            self._start("preamble/chapeau", "preamble, chapeau", text, page)
        else:
            self._preamble_count += 1
            count = self._preamble_count
            self._start(f"preamble/{count}", f"preamble, para. {count}", text, page, self._preamble_chapeau)

    def _continues_last_provision(self, sign: Marker | None) -> bool:
        """Text after a numbered paragraph belongs to it until the next heading; after other text only list items do."""
        same_section = bool(self._drafts) and self._drafts[-1].heading_path == self._heading_path()
        return same_section and (self._numbered_paragraph_open or sign is not None)

    def _add_unnumbered(self, text: str, page: int | None) -> None:
        self._unnumbered_count += 1
        place = slug(self._headings[-1][1]) if self._headings else ""
        path = f"{place}/para-{self._unnumbered_count}" if place else f"para-{self._unnumbered_count}"
        label = f"para. {self._unnumbered_count}"
        if self._headings:
            label = f"“{self._headings[-1][1]}”, {label}"
        self._start(path, label, text, page)

    def _heading_path(self) -> tuple[str, ...]:
        titles = tuple(title for _, title in self._headings) + tuple(self._subtitles)
        return (*titles, self._article_title) if self._article_title else titles

    def _start(self, path: str, label: str, text: str, page: int | None, chapeau: str = "") -> None:
        if self._annex and not path.startswith("art-") and not path.startswith("preamble"):
            path, label = f"{self._annex}/{path}", f"annex, {label}"
        draft = _Draft(path, label, self._heading_path(), page, chapeau, [text.strip()])
        self._drafts.append(draft)


def _looks_like_title(text: str) -> bool:
    return len(text) <= 120 and not text.rstrip().endswith((".", ";", ":", ","))


def _opens_recitals(text: str) -> bool:
    """Whether a line only names who speaks, as in "The States Parties to the present Covenant,"."""
    return len(text) <= _LONGEST_PREAMBLE_OPENING and text.endswith(",") and not _RECITAL.match(text)


def _to_provision(draft: _Draft) -> Provision:
    return Provision(
        id=draft.path,
        document_key="",
        label=draft.label,
        text="\n".join(part for part in draft.parts if part),
        order=0,
        heading_path=draft.heading_path,
        chapeau=draft.chapeau,
        page=draft.page,
    )
