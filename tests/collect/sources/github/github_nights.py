"""One night's collecting from the server that speaks GitHub, in its own words; see `forge_nights`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from forge_nights import Clock, Night
from github_server import HostedRepository, MemoryContent, Server, weekly_dates
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import Facts, ObjectId, ProjectKey
from shared_children import shared_converter

__all__ = ["HOST", "NOW", "Clock", "Night", "night", "repository"]

NOW = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)
HOST = "127.0.0.1"


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
        converter=shared_converter(),
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
