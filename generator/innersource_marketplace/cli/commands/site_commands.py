"""The commands that build a site and serve it: build, serve, demo."""

import shlex
from datetime import datetime
from pathlib import Path

import click

from innersource_marketplace import sample
from innersource_marketplace.build.build import BuildReport
from innersource_marketplace.build.build import build as build_site
from innersource_marketplace.build.mkdocs.engines import ENGINES, MKDOCS, Engine
from innersource_marketplace.cli import job_summary as reports
from innersource_marketplace.cli.commands.collect_commands import run_collect
from innersource_marketplace.cli.console import PATIENCE, Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import (
    CATALOG,
    SITE,
    SNAPSHOT,
    catalog_option,
    jobs_option,
    report_option,
    reporting,
    site_option,
    snapshot_option,
)
from innersource_marketplace.cli.preview_server import preview_server
from innersource_marketplace.cli.progress_bar import age_in_words
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.collect.sources.git.remote import local_path, protocol_of
from innersource_marketplace.errors import UsageError
from innersource_marketplace.escape import log_line
from innersource_marketplace.formats.catalog import GitSettings
from innersource_marketplace.paths import processors
from innersource_marketplace.snapshot.store import open_snapshot

_PORT = 8000


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

    Exit status: 0; 1 the publish guard stopped it, the site was not changed; 2 wrong usage or
    configuration. SOURCE_DATE_EPOCH fixes the clock.
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


@click.command(epilog="Example: marketplace serve --port 8080")
@catalog_option
@snapshot_option
@site_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="The port. 0 chooses a free one."
)
@click.pass_obj
def serve(setting: Setting, catalog_path: Path, snapshot_path: Path, site: Path, port: int) -> None:
    """Collect, build, and serve the site on this machine only."""
    run_collect(setting, catalog_path, snapshot_path, full=False)
    run_build(setting, catalog_path, snapshot_path, site, accept_shrink=True)
    _serve_folder(setting.console, site, port)


@click.command(epilog="Example: marketplace demo try-it --serve")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("marketplace-demo"), required=False)
@click.option("--serve", "then_serve", is_flag=True, help="Serve the site after building it.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="The port. 0 chooses a free one."
)
@click.pass_obj
def demo(setting: Setting, folder: Path, then_serve: bool, port: int) -> None:
    """Create the sample organisation as real git repositories, collect it and build its site.

    FOLDER gets a catalog.yml of the sample. If it has one already, that must read ./.marketplace/sample: a
    catalogue of your own is neither changed nor mixed with invented projects.
    """
    catalog_path = folder / CATALOG
    repositories = folder / ".marketplace" / "sample"
    if catalog_path.exists():
        _require_sample(catalog_path, repositories)
    folder.mkdir(parents=True, exist_ok=True)
    _make_sample(setting, repositories)
    if not catalog_path.exists():
        catalog_path.write_text(sample.catalog("./.marketplace/sample"), encoding="utf-8", newline="\n")
    run_collect(setting, catalog_path, folder / SNAPSHOT, full=False)
    with open_snapshot(folder / SNAPSHOT, create=True) as snapshot:
        nights = snapshot.daily_figures()
        snapshot.fill_days(sample.days(setting.clock(), nights[max(nights)]))
    run_build(setting, catalog_path, folder / SNAPSHOT, folder / SITE, accept_shrink=True)
    if then_serve:
        _serve_folder(setting.console, folder / SITE, port)
    else:
        setting.console.say(
            f"Next: `marketplace demo {shlex.quote(str(folder))} --serve` shows it; `marketplace init` begins your own."
        )


def _require_sample(catalog_path: Path, repositories: Path) -> None:
    """Raise `UsageError` for a catalogue that does not read the sample, `ConfigurationError` for one with errors."""
    catalog, _ = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    addresses = [one.address for one in catalog.sources if isinstance(one, GitSettings)]
    local = [local_path(address, base) for address in addresses if protocol_of(address) == "local"]
    if repositories.resolve() not in [path.resolve() for path in local]:
        raise UsageError(
            f"{catalog_path}: is a catalogue of your own, for it does not read ./.marketplace/sample. The demo would "
            "mix it with invented projects. Give another folder, or run `marketplace serve` to see your own."
        )


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
        console.say(f"The snapshot is of {report.collected_at:%Y-%m-%d %H:%M} UTC, {age} old.")
    for one in report.out_of_date:
        since = "" if one.oldest is None else f"; its projects are shown as of {one.oldest:%Y-%m-%d %H:%M} UTC"
        console.say(log_line(f"{one.source} could not be read then ({one.reason}){since}.", 600))


def _make_sample(setting: Setting, repositories: Path) -> None:
    """Create the sample's repositories, unless today's exist already."""
    now = setting.clock()
    stamp = repositories / "made-for.txt"
    wanted = f"{now.date().isoformat()} {sample.digest()}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    with setting.console.progress() as progress:
        progress.stage("Creating repositories")
        repositories.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        sample.make(repositories, now, progress=progress)
    stamp.write_text(wanted, encoding="utf-8", newline="\n")


def _serve_folder(console: Console, folder: Path, port: int) -> None:
    server = preview_server(folder, port)
    with server:
        console.say(f"Serving on http://127.0.0.1:{server.server_port} (stop with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.say("Stopped.")
