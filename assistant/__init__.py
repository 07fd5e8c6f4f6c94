"""Answers questions on international solidarity law from a corpus, and proves every citation."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.assistant import Assistant
    from assistant.settings import Settings

__all__ = ["build_assistant"]


def build_assistant(settings: "Settings | None" = None, chat_model: "BaseChatModel | None" = None) -> "Assistant":
    """Build the assistant over the store that the settings name (read from the environment when not given).

    A chat model that is given takes the place of the one that the settings name.

    Raises:
        SettingsError: a setting cannot be used, or the package of the chat model's provider is not installed.
        StoreError: the store cannot be opened, or was made with another embedding model.
    """
    from assistant.answering.chat_model import load_chat_model
    from assistant.assistant import Assistant
    from assistant.settings import load_settings
    from vectorstore.embedding import EmbeddingModel
    from vectorstore.store import Store

    settings = settings or load_settings()
    model = EmbeddingModel(settings.embedding_model)
    store = Store(location=settings.store_location, collection=settings.collection, model_id=model.id)
    if chat_model is None and settings.model:
        chat_model = load_chat_model(settings)
    return Assistant(store, model, settings, chat_model)
