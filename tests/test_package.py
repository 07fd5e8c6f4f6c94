"""The wheel: installed outside the checkout it holds everything that the command needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def test_an_installed_wheel_ingests_its_own_corpus_and_answers(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(_ROOT)],
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import assistant, corpus;"
        f"assert assistant.__file__.startswith({str(site)!r});"
        "from importlib.resources import files; from ingest.reading import read; from pathlib import Path;"
        "print(len(read(Path(str(files('corpus') / 'udhr.md'))).provisions));"
        "from assistant.web.page import STYLE_SHEET; assert STYLE_SHEET.is_file();"
        "import prompts, evals.cases; from assistant.finding.answerability import load_weights;"
        f"assert all(item.__file__.startswith({str(site)!r}) for item in (prompts, evals));"
        "assert prompts.load_prompt('self-contained-question').input_variables;"
        "assert load_weights('any').evidence; assert evals.cases.load_cases(evals.cases.QuestionCase, 'dev');"
        "from evals.gate import load_thresholds; assert load_thresholds();"
        "assert (files('evals') / 'report.html.jinja').is_file()"
    )
    # -P and -I keep the checkout out of the import path; the dependencies come from the running environment.
    shown = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.strip() == "31"
