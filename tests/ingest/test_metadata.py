from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.types import Document
from ingest.blocks import LoadedDocument, heading, paragraph
from ingest.metadata import default_id, describe
from ingest.reading import read
from tests.ingest.samples import PdfFile, written

_FRONT_MATTER = """---
id: nets
title: Charter of Nets
short: Nets
symbol: H/1
kind: treaty
author: [A. Keeper, B. Sailor]
date: 2031-05-03
status: official text
source_url: https://example.org/nets
licence: CC0-1.0
aliases: [Net Charter]
articles: 3
---

Nets are lent.
"""


def _markdown(folder: Path, content: str, name: str = "on-nets.md") -> Document:
    return read(written(folder, name, content)).document


def test_front_matter_describes_a_document(tmp_path: Path) -> None:
    found = _markdown(tmp_path, _FRONT_MATTER)
    assert (found.id, found.key, found.title, found.short) == ("nets", "nets@official-text", "Charter of Nets", "Nets")
    assert (found.author, found.date, found.aliases, found.articles) == (
        *("A. Keeper, B. Sailor", "2031-05-03"),
        *(("Net Charter",), 3),
    )


def test_without_description_the_file_name_and_first_heading_serve(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "# Lending of nets\n\nNets are lent.\n", "On Nets (2031).md")
    assert (found.id, found.title, found.short) == ("on-nets-2031", "Lending of nets", "Lending of nets")
    assert (found.status, found.language, found.kind) == ("as published", "en", "document")


def test_without_any_heading_the_file_name_is_the_title(tmp_path: Path) -> None:
    assert _markdown(tmp_path, "Nets are lent.\n").title == "on-nets"


def test_a_long_title_is_shortened_at_a_word(tmp_path: Path) -> None:
    short = _markdown(tmp_path, f"# {'harvest ' * 20}\n\nNets.\n").short
    assert len(short) <= 72
    assert short.endswith("harvest …")


def test_a_sidecar_describes_a_file_that_cannot_describe_itself(tmp_path: Path) -> None:
    written(tmp_path, "nets.toml", 'title = "Charter of Nets"\ndate = 2031-05-03\narticles = 3\n')
    found = read(written(tmp_path, "nets.txt", "Nets are lent.")).document
    assert (found.id, found.title, found.date, found.articles) == ("nets", "Charter of Nets", "2031-05-03", 3)


def test_front_matter_wins_over_a_sidecar_and_a_sidecar_over_properties(tmp_path: Path) -> None:
    written(tmp_path, "nets.toml", 'title = "From the sidecar"\n')
    assert _markdown(tmp_path, "---\ntitle: From within\n---\nNets.\n", "nets.md").title == "From within"
    pdf = PdfFile(tmp_path / "nets.pdf")
    pdf.canvas.setTitle("From a template")
    pdf.canvas.setAuthor("A. Keeper")
    pdf.line("Nets are lent.", 700)
    found = read(pdf.save()).document
    assert (found.title, found.author) == ("From the sidecar", "A. Keeper")


def test_a_known_work_is_described_by_the_source_list(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "---\nid: udhr\nstatus: digest\n---\n\n## Article 1: Nets\n\nNets.\n")
    assert (found.short, found.articles, found.kind, found.date) == ("UDHR", 30, "declaration", "1948-12-10")
    assert "Universal Declaration" in found.aliases
    assert found.source_url.startswith("https://")


def test_the_source_list_wins_over_properties_of_a_file(tmp_path: Path) -> None:
    loaded = LoadedDocument(
        blocks=[paragraph("Nets.")], metadata={"title": "Left by a template", "symbol": "A/HRC/53/32"}
    )
    found = describe(tmp_path / "download.pdf", loaded, "0" * 64)
    assert found.id == "a-hrc-53-32"
    assert found.title.startswith("Revised draft declaration")


def test_front_matter_wins_over_the_source_list_and_adds_aliases(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "---\nid: udhr\nshort: My copy\naliases: The Declaration\n---\nNets.\n")
    assert found.short == "My copy"
    assert {"Universal Declaration", "The Declaration"} <= set(found.aliases)


def test_the_symbol_makes_id_and_short_name(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "---\nsymbol: A/HRC/99/1\n---\nNets.\n")
    assert (found.id, found.short) == ("a-hrc-99-1", "A/HRC/99/1")


@pytest.mark.parametrize(
    ("name", "symbol", "expected"),
    [("On Nets.md", "", "on-nets"), ("x.pdf", "A/HRC/99/1", "a-hrc-99-1"), ("漁網.md", "", "document")],
)
def test_the_id_comes_from_the_symbol_or_the_file_name(name: str, symbol: str, expected: str) -> None:
    assert default_id(Path(name), symbol) == expected


def test_an_id_is_always_plain_and_never_empty(tmp_path: Path) -> None:
    assert _markdown(tmp_path, "---\nid: Nets & Boats\n---\nNets.\n").id == "nets-boats"
    assert _markdown(tmp_path, "---\nid: 漁網\n---\nNets.\n").id == "on-nets"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("status: final", "has the status 'final': use one of official text, as published, digest"),
        ("articles: many", "has articles = 'many': write the number of articles"),
    ],
)
def test_a_wrong_value_is_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        _markdown(tmp_path, f"---\n{line}\n---\nNets.\n")


def test_a_broken_sidecar_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "nets.toml", "title = Nets\n")
    with pytest.raises(DocumentError, match=r"has a sidecar nets\.toml that is not valid TOML"):
        read(written(tmp_path, "nets.txt", "Nets are lent."))


def test_unknown_keys_and_empty_values_are_left_aside(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "---\ncolour: blue\ntitle: ''\n---\n\n# On nets\n\nNets.\n")
    assert found.title == "On nets"


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no text: nothing to ingest"):
        _markdown(tmp_path, "---\ntitle: Nets\n---\n")


def test_the_first_heading_is_the_title_of_a_loaded_document(tmp_path: Path) -> None:
    loaded = LoadedDocument(blocks=[paragraph("Nets."), heading("Boats")])
    assert describe(tmp_path / "x.html", loaded, "0" * 64).title == "Boats"
