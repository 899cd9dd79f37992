"""The commands that run the marketplace: collect, build, serve, demo."""

import functools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from innersource_marketplace import collect as collecting
from innersource_marketplace import pipeline, sample
from innersource_marketplace.cli import report as reports
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.setting import Setting
from innersource_marketplace.config import Catalog
from innersource_marketplace.errors import MarketplaceError, UsageError
from innersource_marketplace.model import Facts
from innersource_marketplace.sources import Outcome, Planned, Source, outcome_key
from innersource_marketplace.store import Snapshot, open_snapshot

FAILED_PROJECTS = 3
"""Exit status of a run that finished although some projects failed."""

_SNAPSHOT = Path(".marketplace/snapshot.db")
_SITE = Path("site")
_CATALOG = Path("catalog.yml")
_PROBLEMS_SHOWN = 20
_PORT = 8000

_catalog_option = click.option(
    "--catalog",
    "catalog_path",
    type=click.Path(path_type=Path),
    default=_CATALOG,
    show_default=True,
    help="The catalogue file.",
)
_snapshot_option = click.option(
    "--snapshot",
    "snapshot_path",
    type=click.Path(path_type=Path),
    default=_SNAPSHOT,
    show_default=True,
    help="The snapshot file.",
)
_site_option = click.option(
    "--site-dir",
    "site",
    type=click.Path(path_type=Path),
    default=_SITE,
    show_default=True,
    help="The folder of the site.",
)
_jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Processes that write the pages of a large catalogue. By default as many as there are processors.",
)
_report_option = click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    help="Write how it went, in Markdown, to this file; also when it fails. Made for the summary of a CI job.",
)


@click.command(epilog="Example: marketplace collect --catalog catalog.yml --snapshot .marketplace/snapshot.db")
@_catalog_option
@_snapshot_option
@click.option("--full", is_flag=True, help="Collect everything again, not only what has changed.")
@_report_option
@click.pass_obj
def collect(setting: Setting, *, catalog_path: Path, snapshot_path: Path, full: bool, report_path: Path | None) -> None:
    """Bring the snapshot up to date from all sources.

    Exit status: 0 all well; 3 finished, but some projects failed and keep their last good facts;
    1 nothing usable, the snapshot is untouched; 2 wrong usage or configuration.
    """
    with _reporting("collect", report_path) as lines:
        report = run_collect(setting, catalog_path, snapshot_path, full=full)
        lines.append(reports.of_collect(report))
    if not report.all_well:
        raise click.exceptions.Exit(FAILED_PROJECTS)


@click.command(short_help="Make the site from the snapshot.", epilog="Example: marketplace build --site-dir public")
@_catalog_option
@_snapshot_option
@_site_option
@click.option("--accept-shrink", is_flag=True, help="Publish although many projects vanished since the last build.")
@_jobs_option
@_report_option
@click.pass_obj
def build(
    setting: Setting,
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    accept_shrink: bool,
    jobs: int | None,
    report_path: Path | None,
) -> None:
    """Build the site from the snapshot; needs neither token nor network.

    Exit status: 0; 1 the publish guard refused, the old site is untouched; 2 wrong usage or
    configuration. SOURCE_DATE_EPOCH fixes the clock.
    """
    with _reporting("build", report_path) as lines:
        lines.append(
            reports.of_build(
                run_build(setting, catalog_path, snapshot_path, site, accept_shrink=accept_shrink, jobs=jobs)
            )
        )


@click.command(epilog="Example: marketplace serve --port 8080")
@_catalog_option
@_snapshot_option
@_site_option
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0 takes a free one.")
@click.pass_obj
def serve(setting: Setting, catalog_path: Path, snapshot_path: Path, site: Path, port: int) -> None:
    """Collect, build, and serve the site on this machine only."""
    run_collect(setting, catalog_path, snapshot_path, full=False)
    run_build(setting, catalog_path, snapshot_path, site, accept_shrink=True)
    _serve_folder(setting.console, site, port)


@click.command(short_help="Make a sample organisation and its site.", epilog="Example: marketplace demo try-it --serve")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("marketplace-demo"), required=False)
@click.option("--serve", "then_serve", is_flag=True, help="Serve the site when it is built.")
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0 takes a free one.")
@click.pass_obj
def demo(setting: Setting, folder: Path, then_serve: bool, port: int) -> None:
    """Make the sample organisation as real git repositories, collect it and build its site.

    FOLDER gets a catalog.yml of the sample, unless it has one, which is then used as it is.
    """
    catalog_path = folder / _CATALOG
    repositories = folder / ".marketplace" / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    _make_sample(setting, repositories)
    if not catalog_path.exists():
        catalog_path.write_text(sample.catalog("./.marketplace/sample"), encoding="utf-8")
    run_collect(setting, catalog_path, folder / _SNAPSHOT, full=False)
    with open_snapshot(folder / _SNAPSHOT, create=True) as snapshot:
        snapshot.fill_days(sample.days(setting.clock()))
    run_build(setting, catalog_path, folder / _SNAPSHOT, folder / _SITE, accept_shrink=True)
    if then_serve:
        _serve_folder(setting.console, folder / _SITE, port)


@contextmanager
def _reporting(command: str, path: Path | None) -> Iterator[list[str]]:
    """Give a list that becomes the report; where the command fails, the report says why."""
    lines: list[str] = []
    if path is None:
        yield lines
        return
    try:
        path.touch()  # a mistaken path is better known before an hour's work
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}). Give another file with --report.") from error
    try:
        yield lines
    except MarketplaceError as error:
        lines = [reports.of_failure(command, error)]
        raise
    finally:
        if lines:
            path.write_text("\n".join(lines), encoding="utf-8")


def run_collect(setting: Setting, catalog_path: Path, snapshot_path: Path, *, full: bool) -> collecting.RunReport:
    """Collect, telling how it goes."""
    console = setting.console
    now = setting.clock()
    catalog, warnings = pipeline.load_catalog(catalog_path)
    console.problems(warnings, most=_PROBLEMS_SHOWN)
    with (
        tempfile.TemporaryDirectory(prefix="marketplace-") as scratch,
        pipeline.looking_for_pictures(catalog.site.readme_images) as pictures_named,
        console.progress("Collecting") as progress,
    ):

        def count(_source: Source, outcome: Outcome) -> None:
            if isinstance(outcome, Planned):
                progress.expect(outcome.total)
            elif (key := outcome_key(outcome)) is not None:
                progress.step(key)

        plan = pipeline.plan(
            catalog,
            base=catalog_path.resolve().parent,
            snapshot_path=snapshot_path,
            environment=setting.environment,
            now=now,
            scratch=Path(scratch),
            pictures_named=pictures_named,
        )
        report = collecting.collect(
            plan.sources,
            snapshot_path=snapshot_path,
            clock=setting.clock,
            full=full,
            renamed_from=plan.renamed_from,
            on_outcome=count,
            further_figures=functools.partial(_night_figures, catalog, catalog_path.resolve().parent, now),
        )
    console.problems(report.problems, most=None if console.verbose else _PROBLEMS_SHOWN)
    for name, cost in report.spent.items():
        console.say(f"{name}: {cost.requests} requests, {cost.points} points, {cost.waited:.0f} s waiting.")
    failed = sum(report.failed.values())
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.failed.items())
    console.say(
        f"Collected {report.projects} projects: {report.changed} changed, {report.unchanged} unchanged, "
        f"{failed} failed{f' ({reasons})' if failed else ''}, {report.excluded} left out, "
        f"{report.withheld} not visible to all, "
        f"{report.removed} removed, {report.renamed} renamed, in {report.seconds:.0f} s."
    )
    return report


def _night_figures(
    catalog: Catalog, base: Path, now: datetime, snapshot: Snapshot, projects: Sequence[Facts]
) -> Mapping[str, float]:
    return pipeline.night_figures(catalog, snapshot, projects, base=base, now=now)


def run_build(
    setting: Setting,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    *,
    accept_shrink: bool,
    jobs: int | None = None,
) -> pipeline.BuildReport:
    """Build, telling how it goes."""
    console = setting.console
    report = pipeline.build(
        catalog_path=catalog_path,
        snapshot_path=snapshot_path,
        site=site,
        now=setting.clock(),
        environment=setting.environment,
        accept_shrink=accept_shrink,
        jobs=jobs or pipeline.processors(),
        on_step=console.detail,
    )
    if console.verbose:
        console.problems(report.problems)
    console.say(f"Time: {reports.steps_in_words(report.steps)}.")
    console.say(
        f"Published {report.projects} projects in {report.site}"
        f" ({report.left_out} left out, {len(report.problems)} problems to mend:"
        f" {report.site}/api/v1/problems.json)."
    )
    return report


def _make_sample(setting: Setting, repositories: Path) -> None:
    """Make the sample's repositories, unless today's are there already."""
    now = setting.clock()
    stamp = repositories / "made-for.txt"
    wanted = f"{now.date().isoformat()} {sample.digest()}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    with setting.console.progress("Making repositories") as progress:
        repositories.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        expected = 0

        def count(_done: int, total: int) -> None:
            nonlocal expected
            progress.expect(total - expected)
            expected = total
            progress.step()

        sample.make(repositories, now, progress=count)
    stamp.write_text(wanted, encoding="utf-8")


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line in the terminal for each."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _serve_folder(console: Console, folder: Path, port: int) -> None:
    handler = functools.partial(_QuietHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise UsageError(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.") from error
    with server:
        console.say(f"Serving on http://127.0.0.1:{server.server_port} (stop with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.say("Stopped.")
