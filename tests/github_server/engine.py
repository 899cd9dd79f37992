"""Runs one GraphQL request: parse, check, price, execute, and say what went wrong in GitHub's words."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution import ExecutionResult

from github_server.cost import Price, price
from github_server.resolvers import type_name
from github_server.view import View

UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")

Payload = dict[str, Any]
"""The JSON of an answer."""


class Context(msgspec.Struct, frozen=True):
    """What resolvers may know about the request that they answer."""

    view: View
    rate_limit: Mapping[str, object] | None


class Prepared(msgspec.Struct, frozen=True):
    """A request that was read. `refused` is the answer where it can't be run."""

    document: DocumentNode | None
    operation: OperationDefinitionNode | None
    variables: Mapping[str, object]
    price: Price
    refused: Payload | None = None

    @property
    def name(self) -> str | None:
        """The operation's name."""
        return self.operation.name.value if self.operation is not None and self.operation.name is not None else None


def prepare(schema: GraphQLSchema, body: object) -> Prepared:
    """Read the JSON body of a GraphQL request, check it against `schema`, and price it."""
    asked = body if isinstance(body, dict) else {}
    query, variables = asked.get("query"), asked.get("variables") or {}
    nothing = Price(0, 0, (), ())
    if not isinstance(query, str):
        return Prepared(None, None, {}, nothing, _refused("A query attribute must be specified and must be a string."))
    document, faults = checked(schema, query)
    if document is None or faults:
        operation = get_operation_ast(document) if document is not None else None
        return Prepared(document, operation, variables, nothing, {"errors": [explain(fault) for fault in faults]})
    operation = get_operation_ast(document, asked.get("operationName"))
    if operation is None:
        return Prepared(document, None, variables, nothing, _refused("An operation name is required"))
    priced = price(schema, document, operation, variables)
    refused = {"data": None, "errors": [explain(fault) for fault in priced.refusals]} if priced.refusals else None
    return Prepared(document, operation, variables, priced, refused)


@lru_cache(maxsize=64)
def checked(schema: GraphQLSchema, query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """Parse and validate; the same text is not looked at twice."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema, document))


def run(schema: GraphQLSchema, prepared: Prepared, context: Context) -> Payload:
    """Execute a request that was not refused."""
    assert prepared.document is not None
    result = execute(
        schema,
        prepared.document,
        context_value=context,
        variable_values=dict(prepared.variables),
        operation_name=prepared.name,
        type_resolver=type_name,
        is_awaitable=_never,  # type: ignore[arg-type]
    )
    assert isinstance(result, ExecutionResult)
    for error in result.errors or ():
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            raise error.original_error  # a bug of a resolver, which must not pass as a fault of GitHub's
    payload: Payload = {"data": result.data}
    if result.errors:
        payload["errors"] = [explain(error) for error in result.errors]
    return payload


def _never(_value: object) -> bool:
    return False


def explain(error: GraphQLError) -> Payload:
    """An error as GitHub writes it: `type` beside the message, and its own words for unknown fields."""
    told: Payload = {"message": error.message}
    kind = (error.extensions or {}).get("type")
    if kind is not None:
        told["type"] = kind
    unknown = UNKNOWN_FIELD.match(error.message)
    if unknown is not None:
        field, owner = unknown[1], unknown[2]
        told["message"] = f"Field '{field}' doesn't exist on type '{owner}'"
        told["extensions"] = {"code": "undefinedField", "typeName": owner, "fieldName": field}
    if error.path:
        told["path"] = list(error.path)
    if error.locations:
        told["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return told


def _refused(message: str) -> Payload:
    return {"errors": [{"message": message}]}
