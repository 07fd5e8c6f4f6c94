"""Questions that a reader could ask next, each of which the corpus answers."""

from collections.abc import Iterator, Sequence

from assistant.assistant import Assistant
from assistant.types import Answer, Provision
from assistant.verifying.verification import normalise
from vectorstore.catalogue import Catalogue

_NEAR = 8  # provisions around the answer whose questions are looked at


def next_questions(answer: Answer, asked: Sequence[str], assistant: Assistant, k: int = 3) -> list[str]:
    """Up to `k` questions that go on from an answer, none of them in `asked`.

    They are questions that the digests of the cited and of the nearest provisions were written to answer; each is put to the
    assistant and left out if it declines. After a refusal they ask for the nearest provisions.
    """
    if answer.refusal is not None:
        return [f"What does {hit.pinpoint} say?" for hit in answer.refusal.nearest[:k]]
    taken = {normalise(question).casefold() for question in asked}
    found: list[str] = []
    for question in _candidates(answer, assistant):
        key = normalise(question).casefold()
        if key not in taken and not assistant.ask(question).refused:
            taken.add(key)
            found.append(question)
        if len(found) == k:
            break
    return found


def _candidates(answer: Answer, assistant: Assistant) -> Iterator[str]:
    """The first question of each provision, then the second of each, and so on, so that they do not all ask for one."""
    catalogue = assistant.catalogue
    cited = [_cited(item.document.key, item.provision_id, catalogue) for item in answer.citations]
    near = [hit.provision for hit in assistant.search(answer.question, _NEAR)]
    digests = dict.fromkeys(_digest(item, catalogue) for item in [*filter(None, cited), *near])
    written = [item.questions for item in digests if item is not None and item.questions]
    for number in range(max(map(len, written), default=0)):
        yield from (questions[number] for questions in written if number < len(questions))


def _cited(document_key: str, provision_id: str, catalogue: Catalogue) -> Provision | None:
    editions = catalogue.editions(provision_id)
    return next((item for item in editions if item.document_key == document_key), None)


def _digest(provision: Provision, catalogue: Catalogue) -> Provision | None:
    return catalogue.digest_of(provision) or (provision if provision.questions else None)
