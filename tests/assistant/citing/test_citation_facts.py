"""The facts that ship agree with the corpus, and wrong facts are not accepted."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.citing.citation_facts import known_facts, parse_facts, read_date, works_of
from assistant.errors import SolidarityError
from ingest.reading import read
from ingest.sources import known_sources
from tests.assistant.samples import document

_CORPUS = Path(str(files("corpus")))
_DATED = 'id = "sea"\nadopted = 2001-02-03\n'


def test_every_treaty_and_the_universal_declaration_have_their_facts() -> None:
    shipped = {read(path).document for path in _CORPUS.glob("*.md")}
    named = {source.id for source in known_sources().values() if source.kind == "treaty"}
    wanted = {item.id for item in shipped if item.kind == "treaty"} | named | {"udhr"}
    assert set(known_facts().works) == wanted


def test_the_dates_agree_with_those_of_the_sources() -> None:
    for work_id, facts in known_facts().works.items():
        for date in (known_sources()[work_id].date, _date_of_digest(work_id)):
            assert facts.dated[1].isoformat().startswith(date), work_id


def test_no_two_works_stand_at_the_same_place_of_the_treaty_series() -> None:
    # Both instruments are printed together from the same page on.
    together = {"iccpr", "iccpr-op1"}
    places = [work.unts for work in known_facts().works.values() if work.unts and work.id not in together]
    assert len(places) == len(set(places))


def test_offices_are_those_of_authors_in_the_corpus() -> None:
    authors = {source.author for source in known_sources().values()}
    assert set(known_facts().offices) <= authors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[work", "not valid TOML"),
        (f"[[work]]\n{_DATED}[[work]]\n{_DATED}", "'sea' comes twice"),
        ('[[work]]\nid = "sea"', "give one of adopted"),
        (f"[[work]]\n{_DATED}signed = 2001-02-04", "give one of adopted"),
        (f"[[work]]\n{_DATED}entered_into_force = 2000-01-01", "before its date"),
        (f'[[work]]\n{_DATED}unts = {{ volume = 0, page = "1" }}', "volume"),
        (f'[[work]]\n{_DATED}unts = {{ volume = 1, page = "one" }}', "page"),
        (f"[[work]]\n{_DATED}sessions = 3", "sessions"),
    ],
)
def test_wrong_facts_are_refused_with_their_place(text: str, message: str) -> None:
    with pytest.raises(SolidarityError, match=re.escape(message)):
        parse_facts(text)


def test_a_work_counts_once_from_its_most_authoritative_edition() -> None:
    editions = [document("sea", status="digest"), document("air"), document("sea", status="official text")]
    assert [work.document.key for work in works_of(editions)] == ["sea@official-text", "air@official-text"]


def test_a_date_that_does_not_exist_is_kept_as_written() -> None:
    assert read_date(" 31 February\t2020 ").text == "31 February 2020"
    assert read_date("31 February 2020").year == 0


def _date_of_digest(work_id: str) -> str:
    path = _CORPUS / f"{work_id}.md"
    return read(path).document.date if path.is_file() else ""
