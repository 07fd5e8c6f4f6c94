"""What makes an uploaded file fit to be ingested: a harmless name, a bearable size, and a content that can be read.

The content is read in a process of its own, started with this module (`python -m ingest.uploads FILE`), because a parser that is
fed by a stranger may use up memory, never end, or crash. A fresh interpreter is started rather than a worker of
`multiprocessing`, which would import the program that runs the web server a second time.
"""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import DocumentError, SolidarityError
from ingest.files import FORMATS
from ingest.reading import read

MOST_BYTES = 50 * 1024 * 1024
"""Bytes of one file: a report of some hundred pages with photographs has about 10 MB; downloads have the same limit."""
MOST_FILES = 50
"""Files of one upload: more are better ingested at the command line, which goes on when the browser is closed."""
MOST_BYTES_TOGETHER = 200 * 1024 * 1024
"""Bytes of one upload, so that the copies cannot fill an ordinary disk."""
MOST_CHARACTERS = 10_000_000
"""Characters of text in one file: a thousand pages have 3 million, and embedding a million takes minutes."""
MOST_MEMORY = 3 * 1024**3
"""Bytes of address space for reading one file: the largest reports take less than 1 GiB."""
MOST_SECONDS = 60.0
"""Seconds for reading one file: 500 pages of PDF take about 20."""

_LONGEST_STEM = 120  # bytes; file systems allow 255, and a number and a suffix are added
_KEPT_SIGNS = frozenset(" -_.,()'&+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # devices on Windows
_NOT_FIT, _NO_MEMORY = 3, 4  # exit codes of the reading process


def safe_name(name: str) -> str:
    """A harmless file name made of the one that a user gave; letters of any script stay.

    Folders, control characters and marks of writing direction go, as do dots that hide a file. A suffix stays only where it is
    one of `ingest.files.FORMATS`, in lower case; "notes.toml" becomes "notes_toml", because a .toml file describes a document.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    stem, dot, ending = visible.rpartition(".")
    suffix = f".{ending.lower()}"
    if not dot or suffix not in FORMATS:
        stem, suffix = visible.replace(".", "_"), ""
    stem = "".join(sign if _is_kept(sign) else "_" for sign in stem).lstrip(" .-_").rstrip(" .")
    stem = stem.encode()[:_LONGEST_STEM].decode(errors="ignore").rstrip(" .") or "document"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}{suffix}"


def check_together(files: Sequence[tuple[Path, str]]) -> None:
    """Check the number and the bytes of all files of one upload.

    Raises:
        SolidarityError: there are none or too many, or they are too large together.
    """
    size = sum(path.stat().st_size for path, _ in files if path.is_file())
    if not files:
        raise SolidarityError("No file was given: choose at least one.")
    if len(files) > MOST_FILES:
        raise SolidarityError(f"{len(files)} files were given, more than {MOST_FILES}: add them in several parts.")
    if size > MOST_BYTES_TOGETHER:
        raise SolidarityError(
            f"The files have {_mebibytes(size)} together, more than {_mebibytes(MOST_BYTES_TOGETHER)}: "
            "add them in several parts."
        )


def check_upload(path: Path, name: str, seconds: float = MOST_SECONDS) -> None:
    """Check the bytes at `path`, which a user gave the name `name`, by reading them for so many seconds at the most.

    Raises:
        DocumentError: the file cannot be ingested; the message says why and what to do.
    """
    suffix = Path(safe_name(name)).suffix
    if not suffix:
        given = Path(name).suffix[:12]
        raise DocumentError(
            f"has the unknown type {given or '(none)'!r}: convert it to one of {', '.join(sorted(FORMATS))}"
        )
    if not path.is_file():
        raise DocumentError("did not arrive: upload it again")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise DocumentError(
            f"has {_mebibytes(size)}, more than {_mebibytes(MOST_BYTES)}: split it, or reduce its images"
        )
    with TemporaryDirectory(prefix="solidarity-upload-") as folder:
        copy = Path(folder) / f"upload{suffix}"  # alone, so that no other file describes it
        shutil.copyfile(path, copy)
        _read_apart(copy, seconds)


def _is_kept(sign: str) -> bool:
    return sign in _KEPT_SIGNS or unicodedata.category(sign)[0] in "LMN"


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


def _read_apart(path: Path, seconds: float) -> None:
    """Read a file in another process.

    Raises:
        DocumentError: it cannot be read, or takes too much memory or time.
    """
    try:
        result = subprocess.run(
            [sys.executable, "-P", "-m", "ingest.uploads", str(path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"takes more than {seconds:.0f} s to read: split it") from error
    if result.returncode == _NOT_FIT:
        raise DocumentError(result.stdout.decode(errors="replace").strip())
    if result.returncode == _NO_MEMORY:
        raise DocumentError(f"takes more than {MOST_MEMORY // 2**30} GiB of memory to read: split it")
    if result.returncode:
        raise DocumentError(f"breaks the program that reads it (exit code {result.returncode}): get a fresh copy")


def _limit_this_process() -> None:
    """Limit memory and processor time where the system can; write no core file and no other."""
    if sys.platform == "win32":
        return
    import resource

    seconds = int(MOST_SECONDS)
    limits = (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for kind, limit in limits:
        with suppress(ValueError, OSError):  # a lower limit is set already
            resource.setrlimit(kind, (limit, limit))


def _main(path: Path) -> int:
    """Read a file under limits; print why when it is not fit. Returns the exit code."""
    _limit_this_process()
    try:
        characters = sum(len(provision.text) for provision in read(path).provisions)
        if characters > MOST_CHARACTERS:
            raise DocumentError(f"holds {characters:,} characters of text, more than {MOST_CHARACTERS:,}: split it")
    except MemoryError:
        return _NO_MEMORY
    except DocumentError as error:
        sys.stdout.write(str(error))
        return _NOT_FIT
    except Exception as error:  # noqa: BLE001 - parsers of other people's files may raise anything
        sys.stdout.write(f"cannot be read ({type(error).__name__}: {error!s:.200}): get a fresh copy")
        return _NOT_FIT
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
