"""Nodes of any shape: they give facts, or None, or a failure; never an exception."""

import json
from datetime import datetime, timedelta
from functools import cache

import pytest
from github_nights import NOW, night, repository
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from github_server import Fault, HostedIssue, HostedPullRequest, HostedRelease, Review, World, graphql, serve
from github_server.faults import edited
from innersource_marketplace.collect.sources.forge import json_values
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.facts import (
    blob_text,
    decode_facts,
    refresh_facts,
)
from innersource_marketplace.collect.sources.github.reading.history import read_recent, week_of, weekly
from innersource_marketplace.collect.sources.github.reading.repositories import (
    Listed,
    decode_listed,
    decode_visibility,
)
from innersource_marketplace.model import Facts, Visibility

WHERE = Circumstances(host="ghe.example", web="https://ghe.example", source="x", now=NOW, labels=("gig",))
LISTED = Listed(path="acme/one")

SPECIAL = (
    "2024-02-30",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "2025-06-01T00:00:00Z",
    "\u202ex",
    "\ud800",
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(SPECIAL)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@cache
def example() -> dict[str, object]:
    """A real node of details, to be spoilt."""
    one = repository(
        "one",
        {"README.md": b"# One\n", "innersource.json": b"{}", "docs/x.md": b""},
        issues=(HostedIssue(number=1, labels=("gig",)),),
        pull_requests=(
            HostedPullRequest(number=2, author="x", merged_at=NOW, reviews=(Review(author="ada", submitted_at=NOW),)),
        ),
        releases=(HostedRelease(tag="v1", published_at=NOW),),
        languages={"Go": 5},
    )
    with serve(World(repositories=(one,))) as server:
        seen: list[dict[str, object]] = []
        server.add_fault(
            Fault(on=graphql("Details"), respond=edited(lambda payload, _: seen.append(payload["data"]["r0"])))
        )
        night(server)
    return json.loads(json.dumps(seen[0]))  # type: ignore[no-any-return]


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


def spoilt(path: tuple[str | int, ...], other: object) -> object:
    node = json.loads(json.dumps(example()))
    if not path:
        return other
    target = node
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = other
    return node


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(path=st.deferred(lambda: st.sampled_from(places(example()))), other=ANYTHING)
def test_any_json_in_any_place_of_a_node_gives_facts_of_the_right_types_or_none(
    path: tuple[str | int, ...], other: object
) -> None:
    node = json_values.mapping(spoilt(path, other))
    if node is None:
        return
    listed = decode_listed(Answered(node=node))
    assert listed is None or isinstance(listed, Listed)
    facts = decode_facts(Answered(node=node), listed or LISTED, WHERE)
    assert isinstance(facts, Facts)
    for field in fields(Facts):
        value = getattr(facts, field.name)
        if field.name in ("stars", "forks", "subscribers", "open_issues", "commits", "release_count"):
            assert value is None or (type(value) is int and value >= 0)
        if isinstance(value, datetime):
            assert value.tzinfo is not None
            assert value <= NOW + timedelta(days=2)
        if isinstance(value, str):
            value.encode()
    refresh_facts(facts, Answered(node=node), listed or LISTED, WHERE)
    commit = json_values.within(node, "defaultBranchRef", "target")
    recent = read_recent(commit, "acme", "one", facts.head)
    if recent is not None:
        weekly(recent.dates, NOW)


@given(ANYTHING)
def test_a_blob_of_any_shape_is_bytes_or_nothing(value: object) -> None:
    content = blob_text(json_values.mapping(value))
    assert content is None or isinstance(content[1], bytes)


@pytest.mark.parametrize(
    ("node", "visibility"),
    [
        ({"visibility": "PUBLIC"}, Visibility.PUBLIC),
        ({"visibility": "INTERNAL", "isPrivate": True}, Visibility.INTERNAL),
        ({"visibility": "PRIVATE"}, Visibility.PRIVATE),
        ({"visibility": "PUBLIC", "isPrivate": True}, None),
        ({"visibility": "PARTNERS"}, None),
        ({"visibility": None, "isPrivate": False}, Gap.UNREAD),
        ({"visibility": 1}, None),
        ({"isPrivate": True}, Visibility.PRIVATE),
        ({"isPrivate": False}, Visibility.PUBLIC),
        ({}, Gap.NOT_ASKED),
    ],
)
def test_unknown_visibility_is_none_of_the_three(node: dict[str, object], visibility: Visibility | Gap | None) -> None:
    assert decode_visibility(Answered(node=node)) is visibility


@pytest.mark.parametrize(
    "name", ["../..", "a/", "/b", "a/b/c", "a b/c", "a/..", "a/b\n", "a/ü", "a/" + "x" * 101, "a/$(id)"]
)
def test_names_that_are_none_are_not_listed(name: str) -> None:
    assert decode_listed(Answered(node={"nameWithOwner": name})) is None


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2026-01-01T00:00:00Z", "2026-W01"),
        ("2024-12-30T00:30:00+01:00", "2024-W52"),
        ("2021-01-03T23:59:59Z", "2020-W53"),
    ],
)
def test_weeks_are_iso_weeks_in_utc(text: str, week: str) -> None:
    assert week_of(datetime.fromisoformat(text)) == week


@pytest.mark.parametrize(
    "text", ["2024-02-30T00:00:00Z", "2024-01-01", "0001-01-01T00:00:00+23:59", "9999-01-01T00:00:00Z", "1", ""]
)
def test_moments_that_cannot_be_are_unknown(text: str) -> None:
    assert json_values.moment({"at": text}, "at", NOW) is None
