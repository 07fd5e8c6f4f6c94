from pathlib import Path

import pytest

from assistant.errors import DocumentError
from ingest.loaders.markdown import load_markdown, markdown_blocks
from tests.ingest.samples import provision_texts, texts, written


def test_front_matter_is_metadata_and_not_text(tmp_path: Path) -> None:
    loaded = load_markdown(written(tmp_path, "x.md", "---\ntitle: On nets\narticles: 3\n---\n\nNets are lent.\n"))
    assert loaded.metadata == {"title": "On nets", "articles": 3}
    assert texts(loaded.blocks) == ["Nets are lent."]


def test_broken_front_matter_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="front matter that is not valid YAML") as caught:
        load_markdown(written(tmp_path, "x.md", "---\ntitle: [nets\nkind: x\n---\n\nNets.\n"))
    assert "\n" not in str(caught.value)


def test_headings_keep_their_depth() -> None:
    blocks = markdown_blocks("# Nets\n\n###Lending\n\nNets are lent.\n\nBoats\n-----\n\nBoats are not.")
    assert [(block.level, block.text) for block in blocks if block.kind == "heading"] == [
        (1, "Nets"),
        (3, "Lending"),
        (2, "Boats"),
    ]


@pytest.mark.parametrize(
    "line", ["### Article  8", "###Article 8", "### **Article 8**", "## ARTICLE VIII", "#### Art. 8  "]
)
def test_article_headings_are_read_with_any_spacing(line: str) -> None:
    assert provision_texts(markdown_blocks(f"{line}\n\nNets are lent.")) == {"art-8": "Nets are lent."}


def test_links_and_emphasis_are_reduced_to_their_text() -> None:
    (block,) = markdown_blocks("The *keeper* of the [nets](http://example.org) is **old**, `very` old &amp; wise\\.")
    assert block.text == "The keeper of the nets is old, very old & wise."


def test_list_items_carry_their_sign() -> None:
    blocks = markdown_blocks("1. One.\n2. Two:\n   - inner\n\n     more\n\n* star\n\n7) Seven.")
    assert texts(blocks) == ["1. One.", "2. Two:", "– inner", "more", "– star", "7. Seven."]


def test_items_on_lines_of_one_paragraph_are_paragraphs_of_their_own() -> None:
    blocks = markdown_blocks(
        "### Article 1\n1. Nets are lent:\n(a) in winter;\n(b) after\nstorms.\n2. Boats are kept.\n"
    )
    assert provision_texts(blocks) == {
        "art-1/1": "Nets are lent:\n(a) in winter;\n(b) after storms.",
        "art-1/2": "Boats are kept.",
    }


def test_paragraphs_that_go_on_as_lazy_lines_keep_their_numbers() -> None:
    blocks = markdown_blocks(
        "### Article 2\n\n1. Nets are lent:\n\n(a) in winter;\n\n(b) in spring. 2. Boats?\n2. Boats are kept.\n"
    )
    assert list(provision_texts(blocks)) == ["art-2/1", "art-2/2"]


def test_table_rows_are_lines() -> None:
    assert texts(markdown_blocks("| Village | Nets |\n|---|---|\n| North | 3 |\n")) == ["Village | Nets", "North | 3"]


@pytest.mark.parametrize(
    "body",
    [
        "    Nets are lent.",
        "```\nNets are lent.\n```",
        "<p align='center'>Nets are <b>lent</b>.</p>",
        "Nets<br>are lent.",
    ],
)
def test_text_is_kept_however_it_is_marked(body: str) -> None:
    assert texts(markdown_blocks(body)) == ["Nets are lent."]


def test_comments_are_left_out() -> None:
    assert markdown_blocks("<!-- do not read this -->\n") == []
