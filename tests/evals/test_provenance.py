"""What a run says of its making: revision, versions, settings, corpus and cases."""

import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from evals.cases import QuestionCase
from evals.provenance import code_hash, header_of, versions
from evals.results import Header
from ingest.pipeline import Ingest, IngestReport
from tests.assistant.answering.test_generating import replies
from tests.evals.test_runner import APPLES_CASE, QUESTIONS
from vectorstore.embedding import EmbeddingModel
from vectorstore.store import Store

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("assistant", "vectorstore", "prompts", "evals")
_DESCRIBES = """
import json, sys
from evals.provenance import code_hash, revision

for _ in sys.stdin:
    print(json.dumps([revision(), code_hash()]), flush=True)
"""
_CASES = [QuestionCase(**line) for line in QUESTIONS]


def described(assistant: Assistant, cases: list[QuestionCase] = _CASES, **fields: Any) -> Header:
    defaults: dict[str, Any] = {"half": "dev", "suites": ["questions"], "grader": ""}
    return header_of(assistant, cases, **{**defaults, **fields})


class Installed:
    """The packages in another folder, and a process that runs from there."""

    def __init__(self, root: Path, *packages: str, **environment: str) -> None:
        self.root = root
        for name in packages:
            shutil.copytree(_ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _DESCRIBES],
            cwd=root,
            env=inherited | {"GIT_CEILING_DIRECTORIES": str(root.parent)} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Installed":
        return self

    def __exit__(self, *others: object) -> None:
        self._process.communicate()

    @property
    def revision(self) -> str:
        return self._asked()[0]

    @property
    def code_hash(self) -> str:
        return self._asked()[1]

    def _asked(self) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: list[str] = json.loads(self._process.stdout.readline())
        return found


def make_checkout(root: Path, folder: str, name: str) -> str:
    """Turn a folder into a git checkout in which FOLDER/NAME is committed; returns the revision.

    It is written by hand, so that nobody's git configuration and hooks have a part in it.
    """
    content = (root / folder / name).read_bytes()
    blob = _git_object(root, "blob", content)
    inner = _git_object(root, "tree", f"100644 {name}\0".encode() + blob)
    outer = _git_object(root, "tree", f"40000 {folder}\0".encode() + inner)
    who = "A Tester <tester@example.org> 1 +0000"
    text = f"tree {outer.hex()}\nauthor {who}\ncommitter {who}\n\nFirst\n"
    commit = _git_object(root, "commit", text.encode()).hex()
    (root / ".git" / "refs").mkdir()
    (root / ".git" / "HEAD").write_text(f"{commit}\n", encoding="ascii")
    path = f"{folder}/{name}".encode()
    times_device_inode, mode, owner_group, size = (0, 0, 0, 0, 0, 0), 0o100644, (0, 0), len(content)
    entry = struct.pack(">10I20sH", *times_device_inode, mode, *owner_group, size, blob, len(path)) + path
    entry += b"\0" * (8 - len(entry) % 8)
    index = b"DIRC" + struct.pack(">2I", 2, 1) + entry
    (root / ".git" / "index").write_bytes(index + hashlib.sha1(index).digest())
    return commit


def _git_object(root: Path, kind: str, content: bytes) -> bytes:
    whole = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(whole)
    path = root / ".git" / "objects" / name.hexdigest()[:2] / name.hexdigest()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name.digest()


def test_the_revision_has_a_plus_sign_while_files_are_changed_and_is_unknown_outside_a_checkout(
    tmp_path: Path,
) -> None:
    with Installed(tmp_path, "evals") as copy:
        assert copy.revision == "unknown"
        commit = make_checkout(tmp_path, "evals", "provenance.py")
        assert copy.revision == commit[:12]
        committed = (tmp_path / "evals" / "provenance.py").read_bytes()
        (tmp_path / "evals" / "provenance.py").write_bytes(committed + b"# changed\n")
        assert copy.revision == f"{commit[:12]}+"
        (tmp_path / "evals" / "provenance.py").unlink()
        assert copy.revision == f"{commit[:12]}+"
        (tmp_path / "evals" / "provenance.py").write_bytes(committed)
        (tmp_path / "notes-of-mine.txt").write_text("not a part of it", encoding="utf-8")
        assert copy.revision == commit[:12]


def test_the_revision_is_unknown_where_there_is_no_git(tmp_path: Path) -> None:
    with Installed(tmp_path, "evals", PATH="") as copy:
        make_checkout(tmp_path, "evals", "provenance.py")
        assert copy.revision == "unknown"


def test_the_revision_is_not_that_of_a_project_in_which_this_one_is_installed(tmp_path: Path) -> None:
    (tmp_path / "novel").mkdir()
    (tmp_path / "novel" / "chapter-1.txt").write_text("It rained.", encoding="utf-8")
    make_checkout(tmp_path, "novel", "chapter-1.txt")
    site = tmp_path / ".venv" / "site-packages"
    site.mkdir(parents=True)
    with Installed(site, "evals", GIT_CEILING_DIRECTORIES=str(tmp_path.parent)) as copy:
        assert copy.revision == "unknown"


def test_the_code_has_the_same_hash_wherever_it_is_and_another_when_code_or_prompts_change(tmp_path: Path) -> None:
    with Installed(tmp_path, *_PACKAGES) as copy:
        first = copy.code_hash
        assert first == code_hash()
        (tmp_path / "evals" / "data" / "questions-dev.jsonl").unlink()
        (tmp_path / "evals" / "runner.pyc").write_bytes(b"compiled")
        (tmp_path / "notes.md").write_text("Beside the packages.", encoding="utf-8")
        assert copy.code_hash == first
        hashes = [first]
        for name in ("assistant/verifying/judge.py", "prompts/answer.md", "assistant/new_module.py"):
            with (tmp_path / name).open("a", encoding="utf-8") as file:
                file.write("\n")
            hashes.append(copy.code_hash)
        (tmp_path / "assistant" / "new_module.py").rename(tmp_path / "assistant" / "newer_module.py")
        hashes.append(copy.code_hash)
        assert len(set(hashes)) == 5


def test_versions_are_those_that_are_installed() -> None:
    found = versions()
    assert found["python"] == platform.python_version()
    assert found["code"] == code_hash()
    assert all(found[name] == version(name) for name in found if name not in ("python", "code"))
    assert {"torch", "chromadb", "solidarity-assistant"} <= set(found)


def test_a_header_names_the_cases_by_all_of_their_content_in_order(assistant_over_files: Assistant) -> None:
    changed = QuestionCase(**APPLES_CASE | {"persona": "journalist"})
    lists = [_CASES, _CASES[:-1], _CASES[::-1], [changed, *_CASES[1:]], []]
    hashes = [described(assistant_over_files, cases).cases_hash for cases in lists]
    assert len(set(hashes)) == len(lists)
    assert described(assistant_over_files, list(_CASES)).cases_hash == hashes[0]


@pytest.fixture
def assistant_over_files(
    store: Store, model: EmbeddingModel, ingest: Callable[..., IngestReport], tmp_path: Path
) -> Assistant:
    """An assistant over one note."""
    (tmp_path / "nets.txt").write_text("Nets are mended together.", encoding="utf-8")
    ingest(tmp_path / "nets.txt")
    return Assistant(store, model, Settings(data_dir=tmp_path / "data"))


def test_a_header_names_the_corpus_by_what_is_ingested(
    assistant_over_files: Assistant, store: Store, model: EmbeddingModel, tmp_path: Path
) -> None:
    before = described(assistant_over_files)
    assert (before.documents, described(assistant_over_files).corpus) == (1, before.corpus)
    (tmp_path / "ropes.txt").write_text("Ropes are coiled by hand.", encoding="utf-8")
    Ingest(store, model).run([str(tmp_path / "ropes.txt")])
    more = described(assistant_over_files)
    assert (more.documents, more.corpus == before.corpus) == (2, False)
    (tmp_path / "ropes.txt").write_text("Ropes are cut by hand.", encoding="utf-8")
    Ingest(store, model).run([str(tmp_path / "ropes.txt")])
    changed = described(assistant_over_files)
    assert (changed.documents, changed.corpus in (before.corpus, more.corpus)) == (2, False)


def test_a_header_names_the_settings_that_can_change_an_answer_and_no_others(
    assistant_over_files: Assistant, store: Store, model: EmbeddingModel, tmp_path: Path
) -> None:
    def settings_hash(**fields: Any) -> str:
        return described(Assistant(store, model, Settings(data_dir=tmp_path / "data", **fields))).settings_hash

    assert settings_hash(most_statements=3) != settings_hash()
    assert settings_hash(lock_seconds=3, model_seconds=9) == settings_hash()


def test_a_header_names_the_chat_model_only_where_one_is_in_use(
    assistant_over_files: Assistant, store: Store, model: EmbeddingModel, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data", model="test:scripted")
    assert described(Assistant(store, model, settings)).model == ""
    in_use = described(Assistant(store, model, settings, replies("NO ANSWER")), grader="test:strict")
    assert (in_use.model, in_use.grader) == ("test:scripted", "test:strict")
    assert "test:scripted" in in_use.answerer


def test_a_header_tells_half_suites_and_the_time_of_the_start(assistant_over_files: Assistant) -> None:
    found = described(assistant_over_files, half="test", suites=["statements", "questions"])
    assert (found.half, found.suites) == ("test", ("statements", "questions"))
    assert found.started.endswith("+00:00")
    assert Header.model_validate_json(found.model_dump_json()) == found
