"""Public data: figures over small files in the formats of WiCE and BEIR, and what is said of a bad line."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.settings import Settings
from evals.public import beir_figures, measure_public, wice_figures
from evals.tuning.claims import wice_pairs

GATE = "The harbour master opens the gate at six every morning."
DOCUMENTS = [
    {"_id": "MED-1", "title": "Goats", "text": "Goats on the northern slopes are milked twice a day by the herders."},
    {"_id": "MED-2", "title": "Bells", "text": "The bell of the chapel is cast anew after every great fire."},
    {"_id": "MED/3 é", "title": "", "text": "Glass for the lanterns is blown from the white sand of the bay."},
]
QUERIES = [
    {"_id": "q1", "text": "How often are goats on the slopes milked?"},
    {"_id": "q2", "text": "From which sand is the glass for lanterns blown?"},
]
JUDGEMENTS = ["query-id\tcorpus-id\tscore", "q1\tMED-1\t1", "q1\tMED-2\t0", "q2\tMED/3 é\t2"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over an empty store: public data brings its own texts."""
    return build_assistant(Settings(data_dir=tmp_path_factory.mktemp("empty")))


def claim(name: str, label: str, text: str, *evidence: str) -> dict[str, Any]:
    return {"label": label, "claim": text, "evidence": evidence or [GATE], "meta": {"id": name}}


def write_lines(path: Path, *lines: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def write_beir(folder: Path, **files: list[Any]) -> Path:
    """A folder in BEIR's format; any of its three files can be given other lines."""
    write_lines(folder / "corpus.jsonl", *files.get("corpus", DOCUMENTS))
    write_lines(folder / "queries.jsonl", *files.get("queries", QUERIES))
    write_lines(folder / "qrels" / "test.tsv", *files.get("qrels", JUDGEMENTS))
    return folder


CLAIMS = [
    claim("1", "supported", GATE),
    claim("2", "not_supported", "The harbour master opens the gate at nine every morning."),
    claim("3", "not_supported", "Sailors are taught to knit by their grandmothers."),
    claim("4", "supported", GATE, "Whales sing in winter."),
    claim("4", "supported", GATE),
]


# WiCE


def test_claims_are_judged_and_held_against_their_labels(assistant: Assistant, tmp_path: Path) -> None:
    pairs = list(wice_pairs(write_lines(tmp_path / "claims.jsonl", *CLAIMS)))
    figures = {name: found for name, (found, _) in wice_figures(pairs, assistant).items()}
    assert {name: (found.value, found.n) for name, found in figures.items()} == {
        "F1 of supported claims": (1.0, 4),
        "claims judged rightly": (1.0, 4),
        "unsupported but passed": (0.0, 2),
    }


def test_a_claim_that_is_supported_in_part_counts_as_not_supported(assistant: Assistant, tmp_path: Path) -> None:
    lines = [claim("1", "partially_supported", GATE), claim("2", "supported", GATE)]
    figures = wice_figures(list(wice_pairs(write_lines(tmp_path / "claims.jsonl", *lines))), assistant)
    assert figures["unsupported but passed"][0].value == 1.0
    assert figures["claims judged rightly"][0].value == 0.5
    assert figures["F1 of supported claims"][0].value == pytest.approx(2 / 3)


def test_where_all_claims_are_supported_nothing_can_pass_wrongly(assistant: Assistant, tmp_path: Path) -> None:
    figures = wice_figures(list(wice_pairs(write_lines(tmp_path / "claims.jsonl", CLAIMS[0]))), assistant)
    assert "unsupported but passed" not in figures


def test_the_text_on_a_file_names_format_file_and_what_the_check_has_seen(assistant: Assistant, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "claims.jsonl", *CLAIMS)
    first, _, *rows, note = measure_public(path, assistant).splitlines()
    assert first == f"WiCE: {path}"
    shown = [" ".join(row.split()) for row in rows]
    assert shown[0].startswith("F1 of supported claims 1.00 ")
    assert shown[1:] == ["claims judged rightly 100 % 100 % to 100 % 4", "unsupported but passed 0 % 0 % to 0 % 2"]
    assert "only its test rows are unseen" in note


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line: Invalid JSON"),
        ("", "line: Invalid JSON"),
        ([], "object"),
        (CLAIMS[0] | {"label": "true"}, "label: Input should be"),
        ({name: value for name, value in CLAIMS[0].items() if name != "claim"}, "claim: Field required."),
        (CLAIMS[0] | {"evidence": GATE}, "evidence: "),
        (CLAIMS[0] | {"meta": {}}, "meta.id: Field required."),
    ],
)
def test_a_line_that_is_no_claim_is_named(assistant: Assistant, tmp_path: Path, line: object, fault: str) -> None:
    path = write_lines(tmp_path / "claims.jsonl", *CLAIMS, line, CLAIMS[0])
    with pytest.raises(SolidarityError) as told:
        measure_public(path, assistant)
    assert str(told.value).startswith("claims.jsonl, line 6 is not in WiCE's format: ")
    assert fault in str(told.value)


def test_a_file_without_claims_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(SolidarityError, match=r"^The file holds no claims\.$"):
        measure_public(write_lines(tmp_path / "claims.jsonl"), assistant)


def test_a_file_that_is_no_text_is_named(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SolidarityError, match=r"claims\.jsonl cannot be read: "):
        measure_public(tmp_path / "claims.jsonl", assistant)


def test_a_path_with_nothing_there_is_named(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(SolidarityError) as told:
        measure_public(tmp_path / "none", assistant)
    assert str(told.value) == f"There is neither a file nor a folder {tmp_path / 'none'}."


# BEIR


def test_documents_are_searched_by_queries_and_held_against_the_judgements(
    assistant: Assistant, tmp_path: Path
) -> None:
    figures = beir_figures(write_beir(tmp_path), assistant)
    assert {name: (found.value, found.n, unit) for name, (found, unit) in figures.items()} == {
        "nDCG@10": (1.0, 2, "score"),
        "recall@10": (1.0, 2, "score"),
        "MRR@10": (1.0, 2, "score"),
    }


def test_a_relevant_document_that_is_not_found_lowers_the_figures(assistant: Assistant, tmp_path: Path) -> None:
    folder = write_beir(tmp_path, qrels=["q1\tMED-1\t1", "q1\tMED-9\t1", "q2\tMED-9\t1"])
    figures = {name: found.value for name, (found, _) in beir_figures(folder, assistant).items()}
    assert figures["recall@10"] == pytest.approx((0.5 + 0) / 2)
    assert figures["MRR@10"] == pytest.approx((1 + 0) / 2)


def test_a_query_with_a_word_that_is_the_title_of_a_document_is_put_to_all_documents(
    assistant: Assistant, tmp_path: Path
) -> None:
    cheese = {"_id": "MED-4", "title": "Cheese", "text": "The cheese of the valley ripens for a year in a cave."}
    query = {"_id": "q3", "text": "Where does that which goats give ripen for a year?"}
    folder = write_beir(tmp_path, corpus=[*DOCUMENTS, cheese], queries=[query], qrels=["q3\tMED-4\t1"])
    assert beir_figures(folder, assistant)["recall@10"][0].value == 1.0


def test_the_text_on_a_folder_names_format_and_folder(assistant: Assistant, tmp_path: Path) -> None:
    folder = write_beir(tmp_path, corpus=[{"_id": "MED-1", "text": DOCUMENTS[0]["text"]}], qrels=["q1\tMED-1\t1"])
    first, _, *rows = measure_public(folder, assistant).splitlines()
    assert first == f"BEIR: {folder}"
    assert [row.split() for row in rows] == [
        ["nDCG@10", "1.00", "–", "1"],
        ["recall@10", "1.00", "–", "1"],
        ["MRR@10", "1.00", "–", "1"],
    ]


BAD_BEIR: list[tuple[str, list[Any], str]] = [
    ("corpus", [*DOCUMENTS, "{"], "corpus.jsonl, line 4 is not in BEIR's format: "),
    ("corpus", [DOCUMENTS[0], "", DOCUMENTS[1]], "corpus.jsonl, line 2 is not in BEIR's format: "),
    ("corpus", [{"_id": "MED-1"}], "corpus.jsonl, line 1 is not in BEIR's format: Field required."),
    ("corpus", [{"_id": 1, "text": "Goats."}], "corpus.jsonl, line 1 is not in BEIR's format: "),
    ("corpus", [["MED-1", "Goats."]], "corpus.jsonl, line 1 is not in BEIR's format: "),
    ("queries", [QUERIES[0], {"_id": "q2"}], "queries.jsonl, line 2 is not in BEIR's format: Field required."),
    ("queries", [QUERIES[0], "q2: why?"], "queries.jsonl, line 2 is not in BEIR's format: "),
    ("qrels", [*JUDGEMENTS, "q1\tMED-2"], "test.tsv, line 5: query, document and a whole number are wanted"),
    ("qrels", [*JUDGEMENTS, "q1 MED-2 1"], "test.tsv, line 5: query, document and a whole number are wanted"),
    ("qrels", [*JUDGEMENTS, "q1\tMED-2\t1\t0"], "test.tsv, line 5: query, document and a whole number are wanted"),
    ("qrels", [*JUDGEMENTS, "q1\tMED-2\thigh"], "test.tsv, line 5: query, document and a whole number are wanted"),
    ("qrels", [*JUDGEMENTS, "q1\tMED-2\t0.5"], "test.tsv, line 5: query, document and a whole number are wanted"),
    ("qrels", ["q1\tMED-1\t1", "", "q2\tMED-1\t1"], "test.tsv, line 2: query, document and a whole number are wanted"),
    ("qrels", [*JUDGEMENTS, "q7\tMED-2\t1"], "test.tsv, line 5: there is no query 'q7' in queries.jsonl."),
]


@pytest.mark.parametrize(("file", "lines", "fault"), BAD_BEIR)
def test_a_line_that_is_not_in_the_format_is_named_with_its_file(
    assistant: Assistant, tmp_path: Path, file: str, lines: list[Any], fault: str
) -> None:
    with pytest.raises(SolidarityError) as told:
        measure_public(write_beir(tmp_path, **{file: lines}), assistant)
    assert str(told.value).startswith(fault)


@pytest.mark.parametrize("score", ["--1", "²"])
def test_a_judgement_that_only_looks_like_a_number_is_named(assistant: Assistant, tmp_path: Path, score: str) -> None:
    folder = write_beir(tmp_path, qrels=[*JUDGEMENTS, f"q1\tMED-2\t{score}"])
    with pytest.raises(SolidarityError, match=r"^test\.tsv, line 5: query, document and a whole number are wanted"):
        measure_public(folder, assistant)


def test_a_document_that_has_nothing_but_a_title_does_not_stop_the_others(assistant: Assistant, tmp_path: Path) -> None:
    folder = write_beir(tmp_path, corpus=[*DOCUMENTS, {"_id": "MED-4", "title": "Mills of the north", "text": ""}])
    assert beir_figures(folder, assistant)["recall@10"][0].value == 1.0


def test_judgements_of_which_none_is_relevant_are_refused(assistant: Assistant, tmp_path: Path) -> None:
    folder = write_beir(tmp_path, qrels=["query-id\tcorpus-id\tscore", "q1\tMED-1\t0", "q2\tMED-1\t-1"])
    with pytest.raises(SolidarityError, match=r"test\.tsv names no relevant document\.$"):
        measure_public(folder, assistant)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_folder_without_one_of_the_files_is_refused_with_its_name(
    assistant: Assistant, tmp_path: Path, name: str
) -> None:
    write_beir(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(SolidarityError) as told:
        measure_public(tmp_path, assistant)
    assert str(told.value).startswith(f"{tmp_path / name} cannot be read: ")
