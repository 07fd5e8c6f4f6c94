"""BibTeX and RIS, read back by readers that are not ours."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from assistant.citing.citation_facts import one_line
from assistant.citing.reference_files import bibtex, ris
from assistant.types import Document
from ingest.reading import read
from tests.assistant.samples import document

_CORPUS = Path(str(files("corpus")))
_TITLES = st.text(st.characters(codec="utf-8"), min_size=1) | st.sampled_from(
    [
        "a } b { c",
        "a\nER  - \nTY  - BOOK",
        "50% & $1 #2 a_b ~ ^ \\ \\{ }}",
        "--- `` '' ?` !`",
        "@book{x, y",
        '"q"',
        "é — 平和",
    ]
)


def _digest(work_id: str) -> Document:
    return read(_CORPUS / f"{work_id}.md").document


def _decoder() -> LatexNodes2Text:
    """A reader of LaTeX that also knows the names of braces and the circumflex, which its list lacks or reads as an accent."""
    known = get_default_latex_context_db()
    names = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in names.items()]
    known.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=known)


_DECODING = LatexDecodingMiddleware(decoder=_decoder())


def _read_bibtex(text: str) -> list[dict[str, str]]:
    library = parse_string(text, append_middleware=[_DECODING])
    assert not library.failed_blocks
    return [
        {field.key: str(field.value) for field in entry.fields} | {"key": entry.key, "type": entry.entry_type}
        for entry in library.entries
    ]


def _read_ris(text: str) -> list[dict[str, Any]]:
    assert text.count("\r\n") == text.count("\n") == text.count("\r")
    return list(rispy.loads(text))


def test_a_treaty_in_bibtex() -> None:
    assert bibtex([_digest("refugee")]) == (
        "@misc{refugee,\n"
        "  title = {{Convention Relating to the Status of Refugees}},\n"
        "  year = {1951},\n"
        "  month = jul,\n"
        "  howpublished = {189 UNTS 137},\n"
        "  language = {en},\n"
        "  note = {entered into force 22 April 1954; read as a digest, not in the official wording},\n"
        "}\n"
    )


def test_a_united_nations_report_in_bibtex() -> None:
    assert bibtex([_digest("a-73-206")]) == (
        "@techreport{a-73-206,\n"
        "  author = {Okafor, Obiora Chinedu},\n"
        "  title = {{Report of the Independent Expert on global migration}},\n"
        "  year = {2018},\n"
        "  institution = {UN General Assembly},\n"
        "  type = {UN Doc},\n"
        "  number = {A/73/206},\n"
        "  url = {https://docs.un.org/en/A/73/206},\n"
        "  language = {en},\n"
        "  note = {read as a digest, not in the official wording},\n"
        "}\n"
    )


def test_a_united_nations_report_in_ris() -> None:
    assert ris([_digest("a-73-206")]).split("\r\n") == [
        "TY  - RPRT",
        "ID  - a-73-206",
        "AU  - Okafor, Obiora Chinedu",
        "TI  - Report of the Independent Expert on global migration",
        "PY  - 2018",
        "PB  - UN General Assembly",
        "IS  - A/73/206",
        "SN  - A/73/206",
        "UR  - https://docs.un.org/en/A/73/206",
        "LA  - en",
        "N1  - read as a digest, not in the official wording",
        "ER  - ",
        "",
    ]


@pytest.mark.parametrize(
    ("work_id", "bibtex_type", "ris_type"),
    [
        ("refugee", "misc", "STAT"),
        ("udhr", "misc", "STAT"),
        ("a-hrc-53-32", "techreport", "RPRT"),
        ("roxham-road", "misc", "BLOG"),
        ("mandate-page", "misc", "ELEC"),
        ("afghanistan-women-statement", "misc", "ELEC"),
    ],
)
def test_each_kind_of_work_has_a_type_that_fits(work_id: str, bibtex_type: str, ris_type: str) -> None:
    assert bibtex([_digest(work_id)]).startswith(f"@{bibtex_type}{{{work_id},")
    assert ris([_digest(work_id)]).startswith(f"TY  - {ris_type}\r\n")


def test_a_page_with_an_address_is_online() -> None:
    page = document("page", kind="page", source_url="https://example.org/a_b?c={d}&e#f")
    assert bibtex([page]).startswith("@online{page,")
    assert "url = {https://example.org/a_b?c=%7Bd%7D&e#f}" in bibtex([page])


def test_organisations_are_not_taken_for_people() -> None:
    assert "author = {{Afghanistan's Women Protester Movements Coalition}}" in bibtex(
        [_digest("afghanistan-women-statement")]
    )


def test_the_whole_corpus_is_read_back_with_each_work_once() -> None:
    documents = [read(path).document for path in sorted(_CORPUS.glob("*.md"))]
    ids = [item.id for item in documents]
    twice = [*documents, *documents]
    assert [entry["key"] for entry in _read_bibtex(bibtex(twice))] == ids
    assert [entry["id"] for entry in _read_ris(ris(twice))] == ids


def test_an_official_text_takes_the_place_of_its_digest() -> None:
    text = bibtex([_digest("refugee"), document("refugee", kind="treaty")])
    assert text.count("@") == 1
    assert "digest" not in text


def test_a_date_that_cannot_be_read_is_kept() -> None:
    undated = document("x", date="spring & summer", kind="page")
    assert "year = {spring \\& summer}" in bibtex([undated])
    assert "N1  - spring & summer\r\n" in ris([undated])
    assert "DA  - 2020/05//\r\n" in ris([document("x", date="May 2020")])


@given(titles=st.lists(_TITLES, min_size=1, max_size=4), author=_TITLES)
def test_any_title_survives_bibtex(titles: list[str], author: str) -> None:
    works = [document(f"w{n}", title=f"x{title}x", author=author, kind="page") for n, title in enumerate(titles)]
    text = bibtex(works)
    assert text.count("{") == text.count("}")
    entries = _read_bibtex(text)
    assert [entry["key"] for entry in entries] == [work.id for work in works]
    for entry, work in zip(entries, works, strict=True):
        assert entry["title"] == one_line(work.title)


@given(titles=st.lists(_TITLES, min_size=1, max_size=4), author=_TITLES)
def test_any_title_survives_ris(titles: list[str], author: str) -> None:
    works = [document(f"w{n}", title=f"x{title}x", author=author, kind="page") for n, title in enumerate(titles)]
    entries = _read_ris(ris(works))
    assert [entry["title"] for entry in entries] == [one_line(work.title) for work in works]
    assert {entry["type_of_reference"] for entry in entries} == {"ELEC"}


@given(ids=st.lists(st.text(min_size=1), min_size=1, max_size=5, unique=True))
def test_keys_are_unique_and_plain_for_any_ids(ids: list[str]) -> None:
    keys = re.findall(r"^@\w+\{(.*),$", bibtex(document(work_id) for work_id in ids), re.MULTILINE)
    assert len(set(keys)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
