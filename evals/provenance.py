"""What made a run: revision, versions of libraries, settings, corpus and cases."""

import hashlib
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from assistant.assistant import Assistant
from evals.cases import Case
from evals.results import Header

_LIBRARIES = (
    "solidarity-assistant",
    "chromadb",
    "sentence-transformers",
    "transformers",
    "torch",
    "langchain",
    "bm25s",
    "ir-measures",
    "numpy",
)
_PACKAGES = ("assistant", "vectorstore", "prompts", "evals")
_CODE = {".py", ".json", ".md"}


def header_of(
    assistant: Assistant, cases: Sequence[Case], half: str, suites: Sequence[str], grader: str = "", price: str = ""
) -> Header:
    """Describe a run that is about to start."""
    documents = assistant.sources()
    return Header(
        revision=revision(),
        versions=versions(),
        answerer=assistant.answered_by,
        model=assistant.settings.model if assistant.chat_model is not None else "",
        grader=grader,
        price=price,
        settings_hash=assistant.settings_hash,
        corpus=_hash(sorted(f"{item.document.key} {item.version}" for item in documents)),
        documents=len(documents),
        half=half,
        suites=tuple(suites),
        cases_hash=_hash([case.content_hash for case in cases]),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that can change a result, and a hash of this project's code and prompts."""
    found = {"python": platform.python_version(), "code": code_hash()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def revision() -> str:
    """The git revision, with a plus sign when files were changed since; "unknown" outside a checkout."""
    root = Path(str(files("evals"))).parent
    try:
        if Path(_git(root, "rev-parse", "--show-toplevel")).resolve() != root.resolve():
            return "unknown"  # installed inside a checkout of something else
        commit = _git(root, "rev-parse", "--short=12", "HEAD")
        return f"{commit}+" if _git(root, "status", "--porcelain", "--untracked-files=no") else commit
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def code_hash() -> str:
    """Hash of the files of this project that can change a result; the same wherever they are installed."""
    root = Path(str(files("evals"))).parent
    found = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _CODE:
                found.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:12]


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def _hash(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
