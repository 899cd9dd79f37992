"""The served schema is a part of the published one."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    parse,
    print_schema,
    validate,
)

from github_server.published import published_schema
from github_server.schema import served_schema
from github_server.server import OLD_ENTERPRISE

OURS = served_schema()


def names() -> list[str]:
    return sorted(name for name in OURS.type_map if not name.startswith("__"))


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_each_type_is_published_with_every_field_argument_and_value_that_ours_has(name: str) -> None:
    published = published_schema()
    assert differences(OURS.type_map[name], published.type_map[name], published) == []


def differences(ours: GraphQLNamedType, theirs: GraphQLNamedType, published: GraphQLSchema) -> list[str]:
    assert type(ours) is type(theirs)
    found: list[str] = []
    if isinstance(ours, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
        found += [f"value {value}" for value in ours.values.keys() - theirs.values.keys()]
    if isinstance(ours, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
        found += [f"member {each}" for each in {m.name for m in ours.types} - {m.name for m in theirs.types}]
    if isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
        for name, field in ours.fields.items():
            if name not in theirs.fields or str(field.type) != str(theirs.fields[name].type):
                found.append(f"input {name}")
        required = {name for name, field in theirs.fields.items() if str(field.type).endswith("!")}
        found += [f"input {name} is required" for name in required - ours.fields.keys()]
    if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType) and isinstance(
        theirs, GraphQLObjectType | GraphQLInterfaceType
    ):
        found += [
            f"interface {each}" for each in {i.name for i in ours.interfaces} - {i.name for i in theirs.interfaces}
        ]
        for name, output in ours.fields.items():
            if name not in theirs.fields or str(output.type) != str(theirs.fields[name].type):
                found.append(f"field {name}")
                continue
            for argument, given in output.args.items():
                known = theirs.fields[name].args.get(argument)
                if known is None or str(given.type) != str(known.type):
                    found.append(f"argument {name}({argument})")
    return found


def test_a_field_that_github_does_not_have_would_be_found() -> None:
    published = published_schema()
    wrong = served_schema().type_map["Repository"]
    assert differences(wrong, published.type_map["Issue"], published) != []


def test_a_query_is_checked_against_the_published_schema() -> None:
    query = (
        'query($oid: GitObjectID!) { repository(owner: "a", name: "b") { object(oid: $oid) { ... on Blob { text } } } }'
    )
    assert validate(published_schema(), parse(query)) == []
    assert validate(published_schema(), parse('{ repository(owner: 1, name: "b") { stars } }')) != []


def test_an_older_server_has_not_every_field() -> None:
    old = print_schema(served_schema(OLD_ENTERPRISE.without))
    assert "hasIssuesEnabled" in old
    assert "hasDiscussionsEnabled" not in old


def test_a_field_to_be_left_out_must_exist() -> None:
    with pytest.raises(ValueError, match=r"Repository\.stars"):
        served_schema(frozenset({"Repository.stars"}))
