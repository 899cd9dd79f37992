"""A project that moves from one forge to another keeps its past where the catalogue says so."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import gitea_server
import gitlab_server
from forge_providers import PROVIDERS
from git_repositories import Commit, make_repository
from gitlab_server.world import Group, Project, World
from marketplaces import Marketplace, Ran, make_marketplace

pytestmark = pytest.mark.slow

CATALOG = """\
version: 1
organization: Acme
publish: {{shrink_share: 0.9}}
sources:
  - gitea: acme
    url: {old}
  - gitlab: acme
    url: {new}
"""
NAMED = """\
projects:
  - repository: {new}/acme/tools/ledger
    renamed_from: {host}/acme/ledger
"""


def project(folder: Path, number: int, path: str) -> Project:
    place = folder / "hosted" / f"{number}.git"
    if not place.exists():
        make_repository(place, [Commit(files={"README.md": f"# {number}\n".encode()})])
    return Project(id=number, path=path, content=place)


@pytest.fixture
def forges(tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    groups = [Group(id=1, path="acme", name="Acme")]
    old = World(projects=[project(tmp_path, 5, "acme/ledger"), project(tmp_path, 6, "acme/shop")], groups=groups)
    new = World(projects=[project(tmp_path, 7, "acme/lake")], groups=groups)
    with ExitStack() as stack:
        yield stack.enter_context(gitea_server.serve(old)), stack.enter_context(gitlab_server.serve(new))


@pytest.mark.parametrize("named", [False, True])
def test_a_project_that_moves_to_gitlab(forges: tuple[Any, Any], tmp_path: Path, *, named: bool) -> None:
    old, new = forges
    catalog = CATALOG.format(old=old.web.replace("127.0.0.1", "localhost"), new=new.web)
    marketplace = make_marketplace(tmp_path / "ours", catalog=catalog)
    environment = {"GITEA_TOKEN": old.token, "GITLAB_TOKEN": new.token}
    night(marketplace, environment, "1795521600")
    before = marketplace.project("ledger")
    assert before["key"] == "localhost/acme/ledger"

    old.world.projects = [one for one in old.world.projects if one.path != "acme/ledger"]
    new.world.projects.append(project(tmp_path, 5, "acme/tools/ledger"))
    if named:
        marketplace.write_catalog(catalog + NAMED.format(new=new.web, host="localhost"))
    night(marketplace, environment, "1796126400")

    after = marketplace.project("ledger")
    assert after["key"] == "127.0.0.1/acme/tools/ledger"
    problems = [one["code"] for one in marketplace.api("problems.json")["problems"]]
    assert ("moved-likely" in problems) is not named
    assert (after["first_seen"] == before["first_seen"]) is named
    assert (marketplace.site / before["page"] / "index.html").exists() is named


OF_TWO_TEAMS = """\
version: 1
organization: Acme
publish: {{shrink_share: 0.9}}
sources:
  - {kind}: acme
    url: {web}
    token_env: FORGE_TOKEN
  - {kind}: beta
    url: {web}
    token_env: FORGE_TOKEN
"""


@pytest.mark.parametrize("there", ["internal", "private"])
@pytest.mark.parametrize("kind", ["gitlab", pytest.param("gitea", marks=pytest.mark.exhaustive), "github"])
def test_a_project_that_moves_to_another_source_of_its_host(tmp_path: Path, kind: str, there: str) -> None:
    """Each team has a source with a token of its own. What its new team may not see has gone with its name."""
    projects = [project(tmp_path, n, path) for n, path in ((1, "acme/lake"), (2, "beta/shop"), (3, "beta/mover"))]
    groups = [Group(id=10, path="acme", name="Acme"), Group(id=11, path="beta", name="Beta")]
    with PROVIDERS[kind].serve(World(projects=projects, groups=groups)) as server:
        catalog = OF_TWO_TEAMS.format(kind=kind, web=server.web)
        marketplace = make_marketplace(tmp_path / "ours", catalog=catalog)
        environment = {"FORGE_TOKEN": server.token}
        night(marketplace, environment, "1795521600")
        before = marketplace.project("mover")
        server.world.moved["beta/mover"] = 3
        server.world.replace("beta/mover", path="acme/mover", visibility=there)

        collected = night(marketplace, environment, "1796126400")

        page = marketplace.site / before["page"] / "index.html"
        if there == "private":
            assert len(marketplace.keys()) == 2
            assert not page.exists()
            return
        assert collected.status == 0, collected.err
        assert "1 renamed" in collected.err
        after = marketplace.project("mover")
        assert (after["key"], after["first_seen"]) == ("127.0.0.1/acme/mover", before["first_seen"])
        assert after["page"] in page.read_text()


def night(marketplace: Marketplace, environment: dict[str, str], epoch: str) -> Ran:
    given = {**environment, "SOURCE_DATE_EPOCH": epoch}
    collected = marketplace.run("collect", environment=given)
    assert collected.status in (0, 3), collected.err
    built = marketplace.run("build", environment=given)
    assert built.status == 0, built.err
    return collected
