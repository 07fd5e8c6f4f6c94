"""What is said before the quotations, over the shipped corpus."""

import pytest

from assistant.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which article protects the freedom of expression?", "ICCPR, art. 19; UDHR, art. 19."),
        ("When was the CRC adopted?", "CRC: adopted on 20 November 1989, in force since 2 September 1990."),
        ("What does article 25 of the UDHR say?", ""),
    ],
)
def test_the_direct_answer_fits_the_question(assistant: Assistant, question: str, said: str) -> None:
    assert assistant.ask(question).direct_answer == said


def test_a_definition_is_said_to_be_one(library_assistant: Assistant) -> None:
    found = library_assistant.ask("Who counts as a refugee?")
    assert found.direct_answer.startswith("Defined in Refugee Convention, art. 1A")
    assert "well-founded fear of being persecuted" in found.statements[0].text


def test_an_exception_is_quoted_with_what_it_limits(library_assistant: Assistant) -> None:
    found = library_assistant.ask("Which article forbids returning a refugee to danger?")
    assert [item.pinpoint for item in found.citations[:2]] == [
        "Refugee Convention, art. 33(1)",
        "Refugee Convention, art. 33(2)",
    ]


def test_two_works_are_set_side_by_side(library_assistant: Assistant) -> None:
    found = library_assistant.ask("Compare the ICCPR and the UDHR on slavery")
    assert [side.heading for side in found.sides] == ["ICCPR", "UDHR"]
    assert [found.citations[0].document.id, found.citations[-1].document.id] == ["iccpr", "udhr"]
    assert {item.support for item in found.statements} == {"verbatim"}


def test_a_work_that_says_nothing_on_the_topic_is_said_to_say_nothing(library_assistant: Assistant) -> None:
    found = library_assistant.ask("Compare the UDHR and the Genocide Convention on education")
    assert "The Genocide Convention holds nothing near to this." in found.notes
    assert {item.document.id for item in found.citations} == {"udhr"}
    assert found.direct_answer == "Of these, only the UDHR speaks of this:"


def test_places_of_one_work_are_set_side_by_side(library_assistant: Assistant) -> None:
    found = library_assistant.ask("Compare article 18 and article 19 of the ICCPR")
    assert [side.heading for side in found.sides] == ["ICCPR, art. 18", "ICCPR, art. 19"]
    assert sum(len(side.statements) for side in found.sides) == len(found.statements)


def test_works_without_a_topic_are_introduced(assistant: Assistant) -> None:
    found = assistant.ask("Compare the ICCPR and the UDHR")
    assert not found.sides
    assert "Name a topic" in found.notes[0]
