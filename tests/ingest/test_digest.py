import pytest

from assistant.errors import DocumentError
from assistant.types import Provision
from ingest.digest import find_digest_provisions, parse_label
from ingest.loaders.markdown import markdown_blocks

_DIGEST = """## Article 33: Sending guests away

No village sends a guest back into the storm.

It may ask for a day's work.

Questions:

- Can a guest be sent away?
- What may a village ask for?

## Article 8(3): Nets

Nets are lent.
"""


def _digest(text: str) -> list[Provision]:
    return find_digest_provisions(markdown_blocks(text), "nets@digest")


@pytest.mark.parametrize(
    ("label", "path", "citation"),
    [
        ("Article 33", "art-33", "art. 33"),
        ("Article 8(3)", "art-8/3", "art. 8(3)"),
        ("Article 8(3)(b)", "art-8/3/b", "art. 8(3)(b)"),
        ("Paragraph 3", "para-3", "para. 3"),
        ("Paragraphs 2-3", "para-2-3", "paras. 2–3"),
        ("Preamble", "preamble", "preamble"),
        ("Summary, paragraph 2", "summary-paragraph-2", "Summary, paragraph 2"),
    ],
)
def test_a_label_names_the_place_in_the_source(label: str, path: str, citation: str) -> None:
    assert parse_label(label) == (path, citation)


def test_each_section_is_one_provision() -> None:
    first, second = _digest(_DIGEST)
    assert first.id == "nets/art-33"
    assert first.text == "No village sends a guest back into the storm.\nIt may ask for a day's work."
    assert first.heading_path == ("Sending guests away",)
    assert (second.id, second.order, second.document_key) == ("nets/art-8/3", 1, "nets@digest")


def test_questions_are_kept_apart_from_the_text() -> None:
    first, second = _digest(_DIGEST)
    assert first.questions == ("Can a guest be sent away?", "What may a village ask for?")
    assert second.questions == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Nets are lent.\n\n## Article 1: Nets\n\nNets.", "text before its first heading: 'Nets are lent.'"),
        ("## Article 1\n\nNets are lent.", "section 'Article 1' lacks"),
        ("## Article 1: Nets\n\n## Article 2: Boats\n\nBoats.", "section 'Article 1: Nets' lacks"),
        ("## Article 1: Nets\n\nQuestions:\n\n- Whose nets?", "section 'Article 1: Nets' lacks"),
    ],
)
def test_a_section_without_label_or_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        _digest(text)
