"""Signs by which a question shows that it leans on the one before it. Rules for English, each a pattern or a short function."""

import re

from assistant.number_words import ORDINAL_WORD, ordinal_value
from assistant.places import find_places
from assistant.references import Reference
from vectorstore.catalogue import Catalogue
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
    rf"|\b(?P<alone>it|they|them|he|she|him|this|these|those|the same)\b"
    rf"|(?:(?<=^)|(?<=\b))(?:(?P<before>{_BEFORE_THAT}) )(?P<that>that)\b(?! (?:the|a|an|any|every|no|all)\b)"
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
    r"\b(?:it|that|this|the same|same)(?:\s+\w+)?\s+(?:also\s+)?(?:say|says|said|have|contain|mention)?\s*(?:something|anything)?\s*"
    r"(?:on|about|regarding)\s+(?P<topic>(?!(?:it|that|this|them)\b)[^?,]+?)\W*$"
    r"|^\W*(?:ok(?:ay)?\W+)?and\s+(?:on|about)\s+(?P<and_on>[^?,]+?)\W*$"
    r"|^\W*(?:is|are)\s+(?P<inside>[^?,]+?)\s+in\s+(?:there|it)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\bwho\b.*\bbehind\s+(?:it|this|that)\b"
    r"|\bwho\s+(?:said|says|wrote|writes|is the author|was the author|published|made|drafted)\b|\bauthors?\b|\bwritten by\b"
    r"|\bwhen\s+(?:was|is|were)\s+(?:it|this|that|these|the \w+)\s*"
    r"(?:from|published|adopted|written|made|issued|signed|dated)?\W*$"
    r"|\b(?:what|which)\s+(?:year|date)\b|\bdate\s+(?:of|is)\b|\bhow old is\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:next|following|follows|(?:comes|stands|is)\s+after)\b", re.IGNORECASE)
_PREVIOUS = re.compile(
    r"\b(?:previous|preceding|(?:one|article|paragraph|just|right|directly)\s+before|(?:comes|stands|is)\s+before|"
    r"(?:article|paragraph|one)\s+back|back\s+one)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"(?<!\w)(?P<number>\d{1,2})?(?P<signs>(?:\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))+)")
_BARE_NUMBER = re.compile(r"^\W*(?:ok(?:ay)?\W+)?(?:(?:and|what about|how about|now)\W+)?(?P<number>\d{1,3})\W*$", re.I)
_ORDINAL_ONE = re.compile(rf"\b(?:the\s+)?(?P<ordinal>{ORDINAL_WORD})(?:\s+one\b|\W*$)", re.IGNORECASE)
_RELATIVE_WORDS = re.compile(
    r"\b(?:the\s+)?(?:one|article|paragraph)?\s*(?:that\s+)?(?:is\s+)?(?:just\s+|right\s+|directly\s+)?"
    r"(?:next|following|follows|previous|preceding|comes?|stands|before|after|back)\b"
    r"(?:\s+(?:it|that|this|one|after|before|article|paragraph)\b)*",
    re.IGNORECASE,
)
# Words of topic in an "even if ..." and an "if ..." that still hang on the question before.
_LONGEST_CONDITION, _SHORT_CONDITION = 8, 2
_LONGEST_TOPIC = 8
_OTHER = re.compile(r"\bthe\s+other\s+(?P<noun>covenant|convention|protocol|declaration|report|treaty|essay)\b", re.I)
# Words that ask about a provision without naming a topic of their own.
_NO_TOPIC = frozenset(
    stems(
        "well until when what which who whom whose how why where does do did done say says said tell about text read reads "
        "word words wording exact exactly provide provides state states contain contains give quote cite "
        "explain mean means meaning plain simple simply english language please summary summarise example "
        "examples exception exceptions limit limits bind binding bound apply applies applicable respect obey "
        "follow comply also too same similar like anything something everything really still now ok okay yes "
        "article paragraph provision rule right treaty convention covenant declaration report essay "
        "instrument document source show can could you me i have has had other one include includes see "
        "detail details more again short shorter longer full anyone everyone somebody someone promise theme "
        "thing point topic any only just need want would know put ask question questions compare comparison "
        "equivalent counterpart add adds agree agrees differ meet find thank thanks line confirm go on "
        "continue such some kindly there hi hello fine good great so"
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


def put_in_place_of_pronoun(question: str, pinpoint: str) -> str:
    """The question with its first open pronoun replaced by a pinpoint."""
    match = next(match for match in _pronouns(question) if _is_open(match, question))
    start = match.start("that") if match["that"] else match.start()
    if match["possessive"]:
        return f"{question[:start]}the {question[match.end() :].strip(' ?')} of {pinpoint}?"
    word = f"in {pinpoint}" if match["place"] else pinpoint
    return f"{question[:start]}{word}{question[match.end() :]}"


def is_elliptic(question: str) -> bool:
    """Whether a question without pronoun still needs the one before it: "any exceptions?", "who decides?", "even if I refuse?"."""
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


def related_place(question: str, place: Reference) -> tuple[int, int, tuple[str, ...]] | None:
    """Where a follow-up names a place by its relation to the last one, and the path of the place that it means.

    "What about paragraph 2?", "and article 26?", "the next article?", "(3)(b)", "and 14?". None when it names no place.
    """
    for rule in (_numbered, _by_signs, _by_ordinal, _beside):
        found = rule(question, place)
        if found is not None:
            return found
    return None


def other_work_named(question: str, place: Reference | None, catalogue: Catalogue) -> str:
    """The work that "the other Covenant" means when there are just two; "" otherwise."""
    match = _OTHER.search(question)
    if match is None or place is None:
        return ""
    noun = match["noun"].lower()
    titles = {work_id: editions[0].title.lower() for work_id, editions in catalogue.works().items()}
    named = [work_id for work_id, title in titles.items() if noun in title and "protocol" not in title]
    others = [work_id for work_id in named if work_id != place.work_id]
    return others[0] if place.work_id in named and len(others) == 1 else ""


def _pronouns(question: str) -> list[re.Match[str]]:
    blank = _EMPTY_IT.sub(lambda match: re.sub(r"\bit\b", "_ ", match.group(), flags=re.IGNORECASE), question)
    return list(_PRONOUN.finditer(blank))


def _is_open(match: re.Match[str], question: str) -> bool:
    before = question[: match.start()]
    named = len(topic_words(before))
    if match["possessive"]:
        return named < 2
    if match["thing"] or match["such"]:
        return not any(noun in stems(before) for noun in stems(match["thing"] or match["such"]))
    has_clause = any(len(topic_words(before[: end.start()])) >= 1 for end in _CLAUSE_END.finditer(before))
    return not (named >= 2 and has_clause)


_Found = tuple[int, int, tuple[str, ...]]


def _numbered(question: str, place: Reference) -> _Found | None:
    """ "what about paragraph 2?", "and article 26?", "article 7, paragraph 4"."""
    places = find_places(question)
    if not places:
        return None
    first = places[0]
    kind, _, number = first.path[0].partition("-")
    if kind == "para" and place.path and place.path[0].startswith("art-"):
        return first.start, first.end, (place.path[0], number, *first.path[1:])
    return first.start, first.end, first.path


def _by_signs(question: str, place: Reference) -> _Found | None:
    """ "read me (3)(b)", "and 3(c)?"."""
    match = _SIGNS.search(question)
    if match is None or not place.path:
        return None
    signs = re.findall(r"\w+", match["signs"])
    if match["number"] and signs[0].isdigit() and place.path[0].startswith("art-"):
        return match.start(), match.end(), (f"art-{match['number']}", *signs)
    numbers = [match["number"], *signs] if match["number"] else signs
    head = place.path[:1] if numbers[0].isdigit() else place.path[:2]
    return match.start(), match.end(), (*head, *numbers)


def _by_ordinal(question: str, place: Reference) -> _Found | None:
    """ "and 14?", "and the third one?": the same kind of place as the last one."""
    number, ordinal = _BARE_NUMBER.match(question), _ORDINAL_ONE.search(question)
    match = number or ordinal
    if match is None or not place.path:
        return None
    value = int(number["number"]) if number else ordinal_value(ordinal["ordinal"]) if ordinal else 0
    span = number.span("number") if number else match.span()
    return (*span, (f"{place.path[0].rpartition('-')[0]}-{value}",))


def _beside(question: str, place: Reference) -> _Found | None:
    """ "the next article?", "and the one before it?"."""
    step = 1 if _NEXT.search(question) else -1 if _PREVIOUS.search(question) else 0
    match = _RELATIVE_WORDS.search(question)
    number = re.fullmatch(r"(.+)-(\d+)", place.path[0]) if place.path else None
    if not step or match is None or number is None or len(topic_words(question)) > 3:
        return None
    if (
        number[1] == "art"
        and (len(place.path) > 1 or re.search(r"\bparagraph", question, re.I))
        and "article" not in question.lower()
    ):
        sub = int(place.path[1]) if len(place.path) > 1 and place.path[1].isdigit() else 1
        return match.start(), match.end(), (place.path[0], str(sub + step))
    return match.start(), match.end(), (f"{number[1]}-{int(number[2]) + step}",)
