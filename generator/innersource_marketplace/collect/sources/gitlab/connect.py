"""From settings and a token to a source that is ready to collect."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from innersource_marketplace.collect.sources.forge.source import ForgeSource, GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.github.transport.retry import TOTAL_WAIT_SECONDS, Pause
from innersource_marketplace.collect.sources.gitlab.api import GitLabApi
from innersource_marketplace.collect.sources.gitlab.client import Client, Credentials
from innersource_marketplace.collect.sources.gitlab.decode import Circumstances
from innersource_marketplace.collect.sources.gitlab.forge import GitLabForge
from innersource_marketplace.collect.sources.web import READ_SECONDS, authority_file, server
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import EVERYTHING, Shard


def open_gitlab(
    settings: ForgeSettings,
    credentials: Credentials,
    git: Callable[[Access], GitOf],
    *,
    now: datetime,
    base: Path | None = None,
    environment: Mapping[str, str] | None = None,
    repositories: Sequence[str] = (),
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait_budget: float = TOTAL_WAIT_SECONDS,
    read_seconds: float = READ_SECONDS,
    further_scheme: str = "",
    shard: Shard = EVERYTHING,
    listings: Mapping[str, bytes] | None = None,
) -> ForgeSource:
    """Make the source that `settings` describe. Nothing is asked before it collects.

    `git` makes git sources that sign in; `base` is the folder that a relative
    `certificate_authority` is in; `now` dates the facts, while `clock` measures what a host says about
    waiting. Raises `ConfigurationError` for an address that is not one, or an authority that is no file.
    """
    where = server(settings.url, settings.kind)
    certificates = authority_file(settings.certificate_authority, base or Path(), where, environment or {})
    api = GitLabApi(
        lambda: Client(where, credentials, certificates=certificates, read_seconds=read_seconds),
        pause=Pause(monotonic=monotonic, sleep=sleep, budget=wait_budget),
        now=clock,
        host=where.host,
        secrets=(credentials.token,),
    )
    circumstances = Circumstances(
        host=where.host, web=where.web, source=settings.source_name, now=now, labels=settings.labels
    )
    access = Access(web=where.web, user=credentials.user, token=credentials.token, certificates=certificates)
    return ForgeSource(
        settings,
        where,
        GitLabForge(api, settings, where, circumstances, graphql=not credentials.of_job),
        git(access),
        now=now,
        repositories=repositories,
        further_scheme=further_scheme,
        shard=shard,
        listings=listings,
    )
