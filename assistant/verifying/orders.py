"""Sentences of a document that give orders to a language model: no model gets to read them.

A list of signs can be evaded; what a model makes of an order that slips through still has to stand in the cited source.
"""

import re

from assistant.verifying.matching import clauses_of

_GAP = r"[^.!?]{0,60}?"
# An order opens a clause; "shall answer the following questions" is law.
_OPENS = r"(?:^|[.:;,!?\"“(]\s*|\b(?:please|always|then|and|now|instead)\s+)"
# After a comma, "and" or "then", plain sentences of law have these verbs, too.
_OPENS_PLAINLY = r"(?:^|[.:;!?\"“(]\s*|\b(?:please|instead)\s+)"
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
            # Law and reports speak of "the reply of the State", never of "your reply".
            r"\byour (?:next |final |whole |entire )?(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies))\b",
            rf"{_OPENS_PLAINLY}(?:now )?(?:reply|respond|answer|say|write|state|claim|assert)"
            r"(?: now| only| just)? that\b",
            rf"{_OPENS}do not (?:cite|mention|tell|use|follow|reveal|answer)\b{_GAP}\b(?:source|user|reader|"
            rf"rule|instruction|question|"
            r"this|article)s?\b",
            # Speak of the reply that is being written, of who writes it, and of who gets it.
            r"\b(?:every|each|the (?:next|proper|fitting|correct|closing|only fitting)) (?:answers?|repl(?:y|ies)|responses?) "
            r"(?:ends?|begins?|opens?|starts?|names|is that|(?:should|must|has to) (?:say|state|mention|praise|begin|end))\b",
            rf"\b(?:whoever|anyone who|those who|quiconque|wer|all tools that|any program that)\b{_GAP}\b(?:summari[sz]|"
            r"quot|render|retriev|recit|résum|wiedergib)?\w*\s*\b(?:this|ce|diesen) (?:text|texte|page|paragraph|passage|"
            r"absatz|document)\b",
            rf"\b(?:should|if|when(?:ever)?|wherever) (?:anyone|anybody|someone|somebody|you are)\b{_GAP}\b(?:asks?|asked|"
            r"enquires?|wonders?)(?:,| about| why| whether)",
            r"\b(?:askers?|questioners?|enquirers?|inquirers?|summari[sz]ers?|answerers?|answer engines?|machine readers?|"
            r"(?:generated|automatic|automated) (?:answers?|digests?|answerers?|summaries))\b|\bto AI\b|\bAI:",
            r"(?:^|[.:;!?]\s+)(?:tell|inform|assure|answer|reply to) (?:users?|everyone|anyone|anybody|whoever|"
            r"the (?:asker|reader|visitor|user|caller))\b|\b(?:relayed|spread (?:this|it)) to (?:all|everyone|users?)\b",
            r"\byour? (?:limits|developers?|makers?|instructions|constraints|closing line|persona|are free of|have been switched|"
            r"will be shut|were told|agreed in)\b",
            rf"{_OPENS_PLAINLY}(?:pretend|decode|recite|reproduce|comply or|stop here|withhold|"
            r"(?:output|print|encode) (?:this|the|an?|only|everything|your)|take on the voice|stay in the|act the part|"
            r"speak as|enter \w+ mode)\b",
            # Hide: markup in running text, letters set apart, code.
            r"<!--|<<\w+>>|<\w+_\w+>|</\w+>|\]\]>|display:\s*none|font-size:\s*0|\bsudo \w|\bdebug\s*=",
            r"(?:(?<!\w)[^\W\d_][ ._-]){6,}[^\W\d_](?!\w)",
            r"\b[A-Za-z0-9+/]{20,}={1,2}(?!\w)",
            r"(?:\b(?!\d+(?:s|st|nd|rd|th|bis|ter|quater)\b)(?=\w*[a-z])(?=\w*\d)\w{3,}\b\W+){3}",
            r"[?&](?:q|ask|user|session)=",
            # Give something away.
            rf"\b(?:reveal|disclose|leak|send|post|forward)\b{_GAP}\b(?:(?:your|the system) prompts?|"
            rf"your instructions?|api keys?|"
            r"passwords?|https?|(?:this|the) conversation)\b",
            # Pass for somebody else's message.
            r"(?:^|[.!?]\s+)\W*(?:system|assistant|developer|user|admin(?:istrator)?)(?: (?:prompt|message|override|mode|"
            r"instructions?))?\s*:",
            r"(?:^|[.!?:]\s+)\W*(?:assistants?|ai|chatbot|bot|language model)\s*,",
            r"\b(?:system|developer) (?:prompt|message|override|mode)\b",
            r"</?(?:sources?|documents?|context|system|instructions?|prompt|s|user|assistant)>|<\|\w+\|>|\[/?INST\]",
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
