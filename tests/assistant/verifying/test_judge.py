"""The judge on shipped digests, with the real support check and tiny NLI cross-encoders whose opinion is fixed."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.errors import ModelFilesError, SettingsError
from assistant.settings import Settings
from assistant.verifying.judge import Judge
from assistant.verifying.support import MISSING, SupportModel
from ingest.reading import read
from tests.vectorstore.test_entailment import LABELS, make_nli_model
from vectorstore.embedding import EmbeddingModel
from vectorstore.entailment import EntailmentModel

SUPPORTED = [
    ("vclt/art-26", "The parties to a treaty in force must perform it in good faith."),
    ("genocide/art-5", "The Contracting Parties must provide effective penalties for anyone guilty of genocide."),
    ("cat/art-2", "Nobody may justify torture by pointing to an order from a superior officer."),
    ("roxham-road/para-2", "Canada agreed to welcome 15,000 more migrants from the Western hemisphere."),
]
REFUSED = [
    (
        "vclt/art-26",
        "The parties to a treaty in force need not perform it in good faith.",
        "commands, forbids or allows",
    ),
    ("genocide/art-5", "The Contracting Parties may provide penalties if they wish.", "commands, forbids or allows"),
    ("cat/art-2", "Anybody may justify torture by pointing to an order.", "commands, forbids or allows"),
    ("roxham-road/para-2", "Canada agreed to welcome 90,000 more migrants.", f"{MISSING} number 90000"),
    ("roxham-road/para-2", "Portugal agreed to welcome 15,000 more migrants.", f"{MISSING} name Portugal"),
    ("vclt/art-26", "Children like to play football after school.", "not say this clearly enough (support 0.0"),
]


@cache
def digest(place: str) -> str:
    provisions = read(Path(str(files("corpus"))) / f"{place.partition('/')[0]}.md").provisions
    return next(item.text for item in provisions if item.id == place)


@pytest.fixture(scope="module")
def support(model: EmbeddingModel) -> SupportModel:
    return SupportModel(model)


@pytest.fixture(scope="module")
def judge(support: SupportModel) -> Judge:
    return Judge(support, threshold=0.6)


@pytest.fixture(scope="module")
def judge_with(support: SupportModel, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Judge]:
    """A judge whose NLI model always gives one label."""
    folder = tmp_path_factory.mktemp("nli")

    @cache
    def build(label: str) -> Judge:
        model = make_nli_model(folder / label, always=LABELS.index(label))
        return Judge(support, 0.6, EntailmentModel(str(model)))

    return build


@pytest.mark.parametrize(("place", "sentence"), SUPPORTED)
def test_what_the_source_says_has_no_fault(judge: Judge, place: str, sentence: str) -> None:
    assert judge.fault(sentence, digest(place)) == ""


@pytest.mark.parametrize(("place", "sentence", "reason"), REFUSED)
def test_what_the_source_does_not_say_is_refused_with_a_reason(
    judge: Judge, place: str, sentence: str, reason: str
) -> None:
    assert reason in judge.fault(sentence, digest(place))


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("cat/art-2", "Each school has to take effective measures to prevent acts of torture."),
        pytest.param(
            "refugee/art-28",
            "Airlines have to issue travel documents to tourists lawfully staying in their territory.",
            marks=pytest.mark.xfail(
                strict=True, reason="another kind of actor is no difference, and the score stays above 0.6"
            ),
        ),
    ],
)
def test_a_duty_of_somebody_else_is_refused(judge: Judge, place: str, sentence: str) -> None:
    assert judge.fault(sentence, digest(place))


@pytest.mark.parametrize(("place", "sentence", "reason"), REFUSED[:5])
def test_a_difference_is_refused_even_where_no_probability_is_asked_for(
    support: SupportModel, place: str, sentence: str, reason: str
) -> None:
    assert reason in Judge(support, threshold=0.0).fault(sentence, digest(place))


@pytest.mark.parametrize(("place", "sentence"), SUPPORTED)
def test_a_threshold_of_1_refuses_everything_and_says_how_near_it_came(
    support: SupportModel, place: str, sentence: str
) -> None:
    found = support.assess(sentence, digest(place)).support
    assert f"(support {found:.2f})" in Judge(support, threshold=1.0).fault(sentence, digest(place))


def test_a_word_that_is_known_of_the_work_is_no_fault(support: SupportModel) -> None:
    judge, place = Judge(support, threshold=0.0), "galtung-positive-peace/para-1"
    sentence = f"In 2099 Galtung said: {digest(place).partition('. ')[0]}."
    assert judge.fault(sentence, digest(place)) == f"{MISSING} number 2099"
    assert judge.fault(sentence, digest(place), known="Johan Galtung, 2099") == ""


@pytest.mark.parametrize("nothing", ["", " ", "\n\t", "…", "?!", "“”", "\u200b", "[…]", "—"])
def test_where_there_is_nothing_to_compare_nothing_is_supported(judge: Judge, nothing: str) -> None:
    [(place, sentence), *_] = SUPPORTED
    assert judge.fault(nothing, digest(place)) == "there is nothing to compare"
    assert judge.fault(sentence, nothing) == "there is nothing to compare"


def test_the_nearest_part_of_a_text_is_found(judge: Judge) -> None:
    text = digest("cat/art-2")
    span = judge.nearest("Soldiers cannot excuse torture by orders from a superior officer.", text)
    assert text[span.start : span.end].startswith("Paragraph 3 adds that nobody may justify torture")


def test_support_below_the_threshold_is_support_in_part_at_most(support: SupportModel) -> None:
    for place, sentence in SUPPORTED:
        found = support.assess(sentence, digest(place))
        assert Judge(support, found.support - 0.01).verdict(found) == "supports"
        assert Judge(support, found.support + 0.01).verdict(found) == "partly supports"


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_threshold_changes_no_other_verdict(support: SupportModel, threshold: float) -> None:
    for place, sentence, _ in REFUSED:
        found = support.assess(sentence, digest(place))
        assert Judge(support, threshold).verdict(found) == found.verdict != "supports"


@pytest.mark.parametrize(("place", "sentence"), [*SUPPORTED, *(item[:2] for item in REFUSED[:3]), REFUSED[5][:2]])
def test_an_nli_model_that_is_set_decides_on_the_meaning(
    judge_with: Callable[[str], Judge], place: str, sentence: str
) -> None:
    assert judge_with("entailment").fault(sentence, digest(place)) == ""
    assert judge_with("contradiction").assess(sentence, digest(place)).verdict == "contradicts"
    for label in ("neutral", "contradiction"):
        assert "not say this clearly enough (support 0.0" in judge_with(label).fault(sentence, digest(place))


@pytest.mark.parametrize(("place", "sentence", "reason"), REFUSED[3:5])
def test_no_nli_model_overrules_a_number_or_a_name(
    judge_with: Callable[[str], Judge], place: str, sentence: str, reason: str
) -> None:
    assert judge_with("entailment").fault(sentence, digest(place)) == reason


def test_an_nli_model_with_other_labels_is_refused_by_name(support: SupportModel, tmp_path: Path) -> None:
    folder = make_nli_model(tmp_path / "sentiment", ("good", "neutral", "bad"))
    [(place, sentence), *_] = SUPPORTED
    with pytest.raises(SettingsError, match=r"SOLIDARITY_NLI_MODEL='.*sentiment' has the labels good, neutral, bad"):
        Judge(support, 0.6, EntailmentModel(str(folder))).fault(sentence, digest(place))


def test_a_missing_nli_model_is_never_taken_for_a_missing_support(support: SupportModel, tmp_path: Path) -> None:
    [(place, sentence), *_] = SUPPORTED
    with pytest.raises(ModelFilesError, match=r"gone.*SOLIDARITY_NLI_MODEL"):
        Judge(support, 0.6, EntailmentModel(str(tmp_path / "gone"))).fault(sentence, digest(place))


def test_the_setting_reaches_the_argument_check(corpus_dir: Path, tmp_path: Path) -> None:
    folder = make_nli_model(tmp_path / "nli", always=LABELS.index("contradiction"))
    claim = "Under article 26 of the VCLT, the parties to a treaty in force must perform it in good faith."
    [alone] = build_assistant(Settings(data_dir=corpus_dir)).check(claim).claims
    [decided] = build_assistant(Settings(data_dir=corpus_dir, nli_model=str(folder))).check(claim).claims
    assert (alone.verdict, decided.verdict) == ("supports", "contradicts")
