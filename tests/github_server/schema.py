"""The schema that the server speaks, whole or as an older Enterprise Server has it, and the published one."""

from functools import cache
from pathlib import Path

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    parse,
)

from github_server.resolvers import bind

SDL = Path(__file__).with_name("schema.graphql")


@cache
def served_schema(without: frozenset[str] = frozenset()) -> GraphQLSchema:
    """Our schema with its resolvers, less the fields named `Type.field` in `without`."""
    document = parse(SDL.read_text(encoding="utf-8"))
    missing = without - {name for definition in document.definitions for name in _fields(definition)}
    if missing:
        raise ValueError(f"the schema has no {', '.join(sorted(missing))}")
    kept = tuple(_less(definition, without) for definition in document.definitions)
    return bind(build_ast_schema(DocumentNode(definitions=kept)))


def _fields(definition: object) -> set[str]:
    if not isinstance(definition, ObjectTypeDefinitionNode):
        return set()
    return {f"{definition.name.value}.{field.name.value}" for field in definition.fields or ()}


def _less(definition: DefinitionNode, without: frozenset[str]) -> DefinitionNode:
    if not isinstance(definition, ObjectTypeDefinitionNode):
        return definition

    def keeps(field: FieldDefinitionNode) -> bool:
        return f"{definition.name.value}.{field.name.value}" not in without

    return ObjectTypeDefinitionNode(
        name=definition.name,
        interfaces=definition.interfaces,
        directives=definition.directives,
        fields=tuple(field for field in definition.fields or () if keeps(field)),
    )
