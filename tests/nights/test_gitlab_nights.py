"""Nights against a server that speaks GitLab, through the command line, on real git repositories."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from git_repositories import Commit, make_repository
from gitlab_server import CANARY, Server, serve
from gitlab_server.world import Group, Issue, Project, World
from marketplaces import Marketplace, Ran, make_marketplace

pytestmark = pytest.mark.slow

CATALOG = """\
version: 1
organization: Acme
sources:
  - gitlab: acme
    url: {url}
    topic: innersource
    teams: "*"
projects:
  - repository: {url}/acme/vault
    collect: false
    title: Vault
    description: Closed code, open metadata.
"""


def hosted(folder: Path, number: int, path: str, **more: object) -> Project:
    name = path.rpartition("/")[2]
    readme = f"# {name}\n\nunmistakable-{name} words.\n".encode()
    place = make_repository(folder / "hosted" / f"{number}.git", [Commit(files={"README.md": readme})])
    return Project(id=number, path=path, content=place, **more)  # type: ignore[arg-type]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    issue = Issue(iid=1, title="Explain the retries", labels=("good first issue",), due="2026-12-24")
    world = World(
        projects=[
            hosted(tmp_path, 1, "acme/platform/http/client", issues=(issue,)),
            hosted(tmp_path, 2, "acme/ledger", visibility="public"),
            hosted(tmp_path, 3, "acme/quietmerger", visibility="private"),
            hosted(tmp_path, 4, "acme/toy", topics=("fun",)),
            hosted(tmp_path, 5, "acme/vault"),
            *(hosted(tmp_path, 10 + number, f"acme/tools/tool-{number}") for number in range(4)),
        ],
        groups=[Group(id=1000, path="acme", name="Acme"), Group(id=1001, path="acme/platform", name="Platform")],
    )
    with serve(world, prefix="/gitlab") as server:
        yield server


def night(marketplace: Marketplace, *more: str) -> Ran:
    collected = marketplace.run("collect", *more, environment={"GITLAB_TOKEN": CANARY})
    assert CANARY not in collected.out + collected.err
    if collected.status in (0, 3):
        built = marketplace.run("build")
        assert built.status == 0, built.err
        for path in [*marketplace.site.rglob("*"), marketplace.snapshot]:
            assert not path.is_file() or CANARY.encode() not in path.read_bytes()
    return collected


def test_two_nights_on_gitlab(server: Server, tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path / "marketplace", catalog=CATALOG.format(url=server.web))
    first = night(marketplace)
    assert first.status == 0, first.err
    assert [key for key in marketplace.keys() if "tool-" not in key] == [  # noqa: SIM118 - a method of ours
        "127.0.0.1/acme/ledger",
        "127.0.0.1/acme/platform/http/client",
        "127.0.0.1/acme/vault",
    ]
    assert marketplace.project("client")["owner"] == "Platform"  # the group, which is a team by `teams`
    assert marketplace.project("ledger")["owner"] == "acme"
    assert "1 not visible to everyone" in first.err
    page = (marketplace.site / "projects/acme-platform-http/client/index.html").read_text()
    assert "unmistakable-client" in page
    tasks = "".join(path.read_text() for path in (marketplace.site / "tasks").rglob("index.html"))
    assert f"{server.web}/acme/platform/http/client/-/issues/1" in tasks
    assert "Explain the retries" in page
    assert "quietmerger" not in "".join(path.read_text() for path in marketplace.site.rglob("*.json"))

    server.world.replace("acme/ledger", visibility="private")
    second = night(marketplace)
    assert second.status in (0, 3), second.err
    assert "127.0.0.1/acme/ledger" not in {*marketplace.keys()}
    assert "unmistakable-ledger" not in "".join(path.read_text() for path in marketplace.site.rglob("*.html"))
