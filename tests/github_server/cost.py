"""What a query costs, by GitHub's published formula, before it is run.

Each connection needs one request for each node above it, taking every `first` and `last` as reached;
the sum divided by 100 and rounded, at least one, is the number of points. The nodes that could come
are counted the same way.
Source: GitHub Docs, "Rate limits and query limits for the GraphQL API".
"""

from collections.abc import Mapping

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

NODE_LIMIT = 500_000
"""Most nodes that one query may ask for."""

PAGE_LIMIT = 100
"""Most items of one page."""


class RootField(msgspec.Struct, frozen=True):
    """One field at the top of a query. `repository` is `owner/name` where the field names one."""

    alias: str
    name: str
    repository: str | None
    requests: int


class Price(msgspec.Struct, frozen=True):
    """What a query costs, and the refusals that it meets before it runs."""

    requests: int
    nodes: int
    roots: tuple[RootField, ...]
    refusals: tuple[GraphQLError, ...]

    @property
    def points(self) -> int:
        """Points of the hourly allowance; at least one."""
        return max(1, int(self.requests / 100 + 0.5))


class _Sum(msgspec.Struct):
    requests: int = 0
    nodes: int = 0
    refusals: list[GraphQLError] = msgspec.field(default_factory=list)


def price(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, object],
) -> Price:
    """Price a query that is valid against `schema`."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    defaults = {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in operation.variable_definitions or ()
        if each.default_value is not None
    }
    given = {**defaults, **variables}
    walk = _Walk(schema, fragments, given)
    root = schema.query_type
    assert root is not None
    total, roots = _Sum(), []
    for one in walk.fields(operation.selection_set):
        part = _Sum()
        walk.price_field(one, root, 1, part, ())
        total.requests += part.requests
        total.nodes += part.nodes
        total.refusals += part.refusals
        roots.append(_root_field(one, given, part.requests))
    if total.nodes > NODE_LIMIT:
        message = f"This query requests up to {total.nodes:,} nodes which exceeds the maximum limit of {NODE_LIMIT:,}."
        total.refusals.append(GraphQLError(message, extensions={"type": "MAX_NODE_LIMIT_EXCEEDED"}))
    return Price(total.requests, total.nodes, tuple(roots), tuple(total.refusals))


def _root_field(one: FieldNode, variables: Mapping[str, object], requests: int) -> RootField:
    arguments = _arguments(one, variables)
    name = one.name.value
    repository = f"{arguments.get('owner')}/{arguments.get('name')}" if name == "repository" else None
    return RootField(one.alias.value if one.alias else name, name, repository, requests)


def _arguments(one: FieldNode, variables: Mapping[str, object]) -> dict[str, object]:
    return {each.name.value: value_from_ast_untyped(each.value, dict(variables)) for each in one.arguments or ()}


class _Walk(msgspec.Struct, frozen=True):
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, object]

    def fields(self, selection: SelectionSetNode) -> list[FieldNode]:
        """All fields of a selection, those in fragments included, whatever their type condition."""
        return [one for one, _ in self._typed_fields(selection, None)]

    def price_field(
        self, one: FieldNode, parent: GraphQLNamedType, times: int, total: _Sum, path: tuple[str, ...]
    ) -> None:
        """Add what a field and everything below it costs, when it is reached `times` times."""
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or one.name.value not in parent.fields:
            return
        kind = get_named_type(parent.fields[one.name.value].type)
        here = (*path, one.alias.value if one.alias else one.name.value)
        below = times
        if kind.name.endswith("Connection"):
            total.requests += times
            below = times * self._page_size(one, here, total)
            total.nodes += below if below != times or _lists(one, self) else 0
        if one.selection_set is not None:
            for child, condition in self._typed_fields(one.selection_set, kind):
                self.price_field(child, condition or kind, below, total, here)

    def _page_size(self, one: FieldNode, path: tuple[str, ...], total: _Sum) -> int:
        arguments = _arguments(one, self.variables)
        name = one.name.value
        size = arguments.get("first", arguments.get("last"))
        if size is None:
            if _lists(one, self):
                message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
                total.refusals.append(_refusal(message, "MISSING_PAGINATION_BOUNDARIES", one, path))
            return 1
        if not isinstance(size, int) or not 0 <= size <= PAGE_LIMIT:
            which = "first" if "first" in arguments else "last"
            message = (
                f"Requesting {size} records on the `{name}` connection exceeds the `{which}` limit of {PAGE_LIMIT}."
            )
            total.refusals.append(_refusal(message, "EXCESSIVE_PAGINATION", one, path))
            return 1
        return size

    def _typed_fields(
        self, selection: SelectionSetNode, kind: GraphQLNamedType | None
    ) -> list[tuple[FieldNode, GraphQLNamedType | None]]:
        found: list[tuple[FieldNode, GraphQLNamedType | None]] = []
        for one in selection.selections:
            if isinstance(one, FieldNode):
                found.append((one, kind))
                continue
            fragment = self.fragments[one.name.value] if isinstance(one, FragmentSpreadNode) else one
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            condition = fragment.type_condition
            narrowed = self.schema.type_map.get(condition.name.value) if condition is not None else kind
            found += self._typed_fields(fragment.selection_set, narrowed)
        return found


def _lists(one: FieldNode, walk: _Walk) -> bool:
    """Whether a connection's items are asked for, and not only its totals."""
    return one.selection_set is not None and any(
        child.name.value in ("nodes", "edges") for child in walk.fields(one.selection_set)
    )


def _refusal(message: str, kind: str, one: FieldNode, path: tuple[str, ...]) -> GraphQLError:
    return GraphQLError(message, nodes=[one], path=list(path), extensions={"type": kind})
