"""Real sources, divided: every repository is collected by one machine, and together they are the whole night."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from shard_nights import tables

from github_server import Server, pushed, serve, synthetic_world
from innersource_marketplace.collect.shards.shard_file import open_shard_file
from innersource_marketplace.model import Visibility
from marketplaces import Marketplace, make_marketplace

pytestmark = pytest.mark.slow

SHARDS = 3
OTHER = """\
version: 1
organization: Acme
sources:
  - git: git
    web: https://git.acme.example
    forge: gitlab
projects:
  - {repository: https://git.acme.example/core/vault, collect: false, title: Vault, description: Secrets.}
"""
RENAMED = "  - {repository: https://git.acme.example/web/fresh, renamed_from: [web/stale]}\n"


def night_on_several(marketplace: Marketplace, *, token: str = "none", listing: bool = False) -> int:
    environment = {"GITHUB_TOKEN": token}
    if listing:
        assert marketplace.run("list", environment=environment).status == 0
    for number in range(1, SHARDS + 1):
        more = ("--listing", ".marketplace/listing.json") if listing else ()
        ran = marketplace.run("collect", "--shard", f"{number}/{SHARDS}", *more, environment=environment)
        assert ran.status in (0, 3), ran.err
    files = [f".marketplace/shard-{number}-of-{SHARDS}.db" for number in range(1, SHARDS + 1)]
    merged = marketplace.run("merge", *files)
    assert merged.status in (0, 3), merged.err
    return merged.status


def night_on_one(marketplace: Marketplace, *, token: str = "none") -> int:
    ran = marketplace.run("collect", environment={"GITHUB_TOKEN": token})
    assert ran.status in (0, 3), ran.err
    return ran.status


def test_git_repositories_over_several_nights(tmp_path: Path) -> None:
    names = ("web/shop", "web/stale", "web/cart", "core/log", "core/retry", "core/empty")
    one, several = (make_marketplace(tmp_path / place, *names, catalog=OTHER) for place in ("one", "several"))
    for marketplace in (one, several):
        (marketplace.folder / "git" / "core" / "broken.git").mkdir()
        assert (night_on_one if marketplace is one else night_on_several)(marketplace) == 0
    assert tables(one.snapshot) == tables(several.snapshot)
    for marketplace in (one, several):
        git = marketplace.folder / "git"
        marketplace.write_catalog(OTHER + RENAMED)
        (git / "web" / "stale.git").rename(git / "web" / "fresh.git")
        (git / "core" / "retry.git" / "HEAD").write_text("nonsense")
        marketplace.repository("core/new", {"README.md": b"# New\n\nIt is new.\n"})
        status = (night_on_one if marketplace is one else night_on_several)(marketplace)
        assert status == 3
    assert tables(one.snapshot) == tables(several.snapshot)
    assert tables(one.snapshot)["redirect"] == [["projects/web/stale/", "git.acme.example/web/fresh"]]


CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {origin}
    topic: innersource
    visibility: [public]
projects:
  - repository: {origin}/acme/{entry}
"""


@pytest.fixture
def server() -> Iterator[Server]:
    world = synthetic_world(40)
    hidden = replace(world.repositories[3], visibility=Visibility.PRIVATE.name)
    untopical = replace(world.repositories[4], topics=())
    with serve(
        replace(world, repositories=(*world.repositories[:3], hidden, untopical, *world.repositories[5:]))
    ) as it:
        yield it


@pytest.mark.parametrize("listing", [pytest.param(False, marks=pytest.mark.exhaustive), True])
def test_a_github_organization_over_several_nights(tmp_path: Path, server: Server, listing: bool) -> None:
    entry = server.world.repositories[0].name
    catalog = CATALOG.format(origin=server.origin, entry=entry)
    one, several = (make_marketplace(tmp_path / place, catalog=catalog) for place in ("one", "several"))

    def both() -> None:
        night_on_one(one, token=server.token)
        night_on_several(several, token=server.token, listing=listing)
        assert tables(one.snapshot, costs=False) == tables(several.snapshot, costs=False)

    both()
    repositories = server.world.repositories
    turned = replace(repositories[7], visibility=Visibility.PRIVATE.name)
    renamed = replace(repositories[8], name="renamed")
    world = replace(server.world, repositories=(*repositories[:7], turned, renamed, *repositories[10:]))
    server.world = pushed(world, 3, server.clock() + timedelta(minutes=1))
    both()
    found = tables(several.snapshot, costs=False)
    keys = {row[0].rpartition("/")[2] for row in found["project"]}
    assert "renamed" in keys
    assert not keys & {repositories[number].name for number in (3, 4, 7, 8, 9)}
    assert repositories[7].name.encode() not in several.snapshot.read_bytes()


def test_lists_are_read_once_where_one_machine_lists_for_all(tmp_path: Path, server: Server) -> None:
    catalog = CATALOG.format(origin=server.origin, entry=server.world.repositories[0].name)
    for listing, expected in ((False, SHARDS), (True, 1)):
        marketplace = make_marketplace(tmp_path / str(listing), catalog=catalog)
        before = len(server.log)
        night_on_several(marketplace, token=server.token, listing=listing)
        assert [record.operation for record in server.log[before:]].count("List") == expected


def test_a_listing_tells_nobody_the_name_of_what_may_not_be_shown(tmp_path: Path, server: Server) -> None:
    catalog = CATALOG.format(origin=server.origin, entry=server.world.repositories[0].name)
    marketplace = make_marketplace(tmp_path, catalog=catalog)
    night_on_several(marketplace, token=server.token, listing=True)
    hidden = server.world.repositories[3].name.encode()
    for name in ("listing.json", "snapshot.db"):
        assert hidden not in (tmp_path / ".marketplace" / name).read_bytes()
    assert b'"withheld":1' in (tmp_path / ".marketplace" / "listing.json").read_bytes()
    for number in range(1, SHARDS + 1):
        with open_shard_file(tmp_path / ".marketplace" / f"shard-{number}-of-{SHARDS}.db") as shard:
            told = [repr(outcome).encode() for outcome in shard.outcomes(0)]
        assert told
        assert not [one for one in told if hidden in one]
