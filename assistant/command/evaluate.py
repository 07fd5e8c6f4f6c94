"""The command `eval`: run suites, compare runs, add a case."""

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from assistant import build_assistant
from assistant.errors import SolidarityError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from evals.grading import Grader
    from evals.results import Results
    from evals.runner import Price, Run

_ADD = "add"


def evaluate(  # noqa: PLR0913 - each is an option of the command
    suites: Annotated[
        list[str] | None,
        typer.Argument(help="Suites to run; none: all. 'add' asks for a new case instead.", show_default=False),
    ] = None,
    half: Annotated[
        Literal["dev", "test"], typer.Option(help="Cases to run; whoever tunes the assistant uses dev only.")
    ] = "test",
    out: Annotated[Path | None, typer.Option(help="Folder for results.json and report.html.")] = None,
    compare: Annotated[
        list[Path] | None, typer.Option(help="Folder of an earlier run; twice: compare those two and run nothing.")
    ] = None,
    model: Annotated[str, typer.Option(help="Chat model that writes answers, as PROVIDER:NAME.")] = "",
    judge: Annotated[
        str, typer.Option(help="Chat model that grades answers; default: the one that writes; 'none': nobody.")
    ] = "",
    price: Annotated[str, typer.Option(help="US dollars for a million tokens read and written, as 0.15,0.60.")] = "",
    cases: Annotated[Path | None, typer.Option(help="Folder with case files of your own.")] = None,
    suite_public: Annotated[
        Path | None, typer.Option(help="Public data instead: a WiCE file (.jsonl), or a folder in BEIR's format.")
    ] = None,
) -> None:
    """Measure the assistant on written cases and write a report.

    Suites: retrieval, questions, follow-ups, arguments, statements, injections.
    """
    from assistant.settings import load_settings

    if suites == [_ADD]:
        _add(cases)
        return
    if compare and len(compare) > 1:
        _compare_two(compare, out)
        return
    settings = load_settings(**({"model": model} if model else {}))
    assistant = build_assistant(settings)
    if suite_public is not None:
        from evals.public import measure_public

        typer.echo(measure_public(suite_public, assistant))
        return
    from evals.runner import Run
    from evals.suites import chosen_suites

    run = Run(
        assistant,
        chosen_suites(suites or []),
        half,
        cases_folder=cases,
        grader=_grader(judge, assistant),
        price=_price(price),
    )
    earlier = _load(compare[0]) if compare else None
    _run(run, out, settings.data_dir / "evals", earlier)


def _run(run: "Run", out: Path | None, runs: Path, earlier: "Results | None") -> None:
    from evals.journal import Journal, held, new_folder, unfinished_folder
    from evals.summary import results_text

    folder = out or unfinished_folder(runs, run.header) or new_folder(runs, run.header.half)
    with held(folder):
        journal = Journal(folder, run.header)
        if journal.done:
            typer.echo(f"Going on in {folder}: {len(journal.done)} of {run.total()} cases are done.", err=True)
        started = time.monotonic()
        _show_steps(run, journal)
        results = run.finish(journal, time.monotonic() - started)
        typer.echo(results_text(results))
        _report(results, earlier, folder)


def _show_steps(run: "Run", journal: Any) -> None:
    """Run all cases with a progress bar on a terminal, a line a suite elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}
        for step in run.steps(journal):
            name = step.suite.name
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=step.total)
            progress.update(tasks[name], completed=step.done)
            if not console.is_terminal and step.done == step.total:
                typer.echo(f"{name}: {step.total} cases", err=True)


def _report(results: "Results", earlier: "Results | None", folder: Path) -> None:
    from evals.comparison import compare
    from evals.report import write_report
    from evals.summary import comparison_text

    comparison = compare(earlier, results) if earlier is not None else None
    if comparison is not None:
        typer.echo(f"\n{comparison_text(comparison)}")
    typer.echo(f"\nReport: {write_report(results, folder, comparison)}")


def _compare_two(folders: list[Path], out: Path | None) -> None:
    if len(folders) > 2:
        raise SolidarityError(f"Two runs can be compared, not {len(folders)}.")
    before, after = (_load(folder) for folder in folders)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        _report(after, before, out)
        return
    from evals.comparison import compare
    from evals.summary import comparison_text

    typer.echo(comparison_text(compare(before, after)))


def _load(folder: Path) -> "Results":
    from evals.results import load_results

    return load_results(folder)


def _grader(judge: str, assistant: "Assistant") -> "Grader | None":
    """The chat model that grades: the one that is named, else the one that writes; none where there is neither."""
    from assistant.answering.chat_model import load_chat_model
    from evals.grading import Grader

    settings = assistant.settings
    if judge == "none":
        return None
    if judge:
        return Grader(load_chat_model(settings.model_copy(update={"model": judge})), judge, settings.model_seconds)
    if assistant.chat_model is None:
        return None
    return Grader(load_chat_model(settings), settings.model, settings.model_seconds)


def _price(written: str) -> "Price | None":
    """The price of tokens read and written.

    Raises:
        SolidarityError: it is not two numbers, or one is below 0.
    """
    from evals.runner import Price

    if not written:
        return None
    try:
        read, wrote = (float(part) for part in written.split(","))
        if not (0 <= read < math.inf and 0 <= wrote < math.inf):
            raise ValueError
    except ValueError as error:
        raise SolidarityError(f"--price {written!r} is not two numbers: write it as 0.15,0.60.") from error
    return Price(read, wrote)


def _add(cases: Path | None) -> None:
    from evals.adding import ask_for_case

    path, line = ask_for_case(build_assistant(), cases)
    typer.echo(f"Added to {path}:\n{line}")
