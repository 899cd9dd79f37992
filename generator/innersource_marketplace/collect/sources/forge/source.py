"""A forge and git as one source: from the lists of its accounts to one outcome a repository.

The first night reads everything. Later nights list, ask git and the forge again about what changed,
and ask the forge about a seventh of the rest, since reviews and stars may leave no trace in the
list; so within a week every fact is at most a week old.
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
    Source,
    Spent,
    Unchanged,
    Withheld,
    outcome_key,
)
from innersource_marketplace.collect.sources.forge import Forge, Listed, Reported, filled, with_reported
from innersource_marketplace.collect.sources.forge.lists import Lists, added, lists_written, read_lists, write_lists
from innersource_marketplace.collect.sources.forge.notices import hidden, not_found, unreported
from innersource_marketplace.collect.sources.forge.rules import may_be_shown, rule_against
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.web import Server
from innersource_marketplace.errors import Problem, SourceError
from innersource_marketplace.escape import short_hash, url, url_path
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import EVERYTHING, Collected, Facts, ProjectKey, Provider, Shard

ROTATION_DAYS = 7
"""Days until every unchanged repository was asked about once."""

GROUP = 100
"""Repositories whose insides are held in memory until their forge has reported of them."""

COLLECTOR = "1"
"""Part of every fingerprint: raise it when newer code would see more in the same answers."""

_BETWEEN = "|"
"""Between the fingerprint of git and the state on the forge."""

_IN_PART = "in part"
"""The state of a repository of which the forge did not tell everything: it matches no list, so it is asked again."""

GitOf = Callable[[tuple[Remote, ...]], Source]
"""Makes the git source that reads the insides of some repositories of the server."""


@dataclass(slots=True)
class _Run:
    """What one run knows."""

    known: Mapping[ProjectKey, Facts]
    by_identity: Mapping[str, Facts]
    explicit: set[str]
    done: set[ProjectKey] = field(default_factory=set)
    withheld: int = 0


class ForgeSource:
    """Groups, organizations and users of one server; see `Source`.

    `forge` asks the server, `git` reads the insides of repositories. `now` is the clock of this run.
    `repositories` are further ones, by their paths, that the catalogue names itself: no topic is asked
    of them, but visibility is. `shard` and `listings` are as for GitHub.
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
            yield from self._collect(run, self._lists(), full=full)
        finally:
            self._forge.close()

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the lists once for several machines, each of which collects a share; see `Lister`."""
        try:
            run = self._prepare(known)
            lists = read_lists(self._forge, self._settings.accounts, source=self.name)
            return write_lists(lists, partial(self._may_be_named, run), self._spent())
        finally:
            self._forge.close()

    def _prepare(self, known: Mapping[ProjectKey, Facts]) -> _Run:
        self._forge.open()
        ours = {
            key: facts
            for key, facts in known.items()
            if facts.provider is self._provider and facts.host == self._where.host
        }
        return _Run(
            known=ours,
            by_identity={facts.identity: facts for facts in ours.values() if facts.identity is not None},
            explicit={path.lower() for path in self._repositories},
        )

    def _may_be_named(self, run: _Run, listed: Listed) -> bool:
        return (
            may_be_shown(listed.visibility, self._settings)
            or self._key(listed) in run.known
            or listed.path.lower() in run.explicit
        )

    def _lists(self) -> Lists:
        lists = (
            lists_written(self._listings[self.name])
            if self.name in self._listings
            else read_lists(self._forge, self._settings.accounts, source=self.name)
        )
        if lists.failed and len(lists.failed) == len(self._settings.accounts) and not self._repositories:
            raise next(iter(lists.failed.values()))
        return lists

    def _spent(self) -> Spent:
        return Spent(requests=self._forge.requests, points=self._forge.points, waited=self._forge.waited)

    def _key(self, listed: Listed) -> ProjectKey:
        return listed.key(self._where.host)

    def _fingerprint(self, listed: Listed) -> str:
        scheme = short_hash(repr((COLLECTOR, self._forge.scheme, self._settings.labels, self._further_scheme)))
        return f"{listed.state}:{scheme}"

    # -- choosing ---------------------------------------------------------------------------

    def _collect(self, run: _Run, lists: Lists, *, full: bool) -> Iterator[Outcome]:
        speaks = self._shard.number == 1  # what is about no repository in particular is the word of one machine
        run.withheld = lists.withheld if speaks else 0
        ours = [one for one in lists.repositories if self._shard.holds(self._key(one))]
        self._follow_renames(run, lists)
        found = list(self._look_up(run, lists))
        first = [one for one in found if not isinstance(one, Listed)]
        for one in ours:
            if self._key(one) not in run.done and (outcome := self._refusal(run, one)) is not None:
                first.append(outcome)
        kept = [one for one in (*ours, *found) if isinstance(one, Listed) and self._key(one) not in run.done]
        unchanged, refresh, details = self._sort(run, kept, full=full)
        lost = [facts for facts in run.known.values() if self._of_failed(facts, lists) and self._shard.holds(facts.key)]
        lost = [facts for facts in lost if facts.key not in run.done]
        yield Planned(len(first) + len(kept) + len(lost) + len(lists.failed))
        yield from lists.notices if speaks else ()
        yield from first
        for account, error in sorted(lists.failed.items()):
            yield Failed(ProjectKey(f"{self._where.host}/{account}"), error)
        for facts in lost:
            account = self._settings.account_of(f"{facts.owner}/{facts.name}") or ""
            yield Failed(facts.key, lists.failed[account])
        waiting = iter(details)
        while group := list(islice(waiting, GROUP)):
            yield from self._details(run, group, full=full)
        yield from self._refresh(run, refresh)
        for facts in unchanged:
            yield self._settled(run, facts)
        if speaks and self._settings.teams:
            yield from self._forge.read_teams(lists.failed)
        if run.withheld:
            yield Withheld(run.withheld)
        yield added(self._spent(), lists.spent if speaks else None)

    def _follow_renames(self, run: _Run, lists: Lists) -> None:
        """An entry of the catalogue means a known repository under its new name too."""
        named = (facts for facts in run.known.values() if f"{facts.owner}/{facts.name}".lower() in run.explicit)
        meant = {facts.identity for facts in named} - {None}
        run.explicit |= {one.path.lower() for one in lists.repositories if one.identity in meant}

    def _refusal(self, run: _Run, listed: Listed) -> Outcome | None:
        """Why a repository is not collected, as an outcome, if there is one to name; visibility goes first."""
        key = self._key(listed)
        if not may_be_shown(listed.visibility, self._settings):
            run.done.add(key)
            run.withheld += 1
            return Failed(key, hidden()) if key in run.known else None
        rule = None if listed.path.lower() in run.explicit else rule_against(listed, self._settings)
        if rule is None:
            return None
        run.done.add(key)
        return Excluded(key, rule, listed.visibility)

    def _look_up(self, run: _Run, lists: Lists) -> Iterator[Listed | Outcome]:
        """Entries of the catalogue, and known projects that the list lacks: asked for one by one."""
        paths = {one.path.lower() for one in lists.repositories}
        identities = {one.identity for one in lists.repositories if one.identity is not None}
        wanted: dict[str, Listed] = {}
        for path in self._repositories:
            known = run.known.get(ProjectKey(f"{self._where.host}/{path}"))
            if known is None or known.identity not in identities:
                wanted[path.lower()] = Listed(path=path, identity=None if known is None else known.identity)
        for facts in run.known.values():
            path = f"{facts.owner}/{facts.name}"
            if facts.source == self.name and facts.identity not in identities and not self._of_failed(facts, lists):
                wanted.setdefault(path.lower(), Listed(path=path, identity=facts.identity))
        missing = [
            one
            for path, one in sorted(wanted.items())
            if path not in paths and self._shard.holds(f"{self._where.host}/{path}")
        ]
        if not missing:
            return
        for reported in self._forge.look_up(missing):
            asked = self._key(reported.asked)
            if reported.listed is None:
                run.done.add(asked)
                yield Failed(
                    asked, not_found(reported.error, reported.asked, by_name=self._is_named(run, reported.asked, asked))
                )
                continue
            key = self._key(reported.listed)
            if key != asked and reported.asked.path.lower() in run.explicit:
                run.explicit.add(reported.listed.path.lower())  # the entry means it under its new name too
            elif key != asked and not self._settings.owns(reported.listed.path):
                run.done.add(asked)
                yield Failed(asked, SourceError("moved", "a repository moved to another owner", gone=True))
                continue
            if key in run.done:
                continue
            refusal = self._refusal(run, reported.listed)
            if refusal is not None:
                yield refusal
            elif key not in run.done:
                yield reported.listed

    def _is_named(self, run: _Run, asked: Listed, key: ProjectKey) -> bool:
        """Whether a repository may be named in messages: the catalogue names it, and it was never listed."""
        return asked.path.lower() in run.explicit and key not in run.known

    def _of_failed(self, facts: Facts, lists: Lists) -> bool:
        account = self._settings.account_of(f"{facts.owner}/{facts.name}")
        return facts.source == self.name and account in lists.failed

    def _sort(self, run: _Run, kept: Sequence[Listed], *, full: bool) -> tuple[list[Facts], list[Listed], list[Listed]]:
        unchanged: list[Facts] = []
        refresh: list[Listed] = []
        details: list[Listed] = []
        day = self._now.astimezone(UTC).toordinal()
        seen: set[ProjectKey] = set()
        for one in kept:
            key = self._key(one)
            if key in seen:
                continue
            seen.add(key)
            facts = run.known.get(key)
            if full or facts is None or _state_of(facts) != self._fingerprint(one):
                details.append(one)
            elif crc32(key.encode()) % ROTATION_DAYS == day % ROTATION_DAYS:
                refresh.append(one)
            else:
                unchanged.append(facts)
        return unchanged, refresh, details

    # -- reading ----------------------------------------------------------------------------

    def _details(self, run: _Run, group: Sequence[Listed], *, full: bool) -> Iterator[Outcome]:
        """Read the insides of some repositories, and then what their forge says of them.

        In that order, so that what turned private meanwhile is not stored.
        """
        before = {self._key(one): known for one in group if (known := self._known(run, one)) is not None}
        inside: dict[ProjectKey, Outcome] = {}
        for outcome in self._git(tuple(self._remote(one) for one in group)).collect(
            {key: replace(facts, fingerprint=_git_part(facts)) for key, facts in before.items() if facts.key == key},
            full=full,
        ):
            key = outcome_key(outcome)
            if key is not None:
                inside[key] = outcome
        readable = [one for one in group if isinstance(inside.get(self._key(one)), Changed | Unchanged)]
        unreadable = [one for one in group if one not in readable]
        for reported in self._forge.tell(readable, before):
            yield from self._joined(
                run, reported, inside[self._key(reported.asked)], before.get(self._key(reported.asked))
            )
        for one in unreadable:
            match inside.get(self._key(one)):
                case Failed(key, error):
                    yield Failed(key, self._explained(error))
                case Excluded(key, rule):
                    yield Excluded(key, rule, one.visibility)
                case _:
                    pass

    def _joined(self, run: _Run, reported: Reported, inside: Outcome, known: Facts | None) -> Iterator[Outcome]:
        """What git and the forge say of one repository."""
        asked = self._key(reported.asked)
        outcome = self._judged(run, reported)
        if outcome is not None:
            yield outcome
            return
        if asked in run.done:
            return
        match inside:
            case Changed(collected, problems):
                facts = replace(collected.facts, provider=self._provider, source=self.name)
                git, blobs = collected.facts.fingerprint or "", collected.blobs
            case _ if known is not None:
                facts, problems, git, blobs = replace(known, source=self.name), (), _git_part(known) or "", {}
            case _:
                return
        run.done.add(asked)
        in_part = reported.facts is None or _in_part(reported)
        if reported.facts is None:
            # What was known of it is more likely to be true than nothing; git's part is new.
            facts = facts if known is None else with_reported(facts, filled(_unshared(known), known, reported.asked))
            facts = replace(facts, visibility=reported.asked.visibility)
        else:
            facts = with_reported(facts, _whole(reported, reported.facts, known))
        facts = replace(
            facts, fingerprint=f"{git}{_BETWEEN}{_IN_PART if in_part else self._fingerprint(reported.asked)}"
        )
        missing = () if reported.error is None else (unreported(asked, reported.error),)
        stay = not isinstance(inside, Changed) and not missing and not reported.problems
        if known is not None and facts == known and stay:
            yield Unchanged(asked)
            return
        yield Changed(
            Collected(facts=facts, blobs=blobs), (*problems, *reported.problems, *missing), problems_stay=stay
        )

    def _judged(self, run: _Run, reported: Reported) -> Outcome | None:
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
            return Unchanged(asked) if asked in run.known else None
        return self._refusal(run, replace(reported.listed, has_metadata=reported.asked.has_metadata))

    def _refresh(self, run: _Run, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        for reported in self._forge.tell(wanted, run.known):
            asked = self._key(reported.asked)
            outcome = self._judged(run, reported)
            if outcome is not None:
                yield outcome
            elif asked in run.done:
                continue
            elif reported.facts is None:
                yield Failed(asked, reported.error or SourceError("server-error", "the host returned nothing"))
            else:
                known = run.known[asked]
                facts = with_reported(known, _whole(reported, reported.facts, known))
                if _in_part(reported):
                    facts = replace(facts, fingerprint=f"{_git_part(known) or ''}{_BETWEEN}{_IN_PART}")
                yield self._settled(run, facts, reported.problems)

    def _settled(self, run: _Run, facts: Facts, problems: tuple[Problem, ...] = ()) -> Outcome:
        # A source that was renamed takes its projects along, for they stay or go with it.
        facts = replace(facts, source=self.name)
        if facts == run.known.get(facts.key) and not problems:
            return Unchanged(facts.key)
        return Changed(Collected(facts=facts, blobs={}), problems, problems_stay=not problems)

    def _known(self, run: _Run, listed: Listed) -> Facts | None:
        return run.known.get(self._key(listed)) or run.by_identity.get(listed.identity or "")

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

    def _explained(self, error: SourceError) -> SourceError:
        if error.code != "authentication":
            return error
        scope = "read_repository" if self._settings.kind == "gitlab" else "read:repository"
        return SourceError(
            "authentication",
            "the token may not read the files of the repository",
            f"Give the token in {self._settings.token_env} the scope {scope}, and at least the role Reporter.",
        )


def _in_part(reported: Reported) -> bool:
    return any(problem.code == "partial" for problem in reported.problems)


def _whole(reported: Reported, facts: Facts, known: Facts | None) -> Facts:
    """What a forge reported, with what was known in place of parts that did not come."""
    if known is None or not _in_part(reported):
        return facts
    return filled(facts, known, reported.listed or reported.asked)


def _unshared(known: Facts) -> Facts:
    """The facts less those that depend on what may be shown."""
    return replace(known, issues=None, opened_issues=None, open_issues=None, pull_requests=None)


def _state_of(facts: Facts) -> str:
    return (facts.fingerprint or "").partition(_BETWEEN)[2]


def _git_part(facts: Facts) -> str | None:
    return (facts.fingerprint or "").partition(_BETWEEN)[0] or None
