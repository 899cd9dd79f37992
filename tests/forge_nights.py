"""One night's collecting from the test server of a forge, with a clock that nobody has to wait for."""

import atexit
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import msgspec

from git_repositories import ENVIRONMENT, Commit, add_commits, make_repository
from gitlab_server.world import NOW, Group, Project, World
from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Remembered,
    Source,
    Spent,
    Unchanged,
    Withheld,
)
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.collect.sources.gitea.connect import open_gitea
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.collect.sources.gitlab.client import credentials_of
from innersource_marketplace.collect.sources.gitlab.connect import open_gitlab
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog.settings import ForgeSettings, GitHubSettings, HostSettings
from innersource_marketplace.model import Facts, ProjectKey
from shared_children import shared_converter

One = TypeVar("One")


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.elapsed += seconds


class Night(msgspec.Struct, frozen=True):
    """The log is of what the server was asked, in the server's own words."""

    outcomes: list[Outcome]
    log: list[Any]
    clock: Clock
    known: dict[ProjectKey, Facts] = msgspec.field(default_factory=dict)

    @property
    def remembered(self) -> dict[str, bytes]:
        return {one.name: one.data for one in self.of(Remembered)}

    def of(self, kind: type[One]) -> list[One]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, kind)]

    @property
    def changed(self) -> dict[str, Changed]:
        return {short(one.collected.facts.key): one for one in self.of(Changed)}

    @property
    def facts(self) -> dict[str, Facts]:
        return {name: one.collected.facts for name, one in self.changed.items()}

    @property
    def by_key(self) -> dict[ProjectKey, Facts]:
        return {one.collected.facts.key: one.collected.facts for one in self.of(Changed)}

    @property
    def problems(self) -> list[Problem]:
        return [problem for one in self.of(Changed) for problem in one.problems] + [
            one.problem for one in self.of(Noticed)
        ]

    @property
    def notices(self) -> list[str]:
        return [one.problem.code for one in self.of(Noticed)]

    @property
    def unchanged(self) -> set[str]:
        return {short(one.key) for one in self.of(Unchanged)}

    @property
    def reasons(self) -> dict[str, str]:
        return {short(one.key): one.error.code for one in self.of(Failed)}

    @property
    def gone(self) -> set[str]:
        return {short(one.key) for one in self.of(Failed) if one.error.gone}

    @property
    def rules(self) -> dict[str, str]:
        return {short(one.key): str(one.rule) for one in self.of(Excluded)}

    @property
    def withheld(self) -> int:
        return sum(one.count for one in self.of(Withheld))

    @property
    def spent(self) -> Spent:
        return self.of(Spent)[0]

    @property
    def operations(self) -> list[str | None]:
        return [one.operation for one in self.log]

    def asked(self, kind: str) -> list[Any]:
        return [one for one in self.log if one.kind == kind]


def short(key: str) -> str:
    return key.partition("/")[2]


def settings_for(server: Any, kind: str, *accounts: str, **more: Any) -> HostSettings:
    common: dict[str, Any] = {"accounts": accounts or ("acme",), "url": server.web, **more}
    if kind == "github":
        return GitHubSettings(**common)
    return ForgeSettings(kind=kind, **{"token_env": "T", **common})  # type: ignore[arg-type]


def source_for(
    server: Any, scratch: Path, settings: HostSettings, *, token: str, now: datetime = NOW, **more: Any
) -> tuple[Source, Clock]:
    clock = Clock()

    def git(access: Access) -> GitOf:
        made = partial(
            GitSource,
            scratch=scratch,
            now=now,
            environment=ENVIRONMENT,
            access=access,
            converter=shared_converter(),
        )
        return lambda remotes: made(settings.source_name, remotes)

    given: dict[str, Any] = {
        "now": now,
        "monotonic": clock.monotonic,
        "sleep": clock.sleep,
        "clock": lambda: now + timedelta(seconds=clock.elapsed),
        **more,
    }
    if isinstance(settings, GitHubSettings):
        return open_github(settings, Credentials(token=token), **{"converter": shared_converter(), **given}), clock
    if settings.kind == "gitea":
        return open_gitea(settings, token, git, **given), clock
    return open_gitlab(settings, credentials_of(settings.token_env, token), git, **given), clock


def run_night(
    server: Any,
    kind: str,
    scratch: Path,
    *,
    settings: HostSettings | None = None,
    known: Mapping[ProjectKey, Facts] | None = None,
    full: bool = False,
    token: str | None = None,
    **more: Any,
) -> Night:
    """Collect once; the log has only this night's requests."""
    begin = len(server.log)
    chosen = settings or settings_for(server, kind)
    source, clock = source_for(server, scratch, chosen, token=token or server.token, **more)
    outcomes = list(source.collect(known or {}, full=full))
    night = Night(outcomes, server.log[begin:], clock, dict(known or {}))
    for outcome in outcomes:
        if isinstance(outcome, Changed):
            night.known[outcome.collected.facts.key] = outcome.collected.facts
        elif isinstance(outcome, Failed) and outcome.error.gone:
            night.known.pop(outcome.key, None)
    assert server.token not in repr(outcomes)
    return night


def hosted(folder: Path, number: int, path: str, files: Mapping[str, bytes] | None = None, **more: Any) -> Project:
    """A project with a real repository, which is shared with other tests: `push` gives it one of its own."""
    content = {"README.md": f"# {path}\n\nA word about it.\n".encode(), **(files or {})}
    return Project(id=number, path=path, content=_made(number, tuple(sorted(content.items()))), **more)


@cache
def _made(number: int, files: tuple[tuple[str, bytes], ...]) -> Path:
    return make_repository(Path(mkdtemp(dir=_shelf())) / f"{number}.git", [_commit(dict(files))])


def _commit(files: Mapping[str, bytes]) -> Commit:
    return Commit(files={path: data for path, data in files.items()})  # noqa: C416 - wider types


@cache
def _shelf() -> str:
    place = mkdtemp(prefix="forge-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def push(world: World, path: str, folder: Path, files: Mapping[str, bytes], *, active: datetime) -> None:
    """Add a commit to a project, in a repository of its own."""
    content = world.project(path).content
    assert content is not None
    if not content.is_relative_to(folder):
        content = Path(shutil.copytree(content, folder / "pushed" / content.name))
    add_commits(content, [_commit(files)])
    world.replace(path, content=content, active=active)


def world_of(*projects: Project, groups: Sequence[Group] = ()) -> World:
    own = [Group(id=1000, path="acme", name="Acme")]
    return World(projects=list(projects), groups=[*own, *groups])


def nights_on(server: Any, kind: str, folder: Path) -> Callable[..., Night]:
    """Runs nights on a server: so many days later, with what was known after the one `before` if there is one."""

    def run(day: int = 0, before: Night | None = None, **more: Any) -> Night:
        told: dict[str, Any] = {} if before is None else {"known": before.known, "remembered": before.remembered}
        return run_night(server, kind, folder, now=NOW + timedelta(days=day), **told, **more)

    return run
