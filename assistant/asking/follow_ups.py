"""Signs by which a question shows that it leans on the one before it. Rules for English, each a pattern or a short function."""

import re

from vectorstore.lexical import stems

_THING = (
    r"(?:article|paragraph|provision|rule|right|duty|obligation|principle|prohibition|guarantee|treaty|convention|covenant|"
    r"declaration|report|essay|statement|document|text|instrument|sentence|passage|quote|author|idea|claim|number|figure|one)s?"
)
_BEFORE_THAT = (
    r"(?:about|on|of|to|like|from|under|with|for|in|by|than|said|say|says|wrote|write|respect|have|has|contain|mean|and|why|"
    r"does|do|did|is|was|are|will|would|can|could|may|must|should|how|all)"
)
_PRONOUN = re.compile(
    rf"\b(?P<possessive>its|their|his|her)\b"
    rf"|\b(?P<thing>(?:this|that|these|those|the (?:same|said)) {_THING})\b"
    rf"|\b(?P<such>such (?:an? )?\w+)\b"
    rf"|\b(?P<alone>it|they|them|he|she|him|this|these|those|the same(?=\W*$|\s+(?:true|for|apply|applies|goes?|holds?)\b))"
    rf"|(?:(?<=^)|(?<=\b))(?:(?P<before>{_BEFORE_THAT}) )(?P<that>that)\b(?! (?:the|a|an|any|every|no|all|{_THING})\b)"
    rf"|\b(?P<place>there)\b(?=[\s,.?!]*$)",
    re.IGNORECASE,
)
# "Is it legal to ...", "does it matter that ...": here "it" stands for what follows.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|be|does|when|if)\s+it\s+(?:ever\s+|also\s+|really\s+|still\s+|not\s+)?(?:be\s+)?"
    r"(?:(?:il)?legal|(?:un)?lawful|allowed|forbidden|permitted|prohibited|banned|possible|true|right|wrong|ok|okay|fair|necessary|"
    r"required|enough|punishable|an?\s+(?:\w+\s+)?(?:crime|violation|breach|right|duty|offence)|against\s+\w+(?:\s+\w+)?|"
    r"matter|take|mean|come)\s+(?:to|that|if|when|for|under)\b",
    re.IGNORECASE,
)
# Where a clause ends, what stands before it can be what a pronoun after it means.
_CLAUSE_END = re.compile(
    r"[,;:.!?—]|\b(?:and|but|because|when|if|while|after|before|until|unless|since|who|which|so|although|as)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^\W*(?P<joined>(?:(?:ok(?:ay)?|and|but|even|so|or|then|what|how about)\b\W*)*)(?:if|when|even|unless|without|except)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|but|so|also|then|or|well|now)\b\W*)*"
    r"(?:(?:who|why|how|when|where|which)\b(?!\s+(?:is|are|was|were|does|do|did|can|may|must|has|have)\b)|any|only|for|since|until)?\b",
    re.IGNORECASE,
)
_AS_WELL = re.compile(r"\b(?:as well|too|also)\W*$", re.IGNORECASE)
_IN_PLAIN_WORDS = re.compile(
    r"^\W*(?:and |ok |now )?(?:in|say it in|put it in)\s+(?:plain|simple|everyday|other)\b", re.IGNORECASE
)
_NEW_SUBJECT = re.compile(
    r"\b(?:something\s+(?:else|different|new)|(?:different|other|another|new)\s+(?:matter|question|subject|topic|thing)|unrelated)\b",
    re.IGNORECASE,
)
_OTHER_TOPIC = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|so|then|now|well)\W+)*(?:(?:what|how)\s+about|about|on)\s+(?P<topic>[^?]+?)\W*$"
    r"|^\W*(?:and|now)\s+(?P<bare>(?!(?:if|when|for|is|are|does|do|can|what|who|how|why|in|i|we|let|has|have|the)\b)"
    r"[^?]+?)\W*$",
    re.IGNORECASE,
)
_SAME_SOURCE_ON = re.compile(
    r"\b(?:it|that|this|the same|same)(?:\s+\w+)?\s+(?:also\s+)?(?:say|says|said|have|contain|mention)?\s*"
    r"(?:something|anything)?\s*(?:on|about|regarding)\s+(?P<topic>(?!(?:it|that|this|them)\b)[^?,]+?)\W*$"
    r"|^\W*(?:ok(?:ay)?\W+)?and\s+(?:on|about)\s+(?P<and_on>[^?,]+?)\W*$"
    r"|^\W*(?:is|are)\s+(?P<inside>[^?,]+?)\s+in\s+(?:there|it)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\bwho\b.*\bbehind\s+(?:it|this|that)\b|\bpublished\W+when\b|\byear\s+of\s+(?:adoption|publication)\b"
    r"|\bwho\s+(?:said|says|wrote|writes|is the author|was the author|published|made|drafted|issued)\b"
    r"|\bissued\s+(?:it|this|that)\b|\bauthors?\b(?=\W*(?:$|and\b))|\bwritten by\b"
    r"|\bwhen\s+(?:was|is|were)\s+(?:it|(?:this|that|these|the)(?: \w+)?)\s*"
    r"(?:from|published|adopted|written|made|issued|signed|dated)?\W*$"
    r"|\b(?:what|which)\s+(?:year|date)\b|\bdate\s+(?:of|is)\b|\bhow old is (?:it|this|that|the \w+)\b",
    re.IGNORECASE,
)
# Words of topic in an "even if ..." and an "if ..." that still hang on the question before.
_LONGEST_CONDITION, _SHORT_CONDITION = 8, 2
_LONGEST_TOPIC = 8
_RICH = 3  # words of topic
_ASKING = frozenset(
    stems("would can could do does did may must should how about what which who when where why has have had so ok okay")
)
# Words that ask about a provision without naming a topic of their own.
_NO_TOPIC = frozenset(
    stems(
        "organisation come out group day put well until when what which who whom whose how why where does do "
        "did done say says said tell about text read reads word words wording exact exactly provide provides "
        "state states contain contains give quote cite explain mean means meaning plain simple simply english "
        "language please summary summarise example examples exception exceptions limit limits bind binding "
        "bound apply applies applicable respect obey follow comply also too same similar like anything "
        "something everything really still now ok okay yes article paragraph provision rule right treaty "
        "convention covenant declaration report essay instrument document source show can could you me i have "
        "has had other one include includes see detail details more again short shorter longer full anyone "
        "everyone somebody someone promise theme thing point topic any only just need want would know ask "
        "question questions compare comparison equivalent counterpart add adds agree agrees differ meet find "
        "thank thanks line confirm go on continue such some kindly there hi hello fine good great so"
    )
)


def topic_words(question: str) -> list[str]:
    """Stems of the words that say what a question is about; empty for "what does it say, exactly?"."""
    return [stem for stem in stems(question) if stem not in _NO_TOPIC]


def has_open_pronoun(question: str) -> bool:
    """Whether a pronoun of the question means something that the question itself does not name.

    "Does it apply to children?" has one. In "Can a State suspend a treaty because the other side broke it?" a clause before the
    pronoun names what it can mean.
    """
    return any(_is_open(match, question) for match in _pronouns(question))


def is_rich(question: str) -> bool:
    """Whether a question says so much itself that only its work, not the article, is taken from the conversation."""
    return len(topic_words(question)) >= _RICH


def put_in_place_of_pronoun(question: str, name: str) -> str:
    """The question with its first open pronoun replaced by what it means."""
    match = next(match for match in _pronouns(question) if _is_open(match, question))
    start = match.start("that") if match["that"] else match.start()
    if match["possessive"]:
        return f"{question[:start]}the {question[match.end() :].strip(' ?')} of {name}?"
    word = f"in {name}" if match["place"] else name
    return f"{question[:start]}{word}{question[match.end() :]}"


def is_elliptic(question: str) -> bool:
    """Whether a question without pronoun needs the one before it: "any exceptions?", "who decides?", "even if I refuse?"."""
    topic = topic_words(question)
    if not topic or _IN_PLAIN_WORDS.match(question):
        return True
    condition = _CONDITION.match(question)
    if condition:
        return len(topic) <= (_LONGEST_CONDITION if condition["joined"] else _SHORT_CONDITION)
    opening = _OPENING.match(question)
    is_opened = bool(opening and opening.group().strip(" ,")) or bool(_AS_WELL.search(question))
    return is_opened and len(topic) <= 1 + bool(re.match(r"\W*any\b", question, re.IGNORECASE))


def changes_subject(question: str) -> bool:
    """Whether a question says that it is about something new: "Now something else: ..."."""
    return _NEW_SUBJECT.search(question) is not None


def asks_about_source(question: str) -> bool:
    """Whether a follow-up asks who wrote the source of the last answer, or when: "who said that?", "what year is it from?"."""
    match = _SOURCE.search(question)
    if match is None:
        return False
    rest = f"{question[: match.start()]} {question[match.end() :]}"
    return len(topic_words(rest)) <= 1


def asks_for_other_topic(question: str) -> str:
    """The topic in "what about elections?", "and housing?"; "" for other questions."""
    match = _OTHER_TOPIC.match(question)
    topic = (match["topic"] or match["bare"] or "").strip() if match else ""
    return topic if topic_words(topic) and len(topic.split()) <= _LONGEST_TOPIC else ""


def asks_same_source_for(question: str) -> str:
    """The topic in "does it say anything about textbooks?", "and on elections?", which stay with the source; "" for others."""
    match = _SAME_SOURCE_ON.search(question)
    topic = (match["topic"] or match["and_on"] or match["inside"] or "").strip() if match else ""
    return topic if topic_words(topic) else ""


def added_condition(rest: str) -> str:
    """What a follow-up on another work adds to the question: "for children" of "And for children, in the Covenant?"; or ""."""
    match = re.search(r"\b(?:for|with|regarding)\s+[^,?]+", rest, re.IGNORECASE)
    return match.group().strip() if match and topic_words(match.group()) else ""


def _pronouns(question: str) -> list[re.Match[str]]:
    blank = _EMPTY_IT.sub(lambda match: re.sub(r"\bit\b", "_ ", match.group(), flags=re.IGNORECASE), question)
    return list(_PRONOUN.finditer(blank))


def _is_open(match: re.Match[str], question: str) -> bool:
    before = question[: match.start()]
    named = len(topic_words(before))
    if match["possessive"]:
        return not set(stems(before)) - _ASKING
    if match["thing"] or match["such"]:
        return not any(noun in stems(before) for noun in stems(match["thing"] or match["such"]))
    has_clause = any(len(topic_words(before[: end.start()])) >= 1 for end in _CLAUSE_END.finditer(before))
    return not (named and has_clause)
