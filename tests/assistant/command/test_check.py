"""The commands `check` and `cite`, and `ask` with a chat model that nobody provides."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import docx
import pytest
import rispy

from assistant.cli import main
from assistant.types import VERDICTS, ArgumentCheck, CheckedClaim, Finding
from assistant.writing.memo import TITLE
from ingest.pipeline import Ingest
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

Run = Callable[..., tuple[int, str, str]]

SLAVERY = "Nobody may be held as a slave or kept in servitude."
CARS = "Everyone may drive a car on Sundays."
ARGUMENT = f"{SLAVERY} Is that so? {CARS}"
OSCOLA = "Universal Declaration of Human Rights (adopted 10 December 1948) UNGA Res 217 A (III) art 4"
CHICAGO = (
    "UN General Assembly, Resolution 217 A (III), Universal Declaration of Human Rights, art. 4, December 10, 1948."
)
BLUEBOOK = "G.A. Res. 217 (III) A, Universal Declaration of Human Rights, art. 4 (Dec. 10, 1948)."


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory, model: EmbeddingModel) -> Path:
    """A data folder with three shipped documents: a declaration, a treaty and a draft."""
    data_dir = tmp_path_factory.mktemp("small")
    store = Store(location=data_dir / "chroma", collection="solidarity", model_id=model.id)
    report = Ingest(store, model).run(
        [str(files("corpus") / f"{name}.md") for name in ("udhr", "refugee", "a-hrc-53-32")]
    )
    assert report.count("failed") == 0
    store.close()
    return data_dir


@pytest.fixture
def run(small_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over the small store; returns exit code, stdout and stderr."""
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(small_store))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(list(arguments))
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return run_command


def typed(text: str | bytes) -> io.TextIOWrapper:
    """What comes on standard input."""
    content = text.encode() if isinstance(text, str) else text
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "cite"])
def test_the_commands_for_writers_explain_themselves_with_an_example(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: solidarity {command}" in out


@pytest.mark.parametrize("arguments", [["check"], ["cite"], ["check", "--nonsense", "x"], ["check", "one", "two"]])
def test_wrong_use_ends_with_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_check_shows_each_claim_with_its_verdict_then_the_totals(run: Run) -> None:
    code, out, err = run("check", ARGUMENT)
    assert (code, err) == (0, "")
    assert out.startswith(f"1. {SLAVERY}\n   SUPPORTED\n")
    assert "UDHR, art. 4 (declaration; digest, not the official wording)" in out
    assert f"\n2. {CARS}\n" in out
    assert "Is that so" not in out
    assert out.splitlines()[-1].startswith("2 claims: 1 supported")
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize("name", ["argument.txt", "argument.md", "ARGUMENT.TXT"])
def test_an_argument_may_stand_in_a_file(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ARGUMENT, encoding="utf-8")
    code, out, _ = run("check", str(tmp_path / name))
    assert code == 0
    assert out.startswith(f"1. {SLAVERY}\n")


def test_an_argument_may_come_on_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", typed(ARGUMENT))
    code, out, _ = run("check", "-", "--json")
    assert code == 0
    assert json.loads(out)["argument"] == ARGUMENT


def test_a_file_an_input_and_an_argument_are_checked_alike(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "argument.txt").write_text(SLAVERY, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed(SLAVERY))
    assert run("check", SLAVERY) == run("check", str(tmp_path / "argument.txt")) == run("check", "-")


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.md")
    code, out, err = run("check", missing)
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: The argument {missing!r} cannot be read as a text file")
    assert err.count("\n") == 1


@pytest.mark.parametrize("content", ["Schützt die Flüchtlinge.".encode("latin-1"), b"\xff\xfe\x00"])
def test_a_file_that_is_no_utf_8_is_named(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "old.txt").write_bytes(content)
    code, out, err = run("check", str(tmp_path / "old.txt"))
    assert (code, out) == (1, "")
    assert "old.txt' cannot be read as a text file" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("argument", ["", "  \n", "Two words", "Is that so?"])
def test_an_argument_without_a_claim_is_refused(run: Run, argument: str) -> None:
    code, out, err = run("check", argument)
    assert (code, out) == (1, "")
    assert err == "solidarity: There is no claim to check: give at least one sentence of three words or more.\n"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_argument_of_more_than_5000_words_is_refused(run: Run, tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "long.txt").write_text("States share nets. " * 2000, encoding="utf-8")
    code, out, err = run("check", str(tmp_path / "long.txt"), *options)
    assert (code, out) == (1, "")
    assert err == "solidarity: The argument has 6,000 words; at most 5,000 are checked at once. Cut it in parts.\n"


def test_an_empty_store_is_named_as_the_reason(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(tmp_path))
    for arguments in (["check", SLAVERY], ["cite", "udhr 28"]):
        code, out, err = run(*arguments)
        assert (code, out) == (1, "")
        assert err == "solidarity: Nothing is ingested yet: run 'solidarity ingest' first.\n"


def test_check_prints_one_json_document_that_leaves_out_nothing(run: Run) -> None:
    code, out, err = run("check", ARGUMENT, "--json")
    checked = json.loads(out)
    assert (code, err) == (0, "")
    assert set(checked) == {field.name for field in fields(ArgumentCheck)}
    assert checked["argument"] == ARGUMENT
    assert [claim["text"] for claim in checked["claims"]] == [SLAVERY, CARS]
    for claim in checked["claims"]:
        assert set(claim) == {field.name for field in fields(CheckedClaim)}
        assert ARGUMENT[claim["start"] : claim["end"]] == claim["text"]
        assert claim["verdict"] in VERDICTS
        assert claim["findings"]
        assert all(len(finding) == len(fields(Finding)) for finding in claim["findings"])


def test_every_finding_in_the_json_has_a_verified_citation_in_all_styles(run: Run) -> None:
    _, out, _ = run("check", ARGUMENT, "--json")
    findings = [finding for claim in json.loads(out)["claims"] for finding in claim["findings"]]
    assert {finding["citation"]["status"] for finding in findings} == {"verified"}
    assert all(0 <= finding["support"] <= 1 for finding in findings)
    best = findings[0]["citation"]
    assert best["provision_id"] == "udhr/art-4"
    assert best["styles"] == {"OSCOLA": OSCOLA, "Chicago": CHICAGO, "Bluebook": BLUEBOOK}


def test_a_place_that_there_is_not_is_noted(run: Run) -> None:
    _, out, _ = run("check", "Under article 99 of the UDHR, boats sail freely.")
    assert "Note: The UDHR has 30 articles; there is no article 99." in out


@pytest.mark.parametrize(
    ("options", "citation"),
    [([], OSCOLA), (["--style", "chicago"], CHICAGO), (["--style", "Bluebook"], BLUEBOOK)],
)
def test_a_memo_is_written_as_markdown_in_the_style_asked_for(
    run: Run, tmp_path: Path, options: list[str], citation: str
) -> None:
    memo = tmp_path / "memo.md"
    code, out, err = run("check", SLAVERY, "--out", str(memo), *options)
    assert (code, err) == (0, f"Memo written to {memo}.\n")
    assert out.startswith(f"1. {SLAVERY}\n")
    written = memo.read_text(encoding="utf-8").replace("\\", "")
    assert written.startswith(f"# {TITLE}\n")
    assert SLAVERY in written
    assert citation in written
    assert [path.name for path in tmp_path.iterdir()] == ["memo.md"]


def test_a_memo_is_written_as_a_word_document(run: Run, tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    code, _, err = run("check", ARGUMENT, "--out", str(memo))
    assert (code, err) == (0, f"Memo written to {memo}.\n")
    written = "\n".join(paragraph.text for paragraph in docx.Document(str(memo)).paragraphs)
    assert TITLE in written
    assert all(words in written for words in (SLAVERY, CARS, OSCOLA))


def test_beside_a_memo_the_json_stays_alone_on_stdout(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", SLAVERY, "--json", "--out", str(tmp_path / "memo.md"))
    assert code == 0
    assert json.loads(out)["claims"][0]["text"] == SLAVERY
    assert err == f"Memo written to {tmp_path / 'memo.md'}.\n"
    assert (tmp_path / "memo.md").is_file()


def test_a_memo_replaces_the_one_that_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "memo.md").write_text("old", encoding="utf-8")
    run("check", SLAVERY, "--out", str(tmp_path / "memo.md"))
    assert (tmp_path / "memo.md").read_text(encoding="utf-8").startswith(f"# {TITLE}\n")


@pytest.mark.parametrize("name", ["memo.pdf", "memo", "memo.md.txt"])
def test_a_memo_of_another_suffix_is_refused_before_the_check(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    code, out, err = run("check", SLAVERY, "--out", str(path))
    assert (code, out) == (1, "")
    assert err == f"solidarity: A memo cannot be written as {str(path)!r}: the name must end in .md or .docx.\n"


def test_a_memo_in_a_folder_that_there_is_not_is_refused_before_the_check(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none" / "memo.md"
    code, out, err = run("check", SLAVERY, "--out", str(path))
    assert (code, out) == (1, "")
    assert err == (
        f"solidarity: {str(path)!r} cannot be written: there is no folder {str(path.parent)!r}. Make it first.\n"
    )


@pytest.mark.parametrize("command", [["check", SLAVERY], ["cite", "udhr 28"]])
def test_an_unknown_style_is_refused_with_those_there_are(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--style", "APA")
    assert (code, out) == (1, "")
    assert err == "solidarity: There is no citation style 'APA': choose OSCOLA, Chicago, Bluebook.\n"


@pytest.mark.parametrize(
    ("style", "citation"),
    [("OSCOLA", OSCOLA), ("oscola", OSCOLA), ("Chicago", CHICAGO), ("Bluebook", BLUEBOOK), ("BLUEBOOK", BLUEBOOK)],
)
def test_cite_writes_the_citation_in_the_style_asked_for(run: Run, style: str, citation: str) -> None:
    assert run("cite", "udhr 4", "--style", style) == (0, f"{citation}\n", "")


def test_cite_writes_a_line_for_each_place_and_none_twice(run: Run) -> None:
    code, out, err = run("cite", "udhr 4", "A/HRC/53/32 art. 8(3)", "UDHR, art. 4", "refugee 33")
    assert (code, err) == (0, "")
    first, second, third = out.splitlines()
    assert first == OSCOLA
    assert second.endswith("UN Doc A/HRC/53/32, art 8(3)")
    assert third.endswith("189 UNTS 137, art 33")


@pytest.mark.parametrize("style", ["BibTeX", "bibtex"])
def test_cite_writes_one_bibtex_entry_for_each_work(run: Run, style: str) -> None:
    code, out, err = run("cite", "udhr 28", "refugee 33", "udhr 3", "--style", style)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("@")] == ["@misc{udhr,", "@misc{refugee,"]
    assert "  title = {{Universal Declaration of Human Rights}},\n" in out
    assert out.endswith("}\n")


@pytest.mark.parametrize("style", ["RIS", "ris"])
def test_cite_writes_ris_that_reference_managers_read(run: Run, style: str) -> None:
    code, out, err = run("cite", "udhr 28", "refugee 33", "udhr 3", "--style", style)
    assert (code, err) == (0, "")
    assert out.startswith("TY  - STAT\r\n")
    entries = rispy.loads(out)
    assert [entry["id"] for entry in entries] == ["udhr", "refugee"]
    assert [entry["title"] for entry in entries] == [
        "Universal Declaration of Human Rights",
        "Convention Relating to the Status of Refugees",
    ]


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (["udhr 99"], "The UDHR has 30 articles; there is no article 99."),
        (["udhr 28", "udhr 99"], "The UDHR has 30 articles; there is no article 99."),
        (["nonsense"], "No document of the corpus is named in 'nonsense'."),
    ],
)
@pytest.mark.parametrize("style", ["OSCOLA", "BibTeX", "RIS"])
def test_cite_says_in_one_line_that_there_is_no_such_place(
    run: Run, places: list[str], message: str, style: str
) -> None:
    code, out, err = run("cite", *places, "--style", style)
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: {message}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nonsense:x", "SOLIDARITY_MODEL='nonsense:x' cannot be used"),
        ("nonsense", "The setting SOLIDARITY_MODEL='nonsense' cannot be used"),
        (":", "The setting SOLIDARITY_MODEL=':' cannot be used"),
    ],
)
def test_ask_with_a_model_of_an_unknown_provider_says_so_in_one_line(run: Run, name: str, told: str) -> None:
    code, out, err = run("ask", "udhr 28", "--model", name)
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: {told}")
    assert err.count("\n") == 1


def test_standard_input_that_is_no_utf_8_is_refused_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", typed(b"States \xff share nets."))
    code, out, err = run("check", "-")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_a_file_that_is_no_text_file_is_not_taken_for_an_argument(run: Run, tmp_path: Path) -> None:
    brief = tmp_path / "my long brief.docx"
    brief.write_bytes(b"PK")
    code, out, err = run("check", str(brief))
    assert (code, out) == (1, "")
    assert "my long brief.docx" in err


def test_a_byte_order_mark_is_no_part_of_the_argument(run: Run, tmp_path: Path) -> None:
    (tmp_path / "argument.txt").write_text(SLAVERY, encoding="utf-8-sig")
    _, out, _ = run("check", str(tmp_path / "argument.txt"), "--json")
    assert json.loads(out)["argument"] == SLAVERY
