"""What is told of a value that does not fit."""

from typing import Any

import pytest
from pydantic import ValidationError

from evals.cases import Case, InjectionCase, QuestionCase
from evals.validation import first_fault


@pytest.mark.parametrize(
    ("kind", "line", "field", "reason"),
    [
        (InjectionCase, '{"id": "i-1", "place": "sky"}', "place", "Input should be 'document', 'question' or 'conv"),
        (InjectionCase, '{"id": "1", "place": "question", "history": [["he", "x"]]}', "kind", "Field required"),
        (QuestionCase, '{"question": ""}', "question", "String should have at least 1 character"),
        (QuestionCase, "{", "", "Invalid JSON"),
    ],
)
def test_the_first_fault_has_the_path_of_its_field_and_a_reason(
    kind: type[Case], line: str, field: str, reason: str
) -> None:
    with pytest.raises(ValidationError) as told:
        kind.model_validate_json(line)
    found = first_fault(told.value)
    assert found[0] == field
    assert found[1].startswith(reason)


def test_parts_of_a_path_are_joined_by_full_stops() -> None:
    values: dict[str, Any] = {
        "id": "1",
        "place": "question",
        "kind": "k",
        "planted": "p",
        "question": "p",
        "history": [["he", "x"]],
    }
    with pytest.raises(ValidationError) as told:
        InjectionCase(**values)
    assert first_fault(told.value)[0] == "history.0.0"
