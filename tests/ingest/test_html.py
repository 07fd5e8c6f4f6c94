from pathlib import Path

import pytest

from ingest.loaders.html import html_blocks, load_html
from tests.ingest.samples import provision_texts, texts, written

_PAGE = """<!DOCTYPE html>
<html><head>
<title>Nets &amp; boats</title>
<meta name="author" content="A. Keeper"><meta property="article:published_time" content="2031-05-03">
<link rel="canonical" href="https://example.org/nets">
<style>p { color: blue }</style>
</head><body>
<header><p>Harbour news</p></header>
<nav><ul><li>Home</li></ul></nav>
<main>
  <header><h1>On nets</h1></header>
  <!-- checked by the keeper -->
  <p>Nets are <b>lent</b> in every har&shy;bour<sup>7</sup>.</p>
  <form><p>Boats are not.</p><select><option>Choose</option></select></form>
  <p hidden>Secret.</p>
</main>
<aside>Related</aside><footer>Contact</footer>
<script>track()</script>
</body></html>"""


def test_only_the_main_text_is_read(tmp_path: Path) -> None:
    loaded = load_html(written(tmp_path, "x.html", _PAGE))
    assert [(block.kind, block.level, block.text) for block in loaded.blocks] == [
        ("heading", 1, "On nets"),
        ("text", 0, "Nets are lent in every harbour."),
        ("text", 0, "Boats are not."),
    ]


def test_a_page_describes_itself(tmp_path: Path) -> None:
    assert load_html(written(tmp_path, "x.html", _PAGE)).metadata == {
        "title": "Nets & boats",
        "author": "A. Keeper",
        "date": "2031-05-03",
        "source_url": "https://example.org/nets",
    }


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>Nets<li>Boats</ol>", ["1. Nets", "2. Boats"]),
        ("<ol start='4'><li><p>Nets</p><p>and ropes</p></li><li>Boats</li></ol>", ["4. Nets", "and ropes", "5. Boats"]),
        ("<ol type='a'><li>nets</li><li>boats</li></ol>", ["(a) nets", "(b) boats"]),
        ("<ol type='i'><li>nets</li><li value='4'>boats</li></ol>", ["(i) nets", "(iv) boats"]),
        ("<ul><li>nets</li></ul>", ["– nets"]),
        ("<ol><li>Nets:<ul><li>old</li></ul>and ropes</li></ol>", ["1. Nets:", "– old", "and ropes"]),
    ],
)
def test_list_items_carry_the_sign_that_the_page_shows(markup: str, expected: list[str]) -> None:
    assert texts(html_blocks(markup)) == expected


def test_lines_parted_by_breaks_are_read_like_lines_of_text() -> None:
    markup = "<div>Article 1<br>Nets are lent<br>in winter.<br><br>Article 2<br>(a) boats;<br>(b) ropes.</div>"
    assert provision_texts(html_blocks(markup)) == {
        "art-1": "Nets are lent in winter.",
        "art-2": "(a) boats;\n(b) ropes.",
    }


@pytest.mark.parametrize(
    "markup", ["Nets are lent.", "<center>Nets are lent.</center>", "<div>Nets <span>are <i>lent</i></span>.</div>"]
)
def test_text_outside_of_paragraphs_is_not_lost(markup: str) -> None:
    assert texts(html_blocks(markup)) == ["Nets are lent."]


def test_table_rows_are_lines() -> None:
    markup = "<table><tr><th>Village</th><th>Nets</th></tr><tr><td>North</td><td>3</td></tr></table>"
    assert texts(html_blocks(markup)) == ["Village | Nets", "North | 3"]


def test_a_table_that_lays_out_a_page_is_read_as_its_paragraphs() -> None:
    markup = "<table><tr><td><h2>Nets</h2><p>Nets are lent.</p></td><td>Boats are not.</td></tr></table>"
    assert texts(html_blocks(markup)) == ["Nets", "Nets are lent.", "Boats are not."]


def test_headings_open_articles() -> None:
    assert provision_texts(html_blocks("<h3>Article 4</h3><p>1. Nets.</p><p>2. Boats.</p>")) == {
        "art-4/1": "Nets.",
        "art-4/2": "Boats.",
    }


def test_an_empty_page_has_no_blocks(tmp_path: Path) -> None:
    assert load_html(written(tmp_path, "x.html", "<html></html>")).blocks == []
