"""Pages of a list as GitHub's connections give them: nodes, edges, cursors, totals."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError

Item = TypeVar("Item")

Fields = dict[str, object]
"""The fields of one object of an answer; a callable is asked when a query wants the field."""

Arguments = Mapping[str, Any]
"""Arguments of a field, which graphql-core has checked against the schema."""

CURSOR = "cursor:v2:"


def refusal(message: str, kind: str) -> GraphQLError:
    """An error with GitHub's `type` beside its message."""
    return GraphQLError(message, extensions={"type": kind})


def opaque(index: int) -> str:
    """The cursor of the item at `index`."""
    return base64.b64encode(f"{CURSOR}{index}".encode()).decode()


def index_of(cursor: str) -> int:
    """The item that a cursor stands for; a made-up cursor is refused."""
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        return int(text.removeprefix(CURSOR))
    except ValueError as error:
        raise refusal(f"`{cursor}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS") from error


def connect(
    items: Sequence[Item],
    make: Callable[[Item], object],
    arguments: Arguments,
    *,
    cursor: Callable[[int], str] = opaque,
    position: Callable[[str], int] = index_of,
    **totals: object,
) -> Fields:
    """Cut one page out of `items`; nodes are made only when a query asks for them."""
    after, before = arguments.get("after"), arguments.get("before")
    first, last = arguments.get("first"), arguments.get("last")
    start = position(after) + 1 if after is not None else 0
    end = position(before) if before is not None else len(items)
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    start, end = min(start, len(items)), min(end, len(items))
    page = items[start:end]

    def nodes(_info: object) -> list[object]:
        return [make(item) for item in page]

    def edges(_info: object) -> list[Fields]:
        return [{"cursor": cursor(start + at), "node": make(item)} for at, item in enumerate(page)]

    return {
        "totalCount": len(items),
        "nodes": nodes,
        "edges": edges,
        "pageInfo": {
            "hasNextPage": end < len(items),
            "hasPreviousPage": start > 0,
            "startCursor": cursor(start) if page else None,
            "endCursor": cursor(end - 1) if page else None,
        },
        **totals,
    }
