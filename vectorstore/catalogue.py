"""All live documents and provisions in memory, for exact look-ups."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.types import STATUS_ORDER, Document, Provision

_NUMBERED = re.compile(r"(?:art|para)-\d")


class Catalogue:
    """Answers by id. Where a work is present as official text and as digest, the official text comes first."""

    def __init__(self, documents: Iterable[Document], provisions: Sequence[Provision]) -> None:
        self.documents = {document.key: document for document in documents}
        self.provisions = list(provisions)
        self._by_document: dict[str, list[Provision]] = defaultdict(list)
        self._by_id: dict[str, list[Provision]] = defaultdict(list)
        for provision in self.provisions:
            self._by_document[provision.document_key].append(provision)
            self._by_id[provision.id].append(provision)
        for editions in self._by_id.values():
            editions.sort(key=self._authority)
        self._labels = _labels(self.provisions)
        self._works: dict[str, list[Document]] = {}
        for document in sorted(self.documents.values(), key=lambda document: STATUS_ORDER.index(document.status)):
            self._works.setdefault(document.id, []).append(document)

    def document_of(self, provision: Provision) -> Document:
        return self.documents[provision.document_key]

    def provisions_of(self, document_key: str) -> list[Provision]:
        """The provisions of one document, in reading order."""
        return self._by_document.get(document_key, [])

    def provisions_within(self, document_key: str, place: str) -> list[Provision]:
        """The provision with the id `place` of one document and all parts of it, in reading order."""
        held = self.provisions_of(document_key)
        return [item for item in held if is_within(item.id, place)]

    def holds(self, place: str) -> bool:
        """Whether any edition has a work ("udhr"), a provision ("udhr/art-25"), or parts of it."""
        editions = self._works.get(place.partition("/")[0], [])
        return any("/" not in place or self.provisions_within(document.key, place) for document in editions)

    def editions(self, provision_id: str) -> list[Provision]:
        """The provision in every edition of the work, most authoritative first; empty when there is none."""
        return self._by_id.get(provision_id, [])

    def works(self) -> dict[str, list[Document]]:
        """Documents by work id, most authoritative edition first."""
        return self._works

    def labels(self, work_id: str) -> list[tuple[str, tuple[str, ...]]]:
        """Labels that are not numbers of articles and paragraphs, longest first, each with the path of its provision.

        "preamble, para. 2" comes with ("preamble", "2"), "Excerpt 1" with ("excerpt-1",).
        """
        return self._labels.get(work_id, [])

    @staticmethod
    def article_of(provision: Provision) -> str:
        """Id of the article, or preamble, that a provision is part of; a provision outside of articles stands for itself."""
        work, first, *rest = provision.id.split("/")
        is_part = rest and (first == "preamble" or first.startswith("art-"))
        return f"{work}/{first}" if is_part else provision.id

    def parts_of(self, provision: Provision) -> list[Provision]:
        """The more authoritative provisions that a digest's provision stands for, in reading order.

        The digest of article 11 stands for article 11(1) and 11(2) of the official text; empty when that is not at hand.
        """
        for document in self.works()[provision.document_id]:
            is_weightier = STATUS_ORDER.index(document.status) < self._authority(provision)
            if is_weightier and (found := self.provisions_within(document.key, provision.id)):
                return found
        return []

    def digest_of(self, provision: Provision) -> Provision | None:
        """The digest that restates a provision or the article that it belongs to; None when there is none."""
        if self.documents[provision.document_key].status == "digest":
            return None
        path = provision.id
        while "/" in path:
            for edition in self.editions(path):
                if self.documents[edition.document_key].status == "digest":
                    return edition
            path = path.rpartition("/")[0]
        return None

    def _authority(self, provision: Provision) -> int:
        return STATUS_ORDER.index(self.documents[provision.document_key].status)


def is_within(place: str, whole: str) -> bool:
    """Whether one place is the other or a part of it; both are ids, or both are paths in one work ("art-8/3", "art-8")."""
    return f"{place}/".startswith(f"{whole}/")


def overlap(place: str, other: str) -> bool:
    """Whether two places are one, or either is a part of the other."""
    return is_within(place, other) or is_within(other, place)


def _labels(provisions: Iterable[Provision]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for provision in provisions:
        path = tuple(provision.id.split("/")[1:])
        if not _NUMBERED.match(path[0]):
            found[provision.document_id].add((provision.label, path))
            if path[0] == "preamble":
                found[provision.document_id].add(("preamble", path[:1]))
    return {work: sorted(labels, key=lambda pair: (-len(pair[0]), pair)) for work, labels in found.items()}
