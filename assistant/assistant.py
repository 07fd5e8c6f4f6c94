"""The assistant: one object that the command line, the web interface and the evaluations share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock

from assistant.answerability import Answerability
from assistant.errors import EmptyStoreError, UnknownReferenceError
from assistant.pinpoint import pinpoint
from assistant.quoting import Quotation, choose_quotations, quote_whole, to_statements
from assistant.references import (
    Reference,
    find_mentions,
    find_references,
    names_place_without_work,
    resolve,
    without_references,
)
from assistant.refusals import missing_place, nearest_places, no_answer, unknown_symbols
from assistant.retrieval import Retriever
from assistant.settings import Settings
from assistant.types import Answer, Citation, Document, Provision, Refusal, SearchHit
from assistant.verification import verify
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel
from vectorstore.index import SearchIndex, load_index, store_fingerprint
from vectorstore.lexical import stems
from vectorstore.records import StoredDocument
from vectorstore.store import Store

QUOTING = "quoting answerer"
_CONSIDERED = 10
_OVERVIEW = 3  # provisions quoted when a question names a work and nothing more
_ASKING_WORDS = frozenset(
    stems(
        "what which who does do say says tell about text read reads provide provides state states contain contains full show "
        "give quote cite explain mean summary summarise content contents document report article paragraph according word wording"
    )
)


class Assistant:
    """Searches, answers and looks up; follows the store when another process changes it."""

    def __init__(self, store: Store, model: EmbeddingModel, settings: Settings) -> None:
        self._store, self._model, self._settings = store, model, settings
        self._refreshing = Lock()
        self._index: SearchIndex | None = None

    def search(self, question: str, k: int = 10) -> list[SearchHit]:
        """Return the `k` provisions that bear most on a question, best first.

        A question that names provisions gets exactly those first.
        """
        self._refresh()
        named = [item for ref in self._references(question) if ref.path for item in resolve(ref, self._catalogue)]
        found = self._retriever.search(question, k)
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
        answer = self._answer(self._in_context(" ".join(question.split()), history))
        for count in range(1, len(answer.statements)):
            shown = answer.statements[:count]
            numbers = {n for statement in shown for n in statement.citations}
            yield replace(
                answer,
                statements=shown,
                citations=tuple(item for item in answer.citations if item.n in numbers),
            )
        yield answer

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
                self._retriever = Retriever(self._store, self._model, self._index, self._settings.dense_weight)
                self._answerability = Answerability(self._index)

    def _answer(self, question: str) -> Answer:
        answer = Answer(question=question, model=QUOTING, settings_hash=self._settings.hash)
        if not re.search(r"\w", question):
            return replace(answer, refusal=Refusal(reason="empty question", message="Please type a question."))
        unknown = unknown_symbols(question, self._catalogue)
        if unknown is not None:
            return replace(answer, refusal=replace(unknown, nearest=self._nearest(question)))
        references = self._references(question)
        if any(reference.path for reference in references):
            return self._answer_by_place(answer, references)
        # Within a named work its name tells nothing: every provision of it would match.
        asked = without_references(question, self._documents) if references else question
        if references and not set(stems(asked)) - _ASKING_WORDS:
            return self._answer_overview(answer, references)
        return self._answer_by_search(answer, asked, {reference.work_id for reference in references})

    def _in_context(self, question: str, history: Sequence[tuple[str, str]]) -> str:
        """Add the work that the last question named when this one names an article and no work: "and article 26?"."""
        earlier = [text for role, text in history if role == "user"]
        if not earlier or not names_place_without_work(question, self._documents):
            return question
        mentions = find_mentions(earlier[-1], self._documents)
        if not mentions:
            return question
        work = self._catalogue.works()[mentions[-1].work_id][0].short
        return f"{question.rstrip(' ?.')} of the {work}?"

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

    def _answer_overview(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        quotations: list[Quotation] = []
        for reference in references:
            found = [item for item in resolve(reference, self._catalogue) if not item.id.endswith("/chapeau")]
            quotations += quote_whole(self._catalogue.document_of(found[0]), found[:_OVERVIEW])
        document = quotations[0].document
        described = ", ".join(part for part in (document.kind, document.author, document.date) if part)
        return self._with_quotations(
            replace(answer, introduction=f"{document.title} ({described}) begins:"), quotations
        )

    def _answer_by_search(self, answer: Answer, asked: str, works: set[str]) -> Answer:
        found = self._retriever.search(asked, _CONSIDERED, works)
        answer = replace(answer, considered=found.hits)
        if self._answerability.probability(asked, found) < self._settings.answer_threshold:
            return replace(answer, refusal=no_answer(found.hits))
        quotations = choose_quotations(asked, found, self._settings.most_statements, self._model)
        return self._with_quotations(answer, quotations)

    def _with_quotations(self, answer: Answer, quotations: list[Quotation], notes: tuple[str, ...] = ()) -> Answer:
        statements, citations = to_statements(quotations)
        citations = self._explained(quotations, citations)
        return verify(replace(answer, statements=statements, citations=citations, notes=notes), self._catalogue)

    def _explained(self, quotations: list[Quotation], citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        """Offer the digest beside the official text, once for each article."""
        digests = {item.provision.id: self._catalogue.digest_of(item.provision) for item in quotations}
        offered: set[str] = set()
        explained = []
        for citation in citations:
            digest = digests[citation.provision_id]
            if digest is not None and digest.id not in offered:
                offered.add(digest.id)
                citation = replace(citation, explanation=digest.text)
            explained.append(citation)
        return tuple(explained)

    def _nearest(self, question: str) -> tuple[SearchHit, ...]:
        return self._retriever.search(question, 3).hits

    def _references(self, question: str) -> list[Reference]:
        return find_references(question, self._documents)

    @property
    def _documents(self) -> list[Document]:
        return list(self._catalogue.documents.values())

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
