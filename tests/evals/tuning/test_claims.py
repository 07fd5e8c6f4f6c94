"""The labelled claims: what both halves have to keep to, and how they are paired with texts."""

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from assistant.errors import DocumentError
from assistant.types import VERDICTS, Verdict
from assistant.verifying.claims import split_claims
from evals.cases import ClaimCase, Half, load_cases
from evals.tuning.claims import claim_pairs, edition_texts, wice_pairs
from ingest.reading import ReadDocument, read
from tests.assistant.samples import document, provision
from tests.evals.test_cases import faults, plain
from vectorstore.catalogue import Catalogue

CHANGES = {"number", "actor", "negation", "modality", "scope"}
OPPOSITES: tuple[set[Verdict], ...] = ({"supports", "contradicts"}, {"supports", "does not address"})
_LEAST = 30
by_half = pytest.mark.parametrize("half", get_args(Half))


@pytest.fixture(scope="module")
def corpus() -> Catalogue:
    found: list[ReadDocument] = [read(path) for path in sorted(Path(str(files("corpus"))).glob("*.md"))]
    return Catalogue([item.document for item in found], [item for one in found for item in one.provisions])


@cache
def cases(half: Half) -> tuple[ClaimCase, ...]:
    return tuple(load_cases(ClaimCase, half))


@by_half
def test_every_provision_stands_in_the_shipped_corpus(half: Half, corpus: Catalogue) -> None:
    held = {item.id for item in corpus.provisions}
    places = {place for case in cases(half) for place in case.provisions} - held
    assert faults(half, (place for place in places if not any(other.startswith(f"{place}/") for other in held))) == []


@by_half
def test_every_alteration_points_to_a_supported_claim_of_the_same_file(half: Half) -> None:
    verdicts = {case.id: case.verdict for case in cases(half)}
    altering = [case for case in cases(half) if case.alters]
    assert len(altering) > 0
    assert faults(half, (case.id for case in altering if verdicts.get(case.alters) != "supports")) == []


@by_half
def test_an_alteration_is_about_the_provisions_of_the_claim_that_it_alters(half: Half) -> None:
    places = {case.id: set(case.provisions) for case in cases(half)}
    altering = [case for case in cases(half) if case.alters]
    assert faults(half, (case.id for case in altering if not places[case.alters] & set(case.provisions))) == []


def test_a_changed_development_claim_says_what_it_alters() -> None:
    assert not [case.id for case in cases("dev") if case.change and not case.alters]


@by_half
def test_a_changed_claim_is_a_contradiction_and_every_contradiction_is_changed(half: Half) -> None:
    changed = [case for case in cases(half) if case.change]
    assert {case.verdict for case in changed} == {"contradicts"}
    assert {case.change for case in changed} == CHANGES
    unchanged = (case.id for case in cases(half) if case.verdict == "contradicts" and not case.change)
    assert faults(half, unchanged) == []


@by_half
def test_every_verdict_occurs_often_enough(half: Half) -> None:
    counts = Counter(case.verdict for case in cases(half))
    assert set(counts) == set(VERDICTS)
    assert min(counts.values()) >= _LEAST


@by_half
@pytest.mark.parametrize("verdict", ["supports", "contradicts"])
def test_claims_and_their_contraries_occur_plain_and_reworded(half: Half, verdict: Verdict) -> None:
    assert {case.difficulty for case in cases(half) if case.verdict == verdict} == {"plain", "reworded"}


@by_half
def test_what_a_lawyer_could_also_say_is_another_verdict(half: Half) -> None:
    assert faults(half, (case.id for case in cases(half) if case.verdict in case.also)) == []


@by_half
def test_no_claim_has_the_opposite_verdict_as_well(half: Half) -> None:
    both = (case.id for case in cases(half) for pair in OPPOSITES if pair <= {case.verdict, *case.also})
    assert faults(half, both) == []


def test_every_development_case_is_read_as_one_claim() -> None:
    assert not [case.id for case in cases("dev") if len(split_claims(case.claim)) != 1]


def test_no_claim_says_the_same_as_another_of_its_half_with_another_verdict() -> None:
    for half in get_args(Half):
        verdicts: dict[str, set[Verdict]] = {}
        for case in cases(half):
            verdicts.setdefault(plain(case.claim), set()).add(case.verdict)
        assert faults(half, (claim for claim, found in verdicts.items() if len(found) > 1)) == []


CASE: dict[str, Any] = {
    "id": "sea-1",
    "claim": "States must share the harvest of the sea.",
    "verdict": "supports",
    "provisions": ["sea/art-1"],
    "difficulty": "plain",
}


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
    row = {
        "label": label,
        "claim": "Boats fly.",
        "evidence": ["A boat.", "...", " ", "It flew."],
        "meta": {"id": "dev7"},
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    first, second = wice_pairs(tmp_path / "rows.jsonl")
    assert first == second
    assert (first.claim, first.text, first.verdict, first.group) == ("Boats fly.", "A boat.\nIt flew.", verdict, "dev7")


ROW: dict[str, Any] = {"label": "supported", "claim": "Boats fly.", "evidence": ["A boat."], "meta": {"id": "dev7"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**ROW, "label": "refuted"}, "label: Input should be 'supported'"),
        ({**ROW, "evidence": "A boat."}, "evidence: Input should be a valid array"),
        ({**ROW, "meta": {}}, "meta.id: Field required"),
        ("no JSON", "line: Invalid JSON"),
    ],
)
def test_a_row_that_wice_does_not_have_is_named(tmp_path: Path, line: dict[str, Any] | str, reason: str) -> None:
    bad = line if isinstance(line, str) else json.dumps(line)
    (tmp_path / "rows.jsonl").write_text(f"{json.dumps(ROW)}\n{bad}\n", encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        list(wice_pairs(tmp_path / "rows.jsonl"))
    assert str(error.value).startswith(f"rows.jsonl, line 2 is not in WiCE's format: {reason}")


def test_a_file_without_rows_gives_no_pairs(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").touch()
    assert list(wice_pairs(tmp_path / "rows.jsonl")) == []
