"""Runs over cases of one's own: what is scored, what is counted, and how a run that was killed goes on."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.settings import Settings
from evals.cases import QuestionCase
from evals.journal import Journal
from evals.results import Results, Scored, load_results
from evals.runner import Price, Run, run_suites
from evals.suites import chosen_suites
from evals.suites.questions import Questions
from evals.suites.retrieval import Retrieval
from evals.suites.statements import Statements
from ingest.pipeline import Ingest
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

_ROOT = Path(__file__).resolve().parents[2]
_HEAD = "---\nid: {0}\ntitle: {1}\nshort: {2}\nkind: treaty\nstatus: official text\n---\n"
_ORCHARD = """
## Article 1

Every hill village may gather fallen apples without asking the owner of the orchard.

## Article 2

1. The cider press of the valley works for all villages in October.

2. Each village pays nine coins for a day at the cider press.

## Article 3

The keeper of the bees shall warn the villages before the hives are moved.
"""
_FERRY = """
## Article 1

The ferry carries nurses and schoolchildren free of charge.

## Article 2

No passenger may be left on the bank after sunset.
"""
APPLES = "Every hill village may gather fallen apples without asking the owner of the orchard"


def ingest_orchard(folder: Path, model: EmbeddingModel) -> Path:
    """Ingest two small invented instruments; returns the data folder."""
    texts, data_dir = folder / "texts", folder / "data"
    texts.mkdir(parents=True)
    documents = (("orchard", "Pact of the Orchards", _ORCHARD), ("ferry", "Charter of the Ferry", _FERRY))
    for name, title, text in documents:
        short = f"{name.capitalize()} {title.partition(' ')[0]}"
        (texts / f"{name}.md").write_text(_HEAD.format(name, title, short) + text, encoding="utf-8")
    store = Store(location=data_dir / "chroma", collection="solidarity", model_id=model.id)
    assert Ingest(store, model).run([str(texts)]).count("failed") == 0
    store.close()
    return data_dir


def question(text: str, *expected: str, **fields: Any) -> dict[str, Any]:
    """A question as a line of a case file has it; one without a place is to be declined."""
    kind = "who" if expected else "off-topic"
    defaults = {"answerable": bool(expected), "kind": kind, "difficulty": "easy", "persona": "student"}
    return {"question": text, "expected": list(expected), **defaults, **fields}


def statement(name: str, text: str, provision: str, change: str = "") -> dict[str, Any]:
    return {"id": name, "statement": text, "provision": provision, "supported": not change, "change": change}


APPLES_CASE = question("Who may gather fallen apples?", "orchard/art-1")
MOON_CASE = question("When does the moon ferry sail?", "moon/art-1")
QUESTIONS = [
    APPLES_CASE,
    question("What is the capital of Mongolia?"),
    MOON_CASE,
    question("How much does a village pay for a day at the cider press?", "orchard/art-2", persona="lawyer"),
    question("Whom does the ferry carry free of charge?", "ferry/art-1", difficulty="hard"),
]
STATEMENTS = [
    statement("s-1", "The ferry carries nurses and schoolchildren free of charge.", "ferry/art-1"),
    statement("s-2", "Each village pays ninety coins for a day at the cider press.", "orchard/art-2/2", "number"),
    statement("s-3", "Whoever lives on the moon sails free of charge.", "moon/art-1"),
]


def write_cases(folder: Path, name: str, *lines: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def without_times(results: Results) -> Results:
    """The results but for what a clock measured."""

    def clockless(scored: Scored) -> Scored:
        values = {name: value for name, value in scored.values.items() if name != "seconds"}
        return scored.model_copy(update={"values": values})

    return results.model_copy(
        update={
            "seconds": 0.0,
            "header": results.header.model_copy(update={"started": ""}),
            "figures": tuple(item for item in results.figures if "seconds" not in item.name),
            "cases": tuple(item.model_copy(update={"scored": clockless(item.scored)}) for item in results.cases),
        }
    )


class Noted(Questions):
    """The questions, with a line in a file for each that is put to the assistant."""

    def __init__(self, noted: Path) -> None:
        self._noted = noted

    def score(self, case: QuestionCase, assistant: Assistant) -> Scored:
        with self._noted.open("a", encoding="utf-8") as file:
            file.write(f"{case.question}\n")
        return super().score(case, assistant)


class Failing(Questions):
    """The questions, until one holds a certain word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def score(self, case: QuestionCase, assistant: Assistant) -> Scored:
        if self._word in case.question:
            raise RuntimeError("the roof leaks")
        return super().score(case, assistant)


class Counting(BaseChatModel):
    """Writes the same reply each time; its provider says how many tokens were read and written, or does not."""

    reply: str = f"{APPLES} [1]."
    read: int = 100
    written: int = 20

    @property
    def _llm_type(self) -> str:
        return "counting"

    def _generate(self, messages: list[BaseMessage], *others: Any, **named: Any) -> ChatResult:
        raise AssertionError("a reply must be streamed")

    def _stream(self, messages: list[BaseMessage], *others: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=self.reply))
        if self.read:
            usage = UsageMetadata(
                input_tokens=self.read, output_tokens=self.written, total_tokens=self.read + self.written
            )
            named_model = {"model_name": "counting-1"}
            yield ChatGenerationChunk(
                message=AIMessageChunk(content="", usage_metadata=usage, response_metadata=named_model)
            )


def noted_run(data_dir: Path, cases: Path, noted: Path) -> Run:
    """Retrieval and questions over a store, as two processes build it alike."""
    assistant = build_assistant(Settings(data_dir=data_dir))
    return Run(assistant, [Retrieval(), Noted(noted)], "dev", cases)


# What a run scores


def test_a_run_gives_one_result_a_case_suite_by_suite_in_the_order_of_the_files(
    orchard: Assistant, cases: Path, tmp_path: Path
) -> None:
    run = Run(orchard, chosen_suites([]), "dev", cases)
    results = run_suites(run, tmp_path / "run")
    answerable = [line["question"] for line in QUESTIONS if line["answerable"]]
    assert [(item.suite, item.asked) for item in results.cases] == [
        *(("retrieval", text) for text in answerable),
        *(("questions", line["question"]) for line in QUESTIONS),
        *(("statements", line["statement"]) for line in STATEMENTS),
    ]
    assert run.total() == len(results.cases) == 12
    assert load_results(tmp_path / "run") == results


def test_a_result_tells_what_was_asked_expected_answered_and_shown(
    orchard: Assistant, cases: Path, tmp_path: Path
) -> None:
    results = run_suites(Run(orchard, [Questions()], "dev", cases), tmp_path)
    apples = results.cases[0]
    case = QuestionCase(**APPLES_CASE)
    assert (apples.key, apples.case_hash) == (case.key, case.content_hash)
    assert (apples.kind, apples.difficulty, apples.persona) == ("who", "easy", "student")
    assert (apples.scored.expected, apples.scored.passed) == ("orchard/art-1", True)
    assert APPLES in apples.scored.answer
    assert [(item.pinpoint, item.status) for item in apples.scored.citations] == [("Orchard Pact, art. 1", "verified")]
    assert apples.scored.citations[0].quotation == f"{APPLES}."
    assert apples.grade is None


def test_cases_pass_fail_or_cannot_be_scored(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    wrong = question("Who warns the villages before the hives are moved?", "ferry/art-2")
    write_cases(cases, "questions-dev", *QUESTIONS, wrong)
    results = run_suites(Run(orchard, [Questions()], "dev", cases), tmp_path)
    assert [item.scored.passed for item in results.cases] == [True, True, None, True, True, False]
    moon = results.cases[2].scored
    assert moon.explanation == "The corpus holds none of: moon/art-1."
    assert (moon.expected, moon.answer, moon.values, moon.outcome) == ("moon/art-1", "", {}, None)


def test_cases_that_cannot_be_scored_count_apart_and_in_no_figure(
    orchard: Assistant, cases: Path, tmp_path: Path
) -> None:
    results = run_suites(Run(orchard, chosen_suites(["questions", "statements"]), "dev", cases), tmp_path)
    accurate, judged = results.figure("questions", "accurate"), results.figure("statements", "judged rightly")
    assert accurate is not None
    assert judged is not None
    assert (accurate.value, accurate.n, accurate.unscored) == (1.0, 4, 1)
    assert (judged.value, judged.n, judged.unscored) == (1.0, 2, 1)


def test_a_figure_of_which_no_case_could_be_scored_has_no_value(orchard: Assistant, tmp_path: Path) -> None:
    cases = write_cases(tmp_path / "cases", "questions-dev", MOON_CASE)
    results = run_suites(Run(orchard, [Retrieval()], "dev", cases), tmp_path)
    found = results.figure("retrieval", "success@1")
    assert found is not None
    assert (found.value, found.low, found.high, found.n, found.unscored) == (None, None, None, 0, 1)


def test_progress_is_told_case_by_case_for_each_suite(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    run = Run(orchard, chosen_suites(["questions", "statements", "arguments"]), "dev", cases)
    steps = [(step.suite.name, step.done, step.total) for step in run.steps(Journal(tmp_path, run.header))]
    assert steps == [
        *(("questions", done, 5) for done in range(6)),
        ("arguments", 0, 0),
        *(("statements", done, 3) for done in range(4)),
    ]


def test_only_the_half_that_is_asked_for_is_run(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    write_cases(cases, "questions-test", APPLES_CASE)
    results = run_suites(Run(orchard, [Questions()], "test", cases), tmp_path)
    assert [item.asked for item in results.cases] == [APPLES_CASE["question"]]
    assert results.header.half == "test"


def test_a_fault_in_a_case_file_is_named_before_anything_runs(orchard: Assistant, cases: Path) -> None:
    write_cases(cases, "statements-dev", STATEMENTS[0], STATEMENTS[1] | {"change": "colour"})
    with pytest.raises(SolidarityError, match=r"^statements-dev\.jsonl, line 2: change: "):
        Run(orchard, [Questions(), Statements()], "dev", cases)


def test_the_header_tells_who_answered_and_from_what(orchard: Assistant, cases: Path) -> None:
    header = Run(orchard, [Statements(), Questions()], "dev", cases).header
    assert (header.half, header.suites, header.documents) == ("dev", ("statements", "questions"), 2)
    assert (header.answerer, header.model, header.grader) == (orchard.answered_by, "", "")
    assert header.settings_hash == orchard.settings_hash


# Going on


_KILLED_RUN = """
import os, signal, sys
from pathlib import Path
from evals.journal import Journal, held
from tests.evals.test_runner import noted_run

data_dir, cases, noted, folder = map(Path, sys.argv[1:5])
run = noted_run(data_dir, cases, noted)
with held(folder):
    for number, _ in enumerate(run.steps(Journal(folder, run.header))):
        if number == int(sys.argv[5]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_that_was_killed_goes_on_where_it_stopped(data_dir: Path, cases: Path, tmp_path: Path) -> None:
    noted, folder = tmp_path / "noted", tmp_path / "run"
    command = [sys.executable, "-c", _KILLED_RUN, *map(str, (data_dir, cases, noted, folder)), "7"]
    killed = subprocess.run(command, check=False, cwd=_ROOT)
    assert killed.returncode == -signal.SIGKILL
    asked = [line["question"] for line in QUESTIONS]
    assert noted.read_text(encoding="utf-8").splitlines() == asked[:2]
    with (folder / "unfinished.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"suite": "questions", "key": "half a li')

    again = noted_run(data_dir, cases, noted)
    journal = Journal(folder, again.header)
    assert len(journal.done) == 6
    steps = [(step.suite.name, step.done, step.total) for step in again.steps(journal)]
    assert steps == [("retrieval", 4, 4), ("questions", 2, 5), *(("questions", done, 5) for done in (3, 4, 5))]
    assert noted.read_text(encoding="utf-8").splitlines() == asked

    unbroken = run_suites(noted_run(data_dir, cases, tmp_path / "other"), tmp_path / "unbroken")
    assert without_times(again.finish(journal, 1.0)) == without_times(unbroken)
    assert sorted(path.name for path in folder.iterdir()) == ["results.json", "run.lock"]


def test_a_run_whose_cases_are_all_done_asks_nothing(data_dir: Path, cases: Path, tmp_path: Path) -> None:
    noted, folder = tmp_path / "noted", tmp_path / "run"
    first = noted_run(data_dir, cases, noted)
    folder.mkdir()
    done = Journal(folder, first.header)
    for _ in first.steps(done):
        pass
    noted.unlink()
    again = run_suites(noted_run(data_dir, cases, noted), folder)
    assert not noted.exists()
    assert list(again.cases) == list(done.done.values())


def test_what_was_done_before_an_error_is_kept(orchard: Assistant, cases: Path, tmp_path: Path) -> None:
    folder, noted = tmp_path / "run", tmp_path / "noted"
    with pytest.raises(RuntimeError, match="the roof leaks"):
        run_suites(Run(orchard, [Failing("cider")], "dev", cases), folder)
    assert not (folder / "results.json").exists()
    results = run_suites(Run(orchard, [Noted(noted)], "dev", cases), folder)
    assert [item.asked for item in results.cases] == [line["question"] for line in QUESTIONS]
    assert noted.read_text(encoding="utf-8").splitlines() == [line["question"] for line in QUESTIONS[3:]]


@pytest.mark.parametrize(
    "change", [{"expected": ["orchard/art-3"]}, {"persona": "lawyer"}, {"question": "Who gathers fallen apples?"}]
)
def test_a_journal_is_not_taken_up_when_a_case_was_changed(
    orchard: Assistant, cases: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    with pytest.raises(RuntimeError):
        run_suites(Run(orchard, [Failing("ferry")], "dev", cases), tmp_path / "run")
    write_cases(cases, "questions-dev", APPLES_CASE | change, *QUESTIONS[1:])
    with pytest.raises(SolidarityError, match="the unfinished results of another run"):
        run_suites(Run(orchard, [Questions()], "dev", cases), tmp_path / "run")


def test_a_journal_is_not_taken_up_with_other_settings(
    orchard: Assistant, data_dir: Path, cases: Path, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError):
        run_suites(Run(orchard, [Failing("ferry")], "dev", cases), tmp_path / "run")
    other = build_assistant(Settings(data_dir=data_dir, most_statements=2))
    with pytest.raises(SolidarityError, match="name another folder with --out, or delete"):
        run_suites(Run(other, [Questions()], "dev", cases), tmp_path / "run")


# Tokens and dollars


def run_with_model(
    data_dir: Path, cases: Path, folder: Path, chat_model: BaseChatModel, price: Price | None = None
) -> Results:
    assistant = build_assistant(Settings(data_dir=data_dir, model="test:counting"), chat_model)
    return run_suites(Run(assistant, chosen_suites(["retrieval", "questions"]), "dev", cases, price=price), folder)


def test_the_tokens_of_a_chat_model_are_counted_for_each_case_that_reaches_it(
    data_dir: Path, cases: Path, tmp_path: Path
) -> None:
    results = run_with_model(data_dir, cases, tmp_path, Counting())
    by_question = {item.asked: item.scored.values for item in results.cases if item.suite == "questions"}
    apples, mongolia, moon, *others = (by_question[line["question"]] for line in QUESTIONS)
    for values in (apples, *others):
        assert (values["tokens read"], values["tokens written"]) == (100, 20)
        assert "dollars" not in values
    assert not {"tokens read", "tokens written"} & {*mongolia, *moon}
    assert not any("tokens read" in item.scored.values for item in results.cases if item.suite == "retrieval")


def test_the_figures_of_a_run_with_a_chat_model_tell_tokens_and_who_wrote(
    data_dir: Path, cases: Path, tmp_path: Path
) -> None:
    results = run_with_model(data_dir, cases, tmp_path, Counting(read=250))
    figures = {item.name: item for item in results.figures if item.suite == "questions" and not item.group}
    assert (figures["tokens read"].value, figures["tokens read"].n) == (250, 3)
    assert figures["tokens written"].value == 20
    assert figures["written by the model"].value == pytest.approx(1 / 3)
    assert "dollars a case" not in figures
    assert results.header.model == "test:counting"


def test_a_price_turns_tokens_into_dollars(data_dir: Path, cases: Path, tmp_path: Path) -> None:
    results = run_with_model(data_dir, cases, tmp_path, Counting(), Price(0.5, 2.0))
    dollars = results.figure("questions", "dollars a case")
    assert dollars is not None
    assert dollars.value == pytest.approx(0.00009)
    assert dollars.n == 3


def test_all_dollars_of_a_run_are_by_one_price(data_dir: Path, cases: Path, tmp_path: Path) -> None:
    assistant = build_assistant(Settings(data_dir=data_dir, model="test:counting"), Counting())
    begun = Run(assistant, [Questions()], "dev", cases, price=Price(1, 1))
    assert [step.done for step in islice(begun.steps(Journal(tmp_path, begun.header)), 2)] == [0, 1]
    with suppress(SolidarityError):
        results = run_suites(Run(assistant, [Questions()], "dev", cases, price=Price(9, 9)), tmp_path)
        assert len({item.scored.values["dollars"] for item in results.cases if "dollars" in item.scored.values}) == 1


def test_a_provider_that_counts_nothing_leaves_out_tokens_and_dollars(
    data_dir: Path, cases: Path, tmp_path: Path
) -> None:
    results = run_with_model(data_dir, cases, tmp_path, Counting(read=0), Price(0.5, 2.0))
    assert results.figure("questions", "written by the model") is not None
    assert not [item for item in results.figures if "tokens" in item.name or "dollars" in item.name]


def test_without_a_chat_model_there_are_no_tokens_and_nobody_who_wrote(
    orchard: Assistant, cases: Path, tmp_path: Path
) -> None:
    results = run_suites(Run(orchard, [Questions()], "dev", cases, price=Price(1, 1)), tmp_path)
    names = {item.name for item in results.figures}
    assert not names & {"tokens read", "tokens written", "dollars a case", "written by the model"}


@pytest.mark.parametrize(
    ("read", "written", "dollars"), [(0, 0, 0), (1_000_000, 0, 3), (0, 1_000_000, 15), (2000, 400, 0.012)]
)
def test_a_price_is_in_dollars_for_a_million_tokens(read: int, written: int, dollars: float) -> None:
    assert Price(3, 15).of(read, written) == pytest.approx(dollars)
