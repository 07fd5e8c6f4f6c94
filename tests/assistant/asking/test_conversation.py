"""A follow-up question becomes one that stands by itself."""

from collections.abc import Callable, Sequence

import pytest

from assistant.asking.conversation import context_of, plain_text, self_contained, within_last_place
from assistant.asking.follow_ups import asks_about_source
from assistant.asking.references import find_references, resolve
from assistant.assistant import Assistant
from assistant.citing.pinpoint import pinpoint
from assistant.types import Answer, Document, Provision
from assistant.writing.rendering import answer_markdown, answer_text, plain_statements
from tests.assistant.samples import answer, citation, document, hit, provision, refusal, statement
from vectorstore.catalogue import Catalogue

SEA = document()
LAND = document("land", title="Covenant on Common Land", short="Land Covenant")
RIVER = document("river", title="Covenant on Rivers", short="River Covenant", aliases=("Covenant of the Rivers",))
LOG = document("log", title="Counts of the Boats", short="A/99/7", symbol="A/99/7", kind="report")
ESSAY = document("essay", title="On Nets", short="Harbour essay", kind="essay", author="A. Netmaker", date="2020")
HEADINGS = {"sea/art-3": "Fees of harbours", "sea/art-4": "Rescue of crews", "log/para-2": "Empty boats"}
PATHS = {
    SEA: [
        "preamble",
        "art-1",
        "art-2/1",
        "art-2/2",
        "art-3/1",
        "art-3/2",
        "art-3/3",
        *(f"art-{n}" for n in range(4, 16)),
    ],
    LAND: ["art-1", "art-2", "art-3"],
    RIVER: ["art-1", "art-2", "art-3", "art-4"],
    LOG: ["excerpt-1", "excerpt-2", "excerpt-3", *(f"para-{n}" for n in range(1, 9))],
    ESSAY: ["para-1", "para-2", "para-3"],
}
LABELS = {"preamble": "preamble", "excerpt-1": "Excerpt 1", "excerpt-2": "Excerpt 2", "excerpt-3": "Excerpt 3"}


def _provisions() -> list[Provision]:
    return [
        provision(
            path,
            f"Text of {path}.",
            of,
            order=order,
            heading_path=(HEADINGS.get(f"{of.id}/{path.partition('/')[0]}", f"Heading of {path}"),),
            **({"label": LABELS[path]} if path in LABELS else {}),
        )
        for of, paths in PATHS.items()
        for order, path in enumerate(paths)
    ]


HELD = Catalogue(list(PATHS), _provisions())

History = list[tuple[str, str]]


def turn(question: str, *places: str) -> History:
    """A question, and an answer that cites places as answers print them."""
    cited = "; ".join(f"{place} [{n}]" for n, place in enumerate(places, start=1))
    return [("user", question), ("assistant", f"“Words.”\n— {cited}" if places else "The corpus does not answer this.")]


def places(question: str, held: Catalogue = HELD) -> list[str]:
    """The works and places that a question names."""
    return ["/".join([found.work_id, *found.path]) for found in find_references(question, held)]


FEES = turn("Must a harbour take the same fee from every boat?", "Sea Convention, art. 3(2)")
ARTICLE_3 = turn(
    "What does article 3 of the Sea Convention say?", "Sea Convention, art. 3(1)", "Sea Convention, art. 3(2)"
)
ARTICLE_5 = turn("sea convention art. 5", "Sea Convention, art. 5")
CREWS = turn("What does the Sea Convention say about crews?", "Sea Convention, art. 4", "River Covenant, art. 2")
REPORT = turn("How many boats are counted by A/99/7?", "A/99/7, para. 2")
EXCERPT = turn("excerpt 2 of A/99/7", "A/99/7, Excerpt 2")
NETS = turn("What does the Harbour essay say about nets?", "Harbour essay, para. 2")
LAND_2 = turn("article 2 of the Land Covenant", "Land Covenant, art. 2")


@pytest.mark.parametrize(
    ("history", "question", "meant"),
    [
        (ARTICLE_5, "and article 7?", "sea/art-7"),
        (ARTICLE_5, "What about article 7, then?", "sea/art-7"),
        (ARTICLE_5, "and art. VII", "sea/art-7"),
        (ARTICLE_5, "article seven please", "sea/art-7"),
        (ARTICLE_5, "and 14?", "sea/art-14"),
        (ARTICLE_5, "14", "sea/art-14"),
        (ARTICLE_5, "the next article?", "sea/art-6"),
        (ARTICLE_5, "And the following one?", "sea/art-6"),
        (ARTICLE_5, "what comes after that?", "sea/art-6"),
        (ARTICLE_5, "the previous article", "sea/art-4"),
        (ARTICLE_5, "and the one before it?", "sea/art-4"),
        (ARTICLE_5, "paragraph 2?", "sea/art-5/2"),
        (ARTICLE_5, "(2)(b)", "sea/art-5/2/b"),
        (ARTICLE_5, "read me 3(a)", "sea/art-5/3/a"),
        (ARTICLE_5, "article 2, paragraph 1", "sea/art-2/1"),
        (ARTICLE_5, "and art. 2(1)?", "sea/art-2/1"),
        (FEES, "what about paragraph 3?", "sea/art-3/3"),
        (FEES, "the next paragraph?", "sea/art-3/3"),
        (FEES, "and the previous paragraph?", "sea/art-3/1"),
        (FEES, "and article 4?", "sea/art-4"),
        (FEES, "(3)(b)", "sea/art-3/3/b"),
        (FEES, "and (b)?", "sea/art-3/2/b"),
        (FEES, "And 15?", "sea/art-15"),
        (ARTICLE_3, "the second paragraph?", "sea/art-3/2"),
        (REPORT, "and paragraph 3?", "log/para-3"),
        (REPORT, "paragraph 5, please", "log/para-5"),
        (REPORT, "and 4?", "log/para-4"),
        (REPORT, "the next one?", "log/para-3"),
        (REPORT, "the preceding paragraph", "log/para-1"),
        (EXCERPT, "the next one?", "log/excerpt-3"),
        (EXCERPT, "and the first one?", "log/excerpt-1"),
        (NETS, "the third one", "essay/para-3"),
        (LAND_2, "and article 3?", "land/art-3"),
        (ARTICLE_5, "the one after that?", "sea/art-6"),
        (EXCERPT, "and excerpt 3?", "log/excerpt-3"),
        (ARTICLE_5, "and the preamble?", "sea/preamble"),
    ],
)
def test_another_place_is_one_of_the_work_that_was_cited(history: History, question: str, meant: str) -> None:
    assert places(self_contained(question, history, HELD)) == [meant]


def test_what_is_asked_about_another_place_is_kept() -> None:
    resolved = self_contained("Does paragraph 3 cover small boats too?", FEES, HELD)
    assert places(resolved) == ["sea/art-3/3"]
    assert "small boats" in resolved


@pytest.mark.parametrize(
    "question",
    [
        "Does it apply to small boats?",
        "does this bind inland harbours",
        "Who must respect that?",
        "What does that mean in plain words?",
        "are there exceptions to it?",
        "Any exceptions?",
        "Is this rule absolute?",
        "can you give the exact words?",
        "why?",
        "even if I refuse to pay?",
        "What are its limits?",
        "and in winter?",
        "who decides?",
        "Is that rule absolute?",
    ],
)
def test_what_leans_on_the_last_answer_is_about_the_place_that_it_cited_first(question: str) -> None:
    resolved = self_contained(question, FEES, HELD)
    assert places(resolved) == ["sea/art-3/2"]
    assert "3(2) rule" not in resolved


def test_a_place_named_in_the_question_counts_until_an_answer_is_seen() -> None:
    assert places(self_contained("Does it cover nets?", [("user", "Sea Convention, article 5")], HELD)) == ["sea/art-5"]


def test_the_first_place_of_several_is_meant() -> None:
    assert places(self_contained("What does it say?", CREWS, HELD)) == ["sea/art-4"]


@pytest.mark.parametrize(
    ("question", "work"),
    [
        ("And the River Covenant?", "river"),
        ("and in the Covenant of the Rivers?", "river"),
        ("what does the Land Covenant say about it?", "land"),
        ("Does the Land Covenant say the same?", "land"),
        ("Is there something similar in the River Covenant?", "river"),
        ("now the Harbour essay please", "essay"),
        ("And A/99/7?", "log"),
    ],
)
def test_the_last_topic_can_be_asked_of_another_instrument(question: str, work: str) -> None:
    resolved = self_contained(question, FEES, HELD)
    assert places(resolved) == [work]
    assert "fee" in resolved
    assert "boat" in resolved


@pytest.mark.parametrize("question", ["And the River Covenant?", "what does the River Covenant say about it?"])
def test_the_name_of_another_instrument_takes_the_place_of_the_last_one(question: str) -> None:
    resolved = self_contained(question, CREWS, HELD)
    assert places(resolved) == ["river"]
    assert "crews" in resolved


@pytest.mark.parametrize(
    ("last", "subject"),
    [
        (turn("sea convention 3", "Sea Convention, art. 3(1)"), "Fees of harbours"),
        (turn("Sea Convention, art. 3(2)", "Sea Convention, art. 3(2)"), "Fees of harbours"),
        (turn("What does article 4 of the Sea Convention say?", "Sea Convention, art. 4"), "Rescue of crews"),
    ],
)
def test_a_place_alone_is_taken_to_another_instrument_by_its_heading(last: History, subject: str) -> None:
    resolved = self_contained("And the River Covenant?", last, HELD)
    assert places(resolved) == ["river"]
    assert subject in resolved


def test_the_heading_of_a_digest_tells_what_a_place_is_about() -> None:
    official, digest = document("sea", short="Sea Convention"), document("sea", short="Sea Convention", status="digest")
    items = [
        provision("art-3/1", "Every harbour takes the same fee.", official),
        provision("art-3", "Fees are equal.", digest, heading_path=("Fees of harbours",)),
        *HELD.provisions_of(RIVER.key),
    ]
    held = Catalogue([official, digest, RIVER], items)
    assert "Fees of harbours" in self_contained(
        "And the River Covenant?", turn("sea convention art. 3", "Sea Convention, art. 3(1)"), held
    )


def test_a_place_without_a_heading_is_taken_along_by_its_opening_words() -> None:
    held = Catalogue([SEA, RIVER], [provision("art-9", of=SEA), provision("art-1", of=RIVER)])
    last = turn("sea convention art. 9", "Sea Convention, art. 9")
    assert "share the harvest of the sea" in self_contained("and the River Covenant?", last, held)


@pytest.mark.parametrize("question", ["and the other covenant?", "Does the other Covenant say that?"])
def test_the_other_of_two_works_is_understood(question: str) -> None:
    assert places(self_contained(question, LAND_2, HELD)) == ["river"]


def test_what_a_follow_up_adds_for_another_work_is_kept() -> None:
    resolved = self_contained("And for islanders, in the River Covenant?", FEES, HELD)
    assert places(resolved) == ["river"]
    assert "fee" in resolved
    assert "for islanders" in resolved


@pytest.mark.parametrize(
    ("history", "question", "work"),
    [
        (FEES, "who wrote that?", "sea"),
        (FEES, "When was it adopted?", "sea"),
        (FEES, "what year is it from?", "sea"),
        (NETS, "who said that?", "essay"),
        (NETS, "author and year?", "essay"),
        (REPORT, "when was it published?", "log"),
        (REPORT, "what's the date of it?", "log"),
        (FEES, "When was that convention adopted?", "sea"),
        (REPORT, "who wrote this report?", "log"),
    ],
)
def test_author_and_date_are_asked_of_the_work_that_was_cited(history: History, question: str, work: str) -> None:
    resolved = self_contained(question, history, HELD)
    assert places(resolved) == [work]
    assert asks_about_source(resolved)


@pytest.mark.parametrize("question", ["what about lamps?", "and lamps?", "How about lamps?", "ok and about lamps?"])
def test_another_topic_stays_with_the_work_that_was_named(question: str) -> None:
    resolved = self_contained(question, CREWS, HELD)
    assert places(resolved) == ["sea"]
    assert "lamps" in resolved


@pytest.mark.parametrize("question", ["what about lamps?", "How about lamps?"])
def test_another_topic_is_asked_of_the_whole_corpus_where_no_work_was_named(question: str) -> None:
    resolved = self_contained(question, FEES, HELD)
    assert places(resolved) == []
    assert "lamps" in resolved


@pytest.mark.parametrize("question", ["does it say anything about lamps?", "and on lamps?"])
def test_a_topic_asked_of_it_stays_with_the_source_that_was_cited(question: str) -> None:
    resolved = self_contained(question, FEES, HELD)
    assert places(resolved) == ["sea"]
    assert "lamps" in resolved


@pytest.mark.parametrize(
    "question",
    [
        "Which article protects fishing boats from pirates?",
        "May a skipper burn his own boat in the harbour?",
        "Can a State suspend a treaty because the other side broke it?",
        "Is it legal to sell a net?",
        "I think that the toll is too high, is there a rule against tolls?",
        "Now something else: who owns the nets?",
        "What does article 3 of the River Covenant say?",
        "And article 3 of the River Covenant?",
        "River Covenant, art. 2",
        "A/99/7, Excerpt 3",
        "What does the River Covenant say about dams in winter?",
        "Does the Land Covenant allow fences on common land?",
        "Compare article 1 of the Land Covenant and article 2 of the River Covenant",
        "Who must pay for broken harbour lamps when storms are frequent?",
        "definition of a net",
        "",
        "   ",
        "?!",
        "How old is a fisherman?",
        "What is a toll, and how is it paid?",
        "Do States have to publish their reports?",
        "Can everyone leave their harbour?",
    ],
)
@pytest.mark.parametrize("history", [FEES, ARTICLE_5, NETS], ids=["fees", "article 5", "nets"])
def test_a_question_that_stands_by_itself_is_left_alone(history: History, question: str) -> None:
    assert self_contained(question, history, HELD) == question


@pytest.mark.parametrize(
    "question",
    [
        "and article 7?",
        "does it apply?",
        "why?",
        "who wrote that?",
        "the next one",
        "nets",
        "",
    ],
)
@pytest.mark.parametrize(
    "history",
    [
        [],
        turn("Who owns the moon?")[:1],
        turn("Who owns the moon?"),
    ],
    ids=["empty", "without an answer", "declined"],
)
def test_without_a_place_before_it_a_question_stays_as_it_is(history: History, question: str) -> None:
    assert self_contained(question, history, HELD) == question


def test_an_answer_alone_is_enough_to_lean_on() -> None:
    assert places(self_contained("and article 7?", [("assistant", "“W”\n— Sea Convention, art. 5 [1]")], HELD)) == [
        "sea/art-7"
    ]


def test_the_first_question_of_a_conversation_stays_as_it_is() -> None:
    assert self_contained("and the River Covenant?", [], HELD) == "and the River Covenant?"


def test_a_topic_that_was_declined_can_be_asked_of_a_named_work() -> None:
    resolved = self_contained("and the River Covenant?", turn("Who owns the moon?"), HELD)
    assert places(resolved) == ["river"]
    assert "moon" in resolved


FORMS: list[Callable[[Answer], str]] = [
    answer_markdown,
    answer_text,
    lambda shown: "\n".join(f"“{item.text}”\n— {shown.citations[0].pinpoint} [1]" for item in shown.statements),
]
_FORM_NAMES = ["Markdown", "terminal", "plain"]


def cited_answer(*cited: tuple[Document, str], **fields: object) -> Answer:
    """An answer with one statement that cites works at labels."""
    citations = tuple(
        citation(of, n=n, pinpoint=f"{of.short}, {label}", provision_id=f"{of.id}/art-1")
        for n, (of, label) in enumerate(cited, start=1)
    )
    return answer(statements=(statement(citations=tuple(range(1, len(cited) + 1))),), citations=citations, **fields)


@pytest.mark.parametrize("shown", FORMS, ids=_FORM_NAMES)
@pytest.mark.parametrize(
    ("of", "label", "question", "meant"),
    [
        (SEA, "art. 3(2)", "what does it say?", "sea/art-3/2"),
        (SEA, "art. 3(2)", "and paragraph 3?", "sea/art-3/3"),
        (SEA, "art. 3(2)(b)", "and (c)?", "sea/art-3/2/c"),
        (LOG, "para. 2", "and paragraph 3?", "log/para-3"),
        (LOG, "Excerpt 2", "what does it say?", "log/excerpt-2"),
        (SEA, "preamble", "what does it say?", "sea/preamble"),
        (ESSAY, "para. 2", "the next one", "essay/para-3"),
    ],
)
def test_a_cited_place_is_read_from_an_answer_in_any_form(
    shown: Callable[[Answer], str], of: Document, label: str, question: str, meant: str
) -> None:
    history = [("user", "Who pays the harbour?"), ("assistant", shown(cited_answer((of, label))))]
    assert places(self_contained(question, history, HELD)) == [meant]


@pytest.mark.parametrize("shown", [answer_markdown, answer_text])
def test_the_first_of_many_cited_places_is_read_across_the_lines_of_a_terminal(shown: Callable[[Answer], str]) -> None:
    cited = cited_answer(*((of, label) for of in (SEA, LAND, RIVER) for label in ("art. 1", "art. 2(1)", "art. 3")))
    history = [("user", "Who pays the harbour?"), ("assistant", shown(cited))]
    assert places(self_contained("what does it say?", history, HELD)) == ["sea/art-1"]


@pytest.mark.parametrize("shown", [answer_markdown, answer_text])
@pytest.mark.parametrize(
    "short", ["Nets_of*the*North (1951)", "Nets & Lamps", "Write On! nets", "#nets [sic]", "Nets + Lamps"]
)
def test_a_name_with_signs_of_markdown_is_read_back(shown: Callable[[Answer], str], short: str) -> None:
    of = document("north", title="North", short=short)
    held = Catalogue([of], [provision("art-1", of=of), provision("art-2", of=of)])
    history = [("user", "Who mends the nets?"), ("assistant", shown(cited_answer((of, "art. 1"))))]
    assert places(self_contained("and article 2?", history, held), held) == ["north/art-2"]


@pytest.mark.parametrize(
    "shown",
    [answer_markdown, answer_text],
)
def test_a_name_that_does_not_fit_on_a_line_is_read_back(shown: Callable[[Answer], str]) -> None:
    of = document(
        "long",
        title="Long",
        short="Convention on the Harvest of the Sea, the Land, the Rivers and the Lakes of the North",
    )
    held = Catalogue([of], [provision("art-1", of=of), provision("art-2", of=of)])
    history = [("user", "Who mends the nets?"), ("assistant", shown(cited_answer((of, "art. 1"))))]
    assert places(self_contained("and article 2?", history, held), held) == ["long/art-2"]


@pytest.mark.parametrize("shown", [answer_markdown, answer_text, plain_statements])
def test_the_neighbours_that_a_refusal_offers_were_not_cited(shown: Callable[[Answer], str]) -> None:
    declined = shown(refusal("The corpus does not answer this question.", hit(of=RIVER)))
    assert self_contained("what does it say?", [("user", "Who owns the moon?"), ("assistant", declined)], HELD) == (
        "what does it say?"
    )


def test_a_refusal_leaves_the_place_before_it_in_mind() -> None:
    history = [*ARTICLE_5, *turn("What is the capital of Mongolia?")]
    assert places(self_contained("and article 7?", history, HELD)) == ["sea/art-7"]


@pytest.mark.parametrize("empty", ["", "  ", "?"])
def test_an_empty_question_leaves_the_place_before_it_in_mind(empty: str) -> None:
    history = [*ARTICLE_5, ("user", empty), ("assistant", "Please type a question.")]
    assert places(self_contained("and article 7?", history, HELD)) == ["sea/art-7"]


@pytest.mark.parametrize(
    ("questions", "meant"),
    [
        (["sea convention 5", "and 6?", "the next one?"], "sea/art-7"),
        (["sea convention 5", "the next one?", "the next one?", "and the one before it?"], "sea/art-6"),
        (["sea convention 3", "paragraph 2?", "and the next paragraph?"], "sea/art-3/3"),
        (["sea convention 3(2)", "(3)", "and article 4?"], "sea/art-4"),
        (["sea convention 5", "and 6?", "does it bind harbours?", "the next one?"], "sea/art-7"),
        (["sea convention 5", "who wrote it?", "and article 6?"], "sea/art-6"),
        (["sea convention 5", "River Covenant, art. 2", "and 3?"], "river/art-3"),
        (
            [
                "sea convention 5",
                "River Covenant, art. 2",
                "and article 3 of the Land Covenant?",
                "the previous article?",
            ],
            "land/art-2",
        ),
        (["A/99/7, para. 2", "and 3?", "and the one before it?"], "log/para-2"),
        (["A/99/7, Excerpt 1", "the next one?", "the next one?"], "log/excerpt-3"),
        (["sea convention 5", "Now something else: A/99/7, para. 2", "and 3?"], "log/para-3"),
    ],
)
def test_a_chain_of_follow_ups_is_understood_from_the_questions_alone(questions: Sequence[str], meant: str) -> None:
    history = [("user", question) for question in questions[:-1]]
    assert places(self_contained(questions[-1], history, HELD)) == [meant]


def test_a_rich_question_takes_only_the_work_from_the_conversation() -> None:
    resolved = self_contained("Does it help fishermen who lost their boat in a winter storm?", FEES, HELD)
    assert places(resolved) == ["sea"]


@pytest.mark.parametrize(
    ("history", "place"),
    [
        ([], ""),
        (turn("Who owns the moon?"), ""),
        (FEES, "sea/art-3/2"),
        (ARTICLE_3, "sea/art-3"),
        (CREWS, "sea/art-4"),
        ([*FEES, *LAND_2], "land/art-2"),
        ([*FEES, *turn("Who owns the moon?")], "sea/art-3/2"),
        ([("user", "sea convention 5")], "sea/art-5"),
        (turn("sea convention 5", "River Covenant, art. 2"), "river/art-2"),
    ],
)
def test_a_conversation_has_come_to_the_place_that_was_asked_for_or_cited_first(history: History, place: str) -> None:
    found = context_of(history, HELD).place
    assert ("/".join([found.work_id, *found.path]) if found else "") == place


def test_the_place_of_a_conversation_is_added_to_a_question_as_its_pinpoint() -> None:
    place = context_of(FEES, HELD).place
    assert place is not None
    assert within_last_place("Sailors? ", place, HELD) == "Sailors (Sea Convention, art. 3(2))?"


@pytest.mark.parametrize(
    ("shown", "plain"),
    [
        ("art. 3\\(2\\)\\(b\\) \\[1\\]", "art. 3(2)(b) [1]"),
        ("Nets &amp; Lamps &lt;b&gt;", "Nets & Lamps <b>"),
        ("— Sea Convention,\n      art. 3 [1]", "— Sea Convention, art. 3 [1]"),
        ("one line\nand another", "one line\nand another"),
        ("C:\\path", "C:\\path"),
        ("", ""),
    ],
)
def test_an_answer_is_read_as_it_was_before_it_was_escaped_or_wrapped(shown: str, plain: str) -> None:
    assert plain_text(shown) == plain


def test_what_an_answer_cited_counts_for_more_than_what_its_question_named() -> None:
    history = turn("What does the Sea Convention say about dams?", "River Covenant, art. 2")
    assert places(self_contained("and article 3?", history, HELD)) == ["river/art-3"]


def test_the_history_is_left_as_it_was() -> None:
    before = [*ARTICLE_5]
    self_contained("and 7?", before, HELD)
    assert before == ARTICLE_5


def test_what_was_understood_is_understood_again_as_itself() -> None:
    for question in ("and article 7?", "does it bind harbours?", "the next one", "(2)"):
        resolved = self_contained(question, ARTICLE_5, HELD)
        assert self_contained(resolved, ARTICLE_5, HELD) == resolved


@pytest.mark.parametrize("shown", FORMS, ids=_FORM_NAMES)
def test_every_provision_of_the_corpus_can_be_followed_up(assistant: Assistant, shown: Callable[[Answer], str]) -> None:
    held = assistant.catalogue
    for item in held.provisions:
        of = held.document_of(item)
        cited = citation(of, provision_id=item.id, pinpoint=pinpoint(of, item), quote=item.text, end=len(item.text))
        text = shown(answer(statements=(statement(item.text),), citations=(cited,)))
        resolved = self_contained("what does it say?", [("user", "Which rule?"), ("assistant", text)], held)
        found = [named for reference in find_references(resolved, held) for named in resolve(reference, held)]
        assert found == [item], resolved


def _cited(assistant: Assistant, *questions: str) -> list[str]:
    history: History = []
    for question in questions[:-1]:
        history += [("user", question), ("assistant", answer_markdown(assistant.ask(question, history)))]
    return [cited.provision_id for cited in assistant.ask(questions[-1], history).citations]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (["What does article 25 of the UDHR say?", "and article 26?"], "udhr/art-26"),
        (["Which article stops a State from returning a refugee to danger?", "the next article?"], "refugee/art-34"),
        (["udhr 28", "and 29?", "and the one before it?"], "udhr/art-28"),
        (["What is genocide?", "And who can be punished for it, under article IV?"], "genocide/art-4"),
        (["Do children have a right to play?", "what does it say?"], "crc/art-31"),
        (["What does article 19 of the ICCPR say?", "And the UDHR?"], "udhr/art-19"),
        (["Does the UDHR protect the right to education?", "and the CRC?"], "crc/art-28"),
        (["excerpt 1 of A/73/206", "the next one?"], "a-73-206/excerpt-2"),
        (["What does the Kashmir essay say?", "who wrote it?"], "solidarity-for-peace-in-kashmir/para-1"),
        (["udhr 28", "What is the definition of torture?"], "cat/art-1"),
        (["udhr 28", "Do children have a right to play?"], "crc/art-31"),
        (["Article 8(3) of the revised draft declaration", "exact wording please"], "a-hrc-53-32/art-8/3"),
    ],
)
def test_a_conversation_over_the_shipped_corpus_arrives_where_it_should(
    assistant: Assistant, questions: list[str], expected: str
) -> None:
    assert expected in _cited(assistant, *questions)


def test_a_place_that_does_not_exist_is_declined_in_a_follow_up_too(assistant: Assistant) -> None:
    history = [("user", "udhr 30"), ("assistant", answer_markdown(assistant.ask("udhr 30")))]
    found = assistant.ask("and 31?", history)
    assert found.refusal is not None
    assert found.refusal.message == "The UDHR has 30 articles; there is no article 31."
