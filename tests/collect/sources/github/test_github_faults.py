"""Every fault of a host: what is tried again, for how long, and what it leaves behind."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from github_nights import NOW, Night, night, repository
from msgspec.structs import replace

from github_server import (
    OLD_ENTERPRISE,
    Fault,
    HostedRepository,
    MemoryContent,
    World,
    anything,
    graphql,
    new_app,
    other_host,
    rest,
    serve,
)
from github_server import faults as wrong
from github_server.exchange import Exchange, Reply, Request
from innersource_marketplace.collect.sources import Noticed, Spent
from innersource_marketplace.collect.sources.github.transport.exchange import App, Credentials, endpoint
from innersource_marketplace.errors import ConfigurationError, SourceError
from innersource_marketplace.model import ObjectId

WORLD = World(repositories=tuple(repository(f"r{index}") for index in range(3)))
ALL = {"acme/r0", "acme/r1", "acme/r2"}
LOGO = repository("logo", {"innersource.json": b'{"logo": "logo.png"}', "logo.png": b"\x89PNG\x00"})

PASSING = {
    "202": wrong.status(202),
    "204": wrong.status(204),
    "500": wrong.status(500),
    "502 with a page": wrong.status(502, html=True),
    "503": wrong.status(503),
    "504 as GraphQL's time-out": wrong.timeout(504),
    "reset": wrong.reset(),
    "reset midway": wrong.reset(after_bytes=40),
    "hang-up": wrong.hang_up(),
    "half a document": wrong.truncated(),
    "length too great": wrong.wrong_length(50),
    "login page": wrong.login_page(),
    "text": wrong.body(b"It works!", "text/plain"),
    "a list": wrong.body(b"[]"),
    "null": wrong.body(b"null"),
    "a number of 5,000 digits": wrong.body(b"1" * 5_000),
    "deeply nested": wrong.body(b"[" * 100_000),
    "no data": wrong.body(b'{"message": "?"}'),
    "data of another type": wrong.body(b'{"data": "<html>"}'),
    "gzip bomb": wrong.gzip_bomb(),
    "GraphQL time-out at 200": wrong.graphql_error("", "Something went wrong while executing your query."),
    "resource limits": wrong.graphql_error("RESOURCE_LIMITS_EXCEEDED"),
}


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("operation", [pytest.param("List", marks=pytest.mark.slow), "Details"])
def test_a_fault_that_passes_leaves_no_trace(name: str, operation: str) -> None:
    with serve(WORLD, faults=(Fault(on=graphql(operation, nth=1), respond=PASSING[name]),)) as server:
        found = night(server)
    assert set(found.changed) == ALL
    assert found.reasons == {}
    assert found.clock.elapsed <= 2


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if index % 5 == 0 else pytest.mark.slow) for index, name in enumerate(PASSING)],
)
def test_a_fault_that_stays_ends_the_source_soon_and_keeps_what_was_good(name: str) -> None:
    with serve(WORLD) as server:
        known = night(server).by_key
        server.add_fault(Fault(on=anything(), respond=PASSING[name]))
        with pytest.raises(SourceError) as caught:
            night(server, known)
    assert not caught.value.gone
    assert caught.value.code in {
        "unreachable", "server-error", "malformed", "too-large", "resource-limits", "timeout",
    }  # fmt: skip
    assert len(server.log) <= 6 + 8


def failing_details(respond: wrong.Respond, wait_budget: float = 4_500) -> Night:
    with serve(WORLD) as server:
        known = night(server).by_key
        server.add_fault(Fault(on=graphql("Details"), respond=respond))
        return night(server, known, full=True, wait_budget=wait_budget)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("respond", "code"),
    [
        (wrong.status(500), "server-error"),
        (wrong.timeout(), "server-error"),
        (wrong.login_page(), "malformed"),
        (wrong.reset(), "unreachable"),
        (wrong.status(404), "not-found"),
        (wrong.status(403, "Resource not accessible by integration"), "forbidden"),
        (wrong.status(409), "empty"),
    ],
)
def test_failed_repositories_have_a_typed_reason_and_stay(respond: wrong.Respond, code: str) -> None:
    found = failing_details(respond)
    assert found.reasons == dict.fromkeys(ALL, code)
    assert found.gone == set()


@pytest.mark.parametrize(("status", "code"), [(410, "gone"), (451, "blocked")])
def test_what_the_host_took_away_for_good_is_purged(status: int, code: str) -> None:
    with serve(
        WORLD, faults=(Fault(on=graphql("Details", repository="acme/r1"), respond=wrong.status(status)),)
    ) as server:
        found = night(server)
    assert found.reasons == {"acme/r1": code}
    assert found.gone == {"acme/r1"}
    assert set(found.changed) == ALL - {"acme/r1"}


@pytest.mark.parametrize(("status", "code"), [(410, "gone"), (451, "blocked")])
def test_a_status_that_everything_gets_is_about_the_host_and_purges_nothing(status: int, code: str) -> None:
    found = failing_details(wrong.status(status))
    assert found.reasons == dict.fromkeys(ALL, code)
    assert found.gone == set()


def test_a_host_that_is_down_is_not_asked_for_every_repository() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(60)))
    with serve(world) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=wrong.status(502)))
        server.add_fault(Fault(on=graphql("Probe"), respond=wrong.status(502)))
        found = night(server)
    assert set(found.reasons.values()) == {"server-error"}
    assert len(found.reasons) == 60
    assert len(found.log) < 40


def test_a_token_that_expires_midway_stops_the_source_with_one_reason() -> None:
    world = World(repositories=tuple(repository(f"r{index:02d}") for index in range(45)))
    with serve(world, faults=(Fault(on=graphql("Details", since=2), respond=wrong.unauthorized()),)) as server:
        found = night(server)
    assert len(found.changed) == 20
    assert set(found.reasons.values()) == {"token-expired"}
    assert len(found.reasons) == 25
    assert found.gone == set()
    assert found.operations.count("Details") == 2, "nobody asks again with a token that was refused"


def test_a_wrong_token_is_told_before_anything_is_collected() -> None:
    with serve(WORLD) as server, pytest.raises(SourceError) as caught:
        night(server, credentials=Credentials(token="wrong"))
    assert caught.value.code == "unauthorized"
    assert "token" in str(caught.value.fix)


@pytest.mark.parametrize("kind", ["RATE_LIMITED", "RATE_LIMIT"])
def test_a_spent_allowance_told_at_200_is_waited_for(kind: str) -> None:
    with serve(WORLD, faults=(Fault(on=graphql("Details", nth=1), respond=wrong.graphql_error(kind)),)) as server:
        found = night(server)
    assert set(found.changed) == ALL
    assert found.clock.elapsed == pytest.approx(60, abs=2)


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_is_waited_for_until_its_reset(status: int) -> None:
    limit = wrong.primary_limit(reset_in=900, code=status)
    with serve(WORLD, faults=(Fault(on=graphql("Details", nth=1), respond=limit),)) as server:
        found = night(server)
    assert set(found.changed) == ALL
    assert found.clock.elapsed == pytest.approx(900, abs=5)
    assert found.spent.waited == pytest.approx(900, abs=5)


@pytest.mark.parametrize(("after", "waited"), [(None, 60), (7, 7), (0, 1), ("7", 7)])
@pytest.mark.parametrize("status", [403, 429])
def test_the_secondary_limit_is_waited_for(after: int | str | None, waited: float, status: int) -> None:
    limit = wrong.secondary_limit(retry_after=after, code=status)
    with serve(WORLD, faults=(Fault(on=graphql("List", nth=1), respond=limit),)) as server:
        found = night(server)
    assert set(found.changed) == ALL
    assert found.clock.elapsed == waited


def test_a_date_in_retry_after_is_understood() -> None:
    limit = wrong.secondary_limit(retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))
    with serve(WORLD, faults=(Fault(on=graphql("List", nth=1), respond=limit),)) as server:
        found = night(server)
    assert found.clock.elapsed == pytest.approx(30, abs=3)


@pytest.mark.parametrize("after", [1_000_000_000, "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 400])
def test_an_absurd_wait_ends_the_source_at_once(after: int | str) -> None:
    found = failing_details(wrong.secondary_limit(retry_after=after))
    assert found.reasons == dict.fromkeys(ALL, "rate-limited")
    assert found.clock.elapsed == 0
    assert found.operations.count("Details") == 1


def test_all_waits_together_are_bounded() -> None:
    found = failing_details(wrong.secondary_limit(retry_after=300), wait_budget=700)
    assert found.reasons == dict.fromkeys(ALL, "rate-limited")
    assert found.clock.elapsed == 600


def test_a_limit_that_never_ends_is_given_up() -> None:
    found = failing_details(wrong.secondary_limit())
    assert found.reasons == dict.fromkeys(ALL, "rate-limited")
    assert found.clock.sleeps == [60, 120, 240]


@pytest.mark.slow
def test_an_answer_that_does_not_come_in_time_is_a_time_out() -> None:
    with serve(WORLD, faults=(Fault(on=graphql("Details", repository="acme/r1"), respond=wrong.slow(0.6)),)) as server:
        found = night(server, read_seconds=0.3)
    assert found.reasons == {"acme/r1": "timeout"}
    assert set(found.changed) == ALL - {"acme/r1"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_not_followed_and_takes_no_token_along(status: int) -> None:
    with other_host() as other, serve(WORLD) as server:
        server.add_fault(Fault(on=anything(), respond=wrong.redirect(other.url + "/api/graphql", status)))
        with pytest.raises(SourceError) as caught:
            night(server)
        assert other.log == []
    assert caught.value.code == "redirected"


@pytest.mark.parametrize("to", ["{url}{path}", "http://{{", "ftp://127.0.0.1/x", "//evil.example/api", ""])
def test_loops_and_senseless_redirects_end_the_source(to: str) -> None:
    redirect = Fault(on=anything(), respond=wrong.redirect(to))
    with serve(WORLD, faults=(redirect,)) as server, pytest.raises(SourceError) as caught:
        night(server)
    assert caught.value.code == "redirected"
    assert len(server.log) <= 4


def test_a_redirect_on_the_same_host_is_followed() -> None:
    with serve(World(repositories=(LOGO,))) as server:
        server.world = server.world.changed(
            "acme/logo", lambda one: replace(one, name="moved", former_names=("acme/logo",))
        )
        oid = one_blob(LOGO)
        former = wrong.redirect("{url}/repos/acme/logo/git/blobs/" + oid)
        server.add_fault(Fault(on=rest("/repos/acme/moved/*", nth=1), respond=former))
        found = night(server)
    assert found.changed["acme/moved"].collected.blobs[ObjectId(oid)] == b"\x89PNG\x00"


def one_blob(one: HostedRepository) -> str:
    assert isinstance(one.content, MemoryContent)
    stored = one.content.find("HEAD:logo.png")
    assert stored is not None
    return stored.oid


@pytest.mark.slow
@pytest.mark.parametrize(
    "respond",
    [wrong.status(202), wrong.status(404), wrong.status(451), wrong.status(500), wrong.login_page(), wrong.truncated()],
)
def test_a_logo_that_cannot_be_had_costs_nothing_else(respond: wrong.Respond) -> None:
    with serve(World(repositories=(LOGO,)), faults=(Fault(on=rest("*/git/blobs/*"), respond=respond),)) as server:
        found = night(server)
    assert set(found.changed) == {"acme/logo"}
    assert len(server.log) <= 9


def test_a_202_that_never_ends_is_given_up_after_four_tries() -> None:
    fault = Fault(on=rest("*/git/blobs/*"), respond=wrong.status(202))
    with serve(World(repositories=(LOGO,)), faults=(fault,)) as server:
        found = night(server)
    assert sum(record.method == "GET" for record in found.log) == 4


def test_files_that_do_not_come_are_asked_for_the_next_night() -> None:
    with serve(WORLD) as server:
        server.add_fault(Fault(on=graphql("Files", until=2), respond=wrong.partial("INTERNAL", "acme/r1")))
        first = night(server)
        assert [problem.code for problem in first.changed["acme/r1"].problems] == ["files-unavailable"]
        assert first.changed["acme/r0"].problems == ()
        second = night(server, first.by_key, now=NOW + timedelta(hours=1))
    assert len(second.changed["acme/r1"].collected.blobs) == 1


def test_binary_cut_and_oversized_files_are_left_out_with_a_reason() -> None:
    one = repository("odd", {"README.md": b"\x00\x01", "CONTRIBUTING.md": b"x" * 5_000, "SUPPORT.md": b"help\n"})
    with serve(World(repositories=(one,), blob_text_bytes=4_000)) as server:
        outcome = night(server).changed["acme/odd"]
    assert [problem.code for problem in outcome.problems] == ["file-unreadable"] * 2
    assert list(outcome.collected.blobs.values()) == [b"help\n"]


def test_links_and_submodules_are_no_documents() -> None:
    one = repository(
        "links", {"README.md": b"../../etc/passwd", "LICENSE": b"MIT License\n"}, modes={"README.md": "120000"}
    )
    with serve(World(repositories=(one,))) as server:
        outcome = night(server).changed["acme/links"]
    assert [problem.code for problem in outcome.problems] == ["not-a-file"]
    assert b"../../etc/passwd" not in outcome.collected.blobs.values()


@pytest.mark.parametrize(
    "fields",
    [
        {"owner": None},
        {"defaultBranchRef": None},
        {"databaseId": None, "pushedAt": None},
        {"nameWithOwner": "../.."},
        {"nameWithOwner": 7},
        {"stargazerCount": -1, "forkCount": 2**63, "watchers": True},
        {"root": {"entries": [{"name": "..", "oid": "x"}, None, 3]}},
        {"languages": {"edges": [{"size": "12", "node": None}]}},
        {"repositoryTopics": {"nodes": [None, {"topic": None}, {"topic": {"name": "innersource"}}]}},
    ],
)
def test_nodes_of_another_shape_never_stop_the_others(fields: Mapping[str, object]) -> None:
    with serve(WORLD) as server:
        server.add_fault(Fault(on=graphql(), respond=wrong.overriding("acme/r1", fields)))
        found = night(server)
    assert {"acme/r0", "acme/r2"} <= set(found.changed)
    assert found.gone == set()


@pytest.mark.parametrize("branch", ["-u/x", "a;id", "../..", "$(id)"])
def test_names_of_branches_are_words_and_nothing_else(branch: str) -> None:
    with serve(World(repositories=(repository("odd", default_branch=branch),))) as server:
        facts = night(server).changed["acme/odd"].collected.facts
    assert facts.default_branch == branch


def test_an_older_enterprise_server_is_asked_only_what_it_knows() -> None:
    with serve(WORLD, edition=OLD_ENTERPRISE) as server:
        found = night(server)
    facts = found.changed["acme/r0"].collected.facts
    assert facts.discussions is None
    assert facts.stars == 0
    assert found.spent.points == 0, "such a host counts none"
    assert found.reasons == {}


@pytest.mark.parametrize("installation", [None, 815])
def test_an_app_signs_in_by_itself(installation: int | None) -> None:
    app = new_app()
    with serve(WORLD, app=app) as server:
        mine = App(app_id=app.id, private_key=app.private_key, installation_id=installation)
        found = night(server, credentials=Credentials(app=mine))
    assert set(found.changed) == ALL
    assert {record.authorization for record in found.log if record.operation} == {
        "token ghs_canary" + "1".rjust(26, "0")
    }


@pytest.mark.slow
def test_an_app_on_two_organizations_reads_both_each_with_its_own_installation() -> None:
    world = World(repositories=(repository("a"), repository("b", owner="beta"), repository("c", owner="gamma")))
    app = replace(new_app(), further={"beta": 816, "gamma": 817})
    with serve(world, app=app) as server:

        def only_its_own(payload: dict[str, Any], request: Request) -> None:
            token = request.headers["authorization"].rpartition(" ")[2]
            login = str(request.variables["login"])
            if server.installation_of[token] != app.further.get(login, app.installation) or login == "gamma":
                wrong.refuse(payload, "repositoryOwner", "NOT_FOUND", "Could not resolve")

        server.add_fault(Fault(on=graphql("List"), respond=wrong.edited(only_its_own)))
        mine = Credentials(app=App(app_id=app.id, private_key=app.private_key))
        found = night(server, credentials=mine, accounts=("acme", "beta", "gamma"))
        assert set(found.changed) == {"acme/a", "beta/b"}
        assert found.reasons == {"gamma": "no-such-account"}
        assert {facts.source for facts in found.by_key.values()} == {"github:127.0.0.1/acme,beta,gamma"}
        second = night(server, found.by_key, credentials=mine, accounts=("acme", "beta", "gamma"))
        assert second.unchanged | set(second.changed) == {"acme/a", "beta/b"}
        assert len(second.of(Spent)) == 1


def test_when_only_details_fail_the_source_gives_up_soon_and_keeps_what_it_has() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(200)))
    with serve(world) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=wrong.status(502)))
        found = night(server)
    assert len(found.reasons) == 200
    assert "failing" in found.reasons.values()
    assert len(found.log) < 250


@pytest.mark.slow
def test_when_a_part_of_every_answer_fails_nobody_is_asked_about_alone_for_ever() -> None:
    def spoil(payload: dict[str, Any], _request: object) -> None:
        for alias in [alias for alias in payload["data"] if alias != "rateLimit"]:
            payload["data"][alias]["recentPullRequests"] = None
            error = {"type": "INTERNAL", "path": [alias, "recentPullRequests"], "message": "?"}
            payload.setdefault("errors", []).append(error)

    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(200)))
    with serve(world) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=wrong.edited(spoil)))
        found = night(server)
    assert len(found.changed) == 200
    assert all(outcome.in_part for outcome in found.changed.values())
    assert found.operations.count("Details") < 80


def test_a_clock_that_is_wrong_is_mentioned() -> None:
    def two_hours_behind(exchange: Exchange) -> Reply:
        date = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
        return exchange.proceed().with_headers(Date=date)

    with serve(WORLD, faults=(Fault(on=anything(), respond=two_hours_behind),)) as server:
        problems = [one.problem for one in night(server).of(Noticed)]
    assert [(one.code, "120 minutes ahead" in str(one.message)) for one in problems] == [("clock-skew", True)]


def test_an_app_whose_key_is_none_is_told_so() -> None:
    with serve(WORLD, app=new_app()) as server, pytest.raises(SourceError) as caught:
        night(server, credentials=Credentials(app=App(app_id=1, private_key="nonsense", installation_id=1)))
    assert caught.value.code == "unauthorized"


def test_an_app_that_is_not_installed_is_told_so() -> None:
    app = new_app()
    other = new_app()
    with serve(WORLD, app=app) as server, pytest.raises(SourceError) as caught:
        night(
            server, credentials=Credentials(app=App(app_id=app.id, private_key=other.private_key, installation_id=815))
        )
    assert caught.value.code == "unauthorized"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://github.acme.example", "https://github.acme.example/api/v3"),
        ("https://github.acme.example:8443/", "https://github.acme.example:8443/api/v3"),
        ("https://acme.ghe.com", "https://api.acme.ghe.com"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/api/v3"),
    ],
)
def test_the_address_of_the_api_follows_from_the_one_people_use(url: str, api: str) -> None:
    assert endpoint(url).api == api


@pytest.mark.parametrize(
    "url",
    [
        "http://github.acme.example",
        "ftp://x",
        "github.com",
        "https://u:t@ghe.example",
        "https://ghe.example/prefix",
        "https://h:99999",
        "https://",
    ],
)
def test_addresses_that_would_show_the_token_are_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        endpoint(url)
