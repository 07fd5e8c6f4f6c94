import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Passage, Provision
from ingest.passages import article_texts, content_hash, context_of, cut, embedded_text
from tests.assistant.samples import provision
from vectorstore.embedding import EmbeddingModel

_MODEL = EmbeddingModel()
_WORDS = st.sampled_from(
    [
        "States",
        "shall",
        "share",
        "the harvest",
        "of the sea. ",
        "villages; ",
        "(a) nets, ",
        "\n",
        "海",
        "공유",
        "“yield”",
        "x" * 300,
    ]
)
_PIECES = st.lists(st.one_of(_WORDS, st.text(max_size=12)), min_size=1, max_size=30)
_TEXT = st.builds(lambda pieces, times: " ".join(pieces * times), _PIECES, st.integers(1, 20)).filter(str.strip)
_CONTEXT = st.lists(st.sampled_from(["Sea Convention", "III.", "Duties", "A/HRC/99/1"]), max_size=12).map(". ".join)

_PARAGRAPHS = [("art-1/chapeau", "Villages lend nets:"), ("art-1/1", "In winter."), ("art-1/2", "In spring.")]


def _provision(text: str, heading_path: tuple[str, ...] = (), chapeau: str = "") -> Provision:
    return Provision(
        id="x/1",
        document_key="x@digest",
        label="art. 1",
        text=text,
        order=0,
        heading_path=heading_path,
        chapeau=chapeau,
    )


def _cut(text: str, context: str = "") -> list[Passage]:
    return cut(_provision(text), context, _MODEL.max_tokens, _MODEL.count_tokens)


@settings(max_examples=150, deadline=None)
@given(_TEXT, _CONTEXT)
def test_passages_are_spans_that_cover_the_provision_and_fit_the_model(text: str, context: str) -> None:
    passages = _cut(text, context)
    assert "".join(passage.text for passage in passages) == text
    for passage in passages:
        assert passage.text and passage.text == text[passage.start : passage.end]
        assert _MODEL.count_tokens(embedded_text(context, passage)) + 2 <= _MODEL.max_tokens == 256


def test_a_text_that_fills_the_model_to_the_last_token_is_one_passage() -> None:
    room = 256 - 2 - _MODEL.count_tokens("Sea Convention.")
    assert len(_cut("sea " * room, "Sea Convention")) == 1
    assert len(_cut("sea " * (room + 1), "Sea Convention")) == 2


def test_a_short_provision_is_one_passage() -> None:
    (passage,) = _cut("States shall share the harvest.", "Sea Convention")
    assert (passage.start, passage.text) == (0, "States shall share the harvest.")


def test_cuts_fall_between_lines_then_between_sentences() -> None:
    sentence = "Every village on the coast keeps a book of the nets that it has lent to others. "
    lines = [sentence * 6, sentence * 6, sentence * 6]
    passages = _cut("\n".join(lines))
    assert len(passages) > 1
    assert all(passage.text.endswith(("\n", "others. ")) for passage in passages)


def test_the_context_is_the_last_heading_and_the_chapeau() -> None:
    lending = _provision("Nets.", ("PART I", "Lending", "Nets"), "Villages shall lend:")
    assert context_of(lending) == "Nets. Villages shall lend"


@pytest.mark.parametrize(
    ("heading_path", "chapeau", "context"),
    [((), "", ""), (("Nets",), "", "Nets"), ((), "Villages shall lend:", "Villages shall lend")],
)
def test_the_context_has_no_gap_where_heading_or_chapeau_is_missing(
    heading_path: tuple[str, ...], chapeau: str, context: str
) -> None:
    assert context_of(_provision("Nets.", heading_path, chapeau)) == context


def test_a_long_context_is_cut_at_a_word() -> None:
    context = context_of(_provision("Nets.", ("harvest " * 100,)))
    assert len(context) <= 400
    assert context.endswith("harvest")


@pytest.mark.parametrize(("context", "expected"), [("Sea", "Sea.\nNets."), ("", "Nets.")])
def test_the_context_stands_before_the_embedded_text(context: str, expected: str) -> None:
    passage = Passage(provision=_provision("Nets."), start=0, end=5)
    assert embedded_text(context, passage) == expected


def test_the_text_of_an_article_is_that_of_its_paragraphs_under_its_heading() -> None:
    lending = [provision(path, text, heading_path=("Part I", "Nets")) for path, text in _PARAGRAPHS]
    assert article_texts(lending) == {"sea/art-1": "Nets\nVillages lend nets:\nIn winter.\nIn spring."}


def test_an_article_without_heading_is_its_paragraphs_alone() -> None:
    assert article_texts([provision(path, text) for path, text in _PARAGRAPHS]) == {
        "sea/art-1": "Villages lend nets:\nIn winter.\nIn spring."
    }


@pytest.mark.parametrize("paths", [[], ["art-1"], ["art-1", "art-2/1"], ["para-1/a", "para-1/b", "summary"]])
def test_what_is_cited_in_one_piece_has_no_text_of_its_own_as_an_article(paths: list[str]) -> None:
    assert article_texts([provision(path, label="x") for path in paths]) == {}


def test_of_a_long_article_the_opening_is_kept() -> None:
    (text,) = article_texts([provision(f"art-1/{n}", "harvest " * 100) for n in (1, 2, 3, 4)]).values()
    assert 800 < len(text) < 2000
    assert text.startswith("harvest harvest")


def test_equal_texts_have_equal_hashes() -> None:
    assert content_hash("Nets.") == content_hash("Nets.")
    assert content_hash("Nets.") != content_hash("Nets")
