"""Puts quotations in the order in which a reader wants them, each with what must not be left out."""

from collections.abc import Iterable, Sequence

from assistant.answering.quoting import Quotation, quote_whole
from assistant.answering.wholeness import needed_with
from assistant.types import STATUS_ORDER, Document, Provision
from vectorstore.catalogue import Catalogue

# Most authoritative first: what binds, what was solemnly adopted, what was drafted, what was reported, what was said.
_KINDS = ("treaty", "declaration", "draft declaration", "report", "statement", "essay", "document", "page")
# A work comes first whatever its kind if its best provision scores so many times the best of the others: then it alone is on the
# point. Less than that is within what the quality of two texts' wording moves a score.
_CLEARLY_BETTER = 1.15


def with_needed(quotations: Sequence[Quotation], catalogue: Catalogue) -> list[Quotation]:
    """Add to each quotation the other paragraphs of its article without which it would say something else, in reading order.

    "The benefit of the present provision may not, however, be claimed by ..." never stands alone, and never stays away.
    """
    chosen = {(item.document.key, item.provision.id): item for item in quotations}
    found: dict[tuple[str, str], Quotation] = {}
    for quotation in quotations:
        document, provision = quotation.document, quotation.provision
        needed = needed_with(provision, _article(provision, catalogue))
        whole = {(document.key, item.provision.id): item for item in quote_whole(document, needed)}
        together = [{**whole, **chosen}[key] for key in {(document.key, provision.id): None, **whole}]
        for item in sorted(together, key=lambda item: item.provision.order):
            found.setdefault((document.key, item.provision.id), item)
    return [item for group in _by_article(found.values()) for item in group]


def by_instrument(quotations: Sequence[Quotation]) -> list[Quotation]:
    """Quotations of one work together; the works by authority, unless the best provision is clearly better than all others.

    Within a work official text comes before a digest, and the order stays as it is otherwise.
    """
    works: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        works.setdefault(quotation.document.id, []).append(quotation)
    best = {work: max(item.score for item in items) for work, items in works.items()}
    ranked = sorted(works, key=lambda work: -best[work])
    ordered = sorted(ranked, key=lambda work: _authority(works[work][0].document))
    if len(ranked) > 1 and best[ranked[0]] >= _CLEARLY_BETTER * best[ranked[1]]:
        ordered = [ranked[0], *(work for work in ordered if work != ranked[0])]
    return [item for work in ordered for item in sorted(works[work], key=_status)]


def _article(provision: Provision, catalogue: Catalogue) -> list[Provision]:
    """The paragraphs of the article in the edition that a provision is from; it alone where it is in no article."""
    article = catalogue.article_of(provision)
    if article == provision.id or "/art-" not in article:
        return [provision]
    held = catalogue.provisions_of(provision.document_key)
    return [item for item in held if catalogue.article_of(item) == article]


def _by_article(quotations: Iterable[Quotation]) -> list[list[Quotation]]:
    groups: dict[tuple[str, str], list[Quotation]] = {}
    for item in quotations:
        groups.setdefault((item.document.key, Catalogue.article_of(item.provision)), []).append(item)
    return [sorted(group, key=lambda item: item.provision.order) for group in groups.values()]


def _authority(document: Document) -> int:
    return _KINDS.index(document.kind) if document.kind in _KINDS else _KINDS.index("document")


def _status(quotation: Quotation) -> int:
    return STATUS_ORDER.index(quotation.document.status)
