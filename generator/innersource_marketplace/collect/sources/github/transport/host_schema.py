"""What a host says of itself: which fields its GraphQL has, so that older servers are asked for less."""

from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.decode import mapping, sequence, text, within
from innersource_marketplace.collect.sources.github.reading.queries import Schema
from innersource_marketplace.collect.sources.github.transport.api import Api, QuestionFailed


def describe(api: Api) -> Schema:
    """Ask a host for the fields of the types that our questions use.

    A host that does not describe itself gives an empty schema, which means: assume everything.
    Raises `SourceStopped` when the host will not talk at all.
    """
    types = queries.types_in(queries.LISTED, queries.REFRESHED, queries.DETAILED)
    try:
        answer = api.query(queries.introspection(types), {})
    except QuestionFailed as failure:
        if failure.code in ("unreachable", "malformed"):
            raise
        return {}
    schema: dict[str, frozenset[str]] = {}
    for name in types:
        described = within(answer.data, name)
        fields = sequence((described or {}).get("fields"))
        names = frozenset(field_name for field in fields if (field_name := text(mapping(field), "name")))
        if names:
            schema[name] = names
    return schema
