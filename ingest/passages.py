"""Cuts provisions into passages that fit the embedding model, and writes the text that is embedded for each."""

import hashlib
from collections.abc import Callable, Sequence

from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.types import Passage, Provision
from vectorstore.catalogue import Catalogue

_SEPARATORS = ["\n", ". ", "; ", ", ", " ", ""]
_SPECIAL_TOKENS = 2
_SHORTEST_PASSAGE = 96
_LONGEST_ARTICLE = 1500  # characters
_LONGEST_CONTEXT = 400  # characters; leaves most of the model's window to the passage


def cut(provision: Provision, context: str, max_tokens: int, count_tokens: Callable[[str], int]) -> list[Passage]:
    """Cut a provision into passages of at most `max_tokens`, the context that is embedded with each included.

    Cuts fall after a line, else a sentence, else a clause. `provision.text[start:end] == passage.text` holds for each.
    """
    room = max(_SHORTEST_PASSAGE, max_tokens - _SPECIAL_TOKENS - count_tokens(f"{context}."))
    if count_tokens(provision.text) <= room:
        return [Passage(provision=provision, start=0, end=len(provision.text))]
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=room,
        chunk_overlap=0,
        length_function=count_tokens,
        separators=_SEPARATORS,
        keep_separator="end",
        strip_whitespace=False,
    )
    passages, start = [], 0
    for piece in splitter.split_text(provision.text):
        passages.append(Passage(provision=provision, start=start, end=start + len(piece)))
        start += len(piece)
    return passages


def context_of(provision: Provision) -> str:
    """What a passage needs around it to be understood: its heading and the line that a list item hangs on.

    It is embedded with the passage and never quoted as part of it. The instrument's name is left out: in a short passage it
    would outweigh the words, and a question that names an instrument is searched within it.
    """
    parts = [*provision.heading_path[-1:], provision.chapeau]
    context = ". ".join(part.rstrip(" .:") for part in parts if part)
    return context if len(context) <= _LONGEST_CONTEXT else context[:_LONGEST_CONTEXT].rpartition(" ")[0]


def embedded_text(context: str, passage: Passage) -> str:
    return f"{context}.\n{passage.text}" if context else passage.text


def article_texts(provisions: Sequence[Provision]) -> dict[str, str]:
    """By its id, the opening of each article that has several paragraphs, with its heading; about as much as a model reads."""
    members: dict[str, list[Provision]] = {}
    for provision in provisions:
        members.setdefault(Catalogue.article_of(provision), []).append(provision)
    return {
        article: "\n".join([*parts[0].heading_path[-1:], *(part.text for part in parts)])[:_LONGEST_ARTICLE]
        for article, parts in members.items()
        if len(parts) > 1
    }


def content_hash(text: str) -> str:
    """Names a text by its content, so that what is embedded once need not be embedded again."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
