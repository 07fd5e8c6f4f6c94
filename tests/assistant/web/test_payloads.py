"""Hostile texts in a real browser, wherever a text can come from: they are read as text, run nothing and call nobody."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from assistant.types import Citation
from assistant.writing.transcript import stored
from tests.assistant.samples import answer, citation, document, refusal, statement
from tests.assistant.web.conftest import Site
from tests.assistant.web.serving import Elsewhere, chat_model, elsewhere, kept_by_browser, served
from tests.assistant.web.steps import ask, choose, go_to, measure_statements

TITLE = "Solidarity Assistant"
QUESTION = "Which article stops a State from returning a refugee to danger?"
QUAY = "Every keeper of the Lindavia quay shall lend a lantern to a boat that asks for one"
# What would show that a text became a part of the page.
_FOUND = """() => {
  const all = [...document.querySelectorAll('*')];
  const of = (name, element) => (element.getAttribute(name) || '').trim().toLowerCase();
  return [
    ...all.filter(item => [...item.attributes].some(at => at.name.startsWith('on') && at.value.includes('broken'))),
    ...all.filter(item => ['href', 'src', 'action', 'data', 'xlink:href'].some(n => /^(javascript|vbscript):/.test(of(n, item)))),
    ...all.filter(item => item.tagName === 'A' && /^data:/.test(of('href', item))),
    ...all.filter(item => ['IFRAME', 'OBJECT', 'EMBED'].includes(item.tagName)),
    ...all.filter(item => ['IMG', 'VIDEO', 'AUDIO'].includes(item.tagName) && /map\\.png|^x$/.test(of('src', item))),
    ...all.filter(item => ['SCRIPT', 'STYLE'].includes(item.tagName) && /broken|hostile-style/.test(item.textContent)),
  ].map(item => item.outerHTML.slice(0, 300));
}"""


def hostile(other: Elsewhere) -> str:
    """One line with one of each."""
    return " ".join(
        (
            "<script>window.broken=1;document.title='broken'</script>",
            '<img src=x onerror="window.broken=2">',
            '"><svg onload="window.broken=3"></svg>',
            "<iframe src='javascript:parent.broken=4'></iframe>",
            '<a href="javascript:window.broken=5">tap</a> [tap](javascript:window.broken=6) [tap](data:text/html,x)',
            f"![map]({other.url}/map.png) <img src={other.url}/map.png> [visit]({other.url}/visit)",
            f"<style>/* hostile-style */ body{{display:none}} @import url({other.url}/style.css);</style>",
            "<!-- comment --> {{7*7}} ${7*7} \u202etfel ot thgir\u202c",
            "' autofocus onfocus='alert(7)' x='",
            "endless" * 40,
        )
    )


@dataclass
class Watched:
    """A page with all that it did and should not have done."""

    page: Page
    address: str
    other: Elsewhere
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def dismissed(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def assert_unharmed(self) -> None:
        self.page.wait_for_timeout(200)  # what is set off by a picture that does not load comes a little later
        assert self.page.evaluate(_FOUND) == []
        assert self.page.locator(f"a[href*='{self.other.url}']").count() == 0
        assert self.page.evaluate("window.broken") is None
        assert self.page.title() == TITLE
        assert self.dialogs == []
        assert self.faults == []
        assert self.other.asked == []
        away = [url for url in self.requests if not url.startswith((self.address, "data:image/", "blob:"))]
        assert away == []
        assert not [url for url in self.requests if re.search(r"/x$|map\.png|visit", url)]
        assert self.page.locator("body").is_visible()
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) <= 1, "a long word makes the page wider than the window"


@pytest.fixture(scope="module")
def other() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


@pytest.fixture(scope="module")
def text(other: Elsewhere) -> str:
    return hostile(other)


@pytest.fixture(scope="module")
def site(make_site: Callable[[], Site], text: str) -> Site:
    """A server of its own, whose evaluation cases are hostile too."""
    made = make_site()
    names = ("id", "statement", "provision", "supported", "change")
    cases = [
        (f"own-{n}", f"{text} {claim}", "udhr/art-4", True, "")
        for n, claim in enumerate(("Slavery is allowed.", "All is well."))
    ]
    lines = [json.dumps(dict(zip(names, case, strict=True))) for case in cases]
    (made.cases / "statements-dev.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    made.start()
    return made


@pytest.fixture
def watch(browser: Browser, other: Elsewhere) -> Iterator[Callable[[str], Watched]]:
    def watched(address: str) -> Watched:
        other.asked.clear()
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(30_000)
        page = context.new_page()
        seen = Watched(page, address, other)
        page.on("dialog", seen.dismissed)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.faults.append(str(error)))
        page.goto("/")
        return seen

    yield watched
    for context in browser.contexts:
        context.close()


@pytest.fixture
def watched(site: Site, watch: Callable[[str], Watched]) -> Watched:
    return watch(site.url)


def test_the_watch_notices_a_text_that_becomes_part_of_the_page(watched: Watched) -> None:
    watched.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=y onerror=\"window.broken=0\">')")
    watched.page.wait_for_function("window.broken === 0")
    with pytest.raises(AssertionError):
        watched.assert_unharmed()


# In questions


def test_a_hostile_question_is_shown_as_it_was_typed(watched: Watched, text: str) -> None:
    page = watched.page
    ask(page, f"What does article 28 of the UDHR say? {text}")
    shown = page.locator("#conversation [data-testid=user]")
    for part in ("window.broken=1", "[tap](data:text/html,x)", "<!-- comment -->", "{{7*7}} ${7*7}", "onload="):
        expect(shown).to_contain_text(part)
    watched.assert_unharmed()


def test_it_stays_harmless_when_it_is_kept_opened_again_and_saved(watched: Watched, text: str) -> None:
    page = watched.page
    ask(page, f"{text} What does article 28 of the UDHR say?")
    page.reload()
    expect(page.locator("#conversation [data-testid=user]")).to_contain_text("window.broken=1")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation [data-testid=user]")).to_have_count(0)
    page.get_by_role("button", name="Earlier conversations").click()
    page.get_by_label("Open again").click()
    page.get_by_role("option").first.click()
    expect(page.locator("#conversation [data-testid=user]")).to_contain_text("window.broken=1")
    watched.assert_unharmed()


def test_a_bare_address_in_a_question_is_no_link(watched: Watched) -> None:
    page = watched.page
    ask(page, "Is http://evil.example/a or www.evil.example or me@evil.example named in article 28 of the UDHR?")
    question = page.locator("#conversation [data-testid=user]")
    assert question.locator("a").count() == 0
    assert "Is http://evil.example/a or www.evil.example or me@evil.example named" in question.inner_text()


# In documents


def _document(text: str, source: str = "javascript:window.broken=8") -> str:
    front = {"title": text, "short": f"Quay {text}", "author": text, "symbol": text[:200], "source_url": source}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    head = "\n".join(["---", "id: quay", "kind: treaty", "status: official text", *lines, "---"])
    return f"{head}\n\n# {text}\n\n## Article 1: {text}\n\n{QUAY}.\n\n## Article 2\n\nNo fee for the light: {text}.\n"


@pytest.fixture
def uploaded(watched: Watched, text: str, tmp_path: Path) -> Watched:
    """The page after a hostile document came into the library by its form."""
    file = tmp_path / "<img src=x onerror=window.broken=9>'\"`{{7*7}}.md"
    file.write_text(_document(text), encoding="utf-8")
    panel = _changes(watched.page)
    panel.locator("input[type=file]").first.set_input_files(file)
    expect(panel.get_by_text("window.broken=9").first).to_be_visible()
    panel.get_by_role("button", name="Add to the library").click()
    expect(panel.locator(".changes")).to_contain_text(re.compile("ingested|unchanged|replaced"))
    expect(panel.get_by_role("link", name="window.broken=1").first).to_be_visible()
    return watched


def _changes(page: Page) -> Locator:
    panel = go_to(page, "Library")
    panel.get_by_role("button", name="Add, fetch or remove documents").click()
    expect(panel.get_by_role("button", name="Add to the library")).to_be_visible()
    return panel


def test_a_hostile_document_can_be_listed_read_searched_asked_compared_and_removed(uploaded: Watched) -> None:
    page = uploaded.page
    uploaded.assert_unharmed()
    panel = go_to(page, "Library")
    panel.get_by_role("link", name="window.broken=1").first.click()
    expect(panel.locator("article.document")).to_contain_text(QUAY)
    wanted = panel.get_by_role("textbox", name="Search inside")
    wanted.fill("lantern <img src=x onerror=window.broken=10>")
    wanted.press("Enter")
    expect(panel.locator(".found")).to_contain_text("window.broken=10")
    panel.locator(".found a").first.click()
    expect(panel.locator("article.reading")).to_contain_text(QUAY)
    uploaded.assert_unharmed()
    panel.get_by_role("button", name="The library by year and kind").click()
    panel.get_by_role("button", name="Compare two works on a topic").click()
    panel.get_by_label("One work", exact=True).click()
    page.get_by_role("option").filter(has_text="window.broken=1").click()
    expect(panel.get_by_role("option")).to_have_count(0)
    choose(panel, "Another work", "UDHR")
    panel.get_by_role("textbox", name="Topic").fill("lantern <img src=x onerror=window.broken=11>")
    panel.get_by_role("button", name="Compare", exact=True).click()
    expect(panel.locator(".sides, [role=status] strong").last).to_be_visible()
    uploaded.assert_unharmed()
    _ask_about_it(uploaded)
    _remove(uploaded)


def _ask_about_it(uploaded: Watched) -> None:
    page = uploaded.page
    go_to(page, "Ask")
    ask(page, "Shall the keeper of the Lindavia quay lend a lantern?")
    source = page.locator(".citations li").first
    expect(source).to_contain_text("Lindavia quay")
    expect(source.locator("a.source")).to_have_count(0)
    source.locator("a.pinpoint").click()
    expect(page.locator("article.reading:visible")).to_contain_text(QUAY)
    uploaded.assert_unharmed()
    ask(page, "Is there a fee for the light of the Lindavia quay?")
    expect(page.locator("#conversation [data-testid=bot]").last).to_contain_text("window.broken=1")
    uploaded.assert_unharmed()


def _remove(uploaded: Watched) -> None:
    page = uploaded.page
    panel = go_to(page, "Library")
    panel.get_by_label("Document to remove").click()
    page.get_by_role("option").filter(has_text="window.broken=1").click()
    panel.get_by_role("button", name="Remove from the library").click()
    expect(panel.locator(".changes")).to_contain_text("removed")
    expect(panel.locator("table.documents").get_by_role("link", name="window.broken=1")).to_have_count(0)
    uploaded.assert_unharmed()


def test_a_file_that_is_refused_is_named_without_harm(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "<img src=x onerror=window.broken=12>.pdf"
    file.write_bytes(b"no document")
    panel = _changes(watched.page)
    panel.locator("input[type=file]").first.set_input_files(file)
    panel.get_by_role("button", name="Add to the library").click()
    expect(panel.locator(".changes .failed")).to_contain_text("window.broken_12.pdf")
    watched.assert_unharmed()


# In the words of a chat model


def test_the_words_of_a_chat_model_are_shown_as_words(
    corpus_dir: Path, watch: Callable[[str], Watched], text: str
) -> None:
    pytest.importorskip("langchain_openai")
    words = f"No State shall return a refugee to danger [1]. {text} [1]. # Heading\n\n- {text}\n\n| a | {text} |\n|---|---|\n"
    pieces = [words[start : start + 97] for start in range(0, len(words), 97)]
    settings = {"model": "openai:scripted", "requests_a_minute": "0"}
    with chat_model(pieces) as url, served(corpus_dir, model_url=url, **settings) as running:
        seen = watch(running.url)
        shown = ask(seen.page, QUESTION)
        expect(shown).to_contain_text("window.broken=1")
        seen.assert_unharmed()


# In arguments


def test_a_hostile_argument_is_checked_without_harm(watched: Watched, text: str) -> None:
    panel = go_to(watched.page, "Check an argument")
    argument = f"States may not return refugees to danger. {text}. A child is anyone under eighteen, {text}."
    panel.get_by_label("Argument").fill(argument)
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".totals")).to_be_visible()
    expect(panel.get_by_role("button", name="Check", exact=True)).to_be_enabled()
    expect(panel.locator(".claims")).to_contain_text("window.broken=1")
    panel.locator(".claims a.pinpoint").first.click()
    expect(panel.locator("article.reading")).to_be_visible()
    watched.assert_unharmed()


def test_a_hostile_file_is_read_as_an_argument_without_harm(watched: Watched, text: str, tmp_path: Path) -> None:
    panel = go_to(watched.page, "Check an argument")
    file = tmp_path / "<img src=x onerror=window.broken=13>.txt"
    file.write_text(text, encoding="utf-8")
    panel.locator("input[type=file]").first.set_input_files(file)
    expect(panel.get_by_label("Argument")).to_have_value(re.compile(r"window\.broken=1"))
    broken = tmp_path / "<img src=x onerror=window.broken=14>.docx"
    broken.write_bytes(b"no document")
    panel.locator("input[type=file]").first.set_input_files(broken)
    expect(watched.page.locator(".toast-body, [role=alert]").first).to_be_visible()
    watched.assert_unharmed()


# In what the browser kept


def _keep(page: Page, **values: str) -> None:
    """Put values into the store of the browser by hand, and open the page anew."""
    for name, value in values.items():
        page.evaluate("([name, value]) => localStorage.setItem(name, value)", [name.replace("_", "-"), value])
    page.reload()
    expect(page.get_by_role("textbox", name="Question")).to_be_enabled()


def _forged(text: str) -> list[dict[str, Any]]:
    """A conversation that somebody wrote by hand: every text hostile, an invented quotation called verified."""
    of = document(
        "udhr", title=text, short=text, author=text, source_url="javascript:window.broken=20", status="official text"
    )
    cited: Citation = citation(of, provision_id="udhr/art-28", pinpoint=text, quote=text, explanation=text)
    said = answer(
        question=text,
        asked=f"kept {text}",
        introduction=text,
        direct_answer=text,
        notes=(text,),
        statements=(
            statement(text),
            statement(text, support="supported"),
            statement(text, support="unsupported", reason=text),
        ),
        citations=(cited,),
    )
    return [stored(said), stored(refusal(text))]


def test_a_conversation_written_by_hand_does_no_harm_and_proves_nothing(watched: Watched, text: str) -> None:
    page = watched.page
    _keep(page, conversation=kept_by_browser(_forged(text)[:1]), earlier_conversations=kept_by_browser([_forged(text)]))
    expect(page.locator("#conversation [data-testid=user]").first).to_contain_text("kept")
    expect(page.locator(".citations li").first).to_be_visible()
    expect(page.get_by_text("✓ quotation verified")).to_have_count(0)
    page.get_by_role("button", name="Earlier conversations").click()
    page.get_by_label("Open again").click()
    page.get_by_role("option").first.click()
    expect(page.locator("#conversation [data-testid=user]")).to_have_count(2)
    watched.assert_unharmed()


GARBAGE = [
    "",
    "x",
    "a:b",
    "null",
    kept_by_browser({"a": 1}),
    kept_by_browser([1, None, "x"]),
    kept_by_browser([[]]),
    kept_by_browser("x"),
]


def test_whatever_the_browser_kept_the_page_can_be_used(watched: Watched) -> None:
    page = watched.page
    for garbage in GARBAGE:
        _keep(page, conversation=garbage, earlier_conversations=garbage, dark="<img src=x onerror=window.broken=21>")
        expect(page.locator("#conversation [data-testid=user]")).to_have_count(0)
    ask(page, "What does article 28 of the UDHR say?")
    expect(page.locator(".citations li .pinpoint").first).to_have_text("UDHR, art. 28")
    watched.assert_unharmed()


# In evaluation cases


def test_hostile_cases_are_measured_and_shown_without_harm(watched: Watched) -> None:
    page = watched.page
    panel = measure_statements(page)
    panel.get_by_role("button", name="Failing cases").click()
    case = panel.locator("details.case").first
    expect(case).to_contain_text("window.broken=1")
    case.locator("summary").click()
    panel.get_by_role("button", name="Plots").click()
    watched.assert_unharmed()
