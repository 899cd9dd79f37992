"""The commands for coding assistants and pull requests: what is similar, and the server for assistants."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from innersource_marketplace.assistants.client_setup import CLIENTS, configuration, place
from innersource_marketplace.assistants.similar import Description, Similar, similar_to
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.local_repository import describe
from innersource_marketplace.cli.published_site import header_option, open_catalogue, site_option
from innersource_marketplace.errors import UsageError
from innersource_marketplace.escape import log_line, markdown_text

_FOUND = 1
"""Exit status when something is more similar than asked for."""

_MOST = 20


@click.command(epilog="Example: marketplace similar . --site https://marketplace.acme.example --fail-above 50")
@click.argument(
    "folder", metavar="[PATH]", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--text", metavar="WORDS", help="A sentence that says what is planned, in place of a repository.")
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
@click.pass_obj
def similar(
    setting: Setting,
    *,
    folder: Path | None,
    text: str | None,
    site: str,
    limit: int,
    fail_above: int | None,
    format_: str,
    header_env: str | None,
) -> int:
    """Find what exists already that does the same as a repository, or as a sentence.

    PATH is a working copy; its innersource.json, manifests and README say what it does. Without
    PATH and --text it is the current folder.
    """
    if folder is not None and text is not None:
        raise UsageError("Give either a folder or --text, not both.")
    catalogue = open_catalogue(setting, site, header_env)
    described = Description(title="", said=text) if text is not None else describe(folder or Path())
    found = similar_to(catalogue, described, limit=limit)
    if format_ == "json":
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
    elif format_ == "markdown":
        click.echo(_comment(found, catalogue.files.address))
    else:
        _print(found, catalogue.files.address)
    highest = max((one.percent for one in found), default=0)
    return _FOUND if fail_above is not None and highest > fail_above else 0


def _row(one: Similar) -> dict[str, object]:
    return {
        "key": one.key,
        "title": one.title,
        "page": one.page,
        "percent": one.percent,
        "alike": one.alike,
        "words": one.words,
    }


def _print(found: Sequence[Similar], base: str) -> None:
    if not found:
        click.echo("Nothing in the catalogue is similar.")
    elif not found[0].alike:
        click.echo("Nothing is clearly the same. Nearest:")
    for one in found:
        click.echo(f"{log_line(one.title)}  ({one.percent} % similar)")
        if one.description:
            click.echo(f"  {log_line(one.description)}")
        click.echo(f"  words in common: {log_line(', '.join(one.words))}")
        click.echo(f"  {log_line(base + one.page)}")


def _comment(found: Sequence[Similar], base: str) -> str:
    """A comment for a pull request; "" where nothing is alike, so that nobody is disturbed for nothing."""
    alike = [one for one in found if one.alike]
    if not alike:
        return ""
    lines = ["### This may exist already", ""]
    for one in alike:
        words = ", ".join(map(markdown_text, one.words))
        lines.append(f"- [{markdown_text(one.title)}]({base}{one.page}), {one.percent} % similar. In common: {words}")
    return "\n".join(
        (
            *lines,
            "",
            "Reuse it or join it if it does what you need. If not, say so in `innersource.json`, "
            "and the catalogue will show it:",
            "",
            '- it replaces the other: `"supersedes": ["KEY"]`',
            '- both have their place: `"alternatives": ["KEY"]`',
            "- it is not a duplicate: add both keys under `duplicates` in `catalog.yml`",
        )
    )


@click.command(epilog="Example: marketplace mcp --site https://marketplace.acme.example --header-env PORTAL_HEADER")
@site_option
@header_option
@click.option(
    "--print-config",
    "client",
    type=click.Choice(CLIENTS),
    help="Print the configuration for a client, and end.",
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
        click.echo(configuration(client, "marketplace", ("mcp", "--site", where, *header)), nl=False)
        click.echo(f"Put this into {place(client)}.", err=True)
        return 0
    try:
        server = import_module("innersource_marketplace.assistants.mcp_server").server
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The package {error.name} is not installed, which `mcp` needs. Install this program with its extra: "
            "pip install 'PATH-OR-WHEEL[mcp]'."
        ) from error
    catalogue = open_catalogue(setting, site, header_env, keep=True)
    if not site.startswith(("http://", "https://")):
        _ = catalogue.index  # a wrong folder is better known now than at the first question
    server(catalogue).run("stdio")
    return 0
