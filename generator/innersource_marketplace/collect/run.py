"""From sources to snapshot: run every source, keep what is good, say what is not.

Each project is stored as soon as it arrives, so a run that is killed loses nothing that it had.
What needs the whole run (who is gone, who was renamed, the day's figures) is settled at the end,
in one transaction. Nothing is written before the first usable outcome: a run that finds nothing
leaves the snapshot as it was, except that what must not be shown any more is removed from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from innersource_marketplace.collect.addresses import likely_moves, new_pages, renames_of
from innersource_marketplace.collect.daily_figures import DailyFigures
from innersource_marketplace.collect.first_look import first
from innersource_marketplace.collect.guard import Holding, held_error, hold_back
from innersource_marketplace.collect.in_folders import follow, note_part, outcomes_of_parts, parts_of
from innersource_marketplace.collect.nothing_usable import nothing_usable
from innersource_marketplace.collect.run_report import RunReport, report_as_json
from innersource_marketplace.collect.sources import (
    Changed,
    Failed,
    Outcome,
    Planned,
    Source,
    Unchanged,
    outcome_key,
    outcomes_of,
)
from innersource_marketplace.collect.tally import SourceResult, Tally, note, problem_of, settle_moves
from innersource_marketplace.errors import NothingUsable, Problem, SourceError, Words
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.formats.innersource_json.participation import still_out
from innersource_marketplace.model import AuthorId, Collected, Facts, ProjectKey, day_of
from innersource_marketplace.progress import Progress
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.departures import Departed, key_hash
from innersource_marketplace.snapshot.known_facts import StoredBrief
from innersource_marketplace.snapshot.store import Snapshot, known_facts, open_snapshot

FurtherFigures = Callable[[Snapshot, Iterable[Facts]], Mapping[str, float | None]]
"""Figures of the day about the projects that a run leaves listed; None for one that could not be computed."""


def collect(
    sources: Sequence[Source],
    *,
    snapshot_path: Path,
    clock: Callable[[], datetime],
    full: bool = False,
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]] | None = None,
    further_figures: FurtherFigures = lambda _snapshot, _facts: {},
    guard: SourceGuard | None = None,
    converter: ReadmeConverter | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Run the sources in their order and bring the snapshot up to date.

    A repository that two sources list belongs to the first. `renamed_from` maps a project to keys
    it had before, for redirects that the sources cannot see by themselves. `further_figures` adds to
    the figures of the day what the catalogue must be known for. `guard` says when projects are kept that a
    source no longer lists; without it none are. `converter` reads what projects say of themselves; one is started
    where none is given. With `limit`, at most so many repositories of each source are read: a first look, which says
    nothing of the others, so none of them is removed, and the day gets no figures.

    Raises `NothingUsable` when no source yielded a single usable project, `SnapshotError` when the
    snapshot cannot be read or written.
    """
    started_at = clock()
    progress = progress or Progress()
    guard = guard or SourceGuard(nights=0)
    before: dict[ProjectKey, StoredBrief] = {}
    if snapshot_path.exists():
        with open_snapshot(snapshot_path, checked=True) as snapshot:
            before = snapshot.briefs()
    with ExitStack() as stack, closing(known_facts(snapshot_path)) as known:
        run = Tally(known=known)
        reader = converter or stack.enter_context(ReadmeConverter(1))
        snapshot_or_none: Snapshot | None = None
        waiting: list[Failed] = []
        parts, repositories = parts_of(before), set[ProjectKey | None]()
        for source in sources:
            result = run.sources.setdefault(source.name, SourceResult())
            try:
                outcomes = outcomes_of(source, known, full=full)
                if limit is not None:
                    outcomes = first(outcomes, limit)
                for outcome in shown(outcomes, progress, most=limit):
                    key = outcome_key(outcome)
                    if key is not None and run.listed.get(key, source.name) != source.name:
                        continue  # an earlier source has it
                    if snapshot_or_none is None and isinstance(outcome, Changed | Unchanged):
                        snapshot_or_none = stack.enter_context(open_snapshot(snapshot_path, create=True))
                    repositories.add(key)
                    note(run, source.name, outcome)
                    found = [outcome]
                    for one in outcomes_of_parts(outcome, parts, snapshot_or_none):
                        if outcome_key(one) not in repositories:  # or a repository has that very address
                            note_part(run, source.name, one)
                            found.append(one)
                    waiting += _store_all(found, snapshot_or_none, reader, started_at)
            except SourceError as error:
                run.failed_sources.add(source.name)
                result.error, result.message, result.fix = error.code, str(error), str(error.fix)
                run.failed[error.code] += 1
                run.problems.append(problem_of(source.name, error))
                waiting += _left_stale(run, before, source, error)
        progress.stage("Closing the run")
        if snapshot_or_none is None:
            settle_moves(run, ())
            purged = _purge(run, snapshot_path, before, guard, started_at)
            there = snapshot_path.exists()
            raise NothingUsable(nothing_usable(run, there=there, purged=purged), purged=purged, known=there)
        for failure in waiting:
            snapshot_or_none.fail(failure.key, failure.error, started_at)
        known.close()  # a snapshot that is read by nobody becomes one file again
        return _finish(
            run,
            snapshot_or_none,
            before=before,
            renamed_from=renamed_from or {},
            further_figures=further_figures,
            guard=guard,
            limited=limit is not None,
            started_at=started_at,
            clock=clock,
            progress=progress,
        )


def shown(outcomes: Iterator[Outcome], progress: Progress, *, most: int | None = None) -> Iterator[Outcome]:
    """Pass on what a source yields, and show it: what comes before it knows how much there is counts as listing.

    `most` is how many will be read at most.
    """
    progress.stage("Listing")
    for outcome in outcomes:
        if isinstance(outcome, Planned):
            progress.stage("Reading")
            progress.expect(outcome.total if most is None else min(outcome.total, most))
        elif (key := outcome_key(outcome)) is not None:
            progress.step(key)
        yield outcome


def _left_stale(
    run: Tally, before: Mapping[ProjectKey, StoredBrief], source: Source, error: SourceError
) -> list[Failed]:
    """What a source that failed as a whole would have brought up to date."""
    known = sorted(key for key, brief in before.items() if brief.source == source.name)
    return [Failed(key, error) for key in known if key not in run.listed]


def _purge(
    run: Tally, snapshot_path: Path, before: Mapping[ProjectKey, StoredBrief], guard: SourceGuard, now: datetime
) -> int:
    """Remove what must not be shown any more, on a night that brought nothing else; how many projects that are."""
    follow(run, before)
    missing = (run.missing - run.purged) & before.keys()
    with ExitStack() as stack:
        if not missing and not run.purged & before.keys():
            return 0
        snapshot = stack.enter_context(open_snapshot(snapshot_path, create=True))
        sources, today = _repositories(run, before), day_of(now)
        holding = hold_back(missing, sources, snapshot.held(), guard, today, unlisted=run.unlisted)
        run.problems += holding.problems
        keys = dict.fromkeys(sorted((run.purged | missing) & before.keys() - _held(holding, before)), True)
        snapshot.purge(keys, now)
        return len(keys)


def _store_all(
    outcomes: Iterable[Outcome], snapshot: Snapshot | None, reader: ReadmeConverter, now: datetime
) -> list[Failed]:
    """Store what became of a repository and its folders. Without a snapshot so far, give back what waits for one."""
    if snapshot is None:
        return [one for one in outcomes if isinstance(one, Failed) and not one.error.gone]
    for outcome in outcomes:
        _store(outcome, snapshot, reader, now)
    return []


def _store(outcome: Outcome, snapshot: Snapshot, reader: ReadmeConverter, now: datetime) -> None:
    match outcome:
        case Changed(collected, problems, problems_stay):
            facts, blobs = collected.facts, collected.blobs
            out = still_out(
                facts,
                snapshot.facts(facts.key),
                lambda oid: blobs[oid] if oid in blobs else snapshot.blob(oid),
                reader.contents().metadata,
                in_part=outcome.in_part,
            )
            kept = Collected(facts=replace(facts, opted_out=out), blobs=blobs)
            failure = _part_missing(problems) if outcome.in_part else None
            snapshot.save(kept, None if problems_stay else problems, now=now, failure=failure)
        case Unchanged(unchanged):
            snapshot.touch(unchanged, now)
        case Failed(failed, error) if not error.gone:
            snapshot.fail(failed, error, now)
        case _:
            pass


def _part_missing(problems: Sequence[Problem]) -> SourceError:
    what = next(iter(problems), None)
    message = what.message if what is not None else "some facts could not be read"
    return SourceError("partial", message, "The next run tries again. Act only if it keeps happening.")


def _finish(
    run: Tally,
    snapshot: Snapshot,
    *,
    before: Mapping[ProjectKey, StoredBrief],
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]],
    further_figures: FurtherFigures,
    guard: SourceGuard,
    limited: bool,
    started_at: datetime,
    clock: Callable[[], datetime],
    progress: Progress,
) -> RunReport:
    follow(run, before)
    vanished = {
        key
        for key, brief in before.items()
        if key in run.purged
        or (not limited and key not in run.listed and (key in run.missing or brief.source not in run.failed_sources))
    }
    present = snapshot.briefs()
    finished_at = clock()
    # What a run stored that was killed has no address yet. It is as new as if that run had not been.
    settled = {key: brief for key, brief in before.items() if brief.page is not None}
    left = vanished & settled.keys()
    gone = run.purged - run.moved.keys()
    renames = renames_of(settled, _without(present, vanished), left, renamed_from, purged=gone)
    settle_moves(run, renames)
    missing = vanished - renames.keys() - run.purged - run.excluded_at_once
    holding = _hold(run, snapshot, before, missing=missing, guard=guard, now=finished_at)
    vanished -= _held(holding, before)
    after = _without(present, vanished)
    came = after.keys() - settled.keys() - set(renames.values())
    run.problems += likely_moves(
        snapshot,
        {key for key in vanished - renames.keys() if before[key].part_of is None},
        {key for key in came if after[key].part_of is None},
    )
    redirects = {page: new for old, new in renames.items() if (page := before[old].page) is not None}
    for page, key in snapshot.redirects().items():
        if key in renames:
            redirects[page] = renames[key]
    returned = _returned(snapshot, came, after)
    figures = _read_once(run, snapshot, after.keys(), started_at, finished_at, limited=limited)
    report = RunReport(
        projects=len(after),
        changed=len(run.changed),
        unchanged=len(run.unchanged),
        excluded=len(run.excluded),
        withheld=run.withheld,
        removed=len(vanished & settled.keys()) - len(renames),
        renamed=len(renames),
        failed=dict(sorted(run.failed.items())),
        problems=tuple(sorted([*run.problems, *run.unreadable, *run.unpublished])),
        spent=dict(sorted(run.spent.items())),
        sources=run.sources,
        excluded_visibility=dict(sorted(run.excluded_visibility.items())),
        never_read={key: source for key, source in sorted(run.listed.items()) if key not in after},
        purged=len((vanished - renames.keys()) & (run.purged | run.missing)),
        held=len(holding.nights),
        seconds=max((finished_at - started_at).total_seconds(), 0.0),
        steps={},
    )
    recorded = snapshot.daily_figures()
    today = recorded.get(day_of(finished_at), {})
    # All that a first run finds is new, which says nothing of the day. A first look has no row.
    changes = _changes(today, came=len(came) - len(returned), gone=report.removed) if settled and recorded else {}
    snapshot.finish_run(
        started_at=started_at,
        finished_at=finished_at,
        remove={key: None if key in renames else key in run.purged or key in run.missing for key in sorted(vanished)},
        held=holding.nights,
        remembered=run.remembered,
        pages=new_pages(snapshot, after, {key for key, former in returned.items() if former.hashed_page}),
        redirects=redirects,
        first_seen={
            **{key: former.first_seen for key, former in sorted(returned.items())},
            **{new: before[old].first_seen for old, new in sorted(renames.items())},
        },
        problems=sorted(run.problems),
        excluded={**_elsewhere(snapshot, run), **run.excluded} if limited else run.excluded,
        figures=None if limited else {**figures, **changes},
        report=report_as_json(report),
    )
    if not limited:
        # Of what is listed now, with the addresses that it has now.
        listed = (stored.facts for stored in snapshot.projects() if not stored.facts.opted_out)
        snapshot.add_figures(day_of(finished_at), further_figures(snapshot, listed))
    return replace(report, steps=progress.seconds())


def _elsewhere(snapshot: Snapshot, run: Tally) -> dict[ProjectKey, Words]:
    """What the last run left out, of which this one says nothing."""
    return {key: rule for key, rule in snapshot.excluded().items() if key not in run.listed}


def _without(briefs: Mapping[ProjectKey, StoredBrief], gone: Set[ProjectKey]) -> dict[ProjectKey, StoredBrief]:
    return {key: brief for key, brief in briefs.items() if key not in gone}


def _hold(
    run: Tally,
    snapshot: Snapshot,
    before: Mapping[ProjectKey, StoredBrief],
    *,
    missing: Set[ProjectKey],
    guard: SourceGuard,
    now: datetime,
) -> Holding:
    """Keep what the guard keeps, each with its reason."""
    sources = _repositories(run, before)
    holding = hold_back(missing, sources, snapshot.held(), guard, day_of(now), unlisted=run.unlisted)
    run.problems += holding.problems
    if holding.nights:
        run.failed["held-back"] += len(holding.nights)
    for key in sorted(_held(holding, before)):
        run.excluded.pop(key, None)
        snapshot.fail(key, held_error(before[key].source), now)
    return holding


def _repositories(run: Tally, before: Mapping[ProjectKey, StoredBrief]) -> dict[ProjectKey, str]:
    """The known repositories with their sources; projects in folders stay or go with them, and do not count."""
    return {key: brief.source for key, brief in before.items() if brief.part_of is None and brief.source in run.sources}


def _held(holding: Holding, before: Mapping[ProjectKey, StoredBrief]) -> set[ProjectKey]:
    """What is kept: repositories with the projects in their folders."""
    return {key for key, brief in before.items() if key in holding.nights or brief.part_of in holding.nights}


def _returned(
    snapshot: Snapshot, came: Iterable[ProjectKey], after: Mapping[ProjectKey, StoredBrief]
) -> dict[ProjectKey, Departed]:
    """Those among the new projects that were there before, with what is known of them."""
    departed = snapshot.departed()
    found = {key: departed[key_hash(key)] for key in came if key_hash(key) in departed}
    return {key: former for key, former in found.items() if former.is_same(after[key].identity)}


def _read_once(
    run: Tally,
    snapshot: Snapshot,
    listed: Set[ProjectKey],
    started_at: datetime,
    finished_at: datetime,
    *,
    limited: bool,
) -> dict[str, float]:
    """The figures of the day, and who is in which team: from the facts of each project, one at a time.

    Figures tell of what is shown, as the pages do; who asked not to be is in the snapshot, and nowhere else.
    """
    figures, same_people = DailyFigures(day_of(started_at)), set[tuple[AuthorId, AuthorId]]()
    for stored in snapshot.projects():
        if stored.facts.key not in listed:
            continue
        for one in stored.facts.authors or ():
            if one.account is not None and one.account != one.id:
                same_people.add((one.id, one.account))
        if not stored.facts.opted_out:
            figures.add(stored)
    snapshot.save_teams(
        {account: teams for account, teams in run.teams.items() if teams is not None},
        same_people=same_people,
        # A source that failed as a whole, or was cut short, has not said whose teams it would have read.
        keep=None if run.failed_sources or limited else run.teams.keys(),
        today=day_of(finished_at),
    )
    return figures.row()


def _changes(today: Mapping[str, float | None], *, came: int, gone: int) -> dict[str, float]:
    """How many projects came and went, added to what earlier runs of the same day found."""
    return {"new": (today.get("new") or 0) + max(came, 0), "removed": (today.get("removed") or 0) + max(gone, 0)}
