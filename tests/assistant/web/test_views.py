"""The parts of the page as HTML: whatever a document, a question, a model or a case holds, it becomes text and nothing else."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from assistant.library import FileProgress
from assistant.types import Answer, CheckedClaim, CitationStatus, Document, Finding, Side
from assistant.web.answers import comparison_html, messages, sources_html
from assistant.web.claims import claims_html, instruments_of
from assistant.web.documents import changes_html, document_html, documents_html, found_html
from assistant.web.evaluation import comparison_html as runs_html
from assistant.web.evaluation import failing_html, progress_html, results_html
from assistant.web.places import Place
from assistant.web.reading import reading_html
from assistant.web.templates import render
from evals.results import CaseResult, Figure, Header, Results, Scored
from tests.assistant.samples import HARVEST, answer, citation, document, hit, provision, refusal, statement
from vectorstore.catalogue import Catalogue
from vectorstore.records import StoredDocument

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</blockquote></li></ol><iframe src=//evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><style>body{display:none}</style>",
    "[l](javascript:alert(1)) ![i](http://evil.example/i.png)",
    "{{7*7}} ${7*7} {% raw %} {{ cite(document) }}",
    "\u202etfel ot thgir\u2066",
    "long" * 500,
]
NO_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScript:alert(1)",
    "data:text/html,x",
    "\tjavascript:x",
    "//evil.example",
    "file:///etc",
]
NEVER = {"script", "img", "svg", "iframe", "style", "object", "embed", "form", "base", "meta", "link", "input", "video"}


def hostile(text: str, source: str = "") -> Document:
    """A document that says the same hostile thing everywhere."""
    said = dict.fromkeys(("title", "short", "author", "symbol", "date", "language", "kind", "licence"), text)
    return document("sea", **said, source_url=source or f"https://example.org/{text}")


def hostile_answer(text: str, source: str = "") -> Answer:
    of = hostile(text, source)
    return answer(
        question=text,
        asked=text,
        introduction=text,
        direct_answer=text,
        notes=(text,),
        statements=(
            statement(text),
            statement(text, support="supported"),
            statement(text, support="unsupported", reason=text),
        ),
        citations=(citation(of, quote=text, pinpoint=text, explanation=text),),
        sides=(Side(heading=text, statements=(0,)),),
    )


def claims(text: str, source: str = "") -> list[CheckedClaim]:
    cited = citation(hostile(text, source), quote=text, pinpoint=text)
    finding = Finding(verdict="supports", weight="report", support=0.9, differences=(text,), citation=cited)
    missed = Finding(verdict="does not address", weight="report", support=0.1, citation=cited)
    held = CheckedClaim(text=text, start=0, end=1, verdict="supports", findings=(finding,), notes=(text,))
    return [
        held,
        CheckedClaim(text=text, start=0, end=1, verdict="does not address", findings=(missed,), notes=(text,)),
    ]


def held(text: str, source: str = "") -> tuple[Document, Catalogue]:
    of = hostile(text, source)
    parts = [
        provision(
            f"art-1/{n}", f"{text} {n}", of, order=n, chapeau=text, heading_path=(text, text), label=f"{text} {n}"
        )
        for n in (1, 2, 3)
    ]
    return of, Catalogue([of], parts)


def read(text: str, source: str = "") -> str:
    of, catalogue = held(text, source)
    return reading_html(Place(of.key, "sea/art-1/2", 0, len(text)).address, catalogue)


def whole(text: str, source: str = "") -> str:
    of, catalogue = held(text, source)
    return document_html(of, catalogue.provisions_of(of.key))


def found(text: str, source: str = "") -> str:
    of, catalogue = held(text, source)
    return found_html(text, of, [hit(of, text=text, label=text)], catalogue.provisions_of(of.key))


def table(text: str, source: str = "") -> str:
    return documents_html(
        [StoredDocument(document=hostile(text, source), version="1", source=text, provisions=1, passages=1)]
    )


def changed(text: str, source: str = "") -> str:
    done = FileProgress(name=text, position=1, total=1, outcome="failed", detail=text)
    going = FileProgress(name=text, position=2, total=2, outcome="ingesting", detail=text, done=1, expected=2)
    return changes_html([done, going])


def run(text: str) -> Results:
    header = Header(
        revision=text,
        versions={text: text},
        answerer=text,
        model=text,
        grader=text,
        settings_hash=text,
        corpus=text,
        documents=1,
        half=text,
        suites=(text,),
        cases_hash=text,
        started=text,
    )
    scored = Scored(expected=text, answer=text, passed=False, explanation=text)
    case = CaseResult(suite="questions", key="1", case_hash="1", kind=text, asked=text, scored=scored)
    figure = Figure(suite="questions", name="answered", value=0.5, n=2)
    return Results(header=header, seconds=1, figures=(figure,), cases=(case,))


Made = Callable[[str], str]
MADE: dict[str, Made] = {
    "sources": lambda text: sources_html(hostile_answer(text)),
    "comparison": lambda text: comparison_html(hostile_answer(text)),
    "declined comparison": lambda text: comparison_html(refusal(text, hit(hostile(text)))),
    "reading pane": read,
    "claims": lambda text: claims_html(claims(text), (), ()),
    "documents": table,
    "document": whole,
    "found": found,
    "changes": changed,
    "head": lambda text: render("head", answered_by=text, has_accounts=False),
    "progress of a run": lambda text: progress_html({text: (1, 2)}, text),
    "run": lambda text: results_html(run(text)),
    "compared runs": lambda text: runs_html(run(text), run(text)),
    "failing cases": lambda text: failing_html(run(text), "questions"),
}


def shape(html: str) -> list[tuple[str, list[str]]]:
    """The elements of a part of the page with the names of their attributes, in order."""
    return [(tag.name, sorted(tag.attrs)) for tag in BeautifulSoup(html, "html.parser").find_all(True)]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: text[:20])
@pytest.mark.parametrize("part", MADE)
def test_nothing_from_outside_becomes_an_element_or_an_attribute(part: str, payload: str) -> None:
    shown = MADE[part](payload)
    assert shape(shown) == shape(MADE[part]("words"))
    assert not {name for name, _ in shape(shown)} & NEVER


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: text[:20])
@pytest.mark.parametrize("part", ["sources", "comparison", "reading pane", "claims", "document", "failing cases"])
def test_what_was_written_is_shown_as_it_was_written(part: str, payload: str) -> None:
    text = BeautifulSoup(MADE[part](payload), "html.parser").get_text()
    assert payload in text
    assert "49" not in text


@pytest.mark.parametrize("source", NO_ADDRESSES)
@pytest.mark.parametrize(
    "part",
    [
        lambda source: sources_html(hostile_answer("words", source)),
        lambda source: read("words", source),
        lambda source: whole("words", source),
        lambda source: claims_html(claims("words", source), (), ()),
        lambda source: table("words", source),
    ],
    ids=["sources", "reading pane", "document", "claims", "documents"],
)
def test_an_address_that_is_not_on_the_web_is_no_link(part: Made, source: str) -> None:
    links = BeautifulSoup(part(source), "html.parser").find_all("a")
    assert all(str(link["href"]).startswith("#") for link in links)


def test_a_source_opens_in_its_own_tab_without_power_over_this_one() -> None:
    shown = BeautifulSoup(sources_html(hostile_answer("words", "https://example.org/a?b=1&c=2")), "html.parser")
    (link,) = shown.select("a.source")
    assert link["href"] == "https://example.org/a?b=1&c=2"
    assert link["rel"] == ["noopener", "noreferrer"]
    assert link["target"] == "_blank"


# The chat, which is Markdown


def chat(of: Answer) -> BeautifulSoup:
    """The messages as a Markdown reader shows them that lets HTML through."""
    shown = "\n\n".join(message["content"] for message in messages([of]) if message["role"] == "assistant")
    return BeautifulSoup(
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(shown), "html.parser"
    )


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: text[:20])
def test_nothing_in_an_answer_becomes_markup_in_the_chat(payload: str) -> None:
    shown = chat(hostile_answer(payload))
    assert not {tag.name for tag in shown.find_all(True)} & NEVER
    assert {name for tag in shown.find_all(True) for name in tag.attrs} <= {"href"}
    assert all(str(link["href"]).startswith("#read/") for link in shown.find_all("a"))


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: text[:20])
def test_nothing_in_a_refusal_becomes_markup_in_the_chat(payload: str) -> None:
    shown = chat(refusal(payload, hit(hostile(payload))))
    assert not {tag.name for tag in shown.find_all(True)} & NEVER
    assert all(str(link["href"]).startswith("#read/") for link in shown.find_all("a"))


def test_a_question_is_shown_as_it_was_typed() -> None:
    typed = "2 * 3 * 4 <img src=x> ![i](http://evil.example/i.png)"
    (question, _) = messages([answer(asked=typed)])
    shown = BeautifulSoup(MarkdownIt("commonmark", {"html": True}).render(question["content"]), "html.parser")
    assert shown.get_text().strip() == typed
    assert not shown.find_all("img")


# What is said


@pytest.mark.parametrize("status", ["quote mismatch", "unknown source", "not supported"])
def test_a_failed_check_is_shown_as_failed(status: CitationStatus) -> None:
    shown = sources_html(answer(citations=(citation(status=status),)))
    assert f"✗ {status}" in shown
    assert "✓" not in shown


def test_a_citation_shows_its_number_place_quotation_wording_and_check() -> None:
    shown = BeautifulSoup(sources_html(answer(citations=(citation(n=4),))), "html.parser")
    assert shown.li is not None
    assert shown.li["value"] == "4"
    for told in ("Sea Convention, art. 1", HARVEST, "official text", "✓ quotation verified"):
        assert told in shown.get_text()


def test_a_digest_is_told_from_the_official_wording_wherever_it_is_shown() -> None:
    digest = document(status="digest")
    of = Catalogue([digest], [provision(of=digest)])
    told = "digest, not the official wording"
    assert told in sources_html(answer(citations=(citation(digest),)))
    assert told in reading_html(Place(digest.key, "sea/art-1").address, of)
    assert told in document_html(digest, of.provisions_of(digest.key))


def test_without_citations_a_hint_stands_in_their_place() -> None:
    assert "appear here" in sources_html(None)
    assert "declined" in sources_html(refusal())


def test_findings_can_be_left_out_by_weight_and_by_work_and_that_is_told() -> None:
    checked = claims("words")
    assert instruments_of(checked) == ["words"]
    for weights, works in ((["binding treaty"], []), ([], ["other"])):
        shown = claims_html(checked[:1], weights, works)
        assert "Left out by your choice of weight or works: 1." in shown
        assert "finding" not in BeautifulSoup(shown, "html.parser").select("div.finding")
    assert "Left out" not in claims_html(checked[:1], ["report"], ["words"])


def test_the_very_words_are_counted_whatever_their_case_and_spaces() -> None:
    of, catalogue = held("Free  Harbour")
    shown = found_html("free harbour", of, [], catalogue.provisions_of(of.key))
    assert "3 provisions hold these words" in shown
