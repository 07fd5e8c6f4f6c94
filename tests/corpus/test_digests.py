"""The digests that ship: form, coverage, and agreement with the instruments that they restate."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.types import Provision
from assistant.verifying.sentences import sentences
from ingest.reading import ReadDocument, read
from ingest.sources import known_sources

_CORPUS = Path(str(files("corpus")))
_DIGESTS = sorted(_CORPUS.glob("*.md"))
_COVERED = {
    "udhr": range(1, 31),
    "un-charter": (1, 2, 13, 33, 51, 55, 56),
    "iccpr": range(1, 28),
    "icescr": range(1, 16),
    "refugee": (1, 3, 16, 22, 23, 24, 28, *range(31, 36)),
    "genocide": range(1, 10),
    "cedaw": range(1, 17),
    "crc": (2, 3, 4, 6, 12, 19, 22, 23, 24, *range(27, 33), 38),
    "crpd": (4, 5, 11, 32),
    "icerd": range(1, 8),
    "cat": (1, 2, 3, 4, 14, 15, 16),
    "vclt": (26, 27, 31, 53),
    "arms-trade-treaty": (6, 7),
}
_KINDS = {"treaty", "declaration", "draft declaration", "report", "essay", "statement", "page"}


@pytest.fixture(scope="module", params=_DIGESTS, ids=lambda path: path.stem)
def digest(request: pytest.FixtureRequest) -> ReadDocument:
    path: Path = request.param
    return read(path)


def test_a_digest_says_what_it_is(digest: ReadDocument) -> None:
    document = digest.document
    assert document.status == "digest"
    assert document.kind in _KINDS
    assert document.licence == "CC-BY-4.0"
    assert document.title
    assert document.short


def test_every_section_has_a_heading_sentences_and_questions(digest: ReadDocument) -> None:
    for provision in digest.provisions:
        assert 1 <= len(provision.heading_path[0].split()) <= 8, provision.id
        assert len(sentences(provision.text)) >= 2, provision.id
        assert 7 <= len(provision.questions) <= 12, provision.id
        assert all(question.endswith("?") for question in provision.questions), provision.id


def test_every_sentence_can_stand_alone(digest: ReadDocument) -> None:
    for provision in digest.provisions:
        for span in sentences(provision.text):
            opening = provision.text[span.start : span.end].split()[0].rstrip(",")
            assert opening not in {"It", "They", "This", "These", "He", "She", "Such"}, f"{provision.id}: {opening}"


@pytest.mark.parametrize("work_id", sorted(_COVERED))
def test_the_core_articles_are_all_there(work_id: str) -> None:
    provisions = read(_CORPUS / f"{work_id}.md").provisions
    articles = {int(match[1]) for item in provisions if (match := re.search(r"/art-(\d+)$", item.id))}
    assert articles == set(_COVERED[work_id])


@pytest.mark.parametrize("work_id", sorted(set(_COVERED) - {"arms-trade-treaty"}))
def test_the_figures_of_a_digest_stand_in_the_article_that_it_restates(work_id: str, shared: Path) -> None:
    official = read(shared / "library" / "open-treaties" / f"{work_id}.json").provisions
    for digest_provision in read(_CORPUS / f"{work_id}.md").provisions:
        article = [item for item in official if _stands_for(item, digest_provision)]
        source = " ".join(f"{item.label} {item.chapeau} {item.text}" for item in article)
        years = set(re.findall(r"\b(?:1[89]|20)\d\d\b", digest_provision.text))
        assert years <= set(re.findall(r"\d{4}", source)) | {"1951"}, digest_provision.id
        if len(article) > 1:
            paragraphs = {int(n) for n in re.findall(r"[Pp]aragraph (\d+) ", digest_provision.text)}
            assert max(paragraphs, default=0) <= len(article) + 1, digest_provision.id


def test_the_list_of_sources_names_every_official_document_once() -> None:
    sources = known_sources()
    treaties = [source for source in sources.values() if source.format == "treaty JSON"]
    assert len(treaties) == 28
    assert sum(bool(source.sha256) for source in treaties) == 14
    reports = {source.symbol for source in sources.values() if source.format == "PDF"}
    assert {"A/HRC/53/32", "A/HRC/35/35", "A/HRC/62/38", "A/RES/71/189"} <= reports
    assert all(source.url.startswith("https://") for source in (*treaties,))


def test_the_digest_of_the_draft_declaration_keeps_to_what_the_sources_hold() -> None:
    articles = {item.id for item in read(_CORPUS / "a-hrc-53-32.md").provisions if "/art-" in item.id}
    assert articles == {"a-hrc-53-32/art-8/3", "a-hrc-53-32/art-9/c"}


def _stands_for(official: Provision, digest: Provision) -> bool:
    return official.id == digest.id or official.id.startswith(f"{digest.id}/")
