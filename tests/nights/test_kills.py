"""A command may be killed at any point: what it left is whole, and the next run ends where it would have ended."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kills import Killer, killer, points
from msgspec.structs import replace

from git_repositories import Commit, add_commits
from github_server import HostedRepository, MemoryContent, Organization, Server, World, serve, weekly_dates
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CANARY, EPOCH, Marketplace, files_of, make_marketplace

DAY = {"SOURCE_DATE_EPOCH": str(int(EPOCH) + 86_400), "GITHUB_TOKEN": CANARY}
SECRET = b"quiet-lagoon"


@pytest.fixture(scope="module")
def command() -> Iterator[Killer]:
    with killer() as made:
        yield made


def stored(marketplace: Marketplace) -> dict[str, Any]:
    """What a snapshot says; not how the run went that wrote it last."""
    with open_snapshot(marketplace.snapshot) as snapshot:
        return {
            "projects": {
                one.facts.key: (one.facts, one.page, one.first_seen, one.failure) for one in snapshot.projects()
            },
            "redirects": snapshot.redirects(),
            "figures": snapshot.daily_figures(),
            "departed": sorted(snapshot.departed()),
        }


def copy_of(marketplace: Marketplace, folder: Path) -> Marketplace:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(marketplace.folder, folder, symlinks=True)
    return Marketplace(folder)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, command: Killer) -> Marketplace:
    """A published marketplace, in whose repositories all kinds of things happened since."""
    marketplace = make_marketplace(tmp_path_factory.mktemp("kills") / "begun", *(f"web/p{n}" for n in range(5)))
    assert command.run(marketplace.folder, "collect", environment={"SOURCE_DATE_EPOCH": EPOCH}).status == 0
    assert command.run(marketplace.folder, "build", environment={"SOURCE_DATE_EPOCH": EPOCH}).status == 0
    git = marketplace.folder / "git" / "web"
    for name in ("p0", "p1"):
        add_commits(git / f"{name}.git", [Commit(files={"README.md": b"# Changed\n\nOn the second day.\n"})])
    (git / "p2.git").rename(git / "renamed.git")
    shutil.rmtree(git / "p3.git")
    marketplace.repository("web/new")
    return marketplace


def killed_collects(command: Killer, begun: Marketplace, folder: Path, count: int) -> None:
    expected = copy_of(begun, folder)
    whole = command.run(folder, "collect", environment=DAY)
    assert whole.status == 0, whole.said
    right = stored(expected)
    assert {key.rpartition("/")[2] for key in right["projects"]} == {"p0", "p1", "p4", "renamed", "new"}
    for point in points(whole.events, count):
        marketplace = copy_of(begun, folder)
        command.run(folder, "collect", point=point, environment=DAY)
        with closing(sqlite3.connect(marketplace.snapshot)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        again = command.run(folder, "collect", environment=DAY)
        assert again.status == 0, (point, again.said)
        assert stored(marketplace) == right, point
        assert not [path.name for path in marketplace.snapshot.parent.iterdir() if "-wal" in path.name], point


def killed_builds(command: Killer, begun: Marketplace, folder: Path, count: int) -> None:
    collected = copy_of(begun, folder.with_name("collected"))
    assert command.run(collected.folder, "collect", environment=DAY).status == 0
    before = files_of(begun.site)
    expected = copy_of(collected, folder)
    whole = command.run(folder, "build", environment=DAY)
    assert whole.status == 0, whole.said
    right = files_of(expected.site)
    assert right != before
    for point in points(whole.events, count):
        marketplace = copy_of(collected, folder)
        command.run(folder, "build", point=point, environment=DAY)
        assert files_of(marketplace.site) in (before, right), f"half a site at {point}"
        again = command.run(folder, "build", environment=DAY)
        assert again.status == 0, (point, again.said)
        assert files_of(marketplace.site) == right, point
        left = {path.name for path in folder.iterdir()} - {path.name for path in collected.folder.iterdir()}
        assert left <= {"said"}, (point, left)


@pytest.fixture
def server() -> Iterator[Server]:
    dates = weekly_dates(datetime.fromtimestamp(int(EPOCH), UTC) - timedelta(days=2), 5)

    def one(name: str) -> HostedRepository:
        content = MemoryContent(files={"README.md": f"# {name}\n".encode()}, commit_dates=dates)
        return HostedRepository(
            content=content, owner="acme", name=name, topics=("innersource",), visibility="INTERNAL"
        )

    repositories = tuple(one(name) for name in ("river", "lake", "shop", SECRET.decode()))
    with serve(World(organizations=(Organization(login="acme"),), repositories=repositories), token=CANARY) as server:
        yield server


def killed_purges(command: Killer, server: Server, folder: Path, count: int) -> None:
    """Also killed builds of what was purged: no file of a later night has the name, whenever the first one ended."""
    catalog = f"version: 1\norganization: Acme\nsources:\n  - github: acme\n    url: {server.origin}\n"
    begun = make_marketplace(folder / "begun", catalog=catalog)
    first = {"SOURCE_DATE_EPOCH": EPOCH, "GITHUB_TOKEN": CANARY}
    for name in ("collect", "build"):
        ended = command.run(begun.folder, name, environment=first)
        assert ended.status == 0, ended.said
    assert any(SECRET in data for data in files_of(begun.site).values())
    server.world = server.world.changed(f"acme/{SECRET.decode()}", lambda one: replace(one, visibility="PRIVATE"))
    place = folder / "tried"
    copy_of(begun, place)
    nights = {name: command.run(place, name, environment=DAY).events for name in ("collect", "build")}
    for name, events in nights.items():
        for point in points(events, count // 2):
            marketplace = copy_of(begun, place)
            for step in ("collect", "build"):
                command.run(place, step, environment=DAY, point=point if step == name else None)
                if step == name:
                    break
            for step in ("collect", "build"):
                again = command.run(place, step, environment=DAY)
                assert again.status in (0, 3), (name, point, again.said)
            for path in place.rglob("*"):
                if path.is_file() and path.name != "said":
                    assert SECRET not in path.read_bytes(), (name, point, path)
            assert len(marketplace.keys()) == 3


@pytest.mark.slow
def test_a_collect_killed_at_some_points(command: Killer, begun: Marketplace, tmp_path: Path) -> None:
    killed_collects(command, begun, tmp_path / "tried", 3)


@pytest.mark.slow
def test_a_build_killed_at_some_points(command: Killer, begun: Marketplace, tmp_path: Path) -> None:
    killed_builds(command, begun, tmp_path / "tried", 2)


@pytest.mark.slow
def test_a_purge_killed_at_some_points(command: Killer, server: Server, tmp_path: Path) -> None:
    killed_purges(command, server, tmp_path, 2)


@pytest.mark.exhaustive
def test_a_collect_killed_at_eighty_points(command: Killer, begun: Marketplace, tmp_path: Path) -> None:
    killed_collects(command, begun, tmp_path / "tried", 80)


@pytest.mark.exhaustive
def test_a_build_killed_at_sixty_points(command: Killer, begun: Marketplace, tmp_path: Path) -> None:
    killed_builds(command, begun, tmp_path / "tried", 60)


@pytest.mark.exhaustive
def test_a_purge_killed_at_sixty_points(command: Killer, server: Server, tmp_path: Path) -> None:
    killed_purges(command, server, tmp_path, 60)
