"""The GitHub source: from the list of an account to one outcome a repository.

The first night reads everything. Later nights list, read again what changed, and look at a seventh
of the rest, since issues, stars and reviews leave no trace in the list; so within a week every
fact is at most a week old. What could not be read stays as it was, and is read again the next night.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zlib import crc32

from innersource_marketplace.collect.sources import Failed, Outcome, Planned, Remembered, Spent, Withheld
from innersource_marketplace.collect.sources.file_policy import PicturesNamed, metadata_paths
from innersource_marketplace.collect.sources.forge.api import Api
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.lists import (
    Lists,
    added,
    lists_written,
    read_lists,
    write_lists,
)
from innersource_marketplace.collect.sources.forge.run import Since
from innersource_marketplace.collect.sources.forge.selection import (
    Schema,
    Selection,
    prune,
    render,
    with_accounts,
    without,
)
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.github.details import Reader
from innersource_marketplace.collect.sources.github.night import Night
from innersource_marketplace.collect.sources.github.notices import clock_wrong, missing_rights
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.defaults import SELECTION, read_defaults
from innersource_marketplace.collect.sources.github.reading.image_files import (
    LOGO_REQUESTS,
    PICTURE_REQUESTS,
    Pictures,
)
from innersource_marketplace.collect.sources.github.reading.repositories import Account, Listed, list_account
from innersource_marketplace.collect.sources.github.reading.teams import read_all_teams
from innersource_marketplace.collect.sources.github.transport.exchange import Endpoint
from innersource_marketplace.collect.sources.github.transport.host_schema import describe, read_schema, write_schema
from innersource_marketplace.escape import short_hash
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import (
    EVERYTHING,
    ONLY_METADATA,
    DocumentRole,
    Facts,
    ObjectId,
    ProjectKey,
    Provider,
    Shard,
)
from innersource_marketplace.sandbox.converter import ReadmeConverter

COLLECTOR = "5"
"""Part of every fingerprint: raise it when newer code would see more in the same answers."""

ROTATION_DAYS = 7
"""Days until every unchanged repository was looked at once."""


class GitHubSource:
    """Organizations and users of one GitHub host; see `Source`.

    `api` asks it. `now` is the clock of this run. `name` is its name where the settings are only a part. `have`
    tells whether a file is stored already; without it the files of known projects count as stored.
    `repositories` are further ones, as `owner/name`, that the catalogue names itself: no topic is asked of
    them, but visibility is. With `pictures_named` the pictures of READMEs are collected too. `converter` reads
    what files say; the source has one of its own where it is given none. `shard` is the
    share to collect: lists are read whole, repositories only of that share. `listings` is what another machine
    has read with `read_list`, by the name of the source, so that this one need not. `remembered` is what
    sources noted in earlier nights. `git` reads repositories that name folders as projects; without it these are not
    read.
    """

    def __init__(
        self,
        settings: GitHubSettings,
        endpoint: Endpoint,
        api: Api,
        *,
        now: datetime,
        name: str | None = None,
        have: Callable[[ObjectId], bool] | None = None,
        repositories: Sequence[str] = (),
        pictures_named: PicturesNamed | None = None,
        converter: ReadmeConverter | None = None,
        logo_requests: int = LOGO_REQUESTS,
        picture_requests: int = PICTURE_REQUESTS,
        shard: Shard = EVERYTHING,
        listings: Mapping[str, bytes] | None = None,
        remembered: Mapping[str, bytes] | None = None,
        git: GitOf | None = None,
    ) -> None:
        self._settings = settings
        self._name = name or settings.source_name
        self._endpoint = endpoint
        self._api = api
        self._now = now
        self._have = have
        self._repositories = tuple(repositories)
        self._pictures_named = pictures_named
        self._own_converter = converter is None
        self._converter = converter or ReadmeConverter(1)
        self._logo_requests = logo_requests
        self._picture_requests = picture_requests
        self._shard = shard
        self._listings = listings or {}
        self._remembered = remembered or {}
        self._git = git

    @property
    def name(self) -> str:
        """What messages and the snapshot call this source."""
        return self._name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield one outcome a repository; see `Source`. Names of withheld ones appear in no outcome.

        Raises `SourceError` before the first outcome when the host or every account failed.
        """
        try:
            schema = self._describe()
            night = self._begin(known, schema)
            yield from self._collect(night, self._lists(night), full=full)
            if self._shard.number == 1 and schema != self._last_schema():
                yield Remembered(self._memory, write_schema(schema))
        finally:
            self._api.close()
            if self._own_converter:
                self._converter.shutdown()

    @property
    def _memory(self) -> str:
        return f"fields of {self._endpoint.api}"

    def _last_schema(self) -> Schema:
        return read_schema(self._remembered.get(self._memory))

    def _describe(self) -> Schema:
        return describe(self._api, self._last_schema())

    def _begin(self, known: Mapping[ProjectKey, Facts], schema: Schema) -> Night:
        settings = self._settings
        counted = queries.counted_files(metadata_paths(settings.metadata)) if settings.all_with_metadata else ()
        detailed = prune(with_accounts(queries.DETAILED) if settings.teams else queries.DETAILED, schema)
        detailed = (*detailed, *counted)
        refreshed = prune(queries.REFRESHED, schema)
        if not settings.labels:
            detailed, refreshed = without(detailed, "tasks"), without(refreshed, "tasks")
        # Looking into every repository of an account is slow work for the host: only where it decides.
        listed = settings.all_with_metadata and DocumentRole.METADATA in settings.metadata
        unread = () if listed else queries.METADATA_FILES
        # No issue is shown where no label makes it a task.
        issues = prune((queries.NEWEST_ISSUE,), schema) if settings.labels else ()
        return Night(
            settings=settings,
            host=self._endpoint.host,
            provider=Provider.GITHUB,
            known=known,
            where=Circumstances(
                host=self._endpoint.host,
                web=self._endpoint.web,
                source=self.name,
                now=self._now,
                labels=settings.labels,
            ),
            detailed=detailed,
            refreshed=refreshed,
            listed=(*without(prune(queries.LISTED, schema), *unread), *counted, *issues),
            scheme=self._scheme(detailed),
            explicit={name.lower() for name in self._repositories},
            inherited=prune(SELECTION, schema),
            linked=prune(queries.LINKED, schema, "Commit"),
        )

    def _scheme(self, detailed: Selection) -> str:
        """Changes with what is asked for, so that what was not asked for before is read again."""
        asked: tuple[object, ...] = (COLLECTOR, render(detailed), self._settings.labels)
        if self._settings.metadata != ONLY_METADATA:
            asked += (self._settings.metadata,)  # the problems of files depend on it
        return short_hash(repr(asked if self._pictures_named is None else (*asked, "pictures")))

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the lists once for several machines, each of which collects a share; see `Lister`.

        The name of a repository that may not be shown is given only if the snapshot or the
        catalogue tells it already.
        """
        try:
            night = self._begin(known, self._describe())
            lists = self._read_lists(night)
            return write_lists(lists, lambda one: night.may_be_named(one, night.key(one)), self._spent())
        finally:
            self._api.close()

    def _read_lists(self, night: Night) -> Lists[Listed]:
        def read(account: str) -> Account:
            return list_account(self._api, account, night.listed)

        return read_lists(read, self._settings.accounts, source=self.name)

    def _lists(self, night: Night) -> Lists[Listed]:
        lists = (
            lists_written(self._listings[self.name], Listed) if self.name in self._listings else self._read_lists(night)
        )
        night.failed = lists.failed
        if (failure := night.must_fail(self.name)) is not None:
            raise failure
        return lists

    def _spent(self) -> Spent:
        return Spent(requests=self._api.requests, points=self._api.points, waited=self._api.waited)

    def _collect(self, night: Night, lists: Lists[Listed], *, full: bool) -> Iterator[Outcome]:
        listed, failed = lists.repositories, lists.failed
        speaks = self._shard.number == 1  # what is about no repository in particular is the word of one machine
        night.withheld = lists.withheld if speaks else 0
        ours = [one for one in listed if self._shard.holds(night.key(one))]
        night.follow_renames((one.path, night.identity(one)) for one in listed)
        refused = [(one, night.refusal(one, night.key(one))) for one in ours]
        first = [outcome for _, outcome in refused if outcome is not None]
        kept = [one for one in ours if night.key(one) not in night.done]
        kept += self._unlisted(night, listed)
        unchanged, refresh, details = self._sort(night, kept, full=full)
        whole = set(self._settings.accounts) - set(failed)
        owners = {one.owner for one in kept}
        night.defaults, unread = read_defaults(
            self._api, owners, night.where, night.inherited, listed=listed, whole=whole
        )
        failures = (
            (key, night.failure_of(one, self.name)) for key, one in night.briefs.items() if self._shard.holds(key)
        )
        lost = [(key, error) for key, error in failures if error is not None]
        yield Planned(len(first) + len(kept) + len(lost) + len(failed))
        yield from lists.notices if speaks else ()
        yield from unread
        yield from first
        yield from (Failed(key, error) for key, error in lost)
        pictures = Pictures(
            self._api,
            now=self._now,
            named=self._pictures_named,
            # Machines that share a night share what it may ask for.
            logo_requests=-(-self._logo_requests // self._shard.count),
            picture_requests=-(-self._picture_requests // self._shard.count),
        )
        reader = Reader(
            api=self._api, night=night, pictures=pictures, have=self._have, converter=self._converter, git=self._git
        )
        yield from night.named(reader.details(details), ((night.key(one), one) for one in kept))
        yield from night.failed_accounts()
        yield from reader.refresh(refresh)
        yield from reader.unchanged(unchanged)
        if speaks:
            yield from read_all_teams(self._api, self._settings, failed, host=self._endpoint.host, source=self.name)
            yield from missing_rights(self.name, night.refused)
            if (ahead := self._api.clock_wrong) is not None:
                yield clock_wrong(self.name, ahead)
        if night.withheld:
            yield Withheld(night.withheld)
        yield added(self._spent(), lists.spent if speaks else None)

    def _unlisted(self, night: Night, listed: Sequence[Listed]) -> list[Listed]:
        """Entries of the catalogue, and known projects that the list lacks: asked for by name."""
        names = {one.path.lower() for one in listed}
        identities = {f"{self._endpoint.host}:{one.database_id}" for one in listed if one.database_id is not None}
        wanted = {name.lower(): name for name in self._repositories}
        for one in night.briefs.values():
            full_name = f"{one.owner}/{one.name}"
            unseen = one.source == self.name and one.identity not in identities
            if unseen and night.failure_of(one, self.name) is None:
                wanted.setdefault(full_name.lower(), full_name)
        return [
            Listed(path=name)
            for lowered, name in sorted(wanted.items())
            if lowered not in names and self._shard.holds(f"{self._endpoint.host}/{lowered}")
        ]

    def _sort(
        self, night: Night, kept: Sequence[Listed], *, full: bool
    ) -> tuple[list[ProjectKey], list[Listed], list[Listed]]:
        """Which repositories have not changed, which are looked at, and which are read whole."""
        unchanged: list[ProjectKey] = []
        refresh: list[Listed] = []
        details: list[Listed] = []
        day = self._now.astimezone(UTC).toordinal()
        for one in kept:
            key = night.key(one)
            since = night.since(key, one, night.identity(one), night.scheme)
            if full or since is Since.REST or night.uncertain(one):
                details.append(one)
            elif since is Since.ISSUES or crc32(key.encode()) % ROTATION_DAYS == day % ROTATION_DAYS:
                refresh.append(one)
            else:
                unchanged.append(key)
        return unchanged, refresh, details
