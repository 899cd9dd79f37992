"""Accounts that list nothing: their repositories are asked for by name, and kept for some nights, however few."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

import gitea_server
import gitlab_server
from forge_nights import hosted, settings_for, source_for, world_of
from github_server.shared_world import serve_shared
from gitlab_server.world import NOW, Group
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.run_report import RunReport
from innersource_marketplace.errors import NothingUsable
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.snapshot.store import open_snapshot
from shared_children import shared_converter

SERVERS: dict[str, Callable[..., Any]] = {
    "github": serve_shared,
    "gitlab": gitlab_server.serve,
    "gitea": gitea_server.serve,
}
GLOBEX = {"globex/mill", "globex/forge"}


class Nights(msgspec.Struct):
    """A server with two accounts, and a marketplace that collects both."""

    kind: str
    server: Any
    folder: Path
    day: int = 0
    names: set[str] = msgspec.field(default_factory=set)

    def night(self, *accounts: str, guard: SourceGuard | None = None) -> RunReport | None:
        now = NOW + timedelta(days=self.day)
        self.day += 1
        chosen = settings_for(self.server, self.kind, *(accounts or ("acme", "globex")))
        source, _ = source_for(self.server, self.folder / "scratch", chosen, token=self.server.token, now=now)
        path = self.folder / "snapshot.db"
        report = None
        try:
            report = collect(
                [source],
                snapshot_path=path,
                clock=lambda: now,
                guard=guard or SourceGuard(),
                converter=shared_converter(),
            )
        except NothingUsable as error:
            assert "globex" in str(error)  # noqa: PT017
        with open_snapshot(path) as snapshot:
            self.names = {f"{one.facts.owner}/{one.facts.name}" for one in snapshot.projects()}
        return report

    def hide_globex(self) -> None:
        for name in GLOBEX:
            self.server.world.replace(name, visibility="private", member=False)


@pytest.fixture(params=["github", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("gitlab", "gitea"))])
def nights(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    paths = ("acme/river", "acme/lake", *sorted(GLOBEX))
    projects = (hosted(tmp_path, number, path) for number, path in enumerate(paths, 1))
    world = world_of(*projects, groups=[Group(id=2000, path="globex", name="Globex")])
    with SERVERS[request.param](world) as server:
        yield Nights(request.param, server, tmp_path)


def test_what_an_emptied_account_had_is_kept_for_three_nights_and_then_gone(nights: Nights) -> None:
    nights.night()
    nights.hide_globex()
    for _ in range(3):
        report = nights.night()
        assert report is not None
        assert (report.held, nights.names >= GLOBEX) == (2, True)
        assert report.failed["empty-listing"] == 1
    report = nights.night()
    assert report is not None
    assert (report.purged, nights.names) == (2, {"acme/river", "acme/lake"})


def test_what_an_emptied_account_had_can_be_let_go_at_once(nights: Nights) -> None:
    nights.night()
    nights.hide_globex()
    nights.night(guard=SourceGuard(nights=0))
    assert nights.names == {"acme/river", "acme/lake"}


def test_an_empty_list_of_repositories_that_are_there_changes_nothing(nights: Nights) -> None:
    nights.night("globex")
    before = nights.server.world.projects

    def list_nothing(asked: Any) -> None:
        listing = asked.operation == "list" or "globex/repos" in asked.path or "globex/projects" in asked.path
        nights.server.world.projects = [] if listing else before

    nights.server.faults.append(list_nothing)
    report = nights.night("globex")
    assert report is not None
    assert (report.held, report.purged, report.projects, nights.names) == (0, 0, 2, GLOBEX)


def test_the_only_account_that_is_gone_takes_nothing_along_in_whatever_number_of_nights(nights: Nights) -> None:
    nights.night("globex")
    nights.server.world.groups = nights.server.world.groups[:1]
    nights.hide_globex()
    for _ in range(5):
        assert nights.night("globex") is None
        assert nights.names == GLOBEX
