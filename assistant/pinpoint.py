"""How a place is written for people."""

import re

import roman

from assistant.types import Document, Provision

_ITEM = re.compile(r"(?m)^\(?(?P<sign>[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\s?\)\s")


def pinpoint(document: Document, provision: Provision, start: int | None = None) -> str:
    """Write the place of a provision: "UDHR, art. 28", "A/HRC/38/40, para. 12".

    With `start`, the offset of a quotation, the list item that it stands in is added: "Genocide Convention, art. 2(c)".
    """
    item = _item_at(provision.text, start) if start else ""
    return f"{document.short}, {provision.label}{item}"


def _item_at(text: str, start: int) -> str:
    """The signs, with parentheses, of the list item and sub-item that hold an offset; "" outside of lists."""
    item = sub_item = ""
    for match in _ITEM.finditer(text):
        if match.start() > start:
            break
        sign = match["sign"]
        if item and sign == _next_roman(sub_item) and sign != _next_letter(item):
            sub_item = sign
        elif not item or sign in (_next_letter(item), _next_number(item)):
            item, sub_item = sign, ""
        else:
            return ""  # the signs do not count on: no item is better than a wrong one
    return "".join(f"({sign})" for sign in (item, sub_item) if sign)


def _next_letter(sign: str) -> str:
    return chr(ord(sign) + 1) if len(sign) == 1 and sign.isalpha() else ""


def _next_number(sign: str) -> str:
    return str(int(sign) + 1) if sign.isdigit() else ""


def _next_roman(sign: str) -> str:
    return str(roman.toRoman(roman.fromRoman(sign.upper()) + 1)).lower() if sign else "i"


def status_label(document: Document) -> str:
    """What the reader must know of the wording."""
    if document.status == "digest":
        return "digest, not the official wording"
    return document.status
