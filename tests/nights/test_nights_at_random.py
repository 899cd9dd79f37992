"""Ten nights of random events on each forge; after each one, what is stored is right or as it was."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
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
from msgspec.structs import replace

import gitea_server
import gitlab_server
from forge_nights import hosted, push, settings_for, source_for, world_of
from forge_providers import of_details
from github_server.exchange import Reply
from github_server.shared_world import serve_shared
from gitlab_server import Asked
from gitlab_server.world import NOW, Issue
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.sources import Outcome, Source
from innersource_marketplace.errors import NothingUsable
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.model import DocumentRole, Facts, ProjectKey, Visibility
from innersource_marketplace.snapshot.store import open_snapshot
from shared_children import shared_converter

SERVERS: dict[str, Callable[..., Any]] = {
    "github": serve_shared,
    "gitlab": gitlab_server.serve,
    "gitea": gitea_server.serve,
}
NAMES = tuple(f"r{number}" for number in range(6))


class Killed(BaseException):
    """The process ends in the middle of a night."""


class Cut(msgspec.Struct, frozen=True):
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


def _of_host(asked: Asked) -> bool:
    return asked.kind != "git"


def _of_files(asked: Asked) -> bool:
    return asked.kind == "git" or asked.operation == "files"


FAULTS: dict[str, tuple[Callable[[Asked], bool], Reply]] = {
    "gone": (_of_host, Reply(status=404, body=b"{}")),
    "down": (_of_host, Reply(status=503, headers={"Content-Type": "text/html"}, body=b"<html>Deploy in progress")),
    "signed out": (_of_host, Reply(status=401, body=b"{}")),
    "no details": (of_details, Reply(status=500, body=b"{}")),
    "no files": (_of_files, Reply(status=500, body=b"{}")),
    "no description": (lambda asked: asked.operation == "describe", Reply(status=500, body=b"{}")),
}


def _nulls(asked: Asked, answer: Any) -> None:
    """Put null where a host always has something; GitHub adds that it could not read it."""
    if isinstance(answer, dict) and asked.operation == "details":
        for alias, node in (answer.get("data") or {}).items():
            if isinstance(node, dict) and "nameWithOwner" in node:
                for name in ("root", "stargazerCount", "visibility"):
                    node[name] = None
                    answer.setdefault("errors", []).append({"type": "INTERNAL", "path": [alias, name], "message": "?"})
    for node in _objects(answer):
        if "fullPath" in node or "full_name" in node:
            always = ("starCount", "visibility", "archived", "stars_count", "private", "fork")
            node.update(dict.fromkeys(node.keys() & set(always)))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(child)


class Nights(RuleBasedStateMachine):
    """A host on which things happen by day, and a marketplace that collects by night."""

    kind = ""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.path = self.folder / "snapshot.db"
        files = {"innersource.json": b"{}"}
        projects = (hosted(self.folder, at, f"acme/{name}", files) for at, name in enumerate(NAMES, 1))
        self.server = self.stack.enter_context(SERVERS[self.kind](world_of(*projects)))
        self.now = NOW
        self.seen: dict[str, datetime] = {}
        self.pages: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.without_topic: set[str] = set()
        self.reliable = False
        self.in_time = True

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def the_first_night(self) -> None:
        self.night("none", None, 24)

    def change(self, name: str, **fields: Any) -> None:
        self.server.world.replace(f"acme/{name}", **fields)
        self.reliable = False

    @rule(name=st.sampled_from(NAMES))
    def turn_private(self, name: str) -> None:
        self.change(name, visibility="private")
        self.hidden.add(name)

    @precondition(lambda self: self.hidden)
    @rule(data=st.data())
    def turn_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.hidden)))
        self.change(name, visibility="internal")
        self.hidden.discard(name)

    @rule(name=st.sampled_from(NAMES), stars=st.integers(1, 99))
    def edit(self, name: str, stars: int) -> None:
        self.change(name, stars=stars, active=self.now)

    @rule(name=st.sampled_from(NAMES))
    def add_task(self, name: str) -> None:
        project = self.server.world.project(f"acme/{name}")
        number = len(project.issues) + 1
        task = Issue(iid=number, title=f"Task {number}", labels=("gig",), created=self.now)
        self.change(name, issues=(*project.issues, task))

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 3))
    def hide_task(self, name: str, at: int) -> None:
        """It becomes confidential, where there is such a thing; elsewhere it is deleted. The host's clock is right."""
        issues = self.server.world.project(f"acme/{name}").issues
        if at < len(issues):
            later = max(one.changed for one in issues) + timedelta(minutes=1)
            hidden = replace(issues[at], confidential=True, updated=later)
            self.change(name, issues=(*issues[:at], hidden, *issues[at + 1 :]))

    @rule(name=st.sampled_from(NAMES), number=st.integers(1, 9))
    def push(self, name: str, number: int) -> None:
        push(self.server.world, f"acme/{name}", self.folder, {f"{number}.md": b"More.\n"}, active=self.now)

    @rule(names=st.sets(st.sampled_from(NAMES), max_size=5))
    def lose_topics(self, names: set[str]) -> None:
        for name in NAMES:
            self.change(name, topics=() if name in names else ("innersource",))
        self.without_topic = {*names}

    @rule(
        fault=st.sampled_from(["none", "nulls", *FAULTS]),
        killed=st.none() | st.integers(0, 8),
        hours=st.sampled_from([24, 24, 24, 1, -30, 72]),
    )
    def night(self, fault: str, killed: int | None, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.in_time &= hours > 0
        before = self.stored()
        if fault == "nulls":
            self.server.edits.append(_nulls)
        elif fault != "none":
            meant, reply = FAULTS[fault]
            self.server.faults.append(lambda asked: reply if meant(asked) else None)
        chosen = settings_for(self.server, self.kind)
        source, _ = source_for(
            self.server,
            self.folder / "scratch",
            chosen,
            token=self.server.token,
            now=self.now,
            **({} if self.kind == "github" else {"remembered": self.remembered()}),
        )
        source = source if killed is None else Cut(source, killed)
        report = None
        try:
            report = collect(
                [source],
                snapshot_path=self.path,
                clock=lambda: self.now,
                guard=SourceGuard(),
                converter=shared_converter(),
            )
        except (NothingUsable, Killed):
            pass
        finally:
            self.server.faults.clear()
            self.server.edits.clear()
        after = self.stored()
        self.reliable = report is not None and fault in ("none", "no description")
        if self.reliable:
            assert not self.hidden & after.keys(), "what is private has left"
            for name, facts in after.items():
                shown = {one.iid for one in self.server.world.project(f"acme/{name}").open_to_all}
                assert {one.number for one in facts.issues or ()} <= shown, "what is confidential has left"
            if self.kind == "gitea" and hours > 0 and self.in_time:
                for name, facts in ((name, facts) for name, facts in after.items() if name not in self.without_topic):
                    there = len(self.server.world.project(f"acme/{name}").open_to_all)
                    assert len(facts.issues or ()) == there, "every task is known the next day"
        for facts in after.values():
            assert DocumentRole.README in facts.documents, "no fault empties a README"
            assert facts.stars is not None
            assert facts.visibility in (Visibility.INTERNAL, Visibility.PUBLIC)
        lost = before.keys() - after.keys() - self.hidden - self.without_topic
        assert not lost, f"{lost} left because of {fault}"

    def remembered(self) -> dict[str, bytes]:
        if not self.path.exists():
            return {}
        with open_snapshot(self.path) as snapshot:
            return snapshot.remembered()

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


def play(kind: str, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("Nights", (Nights,), {"kind": kind}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("kind", SERVERS)
def test_a_few_nights_of_random_events(kind: str) -> None:
    play(kind, 1, 6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SERVERS)
def test_more_nights_of_random_events(kind: str) -> None:
    play(kind, 2, 10)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", SERVERS)
def test_ten_nights_of_random_events(kind: str) -> None:
    play(kind, 20, 20)
