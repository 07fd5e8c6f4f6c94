"""The generating answerer: a chat model writes, every sentence is verified, and what fails is never shown as if it had passed."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answering.chat_model import ModelError, stream_text
from assistant.answering.markers import MarkedSentence, MarkedSentences
from assistant.citing.pinpoint import pinpoint, status_label
from assistant.citing.spans import cite_span
from assistant.settings import Settings
from assistant.types import Answer, Citation, CitationStatus, Document, Provision, SearchHit, Statement
from assistant.verifying.judge import Judge
from assistant.verifying.orders import without_orders
from assistant.verifying.verification import verify_statement
from vectorstore.catalogue import Catalogue
from vectorstore.embedding import EmbeddingModel

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MOST_SOURCES = 12
_NO_ANSWER = "NO ANSWER"
_BARE_REPLIES = {"yes", "no"}
PROMPT = "answer"


@dataclass(frozen=True)
class Source:
    """A provision as the model reads it: its number, counted from 1, and its text without orders to a model."""

    n: int
    document: Document
    provision: Provision
    text: str

    @property
    def written(self) -> str:
        """The source as it stands in the prompt."""
        place = without_orders(pinpoint(self.document, self.provision))
        body = f"{without_orders(self.provision.chapeau)} {self.text}".strip()
        return f"[{self.n}] {_without_signs(place)} ({status_label(self.document)})\n{_without_signs(body)}"


def choose_sources(quoted: Answer, found: Sequence[SearchHit], budget: int, model: EmbeddingModel) -> list[Source]:
    """The provisions that a model answers from, best first, as many as the token budget holds, but at least one.

    What the quoting answerer quoted comes first, then what the search found.
    """
    hits = {hit.provision.id: hit for hit in found}
    quoted_ids = dict.fromkeys(citation.provision_id for citation in quoted.citations)
    ordered = [hits[place] for place in quoted_ids if place in hits]
    ordered += [hit for hit in found if hit.provision.id not in quoted_ids]
    sources: list[Source] = []
    used = 0
    for hit in ordered[:_MOST_SOURCES]:
        source = Source(len(sources) + 1, hit.document, hit.provision, without_orders(hit.provision.text))
        used += model.count_tokens(source.written)
        if sources and used > budget:
            break
        sources.append(source)
    return sources


class GeneratingAnswerer:
    """Writes an answer with a chat model from numbered sources; falls back to the quoting answer and says why."""

    def __init__(
        self,
        chat_model: "BaseChatModel",
        embedding: EmbeddingModel,
        catalogue: Catalogue,
        judge: Judge,
        settings: Settings,
    ) -> None:
        self._chat_model, self._embedding, self._settings = chat_model, embedding, settings
        self._catalogue, self._judge = catalogue, judge

    def stream(self, quoted: Answer, found: Sequence[SearchHit]) -> Iterator[Answer]:
        """Yield the answer as it grows, verified sentence by sentence; the last one is the whole answer.

        `quoted` is the quoting answer to the same question, which is what the reader gets when the model fails.
        """
        sources = choose_sources(quoted, found, self._settings.source_tokens, self._embedding)
        draft = replace(
            quoted,
            model=self._settings.model,
            direct_answer="",
            introduction="",
            sides=(),
            statements=(),
            citations=(),
        )
        written = ""
        try:
            for sentence in self._sentences(quoted.question, sources):
                written += sentence.text
                draft = self._with_sentence(draft, sentence, sources)
                if draft.statements:
                    yield draft
        except ModelError as failure:
            yield self._fallen_back(quoted, str(failure))
            return
        yield self._finished(draft, quoted, written)

    def _sentences(self, question: str, sources: Sequence[Source]) -> Iterator[MarkedSentence]:
        from prompts import load_prompt

        prompt = load_prompt(PROMPT).format(
            sentences=self._settings.most_statements + 2,
            sources="\n\n".join(source.written for source in sources),
            question=_without_signs(question),
        )
        reader = MarkedSentences()
        deadline = time.monotonic() + self._settings.model_seconds
        for piece in stream_text(self._chat_model, prompt, deadline, self._settings.model):
            yield from reader.feed(piece)
        yield from reader.close()

    def _with_sentence(self, draft: Answer, sentence: MarkedSentence, sources: Sequence[Source]) -> Answer:
        """The draft with one more sentence, its citations and its verdict."""
        if sentence.text.strip(" .!").lower() in _BARE_REPLIES or _NO_ANSWER in sentence.text:
            return draft
        citations = list(draft.citations)
        numbers = []
        for source in (source for source in sources if source.n in sentence.numbers):
            nearest = self._judge.nearest(sentence.text, source.provision.text)
            citation = cite_span(len(citations) + 1, source.document, source.provision, nearest)
            known = next((item.n for item in citations if _same_place(item, citation)), 0)
            numbers.append(known or citation.n)
            citations += [] if known else [citation]
        unknown = [number for number in sentence.numbers if not 1 <= number <= len(sources)]
        statement = Statement(text=sentence.text, citations=tuple(dict.fromkeys(numbers)), support="unsupported")
        checked = verify_statement(statement, citations, self._catalogue, self._judge, unknown)
        if checked.statement.support == "unsupported" and self._settings.unsupported == "leave out":
            return draft
        with_status = (_with_status(item, checked.statuses) for item in citations)
        shown = checked.statement
        if shown.support == "verbatim":
            shown = replace(shown, text=shown.text.strip('"“”'))
        return replace(draft, statements=(*draft.statements, shown), citations=tuple(with_status))

    def _finished(self, draft: Answer, quoted: Answer, written: str) -> Answer:
        if not written or _NO_ANSWER in written:
            reason = "found no answer in the sources" if written else "sent an empty reply"
            return self._fallen_back(quoted, f"The chat model {self._settings.model} {reason}.")
        if not any(statement.support != "unsupported" for statement in draft.statements):
            why = f"Nothing that the chat model {self._settings.model} wrote could be verified."
            return self._fallen_back(quoted, why)
        return draft

    @staticmethod
    def _fallen_back(quoted: Answer, why: str) -> Answer:
        return replace(quoted, notes=(*quoted.notes, f"{why} This is the quoting answer."))


def _with_status(citation: Citation, statuses: Mapping[int, CitationStatus]) -> Citation:
    """A citation that upholds one statement stays verified, whatever else fails on it."""
    if citation.status == "verified" and statuses.get(citation.n) == "not supported":
        return citation
    return replace(citation, status=statuses.get(citation.n, citation.status))


def _same_place(one: Citation, other: Citation) -> bool:
    return (one.document.key, one.provision_id, one.start, one.end) == (
        other.document.key,
        other.provision_id,
        other.start,
        other.end,
    )


def _without_signs(text: str) -> str:
    """Text that can neither close the block that it stands in nor pass for the number of a source."""
    return text.replace("<", "‹").replace(">", "›").replace("[", "(").replace("]", ")").strip()
