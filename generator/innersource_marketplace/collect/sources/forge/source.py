"""A forge and git as one source: from the lists of its accounts to one outcome a repository.

The first night reads everything. Later nights list, ask git and the forge again about what changed,
and ask the forge about a seventh of the rest, since reviews and stars may leave no trace in the
list; so within a week every fact is at most a week old. Where a forge can tell which repositories were
active, it is asked about those, and about the rest only once in four weeks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from zlib import crc32

from msgspec.structs import replace

from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Outcome,
    Planned,
    Remembered,
    Source,
    Spent,
    Unchanged,
    Withheld,
    outcome_key,
)
from innersource_marketplace.collect.sources.forge import (
    Forge,
    Listed,
    Reported,
    filled,
    unshared,
    with_numbers,
    with_reported,
)
from innersource_marketplace.collect.sources.forge.finding import find, token_ended
from innersource_marketplace.collect.sources.forge.lists import Lists, added, lists_written, read_lists, write_lists
from innersource_marketplace.collect.sources.forge.metadata_files import MetadataFiles
from innersource_marketplace.collect.sources.forge.notices import (
    closed_to_git,
    part_missing,
    undecided,
    unreported,
)
from innersource_marketplace.collect.sources.forge.quiet import note, with_quiet
from innersource_marketplace.collect.sources.forge.run import (
    BETWEEN,
    Brief,
    Run,
    Since,
    fingerprint,
    is_of_scheme,
)
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.web import Server
from innersource_marketplace.errors import Problem, SourceError
from innersource_marketplace.escape import short_hash, url, url_path
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import (
    EVERYTHING,
    Collected,
    Facts,
    ObjectId,
    ProjectKey,
    Provider,
    Shard,
)

ROTATION_DAYS = 7
"""Days until every unchanged repository was asked about once."""

QUIET_ROTATION_DAYS = 28
"""The same where it is known which were quiet: checks that run again and labels that are renamed leave no trace."""

GROUP = 100
"""Repositories whose insides are held in memory until their forge has reported of them."""

COLLECTOR = "2"
"""Part of every fingerprint: raise it when newer code would see more in the same answers."""

_IN_PART = "in part"
"""The state of a repository of which the forge did not tell everything: it matches no list, so it is asked again."""

GitOf = Callable[[tuple[Remote, ...]], Source]
"""Makes the git source that reads the insides of some repositories of the server."""


class ForgeSource:
    """Groups, organizations and users of one server; see `Source`.

    `forge` asks the server, `git` reads the insides of repositories. `now` is the clock of this run.
    `repositories` are further ones, by their paths, that the catalogue names itself: no topic is asked
    of them, but visibility is. `shard`, `listings` and `remembered` are as for GitHub.
    """

    def __init__(
        self,
        settings: ForgeSettings,
        where: Server,
        forge: Forge,
        git: GitOf,
        *,
        now: datetime,
        repositories: Sequence[str] = (),
        further_scheme: str = "",
        shard: Shard = EVERYTHING,
        listings: Mapping[str, bytes] | None = None,
        remembered: Mapping[str, bytes] | None = None,
    ) -> None:
        self._settings = settings
        self._where = where
        self._forge = forge
        self._git = git
        self._now = now
        self._repositories = tuple(repositories)
        self._further_scheme = further_scheme
        self._shard = shard
        self._listings = listings or {}
        self._remembered = remembered or {}
        self._provider = Provider(settings.kind)

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
            yield from self._collect(run, self._lists(run), full=full)
        finally:
            self._forge.close()

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the lists once for several machines, each of which collects a share; see `Lister`."""
        try:
            run = self._prepare(known)
            lists = read_lists(self._forge.list_account, self._settings.accounts, source=self.name)
            return write_lists(lists, lambda one: run.may_be_named(one, self._key(one)), self._spent())
        finally:
            self._forge.close()

    def _prepare(self, known: Mapping[ProjectKey, Facts]) -> Run:
        self._forge.open()
        return Run(
            settings=self._settings,
            host=self._where.host,
            provider=self._provider,
            known=known,
            explicit={path.lower() for path in self._repositories},
        )

    def _lists(self, run: Run) -> Lists[Listed]:
        lists = (
            lists_written(self._listings[self.name], Listed)
            if self.name in self._listings
            else read_lists(self._forge.list_account, self._settings.accounts, source=self.name)
        )
        run.failed = lists.failed
        if (failure := run.must_fail(self.name)) is not None:
            raise failure
        return lists

    def _spent(self) -> Spent:
        return Spent(requests=self._forge.requests, points=self._forge.points, waited=self._forge.waited)

    def _key(self, listed: Listed) -> ProjectKey:
        return listed.key(self._where.host)

    def _fingerprint(self, listed: Listed) -> str:
        return fingerprint(listed, self._scheme())

    def _scheme(self) -> str:
        return short_hash(repr((COLLECTOR, self._forge.scheme, self._settings.labels, self._further_scheme)))

    @property
    def _memory(self) -> str:
        return f"activity of {self.name}, {self._shard}"

    @property
    def _memory_of_files(self) -> str:
        return f"without metadata of {self.name}, {self._shard}"

    # -- choosing ---------------------------------------------------------------------------

    def _collect(self, run: Run, lists: Lists[Listed], *, full: bool) -> Iterator[Outcome]:
        speaks = self._shard.number == 1  # what is about no repository in particular is the word of one machine
        run.withheld = lists.withheld if speaks else 0
        ours = [one for one in lists.repositories if self._shard.holds(self._key(one))]
        run.follow_renames((one.path, one.identity) for one in lists.repositories)
        noted = self._remembered.get(self._memory_of_files, b"")
        files = MetadataFiles(self._forge.has_metadata, self._settings.metadata, noted)
        ours = [files.told(one, self._unchanged(run, one)) if run.is_open(one) else one for one in ours]
        found = list(self._look_up(run, lists))
        first = [one for one in found if not isinstance(one, Listed)]
        for one in ours:
            if self._key(one) not in run.done and (outcome := run.refusal(one, self._key(one))) is not None:
                first.append(outcome)
        kept = [one for one in (*ours, *found) if isinstance(one, Listed) and self._key(one) not in run.done]
        unchanged, refresh, details = self._sort(run, kept, full=full)
        failures = ((key, run.failure_of(one, self.name)) for key, one in run.briefs.items() if self._shard.holds(key))
        lost = [(key, error) for key, error in failures if error is not None and key not in run.done]
        run.behind |= bool(lists.failed)
        yield Planned(len(first) + len(kept) + len(lost) + len(lists.failed))
        yield from lists.notices if speaks else ()
        yield from first
        yield from run.failed_accounts()
        yield from (Failed(key, error) for key, error in lost)
        yield from run.named(self._read(run, details, refresh, full=full), ((self._key(one), one) for one in kept))
        for one in unchanged:
            if (facts := run.before(self._key(one))) is not None:
                yield self._settled(facts, one)
        if speaks and self._settings.teams:
            yield from self._forge.read_teams(lists.failed)
        if run.withheld:
            yield Withheld(run.withheld)
        if files.note() != noted:
            yield Remembered(self._memory_of_files, files.note())
        if self._forge.follows_activity and not run.behind:
            yield Remembered(self._memory, note(self._now))
        yield added(self._spent(), lists.spent if speaks else None)

    def _look_up(self, run: Run, lists: Lists[Listed]) -> Iterator[Listed | Outcome]:
        """Entries of the catalogue, and known projects that the list lacks: asked for one by one."""
        paths = {one.path.lower() for one in lists.repositories}
        identities = {one.identity for one in lists.repositories if one.identity is not None}
        wanted: dict[str, Listed] = {}
        for path in self._repositories:
            known = run.briefs.get(ProjectKey(f"{self._where.host}/{path}"))
            if known is None or known.identity not in identities:
                wanted[path.lower()] = Listed(path=path) if known is None else _asked(path, known)
        for one in run.briefs.values():
            path = f"{one.owner}/{one.name}"
            unseen = one.source == self.name and one.identity not in identities
            if unseen and run.failure_of(one, self.name) is None:
                wanted.setdefault(path.lower(), _asked(path, one))
        missing = [
            asked
            for path, asked in sorted(wanted.items())
            if path not in paths and self._shard.holds(f"{self._where.host}/{path}")
        ]
        return find(self._forge, run, missing) if missing else iter(())

    def _sort(self, run: Run, kept: Sequence[Listed], *, full: bool) -> tuple[list[Listed], list[Listed], list[Listed]]:
        """Which repositories have not changed, which are asked about, and which are read whole."""
        marked = None if full else with_quiet(self._forge, kept, self._remembered.get(self._memory), self._now)
        rotation = ROTATION_DAYS if marked is None else QUIET_ROTATION_DAYS
        unchanged: list[Listed] = []
        refresh: list[Listed] = []
        details: list[Listed] = []
        day = self._now.astimezone(UTC).toordinal()
        seen: set[ProjectKey] = set()
        scheme = self._scheme()
        for one in marked or kept:
            key = self._key(one)
            if key in seen:
                continue
            seen.add(key)
            since = run.since(key, one, one.identity, scheme)
            its_turn = crc32(key.encode()) % rotation == day % rotation
            if full or since is Since.REST or run.uncertain(one):
                details.append(one)
            elif since is Since.ISSUES or its_turn or (marked and not one.quiet):
                refresh.append(one)
            else:
                unchanged.append(one)
        # Not known to be quiet, and not all asked about: what happened to them meanwhile is still to be found out.
        run.behind |= marked is None and bool(unchanged)
        return unchanged, refresh, details

    def _unchanged(self, run: Run, listed: Listed) -> Facts | None:
        since = run.since(self._key(listed), listed, listed.identity, self._scheme())
        return None if since is Since.REST else run.before(self._key(listed))

    # -- reading ----------------------------------------------------------------------------

    def _read(self, run: Run, details: list[Listed], refresh: list[Listed], *, full: bool) -> Iterator[Outcome]:
        for start in range(0, len(details), GROUP):
            yield from self._details(run, details[start : start + GROUP], full=full)
        yield from self._refresh(run, refresh)

    def _details(self, run: Run, group: Sequence[Listed], *, full: bool) -> Iterator[Outcome]:
        """Read the insides of some repositories, and then what their forge says of them.

        In that order, so that what turned private meanwhile is not stored.
        """
        before = {
            self._key(one): known for one in group if (known := run.before(self._key(one), one.identity)) is not None
        }
        inside: dict[ProjectKey, Outcome] = {}
        stored = {
            key: replace(facts, fingerprint=_parts_of(facts.fingerprint)[0] or None)
            for key, facts in before.items()
            if facts.key == key
        }
        for outcome in self._git(tuple(map(self._remote, group))).collect(stored, full=full):
            key = outcome_key(outcome)
            if key is not None:
                inside[key] = outcome
        readable = [one for one in group if isinstance(inside.get(self._key(one)), Changed | Unchanged)]
        unreadable = [one for one in group if one not in readable]
        scheme = self._scheme()
        told = {key: facts for key, facts in stored.items() if is_of_scheme(before[key].fingerprint or "", scheme)}
        for reported in self._forge.tell(readable, {} if full else told):
            yield from self._joined(
                run, reported, inside[self._key(reported.asked)], before.get(self._key(reported.asked))
            )
        for one in unreadable:
            match inside.get(self._key(one)):
                case Failed(key, error):
                    yield Failed(key, token_ended(self._forge, run, one, error) or closed_to_git(error, self._settings))
                case Excluded(key, rule):
                    yield Excluded(key, rule, one.seen_by)
                case _:
                    pass

    def _joined(self, run: Run, reported: Reported, inside: Outcome, known: Facts | None) -> Iterator[Outcome]:
        """What git and the forge say of one repository."""
        asked = self._key(reported.asked)
        outcome = self._judged(run, reported)
        if outcome is not None:
            yield outcome
            return
        if asked in run.done:
            return
        problems: tuple[Problem, ...] = ()
        match inside:
            case Changed(collected, problems):
                facts = replace(collected.facts, provider=self._provider, source=self.name)
                git, blobs = collected.facts.fingerprint or "", collected.blobs
            case _ if known is not None:
                facts, git, blobs = replace(known, source=self.name), _parts_of(known.fingerprint)[0], {}
            case _:
                return
        run.done.add(asked)
        listed = reported.now
        if isinstance(listed.has_metadata, Gap):
            listed = replace(listed, has_metadata=any(role in facts.documents for role in self._settings.metadata))
        if run.uncertain(listed):
            yield Failed(asked, undecided())
        elif (rule := run.rule(listed)) is not None and not isinstance(rule, Gap):
            yield Excluded(asked, rule, listed.seen_by)
        else:
            new = isinstance(inside, Changed)
            outcome = self._reported(reported, facts, known, problems, git=git, blobs=blobs, new=new)
            if isinstance(outcome, Changed) and isinstance(inside, Changed):
                outcome = replace(outcome, folders=inside.folders)
            yield outcome

    def _reported(
        self,
        reported: Reported,
        facts: Facts,
        known: Facts | None,
        problems: tuple[Problem, ...] = (),
        *,
        git: str,
        blobs: Mapping[ObjectId, bytes],
        new: bool,
    ) -> Outcome:
        """The facts of a repository, of git or of before, with what its forge reported."""
        key = self._key(reported.asked)
        if reported.facts is not None:
            said, missing = filled(reported.facts, known, reported.now, whole=not reported.problems)
            further = reported.problems or ((part_missing(key, missing),) if missing else ())
            facts = with_reported(facts, said)
        else:
            # What was known of it is more likely to be true than nothing; git's part is new.
            further = () if reported.error is None else (unreported(key, reported.error),)
            if known is not None:
                facts = with_reported(facts, filled(unshared(known), known, reported.asked, whole=False)[0])
        in_part = reported.facts is None or bool(further)
        facts = replace(
            facts,
            visibility=reported.now.seen_by,
            fingerprint=f"{git}{BETWEEN}{_IN_PART if in_part else self._fingerprint(reported.asked)}",
        )
        stay = not new and not further
        if known is not None and facts == known and stay:
            return Unchanged(key)
        collected = Collected(facts=facts, blobs=blobs)
        return Changed(collected, (*problems, *further), problems_stay=stay, in_part=in_part)

    def _judged(self, run: Run, reported: Reported) -> Outcome | None:
        """Whether what the forge says now leaves a repository out: it is gone, hidden or against a rule."""
        asked = self._key(reported.asked)
        if reported.error is not None and reported.error.gone:
            run.done.add(asked)
            return Failed(asked, reported.error)
        if reported.listed is None:
            return None
        if self._key(reported.listed) != asked:
            # Renamed since it was listed: the next run sees it whole.
            run.done.add(asked)
            return Unchanged(asked) if asked in run.briefs else None
        return run.refusal(reported.now, asked)

    def _refresh(self, run: Run, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        waiting = iter(wanted)
        while group := list(islice(waiting, GROUP)):
            before = {self._key(one): known for one in group if (known := run.before(self._key(one))) is not None}
            for reported in self._forge.tell(group, before):
                asked = self._key(reported.asked)
                outcome = self._judged(run, reported)
                if outcome is not None:
                    yield outcome
                elif asked in run.done:
                    continue
                elif reported.facts is None:
                    run.behind = True
                    yield Failed(asked, reported.error or SourceError("server-error", "the host returned nothing"))
                elif run.uncertain(reported.now):
                    run.behind = True
                    yield Failed(asked, undecided())
                else:
                    known = before[asked]
                    git = _parts_of(known.fingerprint)[0]
                    yield self._reported(
                        reported, replace(known, source=self.name), known, git=git, blobs={}, new=False
                    )

    def _settled(self, known: Facts, listed: Listed) -> Outcome:
        # A source that was renamed takes its projects along, for they stay or go with it.
        facts = with_numbers(replace(known, source=self.name), listed)
        if facts == known:
            return Unchanged(facts.key)
        return Changed(Collected(facts=facts, blobs={}), problems_stay=True)

    def _remote(self, listed: Listed) -> Remote:
        path = url_path(*listed.path.split("/"))
        return Remote(
            address=f"{self._where.web}/{path}.git",
            host=self._where.host,
            owner=listed.owner,
            name=listed.name,
            web=url(f"{self._where.web}/{path}"),
            forge=self._settings.kind,
        )


def _asked(path: str, known: Brief) -> Listed:
    return Listed(path=path, identity=known.identity, visibility=known.visibility)


def _parts_of(fingerprint: str | None) -> tuple[str, str]:
    """The fingerprint of git, and the state on the forge."""
    git, _, state = (fingerprint or "").partition(BETWEEN)
    return git, state
