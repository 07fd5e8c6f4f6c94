"""What is known of a document: from its front matter, a sidecar file, its own properties, the list of names, its file name."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.types import STATUS_ORDER, Document
from ingest.blocks import LoadedDocument
from ingest.sources import known_sources
from ingest.structure import slug

_LONGEST_SHORT = 70
_KEYS = (
    "id",
    "title",
    "short",
    "symbol",
    "kind",
    "author",
    "date",
    "language",
    "status",
    "source_url",
    "licence",
    "aliases",
    "articles",
)


def sidecar(path: Path) -> Path:
    """The file `NAME.toml` that may describe `NAME.pdf`."""
    return path.with_suffix(".toml")


def describe(path: Path, loaded: LoadedDocument, sha256: str) -> Document:
    """Build the Document for a loaded file.

    A key is taken from the first of: front matter, the sidecar, `corpus/sources.toml`, the file's own properties. These come
    last because they are often left over from a template.

    Raises:
        DocumentError: the sidecar is not valid TOML, the status is not one of the known ones, or `articles` is no number.
    """
    own = {key: value for key, value in loaded.metadata.items() if key in _KEYS and value not in (None, "")}
    beside = _read_sidecar(path)
    is_front_matter = path.suffix.lower() in (".md", ".markdown")
    written, found = (beside | own, {}) if is_front_matter else (beside, own)
    named = found | written
    work_id = str(named.get("id") or default_id(path, str(named.get("symbol", ""))))
    known = _known(work_id)
    fields = found | known | written
    title = str(fields.get("title") or _first_heading(loaded) or path.stem)
    status = str(fields.get("status", "as published"))
    if status not in STATUS_ORDER:
        raise DocumentError(f"has the status {status!r}: use one of {', '.join(STATUS_ORDER)}")
    return Document(
        id=slug(work_id, 80) or default_id(path, ""),
        title=title,
        short=str(fields.get("short") or fields.get("symbol") or _shorten(title)),
        status=status,
        sha256=sha256,
        symbol=str(fields.get("symbol", "")),
        kind=str(fields.get("kind", "document")),
        author=_text(fields.get("author", "")),
        date=_text(fields.get("date", "")),
        language=str(fields.get("language", "en")),
        source_url=str(fields.get("source_url", "")),
        licence=str(fields.get("licence", "")),
        aliases=tuple(dict.fromkeys([*known.get("aliases", ()), *_texts(fields.get("aliases", ()))])),
        articles=_count(fields.get("articles", 0)),
    )


def default_id(path: Path, symbol: str) -> str:
    """The symbol of a UN document, else the file name, as an id."""
    return slug(symbol or path.stem) or "document"


def _known(work_id: str) -> dict[str, Any]:
    """What the list of sources says of a work that many people know."""
    source = known_sources().get(work_id)
    if source is None:
        return {}
    fields = source.model_dump(include={*_KEYS}, exclude_defaults=True)
    return fields | {"source_url": source.page_url or source.url}


def _read_sidecar(path: Path) -> dict[str, Any]:
    beside = sidecar(path)
    if not beside.is_file():
        return {}
    try:
        return tomllib.loads(beside.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"has a sidecar {beside.name} that is not valid TOML ({error}): correct it") from error


def _first_heading(loaded: LoadedDocument) -> str:
    headings = (block.text for block in loaded.blocks if block.kind == "heading")
    return next(headings, "")


def _shorten(title: str) -> str:
    if len(title) <= _LONGEST_SHORT:
        return title
    return title[:_LONGEST_SHORT].rpartition(" ")[0] + " …"


def _count(value: Any) -> int:
    if not str(value).isdecimal():
        raise DocumentError(f"has articles = {value!r}: write the number of articles")
    return int(value)


def _texts(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def _text(value: Any) -> str:
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
