"""What kind of text a document is: an instrument with articles, a report numbered throughout, an essay."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Block
from ingest.numbering import PARAGRAPH_KINDS, Marker, MarkerKind, article_heading, marker

_DIVISION = re.compile(r"^(part|chapter|section|title|book|annex|appendix|schedule)\b", re.IGNORECASE)
_ANNEX = re.compile(r"^(annex|appendix)\b", re.IGNORECASE)
_LONGEST_DIVISION = 120
_NUMBERED_SHARE = 0.4
_RECITAL_END = (",", ";")


@dataclass(frozen=True)
class Shape:
    """`paragraph_kind` is how paragraphs outside of articles are numbered, None where they are not.

    `opens_with_report` tells that the articles stand in an annex, so that what comes before it is not their preamble.
    """

    has_articles: bool
    opens_with_report: bool
    paragraph_kind: MarkerKind | None


def shape_of(blocks: Sequence[Block]) -> Shape:
    first_article = next((index for index, block in enumerate(blocks) if opens_article(block)), None)
    opening = blocks[:first_article] if first_article is not None else ()
    return Shape(
        has_articles=first_article is not None,
        opens_with_report=any(is_division(block) and is_annex(block.text) for block in opening),
        paragraph_kind=_paragraph_kind(list(_outside_articles(blocks))),
    )


def opens_article(block: Block) -> bool:
    return block.kind != "subtitle" and not block.number and article_heading(block.text) is not None


def is_division(block: Block) -> bool:
    """Whether a block names a part of an instrument ("PART II", "Annex"), be it marked as a heading or not."""
    is_short = len(block.text) < _LONGEST_DIVISION and not block.text.rstrip().endswith((".", ",", ";", ":"))
    return is_short and bool(_DIVISION.match(block.text))


def is_annex(text: str) -> bool:
    return bool(_ANNEX.match(text))


def sign_of(block: Block) -> Marker | None:
    """The number or list sign of a paragraph, be it in its text or beside it."""
    return Marker("decimal", block.number, 0) if block.number else marker(block.text)


def position(sign: Marker) -> int:
    """What a paragraph sign counts: 3 for "3.", "(3)" and "C."."""
    return ord(sign.value) - ord("A") + 1 if sign.kind == "capital" else int(sign.value)


def _outside_articles(blocks: Sequence[Block]) -> Iterator[Block]:
    in_article = False
    for block in blocks:
        in_article = not is_division(block) and (in_article or opens_article(block))
        if not in_article:
            yield block


def _paragraph_kind(blocks: Sequence[Block]) -> MarkerKind | None:
    """Tell a report, whose paragraphs are numbered section after section, from an essay that holds a numbered list."""
    texts = [block for block in blocks if block.kind == "text"]
    numbered = Counter(sign.kind for sign in _paragraph_signs(texts))
    if not numbered:
        return None
    kind, count = numbered.most_common(1)[0]
    plain = sum(sign_of(block) is None and not block.text.endswith(_RECITAL_END) for block in texts)
    openings = [sign_of(block) for before, block in pairwise(blocks) if before.kind != "text" and block.kind == "text"]
    opened = sum(sign is not None and sign.kind == kind for sign in openings)
    is_throughout = count >= _NUMBERED_SHARE * (count + plain)
    in_most_sections = len(openings) < 2 or opened >= _NUMBERED_SHARE * len(openings)
    return kind if count >= 2 and is_throughout and in_most_sections else None


def _paragraph_signs(texts: Sequence[Block]) -> Iterator[Marker]:
    """The signs that count on from each other, without those of lists, which follow a line that ends in a colon."""
    last: dict[MarkerKind, int] = {}
    listed: MarkerKind | None = None
    before = ""
    for block in texts:
        sign = sign_of(block)
        if sign is None:
            listed = None
        elif sign.kind in PARAGRAPH_KINDS:
            if before.endswith(":") and sign.kind not in last:
                listed = sign.kind
            if sign.kind != listed and position(sign) > last.get(sign.kind, 0):
                last[sign.kind] = position(sign)
                yield sign
        before = block.text
