"""No published file names a repository that the catalogue does not allow to be named, however its host is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from git_repositories import Commit, make_repository
from github_server import Fault, HostedRepository, Organization, Server, World, graphql, serve
from github_server.faults import partial
from marketplaces import CANARY, Marketplace, make_marketplace

pytestmark = pytest.mark.slow

UNREAD = ("acme/unread-badger", "beta/unread-heron")
"""What the host lists, but cannot answer about."""

CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {first}
    visibility: [public, internal]
  - github: beta
    url: {second}
    visibility: [{levels}]
  - git: git
    web: https://git.acme.example
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    def hosted(owner: str, name: str, visibility: str, *topics: str) -> HostedRepository:
        path = make_repository(tmp_path / "hosted" / f"{name}.git", [Commit(files={"README.md": b"# Words\n"})])
        return HostedRepository(content=path, owner=owner, name=name, visibility=visibility, topics=topics)

    world = World(
        organizations=(Organization(login="acme"), Organization(login="beta")),
        repositories=(
            hosted("acme", "shown-otter", "INTERNAL", "innersource"),
            hosted("acme", "excluded-otter", "INTERNAL"),
            hosted("acme", "unread-badger", "INTERNAL", "innersource"),
            hosted("acme", "private-badger", "PRIVATE", "innersource"),
            hosted("acme", "turning-badger", "INTERNAL", "innersource"),
            hosted("beta", "shown-heron", "PUBLIC", "innersource"),
            hosted("beta", "excluded-heron", "INTERNAL"),
            hosted("beta", "internal-heron", "INTERNAL", "innersource"),
            hosted("beta", "unread-heron", "PUBLIC", "innersource"),
        ),
    )
    with serve(world, token=CANARY) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=partial("INTERNAL", *UNREAD)))
        yield server


def named(marketplace: Marketplace, *names: str) -> set[str]:
    """Which of these names are in the path or in the content of any published file."""
    found = set()
    for path in marketplace.site.rglob("*"):
        words = path.relative_to(marketplace.site).as_posix().encode()
        text = (words + (path.read_bytes() if path.is_file() else b"")).lower()
        found |= {name for name in names if name.encode() in text}
    return found


def test_what_may_not_be_named_is_in_no_published_file(server: Server, tmp_path: Path) -> None:
    port = server.origin.rpartition(":")[2]
    marketplace = make_marketplace(tmp_path / "marketplace", "web/shown-swan")

    def write(first: str, second: str, levels: str = "public, internal") -> None:
        marketplace.write_catalog(CATALOG.format(first=first, second=second, levels=levels))

    write(f"http://localhost:{port}", f"http://127.0.0.1:{port}")
    collected = marketplace.night()
    assert collected.status == 3
    assert marketplace.keys() == [
        "127.0.0.1/beta/internal-heron",
        "127.0.0.1/beta/shown-heron",
        "git.acme.example/web/shown-swan",
        "localhost/acme/shown-otter",
        "localhost/acme/turning-badger",
    ]
    assert named(marketplace, "unread-badger", "unread-heron", "private-badger") == set()
    assert named(marketplace, "excluded-otter", "excluded-heron") == {"excluded-otter", "excluded-heron"}

    server.world = server.world.changed("acme/turning-badger", lambda one: replace(one, visibility="PRIVATE"))
    marketplace.night()
    never = {"unread-badger", "private-badger", "turning-badger", "unread-heron", "excluded-heron", "internal-heron"}
    seen = {"shown-otter", "excluded-otter", "shown-heron", "shown-swan"}
    for first, second in (
        (f"http://localhost:{port}", f"http://127.0.0.1:{port}"),
        (f"http://LOCALHOST:{port}/", f"http://127.0.0.1:0{port}"),
        ("http://LocalHost", "http://127.0.0.1."),
    ):
        write(first, second, levels="public")
        built = marketplace.run("build", "--accept-shrink")
        assert built.status == 0, built.err
        assert named(marketplace, *never, *seen) == seen

    marketplace.write_catalog(CATALOG.partition("  - github")[0] + "  - git: git\n    web: https://git.acme.example\n")
    built = marketplace.run("build", "--accept-shrink")
    assert built.status == 0, built.err
    assert named(marketplace, *never, *seen) == {"shown-swan"}


def test_a_host_in_capitals_with_a_port_is_the_same_host_to_every_part(server: Server, tmp_path: Path) -> None:
    port = server.origin.rpartition(":")[2]
    catalog = f"""\
version: 1
organization: Acme
sources:
  - github: acme
    url: http://LocalHost:{port}/
projects:
  - repository: http://LOCALHOST:{port}/acme/excluded-otter.git
    title: Named by the catalogue
  - repository: http://localhost:{port}/acme/unread-badger
    collect: false
    title: From words alone
"""
    marketplace = make_marketplace(tmp_path / "marketplace", catalog=catalog)
    marketplace.night()
    assert marketplace.keys() == [
        "localhost/acme/excluded-otter",
        "localhost/acme/shown-otter",
        "localhost/acme/turning-badger",
        "localhost/acme/unread-badger",
    ]
    assert marketplace.project("excluded-otter")["title"] == "Named by the catalogue"
    assert marketplace.project("excluded-otter")["url"] == f"http://localhost:{port}/acme/excluded-otter"
