"""This project beside a stock LangChain chain on the same texts: quality, time to index, time to search, memory.

Each system runs in a process of its own, so that its memory can be told: `python -m evals.tuning.compare ours|stock` prints one
line of JSON. `make bench` runs both and prints the table.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

import typer

from assistant import build_assistant
from assistant.assistant import Assistant
from assistant.settings import load_settings
from assistant.types import Document, Provision
from evals.cases import QuestionCase, expected_place, load_cases
from evals.metrics import reciprocal_rank, success_at_k
from evals.stores import assistant_over
from evals.suites.base import timed
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel, packaged_model_folder

FIGURES = ("first", "top 3", "MRR@10")
_DEPTH = 10
# What tutorials for the chain start with.
_CHUNK, _OVERLAP, _CHUNKS_FOUND = 1000, 200, 4
_SHARED_CHARACTERS = 100  # a chunk finds a provision when it holds this much of it, or all of it

Search = Callable[[str], list[set[str]]]
"""Finds, for a question, the ids of the provisions that each result holds, best result first."""


def main(system: str) -> None:
    """Index the texts of the store anew with one system, ask it the answerable development questions, print the figures."""
    cases = [case for case in load_cases(QuestionCase, "dev") if case.answerable]
    with tempfile.TemporaryDirectory() as folder:
        search, index_seconds = {"ours": _ours, "stock": _stock}[system](Path(folder))
        search("warm-up")
        values, seconds = ask_all(search, cases)
    figures = means(values) | {
        "index seconds": index_seconds,
        "search ms": 1000 * median(seconds),
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    typer.echo(json.dumps(figures))


def measured(relevant: Sequence[str], ranked: Sequence[str]) -> dict[str, float]:
    """The figures of one question, by name, for places in the order in which they were found."""
    values = (success_at_k(relevant, ranked, 1), success_at_k(relevant, ranked, 3), reciprocal_rank(relevant, ranked))
    return dict(zip(FIGURES, values, strict=True))


def means(values: Sequence[dict[str, float]]) -> dict[str, float]:
    """The means of the figures of several questions."""
    return {name: fmean(found[name] for found in values) for name in FIGURES}


def search_of(assistant: Assistant) -> Search:
    """The search of this project, each result with one provision."""
    return lambda question: [{hit.provision.id} for hit in assistant.search(question, _DEPTH)]


def ask_all(search: Search, cases: Sequence[QuestionCase]) -> tuple[list[dict[str, float]], list[float]]:
    """The figures of each question, and the seconds that its search took."""
    values, seconds = [], []
    for case in cases:
        found, elapsed = timed(lambda asked=case.question: search(asked))  # type: ignore[misc]
        seconds.append(elapsed)
        places = dict.fromkeys(_place(case, ids, n) for n, ids in enumerate(found))
        values.append(measured(case.expected, list(places)))
    return values, seconds


def _place(case: QuestionCase, ids: Collection[str], n: int) -> str:
    """The expected place that the n-th result holds, else a name that is nobody's."""
    return next((place for item in ids if (place := expected_place(case.expected, item))), f"result {n}")


def _ours(folder: Path) -> tuple[Search, float]:
    settings = load_settings()
    EmbeddingModel(settings.embedding_model).encode(["warm-up"])
    sources = [stored.source for stored in build_assistant().sources()]
    assistant, elapsed = timed(lambda: assistant_over(folder, sources, settings))
    assistant.warm_up()
    return search_of(assistant), elapsed


def _stock(folder: Path) -> tuple[Search, float]:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document as TextDocument
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    catalogue = build_assistant().catalogue
    spans = {document.key: list(_spans(document, catalogue)) for document in catalogue.documents.values()}
    texts = [
        TextDocument("".join(text for _, text in parts), metadata={"key": key}) for key, parts in spans.items() if parts
    ]
    embeddings = HuggingFaceEmbeddings(model_name=str(packaged_model_folder()), model_kwargs={"device": "cpu"})
    embeddings.embed_query("warm-up")
    started = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP, add_start_index=True)
    store = Chroma.from_documents(splitter.split_documents(texts), embeddings, persist_directory=str(folder))
    index_seconds = time.perf_counter() - started

    def search(question: str) -> list[set[str]]:
        chunks: list[Any] = store.similarity_search(question, k=_CHUNKS_FOUND)
        return [
            _held(spans[chunk.metadata["key"]], chunk.metadata["start_index"], len(chunk.page_content))
            for chunk in chunks
        ]

    return search, index_seconds


def _spans(document: Document, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The text of a document as its file has it: for each provision its id and its label, heading, words and questions."""
    for provision in catalogue.provisions_of(document.key):
        yield provision.id, _as_in_file(provision)


def _as_in_file(provision: Provision) -> str:
    heading = ": ".join([provision.label, *provision.heading_path[-1:]])
    questions = "".join(f"- {question}\n" for question in provision.questions)
    return f"{heading}\n{provision.text}\n{questions}\n"


def _held(spans: Sequence[tuple[str, str]], start: int, length: int) -> set[str]:
    """The provisions of which a chunk holds enough."""
    held, at = set(), 0
    for provision_id, text in spans:
        shared = min(at + len(text), start + length) - max(at, start)
        if shared >= min(_SHARED_CHARACTERS, len(text)):
            held.add(provision_id)
        at += len(text)
    return held


if __name__ == "__main__":
    main(sys.argv[1])
