"""Metrics and case files."""

from pathlib import Path

import pytest

from assistant.errors import SolidarityError
from assistant.types import Provision
from evals.cases import DEVELOPMENT_SET, Case, load_cases
from evals.metrics import mean_reciprocal_rank, success_at_k


def test_success_counts_ranks_up_to_k_and_not_the_missing() -> None:
    assert success_at_k([1, 2, 4, 0], 1) == 0.25
    assert success_at_k([1, 2, 4, 0], 3) == 0.5


def test_reciprocal_ranks_end_at_k() -> None:
    assert mean_reciprocal_rank([1, 2, 0, 11], 10) == pytest.approx((1 + 0.5) / 4)


def test_an_empty_set_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no mean"):
        success_at_k([], 1)


@pytest.mark.parametrize(
    ("provision_id", "accepted"),
    [("udhr/art-2", True), ("udhr/art-2/1", True), ("udhr/art-25", False), ("iccpr/art-2", False)],
)
def test_an_article_stands_for_its_paragraphs_and_for_nothing_else(provision_id: str, accepted: bool) -> None:
    case = Case(question="?", answerable=True, expected=("udhr/art-2",))
    provision = Provision(id=provision_id, document_key="udhr@digest", label="", text="", order=0)
    assert case.accepts(provision) is accepted


def test_the_development_set_is_balanced_and_names_a_provision_for_every_answerable_question() -> None:
    cases = load_cases(DEVELOPMENT_SET)
    assert sum(case.answerable for case in cases) * 2 == len(cases)
    assert all(bool(case.expected) == case.answerable for case in cases)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"question": "Who?", "answerable": true}\n{"question": 3}\n', encoding="utf-8")
    with pytest.raises(SolidarityError, match=r"cases\.jsonl, line 2"):
        load_cases(path)
