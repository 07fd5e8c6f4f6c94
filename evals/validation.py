"""What pydantic found wrong with a value, in the parts that messages are made of."""

from pydantic import ValidationError


def first_fault(error: ValidationError) -> tuple[str, str]:
    """The first fault: the path of its field ("history.0.1"; "" where the value as a whole has it), and what is wrong."""
    first = error.errors()[0]
    return ".".join(map(str, first["loc"])), first["msg"]
