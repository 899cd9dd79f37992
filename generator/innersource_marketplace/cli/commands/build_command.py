"""The command that builds a site: build."""

from datetime import datetime
from pathlib import Path

import click

from innersource_marketplace.build.build import build as build_site
from innersource_marketplace.build.mkdocs.engines import ENGINES, MKDOCS, Engine
from innersource_marketplace.build.report import BuildReport
from innersource_marketplace.cli import job_summary as reports
from innersource_marketplace.cli.console import PATIENCE, Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import (
    catalog_option,
    jobs_option,
    report_option,
    reporting,
    site_option,
    snapshot_option,
)
from innersource_marketplace.cli.progress_bar import age_in_words
from innersource_marketplace.escape import log_line
from innersource_marketplace.paths import processors


@click.command(
    epilog="Example: marketplace build --site-dir public",
    context_settings={"allow_extra_args": True},  # what an older version took is answered in words
)
@catalog_option
@snapshot_option
@site_option
@click.option(
    "--accept-shrink", is_flag=True, help="Publish even if many projects have disappeared since the last build."
)
@click.option(
    "--engine",
    type=click.Choice([*ENGINES]),
    default=MKDOCS.name,
    show_default=True,
    help="The site builder. All give the same pages; the others must be installed beside this program.",
)
@click.option("--shard", hidden=True, help="Of an older version.")
@click.option("--only-prepare", is_flag=True, hidden=True, help="Of an older version.")
@jobs_option
@report_option
@click.pass_obj
def build(
    setting: Setting,
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    accept_shrink: bool,
    engine: str,
    shard: str | None,
    only_prepare: bool,
    jobs: int | None,
    report_path: Path | None,
) -> None:
    """Build the site from the snapshot; needs neither token nor network.

    Exit status: 0; 1 the publish guard stopped it or the snapshot cannot be read, the site was not changed;
    2 wrong usage or configuration. SOURCE_DATE_EPOCH fixes the clock.
    """
    if shard is not None or only_prepare or click.get_current_context().args:
        raise click.UsageError(
            "One machine builds the whole site: building in parts was removed, since it took longer. "
            "Run `marketplace build` without --shard, --only-prepare and parts; `collect --shard` is unchanged."
        )
    with reporting("build", report_path) as lines:
        report = run_build(
            setting,
            catalog_path,
            snapshot_path,
            site,
            accept_shrink=accept_shrink,
            jobs=jobs,
            engine=ENGINES[engine],
        )
        lines.append(reports.of_build(report))


def run_build(
    setting: Setting,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    *,
    accept_shrink: bool,
    jobs: int | None = None,
    engine: Engine = MKDOCS,
) -> BuildReport:
    """Build, and show the progress."""
    console = setting.console
    console.say_missing_limits()
    with console.progress(patience=PATIENCE) as progress:
        report = build_site(
            catalog_path=catalog_path,
            snapshot_path=snapshot_path,
            site=site,
            now=setting.clock(),
            environment=setting.environment,
            accept_shrink=accept_shrink,
            jobs=jobs or processors(),
            engine=engine,
            progress=progress,
        )
    if console.verbose:
        console.problems(report.problems)
    _say_how_old(console, report, setting.clock())
    console.say(f"Time: {reports.steps_in_words(report.steps)}.")
    if report.notice:
        console.say(report.notice)
    console.say(
        f"Published {reports.count(report.projects, 'project')} in {report.site}"
        f" ({report.left_out} left out, {reports.count(len(report.problems), 'problem')} to fix:"
        f" {report.site}/api/v1/problems.json)."
    )
    return report


def _say_how_old(console: Console, report: BuildReport, now: datetime) -> None:
    if report.collected_at is not None:
        age = age_in_words(now - report.collected_at)
        console.say(f"The snapshot is from {report.collected_at:%Y-%m-%d %H:%M} UTC, {age} old.")
    for one in report.out_of_date:
        since = "" if one.oldest is None else f"; its projects are shown as of {one.oldest:%Y-%m-%d %H:%M} UTC"
        console.say(log_line(f"{one.source} could not be read then ({one.reason}){since}.", 600))
