"""Loads a cross-encoder: a model that reads two texts together."""

from typing import Any

from assistant.errors import ModelFilesError
from vectorstore.embedding import keep_libraries_offline


def load_cross_encoder(name: str, kind: str, advice: str, **options: Any) -> Any:
    """Load a sentence-transformers cross-encoder by name or folder; `kind` and `advice` are for the message of a failure.

    Raises:
        ModelFilesError: the model cannot be loaded.
    """
    keep_libraries_offline(name)
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(name, device="cpu", **options)
    except (OSError, ValueError) as error:
        raise ModelFilesError(f"The {kind} {name!r} cannot be loaded ({error}). {advice}") from error
