"""Stores made for measuring: given texts ingested into a folder, and an assistant over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.settings import Settings, load_settings
from ingest.lock import ingest_lock
from ingest.pipeline import Ingest
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def assistant_over(
    folder: Path, texts: Sequence[str], settings: Settings | None = None, chat_model: "BaseChatModel | None" = None
) -> Assistant:
    """Bring the store in a folder up to date with files, folders and globs; what has not changed is not embedded again.

    Raises:
        SolidarityError: a text cannot be ingested; the message names it.
    """
    settings = (settings or load_settings()).model_copy(update={"data_dir": folder, "chroma_url": ""})
    with ingest_lock(folder, settings.lock_seconds, lambda _: None):
        model = EmbeddingModel(settings.embedding_model)
        store = Store(location=settings.store_location, collection=settings.collection, model_id=model.id)
        report = Ingest(store, model).run(texts)
        store.close()
    failed = next((item for item in report.files if item.outcome == "failed"), None)
    if failed is not None:
        raise SolidarityError(f"{failed.source} cannot be ingested: {failed.detail}.")
    return build_assistant(settings, chat_model)
