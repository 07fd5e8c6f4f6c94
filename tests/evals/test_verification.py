"""How the support check and the argument check are measured and shown."""

import re

import pytest

from assistant.assistant import Assistant
from assistant.judge import Judge
from assistant.support import SupportModel
from assistant.types import Verdict
from evals.claims import ClaimCase, Pair
from evals.verification import Checked, checked, show_altered, show_claims
from vectorstore.embedding import EmbeddingModel

TREATY = "Every port shall admit a vessel that flees a storm within two hours."


def case(verdict: Verdict = "supports", *provisions: str, **fields: object) -> ClaimCase:
    defaults: dict[str, object] = {
        "id": "c-1",
        "claim": "The parties to a treaty in force must perform it in good faith.",
        "verdict": verdict,
        "provisions": provisions or ("vclt/art-26",),
        "difficulty": "plain",
    }
    return ClaimCase.model_validate({**defaults, **fields})


def result(of: ClaimCase, verdict: Verdict, is_cited: bool = True) -> Checked:
    return Checked(of, verdict, is_cited)


@pytest.mark.parametrize(
    ("expected", "also", "given", "is_right"),
    [
        ("supports", (), "supports", True),
        ("supports", (), "partly supports", False),
        ("supports", ("partly supports",), "partly supports", True),
        ("contradicts", (), "supports", False),
    ],
)
def test_a_verdict_is_right_when_a_lawyer_could_give_it(
    expected: Verdict, also: tuple[Verdict, ...], given: Verdict, is_right: bool
) -> None:
    assert result(case(expected, also=also), given).is_right == is_right


@pytest.mark.parametrize(
    ("provisions", "is_cited"),
    [
        (("vclt/art-26",), True),
        (("vclt/art-26/1",), True),
        (("udhr/art-1", "vclt/art-26"), True),
        (("vclt/art-2",), False),
        (("vclt/art-260",), False),
    ],
)
def test_a_claim_is_checked_against_the_whole_corpus(
    assistant: Assistant, provisions: tuple[str, ...], is_cited: bool
) -> None:
    found = checked(case("supports", *provisions), assistant)
    assert (found.verdict, found.is_cited) == ("supports", is_cited)


def test_the_table_counts_right_verdicts_by_verdict_change_and_difficulty(capsys: pytest.CaptureFixture[str]) -> None:
    show_claims(
        [
            result(case(), "supports"),
            result(case(difficulty="reworded"), "partly supports"),
            result(case("partly supports", also=("supports",)), "supports", is_cited=False),
            result(case("contradicts", change="number", alters="c-1"), "supports"),
            result(case("contradicts", change="number", alters="c-1"), "contradicts"),
            result(case("contradicts", change="actor", alters="c-1", difficulty="reworded"), "does not address"),
            result(case("does not address"), "does not address", is_cited=False),
        ]
    )
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert shown == [
        "argument check: 4 of 7 verdicts right (57%)",
        "supports 1 of 2 given: supports 1, partly supports 1",
        "partly supports 1 of 1 given: supports 1",
        "contradicts 1 of 3 given: supports 1, contradicts 1, does not address 1",
        "does not address 1 of 1 given: does not address 1",
        "plain 4 of 5",
        "reworded 0 of 2",
        "contrary by actor 1, called supported: 0",
        "contrary by number 2, called supported: 1",
        "provision among the findings: 5 of 6",
    ]


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
