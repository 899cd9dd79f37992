"""One project on two hosts is one project, when the catalogue says so; otherwise it is mentioned."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from git_repositories import Commit, make_repository
from github_server import HostedRepository, Organization, Server, World, serve
from marketplaces import CANARY, Marketplace, make_marketplace

SOURCES = """\
version: 1
organization: Acme
publish:
  shrink_share: 0.5
sources:
  - git: git
    web: https://git.acme.example
  - git: mirror
    web: https://mirror.acme.example
"""
NAMED = """\
projects:
  - repository: https://git.acme.example/web/shop
    mirrors: mirror.acme.example/web/shop
"""


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    """Two hosts that have the same shop, and each something of its own."""
    marketplace = make_marketplace(tmp_path, "web/shop", "web/tokens", catalog=SOURCES)
    shutil.copytree(tmp_path / "git/web/shop.git", tmp_path / "mirror/web/shop.git")
    make_repository(tmp_path / "mirror/data/lake.git", [Commit(files={"README.md": b"# Lake\n"})])
    return marketplace


def warnings(marketplace: Marketplace) -> list[tuple[str, str]]:
    problems = marketplace.api("problems.json")["problems"]
    return [(one["where"], one["message"]) for one in problems if one["code"] == "mirror-likely"]


def page_of(marketplace: Marketplace, key: str) -> str:
    page: str = next(one["page"] for one in marketplace.api()["projects"] if one["key"] == key)
    return page


@pytest.mark.slow
def test_a_likely_mirror_is_mentioned_and_stays_until_somebody_decides(marketplace: Marketplace) -> None:
    marketplace.night()
    assert len(marketplace.keys()) == 4
    ((where, message),) = warnings(marketplace)
    assert where == "mirror.acme.example/web/shop"
    assert "git.acme.example/web/shop" in message


@pytest.mark.slow
def test_a_named_mirror_is_not_listed_beside_the_repository(marketplace: Marketplace) -> None:
    marketplace.write_catalog(SOURCES + NAMED)
    marketplace.night()
    expected = ["git.acme.example/web/shop", "git.acme.example/web/tokens", "mirror.acme.example/data/lake"]
    assert marketplace.keys() == expected
    assert warnings(marketplace) == []


@pytest.mark.slow
def test_a_mirror_that_was_listed_leads_to_the_repository(marketplace: Marketplace) -> None:
    marketplace.night()
    page = page_of(marketplace, "mirror.acme.example/web/shop")
    marketplace.write_catalog(SOURCES + NAMED)
    collected = marketplace.night()
    assert "1 renamed" in collected.err
    target = page_of(marketplace, "git.acme.example/web/shop")
    assert target.strip("/").rpartition("/")[2] in (marketplace.site / page / "index.html").read_text()


@pytest.mark.slow
def test_without_the_mirror_in_the_catalogue_it_comes_back(marketplace: Marketplace) -> None:
    marketplace.write_catalog(SOURCES + NAMED)
    marketplace.night()
    marketplace.write_catalog(SOURCES)
    marketplace.night()
    assert len(marketplace.keys()) == 4


@pytest.mark.slow
def test_a_repository_that_calls_itself_a_mirror_stays(marketplace: Marketplace) -> None:
    marketplace.write_catalog(SOURCES + NAMED.replace("mirror.acme.example", "git.acme.example"))
    marketplace.night()
    listed = marketplace.keys()
    assert "git.acme.example/web/shop" in listed


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A GitHub that mirrors the shop of the git host, and hides another mirror."""
    shop = make_repository(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n"})])
    facts = {"owner": "acme", "topics": ("innersource",)}
    world = World(
        organizations=(Organization(login="acme"),),
        repositories=(
            HostedRepository(content=shop, name="Shop", **facts),  # type: ignore[arg-type]
            HostedRepository(content=shop, name="hushed", visibility="PRIVATE", **facts),  # type: ignore[arg-type]
            HostedRepository(content=shop, name="ledger", **facts),  # type: ignore[arg-type]
        ),
    )
    with serve(world, token=CANARY) as server:
        yield server


@pytest.mark.slow
def test_a_mirror_on_github_is_left_out_with_the_reason_and_nothing_is_read_of_it(
    server: Server, tmp_path: Path
) -> None:
    web = server.url.removesuffix("/api/v3")
    catalog = f"""\
version: 1
organization: Acme
sources:
  - github: acme
    url: {web}
  - git: git
    web: https://git.acme.example
projects:
  - repository: https://git.acme.example/web/shop
    mirrors: [127.0.0.1/acme/shop, 127.0.0.1/acme/hushed]
"""
    marketplace = make_marketplace(tmp_path / "marketplace", "web/shop", catalog=catalog)
    marketplace.night()
    assert marketplace.keys() == ["127.0.0.1/acme/ledger", "git.acme.example/web/shop"]
    excluded = {one["key"]: one["rule"] for one in marketplace.api("problems.json")["excluded"]}
    assert excluded == {"127.0.0.1/acme/Shop": "It is a mirror of another repository, according to catalog.yml."}
    assert not [record for record in server.log if "acme/shop" in str(record.aliases).lower()]
