"""From settings and a token to a source of any forge that is ready to collect."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, NotRequired, TypedDict, TypeVar, Unpack

from innersource_marketplace.collect.sources.forge import Forge
from innersource_marketplace.collect.sources.forge.api import Client
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.rest_api import RestApi
from innersource_marketplace.collect.sources.forge.retry import TOTAL_WAIT_SECONDS, Pause
from innersource_marketplace.collect.sources.forge.source import ForgeSource, GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.web import READ_SECONDS, Server, authority_file, server
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import EVERYTHING, Shard

ApiT = TypeVar("ApiT", bound=RestApi)


class Opening(TypedDict):
    """How a source is opened.

    `base` is the folder that a relative `certificate_authority` is in; `now` dates the facts, while `clock`
    measures what a host says about waiting; `announce` hears why and for how many seconds it waits. `remembered` is
    what sources noted in earlier nights.
    """

    now: datetime
    base: NotRequired[Path | None]
    environment: NotRequired[Mapping[str, str] | None]
    repositories: NotRequired[Sequence[str]]
    monotonic: NotRequired[Callable[[], float]]
    sleep: NotRequired[Callable[[float], object] | None]
    clock: NotRequired[Callable[[], datetime]]
    wait_budget: NotRequired[float]
    read_seconds: NotRequired[float]
    further_scheme: NotRequired[str]
    shard: NotRequired[Shard]
    listings: NotRequired[Mapping[str, bytes] | None]
    remembered: NotRequired[Mapping[str, bytes] | None]
    announce: NotRequired[Callable[[str, float], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Generic[ApiT]):
    """What a forge is made of: its client on a server, its API, what it knows, and who signs in for git."""

    client: Callable[[Server, Path | None, float], Client]
    api: type[ApiT]
    forge: Callable[[ApiT, Server, Circumstances], Forge]
    user: str
    token: str = field(repr=False)


def open_forge(
    settings: ForgeSettings, parts: Parts[ApiT], git: Callable[[Access], GitOf], **opening: Unpack[Opening]
) -> ForgeSource:
    """Make the source that `settings` describe. Nothing is asked before it collects.

    `git` makes git sources that sign in. Raises `ConfigurationError` for an address that is not one, or an
    authority that is no file.
    """
    where = server(settings.url, settings.kind)
    base, environment = opening.get("base") or Path(), opening.get("environment") or {}
    certificates = authority_file(settings.certificate_authority, base, where, environment)
    read_seconds = opening.get("read_seconds", READ_SECONDS)
    api = parts.api(
        lambda: parts.client(where, certificates, read_seconds),
        pause=Pause(
            monotonic=opening.get("monotonic", time.monotonic),
            sleep=opening.get("sleep"),
            budget=opening.get("wait_budget", TOTAL_WAIT_SECONDS),
            announce=opening.get("announce", lambda _why, _seconds: None),
        ),
        now=opening.get("clock", lambda: datetime.now(UTC)),
        host=where.host,
        secrets=(parts.token,),
    )
    circumstances = Circumstances(
        host=where.host, web=where.web, source=settings.source_name, now=opening["now"], labels=settings.labels
    )
    return ForgeSource(
        settings,
        where,
        parts.forge(api, where, circumstances),
        git(Access(web=where.web, user=parts.user, token=parts.token, certificates=certificates)),
        now=opening["now"],
        repositories=opening.get("repositories", ()),
        further_scheme=opening.get("further_scheme", ""),
        shard=opening.get("shard", EVERYTHING),
        listings=opening.get("listings"),
        remembered=opening.get("remembered"),
    )
