"""The schema that GitHub publishes for queries, for proving that ours, and what is asked of it, are part of it.

It is taken from the package `ghapi`, which carries it as data but leaves out which interfaces a type
implements. A type is taken to implement every interface whose fields it has; what it really
implements is a part of that.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from ghapi.gql_spec import gqlspec
from graphql import GraphQLSchema, build_schema

BUILT_IN = frozenset({"Boolean", "Float", "ID", "Int", "String"})


@cache
def published_schema() -> GraphQLSchema:
    """GitHub's schema without its mutations; takes about a second the first time."""
    given: dict[str, Any] = gqlspec["types"]  # type: ignore[assignment]
    types = {name: each for name, each in given.items() if name not in BUILT_IN and not _changes(name, each)}
    interfaces = {name: each for name, each in types.items() if each["kind"] == "INTERFACE" and each["fields"]}
    lines = (_definition(name, each, _implemented(each, interfaces)) for name, each in types.items())
    return build_schema("\n".join(lines), assume_valid=True)


def _changes(name: str, each: dict[str, Any]) -> bool:
    return name == "Mutation" or "clientMutationId" in each.get("fields", ())


def _implemented(each: dict[str, Any], interfaces: dict[str, Any]) -> list[str]:
    if each["kind"] != "OBJECT":
        return []
    return [name for name, interface in interfaces.items() if interface["fields"].keys() <= each["fields"].keys()]


def _definition(name: str, each: dict[str, Any], interfaces: list[str]) -> str:
    kind = each["kind"]
    if kind == "SCALAR":
        return f"scalar {name}"
    if kind == "UNION":
        return f"union {name} = {' | '.join(each['of'])}"
    if kind == "ENUM":
        return f"enum {name}{_block(each['values'])}"
    fields = _block(_field(key, field) for key, field in each["fields"].items())
    word = {"INPUT_OBJECT": "input", "INTERFACE": "interface"}.get(kind, "type")
    return f"{word} {name}{' implements ' if interfaces else ''}{' & '.join(interfaces)}{fields}"


def _block(lines: Iterable[str]) -> str:
    """Braces around lines; nothing where the data leaves a retired type empty."""
    inside = " ".join(lines)
    return f" {{ {inside} }}" if inside else ""


def _field(name: str, each: dict[str, Any]) -> str:
    arguments = ", ".join(f"{key}: {value[0]}" for key, value in each.get("args", {}).items())
    return f"{name}{f'({arguments})' if arguments else ''}: {each['type']}"
