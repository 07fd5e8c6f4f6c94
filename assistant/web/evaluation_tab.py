"""The tab Evaluation: run suites, read and compare runs, add a case. What measures is imported when the tab is first opened."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.web.access import Access
from assistant.web.case_form import case_form
from assistant.web.downloads import Download, download_button
from assistant.web.evaluation import MOST_PLOTS, comparison_html, failing_html, progress_html, results_html

if TYPE_CHECKING:
    from evals.results import Results

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class EvaluationTab:
    """Lays out the tab and connects it; `cases_folder` holds case files other than those of the project."""

    def __init__(self, assistant: Assistant, access: Access, tab: gr.Tab, cases_folder: Path | None = None) -> None:
        self._assistant, self._access, self._cases_folder = assistant, access, cases_folder
        self._runs = assistant.settings.data_dir / "evals"
        with gr.Accordion("Run suites", open=True, visible=False) as self._running:
            self._lay_out_running()
        with gr.Row():
            self._run = gr.Dropdown([], label="Run", scale=2)
            self._earlier = gr.Dropdown([], label="Compare with an earlier run", scale=2)
        self._results = gr.HTML(results_html(None))
        self._compared = gr.HTML("")
        with gr.Row():
            download_button("Download the report", self._report, [self._run, self._earlier])
            download_button("Download the results", self._data, [self._run])
        with gr.Accordion("Plots", open=False):
            self._plots = [gr.Plot(show_label=False, visible=False) for _ in range(MOST_PLOTS)]
        with gr.Accordion("Failing cases", open=False):
            self._suite = gr.Dropdown([], label="Suite")
            self._failing = gr.HTML("")
        with gr.Accordion("Add a case", open=False, visible=False) as self._adding:
            case_form(assistant, access, cases_folder)
        self._connect(tab)

    def _lay_out_running(self) -> None:
        self._suites = gr.CheckboxGroup([], label="Suites")
        self._half = gr.Radio(
            [("development half", "dev"), ("test half", "test")],
            value="dev",
            label="Cases",
            info="Nobody tunes on the test half: look at its figures, not at its cases.",
        )
        with gr.Row():
            self._start = gr.Button("Run", variant="primary", size="sm")
            self._stop = gr.Button("Stop", size="sm", interactive=False)
        self._progress = gr.HTML("")

    def _connect(self, tab: gr.Tab) -> None:
        shown = [self._results, self._compared, self._suite, self._failing, *self._plots]
        chosen = [self._run, self._earlier]
        seen = tab.select(self._opened, None, [self._running, self._adding, self._suites, *chosen], **_QUIET)
        seen.then(self._shown, chosen, shown, **_QUIET)
        running = self._start.click(
            self._measured,
            [self._suites, self._half],
            [self._progress, self._start, self._stop],
            concurrency_id="evaluation",
            concurrency_limit=1,
            trigger_mode="multiple",
            **_QUIET,
        )
        running.then(self._listed, None, chosen, **_QUIET).then(self._shown, chosen, shown, **_QUIET)
        self._stop.click(
            _stopped, None, [self._progress, self._start, self._stop], cancels=[running], queue=False, **_QUIET
        )
        for each in (self._run, self._earlier):
            each.input(self._shown, chosen, shown, **_QUIET)
        self._suite.input(self._failing_of, [self._run, self._suite], self._failing, **_QUIET)

    def _opened(self, request: gr.Request) -> tuple[Any, ...]:
        from evals.suites import SUITES

        may = gr.update(visible=self._access.is_curator(request))
        suites = [(suite.title, name) for name, suite in SUITES.items()]
        return may, may, gr.update(choices=suites, value=[name for _, name in suites]), *self._listed()

    def _listed(self) -> tuple[Any, Any]:
        names = [folder.name for folder in self._folders()]
        return gr.update(choices=names, value=names[0] if names else None), gr.update(choices=["", *names], value="")

    def _folders(self) -> list[Path]:
        """Folders of finished runs, the latest first."""
        finished = [path.parent for path in self._runs.glob("*/results.json")]
        return sorted(finished, key=lambda folder: folder.name, reverse=True)

    def _measured(self, names: Sequence[str], half: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        try:
            self._access.require_curator(request)
            if not names:
                raise SolidarityError("Choose at least one suite.")
            yield progress_html({}), gr.update(interactive=False), gr.update(interactive=True)
            for html in self._steps(names, half):
                yield html, gr.skip(), gr.skip()
        except SolidarityError as error:
            yield "", gr.update(interactive=True), gr.update(interactive=False)
            raise gr.Error(str(error), print_exception=False) from error
        yield gr.skip(), gr.update(interactive=True), gr.update(interactive=False)

    def _steps(self, names: Sequence[str], half: Any) -> Iterator[str]:
        """Run the suites; the folder that a stopped run left is taken up again."""
        from evals.journal import Journal, held, new_folder, unfinished_folder
        from evals.report import write_report
        from evals.runner import Run
        from evals.suites import chosen_suites

        run = Run(self._assistant, chosen_suites(names), half, cases_folder=self._cases_folder)
        folder = unfinished_folder(self._runs, run.header) or new_folder(self._runs, half)
        with held(folder):
            journal, started = Journal(folder, run.header), time.monotonic()
            reached: dict[str, tuple[int, int]] = {}
            for step in run.steps(journal):
                reached[step.suite.title] = step.done, step.total
                yield progress_html(reached)
            results = run.finish(journal, time.monotonic() - started)
            write_report(results, folder)
        yield progress_html(reached, f"Done in {results.seconds:.0f} s: {folder.name}")

    def _shown(self, name: str | None, earlier: str | None) -> tuple[Any, ...]:
        from evals.plots import plots_of

        results = self._load(name)
        if results is None:
            return results_html(None), "", gr.update(choices=[]), "", *_plots([])
        suites = sorted({item.suite for item in results.cases})
        before = self._load(earlier)
        compared = comparison_html(before, results) if before else ""
        choice = gr.update(choices=suites, value=suites[0])
        plots = [figure for _, figure in plots_of(results)]
        return results_html(results), compared, choice, failing_html(results, suites[0]), *_plots(plots)

    def _failing_of(self, name: str | None, suite: str | None) -> str:
        results = self._load(name)
        return failing_html(results, suite) if results and suite else ""

    def _load(self, name: str | None) -> "Results | None":
        """The results of a run named in the list; a name from elsewhere is none."""
        from evals.results import load_results

        folder = next((folder for folder in self._folders() if folder.name == name), None)
        try:
            return load_results(folder) if folder else None
        except SolidarityError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _report(self, name: str | None, earlier: str | None) -> Download:
        from evals.comparison import compare
        from evals.report import report_html

        results, before = self._chosen(name), self._load(earlier)
        html = report_html(results, compare(before, results) if before else None)
        return Download(f"report-{name}.html", html.encode())

    def _data(self, name: str | None) -> Download:
        return Download(f"results-{name}.json", self._chosen(name).model_dump_json(indent=1).encode())

    def _chosen(self, name: str | None) -> "Results":
        results = self._load(name)
        if results is None:
            raise SolidarityError("Choose a run first.")
        return results


def _plots(figures: Sequence[Any]) -> list[Any]:
    missing = [gr.update(value=None, visible=False)] * (MOST_PLOTS - len(figures))
    return [*(gr.update(value=figure, visible=True) for figure in figures), *missing]


def _stopped() -> tuple[Any, ...]:
    told = '<p class="hint" role="status">Stopped. Run the same suites again to go on from here.</p>'
    return told, gr.update(interactive=True), gr.update(interactive=False)
