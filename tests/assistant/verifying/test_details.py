"""Numbers, names and actors of a claim, and which of them its source lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.details import missing_actors, missing_names, missing_numbers, names, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Committee has eighteen members.", {"18"}),
        ("The Committee has 18 members.", {"18"}),
        ("Eighteen (18) experts sit.", {"18"}),
        ("twenty-five States", {"25"}),
        ("forty five judges", {"45"}),
        ("1,000 people and 12,500,000 boats", {"1000", "12500000"}),
        ("0.7 per cent of the income", {"0.7"}),
        ("0.7% of the income", {"0.7"}),
        ("1.5 million", {"1.5", "million"}),
        ("The limit is 18.", {"18"}),
        ("those between 15 and 18", {"15", "18"}),
        ("a term of 5–10 years", {"5", "10"}),
        ("a ten-year term, a 10-year term", {"10"}),
        ("under-18s", {"18"}),
        ("on 28 July 1951", {"28", "1951"}),
        ("three thousand", {"3", "thousand"}),
        ("one hundred", {"hundred"}),
        ("half of the seats, or a dozen", {"half", "dozen"}),
        ("twice the sum; a double fee", {"twice", "double"}),
        ("two thirds of the members", {"2"}),
    ],
)
def test_numbers_are_read_in_words_and_in_figures(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "States share.",
        "one year of one's life",
        "article 7",
        "Articles 7 and 8",
        "arts. 2, 3 and 4",
        "article 13(2)(b)",
        "paragraph 3(b)",
        "paras. 4 to 6",
        "sub-paragraph 2",
        "Chapter VII",
        "Part III, section 5",
        "annex 2",
        "A/HRC/62/38",
        "A/RES/71/189 and E/CN.4/2006/96",
        "the second day and the fifth night",
    ],
)
def test_what_numbers_a_place_or_a_document_is_not_counted(text: str) -> None:
    assert numbers(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Article 7 gives 12 months.", {"12"}),
        ("A/HRC/62/38 names 4 duties.", {"4"}),
        ("Under article 9(3) of the Covenant 48 hours are too long.", {"48"}),
    ],
)
def test_numbers_beside_a_place_are_counted(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_thousands_may_be_set_apart_by_a_space() -> None:
    assert numbers("1 000 people") == {"1000"}


@pytest.mark.parametrize(
    ("claim", "text", "missing"),
    [
        ("Eighteen members sit.", "There are 18 members.", ()),
        ("18 members sit.", "There are eighteen members.", ()),
        ("1,000 people came.", "There were 1000 people.", ()),
        ("States act within 12 months.", "States act within a year.", ("12",)),
        ("16, 100 or 20 days", "20 days", ("16", "100")),
        ("0.7 per cent", "7 per cent", ("0.7",)),
        ("Nets dry.", "18 members", ()),
        ("See article 9.", "Boats sail.", ()),
        ("18 members", "Article 18 speaks of members.", ("18",)),
    ],
)
def test_numbers_that_the_text_lacks_are_named_from_the_smallest(
    claim: str, text: str, missing: tuple[str, ...]
) -> None:
    assert missing_numbers(claim, text) == missing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The courts of Mongolia are open.", ("Mongolia",)),
        ("Mongolia ratified the treaty.", ("Mongolia",)),
        ("In Chad, the courts are open.", ("Chad",)),
        ("Chad ratified the treaty.", ("Chad",)),
        ("Jordan, Georgia and Jordan again agreed.", ("Jordan", "Georgia")),
        ("“Germany” left (Peru stayed).", ("Germany", "Peru")),
        ("Three agreed: Chile, Mali and Niger.", ("Chile", "Mali", "Niger")),
        ("Courts in Côte d'Ivoire sit.", ("Côte", "Ivoire")),
        ("The courts of Côte d’Ivoire sit.", ("Côte", "Ivoire")),
        ("The envoy went to Türkiye.", ("Türkiye",)),
        ("It met in Geneva.", ("Geneva",)),
        ("Ireland's courts sit.", ("Ireland",)),
        ("The courts of Ireland’s north sit.", ("Ireland",)),
        ("The judges thanked Kofi Annan.", ("Kofi", "Annan")),
        ("Kofi Annan thanked them.", ("Kofi", "Annan")),
        ("The court heard John.", ("John",)),
        ("The ICJ decided.", ("ICJ",)),
        ("The Republic of Korea left.", ("Republic", "Korea")),
        ("New Zealand left.", ("New", "Zealand")),
        ("The courts of Bogotá sit.", ("Bogotá",)),
        ("The judges thanked Ms. Bailliet.", ("Ms", "Bailliet")),
    ],
)
def test_names_are_found_at_the_start_of_a_sentence_and_within(text: str, found: tuple[str, ...]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Boats sail.",
        "Torture is forbidden. Great powers agree: Courts decide.",
        "“Boats sail,” it says.",
        "States Parties to the Convention report.",
        "Under the Covenant, the United Nations and the UN act.",
        "Article 5 of the Covenant and the Charter of Human Rights",
        "A/HRC/62/38 says so, and so does E/CN.4/2006/96.",
        "Vitamin C",
        "courts in the North",
        "Every State Party reports.",
        "All States report.",
        "Under Article 5 all report.",
    ],
)
def test_common_words_and_the_terms_of_every_treaty_are_no_names(text: str) -> None:
    assert names(text) == ()


@pytest.mark.parametrize(
    ("claim", "text", "missing"),
    [
        ("Mongolia ratified it.", "Chad ratified it.", ("Mongolia",)),
        ("Mongolia and Chad ratified it.", "Chad ratified it.", ("Mongolia",)),
        ("Ireland's courts are open.", "The courts of Ireland are open.", ()),
        ("The courts of Ireland are open.", "Ireland's courts are open.", ()),
        ("The envoy met the Committee.", "A committee of experts met.", ()),
        ("Afghans fled.", "The people of Afghanistan fled.", ()),
        ("The envoy met the Ministers.", "A minister spoke.", ()),
        ("Boats sail.", "Nets dry.", ()),
        # Abbreviations
        ("The UN decided.", "The United Nations decided.", ()),
        ("The UNHCR helps.", "The High Commissioner for Refugees helps.", ()),
        ("The ICJ ruled.", "The International Court of Justice ruled.", ()),
        ("The EU pays.", "The European Union pays.", ()),
        ("The USA left.", "The United States of America left.", ()),
        ("The UK left.", "Peru left.", ("UK",)),
        ("Ships of NATO sail.", "Ships of the European Union sail.", ("NATO",)),
    ],
)
def test_names_that_the_text_lacks_are_told(claim: str, text: str, missing: tuple[str, ...]) -> None:
    assert missing_names(claim, text) == missing


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Oman must report.", "Every woman must report."),
        ("The US pays.", "Everyone must pay."),
        ("Austria left.", "Australia left."),
    ],
)
def test_a_name_inside_another_word_is_not_that_name(claim: str, text: str) -> None:
    assert missing_names(claim, text) == names(claim)


@pytest.mark.parametrize(
    ("claim", "text", "missing"),
    [
        ("States pay.", "A State pays.", 0),
        ("Companies pay.", "The company pays.", 0),
        ("States shall pay teachers.", "States shall pay.", 1),
        ("Judges, doctors and the police agree.", "A judge agrees.", 2),
        ("Nets dry.", "A judge agrees.", 0),
        ("Judges and more judges agree.", "Nets dry.", 1),
        ("", "", 0),
    ],
)
def test_actors_that_the_text_lacks_are_counted_once_a_kind(claim: str, text: str, missing: int) -> None:
    assert missing_actors(claim, text) == missing


@pytest.mark.xfail(strict=True, reason="'children' and 'child', 'women' and 'woman' have different stems")
def test_an_irregular_plural_is_the_same_actor() -> None:
    assert missing_actors("Children and women play.", "Every child and every woman plays.") == 0


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(["Mongolia", "In Chad", "12", "twelve", "article 7", "A/HRC/62/38", "UN", "judges", ".", "’s"])
    ).map(" ".join),
)


@given(TEXTS)
def test_a_text_lacks_nothing_of_itself(text: str) -> None:
    assert missing_numbers(text, text) == ()
    assert missing_names(text, text) == ()
    assert missing_actors(text, text) == 0


@given(TEXTS)
def test_an_empty_source_lacks_every_detail(text: str) -> None:
    assert set(missing_numbers(text, "")) == numbers(text)
    assert set(missing_names(text, "")) == set(names(text))
