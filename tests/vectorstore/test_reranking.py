"""The cross-encoder: a tiny real one with random weights, made on the spot."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from assistant.errors import ModelFilesError
from vectorstore.reranking import Reranker

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "shares", "the", "harvest", "boats", "lamp", "nets", "?"]
_TEXTS = ["boats", "the lamp", "nets the harvest shares"]


def make_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """Write a cross-encoder of one layer; large weights make its scores differ."""
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
        initializer_range=1.0,
    )
    config.num_labels = labels
    torch.manual_seed(7)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    return Reranker(str(folder))


def test_every_text_gets_one_score_from_0_to_1(reranker: Reranker) -> None:
    found = reranker.scores("who shares the harvest?", _TEXTS)
    assert found.shape == (3,)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()


def test_texts_are_told_apart_and_keep_their_scores_in_any_order(reranker: Reranker) -> None:
    found = reranker.scores("who shares the harvest?", _TEXTS)
    assert len({round(float(score), 4) for score in found}) == 3
    assert reranker.scores("who shares the harvest?", _TEXTS[::-1]) == pytest.approx(found[::-1], abs=1e-5)


def test_the_question_is_read_together_with_the_text(reranker: Reranker) -> None:
    first, second = (reranker.scores(question, ["nets"])[0] for question in ("who shares the harvest?", "lamp boats"))
    assert first != pytest.approx(second, abs=1e-4)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_texts_can_be_scored(reranker: Reranker, count: int) -> None:
    assert reranker.scores("who?", ["nets"] * count).shape == (count,)


def test_a_text_beyond_the_length_of_the_model_is_scored_by_its_beginning(reranker: Reranker) -> None:
    long, longer = reranker.scores("who?", ["nets " * 500, "nets " * 500 + "lamp"])
    assert long == pytest.approx(longer, abs=1e-6)


def test_threads_that_meet_at_the_first_use_share_one_model(folder: Path) -> None:
    fresh = Reranker(str(folder))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: fresh.scores("who?", [text])[0], _TEXTS))
    assert found == pytest.approx(fresh.scores("who?", _TEXTS), abs=1e-5)


def test_naming_a_model_does_not_load_it(tmp_path: Path) -> None:
    Reranker(str(tmp_path / "gone"))


@pytest.mark.parametrize("content", [None, {}, {"config.json": "{"}, {"config.json": "{}"}])
def test_a_folder_without_a_model_is_reported_with_the_setting_to_change(
    tmp_path: Path, content: dict[str, str] | None
) -> None:
    broken = tmp_path / "broken"
    if content is not None:
        broken.mkdir()
        for name, text in content.items():
            (broken / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelFilesError, match=r"cross-encoder '.*broken'.*SOLIDARITY_RERANKER"):
        Reranker(str(broken)).scores("who?", ["nets"])
