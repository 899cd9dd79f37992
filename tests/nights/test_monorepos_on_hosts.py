"""Monorepos on GitHub and GitLab: their folders are read in one fetch, and go where the repository goes."""

# ruff: noqa: E501 -- worlds read best on a line

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

import github_server
import gitlab_server
from git_repositories import Commit, Entry, add_commits, make_repository
from gitlab_server.world import Group, Project, World
from innersource_marketplace.model import Facts, Provider, Visibility
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CANARY, Marketplace, make_marketplace

pytestmark = pytest.mark.slow

FOLDERS = ["packages/http", "packages/retry"]
FILES: Mapping[str | bytes, bytes | Entry] = {
    "README.md": b"# Storefront\n",
    "innersource.json": json.dumps({"title": "Storefront", "projects": FOLDERS}).encode(),
    "packages/http/README.md": b"# HTTP\n\nunmistakable-http words.\n",
    "packages/http/innersource.json": b'{"title": "HTTP client"}',
    "packages/retry/innersource.json": b'{"title": "Retry"}',
    "packages/retry/retry.py": b"x = 1\n",
}


class Host(msgspec.Struct, kw_only=True):
    """A server with a monorepo, and what tests do to it."""

    server: Any
    repository: Path
    marketplace: Marketplace
    environment: Mapping[str, str]

    def collect(self, status: int = 0) -> dict[str, Facts]:
        ran = self.marketplace.run("collect", environment=self.environment)
        assert ran.status == status, ran.out + ran.err
        with open_snapshot(self.marketplace.snapshot) as snapshot:
            return {one.facts.key.partition("/acme/")[2]: one.facts for one in snapshot.projects()}

    def hide(self) -> None:
        if isinstance(self.server, github_server.Server):
            self.server.world = self.server.world.changed(
                "acme/storefront", lambda one: replace(one, visibility="PRIVATE")
            )
        else:
            self.server.world.projects[0] = replace(self.server.world.projects[0], visibility="private")

    def open_up(self) -> None:
        if isinstance(self.server, github_server.Server):
            self.server.world = self.server.world.changed(
                "acme/storefront", lambda one: replace(one, visibility="PUBLIC")
            )
        else:
            self.server.world.projects[0] = replace(self.server.world.projects[0], visibility="public")

    @property
    def fetches(self) -> int:
        """How often git fetched from the monorepo."""
        if isinstance(self.server, github_server.Server):
            return self.server.fetched.count("acme/storefront")
        return sum(one.kind == "git" and "storefront.git/git-upload-pack" in one.path for one in self.server.log)

    @property
    def requests(self) -> int:
        """How many other requests came."""
        if isinstance(self.server, github_server.Server):
            return len(self.server.log)
        return sum(one.kind != "git" for one in self.server.log)


def on_github(folder: Path, repository: Path) -> Iterator[Host]:
    other = make_repository(folder / "hosted" / "other.git")
    world = github_server.World(
        organizations=(github_server.Organization(login="acme"),),
        repositories=tuple(
            github_server.HostedRepository(content=path, owner="acme", name=path.stem, topics=("innersource",), visibility="INTERNAL")
            for path in (repository, other)
        ),
    )  # fmt: skip
    with github_server.serve(world, token=CANARY) as server:
        catalog = f"version: 1\norganization: Acme\nsources:\n  - github: acme\n    url: {server.url.removesuffix('/api/v3')}\n    topic: innersource\n"
        marketplace = make_marketplace(folder / "marketplace", catalog=catalog)
        yield Host(server=server, repository=repository, marketplace=marketplace, environment={"GITHUB_TOKEN": CANARY})


def on_gitlab(folder: Path, repository: Path) -> Iterator[Host]:
    other = make_repository(folder / "hosted" / "other.git")
    world = World(
        projects=[Project(id=1, path="acme/storefront", content=repository), Project(id=2, path="acme/other", content=other)],
        groups=[Group(id=1000, path="acme", name="Acme")],
    )  # fmt: skip
    with gitlab_server.serve(world) as server:
        catalog = f"version: 1\norganization: Acme\nsources:\n  - gitlab: acme\n    url: {server.web}\n    topic: innersource\n"
        marketplace = make_marketplace(folder / "marketplace", catalog=catalog)
        environment = {"GITLAB_TOKEN": gitlab_server.CANARY}
        yield Host(server=server, repository=repository, marketplace=marketplace, environment=environment)


@pytest.fixture(params=["github", "gitlab"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host]:
    repository = make_repository(tmp_path / "hosted" / "storefront.git", [Commit(files=FILES)], tags=["http@1.0.0"])
    yield from (on_github if request.param == "github" else on_gitlab)(tmp_path, repository)


def test_folders_are_read_with_their_repository_and_hidden_with_it(host: Host) -> None:
    facts = host.collect()
    assert [key for key in facts if "/" in key] == ["storefront/packages/http", "storefront/packages/retry"]
    http = facts["storefront/packages/http"]
    assert http.provider in (Provider.GITHUB, Provider.GITLAB)
    assert http.visibility is facts["storefront"].visibility is Visibility.INTERNAL
    assert (http.commits, [one.tag for one in http.releases or ()]) == (1, ["http@1.0.0"])
    assert facts["storefront/packages/retry"].languages is not None
    assert facts["storefront"].folders == ("packages/http", "packages/retry")

    # Unchanged: nothing is fetched, and everything stays.
    fetched = host.fetches
    assert host.collect().keys() == facts.keys()
    assert host.fetches == fetched

    # Who may see the repository changes without a push: its folders follow.
    host.open_up()
    assert host.collect()["storefront/packages/http"].visibility is Visibility.PUBLIC

    # A change in a folder.
    add_commits(host.repository, [Commit(files={"packages/http/more.py": b"y = 1\n"})])
    assert host.collect()["storefront/packages/http"].commits == 2

    host.hide()
    assert [*host.collect(status=3)] == ["other"]
    assert b"packages/http" not in host.marketplace.snapshot.read_bytes()
    assert b"unmistakable-http" not in host.marketplace.snapshot.read_bytes()


def test_fifty_folders_cost_no_more_requests_than_two(host: Host) -> None:
    host.collect()
    first, more = host.requests, [f"libs/l{number}" for number in range(50)]
    named = json.dumps({"title": "Storefront", "projects": more}).encode()
    files: Mapping[str | bytes, bytes | Entry] = {f"{folder}/innersource.json": b'{"title": "L"}' for folder in more}
    add_commits(host.repository, [Commit(files={"innersource.json": named, **files})])
    facts = host.collect()
    assert sum(key.startswith("storefront/libs/") for key in facts) == 50
    assert "storefront/packages/http" not in facts  # no longer named
    assert host.requests - first <= first + 2


def test_what_git_cannot_fetch_stays_as_it_was(host: Host) -> None:
    if isinstance(host.server, gitlab_server.Server):
        pytest.skip("there git reads the repository itself, too")
    facts = host.collect()
    host.server.serves_git = False
    add_commits(host.repository, [Commit(files={"packages/http/more.py": b"y = 1\n"})])
    assert host.collect(status=3).keys() == facts.keys()
    with open_snapshot(host.marketplace.snapshot) as snapshot:
        assert "folders-unread" in {one.code for one in snapshot.problems()}
    host.server.serves_git = True
    assert host.collect()["storefront/packages/http"].commits == 2
