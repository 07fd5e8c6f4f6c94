"""The embedding model and its guard."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelFilesError
from vectorstore.embedding import EmbeddingModel, check_weights, packaged_model_folder


def test_the_packaged_model_gives_unit_vectors_of_384_dimensions(model: EmbeddingModel) -> None:
    vectors = model.encode(["Boats are shared.", "Vessels are held in common.", "The moon is far."])
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_packaged_weights_are_the_published_ones() -> None:
    check_weights(packaged_model_folder() / "model.safetensors")


def test_other_bytes_are_refused_with_both_hashes_and_a_way_out(tmp_path: Path) -> None:
    forged = tmp_path / "model.safetensors"
    forged.write_bytes(b"not the weights")
    with pytest.raises(ModelFilesError, match=r"expected 53aa51172d14.*Reinstall"):
        check_weights(forged)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesError, match=r"missing: .*gone\.safetensors"):
        check_weights(tmp_path / "gone.safetensors")


def test_another_model_can_be_named_by_its_folder(model: EmbeddingModel) -> None:
    other = EmbeddingModel(str(packaged_model_folder()))
    assert other.id != model.id
    assert other.max_tokens == model.max_tokens
    assert other.count_tokens("shared boats") == model.count_tokens("shared boats")
    assert other.encode(["boat"]) == pytest.approx(model.encode(["boat"]), abs=1e-5)


def test_a_model_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelFilesError, match="SOLIDARITY_EMBEDDING_MODEL"):
        EmbeddingModel(str(tmp_path)).encode(["boat"])


def test_threads_that_meet_at_the_first_use_share_one_model() -> None:
    fresh = EmbeddingModel()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: fresh.encode([f"boat number {n}"])[0], range(32)))
    assert np.array(found) == pytest.approx(fresh.encode([f"boat number {n}" for n in range(32)]), abs=1e-5)
