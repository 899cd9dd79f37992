"""One night's collecting from the test server of a forge, with a clock that nobody has to wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from git_repositories import ENVIRONMENT, Commit, make_repository
from gitlab_server import Asked
from gitlab_server.world import NOW, Group, Project, World
from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Spent,
    Unchanged,
    Withheld,
)
from innersource_marketplace.collect.sources.forge.source import ForgeSource, GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.collect.sources.gitea.connect import open_gitea
from innersource_marketplace.collect.sources.gitlab.client import credentials_of
from innersource_marketplace.collect.sources.gitlab.connect import open_gitlab
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import Facts, ProjectKey

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


@dataclass(frozen=True)
class Night:
    outcomes: list[Outcome]
    log: list[Asked]
    clock: Clock
    known: dict[ProjectKey, Facts] = field(default_factory=dict)

    def of(self, kind: type[One]) -> list[One]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, kind)]

    @property
    def facts(self) -> dict[str, Facts]:
        return {short(one.collected.facts.key): one.collected.facts for one in self.of(Changed)}

    @property
    def problems(self) -> list[Problem]:
        return [problem for one in self.of(Changed) for problem in one.problems] + [
            one.problem for one in self.of(Noticed)
        ]

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
        return {short(one.key): one.rule for one in self.of(Excluded)}

    @property
    def withheld(self) -> int:
        return sum(one.count for one in self.of(Withheld))

    @property
    def spent(self) -> Spent:
        return self.of(Spent)[0]

    def asked(self, kind: str) -> list[Asked]:
        return [one for one in self.log if one.kind == kind]


def short(key: str) -> str:
    return key.partition("/")[2]


def settings_for(server: Any, kind: str, *accounts: str, **more: Any) -> ForgeSettings:
    return ForgeSettings(
        kind=kind,  # type: ignore[arg-type]
        accounts=accounts or ("acme",),
        url=server.web,
        token_env=more.pop("token_env", "T"),
        **more,
    )


def source_for(
    server: Any, scratch: Path, settings: ForgeSettings, *, token: str, now: datetime = NOW, **more: Any
) -> tuple[ForgeSource, Clock]:
    clock = Clock()

    def git(access: Access) -> GitOf:
        made = partial(GitSource, scratch=scratch, now=now, environment=ENVIRONMENT, access=access)
        return lambda remotes: made(settings.source_name, remotes)

    given: dict[str, Any] = {
        "now": now,
        "monotonic": clock.monotonic,
        "sleep": clock.sleep,
        "clock": lambda: now + timedelta(seconds=clock.elapsed),
        **more,
    }
    if settings.kind == "gitea":
        return open_gitea(settings, token, git, **given), clock
    return open_gitlab(settings, credentials_of(settings.token_env, token), git, **given), clock


def run_night(
    server: Any,
    kind: str,
    scratch: Path,
    *,
    settings: ForgeSettings | None = None,
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


def hosted(folder: Path, number: int, path: str, files: dict[str, bytes] | None = None, **more: Any) -> Project:
    """A project with a real repository."""
    content: dict[str | bytes, Any] = {"README.md": f"# {path}\n\nA word about it.\n".encode()}
    content.update(files or {})
    place = make_repository(folder / "hosted" / f"{number}.git", [Commit(files=content)])
    return Project(id=number, path=path, content=place, **more)


def world_of(*projects: Project, groups: Sequence[Group] = ()) -> World:
    own = [Group(id=1000, path="acme", name="Acme")]
    return World(projects=list(projects), groups=[*own, *groups])
