"""Public data sets: support in WiCE's format, retrieval in BEIR's, so that figures can be held against published ones.

WiCE: Kamoi et al. (2023). BEIR: Thakur et al. (2021), a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv.
"""

import csv
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import frontmatter
from pydantic import BaseModel, Field, ValidationError

from assistant.assistant import Assistant
from assistant.errors import SolidarityError
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from evals import metrics
from evals.cases import lines_of
from evals.intervals import Estimate, estimate, f1_estimate
from evals.stores import assistant_over
from evals.summary import written, written_interval
from evals.tuning.claims import Pair, wice_pairs
from evals.validation import first_fault

_DEPTH = 10
_PROVISIONS = 50  # found provisions that are looked through for ten documents
_WICE_NOTE = "The weights of the support check were fitted on WiCE's development rows: only its test rows are unseen."


class _BeirDocument(BaseModel):
    id: str = Field(alias="_id")
    title: str = ""
    text: str


class _BeirQuery(BaseModel):
    id: str = Field(alias="_id")
    text: str


Row = TypeVar("Row", bound=BaseModel)


def measure_public(path: Path, assistant: Assistant) -> str:
    """Measure on public data, and give the figures as text: a file is taken for WiCE's format, a folder for BEIR's.

    Raises:
        SolidarityError: there is nothing at the path, or it is in neither format; the message names file and line.
    """
    if path.is_dir():
        return _table("BEIR", path, beir_figures(path, assistant))
    if not path.exists():
        raise SolidarityError(f"There is neither a file nor a folder {path}.")
    return f"{_table('WiCE', path, wice_figures(list(wice_pairs(path)), assistant))}\n{_WICE_NOTE}"


def wice_figures(pairs: list[Pair], assistant: Assistant) -> dict[str, tuple[Estimate, str]]:
    """Agreement of the support check with the labels, claim by claim: a claim is supported when one of its rows supports it."""
    judge = Judge(SupportModel(), assistant.settings.support_threshold)
    truth: dict[str, bool] = {}
    given: dict[str, bool] = {}
    for pair in pairs:
        truth[pair.group] = truth.get(pair.group, False) or pair.verdict == "supports"
        given[pair.group] = given.get(pair.group, False) or not judge.fault(pair.claim, pair.text)
    if not truth:
        raise SolidarityError("The file holds no claims.")
    labels, verdicts = list(truth.values()), [given[claim] for claim in truth]
    right = [float(label == verdict) for label, verdict in zip(labels, verdicts, strict=True)]
    passed_wrongly = [float(verdict) for label, verdict in zip(labels, verdicts, strict=True) if not label]
    figures = {
        "F1 of supported claims": (f1_estimate(labels, verdicts), "score"),
        "claims judged rightly": (estimate(right), "share"),
    }
    return figures | ({"unsupported but passed": (estimate(passed_wrongly), "share")} if passed_wrongly else {})


def beir_figures(folder: Path, assistant: Assistant) -> dict[str, tuple[Estimate, str]]:
    """Retrieval by document over a store of the folder's own corpus, with this project's search and embedding model."""
    documents = list(_rows(folder / "corpus.jsonl", _BeirDocument))
    queries = {row.id: row.text for row in _rows(folder / "queries.jsonl", _BeirQuery)}
    relevant = _judgements(folder / "qrels" / "test.tsv", queries)
    values: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        ids = _write_documents(documents, Path(temporary) / "texts")
        own = assistant_over(Path(temporary) / "data", [str(Path(temporary) / "texts")], assistant.settings)
        for query, right in relevant.items():
            hits = own.search(queries[query], _PROVISIONS)
            ranked = list(dict.fromkeys(ids[hit.document.id] for hit in hits))
            values.append(
                {
                    "nDCG@10": metrics.ndcg(right, ranked, _DEPTH),
                    "recall@10": metrics.recall_at_k(right, ranked, _DEPTH),
                    "MRR@10": metrics.reciprocal_rank(right, ranked, _DEPTH),
                }
            )
    return {name: (estimate([found[name] for found in values]), "score") for name in values[0]}


def _write_documents(documents: list[_BeirDocument], folder: Path) -> dict[str, str]:
    """Write each document as a Markdown file; returns the id that the data set has for each id that the store will have."""
    folder.mkdir(parents=True)
    ids = {}
    for number, row in enumerate(documents):
        text = f"{row.title}\n\n{row.text}".strip()
        if not re.search(r"\w", text):
            continue  # nothing that could be found
        # A title as name would limit every query that holds its words to this document.
        post = frontmatter.Post(text, id=f"beir-{number}", title=f"beir-{number}", short=f"beir-{number}")
        (folder / f"beir-{number}.md").write_text(frontmatter.dumps(post), encoding="utf-8")
        ids[f"beir-{number}"] = row.id
    return ids


def _judgements(path: Path, queries: dict[str, str]) -> dict[str, set[str]]:
    """Ids of the relevant documents of each query."""
    found: dict[str, set[str]] = {}
    for number, row in enumerate(csv.reader(lines_of(path), delimiter="\t"), start=1):
        if number == 1 and row[:1] == ["query-id"]:
            continue
        if len(row) != 3 or not re.fullmatch(r"-?[0-9]+", row[2].strip()):
            raise SolidarityError(
                f"{path.name}, line {number}: query, document and a whole number are wanted, not {row}."
            )
        if int(row[2]) > 0:
            if row[0] not in queries:
                raise SolidarityError(f"{path.name}, line {number}: there is no query {row[0]!r} in queries.jsonl.")
            found.setdefault(row[0], set()).add(row[1])
    if not found:
        raise SolidarityError(f"{path} names no relevant document.")
    return found


def _rows(path: Path, kind: type[Row]) -> Iterator[Row]:
    for number, line in enumerate(lines_of(path), start=1):
        try:
            yield kind.model_validate(json.loads(line))
        except (ValidationError, ValueError) as error:
            reason = first_fault(error)[1] if isinstance(error, ValidationError) else str(error)
            raise SolidarityError(f"{path.name}, line {number} is not in BEIR's format: {reason}.") from error


def _table(name: str, path: Path, figures: dict[str, tuple[Estimate, str]]) -> str:
    lines = [f"{name}: {path}", f"{'':<28}{'value':>9}   {'95 % interval':<20}{'n':>6}"]
    for figure, (found, unit) in figures.items():
        lines.append(f"  {figure:<26}{written(found.value, unit):>9}   {written_interval(found, unit):<20}{found.n:>6}")
    return "\n".join(lines)
