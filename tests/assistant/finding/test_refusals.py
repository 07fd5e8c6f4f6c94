import pytest

from assistant.asking.references import Reference
from assistant.assistant import Assistant
from assistant.finding.refusals import missing_place, nearest_places, no_answer, no_quantity, ranges, unknown_symbols
from assistant.types import Document, Status
from tests.assistant.samples import catalogue, document, hit, provision
from vectorstore.catalogue import Catalogue

SEA = document(articles=30)


def message(place: str, *editions: tuple[Document, list[str]]) -> str:
    return missing_place(Reference("sea", tuple(place.split("/"))), catalogue(*editions)).message


def test_an_article_beyond_the_last_is_refused_with_the_number_that_exists() -> None:
    assert message("art-99", (SEA, ["art-1"])) == "The Sea Convention has 30 articles; there is no article 99."


def test_the_last_article_of_an_official_text_tells_how_many_there_are() -> None:
    assert message("art-4", (document(), ["art-1", "art-2/1", "art-3"])) == (
        "The Sea Convention has 3 articles; there is no article 4."
    )


@pytest.mark.parametrize("status", ["digest", "as published"])
def test_an_edition_that_may_be_a_part_never_tells_how_many_articles_there_are(status: Status) -> None:
    assert message("art-9", (document(status=status), ["art-1", "art-2", "art-3", "art-7"])) == (
        "The corpus holds no art. 9 of the Sea Convention: of its articles it holds 1 to 3, 7."
    )


def test_an_article_that_exists_but_is_not_held_is_not_called_missing_from_the_instrument() -> None:
    assert message("art-9", (SEA, ["art-1", "art-2"])) == (
        "The corpus holds no art. 9 of the Sea Convention: of its articles it holds 1 to 2."
    )


def test_the_last_article_exists_even_where_it_is_not_held() -> None:
    assert message("art-30", (SEA, ["art-1"])).startswith("The corpus holds no art. 30")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("art-2/9", "of the paragraphs of article 2 it holds 1 to 3"),
        ("art-2/1/z", "article 2(1) has no such item"),
        ("art-3/2", "article 3 has no such paragraph"),
        ("art-4/x", "of the paragraphs of article 4 it holds a, c"),
    ],
)
def test_a_missing_paragraph_is_refused_with_those_there_are(place: str, told: str) -> None:
    held = ["art-2/chapeau", "art-2/1", "art-2/2", "art-2/3", "art-3", "art-4/a", "art-4/c"]
    assert message(place, (SEA, held)).endswith(f" of the Sea Convention: {told}.")


def test_a_refusal_writes_the_place_as_it_was_asked_for() -> None:
    assert message("art-2/9/b", (SEA, ["art-2/1"])).startswith("The corpus holds no art. 2(9)(b) of the Sea Convention")


def test_missing_paragraphs_of_a_report_are_refused_with_the_range_that_exists() -> None:
    assert message("para-99", (document(), ["para-1", "para-2", "para-3", "para-9"])) == (
        "The corpus holds no para. 99 of the Sea Convention: of its paragraphs it holds 1 to 3, 9."
    )


def test_a_report_is_named_by_its_symbol() -> None:
    report = document(symbol="A/HRC/99/1", short="A/HRC/99/1")
    assert message("para-9", (report, ["para-1"])).startswith("The corpus holds no para. 9 of A/HRC/99/1:")


def test_a_range_that_a_digest_treats_together_counts_whole() -> None:
    digest = document(status="digest")
    held = Catalogue([digest], [provision("para-2-4", of=digest, label="paras. 2–4")])
    assert missing_place(Reference("sea", ("para-9",)), held).message.endswith("of its paragraphs it holds 2 to 4.")


@pytest.mark.parametrize(
    ("place", "told"),
    [("para-3", "it holds no numbered paragraphs of it"), ("art-3", "it holds no articles of it")],
)
def test_a_work_without_numbers_is_said_to_have_none(place: str, told: str) -> None:
    assert message(place, (document(), ["summary"])).endswith(f": {told}.")


def test_what_another_edition_holds_is_told_too() -> None:
    published = document(status="as published")
    assert message("art-9", (published, ["art-1"]), (document(status="digest"), ["art-2"])).endswith("1 to 2.")


def test_a_missing_place_is_no_such_provision() -> None:
    assert missing_place(Reference("sea", ("art-99",)), catalogue((SEA, ["art-1"]))).reason == "no such provision"


def test_the_nearest_places_are_those_with_the_nearest_numbers_in_reading_order() -> None:
    held = catalogue((SEA, ["art-1", "art-10", "art-20", "art-28", "art-30", "para-31"]))
    nearest = nearest_places(Reference("sea", ("art-31",)), held)
    assert [item.label for item in nearest] == ["art. 20", "art. 28", "art. 30"]


def test_nothing_is_near_in_a_work_without_such_numbers() -> None:
    assert nearest_places(Reference("sea", ("para-3",)), catalogue((SEA, ["art-1"]))) == []


REPORT = document("a-hrc-62-38", symbol="A/HRC/62/38", short="A/HRC/62/38")
HELD = catalogue((REPORT, ["para-1"]), (document(), ["art-1"]))


@pytest.mark.parametrize("symbol", ["A/HRC/99/99", "a/hrc/99/99", "A/RES/1/2", "A/99/1", "E/CN.4/2001/5", "S/2001/7"])
def test_a_document_that_is_not_held_is_refused_with_those_that_are(symbol: str) -> None:
    refusal = unknown_symbols(f"What does {symbol} say?", HELD)
    assert refusal is not None
    assert refusal.reason == "no such document"
    assert refusal.message == f"The corpus does not hold the document {symbol.upper()}. It holds A/HRC/62/38."


@pytest.mark.parametrize(
    "question",
    ["What does A/HRC/62/38 say?", "a/hrc/62/38, para. 3.", "(A/HRC/62/38)", "boats and/or nets", "A/B tests", "1/2"],
)
def test_a_known_symbol_or_none_is_not_refused(question: str) -> None:
    assert unknown_symbols(question, HELD) is None


def spoken_of(text: str, label: str = "art. 1") -> Catalogue:
    """A catalogue that holds A/HRC/62/38 and one provision with a text and label."""
    return Catalogue([REPORT, document()], [provision("art-1", text, label=label)])


@pytest.mark.parametrize(
    "text",
    [
        "The report A/HRC/99/99 counts the boats.",
        "A/HRC/99/99",
        "See a/hrc/99/99, page 3.",
        "Nets were counted (A/HRC/99/99).",
        "The count\nis in A/HRC/99/99.",
    ],
)
def test_a_document_that_some_provision_speaks_of_is_not_unknown(text: str) -> None:
    assert unknown_symbols("What does A/HRC/99/99 say?", spoken_of(text)) is None


def test_a_document_that_a_label_names_is_not_unknown() -> None:
    assert unknown_symbols("a/hrc/99/99", spoken_of("Nets are counted.", label="2018, A/HRC/99/99")) is None


@pytest.mark.parametrize(
    "text",
    [
        "The report A/HRC/99/991 counts the boats.",
        "The report A/HRC/99/99/Add.1 counts the boats.",
        "The report A/HRC/99 counts the boats.",
        "The report A-HRC-99-99 counts the boats.",
        "Nobody counts the boats.",
    ],
)
def test_a_document_that_provisions_speak_of_under_another_symbol_only_is_unknown(text: str) -> None:
    refusal = unknown_symbols("What does A/HRC/99/99 say?", spoken_of(text))
    assert refusal is not None
    assert "A/HRC/99/99." in refusal.message


@pytest.mark.parametrize(
    "symbols",
    ["A/HRC/99/99 and A/HRC/98/98", pytest.param("A/HRC/98/98 and A/HRC/99/99")],
)
def test_it_is_enough_that_one_of_several_documents_is_spoken_of(symbols: str) -> None:
    assert unknown_symbols(f"Compare {symbols}", spoken_of("The report A/HRC/99/99 counts the boats.")) is None


def test_a_question_that_also_names_a_held_document_is_not_refused() -> None:
    assert unknown_symbols("Compare A/HRC/62/38 and A/HRC/99/99", HELD) is None


def test_an_addendum_is_another_document() -> None:
    assert unknown_symbols("A/HRC/62/38/Add.1", HELD) is not None


def test_a_corpus_without_symbols_says_so() -> None:
    refusal = unknown_symbols("A/HRC/1/1", catalogue((document(), ["art-1"])))
    assert refusal is not None
    assert refusal.message.endswith("It holds no document with a symbol.")


def test_a_question_without_an_answer_shows_at_most_three_neighbours() -> None:
    refusal = no_answer([hit(rank=rank) for rank in range(1, 6)])
    assert refusal.reason == "not in the corpus"
    assert [near.rank for near in refusal.nearest] == [1, 2, 3]


@pytest.mark.parametrize(
    ("numbers", "written"),
    [([], ""), ([4], "4"), ([1, 2], "1 to 2"), ([1, 2, 3, 7], "1 to 3, 7"), ([1, 3, 5, 6], "1, 3, 5 to 6")],
)
def test_ranges_are_written_shortly(numbers: list[int], written: str) -> None:
    assert ranges(numbers) == written


# A place that gives no such quantity


def test_a_place_without_the_quantity_is_named_and_shown_with_at_most_three_of_its_parts() -> None:
    refusal = no_quantity("Sea Convention, art. 1", [hit(rank=rank) for rank in range(1, 6)])
    assert refusal.reason == "not in the corpus"
    assert refusal.message == "Sea Convention, art. 1 gives no such number, sum or period."
    assert [near.rank for near in refusal.nearest] == [1, 2, 3]


@pytest.mark.parametrize(
    ("question", "provision_id"),
    [
        ("What percentage of its income must a State spend on the rights in article 2 of the ICESCR?", "icescr/art-2"),
        (
            "How large a deposit may a court ask of an exile under article 16 of the Refugee Convention?",
            "refugee/art-16",
        ),
        ("Which majority sends a dispute to the Court under article 9 of the Genocide Convention?", "genocide/art-9"),
        ("How many judges have to sit in a trial under article 14 of the ICCPR?", "iccpr/art-14"),
        ("How many days does article 32 of the Refugee Convention leave to find another country?", "refugee/art-32"),
        ("How old must a bride be under article 16 of the UDHR?", "udhr/art-16"),
        ("What salary does article 23 of the UDHR promise a worker?", "udhr/art-23"),
        ("What fine does article 4 of the CAT set for a torturer?", "cat/art-4"),
        ("How much money does a State owe a victim under article 14 of the CAT?", "cat/art-14"),
        ("Within how many weeks may an alien appeal under article 13 of the ICCPR?", "iccpr/art-13"),
        ("How long a prison sentence does article 5 of the Genocide Convention fix?", "genocide/art-5"),
        ("What is the deadline for performing a treaty under article 26 of the VCLT?", "vclt/art-26"),
        ("How many months does article 8(3) of the revised draft declaration give States?", "a-hrc-53-32/art-8/3"),
        pytest.param(
            "How many years may one wait in a cell for trial under article 9 of the ICCPR?",
            "iccpr/art-9",
            marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason="“promptly” counts as a period"),
        ),
        pytest.param("How many hours a day may work last under article 24 of the UDHR?", "udhr/art-24"),
        pytest.param("How old must a child be to work under article 32 of the CRC?", "crc/art-32"),
        pytest.param(
            "How many years must one wait to be naturalised under article 34 of the Refugee Convention?",
            "refugee/art-34",
        ),
    ],
)
def test_a_named_article_that_does_not_give_the_number_asked_for_is_the_nearest(
    assistant: Assistant, question: str, provision_id: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not in the corpus"
    assert answer.refusal.message.endswith(" gives no such number, sum or period.")
    assert [near.provision.id for near in answer.refusal.nearest] == [provision_id]
    assert not answer.statements
    assert not answer.citations


def test_several_named_articles_without_the_number_are_all_near(assistant: Assistant) -> None:
    refusal = assistant.ask("How many months do article 32 and article 33 of the Refugee Convention give?").refusal
    assert refusal is not None
    assert [near.provision.id for near in refusal.nearest] == ["refugee/art-32", "refugee/art-33"]


def test_it_is_enough_that_one_of_several_named_articles_gives_the_number(assistant: Assistant) -> None:
    answer = assistant.ask("How many years do article 14 of the ICESCR and article 33 of the Refugee Convention give?")
    assert [item.provision_id for item in answer.citations] == ["icescr/art-14", "refugee/art-33"]


def test_an_article_in_many_paragraphs_is_near_with_its_first_three(library_assistant: Assistant) -> None:
    refusal = library_assistant.ask("How many judges have to sit in a trial under article 14 of the ICCPR?").refusal
    assert refusal is not None
    assert refusal.message.startswith("ICCPR, art. 14 gives no such number")
    assert [near.provision.id for near in refusal.nearest] == ["iccpr/art-14/1", "iccpr/art-14/2", "iccpr/art-14/3"]


@pytest.mark.parametrize(
    ("question", "provision_id", "given"),
    [
        (
            "How many years has a State for its school plan under article 14 of the ICESCR?",
            "icescr/art-14",
            "two years",
        ),
        ("How soon must the school plan be adopted under article 14 of the ICESCR?", "icescr/art-14", "two years"),
        ("What is the deadline for the school plan in article 14 of the ICESCR?", "icescr/art-14", "two years"),
        ("How old must a child be before article 38 of the CRC lets an army take it?", "crc/art-38", "fifteen"),
        ("What age spares an offender from death in article 6 of the ICCPR?", "iccpr/art-6", "18 years"),
        ("What percentage of refugees lives in the South, says A/74/185, Excerpt 2?", "a-74-185/excerpt-2", "90 per"),
        ("How many acts count as genocide in article 2 of the Genocide Convention?", "genocide/art-2", "five acts"),
        ("How many fields of co-operation has article 13 of the UN Charter?", "un-charter/art-13", "five fields"),
        (
            "How many categories of arms stand behind article 6 of the Arms Trade Treaty?",
            "arms-trade-treaty/art-6",
            "eight",
        ),
        (
            "How many more migrants come to Canada in paragraph 2 of the Roxham Road essay?",
            "roxham-road/para-2",
            "15,000",
        ),
        pytest.param(
            "How many grounds does article 3 of the Refugee Convention name?",
            "refugee/art-3",
            "are three",
        ),
        pytest.param(
            "How many different acts count as genocide in article 2 of the Genocide Convention?",
            "genocide/art-2",
            "five acts",
        ),
        pytest.param(
            "How soon must self-defence be reported under article 51 of the UN Charter?",
            "un-charter/art-51",
            "immediately",
        ),
        pytest.param(
            "How long may article 31 of the Refugee Convention restrict the movements of a refugee?",
            "refugee/art-31",
            "until",
        ),
        pytest.param(
            "What does article 34 of the Refugee Convention say about the costs of naturalisation?",
            "refugee/art-34",
            "costs",
        ),
        pytest.param(
            "Which amount of compensation counts as just under article 14 of the CAT?",
            "cat/art-14",
            "adequate",
            marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason="an amount can be asked for in words"),
        ),
        pytest.param(
            "Do rural women get a share of development under article 14 of CEDAW?",
            "cedaw/art-14",
            "benefit",
        ),
    ],
)
def test_a_named_article_that_gives_what_is_asked_for_is_quoted(
    assistant: Assistant, question: str, provision_id: str, given: str
) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert [item.provision_id for item in answer.citations] == [provision_id]
    assert given in " ".join(item.text for item in answer.statements)


@pytest.mark.parametrize(
    "question",
    [
        "How many paragraphs does article 33 of the Refugee Convention have?",
        "How many words does article 7 of the ICCPR take?",
        "How many pages does article 7 of the ICCPR take?",
        "How many sections does article 1 of the Refugee Convention have?",
        "How many parts does article 1 of the Refugee Convention have?",
        "What is the number of paragraphs in article 31 of the VCLT?",
        pytest.param(
            "How many numbered paragraphs does article 33 of the Refugee Convention have?",
        ),
        pytest.param("How many sentences does article 7 of the ICCPR have?"),
        pytest.param("How many subparagraphs does article 31 of the VCLT have?"),
    ],
)
def test_how_an_article_is_built_can_be_seen_from_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert answer.citations
