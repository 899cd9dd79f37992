"""What PyGithub does with GitHub's worse moments, shown once, so that the product's guards have a reason."""

import inspect
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import github
import pytest
import requests
from github.Requester import HTTPRequestsConnectionClass

from github_server import Fault, Server, faults, graphql, rest, serve, synthetic_world

Client = Callable[[Server], github.Github]

VIEWER = "query Who { viewer { login } }"

TWO = """query Two { r0: repository(owner: "acme", name: "project-00000") { name }
  r1: repository(owner: "acme", name: "gone") { name } }"""


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Sleeps that PyGithub and urllib3 would have taken."""
    naps: list[float] = []
    monkeypatch.setattr("time.sleep", naps.append)
    return naps


def test_partial_data_is_inside_an_exception(client: Client) -> None:
    with serve(synthetic_world(1)) as server, pytest.raises(github.UnknownObjectException) as caught:
        client(server).requester.graphql_query(TWO, {})
    assert caught.value.data["data"] == {"r0": {"name": "project-00000"}, "r1": None}


def test_a_graphql_limit_at_status_200_is_an_exception_of_status_400(client: Client) -> None:
    fault = Fault(on=graphql(), respond=faults.graphql_error("RATE_LIMITED"))
    with serve(synthetic_world(1), faults=[fault]) as server, pytest.raises(github.GithubException) as caught:
        client(server).requester.graphql_query(VIEWER, {})
    assert caught.value.status == 400
    assert len(server.log) == 1


def test_the_default_retry_asks_eleven_times_when_the_gateway_fails(slept: list[float]) -> None:
    fault = Fault(on=graphql(), respond=faults.status(502, html=True))
    with serve(synthetic_world(1), faults=[fault]) as server:
        default = github.Github(base_url=server.url, auth=github.Auth.Token(server.token))
        with pytest.raises(requests.exceptions.RetryError):
            default.requester.graphql_query(VIEWER, {})
        assert len(server.log) == 11


def test_without_retry_a_gateway_failure_is_one_exception(client: Client) -> None:
    fault = Fault(on=graphql(), respond=faults.status(502, html=True))
    with serve(synthetic_world(1), faults=[fault]) as server, pytest.raises(github.GithubException) as caught:
        client(server).requester.graphql_query(VIEWER, {})
    assert caught.value.status == 502
    assert len(server.log) == 1


def test_a_dropped_connection_is_an_exception_of_requests(client: Client) -> None:
    with (
        serve(synthetic_world(1), faults=[Fault(on=graphql(), respond=faults.reset())]) as server,
        pytest.raises(requests.ConnectionError),
    ):
        client(server).requester.graphql_query(VIEWER, {})


def test_a_202_is_asked_for_ever(client: Client, slept: list[float]) -> None:
    fault = Fault(on=rest("/repos/*/stats/*"), respond=faults.status(202))
    with serve(synthetic_world(1), faults=[fault]) as server:
        found = client(server).get_repo("acme/project-00000")
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(len(inspect.stack()) + 150)  # fewer rounds until the same end
        try:
            with pytest.raises(RecursionError):
                found.get_stats_commit_activity()
        finally:
            sys.setrecursionlimit(usual)
        assert len(server.log) > 10
    assert sum(slept) > 20


def test_a_redirect_loses_the_query(client: Client) -> None:
    fault = Fault(on=rest("/orgs/acme/repos"), respond=faults.redirect("{url}/users/acme/repos"))
    with serve(synthetic_world(3), faults=[fault]) as server:
        organization = client(server).get_organization("acme")
        assert len(list(organization.get_repos(type="private"))) == 3
        assert [dict(record.request.query) for record in server.log if record.path.endswith("/repos")] == [
            {"type": "private"},
            {},
        ]


def test_a_page_of_html_at_status_200_is_data(client: Client) -> None:
    with serve(synthetic_world(1), faults=[Fault(on=graphql(), respond=faults.login_page())]) as server:
        _, payload = client(server).requester.graphql_query(VIEWER, {})
    assert isinstance(payload["data"], str)


def test_every_graphql_request_waits_as_a_write_does(slept: list[float]) -> None:
    with serve(synthetic_world(1)) as server:
        default = github.Github(base_url=server.url, auth=github.Auth.Token(server.token), seconds_between_requests=0)
        for _ in range(2):
            default.requester.graphql_query(VIEWER, {})
    assert max(slept) > 0.5


def test_two_threads_that_share_a_client_both_get_the_answer_of_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = HTTPRequestsConnectionClass
    prepare = connection.request
    both_prepared = Barrier(2, timeout=5)

    def prepare_together(self: HTTPRequestsConnectionClass, *arguments: object) -> None:
        prepare(self, *arguments)  # type: ignore[arg-type]
        both_prepared.wait()

    with serve(synthetic_world(2)) as server, ThreadPoolExecutor(2) as workers:
        shared = client(server)
        shared.get_repo("acme/project-00000")
        monkeypatch.setattr(connection, "request", prepare_together)
        found = list(workers.map(shared.get_repo, ["acme/project-00000", "acme/project-00001"]))
    assert len({one.name for one in found}) == 1
