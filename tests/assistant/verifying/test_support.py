"""The support check on real texts: official ones where they are at hand, the shipped digests always. The claims are our own."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import build_assistant
from assistant.settings import Settings
from assistant.types import VERDICTS
from assistant.verifying.support import MISSING, Assessment, SupportModel, load_support_weights
from ingest.pipeline import Ingest
from ingest.reading import read
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

Pair = tuple[str, str, str]
"""A provision, a sentence that restates it, and the same altered in one respect."""

NUMBERS: list[Pair] = [
    (
        "iccpr/art-6/5",
        "Nobody may be sentenced to death for a crime committed below the age of eighteen.",
        "Nobody may be sentenced to death for a crime committed below the age of twenty-one.",
    ),
    (
        "iccpr/art-28/1",
        "The Human Rights Committee has eighteen members.",
        "The Human Rights Committee has thirty members.",
    ),
    (
        "cat/art-18/1",
        "The Committee elects its officers for a term of two years.",
        "The Committee elects its officers for a term of six years.",
    ),
    (
        "iccpr/art-32/1",
        "The members of the Committee are elected for a term of four years.",
        "The members of the Committee are elected for a term of seven years.",
    ),
    (
        "crc/art-52",
        "Denunciation becomes effective one year after the Secretary-General receives the notification.",
        "Denunciation becomes effective five years after the Secretary-General receives the notification.",
    ),
]
ACTORS: list[Pair] = [
    (
        "iccpr/art-39/1",
        "The Committee elects its own officers.",
        "The Security Council elects the officers of the Committee.",
    ),
    (
        "crc/art-44/5",
        "The Committee reports to the General Assembly on its activities every two years.",
        "The teacher reports to parents on the pupil every two years.",
    ),
    (
        "refugee/art-33/1",
        "A Contracting State must not return a refugee to a territory where his life would be threatened.",
        "An airline must not return a tourist to a territory where his life would be threatened.",
    ),
    (
        "iccpr/art-10/1",
        "Everyone deprived of liberty must be treated with humanity.",
        "Every employer must be treated with humanity by his workers.",
    ),
    ("crc/art-31/1", "The child has the right to rest and leisure.", "The teacher has the right to rest and leisure."),
]
NEGATIONS: list[Pair] = [
    ("iccpr/art-7", "No one may be subjected to torture.", "Everyone may be subjected to torture."),
    (
        "iccpr/art-11",
        "Inability to fulfil a contract is no reason to imprison anyone.",
        "Inability to fulfil a contract is a reason to imprison someone.",
    ),
    (
        "cat/art-2/3",
        "An order from a superior officer may not be invoked as a justification of torture.",
        "An order from a superior officer may be invoked as a justification of torture.",
    ),
    (
        "cat/art-3/1",
        "No State may extradite a person to a country where there is danger of torture.",
        "A State may extradite a person to a country where there is danger of torture.",
    ),
    (
        "refugee/art-31/1",
        "Refugees who come straight from danger must not be punished for entering illegally.",
        "Refugees who come straight from danger may be punished for entering illegally.",
    ),
]
MODALITIES: list[Pair] = [
    (
        "cat/art-2/1",
        "Each State Party must take effective measures to prevent acts of torture.",
        "Each State Party may, if it sees fit, take effective measures to prevent acts of torture.",
    ),
    ("iccpr/art-20/1", "Propaganda for war must be forbidden by law.", "Propaganda for war may be allowed by law."),
    (
        "refugee/art-16/1",
        "A refugee has free access to the courts of all Contracting States.",
        "Contracting States need not give a refugee access to their courts.",
    ),
    (
        "refugee/art-28/1",
        "Contracting States must issue travel documents to refugees lawfully staying in their territory.",
        "Contracting States are free to decide whether to issue travel documents to refugees lawfully staying there.",
    ),
    (
        "un-charter/art-33/1",
        "The parties to a dispute that endangers peace must first of all seek a solution by negotiation.",
        "The parties to a dispute that endangers peace are not obliged to seek a solution by negotiation.",
    ),
]
IN_DIGESTS: list[Pair] = [
    (
        "icescr/art-14",
        "A State in this position has to adopt a detailed plan of action within two years.",
        "A State in this position has to adopt a detailed plan of action within nine years.",
    ),
    (
        "roxham-road/para-2",
        "Canada agreed to welcome 15,000 more migrants from the Western hemisphere.",
        "Canada agreed to welcome 80,000 more migrants from the Western hemisphere.",
    ),
    (
        "a-74-185/excerpt-2",
        "States of the global South host close to 90 per cent of all refugees.",
        "States of the global South host close to 40 per cent of all refugees.",
    ),
    (
        "cat/art-2",
        "Nobody may justify torture by pointing to an order from a superior officer.",
        "Anybody may justify torture by pointing to an order from a superior officer.",
    ),
    ("iccpr/art-8", "Nobody may be held in slavery.", "People may be held in slavery."),
    (
        "genocide/art-5",
        "The Contracting Parties must provide effective penalties for anyone guilty of genocide.",
        "The Contracting Parties are free to decide whether to provide effective penalties for genocide.",
    ),
    (
        "vclt/art-26",
        "The parties to a treaty in force must perform it in good faith.",
        "The parties to a treaty in force need not perform it in good faith.",
    ),
    (
        "icerd/art-4",
        "States parties have to declare illegal organisations that promote racial discrimination.",
        "States parties may, if they wish, declare illegal organisations that promote racial discrimination.",
    ),
]
OTHER_ACTOR: list[Pair] = [
    (
        "un-charter/art-2",
        "Members of the United Nations must settle their international disputes peacefully.",
        "Spouses must settle their disputes peacefully in a court.",
    ),
]
OFFICERS = "The Committee elects its officers. It meets in Geneva twice a year."


@cache
def provisions_of(path: Path) -> dict[str, str]:
    return {item.id: item.text for item in read(path).provisions}


def digest(place: str) -> str:
    return provisions_of(Path(str(files("corpus"))) / f"{place.partition('/')[0]}.md")[place]


def official(place: str, shared: Path) -> str:
    return provisions_of(shared / "library" / "open-treaties" / f"{place.partition('/')[0]}.json")[place]


@pytest.fixture(scope="module")
def support(model: EmbeddingModel) -> SupportModel:
    return SupportModel(model)


@pytest.mark.parametrize(("place", "restated", "altered"), [*NUMBERS, *ACTORS, *NEGATIONS, *MODALITIES])
def test_an_official_text_supports_a_restatement_more_than_its_alteration(
    support: SupportModel, shared: Path, place: str, restated: str, altered: str
) -> None:
    text = official(place, shared)
    assert support.assess(restated, text).support > support.assess(altered, text).support


@pytest.mark.parametrize(("place", "restated", "altered"), IN_DIGESTS + OTHER_ACTOR)
def test_a_digest_supports_a_restatement_more_than_its_alteration(
    support: SupportModel, place: str, restated: str, altered: str
) -> None:
    text = digest(place)
    assert support.assess(restated, text).support > support.assess(altered, text).support


@pytest.mark.parametrize(("place", "restated", "altered"), IN_DIGESTS)
def test_only_the_alteration_has_a_difference_and_is_never_called_supported(
    support: SupportModel, place: str, restated: str, altered: str
) -> None:
    assert support.assess(restated, digest(place)).differences == ()
    found = support.assess(altered, digest(place))
    assert found.differences
    assert found.verdict != "supports"


@pytest.mark.parametrize("claim", [pair[n] for pair in IN_DIGESTS for n in (1, 2)])
def test_the_probabilities_of_the_verdicts_sum_to_1(support: SupportModel, claim: str) -> None:
    found = support.assess(claim, digest("cat/art-2"))
    assert list(found.probabilities) == list(VERDICTS)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in found.probabilities.values())
    assert found.support == found.probabilities["supports"]


COMMANDS = "what the source commands, forbids or allows is not what this says"


@pytest.mark.parametrize(
    ("claim", "text", "difference"),
    [
        ("The tax is paid within 30 days.", "The tax is paid within ten days.", f"{MISSING} number 30"),
        ("The tax is paid within thirty days.", "The tax is paid within 10 days.", f"{MISSING} number 30"),
        ("It was signed in 1987.", "It was signed in 1984.", f"{MISSING} number 1987"),
        ("Aid went from Canada to Malawi.", "Aid went from Canada to Zambia.", f"{MISSING} name Malawi"),
        ("The report was written by Galtung.", "The report was written by Bailliet.", f"{MISSING} name Galtung"),
        ("States may share the harvest.", "States shall share the harvest.", COMMANDS),
        ("States must share the harvest.", "States may share the harvest.", COMMANDS),
        (
            "States do not share the harvest.",
            "States share the harvest.",
            "this denies what the source affirms",
        ),
        (
            "Boats may be turned away.",
            "No boat may be turned away.",
            "this affirms what the source denies",
        ),
        (
            "States share the harvest unless they are at war.",
            "States share the harvest.",
            "the source has no such exception or condition",
        ),
        (
            "States always share the harvest.",
            "States share the harvest unless a storm destroys it.",
            "the source has an exception or condition that this leaves out",
        ),
        (
            "Only coastal States share the harvest.",
            "Coastal States share the harvest.",
            "the source is not limited in this way",
        ),
        (
            "States share the harvest rather than the boats.",
            "States share the harvest and the boats.",
            "the source does not set one against the other",
        ),
    ],
)
def test_each_difference_is_named_and_bars_the_verdict(
    support: SupportModel, claim: str, text: str, difference: str
) -> None:
    found = support.assess(claim, text)
    assert difference in found.differences
    assert found.verdict != "supports"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The tax is paid within ten days.", "The tax is paid within 10 days."),
        ("Aid went to Zambia.", "Aid went to Zambia."),
        ("The UN shares the harvest.", "The United Nations shares the harvest."),
        ("States must share the harvest.", "States shall share the harvest."),
        ("No boat may be turned away.", "No boat shall be turned away."),
        ("It is forbidden to turn a boat away.", "No boat shall be turned away."),
        ("Article 7 has States share the harvest.", "States share the harvest."),
    ],
)
def test_the_same_in_other_words_has_no_difference(support: SupportModel, claim: str, text: str) -> None:
    assert support.assess(claim, text).differences == ()


def test_numbers_and_names_come_first_among_the_differences(support: SupportModel) -> None:
    found = support.assess("Zambia may share 30 boats.", "States shall share ten boats.")
    assert found.differences == (f"{MISSING} number 30", f"{MISSING} name Zambia", COMMANDS)


def test_known_words_count_as_held(support: SupportModel) -> None:
    claim, text = "In 1969 Galtung wrote that peace has two sides.", "The essay says that peace has two sides."
    without, known = support.assess(claim, text), support.assess(claim, text, known="Johan Galtung, 1969")
    assert len(without.differences) == 2
    assert known.differences == ()
    assert known.support > without.support


def test_known_words_alone_support_nothing(support: SupportModel) -> None:
    claim = "Nobody may be held in slavery."
    assert support.assess(claim, digest("roxham-road/para-2"), known=claim).verdict != "supports"


@pytest.mark.parametrize("place", ["roxham-road/para-2", "udhr/art-24", "vclt/art-26"])
def test_a_text_on_something_else_does_not_address_a_claim(support: SupportModel, place: str) -> None:
    found = support.assess("Children may not be made to work in mines.", digest(place))
    assert found.verdict == "does not address"
    assert found.support < 0.2


@pytest.mark.parametrize("place", ["cat/art-2", "roxham-road/para-2", "genocide/art-5", "vclt/art-26"])
def test_a_text_supports_its_own_sentences(support: SupportModel, place: str) -> None:
    text = digest(place)
    sentence = text.split(". ")[-1]
    assert support.assess(sentence, text).verdict == "supports"


@pytest.mark.parametrize(
    ("claim", "nearest"),
    [
        ("It meets two times a year in Geneva.", "It meets in Geneva twice a year."),
        ("The Committee chooses its own officers.", "The Committee elects its officers."),
    ],
)
def test_the_span_frames_the_part_of_the_text_that_is_nearest(support: SupportModel, claim: str, nearest: str) -> None:
    span = support.assess(claim, OFFICERS).span
    assert OFFICERS[span.start : span.end] == nearest


def test_an_item_of_a_list_is_read_with_the_line_that_opens_the_list(support: SupportModel) -> None:
    text = "The following acts shall be punishable:\n(a) Theft of nets;\n(b) Burning of boats."
    claim = "Burning of boats is punishable."
    found = support.assess(claim, text)
    assert text[found.span.start : found.span.end] == "(b) Burning of boats."
    assert found.support > support.assess(claim, "Burning of boats.").support


@pytest.mark.parametrize(
    ("claim", "text"),
    [("", ""), ("", OFFICERS), (OFFICERS, ""), ("  \n", OFFICERS), (OFFICERS, "\n\n"), (OFFICERS, "\u200b")],
)
def test_an_empty_claim_or_text_is_refused(support: SupportModel, claim: str, text: str) -> None:
    with pytest.raises(ValueError, match="at least one word each"):
        support.assess(claim, text)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_any_two_texts_are_assessed_or_refused(claim: str, text: str) -> None:
    try:
        found = _shared_model().assess(claim, text)
    except ValueError as error:
        assert "at least one word each" in str(error)
        return
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert 0 <= found.span.start <= found.span.end <= len(text)


@cache
def _shared_model() -> SupportModel:
    return SupportModel()


def test_what_was_assessed_before_changes_nothing(support: SupportModel, model: EmbeddingModel) -> None:
    claim, text = IN_DIGESTS[0][1], digest("icescr/art-14")
    first, second = support.assess(claim, text), support.assess(claim, text)
    assert first == second
    assert SupportModel(model).assess(claim, text).support == pytest.approx(first.support, abs=1e-3)


def assessed(support: SupportModel) -> Assessment:
    """An assessment with a missing number and another force."""
    found = support.assess("States may share 30 boats.", "States shall share ten boats.")
    assert found.differences == (f"{MISSING} number 30", COMMANDS)
    return found


@pytest.mark.parametrize(
    ("entails", "denies"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.5, 0.5), (0.7, 0.1), (0.05, 0.05)]
)
def test_an_nli_model_decides_on_the_meaning_but_not_on_numbers(
    support: SupportModel, entails: float, denies: float
) -> None:
    found = assessed(support).decided_by(entails, denies)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert (found.support, found.probabilities["contradicts"]) == (entails, denies)
    assert found.differences == (f"{MISSING} number 30",)
    assert found.verdict != "supports"


def test_what_an_nli_model_leaves_open_is_shared_as_before(support: SupportModel) -> None:
    before = assessed(support)
    after = before.decided_by(0.1, 0.1)
    ratio = before.probabilities["partly supports"] / before.probabilities["does not address"]
    assert after.probabilities["partly supports"] / after.probabilities["does not address"] == pytest.approx(ratio)


def test_the_weights_fit_the_features() -> None:
    weights = load_support_weights()
    count = len(weights.mean)
    assert len(weights.scale) == count
    assert all(scale > 0 for scale in weights.scale)
    assert [len(row) for row in weights.weights] == [count] * len(VERDICTS)
    assert len(weights.intercepts) == len(VERDICTS)


def test_a_search_with_another_embedding_model_still_assesses_with_the_packaged_one(
    tmp_path: Path, model: EmbeddingModel
) -> None:
    other = _random_model(tmp_path / "random")
    claim, place = "No human being is another's property.", "iccpr/art-8"
    store = Store(location=tmp_path / "chroma", collection="solidarity", model_id=other.id)
    Ingest(store, other).run([str(files("corpus") / "genocide.md"), str(files("corpus") / "iccpr.md")])
    store.close()
    [checked] = build_assistant(Settings(data_dir=tmp_path, embedding_model=other.id)).check(f"ICCPR 8: {claim}").claims
    [finding] = [item for item in checked.findings if item.citation.provision_id == place]
    assert finding.support == pytest.approx(SupportModel(model).assess(claim, digest(place)).support, abs=0.005)
    assert finding.support != pytest.approx(SupportModel(other).assess(claim, digest(place)).support, abs=0.05)


def _random_model(folder: Path) -> EmbeddingModel:
    """A sentence-transformers model with random weights and the packaged model's tokenizer."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    from vectorstore.embedding import packaged_model_folder

    tokenizer = AutoTokenizer.from_pretrained(str(packaged_model_folder()))
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=256)
    SentenceTransformer(modules=[bert, Pooling(32)]).save(str(folder / "model"))
    return EmbeddingModel(str(folder / "model"))
