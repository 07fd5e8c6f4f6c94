"""The gate closes when a part of the assistant is broken on purpose, and says which figure fell."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.settings import Settings
from assistant.types import Answer
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from evals.cases import Case, QuestionCase, StatementCase, case_file, load_cases
from evals.gate import Threshold, faults, load_thresholds
from evals.results import Results
from evals.runner import Run, run_suites
from evals.suites import chosen_suites
from vectorstore.fusion import FieldWeights

SUITES = ("retrieval", "questions", "statements")
_QUESTIONS, _STATEMENTS, _LOOKED_AT = 12, 12, 40
Measure = Callable[[Assistant], list[str]]


class ShiftedCitations(Assistant):
    """Cites one character beside what it quotes."""

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        answer = super().ask(question, history)
        shifted = tuple(replace(item, start=item.start + 1, end=item.end + 1) for item in answer.citations)
        return replace(answer, citations=shifted)


class InventedQuotations(Assistant):
    """Quotes a word that the source does not have."""

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        answer = super().ask(question, history)
        return replace(
            answer, citations=tuple(replace(item, quote=f"Verily {item.quote}") for item in answer.citations)
        )


class CredulousJudge(Judge):
    """Believes every sentence."""

    def fault(self, sentence: str, text: str, known: str = "") -> str:
        return ""


class Credulous(Assistant):
    """Verifies with a judge that believes everything."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]
        self._judge = CredulousJudge(SupportModel(), 0.6)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Path:
    """Development cases that the assistant passes over the shipped corpus, so that whatever fails then was broken here."""
    folder = tmp_path_factory.mktemp("cases")
    every = load_cases(QuestionCase, "dev")
    found = [case for case in every[:_LOOKED_AT] if case.answerable and is_found_first(case, assistant)]
    half = _QUESTIONS // 2
    premises = [case for case in every if case.kind == "false premise"][: half // 2]
    others = [case for case in every if case.kind == "off-topic"][: half // 2]
    write_cases(folder, [*found[:half], *premises, *others])
    write_cases(folder, load_cases(StatementCase, "dev")[:_STATEMENTS])
    return folder


def is_found_first(case: QuestionCase, assistant: Assistant) -> bool:
    """Whether the first result is an expected one."""
    return case.accepts(assistant.search(case.question, 1)[0].provision.id)


def write_cases(folder: Path, cases: Sequence[Case]) -> None:
    path = case_file(type(cases[0]), "dev", folder)
    path.write_text("".join(f"{case.model_dump_json()}\n" for case in cases), encoding="utf-8")


@pytest.fixture(scope="module")
def thresholds() -> list[Threshold]:
    return [item for item in load_thresholds() if item.suite in SUITES]


@pytest.fixture
def measure(cases: Path, thresholds: list[Threshold], tmp_path: Path) -> Measure:
    """The faults that the gate finds in an assistant."""

    def found(subject: Assistant) -> list[str]:
        run = Run(subject, chosen_suites(SUITES), "dev", cases_folder=cases)
        return faults(run_suites(run, tmp_path / "run"), thresholds)

    return found


def broken(kind: type[Assistant], corpus_dir: Path) -> Assistant:
    """An assistant of a broken kind over the shipped corpus."""
    sound = build_assistant(Settings(data_dir=corpus_dir))
    return kind(sound._store, sound._model, sound.settings)


def test_the_gate_is_open_for_the_assistant_as_it_ships(measure: Measure, assistant: Assistant) -> None:
    assert measure(assistant) == []


def test_it_closes_when_the_search_puts_the_worst_first(measure: Measure, assistant: Assistant) -> None:
    found = measure(assistant.with_weights(FieldWeights(text=-1, questions=-1, lexical=-1)))
    assert any(line.startswith("retrieval, success@1") for line in found)


@pytest.mark.parametrize("kind", [ShiftedCitations, InventedQuotations])
def test_it_closes_when_a_quotation_is_not_exact(measure: Measure, corpus_dir: Path, kind: type[Assistant]) -> None:
    found = measure(broken(kind, corpus_dir))
    assert any(line.startswith("questions, exact quotations") for line in found)
    assert any(line.startswith("questions, hallucinated") for line in found)


def test_it_closes_when_verification_believes_everything(measure: Measure, corpus_dir: Path) -> None:
    found = measure(broken(Credulous, corpus_dir))
    assert any(line.startswith("statements, altered but passed") for line in found)


def test_it_closes_when_nothing_is_declined(measure: Measure, corpus_dir: Path) -> None:
    found = measure(build_assistant(Settings(data_dir=corpus_dir, answer_threshold=0)))
    assert any(line.startswith("questions, correct refusals") for line in found)


def test_it_closes_when_everything_is_declined(measure: Measure, corpus_dir: Path) -> None:
    found = measure(build_assistant(Settings(data_dir=corpus_dir, answer_threshold=1)))
    assert any(line.startswith("questions, answered") for line in found)


def test_it_closes_for_a_figure_that_was_not_measured(thresholds: list[Threshold], tmp_path: Path) -> None:
    header = dict.fromkeys(
        ("revision", "answerer", "model", "settings_hash", "corpus", "half", "cases_hash", "started"), ""
    )
    empty = Results.model_validate(
        {"header": {**header, "versions": {}, "documents": 0, "suites": []}, "seconds": 0, "figures": [], "cases": []}
    )
    assert faults(empty, thresholds) == [f"{item.suite}, {item.figure}: not measured" for item in thresholds]


def test_every_committed_threshold_has_a_reason_and_a_date() -> None:
    found = load_thresholds()
    assert {item.suite for item in found} == {
        "retrieval",
        "questions",
        "follow-ups",
        "arguments",
        "statements",
        "injections",
    }
    assert all(len(item.reason.split()) >= 4 for item in found)
    assert len({(item.suite, item.figure) for item in found}) == len(found)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('suite = "retrieval"\nfigure = "luck"\nat_least = 0.5', "no figure 'luck'"),
        ('suite = "poker"\nfigure = "MRR@10"\nat_least = 0.5', "no figure 'MRR@10' of a suite 'poker'"),
        ('suite = "questions"\nfigure = "hallucinated"\nat_least = 0.5', "needs at_most"),
        ('suite = "retrieval"\nfigure = "MRR@10"\nat_most = 0.5', "needs at_least"),
        ('suite = "retrieval"\nfigure = "MRR@10"\nat_least = 0.5\nat_most = 0.9', "nothing else"),
        ('suite = "retrieval"\nfigure = "MRR@10"\nat_least = "much"', "valid number"),
    ],
)
def test_a_threshold_that_cannot_be_used_is_named(tmp_path: Path, entry: str, reason: str) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(f'[[threshold]]\n{entry}\nset_on = 2026-01-02\nreason = "as measured then"\n', encoding="utf-8")
    with pytest.raises(SolidarityError, match=rf"thresholds.toml, threshold 1: .*{reason}"):
        load_thresholds(path)


def test_a_threshold_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(json.dumps({"threshold": []}), encoding="utf-8")
    with pytest.raises(SolidarityError, match="cannot be read"):
        load_thresholds(path)
