"""Treaties of the open-treaties data set: one JSON file a treaty, articles in English and Chinese.

The English text of some files has lost its paragraph numbers and the breaks between paragraphs ("... his control.Motherhood
and ..."). The breaks are found again at those joins; the numbers are taken from the Chinese text of the same article, and only
where both texts fall into the same number of parts. Otherwise the article stays one provision.
"""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from ingest.blocks import Block, LoadedDocument, heading, paragraph
from ingest.lost_spaces import restore_spaces
from ingest.numbering import chinese_number, chinese_ordinal, marker
from vectorstore.embedding import english_words

_ENGLISH_BREAK = re.compile(
    r"\n+"
    r"|(?<=[a-z)”\"’'][.;:])(?=[“\"]?[A-Z])"  # a sentence glued to the one before it
    r"|(?<=[:;.])\s*(?=\((?:[a-z]|[ivx]{1,4}|\d)\s?\)\s*\S)"  # a list item on the same line
)
_LONE_NUMBER = re.compile(r"\d{1,2}\.")
_PREAMBLE_BREAK = re.compile(r"\n+|(?<=[,;])(?=[A-Z])")
_CHINESE_SIGN = re.compile(
    r"(?:^|(?<=[。；：\n]))[ \u3000]*"
    r"(?:(?P<paragraph>[一二三四五六七八九十]+)(?:、|[ \u3000]+)|(?P<digit>\d{1,2})[.．]"
    r"|[（(](?P<item>[一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]+|[a-z]|\d{1,2})[）)])"
)
_CHINESE_DIVISION = re.compile(r"第[一二三四五六七八九十]+[編章部節]")


def is_treaty(data: Any) -> bool:
    """Tell whether parsed JSON has the shape of the data set."""
    return isinstance(data, dict) and isinstance(data.get("articles"), list) and "treaty_en" in data


def load_treaty_json(path: Path) -> LoadedDocument:
    """Load one treaty.

    Raises:
        DocumentError: the file is not JSON, or not a treaty of this data set.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DocumentError(f"is not valid JSON ({error}): save it again as UTF-8 JSON") from error
    if not is_treaty(data):
        raise DocumentError(
            "is JSON but not a treaty of the open-treaties form (treaty_en, articles): convert it first"
        )
    blocks = [heading("Preamble")] if data.get("preamble_en") else []
    blocks += [paragraph(part) for part in _split(_PREAMBLE_BREAK, data.get("preamble_en", ""))]
    for position, article in enumerate(data["articles"], start=1):
        try:
            blocks += _article_blocks(article)
        except (KeyError, TypeError, ValueError) as error:
            raise DocumentError(
                f"has an article, the {position}. in the file, that cannot be read ({error!r}): correct it"
            ) from error
    metadata = {"title": data["treaty_en"], "kind": "treaty", "status": "official text", "language": "en"}
    return LoadedDocument(blocks=restore_spaces(blocks, english_words()), metadata=metadata)


def _article_blocks(article: dict[str, str]) -> list[Block]:
    blocks = [heading(f"Article {chinese_number(article['article'])}")]
    if article.get("title_en"):
        blocks.append(heading(article["title_en"], level=2))
    parts = _with_lone_numbers_joined(_split(_ENGLISH_BREAK, article["content_en"]))
    numbers = _paragraph_numbers(parts, article.get("content_zh", ""))
    return blocks + [paragraph(part, number=number) for part, number in zip(parts, numbers, strict=True)]


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in pattern.split(text) if part and part.strip()]


def _with_lone_numbers_joined(parts: list[str]) -> list[str]:
    """Put a paragraph's number that stands on a line of its own before the item that follows it: "2." and "(a) ..."."""
    joined: list[str] = []
    for part in parts:
        if joined and part.startswith("(") and _LONE_NUMBER.fullmatch(joined[-1]):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _paragraph_numbers(parts: list[str], chinese: str) -> list[str]:
    """Number each part that opens a paragraph; "" for the others, and for all when the two texts do not agree."""
    unnumbered = [""] * len(parts)
    first = marker(parts[0]) if parts else None
    if first is not None and first.kind != "letter":
        return unnumbered
    signs = _chinese_parts(chinese)
    numbers = [number for number in signs if number]
    if len(signs) != len(parts) or numbers != [str(n) for n in range(1, len(numbers) + 1)] or len(numbers) < 2:
        return unnumbered
    return signs


def _chinese_parts(chinese: str) -> list[str]:
    """Cut the Chinese article as the English one is cut; for each part its paragraph number, "" for items."""
    starts: dict[int, str] = {0: ""}
    for line in re.finditer(r"\n+", chinese):
        starts[line.end()] = ""
    for sign in _CHINESE_SIGN.finditer(chinese):
        starts[sign.start()] = _paragraph_number(sign)
    bounds = [*sorted(starts), len(chinese)]
    parts = [(starts[start], chinese[start:end].strip()) for start, end in pairwise(bounds)]
    # The title of the next part of the treaty sometimes hangs on to the end of an article.
    return [number for number, text in parts if text and not _CHINESE_DIVISION.match(text)]


def _paragraph_number(sign: re.Match[str]) -> str:
    if sign["paragraph"]:
        return str(chinese_number(sign["paragraph"]))
    if sign["digit"]:
        return sign["digit"]
    opens_article = sign.start() == 0 and not sign["item"].isascii()
    return str(chinese_ordinal(sign["item"])) if opens_article else ""
