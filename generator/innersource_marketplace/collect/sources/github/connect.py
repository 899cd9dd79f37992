"""From settings and credentials to a source that is ready to collect."""

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from innersource_marketplace.collect.sources import Source
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.forge.json_values import integer, mapping, parse
from innersource_marketplace.collect.sources.forge.retry import TOTAL_WAIT_SECONDS, Kind, Pause, judge_fault
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.github.installations import InstallationsSource
from innersource_marketplace.collect.sources.github.reading.image_files import LOGO_REQUESTS, PICTURE_REQUESTS
from innersource_marketplace.collect.sources.github.source import GitHubSource
from innersource_marketplace.collect.sources.github.transport.api import GitHubApi
from innersource_marketplace.collect.sources.github.transport.exchange import (
    READ_SECONDS,
    Client,
    Credentials,
    endpoint,
)
from innersource_marketplace.collect.sources.web import TransportFault
from innersource_marketplace.errors import ConfigurationError, SourceError, sentence
from innersource_marketplace.escape import url_path
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import EVERYTHING, ObjectId, Shard
from innersource_marketplace.sandbox.converter import ReadmeConverter


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
    converter: ReadmeConverter | None = None,
    logo_requests: int = LOGO_REQUESTS,
    picture_requests: int = PICTURE_REQUESTS,
    workers: int = 1,
    shard: Shard = EVERYTHING,
    listings: Mapping[str, bytes] | None = None,
    remembered: Mapping[str, bytes] | None = None,
    announce: Callable[[str, float], None] = lambda _why, _seconds: None,
    trusted: Path | None = None,
    git: Callable[[Access], GitOf] | None = None,
) -> GitHubSource | InstallationsSource:
    """Make the source that `settings` describe. Nothing is asked before it collects.

    `base` is the folder that a relative `certificate_authority` is in; `now` dates the facts,
    while `clock` measures what a host says about waiting. `workers` is how many questions
    are asked at a time: one, or two where a host is far away; `shard` is the share to collect,
    with what other machines have listed, by the name of the source; `remembered` is what it noted in
    earlier nights; `announce` hears why and for how many seconds it waits; `trusted` are the authorities of the
    environment, for a source that names none. `git` makes what reads repositories that are divided into projects.
    Raises `ConfigurationError` for an address that is not one, or an
    authority that is no file.
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
            certificate_authority=authority or trusted,
            read_seconds=read_seconds,
        )

    def open_part(
        accounts: tuple[str, ...],
        who: Credentials,
        entries: Sequence[str],
        lists: Mapping[str, bytes],
    ) -> GitHubSource:
        def connect() -> Client:
            app = who.app
            if app is None or app.installation_id is not None:
                return client(who)
            installation = find_installation(client(who), accounts)
            return client(Credentials(app=dataclasses.replace(app, installation_id=installation)))

        api = GitHubApi(
            connect,
            pause=Pause(monotonic=monotonic, sleep=sleep, budget=wait_budget, announce=announce),
            now=clock,
            host=where.host,
            secrets=credentials.secrets,
            workers=workers,
        )

        def signed_in(remotes: tuple[Remote, ...]) -> Source:
            if git is None:
                raise SourceError("no-git", "there is no git to read folders with")
            asking = connect()
            try:
                token = asking.token()
            except TransportFault as fault:
                raise SourceError("authentication", str(fault), "Check the token, or the app.") from None
            finally:
                asking.close()
            access = Access(web=where.web, user="x-access-token", token=token, certificates=authority or trusted)
            return git(access)(remotes)

        return GitHubSource(
            replace(settings, accounts=accounts),
            where,
            api,
            now=now,
            name=settings.source_name,
            have=have,
            repositories=entries,
            pictures_named=pictures_named,
            converter=converter,
            logo_requests=logo_requests,
            picture_requests=picture_requests,
            shard=shard,
            listings=lists,
            remembered=remembered,
            git=None if git is None else signed_in,
        )

    app = credentials.app
    if app is None or app.installation_id is not None or len(settings.accounts) < 2:
        return open_part(settings.accounts, credentials, repositories, listings or {})

    def find(account: str) -> int:
        return _insist_on_installation(lambda: client(credentials), account, where.host, clock)

    return InstallationsSource(
        settings,
        find,
        lambda accounts, installation, entries, lists: open_part(
            accounts, Credentials(app=dataclasses.replace(app, installation_id=installation)), entries, lists
        ),
        repositories=repositories,
        listings=listings,
    )


def _insist_on_installation(
    connect: Callable[[], Client], account: str, host: str, clock: Callable[[], datetime]
) -> int:
    """Find the installation of an app on an account. Raises `SourceError`."""
    for last in (False, False, True):
        try:
            return find_installation(connect(), [account])
        except TransportFault as fault:
            verdict = judge_fault(fault, clock())
            if last or verdict.kind is Kind.FINAL:
                message = sentence("{host}: {what} ({account})", host=host, what=verdict.message, account=account)
                fix = sentence("Install the app on {account}, and check its id and key.", account=account)
                raise SourceError(verdict.code, message, fix) from None
    raise AssertionError("the last try returns or raises")


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
