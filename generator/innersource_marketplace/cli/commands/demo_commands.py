"""The commands that collect, build and serve in one: serve, demo."""

import shlex
from pathlib import Path

import click

from innersource_marketplace import sample
from innersource_marketplace.cli.commands.build_command import run_build
from innersource_marketplace.cli.commands.collect_commands import run_collect
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import (
    CATALOG,
    SITE,
    SNAPSHOT,
    catalog_option,
    site_option,
    snapshot_option,
)
from innersource_marketplace.cli.preview_server import preview_server
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.collect.sources.git.remote import local_path, protocol_of
from innersource_marketplace.errors import UsageError
from innersource_marketplace.formats.catalog import GitSettings
from innersource_marketplace.snapshot.store import open_snapshot

_PORT = 8000


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
            f"Next: `marketplace demo {shlex.quote(str(folder))} --serve` shows it; "
            "`marketplace init` creates your own."
        )


def _require_sample(catalog_path: Path, repositories: Path) -> None:
    """Raise `UsageError` for a catalogue that does not read the sample, `ConfigurationError` for one with errors."""
    catalog, _ = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    addresses = [one.address for one in catalog.sources if isinstance(one, GitSettings)]
    local = [local_path(address, base) for address in addresses if protocol_of(address) == "local"]
    if repositories.resolve() not in [path.resolve() for path in local]:
        raise UsageError(
            f"{catalog_path}: does not read ./.marketplace/sample, so it seems to be your own. The demo would add "
            "sample projects to it. Give another folder, or run `marketplace serve` to see your own."
        )


def _make_sample(setting: Setting, repositories: Path) -> None:
    """Create the sample's repositories, unless today's exist already."""
    now = setting.clock()
    stamp = repositories / "made-for.txt"
    wanted = f"{now.date().isoformat()} {sample.content_hash()}\n"
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
