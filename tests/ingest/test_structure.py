"""Provisions found in the blocks of treaties, reports and essays."""

from collections.abc import Sequence

import pytest

from assistant.types import Provision
from ingest.blocks import Block, heading, paragraph
from ingest.structure import find_provisions, slug
from tests.ingest.samples import provision_texts


def _found(blocks: Sequence[Block]) -> dict[str, Provision]:
    return {provision.id.removeprefix("x/"): provision for provision in find_provisions(blocks, "x@as-published")}


def _paragraphs(*texts: str) -> list[Block]:
    return [paragraph(text) for text in texts]


_REPORT = [
    heading("Report on shared harvests"),
    heading("Summary", 2),
    paragraph("The report describes how neighbours share what the sea yields."),
    heading("I. Introduction", 2),
    *_paragraphs(
        "1. Neighbours have always shared the harvest of the sea.", "2. The Expert visited four harbours and asks:"
    ),
    *_paragraphs("(a) That nets be lent;", "(b) That boats be repaired:", "(i) In spring;", "(ii) In autumn."),
    heading("II. Findings", 2),
    heading("A. Harbours", 3),
    *_paragraphs("3. Harbours without a market share more.", "A table shows it.", "4. The reasons are these:"),
    *_paragraphs("(1) Nobody buys;", "(2) Everybody knows everybody.", "5. Nothing else was found."),
]
_ANNEX = [
    heading("Annex", 2),
    heading("Draft declaration on shared harvests", 3),
    *_paragraphs("The villages of the coast,", "Recalling the winters of hunger,", "Mindful that no boat sails alone,"),
    heading("Article 1", 4),
    paragraph("Everyone has a part in the harvest."),
    heading("Article 2 - Duties", 4),
    *_paragraphs("1. Villages shall tell one another what they caught.", "2. They shall lend nets."),
]


@pytest.mark.parametrize(
    "opening",
    ["Article 8", "Art. 8", "ARTICLE VIII", "Article  8", "Article 8.", "Article 8 - Shared nets", "Article 8: Nets"],
)
def test_text_under_an_article_heading_is_that_article(opening: str) -> None:
    found = _found(_paragraphs(opening, "Nets are lent on request."))
    assert found["art-8"].text == "Nets are lent on request."
    assert found["art-8"].label == "art. 8"


def test_an_article_can_begin_on_the_line_of_its_heading() -> None:
    assert provision_texts(_paragraphs("Article 8. Everyone may ask for a net.")) == {
        "art-8": "Everyone may ask for a net."
    }


@pytest.mark.parametrize(
    "blocks",
    [
        [heading("Article 3 - Shared nets"), paragraph("Nets are lent.")],
        [heading("Article 3"), heading("Shared nets", 2), paragraph("Nets are lent.")],
        [heading("Article 3. Shared nets"), paragraph("Nets are lent.")],
    ],
)
def test_the_title_of_an_article_is_its_heading(blocks: list[Block]) -> None:
    assert _found(blocks)["art-3"].heading_path == ("Shared nets",)


def test_a_paragraph_that_mentions_an_article_opens_none() -> None:
    blocks = _paragraphs("Article 1", "Nets are lent.", "Article 8 of the older charter provides the same.")
    assert provision_texts(blocks) == {"art-1": "Nets are lent.\nArticle 8 of the older charter provides the same."}


@pytest.mark.parametrize(
    ("signs", "labels"),
    [
        (("1.", "2."), ["art. 4(1)", "art. 4(2)"]),
        (("(1)", "(2)"), ["art. 4(1)", "art. 4(2)"]),
        (("A.", "B."), ["art. 4A", "art. 4B"]),
    ],
)
def test_numbered_paragraphs_of_an_article_are_provisions(signs: tuple[str, str], labels: list[str]) -> None:
    first, second = signs
    blocks = _paragraphs("Article 4", f"{first} Villages keep the peace.", f"{second} They settle disputes.")
    found = find_provisions(blocks, "x@as-published")
    assert [provision.label for provision in found] == labels
    assert [provision.text for provision in found] == ["Villages keep the peace.", "They settle disputes."]


@pytest.mark.parametrize("items", [("(a)", "(b)"), ("(i)", "(ii)"), ("a)", "b)"), ("–", "–"), ("•", "•"), ("−", "−")])
def test_list_items_stay_with_their_chapeau(items: tuple[str, str]) -> None:
    first, second = f"{items[0]} in winter;", f"{items[1]} after a storm."
    chapeau = "Nets shall be lent"
    assert provision_texts(_paragraphs("Article 5", chapeau, first, second)) == {
        "art-5": "\n".join([chapeau, first, second])
    }
    assert provision_texts([heading("Lending"), *_paragraphs(chapeau, first, second)]) == {
        "lending/para-1": "\n".join([chapeau, first, second])
    }


def test_the_opening_line_of_an_article_is_the_chapeau_of_its_paragraphs() -> None:
    found = _found(_paragraphs("Article 6", "Every village shall", "1. Count its boats;", "2. Mend its nets."))
    assert list(found) == ["art-6/chapeau", "art-6/1", "art-6/2"]
    assert found["art-6/2"].chapeau == "Every village shall"
    assert found["art-6/chapeau"].label == "art. 6, chapeau"


def test_a_number_that_does_not_count_on_opens_no_paragraph() -> None:
    blocks = _paragraphs("Article 7", "1. The keeper counts the nets.", "1992. A figure from the past.", "7. Far off.")
    assert list(provision_texts(blocks)) == ["art-7/1"]


def test_an_article_heading_that_names_a_paragraph_is_that_paragraph() -> None:
    found = _found(_paragraphs("Article 8(1)", "Nets are common.", "Article 8(2)", "Boats are not."))
    assert [(path, found[path].label) for path in found] == [("art-8/1", "art. 8(1)"), ("art-8/2", "art. 8(2)")]


def test_recitals_are_numbered_and_carry_the_line_that_opens_them() -> None:
    recitals = _paragraphs("The villages of the coast,", "Recalling the winters,", "Convinced that help is due,")
    found = _found([heading("Preamble"), *recitals, *_paragraphs("Article 1", "Nets are lent.")])
    assert list(found) == ["preamble/chapeau", "preamble/1", "preamble/2", "art-1"]
    assert found["preamble/2"].label == "preamble, para. 2"
    assert found["preamble/2"].chapeau == "The villages of the coast,"
    assert found["art-1"].heading_path == ()


def test_a_first_recital_is_not_taken_for_the_opening_line() -> None:
    blocks = _paragraphs("Recalling the winters of hunger,", "Mindful of the sea,", "Article 1", "Nets are lent.")
    assert list(_found(blocks)) == ["preamble/1", "preamble/2", "art-1"]


def test_lettered_recitals_keep_their_letter() -> None:
    blocks = [heading("Preamble"), *_paragraphs("(a) Nets are dear,", "(b) Winters are long,", "Article 1", "Lend.")]
    assert _found(blocks)["preamble/b"].label == "preamble, para. (b)"


def test_parts_of_an_instrument_are_headings_of_their_articles() -> None:
    found = _found(_paragraphs("PART II", "Article 9", "Guests may fish.", "PART III", "Article 10", "Guests pay."))
    assert found["art-9"].heading_path == ("PART II",)
    assert found["art-10"].heading_path == ("PART III",)


def test_the_same_article_number_in_two_annexes_gives_two_ids() -> None:
    blocks = [
        heading("Annex I"),
        *_paragraphs("Article 1", "Nets."),
        heading("Annex II"),
        *_paragraphs("Article 1", "Boats."),
    ]
    assert provision_texts(blocks) == {"art-1": "Nets.", "annex-ii/art-1": "Boats."}


def test_numbered_paragraphs_of_a_report_are_its_provisions() -> None:
    found = _found(_REPORT)
    assert list(found) == ["summary/para-1", "para-1", "para-2", "para-3", "para-4", "para-5"]
    assert found["para-2"].text.splitlines()[1:] == [
        "(a) That nets be lent;",
        "(b) That boats be repaired:",
        "(i) In spring;",
        "(ii) In autumn.",
    ]
    assert found["para-3"].text == "Harbours without a market share more.\nA table shows it."
    assert found["para-3"].heading_path == ("Report on shared harvests", "II. Findings", "A. Harbours")
    assert found["para-3"].label == "para. 3"


def test_a_list_within_a_report_does_not_carry_the_numbering_on() -> None:
    blocks = _paragraphs("1. The Expert asks:", "(1) For nets;", "(2) For boats.", "2. Nothing else.", "3. The end.")
    assert list(provision_texts(blocks)) == ["para-1", "para-2", "para-3"]


def test_numbers_beside_the_text_count_like_numbers_in_the_text() -> None:
    blocks = [paragraph("Nets are lent.", number="1"), paragraph("Boats are not.", number="2")]
    assert provision_texts(blocks) == {"para-1": "Nets are lent.", "para-2": "Boats are not."}


def test_a_declaration_annexed_to_a_report_has_its_own_preamble_and_articles() -> None:
    found = _found([*_REPORT, *_ANNEX])
    assert list(found)[:6] == list(_found(_REPORT))
    assert list(found)[6:] == ["preamble/chapeau", "preamble/1", "preamble/2", "art-1", "art-2/1", "art-2/2"]
    assert found["preamble/2"].chapeau == "The villages of the coast,"
    assert found["art-2/1"].heading_path[1:] == ("Annex", "Draft declaration on shared harvests", "Duties")


def test_paragraphs_of_an_annex_are_told_apart_from_those_of_the_report() -> None:
    blocks = [*_REPORT, heading("Annex", 2), *_paragraphs("1. Harbours visited.", "2. People met.")]
    found = _found(blocks)
    assert found["annex/para-1"].text == "Harbours visited."
    assert found["annex/para-1"].label == "annex, para. 1"
    assert found["para-1"].text == "Neighbours have always shared the harvest of the sea."


@pytest.mark.parametrize("chapeau", ["Five rules follow:", "Five rules are known to every child on the coast."])
def test_an_essay_with_a_numbered_list_is_no_numbered_report(chapeau: str) -> None:
    rules = (
        "1. Lend before you are asked.",
        "2. Mend what you borrow.",
        "3. Never count.",
        "4. Give back.",
        "5. Sing.",
    )
    blocks = [
        heading("On nets"),
        paragraph("Nets are lent in every harbour."),
        heading("Why it matters", 2),
        *_paragraphs(chapeau, *rules, "These rules are old."),
        heading("What remains", 2),
        paragraph("They are forgotten now."),
    ]
    assert provision_texts(blocks) == {
        "on-nets/para-1": "Nets are lent in every harbour.",
        "why-it-matters/para-1": "\n".join([chapeau, *rules]),
        "why-it-matters/para-2": "These rules are old.",
        "what-remains/para-1": "They are forgotten now.",
    }


def test_operative_paragraphs_of_a_resolution_count_although_recitals_outnumber_them() -> None:
    recitals = [f"Recalling its resolution {number} on nets," for number in range(20)]
    blocks = [heading("Nets"), *_paragraphs(*recitals, "1. Decides to lend nets;", "2. Asks all harbours to join.")]
    assert _found(blocks)["para-2"].text == "Asks all harbours to join."


def test_paragraphs_without_numbers_are_counted_under_their_heading() -> None:
    blocks = [
        heading("Nets and friends"),
        *_paragraphs("First thought.", "Second thought."),
        heading("Boats"),
        paragraph("Third."),
    ]
    found = _found(blocks)
    assert list(found) == ["nets-and-friends/para-1", "nets-and-friends/para-2", "boats/para-1"]
    assert found["nets-and-friends/para-2"].label == "“Nets and friends”, para. 2"


def test_subtitles_stand_in_the_heading_path() -> None:
    blocks = [heading("On nets"), Block(kind="subtitle", text="A. Keeper"), paragraph("Nets are lent.")]
    assert _found(blocks)["on-nets/para-1"].heading_path == ("On nets", "A. Keeper")


def test_provisions_know_their_page_and_order() -> None:
    found = find_provisions([paragraph("1. Nets.", page=3), paragraph("2. Boats.", page=4)], "x@as-published")
    assert [(provision.page, provision.order) for provision in found] == [(3, 0), (4, 1)]


def test_no_text_is_lost_and_no_id_comes_twice() -> None:
    blocks = [*_REPORT, *_ANNEX, *_REPORT, *_ANNEX]
    found = find_provisions(blocks, "x@as-published")
    everything = " ".join(provision.text for provision in found)
    for block in blocks:
        if block.kind == "text":
            assert block.text.partition(". ")[2] in everything or block.text in everything
    assert len({provision.id for provision in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Nets & Boats!", 60, "nets-boats"),
        ("Égalité", 60, "egalite"),
        ("one two three", 8, "one-two"),
        ("onetwothree", 6, "onetwo"),
        ("网", 60, ""),
    ],
)
def test_a_slug_is_plain_and_ends_with_a_word(text: str, limit: int, expected: str) -> None:
    assert slug(text, limit) == expected
