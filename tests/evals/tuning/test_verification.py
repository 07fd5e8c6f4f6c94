"""How the support check is measured on altered restatements, and how that is shown."""

import re
from pathlib import Path

import pytest
import typer

from assistant.types import Verdict
from assistant.verifying.judge import Judge
from assistant.verifying.support import SupportModel
from evals.tuning.claims import Pair
from evals.tuning.verification import main, show_altered
from vectorstore.embedding import EmbeddingModel

TREATY = "Every port shall admit a vessel that flees a storm within two hours."


@pytest.mark.parametrize(
    ("pairs", "shown"),
    [
        (
            [
                ("Every port must admit a vessel that flees a storm.", "negation"),
                ("No port must admit a vessel that flees a storm.", "negation"),
                ("Each port must admit a vessel that flees a storm within two hours.", "number"),
                ("Each port must admit a vessel that flees a storm within nine hours.", "number"),
            ],
            [
                "4 of 4",
                "(100.0%)",
                "2 of 2 pairs",
                "passed: 2 of 2",
                "number 1 of 1",
                "actor 0 of 0",
                "negation 1 of 1",
            ],
        ),
        (
            [
                ("Dentists publish their prices.", "modality"),
                ("Every port must admit a vessel that flees a storm.", "modality"),
            ],
            ["0 of 2", "(0.0%)", "0 of 1 pairs", "passed: 0 of 1", "modality 0 of 1", "number 0 of 0"],
        ),
    ],
)
def test_the_table_of_altered_restatements_counts_both_of_each_pair(
    model: EmbeddingModel, capsys: pytest.CaptureFixture[str], pairs: list[tuple[str, str]], shown: list[str]
) -> None:
    verdicts: list[Verdict] = ["supports", "contradicts"] * (len(pairs) // 2)
    measured = [
        Pair(claim, TREATY, "", verdict, change) for (claim, change), verdict in zip(pairs, verdicts, strict=True)
    ]
    show_altered(measured, Judge(SupportModel(model), 0.6))
    table = re.sub(" +", " ", capsys.readouterr().out)
    assert not [part for part in shown if part not in table]


def test_a_store_without_official_texts_has_nothing_to_restate(
    corpus_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOLIDARITY_DATA_DIR", str(corpus_dir))
    with pytest.raises(typer.Exit) as ended:
        main()
    assert ended.value.exit_code == 1
    assert "no official texts in the store" in capsys.readouterr().out
