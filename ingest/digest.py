"""Digests: the project's own restatements, one section a provision.

A digest is Markdown with `status: digest` in its front matter. Each level-two heading reads `LABEL: short heading`, where the
label is the place in the source ("Article 33", "Paragraph 3", "Summary, paragraph 2"). Prose follows, then a line
`Questions:` and a list of questions that the provision answers; these help to find it and are never quoted.
"""

import re
from collections.abc import Sequence

from assistant.errors import DocumentError
from assistant.types import Provision
from ingest.blocks import Block
from ingest.structure import number_provisions, slug

_ARTICLE = re.compile(r"^Article (?P<number>\w+)(?P<paragraph>(?:\(\w+\))*)$")
_PARAGRAPHS = re.compile(r"^Paragraphs? (?P<first>\d+)(?:[-–](?P<last>\d+))?$")


def find_digest_provisions(blocks: Sequence[Block], document_key: str) -> list[Provision]:
    """Return one provision for each labelled section.

    Raises:
        DocumentError: text stands before the first section, or a section has no label or no text.
    """
    sections: list[list[Block]] = []
    for block in blocks:
        if block.kind == "heading":
            sections.append([block])
        elif sections:
            sections[-1].append(block)
        else:
            raise DocumentError(f"is a digest with text before its first heading: {block.text[:60]!r}")
    drafts = [_provision(section[0].text, section[1:]) for section in sections]
    return number_provisions(drafts, document_key)


def parse_label(label: str) -> tuple[str, str]:
    """Turn a section's label into the path within the document and the label of a citation.

    "Article 8(3)" gives ("art-8/3", "art. 8(3)"); "Paragraphs 2-3" gives ("para-2-3", "paras. 2–3"); any other label
    stays as it is: ("summary-paragraph-2", "Summary, paragraph 2").
    """
    article = _ARTICLE.match(label)
    if article:
        parts = re.findall(r"\w+", article["paragraph"])
        return "/".join([f"art-{article['number']}", *parts]), f"art. {article['number']}{article['paragraph']}"
    paragraphs = _PARAGRAPHS.match(label)
    if paragraphs and paragraphs["last"]:
        first, last = paragraphs["first"], paragraphs["last"]
        return f"para-{first}-{last}", f"paras. {first}–{last}"
    if paragraphs:
        return f"para-{paragraphs['first']}", f"para. {paragraphs['first']}"
    return slug(label), label[0].lower() + label[1:] if label == "Preamble" else label


def _provision(title: str, blocks: Sequence[Block]) -> tuple[str, Provision]:
    label, colon, short_heading = title.partition(":")
    texts = [block.text for block in blocks]
    cut = texts.index("Questions:") if "Questions:" in texts else len(texts)
    if not colon or not texts[:cut]:
        raise DocumentError(f"is a digest whose section {title!r} lacks a 'LABEL: heading' or text: add it")
    path, citation_label = parse_label(label.strip())
    return path, Provision(
        id=path,
        document_key="",
        label=citation_label,
        text="\n".join(texts[:cut]),
        order=0,
        heading_path=(short_heading.strip(),),
        questions=tuple(text.lstrip("–-* ") for text in texts[cut + 1 :]),
    )
