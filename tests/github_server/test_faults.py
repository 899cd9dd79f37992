"""Each fault looks on the wire as it does when GitHub, or something in between, goes wrong."""

from collections.abc import Sequence
from typing import Any

import pytest
import requests
from msgspec.structs import replace

from github_server import Fault, Server, anything, faults, graphql, other_host, rest, serve, synthetic_world
from github_server.conftest import Ask
from github_server.faults import Respond
from github_server.world import World

LIST = """query List($after: String) { organization(login: "acme") { repositories(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { nameWithOwner visibility } } } }"""

DEEP = """query Deep { r0: repository(owner: "acme", name: "project-00000") { nameWithOwner visibility owner { login } }
  r1: repository(owner: "acme", name: "project-00001") { nameWithOwner defaultBranchRef { name } } }"""

FIRST, SECOND = "acme/project-00000", "acme/project-00001"


def post(server: Server, query: str = LIST, **variables: object) -> requests.Response:
    return requests.post(
        server.graphql_url,
        json={"query": query, "variables": variables},  # type: ignore[dict-item]
        headers={"Authorization": f"token {server.token}"},
        timeout=5,
        allow_redirects=False,
    )


def answered(respond: Respond, query: str = LIST) -> requests.Response:
    with serve(synthetic_world(5), faults=[Fault(on=anything(), respond=respond)]) as server:
        return post(server, query)


@pytest.mark.parametrize("code", [202, 204, 404, 409, 410, 451, 500, 502, 503, 504])
def test_any_status(code: int) -> None:
    answer = answered(faults.status(code))
    assert answer.status_code == code
    assert answer.content == b"" if code == 204 else answer.json() is not None


def test_a_gateway_answers_in_html() -> None:
    answer = answered(faults.status(502, html=True))
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")


def test_a_timeout_is_json_with_an_error() -> None:
    answer = answered(faults.timeout(504))
    assert (answer.status_code, answer.json()["data"]) == (504, None)


@pytest.mark.parametrize("retry_after", [None, 0, 60, 10**9, "Wed, 21 Oct 2026 07:28:00 GMT"])
@pytest.mark.parametrize("code", [403, 429])
def test_a_secondary_limit_may_say_how_long(code: int, retry_after: int | str | None) -> None:
    answer = answered(faults.secondary_limit(retry_after=retry_after, code=code))
    assert answer.status_code == code
    assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))
    assert "secondary rate limit" in answer.json()["message"]


def test_a_primary_limit_says_until_when() -> None:
    answer = answered(faults.primary_limit(reset_in=30))
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert int(answer.headers["X-RateLimit-Reset"]) > 0


@pytest.mark.parametrize(("to", "expected"), [("{url}{path}", "loop"), ("http://other.example/x", "http")])
def test_a_redirect_goes_anywhere(to: str, expected: str) -> None:
    with serve(synthetic_world(1), faults=[Fault(on=anything(), respond=faults.redirect(to))]) as server:
        answer = requests.get(f"{server.url}/user", timeout=5, allow_redirects=False)
        place = answer.headers["Location"]
        assert (answer.status_code, place) == (301, f"{server.url}/user" if expected == "loop" else to)


@pytest.mark.parametrize(
    "respond", [faults.reset(), faults.reset(after_bytes=20), faults.hang_up(), faults.wrong_length()]
)
def test_a_connection_that_breaks_is_no_answer(respond: Respond) -> None:
    with pytest.raises(requests.RequestException):
        answered(respond)


@pytest.mark.parametrize(
    "respond", [faults.truncated(), faults.wrong_length(-10), faults.login_page(), faults.body(b"{")]
)
def test_a_body_may_be_no_json(respond: Respond) -> None:
    answer = answered(respond)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"line \d|column \d"):
        answer.json()


def test_the_content_type_may_be_wrong() -> None:
    answer = answered(faults.wrong_type("text/html"))
    assert (answer.headers["Content-Type"], "data" in answer.json()) == ("text/html", True)


def test_a_small_answer_may_unpack_to_a_large_one() -> None:
    answer = answered(faults.gzip_bomb(3_000_000))
    assert len(answer.content) == 3_000_000
    assert int(answer.headers["Content-Length"]) < 10_000


def test_an_answer_may_be_late() -> None:
    assert answered(faults.slow(0.05)).elapsed.total_seconds() >= 0.05


@pytest.mark.parametrize("kind", ["RATE_LIMITED", "RATE_LIMIT", "RESOURCE_LIMITS_EXCEEDED"])
def test_graphql_fails_at_status_200(kind: str) -> None:
    answer = answered(faults.graphql_error(kind))
    assert (answer.status_code, answer.json()["errors"][0]["type"], answer.json()["data"]) == (200, kind, None)


@pytest.mark.parametrize("kind", ["NOT_FOUND", "RESOURCE_LIMITS_EXCEEDED", "FORBIDDEN"])
def test_one_alias_fails_and_the_others_have_data(kind: str) -> None:
    payload = answered(faults.partial(kind, SECOND), DEEP).json()
    assert payload["data"]["r0"]["nameWithOwner"] == FIRST
    assert payload["data"]["r1"] is None
    assert (payload["errors"][0]["type"], payload["errors"][0]["path"]) == (kind, ["r1"])


def test_a_field_may_hold_what_no_schema_allows() -> None:
    payload = answered(faults.overriding(FIRST, {"visibility": "SECRET", "owner": None}), DEEP).json()
    assert payload["data"]["r0"] == {"nameWithOwner": FIRST, "visibility": "SECRET", "owner": None}
    assert payload["data"]["r1"]["nameWithOwner"] == SECOND
    listed = answered(faults.overriding(SECOND, {"visibility": "SECRET"})).json()
    nodes = listed["data"]["organization"]["repositories"]["nodes"]
    assert [node["visibility"] for node in nodes] == ["PUBLIC", "SECRET"]


def test_a_default_branch_may_be_null() -> None:
    payload = answered(faults.overriding(SECOND, {"defaultBranchRef": None}), DEEP).json()
    assert payload["data"]["r1"]["defaultBranchRef"] is None


def pages(server: Server, most: int = 6) -> list[Any]:
    found: list[Any] = []
    after = None
    while len(found) < most:
        found.append(post(server, after=after).json()["data"]["organization"]["repositories"])
        after = found[-1]["pageInfo"]["endCursor"]
        if not found[-1]["pageInfo"]["hasNextPage"]:
            break
    return found


def listing(*given: Fault, most: int = 6) -> list[Any]:
    with serve(synthetic_world(5), faults=given) as server:
        return pages(server, most)


def names(found: Sequence[Any]) -> list[str]:
    return [node["nameWithOwner"][-1] for page in found for node in page["nodes"]]


def test_pages_may_loop() -> None:
    found = listing(Fault(on=graphql("List", since=2), respond=faults.looping_cursor()))
    assert names(found) == ["0", "1"] + ["2", "3"] * 5
    assert len({page["pageInfo"]["endCursor"] for page in found}) == 1


def test_items_may_come_twice_and_totals_may_lie() -> None:
    given = (
        Fault(on=graphql("List"), respond=faults.duplicated()),
        Fault(on=graphql("List"), respond=faults.total_count(99)),
    )
    found = listing(*given)
    assert names(found) == ["0", "0", "1", "1", "2", "2", "3", "3", "4", "4"]
    assert {page["totalCount"] for page in found} == {99}


def test_items_may_move_between_pages() -> None:
    def gone(world: World) -> World:
        return world.changed(FIRST, lambda one: None)

    found = listing(Fault(on=graphql("List", nth=2), respond=faults.changing(gone)))
    assert names(found) == ["0", "1", "3", "4"]


def test_a_whole_organization_may_come_back_empty() -> None:
    (found,) = listing(Fault(on=graphql(field="organization"), respond=faults.emptied()))
    assert (found["nodes"], found["totalCount"], found["pageInfo"]["hasNextPage"]) == ([], 0, False)


def test_a_repository_may_turn_private_or_vanish_after_it_was_listed() -> None:
    def private(world: World) -> World:
        hidden = world.changed(FIRST, lambda one: replace(one, visibility="PRIVATE"))
        return hidden.changed(SECOND, lambda one: None)

    with serve(synthetic_world(5), faults=[Fault(on=graphql("Deep"), respond=faults.changing(private))]) as server:
        before = post(server).json()["data"]["organization"]["repositories"]["nodes"]
        after = post(server, DEEP).json()
    assert [node["visibility"] for node in before] == ["PUBLIC", "PUBLIC"]
    assert after["data"]["r0"]["visibility"] == "PRIVATE"
    assert after["errors"][0]["type"] == "NOT_FOUND"


@pytest.mark.parametrize("to", ["{url}{path}", "http://other.example/next"])
def test_the_next_page_of_a_rest_list_may_be_anywhere(to: str) -> None:
    fault = Fault(on=rest("/orgs/*/repos"), respond=faults.next_link(to))
    with serve(synthetic_world(1), faults=[fault]) as server:
        header = {"Authorization": f"token {server.token}"}
        answer = requests.get(f"{server.url}/orgs/acme/repos", headers=header, timeout=5)
        assert answer.links["next"]["url"] == to.format(url=server.url, path="/orgs/acme/repos")


def test_a_fault_meets_only_what_it_names() -> None:
    given = [
        Fault(on=graphql("Deep", nth=2), respond=faults.status(500)),
        Fault(on=graphql(repository=SECOND, since=3), respond=faults.status(410)),
        Fault(on=graphql("List", until=1), respond=faults.status(504)),
        Fault(on=rest("/user"), respond=faults.status(451)),
    ]
    with serve(synthetic_world(5), faults=given) as server:
        assert [post(server).status_code for _ in range(2)] == [504, 200]
        assert [post(server, DEEP).status_code for _ in range(3)] == [200, 500, 410]


def test_the_first_of_two_faults_lies_outside_the_second() -> None:
    given = [
        Fault(on=anything(), respond=faults.wrong_type("text/plain")),
        Fault(on=anything(), respond=faults.status(500)),
    ]
    with serve(synthetic_world(1), faults=given) as server:
        answer = post(server)
        server.add_fault(Fault(on=anything(), respond=faults.status(404)))
        assert [record.status for record in server.log] == [500]
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/plain")


def test_a_reply_may_be_anything(ask: Ask) -> None:
    with other_host() as elsewhere:
        given = [Fault(on=anything(), respond=lambda exchange: exchange.proceed().with_headers(X_Seen=elsewhere.url))]
        with serve(synthetic_world(1), faults=given) as server:
            assert post(server).headers["X-Seen"] == elsewhere.url


def test_a_bug_of_the_server_is_raised_where_it_is_used() -> None:
    def bug(exchange: object) -> Any:
        raise ZeroDivisionError

    with (
        pytest.raises(ZeroDivisionError),
        serve(synthetic_world(1), faults=[Fault(on=anything(), respond=bug)]) as server,
    ):
        assert post(server).status_code == 599
