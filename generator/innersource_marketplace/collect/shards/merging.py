"""One night on several machines: each collects its share into a file, and one puts the files together.

Merging runs the outcomes of all shards through `collect`, as sources that return what they returned
before. So whatever a run decides (who is gone, who was renamed, addresses, figures, problems, that
nothing is usable) it decides in the same way, and the result is that of one machine.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from innersource_marketplace import __version__, paths
from innersource_marketplace.collect.run import FurtherFigures, shown
from innersource_marketplace.collect.run import collect as run_sources
from innersource_marketplace.collect.run_report import RunReport, ShardReport
from innersource_marketplace.collect.shards.beginning import Beginning
from innersource_marketplace.collect.shards.shard_file import (
    Circumstances,
    ShardFile,
    open_shard_file,
    write_shard_file,
)
from innersource_marketplace.collect.sources import Outcome, Planned, Source, Spent, outcome_key, outcomes_of
from innersource_marketplace.collect.tally import SourceResult, Tally, note, problem_of
from innersource_marketplace.errors import (
    MarketplaceError,
    NothingUsable,
    SnapshotError,
    SourceError,
    UsageError,
)
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.limits import NIGHT_HOURS
from innersource_marketplace.model import Facts, ProjectKey, Shard
from innersource_marketplace.progress import Progress
from innersource_marketplace.snapshot.store import open_snapshot

_BUSY_SECONDS = 30.0


def shard_path(snapshot_path: Path, shard: Shard) -> Path:
    """The path of a shard: next to the snapshot that it will be merged into."""
    return snapshot_path.with_name(f"shard-{shard.number}-of-{shard.count}.db")


def collect_shard(
    sources: Sequence[Source],
    *,
    shard: Shard,
    catalog: str,
    snapshot_path: Path,
    beginning: Beginning,
    clock: Callable[[], datetime],
    full: bool = False,
    listing: str | None = None,
    progress: Progress | None = None,
) -> ShardReport:
    """Run the sources, which hold this share, and keep what they yield in the file of the shard.

    `beginning` is what the snapshot at `snapshot_path` knows; it is not written to, but the file
    is next to it. `catalog` and `listing` are hashes. A share of which nothing is usable is no
    fault here, for merging decides. Raises `SnapshotError` when the file cannot be written.
    """
    started_at = clock()
    progress = progress or Progress()
    run = Tally(known=beginning.known)
    with write_shard_file(shard_path(snapshot_path, shard)) as writer:
        for source in sources:
            result = run.sources.setdefault(source.name, SourceResult())
            writer.begin(source.name)
            try:
                for outcome in shown(outcomes_of(source, run.known, full=full), progress):
                    writer.add(outcome)
                    note(run, source.name, outcome)
            except SourceError as error:
                result.error, result.message = error.code, str(error)
                run.failed[error.code] += 1
                run.problems.append(problem_of(source.name, error))
                writer.fail(error)
        progress.stage("Closing the shard")
        finished_at = clock()
        writer.finish(
            Circumstances(
                shard=shard,
                program=__version__,
                catalog=catalog,
                snapshot=beginning.state,
                listing=listing,
                started_at=started_at,
                finished_at=finished_at,
            )
        )
    return ShardReport(
        shard=shard,
        path=shard_path(snapshot_path, shard),
        changed=len(run.changed),
        unchanged=len(run.unchanged),
        excluded=len(run.excluded),
        withheld=run.withheld,
        failed=dict(sorted(run.failed.items())),
        problems=tuple(sorted([*run.problems, *run.unreadable])),
        spent=dict(sorted(run.spent.items())),
        sources=run.sources,
        seconds=max((finished_at - started_at).total_seconds(), 0.0),
        steps=progress.seconds(),
    )


def merge_shards(
    paths: Sequence[Path],
    *,
    catalog: str,
    snapshot_path: Path,
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]] | None = None,
    further_figures: Callable[[datetime], FurtherFigures] = lambda _now: lambda _snapshot, _facts: {},
    guard: SourceGuard | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Bring the snapshot up to date with all shards of a night, as one run of all sources would.

    `snapshot_path` is the snapshot that the shards began with; it changes as a whole or not at
    all. The run counts as begun with the first shard and finished with the last; `further_figures`
    makes those of a run that began then.

    Raises `UsageError` when the files are not the shards of one night over this catalogue and
    this snapshot, `NothingUsable` as `collect` does, `SnapshotError` when a file cannot be used.
    """
    with ExitStack() as stack:
        shards = [stack.enter_context(open_shard_file(path)) for path in paths]
        _check_together(shards, catalog)
        shards.sort(key=lambda shard: shard.circumstances.shard)
        first = shards[0].circumstances
        work = stack.enter_context(_workplace(snapshot_path))
        _check_beginning(shards, snapshot_path)
        if first.snapshot is not None:
            _copy(snapshot_path, work)
        started_at = min(shard.circumstances.started_at for shard in shards)
        finished_at = max(shard.circumstances.finished_at for shard in shards)
        try:
            report = run_sources(
                [Retold(name, tuple(shards), position) for position, name in enumerate(shards[0].sources)],
                snapshot_path=work,
                clock=iter((started_at, finished_at)).__next__,
                renamed_from=renamed_from,
                further_figures=further_figures(started_at),
                guard=guard,
                progress=progress,
            )
        except NothingUsable as error:
            if error.purged:  # what must not be shown any more leaves the snapshot whatever else there was
                _replace(work, snapshot_path, first.snapshot)
            raise
        _replace(work, snapshot_path, first.snapshot)
        return report


class Retold(msgspec.Struct, frozen=True):
    """A source as the shards heard it: the one at `position` of their sources."""

    name: str
    shards: tuple[ShardFile, ...]
    position: int

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield what the source returned to all shards. Raises `SourceError` when it failed for one of them.

        Of a repository that several spoke of, the shard that holds it has the word.
        """
        spokesmen: dict[ProjectKey, ShardFile] = {}
        for shard in self.shards:
            for one in shard.keys(self.position):
                if shard.circumstances.shard.holds(one) or one not in spokesmen:
                    spokesmen[one] = shard
        yield Planned(len(spokesmen))
        spent: list[Spent] = []
        for shard in self.shards:
            for outcome in shard.outcomes(self.position):
                key = outcome_key(outcome)
                if isinstance(outcome, Spent):
                    spent.append(outcome)
                elif key is None or spokesmen[key] is shard:
                    yield outcome
        if spent:
            yield Spent(
                requests=sum(one.requests for one in spent),
                points=sum(one.points for one in spent),
                waited=sum(one.waited for one in spent),
            )
        for shard in self.shards:
            failure = shard.failure(self.position)
            if failure is not None:
                raise failure


def _check_together(shards: Sequence[ShardFile], catalog: str) -> None:
    """Refuse what is not all the shards of one night."""
    if not shards:
        raise UsageError("There are no shards to merge. Give the files that `marketplace collect --shard` wrote.")
    first = shards[0]
    seen: dict[Shard, Path] = {}
    for shard in shards:
        about = shard.circumstances
        for what, one, other in (
            ("program", about.program, first.circumstances.program),
            ("number of shards", about.shard.count, first.circumstances.shard.count),
            ("catalogue", about.catalog, first.circumstances.catalog),
            ("snapshot", about.snapshot, first.circumstances.snapshot),
            ("listing", about.listing, first.circumstances.listing),
            ("list of sources", shard.sources, first.sources),
        ):
            if one != other:
                raise UsageError(
                    f"{shard.path}: was collected with a different {what} than {first.path}."
                    " Merge shards of the same run only; collect the others again."
                )
        if about.shard in seen:
            raise UsageError(f"{shard.path}: is shard {about.shard}, like {seen[about.shard]}. Give each shard once.")
        seen[about.shard] = shard.path
    count = first.circumstances.shard.count
    missing = [str(one) for one in (Shard(number, count) for number in range(1, count + 1)) if one not in seen]
    if missing:
        raise UsageError(
            f"{'Shards are' if len(missing) > 1 else 'A shard is'} missing: {', '.join(missing)}. The snapshot was"
            " not changed. Collect what is missing, then merge all of them."
        )
    if first.circumstances.catalog != catalog:
        raise UsageError(
            "The catalogue has changed since the shards were collected. Merge with the same catalogue, or collect"
            " them again."
        )
    begun = sorted(shard.circumstances.started_at for shard in shards)
    if begun[-1] - begun[0] > timedelta(hours=NIGHT_HOURS):
        raise UsageError(
            f"The shards are from different runs: one began at {begun[0]:%Y-%m-%d %H:%M}, another at"
            f" {begun[-1]:%Y-%m-%d %H:%M}. Collect the older ones again."
        )


def _check_beginning(shards: Sequence[ShardFile], snapshot_path: Path) -> None:
    """Refuse shards that began with another snapshot than the one they are to be merged into."""
    began_with = shards[0].circumstances.snapshot
    if not snapshot_path.exists():
        if began_with is not None:
            raise UsageError(
                f"{snapshot_path}: there is no snapshot, but the shards were collected from one. Give that snapshot."
            )
        return
    with open_snapshot(snapshot_path, checked=True) as snapshot:
        state, run = snapshot.state(), snapshot.last_run()
    if state != began_with:
        if run is not None and run[0] == min(shard.circumstances.started_at for shard in shards):
            raise UsageError(f"{snapshot_path}: these shards have been merged already. There is nothing to do.")
        raise UsageError(
            f"{snapshot_path}: is not the snapshot that the shards were collected from."
            " Give that one, or collect the shards again."
        )


@contextmanager
def _workplace(snapshot_path: Path) -> Iterator[Path]:
    """A path beside the snapshot where the next one is made; nobody else merges there meanwhile."""
    folder = snapshot_path.with_name(f".{snapshot_path.name}.merging")
    with paths.exclusive(folder):
        work = folder / snapshot_path.name
        try:
            paths.prune(folder, [".lock"])  # what a run that was killed left behind
            yield work
        finally:
            paths.prune(folder, [".lock"])


def _copy(source: Path, target: Path) -> None:
    with _explained(target), closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _replace(made: Path, snapshot_path: Path, began_with: str | None) -> None:
    """Put a finished snapshot in the place of the one that it was made from.

    What is there is written over in one transaction of the database, so that readers see the old
    or the new one, and a kill midway leaves the old one.
    """
    if began_with is None and not snapshot_path.exists():
        made.replace(snapshot_path)
        return
    with open_snapshot(snapshot_path) as snapshot:
        if snapshot.state() != began_with:
            raise SnapshotError(
                f"{snapshot_path}: was changed by another run in the meantime. Collect the shards again."
            )
    with (
        _explained(snapshot_path),
        closing(sqlite3.connect(made)) as new,
        closing(sqlite3.connect(snapshot_path, timeout=_BUSY_SECONDS)) as old,
    ):
        old.execute("BEGIN EXCLUSIVE")  # the copying itself would wait forever for somebody who reads
        old.rollback()
        new.backup(old)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise MarketplaceError(
            f"{path}: cannot be written ({error}). Is another run using it, or is the disk full? It was not changed."
        ) from error
