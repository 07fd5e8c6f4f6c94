"""The NLI cross-encoder: tiny real ones with random weights, made on the spot."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from assistant.errors import ModelFilesError, SettingsError
from vectorstore.entailment import EntailmentModel

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "villages", "share", "the", "harvest", "boats", "lamp", "."]
_SENTENCES = ["villages share the harvest.", "boats.", "the lamp."]
LABELS = ("entailment", "neutral", "contradiction")


def make_nli_model(folder: Path, labels: tuple[str, ...] = LABELS, always: int | None = None) -> Path:
    """Write a cross-encoder of one layer; with `always` it gives nearly all probability to the label at that place."""
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(_WORDS), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(_WORDS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.4,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    torch.manual_seed(7)
    model = BertForSequenceClassification(config)
    if always is not None:
        torch.nn.init.zeros_(model.classifier.weight)
        torch.nn.init.zeros_(model.classifier.bias)
        model.classifier.bias.data[always] = 5.0
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_nli_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def nli(folder: Path) -> EntailmentModel:
    return EntailmentModel(str(folder))


def test_each_sentence_gets_two_shares_of_one_probability(nli: EntailmentModel) -> None:
    found = nli.probabilities("villages share the harvest.", _SENTENCES)
    assert len(found) == len(_SENTENCES)
    for entails, denies in found:
        assert 0 <= entails <= 1
        assert 0 <= denies <= 1
        assert entails + denies <= 1 + 1e-6


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_sentences_can_be_judged(nli: EntailmentModel, count: int) -> None:
    assert len(nli.probabilities("villages share the harvest.", ["boats."] * count)) == count


def test_sentences_are_told_apart_and_keep_their_probabilities_in_any_order(nli: EntailmentModel) -> None:
    found = nli.probabilities("villages share the harvest.", _SENTENCES)
    assert len({round(entails, 4) for entails, _ in found}) == len(_SENTENCES)
    turned = nli.probabilities("villages share the harvest.", _SENTENCES[::-1])
    for one, other in zip(turned, found[::-1], strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def test_the_sentence_is_read_together_with_the_text(nli: EntailmentModel) -> None:
    [first], [second] = (nli.probabilities(text, ["boats."]) for text in ("villages share the harvest.", "the lamp."))
    assert first != pytest.approx(second, abs=1e-4)


def test_text_and_sentence_are_not_interchangeable(nli: EntailmentModel) -> None:
    [one] = nli.probabilities("villages share the harvest.", ["the lamp."])
    [other] = nli.probabilities("the lamp.", ["villages share the harvest."])
    assert one != pytest.approx(other, abs=1e-4)


@pytest.mark.parametrize(
    ("always", "entails", "denies"), [("entailment", 1, 0), ("neutral", 0, 0), ("contradiction", 0, 1)]
)
@pytest.mark.parametrize("labels", [LABELS, LABELS[::-1], ("neutral", "entailment", "contradiction")])
def test_labels_are_read_by_name_in_whatever_order_the_model_has_them(
    tmp_path: Path, labels: tuple[str, ...], always: str, entails: int, denies: int
) -> None:
    folder = make_nli_model(tmp_path / "nli", labels, always=labels.index(always))
    [found] = EntailmentModel(str(folder)).probabilities("the lamp.", ["boats."])
    assert found == pytest.approx((entails, denies), abs=0.02)


@pytest.mark.parametrize("labels", [("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), ("entailment", "contradiction")])
def test_labels_in_capitals_and_models_without_a_neutral_label_will_do(tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = make_nli_model(tmp_path / "nli", labels, always=0)
    [(entails, denies)] = EntailmentModel(str(folder)).probabilities("the lamp.", ["boats."])
    assert entails > 0.95 > denies


@pytest.mark.parametrize(
    "labels", [("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment", "not_entailment"), ("good", "neutral", "bad")]
)
def test_a_model_with_other_labels_is_refused_with_the_setting_to_change(
    tmp_path: Path, labels: tuple[str, ...]
) -> None:
    folder = make_nli_model(tmp_path / "nli", labels)
    with pytest.raises(SettingsError, match=rf"SOLIDARITY_NLI_MODEL.*{labels[0].lower()}.*needs entailment"):
        EntailmentModel(str(folder)).probabilities("the lamp.", ["boats."])


def test_a_model_with_one_score_is_refused(tmp_path: Path) -> None:
    folder = make_nli_model(tmp_path / "reranker", ("score",))
    with pytest.raises(SettingsError, match="SOLIDARITY_NLI_MODEL"):
        EntailmentModel(str(folder)).probabilities("the lamp.", ["boats."])


def test_naming_a_model_does_not_load_it(tmp_path: Path) -> None:
    EntailmentModel(str(tmp_path / "gone"))


@pytest.mark.parametrize("content", [None, {}, {"config.json": "{"}, {"config.json": "{}"}])
def test_a_folder_without_a_model_is_reported_with_the_setting_to_change(
    tmp_path: Path, content: dict[str, str] | None
) -> None:
    broken = tmp_path / "broken"
    if content is not None:
        broken.mkdir()
        for name, text in content.items():
            (broken / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelFilesError, match=r"NLI model '.*broken'.*SOLIDARITY_NLI_MODEL"):
        EntailmentModel(str(broken)).probabilities("the lamp.", ["boats."])


def test_a_text_beyond_the_length_of_the_model_is_judged_by_its_beginning(nli: EntailmentModel) -> None:
    [long] = nli.probabilities("boats " * 500, ["the lamp."])
    [longer] = nli.probabilities("boats " * 500 + "harvest", ["the lamp."])
    assert long == pytest.approx(longer, abs=1e-6)


def test_threads_that_meet_at_the_first_use_get_the_same_probabilities(folder: Path) -> None:
    fresh = EntailmentModel(str(folder))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda sentence: fresh.probabilities("the lamp.", [sentence])[0], _SENTENCES * 4))
    alone = [EntailmentModel(str(folder)).probabilities("the lamp.", [sentence])[0] for sentence in _SENTENCES] * 4
    for one, other in zip(found, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-5)
