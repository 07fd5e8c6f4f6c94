"""Citations as each style demands them, of real works and of works about which little is known."""

import datetime
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.citation_facts import read_date
from assistant.citing.citation_styles import STYLES, Style, cite, written_date
from assistant.types import Document
from ingest.reading import read
from tests.assistant.samples import document

_CORPUS = Path(str(files("corpus")))
_ACCESSED = datetime.date(2026, 3, 3)
_DANDAN = "Virginia Dandan (Indep. Expert on Hum. Rts. & Int'l Solidarity)"
_OKAFOR = "Obiora Chinedu Okafor (Indep. Expert on Hum. Rts. & Int'l Solidarity)"
_REVISED = "Revised draft declaration on human rights and international solidarity"
_STATEMENT = "Statement on the Taliban ban on women workers at UN offices"
_COALITION = "Afghanistan's Women Protester Movements Coalition"


def _digest(work_id: str) -> Document:
    return read(_CORPUS / f"{work_id}.md").document


@pytest.mark.parametrize(
    ("work_id", "label", "oscola", "chicago", "bluebook"),
    [
        (
            "refugee",
            "art. 33(1)",
            "Convention Relating to the Status of Refugees (adopted 28 July 1951, entered into force 22 April 1954)"
            " 189 UNTS 137, art 33(1)",
            "Convention Relating to the Status of Refugees, art. 33(1), July 28, 1951, 189 U.N.T.S. 137.",
            "Convention Relating to the Status of Refugees art. 33(1), July 28, 1951, 189 U.N.T.S. 137.",
        ),
        (
            "refugee",
            "preamble, para. 2",
            "Convention Relating to the Status of Refugees (adopted 28 July 1951, entered into force 22 April 1954)"
            " 189 UNTS 137, preamble, para 2",
            "Convention Relating to the Status of Refugees, preamble, para. 2, July 28, 1951, 189 U.N.T.S. 137.",
            "Convention Relating to the Status of Refugees pmbl. ¶ 2, July 28, 1951, 189 U.N.T.S. 137.",
        ),
        (
            "un-charter",
            "art. 51",
            "Charter of the United Nations (signed 26 June 1945, entered into force 24 October 1945) 1 UNTS XVI, art 51",
            "Charter of the United Nations, art. 51, June 26, 1945, 1 U.N.T.S. XVI.",
            "U.N. Charter art. 51.",
        ),
        (
            "arms-trade-treaty",
            "",
            "Arms Trade Treaty (adopted 2 April 2013, entered into force 24 December 2014) 3013 UNTS 269",
            "Arms Trade Treaty, April 2, 2013, 3013 U.N.T.S. 269.",
            "Arms Trade Treaty, Apr. 2, 2013, 3013 U.N.T.S. 269.",
        ),
        (
            "udhr",
            "art. 28",
            "Universal Declaration of Human Rights (adopted 10 December 1948) UNGA Res 217 A (III) art 28",
            "UN General Assembly, Resolution 217 A (III), Universal Declaration of Human Rights, art. 28,"
            " December 10, 1948.",
            "G.A. Res. 217 (III) A, Universal Declaration of Human Rights, art. 28 (Dec. 10, 1948).",
        ),
        (
            "a-hrc-53-32",
            "art. 8(3)",
            f"UNHRC, ‘{_REVISED}’ (2023) UN Doc A/HRC/53/32, art 8(3)",
            f"Obiora Chinedu Okafor, {_REVISED}, A/HRC/53/32 (UN Human Rights Council, 2023), art. 8(3),"
            " accessed March 3, 2026, https://docs.un.org/en/A/HRC/53/32.",
            f"{_OKAFOR}, {_REVISED}, art. 8(3), U.N. Doc. A/HRC/53/32 (2023).",
        ),
        (
            "a-73-206",
            "Excerpt 3",
            "UNGA, ‘Report of the Independent Expert on global migration’ (2018) UN Doc A/73/206"
            " (excerpt 3 of the digest)",
            "Obiora Chinedu Okafor, Report of the Independent Expert on global migration, A/73/206"
            " (UN General Assembly, 2018), accessed March 3, 2026, https://docs.un.org/en/A/73/206"
            " (excerpt 3 of the digest).",
            f"{_OKAFOR}, Report of the Independent Expert on global migration, U.N. Doc. A/73/206 (2018)"
            " (excerpt 3 of the digest).",
        ),
        (
            "a-hrc-62-38",
            "Summary, paragraph 2",
            "UNHRC, ‘Peace and International Solidarity’ (2026) UN Doc A/HRC/62/38, summary, para 2",
            "Cecilia M. Bailliet, Peace and International Solidarity, A/HRC/62/38 (UN Human Rights Council, 2026),"
            " summary, para. 2, accessed March 3, 2026, https://docs.un.org/en/A/HRC/62/38.",
            "Cecilia M. Bailliet (Indep. Expert on Hum. Rts. & Int'l Solidarity), Peace and International Solidarity,"
            " summary, ¶ 2, U.N. Doc. A/HRC/62/38 (2026).",
        ),
        (
            "un-chronicle-international-solidarity",
            "para. 3",
            "Cecilia M Bailliet, ‘International solidarity: article in the UN Chronicle’ (20 December 2024) para 3",
            "Cecilia M. Bailliet, “International solidarity: article in the UN Chronicle,” December 20, 2024, para. 3.",
            "Cecilia M. Bailliet, International solidarity: article in the UN Chronicle, ¶ 3 (Dec. 20, 2024).",
        ),
        (
            "roxham-road",
            "",
            "‘The Roxham Road saga in Canada’",
            "“The Roxham Road saga in Canada.”",
            "The Roxham Road saga in Canada.",
        ),
        (
            "afghanistan-women-statement",
            "paras. 2–3",
            f"{_COALITION}, ‘{_STATEMENT}’ (5 April 2023) paras 2–3",
            f"{_COALITION}, “{_STATEMENT},” April 5, 2023, paras. 2–3.",
            f"{_COALITION}, {_STATEMENT}, ¶¶ 2–3 (Apr. 5, 2023).",
        ),
        (
            "glossary",
            "Duty of care",
            "‘Glossary of international solidarity law’ (under “Duty of care” in the digest)",
            "“Glossary of international solidarity law” (under “Duty of care” in the digest).",
            "Glossary of international solidarity law (under “Duty of care” in the digest).",
        ),
    ],
)
def test_a_place_of_the_corpus_is_cited_as_each_style_demands(
    work_id: str, label: str, oscola: str, chicago: str, bluebook: str
) -> None:
    cited = [cite(_digest(work_id), label, style, _ACCESSED) for style in STYLES]
    assert cited == [oscola, chicago, bluebook]


_PAGE = document("page", kind="page", title="A “small” page", author="A. B. Writer", date="2024-05",
                 source_url="https://example.org/a b", status="as published")  # fmt: skip
_RESOLUTION = document("a-res-71-189", kind="declaration", title="Declaration on the Right to Peace", date="2016",
                       symbol="A/RES/71/189", source_url="https://docs.un.org/en/A/RES/71/189")  # fmt: skip
_TREATY = document("sea", kind="treaty", date="2001-02-03", source_url="https://example.org/sea")


@pytest.mark.parametrize(
    ("cited", "label", "oscola", "chicago", "bluebook"),
    [
        (
            _PAGE,
            "“Aims, art. 1”, para. 2",
            "AB Writer, ‘A “small” page’ (May 2024) “Aims, art. 1”, para 2 <https://example.org/a%20b>"
            " accessed 3 March 2026",
            "A. B. Writer, “A ‘small’ page,” May 2024, “Aims, art. 1”, para. 2, accessed March 3, 2026,"
            " https://example.org/a%20b.",
            "A. B. Writer, A “small” page, “Aims, art. 1”, ¶ 2 (May 2024), https://example.org/a%20b"
            " (last visited Mar. 3, 2026).",
        ),
        (
            _RESOLUTION,
            "art. 1",
            "Declaration on the Right to Peace, UNGA Res 71/189 (2016) UN Doc A/RES/71/189, art 1",
            "UN General Assembly, Resolution 71/189, Declaration on the Right to Peace, A/RES/71/189, art. 1, 2016,"
            " accessed March 3, 2026, https://docs.un.org/en/A/RES/71/189.",
            "G.A. Res. 71/189, Declaration on the Right to Peace, art. 1, U.N. Doc. A/RES/71/189 (2016).",
        ),
        (
            _TREATY,
            "art. 2",
            "Convention on the Harvest of the Sea (3 February 2001) art 2 <https://example.org/sea>"
            " accessed 3 March 2026",
            "Convention on the Harvest of the Sea, art. 2, February 3, 2001, accessed March 3, 2026,"
            " https://example.org/sea.",
            "Convention on the Harvest of the Sea art. 2, Feb. 3, 2001, https://example.org/sea"
            " (last visited Mar. 3, 2026).",
        ),
        (
            document(
                "a-hrc-35-35",
                kind="draft declaration",
                title="Draft declaration",
                author="Virginia Dandan",
                symbol="A/HRC/35/35",
                date="2017",
            ),
            "para. 12",
            "UNHRC, ‘Draft declaration’ (2017) UN Doc A/HRC/35/35, para 12",
            "Virginia Dandan, Draft declaration, A/HRC/35/35 (UN Human Rights Council, 2017), para. 12.",
            f"{_DANDAN}, Draft declaration, ¶ 12, U.N. Doc. A/HRC/35/35 (2017).",
        ),
    ],
)
def test_other_works_are_cited_with_what_their_document_tells(
    cited: Document, label: str, oscola: str, chicago: str, bluebook: str
) -> None:
    assert [cite(cited, label, style, _ACCESSED) for style in STYLES] == [oscola, chicago, bluebook]


@pytest.mark.parametrize(
    ("symbol", "organ"),
    [
        ("A/HRC/1/2", "UNHRC"),
        ("A/74/1", "UNGA"),
        ("E/CN.4/2005/1", "UNCHR"),
        ("E/2019/1", "ECOSOC"),
        ("S/2000/1", "UNSC"),
    ],
)
def test_the_organ_follows_from_the_symbol(symbol: str, organ: str) -> None:
    assert cite(document(symbol=symbol, title="Letter"), "", "OSCOLA") == f"{organ}, ‘Letter’ UN Doc {symbol}"


def test_a_symbol_of_another_body_does_not_pass_for_one_of_the_united_nations() -> None:
    for style in STYLES:
        cited = cite(document(symbol="COM(2020) 1", title="Letter"), "", style)
        assert "COM(2020) 1" in cited
        assert "Doc" not in cited


def test_a_treaty_is_cited_as_such_even_where_its_document_names_the_resolution_that_adopted_it() -> None:
    of = document("cat", title="Convention against Torture", kind="treaty", symbol="A/RES/39/46")
    assert cite(of, "art. 3", "OSCOLA") == (
        "Convention against Torture (adopted 10 December 1984, entered into force 26 June 1987) 1465 UNTS 85, art 3"
    )
    assert cite(of, "art. 3", "Chicago") == "Convention against Torture, art. 3, December 10, 1984, 1465 U.N.T.S. 85."


def test_official_text_is_cited_at_any_label() -> None:
    assert cite(document(status="as published", title="T"), "Excerpt 3", "Bluebook") == "T, Excerpt 3."


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd"])
def test_without_a_web_address_no_access_date_is_written(style: Style, url: str) -> None:
    assert cite(document(source_url=url, title="T", kind="page"), "", style, _ACCESSED).strip("‘’“”.") == "T"


@pytest.mark.parametrize(
    ("date", "oscola", "chicago", "bluebook"),
    [
        ("2023", "2023", "2023", "2023"),
        ("2024-12-20", "20 December 2024", "December 20, 2024", "Dec. 20, 2024"),
        ("20 December 2024", "20 December 2024", "December 20, 2024", "Dec. 20, 2024"),
        ("September 1, 2024", "1 September 2024", "September 1, 2024", "Sept. 1, 2024"),
        ("June 2024", "June 2024", "June 2024", "June 2024"),
        ("spring of\n2024", "spring of 2024", "spring of 2024", "spring of 2024"),
        ("2024-13-45", "2024-13-45", "2024-13-45", "2024-13-45"),
        ("", "", "", ""),
    ],
)
def test_a_date_is_written_as_the_style_has_it(date: str, oscola: str, chicago: str, bluebook: str) -> None:
    assert [written_date(read_date(date), style) for style in STYLES] == [oscola, chicago, bluebook]


@given(
    style=st.sampled_from(STYLES),
    kind=st.sampled_from(["treaty", "declaration", "report", "essay", "page", "document"]),
    symbol=st.sampled_from(["", "A/HRC/1/1", "A/RES/1/1", "S/1", "Z/1"]),
    author=st.sampled_from(["", "Ada Reed"]),
    date=st.sampled_from(["", "2020", "2020-05-06", "some day"]),
    url=st.sampled_from(["", "https://example.org/x"]),
    label=st.sampled_from(["", "art. 3", "preamble", "Excerpt 1"]),
    accessed=st.sampled_from([None, _ACCESSED]),
)
def test_unknown_facts_leave_no_gap(
    style: Style, kind: str, symbol: str, author: str, date: str, url: str, label: str, accessed: datetime.date | None
) -> None:
    of = document(kind=kind, symbol=symbol, author=author, date=date, source_url=url, status="digest", title="Tide")
    cited = cite(of, label, style, accessed)
    assert cited.count("Tide") == 1
    assert not re.search(r"None|\(\)|<>|,,|, ,|\( |  | ,|^,|,$|\.\.|,\.", cited), cited
    assert cited == cited.strip()
    assert cited.endswith((".", ".”")) == (style != "OSCOLA")


@given(title=st.text(min_size=1), author=st.text(), label=st.text(), style=st.sampled_from(STYLES))
def test_any_text_gives_one_line(title: str, author: str, label: str, style: Style) -> None:
    assert len(cite(document(title=title, author=author, kind="page"), label, style).splitlines()) <= 1
