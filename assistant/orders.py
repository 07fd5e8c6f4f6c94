"""Sentences of a document that give orders to a language model: no model gets to read them.

A list of signs can be evaded; what a model makes of an order that slips through still has to stand in the cited source.
"""

import re

from assistant.matching import clauses_of

_GAP = r"[^.!?]{0,60}?"
# An order opens a clause; "shall answer the following questions" is law.
_OPENS = r"(?:^|[.:;,!?\"“(]\s*|\b(?:please|always|then|and|now|instead)\s+)"
_SIGNS = ' \n.:;,!?"“('
_ORDERS = re.compile(
    "|".join(
        (
            # Set the instructions aside.
            rf"\b(?:ignore|disregard|forget|override|bypass)\b{_GAP}\b(?:instructions?|rules?|prompts?|"
            rf"guidelines|above|previous|prior|"
            r"earlier|everything|context|sources?)\b",
            rf"\b(?:ignore[zr]?|ignora|ignoriere\w*|oublie[zr]?|olvida|vergiss)\b{_GAP}\b(?:instructions?|"
            rf"instrucciones|consignes|"
            r"anweisungen|regeln|règles|reglas)\b",
            r"\b(?:new|updated|real|hidden|secret) (?:instructions?|task|system prompt)\b|\bjailbreak\b|"
            r"\bprompt injection\b",
            # Play somebody else.
            rf"\b(?:you are|act as|pretend (?:to be|that)|behave (?:as|like)|role-?play)\b{_GAP}\b(?:ai|"
            rf"assistant|model|chatbot|bot|now|"
            r"expert|admin|lawyer|unrestricted|developer)\b",
            r"\bas an ai\b|\b(?:large )?language models?\b|\bchatbots?\b|\bllms?\b|\bai assistants?\b",
            # Say this.
            rf"{_OPENS}(?:reply|respond|answer|say|write|output|print|repeat|tell (?:the|every) (?:user|"
            rf"reader)|cite|quote|append|conclude)\b"
            rf"{_GAP}\b(?:only|exactly|verbatim|instead|always|this|with the words?|the following|to (?:the|"
            rf"every|any|all) "
            r"(?:user|reader|question|answer)s?|(?:in|of) (?:your|every|each) (?:answer|reply|response)|your answer|"
            r"the (?:user|prompt|system))\b",
            r"\b(?:append|add|insert)\b.{0,200}?\bto (?:every|each|any|all|your) (?:answer|reply|response)s?\b",
            rf"{_OPENS}do not (?:cite|mention|tell|use|follow|reveal|answer)\b{_GAP}\b(?:source|user|reader|"
            rf"rule|instruction|question|"
            r"this|article)s?\b",
            # Give something away.
            rf"\b(?:reveal|disclose|leak|send|post|forward)\b{_GAP}\b(?:(?:your|the system) prompts?|"
            rf"your instructions?|api keys?|"
            r"passwords?|https?|(?:this|the) conversation)\b",
            # Pass for somebody else's message.
            r"(?:^|[.!?]\s+)\W*(?:system|assistant|developer|user|admin(?:istrator)?)(?: (?:prompt|message|override|mode|"
            r"instructions?))?\s*:",
            r"\b(?:system|developer) (?:prompt|message|override|mode)\b",
            r"</?(?:sources?|system|instructions?|prompt|s|user|assistant)>|<\|\w+\|>|\[/?INST\]",
            r"\b(?:important|attention|notes?|warning|instructions?)\b.{0,20}\b(?:to|for)\b.{0,20}\b(?:ai|"
            r"assistants?|models?|bots?|"
            r"readers? of this prompt)\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a model instead of about its subject; an order can run over several lines."""
    return _ORDERS.search(text) is not None or _ORDERS.search(_one_line(text)) is not None


def without_orders(text: str) -> str:
    """The text without the clauses that give orders to a model, each replaced by "[…]"."""
    # The sign before an order belongs to the clause before it, which stays.
    found = [match for form in (text, _one_line(text)) for match in _ORDERS.finditer(form)]
    spans = [(match.end() - len(match[0].lstrip(_SIGNS)), match.end()) for match in found]
    kept, position = [], 0
    for clause in clauses_of(text):
        if any(start < clause.span.end and end > clause.span.start for start, end in spans):
            kept += [text[position : clause.span.start], "[…]"]
            position = clause.span.end
    return "".join([*kept, text[position:]])


def _one_line(text: str) -> str:
    """The text on one line, every character at its place."""
    return text.replace("\n", " ").replace(";", ",")
