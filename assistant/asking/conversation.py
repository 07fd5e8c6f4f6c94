"""Turns a follow-up question into one that stands by itself: "what about paragraph 2?" after an answer on article 33.

The rules need no model. They look at what the last question asked and which places its answer cited; a question with a topic
of its own is left as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from assistant.asking.follow_ups import (
    added_condition,
    asks_about_source,
    asks_for_other_topic,
    asks_same_source_for,
    changes_subject,
    has_open_pronoun,
    is_elliptic,
    is_rich,
    put_in_place_of_pronoun,
    topic_words,
)
from assistant.asking.references import (
    Mention,
    Reference,
    find_mentions,
    find_references,
    replace_references,
    resolve,
    without_references,
)
from assistant.asking.related_places import other_work_named, related_place
from assistant.finding.corpus import Corpus
from vectorstore.catalogue import Catalogue

# A place as answers print it, before the number of its citation: "— UDHR, art. 28 [1]; UDHR, art. 29(2) [2]".
_CITED = re.compile(r"(?:— |; )(?P<place>[^—;\n]+?) \[\d+\]")
# What is left hanging where a work and its article were taken out: "free to pick her husband under of the?".
_LOOSE_END = re.compile(r"(?:\s+(?:under|in|of|from|by|see|the|according to))+(?=\s*(?:[?,.:;]|$))", re.IGNORECASE)
_NEAR = 3  # hits among which the article cited last must be for a question to be about it
_FULL_QUESTION = 4  # words of topic with which a question on a named work stands by itself
_ENOUGH_TOPIC = 3  # words; a question that names a place and little else is about what the place is about
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


@dataclass(frozen=True)
class Context:
    """What went before: the last question, standing by itself, the places that its answer cited and those it asked for."""

    question: str
    cited: tuple[Reference, ...] = ()

    asked_for: tuple[Reference, ...] = ()

    @property
    def place(self) -> Reference | None:
        """The place that "it" means: the one that was asked for, else the first one cited."""
        first = self.cited[0] if self.cited else None
        for asked in self.asked_for:
            if asked.path and (
                first is None or (asked.work_id, asked.path) == (first.work_id, first.path[: len(asked.path)])
            ):
                return asked
        return first


def self_contained(question: str, history: Sequence[tuple[str, str]], catalogue: Catalogue) -> str:
    """Return the question as one that can be understood without the conversation before it.

    `history` holds (role, text) pairs, oldest first, with the roles "user" and "assistant". A question that stands by itself
    comes back unchanged.
    """
    return _resolve(question, context_of(history, catalogue), catalogue)


def within_last_place(question: str, place: Reference, catalogue: Catalogue) -> str:
    """The question with the place of the last answer added: "Soldiers? (ICCPR, art. 22)"."""
    return f"{question.rstrip(' ?.')} ({_pinpoint(place, catalogue)})?"


def within_last_article(question: str, history: Sequence[tuple[str, str]], corpus: Corpus) -> str:
    """A question that the corpus does not answer by itself, put to the article cited last if that is near to it; else "".

    "Soldiers?" after article 22 of the ICCPR looks like a question of its own; searched within the ICCPR it leads back
    to article 22.
    """
    place = context_of(history, corpus.catalogue).place
    cited = resolve(place, corpus.catalogue) if place and place.path else []
    if place is None or not cited:
        return ""
    article = corpus.catalogue.article_of(cited[0])
    hits = corpus.find(question, [Reference(place.work_id)], _NEAR).hits
    if all(corpus.catalogue.article_of(hit.provision) != article for hit in hits):
        return ""
    return within_last_place(question, place, corpus.catalogue)


def context_of(history: Sequence[tuple[str, str]], catalogue: Catalogue) -> Context:
    """What a conversation has come to; see `self_contained` for its form."""
    context = Context("")
    for role, text in history:
        if role == "user":
            asked = _resolve(text, context, catalogue)
            named = tuple(find_references(asked, catalogue))
            context = Context(asked, named or context.cited, named)
        else:
            cited = tuple(_cited_by_answer(text, catalogue)) or context.cited
            context = Context(context.question, cited, context.asked_for)
    return context


def _resolve(question: str, context: Context, catalogue: Catalogue) -> str:
    place = context.place
    if not (context.question or context.cited) or not re.search(r"\w", question) or changes_subject(question):
        return question
    mentions = find_mentions(question, catalogue)
    if mentions or (place and other_work_named(question, place, catalogue)):
        return _about_other_work(question, mentions, context, catalogue)
    if place is None:
        return question
    if asks_about_source(question):
        return f"Who wrote {_name(place.work_id, catalogue)}, and when?"
    span = related_place(question, place)
    if span is not None:
        start, end, path = span
        pinpoint = _pinpoint(Reference(place.work_id, path), catalogue)
        if not topic_words(f"{question[:start]} {question[end:]}"):
            return f"What does {pinpoint} say?"
        return _tidy(f"{question[:start]} {pinpoint} {question[end:]}")
    same_source = asks_same_source_for(question)
    topic = same_source or ("" if has_open_pronoun(question) else asks_for_other_topic(question))
    if topic:
        names_work = same_source or find_mentions(context.question, catalogue)
        return f"What does the {_name(place.work_id, catalogue)} say about {topic}?" if names_work else topic
    if has_open_pronoun(question):
        meant = _name(place.work_id, catalogue) if is_rich(question) else _pinpoint(place, catalogue)
        return _tidy(put_in_place_of_pronoun(question, meant))
    if is_elliptic(question):
        return within_last_place(question, place, catalogue)
    return question


def _about_other_work(question: str, mentions: Sequence[Mention], context: Context, catalogue: Catalogue) -> str:
    """The last topic asked of another work: "And the UDHR?", "what does the CRC say about it?"."""
    if any(reference.path for reference in find_references(question, catalogue)):
        return question
    rest = without_references(question, catalogue)
    if mentions and asks_about_source(rest):
        return question
    is_open = has_open_pronoun(rest) and len(topic_words(rest)) < _FULL_QUESTION
    if topic_words(rest) and not is_open and not is_elliptic(rest):
        return question
    work_id = mentions[0].work_id if mentions else other_work_named(question, context.place, catalogue)
    asked = _last_question_of(_name(work_id, catalogue), context, catalogue)
    added = added_condition(rest)
    return f"{asked.rstrip(' ?.')}, {added}?" if added else asked


def _last_question_of(work: str, context: Context, catalogue: Catalogue) -> str:
    """The last question, asked of a work instead of the one that it was asked of."""
    mentions = find_mentions(context.question, catalogue)
    rest = without_references(context.question, catalogue)
    topic = topic_words(rest)
    names_place = any(reference.path for reference in find_references(context.question, catalogue))
    if not topic or (names_place and len(topic) < _ENOUGH_TOPIC):
        subject = _subject(context.place, catalogue) if context.place else ""
        return f"What does the {work} say about {subject}?"
    if not mentions:
        return f"{context.question.rstrip()} ({work})"
    return _tidy(_LOOSE_END.sub("", replace_references(context.question, work, catalogue)))


def _subject(place: Reference, catalogue: Catalogue) -> str:
    """The heading of a provision, or of the digest that restates it; else its opening words."""
    wanted = "/".join([place.work_id, *place.path])
    for document in catalogue.works().get(place.work_id, [])[::-1]:
        for provision in catalogue.provisions_of(document.key):
            if f"{wanted}/".startswith(f"{provision.id}/") or f"{provision.id}/".startswith(f"{wanted}/"):
                return provision.heading_path[-1] if provision.heading_path else " ".join(provision.text.split()[:20])
    return ""


def plain_text(shown: str) -> str:
    """An answer as it was before it was escaped for Markdown or wrapped for a terminal."""
    return re.sub(r"\n {3,}", " ", unescape(_ESCAPE.sub("", shown)))


def _cited_by_answer(text: str, catalogue: Catalogue) -> Iterator[Reference]:
    for match in _CITED.finditer(plain_text(text)):
        yield from (reference for reference in find_references(match["place"], catalogue) if reference.path)


def _pinpoint(place: Reference, catalogue: Catalogue) -> str:
    name = _name(place.work_id, catalogue)
    if not place.path:
        return name
    held = catalogue.editions("/".join([place.work_id, *place.path]))
    return f"{name}, {held[0].label if held else place.label}"


def _name(work_id: str, catalogue: Catalogue) -> str:
    return catalogue.works()[work_id][0].short


def _tidy(text: str) -> str:
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))
