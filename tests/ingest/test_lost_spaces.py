"""Spaces lost at line ends come back, and no letter changes."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from ingest.blocks import Block, paragraph
from ingest.loaders import treaty_json
from ingest.lost_spaces import restore_spaces
from vectorstore.embedding import english_words

_THINGS = "boat net rope oar sail anchor lamp barn mill well bridge ferry market forest meadow garden"
_PHRASES = [
    f"the {thing} of every village shall be kept by the council and {thing} may be shared with other villages"
    for thing in re.findall(r"\w+", _THINGS)
]


def _damaged() -> list[Block]:
    """Invented text in which every line lost the space at its end."""
    glued = [re.sub(r"and (\w+) may", r"and\1 may", phrase) for phrase in _PHRASES]
    more = [f"the council shall keep the {word}with care" for word in ("lamp", "mill", "rope", "sail", "barn", "well")]
    return [paragraph(text) for text in (*_PHRASES, *glued, *more)]


def test_words_glued_at_line_ends_come_apart() -> None:
    restored = [block.text for block in restore_spaces(_damaged(), english_words())]
    assert "by the council and boat may be shared" in restored[16]
    assert restored[-1].endswith("the well with care")


def test_only_white_space_is_added() -> None:
    damaged = _damaged()
    for before, after in zip(damaged, restore_spaces(damaged, english_words()), strict=True):
        assert re.sub(r"\s", "", after.text) == re.sub(r"\s", "", before.text)


def test_a_text_without_lost_line_ends_is_left_alone() -> None:
    rare = [paragraph("Every village shall keep netboats and a weirhouse; the council shall lend boats and nets.")]
    assert restore_spaces(rare, english_words()) == rare


def test_the_treaties_at_hand_keep_every_letter(shared: Path) -> None:
    for path in sorted((shared / "library" / "open-treaties").glob("*.json")):
        filed = "".join(article["content_en"] for article in json.loads(path.read_text(encoding="utf-8"))["articles"])
        blocks = treaty_json.load_treaty_json(path).blocks
        loaded = "".join(block.text for block in _after_preamble(blocks) if block.kind == "text")
        assert re.sub(r"\s", "", loaded) == re.sub(r"\s", "", filed), path.name


def test_the_rule_against_refoulement_reads_as_it_should(shared: Path) -> None:
    blocks = treaty_json.load_treaty_json(shared / "library" / "open-treaties" / "refugee.json").blocks
    [rule] = [block.text for block in blocks if "expel or return" in block.text and block.text.startswith("1.")]
    assert '("refouler") a refugee' in rule
    assert "territories where his life" in rule
    assert "his race, religion" in rule


def _after_preamble(blocks: Sequence[Block]) -> Sequence[Block]:
    first = next(n for n, block in enumerate(blocks) if block.text == "Article 1")
    return blocks[first:]
