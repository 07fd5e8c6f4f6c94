import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.types import Answer, Side
from assistant.writing.rendering import (
    answer_json,
    answer_markdown,
    answer_text,
    hit_json,
    hits_text,
    link,
    opening_sentence,
    plain_statements,
    provision_json,
    provision_text,
    source_sentence,
    understood_as,
)
from tests.assistant.samples import HARVEST, answer, citation, document, hit, provision, refusal, statement

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<javascript:alert(1)>",
    "See\n<script src=//evil.example",
    "See\n<!-- hidden",
    "[x]: javascript:alert(1)\n\n[x]",
    "</blockquote><a href='//evil.example'>x</a>",
    "# Heading",
    "Heading\n===",
    "Heading\n---",
    "- a list\n- of two",
    "1. first\n2. second",
    "    code",
    "```\ncode\n```",
    "`code` **bold** _soft_ ~~gone~~ $x$",
    "| a | b |\n|---|---|\n| c | d |",
    "&lt;script&gt; &amp; &#106;avascript:",
    "C:\\path \\[x\\] \\<b\\>",
]
WORDS = st.lists(st.text("abcdefg –,()", min_size=1, max_size=25), min_size=1, max_size=60).map(" ".join)


def html(markdown: str) -> BeautifulSoup:
    """Markdown as a browser would get it from a renderer that lets HTML pass."""
    return BeautifulSoup(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown), "html.parser")


def visible(page: BeautifulSoup) -> str:
    return "".join(page.get_text().split())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_answer_becomes_markup(payload: str) -> None:
    hostile = document(title=payload, short=payload)
    shown = answer_markdown(
        answer(
            introduction=payload,
            statements=(statement(payload),),
            citations=(citation(hostile, quote=payload, pinpoint=payload),),
            notes=(payload,),
            question=payload,
            asked="and that?",
        )
    )
    assert {tag.name for tag in html(shown).find_all(True)} <= {"p", "blockquote", "em", "br"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_refusal_becomes_markup(payload: str) -> None:
    shown = answer_markdown(refusal(payload, hit(document(short=payload))))
    assert {tag.name for tag in html(shown).find_all(True)} <= {"p", "strong", "ul", "li", "br"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_quotation_is_shown_letter_for_letter(payload: str) -> None:
    shown = html(answer_markdown(answer(statements=(statement(payload),))))
    assert f"“{''.join(payload.split())}”" in visible(shown)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_quotation_is_shown_letter_for_letter(text: str) -> None:
    shown = html(answer_markdown(answer(statements=(statement(text),))))
    assert f"“{''.join(text.split())}”" in visible(shown)


def test_a_failed_statement_is_marked_wherever_it_is_shown() -> None:
    failed = answer(statements=(statement(support="unsupported"),), citations=(citation(status="quote mismatch"),))
    assert "(not verified" in answer_markdown(failed)
    assert "[NOT VERIFIED]" in " ".join(answer_text(failed).split())
    assert "quote mismatch" in answer_text(failed)
    assert answer_json(failed)["citations"][0]["status"] == "quote mismatch"


def test_a_verified_statement_is_not_marked() -> None:
    assert "verified)" not in answer_markdown(answer())
    assert "VERIFIED" not in answer_text(answer())


def test_every_statement_is_followed_by_its_places() -> None:
    two = answer(
        statements=(statement("Boats are free.", citations=(1, 2)),),
        citations=(citation(), citation(n=2, pinpoint="Sea Convention, art. 9"), citation(n=3, pinpoint="elsewhere")),
    )
    places = "— Sea Convention, art. 1 [1]; Sea Convention, art. 9 [2]"
    assert places in visible_lines(answer_markdown(two))
    assert places in answer_text(two)


def visible_lines(markdown: str) -> str:
    return " ".join(html(markdown).get_text().split())


def test_a_digest_is_named_as_such_among_the_sources() -> None:
    digest = document(status="digest")
    assert "digest, not the official" in " ".join(answer_text(answer(citations=(citation(digest),))).split())


def lines_without_links(text: str) -> list[str]:
    return [line for line in text.split("\n") if not line.strip().startswith("https://")]


@given(WORDS, WORDS)
def test_no_line_of_an_answer_is_wider_than_the_terminal_but_for_links(words: str, place: str) -> None:
    of = document(short=place, source_url=f"https://example.org/{'x' * 90}")
    cited = citation(of, pinpoint=f"{place}, art. 1", quote=f"{words} other")
    shown = answer_text(answer(introduction=words, statements=(statement(words),), citations=(cited,), notes=(words,)))
    assert max(map(len, lines_without_links(shown))) <= 80
    assert of.source_url in shown


@given(WORDS, WORDS)
def test_no_line_of_a_provision_is_wider_than_the_terminal(words: str, place: str) -> None:
    of = document(status="digest", source_url=f"https://example.org/{'x' * 90}")
    item = provision(text=f"{words}\n{words}", of=of, heading_path=(words, words), chapeau=words, page=3)
    shown = provision_text(of, item, f"{place}, art. 1")
    assert max(map(len, lines_without_links(shown))) <= 80


@given(WORDS, WORDS)
def test_no_line_of_hits_or_of_a_refusal_is_wider_than_the_terminal(words: str, place: str) -> None:
    found = hit(document(short=place, status="digest"), rank=10, text=words)
    assert max(map(len, hits_text([found, found]).split("\n"))) <= 80
    assert max(map(len, answer_text(refusal(words, found)).split("\n"))) <= 80


@given(WORDS)
def test_wrapping_loses_no_word_of_a_statement(words: str) -> None:
    shown = answer_text(answer(statements=(statement(words),)))
    assert "".join(words.split()) in "".join(shown.split())


def test_a_narrower_terminal_is_respected() -> None:
    assert max(map(len, answer_text(answer(), width=40).split("\n"))) <= 40


def test_a_list_keeps_its_lines_in_a_terminal() -> None:
    shown = answer_text(answer(statements=(statement("Keep:\n(a) A lamp;\n(b) A bell."),)))
    assert [line.strip() for line in shown.split("\n")[:3]] == ["“Keep:", "(a) A lamp;", "(b) A bell.”"]


def test_a_quotation_is_repeated_among_the_sources_only_where_no_statement_shows_it() -> None:
    assert answer_text(answer()).count("harvest") == 1
    assert answer_text(answer(statements=(statement("Boats are free."),))).count("harvest") == 1


def test_a_refusal_names_the_nearest_provisions() -> None:
    declined = refusal("Nothing bears on this.", hit())
    for shown in (answer_text(declined), visible_lines(answer_markdown(declined))):
        assert "Nothing bears on this." in shown
        assert "Sea Convention, art. 1" in shown


def test_a_refusal_without_neighbours_has_no_empty_list() -> None:
    assert answer_text(refusal("Nothing.")) == "Nothing."
    assert "Nearest" not in answer_markdown(refusal("Nothing."))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "evil.example",
    ],
)
def test_only_web_addresses_are_links(address: str) -> None:
    of = document(source_url=address)
    assert link(of) == ""
    assert address not in answer_text(answer(citations=(citation(of),)))
    assert address not in json.dumps(answer_json(answer(citations=(citation(of),))))
    assert hit_json(hit(of))["url"] == ""
    assert address not in provision_text(of, provision(of=of), "art. 1")


@pytest.mark.parametrize("address", ["https://example.org/a", "http://example.org/a", "HTTPS://example.org/a"])
def test_a_web_address_is_kept_as_it_is(address: str) -> None:
    assert link(document(source_url=address)) == address


def test_the_json_of_an_answer_has_the_keys_of_the_contract() -> None:
    found = answer_json(answer())
    assert found.keys() >= {
        "question",
        "refused",
        "refusal_reason",
        "statements",
        "citations",
        "text",
        "model",
    }
    assert found["statements"][0].keys() >= {"text", "citations", "support"}
    assert found["citations"][0].keys() >= {
        "n",
        "document_id",
        "provision_id",
        "pinpoint",
        "quote",
        "start",
        "end",
        "status",
        "url",
    }


def test_the_json_of_an_answer_holds_its_values() -> None:
    of = document(source_url="https://example.org/sea")
    found = json.loads(json.dumps(answer_json(answer(citations=(citation(of),)))))
    assert found["refused"] is False
    assert found["refusal_reason"] is None
    assert found["statements"] == [{"text": HARVEST, "citations": [1], "support": "verbatim", "reason": ""}]
    cited = found["citations"][0]
    assert (cited["document_id"], cited["provision_id"], cited["url"]) == ("sea", "sea/art-1", of.source_url)
    assert (cited["quote"], cited["start"], cited["end"]) == (HARVEST, 0, len(HARVEST))


def test_the_json_of_a_refusal_gives_its_reason_and_the_nearest_provisions() -> None:
    found = answer_json(refusal("Nothing bears on this.", hit()))
    assert (found["refused"], found["refusal_reason"]) == (True, "not in the corpus")
    assert (found["statements"], found["citations"]) == ([], [])
    assert found["text"] == "Nothing bears on this."
    assert [near["pinpoint"] for near in found["nearest"]] == ["Sea Convention, art. 1"]


def test_the_json_of_a_hit_has_the_keys_of_the_contract() -> None:
    found = hit_json(hit())
    assert found.keys() >= {"rank", "score", "document", "provision", "pinpoint", "text", "url"}
    assert found["document"].keys() >= {"id", "title", "symbol", "kind", "status"}
    assert found["provision"] == {"id": "sea/art-1", "label": "art. 1"}
    assert found["text"] == HARVEST


def test_the_json_of_a_provision_tells_where_it_stands() -> None:
    item = provision(heading_path=("Part II", "Fishing"), chapeau="States agree:", page=4)
    found = provision_json(document(), item, "Sea Convention, art. 1")
    assert (found["heading_path"], found["chapeau"], found["page"]) == (["Part II", "Fishing"], "States agree:", 4)
    assert found["document"]["status"] == "official text"


def test_a_provision_is_shown_with_its_place_headings_and_opening_line() -> None:
    of = document(status="digest", source_url="https://example.org/sea")
    item = provision(of=of, heading_path=("Part II", "Fishing"), chapeau="States agree:", page=4)
    assert provision_text(of, item, "Sea Convention, art. 1").split("\n") == [
        "Sea Convention, art. 1 (digest, not the official wording, page 4)",
        "Part II > Fishing",
        "",
        "States agree:",
        "",
        HARVEST,
        "",
        "https://example.org/sea",
    ]


FOLLOWED_UP: dict[str, Any] = {"question": "What does Sea Convention, art. 2(1) say?", "asked": "and the second one?"}


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
def test_how_a_follow_up_was_understood_is_shown_first(shown: Callable[[Answer], str]) -> None:
    found = shown(answer(**FOLLOWED_UP, introduction="Introduced."))
    lines = (visible_lines(found) if shown is answer_markdown else " ".join(found.split())).lstrip()
    assert lines.startswith("Understood as: What does Sea Convention, art. 2(1) say?")
    assert "and the second one?" not in lines


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
def test_how_a_follow_up_was_understood_is_shown_beside_a_refusal(shown: Callable[[Answer], str]) -> None:
    found = shown(replace(refusal("Nothing bears on this.", hit()), **FOLLOWED_UP))
    assert found.index("Understood as") < found.index("Nothing bears on this") < found.index("Sea Convention, art. 1")


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
@pytest.mark.parametrize("asked", ["", "Who shares the harvest?"])
def test_a_question_that_was_taken_as_typed_is_not_repeated(shown: Callable[[Answer], str], asked: str) -> None:
    assert "Understood" not in shown(answer(asked=asked))
    assert "Understood" not in shown(replace(refusal(), asked=asked))


@pytest.mark.parametrize(
    ("question", "asked", "told"),
    [
        ("Who shares?", "", ""),
        ("Who shares?", "Who shares?", ""),
        ("Who shares?", "who?", "Understood as: Who shares?"),
        ("Who shares?", "who shares?", "Understood as: Who shares?"),
    ],
)
def test_what_was_understood_is_told_where_it_differs_from_what_was_typed(question: str, asked: str, told: str) -> None:
    assert understood_as(answer(question=question, asked=asked)) == told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_question_becomes_markup(payload: str) -> None:
    for shown in (answer(question=payload, asked="x"), replace(refusal(), question=payload, asked="x")):
        tags = {tag.name for tag in html(answer_markdown(shown)).find_all(True)}
        assert tags <= {"p", "blockquote", "em", "strong", "br"}


@given(WORDS)
def test_no_line_of_what_was_understood_is_wider_than_the_terminal(words: str) -> None:
    shown = answer_text(answer(question=words, asked="x"))
    assert max(map(len, lines_without_links(shown))) <= 80
    assert "".join(words.split()) in "".join(shown.split())


def test_the_json_of_an_answer_tells_what_was_typed_and_what_was_understood() -> None:
    found = answer_json(answer(**FOLLOWED_UP))
    assert (found["question"], found["asked"]) == (FOLLOWED_UP["question"], FOLLOWED_UP["asked"])
    declined = answer_json(replace(refusal(), **FOLLOWED_UP))
    assert (declined["question"], declined["asked"]) == (FOLLOWED_UP["question"], FOLLOWED_UP["asked"])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"kind": "treaty", "author": "A. Netmaker", "date": "1950"},
            "Convention on the Harvest of the Sea (treaty, A. Netmaker, 1950) begins:",
        ),
        ({"kind": "treaty"}, "Convention on the Harvest of the Sea (treaty) begins:"),
        ({"kind": "essay", "date": "1950"}, "Convention on the Harvest of the Sea (essay, 1950) begins:"),
    ],
)
def test_a_work_is_introduced_with_what_is_known_of_it(fields: dict[str, str], sentence: str) -> None:
    assert opening_sentence(document(**fields)) == sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"kind": "report", "author": "A. Netmaker", "date": "1950-03-01"},
            "Convention on the Harvest of the Sea: report by A. Netmaker, 1 March 1950.",
        ),
        (
            {"kind": "treaty", "date": "1950"},
            "Convention on the Harvest of the Sea: treaty, 1950.",
        ),
        (
            {"kind": "essay", "author": "A. Netmaker"},
            "Convention on the Harvest of the Sea: essay by A. Netmaker, date not given in the corpus.",
        ),
    ],
)
def test_the_source_of_a_work_is_told_with_what_the_corpus_does_not_know(fields: dict[str, str], sentence: str) -> None:
    assert source_sentence(document(**fields)) == sentence


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
def test_an_introduction_comes_before_the_quotations(shown: Callable[[Answer], str]) -> None:
    found = shown(answer(introduction="Convention on the Harvest of the Sea, treaty, begins:"))
    assert found.index("begins:") < found.index("States shall share")


def test_the_json_of_an_answer_has_its_introduction() -> None:
    assert "Report by A. Netmaker." in json.dumps(answer_json(answer(introduction="Report by A. Netmaker.")))


def test_plain_text_numbers_each_statement_with_its_citations() -> None:
    two = answer(statements=(statement("Boats are free."), statement("Nets too.", citations=(1, 2))))
    assert plain_statements(two) == "Boats are free. [1]\nNets too. [1][2]"


def test_hits_come_with_rank_place_and_opening_words() -> None:
    first, second = hits_text([hit(), hit(rank=2, text="word " * 100)]).split("\n 2. ")
    assert first.split("\n") == [" 1. Sea Convention, art. 1 (official text) 0.50", f"    {HARVEST}"]
    assert second.endswith("…")


def of_two_works(**fields: Any) -> Answer:
    land = document("land", title="Land Convention", short="Land Convention")
    return answer(
        statements=(statement("Boats | are free."), statement("Fields are free.", citations=(2,))),
        citations=(citation(), citation(land, n=2, pinpoint="Land Convention, art. 2")),
        **fields,
    )


@pytest.mark.parametrize("shown", [answer_text, answer_markdown])
def test_statements_of_several_works_stand_under_their_titles(shown: Callable[[Answer], str]) -> None:
    lines = visible_lines(shown(of_two_works()))
    assert lines.index("Convention on the Harvest of the Sea") < lines.index("Boats")
    assert lines.index("are free.") < lines.index("Land Convention") < lines.index("Fields")
    assert "Harvest of the Sea" not in shown(answer())


@pytest.mark.parametrize("shown", [answer_text, answer_markdown, plain_statements])
def test_the_direct_answer_stands_before_the_statements(shown: Callable[[Answer], str]) -> None:
    lines = visible_lines(shown(answer(direct_answer="Yes: art 1 says so.")))
    assert lines.index("Yes: art 1 says so.") < lines.index("States shall share")


SIDES = (Side(heading="Sea | Convention", statements=(0,)), Side(heading="Land Convention", statements=(1,)))


def test_what_is_compared_stands_in_a_table_with_a_column_for_each_side() -> None:
    page = html(answer_markdown(of_two_works(sides=SIDES)))
    assert [cell.get_text() for cell in page.find_all("th")] == ["Sea | Convention", "Land Convention"]
    first, second = (cell.get_text() for cell in page.find_all("td"))
    assert first == "“Boats | are free.”— Sea Convention, art. 1 [1]"
    assert second == "“Fields are free.”— Land Convention, art. 2 [2]"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_table_becomes_markup_or_ends_its_cell(payload: str) -> None:
    sides = (Side(heading=payload, statements=(0,)), Side(heading="b", statements=()))
    shown = answer(statements=(statement(payload),), citations=(citation(pinpoint=payload),), sides=sides)
    page = html(answer_markdown(shown))
    assert {tag.name for tag in page.find_all(True)} <= {"table", "thead", "tbody", "tr", "th", "td", "br"}
    assert len(page.find_all("td")) == 2
    assert f"“{''.join(payload.split())}”" in visible(page)


def test_a_side_whose_statement_is_still_to_come_is_empty() -> None:
    partial = replace(of_two_works(sides=SIDES), statements=(statement("Boats are free."),))
    assert [cell.get_text() for cell in html(answer_markdown(partial)).find_all("td")][1] == "–"
    assert "Land" not in answer_text(replace(partial, citations=(citation(),)))


def test_in_a_terminal_what_is_compared_stands_one_below_the_other() -> None:
    lines = answer_text(of_two_works(sides=SIDES)).split("\n")
    assert lines.index("Sea | Convention") < lines.index("Land Convention")


def test_the_json_of_an_answer_tells_the_direct_answer_and_the_sides() -> None:
    found = answer_json(of_two_works(sides=SIDES, direct_answer="Both speak of this:"))
    assert found["direct_answer"] == "Both speak of this:"
    assert found["sides"][1] == {"heading": "Land Convention", "statements": [1]}
