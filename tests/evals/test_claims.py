"""The labelled claims: what every file of them has to keep to, and how they are paired with texts."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from pydantic import ValidationError

from assistant.errors import DocumentError
from assistant.types import VERDICTS, Verdict
from evals import claims
from evals.claims import ClaimCase, claim_pairs, edition_texts, load_claims, wice_pairs
from ingest.reading import ReadDocument, read
from tests.assistant.samples import document, provision
from vectorstore.catalogue import Catalogue

Part = Literal["dev", "test"]
CHANGES = {"number", "actor", "negation", "modality", "scope"}
_LEAST = 30
by_part = pytest.mark.parametrize("part", get_args(Part))


@pytest.fixture(scope="module")
def corpus() -> Catalogue:
    found: list[ReadDocument] = [read(path) for path in sorted(Path(str(files("corpus"))).glob("*.md"))]
    return Catalogue([item.document for item in found], [item for one in found for item in one.provisions])


@cache
def cases(part: Part) -> tuple[ClaimCase, ...]:
    return tuple(load_claims(part))


@by_part
def test_ids_are_unique(part: Part) -> None:
    assert not [name for name, count in Counter(case.id for case in cases(part)).items() if count > 1]


@by_part
def test_claims_are_unique(part: Part) -> None:
    counts = Counter(_plain(case.claim) for case in cases(part))
    assert not {case.id for case in cases(part) if counts[_plain(case.claim)] > 1}


@by_part
def test_every_provision_stands_in_the_shipped_corpus(part: Part, corpus: Catalogue) -> None:
    held = {item.id for item in corpus.provisions}
    missing = {place for case in cases(part) for place in case.provisions if place not in held}
    assert not {place for place in missing if not any(other.startswith(f"{place}/") for other in held)}


@by_part
def test_every_alteration_points_to_a_supported_claim_of_the_same_file(part: Part) -> None:
    verdicts = {case.id: case.verdict for case in cases(part)}
    altering = [case for case in cases(part) if case.alters]
    assert altering
    assert not {case.id for case in altering if verdicts.get(case.alters) != "supports"}


@by_part
def test_an_alteration_is_about_the_provisions_of_the_claim_that_it_alters(part: Part) -> None:
    places = {case.id: set(case.provisions) for case in cases(part)}
    assert not {case.id for case in cases(part) if case.alters and not places[case.alters] & set(case.provisions)}


@by_part
def test_a_changed_claim_is_a_contradiction_and_says_what_it_alters(part: Part) -> None:
    changed = [case for case in cases(part) if case.change]
    assert {case.verdict for case in changed} == {"contradicts"}
    assert not {case.id for case in changed if not case.alters}
    assert {case.change for case in changed} == CHANGES
    assert not {case.id for case in cases(part) if case.verdict == "contradicts" and not case.change}


@by_part
def test_every_verdict_occurs_often_enough(part: Part) -> None:
    counts = Counter(case.verdict for case in cases(part))
    assert set(counts) == set(VERDICTS)
    assert min(counts.values()) >= _LEAST


@by_part
@pytest.mark.parametrize("verdict", ["supports", "contradicts"])
def test_claims_and_their_contraries_occur_plain_and_reworded(part: Part, verdict: Verdict) -> None:
    assert {case.difficulty for case in cases(part) if case.verdict == verdict} == {"plain", "reworded"}


@by_part
def test_what_a_lawyer_could_also_say_is_another_verdict(part: Part) -> None:
    assert not {case.id for case in cases(part) if case.verdict in case.also}


@by_part
def test_no_claim_has_the_opposite_verdict_as_well(part: Part) -> None:
    opposites = ({"supports", "contradicts"}, {"supports", "does not address"})
    assert not {case.id for case in cases(part) for pair in opposites if pair <= {case.verdict, *case.also}}


def test_no_claim_of_the_development_half_stands_in_the_test_half() -> None:
    tested = {_plain(case.claim) for case in cases("test")}
    assert not {case.id for case in cases("dev") if _plain(case.claim) in tested}
    assert not {case.id for case in cases("dev")} & {case.id for case in cases("test")}


def test_no_provision_of_the_development_half_stands_in_the_test_half() -> None:
    shared = {place for case in cases("dev") for place in case.provisions}
    assert not shared & {case.provisions[0] for case in cases("test")}


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


CASE: dict[str, Any] = {
    "id": "sea-1",
    "claim": "States must share the harvest of the sea.",
    "verdict": "supports",
    "provisions": ["sea/art-1"],
    "difficulty": "plain",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"},
        {"also": ["perhaps"]},
        {"provisions": []},
        {"claim": "Too short"},
        {"change": "colour"},
        {"difficulty": "hard"},
        {"comment": "an unknown field"},
    ],
)
def test_a_case_that_does_not_fit_the_form_is_refused(wrong: dict[str, Any]) -> None:
    assert ClaimCase.model_validate(CASE).verdict == "supports"
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        ClaimCase.model_validate({**CASE, **wrong})


def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path) -> None:
    package = tmp_path / "evals"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").touch()
    shutil.copy(str(claims.__file__), package)
    lines = [json.dumps(CASE), json.dumps({**CASE, "verdict": "maybe"})]
    (package / "data" / "claims-dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    root = Path(claims.__file__).parents[1]
    result = subprocess.run(
        [sys.executable, "-c", "from evals.claims import load_claims; load_claims('dev')"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "maybe" in result.stderr
    assert "claims-dev.jsonl, line 2" in result.stderr


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_case_accepts_its_verdict_and_those_that_a_lawyer_could_also_give(verdict: Verdict) -> None:
    case = ClaimCase.model_validate({**CASE, "also": ["partly supports"]})
    assert case.accepts(verdict) == (verdict in ("supports", "partly supports"))


SEA, DIGEST, LAND = document(), document(status="digest"), document("land", short="Land Treaty", date="1951")
HELD = Catalogue(
    [SEA, DIGEST, LAND],
    [
        provision("art-1/1", "First.", SEA),
        provision("art-1/2", "Second.", SEA),
        provision("art-10", "Tenth.", SEA),
        provision("art-1", "In short.", DIGEST),
        provision("art-1", "Meadows.", LAND),
    ],
)


@pytest.mark.parametrize(
    ("places", "found"),
    [
        (("sea/art-1",), {"official text": "First.\nSecond.", "digest": "In short."}),
        (("sea/art-1/2",), {"official text": "Second."}),
        (("sea/art-10",), {"official text": "Tenth."}),
        (("land/art-1", "sea/art-1"), {"official text": "Meadows.", "digest": "In short."}),
        (("sea/art-7", "sea/art-10"), {"official text": "Tenth."}),
    ],
)
def test_each_edition_gives_the_first_place_that_it_holds_with_all_its_paragraphs(
    places: tuple[str, ...], found: dict[str, str]
) -> None:
    assert edition_texts(places, HELD) == found


@pytest.mark.parametrize("place", ["sea/art-7", "moon/art-1", "sea/art-1/3"])
def test_a_place_that_no_edition_holds_is_reported(place: str) -> None:
    with pytest.raises(DocumentError, match=f"holds none of {place}"):
        edition_texts((place,), HELD)


def test_a_claim_stands_beside_all_editions_and_beside_the_digest_alone() -> None:
    case = ClaimCase.model_validate({**CASE, "claim": "Under article 1 of the Sea Convention, the sea is shared."})
    pairs = claim_pairs(case, HELD)
    assert [pair.text for pair in pairs] == ["First.\nSecond.\nIn short.", "In short."]
    assert {pair.claim for pair in pairs} == {"sea is shared."}
    assert {(pair.group, pair.place, pair.verdict) for pair in pairs} == {("sea/art-1", "sea/art-1", "supports")}
    assert all("Sea Convention" in pair.known for pair in pairs)


def test_a_claim_with_one_edition_makes_one_pair() -> None:
    [pair] = claim_pairs(ClaimCase.model_validate({**CASE, "provisions": ["land/art-1"]}), HELD)
    assert (pair.text, pair.group) == ("Meadows.", "land/art-1")
    assert "1951" in pair.known


@pytest.mark.parametrize(
    ("label", "verdict"),
    [("supported", "supports"), ("partially_supported", "partly supports"), ("not_supported", "does not address")],
)
def test_rows_of_wice_become_pairs_grouped_by_claim(tmp_path: Path, label: str, verdict: Verdict) -> None:
    row = {"label": label, "claim": "Boats fly.", "evidence": ["A boat.", "...", " ", "It flew."], "meta": {"id": 7}}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    first, second = wice_pairs(tmp_path / "rows.jsonl")
    assert first == second
    assert (first.claim, first.text, first.verdict, first.group) == ("Boats fly.", "A boat.\nIt flew.", verdict, "7")


def test_a_row_of_wice_with_another_label_is_refused(tmp_path: Path) -> None:
    row = {"label": "refuted", "claim": "Boats fly.", "evidence": [], "meta": {"id": 7}}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(ValidationError, match="label"):
        list(wice_pairs(tmp_path / "rows.jsonl"))
