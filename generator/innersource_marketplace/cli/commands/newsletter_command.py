"""The command that writes the newsletter."""

from pathlib import Path

import click

from innersource_marketplace.build.newsletter import write_newsletter
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import catalog_option, snapshot_option

_WEEK = 7
_YEAR = 366


@click.command(
    epilog="Example: marketplace digest --days 7 > news.md",
)
@catalog_option
@snapshot_option
@click.option(
    "--days", type=click.IntRange(1, _YEAR), default=_WEEK, show_default=True, help="The number of days to cover."
)
@click.pass_obj
def digest(setting: Setting, *, catalog_path: Path, snapshot_path: Path, days: int) -> None:
    """Write the weekly news as Markdown to standard output, for a chat or a newsletter.

    New projects, new tasks, first contributions from other teams, and hidden or removed projects.
    It reads the snapshot and shows no more than the site does.
    """
    click.echo(
        write_newsletter(catalog_path=catalog_path, snapshot_path=snapshot_path, now=setting.clock(), days=days),
        nl=False,
    )
