"""A wrong "Yes" is worse than none."""

import pytest

from assistant.answering.yes_or_no import yes_or_no


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        ("Is there a right to fish?", "Everyone has the right to fish.", "Yes"),
        ("Does everyone have the right to fish?", "Everyone shall have the right to fish at sea.", "Yes"),
        ("Is there a right to nets?", "Everyone has the right to a boat, including nets and oars.", "Yes"),
        ("Must every sailor be registered?", "Every sailor shall be registered at birth.", ""),
        ("Must a sailor be registered?", "The sailor shall be registered at birth.", "Yes"),
        ("Can anyone be held in chains?", "No one shall be held in chains.", "No"),
        ("May a State chain sailors?", "No one shall be subjected to chains.", ""),
        ("May a State torture someone?", "No one shall be subjected to torture.", "No"),
        ("Is whaling forbidden?", "Whaling shall be prohibited by law.", "Yes"),
        ("May a State denounce the treaty?", "Any Contracting State may denounce this treaty at any time.", "Yes"),
    ],
)
def test_a_clause_that_says_just_what_is_asked_proves_it(question: str, text: str, verdict: str) -> None:
    assert yes_or_no(question, text) == verdict


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Do sailors have a right to fish?", "Everyone has the right to fish."),
        ("Do States have a right to fish?", "States Parties recognize the right of everyone to fish."),
        ("Is there a right to harbour?", "Everyone has the right to seek harbour."),
        ("Is there a right to storms?", "Everyone has the right to shelter in the event of storms."),
        ("Is there a right to hold nets with holes?", "Everyone has the right to hold nets without holes."),
        ("Is there a right to fish?", "Everyone has the right to fish, except in spring."),
        ("Is there a right to fish?", "Everyone has the right to fish. However, this ends in spring."),
        ("Is there always a right to fish?", "Everyone has the right to fish."),
        ("Can anyone be held in port?", "No one shall be held in port except in storms."),
        ("May a State return a sailor?", "No State shall return a sailor to storms."),
        ("Is arrest forbidden?", "No one shall be subjected to arbitrary arrest or detention."),
        ("Is detention forbidden?", "No one shall be subjected to arbitrary arrest, detention or exile."),
        ("Must children rescue parents?", "Parents shall rescue children."),
        ("Must a sailor register?", "The sailor shall be registered."),
        ("Is there a right to fish?", "States agree on these:\nEveryone has the right to fish."),
        ("What is a right to fish?", "Everyone has the right to fish."),
        ("", ""),
    ],
)
def test_a_clause_that_says_less_or_something_else_proves_nothing(question: str, text: str) -> None:
    assert yes_or_no(question, text) == ""
