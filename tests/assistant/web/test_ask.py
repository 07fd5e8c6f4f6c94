"""The tab Ask in a real browser: asking, reading what is cited, and keeping the conversation."""

import io
import re
from collections.abc import Callable

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from docx import Document
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.assistant.web.conftest import OpenPage, Site
from tests.assistant.web.serving import chat_model
from tests.assistant.web.steps import ask, choose, saved, wait_until_ready

_ARTICLE_28 = "What does article 28 of the UDHR say?"
_TWO_WORKS = "Compare the ICCPR and the UDHR on torture"
_SECONDS_OF_SILENCE = 60
_DECLINED = "What is the capital of Mongolia?"
_ORDER = "order, at once social and international"


def _asked(page: Page) -> list[str]:
    return page.locator("#conversation [data-testid=user]").all_inner_texts()


def _reading(page: Page) -> Locator:
    return page.locator("article.reading:visible")


def _save(page: Page, file_format: str) -> bytes:
    choose(page, "Save as", file_format)
    return saved(page, "Save conversation")[1]


def _clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def _earlier(page: Page) -> Locator:
    """The list of earlier conversations, after its section was opened."""
    box = page.get_by_label("Open again")
    if not box.is_visible():
        page.get_by_role("button", name="Earlier conversations").click()
    return box


def test_an_answer_shows_quotation_pinpoint_label_and_link(page: Page) -> None:
    answer = ask(page, _ARTICLE_28)
    expect(answer.locator("blockquote")).to_contain_text(_ORDER)
    expect(answer).to_contain_text("UDHR, art. 28 [1]")
    source = page.locator(".citations li")
    expect(source).to_have_count(1)
    expect(source.locator(".pinpoint")).to_have_text("UDHR, art. 28")
    expect(source).to_contain_text("digest, not the official wording")
    expect(source).to_contain_text("quotation verified")
    expect(source.locator("blockquote")).to_contain_text(_ORDER)
    assert str(source.locator("a.source").get_attribute("href")).startswith("https://")


def test_the_citations_of_an_answer_are_numbered_like_its_sources(page: Page) -> None:
    numbers = ask(page, _TWO_WORKS).get_by_role("link").all_inner_texts()
    listed = page.locator(".citations li").evaluate_all("items => items.map(item => `[${item.value}]`)")
    assert len(listed) > 1
    assert set(numbers) == set(listed)


def test_an_answer_appears_while_it_is_written(page: Page) -> None:
    page.evaluate(
        """() => { window.seen = new Set(); new MutationObserver(() => {
             const shown = [...document.querySelectorAll('#conversation [data-testid=bot]')].at(-1);
             if (shown) window.seen.add(shown.innerText);
           }).observe(document.body, { childList: true, characterData: true, subtree: true }); }"""
    )
    whole = ask(page, "Which article stops a State from returning a refugee to danger?").inner_text()
    seen = page.evaluate("[...window.seen]")
    assert len(seen) > 1
    assert len(seen[0]) < len(whole)


@pytest.mark.parametrize("place", ["#conversation [data-testid=bot] a", ".citations .pinpoint"])
def test_a_citation_opens_its_provision_beside_the_chat_with_the_quotation_marked(page: Page, place: str) -> None:
    ask(page, _ARTICLE_28)
    page.locator(place).first.click()
    shown = _reading(page)
    expect(shown.get_by_role("heading", level=2)).to_have_text("UDHR, art. 28")
    expect(shown.locator("mark")).to_have_text(page.locator(".citations blockquote").inner_text().strip())
    expect(shown.locator(".label")).to_have_text("digest, not the official wording")
    assert str(shown.get_by_role("link", name="at its source").get_attribute("href")).startswith("https://")


def test_the_whole_article_is_shown_around_a_quotation_of_a_part_of_it(page: Page) -> None:
    ask(page, "Which article stops a State from returning a refugee to danger?")
    page.locator(".citations .pinpoint", has_text="art. 1").last.click()
    marked, whole = _reading(page).locator("mark"), _reading(page).locator(".wording")
    expect(marked).to_have_count(1)
    assert len(whole.inner_text()) > 2 * len(marked.inner_text())


def test_a_provision_leads_to_its_neighbours_and_close_empties_the_pane(page: Page) -> None:
    ask(page, _ARTICLE_28)
    page.locator(".citations .pinpoint").click()
    heading = _reading(page).get_by_role("heading", level=2)
    _reading(page).get_by_role("link", name="art. 27").click()
    expect(heading).to_have_text("UDHR, art. 27")
    _reading(page).get_by_role("link", name="art. 28").click()
    expect(heading).to_have_text("UDHR, art. 28")
    _reading(page).get_by_role("link", name="art. 29").click()
    expect(heading).to_contain_text("UDHR, art. 29")
    _reading(page).get_by_role("button", name="Close").click()
    expect(_reading(page)).to_have_count(0)


def test_a_follow_up_is_shown_as_it_was_understood(page: Page) -> None:
    ask(page, "What does article 19 of the ICCPR say?")
    answer = ask(page, "and the next article?")
    expect(answer).to_contain_text("Understood as: What does ICCPR, art. 20 say?")
    expect(page.locator(".citations .pinpoint").first).to_have_text("ICCPR, art. 20")


def test_a_refusal_offers_the_nearest_provisions_as_links(page: Page) -> None:
    answer = ask(page, _DECLINED)
    expect(answer).to_contain_text("does not answer this question")
    expect(page.locator(".citations")).to_have_count(0)
    nearest = answer.get_by_role("link").first
    name = nearest.inner_text()
    nearest.click()
    expect(_reading(page).get_by_role("heading", level=2)).to_contain_text(name.split(",")[0])


def test_the_examples_are_answered_when_they_are_clicked(page: Page) -> None:
    examples = page.locator(".suggestions button:visible")
    for example in examples.all_inner_texts():
        examples.filter(has_text=example).click()
        expect(page.locator("#conversation [data-testid=bot]")).to_have_count(1)
        wait_until_ready(page)
        assert _asked(page) == [example]
        expect(page.locator(".citations li").first).to_be_visible()
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator("#conversation [data-testid=bot]")).to_have_count(0)


def test_the_questions_suggested_after_an_answer_are_new_and_answered(page: Page) -> None:
    ask(page, _ARTICLE_28)
    suggested = page.locator(".suggestions button:visible")
    expect(suggested).not_to_have_count(4)
    texts = suggested.all_inner_texts()
    assert texts
    assert _ARTICLE_28 not in texts
    suggested.first.click()
    expect(page.locator("#conversation [data-testid=bot]")).to_have_count(2)
    wait_until_ready(page)
    assert _asked(page) == [_ARTICLE_28, texts[0]]
    for text in texts[1:]:
        ask(page, text)
    expect(page.locator("#conversation")).not_to_contain_text("does not answer this question")


@pytest.mark.parametrize("name", ["Ask again", "Retry"])
def test_a_question_can_be_asked_again(page: Page, name: str) -> None:
    first = ask(page, _ARTICLE_28).inner_text()
    page.get_by_role("button", name=name, exact=True).click()
    wait_until_ready(page)
    expect(page.locator("#conversation [data-testid=bot]")).to_have_text([re.compile(re.escape(first.split("”")[0]))])
    assert _asked(page) == [_ARTICLE_28]


def test_a_changed_question_is_answered_anew_and_later_turns_are_dropped(page: Page) -> None:
    for question in (_ARTICLE_28, "What is positive peace?", _DECLINED):
        ask(page, question)
    page.get_by_role("button", name="Edit", exact=True).nth(1).click()
    changed = "What does article 3 of the UDHR say?"
    page.locator("#conversation textarea").fill(changed)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator(".citations .pinpoint").first).to_have_text("UDHR, art. 3")
    wait_until_ready(page)
    assert _asked(page) == [_ARTICLE_28, changed]


def test_an_answer_of_a_slow_model_can_be_stopped_and_the_next_question_asked(
    make_site: Callable[[], Site], open_page: OpenPage
) -> None:
    site = make_site()
    with chat_model(["Nothing of this is ever read."], pause=_SECONDS_OF_SILENCE) as url:
        site.start(model="openai:slow", model_url=url, model_key="none")
        page = open_page(site)
        expect(page.get_by_text("Answers come from").first).to_contain_text("slow")
        for question in ("Who is a refugee?", "What is positive peace?"):
            page.get_by_role("textbox", name="Question").fill(question)
            page.get_by_role("button", name="Ask", exact=True).click()
            asked = page.locator("#conversation [data-testid=user]").last
            expect(asked).to_have_text(question, timeout=5000)
            page.get_by_role("button", name="Stop", exact=True).click()
            wait_until_ready(page)


def test_earlier_conversations_can_be_opened_again_and_deleted(page: Page) -> None:
    ask(page, _ARTICLE_28)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation [data-testid=bot]")).to_have_count(0)
    ask(page, "What is positive peace?")
    _earlier(page)
    choose(page, "Open again", _ARTICLE_28)
    expect(page.locator("#conversation [data-testid=user]")).to_have_text([_ARTICLE_28])
    expect(page.locator(".citations .pinpoint")).to_have_text("UDHR, art. 28")
    page.get_by_role("button", name="Delete all earlier conversations").click()
    page.reload()
    expect(page.locator("#conversation [data-testid=user]")).to_have_text([_ARTICLE_28])
    _earlier(page).click()
    expect(page.get_by_role("option", name="What is positive peace?")).to_have_count(0)


def test_a_reload_shows_the_conversation_again(page: Page) -> None:
    ask(page, _ARTICLE_28)
    page.reload()
    expect(page.locator("#conversation [data-testid=bot]")).to_contain_text(_ORDER)
    expect(page.locator(".citations .pinpoint")).to_have_text("UDHR, art. 28")
    ask(page, "and the next article?")
    expect(page.locator(".citations .pinpoint").first).to_contain_text("UDHR, art. 29")


def test_a_conversation_outlives_the_server_that_keeps_nothing_of_it(page: Page, server: Site) -> None:
    secret = "zanzibarquux"
    ask(page, f"Does {secret} say that article 28 of the UDHR grants an order?")
    _save(page, "PDF")
    ask(page, _ARTICLE_28)
    assert server.places_of(secret) == []
    server.stop()
    assert server.places_of(secret) == []
    server.start()
    page.reload()
    expect(page.locator("#conversation [data-testid=user]").first).to_contain_text(secret)
    expect(page.locator("#conversation [data-testid=bot]").last).to_contain_text(_ORDER)


@pytest.mark.parametrize(
    ("style", "cited"),
    [("OSCOLA", "Res 217 A (III) art 28"), ("Chicago", "art. 28, December 10, 1948"), ("Bluebook", "(Dec. 10, 1948)")],
)
def test_a_citation_and_an_answer_are_copied_in_the_chosen_style(page: Page, style: str, cited: str) -> None:
    ask(page, _ARTICLE_28)
    page.get_by_role("radio", name=style).check()
    page.get_by_role("button", name="Copy the citation of UDHR, art. 28").click()
    expect(page.get_by_role("button", name="Copy the citation of UDHR, art. 28")).to_have_text("Copied")
    citation = _clipboard(page)
    assert "Universal Declaration of Human Rights" in citation
    assert cited in citation
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_text("Copied", exact=True).first).to_be_visible()
    page.wait_for_function("text => navigator.clipboard.readText().then(held => held !== text)", arg=citation)
    assert _ORDER in _clipboard(page)
    assert citation in _clipboard(page)


def test_a_conversation_is_saved_in_every_format(page: Page) -> None:
    ask(page, _TWO_WORKS)
    ask(page, _DECLINED)
    markdown = _save(page, "Markdown").decode()
    word = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(_save(page, "DOCX"))).paragraphs)
    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(_save(page, "PDF"))).pages)
    for text in (markdown, word, printed):
        assert _TWO_WORKS in text
        assert _DECLINED in text
        assert "torture" in text
    titles = {"Universal Declaration of Human Rights", "International Covenant on Civil and Political Rights"}
    assert titles <= {
        re.sub("[{}]", "", str(entry["title"])) for entry in parse_string(_save(page, "BibTeX").decode()).entries
    }
    assert titles <= {entry["title"] for entry in rispy.loads(_save(page, "RIS").decode())}


def test_an_empty_conversation_says_that_there_is_nothing_to_save(page: Page) -> None:
    page.get_by_role("button", name="Save conversation").click()
    expect(page.get_by_text("There is nothing to export yet")).to_be_visible()


def test_who_answers_is_visible_in_every_tab(page: Page) -> None:
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(
            page.get_by_text("Answers come from the quoting answerer: no language model, no network.")
        ).to_be_visible()
