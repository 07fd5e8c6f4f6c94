"""Titles of treaty articles as questions, a set that nobody wrote for this project; what is searched has no titles."""

import json
from pathlib import Path

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import load_settings
from evals.cases import Case
from ingest.numbering import chinese_number
from ingest.pipeline import Ingest
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store


def title_cases(folder: Path, catalogue: Catalogue | None = None) -> list[Case]:
    """One case for each article with a title in the treaty files of a folder; with a catalogue, the instrument is named too."""
    cases = []
    for path in sorted(folder.glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            number = chinese_number(article["article"])
            title = article.get("title_en") or ""
            name = f", {catalogue.works()[path.stem][0].short}" if catalogue else ""
            if title:
                cases.append(
                    Case(
                        question=f"{title}{name}",
                        answerable=True,
                        expected=(f"{path.stem}/art-{number}",),
                        kind="which article",
                        difficulty="hard",
                        persona="lawyer",
                    )
                )
    return cases


def ingest_without_titles(folder: Path, temporary: Path) -> Assistant:
    """An assistant over the treaties of a folder, in a store in `temporary`, whose articles have lost their titles."""
    texts = temporary / "texts"
    texts.mkdir()
    for path in folder.glob("*.json"):
        treaty = json.loads(path.read_text(encoding="utf-8"))
        for article in treaty["articles"]:
            article["title_en"] = article["title_zh"] = ""
        (texts / path.name).write_text(json.dumps(treaty, ensure_ascii=False), encoding="utf-8")
    settings = load_settings(data_dir=temporary / "data")
    model = EmbeddingModel(settings.embedding_model)
    store = Store(location=settings.store_location, collection=settings.collection, model_id=model.id)
    Ingest(store, model).run([str(texts)])
    store.close()
    return build_assistant(settings)
