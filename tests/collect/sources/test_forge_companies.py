"""What companies do with their forges: what is listed then, and what its operator reads about it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from forge_nights import Night, hosted, nights_on, settings_for, world_of
from forge_providers import EACH, PROVIDERS, Forge
from github_server.exchange import Reply
from gitlab_server import Asked
from gitlab_server.world import Group, Issue
from innersource_marketplace.collect.sources import Failed
from innersource_marketplace.model import DocumentRole

TASK = Issue(iid=1, title="A task", labels=("gig",))


@pytest.fixture(params=EACH)
def forge(request: pytest.FixtureRequest) -> Forge:
    return PROVIDERS[request.param]


@pytest.fixture
def server(forge: Forge, tmp_path: Path) -> Iterator[Any]:
    world = world_of(
        hosted(tmp_path, 1, "acme/client", issues=(TASK,)),
        hosted(tmp_path, 2, "beta/one"),
        hosted(tmp_path, 3, "beta/two"),
        hosted(tmp_path, 4, "beta/secret", visibility="private"),
        groups=(Group(id=1002, path="beta", name="Beta"),),
    )
    with forge.serve(world) as server:
        yield server


@pytest.fixture
def night(server: Any, forge: Forge, tmp_path: Path) -> Callable[..., Night]:
    settings = settings_for(server, forge.kind, "acme", "beta")
    run = nights_on(server, forge.kind, tmp_path / "scratch")
    return lambda *told, **more: run(*told, **{"settings": settings, **more})


def failures(found: Night) -> dict[str, str]:
    return {one.key.partition("/")[2]: f"{one.error} {one.error.fix}" for one in found.of(Failed)}


def move(server: Any, path: str, new: str) -> None:
    server.world.moved[path] = server.world.project(path).id
    server.world.replace(path, path=new)


def test_an_account_that_was_renamed_says_how_it_is_called_now(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    for name in ("one", "two", "secret"):
        move(server, f"beta/{name}", f"platform/{name}")
    server.world.groups = [replace(one, path=one.path.replace("beta", "platform")) for one in server.world.groups]
    second = night(1, first)
    assert "Its projects are now in platform" in failures(second)["beta"]
    assert second.reasons["beta"] == "no-such-account"
    assert "secret" not in repr(second.outcomes)


def test_where_projects_of_an_account_have_turned_private_is_not_said(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    for name in ("one", "two"):
        move(server, f"beta/{name}", f"buyout/{name}")
        server.world.replace(f"buyout/{name}", visibility="private")
    server.world.groups = [one for one in server.world.groups if one.path != "beta"]
    second = night(1, first)
    assert "buyout" not in repr(second.outcomes)


def test_a_project_that_moves_while_the_lists_are_read_is_not_lost(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    first = night()
    lists = 0

    def moving(asked: Asked) -> Reply | None:
        nonlocal lists
        ours = asked.operation == "list" or "/repos?" in asked.path or "/projects?" in asked.path
        lists += ours
        if ours and lists == 2:  # the first account is listed, the second is not yet
            move(server, "beta/two", "acme/two")
        return None

    server.faults.append(moving)
    second = night(1, first)
    server.faults.clear()
    assert second.gone <= {"beta/two"}
    assert {"acme/two"} <= {key.partition("/")[2] for key in night(2, second).known}


def test_a_token_that_expires_while_git_reads_is_said_to_have_expired(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    if not forge.git:
        pytest.skip("GitHub is not asked by git")
    first = night()
    git = 0

    def expire(asked: Asked) -> Reply | None:
        nonlocal git
        git += asked.kind == "git"
        body = b'{"message":"401 Unauthorized"}'
        return Reply(status=401, headers={"Content-Type": "application/json"}, body=body) if git else None

    server.faults.append(expire)
    second = night(1, first, full=True)
    assert set(second.reasons.values()) == {"token-expired"}
    assert all("scope" not in words for words in failures(second).values())
    assert second.gone == set()
    # The host is asked why once, not for each.
    assert sum(one.kind != "git" for one in second.log[[one.kind for one in second.log].index("git") :]) == 1


def test_a_label_in_capitals_or_after_a_dozen_others_makes_a_task(server: Any, night: Callable[..., Night]) -> None:
    others = tuple(f"area {letter}" for letter in "abcdefghijkl")
    written = ("good first issue", "Good first issue", "Good First Issue", "GOOD FIRST ISSUE")
    issues = [Issue(iid=number, title=label, labels=(*others, label)) for number, label in enumerate(written, 1)]
    server.world.replace("acme/client", issues=tuple(issues))
    facts = night().facts["acme/client"]
    # GitLab's REST looks for one label at a time, as it is spelt.
    expected = set(written) if getattr(server, "graphql", True) else {"good first issue"}
    assert {issue.title for issue in facts.issues or ()} == expected


OWNERS = {
    ".github/CODEOWNERS": b"* @acme/of-github\n",
    "CODEOWNERS": b"* @acme/of-root\n",
    "docs/CODEOWNERS": b"* @acme/of-docs\n",
    ".gitlab/CODEOWNERS": b"* @acme/of-gitlab\n",
    ".gitea/CODEOWNERS": b"* @acme/of-gitea\n",
}


@pytest.mark.parametrize(
    "places",
    [
        (".github/CODEOWNERS", "CODEOWNERS"),
        pytest.param((".gitlab/CODEOWNERS", ".gitea/CODEOWNERS"), marks=pytest.mark.slow),
    ],
)
def test_code_owners_are_those_that_the_forge_uses(
    server: Any, forge: Forge, night: Callable[..., Night], tmp_path: Path, places: tuple[str, ...]
) -> None:
    files = {place: OWNERS[place] for place in (*places, "docs/CODEOWNERS")}
    server.world.projects.append(hosted(tmp_path, 9, "acme/owned", files))
    chief = {"github": ".github/CODEOWNERS", "gitlab": "CODEOWNERS", "gitea": "CODEOWNERS"}[forge.kind]
    expected = OWNERS[chief if chief in files else "docs/CODEOWNERS"].decode().split()[1]
    assert night().facts["acme/owned"].code_owners == (expected,)


def test_a_readme_in_lfs_is_there_although_it_cannot_be_shown(
    server: Any, forge: Forge, night: Callable[..., Night], tmp_path: Path
) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"
    server.world.projects.append(hosted(tmp_path, 9, "acme/large", {"README.md": pointer}))
    collected = night().changed["acme/large"].collected
    readme = collected.facts.documents[DocumentRole.README]
    assert readme.path == "README.md"
    assert readme.oid not in collected.blobs
