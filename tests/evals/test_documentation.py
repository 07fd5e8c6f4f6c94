"""What docs/evaluation.md, the README and .ci/run tell an evaluator is what there is."""

import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.cli import main
from evals.cases import Case, ClaimCase, ConversationCase, InjectionCase, QuestionCase, StatementCase
from evals.suites import SUITES

_ROOT = Path(__file__).resolve().parents[2]
GUIDE = (_ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
CASE_TYPES: tuple[type[Case], ...] = (QuestionCase, ConversationCase, ClaimCase, StatementCase, InjectionCase)
FIGURES = [(suite.name, spec.name) for suite in SUITES.values() for spec in suite.figures]
_SECONDS = "search, answer and check seconds"


def section(heading: str) -> str:
    """The text below a heading of the guide, up to the next one."""
    return GUIDE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def quoted(text: str) -> list[str]:
    """What stands between backticks, blocks of code left out."""
    return re.findall(r"`([^`]+)`", re.sub(r"(?ms)^```$.*?^```$", "", text))


def explained_names() -> set[str]:
    """The names that stand in bold where figures are explained, and the main figures of the table of suites."""
    bold = [
        " ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", section("What the figures mean"), re.DOTALL)
    ]
    names = [part for name in bold for part in ([name] if name == _SECONDS else name.split(", "))]
    main_figures = [cells[2].partition(":")[0] for cells in rows("The suites")]
    return {name.lower() for name in (*names, *main_figures)}


def name_to_explain(figure: str) -> str:
    """The name under which a figure must be explained: that of its family where it belongs to one."""
    if figure.endswith(" past verification"):
        return "past verification"
    timed = re.fullmatch(r"(search|answer|check) seconds, (?:median|95th percentile)", figure)
    if timed:
        return _SECONDS
    return re.sub(r"^(success|recall)@\d+$", r"\1@k", figure.removeprefix("document ")).lower()


# Suites and figures


def test_the_guide_has_every_suite_in_its_order_with_its_main_figure() -> None:
    table = rows("The suites")
    assert [quoted(cells[0]) for cells in table] == [[name] for name in SUITES]
    assert [cells[2].partition(":")[0] for cells in table] == [suite.main for suite in SUITES.values()]


@pytest.mark.parametrize("figure", [name for _, name in FIGURES], ids=lambda name: str(name))
def test_every_figure_or_its_family_is_explained(figure: str) -> None:
    assert name_to_explain(figure) in explained_names()


def test_the_family_by_document_is_explained() -> None:
    assert any(figure.startswith("document ") for _, figure in FIGURES)
    assert "with the word “document” before them, by document" in " ".join(
        section("What the figures mean").replace('"document"', "“document”").split()
    )


def test_nothing_is_explained_that_is_no_figure() -> None:
    known = {name for _, figure in FIGURES for name in (figure.lower(), name_to_explain(figure))}
    assert explained_names() - {"grades"} <= known


# Cases


@pytest.mark.parametrize("case_type", CASE_TYPES, ids=lambda case_type: case_type.file)
def test_the_guide_has_every_field_of_a_case_file_and_no_other(case_type: type[Case]) -> None:
    ((fields,),) = [cells[1:] for cells in rows("Add a case") if quoted(cells[0]) == [f"{case_type.file}-*.jsonl"]]
    assert quoted(fields) == list(dict.fromkeys(quoted(fields)))
    assert set(quoted(fields)) == set(case_type.model_fields)


def test_the_guide_has_a_row_for_every_case_file_that_a_suite_reads() -> None:
    files = {f"{suite.case_type.file}-*.jsonl" for suite in SUITES.values()}
    assert {quoted(cells[0])[0] for cells in rows("Add a case")} == files
    assert {kind.file for kind in CASE_TYPES} == {suite.case_type.file for suite in SUITES.values()}


def test_the_guide_names_every_kind_of_question_and_no_other() -> None:
    sentence = " ".join(section("Add a case").partition("Kinds of questions: ")[2].partition(".")[0].split())
    named = re.split(r", |; and those without an answer: ", sentence)
    assert named == list(get_args(QuestionCase.model_fields["kind"].annotation))


# Commands


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The flags that `solidarity eval --help` lists."""
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main(["eval", "--help"])
    return set(re.findall(r"(?m)^  (--[a-z-]+)", capsys.readouterr().out))


def test_every_flag_that_the_guide_shows_exists(offered: set[str]) -> None:
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", GUIDE))
    assert {"--half", "--compare", "--cases", "--suite-public"} <= shown
    assert shown <= offered


def test_the_guide_shows_every_flag_that_exists(offered: set[str]) -> None:
    assert offered - {"--help"} <= set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", GUIDE))


def test_the_suites_in_its_examples_exist() -> None:
    examples = re.findall(r"(?m)^\.venv/bin/solidarity eval\b([^#\n]*)", GUIDE)
    assert len(examples) >= 3
    for example in examples:
        words = example.partition("--")[0].split()
        assert words == ["add"] or set(words) <= set(SUITES)


def test_the_files_that_the_guide_names_exist() -> None:
    named = [name for name in quoted(GUIDE) if re.fullmatch(r"evals/[\w/.-]+", name)]
    assert {"evals/cases.py", "evals/thresholds.toml", "evals/data/"} <= set(named)
    assert all((_ROOT / name).exists() for name in named)


# The gate


def test_the_readme_and_the_guide_name_the_gate() -> None:
    assert "`make gate`" in (_ROOT / "README.md").read_text(encoding="utf-8")
    assert "`make gate` (`pytest evals`)" in section("The gate")


def test_the_gate_is_what_make_runs_and_what_ci_runs() -> None:
    makefile = (_ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"(?m)^gate:[^\n]*\n((?:\t[^\n]*\n)+)", makefile)
    assert recipe.strip().endswith("pytest evals")
    commands = (_ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands.index("make test") < commands.index("make gate")
    assert "set -euo pipefail" in commands
