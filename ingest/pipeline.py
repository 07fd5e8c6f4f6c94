"""Brings the store up to date with a set of files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assistant.errors import DocumentError, SolidarityError
from assistant.types import Document, Passage
from ingest.files import discover, is_under
from ingest.metadata import default_id
from ingest.passages import article_texts, content_hash, context_of, cut, embedded_text
from ingest.reading import ReadDocument, file_sha256, fingerprint, read
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.records import StoredDocument, VectorKind
from vectorstore.store import EmbeddedPassage, Store

Outcome = Literal["ingested", "unchanged", "replaced", "removed", "failed"]
_BATCH = 64
_NAMELESS = default_id(Path(), "")  # of a file whose name has no Latin letters or digits
_MOST_ALIKE = 1000


@dataclass(frozen=True)
class FileReport:
    """What became of one file; `detail` is the reason of a failure, else the document's title."""

    source: str
    outcome: Outcome
    detail: str
    provisions: int = 0
    passages: int = 0
    embedded: int = 0


@dataclass(frozen=True)
class PassageText:
    """A passage and the text that is embedded for it: its own with context, a question that it answers, or its article."""

    passage: Passage
    text: str
    kind: VectorKind = "passage"

    @property
    def hash(self) -> str:
        return content_hash(self.text)


@dataclass
class IngestReport:
    """What a whole run did."""

    files: list[FileReport] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(report.outcome == outcome for report in self.files)

    @property
    def embedded(self) -> int:
        """Passages that were embedded in this run."""
        return sum(report.embedded for report in self.files)


class Progress:
    """Told of every step; the command line draws it. This one says nothing."""

    def start_file(self, position: int, total: int, source: str) -> None: ...

    def embedded(self, done: int, total: int) -> None: ...

    def finish_file(self, report: FileReport) -> None: ...


class Ingest:
    """One run over one store; the caller holds the lock."""

    def __init__(self, store: Store, model: EmbeddingModel, progress: Progress | None = None) -> None:
        self._store, self._model = store, model
        self._progress = progress or Progress()
        self._stored = {stored.source: stored for stored in store.documents()}

    def run(self, given: Sequence[str]) -> IngestReport:
        """Ingest files, folders and globs; take out documents that came from there and whose file is gone.

        Passages that a killed run left behind are cleared away.
        """
        discovered = discover(given)
        report = IngestReport(self._remove_missing(given, discovered))
        gone = {removed.source for removed in report.files}
        paths = [path for path in discovered if str(path) not in gone]
        for position, path in enumerate(paths, start=1):
            self._progress.start_file(position, len(paths), str(path))
            outcome = self.ingest_file(path)
            report.files.append(outcome)
            self._progress.finish_file(outcome)
        self.clear_leftovers()
        return report

    def clear_leftovers(self) -> None:
        """Delete the passages of no live version, which killed and failed runs leave behind."""
        self._store.delete_passages_except({stored.document.key: stored.version for stored in self._store.documents()})

    def ingest_file(self, path: Path) -> FileReport:
        """Ingest one file, named by its absolute path; a fault of the file is reported, not raised."""
        source = str(path)
        try:
            version = fingerprint(path, self._model.id)
            before = self._stored.get(source)
            if before is not None and before.version == version:
                return FileReport(source, "unchanged", before.document.title, before.provisions, before.passages)
            return self._ingest_changed(read(path), source, version, before)
        except DocumentError as error:
            return FileReport(source, "failed", str(error))
        except SolidarityError:
            raise  # the store or the model is at fault, so every file would fail
        except Exception as error:  # noqa: BLE001 - parsers of other people's files may raise anything; the rest must go on
            return FileReport(source, "failed", f"cannot be read ({type(error).__name__}: {error}): get a fresh copy")

    def _ingest_changed(
        self, loaded: ReadDocument, source: str, version: str, before: StoredDocument | None
    ) -> FileReport:
        loaded = self._with_free_id(loaded, source)
        passages = self._passages(loaded)
        embedded = self._write(loaded.document.key, version, passages)
        stored = StoredDocument(
            document=loaded.document,
            version=version,
            source=source,
            provisions=len(loaded.provisions),
            passages=sum(item.kind == "passage" for item in passages),
        )
        self._store.make_live(stored)
        self._remember(stored)
        if before is not None and before.document.key != loaded.document.key:
            self._store.remove(before.document.key)
        self._store.delete_passages_except({loaded.document.key: version}, loaded.document.key)
        outcome: Outcome = "ingested" if before is None else "replaced"
        return FileReport(source, outcome, loaded.document.title, stored.provisions, stored.passages, embedded)

    def _remember(self, stored: StoredDocument) -> None:
        """Keep one entry a document: a file that was moved takes over from its old place."""
        for other in [other for other, old in self._stored.items() if old.document.key == stored.document.key]:
            del self._stored[other]
        self._stored[stored.source] = stored

    def _with_free_id(self, loaded: ReadDocument, source: str) -> ReadDocument:
        """Give a document whose id is taken by another file a name with its folder in front.

        An id that stands for a file name without Latin letters tells nothing, so many may have it: it gets a number too.

        Raises:
            DocumentError: that name is taken too.
        """
        holder = self._holder(loaded.document, source)
        if holder is None:
            return loaded
        folder = Path(source).parent.name.lower()
        numbers = range(2, _MOST_ALIKE) if loaded.document.id == _NAMELESS else ()
        ids = [f"{folder}-{loaded.document.id}", *(f"{folder}-{loaded.document.id}-{number}" for number in numbers)]
        candidates = (replace(loaded.document, id=one) for one in ids)
        renamed = next((document for document in candidates if self._holder(document, source) is None), None)
        if not folder or renamed is None:
            raise DocumentError(
                f"has the id {loaded.document.id!r}, which {holder!r} has already: give it an id of its own in its "
                "front matter or in a sidecar file"
            )
        prefix = len(loaded.document.id)
        provisions = [
            replace(provision, id=renamed.id + provision.id[prefix:], document_key=renamed.key)
            for provision in loaded.provisions
        ]
        return ReadDocument(renamed, provisions)

    def _holder(self, document: Document, source: str) -> str | None:
        """The other file, still there and with other bytes, whose document has the same key."""
        for other, stored in self._stored.items():
            same_key, same_bytes = stored.document.key == document.key, stored.document.sha256 == document.sha256
            if same_key and not same_bytes and other != source and _exists(other):
                return other
        return None

    def _passages(self, loaded: ReadDocument) -> list[PassageText]:
        """Passages with the text that is embedded for each.

        A digest's questions are embedded too, each standing for the opening passage of its provision (document expansion,
        Nogueira et al. 2019, arXiv 1904.08375). An article of several paragraphs is embedded as a whole too.
        """
        found: list[PassageText] = []
        openings: dict[str, Passage] = {}
        for provision in loaded.provisions:
            context = context_of(provision)
            passages = cut(provision, context, self._model.max_tokens, self._model.count_tokens)
            found += [PassageText(passage, embedded_text(context, passage)) for passage in passages]
            openings.setdefault(Catalogue.article_of(provision), passages[0])
            found += [PassageText(passages[0], question, kind="question") for question in provision.questions]
        for article, text in article_texts(loaded.provisions).items():
            found.append(PassageText(openings[article], text, kind="article"))
        return found

    def _write(self, document_key: str, version: str, passages: list[PassageText]) -> int:
        """Embed what is not embedded yet and write everything; return how many passages were embedded."""
        vectors = self._store.known_vectors(document_key)
        embedded = 0
        for first, batch in _numbered_batches(passages):
            missing = {item.hash: item.text for item in batch if item.hash not in vectors}
            if missing:
                vectors.update(zip(missing, self._model.encode(list(missing.values())), strict=True))
                embedded += len(missing)
            rows = [
                EmbeddedPassage(
                    passage=item.passage,
                    content_hash=item.hash,
                    vector=vectors[item.hash],
                    kind=item.kind,
                )
                for item in batch
            ]
            self._store.write_passages(version, first, rows)
            self._progress.embedded(first + len(batch), len(passages))
        return embedded

    def _remove_missing(self, given: Sequence[str], discovered: Sequence[Path]) -> list[FileReport]:
        removed = []
        for source, stored in list(self._stored.items()):
            came_from_there = any(is_under(source, root) for root in given)
            if not _exists(source) and came_from_there and not self._moved(stored, discovered):
                self._store.remove(stored.document.key)
                del self._stored[source]
                removed.append(FileReport(source, "removed", stored.document.title))
        return removed

    @staticmethod
    def _moved(stored: StoredDocument, discovered: Sequence[Path]) -> bool:
        """Whether the file of a document stands elsewhere among the files found; ingesting it takes the document over."""
        name = Path(stored.source).name
        same_name = [path for path in discovered if path.name == name and path.is_file()]
        return any(file_sha256(path) == stored.document.sha256 for path in same_name)


def _numbered_batches(passages: list[PassageText]) -> Iterator[tuple[int, Sequence[PassageText]]]:
    for start in range(0, len(passages), _BATCH):
        yield start, passages[start : start + _BATCH]


def _exists(source: str) -> bool:
    return Path(source).is_file()
