"""The GitHub source: from the list of an account to one outcome a repository.

The first night reads everything. Later nights list, read again what changed, and look at a seventh
of the rest, since issues, stars and reviews leave no trace in the list; so within a week every
fact is at most a week old.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from zlib import crc32

from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Outcome,
    Planned,
    Spent,
    Unchanged,
    Withheld,
)
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.github.notices import hidden
from innersource_marketplace.collect.sources.github.reading import pending as drafts
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.account_lists import (
    Lists,
    added,
    lists_written,
    read_lists,
    write_lists,
)
from innersource_marketplace.collect.sources.github.reading.batches import Got, Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.contents import Draft, fetch_texts, with_weeks
from innersource_marketplace.collect.sources.github.reading.decode import within
from innersource_marketplace.collect.sources.github.reading.defaults import SELECTION, read_defaults
from innersource_marketplace.collect.sources.github.reading.facts import (
    Circumstances,
    decode_facts,
    key_of,
    refresh_facts,
)
from innersource_marketplace.collect.sources.github.reading.history import (
    Recent,
    count_weeks,
    read_recent,
    stamp,
    window_start,
)
from innersource_marketplace.collect.sources.github.reading.image_files import (
    LOGO_REQUESTS,
    PICTURE_REQUESTS,
    Pictures,
)
from innersource_marketplace.collect.sources.github.reading.queries import Selection
from innersource_marketplace.collect.sources.github.reading.repositories import (
    Listed,
    decode_listed,
    may_be_shown,
    only_named,
    rule_against,
)
from innersource_marketplace.collect.sources.github.reading.teams import read_all_teams
from innersource_marketplace.collect.sources.github.transport.api import Api
from innersource_marketplace.collect.sources.github.transport.exchange import Endpoint
from innersource_marketplace.collect.sources.github.transport.host_schema import describe
from innersource_marketplace.collect.sources.owner_defaults import inherit
from innersource_marketplace.errors import SourceError
from innersource_marketplace.escape import short_hash
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import (
    EVERYTHING,
    Collected,
    Defaults,
    Facts,
    ObjectId,
    ProjectKey,
    Provider,
    Shard,
)

DETAILS = Sizes(start=20, smallest=4, largest=20)
"""Repositories asked about at a time: GitHub gives up after ten seconds."""

REFRESHES = Sizes(start=36, smallest=4, largest=40)
"""Likewise for the smaller question about what changes without a push."""

COLLECTOR = "4"
"""Part of every fingerprint: raise it when newer code would see more in the same answers."""

ROTATION_DAYS = 7
"""Days until every unchanged repository was looked at once."""

GROUP = 200
"""Repositories whose files are fetched together: full batches, and memory that does not grow."""


@dataclass(slots=True)
class _Run:
    """What one run knows."""

    known: Mapping[ProjectKey, Facts]
    by_identity: Mapping[str, Facts]
    where: Circumstances
    detailed: Selection
    refreshed: Selection
    scheme: str
    explicit: set[str]
    inherited: Selection
    defaults: Mapping[str, Defaults] = field(default_factory=dict)
    done: set[ProjectKey] = field(default_factory=set)
    withheld: int = 0


class GitHubSource:
    """Organizations and users of one GitHub host; see `Source`.

    `api` asks it. `now` is the clock of this run. `have` tells whether a file's content is stored;
    without it the files of known projects count as stored. `repositories` are further ones, as
    `owner/name`, that the catalogue names itself: no topic is asked of them, but visibility is.
    With `pictures_named` the pictures of READMEs are collected too. `shard` is the share to collect:
    lists are read whole, repositories only of that share. `listings` is what another machine has
    read with `read_list`, by the name of the source, so that this one need not.
    """

    def __init__(
        self,
        settings: GitHubSettings,
        endpoint: Endpoint,
        api: Api,
        *,
        now: datetime,
        have: Callable[[ObjectId], bool] | None = None,
        repositories: Sequence[str] = (),
        pictures_named: PicturesNamed | None = None,
        logo_requests: int = LOGO_REQUESTS,
        picture_requests: int = PICTURE_REQUESTS,
        shard: Shard = EVERYTHING,
        listings: Mapping[str, bytes] | None = None,
    ) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._api = api
        self._now = now
        self._have = have
        self._repositories = tuple(repositories)
        self._pictures_named = pictures_named
        self._pictures = Pictures(
            api,
            now=now,
            named=pictures_named,
            # Machines that share a night share what it may ask for.
            logo_requests=-(-logo_requests // shard.count),
            picture_requests=-(-picture_requests // shard.count),
        )
        self._shard = shard
        self._listings = listings or {}

    @property
    def name(self) -> str:
        """What messages and the snapshot call this source: the host and its accounts."""
        return self._settings.source_name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield one outcome a repository; see `Source`. Names of withheld ones appear in no outcome.

        Raises `SourceError` before the first outcome when the host or every account failed.
        """
        try:
            run = self._prepare(known)
            yield from self._collect(run, self._lists(), full=full)
        finally:
            self._api.close()

    def _prepare(self, known: Mapping[ProjectKey, Facts]) -> _Run:
        schema = describe(self._api)
        wanted = queries.with_accounts(queries.DETAILED) if self._settings.teams else queries.DETAILED
        detailed = queries.prune(wanted, schema)
        refreshed = queries.prune(queries.REFRESHED, schema)
        # Looking into every repository of an account is slow work for the host: only where it decides.
        unread = () if self._settings.all_with_metadata else queries.METADATA_FILES
        self._listed_selection = queries.without(queries.prune(queries.LISTED, schema), *unread)
        if not self._settings.labels:
            detailed, refreshed = queries.without(detailed, "tasks"), queries.without(refreshed, "tasks")
        ours = {key: facts for key, facts in known.items() if facts.provider is Provider.GITHUB}
        return _Run(
            known=ours,
            by_identity={facts.identity: facts for facts in ours.values() if facts.identity is not None},
            where=Circumstances(
                host=self._endpoint.host,
                web=self._endpoint.web,
                source=self.name,
                now=self._now,
                labels=self._settings.labels,
            ),
            detailed=detailed,
            refreshed=refreshed,
            scheme=self._scheme(detailed),
            explicit={name.lower() for name in self._repositories},
            inherited=queries.prune(SELECTION, schema),
        )

    def _scheme(self, detailed: Selection) -> str:
        """Changes with what is asked for, so that what was not asked for before is read again."""
        asked: tuple[object, ...] = (COLLECTOR, queries.render(detailed), self._settings.labels)
        return short_hash(repr(asked if self._pictures_named is None else (*asked, "pictures")))

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the lists once for several machines, each of which collects a share; see `Lister`.

        The name of a repository that may not be shown is given only if the snapshot or the
        catalogue tells it already.
        """
        try:
            run = self._prepare(known)
            lists = read_lists(self._api, self._settings.accounts, self._listed_selection, source=self.name)
            return write_lists(lists, partial(self._may_be_told, run), self._spent())
        finally:
            self._api.close()

    def _may_be_told(self, run: _Run, listed: Listed) -> bool:
        return (
            may_be_shown(listed.visibility, self._settings)
            or key_of(self._endpoint.host, listed) in run.known
            or listed.full_name.lower() in run.explicit
        )

    def _lists(self) -> Lists:
        lists = (
            lists_written(self._listings[self.name])
            if self.name in self._listings
            else read_lists(self._api, self._settings.accounts, self._listed_selection, source=self.name)
        )
        if lists.failed and len(lists.failed) == len(self._settings.accounts) and not self._repositories:
            raise next(iter(lists.failed.values()))
        return lists

    def _spent(self) -> Spent:
        return Spent(requests=self._api.requests, points=self._api.points, waited=self._api.waited)

    def _collect(self, run: _Run, lists: Lists, *, full: bool) -> Iterator[Outcome]:
        listed, failed = lists.repositories, lists.failed
        speaks = self._shard.number == 1  # what is about no repository in particular is the word of one machine
        run.withheld = lists.withheld if speaks else 0
        ours = [one for one in listed if self._shard.holds(key_of(self._endpoint.host, one))]
        first = list(self._left_out(run, ours))
        kept = [one for one in ours if key_of(self._endpoint.host, one) not in run.done]
        kept = [one for one in kept if self._rule(run, one) is None and may_be_shown(one.visibility, self._settings)]
        kept += self._unlisted(run, listed, failed)
        unchanged, refresh, details = self._sort(run, kept, full=full)
        whole = set(self._settings.accounts) - set(failed)
        owners = {one.owner for one in kept}
        run.defaults, unread = read_defaults(self._api, owners, run.where, run.inherited, listed=listed, whole=whole)
        lost = [
            one for one in run.known.values() if self._of_failed_account(one, failed) and self._shard.holds(one.key)
        ]
        yield Planned(len(first) + len(kept) + len(lost) + len(failed))
        yield from lists.notices if speaks else ()
        yield from unread
        yield from first
        for login, error in sorted(failed.items()):
            yield Failed(ProjectKey(f"{self._endpoint.host}/{login}"), error)
            for facts in lost:
                if facts.owner.lower() == login.lower():
                    yield Failed(facts.key, error)
        yield from self._details(run, details)
        yield from self._refresh(run, refresh)
        yield from self._unchanged(run, unchanged)
        if speaks:
            yield from read_all_teams(self._api, self._settings, failed, host=self._endpoint.host, source=self.name)
        if run.withheld:
            yield Withheld(run.withheld)
        yield added(self._spent(), lists.spent if speaks else None)

    # -- choosing ---------------------------------------------------------------------------

    def _rule(self, run: _Run, listed: Listed) -> str | None:
        return None if listed.full_name.lower() in run.explicit else rule_against(listed, self._settings)

    def _left_out(self, run: _Run, listed: Sequence[Listed]) -> Iterator[Outcome]:
        for one in listed:
            outcome = self._refusal(run, one, key_of(self._endpoint.host, one))
            if outcome is not None:
                yield outcome

    def _refusal(self, run: _Run, listed: Listed, key: ProjectKey) -> Outcome | None:
        """Why a repository is not collected, as an outcome, if there is one to name; visibility goes first."""
        if not may_be_shown(listed.visibility, self._settings):
            run.done.add(key)
            run.withheld += 1
            known = run.known.get(key)
            return None if known is None else Failed(key, hidden())
        rule = self._rule(run, listed)
        if rule is not None:
            run.done.add(key)
            return Excluded(key, rule, listed.visibility)
        return None

    def _unlisted(self, run: _Run, listed: Sequence[Listed], failed: Mapping[str, SourceError]) -> list[Listed]:
        """Entries of the catalogue, and known projects that the list lacks: asked for by name."""
        names = {one.full_name.lower() for one in listed}
        identities = {f"{self._endpoint.host}:{one.database_id}" for one in listed if one.database_id is not None}
        wanted = {name.lower(): name for name in self._repositories}
        for facts in run.known.values():
            full_name = f"{facts.owner}/{facts.name}"
            renamed = facts.identity in identities
            if facts.source == self.name and not renamed and not self._of_failed_account(facts, failed):
                wanted.setdefault(full_name.lower(), full_name)
        return [
            only_named(name)
            for lowered, name in sorted(wanted.items())
            if lowered not in names and self._shard.holds(f"{self._endpoint.host}/{lowered}")
        ]

    def _of_failed_account(self, facts: Facts, failed: Mapping[str, SourceError]) -> bool:
        return facts.source == self.name and facts.owner.lower() in {login.lower() for login in failed}

    def _sort(self, run: _Run, kept: Sequence[Listed], *, full: bool) -> tuple[list[Facts], list[Listed], list[Listed]]:
        unchanged: list[Facts] = []
        refresh: list[Listed] = []
        details: list[Listed] = []
        day = self._now.astimezone(UTC).toordinal()
        for one in kept:
            facts = run.known.get(key_of(self._endpoint.host, one))
            if full or facts is None or facts.fingerprint != _fingerprint(one, run):
                details.append(one)
            elif crc32(facts.key.encode()) % ROTATION_DAYS == day % ROTATION_DAYS:
                refresh.append(one)
            else:
                unchanged.append(facts)
        return unchanged, refresh, details

    # -- reading ----------------------------------------------------------------------------

    def _question(self, selection: Selection, batch: Sequence[Listed]) -> tuple[str, Mapping[str, object]]:
        text = queries.render(selection)
        variables: dict[str, object] = {}
        if "$since" in text:
            variables["since"] = stamp(window_start(self._now))
        if "$labels" in text:
            variables["labels"] = list(self._settings.labels)
        for index, one in enumerate(batch):
            variables[f"o{index}"], variables[f"n{index}"] = one.owner, one.name
        return queries.repositories(selection, len(batch)), variables

    def _details(self, run: _Run, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        answers = ask_in_batches(self._api, wanted, partial(self._question, run.detailed), DETAILS)
        while group := list(islice(answers, GROUP)):
            begun: list[Draft] = []
            recents: list[Recent] = []
            for got in group:
                outcome = self._draft(run, got)
                if isinstance(outcome, Draft):
                    begun.append(outcome)
                    commit = within(got.node, "defaultBranchRef", "target")
                    recent = read_recent(commit, outcome.facts.owner, outcome.facts.name, outcome.facts.head)
                    if recent is not None:
                        recents.append(recent)
                elif outcome is not None:
                    yield outcome
            yield from self._finish(run, begun, recents)

    def _draft(self, run: _Run, got: Got[Listed]) -> Draft | Outcome | None:
        asked = key_of(self._endpoint.host, got.item)
        if got.error is not None or got.node is None:
            run.done.add(asked)
            return Failed(asked, got.error or SourceError("server-error", "the host returned nothing"))
        listed = decode_listed(got.node)
        if listed is None:
            run.done.add(asked)
            return Failed(
                asked, SourceError("malformed", "the response about this repository has an unexpected format")
            )
        key = key_of(self._endpoint.host, listed)
        if key in run.done:
            return None
        if got.item.full_name.lower() in run.explicit:
            run.explicit.add(listed.full_name.lower())  # the entry means it under its new name too
        elif key != asked and listed.owner.lower() not in {login.lower() for login in self._settings.accounts}:
            run.done.add(asked)
            return Failed(asked, SourceError("moved", "a repository moved to another owner", gone=True))
        refusal = self._refusal(run, listed, key)
        if refusal is not None or key in run.done:
            return refusal
        run.done.add(key)
        if listed.empty or listed.head is None:
            return Failed(key, SourceError("empty", "the repository has no commits yet", "Push the first commit."))
        facts = replace(decode_facts(got.node, listed, run.where), fingerprint=_fingerprint(listed, run))
        return drafts.begin(facts, got, self._now)

    def _finish(self, run: _Run, drafts: Sequence[Draft], recents: Sequence[Recent]) -> Iterator[Outcome]:
        before = {draft.facts.key: known for draft in drafts if (known := self._known(run, draft.facts)) is not None}
        weeks_before = {
            f"{facts.owner}/{facts.name}": before[facts.key].weekly_commits
            for facts in (draft.facts for draft in drafts)
            if facts.key in before
        }
        weeks = {
            f"{recent.owner}/{recent.name}": (recent, numbers)
            for recent, numbers in count_weeks(
                self._api, recents, weeks_before, self._now, accounts=bool(self._settings.teams)
            )
        }
        # Facts without a fingerprint are those whose files did not come.
        whole = (facts for facts in before.values() if facts.fingerprint is not None)
        stored = {document.oid for facts in whole for document in facts.all_documents}
        have = self._have or stored.__contains__
        unread = self._pictures.must_read(drafts, before)
        texts = fetch_texts(self._api, drafts, before, lambda oid: oid not in unread and have(oid))
        finished = [
            with_weeks(
                draft, weeks.get(f"{draft.facts.owner}/{draft.facts.name}"), before.get(draft.facts.key), self._now
            )
            for draft in self._pictures.find(texts, before)
        ]
        pictures = self._pictures.fetch([draft.facts for draft in finished], have)
        for draft in finished:
            blobs = {**draft.blobs, **pictures.get(draft.facts.key, {})}
            defaults = run.defaults.get(draft.facts.owner.lower())
            facts = inherit(draft.facts, defaults, before.get(draft.facts.key))
            yield Changed(Collected(facts=facts, blobs=blobs), draft.problems)

    def _known(self, run: _Run, facts: Facts) -> Facts | None:
        return run.known.get(facts.key) or run.by_identity.get(facts.identity or "")

    def _refresh(self, run: _Run, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        for got in ask_in_batches(self._api, wanted, partial(self._question, run.refreshed), REFRESHES):
            asked = key_of(self._endpoint.host, got.item)
            known = run.known[asked]
            if got.error is not None or got.node is None:
                yield Failed(asked, got.error or SourceError("server-error", "the host returned nothing"))
                continue
            listed = decode_listed(got.node)
            if listed is None or key_of(self._endpoint.host, listed) != asked:
                yield Unchanged(asked)  # renamed since it was listed: the next run sees it whole
                continue
            refusal = self._refusal(run, listed, asked)
            if refusal is not None or asked in run.done:
                if refusal is not None:
                    yield refusal
                continue
            facts = replace(refresh_facts(known, got.node, listed, run.where), fingerprint=known.fingerprint)
            yield from self._unchanged(run, [facts])

    def _unchanged(self, run: _Run, unchanged: Sequence[Facts]) -> Iterator[Outcome]:
        have = self._have
        pictures = {} if have is None else self._pictures.fetch(unchanged, have)
        # A source that was renamed takes its projects along, for they stay or go with it.
        for one in unchanged:
            facts = inherit(replace(one, source=self.name), run.defaults.get(one.owner.lower()), one)
            if facts.key in pictures:
                yield Changed(Collected(facts=facts, blobs=pictures[facts.key]), problems_stay=True)
            elif facts == run.known.get(facts.key):
                yield Unchanged(facts.key)
            else:
                yield Changed(Collected(facts=facts, blobs={}), problems_stay=True)


def _fingerprint(listed: Listed, run: _Run) -> str:
    return f"{listed.state}:{run.scheme}"
