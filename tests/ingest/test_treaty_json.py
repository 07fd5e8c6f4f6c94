import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import DocumentError
from ingest.loaders.treaty_json import load_treaty_json
from ingest.reading import read
from tests.ingest.samples import provision_texts, written

_TREATIES = (
    *(
        "cat",
        "cedaw",
        "crc",
        "crpd",
        "genocide",
        "iccpr",
        "iccpr-op1",
        "icerd",
        "icescr",
        "op-icescr",
        "refugee",
        "udhr",
    ),
    *("un-charter", "vclt"),
)


def _article(number: str, english: str, chinese: str = "", title: str = "") -> dict[str, str]:
    return {"article": number, "title_en": title, "content_en": english, "content_zh": chinese}


def _treaty(*articles: dict[str, str], preamble: str = "") -> dict[str, Any]:
    return {"treaty_en": "Charter of Nets", "preamble_en": preamble, "articles": list(articles)}


def _provisions(folder: Path, *articles: dict[str, str], preamble: str = "") -> dict[str, str]:
    path = written(folder, "nets.json", json.dumps(_treaty(*articles, preamble=preamble)))
    return provision_texts(load_treaty_json(path).blocks)


@pytest.mark.parametrize(
    "chinese", ["一 漁網共有。二 船隻不共有。", "1.漁網共有。\n2.船隻不共有。", "一、漁網共有。\n二、船隻不共有。"]
)
def test_numbers_lost_in_english_are_taken_from_the_chinese_text(tmp_path: Path, chinese: str) -> None:
    found = _provisions(tmp_path, _article("三", "Nets are common.Boats are not common.", chinese))
    assert found == {"art-3/1": "Nets are common.", "art-3/2": "Boats are not common."}


def test_items_stay_with_the_paragraph_that_opens_them(tmp_path: Path) -> None:
    english = "Nets are common.Boats are lent:(a) in winter;(b) after storms.Ropes are sold."
    chinese = "一 漁網共有。二 船隻可借：（子）冬季；（丑）風暴後。三 繩索出售。"
    assert _provisions(tmp_path, _article("一", english, chinese)) == {
        "art-1/1": "Nets are common.",
        "art-1/2": "Boats are lent:\n(a) in winter;\n(b) after storms.",
        "art-1/3": "Ropes are sold.",
    }


@pytest.mark.parametrize(
    "chinese",
    ["一 漁網共有。二 船隻不共有。三 繩索出售。", "一 漁網共有。三 船隻不共有。", "漁網共有，船隻不共有。", ""],
)
def test_an_article_whose_numbers_do_not_agree_stays_one_provision(tmp_path: Path, chinese: str) -> None:
    found = _provisions(tmp_path, _article("二", "Nets are common.Boats are not common.", chinese))
    assert found == {"art-2": "Nets are common.\nBoats are not common."}


def test_numbers_in_the_english_text_are_kept(tmp_path: Path) -> None:
    found = _provisions(tmp_path, _article("四", "1. Nets are common.\n2. Boats are not.", "一 漁網。二 船。三 繩。"))
    assert found == {"art-4/1": "Nets are common.", "art-4/2": "Boats are not."}


def test_the_preamble_is_cut_into_recitals(tmp_path: Path) -> None:
    found = _provisions(
        tmp_path, _article("一", "Nets."), preamble="The villages of the coast,Recalling the winters,Have agreed:"
    )
    assert list(found) == ["preamble/chapeau", "preamble/1", "preamble/2", "art-1"]


def test_titles_of_articles_are_headings(tmp_path: Path) -> None:
    path = written(tmp_path, "nets.json", json.dumps(_treaty(_article("十二", "Nets are lent.", title="Lending"))))
    (provision,) = read(path).provisions
    assert (provision.id, provision.heading_path) == ("nets/art-12", ("Lending",))


def test_a_treaty_is_official_text(tmp_path: Path) -> None:
    document = read(written(tmp_path, "nets.json", json.dumps(_treaty(_article("一", "Nets."))))).document
    assert (document.title, document.status, document.kind) == ("Charter of Nets", "official text", "treaty")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not valid JSON"),
        (b"\xff\xfe\x00", "is not valid JSON"),
        ("[1, 2]", "is JSON but not a treaty"),
        ('{"articles": [], "title": "x"}', "is JSON but not a treaty"),
        (json.dumps(_treaty(_article("第一條", "Nets."))), "has an article, the 1. in the file, that cannot be read"),
        (json.dumps(_treaty({"article": "一"})), "has an article, the 1. in the file, that cannot be read"),
    ],
)
def test_what_is_no_treaty_is_refused_in_one_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        load_treaty_json(written(tmp_path, "x.json", content))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", _TREATIES)
def test_every_article_of_the_official_treaties_is_found(shared: Path, key: str) -> None:
    path = shared / "library" / "open-treaties" / f"{key}.json"
    found = read(path)
    articles = {provision.id.split("/")[1] for provision in found.provisions if "/art-" in provision.id}
    total = json.loads(path.read_text(encoding="utf-8"))["total_articles"]
    assert articles == {f"art-{number}" for number in range(1, total + 1)}
    assert found.document.articles in (0, total)
    assert all(provision.text.strip() for provision in found.provisions)
    assert len({provision.id for provision in found.provisions}) == len(found.provisions)


def test_no_official_treaty_is_left_out_of_these_tests(shared: Path) -> None:
    assert sorted(path.stem for path in (shared / "library" / "open-treaties").glob("*.json")) == sorted(_TREATIES)
