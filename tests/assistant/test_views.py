import pytest
from bs4 import BeautifulSoup

from assistant.types import CitationStatus
from assistant.web.views import NO_SOURCES, citations_html
from tests.assistant.samples import HARVEST, answer, citation, document, refusal

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</blockquote></li></ol><iframe src=//evil.example>",
    "&lt;script&gt;",
]
OWN_TAGS = {"ol", "li", "div", "span", "blockquote", "br", "a"}
OWN_ATTRIBUTES = {"class", "id", "value", "href", "target", "rel"}


def page(**fields: object) -> BeautifulSoup:
    return BeautifulSoup(citations_html(answer(**fields)), "html.parser")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_from_a_document_becomes_markup(payload: str) -> None:
    hostile = document(title=payload, short=payload, source_url=f"https://example.org/{payload}")
    shown = page(citations=(citation(hostile, quote=payload, pinpoint=payload),))
    assert {tag.name for tag in shown.find_all(True)} <= OWN_TAGS
    assert {name for tag in shown.find_all(True) for name in tag.attrs} <= OWN_ATTRIBUTES
    assert shown.blockquote is not None
    assert shown.blockquote.get_text() == payload


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "\tjavascript:x", ""]
)
def test_an_address_that_is_not_on_the_web_is_no_link(address: str) -> None:
    assert page(citations=(citation(document(source_url=address)),)).a is None


def test_a_source_opens_in_its_own_tab_without_power_over_this_one() -> None:
    shown = page(citations=(citation(document(source_url="https://example.org/a?b=1&c=2")),))
    assert shown.a is not None
    assert shown.a["href"] == "https://example.org/a?b=1&c=2"
    assert shown.a["rel"] == ["noopener", "noreferrer"]
    assert "Sea Convention" in shown.a.get_text()


def test_a_citation_shows_its_number_place_quotation_and_status() -> None:
    shown = page(citations=(citation(n=4),))
    assert shown.li is not None
    assert (shown.li["value"], shown.li["id"]) == ("4", "citation-4")
    assert "Sea Convention, art. 1" in shown.get_text()
    assert HARVEST in shown.get_text()
    assert "official text" in shown.get_text()
    assert "✓ quotation verified" in shown.get_text()


@pytest.mark.parametrize("status", ["quote mismatch", "unknown source", "not supported"])
def test_a_failed_check_is_shown_as_failed(status: CitationStatus) -> None:
    shown = page(citations=(citation(status=status),)).get_text()
    assert f"✗ {status}" in shown
    assert "✓" not in shown


def test_a_digest_is_labelled_as_not_official() -> None:
    shown = page(citations=(citation(document(status="digest")),))
    assert "digest, not the official wording" in shown.get_text()


def test_the_digest_is_offered_in_plain_words_beside_the_official_text() -> None:
    shown = page(citations=(citation(explanation="Villages get fish.\nAll of them."),))
    assert shown.details is not None
    assert shown.details.summary is not None
    assert shown.details.summary.get_text() == "In plain words (digest, not the official wording)"
    assert [line.get_text() for line in shown.details.find_all("p")] == ["Villages get fish.", "All of them."]


def test_without_a_digest_no_plain_words_are_offered() -> None:
    assert page(citations=(citation(),)).details is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_plain_words_becomes_markup(payload: str) -> None:
    shown = page(citations=(citation(explanation=payload),))
    assert {tag.name for tag in shown.find_all(True)} <= OWN_TAGS | {"details", "summary", "p"}
    assert {name for tag in shown.find_all(True) for name in tag.attrs} <= OWN_ATTRIBUTES
    assert shown.details is not None
    assert payload in shown.details.get_text()


def test_the_sources_of_a_follow_up_are_those_of_the_question_as_understood() -> None:
    followed_up = {"question": "What does Sea Convention, art. 1 say?", "asked": "and the first?"}
    assert page(**followed_up) == page()


def test_the_lines_of_a_list_stay_apart() -> None:
    quote = page(citations=(citation(quote="Keep:\n(a) A lamp;"),)).blockquote
    assert quote is not None
    assert list(quote.stripped_strings) == ["Keep:", "(a) A lamp;"]


def test_without_citations_a_hint_stands_in_their_place() -> None:
    assert citations_html(answer(citations=())) == NO_SOURCES
    assert "declined" in citations_html(refusal())
