"""What GitLab alone can do wrong: half answers, limits of complexity, cursors, tokens of jobs."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forge_nights import Night, hosted, run_night, settings_for, world_of
from github_server.exchange import Reply
from gitlab_server import Asked, Server, serve
from gitlab_server.world import NOW
from innersource_marketplace.errors import SourceError

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    names = ("client", "ledger", "lake", "river", "shop", "pond")
    world = world_of(*(hosted(tmp_path, at, f"acme/{name}") for at, name in enumerate(names, 1)))
    with serve(world) as server:
        yield server


@pytest.fixture
def night(server: Server, tmp_path: Path) -> Callable[..., Night]:
    def run(day: int = 0, **more: Any) -> Night:
        return run_night(server, "gitlab", tmp_path / "scratch", now=NOW + timedelta(days=day), **more)

    return run


@pytest.mark.parametrize("limit", [120, 100])
def test_a_server_that_bears_less_is_asked_in_parts(server: Server, night: Callable[..., Night], limit: int) -> None:
    server.limit = limit
    found = night()
    assert len(found.facts) == 6
    assert found.problems == []
    assert all(facts.pull_requests == () for facts in found.facts.values())
    asked = [one.complexity for one in found.asked("graphql")]
    assert sum(score > limit for score in asked) <= 3


def test_a_project_that_always_fails_spoils_only_itself(server: Server, night: Callable[..., Night]) -> None:
    def poison(asked: Asked) -> Reply | None:
        return Reply(status=502, body=b"<html>") if "Project/3" in asked.body and asked.operation == "details" else None

    server.faults.append(poison)
    found = night()
    assert len(found.facts) == 6
    assert [(problem.where, problem.code) for problem in found.problems] == [("127.0.0.1/acme/lake", "partial")]
    assert found.facts["acme/lake"].pull_requests is None


def test_half_an_answer_is_not_stored_as_whole(server: Server, night: Callable[..., Night]) -> None:
    first = night()
    server.edits.append(_lose_requests)
    server.world.replace("acme/lake", stars=9, active=NOW + timedelta(hours=5))

    second = night(1, known=first.known)

    assert {problem.code for problem in second.problems} == {"partial"}
    assert second.facts["acme/lake"].stars == 9
    assert all(facts.pull_requests == () for facts in second.known.values())
    server.edits.clear()
    third = night(2, known=second.known)
    assert third.problems == []
    assert second.facts.keys() <= third.facts.keys()


def _lose_requests(asked: Asked, answer: dict[str, Any]) -> None:
    for at, node in enumerate((answer.get("data", {}).get("projects") or {}).get("nodes") or ()):
        if "merged" in node:
            node["merged"] = None
            lost = {"message": "Timeout on validation", "path": ["projects", "nodes", at, "merged"]}
            answer["errors"] = [*answer.get("errors", ()), lost]


def test_a_list_with_holes_is_an_error_and_removes_nothing(server: Server, night: Callable[..., Night]) -> None:
    first = night()

    def holes(asked: Asked, answer: dict[str, Any]) -> None:
        projects = (answer.get("data", {}).get("namespace") or {}).get("projects")
        if projects:
            projects["nodes"][2] = None
            answer["errors"] = [{"message": "Internal server error", "path": ["namespace", "projects", "nodes", 2]}]

    server.edits.append(holes)
    with pytest.raises(SourceError) as failed:
        night(1, known=first.known)
    assert failed.value.code == "server-error"


def test_a_project_that_a_page_leaves_out_is_asked_for_by_name(server: Server, night: Callable[..., Night]) -> None:
    first = night()

    def skip(asked: Asked, answer: dict[str, Any]) -> None:
        projects = (answer.get("data", {}).get("namespace") or {}).get("projects")
        if projects:
            projects["nodes"] = [one for one in projects["nodes"] if one["fullPath"] != "acme/river"]

    server.edits.append(skip)
    second = night(1, known=first.known)
    assert second.gone == set()
    assert "acme/river" in second.unchanged
    assert [problem.code for problem in second.problems] == ["fewer-than-counted"]


@pytest.mark.slow
def test_details_that_leave_a_project_out_do_not_remove_it(server: Server, night: Callable[..., Night]) -> None:
    first = night()

    def skip(asked: Asked, answer: dict[str, Any]) -> None:
        projects = answer.get("data", {}).get("projects")
        if projects:
            projects["nodes"] = [one for one in projects["nodes"] if not one["id"].endswith("/4")]

    server.edits.append(skip)
    second = night(1, known=first.known, full=True)
    assert second.gone == set()
    assert second.known.keys() == first.known.keys()


def test_cursors_that_form_a_loop_are_an_error(server: Server, night: Callable[..., Night]) -> None:
    def loop(asked: Asked, answer: dict[str, Any]) -> None:
        projects = (answer.get("data", {}).get("namespace") or {}).get("projects")
        if projects:
            projects["pageInfo"] |= {"hasNextPage": True, "endCursor": "MQ=="}

    server.edits.append(loop)
    with pytest.raises(SourceError) as failed:
        night()
    assert failed.value.code == "malformed"


def test_a_server_that_does_not_describe_itself_tonight_is_asked_for_what_all_have(
    server: Server, night: Callable[..., Night]
) -> None:
    server.faults.append(lambda asked: Reply(status=500, body=b"") if asked.operation == "describe" else None)
    found = night()
    assert len(found.facts) == 6
    assert all(facts.issues == () and facts.pull_requests == () for facts in found.facts.values())


def test_the_token_of_a_job_reads_what_is_public_and_removes_nothing_else(
    server: Server, night: Callable[..., Night]
) -> None:
    settings = settings_for(server, "gitlab", token_env="CI_JOB_TOKEN")
    first = night()
    with pytest.raises(SourceError) as failed:
        night(1, known=first.known, settings=settings, token=server.job_token)
    assert failed.value.code == "forbidden"
    assert "access token" in str(failed.value.fix)
    named = night(1, known=first.known, settings=settings, token=server.job_token, repositories=["acme/lake"])
    assert named.gone == set()

    for name in ("lake", "pond"):
        server.world.replace(f"acme/{name}", visibility="public")
    public = night(1, known=first.known, settings=settings, token=server.job_token)
    assert public.facts.keys() == {"acme/lake", "acme/pond"}
    assert public.facts["acme/lake"].pull_requests == ()
    assert (public.gone, set(public.reasons.values())) == (set(), {"forbidden"})
    assert not any(one.signed for one in public.log if one.kind != "git")

    server.world.replace("acme/pond", visibility="private")
    assert night(2, known=public.known, settings=settings, token=server.job_token).gone == {"acme/pond"}


def test_a_slow_list_is_asked_in_smaller_pages(server: Server, night: Callable[..., Night]) -> None:
    def slow(asked: Asked) -> Reply | None:
        if asked.operation != "list" or json.loads(asked.body)["variables"]["size"] <= 25:
            return None
        return Reply(status=504, body=b"")

    server.faults.append(slow)
    assert len(night().facts) == 6


def test_a_body_that_never_ends_and_one_too_large_are_given_up(
    server: Server, night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innersource_marketplace.collect.sources.web.ANSWER_BYTES", 20_000)
    server.faults.append(lambda asked: Reply(headers=JSON, body=b" " * 50_000) if asked.operation == "list" else None)
    with pytest.raises(SourceError) as failed:
        night()
    assert failed.value.code == "too-large"
