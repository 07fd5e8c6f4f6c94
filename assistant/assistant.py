"""The assistant: one object that the command line, the web interface and the evaluations share."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from assistant.answering.generating import GeneratingAnswerer
from assistant.answering.quoting_answerer import QuotingAnswerer
from assistant.asking.conversation import self_contained, within_last_article
from assistant.asking.references import Reference, resolve
from assistant.asking.rewriting import rewrite
from assistant.errors import EmptyStoreError, UnknownReferenceError
from assistant.finding.answerability import Evidence
from assistant.finding.corpus import CONSIDERED, Corpus
from assistant.finding.refusals import missing_place, unknown_symbols
from assistant.settings import Settings
from assistant.types import Answer, ArgumentCheck, CheckedClaim, Citation, Provision, SearchHit, Statement
from assistant.verifying.checking import ArgumentChecker
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from assistant.verifying.verification import Verification, verify, verify_statement
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.entailment import EntailmentModel
from vectorstore.fusion import FieldWeights
from vectorstore.index import load_index, store_fingerprint
from vectorstore.records import StoredDocument
from vectorstore.store import Store, StoreChangedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LOAD_TRIES = 8


class Assistant:
    """Searches, answers and looks up; follows the store when this or another process changes it."""

    def __init__(
        self, store: Store, model: EmbeddingModel, settings: Settings, chat_model: "BaseChatModel | None" = None
    ) -> None:
        self._store, self._model, self._settings, self._chat_model = store, model, settings, chat_model
        nli = EntailmentModel(settings.nli_model) if settings.nli_model else None
        packaged = EmbeddingModel() if settings.embedding_model else model
        self._judge = Judge(SupportModel(packaged), settings.support_threshold, nli)
        self._field_weights = FieldWeights()
        self._refreshing = Lock()
        self._corpus: Corpus | None = None

    def search(self, question: str, k: int = CONSIDERED) -> list[SearchHit]:
        """Return the `k` provisions that bear most on a question, best first.

        A question that names provisions gets exactly those first.
        """
        corpus = self._current()
        references = corpus.references(question)
        named = [item for ref in references if ref.path for item in resolve(ref, corpus.catalogue)]
        found = corpus.find(question, references, k)
        rest = [hit for hit in found.hits if hit.provision not in named]
        exact = [corpus.exact_hit(item) for item in named]
        return [replace(hit, rank=rank) for rank, hit in enumerate([*exact, *rest][:k], start=1)]

    def search_within(self, question: str, document_key: str, k: int = CONSIDERED) -> list[SearchHit]:
        """Return the provisions of one document that bear most on a question, best first."""
        corpus = self._current()
        work = document_key.rpartition("@")[0]
        hits = corpus.find(question, [Reference(work)], 2 * k).hits
        own = [hit for hit in hits if hit.document.key == document_key][:k]
        return [replace(hit, rank=rank) for rank, hit in enumerate(own, start=1)]

    def compare(self, works: Sequence[str], topic: str) -> Answer:
        """Quote what works, named by their ids, say on a topic, side by side.

        Raises:
            UnknownReferenceError: the corpus does not hold one of the works.
        """
        corpus = self._current()
        missing = [work for work in works if work not in corpus.catalogue.works()]
        if missing:
            raise UnknownReferenceError(f"The library does not hold {missing[0]!r}: choose another document.")
        answer = QuotingAnswerer(corpus, self._model, self._settings).compare(works, topic)
        return replace(answer, asked=answer.question)

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """Answer a question from the corpus, or decline; every citation has been checked."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows, one statement at a time; the last one is the whole answer.

        `history` holds (role, text) pairs, oldest first, with the roles "user" and "assistant".
        """
        corpus = self._current()
        asked = " ".join(_readable(question).split())
        resolved, note = self._in_context(asked, history, corpus.catalogue)
        answerer = QuotingAnswerer(corpus, self._model, self._settings)
        answer = answerer.answer(resolved)
        if resolved == asked and answer.refusal is not None and answer.refusal.reason == "not in the corpus":
            by_context = within_last_article(asked, history, corpus)
            answer = answerer.answer(by_context) if by_context else answer
        answer = replace(answer, asked=asked)
        answer = replace(answer, notes=(*answer.notes, note)) if note else answer
        if self._chat_model is None or answer.refused or not answer.considered:
            yield from _statement_by_statement(answer)
            return
        writer = GeneratingAnswerer(self._chat_model, self._model, corpus.catalogue, self._judge, self._settings)
        yield from writer.stream(answer, answer.considered)

    def check(self, argument: str) -> ArgumentCheck:
        """Split an argument into claims and find for each the provisions that support or contradict it.

        Raises:
            SolidarityError: there is no claim in it, or it is longer than 5,000 words.
        """
        return self._checker().check(_readable(argument))

    def check_claims(self, argument: str) -> Iterator[CheckedClaim]:
        """The same claim by claim, as each is done."""
        return self._checker().stream(_readable(argument))

    def evidence(self, question: str) -> tuple[Evidence, NDArray[np.float32]] | None:
        """What the decision to answer rests on, with the embedded question; None where named places or symbols decide."""
        return self._current().evidence(question)

    def show(self, place: str) -> list[Provision]:
        """Return the provisions that a pinpoint names: "udhr 28", "icescr art 2(1)", "A/HRC/38/40 para 12".

        Raises:
            UnknownReferenceError: the corpus does not hold it; the message says what it holds.
        """
        catalogue = self.catalogue
        references = self._current().references(place)
        missing = unknown_symbols(place, catalogue)
        if missing is not None:
            raise UnknownReferenceError(missing.message)
        if not references:
            works = ", ".join(sorted({document.short for document in catalogue.documents.values()}))
            raise UnknownReferenceError(f"No document of the corpus is named in {place!r}. It holds: {works}.")
        provisions = []
        for reference in references:
            found = resolve(reference, catalogue)
            if not found:
                raise UnknownReferenceError(missing_place(reference, catalogue).message)
            provisions += found
        return provisions

    def verify_statement(self, statement: Statement, citations: Sequence[Citation]) -> Verification:
        """Check one statement against the provisions that it cites, as every statement of an answer is checked."""
        return verify_statement(statement, citations, self.catalogue, self._judge)

    def verified_again(self, answer: Answer) -> Answer:
        """An answer given earlier, checked against the library as it is now: it may have come from anywhere."""
        return verify(answer, self.catalogue, self._judge)

    def with_weights(self, weights: FieldWeights) -> "Assistant":
        """The same assistant with other weights of the fields that it searches, for measuring what each is worth."""
        other = self.with_chat_model(self._chat_model)
        other._field_weights, other._corpus = weights, None
        return other

    def with_chat_model(self, chat_model: "BaseChatModel | None") -> "Assistant":
        """The same assistant over the same store with another chat model, or with none."""
        other = copy(self)
        other._chat_model, other._refreshing = chat_model, Lock()
        return other

    def sources(self) -> list[StoredDocument]:
        """Everything that is ingested, with counts."""
        return self._store.documents()

    @property
    def catalogue(self) -> Catalogue:
        """All documents and provisions, for display."""
        return self._current().catalogue

    @property
    def store(self) -> Store:
        """The store that it reads."""
        return self._store

    @property
    def embedding_model(self) -> EmbeddingModel:
        """The model that embeds questions, and the passages of that store."""
        return self._model

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def chat_model(self) -> "BaseChatModel | None":
        """The chat model that writes; None where the quoting answerer answers alone."""
        return self._chat_model

    @property
    def settings_hash(self) -> str:
        """Fingerprint of the settings that can change an answer or a verdict."""
        return self._settings.hash

    @property
    def answered_by(self) -> str:
        """Which answerer is in use, for display."""
        if self._chat_model is None:
            return "the quoting answerer: no language model, no network"
        return f"the chat model {self._settings.model}, every sentence checked; the quoting answerer stands behind it"

    def warm_up(self) -> None:
        """Load the index and the model now, so that the first question does not wait for them."""
        self._current()
        self._model.encode(["warm-up"])

    def refresh(self) -> None:
        """Load the present state of the store now; from then on every question is answered from it."""
        with self._refreshing, suppress(EmptyStoreError):
            self._load()

    def _current(self) -> Corpus:
        """The corpus as it is now, loaded again when the store has changed.

        While one thread loads it, the others go on with the one before.

        Raises:
            EmptyStoreError: nothing is ingested.
        """
        before, fingerprint = self._corpus, self._fingerprint()
        if before is not None and before.fingerprint == fingerprint:
            return before
        if before is not None and not self._refreshing.acquire(blocking=False):
            return before
        if before is None:
            self._refreshing.acquire()
        try:
            return self._load()
        finally:
            self._refreshing.release()

    def _load(self) -> Corpus:
        """Load the corpus anew if it is not the present one; again when the store changed meanwhile."""
        tries = Retrying(
            stop=stop_after_attempt(_LOAD_TRIES),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            # The files of an index are deleted by whoever builds the next one.
            retry=retry_if_exception_type((StoreChangedError, FileNotFoundError)),
            reraise=True,
        )
        return tries(self._load_once)

    def _load_once(self) -> Corpus:
        if self._corpus is None or self._corpus.fingerprint != self._fingerprint():
            if self._corpus is not None:
                self._store.reopen()
            index = load_index(self._store, self._settings.index_dir)
            self._corpus = Corpus(self._store, self._model, index, self._settings, self._field_weights)
        return self._corpus

    def _fingerprint(self) -> str:
        documents = self._store.documents()
        if not documents:
            raise EmptyStoreError("Nothing is ingested yet: run 'solidarity ingest' first.")
        return store_fingerprint(documents)

    def _checker(self) -> ArgumentChecker:
        return ArgumentChecker(self._current(), self._judge, self._settings.hash)

    def _in_context(self, question: str, history: Sequence[tuple[str, str]], catalogue: Catalogue) -> tuple[str, str]:
        """The question as one that stands by itself, and a note for the reader or ""."""
        if self._chat_model is None:
            return self_contained(question, history, catalogue), ""
        return rewrite(question, history, catalogue, self._chat_model, self._settings)


def _readable(text: str) -> str:
    """The text without halves of characters, which a terminal makes of bytes that it cannot read."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _statement_by_statement(answer: Answer) -> Iterator[Answer]:
    """The answer with its first statement, its first two, and so on; at least once."""
    for count in range(1, len(answer.statements)):
        shown = answer.statements[:count]
        numbers = {n for statement in shown for n in statement.citations}
        yield replace(answer, statements=shown, citations=tuple(item for item in answer.citations if item.n in numbers))
    yield answer
