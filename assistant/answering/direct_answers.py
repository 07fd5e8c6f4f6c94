"""The direct answer: one sentence before the quotations, which says no more than they prove."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.clauses import bearer, defines
from assistant.answering.quoting import Quotation
from assistant.answering.wholeness import limits
from assistant.answering.yes_or_no import yes_or_no
from assistant.asking.question_kinds import QuestionKind
from assistant.asking.question_words import subject_words
from assistant.citing.citation_facts import work_of
from assistant.types import Document
from vectorstore.lexical import stems

_MOST_PLACES = 4
_ASKS_WHEN = re.compile(r"\b(?:when|date|dated|year|old)\b", re.IGNORECASE)
_SAVING = ("Nothing in", "No part of")
_DETERMINERS = ("the ", "each ", "every ", "any ", "all ", "both ")
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def direct_answer(question: str, kind: QuestionKind, quotations: Sequence[Quotation]) -> str:
    """The direct answer to a question from what is quoted, in the order shown; "" where the quotation itself is the answer."""
    if kind == "yes or no":
        return _yes_or_no(question, quotations) or _count(quotations, "provision")
    if kind == "which article":
        return _places(quotations) or _count(quotations, "provision")
    if kind == "list":
        return _listed(quotations)
    if kind == "definition":
        return _defined(question, quotations)
    found = _owed(question, quotations) if kind == "duty" else ""
    return found or (_count(quotations, "provision") if len(quotations) > 1 else "")


def dated_sentence(question: str, document: Document) -> str:
    """When a treaty was adopted and entered into force, for a question that asks when; "" where that is not known."""
    treaty = work_of(document).treaty if _ASKS_WHEN.search(question) else None
    if treaty is None:
        return ""
    event, day = treaty.dated
    force = treaty.entered_into_force
    since = f", in force since {_day(force)}" if force else ""
    return f"{document.short}: {event} on {_day(day)}{since}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def article_name(quotation: Quotation) -> str:
    """The article of a quotation, as a citation has it: "Refugee Convention, art. 33" for a paragraph of it."""
    label = quotation.provision.label
    article = label.partition("(")[0] if label.startswith("art.") else label
    return f"{quotation.document.short}, {article}"


def _places(quotations: Sequence[Quotation]) -> str:
    names = list(dict.fromkeys(article_name(item) for item in _main(quotations)))
    return f"{'; '.join(names)}." if len(names) <= _MOST_PLACES else ""


def _yes_or_no(question: str, quotations: Sequence[Quotation]) -> str:
    """ "Yes" or "No" with the provisions that say so; "" where no rule proves either, or some prove one and some the other."""
    verdicts = [(item, yes_or_no(question, item.text)) for item in quotations if _is_law(item)]
    proving = [item for item, verdict in verdicts if verdict]
    words = {verdict for _, verdict in verdicts if verdict}
    if len(words) != 1:
        return ""
    articles = {article_name(item) for item in proving}
    is_limited = any(_restricts(item) and article_name(item) in articles for item in quotations)
    within = ", within the limits quoted below" if is_limited else ""
    places = list(dict.fromkeys(f"{item.document.short}, {item.provision.label}" for item in proving))
    if len(places) == 1:
        return f"{words.pop()}{within}: {places[0]} says so."
    return f"{words.pop()}{within}. {in_words(len(places))} provisions say so: {'; '.join(places)}."


def _listed(quotations: Sequence[Quotation]) -> str:
    works = {item.document.id for item in quotations}
    if len(works) == 1:
        return _count(quotations, "provision")
    kinds = {item.document.kind for item in quotations}
    return _say(len(works), "instrument" if kinds <= {"treaty", "declaration"} else "source")


def _defined(question: str, quotations: Sequence[Quotation]) -> str:
    """Where a term is defined, or, in what is no instrument, explained."""
    words = subject_words(question)
    found: dict[str, list[str]] = {}
    for item in quotations:
        if defines(item.text, words) or set(stems(item.provision.label)) == words:
            verb = "defined" if _is_law(item) else "explained"
            found.setdefault(verb, []).append(f"{item.document.short}, {item.provision.label}")
    said = [f"{verb} in {'; '.join(dict.fromkeys(places))}" for verb, places in found.items()]
    sentence = ", ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}." if said else ""


def _owed(question: str, quotations: Sequence[Quotation]) -> str:
    """Who owes what is quoted. One who is not asked about is left out: a State is told of the duties of parents too."""
    asked = set(stems(question))
    asks_who = question.lower().lstrip().startswith("who")
    bearers = dict.fromkeys(name for item in _main(quotations) if (name := bearer(item.text)))
    shown = [_within_sentence(name) for name in bearers if asks_who or asked & set(stems(name))]
    return f"Owed by {' and by '.join(dict.fromkeys(shown))}:" if shown else ""


def _within_sentence(name: str) -> str:
    return name[0].lower() + name[1:] if name.lower().startswith(_DETERMINERS) else name


def _count(quotations: Sequence[Quotation], thing: str) -> str:
    return _say(len({(item.document.id, item.provision.id) for item in quotations}), thing)


def _say(number: int, thing: str) -> str:
    return f"One {thing} speaks of this:" if number == 1 else f"{in_words(number)} {thing}s speak of this:"


def in_words(number: int) -> str:
    """A count as a sentence begins with it: "Three"; figures above twelve."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _main(quotations: Sequence[Quotation]) -> list[Quotation]:
    """What was found for its own sake."""
    return [item for item in quotations if item.score] or list(quotations)


def _restricts(quotation: Quotation) -> bool:
    """Whether a paragraph narrows what its article grants; one that only saves something else does not."""
    return limits(quotation.provision) and not quotation.text.startswith(_SAVING)


def _is_law(quotation: Quotation) -> bool:
    """Whether a provision can say what holds in law: a report or a draft only says that somebody thinks so."""
    return quotation.document.kind in ("treaty", "declaration")
