"""Questions in, verified answers out, over the shipped corpus."""

import pytest

from assistant.assistant import Assistant
from assistant.errors import UnknownReferenceError
from assistant.types import Answer


def _provisions(answer: Answer) -> list[str]:
    return [citation.provision_id for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does article 25 of the UDHR say?", "udhr/art-25"),
        ("udhr 28", "udhr/art-28"),
        ("icescr art 2(1)", "icescr/art-2"),
        ("Article 8(3) of the revised draft declaration", "a-hrc-53-32/art-8/3"),
        ("What is in article II of the Genocide Convention?", "genocide/art-2"),
    ],
)
def test_an_explicit_reference_always_hits(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert _provisions(answer)[0] == expected
    assert assistant.search(question, 5)[0].provision.id == expected


def test_a_symbol_alone_opens_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("A/HRC/62/38")
    assert {citation.document.id for citation in answer.citations} == {"a-hrc-62-38"}
    assert "Cecilia M. Bailliet" in answer.introduction


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is there a right to a world order in which human rights can be realised?", "udhr/art-28"),
        ("Which article stops a State from returning a refugee to danger?", "refugee/art-33"),
        ("What does the revised draft declaration say about virtual spaces of communication?", "a-hrc-53-32/art-8/3"),
        ("Do children have a right to play?", "crc/art-31"),
        ("What is negative peace?", "glossary/negative-peace"),
    ],
)
def test_a_question_in_plain_words_is_answered_from_the_right_provision(
    assistant: Assistant, question: str, expected: str
) -> None:
    assert expected in _provisions(assistant.ask(question))


def test_every_statement_is_verbatim_and_every_citation_verified(assistant: Assistant) -> None:
    for question in ("What is torture?", "Who must cooperate to end hunger?", "ICCPR article 19"):
        answer = assistant.ask(question)
        assert answer.statements
        assert {statement.support for statement in answer.statements} == {"verbatim"}
        assert {citation.status for citation in answer.citations} == {"verified"}
        assert all(statement.citations for statement in answer.statements)


@pytest.mark.parametrize(
    "question",
    ["What is the capital of Mongolia?", "How do I bake bread?", "Who won the football World Cup?", "asdf qwer zxcv"],
)
def test_a_question_outside_the_corpus_is_declined_with_the_nearest_provisions(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not in the corpus"
    assert len(answer.refusal.nearest) == 3
    assert not answer.statements


def test_an_article_that_does_not_exist_is_declined_with_the_range_that_does(assistant: Assistant) -> None:
    answer = assistant.ask("What does article 45 of the UDHR say?")
    assert answer.refusal is not None
    assert answer.refusal.reason == "no such provision"
    assert "has 30 articles" in answer.refusal.message
    assert answer.refusal.nearest[-1].provision.id == "udhr/art-30"


def test_an_article_that_exists_but_is_not_held_is_not_said_to_be_missing_from_the_treaty(assistant: Assistant) -> None:
    answer = assistant.ask("What does article 40 of the ICCPR say?")
    assert answer.refusal is not None
    assert "it holds 1 to 27" in answer.refusal.message


def test_an_unknown_symbol_is_declined_by_name(assistant: Assistant) -> None:
    answer = assistant.ask("What does A/HRC/99/123 recommend?")
    assert answer.refusal is not None
    assert answer.refusal.reason == "no such document"
    assert "A/HRC/99/123" in answer.refusal.message


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_an_empty_question_is_asked_for_again(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "empty question"


def test_one_missing_place_does_not_hide_the_other(assistant: Assistant) -> None:
    answer = assistant.ask("Compare UDHR 14 and UDHR 99")
    assert _provisions(answer) == ["udhr/art-14"]
    assert answer.notes == ("The UDHR has 30 articles; there is no article 99.",)


def test_an_article_named_alone_belongs_to_the_instrument_asked_about_before(assistant: Assistant) -> None:
    history = [("user", "What does article 14 of the UDHR say?"), ("assistant", "...")]
    assert _provisions(assistant.ask("And article 15?", history)) == ["udhr/art-15"]


def test_a_stream_grows_statement_by_statement_and_ends_in_the_whole_answer(assistant: Assistant) -> None:
    partials = list(assistant.stream("A/HRC/62/38"))
    assert [len(partial.statements) for partial in partials] == [1, 2, 3]
    assert partials[-1] == assistant.ask("A/HRC/62/38")
    assert all(partials[-1].statements[: len(partial.statements)] == partial.statements for partial in partials)


def test_show_names_what_the_corpus_holds_when_the_document_is_unknown(assistant: Assistant) -> None:
    with pytest.raises(UnknownReferenceError, match=r"No document.*'the moon treaty 3'.*UDHR"):
        assistant.show("the moon treaty 3")


def test_official_text_is_quoted_before_the_digest(library_assistant: Assistant) -> None:
    answer = library_assistant.ask("Which article stops a State from returning a refugee to danger?")
    assert _provisions(answer)[0] == "refugee/art-33/1"
    assert answer.citations[0].document.status == "official text"


def test_the_digest_is_offered_once_beside_the_official_text(library_assistant: Assistant) -> None:
    answer = library_assistant.ask("refugee 33")
    assert [bool(citation.explanation) for citation in answer.citations] == [True, False]
    assert answer.citations[0].explanation not in answer.citations[0].quote


def test_a_digest_needs_no_explanation(assistant: Assistant) -> None:
    assert not any(citation.explanation for citation in assistant.ask("refugee 33").citations)


def test_a_long_list_is_quoted_with_its_opening_line(library_assistant: Assistant) -> None:
    answer = library_assistant.ask("ICCPR 19(3)(b)")
    assert [citation.pinpoint for citation in answer.citations] == ["ICCPR, art. 19(3)", "ICCPR, art. 19(3)(b)"]
    assert answer.statements[0].support == "verbatim"
