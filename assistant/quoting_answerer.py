"""The quoting answerer, the default: it needs no model, key or network, and says nothing that the corpus does not say."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.corpus import Corpus
from assistant.follow_ups import asks_about_source
from assistant.question_words import ASKING, asks_for_works
from assistant.quoting import Quotation, choose_quotations, explained, quote_whole, to_statements
from assistant.references import Reference, resolve, without_references
from assistant.refusals import missing_place, nearest_places, no_answer, unknown_symbols
from assistant.rendering import opening_sentence, source_sentence
from assistant.settings import Settings
from assistant.types import Answer, Provision, Refusal
from assistant.verification import verify
from vectorstore.embedding import EmbeddingModel
from vectorstore.lexical import stems

QUOTING = "quoting answerer"
_OVERVIEW = 3  # provisions quoted when a question names a work and nothing more
_NEAREST = 3


class QuotingAnswerer:
    """Answers with the exact sentences of the provisions that answer, each with its pinpoint, or declines."""

    def __init__(self, corpus: Corpus, model: EmbeddingModel, settings: Settings) -> None:
        self._corpus, self._model, self._settings = corpus, model, settings
        self._catalogue = corpus.catalogue

    def answer(self, question: str) -> Answer:
        """Answer a question that stands by itself."""
        answer = Answer(question=question, model=QUOTING, settings_hash=self._settings.hash)
        if not re.search(r"\w", question):
            return replace(answer, refusal=Refusal(reason="empty question", message="Please type a question."))
        unknown = unknown_symbols(question, self._catalogue)
        if unknown is not None:
            nearest = self._corpus.find(question, [], _NEAREST).hits
            return replace(answer, refusal=replace(unknown, nearest=nearest))
        references = self._corpus.references(question)
        rest = without_references(question, self._catalogue)
        if references and asks_about_source(rest):
            return self._answer_overview(answer, references, asks_about_source=True)
        if any(reference.path for reference in references):
            return self._answer_by_place(answer, references)
        if references and not set(stems(rest)) - ASKING:
            return self._answer_overview(answer, references)
        return self._answer_by_search(answer, references)

    def _answer_by_place(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        quotations: list[Quotation] = []
        missing: list[Refusal] = []
        for reference in (reference for reference in references if reference.path):
            found = resolve(reference, self._catalogue)
            if not found:
                refusal = missing_place(reference, self._catalogue)
                nearest = nearest_places(reference, self._catalogue)
                missing.append(replace(refusal, nearest=tuple(map(self._corpus.exact_hit, nearest))))
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

    def _answer_by_search(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        found = self._corpus.find(answer.question, references)
        answer = replace(answer, considered=found.hits)
        if not self._corpus.answers(answer.question, references, found):
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


def _item_of(reference: Reference, found: Sequence[Provision]) -> tuple[str, ...]:
    """The list item that a reference names beyond the provision that holds it."""
    if len(found) != 1:
        return ()
    depth = found[0].id.count("/")
    return reference.path[depth:]
