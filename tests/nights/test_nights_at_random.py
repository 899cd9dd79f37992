"""Ten nights of random events; after each one, what is stored is right or as it was."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from github_server import (
    Fault,
    HostedRepository,
    MemoryContent,
    Organization,
    Server,
    World,
    graphql,
    serve,
    weekly_dates,
)
from github_server.faults import edited, graphql_error, partial, status, unauthorized
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.sources import Outcome, Source
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.errors import NothingUsable
from innersource_marketplace.formats.catalog.settings import GitHubSettings, SourceGuard
from innersource_marketplace.model import DocumentRole, Facts, ProjectKey, Visibility
from innersource_marketplace.snapshot.store import open_snapshot

BEGINNING = datetime(2026, 1, 2, 3, tzinfo=UTC)
NAMES = tuple(f"r{number}" for number in range(6))


class Killed(BaseException):
    """The process ends in the middle of a night."""


@dataclass(frozen=True)
class Cut:
    """A source whose night ends after so many outcomes."""

    source: Source
    after: int

    @property
    def name(self) -> str:
        return self.source.name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        for number, outcome in enumerate(self.source.collect(known, full=full)):
            if number >= self.after:
                raise Killed
            yield outcome


def repository(name: str) -> HostedRepository:
    files = {"README.md": f"# {name}\n".encode(), "innersource.json": b"{}"}
    content = MemoryContent(files=files, commit_dates=weekly_dates(BEGINNING - timedelta(days=1), 5))
    return HostedRepository(content=content, owner="acme", name=name, topics=("innersource",), visibility="INTERNAL")


def _nulls(payload: Any, request: Any) -> None:
    for alias, node in payload["data"].items():
        if alias.startswith("r") and isinstance(node, dict) and "nameWithOwner" in node:
            for field in ("root", "stargazerCount", "visibility"):
                node[field] = None
                payload.setdefault("errors", []).append({"type": "INTERNAL", "path": [alias, field], "message": "?"})


FAULTS = {
    "down": [Fault(on=graphql(), respond=status(404))],
    "signed out": [Fault(on=graphql(), respond=unauthorized())],
    "no details": [Fault(on=graphql("Details"), respond=graphql_error("FORBIDDEN"))],
    "no files": [Fault(on=graphql("Files"), respond=partial("INTERNAL", *(f"acme/{name}" for name in NAMES)))],
    "nulls": [Fault(on=graphql("Details"), respond=edited(_nulls))],
    "no description": [Fault(on=graphql("Describe"), respond=graphql_error("INTERNAL"))],
}


class Nights(RuleBasedStateMachine):
    """A host on which things happen by day, and a marketplace that collects by night."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.path = Path(self.stack.enter_context(TemporaryDirectory())) / "snapshot.db"
        world = World(organizations=(Organization(login="acme"),), repositories=tuple(map(repository, NAMES)))
        self.server: Server = self.stack.enter_context(serve(world))
        self.now = BEGINNING
        self.seen: dict[str, datetime] = {}
        self.pages: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.without_topic: set[str] = set()
        self.reliable = False

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def the_first_night(self) -> None:
        self.night("none", None, 24)

    def change(self, name: str, **fields: Any) -> None:
        self.server.world = self.server.world.changed(f"acme/{name}", lambda one: replace(one, **fields))
        self.reliable = False

    @rule(name=st.sampled_from(NAMES))
    def turn_private(self, name: str) -> None:
        self.change(name, visibility="PRIVATE")
        self.hidden.add(name)

    @precondition(lambda self: self.hidden)
    @rule(data=st.data())
    def turn_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.hidden)))
        self.change(name, visibility="INTERNAL")
        self.hidden.discard(name)

    @rule(name=st.sampled_from(NAMES), stars=st.integers(1, 99))
    def edit(self, name: str, stars: int) -> None:
        self.change(name, stars=stars, pushed_at=self.now, updated_at=self.now)

    @rule(names=st.sets(st.sampled_from(NAMES), max_size=5))
    def lose_topics(self, names: set[str]) -> None:
        for name in NAMES:
            self.change(name, topics=() if name in names else ("innersource",))
        self.without_topic = {*names}

    @rule(
        fault=st.sampled_from(["none", *FAULTS]),
        killed=st.none() | st.integers(0, 8),
        hours=st.sampled_from([24, 24, 24, 1, -30, 72]),
    )
    def night(self, fault: str, killed: int | None, hours: int) -> None:
        self.now += timedelta(hours=hours)
        before = self.stored()
        self.server.clear_faults()
        for one in FAULTS.get(fault, []):
            self.server.add_fault(one)
        source: Source = open_github(
            GitHubSettings(accounts=("acme",), url=self.server.origin),
            Credentials(token=self.server.token),
            now=self.now,
            sleep=lambda _seconds: None,
            have=None,
        )
        source = source if killed is None else Cut(source, killed)
        report = None
        try:
            report = collect([source], snapshot_path=self.path, clock=lambda: self.now, guard=SourceGuard())
        except (NothingUsable, Killed):
            pass
        finally:
            self.server.clear_faults()
        after = self.stored()
        self.reliable = report is not None and fault in ("none", "no description")
        if self.reliable:
            assert not self.hidden & after.keys(), "what is private has left"
        for facts in after.values():
            assert DocumentRole.README in facts.documents, "no fault empties a README"
            assert facts.stars is not None
            assert facts.visibility in (Visibility.INTERNAL, Visibility.PUBLIC)
        lost = before.keys() - after.keys() - self.hidden - self.without_topic
        assert not lost, f"{lost} left because of {fault}"

    def stored(self) -> dict[str, Facts]:
        if not self.path.exists():
            return {}
        with open_snapshot(self.path) as snapshot:
            for one in snapshot.projects():
                if one.page is not None:
                    assert self.pages.setdefault(one.facts.name, one.page) == one.page, "addresses stay"
                    assert self.seen.setdefault(one.facts.name, one.first_seen) == one.first_seen, "ages stay"
            return {one.facts.name: one.facts for one in snapshot.projects()}

    @invariant()
    def a_private_name_is_in_no_snapshot_after_a_good_night(self) -> None:
        if self.reliable and self.path.exists():
            data = self.path.read_bytes()
            for name in self.hidden:
                assert f"acme/{name}".encode() not in data


def play(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Nights,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_nights_of_random_events() -> None:
    play(3, 6)


@pytest.mark.exhaustive
def test_ten_nights_of_random_events() -> None:
    play(40, 20)
