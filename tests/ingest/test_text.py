from pathlib import Path

import pytest

from assistant.errors import DocumentError
from ingest.blocks import Block
from ingest.loaders.text import decode, join_lines, load_text
from tests.ingest.samples import provision_texts, texts, written


def _blocks(folder: Path, content: str | bytes) -> list[Block]:
    return list(load_text(written(folder, "x.txt", content)).blocks)


def test_lines_without_a_blank_line_between_them_are_one_paragraph(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, "Nets are lent\nin every harbour.\n\nBoats are not.\n")
    assert texts(blocks) == ["Nets are lent in every harbour.", "Boats are not."]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_understood(tmp_path: Path, newline: str) -> None:
    assert texts(_blocks(tmp_path, f"Nets{newline}are lent.{newline}{newline}Boats.")) == ["Nets are lent.", "Boats."]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["soli-", "darity"], "solidarity"),
        (["soli\u00ad", "darity"], "solidarity"),
        (["soli\u2010", "darity"], "solidarity"),
        (["so\u00adli\u00addarity"], "solidarity"),
        (["self-", "determination"], "self-determination"),
        (["North-", "South ties"], "North- South ties"),
        (["in 1990-", "1995"], "in 1990- 1995"),
        (["a net -", "lent"], "a net - lent"),
        (["nets", "boats"], "nets boats"),
    ],
)
def test_words_cut_at_a_line_end_are_joined(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_soft_hyphens_vanish_from_a_text_file(tmp_path: Path) -> None:
    assert texts(_blocks(tmp_path, "Coop\u00aderation among vil-\nlages is soli\u00ad\ndarity.")) == [
        "Cooperation among villages is solidarity."
    ]


def test_a_form_feed_starts_a_page_and_a_cut_paragraph_goes_on_over_it(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, "Nets are lent in every\n\fharbour of the coast.\n\nBoats are not.\n\fThe end is near.")
    assert [(block.text, block.page) for block in blocks] == [
        ("Nets are lent in every harbour of the coast.", 1),
        ("Boats are not.", 2),
        ("The end is near.", 3),
    ]


def test_numbered_lines_and_items_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    content = (
        "Article 1\nNets are lent:\n(a) in winter;\n(b) after\nstorms.\nArticle 2\n1. Boats are kept.\n2. They are old."
    )
    assert provision_texts(_blocks(tmp_path, content)) == {
        "art-1": "Nets are lent:\n(a) in winter;\n(b) after storms.",
        "art-2/1": "Boats are kept.",
        "art-2/2": "They are old.",
    }


def test_a_mention_at_the_start_of_a_line_opens_nothing(tmp_path: Path) -> None:
    content = (
        "The keeper of the nets at the northern harbour acted in accordance with\n"
        "Article 8. The villages accepted it, as was foreseen by paragraph\n"
        "12. Nobody complained."
    )
    assert len(_blocks(tmp_path, content)) == 1


def test_a_short_line_without_a_full_stop_is_a_heading(tmp_path: Path) -> None:
    blocks = _blocks(
        tmp_path, "On nets\n\nA. Keeper, Harbour of the North\n\nNets are lent.\n\nB. Boats\n\nBoats are not."
    )
    assert [(block.kind, block.level) for block in blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("text", 0),
        ("heading", 2),
        ("text", 0),
    ]


def test_lines_below_a_heading_are_subtitles(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, "On nets\n\nThe keeper of the harbour\n\nNets are lent.")
    assert [block.kind for block in blocks] == ["heading", "subtitle", "text"]


@pytest.mark.parametrize(
    "content",
    [
        "Nets are lent.\n\nThe harbour of the north",
        "Villages help each other by\n\n- lending nets,\n\n- lending boats.",
        "1. Lend before you are asked\n\n2. Mend what you borrow\n\n3. Give back\n\nThat is all.",
    ],
)
def test_last_lines_chapeaux_and_list_items_are_no_headings(tmp_path: Path, content: str) -> None:
    assert {block.kind for block in _blocks(tmp_path, content)} == {"text"}


def test_a_date_on_the_first_line_is_the_date_of_the_document(tmp_path: Path) -> None:
    loaded = load_text(written(tmp_path, "x.txt", "3 May 2031\n\nOn nets\n\nNets are lent."))
    assert loaded.metadata == {"date": "3 May 2031"}
    assert texts(loaded.blocks) == ["On nets", "Nets are lent."]


def test_furniture_of_web_pages_is_left_out(tmp_path: Path) -> None:
    assert texts(_blocks(tmp_path, "Skip to main content\n\nNets are lent.")) == ["Nets are lent."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "text", ["The “net” is the sea’s – and ours.", "Les États partagent équitablement la récolte de la mer."]
)
def test_common_encodings_are_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_cyrillic_text_is_not_taken_for_a_western_one() -> None:
    text = "Деревни делят улов между собой и соседями. Каждый имеет право на долю."
    assert decode(text.encode("cp1251")) == text


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(DocumentError, match="save it as UTF-8"):
        decode(bytes(range(128, 256)) * 20)


def test_a_long_text_without_blank_lines_is_read_in_linear_time(tmp_path: Path) -> None:
    content = "the harvest of the sea is shared\n" * 60_000
    (block,) = _blocks(tmp_path, content)
    assert len(block.text) == len(content) - 1
