"""The commands that fill the snapshot: collect, on one machine or on several, and merge."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import click
from msgspec.structs import replace

from innersource_marketplace.cli import job_summary as reports
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import (
    FAILED_PROJECTS,
    LISTING,
    PROBLEMS_SHOWN,
    accept_removals_option,
    catalog_option,
    outcome_option,
    outcome_written,
    path_option,
    report_option,
    reporting,
    shard_option,
    snapshot_option,
)
from innersource_marketplace.collect import figures as night
from innersource_marketplace.collect import plan as catalogue
from innersource_marketplace.collect import run as collecting
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.collect.readme_images import looking_for_pictures
from innersource_marketplace.collect.run_report import RunReport, ShardReport
from innersource_marketplace.collect.shards import beginning, listing_file
from innersource_marketplace.collect.shards import merging as shards
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.formats.catalog import Catalog
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.limits import COPIES_DAYS
from innersource_marketplace.model import EVERYTHING, Facts, Shard, day_of
from innersource_marketplace.paths import exclusive_file
from innersource_marketplace.progress import Progress
from innersource_marketplace.runtime import TemporaryFolder
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

_CONVERTERS = 2
"""Processes that read the files of repositories: one that takes its two seconds must not hold up all others."""


@click.command(epilog="Example: marketplace collect --catalog catalog.yml --snapshot .marketplace/snapshot.db")
@catalog_option
@snapshot_option
@click.option("--full", is_flag=True, help="Collect everything again, not only what has changed.")
@shard_option
@path_option(
    "--listing",
    "listing_path",
    "With --shard: the file that `marketplace list` wrote, so that this machine does not ask for the lists again.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Read at most this many repositories of each source, for a first look at a large organization. "
    "Removes no project and records no figures.",
)
@accept_removals_option
@report_option
@outcome_option
@click.pass_obj
def collect(
    setting: Setting,
    *,
    catalog_path: Path,
    snapshot_path: Path,
    full: bool,
    shard: Shard | None,
    listing_path: Path | None,
    limit: int | None,
    accept_removals: bool,
    report_path: Path | None,
    outcome_path: Path | None,
) -> None:
    """Bring the snapshot up to date from all sources.

    With --shard I/N, one of N machines collects its part into a file shard-I-of-N.db next to the
    snapshot; `marketplace merge` merges the parts into the snapshot.

    Exit status: 0 all well; 3 finished, but some projects failed and keep their last known facts, or are kept
    because their source suddenly lists far fewer; 1 nothing usable, or the snapshot is damaged: it was not changed,
    except that projects which must not be shown any more were removed; 2 wrong usage or configuration.
    """
    if listing_path is not None and shard is None:
        raise click.UsageError("--listing needs --shard. Without shards, collect lists the repositories itself.")
    if shard is not None and (accept_removals or outcome_path is not None):
        raise click.UsageError("Give --accept-removals and --outcome to `marketplace merge`: a shard decides nothing.")
    if limit is not None and (accept_removals or shard is not None):
        raise click.UsageError("--limit is for a first look: it removes nothing and is not divided among machines.")
    with (
        _outcome(outcome_path, snapshot_path, setting.clock()) as numbers,
        reporting("collect", report_path) as lines,
    ):
        if shard is None:
            report = run_collect(
                setting,
                catalog_path,
                snapshot_path,
                full=full,
                accept_removals=accept_removals,
                limit=limit,
                then="Next: `marketplace build`."
                if limit is None
                else f"A first look, at {limit} of each source at most. Next: `marketplace build`; for everything, "
                "`marketplace collect` without --limit.",
            )
            lines.append(reports.of_collect(report))
            all_well = report.all_well
            numbers.update(_numbers(report))
        else:
            part = _run_shard(setting, catalog_path, snapshot_path, shard, listing_path, full=full)
            lines.append(reports.of_shard(part))
            all_well = part.all_well
    if not all_well:
        raise click.exceptions.Exit(FAILED_PROJECTS)


@click.command(
    name="list",
    epilog="Example: marketplace list --output .marketplace/listing.json",
)
@catalog_option
@snapshot_option
@path_option("--output", "listing_path", "The file to write.", LISTING)
@click.pass_obj
def list_sources(setting: Setting, *, catalog_path: Path, snapshot_path: Path, listing_path: Path) -> None:
    """List the repositories of hosts once, for machines that each collect a part.

    If there are no hosts with lists, the file says so, and can be used as well.

    Exit status: 0; 3 finished, but a host did not answer, and each machine will ask it again; 2 wrong
    usage or configuration.
    """
    catalog = _load(setting.console, catalog_path)
    now = setting.clock()
    with _planned(setting, catalog, catalog_path, snapshot_path, now=now) as (plan, _, _):
        failed = listing_file.write_listing(
            plan.listers,
            listing_path,
            beginning.beginning_of(snapshot_path),
            catalog=beginning.catalog_hash(catalog_path),
            now=now,
        )
    setting.console.problems(failed)
    setting.console.say(f"Listed {len(plan.listers) - len(failed)} of {len(plan.listers)} hosts in {listing_path}.")
    if failed:
        raise click.exceptions.Exit(FAILED_PROJECTS)


@click.command(
    epilog="Example: marketplace merge .marketplace/shard-*-of-4.db",
)
@click.argument("paths", nargs=-1, required=True, metavar="SHARD...", type=click.Path(path_type=Path))
@catalog_option
@snapshot_option
@accept_removals_option
@report_option
@outcome_option
@click.pass_obj
def merge(
    setting: Setting,
    *,
    paths: tuple[Path, ...],
    catalog_path: Path,
    snapshot_path: Path,
    accept_removals: bool,
    report_path: Path | None,
    outcome_path: Path | None,
) -> None:
    """Merge what several machines collected into the snapshot that they started from.

    Give the files of all shards of one run. The snapshot becomes the same as from one machine, or
    is not changed. Needs neither a token nor the network.

    Exit status: 0 all well; 3 finished, but some projects failed and keep their last known facts;
    1 nothing usable, or a file is damaged; 2 wrong usage: shards that do not belong together.
    The snapshot is only changed with 0 and 3, except that projects which must not be shown any more are
    always removed.
    """
    with (
        _outcome(outcome_path, snapshot_path, setting.clock()) as numbers,
        reporting("merge", report_path) as lines,
    ):
        report = _run_merge(setting, paths, catalog_path, snapshot_path, accept_removals=accept_removals)
        lines.append(reports.of_collect(report))
        numbers.update(_numbers(report))
    if not report.all_well:
        raise click.exceptions.Exit(FAILED_PROJECTS)


@contextmanager
def _outcome(path: Path | None, snapshot_path: Path, now: datetime) -> Iterator[dict[str, int]]:
    """Give a dictionary of numbers to be written, to which `purged_lately` is added, even if the run fails.

    It counts the nights before too: what was to follow may not have happened then.
    """
    with outcome_written(path) as numbers:
        try:
            yield numbers
        finally:
            if path is not None:
                with suppress(MarketplaceError), open_snapshot(snapshot_path) as snapshot:
                    numbers["purged_lately"] = snapshot.reported_since(day_of(now) - timedelta(days=COPIES_DAYS))


def _numbers(report: RunReport) -> dict[str, int]:
    return {
        "projects": report.projects,
        "purged": report.purged,
        "removed": report.removed,
        "held": report.held,
        "failed": sum(report.failed.values()),
    }


def _guard(catalog: Catalog, *, accept_removals: bool) -> SourceGuard:
    return replace(catalog.source_guard, nights=0) if accept_removals else catalog.source_guard


def run_collect(
    setting: Setting,
    catalog_path: Path,
    snapshot_path: Path,
    *,
    full: bool,
    accept_removals: bool = False,
    limit: int | None = None,
    then: str = "",
) -> RunReport:
    """Collect, and report the result; `then` is what to do next."""
    setting.console.say_missing_limits()
    now = setting.clock()
    catalog = _load(setting.console, catalog_path)
    base = catalog_path.resolve().parent
    with (
        exclusive_file(snapshot_path),
        _planned(setting, catalog, catalog_path, snapshot_path, now=now) as (plan, converter, progress),
    ):
        report = collecting.collect(
            plan.sources,
            snapshot_path=snapshot_path,
            clock=setting.clock,
            full=full,
            renamed_from=plan.renamed_from,
            progress=progress,
            further_figures=functools.partial(_night_figures, catalog, base, now, converter=converter),
            guard=_guard(catalog, accept_removals=accept_removals),
            converter=converter,
            limit=limit,
        )
    _report(setting.console, report, then)
    return report


def _run_shard(
    setting: Setting, catalog_path: Path, snapshot_path: Path, shard: Shard, listing_path: Path | None, *, full: bool
) -> ShardReport:
    """Collect one shard, and report the result."""
    console = setting.console
    console.say_missing_limits()
    now = setting.clock()
    catalog = _load(console, catalog_path)
    catalog_hash = beginning.catalog_hash(catalog_path)
    begun = beginning.beginning_of(snapshot_path)
    listing = (
        None if listing_path is None else listing_file.read_listing(listing_path, begun, catalog=catalog_hash, now=now)
    )
    with _planned(setting, catalog, catalog_path, snapshot_path, now=now, shard=shard, listing=listing) as (
        plan,
        _,
        progress,
    ):
        report = shards.collect_shard(
            plan.sources,
            shard=shard,
            catalog=catalog_hash,
            snapshot_path=snapshot_path,
            beginning=begun,
            clock=setting.clock,
            full=full,
            listing=None if listing is None else listing.content_hash,
            progress=progress,
        )
    _report_costs(console, report)
    console.say(
        f"Collected shard {report.shard} in {report.path}: {report.changed} changed, {report.unchanged} unchanged, "
        f"{_failures(report.failed)}, {report.excluded} excluded, {report.withheld} not visible to everyone,"
        f" in {report.seconds:.0f} s."
    )
    return report


def _run_merge(
    setting: Setting, paths: Sequence[Path], catalog_path: Path, snapshot_path: Path, *, accept_removals: bool
) -> RunReport:
    """Merge shards, and report the result."""
    catalog = _load(setting.console, catalog_path)
    base = catalog_path.resolve().parent
    with ReadmeConverter(_CONVERTERS) as converter, setting.console.progress() as progress:
        report = shards.merge_shards(
            paths,
            catalog=beginning.catalog_hash(catalog_path),
            snapshot_path=snapshot_path,
            renamed_from=catalogue.renamed_from(catalog, base),
            progress=progress,
            further_figures=lambda now: functools.partial(_night_figures, catalog, base, now, converter=converter),
            guard=_guard(catalog, accept_removals=accept_removals),
        )
    _report(setting.console, report)
    return report


def _load(console: Console, catalog_path: Path) -> Catalog:
    catalog, warnings = load_catalog(catalog_path)
    console.problems(warnings, most=PROBLEMS_SHOWN)
    return catalog


@contextmanager
def _planned(
    setting: Setting,
    catalog: Catalog,
    catalog_path: Path,
    snapshot_path: Path,
    *,
    now: datetime,
    shard: Shard = EVERYTHING,
    listing: listing_file.Listing | None = None,
) -> Iterator[tuple[catalogue.Plan, ReadmeConverter, Progress]]:
    """The sources of a run, what reads the files of repositories, and a display of how far it is."""
    with (
        TemporaryFolder() as scratch,
        ReadmeConverter(_CONVERTERS) as converter,
        setting.console.progress() as progress,
    ):
        plan = catalogue.plan(
            catalog,
            base=catalog_path.resolve().parent,
            snapshot_path=snapshot_path,
            environment=setting.environment,
            now=now,
            scratch=Path(scratch),
            pictures_named=looking_for_pictures(catalog.site.readme_images, converter),
            converter=converter,
            shard=shard,
            listings=None if listing is None else listing.lists,
            announce=progress.wait,
        )
        yield plan, converter, progress


def _report(console: Console, report: RunReport, then: str = "") -> None:
    _report_costs(console, report)
    console.say(
        f"Collected {reports.count(report.projects, 'project')}: {report.changed} changed, "
        f"{report.unchanged} unchanged, {_failures(report.failed)}, {report.excluded} excluded, "
        f"{report.withheld} not visible to everyone, "
        f"{report.removed} removed, {report.renamed} renamed, in {report.seconds:.0f} s."
        f"{f' {then}' if then else ''}"
    )
    if report.held:
        console.say(
            f"Kept although no source lists them any more: {reports.count(report.held, 'project')}. If that is right,"
            " run `marketplace collect --accept-removals`."
        )


def _report_costs(console: Console, report: RunReport | ShardReport) -> None:
    console.problems(report.problems, most=None if console.verbose else PROBLEMS_SHOWN)
    for name, cost in report.spent.items():
        used = f"{reports.count(cost.requests, 'request')}, {reports.count(cost.points, 'point')}"
        console.say(f"{name}: {used}, {cost.waited:.0f} s waiting.")
    console.say(f"Time: {reports.steps_in_words(report.steps)}.")


def _failures(failed: Mapping[str, int]) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in failed.items())
    return f"{sum(failed.values())} failed{f' ({reasons})' if reasons else ''}"


def _night_figures(
    catalog: Catalog,
    base: Path,
    now: datetime,
    snapshot: Snapshot,
    projects: Iterable[Facts],
    *,
    converter: ReadmeConverter,
) -> Mapping[str, float | None]:
    return night.night_figures(catalog, snapshot, projects, base=base, today=day_of(now), converter=converter)
