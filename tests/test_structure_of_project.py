"""The project's own rules: import directions, licence of words, no network hosts."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import Settings

_ROOT = Path(__file__).resolve().parents[1]
_ALLOWED = {
    "vectorstore": {"vectorstore", "assistant.types", "assistant.errors"},
    "ingest": {"ingest", "vectorstore", "assistant.types", "assistant.errors"},
    "prompts": {"prompts"},
}
_ONLY_IN = {
    "chromadb": ("vectorstore/store.py",),
    "gradio": ("assistant/web/",),
    "typer": ("assistant/cli.py", "assistant/command/", "evals/"),
    "langchain": ("assistant/answering/chat_model.py",),
    "sentence_transformers": ("vectorstore/embedding.py", "vectorstore/cross_encoder.py"),
}
_OURS = ("assistant", "ingest", "vectorstore", "prompts", "evals")
_MAY_USE_INGEST = (
    "assistant/verifying/argument_file.py",
    "assistant/cli.py",
    "assistant/command/ingest_view.py",
    "assistant/command/fetch_view.py",
    "assistant/library.py",
)
_MAY_USE_EVALS = ("evals/", "assistant/command/evaluate.py", "assistant/web/evaluation", "assistant/web/case_form.py")
_MAY_USE_WEB = ("assistant/cli.py", "assistant/web/", "app.py")


def _sources() -> list[Path]:
    return [path for folder in _OURS for path in sorted((_ROOT / folder).rglob("*.py"))]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(_ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    place = str(path.relative_to(_ROOT))
    ours = {name for name in _imports(path) if name.split(".")[0] in _OURS}
    allowed = _ALLOWED.get(place.split("/")[0])
    if allowed is not None:
        assert not {name for name in ours if not any(name == ok or name.startswith(f"{ok}.") for ok in allowed)}
    if place.startswith("assistant/") and place not in _MAY_USE_INGEST:
        assert not {name for name in ours if name.startswith("ingest")}
    if not place.startswith(_MAY_USE_EVALS):
        assert not {name for name in ours if name.startswith("evals")}
    if not place.startswith(_MAY_USE_WEB):
        assert not {name for name in ours if name.startswith("assistant.web")}
    for library, places in _ONLY_IN.items():
        if not place.startswith(places):
            assert library not in {name.split(".")[0] for name in _imports(path)}


def test_the_types_import_no_framework() -> None:
    assert _imports(_ROOT / "assistant" / "types.py") <= {"dataclasses", "typing"}


def test_looking_up_an_article_does_not_load_the_embedding_model() -> None:
    code = "import sys; import assistant.assistant; assert 'torch' not in sys.modules and 'gradio' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_file_grows_past_300_lines() -> None:
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert not {name: lines for name, lines in long.items() if lines > 300}


def test_the_corpus_repeats_no_source_word_for_word(shared: Path) -> None:
    checker = [sys.executable, str(shared / "tools" / "overlap.py"), "--project", str(_ROOT)]
    result = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_the_readme_shows_the_help_that_the_command_prints() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "80"},
    )
    assert shown.stdout.strip() in (_ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_setting_with_its_default() -> None:
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `SOLIDARITY_{name.upper()}`"))
        assert ("unset" if str(field.default) in ("", "None") else f"`{field.default}`") in row
