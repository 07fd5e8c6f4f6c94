import re
from pathlib import Path

import pytest

from assistant.citing.pinpoint import pinpoint, status_label
from assistant.types import Status
from ingest.reading import read
from tests.assistant.samples import document, provision

LIST = (
    "Every harbour shall keep:\n"
    "(a) A lamp;\n"
    "(b) A boat with\n"
    "(i) Oars;\n"
    "(ii) A sail;\n"
    "(c) A bell.\n"
    "These things are free."
)


def place_of(words: str, text: str = LIST) -> str:
    """The pinpoint of a quotation that starts with `words`."""
    return pinpoint(document(short="Harbour Code"), provision("art-4", text), text.index(words))


def test_a_provision_is_written_with_its_document_and_label() -> None:
    assert pinpoint(document(short="UDHR"), provision("art-28")) == "UDHR, art. 28"
    assert pinpoint(document(short="A/HRC/99/1"), provision("para-12")) == "A/HRC/99/1, para. 12"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("(a) A lamp", "Harbour Code, art. 4(a)"),
        ("lamp", "Harbour Code, art. 4(a)"),
        ("(b) A boat", "Harbour Code, art. 4(b)"),
        ("(i) Oars", "Harbour Code, art. 4(b)(i)"),
        ("sail", "Harbour Code, art. 4(b)(ii)"),
        ("(c) A bell", "Harbour Code, art. 4(c)"),
    ],
)
def test_a_quotation_in_a_list_is_placed_at_its_item(words: str, expected: str) -> None:
    assert place_of(words) == expected


def test_a_provision_by_itself_is_at_no_item() -> None:
    text = "Keep:\n(a) One;\n(b) Two."
    assert pinpoint(document(short="Harbour Code"), provision("art-4", text)) == "Harbour Code, art. 4"


@pytest.mark.parametrize("words", ["Every harbour", "harbour shall keep"])
def test_the_opening_of_a_list_is_at_no_item(words: str) -> None:
    assert place_of(words) == "Harbour Code, art. 4"


def test_a_line_that_closes_a_list_is_not_placed_at_its_last_item() -> None:
    assert place_of("These things") == "Harbour Code, art. 4"


def test_a_paragraph_after_a_sub_item_is_not_placed_at_it() -> None:
    assert place_of("Sails", "Boats:\n(a) With\n(i) Oars.\nSails are dear.") == "Harbour Code, art. 4"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Eight", "(h)"), ("One", "(h)(i)"), ("Two", "(h)(ii)"), ("Nine", "(i)"), ("Ten", "(j)")],
)
def test_roman_one_under_h_is_told_from_the_letter_after_h(words: str, expected: str) -> None:
    letters = "".join(f"({sign}) Item;\n" for sign in "abcdefg")
    text = f"Keep:\n{letters}(h) Eight:\n" + ("(i) One;\n(ii) Two;\n" if words in ("One", "Two") else "")
    text += "(i) Nine;\n(j) Ten." if words in ("Nine", "Ten") else ""
    assert place_of(words, text) == f"Harbour Code, art. 4{expected}"


def test_roman_and_arabic_lists_count_on() -> None:
    assert place_of("Three", "Keep:\n(i) One;\n(ii) Two;\n(iii) Three.") == "Harbour Code, art. 4(iii)"
    assert place_of("Two", "Keep:\n(1) One;\n(2) Two.") == "Harbour Code, art. 4(2)"
    assert place_of("Two", "Keep:\na) One;\nb) Two.") == "Harbour Code, art. 4(b)"


@pytest.mark.parametrize(
    "text",
    [
        "Keep:\n(a) One;\n(c) Target.",
        "Keep:\n(a) One;\n(b) Two.\nAlso keep:\n(a) Target.",
        "Keep:\n(a) One:\n(1) Target.",
        "Keep:\n(a) One:\n(ii) Target.",
        "Keep:\n(i) One;\n(ii) Two.\nAlso keep:\n(i) Target.",
        "Keep:\n(i) One;\n(ii) Two;\n(i) Target.",
        "Keep:\n(a) One;\n(b) Two.\nAlso keep:\n(i) Target;\n(ii) Three.",
        "Keep:\n(z) One;\n(aa) Target.",
    ],
)
def test_signs_that_do_not_count_on_give_no_item(text: str) -> None:
    assert place_of("Target", text) == "Harbour Code, art. 4"


def test_a_parenthesis_within_a_line_is_no_item() -> None:
    assert place_of("lamp", "Harbours keep (a) boat and a lamp.") == "Harbour Code, art. 4"


@pytest.mark.parametrize("name", ["iccpr", "crc", "cat", "cedaw", "op-icescr"])
def test_an_item_of_an_official_text_is_never_placed_at_another_sign(shared: Path, name: str) -> None:
    found = read(shared / "library" / "open-treaties" / f"{name}.json")
    placed = 0
    for item in found.provisions:
        for line in re.finditer(r"(?m)^\(([a-z]+)\) ", item.text):
            place = pinpoint(found.document, item, line.start()).removeprefix(f"{found.document.short}, {item.label}")
            assert not place or place.endswith(f"({line[1]})")
            placed += bool(place)
    assert placed > 0


@pytest.mark.parametrize(
    ("status", "label"),
    [
        ("digest", "digest, not the official wording"),
        ("official text", "official text"),
        ("as published", "as published"),
    ],
)
def test_a_digest_is_never_passed_off_as_official(status: Status, label: str) -> None:
    assert status_label(document(status=status)) == label
