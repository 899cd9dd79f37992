"""From settings and credentials to a source that is ready to collect."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from innersource_marketplace.config.settings import GitHubSettings
from innersource_marketplace.model import ObjectId
from innersource_marketplace.sources.github.api import Api
from innersource_marketplace.sources.github.contents import LOGO_REQUESTS
from innersource_marketplace.sources.github.retry import TOTAL_WAIT_SECONDS, Pause
from innersource_marketplace.sources.github.source import GitHubSource
from innersource_marketplace.sources.github.transport import READ_SECONDS, Client, Credentials, endpoint


def open_github(
    settings: GitHubSettings,
    credentials: Credentials,
    *,
    now: datetime,
    base: Path | None = None,
    have: Callable[[ObjectId], bool] | None = None,
    repositories: Sequence[str] = (),
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait_budget: float = TOTAL_WAIT_SECONDS,
    read_seconds: float = READ_SECONDS,
    logo_requests: int = LOGO_REQUESTS,
) -> GitHubSource:
    """Make the source that `settings` describe. Nothing is asked before it collects.

    `base` is the folder that a relative `certificate_authority` is in; `now` dates the facts,
    while `clock` measures what a host says about waiting. Raises `ConfigurationError` for an
    address that is not one, or no credentials.
    """
    where = endpoint(settings.url)
    authority = settings.certificate_authority

    def connect() -> Client:
        return Client(
            where,
            credentials,
            certificate_authority=None if authority is None else (base or Path()) / authority,
            read_seconds=read_seconds,
        )

    api = Api(
        connect,
        pause=Pause(monotonic=monotonic, sleep=sleep, budget=wait_budget),
        now=clock,
        host=where.host,
        secrets=credentials.secrets,
    )
    return GitHubSource(
        settings, where, api, now=now, have=have, repositories=repositories, logo_requests=logo_requests
    )
