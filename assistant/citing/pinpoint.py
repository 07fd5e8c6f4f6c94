"""How a place is written for people."""

import re
from collections.abc import Iterator

import roman

from assistant.types import Document, Provision
from assistant.verifying.sentences import LIST_SIGN

DIGEST_LABEL = "digest, not the official wording"
_ITEM = re.compile(rf"(?m)^{LIST_SIGN}\s")


def pinpoint(document: Document, provision: Provision, start: int | None = None) -> str:
    """Write the place of a provision: "UDHR, art. 28", "A/HRC/38/40, para. 12".

    With `start`, the offset of a quotation, the list item that it stands in is added: "Genocide Convention, art. 2(c)".
    """
    item = _item_at(provision.text, start) if start else ""
    return f"{document.short}, {provision.label}{item}"


def _item_at(text: str, start: int) -> str:
    """The signs, with parentheses, of the list item and sub-item on whose line an offset lies; "" outside of lists.

    A line without a sign of its own may close the whole list, so it is at no item.
    """
    line = text.rfind("\n", 0, start) + 1
    return next((signs for offset, signs in _items(text) if offset == line), "")


def _items(text: str) -> Iterator[tuple[int, str]]:
    """Offset and signs of each list item, as far as the signs count on: no item is better than a wrong one."""
    matches = list(_ITEM.finditer(text))
    signs = [match["sign"] for match in matches]
    is_roman = signs[:1] == ["i"]
    item = sub_item = ""
    previous = 0
    for match, after in zip(matches, [*signs, ""][1:], strict=True):
        sign = match["sign"]
        is_letter = sign == _next_letter(item) and after != _next_roman(sign)
        is_sub_item = bool(item) and not is_roman and not is_letter and sign == _next_roman(sub_item)
        is_below_item = bool(sub_item) or text.count("\n", previous, match.start()) == 1
        if is_sub_item and is_below_item:
            sub_item = sign
        elif not item or (not is_sub_item and sign in _next_signs(item, is_roman)):
            item, sub_item = sign, ""
        else:
            return
        yield match.start(), "".join(f"({part})" for part in (item, sub_item) if part)
        previous = match.start()


def _next_signs(item: str, is_roman: bool) -> tuple[str, ...]:
    return (_next_roman(item),) if is_roman else (_next_letter(item), _next_number(item))


def _next_letter(sign: str) -> str:
    return chr(ord(sign) + 1) if len(sign) == 1 and sign.isalpha() else ""


def _next_number(sign: str) -> str:
    return str(int(sign) + 1) if sign.isdigit() else ""


def _next_roman(sign: str) -> str:
    """The Roman numeral after `sign`, "i" after none; "" after what is no Roman numeral."""
    try:
        return str(roman.toRoman(roman.fromRoman(sign.upper()) + 1)).lower() if sign else "i"
    except roman.RomanError:
        return ""


def status_label(document: Document) -> str:
    """What the reader must know of the wording."""
    if document.status == "digest":
        return DIGEST_LABEL
    return document.status
