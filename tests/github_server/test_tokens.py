"""Who asks: tokens, an App's JSON web token, and proof of where a token went."""

import time

import github
import jwt
import pytest
import requests

from github_server import CANARY, App, Fault, new_app, other_host, rest, serve, synthetic_world
from github_server.faults import redirect, unauthorized

VIEWER = {"query": "query Who { viewer { login } }"}


@pytest.fixture(scope="module")
def app() -> App:
    return new_app()


def test_the_token_is_taken_with_either_word_and_remembered() -> None:
    with serve(synthetic_world(1)) as server:
        for word in ("token", "bearer", "Bearer"):
            header = {"Authorization": f"{word} {CANARY}"}
            assert requests.post(server.graphql_url, json=VIEWER, headers=header, timeout=5).status_code == 200
        assert [record.authorization for record in server.log] == [
            f"{word} {CANARY}" for word in ("token", "bearer", "Bearer")
        ]


@pytest.mark.parametrize("header", [{}, {"Authorization": "token wrong"}, {"Authorization": CANARY}])
def test_anything_else_is_401(header: dict[str, str]) -> None:
    with serve(synthetic_world(1)) as server:
        assert requests.post(server.graphql_url, json=VIEWER, headers=header, timeout=5).status_code == 401
        assert requests.get(f"{server.url}/user", headers=header, timeout=5).status_code == 401
        assert server.points == 0


def test_both_places_of_the_endpoint_are_served() -> None:
    with serve(synthetic_world(1)) as server:
        header = {"Authorization": f"token {CANARY}"}
        answer = requests.post(f"{server.origin}/graphql", json=VIEWER, headers=header, timeout=5)
    assert answer.json()["data"]["viewer"]["login"]


def test_an_app_gets_a_token_for_its_installation(app: App) -> None:
    with serve(synthetic_world(1), app=app) as server:
        authentication = github.Auth.AppAuth(app.id, app.private_key).get_installation_auth(app.installation)
        asking = github.Github(
            base_url=server.url, auth=authentication, retry=None, seconds_between_requests=0, seconds_between_writes=0
        )
        _, payload = asking.requester.graphql_query(VIEWER["query"], {})
        asking.requester.graphql_query(VIEWER["query"], {})
        paths = [record.path for record in server.log]
    assert payload["data"]["viewer"]["login"]
    assert paths == [f"/app/installations/{app.installation}/access_tokens", "/api/graphql", "/api/graphql"]


def test_an_app_renews_its_token_twenty_seconds_before_it_expires(app: App) -> None:
    with serve(synthetic_world(1), app=app, token_seconds=10) as server:
        authentication = github.Auth.AppAuth(app.id, app.private_key).get_installation_auth(app.installation)
        asking = github.Github(
            base_url=server.url, auth=authentication, retry=None, seconds_between_requests=0, seconds_between_writes=0
        )
        for _ in range(2):
            asking.requester.graphql_query(VIEWER["query"], {})
        carried = {record.authorization for record in server.log if record.request.graphql}
    assert len(carried) == 2


def signed(app: App, **claims: object) -> str:
    now = int(time.time())
    return jwt.encode({"iat": now - 60, "exp": now + 300, "iss": str(app.id), **claims}, app.private_key, "RS256")


def test_a_wrong_web_token_is_refused(app: App) -> None:
    now = int(time.time())
    another = new_app()
    wrong = {
        "another issuer": signed(app, iss="1"),
        "too long": signed(app, exp=now + 3600),
        "expired": signed(app, exp=now - 10),
        "another key": signed(another),
        "no web token": CANARY,
    }
    with serve(synthetic_world(1), app=app) as server:
        url = f"{server.url}/app/installations/{app.installation}/access_tokens"

        def code(token: str) -> int:
            return requests.post(url, headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code

        assert code(signed(app)) == 201
        assert {name: code(token) for name, token in wrong.items()} == dict.fromkeys(wrong, 401)


def test_a_token_may_be_revoked_midway() -> None:
    with serve(synthetic_world(1)) as server:
        header = {"Authorization": f"token {CANARY}"}
        first = requests.post(server.graphql_url, json=VIEWER, headers=header, timeout=5).status_code
        server.revoke_tokens()
        assert (first, requests.post(server.graphql_url, json=VIEWER, headers=header, timeout=5).status_code) == (
            200,
            401,
        )


def test_another_host_knows_what_it_was_sent() -> None:
    with other_host() as elsewhere:
        fault = Fault(on=rest("/repos/acme/*"), respond=redirect(f"{elsewhere.url}/stolen"))
        with serve(synthetic_world(1), faults=[fault]) as server:
            header = {"Authorization": f"token {CANARY}"}
            requests.get(f"{server.url}/repos/acme/project-00000", headers=header, timeout=5)
        assert [arrival.path for arrival in elsewhere.log] == ["/stolen"]
        assert not elsewhere.saw(CANARY)
        requests.get(f"{elsewhere.url}/?q={CANARY}", timeout=5)
        assert elsewhere.saw(CANARY)


def test_one_answer_in_the_middle_may_be_401() -> None:
    fault = Fault(on=rest("/user", nth=2), respond=unauthorized())
    with serve(synthetic_world(1), faults=[fault]) as server:
        header = {"Authorization": f"token {CANARY}"}
        codes = [requests.get(f"{server.url}/user", headers=header, timeout=5).status_code for _ in range(3)]
    assert codes == [200, 401, 200]
