from importlib.resources import files
from pathlib import Path

import pytest

from assistant.asking.references import (
    Reference,
    article_numbers,
    find_mentions,
    find_references,
    paragraph_numbers,
    replace_references,
    resolve,
    without_references,
)
from assistant.assistant import Assistant
from assistant.citing.pinpoint import pinpoint
from assistant.types import Document, Provision
from tests.assistant.samples import catalogue, document, provision
from vectorstore.catalogue import Catalogue

WORKS = [
    document("udhr", title="Universal Declaration of Human Rights", short="UDHR", aliases=("Universal Declaration",)),
    document("icescr", title="International Covenant on Economic, Social and Cultural Rights", short="ICESCR"),
    document("iccpr", title="International Covenant on Civil and Political Rights", short="ICCPR"),
    document("cat", title="Convention against Torture", short="CAT"),
    document(
        "refugee",
        title="Convention Relating to the Status of Refugees",
        short="Refugee Convention",
        aliases=("1951 Convention",),
    ),
    document("genocide", title="Convention on Genocide", short="Genocide Convention"),
    document("a-hrc-38-40", title="First report", short="A/HRC/38/40", symbol="A/HRC/38/40"),
    document("a-hrc-62-38", title="Third report", short="A/HRC/62/38", symbol="A/HRC/62/38"),
    document(
        "a-hrc-53-32", title="Revised text", short="Revised draft declaration", symbol="A/HRC/53/32", status="digest"
    ),
]


def holding(*works: Document) -> Catalogue:
    """A catalogue of works, each with one article."""
    return catalogue(*((work, ["art-1"]) for work in works))


HELD = holding(*WORKS)


def references(question: str, held: Catalogue = HELD) -> list[str]:
    return ["/".join([found.work_id, *found.path]) for found in find_references(question, held)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does article 25 of the UDHR say?", ["udhr/art-25"]),
        ("udhr 28", ["udhr/art-28"]),
        ("UDHR: article 28", ["udhr/art-28"]),
        ("UDHR (1948), art. 3", ["udhr/art-3"]),
        ("the Universal Declaration, Article 1", ["udhr/art-1"]),
        ("Article 1 of the Universal Declaration of Human Rights", ["udhr/art-1"]),
        ("icescr art 2(1)", ["icescr/art-2/1"]),
        ("ICESCR 2(1)", ["icescr/art-2/1"]),
        ("article 2, para 1, ICESCR", ["icescr/art-2/1"]),
        ("ICCPR 19(3)(b)", ["iccpr/art-19/3/b"]),
        ("ICCPR 19 (3) (b)", ["iccpr/art-19/3/b"]),
        ("paragraph 3 of article 19 of the ICCPR", ["iccpr/art-19/3"]),
        ("Article 8, paragraph 3 of the revised draft declaration", ["a-hrc-53-32/art-8/3"]),
        ("A/HRC/53/32, annex, art. 8(3)", ["a-hrc-53-32/art-8/3"]),
        ("Art. II of the Genocide Convention", ["genocide/art-2"]),
        ("the Refugee Convention's article 33", ["refugee/art-33"]),
        ("the Refugee Convention’s article 33", ["refugee/art-33"]),
        ("article 33 of the 1951 Convention", ["refugee/art-33"]),
        ("A/HRC/62/38", ["a-hrc-62-38"]),
        ("a/hrc/62/38", ["a-hrc-62-38"]),
        ("A/HRC/38/40, para. 12", ["a-hrc-38-40/para-12"]),
        ("paras 12-14 of A/HRC/38/40", ["a-hrc-38-40/para-12", "a-hrc-38-40/para-13", "a-hrc-38-40/para-14"]),
    ],
)
def test_a_place_is_found_in_its_many_written_forms(question: str, found: list[str]) -> None:
    assert references(question) == found


@pytest.mark.parametrize(
    "name",
    [
        "International Covenant on Economic, Social and Cultural Rights",
        "international covenant on economic social and cultural rights",
        "International Covenant on Economic, Social & Cultural Rights",
        "International\u00a0Covenant on Economic, Social and Cultural Rights",
    ],
)
def test_a_title_counts_however_its_commas_spaces_and_letters_are_written(name: str) -> None:
    assert references(f"article 12 of the {name}") == ["icescr/art-12"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("compare article 25 of the UDHR and article 11 of the ICESCR", ["udhr/art-25", "icescr/art-11"]),
        ("UDHR art. 25 and ICESCR art. 11", ["udhr/art-25", "icescr/art-11"]),
        ("UDHR 25 against ICESCR 11", ["udhr/art-25", "icescr/art-11"]),
        ("art. 2 ICESCR, art. 3 ICCPR", ["icescr/art-2", "iccpr/art-3"]),
        ("ICESCR art. 2, ICCPR art. 3", ["icescr/art-2", "iccpr/art-3"]),
        ("UDHR article 25 or article 11 or 12 of the ICESCR", ["udhr/art-25", "icescr/art-11", "icescr/art-12"]),
        (
            "UDHR article 25 or article 11 or article 12 of the ICESCR",
            ["udhr/art-25", "icescr/art-11", "icescr/art-12"],
        ),
        ("What does the UDHR say in article 25 and the ICESCR in article 11?", ["udhr/art-25", "icescr/art-11"]),
        ("paragraph 12 of A/HRC/38/40 on article 2 of the ICESCR", ["a-hrc-38-40/para-12", "icescr/art-2"]),
        ("A/HRC/62/38 para. 1 and A/HRC/38/40 para. 2", ["a-hrc-62-38/para-1", "a-hrc-38-40/para-2"]),
        ("Does article 25 of the UDHR go further than the ICESCR?", ["udhr/art-25", "icescr"]),
        ("ICCPR and ICESCR on peoples", ["iccpr", "icescr"]),
    ],
)
def test_each_place_goes_with_its_own_instrument(question: str, found: list[str]) -> None:
    assert references(question) == found


def test_the_same_place_named_twice_is_one_reference() -> None:
    assert references("UDHR 25, that is article 25 of the UDHR") == ["udhr/art-25"]


@pytest.mark.parametrize(
    "question",
    [
        "Is my cat allowed here?",
        "Who is a refugee?",
        "REFUGEE RIGHTS",
        "what is genocide?",
        "genocide in 1994",
        "the genocide 1994",
        "Is there an article on refugee rights?",
        "Which article protects the cat?",
        "DOES THE CAT FORBID THIS?",
        "catalogue 3",
    ],
)
def test_ordinary_words_are_no_references(question: str) -> None:
    assert references(question) == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("refugee 33", "refugee/art-33"),
        ("genocide art. 2", "genocide/art-2"),
        ("cat 3", "cat/art-3"),
        ("article 3 of cat", "cat/art-3"),
        ("art. II of the genocide", "genocide/art-2"),
        ("Does the CAT forbid this?", "cat"),
    ],
)
def test_ordinary_words_count_beside_a_number_or_in_capitals(question: str, found: str) -> None:
    assert references(question) == [found]


@pytest.mark.parametrize(
    "question",
    [
        "article 3 of the Optional Protocol to the ICESCR",
        "OP-ICESCR article 3",
        "ICCPR-OP2 article 1",
        "ICCPR Second Optional Protocol, article 1",
    ],
)
def test_a_treaty_does_not_answer_for_its_protocol(question: str) -> None:
    assert references(question) == []


def test_a_longer_name_wins_over_the_name_inside_it() -> None:
    protocol = document("op", title="Protocol", short="ICESCR Protocol", aliases=("Optional Protocol to the ICESCR",))
    deep = document("deep", title="Deep", short="Deep Sea Convention")
    assert references("Optional Protocol to the ICESCR, article 3", holding(*WORKS, protocol)) == ["op/art-3"]
    assert references("Deep Sea Convention, article 3", holding(document(), deep)) == ["deep/art-3"]


@pytest.mark.parametrize("question", ["A/HRC/38/400", "A/HRC/38/40/Add.1", "XA/HRC/38/40"])
def test_a_symbol_inside_another_symbol_is_not_named(question: str) -> None:
    assert references(question) == []


def test_mentions_give_the_offsets_of_the_name() -> None:
    question = "Does the Refugee Convention apply?"
    (mention,) = find_mentions(question, HELD)
    assert question[mention.start : mention.end] == "Refugee Convention"


def test_what_is_asked_remains_when_names_and_places_are_taken_out() -> None:
    assert without_references("fishing in UDHR articles 2, 3 and 4 and ICESCR", HELD) == "fishing in and"


@pytest.mark.parametrize(
    ("question", "replaced"),
    [
        ("What does the UDHR say about fishing?", "What does the Sea Code say about fishing?"),
        ("UDHR, fishing", "Sea Code , fishing"),
        ("udhr 25: fishing", "Sea Code : fishing"),
        ("Does article 25 of the UDHR cover fishing?", "Does Sea Code of the cover fishing?"),
        ("fishing in UDHR articles 2 and 3 and ICESCR", "fishing in Sea Code and"),
        ("Is fishing allowed?", "Is fishing allowed?"),
    ],
)
def test_another_name_stands_where_the_first_work_or_place_stood(question: str, replaced: str) -> None:
    assert replace_references(question, "Sea Code", HELD) == replaced


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("art-8", "3", "b"), "art. 8(3)(b)"),
        (("para-12",), "para. 12"),
        (("excerpt-2",), "excerpt 2"),
        (("preamble", "2"), "preamble, 2"),
        ((), ""),
    ],
)
def test_a_reference_is_labelled_as_in_a_citation(path: tuple[str, ...], label: str) -> None:
    assert Reference("sea", path).label == label


LOG = document("log", title="Log of the Harbour", short="Harbour log", kind="report", symbol="A/99/7")
WORDS = document("words", title="Words of the Sea", short="Wordbook", kind="page", aliases=("the wordbook",))
CHARTER = document("charter", title="Charter of the Nets", short="Net Charter")
LABELLED = {
    LOG.key: ["Excerpt 1", "Excerpt 2", "Excerpt 12", "Summary, paragraph 1", "2018, A/99/8", "para. 4"],
    WORDS.key: ["Tide", "Tide pool", "Self-steering", "What is a knot?"],
    CHARTER.key: ["preamble, para. 1", "preamble, para. 2", "art. 2", "art. 3, chapeau", "art. 3(1)"],
}
LABELLED_PATHS = {
    "preamble, para. 1": "preamble/1",
    "preamble, para. 2": "preamble/2",
    "art. 2": "art-2",
    "art. 3, chapeau": "art-3/chapeau",
    "art. 3(1)": "art-3/1",
    "para. 4": "para-4",
    "2018, A/99/8": "2018-a-99-8",
    "What is a knot?": "what-is-a-knot",
}


def _labelled_provisions() -> list[Provision]:
    return [
        provision(
            LABELLED_PATHS.get(label, label.lower().replace(",", "").replace(" ", "-")),
            f"Text of {label}.",
            of,
            label=label,
            order=order,
        )
        for of in (LOG, WORDS, CHARTER)
        for order, label in enumerate(LABELLED[of.key])
    ]


SHELF = Catalogue([LOG, WORDS, CHARTER], _labelled_provisions())


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("A/99/7, Excerpt 1", ["log/excerpt-1"]),
        ("a/99/7 excerpt 2", ["log/excerpt-2"]),
        ("excerpt 2 of A/99/7", ["log/excerpt-2"]),
        ("What does excerpt 12 of A/99/7 say?", ["log/excerpt-12"]),
        ("Harbour log: Excerpt 2", ["log/excerpt-2"]),
        ("Excerpt 2 in the Harbour log", ["log/excerpt-2"]),
        ("the Harbour log's excerpt 1", ["log/excerpt-1"]),
        ("the Harbour log’s excerpt 1", ["log/excerpt-1"]),
        ("A/99/7 (excerpt 1)", ["log/excerpt-1"]),
        ("A/99/7, annex, excerpt 1", ["log/excerpt-1"]),
        ("A/99/7, Summary, paragraph 1", ["log/summary-paragraph-1"]),
        ("A/99/7, para. 4", ["log/para-4"]),
        ("Net Charter, preamble, para. 2", ["charter/preamble/2"]),
        ("preamble, para. 1 of the Net Charter", ["charter/preamble/1"]),
        ("the preamble of the Net Charter", ["charter/preamble"]),
        ("What does the preamble of the Net Charter promise?", ["charter/preamble"]),
        ("the Net Charter's preamble", ["charter/preamble"]),
        ("Net Charter preamble", ["charter/preamble"]),
        ("Wordbook, Tide", ["words/tide"]),
        ("wordbook: tide", ["words/tide"]),
        ("tide in the wordbook", ["words/tide"]),
        ("Wordbook, Tide pool", ["words/tide-pool"]),
        ("Wordbook, Self-steering", ["words/self-steering"]),
        ("Wordbook, What is a knot?", ["words/what-is-a-knot"]),
    ],
)
def test_a_place_with_a_label_of_its_own_is_found(question: str, found: list[str]) -> None:
    assert references(question, SHELF) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Compare A/99/7, Excerpt 1 and Net Charter, art. 2", ["log/excerpt-1", "charter/art-2"]),
        ("A/99/7, excerpt 1 and the Wordbook, Tide", ["log/excerpt-1", "words/tide"]),
        ("excerpt 2 of A/99/7 and the preamble of the Net Charter", ["log/excerpt-2", "charter/preamble"]),
    ],
)
def test_places_with_labels_stand_beside_other_places(question: str, found: list[str]) -> None:
    assert references(question, SHELF) == found


@pytest.mark.parametrize(
    "question",
    [
        "excerpt 1",
        "the preamble",
        "A/99/7, excerpt 9",
        "A/99/7, excerpts",
        "A/99/7, excerpt 123",
        "What does the Wordbook say about the tide?",
        "the tide in winter, says the Wordbook",
    ],
)
def test_a_label_away_from_its_work_is_no_place(question: str) -> None:
    assert all(not found.path for found in find_references(question, SHELF))


def test_a_label_belongs_to_the_work_that_has_it() -> None:
    assert references("Net Charter, Excerpt 1", SHELF) == ["charter"]


def test_a_label_is_taken_out_with_its_work() -> None:
    assert without_references("What does excerpt 2 of A/99/7 say about nets?", SHELF) == "What does of say about nets?"


@pytest.mark.parametrize("label", [label for labels in LABELLED.values() for label in labels if "chapeau" not in label])
def test_a_label_resolves_to_its_provision(label: str) -> None:
    (item,) = (held for held in SHELF.provisions if held.label == label)
    (found,) = find_references(pinpoint(SHELF.document_of(item), item), SHELF)
    assert resolve(found, SHELF) == [item]


def test_a_symbol_inside_a_label_names_no_other_work() -> None:
    other = document("other", short="A/99/8", symbol="A/99/8")
    held = Catalogue([LOG, other], [*SHELF.provisions_of(LOG.key), provision("para-1", of=other)])
    assert references("A/99/7, 2018, A/99/8", held) == ["log/2018-a-99-8"]


def _provisions_named(place: str, held: Catalogue) -> list[Provision]:
    return [item for reference in find_references(place, held) for item in resolve(reference, held)]


@pytest.mark.parametrize(
    "work",
    sorted(path.stem for path in Path(str(files("corpus"))).glob("*.md")),
)
def test_every_pinpoint_of_the_shipped_corpus_names_its_provision_and_no_other(assistant: Assistant, work: str) -> None:
    held = assistant.catalogue
    provisions = [item for item in held.provisions if item.document_id == work]
    assert provisions
    for item in provisions:
        assert _provisions_named(pinpoint(held.document_of(item), item), held) == [item]


def test_every_pinpoint_of_an_official_text_names_its_provision_down_to_the_list_item(
    library_assistant: Assistant,
) -> None:
    held = library_assistant.catalogue
    official = [item for item in held.provisions if held.document_of(item).status == "official text"]
    assert len(official) > 200
    for item in official:
        starts = [0, *(n + 1 for n, sign in enumerate(item.text) if sign == "\n")]
        places = {pinpoint(held.document_of(item), item, start) for start in starts}
        assert all(_provisions_named(place, held) == [item] for place in places), places


SEA = document()
DIGEST = document(status="digest")


def resolved(path: str, held: Catalogue, work: str = "sea") -> list[str]:
    reference = Reference(work, tuple(path.split("/")) if path else ())
    return [f"{item.document_key.partition('@')[2]}:{item.id.partition('/')[2]}" for item in resolve(reference, held)]


def test_an_article_is_all_its_paragraphs_in_reading_order() -> None:
    held = catalogue((SEA, ["art-1", "art-2/chapeau", "art-2/1", "art-2/2", "art-20", "art-21/2"]))
    assert resolved("art-2", held) == ["official-text:art-2/chapeau", "official-text:art-2/1", "official-text:art-2/2"]


def test_a_work_without_a_place_is_all_its_provisions() -> None:
    assert len(resolved("", catalogue((SEA, ["art-1", "art-2"])))) == 2


def test_the_case_of_letters_in_a_place_does_not_matter() -> None:
    assert resolved("art-1/a", catalogue((SEA, ["art-1/A"]))) == ["official-text:art-1/A"]


@pytest.mark.parametrize("path", ["art-3", "art-2/3", "art-2/1/z", "para-1", "art-2bis"])
def test_what_does_not_exist_resolves_to_nothing(path: str) -> None:
    assert resolved(path, catalogue((SEA, ["art-1", "art-2/1", "art-2/2"]))) == []


def test_an_unknown_work_resolves_to_nothing() -> None:
    assert resolved("art-1", catalogue((SEA, ["art-1"])), work="land") == []


def test_a_neighbouring_paragraph_never_stands_in_for_a_missing_one() -> None:
    assert resolved("art-8/4", catalogue((DIGEST, ["art-8/3"]))) == []


@pytest.mark.parametrize(
    ("path", "exists"),
    [
        ("art-1/b", True),
        ("art-1/B", True),
        ("art-1/b/ii", True),
        ("art-1/1", True),
        ("art-1/d", False),
        ("art-1/b/iii", False),
        ("art-1/2", False),
    ],
)
def test_a_list_item_is_found_in_the_provision_that_holds_it(path: str, exists: bool) -> None:
    text = "Every harbour shall keep:\n(a) A lamp;\n(b) A boat with\n(i) Oars;\n(ii) A sail;\n(c) A bell."
    held = Catalogue([SEA], [provision("art-1", text, SEA)])
    assert resolved(path, held) == (["official-text:art-1"] if exists else [])


def test_items_within_a_line_are_found_too() -> None:
    held = Catalogue([SEA], [provision("art-1", "Harbours keep (a) a lamp and (b) a bell.", SEA)])
    assert resolved("art-1/b", held) == ["official-text:art-1"]
    assert resolved("art-1/c", held) == []


def test_a_text_that_lost_its_paragraph_numbers_is_trusted_to_hold_them() -> None:
    held = Catalogue([SEA], [provision("art-1", "Harbours are open.\nBoats are free.", SEA)])
    assert resolved("art-1/2", held) == ["official-text:art-1"]


def test_a_digest_of_an_article_answers_for_its_paragraphs() -> None:
    assert resolved("art-1/2", catalogue((DIGEST, ["art-1"]))) == ["digest:art-1"]


def test_a_digest_does_not_answer_for_a_paragraph_that_the_official_text_lacks() -> None:
    held = catalogue((DIGEST, ["art-1"]), (SEA, ["art-1/1", "art-1/2"]))
    assert resolved("art-1/2", held) == ["official-text:art-1/2"]
    assert resolved("art-1/3", held) == []


def test_a_digest_answers_for_an_article_that_the_official_text_at_hand_lacks() -> None:
    assert resolved("art-2", catalogue((DIGEST, ["art-1", "art-2"]), (SEA, ["art-1"]))) == ["digest:art-2"]


def test_a_paragraph_is_found_in_the_range_that_a_digest_treats_together() -> None:
    together = provision("para-2-4", of=DIGEST, label="paras. 2–4")
    held = Catalogue([DIGEST], [provision("para-1", of=DIGEST), together])
    assert resolved("para-3", held) == ["digest:para-2-4"]
    assert resolved("para-5", held) == []


def test_a_second_paragraph_of_the_same_number_is_no_range() -> None:
    again = provision("para-3-9", of=SEA, label="para. 3")
    assert resolved("para-5", Catalogue([SEA], [again])) == []


def test_article_numbers_are_counted_once_and_ascend() -> None:
    found = [provision(path) for path in ("art-10/1", "art-2", "art-10/2", "preamble/1", "para-7")]
    assert article_numbers(found) == [2, 10]


@pytest.mark.parametrize(
    ("label", "numbers"), [("para. 7", [7]), ("paras. 2–4", [2, 3, 4]), ("art. 2", []), ("preamble, para. 1", [])]
)
def test_paragraph_numbers_are_those_of_the_label(label: str, numbers: list[int]) -> None:
    assert list(paragraph_numbers(provision(label=label))) == numbers
