import pytest

from ingest.numbering import (
    arabic,
    article_heading,
    chinese_number,
    chinese_ordinal,
    heading_level,
    is_symbol,
    letter,
    marker,
    write_number,
)


@pytest.mark.parametrize(
    ("line", "number", "rest"),
    [
        ("Article 8", "8", ""),
        ("Article  8", "8", ""),
        ("Art. 8", "8", ""),
        ("ARTICLE VIII", "8", ""),
        ("Article 8.", "8", ""),
        ("Article 8. Everyone may share the catch.", "8", "Everyone may share the catch."),
        ("Article 8 - Shared nets", "8", "Shared nets"),
        ("Article 8 – Shared nets", "8", "Shared nets"),
        ("Article 8: Shared nets", "8", "Shared nets"),
        ("Article 8 Shared nets", "8", "Shared nets"),
        ("Article 8 (Shared nets)", "8", "(Shared nets)"),
        ("ARTICLE 8 SHARED NETS", "8", "SHARED NETS"),
        ("Article 8 bis", "8bis", ""),
        ("Article 8A", "8A", ""),
    ],
)
def test_an_article_heading_is_read_in_every_common_form(line: str, number: str, rest: str) -> None:
    found = article_heading(line)
    assert found is not None
    assert (found.number, found.rest, found.paragraph) == (number, rest, ())


@pytest.mark.parametrize(
    "line",
    [
        "Article 8 of the Covenant provides that nets are shared.",
        "Article 8 provides that nets are shared.",
        "Article 8, paragraph 3, provides that nets are shared.",
        "Article 8(3) of the charter",
        "Article 8 ICESCR protects those who fish.",
        "Article 8.2 protects those who fish.",
        "Article 8-10 of the charter",
        "article 8. The rest follows from it.",
        "Articles 8 and 9",
        "Article IIII",
        "Article by a keeper of nets",
        "The article 8",
    ],
)
def test_a_sentence_that_mentions_an_article_is_no_heading(line: str) -> None:
    assert article_heading(line) is None


def test_an_article_heading_can_name_a_paragraph() -> None:
    found = article_heading("Article 8(3)(b)")
    assert found is not None
    assert (found.number, found.paragraph) == ("8", ("3", "b"))


@pytest.mark.parametrize(
    ("text", "kind", "value", "rest"),
    [
        ("3. Nets", "decimal", "3", "Nets"),
        ("12) Nets", "decimal", "12", "Nets"),
        ("3.Nets", "decimal", "3", "Nets"),
        ("(3) nets", "parenthesised decimal", "3", "nets"),
        ("B. Nets", "capital", "B", "Nets"),
        ("(a) nets", "letter", "a", "nets"),
        ("(d ) nets", "letter", "d", "nets"),
        ("a) nets", "letter", "a", "nets"),
        ("(bb) nets", "letter", "bb", "nets"),
        ("(iv) nets", "roman", "iv", "nets"),
        ("– nets", "dash", "–", "nets"),
        ("− nets", "dash", "−", "nets"),
        ("• nets", "dash", "•", "nets"),
    ],
)
def test_a_marker_is_read_from_the_start_of_a_paragraph(text: str, kind: str, value: str, rest: str) -> None:
    found = marker(text)
    assert found is not None
    assert (found.kind, found.value, text[found.end :]) == (kind, value, rest)


@pytest.mark.parametrize(
    "text",
    ["2024 was a year of storms", "1.5 per cent", "(2024) in full", "I. Nets", "to) and fro", "Nets", "3 nets", ""],
)
def test_ordinary_words_and_figures_are_no_markers(text: str) -> None:
    assert marker(text) is None


@pytest.mark.parametrize(
    ("text", "level"), [("IV. Findings", 1), ("B. Harbours", 2), ("3. Nets", 3), ("Findings", None)]
)
def test_the_depth_of_a_heading_follows_from_its_own_number(text: str, level: int | None) -> None:
    assert heading_level(text) == level


@pytest.mark.parametrize(
    "text",
    [
        "A/HRC/99/1",
        "A/99/171",
        "A/RES/99/189",
        "E/C.12/GC/99",
        "A/HRC/99/35/Add.1",
        "A/HRC/99/1*",
        "A /HRC/99/1",
        "CRC/C/GC/99",
    ],
)
def test_a_line_with_nothing_but_a_symbol_is_a_symbol(text: str) -> None:
    assert is_symbol(text)


@pytest.mark.parametrize(
    "text", ["see A/HRC/99/1", "A/HRC/99/1, para. 2", "and/or", "12/05/2031", "A/4", "AND/OR/ELSE"]
)
def test_a_line_that_says_more_than_a_symbol_is_none(text: str) -> None:
    assert not is_symbol(text)


@pytest.mark.parametrize(("number", "expected"), [("8", "8"), ("08", "8"), ("VIII", "8"), ("xiv", "14"), ("IIX", None)])
def test_arabic_and_roman_numbers_become_arabic(number: str, expected: str | None) -> None:
    assert arabic(number) == expected


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十一", 111),
    ],
)
def test_chinese_numerals_have_their_value(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


def test_other_signs_are_refused_as_chinese_numerals() -> None:
    with pytest.raises(ValueError, match="is not a Chinese numeral"):
        chinese_number("第五")


@pytest.mark.parametrize("sign", ["三", "丙", "寅", "c", "3"])
def test_every_chinese_list_sign_counts_in_its_series(sign: str) -> None:
    assert chinese_ordinal(sign) == 3


@pytest.mark.parametrize(("position", "expected"), [(1, "a"), (26, "z"), (27, "aa"), (28, "bb")])
def test_list_letters_double_after_z(position: int, expected: str) -> None:
    assert letter(position) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [("decimal", "4"), ("lowerLetter", "d"), ("upperLetter", "D"), ("lowerRoman", "iv"), ("upperRoman", "IV")],
)
def test_a_number_is_written_in_the_form_of_its_list(form: str, expected: str) -> None:
    assert write_number(4, form) == expected
