"""From sources to snapshot: run every source, keep what is good, say what is not.

Each project is stored as soon as it arrives, so a run that is killed loses nothing that it had.
What needs the whole run (who is gone, who was renamed, the day's figures) is settled at the end,
in one transaction. Nothing is written before the first usable outcome: a run that finds nothing
leaves the snapshot as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from math import inf
from pathlib import Path

from innersource_marketplace.collect.sources import (
    Changed,
    Failed,
    Outcome,
    Planned,
    Source,
    Spent,
    Unchanged,
    outcome_key,
)
from innersource_marketplace.collect.tally import SourceResult, Tally, note, problem_of
from innersource_marketplace.errors import NothingUsable, Problem, Severity, SourceError
from innersource_marketplace.escape import short_hash, slug
from innersource_marketplace.formats.innersource_json.participation import still_out
from innersource_marketplace.limits import ACTIVE_DAYS
from innersource_marketplace.model import (
    Collected,
    Day,
    DocumentRole,
    Facts,
    ProjectKey,
    Stored,
    Visibility,
    day_of,
    days_since,
)
from innersource_marketplace.progress import Progress
from innersource_marketplace.reference.hosts import host_name
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

FurtherFigures = Callable[[Snapshot, Sequence[Facts]], Mapping[str, float | None]]
"""Figures of the day about the projects that a run leaves listed; None for one that could not be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """How a run went. `failed` counts by reason; `problems` has the details and fixes.

    `withheld` counts what the visibility policy left out, of which nothing else is known or kept;
    `spent` is what each host charged, by the name of the source; `sources` is how each source fared.
    `excluded_visibility` says who may see what a rule left out, so that `build` can check again;
    `never_read` are repositories, by key with the name of their source, that no run could read yet;
    `steps` are the stages in their order with the seconds that each took.
    """

    projects: int
    changed: int
    unchanged: int
    excluded: int
    withheld: int
    removed: int
    renamed: int
    failed: Mapping[str, int]
    problems: tuple[Problem, ...]
    spent: Mapping[str, Spent]
    sources: Mapping[str, SourceResult]
    excluded_visibility: Mapping[ProjectKey, Visibility]
    never_read: Mapping[ProjectKey, str]
    seconds: float
    steps: Mapping[str, float]

    @property
    def all_well(self) -> bool:
        """True when nothing failed."""
        return not self.failed


def collect(
    sources: Sequence[Source],
    *,
    snapshot_path: Path,
    clock: Callable[[], datetime],
    full: bool = False,
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]] | None = None,
    further_figures: FurtherFigures = lambda _snapshot, _facts: {},
    progress: Progress | None = None,
) -> RunReport:
    """Run the sources in their order and bring the snapshot up to date.

    A repository that two sources list belongs to the first. `renamed_from` maps a project to keys
    it had before, for redirects that the sources cannot see by themselves. `further_figures` adds to
    the figures of the day what the catalogue must be known for.

    Raises `NothingUsable` when no source yielded a single usable project, `SnapshotError` when the
    snapshot cannot be read or written.
    """
    started_at = clock()
    progress = progress or Progress()
    before: dict[ProjectKey, Stored[Facts]] = {}
    if snapshot_path.exists():
        with open_snapshot(snapshot_path) as snapshot:
            before = {stored.facts.key: stored for stored in snapshot.projects()}
    run = Tally(known={key: stored.facts for key, stored in before.items()})
    with ExitStack() as stack:
        snapshot_or_none: Snapshot | None = None
        waiting: list[Failed] = []
        for source in sources:
            result = run.sources.setdefault(source.name, SourceResult())
            try:
                for outcome in shown(source.collect(run.known, full=full), progress):
                    key = outcome_key(outcome)
                    if key is not None and run.listed.get(key, source.name) != source.name:
                        continue  # an earlier source has it
                    if snapshot_or_none is None and isinstance(outcome, Changed | Unchanged):
                        snapshot_or_none = stack.enter_context(open_snapshot(snapshot_path, create=True))
                    if snapshot_or_none is None:
                        if isinstance(outcome, Failed) and not outcome.error.gone:
                            waiting.append(outcome)
                    else:
                        _store(outcome, snapshot_or_none, run.known, started_at)
                    note(run, source.name, outcome)
            except SourceError as error:
                run.failed_sources.add(source.name)
                result.error, result.message = error.code, str(error)
                run.failed[error.code] += 1
                run.problems.append(problem_of(source.name, error))
                waiting += _left_stale(run, source, error)
        if snapshot_or_none is None:
            raise NothingUsable(_nothing_usable(run, snapshot_path))
        progress.stage("Closing the run")
        for failure in waiting:
            snapshot_or_none.fail(failure.key, failure.error, started_at)
        return _finish(
            run,
            snapshot_or_none,
            before=before,
            renamed_from=renamed_from or {},
            further_figures=further_figures,
            started_at=started_at,
            clock=clock,
            progress=progress,
        )


def shown(outcomes: Iterator[Outcome], progress: Progress) -> Iterator[Outcome]:
    """Pass on what a source yields, and show it: what comes before it knows how much there is counts as listing."""
    progress.stage("Listing")
    for outcome in outcomes:
        if isinstance(outcome, Planned):
            progress.stage("Reading")
            progress.expect(outcome.total)
        elif (key := outcome_key(outcome)) is not None:
            progress.step(key)
        yield outcome


def report_as_json(report: RunReport) -> dict[str, object]:
    """A run report as plain values for the snapshot, without its problems and without what a stopwatch said."""
    return {
        "projects": report.projects,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "excluded": report.excluded,
        "withheld": report.withheld,
        "removed": report.removed,
        "renamed": report.renamed,
        "failed": dict(report.failed),
        "spent": {
            source: {"requests": cost.requests, "points": cost.points, "waited": cost.waited}
            for source, cost in report.spent.items()
        },
        "sources": {name: asdict(result) for name, result in report.sources.items()},
        "never_read": dict(report.never_read),
        "excluded_visibility": {key: visibility.value for key, visibility in report.excluded_visibility.items()},
        "seconds": report.seconds,
    }


def _left_stale(run: Tally, source: Source, error: SourceError) -> list[Failed]:
    """What a source that failed as a whole would have brought up to date."""
    known = sorted(key for key, facts in run.known.items() if facts.source == source.name)
    return [Failed(key, error) for key in known if key not in run.listed]


def _store(outcome: Outcome, snapshot: Snapshot, known: Mapping[ProjectKey, Facts], now: datetime) -> None:
    match outcome:
        case Changed(collected, problems, problems_stay):
            facts, blobs = collected.facts, collected.blobs
            out = still_out(
                facts,
                known.get(facts.key),
                lambda oid: blobs[oid] if oid in blobs else snapshot.blob(oid),
                in_part=any(problem.code == "partial" for problem in problems),
            )
            kept = Collected(facts=replace(facts, opted_out=out), blobs=blobs)
            snapshot.save(kept, None if problems_stay else problems, now=now)
        case Unchanged(unchanged):
            snapshot.touch(unchanged, now)
        case Failed(failed, error) if not error.gone:
            snapshot.fail(failed, error, now)
        case _:
            pass


def _finish(
    run: Tally,
    snapshot: Snapshot,
    *,
    before: Mapping[ProjectKey, Stored[Facts]],
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]],
    further_figures: FurtherFigures,
    started_at: datetime,
    clock: Callable[[], datetime],
    progress: Progress,
) -> RunReport:
    vanished = {
        key
        for key, stored in before.items()
        if key in run.purged or (key not in run.listed and stored.facts.source not in run.failed_sources)
    }
    after = {stored.facts.key: stored for stored in snapshot.projects() if stored.facts.key not in vanished}
    renames = _renames(before, after, vanished, renamed_from, purged=run.purged)
    run.problems += _likely_moves(before, after, vanished - renames.keys(), {*renames.values()})
    redirects = {page: new for old, new in renames.items() if (page := before[old].page) is not None}
    for page, key in snapshot.redirects().items():
        if key in renames:
            redirects[page] = renames[key]
    # Figures tell of what is shown, as the pages do; who asked not to be is in the snapshot, and nowhere else.
    shown = [stored for stored in after.values() if not stored.facts.opted_out]
    finished_at = clock()
    _save_teams(run, snapshot, after.values(), finished_at)
    report = RunReport(
        projects=len(after),
        changed=len(run.changed),
        unchanged=len(run.unchanged),
        excluded=len(run.excluded),
        withheld=run.withheld,
        removed=len(vanished) - len(renames),
        renamed=len(renames),
        failed=dict(sorted(run.failed.items())),
        problems=tuple(sorted([*run.problems, *run.unreadable])),
        spent=dict(sorted(run.spent.items())),
        sources=run.sources,
        excluded_visibility=dict(sorted(run.excluded_visibility.items())),
        never_read={key: source for key, source in sorted(run.listed.items()) if key not in after},
        seconds=max((finished_at - started_at).total_seconds(), 0.0),
        steps={},
    )
    today = snapshot.daily_figures().get(day_of(finished_at), {})
    came = len(after.keys() - before.keys()) - len(renames)
    # All that a first run finds is new, which says nothing of the day.
    changes = _changes(today, came=came, gone=report.removed) if before else {}
    snapshot.finish_run(
        started_at=started_at,
        finished_at=finished_at,
        remove=sorted(vanished),
        pages=_new_pages(after),
        redirects=redirects,
        first_seen={new: before[old].first_seen for old, new in sorted(renames.items())},
        problems=sorted(run.problems),
        excluded=run.excluded,
        figures={**_figures(shown, started_at), **changes},
        report=report_as_json(report),
    )
    # Of what is listed now, with the addresses that it has now.
    further = further_figures(snapshot, [stored.facts for stored in shown])
    snapshot.add_figures(day_of(finished_at), further)
    return replace(report, steps=progress.seconds())


def _save_teams(run: Tally, snapshot: Snapshot, projects: Iterable[Stored[Facts]], now: datetime) -> None:
    authors = (author for stored in projects for author in stored.facts.authors or ())
    snapshot.save_teams(
        {account: teams for account, teams in run.teams.items() if teams is not None},
        same_people={(one.id, one.account) for one in authors if one.account is not None and one.account != one.id},
        # A source that failed as a whole has not said whose teams it would have read.
        keep=None if run.failed_sources else run.teams.keys(),
        today=day_of(now),
    )


def _new_pages(projects: Mapping[ProjectKey, Stored[Facts]]) -> dict[ProjectKey, str]:
    """Addresses for projects that have none yet; whoever has one keeps it, a hash tells namesakes apart.

    By key and not by arrival, so that the same catalogue always gives the same addresses.
    """
    taken = {stored.page for stored in projects.values() if stored.page is not None}
    pages: dict[ProjectKey, str] = {}
    for key, stored in sorted(projects.items()):
        if stored.page is None:
            page = f"projects/{slug(stored.facts.owner)}/{slug(stored.facts.name)}/"
            if page in taken:
                page = f"{page[:-1]}-{short_hash(key)}/"
            taken.add(page)
            pages[key] = page
    return pages


def _renames(
    before: Mapping[ProjectKey, Stored[Facts]],
    after: Mapping[ProjectKey, Stored[Facts]],
    vanished: set[ProjectKey],
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]],
    *,
    purged: set[ProjectKey],
) -> dict[ProjectKey, ProjectKey]:
    """Former key to new key: as the catalogue says, else the same with its host spelled as keys spell it, else
    one that left and one that came with the same identity.

    Of those that a host reports as gone, only the catalogue may say so: nobody else knows who may hear of them.
    """
    renames = {old: new for new, olds in renamed_from.items() for old in olds if old in vanished and new in after}
    vanished = vanished - purged
    for old in vanished - renames.keys():
        # Snapshots of before may spell the host of a key in another way.
        host, _, path = old.partition("/")
        new = ProjectKey(f"{host_name(host) or host}/{path}")
        if new != old and new in after:
            renames[old] = new
    left: dict[str, list[ProjectKey]] = {}
    came: dict[str, list[ProjectKey]] = {}
    for key in sorted(vanished - renames.keys()):
        if (identity := before[key].facts.identity) is not None:
            left.setdefault(identity, []).append(key)
    for key in sorted(after.keys() - before.keys() - set(renames.values())):
        if (identity := after[key].facts.identity) is not None:
            came.setdefault(identity, []).append(key)
    for identity, olds in left.items():
        news = came.get(identity, [])
        if len(olds) == len(news) == 1:
            renames[olds[0]] = news[0]
    return renames


def _likely_moves(
    before: Mapping[ProjectKey, Stored[Facts]],
    after: Mapping[ProjectKey, Stored[Facts]],
    vanished: set[ProjectKey],
    renamed: set[ProjectKey],
) -> Iterator[Problem]:
    """Projects that are new on one host, with the newest commit of one that is gone from another.

    The former one is not named: it may be gone because not everybody may see it any more.
    """
    left = {facts.head: facts.host for key in vanished if (facts := before[key].facts).head is not None}
    for key in sorted(after.keys() - before.keys() - renamed):
        facts = after[key].facts
        if facts.head in left and left[facts.head] != facts.host:
            yield Problem(
                where=key,
                severity=Severity.WARNING,
                code="moved-likely",
                message="It has the same newest commit as a project that is gone from another host; it probably moved.",
                fix="If so, add its former host/owner/name under “renamed_from” in its entry in catalog.yml.",
            )


def _days_idle(facts: Facts, today: Day) -> float:
    days = None if facts.updated_at is None else days_since(facts.updated_at, today)
    return inf if days is None else days


def _figures(stored: Sequence[Stored[Facts]], now: datetime) -> dict[str, float]:
    today = day_of(now)
    return {
        "projects": len(stored),
        "owners": len({(one.facts.host, one.facts.owner) for one in stored}),
        "active": sum(1 for one in stored if _days_idle(one.facts, today) <= ACTIVE_DAYS),
        "with_readme": sum(1 for one in stored if DocumentRole.README in one.facts.documents),
        "with_metadata": sum(1 for one in stored if DocumentRole.METADATA in one.facts.documents),
        "with_contributing": sum(
            1 for one in stored if DocumentRole.CONTRIBUTING in {*one.facts.documents, *one.facts.inherited}
        ),
        "with_code_owners": sum(1 for one in stored if DocumentRole.CODE_OWNERS in one.facts.documents),
        "with_ci": sum(1 for one in stored if one.facts.ci_files),
        "dated": sum(1 for one in stored if one.facts.updated_at is not None),
        "failing": sum(1 for one in stored if one.failing_since is not None),
    }


def _changes(today: Mapping[str, float | None], *, came: int, gone: int) -> dict[str, float]:
    """How many projects came and went, added to what earlier runs of the same day found."""
    return {"new": (today.get("new") or 0) + max(came, 0), "removed": (today.get("removed") or 0) + max(gone, 0)}


def _nothing_usable(run: Tally, snapshot_path: Path) -> str:
    reasons = "; ".join(f"{problem.where}: {problem.message}" for problem in sorted(run.problems)[:5])
    more = len(run.problems) - 5
    return (
        "Nothing usable was found, so the snapshot was not changed"
        + (" and keeps the last known state" if snapshot_path.exists() else "")
        + (f". {reasons}" if reasons else ": the catalogue has no repository. Add one under `sources` or `projects`.")
        + (f"; and {more} more" if more > 0 else "")
        + (". Fix these problems, then collect again." if reasons else "")
    )
