"""What we ask of GitLab is valid for it, as published and as our server has it, and never too complex."""

import os
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, parse, validate

from gitlab_server.graph import complexity, schema
from innersource_marketplace.collect.sources.gitlab import queries
from innersource_marketplace.collect.sources.gitlab.queries import Schema

LABELS = 4


def described(served: GraphQLSchema) -> Schema:
    found = {
        name: frozenset(type_.fields)
        for name, type_ in served.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
    }
    return {**found, "UnionedIssueFilterInput": frozenset({"labelNames"})}


METADATA = queries.metadata(("innersource.json", "catalog-info.yaml"))


def every_query(known: Schema) -> list[tuple[str, dict[str, object]]]:
    listed = queries.prune((*queries.LISTED, queries.NEWEST_ISSUE, METADATA), known, "Project")
    activity = queries.prune((*queries.ACTIVITY, *queries.tasks(known, LABELS)), known, "Project")
    requests = queries.prune(queries.REQUESTS, known, "Project")
    return [
        (queries.group_list(listed), {"size": 100}),
        (queries.whole_list(listed, topic=True), {"size": 100}),
        (queries.whole_list(listed, topic=False), {"size": 100}),
        (queries.by_id((*activity, *requests)), {"size": 50}),
        (queries.by_id(activity), {"size": 50}),
        (queries.by_id((*queries.IDENTIFIED, *requests)), {"size": 50}),
        (queries.introspection(queries.types_in((queries.LISTED, queries.ACTIVITY, queries.REQUESTS))), {}),
    ]


@pytest.mark.parametrize("old", [False, True])
def test_every_query_is_valid_and_below_the_limit(old: bool) -> None:
    served = schema(old=old)
    for text, variables in every_query(described(served)):
        document = parse(text)
        assert validate(served, document) == [], text
        assert complexity(document, variables, served) <= 250, text


def test_without_a_search_for_any_label_each_label_is_asked_for() -> None:
    known = {**described(schema(old=True)), "UnionedIssueFilterInput": frozenset({"authorUsernames"})}
    text, variables = every_query(known)[3]
    assert "$label3: String!" in text
    assert validate(schema(old=True), parse(text)) == []
    assert complexity(parse(text), variables, schema(old=True)) <= 300  # asked in parts where that is too much


def test_the_oldest_schema_has_nothing_that_came_later() -> None:
    known = queries.oldest(
        (
            (*queries.LISTED, queries.NEWEST_ISSUE),
            queries.ACTIVITY,
            queries.REQUESTS,
            (METADATA,),
        )
    )
    assert not {*queries.NEEDED} & known["Project"]
    for text, _ in every_query({**known, "UnionedIssueFilterInput": frozenset({"labelNames"})})[:6]:
        assert validate(schema(old=True), parse(text)) == [], text


@pytest.mark.skipif("MARKETPLACE_GITLAB_SCHEMA" not in os.environ, reason="names GitLab's published schema")
def test_what_our_server_had_in_2023_is_in_the_published_schema() -> None:
    published = build_schema(Path(os.environ["MARKETPLACE_GITLAB_SCHEMA"]).read_text(encoding="utf-8"))
    ours = schema(old=True)
    for name, type_ in ours.type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        theirs = published.type_map[name]
        assert isinstance(theirs, GraphQLObjectType), name
        for field_name, field in type_.fields.items():
            assert field_name in theirs.fields, f"{name}.{field_name}"
            assert field.args.keys() <= theirs.fields[field_name].args.keys(), f"{name}.{field_name}"
            assert str(field.type) == str(theirs.fields[field_name].type), f"{name}.{field_name}"
    for text, _ in every_query(described(ours)):
        assert validate(published, parse(text)) == [], text
