import datetime
import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.assistant import Assistant
from assistant.citing.citation_styles import STYLES, Style, cite
from assistant.errors import SolidarityError
from assistant.types import Answer, Side
from assistant.writing.transcript import LONGEST_ANSWER, SUFFIXES, TITLE, TranscriptFormat, restored, stored, transcript
from tests.assistant.samples import HARVEST, answer, citation, document, hit, refusal, statement
from tests.assistant.writing.test_rendering import PAYLOADS, html, visible

DAY = datetime.date(2026, 11, 22)
REFUGEE = document("refugee", title="Convention Relating to the Status of Refugees", short="Refugee Convention")
DIGEST = document(
    "draft", title="Draft on Nets", short="Draft", status="digest", source_url="https://example.org/draft"
)
DOCUMENTS: tuple[TranscriptFormat, ...] = ("Markdown", "DOCX", "PDF")


def markdown(*answers: Answer, **options: Any) -> BeautifulSoup:
    return html(transcript(answers, "Markdown", **options).decode())


def headings(page: BeautifulSoup) -> list[str]:
    return [tag.get_text() for tag in page.find_all(["h1", "h2", "h3"])]


def paragraphs(page: BeautifulSoup) -> list[str]:
    return [tag.get_text() for tag in page.find_all("p")]


def rows(page: BeautifulSoup, table: int) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all("td")] for row in page.find_all("table")[table].find_all("tr")][
        1:
    ]


def words(file: bytes, file_format: TranscriptFormat) -> str:
    """What a reader of the file reads, without white space."""
    if file_format == "Markdown":
        return visible(html(file.decode()))
    if file_format == "PDF":
        pages = [page.extract_text() for page in PdfReader(BytesIO(file)).pages]
        # The footer comes first, and would stand amid a sentence that runs on from page to page.
        return "".join("".join(re.sub(r"(?s)^.*?Page \d+ of \d+", "", page) for page in pages).split())
    body = docx.Document(BytesIO(file))
    cells = [cell.text for table in body.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(paragraph.text for paragraph in body.paragraphs), *cells]).split())


def hostile(text: str) -> Answer:
    """An answer in which everything that can be text is `text`."""
    source = document(title=text, short=text, symbol=text, author=text, date=text, kind="essay", source_url=text)
    cited = citation(source, quote=f"{text}!", pinpoint=text, status="quote mismatch", explanation=text)
    said = (statement(text), statement(text, support="supported"), statement(text, support="unsupported", reason=text))
    told = {"introduction": text, "direct_answer": text, "notes": (text,), "model": text, "settings_hash": text}
    side = Side(heading=text, statements=(0, 1))
    return answer(question=text, asked=f"{text}?", statements=said, citations=(cited,), sides=(side,), **told)


# Storing


@pytest.mark.parametrize(
    "kept",
    [
        answer(),
        refusal("No.", hit(), hit(DIGEST, rank=2)),
        hostile("a\x00b\ud800c\u202ed"),
        answer(sides=(Side(heading="UDHR", statements=(0,)),), notes=("one", "two"), asked="and that?"),
    ],
)
def test_an_answer_comes_back_as_it_was_stored(kept: Answer) -> None:
    assert restored(json.loads(json.dumps(stored(kept)))) == kept


def test_what_was_considered_and_not_cited_is_not_stored() -> None:
    kept = answer(considered=(hit(), hit(DIGEST)))
    assert "considered" not in stored(kept)
    assert restored(stored(kept)) == replace(kept, considered=())


def test_what_was_considered_is_not_taken_from_outside() -> None:
    sent = stored(answer()) | {"considered": stored(refusal("No.", hit()))["refusal"]["nearest"], "more": "unknown"}
    assert restored(sent) == answer()


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "text",
        [],
        {},
        {"question": "only"},
        stored(answer()) | {"statements": "text"},
        stored(answer()) | {"statements": [{"text": "no support"}]},
        stored(answer()) | {"statements": [{"text": "x", "citations": [], "support": "certain"}]},
        stored(answer()) | {"question": {"__class__": "str"}},
        stored(answer()) | {"notes": [["nested"]]},
        stored(answer()) | {"question": nested(100_000)},
        stored(answer()) | {"notes": {1, 2}},
        stored(answer()) | {"question": float("nan")},
        stored(answer()) | {"question": "W" * LONGEST_ANSWER},
        stored(answer()) | {"refusal": {"reason": "not in the corpus"}},
        answer(),
    ],
    ids=lambda sent: type(sent).__name__,
)
def test_what_is_no_answer_is_refused_and_the_reader_told_what_to_do(sent: object) -> None:
    with pytest.raises(SolidarityError, match=r"(?s)^This conversation cannot be read: .*\. Please start a new one\.$"):
        restored(sent)


def test_a_refused_answer_names_the_place_that_does_not_fit() -> None:
    sent = stored(answer())
    sent["citations"][0]["status"] = "certain"
    with pytest.raises(SolidarityError, match=r"citations\.0\.status"):
        restored(sent)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(stored(hostile("x")))), JSON)
def test_any_field_that_was_tampered_with_is_refused_or_can_be_exported(name: str, value: object) -> None:
    try:
        kept = restored(stored(hostile("x")) | {name: value})
    except SolidarityError:
        return
    assert transcript([kept], "Markdown")


# Documents


def test_a_transcript_begins_with_its_title_its_day_and_who_answered() -> None:
    assert paragraphs(markdown(answer(), day=DAY))[:2] == ["22 November 2026", "Answered by: quoting answerer"]
    assert headings(markdown(answer()))[0] == TITLE


def test_without_a_day_it_bears_none() -> None:
    assert "2026" not in markdown(answer()).get_text()


def test_each_answer_tells_its_model_where_several_answered() -> None:
    told = paragraphs(markdown(answer(model="first"), answer(model="second")))
    assert [text for text in told if text.startswith("Answered by")] == [
        "Answered by: first, second",
        "Answered by: first",
        "Answered by: second",
    ]


def test_questions_are_headings_in_their_order_and_sections_follow() -> None:
    assert headings(markdown(answer(question="One?"), answer(question="Two?"))) == [
        TITLE,
        "1. One?",
        "Sources",
        "2. Two?",
        "Sources",
        "Table of authorities",
        "How these answers were made",
    ]


def test_a_follow_up_is_shown_as_typed_and_as_understood() -> None:
    page = markdown(answer(question="Who shares the harvest?", asked="and who?"))
    assert headings(page)[1] == "1. and who?"
    assert "Understood as: Who shares the harvest?" in paragraphs(page)


def test_a_question_taken_as_typed_is_shown_once() -> None:
    assert "Understood as" not in markdown(answer(asked="Who shares the harvest?")).get_text()


@pytest.mark.parametrize("question", ["nets and boats " * 100, "W" * 900, "line\n" * 100])
def test_a_long_question_stands_in_full_below_a_short_heading(question: str) -> None:
    page = markdown(answer(question=question))
    assert len(headings(page)[1]) < 210
    assert "".join(question.split()) in visible(page)


def test_a_quotation_bears_its_place_its_number_and_a_warning_of_a_digest() -> None:
    page = markdown(answer(citations=(citation(DIGEST, n=1),)))
    assert page.find_all("blockquote")[0].get_text(" ", strip=True) == (
        f"“{HARVEST}” — Draft, art. 1 (digest, not the official wording) [1]"
    )


def test_a_written_sentence_has_its_place_behind_it_and_its_quotation_among_the_sources() -> None:
    page = markdown(answer(statements=(statement("Villages get fish.", support="supported"),)))
    assert "Villages get fish. (Sea Convention, art. 1 [1])" in paragraphs(page)
    assert HARVEST in page.find_all("blockquote")[0].get_text()


@pytest.mark.parametrize("file_format", DOCUMENTS)
def test_what_failed_its_check_is_marked_with_the_reason(file_format: TranscriptFormat) -> None:
    failed = statement("Fish is free.", support="unsupported", reason="no provision says so")
    shown = words(transcript([answer(statements=(failed,))], file_format), file_format)
    assert "Notverified:“Fishisfree.”(reason:noprovisionsaysso)" in shown


@pytest.mark.parametrize("file_format", DOCUMENTS)
def test_a_quotation_that_does_not_match_is_marked_wherever_it_stands(file_format: TranscriptFormat) -> None:
    mismatch = answer(citations=(citation(status="quote mismatch"),))
    shown = words(transcript([mismatch], file_format), file_format)
    assert shown.count("NOTVERIFIED:quotemismatch") == 2
    assert "NOTVERIFIED" not in words(transcript([answer()], file_format), file_format)


def test_sides_stand_under_their_headings_and_nothing_is_lost() -> None:
    sides = (Side(heading="Sea", statements=(1, 7, -1)), Side(heading="Land", statements=()))
    page = markdown(answer(statements=(statement("Alone."), statement("Of the sea.")), sides=sides))
    assert headings(page)[2:4] == ["Sea", "Land"]
    assert [quote.get_text().split("”")[0].strip() for quote in page.find_all("blockquote")][:2] == [
        "“Alone.",
        "“Of the sea.",
    ]
    assert "Nothing is quoted of it." in paragraphs(page)


def test_a_refusal_names_the_nearest_provisions_and_has_no_sources() -> None:
    page = markdown(refusal("The corpus does not say.", hit(DIGEST)))
    assert "Declined: The corpus does not say." in paragraphs(page)
    assert "Nearest provisions: Draft, art. 1 (digest, not the official wording)" in paragraphs(page)
    assert "Sources" not in headings(page)
    assert "No provision is cited." in paragraphs(page)


@pytest.mark.parametrize("style", STYLES)
def test_sources_are_cited_in_full_in_the_style_with_status_and_link(style: Style) -> None:
    page = markdown(answer(citations=(citation(DIGEST),)), style=style)
    number, source, status, check = rows(page, 0)[0]
    assert (number, status, check) == ("1", "digest, not the official wording", "verified")
    assert source.startswith(cite(DIGEST, "art. 1", style))
    assert source.count("https://example.org/draft") == 1


def test_an_address_that_could_run_something_is_not_shown() -> None:
    source = document(source_url="javascript:alert(1)")
    assert "javascript" not in markdown(answer(citations=(citation(source),))).get_text()


def test_each_authority_stands_once_with_all_its_questions() -> None:
    treaty = citation(REFUGEE, pinpoint="Refugee Convention, art. 10")
    earlier = citation(REFUGEE, pinpoint="Refugee Convention, art. 9", n=2)
    page = markdown(answer(citations=(treaty,)), refusal(), answer(citations=(treaty, earlier, treaty)))
    assert [(row[0].rpartition(" ")[2], row[2]) for row in rows(page, -1)] == [("9", "3"), ("10", "1, 3")]


def test_it_ends_with_the_method_and_that_it_is_no_legal_advice() -> None:
    end = paragraphs(markdown(answer()))[-3:]
    assert [text.partition(":")[0] for text in end] == ["Method", "No legal advice", "Hash of the settings used"]


# Hostile text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_from_outside_becomes_markup_in_markdown(payload: str) -> None:
    page = markdown(hostile(payload), refusal(payload, hit(document(short=payload))))
    shown = {tag.name for tag in page.find_all(True)}
    assert shown <= {"h1", "h2", "h3", "p", "strong", "blockquote", "br", "table", "thead", "tbody", "tr", "th", "td"}
    assert len(headings(page)) == 7
    assert len(page.find_all("table")) == 2


@pytest.mark.parametrize("file_format", DOCUMENTS)
@pytest.mark.parametrize("payload", [*PAYLOADS, "W" * 300])
def test_hostile_text_is_shown_letter_for_letter(payload: str, file_format: TranscriptFormat) -> None:
    shown = words(transcript([hostile(payload)], file_format), file_format)
    assert f"“{''.join(payload.split())}”" in shown


@pytest.mark.parametrize("payload", ["a\x00b\x0bc\x1bd\ud800e", "שלום עולם", "a\u202eb", "W" * 2000, "\n" * 500, ""])
@pytest.mark.parametrize("file_format", SUFFIXES)
def test_every_format_can_hold_odd_text(payload: str, file_format: TranscriptFormat) -> None:
    assert transcript([hostile(payload)], file_format)


@pytest.mark.parametrize("file_format", DOCUMENTS)
def test_a_long_conversation_is_whole(file_format: TranscriptFormat) -> None:
    turns = [replace(answer(), question=f"Question number {n}?") for n in range(1, 51)]
    shown = words(transcript(turns, file_format), file_format)
    assert all(f"{n}.Questionnumber{n}?" in shown for n in range(1, 51))


# References


def test_bibtex_and_ris_hold_each_cited_work_once() -> None:
    answers = [
        answer(citations=(citation(REFUGEE), citation(DIGEST, n=2))),
        refusal(),
        answer(citations=(citation(DIGEST),)),
    ]
    library = parse_string(transcript(answers, "BibTeX").decode())
    assert sorted(entry.key for entry in library.entries) == ["draft", "refugee"]
    assert not library.failed_blocks
    assert sorted(entry["id"] for entry in rispy.loads(transcript(answers, "RIS").decode())) == ["draft", "refugee"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_breaks_neither_file_for_reference_managers(payload: str) -> None:
    answers = [hostile(payload), answer(citations=(citation(DIGEST),))]
    library = parse_string(transcript(answers, "BibTeX").decode())
    assert (len(library.entries), len(library.failed_blocks)) == (2, 0)
    assert len(rispy.loads(transcript(answers, "RIS").decode())) == 2


@pytest.mark.parametrize("file_format", ["BibTeX", "RIS"])
def test_without_a_cited_work_there_is_no_file_for_reference_managers(file_format: TranscriptFormat) -> None:
    with pytest.raises(SolidarityError, match=f"as {file_format}: no answer of this conversation cites a work"):
        transcript([refusal()], file_format)


@pytest.mark.parametrize("file_format", SUFFIXES)
def test_an_empty_conversation_is_not_exported(file_format: TranscriptFormat) -> None:
    with pytest.raises(SolidarityError, match="this conversation is empty"):
        transcript([], file_format)


# Real answers

QUESTIONS = ("What does article 28 of the UDHR say?", "Compare the UDHR and the ICCPR on slavery", "UDHR 99")


@pytest.fixture(scope="module")
def conversation(assistant: Assistant) -> list[Answer]:
    return [assistant.ask(question) for question in QUESTIONS]


def test_real_answers_come_back_as_they_were_stored(conversation: list[Answer]) -> None:
    for kept in conversation:
        assert restored(json.loads(json.dumps(stored(kept)))) == replace(kept, considered=())


@pytest.mark.parametrize("file_format", DOCUMENTS)
def test_every_quotation_of_real_answers_is_in_the_file(
    conversation: list[Answer], file_format: TranscriptFormat
) -> None:
    shown = words(transcript(conversation, file_format), file_format)
    quotes = [citation.quote for answer in conversation for citation in answer.citations]
    assert len(quotes) >= 3
    assert all("".join(quote.split()) in shown for quote in quotes)
    assert all("".join(question.split()) in shown for question in QUESTIONS)


def test_real_references_can_be_read(conversation: list[Answer]) -> None:
    library = parse_string(transcript(conversation, "BibTeX").decode())
    assert {"udhr", "iccpr"} <= {entry.key for entry in library.entries}
