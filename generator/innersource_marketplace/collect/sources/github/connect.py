"""From settings and credentials to a source that is ready to collect."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.github.reading.decode import integer, mapping, parse
from innersource_marketplace.collect.sources.github.reading.image_files import LOGO_REQUESTS, PICTURE_REQUESTS
from innersource_marketplace.collect.sources.github.source import GitHubSource
from innersource_marketplace.collect.sources.github.transport.api import Api
from innersource_marketplace.collect.sources.github.transport.exchange import (
    READ_SECONDS,
    Client,
    Credentials,
    endpoint,
)
from innersource_marketplace.collect.sources.github.transport.retry import TOTAL_WAIT_SECONDS, Pause
from innersource_marketplace.collect.sources.web import TransportFault
from innersource_marketplace.errors import ConfigurationError
from innersource_marketplace.escape import url_path
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import EVERYTHING, ObjectId, Shard


def open_github(
    settings: GitHubSettings,
    credentials: Credentials,
    *,
    now: datetime,
    base: Path | None = None,
    have: Callable[[ObjectId], bool] | None = None,
    repositories: Sequence[str] = (),
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait_budget: float = TOTAL_WAIT_SECONDS,
    read_seconds: float = READ_SECONDS,
    pictures_named: PicturesNamed | None = None,
    logo_requests: int = LOGO_REQUESTS,
    picture_requests: int = PICTURE_REQUESTS,
    workers: int = 1,
    shard: Shard = EVERYTHING,
    listings: Mapping[str, bytes] | None = None,
) -> GitHubSource:
    """Make the source that `settings` describe. Nothing is asked before it collects.

    `base` is the folder that a relative `certificate_authority` is in; `now` dates the facts,
    while `clock` measures what a host says about waiting. `workers` is how many questions
    are asked at a time: one, or two where a host is far away; `shard` is the share to collect,
    with what other machines have listed, by the name of the source. Raises `ConfigurationError` for
    an address that is not one, or an authority that is no file.
    """
    where = endpoint(settings.url)
    authority = None if settings.certificate_authority is None else (base or Path()) / settings.certificate_authority
    if authority is not None and not authority.is_file():
        raise ConfigurationError(
            f"The certificate authority of the github source on {where.host} is not a file: {authority}. "
            "Write its path relative to the catalogue."
        )

    def client(who: Credentials) -> Client:
        return Client(
            where,
            who,
            certificate_authority=authority,
            read_seconds=read_seconds,
        )

    def connect() -> Client:
        app = credentials.app
        if app is None or app.installation_id is not None:
            return client(credentials)
        installation = find_installation(client(credentials), settings.accounts)
        return client(Credentials(app=replace(app, installation_id=installation)))

    api = Api(
        connect,
        pause=Pause(monotonic=monotonic, sleep=sleep, budget=wait_budget),
        now=clock,
        host=where.host,
        secrets=credentials.secrets,
        workers=workers,
    )
    return GitHubSource(
        settings,
        where,
        api,
        now=now,
        have=have,
        repositories=repositories,
        pictures_named=pictures_named,
        logo_requests=logo_requests,
        picture_requests=picture_requests,
        shard=shard,
        listings=listings,
    )


def find_installation(app: Client, accounts: Sequence[str]) -> int:
    """Find the installation of an app on the first account that has one. Raises `TransportFault`."""
    status = 404
    try:
        for account in accounts:
            for kind in ("orgs", "users"):
                reply = app.get(f"/{kind}/{url_path(account)}/installation")
                number = integer(mapping(parse(reply.body)), "id") if reply.status == 200 else None
                if number is not None:
                    return number
                status = reply.status
    finally:
        app.close()
    raise TransportFault("sign-in", "the app is not installed on any of the accounts", status=status)
