"""One night's collecting from the test server, with a clock that nobody has to wait for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from github_server import HostedRepository, MemoryContent, Record, Server, weekly_dates
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
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import Facts, ObjectId, ProjectKey

NOW = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)
HOST = "127.0.0.1"

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
    log: list[Record]
    clock: Clock
    failed: dict[str, str] = field(default_factory=dict)

    def of(self, kind: type[One]) -> list[One]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, kind)]

    @property
    def changed(self) -> dict[str, Changed]:
        return {short(outcome.collected.facts.key): outcome for outcome in self.of(Changed)}

    @property
    def facts(self) -> dict[ProjectKey, Facts]:
        return {outcome.collected.facts.key: outcome.collected.facts for outcome in self.of(Changed)}

    @property
    def unchanged(self) -> set[str]:
        return {short(outcome.key) for outcome in self.of(Unchanged)}

    @property
    def reasons(self) -> dict[str, str]:
        return {short(outcome.key): outcome.error.code for outcome in self.of(Failed)}

    @property
    def gone(self) -> set[str]:
        return {short(outcome.key) for outcome in self.of(Failed) if outcome.error.gone}

    @property
    def rules(self) -> dict[str, str]:
        return {short(outcome.key): outcome.rule for outcome in self.of(Excluded)}

    @property
    def withheld(self) -> int:
        return sum(outcome.count for outcome in self.of(Withheld))

    @property
    def notices(self) -> list[str]:
        return [outcome.problem.code for outcome in self.of(Noticed)]

    @property
    def spent(self) -> Spent:
        return self.of(Spent)[0]

    @property
    def operations(self) -> list[str | None]:
        return [record.operation for record in self.log]


def short(key: str) -> str:
    return key.removeprefix(f"{HOST}/")


def night(
    server: Server,
    known: Mapping[ProjectKey, Facts] | None = None,
    *,
    now: datetime = NOW,
    full: bool = False,
    have: Callable[[ObjectId], bool] | None = None,
    repositories: Sequence[str] = (),
    credentials: Credentials | None = None,
    wait_budget: float = 4_500,
    read_seconds: float = 30,
    pictures_named: PicturesNamed | None = None,
    logo_requests: int = 50,
    picture_requests: int = 200,
    workers: int = 1,
    **settings: Any,
) -> Night:
    clock = Clock()
    before = len(server.log)
    source = open_github(
        GitHubSettings(**{"accounts": ("acme",), "url": server.origin, **settings}),
        credentials or Credentials(token=server.token),
        now=now,
        have=have,
        repositories=repositories,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        clock=lambda: datetime.now(UTC) + timedelta(seconds=clock.elapsed),
        wait_budget=wait_budget,
        read_seconds=read_seconds,
        pictures_named=pictures_named,
        logo_requests=logo_requests,
        picture_requests=picture_requests,
        workers=workers,
    )
    return Night(list(source.collect(known or {}, full=full)), server.log[before:], clock)


def repository(name: str, files: Mapping[str, bytes] | None = None, **more: Any) -> HostedRepository:
    """A small repository of acme with the topic, and twenty commits."""
    content = MemoryContent(
        files=files if files is not None else {"README.md": f"# {name}\n".encode()},
        commit_dates=more.pop("commit_dates", weekly_dates(NOW - timedelta(days=1), 20)),
        authors=more.pop("authors", (("Ada", "ada@example.com"),)),
        modes=more.pop("modes", {}),
    )
    return HostedRepository(**{"content": content, "owner": "acme", "name": name, "topics": ("innersource",), **more})
