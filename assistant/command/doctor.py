"""Looks over an installation: packages, model files, store."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from assistant.errors import SettingsError, SolidarityError
from assistant.settings import Settings

_PACKAGES = ("torch", "sentence-transformers", "chromadb", "bm25s", "langchain", "gradio", "pypdf")


@dataclass(frozen=True)
class Check:
    """One thing looked at; `detail` says what was found, or what to do."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings) -> list[Check]:
    """Check everything that an answer depends on, without changing anything."""
    checks = [Check("Python", True, platform.python_version())]
    checks += [_package(name) for name in _PACKAGES]
    return [
        *checks,
        _model(settings),
        _answerer(settings),
        *_store(settings),
    ]


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed: run 'make install'")


def _answerer(settings: Settings) -> Check:
    """Whether the chat model's package and key are there; nothing is sent to it."""
    from assistant.answering.chat_model import load_chat_model

    if not settings.model:
        return Check("answerer", True, "quoting (no language model needed)")
    try:
        load_chat_model(settings)
    except SettingsError as error:
        return Check("answerer", False, str(error))
    return Check("answerer", True, f"chat model {settings.model}; quoting when it fails")


def _model(settings: Settings) -> Check:
    from vectorstore.embedding import EmbeddingModel, packaged_model_folder

    model = EmbeddingModel(settings.embedding_model)
    if settings.embedding_model:
        return Check("embedding model", True, f"{model.id} (by setting, loaded on first use)")
    try:
        packaged_model_folder()
    except SolidarityError as error:
        return Check("embedding model", False, str(error))
    return Check("embedding model", True, f"{model.id}, weights verified by SHA-256")


def _store(settings: Settings) -> list[Check]:
    from vectorstore.embedding import EmbeddingModel
    from vectorstore.store import Store

    try:
        store = Store(
            location=settings.store_location,
            collection=settings.collection,
            model_id=EmbeddingModel(settings.embedding_model).id,
        )
        stored = store.documents()
    except SolidarityError as error:
        return [Check("store", False, str(error))]
    place = f"{settings.store_location}, collection {settings.collection!r}"
    if not stored:
        return [Check("store", False, f"{place}: empty; run 'solidarity ingest'")]
    passages = sum(item.passages for item in stored)
    return [Check("store", True, f"{place}: {len(stored)} documents, {passages} passages")]
