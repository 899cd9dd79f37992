"""What an answer does not say: a null or a missing field is no fact, and never removes, empties or judges anything."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

Value = TypeVar("Value")


class Gap(Enum):
    """Why an answer does not say whether there is something."""

    NOT_ASKED = 1  # numbers, because in a file they replace words
    UNREAD = 2


def field(node: Mapping[str, object], name: str, value: Value | None) -> Value | Gap:
    """The value that was read from a field which a host always fills, or why there is none."""
    return Gap.NOT_ASKED if name not in node else Gap.UNREAD if value is None else value
