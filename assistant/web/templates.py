"""Fills the HTML templates. Every value is escaped; no template marks one as safe."""

from functools import lru_cache
from typing import Any

import jinja2

from assistant.citing.citation_styles import STYLES, cite
from assistant.citing.pinpoint import DIGEST_LABEL, status_label
from assistant.types import Citation
from assistant.web.places import address_of
from assistant.writing.rendering import link


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("assistant.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"wording": status_label, "address": link, "place": address_of, "label": label_of}
    environment.globals |= {"styles": STYLES, "cite": cite, "digest_label": DIGEST_LABEL}
    return environment


def render(template: str, **values: Any) -> str:
    """The template of that name (without its suffix) filled with values, as HTML."""
    return _environment().get_template(f"{template}.html.jinja").render(**values)


def label_of(citation: Citation) -> str:
    """The place within the document: "art. 33(1)"."""
    return citation.pinpoint.removeprefix(f"{citation.document.short}, ")
