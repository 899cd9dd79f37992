"""How many requests a repository on Gitea costs, and that fewer of them tell the same."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import gitea_server
from forge_nights import Night, hosted, push, run_night, settings_for, world_of
from forge_providers import edited
from github_server.exchange import Reply
from gitlab_server.world import ADA, KIM, NOW, RUI, Issue, MergeRequest, Note
from innersource_marketplace.collect.sources import Remembered

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TASK = Issue(iid=1, title="A task", labels=("gig",))
DONE = tuple(Issue(iid=n, title="Done", closed=True) for n in range(100, 160))
OPEN = tuple(Issue(iid=n, title="Open") for n in range(100, 160))


def answered(comments: int) -> tuple[MergeRequest, ...]:
    """Three requests, each with so many comments of another person."""
    notes = tuple(Note(author=ADA, at=BEGUN + timedelta(hours=3 + n)) for n in range(comments))
    return tuple(MergeRequest(iid=n, author=RUI, created=BEGUN, notes=notes) for n in (5, 6, 7))


@pytest.mark.parametrize(
    ("issues", "comments", "counts", "lists", "each"),
    [
        pytest.param((TASK,), 1, True, 1, 0, id="one list of issues, one of comments"),
        pytest.param((*DONE, TASK), 1, True, 2, 0, id="more issues than a page, few of them open"),
        pytest.param((*OPEN, TASK), 20, True, 5, 3, id="more open issues and comments than a page"),
        pytest.param((TASK,), 1, False, 1, 3, id="lists that do not say how long they are"),
    ],
)
def test_requests_for_one_repository(
    tmp_path: Path, issues: tuple[Issue, ...], comments: int, counts: bool, lists: int, each: int
) -> None:
    one = hosted(tmp_path, 1, "acme/client", issues=issues, requests=answered(comments), releases=("v1",))
    with gitea_server.serve(world_of(one), counts=counts) as server:
        found = run_night(server, "gitea", tmp_path / "scratch")

    facts = found.facts["acme/client"]
    assert [task.number for task in facts.issues or ()] == [1]
    assert len(facts.opened_issues or ()) == min(len(issues), 20)
    assert [request.first_response_at for request in facts.pull_requests or ()] == [BEGUN + timedelta(hours=3)] * 3
    asked = [one.path for one in found.log if one.kind != "git" and "/repos/acme/client/" in one.path]
    assert sum("/issues?" in path for path in asked) == lists
    assert sum(path.endswith("/comments") for path in asked) == each
    assert sum("/issues/comments?" in path for path in asked) == 1
    assert sum(path.count("/reviews") for path in asked) == 3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[gitea_server.Server]:
    world = world_of(
        hosted(tmp_path, 1, "acme/client", issues=(TASK,), requests=answered(1), releases=("v1",)),
        *(hosted(tmp_path, n, f"acme/quiet-{n}", issues=(TASK,), requests=answered(1)) for n in range(2, 6)),
    )
    with gitea_server.serve(world) as server:
        yield server


@pytest.fixture
def night(server: gitea_server.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Night]:
    # No repository has its turn in these nights.
    monkeypatch.setattr("innersource_marketplace.collect.sources.forge.source.QUIET_ROTATION_DAYS", 10**9)

    def run(day: int = 0, before: Night | None = None, **more: Any) -> Night:
        told: dict[str, Any] = {} if before is None else {"known": before.known, "remembered": before.remembered}
        return run_night(server, "gitea", tmp_path / "scratch", now=NOW + timedelta(days=day), **told, **more)

    return run


def paths(night: Night) -> list[str]:
    return [one.path.partition("?")[0].removeprefix("/api/v1") for one in night.log if one.kind != "git"]


LISTS = ["/orgs/acme/repos", "/repos/issues/search"]


def test_a_quiet_night_is_a_list_and_a_search(server: gitea_server.Server, night: Callable[..., Night]) -> None:
    first = night()
    server.world.replace("acme/quiet-3", stars=99)

    second = night(1, first)

    assert paths(second) == LISTS
    assert second.facts.keys() == {"acme/quiet-3"}
    assert second.facts["acme/quiet-3"].stars == 99
    assert len(second.unchanged) == 4


def test_what_is_on_one_page_of_the_list_is_asked_about_at_once(
    server: gitea_server.Server, night: Callable[..., Night]
) -> None:
    first = night()
    assert [path for path in paths(first) if path in LISTS or path.startswith("/repositories/")] == [LISTS[0]] * 2
    assert len([path for path in paths(first) if path.startswith("/repos/acme/quiet-2/")]) == 7
    # What has left its page meanwhile is asked for itself.
    server.cap = 2
    again = night(1, full=True)
    assert [path for path in paths(again) if path.startswith("/repositories/")]
    assert {name: facts.issues for name, facts in again.facts.items()} == {
        name: facts.issues for name, facts in first.facts.items()
    }


@pytest.mark.slow
def test_files_are_looked_for_once_for_each_state_of_a_repository(
    server: gitea_server.Server, night: Callable[..., Night], tmp_path: Path
) -> None:
    push(server.world, "acme/client", tmp_path, {".github/innersource.json": b"{}"}, active=NOW)
    settings = replace(settings_for(server, "gitea"), topics=(), all_with_metadata=True)
    first = night(settings=settings)
    assert first.facts.keys() == {"acme/client"}
    # One list of the root each, and what may be in a folder that is there.
    assert sum(path.endswith("/contents") for path in paths(first)) == 5
    assert [path for path in paths(first) if "/contents/" in path] == [
        "/repos/acme/client/contents/.github/innersource.json"
    ]

    second = night(1, first, settings=settings)
    assert paths(second) == LISTS
    assert (second.unchanged, second.rules) == ({"acme/client"}, first.rules)

    push(server.world, "acme/quiet-2", tmp_path, {"innersource.json": b"{}"}, active=NOW + timedelta(hours=30))
    third = night(2, replace(second, outcomes=[*first.of(Remembered), *second.outcomes]), settings=settings)
    assert third.facts.keys() == {"acme/quiet-2"}
    assert [path for path in paths(third) if "/contents" in path] == ["/repos/acme/quiet-2/contents"]


def test_a_pull_request_is_read_again_only_if_it_changed(
    server: gitea_server.Server, night: Callable[..., Night]
) -> None:
    first = night()
    later = NOW + timedelta(hours=5)
    requests = server.world.project("acme/client").requests
    approved = replace(requests[1], approved_by=(KIM,), updated=later)
    server.world.replace("acme/client", requests=(requests[0], approved, requests[2]))

    second = night(1, first)

    inside = "/repos/acme/client"
    assert paths(second) == [
        *LISTS,
        "/repositories/1",
        f"{inside}/issues",
        f"{inside}/releases",
        f"{inside}/pulls",
        f"{inside}/pulls/6/reviews",
        f"{inside}/issues/6/comments",
        f"{inside}/commits/main/status",
    ]
    read = {one.number: one for one in second.facts["acme/client"].pull_requests or ()}
    assert [read[number].approved_by_other_human for number in (5, 6, 7)] == [False, True, False]
    before = {one.number: one for one in first.facts["acme/client"].pull_requests or ()}
    assert (read[5], read[7]) == (before[5], before[7])


@pytest.mark.slow
def test_a_release_that_is_made_again_replaces_the_former_one(
    server: gitea_server.Server, night: Callable[..., Night]
) -> None:
    first = night()
    server.world.replace("acme/client", releases=("v2",), active=NOW + timedelta(hours=5))
    assert [one.tag for one in night(1, first).facts["acme/client"].releases or ()] == ["v2"]
    server.replies.append(edited(lambda entries: [one | {"has_releases": False} for one in entries]))
    server.faults.append(lambda asked: Reply(status=404, body=b"{}") if asked.path.endswith("/releases") else None)
    assert night(2, full=True).facts["acme/client"].release_count == 1
    assert night(2, full=True).problems == []


@pytest.mark.slow
def test_a_task_that_gets_its_label_is_there_the_next_day(
    server: gitea_server.Server, night: Callable[..., Night]
) -> None:
    first = night()
    later = NOW + timedelta(hours=5)
    server.world.replace("acme/client", issues=(TASK, replace(TASK, iid=9, title="Another", updated=later)))
    assert [one.number for one in night(1, first).facts["acme/client"].issues or ()] == [9, 1]


@pytest.mark.slow
def test_what_could_not_be_read_is_looked_for_again(server: gitea_server.Server, night: Callable[..., Night]) -> None:
    first = night()
    closed = replace(TASK, closed=True, updated=NOW + timedelta(hours=5))
    server.world.replace("acme/quiet-2", issues=(closed, replace(TASK, iid=2)))
    server.faults.append(lambda asked: Reply(status=500, body=b"{}") if "/repositories/2" in asked.path else None)

    second = night(1, first)

    assert second.remembered == {}
    server.faults.clear()
    third = night(2, replace(second, outcomes=[*second.outcomes, *first.of(Remembered)]))
    assert [one.number for one in third.facts["acme/quiet-2"].issues or ()] == [2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "reply",
    [Reply(status=404, body=b"{}"), Reply(status=500, body=b"{}"), Reply(body=b'[{"number": 1}]')],
    ids=["older", "broken", "without a repository"],
)
def test_without_the_search_a_seventh_is_asked_each_night(
    server: gitea_server.Server, night: Callable[..., Night], reply: Reply
) -> None:
    known = night()
    server.faults.append(lambda asked: reply if "/issues/search" in asked.path else None)
    asked: set[str] = set()
    for day in range(1, 8):
        asked |= {path for path in paths(night(day, known)) if path.endswith("/issues")}
    assert len(asked) == 5


@pytest.mark.slow
@pytest.mark.parametrize("counts", [True, False])
def test_a_server_with_smaller_pages_lists_everything(
    server: gitea_server.Server, night: Callable[..., Night], counts: bool
) -> None:
    server.cap, server.counts = 2, counts
    for account in ("acme", "*"):
        found = night(settings=settings_for(server, "gitea", account))
        assert len(found.facts) == 5
