"""Which files to read: files, folders and globs in; readable files and one-line reasons out."""

import glob
import zipfile
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from assistant.errors import DocumentError

FORMATS = {
    ".pdf": "PDF",
    ".docx": "Word document",
    ".html": "HTML page",
    ".htm": "HTML page",
    ".md": "Markdown",
    ".markdown": "Markdown",
    ".txt": "plain text",
    ".json": "treaty JSON",
}
_SUFFIX_OF = {"PDF": ".pdf", "Word document": ".docx", "HTML page": ".html"}
_BINARY = {
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"GIF8": "GIF image",
    b"II*\x00": "TIFF image",
    b"MM\x00*": "TIFF image",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"\x1f\x8b": "gzip archive",
    b"7z\xbc\xaf": "7-Zip archive",
    b"Rar!": "RAR archive",
    b"{\\rtf": "RTF document",
}


def discover(given: Iterable[str]) -> list[Path]:
    """Expand files, folders (recursively, readable formats only) and globs; sorted within each, every file once.

    Paths that do not exist are kept, so that reading them reports them.
    """
    return list(dict.fromkeys(path.resolve() for name in given for path in _expand(name)))


def is_under(path: str, given: str) -> bool:
    """Whether a path is the given file, lies in the given folder, or fits the given glob."""
    root = str(Path(given).expanduser().resolve())
    return path == root or path.startswith(root.rstrip("/") + "/") or (glob.has_magic(given) and fnmatch(path, root))


def _expand(given: str) -> list[Path]:
    path = Path(given).expanduser()
    if path.is_dir():
        return [
            file
            for file in sorted(path.rglob("*"))
            if file.is_file() and file.suffix.lower() in FORMATS and not _is_hidden(file.relative_to(path))
        ]
    if not path.exists() and glob.has_magic(given):
        matches = glob.glob(given, recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns
        return [Path(name) for name in sorted(matches) if Path(name).is_file()]
    return [path]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def check_format(path: Path) -> str:
    """Return the format of a file, after checking that its content is what its name says.

    Raises:
        DocumentError: the file is missing, empty, of an unknown format, or named as something that it is not.
    """
    if not path.is_file():
        raise DocumentError("does not exist: check the path")
    if path.stat().st_size == 0:
        raise DocumentError("is empty (0 bytes): get a fresh copy")
    named = FORMATS.get(path.suffix.lower())
    if named is None:
        known = ", ".join(sorted(FORMATS))
        raise DocumentError(f"has the unknown type {path.suffix or '(none)'!r}: convert it to one of {known}")
    found = _format_by_content(path)
    if found and found != named:
        advice = f"rename it to end in {_SUFFIX_OF[found]}" if found in _SUFFIX_OF else f"convert it to {named}"
        article = "an" if found.startswith("HTML") else "a"
        raise DocumentError(f"is named as {named} but is {article} {found}: {advice}")
    if not found and named in ("PDF", "Word document"):
        raise DocumentError(f"is named as {named} but its content is not one: get a fresh copy or rename it")
    return named


def _format_by_content(path: Path) -> str:
    """The format that the first bytes give away, or "" for text of any kind."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    if b"%PDF-" in head:
        return "PDF"
    if head.startswith(b"PK\x03\x04"):
        return "Word document" if _holds_word_document(path) else "ZIP archive"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "Word file of the old .doc form, or an encrypted one"
    for signature, name in _BINARY.items():
        if head.startswith(signature):
            return name
    if b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "binary file"
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "HTML page" if opening.startswith((b"<!doctype html", b"<html")) else ""


def _holds_word_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return path.suffix.lower() == ".docx"
