"""Signs by which a question shows that it leans on the one before it."""

import pytest

from assistant.follow_ups import (
    added_condition,
    asks_about_source,
    asks_for_other_topic,
    asks_same_source_for,
    changes_subject,
    has_open_pronoun,
    is_elliptic,
    other_work_named,
    put_in_place_of_pronoun,
    related_place,
    topic_words,
)
from assistant.references import Reference
from tests.assistant.samples import catalogue, document

_BUG = pytest.mark.xfail(strict=True)


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
        "Does a mother keep her name?",
    ],
)
@pytest.mark.xfail(strict=True, reason="one word of topic, or 'everyone', is not enough to be what a pronoun means")
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
        pytest.param(
            "When was that convention adopted?",
            "When was Sea Convention, art. 3 adopted?",
            marks=_BUG(reason="'was that' is taken for a lone pronoun, and 'convention' is left behind"),
        ),
        pytest.param(
            "Is that rule absolute?",
            "Is Sea Convention, art. 3 absolute?",
            marks=_BUG(reason="'is that' is taken for a lone pronoun, and 'rule' is left behind"),
        ),
        pytest.param(
            "What do you say about that article?",
            "What do you say about Sea Convention, art. 3?",
            marks=_BUG(reason="'about that' is taken for a lone pronoun, and 'article' is left behind"),
        ),
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
        pytest.param(
            "when was that convention adopted?",
            marks=_BUG(reason="'that' with a noun is not among the subjects of 'when was'"),
        ),
        pytest.param(
            "When was this report published?",
            marks=_BUG(reason="'this' with a noun is not among the subjects of 'when was'"),
        ),
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
        pytest.param("How old is a child?", marks=_BUG(reason="'how old is' asks for any age")),
        pytest.param("How old is a fisherman?", marks=_BUG(reason="'how old is' asks for any age")),
        pytest.param(
            "What does the author propose?", marks=_BUG(reason="one word of topic beside 'author' is not counted")
        ),
        pytest.param(
            "What do the authors want?", marks=_BUG(reason="one word of topic beside 'authors' is not counted")
        ),
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
        "and article 26?",
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


ARTICLE = Reference("sea", ("art-3",))
PARAGRAPH_OF_ARTICLE = Reference("sea", ("art-3", "2"))
ITEM = Reference("sea", ("art-3", "2", "b"))
PARAGRAPH = Reference("sea", ("para-7",))
EXCERPT = Reference("sea", ("excerpt-2",))
WHOLE = Reference("sea")


@pytest.mark.parametrize(
    ("question", "place", "path"),
    [
        ("What about paragraph 2?", ARTICLE, "art-3/2"),
        ("what about para. 2", PARAGRAPH_OF_ARTICLE, "art-3/2"),
        ("paragraph 2(b)?", ARTICLE, "art-3/2/b"),
        ("the second paragraph", ARTICLE, "art-3/2"),
        ("paragraph 2", PARAGRAPH, "para-2"),
        ("paragraph 2", WHOLE, "para-2"),
        ("and article 26?", ARTICLE, "art-26"),
        ("Article XI?", PARAGRAPH_OF_ARTICLE, "art-11"),
        ("article twenty-six", ARTICLE, "art-26"),
        ("and article 26?", WHOLE, "art-26"),
        ("article 7, paragraph 4?", ARTICLE, "art-7/4"),
        ("what does art. 7(4) say", ITEM, "art-7/4"),
        ("read me (3)(b)", ARTICLE, "art-3/3/b"),
        ("(3)", ITEM, "art-3/3"),
        ("and 3(c)?", PARAGRAPH_OF_ARTICLE, "art-3/3/c"),
        ("and (c)?", PARAGRAPH_OF_ARTICLE, "art-3/2/c"),
        ("and (c)?", ITEM, "art-3/2/c"),
        ("and (c)?", ARTICLE, "art-3/c"),
        ("and 14?", ARTICLE, "art-14"),
        ("14", PARAGRAPH_OF_ARTICLE, "art-14"),
        ("what about 14", PARAGRAPH, "para-14"),
        ("ok, 15", EXCERPT, "excerpt-15"),
        ("and the third one?", PARAGRAPH, "para-3"),
        ("the first one", ARTICLE, "art-1"),
        ("the third one", EXCERPT, "excerpt-3"),
        ("the next article?", ARTICLE, "art-4"),
        ("the next article?", ITEM, "art-4"),
        ("And the following one?", ARTICLE, "art-4"),
        ("what comes after it?", ARTICLE, "art-4"),
        ("what comes after that article?", ARTICLE, "art-4"),
        ("the previous article", ARTICLE, "art-2"),
        ("and the one before it?", ARTICLE, "art-2"),
        ("What stands before that?", ARTICLE, "art-2"),
        ("the next paragraph", PARAGRAPH_OF_ARTICLE, "art-3/3"),
        ("the next paragraph", ARTICLE, "art-3/2"),
        ("the previous paragraph?", PARAGRAPH_OF_ARTICLE, "art-3/1"),
        ("the next one", PARAGRAPH, "para-8"),
        ("the preceding paragraph", PARAGRAPH, "para-6"),
        ("the next one", EXCERPT, "excerpt-3"),
        pytest.param("the one after that?", ARTICLE, "art-4", marks=_BUG(reason="only 'comes after' counts")),
        pytest.param("the article after it?", ARTICLE, "art-4", marks=_BUG(reason="only 'comes after' counts")),
        pytest.param(
            "and excerpt 3?", EXCERPT, "excerpt-3", marks=_BUG(reason="only articles and paragraphs are read")
        ),
        pytest.param("read 3 (b)", ARTICLE, "art-3/3/b", marks=_BUG(reason="a space parts number and sign")),
    ],
)
def test_a_place_is_found_by_its_relation_to_the_last_one(question: str, place: Reference, path: str) -> None:
    found = related_place(question, place)
    assert found is not None
    assert "/".join(found[2]) == path


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What about paragraph 2, for boats?", "paragraph 2"),
        ("and 14?", "14"),
        ("Does (3)(b) cover nets?", "(3)(b)"),
        ("Does the next article cover nets?", "the next article"),
        ("Does the third one cover nets?", "the third one"),
        pytest.param(
            "which article comes next?",
            "article comes next",
            marks=_BUG(reason="the first word of relation ends the place: 'next' stays behind"),
        ),
    ],
)
def test_the_words_that_name_the_place_are_told_by_their_offsets(question: str, words: str) -> None:
    found = related_place(question, ARTICLE)
    assert found is not None
    assert question[found[0] : found[1]] == words


@pytest.mark.parametrize(
    "question",
    [
        "",
        "and 2024?",
        "Who pays the toll?",
        "does it apply in 14 harbours?",
        "What must happen next before a harbour court hears a skipper about lost nets?",
        "the year 1951",
    ],
)
def test_a_question_without_a_place_relates_to_none(question: str) -> None:
    assert related_place(question, ARTICLE) is None


@pytest.mark.parametrize("question", ["the next article?", "and 14?", "(3)(b)", "the third one"])
def test_nothing_is_next_to_a_work_as_a_whole(question: str) -> None:
    assert related_place(question, WHOLE) is None


@pytest.mark.parametrize(
    ("question", "place"), [("the previous article", Reference("sea", ("art-1",))), ("the previous paragraph", ARTICLE)]
)
@pytest.mark.xfail(strict=True, reason="counts down to article 0 or paragraph 0")
def test_nothing_comes_before_the_first(question: str, place: Reference) -> None:
    found = related_place(question, place)
    assert found is None or not found[2][-1].endswith("0")


SEA = document()
LAND = document("land", title="Covenant on Common Land", short="Land Covenant")
RIVER = document("river", title="Covenant on Rivers", short="River Covenant")
PROTOCOL = document("protocol", title="Protocol to the Covenant on Rivers", short="River Protocol")
HELD = catalogue((SEA, ["art-1"]), (LAND, ["art-1"]), (RIVER, ["art-1"]), (PROTOCOL, ["art-1"]))


@pytest.mark.parametrize(
    ("question", "work", "other"),
    [
        ("and the other covenant?", "land", "river"),
        ("Does THE OTHER COVENANT say so?", "river", "land"),
        ("and the other covenant?", "sea", ""),
        ("and the other convention?", "sea", ""),
        ("and the other treaty?", "land", ""),
        ("and the covenant?", "land", ""),
    ],
)
def test_the_other_work_is_known_where_there_are_just_two(question: str, work: str, other: str) -> None:
    assert other_work_named(question, Reference(work, ("art-1",)), HELD) == other


def test_the_other_of_three_works_is_not_guessed() -> None:
    third = document("lake", title="Covenant on Lakes", short="Lake Covenant")
    held = catalogue((LAND, ["art-1"]), (RIVER, ["art-1"]), (third, ["art-1"]))
    assert other_work_named("the other covenant", Reference("land", ("art-1",)), held) == ""


def test_no_work_is_the_other_one_before_any_was_cited() -> None:
    assert other_work_named("the other covenant", None, HELD) == ""
