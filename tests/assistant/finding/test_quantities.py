"""Which questions ask for a quantity, and which texts give one of that sort."""

from collections.abc import Iterator

import pytest

from assistant.finding.quantities import lacks_quantity

PERIODS = (
    "How long may a boat rest in the harbour?",
    "How soon must the master answer a letter?",
    "How many months may a boat rest?",
    "Within how many days is the gate opened?",
    "What number of hours has the master?",
    "What is the deadline for letters to the master?",
    "Which time limit binds the master?",
)
COUNTS = (
    "How many boats may rest in the harbour?",
    "What is the number of boats in the harbour?",
    "How many boats does the harbour hold?",
    "What number of boats is let in?",
)
AGES = (
    "How old must a sailor be?",
    "What age must a sailor have?",
    "Which age opens the sea to a sailor?",
    "What is the minimum age of sailors?",
    "What is the youngest age on board?",
    "Name the exact age of a sailor.",
    "Is there an age limit on board?",
)
MAJORITIES = ("Which majority closes a harbour?", "What majority is needed?", "By what simple majority is it closed?")
SUMS = (
    "How large a deposit must a fisher pay?",
    "How large an amount is owed?",
    "How much money is owed to the master?",
    "How much must a fisher pay?",
    "How much does the lamp cost?",
    "How much is owed for a lamp?",
    "Which fee may the master ask?",
    "What salary has the keeper of the lamp?",
    "What is the price of a berth?",
    "Which fine falls on a drunken sailor?",
    "What budget has the harbour?",
)
SHARES = (
    "What percentage of the harvest goes to the villages?",
    "How much per cent of the harvest stays?",
    "What share of the harvest goes to the villages?",
    "Which rate entitles a village to a boat?",
)
GIVEN = {
    PERIODS: (
        "A boat may rest for six months.",
        "The master answers within 12 hours.",
        "Within thirty calendar days the gate is opened.",
        "One year after the storm the gate is closed.",
    ),
    COUNTS: (
        "Twelve boats may rest.",
        "The harbour holds 1,200 boats.",
        "At least 7 small, well-kept boats are let in.",
        "Hundreds of boats rest.",
    ),
    AGES: (
        "A sailor is at least sixteen; after fifteen years he may fish, and after 16 years he may sail.",
        "Nobody sails below the age of 15.",
        "Sailors are eighteen years old.",
    ),
    MAJORITIES: (
        "A majority of the fishers decides.",
        "Two thirds of the fishers decide.",
        "A two-thirds vote closes it.",
        "The fishers decide unanimously.",
        "The fishers decide by consensus.",
    ),
    SUMS: ("It is $40.", "A fisher pays 30 euros.", "Forty francs are due.", "It is 5 per cent of the catch.", "€ 7"),
    SHARES: ("It is 40 per cent.", "It is 40 percent.", "It is 12%.", "It is one in ten.", "Nine out of ten stay."),
}
LACKING = {
    PERIODS: ("A boat may rest.", "Twelve boats rest.", "The master answers by letter.", "Months pass and days pass."),
    COUNTS: ("Boats may rest.", "Twelve nets hang on the quay. In the evening, when the sun is low, come boats.", ""),
    AGES: ("Sailors are grown up.", "Sixteen sailors sail.", "The young do not sail."),
    MAJORITIES: ("The fishers decide.", "Twelve fishers decide.", "The council of fishers votes on it."),
    SUMS: ("A fisher pays.", "It is little.", "It is paid in 12 days.", "The amount is fair."),
    SHARES: ("The villages get some of it.", "The harvest is shared.", "Twelve boats bring it."),
}


def beside(texts: dict[tuple[str, ...], tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Every question of a form beside every text for it."""
    for questions, answers in texts.items():
        yield from ((question, text) for question in questions for text in answers)


@pytest.mark.parametrize(("question", "text"), beside(GIVEN))
def test_a_text_that_gives_such_a_quantity_is_enough(question: str, text: str) -> None:
    assert not lacks_quantity(question, [text])
    assert not lacks_quantity(question.upper(), [text.upper()])


@pytest.mark.parametrize(("question", "text"), beside(LACKING))
def test_a_text_that_gives_none_of_that_sort_is_not_enough(question: str, text: str) -> None:
    assert lacks_quantity(question, [text])
    assert lacks_quantity(question.upper(), [text.upper()])


@pytest.mark.parametrize("question", [questions[0] for questions in GIVEN])
def test_every_quantity_is_lacking_where_there_is_no_text(question: str) -> None:
    assert lacks_quantity(question, [])
    assert lacks_quantity(question, ["", ""])


def test_it_is_enough_that_one_of_several_texts_gives_it() -> None:
    texts = ["Boats may rest.", "Nine boats may rest.", "Nets are dried."]
    assert not lacks_quantity("How many boats may rest?", texts)
    assert not lacks_quantity("How many boats may rest?", iter(texts))


@pytest.mark.parametrize("noun", ["boat", "boats", "boating"])
def test_what_is_counted_may_stand_in_another_form(noun: str) -> None:
    assert not lacks_quantity("How many boats are let in?", [f"Three {noun} parties are let in."])


@pytest.mark.parametrize(
    "question",
    [
        "How many paragraphs does article 3 have?",
        "How many articles are there?",
        "How many words does it take?",
        "How many pages long is it?",
        "How many parts does the text have?",
        "How many sections does the text have?",
        "What is the number of articles?",
        "HOW MANY PARAGRAPHS ARE THERE?",
        pytest.param("How many numbered paragraphs does article 3 have?"),
        pytest.param("What is the number of its paragraphs?"),
        pytest.param("How many subparagraphs does article 3 have?"),
        pytest.param("How many sentences does article 3 have?"),
        pytest.param("How many chapters does the treaty have?"),
        pytest.param("How many items does the list have?"),
    ],
)
@pytest.mark.parametrize("text", ["", "Boats may rest."])
def test_how_a_text_is_built_is_no_quantity_that_it_has_to_give(question: str, text: str) -> None:
    assert not lacks_quantity(question, [text])


@pytest.mark.parametrize(
    "question",
    [
        "",
        "How?",
        "How many?",
        "Who may fish at sea?",
        "How does a boat enter the harbour?",
        "What does the code say of boats?",
        "Why may boats rest in the harbour?",
        "May an aged sailor rest on board?",
        "How often do fishers meet?",
        "Which boats may rest for long?",
        "How much care do sailors owe each other?",
    ],
)
def test_a_question_for_no_quantity_lacks_none(question: str) -> None:
    assert not lacks_quantity(question, [""])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("How many lamps burn?", "The lamps that burn are three: red ones."),
        pytest.param("How many different lamps burn?", "Two lamps burn."),
        pytest.param("How many members has the council?", "It has eleven members."),
        pytest.param("How many members has the council?", "It has sixteen members."),
        pytest.param("How many days may a boat rest?", "It may rest for fourteen days."),
        pytest.param("How soon must the master answer?", "The master answers immediately."),
        pytest.param("How soon must it be told?", "It shall be told without delay."),
        pytest.param("How long may a boat rest?", "Until the storm has ended."),
        pytest.param("How old must a sailor be?", "Anyone over sixteen may sail."),
        pytest.param("Which majority decides?", "Three quarters of the votes decide."),
        pytest.param("What share of the harvest is kept?", "Half of the harvest is kept."),
    ],
)
def test_a_quantity_may_be_written_in_other_ways(question: str, text: str) -> None:
    assert not lacks_quantity(question, [text])


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("May a village claim a share of the harvest?"),
        pytest.param("What does the code say about the costs of a berth?"),
        pytest.param("Must the code set a minimum age?"),
        pytest.param("May a master turn away a number of boats at once?"),
        pytest.param("Who sets the time limit?"),
    ],
)
def test_a_question_that_only_speaks_of_a_quantity_does_not_ask_for_it(question: str) -> None:
    assert not lacks_quantity(question, ["Boats may rest, and villages share the harvest."])
