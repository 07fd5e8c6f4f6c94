"""Sentences of a document that give orders to a language model: no model gets to read them."""

import re

from assistant.matching import clauses_of

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|rules?|prompts?|guidelines|above|previous|prior|earlier|"
    r"everything|context|sources?)\b"
    r"|\b(?:system|developer|assistant|user|admin(?:istrator)?)\s*(?:prompt|message|override|mode|instructions?)?\s*:"
    r"|\b(?:you are|act as|pretend (?:to be|that)|behave (?:as|like)|role-?play)\b.{0,60}\b(?:ai|"
    r"assistant|model|chatbot|bot|now|expert|admin|lawyer|"
    r"unrestricted|developer)\b"
    r"|\b(?:as an ai|language model|chatbot|llm|ai (?:assistant|model|system)s?)\b"
    r"|\b(?:reply|respond|answer|say|write|output|print|repeat|tell (?:the|every) (?:user|reader)|cite|quote|append|conclude)\b"
    r".{0,40}\b(?:only|exactly|verbatim|instead|always|with the words?|the following|to (?:the|every|any|"
    r"all) (?:user|reader|question|answer)s?|"
    r"in (?:your|every|each) (?:answer|reply|response)|your answer|the (?:user|prompt|system))\b"
    r"|\b(?:reveal|disclose|leak|send|post|forward)\b.{0,50}\b(?:prompts?|instructions?|keys?|passwords?|secrets?|https?|conversation|question)\b"
    r"|\bdo not (?:cite|mention|tell|use|follow|reveal|answer)\b.{0,60}\b(?:source|user|reader|rule|"
    r"instruction|question|this|article)s?\b"
    r"|\b(?:new|updated|real|hidden|secret) (?:instructions?|rules?|task|system)\b|\bjailbreak\b|\bprompt injection\b"
    r"|</?(?:sources?|system|instructions?|prompt|s|user|assistant)>|<\|\w+\|>|\[/?INST\]|#{2,}\s*(?:system|instruction|user|assistant)"
    r"|\b(?:important|attention|note|warning)\b.{0,20}\b(?:to|for)\b.{0,20}\b(?:ai|assistants?|models?|"
    r"bots?|readers? of this prompt)\b",
    re.IGNORECASE | re.DOTALL,
)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a model instead of about its subject."""
    return _ORDERS.search(text) is not None


def without_orders(text: str) -> str:
    """The text without the clauses that give orders to a model, each replaced by "[…]"."""
    kept, position = [], 0
    for clause in clauses_of(text):
        if gives_orders(text[clause.span.start : clause.span.end]):
            kept += [text[position : clause.span.start], "[…]"]
            position = clause.span.end
    return "".join([*kept, text[position:]])
