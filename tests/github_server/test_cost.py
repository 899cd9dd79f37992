"""Points are counted by GitHub's formula; what costs too much or takes too long is refused as GitHub does."""

from datetime import UTC, datetime

import pytest
import requests
from msgspec.structs import replace

from github_server import ENTERPRISE, OLD_ENTERPRISE, serve, synthetic_world
from github_server.conftest import Ask
from github_server.engine import prepare
from github_server.schema import served_schema

CONNECTIONS = """watchers { totalCount } releases { totalCount }
  repositoryTopics(first: 20) { nodes { topic { name } } }
  issues(first: 10) { nodes { number labels(first: 5) { nodes { name } } } }"""


def batch(count: int, selection: str = "name") -> str:
    rows = (
        f'r{index}: repository(owner: "acme", name: "project-{index:05d}") {{ {selection} }}' for index in range(count)
    )
    return f"query Batch {{ rateLimit {{ cost remaining limit used nodeCount resetAt }} {' '.join(rows)} }}"


@pytest.mark.parametrize(
    ("query", "requests_needed", "points", "nodes"),
    [
        ("{ viewer { login } }", 0, 1, 0),
        # GitHub's own example: 100 repositories, 50 issues each, 60 labels each.
        (
            """{ viewer { repositories(first: 100) { edges { node { id issues(first: 50) { edges { node { id
            labels(first: 60) { nodes { id name } } } } } } } } } }""",
            5101,
            51,
            305_100,
        ),
        (batch(20, CONNECTIONS), 20 * (4 + 10), 3, 20 * (20 + 10 + 50)),
        (batch(1, CONNECTIONS), 14, 1, 80),
        # A connection of which only the total is asked needs one request, and gives no node.
        (batch(20, "watchers { totalCount }"), 20, 1, 0),
    ],
)
def test_the_cost_follows_the_published_formula(query: str, requests_needed: int, points: int, nodes: int) -> None:
    priced = prepare(served_schema(), {"query": query}).price
    assert (priced.requests, priced.points, priced.nodes) == (requests_needed, points, nodes)


def test_sizes_of_pages_may_come_from_variables_and_their_defaults() -> None:
    query = """query($n: Int = 20) { organization(login: "a") { repositories(first: $n) { nodes { ...Watched } } } }
      fragment Watched on Repository { watchers { totalCount } }"""
    assert prepare(served_schema(), {"query": query}).price.requests == 21
    assert prepare(served_schema(), {"query": query, "variables": {"n": 5}}).price.requests == 6


@pytest.mark.parametrize(
    ("selection", "kind"),
    [
        ("repositories { nodes { name } }", "MISSING_PAGINATION_BOUNDARIES"),
        ("repositories(first: 101) { nodes { name } }", "EXCESSIVE_PAGINATION"),
        ("repositories(last: -1) { totalCount }", "EXCESSIVE_PAGINATION"),
        (
            """repositories(first: 100) { nodes { issues(first: 100) { nodes {
            labels(first: 100) { nodes { id } } } } } }""",
            "MAX_NODE_LIMIT_EXCEEDED",
        ),
    ],
)
def test_a_query_without_bounds_or_beyond_them_is_refused_and_free(ask: Ask, selection: str, kind: str) -> None:
    with serve(synthetic_world(1)) as server:
        payload = ask(server, f'{{ organization(login: "acme") {{ {selection} }} }}')
        assert server.points == 0
    assert payload["data"] is None
    assert payload["errors"][0]["type"] == kind


def test_the_allowance_is_told_in_the_answer_and_in_the_headers() -> None:
    with serve(synthetic_world(20), points=100) as server:
        headers = {"Authorization": f"token {server.token}"}
        answer = requests.post(server.graphql_url, json={"query": batch(20, CONNECTIONS)}, headers=headers, timeout=5)
        limits = requests.get(f"{server.url}/rate_limit", headers=headers, timeout=5).json()
        assert server.log[0].points == 3
    told = answer.json()["data"]["rateLimit"]
    assert {key: told[key] for key in ("cost", "remaining", "limit", "used")} == {
        "cost": 3,
        "remaining": 97,
        "limit": 100,
        "used": 3,
    }
    assert answer.headers["X-RateLimit-Remaining"] == "97"
    assert answer.headers["X-RateLimit-Resource"] == "graphql"
    assert limits["resources"]["graphql"]["remaining"] == 97


def test_beyond_the_allowance_there_is_only_an_error_at_status_200(ask: Ask) -> None:
    with serve(synthetic_world(1), points=1) as server:
        assert "errors" not in ask(server, batch(1))
        payload = ask(server, batch(1))
    assert payload["errors"][0]["type"] == "RATE_LIMITED"
    assert "data" not in payload


def test_an_enterprise_server_has_no_limits_and_says_nothing_of_them() -> None:
    with serve(synthetic_world(1), edition=ENTERPRISE) as server:
        headers = {"Authorization": f"token {server.token}"}
        answer = requests.post(server.graphql_url, json={"query": batch(1)}, headers=headers, timeout=5)
        assert requests.get(f"{server.url}/rate_limit", headers=headers, timeout=5).status_code == 404
        assert requests.get(f"{server.url}/meta", headers=headers, timeout=5).json()["installed_version"]
    assert answer.json()["data"]["rateLimit"] is None
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


def test_an_old_server_refuses_a_field_that_it_lacks_and_describes_what_it_has(ask: Ask) -> None:
    with serve(synthetic_world(1), edition=OLD_ENTERPRISE) as server:
        refused = ask(server, batch(1, "name archivedAt"))
        described = ask(server, '{ __type(name: "Repository") { fields(includeDeprecated: true) { name } } }')
    assert refused["errors"][0]["extensions"] == {
        "code": "undefinedField",
        "typeName": "Repository",
        "fieldName": "archivedAt",
    }
    assert "data" not in refused
    names = {field["name"] for field in described["data"]["__type"]["fields"]}
    assert "isArchived" in names
    assert "archivedAt" not in names


@pytest.mark.parametrize("status", [502, 504])
def test_a_query_that_adds_up_to_too_much_times_out(status: int) -> None:
    with serve(synthetic_world(20), complexity=100, timeout_status=status) as server:
        headers = {"Authorization": f"token {server.token}"}

        def code(count: int) -> int:
            query = {"query": batch(count, CONNECTIONS)}
            return requests.post(server.graphql_url, json=query, headers=headers, timeout=5).status_code

        assert [code(count) for count in (7, 8)] == [200, status]
        heavy = "acme/project-00003"
        server.world = server.world.changed(heavy, lambda one: replace(one, weight=50))
        assert [code(count) for count in (3, 4)] == [200, status]


def test_or_its_last_part_is_missing_for_want_of_resources(ask: Ask) -> None:
    with serve(synthetic_world(3), complexity=2, timeout_status=200) as server:
        payload = ask(server, batch(3, "watchers { totalCount }"))
    assert [payload["data"][alias] for alias in ("r0", "r1", "r2")] == [
        {"watchers": {"totalCount": 0}},
        {"watchers": {"totalCount": 1}},
        None,
    ]
    assert (payload["errors"][0]["type"], payload["errors"][0]["path"]) == ("RESOURCE_LIMITS_EXCEEDED", ["r2"])


def test_the_clock_of_the_allowance_is_given(ask: Ask) -> None:
    with serve(synthetic_world(1), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as server:
        payload = ask(server, batch(1))
    assert payload["data"]["rateLimit"]["resetAt"] == "2026-01-01T01:00:00Z"


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"query": 5}', '{"query": "{"}', '{"query": "{ a", "variables": 1}']
)
def test_what_is_no_query_is_refused_in_json(body: str) -> None:
    with serve(synthetic_world(1)) as server:
        headers = {"Authorization": f"token {server.token}"}
        answer = requests.post(server.graphql_url, data=body, headers=headers, timeout=5)
    assert answer.json()["errors"][0]["message"]


def test_latency_is_added_to_each_request(ask: Ask) -> None:
    with serve(synthetic_world(1), latency=0.05) as server:
        started = datetime.now(UTC)
        ask(server, batch(1))
    assert (datetime.now(UTC) - started).total_seconds() >= 0.05
