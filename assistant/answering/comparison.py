"""Sets two or more works, or places in them, side by side on one topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.direct_answers import in_words
from assistant.answering.ordering import with_needed
from assistant.answering.quoting import Quotation, choose_quotations, quote_whole, quoted_together
from assistant.asking.question_kinds import compared_topic
from assistant.asking.references import Reference, resolve, without_references
from assistant.finding.corpus import Corpus
from assistant.finding.refusals import missing_place
from assistant.types import Side
from assistant.verifying.verification import normalise
from vectorstore.embedding import EmbeddingModel

_MOST_EACH = 2  # provisions of each side, not counting what must stand with them
# Share of the corpus's best score on a topic that a work's best provision needs. Of 41 pairs of work and topic, all
# that speak of it have 0.58 or more, and those that do not 0.53 or less but for two with words of the topic.
_SPEAKS_OF_IT = 0.55
_OPENING = 300  # characters of a named provision that serve as topic for the other side


@dataclass(frozen=True)
class Compared:
    """One side of a comparison; `note` says why nothing is quoted, "" otherwise."""

    heading: str
    quotations: tuple[Quotation, ...]
    note: str = ""


def compare(question: str, references: Sequence[Reference], corpus: Corpus, model: EmbeddingModel) -> list[Compared]:
    """The best provisions of each named work on the topic, or the places that are named, in the order of the question.

    Empty where a question names fewer than two works or places, or works without a topic.
    """
    sides = list(dict.fromkeys(references))
    placed = [reference for reference in sides if reference.path]
    topic = compared_topic(without_references(question, corpus.catalogue))
    if not topic and placed:
        held = resolve(placed[0], corpus.catalogue)
        topic = held[0].text[:_OPENING] if held else ""
    if len(sides) < 2 or not (topic or len(placed) == len(sides)):
        return []
    return [_named(side, corpus) if side.path else _on_topic(side, topic, corpus, model) for side in sides]


def sides_of(compared: Sequence[Compared]) -> tuple[Side, ...]:
    """Which statements stand on which side, when the quotations of all sides follow each other."""
    found: list[Side] = []
    start = 0
    for side in compared:
        end = start + len(quoted_together(side.quotations))
        found.append(Side(heading=side.heading, statements=tuple(range(start, end))))
        start = end
    return tuple(found)


def comparing_sentence(compared: Sequence[Compared]) -> str:
    """What the texts themselves show: who speaks of the topic, and whether in the same words. No conclusion is drawn."""
    speaking = [side for side in compared if side.quotations]
    if len(speaking) == 1:
        return f"Of these, only the {speaking[0].heading} speaks of this:"
    texts = {normalise(" ".join(item.text for item in side.quotations)) for side in speaking}
    if len(texts) == 1:
        return "They say this in the same words:"
    return "Both speak of this:" if len(speaking) == 2 else f"All {in_words(len(speaking)).lower()} speak of this:"


def _named(reference: Reference, corpus: Corpus) -> Compared:
    catalogue = corpus.catalogue
    short = catalogue.works()[reference.work_id][0].short
    heading = f"{short}, {reference.label}"
    found = resolve(reference, catalogue)
    if not found:
        return Compared(heading, (), missing_place(reference, catalogue).message)
    return Compared(heading, tuple(quote_whole(catalogue.document_of(found[0]), found)))


def _on_topic(reference: Reference, topic: str, corpus: Corpus, model: EmbeddingModel) -> Compared:
    """What a work says on a topic, judged against the best that the whole corpus says on it.

    The topic alone is searched for: the words of a whole question would find likeness in any provision.
    """
    short = corpus.catalogue.works()[reference.work_id][0].short
    found, anywhere = corpus.find(topic, [reference]), corpus.find(topic, [], 1)
    best = anywhere.hits[0].score if anywhere.hits else 0.0
    is_near = bool(found.hits) and found.hits[0].score >= _SPEAKS_OF_IT * best
    if not is_near or not corpus.answers(topic, [reference], found):
        return Compared(short, (), f"The {short} holds nothing near to this.")
    chosen = choose_quotations(topic, found, _MOST_EACH, model)
    return Compared(short, tuple(with_needed(chosen, corpus.catalogue)))
