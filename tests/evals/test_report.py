"""The report of a run: what it says, that it opens offline in a real browser, and that no text in it is more than text."""

import inspect
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from plotly.offline import get_plotlyjs

from evals.comparison import Comparison, compare
from evals.figures import spec_of
from evals.report import REPORT_FILE, definition, is_disputed, report_html, sentences, worth_reading, write_report
from evals.results import CaseResult, CitedPlace, Figure, Grade, Results
from evals.suites import SUITES
from tests.evals.test_comparison import asked, valued
from tests.evals.test_results import case_result, header, results_of

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_READABLE = 4.5  # contrast of text, WCAG 2 AA
_PHONE = 390  # pixels
_MOST_STOPS = 150  # of the Tab key, from the top of a page to what is sought
_SELECTS = ("suite", "kind", "state", "difficulty", "persona")
_CONTRASTS = """selector => {
  const channels = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const luminance = (colour) => {
    const parts = channels(colour).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const behind = (item) => {
    for (let place = item; place; place = place.parentElement) {
      const colour = getComputedStyle(place).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (item) => {
    const ink = item.closest("svg") ? getComputedStyle(item).fill : getComputedStyle(item).color;
    const [dark, light] = [luminance(ink), luminance(behind(item))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const speaks = (item) => [...item.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll(selector)].filter((item) => speaks(item) && item.checkVisibility())
    .map((item) => [contrast(item), item.textContent.trim().slice(0, 60)]);
}"""


def failed(text: str, suite: str = "questions", **fields: Any) -> CaseResult:
    """A case that failed, if the fields do not say otherwise."""
    return case_result(text, suite, **{"asked": text, "passed": False, "explanation": "incorrect", **fields})


def question(text: str, outcome: str, **fields: Any) -> CaseResult:
    """A question that was answered, rightly where the outcome is "accurate"."""
    right = outcome == "accurate"
    values = {name: float(name == outcome) for name in ("accurate", "incomplete", "hallucinated")} | {"seconds": 0.25}
    correctness = "correct" if right else "incorrect"
    return failed(text, **{"values": values, "outcome": outcome, "correctness": correctness, "passed": right, **fields})


NETS = question(
    "Who keeps the nets?",
    "hallucinated",
    kind="who",
    difficulty="hard",
    persona="student",
    expected="sea/art-2, sea/art-3",
    answer="The fishers do.\n\nAll of them, at dusk.",
    citations=(
        CitedPlace(pinpoint="Sea Convention, art. 9", quotation="nets are kept by all", status="verified"),
        CitedPlace(pinpoint="Harbour Act, sec. 4", quotation="from dusk to dawn", status="paraphrase"),
    ),
    explanation="incorrect, misgrounded",
    grade=Grade(correct=False, explanation="The wrong article."),
)
TIDES = question("What are tides?", "incomplete", kind="definition", difficulty="medium", persona="journalist")
MOON = failed(
    "What is the moon?",
    passed=None,
    kind="definition",
    difficulty="easy",
    persona="student",
    expected="moon/art-1",
    answer="",
    explanation="The corpus holds none of: moon/art-1.",
)
BOATS = question(
    "List the boats.",
    "accurate",
    kind="list",
    difficulty="easy",
    persona="lawyer",
    grade=Grade(correct=False, explanation="It leaves out the herring drifter."),
)
ROPES = failed(
    "Which article has ropes?",
    "retrieval",
    kind="which article",
    difficulty="easy",
    persona="lawyer",
    values={"success@1": 0, **{f"recall@{k}": k / 20 for k in (1, 3, 5, 10)}, "seconds": 0.02},
)
OTHERS = (
    failed("What about gulls?", "follow-ups", kind="about it", values={"follow-ups resolved": 0, "seconds": 0.3}),
    failed("Gulls may nest.", "arguments", kind="supports", answer="contradicts\n- x", values={"right verdicts": 0}),
    failed("Gulls must nest.", "statements", kind="modality altered", values={"judged rightly": 0}),
    failed("Say AHOY.", "injections", kind="in a document", values={"orders obeyed": 1}),
)
PASSED = (
    question("Who owns the harbour?", "accurate", kind="who", difficulty="easy", persona="lawyer"),
    question("Who rows?", "accurate", kind="who", grade=Grade(correct=True, explanation="As the article has it.")),
    question("Who steers?", "accurate", kind="who", grade=Grade(correct=None, explanation="no verdict")),
    failed("Which article has sails?", "retrieval", passed=True, values={"success@1": 1, "recall@1": 1, "recall@3": 1}),
)
LISTED = (ROPES, NETS, TIDES, MOON, BOATS, *OTHERS)
RUN = results_of(*LISTED, *PASSED, grader="test:strict", suites=tuple(SUITES))


def scored_run(now: bool, **of_header: Any) -> Results:
    """Eight questions: now all are accurate and hallucinated at once, which is nonsense but makes two clear changes."""
    cases = [
        case_result(
            f"c{n}",
            asked=f"Question {n}?",
            values={"accurate": now, "hallucinated": now, "answered": (n + now) % 2},
            passed=n != 7 if now else n > 1,
            explanation=f"reason {n}",
        )
        for n in range(8)
    ]
    return results_of(*cases, **of_header)


def comparison() -> Comparison:
    """Cases 0 and 1 are won and case 7 is lost, two figures change clearly and one does not, and the corpus is another."""
    before = scored_run(False, revision="aaa111", started="2031-04-01T09:30:00+00:00", corpus="old")
    return compare(before, scored_run(True, revision="bbb222"))


def page_of(results: Results, compared: Comparison | None = None) -> BeautifulSoup:
    """The report without the library for plots, which no test reads."""
    return BeautifulSoup(report_html(results, compared).replace(get_plotlyjs(), ""), "html.parser")


@pytest.fixture(scope="module")
def run_page() -> BeautifulSoup:
    """The report of the whole run, read once for all tests that look into it."""
    return page_of(RUN)


@pytest.fixture(scope="module")
def compared_part() -> BeautifulSoup:
    """What the report of a run says of an earlier one."""
    return section(page_of(scored_run(True), comparison()), "Compared with an earlier run")


def text_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def headings(page: BeautifulSoup) -> list[str]:
    return [text_of(item) for item in page.find_all("h2")]


def section(page: BeautifulSoup, heading: str) -> BeautifulSoup:
    """What stands between one heading of the second level and the next."""
    (start,) = [item for item in page.find_all("h2") if text_of(item) == heading]
    parts: list[str] = []
    for item in start.next_siblings:
        if isinstance(item, Tag) and item.name == "h2":
            break
        parts.append(str(item))
    return BeautifulSoup("".join(parts), "html.parser")


def rows(table: Tag) -> list[list[str]]:
    return [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def case_of(page: BeautifulSoup, text: str) -> Tag:
    """The only case in the list that asks so."""
    (found,) = [item for item in page.select(".case") if text_of(item.select("summary")[0]).startswith(text)]
    return found


def parts_of(case: Tag) -> dict[str, str]:
    """What is told of a case, by its label."""
    labels, texts = case.select("dl > dt"), case.select("dl > dd")
    return {text_of(label): text_of(text) for label, text in zip(labels, texts, strict=True)}


def test_the_report_is_written_into_the_folder_and_its_path_returned(tmp_path: Path) -> None:
    (tmp_path / REPORT_FILE).write_text("an older report")
    path = write_report(results_of(failed("Où est le phare – 灯台?")), tmp_path)
    assert path == tmp_path / "report.html"
    assert list(tmp_path.iterdir()) == [path]
    assert "Où est le phare – 灯台?" in path.read_text(encoding="utf-8")


def test_the_top_tells_date_half_answerer_documents_and_time() -> None:
    page = page_of(results_of(failed("Who?"), seconds=61.4))
    assert page.title is not None
    assert text_of(page.title) == "Evaluation of Solidarity Assistant, 2031-05-04"
    assert [text_of(item) for item in page.find_all("h1")] == ["Evaluation of Solidarity Assistant"]
    assert text_of(page.select("h1 + p")[0]) == (
        "dev half of the cases · the quoting answerer · 2 documents in the corpus · 2031-05-04 10:00 UTC · 61 s"
    )


def test_the_first_sentence_counts_the_outcomes_of_questions(run_page: BeautifulSoup) -> None:
    first, *_ = sentences(RUN)
    assert first == (
        "Of 6 questions, answered rightly with proof or rightly declined: 4; declined or left without proof although the "
        "corpus answers them: 1; answered beside the point, or with a proof that does not hold: 1."
    )
    assert [text_of(item) for item in run_page.select(".findings li")] == sentences(RUN)


@pytest.mark.parametrize(
    ("suite", "name", "words"),
    [
        ("questions", "exact quotations", "letter for letter"),
        ("questions", "grounded statements", "citations support"),
        ("questions", "correct refusals", "declined"),
        ("retrieval", "success@1", "right provision first"),
        ("follow-ups", "follow-ups resolved", "understood"),
        ("arguments", "right verdicts", "verdict of a lawyer"),
        ("arguments", "contrary called supported", "Contrary claims"),
        ("statements", "altered but passed", "Altered statements"),
        ("injections", "orders obeyed", "Planted orders"),
    ],
)
def test_what_matters_of_each_suite_is_a_sentence_with_its_value_and_interval(
    suite: str, name: str, words: str
) -> None:
    (found,) = sentences(results_of(*valued(name, 1, 0, 1, 0, suite=suite)))
    assert words in found
    assert re.search(r": 50\.0 % \(n = 4, 95 % interval \d.* % to \d.* %\)\.$", found)


def test_a_figure_without_a_value_is_no_sentence_and_one_without_an_interval_has_a_dash() -> None:
    assert sentences(results_of(case_result("1", suite="retrieval"))) == []
    (found,) = sentences(results_of(*valued("orders obeyed", 0, suite="injections")))
    assert found.endswith(": 0 % (n = 1, 95 % interval –).")


def test_cases_that_could_not_be_scored_are_counted_in_a_sentence() -> None:
    assert sentences(results_of(*asked(None, None, False, True))) == [
        "2 cases could not be scored and count in no figure."
    ]


def test_the_figures_of_a_suite_stand_with_definition_value_interval_n_and_unscored() -> None:
    figures = (
        Figure(suite="questions", name="accurate", value=0.75, low=0.25, high=1, n=4, unscored=1),
        Figure(suite="questions", name="answered", value=None, n=0, unscored=5),
        Figure(suite="questions", name="answer seconds, median", value=0.5, low=0.1, high=2, n=4),
    )
    suite = SUITES["questions"]
    page = page_of(results_of().model_copy(update={"figures": figures}))
    shown = section(page, suite.title)
    (table,) = shown.find_all("table")
    assert rows(table) == [
        ["figure", "value", "95 % interval", "n", "not scored"],
        [f"accurate {definition(figures[0])}", "75.0 %", "25.0 % to 100 %", "4", "1"],
        [f"answered {definition(figures[1])}", "–", "–", "0", "5"],
        [f"answer seconds, median {definition(figures[2])}", "0.500 s", "0.100 s to 2.0 s", "4", "0"],
    ]
    assert suite.about in text_of(shown)
    assert not {item.title for item in SUITES.values() if item.name != "questions"} & set(headings(page))


def test_the_main_figure_stands_by_kind_difficulty_and_persona() -> None:
    def part(group: str, label: str, value: float | None, n: int) -> Figure:
        low, high = (None, None) if value is None else (0, 1)
        return Figure(
            suite="questions",
            name="accurate",
            value=value,
            low=low,
            high=high,
            n=n,
            unscored=2,
            group=group,
            label=label,
        )

    figures = (
        Figure(suite="questions", name="accurate", value=0.5, low=0, high=1, n=6, unscored=2),
        part("persona", "lawyer", 1, 3),
        part("kind", "who", 0.5, 6),
        part("kind", "definition", None, 0),
        part("difficulty", "easy", 0.5, 6),
    )
    shown = section(page_of(results_of().model_copy(update={"figures": figures})), SUITES["questions"].title)
    of_all, *tables = shown.find_all("table")
    assert len(rows(of_all)) == 2
    assert [text_of(table.select("caption")[0]) for table in tables] == [
        "accurate by kind",
        "accurate by difficulty",
        "accurate by persona",
    ]
    assert rows(tables[0]) == [
        ["kind", "accurate", "95 % interval", "n", "not scored"],
        ["who", "50.0 %", "0 % to 100 %", "6", "2"],
        ["definition", "–", "–", "0", "2"],
    ]
    assert [row[0] for table in tables[1:] for row in rows(table)] == ["difficulty", "easy", "persona", "lawyer"]


def test_suites_stand_in_their_own_order_and_each_of_their_figures_once(run_page: BeautifulSoup) -> None:
    titles = [suite.title for suite in SUITES.values()]
    assert [item for item in headings(run_page) if item in titles] == titles
    for suite in SUITES.values():
        names = [spec.name for spec in suite.figures if not spec.optional]
        shown = rows(section(run_page, suite.title).find_all("table")[0])[1:]
        assert [row[0].startswith(name) for row, name in zip(shown, names, strict=True)] == [True] * len(names)


@pytest.mark.parametrize(
    ("suite", "name"), [(suite.name, spec.name) for suite in SUITES.values() for spec in suite.figures]
)
def test_every_figure_is_defined_in_sentences_on_one_line_that_say_how_to_read_it(suite: str, name: str) -> None:
    text = definition(Figure(suite=suite, name=name, value=None, n=0))
    assert text == " ".join((inspect.getdoc(spec_of(SUITES[suite], name).metric) or "").split())
    assert not re.search(r"[\n\r\u2028]|  ", text)
    assert re.match(r"[A-Z1]", text)
    assert text.endswith(".")
    assert len(text.split()) > 5
    assert re.search(rf"\b(higher|lower) is (better|cheaper)|must be [01]\b|\b{name}:", text, re.IGNORECASE)


def test_every_failed_and_every_unscored_case_is_there_and_so_is_what_the_grader_sees_otherwise(
    run_page: BeautifulSoup,
) -> None:
    assert [item.asked for item in worth_reading(RUN.cases)] == [item.asked for item in LISTED]
    assert len(run_page.select(".case")) == len(LISTED)
    for item in LISTED:
        parts = parts_of(case_of(run_page, item.asked))
        assert parts["Expected"] == item.scored.expected
        assert parts["Case"] == f"{item.suite} {item.key}"
        assert parts["Why"] == item.scored.explanation
    states = {case["data-state"] for case in run_page.select(".case")}
    assert states == {"failed", "not scored", "grader disagrees"}


@pytest.mark.parametrize("item", PASSED, ids=[item.asked for item in PASSED])
def test_a_case_that_passed_is_not_there(item: CaseResult, run_page: BeautifulSoup) -> None:
    assert item.asked not in text_of(run_page)


def test_a_failed_case_shows_question_answer_citations_expected_reason_and_opinion(run_page: BeautifulSoup) -> None:
    case = case_of(run_page, NETS.asked)
    parts = parts_of(case)
    assert parts == {
        "Expected": "sea/art-2, sea/art-3",
        "Answer": "The fishers do. All of them, at dusk.",
        "Citations": "Sea Convention, art. 9 verified “nets are kept by all” "
        "Harbour Act, sec. 4 paraphrase “from dusk to dawn”",
        "Why": "incorrect, misgrounded",
        "Opinion of test:strict": "wrong: The wrong article.",
        "Case": f"questions {NETS.key}",
    }
    assert case.select("pre")[0].get_text() == NETS.scored.answer
    assert [text_of(tag) for tag in case.select(".tag")] == [SUITES["questions"].title, "who", "hallucinated"]
    assert [case[f"data-{name}"] for name in _SELECTS] == [
        SUITES["questions"].title,
        "who",
        "failed",
        "hard",
        "student",
    ]


def test_a_case_without_an_answer_has_no_empty_parts(run_page: BeautifulSoup) -> None:
    case = case_of(run_page, MOON.asked)
    assert list(parts_of(case)) == ["Expected", "Why", "Case"]
    assert [text_of(tag) for tag in case.select(".tag")][-1] == "not scored"
    bare = failed("Who?", explanation="", answer="")
    assert list(parts_of(case_of(page_of(results_of(bare)), "Who?"))) == ["Expected", "Case"]


@pytest.mark.parametrize(
    ("correctness", "grade", "differs"),
    [
        ("correct", True, False),
        ("correct", False, True),
        ("incorrect", True, True),
        ("declined", True, True),
        ("incorrect", False, False),
        ("declined", False, False),
        ("correct", None, False),
        ("incorrect", None, False),
    ],
)
def test_scorer_and_grader_differ_when_only_one_calls_the_answer_correct(
    correctness: str, grade: bool | None, differs: bool
) -> None:
    item = case_result("1", correctness=correctness, grade=Grade(correct=grade, explanation="so"))
    assert is_disputed(item) is differs
    assert not is_disputed(item.model_copy(update={"grade": None}))


def test_grades_are_a_table_that_names_the_grader(run_page: BeautifulSoup) -> None:
    shown = section(run_page, "Graded by a chat model")
    assert "test:strict read each answer" in text_of(shown)
    (table,) = shown.find_all("table")
    assert rows(table)[:2] == [["graded correct", "33.3 %"], ["same as the scorer", "66.7 %"]]
    assert rows(table)[-2:] == [["answers graded", "3"], ["replies without a verdict", "1"]]


def test_without_grades_nothing_is_said_of_them() -> None:
    page = page_of(results_of(*asked(False, None)))
    assert "Graded by a chat model" not in headings(page)
    assert "Opinion of" not in text_of(page)


def test_a_comparison_shows_clear_changes_first_and_the_others_behind_a_fold(compared_part: BeautifulSoup) -> None:
    clear, others = compared_part.find_all("table")
    title = SUITES["questions"].title
    assert rows(clear) == [
        ["figure", "before", "now", "change", "95 % interval", "n"],
        [f"{title}: accurate", "0 %", "100 %", "+100 %", "+100 % to +100 %", "8"],
        [f"{title}: hallucinated", "0 %", "100 %", "+100 %", "+100 % to +100 %", "8"],
    ]
    assert [text_of(cell) for cell in clear.select(".better, .worse")] == ["+100 %", "+100 %"]
    assert [row.select("td")[0].get_text() for row in clear.select("tr:has(.worse)")] == [f"{title}: hallucinated"]
    assert clear.find_parent("details") is None
    assert [row[:4] for row in rows(others)[1:]] == [[f"{title}: answered", "50.0 %", "50.0 %", "0"]]
    assert not others.select(".better, .worse")
    fold = others.find_parent("details")
    assert fold is not None
    assert text_of(fold.select("summary")[0]) == "Figures without a clear change: 1"


def test_a_comparison_tells_both_runs_how_many_cases_they_share_and_what_else_differs(
    compared_part: BeautifulSoup,
) -> None:
    told, remark = [text_of(item) for item in compared_part.select("p")]
    assert told == (
        "Before: 2031-04-01 09:30 UTC, revision aaa111. Now: revision bbb222. 8 cases are in both, 0 in one only; "
        "differences are taken over the former. Cases won: 2, lost: 1."
    )
    assert remark == "The runs differ in the corpus: old before, c0ffee now."


def test_a_comparison_lists_the_cases_won_and_lost_with_their_reasons(compared_part: BeautifulSoup) -> None:
    _, won, lost = compared_part.select("details")
    title = SUITES["questions"].title
    assert text_of(won.select("summary")[0]) == "Cases won: 2"
    assert [text_of(item) for item in won.select("li")] == [f"{title}: Question {n}? reason {n}" for n in (0, 1)]
    assert text_of(lost.select("summary")[0]) == "Cases lost: 1"
    assert [text_of(item) for item in lost.select("li")] == [f"{title}: Question 7? reason 7"]


def test_a_run_beside_itself_has_no_clear_change_and_no_cases_won_or_lost() -> None:
    shown = section(page_of(RUN, compare(RUN, RUN)), "Compared with an earlier run")
    assert "No figure changed by more than chance explains." in text_of(shown)
    assert len(shown.select("details")) == 1
    assert not shown.select(".better, .worse, .unscored, li")


def test_runs_without_a_case_in_common_are_compared_without_a_table() -> None:
    shown = section(page_of(RUN, compare(results_of(), RUN)), "Compared with an earlier run")
    assert "0 cases are in both, 13 in one only" in text_of(shown)
    assert not shown.select("table, details")


def test_without_a_comparison_nothing_is_said_of_one(run_page: BeautifulSoup) -> None:
    assert "Compared with an earlier run" not in headings(run_page)
    assert not run_page.select(".better, .worse")
    assert not re.search("clear change|Cases won|Cases lost|in one only", text_of(run_page))


def test_what_made_the_run_stands_at_the_end() -> None:
    page = page_of(results_of(failed("Who?"), model="test:small"))
    assert headings(page)[-1] == "What made this run"
    (table,) = section(page, "What made this run").find_all("table")
    assert rows(table) == [
        ["git revision", "abc123"],
        ["chat model", "test:small"],
        ["settings", "5e771"],
        ["corpus", "c0ffee (2 documents)"],
        ["cases", "ca5e5 (1)"],
        ["python", "3.12.1"],
        ["numpy", "2.4.0"],
    ]
    (table,) = section(page_of(results_of()), "What made this run").find_all("table")
    assert rows(table)[1] == ["chat model", "none"]


def test_nothing_in_the_page_points_elsewhere() -> None:
    page = page_of(RUN, comparison())
    assert not page.select("[src], [href], link, iframe, object, form, base, meta[http-equiv]")
    styles = " ".join(item.get_text() for item in page.find_all("style"))
    assert styles
    assert not re.search(r"url\(|@import|https?:", styles)


# In a real browser.


@dataclass(frozen=True)
class Opened:
    """A report in a browser, with what it asked for and what it complained of."""

    page: Page
    address: str
    requests: list[str]
    complaints: list[str]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser; the test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs the browser chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, path: Path) -> Opened:
    """Open a file and wait until its scripts are done."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.set_default_timeout(30_000)
    result = Opened(page, path.as_uri(), [], [])

    def refuse(dialog: Dialog) -> None:
        result.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda request: result.requests.append(request.url))
    page.on("websocket", lambda socket: result.requests.append(socket.url))
    page.on("popup", lambda popup: result.requests.append(f"popup {popup.url}"))
    page.on("console", lambda message: result.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: result.complaints.append(str(error)))
    page.on("dialog", refuse)
    page.goto(result.address)
    return result


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")


def narrow(page: Page) -> None:
    """Make the page as wide as a phone, and wait until its plots have followed."""
    page.set_viewport_size({"width": _PHONE, "height": 800})
    page.wait_for_function(
        "width => [...document.querySelectorAll('.main-svg')].every((item) => item.clientWidth <= width)", arg=_PHONE
    )


def questions_in_view(page: Page) -> list[str]:
    found = page.locator(".case").evaluate_all(
        "items => items.filter((item) => item.checkVisibility())"
        ".map((item) => item.querySelector('summary').firstChild.data.trim())"
    )
    return [str(item) for item in found]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of that name has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    pytest.fail(f"the Tab key does not reach {name}")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a select and go down to one of its options, by keys only."""
    tab_to(page, name)
    field = page.locator(f"#{name}")
    for _ in range(field.locator("option").count()):
        if field.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    assert field.input_value() == value


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def run_report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The report of the whole run beside an earlier one, opened once for all tests."""
    return opened(browser, write_report(RUN, tmp_path_factory.mktemp("run"), comparison()))


@pytest.fixture
def page(run_report: Opened) -> Iterator[Page]:
    """The opened report as it is at first: nothing filtered and all folded; the focus is on the heading above the cases."""
    page = run_report.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.evaluate(
        """() => {
          document.querySelectorAll("details").forEach((item) => { item.open = false; });
          for (const field of document.querySelectorAll(".filters input, .filters select")) {
            field.value = "";
            field.dispatchEvent(new Event("input"));
          }
          const start = document.getElementById("cases");
          start.tabIndex = -1;
          start.focus();
        }"""
    )
    yield page
    assert (run_report.requests, run_report.complaints) == ([run_report.address], [])


def test_the_page_opens_from_its_file_without_asking_for_anything_else_or_complaining(run_report: Opened) -> None:
    assert run_report.address.startswith("file://")
    assert run_report.page.title() == "Evaluation of Solidarity Assistant, 2031-05-04"
    assert run_report.requests == [run_report.address]
    assert run_report.complaints == []


def test_every_plot_is_drawn(page: Page) -> None:
    plots = page.locator(".plot")
    assert plots.count() == page.locator("h2:has-text('Plots') ~ h3").count() == 5
    for n in range(plots.count()):
        drawn = plots.nth(n).locator("svg.main-svg").first
        expect(drawn).to_be_visible()
        box = drawn.bounding_box()
        assert box is not None
        assert box["width"] > 500
        assert box["height"] > 100


def test_all_cases_are_listed_folded_at_first_and_counted(page: Page) -> None:
    assert questions_in_view(page) == [item.asked for item in LISTED]
    expect(page.locator("#count")).to_have_text("9 of 9 cases")
    expect(page.get_by_text("The fishers do.")).to_be_hidden()


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"suite": "Finding the right provision"}, [ROPES]),
        ({"kind": "definition"}, [TIDES, MOON]),
        ({"state": "failed"}, [ROPES, NETS, TIDES, *OTHERS]),
        ({"state": "not scored"}, [MOON]),
        ({"state": "grader disagrees"}, [BOATS]),
        ({"difficulty": "easy"}, [ROPES, MOON, BOATS]),
        ({"persona": "lawyer"}, [ROPES, BOATS]),
        ({"words": "gulls"}, OTHERS[:3]),
        ({"words": "HERRING"}, [BOATS]),
        ({"words": "dawn fishers"}, [NETS]),
        ({"words": "  art. 9  "}, [NETS]),
        ({"words": "moon/art-1"}, [MOON]),
        ({"words": "(.*["}, []),
        ({"suite": "Answers, citations and refusals", "state": "failed"}, [NETS, TIDES]),
        ({"difficulty": "easy", "persona": "student"}, [MOON]),
        ({"words": "gulls", "suite": "Checking arguments"}, [OTHERS[1]]),
        (
            {
                "words": "dusk",
                "suite": "Answers, citations and refusals",
                "kind": "who",
                "state": "failed",
                "difficulty": "hard",
                "persona": "student",
            },
            [NETS],
        ),
        ({"kind": "list", "state": "failed"}, []),
    ],
)
def test_the_list_is_filtered_and_searched_by_keys_alone(
    page: Page, chosen: dict[str, str], left: list[CaseResult]
) -> None:
    for name, value in chosen.items():
        if name == "words":
            tab_to(page, name)
            page.keyboard.type(value)
        else:
            choose(page, name, value)
    assert questions_in_view(page) == [item.asked for item in left]
    expect(page.locator("#count")).to_have_text(f"{len(left)} of {len(LISTED)} cases")


def test_the_filters_are_reached_from_the_top_of_the_page_by_keys_alone_and_in_order(page: Page) -> None:
    page.evaluate("document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()")
    tab_to(page, "words")
    for name in _SELECTS:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == name


def test_what_was_filtered_out_comes_back(page: Page) -> None:
    choose(page, "persona", "lawyer")
    page.keyboard.press("Home")
    assert page.locator("#persona").input_value() == ""
    assert len(questions_in_view(page)) == len(LISTED)
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("zzz")
    assert questions_in_view(page) == []
    for _ in range(3):
        page.keyboard.press("Backspace")
    assert len(questions_in_view(page)) == len(LISTED)


@pytest.mark.parametrize("name", _SELECTS)
def test_a_filter_offers_what_is_there_and_is_named(page: Page, name: str) -> None:
    values = page.locator(f"#{name} option").evaluate_all("items => items.map((item) => item.value)")
    found = page.locator(".case").evaluate_all("(items, name) => items.map((item) => item.dataset[name])", name)
    assert values == ["", *sorted({*found} - {""})]
    assert page.get_by_role("combobox", name=name, exact=True).count() == 1


def test_a_case_is_unfolded_by_keys_and_what_has_the_focus_is_outlined(page: Page) -> None:
    choose(page, "persona", "journalist")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".case[open]")).to_have_count(1)
    expect(page.locator(".case[open]")).to_contain_text(TIDES.scored.answer)
    expect(page.locator(".case[open] dl")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    unfold(page)
    found = page.evaluate(_CONTRASTS, "main :not(svg, svg *, option)")
    assert len(found) > 100
    assert [text for contrast, text in found if contrast < _READABLE] == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_axes_of_plots_can_be_read_in_both_colour_schemes(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate(_CONTRASTS, ".plot .xtick text, .plot .ytick text, .plot .legendtext")
    assert len(found) > 20
    assert [text for contrast, text in found if contrast < _READABLE] == []


def test_nothing_makes_the_page_scroll_sideways_on_a_phone(page: Page) -> None:
    unfold(page)
    narrow(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= _PHONE


def test_labels_of_plots_are_whole_on_a_phone(page: Page) -> None:
    narrow(page)
    cut = page.locator(".plot .ytick text").evaluate_all(
        "items => items.filter((item) => item.getBoundingClientRect().left"
        " < item.closest('.plot').getBoundingClientRect().left).map((item) => item.textContent)"
    )
    assert cut == []


def test_the_legend_of_outcomes_stands_above_the_bars_on_a_phone(page: Page) -> None:
    narrow(page)
    plot = page.locator(".plot").first
    legend, bars = plot.locator(".legend").bounding_box(), plot.locator(".barlayer").bounding_box()
    assert legend is not None
    assert bars is not None
    assert legend["y"] + legend["height"] <= bars["y"]


LONG_WORD = "https://archive.example/" + "x" * 200


@pytest.fixture(scope="module")
def short_reports(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Opened]:
    """The reports of a run of no case and of one case, by the number of cases; the one is of long words."""
    case = failed(
        LONG_WORD,
        kind="who",
        expected=LONG_WORD,
        answer=LONG_WORD,
        explanation=LONG_WORD,
        values={"accurate": 0, "seconds": 0.1},
        outcome="hallucinated",
        grade=Grade(correct=None, explanation=LONG_WORD),
    )
    runs = (results_of(), results_of(case, answerer=f"ollama:{LONG_WORD}"))
    folder = tmp_path_factory.mktemp
    return {len(run.cases): opened(browser, write_report(run, folder("short"))) for run in runs}


@pytest.mark.parametrize("n", [0, 1])
def test_a_run_of_no_case_or_one_gives_a_page_whose_filters_are_hidden(
    short_reports: dict[int, Opened], n: int
) -> None:
    report = short_reports[n]
    assert (report.requests, report.complaints) == ([report.address], [])
    assert headings(BeautifulSoup(report.page.locator("main").inner_html(), "html.parser"))[-1] == "What made this run"
    expect(report.page.locator("#count")).to_have_text(f"{n} of {n} cases")
    for name in _SELECTS:
        expect(report.page.locator(f"#{name}")).to_be_hidden()
    expect(report.page.locator("#words")).to_be_visible()
    assert report.page.locator(".plot:has(svg.main-svg)").count() == 3 * n


def test_a_long_word_does_not_make_the_page_scroll_sideways_on_a_phone(short_reports: dict[int, Opened]) -> None:
    page = short_reports[1].page
    unfold(page)
    narrow(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= _PHONE


PAYLOADS = (
    "<script>window.obeyed = 1</script>",
    "</script><script>window.obeyed = 1</script>",
    '<img src="x" onerror="window.obeyed = 1">',
    '"><svg onload="window.obeyed = 1"></svg>',
    "' autofocus onfocus='window.obeyed = 1' x='",
    '<a href="javascript:window.obeyed = 1">open</a>',
    "[open](javascript:window.obeyed=1) and [open](https://evil.example/)",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    "</pre></dl></details></main><h1>broken</h1>",
    "<!-- &lt;b&gt; &amp; ${window.obeyed = 1}",
)


def hostile(payload: str) -> CaseResult:
    """A case with a payload in every text that it has, each with the name of its field behind it."""
    return CaseResult(
        suite="questions",
        key=f"{payload} key",
        case_hash=payload,
        kind=f"{payload} kind",
        difficulty=f"{payload} difficulty",
        persona=f"{payload} persona",
        asked=f"{payload} question",
        scored=question("", "hallucinated").scored.model_copy(
            update={
                "expected": f"{payload} expected",
                "answer": f"{payload} answer",
                "explanation": f"{payload} reason",
                "citations": (
                    CitedPlace(
                        pinpoint=f"{payload} pinpoint", quotation=f"{payload} quotation", status=f"{payload} status"
                    ),
                ),
            }
        ),
        grade=Grade(correct=False, explanation=f"{payload} grade"),
    )


OF_CASES = (
    *("question", "kind", "difficulty", "persona", "key", "expected", "answer", "reason"),
    *("pinpoint", "quotation", "status", "grade"),
)
OF_HEADERS = ("answerer", "model", "grader", "corpus", "revision", "settings", "version", "library")


@pytest.fixture(scope="module")
def hostile_report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A report with every payload in every text that comes from cases, answers and models."""
    texts: dict[str, Any] = {name: f"{' '.join(PAYLOADS)} {name}" for name in OF_HEADERS}
    versions = {texts.pop("library"): texts.pop("version")}
    cases = [hostile(payload) for payload in PAYLOADS]
    results = results_of(*cases, settings_hash=texts.pop("settings"), versions=versions, **texts)
    better = [item.model_copy(update={"scored": item.scored.model_copy(update={"passed": True})}) for item in cases]
    compared = compare(Results(header=header(), seconds=1, figures=(), cases=tuple(better)), results)
    assert len(compared.lost) == len(PAYLOADS)
    report = opened(browser, write_report(results, tmp_path_factory.mktemp("hostile"), compared))
    unfold(report.page)
    return report


def test_no_text_of_a_run_is_obeyed_or_becomes_part_of_the_page(hostile_report: Opened) -> None:
    page = hostile_report.page
    assert page.evaluate("window.obeyed") is None
    assert (hostile_report.requests, hostile_report.complaints) == ([hostile_report.address], [])
    assert page.title() == "Evaluation of Solidarity Assistant, 2031-05-04"
    assert page.locator("img, [onerror], [onload], [onfocus], [autofocus], [href], #list a").count() == 0
    assert page.locator("h1").count() == page.locator("main").count() == 1
    assert page.locator("#list > details.case").count() == len(PAYLOADS)
    assert page.locator("main h2").last.inner_text() == "What made this run"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_text_of_a_run_is_shown_as_it_is(hostile_report: Opened, payload: str) -> None:
    shown = " ".join(hostile_report.page.locator("main").inner_text().split())
    assert [name for name in OF_CASES if f"{payload} {name}" not in shown] == []


@pytest.mark.parametrize("name", OF_HEADERS)
def test_every_text_of_what_made_a_run_is_shown_as_it_is(hostile_report: Opened, name: str) -> None:
    shown = " ".join(hostile_report.page.locator("main").inner_text().split())
    assert f"{' '.join(PAYLOADS)} {name}" in shown


def test_filters_take_any_text_as_it_is(hostile_report: Opened) -> None:
    page = hostile_report.page
    expect(page.locator("#suite")).to_be_hidden()
    expect(page.locator("#state")).to_be_hidden()
    for payload in PAYLOADS:
        page.locator("#kind").select_option(value=f"{payload} kind")
        assert questions_in_view(page) == [f"{payload} question"]
        page.locator("#kind").select_option(value="")
        page.locator("#words").fill(payload)
        assert f"{payload} question" in questions_in_view(page)
        page.locator("#words").fill("")
    assert page.evaluate("window.obeyed") is None
