"""The quoting answerer, the default: it needs no model, key or network, and says nothing that the corpus does not say."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.clauses import defines, defines_just
from assistant.answering.comparison import compare, comparing_sentence, sides_of
from assistant.answering.direct_answers import article_name, dated_sentence, direct_answer
from assistant.answering.ordering import by_instrument, with_needed
from assistant.answering.quoting import Quotation, choose_quotations, close_hits, explained, quote_whole, to_statements
from assistant.asking.follow_ups import asks_about_source
from assistant.asking.question_kinds import asks_for_date, kind_of
from assistant.asking.question_words import ASKING, asks_for_works, subject_words, term_of
from assistant.asking.references import Reference, resolve, without_references
from assistant.finding.corpus import Corpus
from assistant.finding.quantities import lacks_quantity
from assistant.finding.refusals import missing_place, nearest_places, no_answer, no_quantity, unknown_symbols
from assistant.finding.retrieval import Found
from assistant.settings import Settings
from assistant.types import Answer, Provision, Refusal
from assistant.verifying.verification import verify
from assistant.writing.rendering import opening_sentence, source_sentence
from vectorstore.embedding import EmbeddingModel
from vectorstore.lexical import stems

QUOTING = "quoting answerer"
_OVERVIEW = 3  # provisions quoted when a question names a work and nothing more
_NEAREST = 3
_NAME_A_TOPIC = "Name a topic to set these side by side, for example: compare them on torture."


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
        if references and (asks_about_source(rest) or asks_for_date(rest)):
            return self._answer_overview(answer, references, asks_about_source=True)
        if kind_of(question) == "comparison":
            compared = self._answer_comparison(answer, references)
            if compared is not None:
                return compared
        if any(reference.path for reference in references):
            return self._answer_by_place(answer, references)
        if references and not set(stems(rest)) - ASKING:
            return self._answer_overview(answer, references)
        return self._answer_by_search(answer, references)

    def compare(self, works: Sequence[str], topic: str) -> Answer:
        """What works, named by their ids, say on a topic, side by side; declined where none of them speaks of it."""
        names = [self._catalogue.works()[work][0].short for work in works]
        question = f"Compare the {' and the '.join(names)} on {topic}"
        answer = Answer(question=question, model=QUOTING, settings_hash=self._settings.hash)
        compared = self._answer_comparison(answer, [Reference(work) for work in works])
        no_topic = Refusal(
            reason="empty question", message="Please name a topic on which to compare two different works."
        )
        return replace(answer, refusal=no_topic) if compared is None or not topic.strip() else compared

    def _answer_comparison(self, answer: Answer, references: Sequence[Reference]) -> Answer | None:
        """Works or places side by side; None where the question does not name two."""
        compared = compare(answer.question, references, self._corpus, self._model)
        quotations = [item for side in compared for item in side.quotations]
        if not compared:
            no_topic = len(references) > 1 and not any(reference.path for reference in references)
            return self._answer_overview(replace(answer, notes=(_NAME_A_TOPIC,)), references) if no_topic else None
        if not quotations:
            found = self._corpus.find(answer.question, references)
            return replace(answer, considered=found.hits, refusal=no_answer(found.hits))
        notes = tuple(side.note for side in compared if side.note)
        answer = replace(answer, direct_answer=comparing_sentence(compared), sides=sides_of(compared))
        return self._with_quotations(answer, quotations, notes)

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
        named = [item.provision for item in quotations]
        rest = without_references(answer.question, self._catalogue)
        if lacks_quantity(rest, self._wordings(named)):
            return replace(
                answer, refusal=no_quantity(article_name(quotations[0]), [*map(self._corpus.exact_hit, named)])
            )
        return self._with_quotations(answer, quotations, notes=tuple(refusal.message for refusal in missing))

    def _wordings(self, provisions: Sequence[Provision]) -> list[str]:
        """The text of the provisions in every edition, without what only helps to find them."""
        return [part.text for item in provisions for part in self._catalogue.editions(item.id) or [item]]

    def _answer_overview(
        self, answer: Answer, references: Sequence[Reference], asks_about_source: bool = False
    ) -> Answer:
        """What a work is and how it begins; what its source is and the place asked for, when that is asked."""
        quotations: list[Quotation] = []
        for reference in references:
            found = [item for item in resolve(reference, self._catalogue) if not item.id.endswith("/chapeau")]
            if found:
                shown = found[:1] if asks_about_source and not reference.path else found[:_OVERVIEW]
                quotations += quote_whole(self._catalogue.document_of(found[0]), shown)
        if not quotations:
            return self._answer_by_place(answer, references)
        describe = source_sentence if asks_about_source else opening_sentence
        documents = {item.document.key: item.document for item in quotations}
        dates = [dated_sentence(answer.question, item) for item in documents.values()] if asks_about_source else []
        introduction = "\n".join(map(describe, documents.values()))
        answer = replace(answer, introduction=introduction, direct_answer=" ".join(filter(None, dates)))
        return self._with_quotations(answer, quotations)

    def _answer_by_search(self, answer: Answer, references: Sequence[Reference]) -> Answer:
        found = self._corpus.find(answer.question, references)
        answer = replace(answer, considered=found.hits)
        if not self._corpus.answers(answer.question, references, found):
            return replace(answer, refusal=no_answer(found.hits))
        question = without_references(answer.question, self._catalogue) if references else answer.question
        if kind_of(question) == "definition":
            found = self._with_definition(question, references, found)
        chosen = choose_quotations(
            question, found, self._settings.most_statements, self._model, across_works=asks_for_works(question)
        )
        quotations = by_instrument(with_needed(chosen, self._catalogue))
        answer = replace(answer, direct_answer=direct_answer(question, kind_of(question), quotations))
        return self._with_quotations(answer, quotations)

    def _with_definition(self, question: str, references: Sequence[Reference], found: Found) -> Found:
        """What was found, and the provision that defines the term where it was not: it may not resemble the question."""
        words = subject_words(question)
        if not words or any(defines(hit.provision.text, words) for hit in close_hits(found)):
            return found
        others = self._corpus.find(f"the term {term_of(question)} means", references).hits
        defining = [hit for hit in (*others, *found.hits) if defines_just(hit.provision.text, words)][:1]
        return replace(found, hits=(*(replace(hit, score=found.hits[0].score) for hit in defining), *found.hits))

    def _with_quotations(self, answer: Answer, quotations: list[Quotation], notes: tuple[str, ...] = ()) -> Answer:
        statements, citations = to_statements(quotations)
        citations = explained(quotations, citations, self._catalogue)
        notes = (*answer.notes, *notes)
        return verify(replace(answer, statements=statements, citations=citations, notes=notes), self._catalogue)


def _item_of(reference: Reference, found: Sequence[Provision]) -> tuple[str, ...]:
    """The list item that a reference names beyond the provision that holds it."""
    if len(found) != 1:
        return ()
    depth = found[0].id.count("/")
    return reference.path[depth:]
