"""From JSON of any shape to typed values: what does not fit is None, nothing here ever raises."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from innersource_marketplace.model import can_have_been

LARGEST_COUNT = 2**53
"""Counts above are nonsense, and JSON readers in browsers would round them."""


def parse(body: str) -> object:
    """The value of a JSON text; None if it is not JSON, or too deep."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Mapping[str, object] | None:
    """The value if it is an object."""
    return value if isinstance(value, dict) else None


def sequence(value: object) -> tuple[object, ...]:
    """The elements if the value is an array, else none."""
    return tuple(value) if isinstance(value, list) else ()


def within(node: Mapping[str, object] | None, *names: str) -> Mapping[str, object] | None:
    """The object at the end of a path of names."""
    for name in names:
        if node is None:
            return None
        node = mapping(node.get(name))
    return node


def nodes(node: Mapping[str, object] | None, name: str, of: str = "nodes") -> tuple[Mapping[str, object], ...] | None:
    """The objects of a connection, without the nulls; None when the connection itself is unknown."""
    connection = within(node, name)
    if connection is None or not isinstance(connection.get(of), list):
        return None
    return tuple(entry for entry in sequence(connection[of]) if isinstance(entry, dict))


def text(node: Mapping[str, object] | None, name: str) -> str | None:
    """A field that is a text and not empty."""
    value = None if node is None else node.get(name)
    return value if isinstance(value, str) and value else None


def integer(node: Mapping[str, object] | None, name: str) -> int | None:
    """A field that is a whole number from zero on; a boolean is none."""
    value = None if node is None else node.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def flag(node: Mapping[str, object] | None, name: str) -> bool | None:
    """A field that is a boolean."""
    value = None if node is None else node.get(name)
    return value if isinstance(value, bool) else None


def moment(node: Mapping[str, object] | None, name: str, now: datetime) -> datetime | None:
    """A field that is a moment with its zone, in UTC; none that cannot have been."""
    value = any_moment(node, name)
    return value if value is not None and can_have_been(value, now) else None


def day(node: Mapping[str, object] | None, name: str) -> date | None:
    """A field that is a day, or a moment, of which the day is taken; it may be ahead."""
    raw = text(node, name)
    try:
        return None if raw is None else date.fromisoformat(raw[:10])
    except ValueError:
        return None


def any_moment(node: Mapping[str, object] | None, name: str) -> datetime | None:
    """A field that is a moment with its zone, in UTC, whether it can have been or not."""
    raw = text(node, name)
    if raw is None or len(raw) > 40:
        return None
    try:
        value = datetime.fromisoformat(raw)
        if value.tzinfo is None:
            return None
        return value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
