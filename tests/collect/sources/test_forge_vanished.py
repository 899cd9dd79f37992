"""What everybody could see and nobody may see any more leaves no trace in what has changed: it goes the next night.

An issue that becomes confidential on GitLab is deleted, transferred or turned into a discussion on the others.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from forge_nights import Night, hosted, nights_on, settings_for, world_of
from forge_providers import EACH, PROVIDERS, Forge
from gitlab_server import Asked
from gitlab_server.world import NOW, RUI, Issue, MergeRequest
from innersource_marketplace.collect.sources.forge import source as forge_source
from innersource_marketplace.collect.sources.github import source as github_source

TASK = Issue(iid=1, title="A task", labels=("gig",))
HOLE = Issue(iid=2, title="A hole", labels=("gig",))
LATER = NOW + timedelta(hours=5)


@pytest.fixture(params=EACH)
def forge(request: pytest.FixtureRequest) -> Forge:
    return PROVIDERS[request.param]


@pytest.fixture
def server(forge: Forge, tmp_path: Path) -> Iterator[Any]:
    world = world_of(
        hosted(tmp_path, 1, "acme/client", issues=(TASK, HOLE), requests=(MergeRequest(iid=5, author=RUI),)),
        hosted(tmp_path, 2, "acme/quiet", issues=(TASK,)),
        hosted(tmp_path, 3, "other/named", issues=(TASK, HOLE)),
    )
    with forge.serve(world) as server:
        yield server


@pytest.fixture
def night(server: Any, forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Night]:
    # No repository has its turn in these nights.
    monkeypatch.setattr(forge_source, "ROTATION_DAYS", 10**9)
    monkeypatch.setattr(forge_source, "QUIET_ROTATION_DAYS", 10**9)
    monkeypatch.setattr(github_source, "ROTATION_DAYS", 10**9)
    run = nights_on(server, forge.kind, tmp_path / "scratch")
    return lambda *told, **more: run(*told, **{"repositories": ["other/named"], **more})


def titles(found: Night, path: str = "acme/client") -> set[str]:
    (facts,) = (facts for key, facts in found.known.items() if key.endswith(path))
    return {issue.title for issue in facts.issues or ()}


def without(server: Any, path: str, *further: Issue) -> None:
    server.world.replace(path, issues=(TASK, *further))


@pytest.mark.parametrize("path", ["acme/client", pytest.param("other/named", marks=pytest.mark.slow)])
def test_an_issue_that_is_deleted_or_transferred(server: Any, night: Callable[..., Night], path: str) -> None:
    first = night()
    assert titles(first, path) == {"A task", "A hole"}
    without(server, path)
    second = night(1, first)
    assert titles(second, path) == {"A task"}
    assert "acme/quiet" in second.unchanged


def test_another_issue_that_comes_the_same_day_hides_nothing(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    first = night()
    without(server, "acme/client", replace(TASK, iid=9, title="Another", created=LATER))
    if forge.lists == "projects":
        server.world.replace("acme/client", active=LATER)  # as for every new issue on GitLab
    assert titles(night(1, first)) == {"A task", "Another"}


@pytest.mark.parametrize("path", ["acme/client", pytest.param("other/named", marks=pytest.mark.slow)])
@pytest.mark.parametrize("sees", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_an_issue_that_becomes_confidential(
    server: Any, forge: Forge, night: Callable[..., Night], sees: bool, path: str
) -> None:
    if forge.kind != "gitlab":
        pytest.skip("issues are as visible as their repository there")
    server.confidential = sees
    first = night()
    without(server, path, replace(HOLE, confidential=True, updated=LATER))
    second = night(1, first)
    assert titles(second, path) == {"A task"}
    assert "acme/quiet" in second.unchanged
    third = night(2, second)
    assert "acme/quiet" in third.unchanged


@pytest.mark.parametrize("level", ["private", pytest.param("disabled", marks=pytest.mark.slow)])
def test_issues_that_only_members_see_from_now_on(
    server: Any, forge: Forge, night: Callable[..., Night], level: str
) -> None:
    first = night()
    server.world.replace("acme/client", issues_access=level)
    if forge.kind == "github":
        server.world.replace("acme/client", active=LATER)  # settings are dated there
    assert titles(night(1, first)) == set()


def test_requests_that_only_members_see_from_now_on(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    if forge.kind == "github":
        pytest.skip("pull requests are as visible as their repository there")
    first = night()
    server.world.replace("acme/client", requests_access="private")
    (facts,) = (facts for key, facts in night(1, first).known.items() if key.endswith("acme/client"))
    assert not facts.pull_requests


def test_where_the_list_does_not_tell_of_issues_they_count_as_they_were(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    if not forge.graphql:
        pytest.skip("nobody asks for them apart there")

    def spoil(asked: Asked, answer: Any) -> None:
        if asked.operation == "list":
            answer["errors"] = list(spoilt(answer["data"], ()))

    def spoilt(value: Any, path: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
        for name, child in value.items() if isinstance(value, dict) else enumerate(value):
            if name == "issueState":
                value[name] = None
                yield {"message": "Timeout", "type": "FORBIDDEN", "path": [*path, name]}
            elif isinstance(child, dict | list):
                yield from spoilt(child, (*path, name))

    first = night()
    server.edits.append(spoil)
    second = night(1, first)
    assert {"acme/client", "acme/quiet"} <= second.unchanged
    server.edits.clear()
    without(server, "acme/client")
    assert titles(night(2, second)) == {"A task"}


def test_without_labels_no_issue_is_asked_about(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    settings = settings_for(server, forge.kind, labels=())
    first = night(settings=settings)
    without(server, "acme/client")
    assert titles(first) == set()
    assert "acme/quiet" in night(1, first, settings=settings).unchanged
