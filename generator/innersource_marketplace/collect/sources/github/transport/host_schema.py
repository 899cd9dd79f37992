"""What a host says of itself: which fields its GraphQL has, so that older servers are asked for less."""

import msgspec

from innersource_marketplace.collect.sources.forge.api import Api, QuestionFailed
from innersource_marketplace.collect.sources.forge.json_values import mapping, sequence, text, within
from innersource_marketplace.collect.sources.forge.selection import Schema, types_in
from innersource_marketplace.collect.sources.github.reading import queries


def describe(api: Api, last: Schema) -> Schema:
    """Ask a host for the fields of the types that our questions use.

    What it does not answer is as in `last`, its description of an earlier night. A type that is in neither is
    assumed to have every field. Raises `SourceStopped` when the host will not talk at all.
    """
    types = types_in(queries.LISTED, queries.REFRESHED, queries.DETAILED)
    known = {name: fields for name, fields in last.items() if name in types}
    try:
        answer = api.query(queries.introspection(types), {})
    except QuestionFailed as failure:
        if failure.code in ("unreachable", "malformed") and not known:
            raise
        return known
    schema: dict[str, frozenset[str]] = dict(known)
    for name in types:
        described = within(answer.data, name)
        fields = sequence((described or {}).get("fields"))
        names = frozenset(field_name for field in fields if (field_name := text(mapping(field), "name")))
        if names:
            schema[name] = names
    return schema


def write_schema(schema: Schema) -> bytes:
    """Write a description down for later nights."""
    return msgspec.json.encode({name: sorted(fields) for name, fields in sorted(schema.items())})


def read_schema(data: bytes | None) -> Schema:
    """Read what `write_schema` wrote; empty where it is nothing of that kind."""
    try:
        written = msgspec.json.decode(data or b"{}", type=dict[str, list[str]])
    except msgspec.MsgspecError:
        return {}
    return {name: frozenset(fields) for name, fields in written.items()}
