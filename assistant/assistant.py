"""The assistant: one object that the command line, the web interface and the evaluations share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.answerability import Answerability, Evidence, load_weights
from assistant.conversation import context_of, self_contained, within_last_place
from assistant.errors import EmptyStoreError, UnknownReferenceError
from assistant.follow_ups import asks_about_source
from assistant.pinpoint import pinpoint
from assistant.question_words import ASKING, asks_for_works
from assistant.quoting import Quotation, choose_quotations, explained, quote_whole, to_statements
from assistant.references import (
    Reference,
    find_references,
    resolve,
    without_references,
)
from assistant.refusals import missing_place, nearest_places, no_answer, unknown_symbols
from assistant.rendering import opening_sentence, source_sentence
from assistant.retrieval import Found, Retriever
from assistant.rewriting import rewrite
from assistant.settings import Settings
from assistant.types import Answer, Provision, Refusal, SearchHit
from assistant.verification import verify
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.fusion import FieldWeights
from vectorstore.index import SearchIndex, load_index, store_fingerprint
from vectorstore.lexical import stems
from vectorstore.records import StoredDocument
from vectorstore.reranking import Reranker
from vectorstore.store import Store

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

QUOTING = "quoting answerer"
_CONSIDERED = 10
_NEAR = 3  # hits among which the article cited last must be for a question to be about it
_OVERVIEW = 3  # provisions quoted when a question names a work and nothing more


class Assistant:
    """Searches, answers and looks up; follows the store when another process changes it."""

    def __init__(
        self, store: Store, model: EmbeddingModel, settings: Settings, chat_model: "BaseChatModel | None" = None
    ) -> None:
        self._store, self._model, self._settings, self._chat_model = store, model, settings, chat_model
        self._reranker = Reranker(settings.reranker) if settings.reranker else None
        self._field_weights = FieldWeights()
        self._refreshing = Lock()
        self._index: SearchIndex | None = None

    def search(self, question: str, k: int = 10) -> list[SearchHit]:
        """Return the `k` provisions that bear most on a question, best first.

        A question that names provisions gets exactly those first.
        """
        self._refresh()
        references = self._references(question)
        named = [item for ref in references if ref.path for item in resolve(ref, self._catalogue)]
        found = self._find(question, references, k)
        rest = [hit for hit in found.hits if hit.provision not in named]
        exact = [self._exact_hit(item) for item in named]
        return [replace(hit, rank=rank) for rank, hit in enumerate([*exact, *rest][:k], start=1)]

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """Answer a question from the corpus, or decline; every citation has been checked."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows, one statement at a time; the last one is the whole answer.

        `history` holds (role, text) pairs, oldest first, with the roles "user" and "assistant".
        """
        self._refresh()
        asked = " ".join(question.split())
        resolved, note = self._in_context(asked, history)
        answer = self._answer(resolved)
        if resolved == asked and answer.refusal is not None and answer.refusal.reason == "not in the corpus":
            answer = self._answer_by_context(asked, history) or answer
        answer = replace(answer, asked=asked)
        answer = replace(answer, notes=(*answer.notes, note)) if note else answer
        for count in range(1, len(answer.statements)):
            shown = answer.statements[:count]
            numbers = {n for statement in shown for n in statement.citations}
            yield replace(
                answer,
                statements=shown,
                citations=tuple(item for item in answer.citations if item.n in numbers),
            )
        yield answer

    def evidence(self, question: str) -> tuple[Evidence, NDArray[np.float32]] | None:
        """What the decision to answer rests on, with the embedded question; None where named places or symbols decide."""
        self._refresh()
        references = self._references(question)
        if any(reference.path for reference in references) or unknown_symbols(question, self._catalogue):
            return None
        found = self._find(question, references, _CONSIDERED)
        return self._evidence_of(question, references, found), found.vector

    def show(self, place: str) -> list[Provision]:
        """Return the provisions that a pinpoint names: "udhr 28", "icescr art 2(1)", "A/HRC/38/40 para 12".

        Raises:
            UnknownReferenceError: the corpus does not hold it; the message says what it holds.
        """
        self._refresh()
        references = self._references(place)
        missing = unknown_symbols(place, self._catalogue)
        if missing is not None:
            raise UnknownReferenceError(missing.message)
        if not references:
            works = ", ".join(sorted({document.short for document in self._catalogue.documents.values()}))
            raise UnknownReferenceError(f"No document of the corpus is named in {place!r}. It holds: {works}.")
        provisions = []
        for reference in references:
            found = resolve(reference, self._catalogue)
            if not found:
                raise UnknownReferenceError(missing_place(reference, self._catalogue).message)
            provisions += found
        return provisions

    def with_weights(self, weights: FieldWeights) -> "Assistant":
        """The same assistant with other weights of the fields that it searches, for measuring what each is worth."""
        other = Assistant(self._store, self._model, self._settings, self._chat_model)
        other._field_weights = weights
        return other

    def sources(self) -> list[StoredDocument]:
        """Everything that is ingested, with counts."""
        return self._store.documents()

    @property
    def catalogue(self) -> Catalogue:
        """All documents and provisions, for display."""
        self._refresh()
        return self._catalogue

    def warm_up(self) -> None:
        """Load the index and the model now, so that the first question does not wait for them."""
        self._refresh()
        self._model.encode(["warm-up"])

    def _refresh(self) -> None:
        """Load the index again when the store has changed.

        Raises:
            EmptyStoreError: nothing is ingested.
        """
        with self._refreshing:
            documents = self._store.documents()
            if not documents:
                raise EmptyStoreError("Nothing is ingested yet: run 'solidarity ingest' first.")
            if self._index is None or self._index.fingerprint != store_fingerprint(documents):
                if self._index is not None:
                    self._store.reopen()
                self._index = load_index(self._store, self._settings.index_dir)
                self._catalogue = self._index.catalogue
                self._retriever = Retriever(self._store, self._model, self._index, self._reranker, self._field_weights)
                self._answerability = Answerability(self._index)
                self._weights = load_weights(self._model.id)

    def _answer(self, question: str) -> Answer:
        answer = Answer(question=question, model=QUOTING, settings_hash=self._settings.hash)
        if not re.search(r"\w", question):
            return replace(answer, refusal=Refusal(reason="empty question", message="Please type a question."))
        unknown = unknown_symbols(question, self._catalogue)
        if unknown is not None:
            return replace(answer, refusal=replace(unknown, nearest=self._nearest(question)))
        references = self._references(question)
        rest = without_references(question, self._catalogue)
        if references and asks_about_source(rest):
            return self._answer_overview(answer, references, asks_about_source=True)
        if any(reference.path for reference in references):
            return self._answer_by_place(answer, references)
        if references and not set(stems(rest)) - ASKING:
            return self._answer_overview(answer, references)
        return self._answer_by_search(answer, references)

    def _in_context(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """The question as one that stands by itself, and a note for the reader or ""."""
        if self._chat_model is None:
            return self_contained(question, history, self._catalogue), ""
        return rewrite(question, history, self._catalogue, self._chat_model)

    def _answer_by_context(self, question: str, history: Sequence[tuple[str, str]]) -> Answer | None:
        """Answer what the corpus does not answer by itself from the article cited last, if that article is near to it.

        "Soldiers?" after article 22 of the ICCPR looks like a question of its own; searched within the ICCPR it leads back
        to article 22. None when it leads elsewhere.
        """
        place = context_of(history, self._catalogue).place
        cited = resolve(place, self._catalogue) if place and place.path else []
        if place is None or not cited:
            return None
        article = self._catalogue.article_of(cited[0])
        hits = self._find(question, [Reference(place.work_id)], _NEAR).hits
        if all(self._catalogue.article_of(hit.provision) != article for hit in hits):
            return None
        return self._answer(within_last_place(question, place, self._catalogue))

    def _answer_by_place(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        quotations: list[Quotation] = []
        missing: list[Refusal] = []
        for reference in (reference for reference in references if reference.path):
            found = resolve(reference, self._catalogue)
            if not found:
                refusal = missing_place(reference, self._catalogue)
                nearest = nearest_places(reference, self._catalogue)
                missing.append(replace(refusal, nearest=tuple(map(self._exact_hit, nearest))))
                continue
            item = _item_of(reference, found)
            quotations += quote_whole(self._catalogue.document_of(found[0]), found, item)
        if not quotations:
            return replace(answer, refusal=missing[0])
        return self._with_quotations(answer, quotations, notes=tuple(refusal.message for refusal in missing))

    def _answer_overview(
        self, answer: Answer, references: Sequence[Reference], asks_about_source: bool = False
    ) -> Answer:
        """What a work is and how it begins; what its source is and the place asked for, when that is asked."""
        quotations: list[Quotation] = []
        for reference in references:
            found = [item for item in resolve(reference, self._catalogue) if not item.id.endswith("/chapeau")]
            if found:
                quotations += quote_whole(self._catalogue.document_of(found[0]), found[:_OVERVIEW])
        if not quotations:
            return self._answer_by_place(answer, references)
        describe = source_sentence if asks_about_source else opening_sentence
        documents = {item.document.key: item.document for item in quotations}
        return self._with_quotations(
            replace(answer, introduction="\n".join(map(describe, documents.values()))), quotations
        )

    def _find(self, question: str, references: Sequence[Reference], k: int) -> Found:
        """Search within the works that a question names, or in all when it names none.

        Within a named work its name tells nothing: every provision of it would match.
        """
        asked = without_references(question, self._catalogue) if references else question
        works = {reference.work_id for reference in references}
        return self._retriever.search(asked, k, works, across_works=asks_for_works(question))

    def _evidence_of(self, question: str, references: Sequence[Reference], found: Found) -> Evidence:
        asked = without_references(question, self._catalogue)
        return self._answerability.evidence(question, asked, found, names_work=bool(references))

    def _answer_by_search(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        found = self._find(answer.question, references, _CONSIDERED)
        answer = replace(answer, considered=found.hits)
        evidence = self._evidence_of(answer.question, references, found)
        if self._weights.probability(evidence, found.vector) < self._settings.answer_threshold:
            return replace(answer, refusal=no_answer(found.hits))
        across_works = asks_for_works(answer.question)
        quotations = choose_quotations(
            answer.question, found, self._settings.most_statements, self._model, across_works=across_works
        )
        return self._with_quotations(answer, quotations)

    def _with_quotations(self, answer: Answer, quotations: list[Quotation], notes: tuple[str, ...] = ()) -> Answer:
        statements, citations = to_statements(quotations)
        citations = explained(quotations, citations, self._catalogue)
        return verify(replace(answer, statements=statements, citations=citations, notes=notes), self._catalogue)

    def _nearest(self, question: str) -> tuple[SearchHit, ...]:
        return self._find(question, [], 3).hits

    def _references(self, question: str) -> list[Reference]:
        return find_references(question, self._catalogue)

    def _exact_hit(self, provision: Provision) -> SearchHit:
        document = self._catalogue.document_of(provision)
        return SearchHit(
            rank=0, score=1.0, document=document, provision=provision, pinpoint=pinpoint(document, provision)
        )


def _item_of(reference: Reference, found: Sequence[Provision]) -> tuple[str, ...]:
    """The list item that a reference names beyond the provision that holds it."""
    if len(found) != 1:
        return ()
    depth = found[0].id.count("/")
    return reference.path[depth:]
