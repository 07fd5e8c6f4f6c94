import pytest

from assistant.errors import SolidarityError
from ingest.sources import chosen_sources, known_sources, parse_sources

_NETS = '[[source]]\nid = "nets"\ntitle = "Charter of Nets"\nshort = "Nets"\nkind = "treaty"\n'


def test_a_source_list_gives_sources_by_id() -> None:
    source = parse_sources(_NETS + 'aliases = ["Net Charter"]\narticles = 3\n')["nets"]
    assert (source.title, source.aliases, source.articles, source.language) == (
        "Charter of Nets",
        ("Net Charter",),
        3,
        "en",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[source]\n", "sources.toml is not valid TOML"),
        (_NETS + _NETS, "the id 'nets' comes twice"),
        (_NETS + "colour = 'blue'\n", "source.0.colour = 'blue': Extra inputs are not permitted"),
        (_NETS + "articles = -1\n", "source.0.articles = -1"),
        (_NETS + "url = 'http://example.org'\n", "source.0.url = 'http://example.org'"),
        (_NETS + "sha256 = 'abc'\n", "source.0.sha256 = 'abc'"),
        (_NETS + "format = 'EPUB'\n", "source.0.format = 'EPUB'"),
        (_NETS.replace('"nets"', '"Nets!"'), "source.0.id = 'Nets!'"),
        (_NETS.replace('kind = "treaty"\n', ""), "source.0.kind"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_place_and_value(text: str, message: str) -> None:
    with pytest.raises(SolidarityError) as caught:
        parse_sources(text)
    assert message in str(caught.value)


def test_the_list_that_ships_is_valid_and_names_every_work_apart() -> None:
    sources = known_sources().values()
    assert len(sources) > 20
    assert len({source.short for source in sources}) == len(sources)
    for source in sources:
        assert bool(source.url) == bool(source.format), f"{source.id} has an address without a format, or the reverse"


def test_symbols_of_the_list_are_the_ids_of_their_documents() -> None:
    for source in known_sources().values():
        if source.symbol:
            assert source.id == source.symbol.lower().replace("/", "-")


def test_sources_are_chosen_by_id_or_all_that_have_an_address() -> None:
    assert [source.id for source in chosen_sources(["udhr"])] == ["udhr"]
    assert all(source.url for source in chosen_sources([]))


def test_an_unknown_id_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SolidarityError, match=r"No source has the id 'nets'\. The list has: a-72-171,"):
        chosen_sources(["udhr", "nets"])
