from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import CitationStatus, Statement, Support
from assistant.verification import OMISSION, check_citation, verify
from tests.assistant.samples import answer, citation, document, provision, statement
from vectorstore.catalogue import Catalogue

TEXT = "States shall share the harvest of the sea. No boat shall be turned away."
OTHER = "No boat shall be turned away from a harbour."
SEA, DIGEST = document(), document(status="digest")
HELD = Catalogue([SEA], [provision("art-1", TEXT, SEA), provision("art-2", OTHER, SEA)])


def checked(quote: str = TEXT, **fields: Any) -> CitationStatus:
    """The status of a citation of article 1 with `quote` at its true offsets, but for `fields`."""
    start = max(TEXT.find(quote), 0)
    return check_citation(citation(SEA, **{"quote": quote, "start": start, "end": start + len(quote), **fields}), HELD)


@pytest.mark.parametrize("quote", [TEXT, "No boat shall be turned away.", "harvest"])
def test_a_quotation_that_stands_at_its_offsets_is_verified(quote: str) -> None:
    assert checked(quote) == "verified"


@pytest.mark.parametrize(
    "quote",
    [
        TEXT.replace("share", "shore"),
        TEXT.replace("shall", "should", 1),
        TEXT.replace("No boat", "A boat"),
        TEXT.replace("sea.", "sea"),
        TEXT.replace("States", "states"),
        TEXT.replace("the harvest", "harvest"),
        f"{TEXT} Always.",
    ],
)
def test_a_changed_letter_is_a_mismatch(quote: str) -> None:
    assert checked(quote, start=0, end=len(TEXT)) == "quote mismatch"


@pytest.mark.parametrize("quote", ["", " ", "\n\t\u00a0"])
def test_an_empty_quotation_is_a_mismatch(quote: str) -> None:
    assert checked(quote, start=6, end=7) == "quote mismatch"
    assert checked(quote, start=0, end=0) == "quote mismatch"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (1, len(TEXT)),
        (0, len(TEXT) - 1),
        (0, len(TEXT) + 1),
        (-len(TEXT), len(TEXT)),
        (len(TEXT), 0),
        (10**6, 10**6 + len(TEXT)),
    ],
)
def test_offsets_that_do_not_frame_the_quotation_are_a_mismatch(start: int, end: int) -> None:
    assert checked(TEXT, start=start, end=end) == "quote mismatch"


def test_negative_offsets_never_count_from_the_end() -> None:
    assert checked("away", start=-5, end=-1) == "quote mismatch"


def test_words_of_another_provision_are_a_mismatch() -> None:
    assert checked("No boat shall be turned away", provision_id="sea/art-2", start=0, end=28) == "verified"
    assert checked("from a harbour", provision_id="sea/art-1") == "quote mismatch"


def test_a_provision_that_does_not_exist_is_an_unknown_source() -> None:
    assert checked(provision_id="sea/art-3") == "unknown source"


def test_an_edition_that_is_not_held_is_an_unknown_source() -> None:
    assert check_citation(citation(DIGEST, quote=TEXT, end=len(TEXT)), HELD) == "unknown source"


def test_a_quotation_is_checked_in_the_edition_that_is_cited() -> None:
    both = Catalogue([SEA, DIGEST], [provision("art-1", TEXT, SEA), provision("art-1", "The sea is shared.", DIGEST)])
    of_digest = citation(DIGEST, quote="The sea is shared.", start=0, end=18)
    assert check_citation(of_digest, both) == "verified"
    assert check_citation(replace(of_digest, document=SEA), both) == "quote mismatch"


@pytest.mark.parametrize(
    ("written", "quote"),
    [
        ("Café harbours are open.", "Cafe\u0301 harbours are open."),
        ("The oﬃce is open.", "The office is open."),
        ("Harbours\nare  open.", "Harbours are open."),
        ("Harbours are open.", "Harbours\u00a0are\topen."),
    ],
)
def test_white_space_and_unicode_form_may_differ(written: str, quote: str) -> None:
    held = Catalogue([SEA], [provision("art-1", written, SEA)])
    assert check_citation(citation(SEA, quote=quote, start=0, end=len(written)), held) == "verified"


@pytest.mark.parametrize(
    "quote", ["Harbors are open.", "Harbours are open", "Harbours areopen.", "“Harbours are open.”"]
)
def test_nothing_else_may_differ(quote: str) -> None:
    held = Catalogue([SEA], [provision("art-1", "Harbours are open.", SEA)])
    assert check_citation(citation(SEA, quote=quote, start=0, end=18), held) == "quote mismatch"


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_only_words_of_the_provision_are_verified(start: int, length: int) -> None:
    quote = TEXT[start : start + length]
    status = check_citation(citation(SEA, quote=quote, start=start, end=start + len(quote)), HELD)
    assert status == ("verified" if quote.strip() else "quote mismatch")


def support_of(said: Statement, *quotes: str) -> Support:
    """The support that `verify` gives a statement resting on quotations of article 1."""
    cited = []
    for n, quote in enumerate(quotes, start=1):
        start = max(TEXT.find(quote), 0)
        cited.append(citation(SEA, n=n, quote=quote, start=start, end=start + len(quote)))
    return verify(answer(statements=(said,), citations=tuple(cited)), HELD).statements[0].support


FIRST, SECOND = "States shall share the harvest of the sea.", "No boat shall be turned away."


def test_a_statement_in_the_words_of_its_quotation_is_verbatim() -> None:
    assert support_of(statement(TEXT), TEXT) == "verbatim"
    assert support_of(statement(TEXT.replace(" ", "\n")), TEXT) == "verbatim"


def test_a_statement_may_join_quotations_with_a_mark_of_omission() -> None:
    joined = statement(f"{FIRST}{OMISSION}{SECOND}", citations=(1, 2))
    assert support_of(joined, FIRST, SECOND) == "verbatim"
    assert support_of(replace(joined, citations=(2, 1)), FIRST, SECOND) == "unsupported"


@pytest.mark.parametrize(
    "said",
    [
        statement(f"It is said that {FIRST}"),
        statement(FIRST.replace("sea", "land")),
        statement(FIRST, citations=()),
        statement(FIRST, citations=(1, 7)),
        statement(f"{FIRST} {FIRST}"),
        statement(""),
        statement("", citations=()),
    ],
)
def test_a_statement_with_other_words_or_without_its_citation_is_unsupported(said: Statement) -> None:
    assert support_of(said, FIRST) == "unsupported"


def test_one_failed_citation_leaves_the_statement_unsupported() -> None:
    both = statement(f"{FIRST}{OMISSION}Boats fly.", citations=(1, 2))
    assert support_of(both, FIRST, "Boats fly.") == "unsupported"


def test_what_fails_is_kept_and_marked() -> None:
    claimed = answer(citations=(citation(SEA, quote="Boats fly.", end=10),), statements=(statement("Boats fly."),))
    verified = verify(claimed, HELD)
    assert [item.status for item in verified.citations] == ["quote mismatch"]
    assert [(item.text, item.support) for item in verified.statements] == [("Boats fly.", "unsupported")]


def test_a_status_claimed_beforehand_counts_for_nothing() -> None:
    honest = citation(SEA, quote=TEXT, end=len(TEXT), status="unknown source")
    forged = citation(SEA, n=2, quote="Boats fly.", end=10, status="verified")
    checked_anew = verify(answer(citations=(honest, forged)), HELD).citations
    assert [item.status for item in checked_anew] == ["verified", "quote mismatch"]
