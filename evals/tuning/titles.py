"""Titles of treaty articles as questions, a set that nobody wrote for this project; what is searched has no titles."""

import json
from pathlib import Path

from assistant.assistant import Assistant
from evals.cases import QuestionCase
from evals.stores import assistant_over
from ingest.numbering import chinese_number
from vectorstore.catalogue import Catalogue


def title_cases(folder: Path, catalogue: Catalogue | None = None) -> list[QuestionCase]:
    """One case for each article with a title in the treaty files of a folder; with a catalogue, the instrument is named too."""
    cases = []
    for path in sorted(folder.glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            number = chinese_number(article["article"])
            title = article.get("title_en") or ""
            name = f", {catalogue.works()[path.stem][0].short}" if catalogue else ""
            if title:
                cases.append(
                    QuestionCase(
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
    return assistant_over(temporary / "data", [str(texts)])
