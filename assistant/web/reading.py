"""A provision as it is read: whole article, chapeau, neighbours, with the quotation marked."""

from dataclasses import dataclass

from assistant.citing.pinpoint import pinpoint
from assistant.types import Document, Provision
from assistant.web.places import Place, read_address
from assistant.web.templates import render
from vectorstore.catalogue import Catalogue

NOT_HELD = "gone"


@dataclass(frozen=True)
class Part:
    """One provision of what is shown; of the cited one `marked` is the quotation, which stands after `before`."""

    label: str
    chapeau: str
    before: str
    marked: str = ""
    after: str = ""
    is_cited: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A place before or after the one that is shown."""

    label: str
    address: str


def reading_html(address: str, catalogue: Catalogue) -> str:
    """What stands at an address, in its context; a sentence where the library does not hold it (any more)."""
    place = read_address(address)
    provision = _provision_at(place, catalogue) if place else None
    if place is None or provision is None:
        return render(NOT_HELD)
    document = catalogue.document_of(provision)
    shown = _shown_with(provision, catalogue)
    digest = catalogue.digest_of(provision)
    before, after = _neighbours(shown, catalogue)
    start = place.start if place.start < place.end else None
    return render(
        "reading",
        document=document,
        pinpoint=pinpoint(document, provision, start),
        label=pinpoint(document, provision, start).removeprefix(f"{document.short}, "),
        page=provision.page,
        headings=provision.heading_path,
        parts=_parts(shown, provision, place),
        explanation=digest.text if digest else "",
        before=before,
        after=after,
    )


def _provision_at(place: Place, catalogue: Catalogue) -> Provision | None:
    editions = catalogue.editions(place.provision_id)
    return next((item for item in editions if item.document_key == place.document_key), None)


def _shown_with(provision: Provision, catalogue: Catalogue) -> list[Provision]:
    """All paragraphs of the article; of a numbered paragraph the ones before and after it too."""
    article = catalogue.article_of(provision)
    if article != provision.id:
        return catalogue.provisions_within(provision.document_key, article)
    held = catalogue.provisions_of(provision.document_key)
    place = held.index(provision)
    is_article = provision.id.rpartition("/")[2].startswith("art-")
    return [provision] if is_article else held[max(place - 1, 0) : place + 2]


def _parts(shown: list[Provision], cited: Provision, place: Place) -> list[Part]:
    """A chapeau that several paragraphs share is shown once, above the first of them, or as a provision of its own."""
    parts, last = [], ""
    for item in shown:
        chapeau = item.chapeau if item.chapeau != last else ""
        last = item.chapeau or item.text
        label = item.label if len(shown) > 1 else ""
        if item is cited:
            before, marked, after = _around(item.text, place)
            parts.append(Part(label, chapeau, before, marked, after, is_cited=True))
        else:
            parts.append(Part(label, chapeau, item.text))
    return parts


def _around(text: str, place: Place) -> tuple[str, str, str]:
    if place.start >= place.end:
        return text, "", ""
    return text[: place.start], text[place.start : place.end], text[place.end :]


def _neighbours(shown: list[Provision], catalogue: Catalogue) -> tuple[Neighbour | None, Neighbour | None]:
    held = catalogue.provisions_of(shown[0].document_key)
    first, last = held.index(shown[0]), held.index(shown[-1])
    before = held[first - 1] if first else None
    after = held[last + 1] if last + 1 < len(held) else None
    document = catalogue.document_of(shown[0])
    return _neighbour(before, document), _neighbour(after, document)


def _neighbour(provision: Provision | None, document: Document) -> Neighbour | None:
    return Neighbour(provision.label, Place(document.key, provision.id).address) if provision else None
