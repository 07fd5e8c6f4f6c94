"""Signs by which a question shows that it leans on the one before it."""

import pytest

from assistant.asking.follow_ups import (
    added_condition,
    asks_about_source,
    asks_for_other_topic,
    asks_same_source_for,
    changes_subject,
    has_open_pronoun,
    is_elliptic,
    is_rich,
    put_in_place_of_pronoun,
    topic_words,
)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What does it say?",
        "what does it say, exactly?",
        "Could you quote the article in full, please?",
        "Tell me more",
        "Explain it in plain words",
        "And the exact wording of this paragraph?",
        "Is it binding?",
        "yes, ok",
        "any exceptions?",
    ],
)
def test_a_question_about_a_text_as_such_has_no_topic(question: str) -> None:
    assert topic_words(question) == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which article protects fishing boats?", ["protect", "fish", "boat"]),
        ("Does it apply to fishermen?", ["fishermen"]),
        ("What does the treaty say about lamps?", ["lamp"]),
    ],
)
def test_the_topic_is_made_of_the_stems_that_say_what_a_question_is_about(question: str, words: list[str]) -> None:
    assert topic_words(question) == words


@pytest.mark.parametrize(
    "question",
    [
        "Does it apply to fishing boats?",
        "does this bind the harbours",
        "Who must respect that?",
        "what does that mean",
        "Are they free to leave?",
        "Who decides about them?",
        "What are its limits?",
        "And their nets?",
        "Is this rule absolute?",
        "How far does that right go?",
        "When do these duties end?",
        "Does the same article cover nets?",
        "Is the same true of nets?",
        "What does he propose?",
        "Does she speak of nets?",
        "Is there a lamp in there?",
        "What else is there?",
        "IS IT BINDING?",
    ],
)
def test_a_pronoun_without_anything_that_it_can_mean_is_open(question: str) -> None:
    assert has_open_pronoun(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Which article protects fishing boats?",
        "Can a State suspend a treaty because the other side broke it?",
        "What happens when a fisherman loses a net and they find it?",
        "If a boat sinks and its crew drowns, who pays?",
        "Can a skipper be jailed when he burns nets?",
        "Do harbours have to keep lamps, and must they pay for them?",
        "Is it legal to sell a net?",
        "Is it ever allowed to burn a boat?",
        "Does it matter that the boat was empty?",
        "Would it be a crime to sink a boat?",
        "Is it against international law to burn nets?",
        "I think that the toll is too high",
        "How many fishermen say that the toll is too high?",
        "Is there a right to fish?",
        "Are there limits to tolls?",
        "Must fishermen with boats have their own nets?",
        "Does a mother keep her name?",
    ],
)
def test_a_question_that_names_what_its_pronouns_mean_has_none_open(question: str) -> None:
    assert not has_open_pronoun(question)


@pytest.mark.parametrize(
    "question",
    [
        "Does a fisherman have a right to see his parents?",
        "Do States have to publish their reports?",
        "Can everyone leave their harbour?",
        "What is a toll, and how is it paid?",
    ],
)
def test_a_single_noun_can_be_what_a_pronoun_means(question: str) -> None:
    assert not has_open_pronoun(question)


@pytest.mark.parametrize(
    ("question", "resolved"),
    [
        ("Does it apply to boats?", "Does Sea Convention, art. 3 apply to boats?"),
        ("does this rule bind harbours?", "does Sea Convention, art. 3 bind harbours?"),
        ("Who must respect that?", "Who must respect Sea Convention, art. 3?"),
        ("What are its limits?", "What are the limits of Sea Convention, art. 3?"),
        ("What else is there?", "What else is in Sea Convention, art. 3?"),
        ("Does the same article cover nets?", "Does Sea Convention, art. 3 cover nets?"),
        ("Does it say who pays for it?", "Does Sea Convention, art. 3 say who pays for it?"),
        ("Is it legal to ask what it means?", "Is it legal to ask what Sea Convention, art. 3 means?"),
        ("When was that convention adopted?", "When was Sea Convention, art. 3 adopted?"),
        ("Is that rule absolute?", "Is Sea Convention, art. 3 absolute?"),
        ("What do you say about that article?", "What do you say about Sea Convention, art. 3?"),
    ],
)
def test_the_first_open_pronoun_gives_way_to_the_pinpoint(question: str, resolved: str) -> None:
    assert put_in_place_of_pronoun(question, "Sea Convention, art. 3") == resolved


@pytest.mark.parametrize(
    "question",
    [
        "why?",
        "exceptions?",
        "any exceptions?",
        "Any limits?",
        "who decides?",
        "in plain words please",
        "even if I refuse?",
        "and if the boat is empty?",
        "unless the skipper agrees?",
        "tell me more",
        "for how long?",
        "nets as well?",
        "so what does that mean",
    ],
)
def test_a_question_that_says_too_little_by_itself_is_elliptic(question: str) -> None:
    assert is_elliptic(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which article protects fishing boats from pirates?",
        "May a harbour raise its toll in winter?",
        "Do fishermen have a right to rest?",
        "Who must pay for broken harbour lamps?",
        "If a boat sinks in a storm, must the nearest harbour send help and pay the crew for lost nets and lamps?",
    ],
)
def test_a_question_with_a_topic_of_its_own_is_not_elliptic(question: str) -> None:
    assert not is_elliptic(question)


@pytest.mark.parametrize(
    ("question", "rich"),
    [
        ("Does it help fishermen without a boat in winter?", True),
        ("Does it apply to nets?", False),
        ("What does it say, exactly?", False),
        ("", False),
    ],
)
def test_a_question_that_says_much_itself_is_told_from_one_that_does_not(question: str, rich: bool) -> None:
    assert is_rich(question) is rich


@pytest.mark.parametrize(
    "question",
    [
        "Now something else: who owns the nets?",
        "A different question: who owns the nets?",
        "another topic - tolls",
        "Unrelated, but who pays tolls?",
        "new subject please: tolls",
    ],
)
def test_a_change_of_subject_can_be_said_aloud(question: str) -> None:
    assert changes_subject(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who else owns the nets?",
        "and the other covenant?",
        "Is there another article on nets?",
        "Does it differ in winter?",
        "What is the subject of article 3?",
    ],
)
def test_words_of_difference_alone_change_no_subject(question: str) -> None:
    assert not changes_subject(question)


@pytest.mark.parametrize(
    "question",
    [
        "who said that?",
        "Who wrote it?",
        "who drafted it and when?",
        "Who is the author of this essay?",
        "the author?",
        "author and year?",
        "what year is it from?",
        "in which year?",
        "what's the date of it?",
        "When was it adopted?",
        "when was this published",
        "When was the report published?",
        "when were these signed?",
        "when is it from?",
        "how old is it?",
        "How old is this treaty?",
        "who published that, and when?",
        "written by whom?",
        "who is behind it?",
        "when was that convention adopted?",
        "When was this report published?",
    ],
)
def test_a_question_for_author_or_date_asks_about_the_source(question: str) -> None:
    assert asks_about_source(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What does it say?",
        "Who must respect it?",
        "Who says children must go to school?",
        "What year did the war in Bosnia end?",
        "When does the toll fall due?",
        "when was genocide adopted as a crime?",
        "Who made the law on nets?",
        "When did it enter into force?",
        "How old is a child?",
        "How old is a fisherman?",
        "What does the author propose?",
        "What do the authors want?",
    ],
)
def test_a_question_about_what_a_source_says_does_not_ask_about_the_source(question: str) -> None:
    assert not asks_about_source(question)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("and nets?", "nets"),
        ("what about free tolls?", "free tolls"),
        ("How about women?", "women"),
        ("ok and about free elections?", "free elections"),
        ("And on women in fishing villages?", "women in fishing villages"),
        ("So what about fish?", "fish"),
        ("now children", "children"),
        ("about fishing", "fishing"),
    ],
)
def test_another_topic_is_told(question: str, topic: str) -> None:
    assert asks_for_other_topic(question) == topic


@pytest.mark.parametrize(
    "question",
    [
        "",
        "what about it?",
        "And then?",
        "and is it binding?",
        "and if they flee?",
        "and why?",
        "What about paragraph 2?",
        "Which article protects fishing boats?",
        "and a harbour master who takes a toll twice from the same boat in one night?",
    ],
)
def test_a_question_without_another_topic_tells_none(question: str) -> None:
    assert asks_for_other_topic(question) == ""


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("does it say anything about textbooks?", "textbooks"),
        ("Does it say something on tolls?", "tolls"),
        ("what does it also say about lamps?", "lamps"),
        ("and on elections?", "elections"),
        ("And about nets?", "nets"),
        ("is fishing in there?", "fishing"),
    ],
)
def test_a_topic_can_be_asked_of_the_same_source(question: str, topic: str) -> None:
    assert asks_same_source_for(question) == topic


@pytest.mark.parametrize(
    "question",
    ["", "what does it say?", "does it say anything about it?", "what about nets?", "What does the toll depend on?"],
)
def test_no_topic_is_asked_of_the_same_source(question: str) -> None:
    assert asks_same_source_for(question) == ""


@pytest.mark.parametrize(
    ("rest", "condition"),
    [
        ("And for children, in the ?", "for children"),
        ("what does the say with regard to nets", "with regard to nets"),
        ("regarding winter tolls?", "regarding winter tolls"),
        ("and the ?", ""),
        ("for example?", ""),
    ],
)
def test_what_a_follow_up_adds_is_told(rest: str, condition: str) -> None:
    assert added_condition(rest) == condition
