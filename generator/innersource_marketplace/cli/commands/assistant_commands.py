"""The commands for coding assistants and pull requests: what is similar, and the server for assistants."""

import json
import sys
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path

import click
from click.core import ParameterSource

from innersource_marketplace.assistants.client_setup import CLIENTS, configuration, place
from innersource_marketplace.assistants.similar import Description, similar_to
from innersource_marketplace.cli import similar_report
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.local_repository import describe
from innersource_marketplace.cli.new_entries import new_entries, site_of
from innersource_marketplace.cli.published_site import header_option, open_catalogue, site_option
from innersource_marketplace.cli.similar_report import Compared
from innersource_marketplace.cli.working_copy import read_file
from innersource_marketplace.errors import UsageError

_FOUND = 1
"""Exit status when something is more similar than asked for."""

_MOST = 20
_MOST_ENTRIES = 50
"""Most new entries that are compared: each costs a dozen requests to the site."""


@click.command(epilog="Example: marketplace similar . --site https://marketplace.acme.example --fail-above 50")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--text", metavar="WORDS", help="A sentence that describes what you plan, instead of a repository.")
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With a catalogue as PATH: the previous one, to compare only entries that it does not have.",
)
@site_option
@click.option("--limit", type=click.IntRange(1, _MOST), default=3, show_default=True, help="How many to print.")
@click.option(
    "--fail-above",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    help="End with status 1 if something is more similar than this.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to print; markdown is for comments.",
)
@header_option
@click.pass_context
def similar(
    context: click.Context,
    *,
    path: Path | None,
    text: str | None,
    since: Path | None,
    site: str,
    limit: int,
    fail_above: int | None,
    format_: str,
    header_env: str | None,
) -> int:
    """Find existing projects that do the same as a repository, as a sentence, or as new entries of a catalogue.

    PATH is a working copy; its innersource.json, manifests and README say what it does. Or it is a catalog.yml:
    then its entries are compared, and the site is the one that the catalogue names. Without PATH and --text it
    is the current folder.
    """
    setting: Setting = context.obj
    if path is not None and text is not None:
        raise UsageError("Give either a path or --text, not both.")
    listed = path is not None and path.is_file()
    if since is not None and not listed:
        raise UsageError("--since needs a catalogue as PATH.")
    described: list[tuple[str | None, Description]]
    if path is not None and listed:
        data, before = read_file(path), None if since is None else read_file(since)
        if context.get_parameter_source("site") is ParameterSource.DEFAULT:
            site = site_of(str(path), data if before is None else before) or site
        described = _entries(setting, path, data, before)
    else:
        described = [(None, Description(title="", said=text) if text is not None else describe(path or Path()))]
    if not described:
        click.echo("[]" if format_ == "json" else "", nl=format_ == "json")
        return 0
    catalogue = open_catalogue(setting, site, header_env)
    compared = [
        Compared(found=similar_to(catalogue, one, limit=limit), entry=entry, key=min(one.keys, default=None))
        for entry, one in described
    ]
    if format_ == "json":
        click.echo(json.dumps(similar_report.rows(compared), ensure_ascii=False, indent=2))
    elif format_ == "markdown":
        click.echo(similar_report.comment(compared, catalogue.files.address), nl=False)
    else:
        click.echo("\n".join(similar_report.text(compared, catalogue.files.address)))
    highest = max((one.percent for new in compared for one in new.found), default=0)
    return _FOUND if fail_above is not None and highest > fail_above else 0


def _entries(setting: Setting, path: Path, data: bytes, before: bytes | None) -> list[tuple[str | None, Description]]:
    """The new entries that can be compared; says how many cannot."""
    found = [*islice(new_entries(str(path), data, before), _MOST_ENTRIES + 1)]
    if len(found) > _MOST_ENTRIES:
        setting.console.say(f"Only the first {_MOST_ENTRIES} new entries are compared.")
    described = [(address, one) for address, one in found[:_MOST_ENTRIES] if one is not None]
    if unsaid := len(found[:_MOST_ENTRIES]) - len(described):
        setting.console.say(f"{unsaid} without a description cannot be compared before they are collected.")
    return [*described]


@click.command(epilog="Example: marketplace mcp --site https://marketplace.acme.example --header-env PORTAL_HEADER")
@site_option
@header_option
@click.option(
    "--print-config",
    "client",
    type=click.Choice(CLIENTS),
    help="Print the configuration for a client and exit.",
)
@click.pass_obj
def mcp(setting: Setting, *, site: str, header_env: str | None, client: str | None) -> int:
    """Serve the catalogue to a coding assistant over standard input and output (Model Context Protocol).

    Only reads, and only from the site. Needs the extra `mcp`: pip install 'innersource-marketplace[mcp]'
    from the same place as this program.
    """
    if client is not None:
        where = site if site.startswith(("http://", "https://")) else str(Path(site).resolve())
        header = ("--header-env", header_env) if header_env else ()
        click.echo(configuration(client, "marketplace", ("mcp", "--site", where, *header), header_env), nl=False)
        click.echo(f"Put this into {place(client)}.", err=True)
        return 0
    try:
        serve = import_module("innersource_marketplace.assistants.mcp_server").serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The package {error.name} is not installed, which `mcp` needs. Install this program with its extra: "
            "pip install 'PATH-OR-WHEEL[mcp]'."
        ) from error
    catalogue = open_catalogue(setting, site, header_env, keep=True)
    if not site.startswith(("http://", "https://")):
        _ = catalogue.index  # a wrong folder is better known now than at the first question
    with suppress(BrokenPipeError):  # the client has gone
        serve(catalogue, sys.stdin.buffer, sys.stdout.buffer)
    return 0
