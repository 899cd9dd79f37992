"""The command that finds projects by what they are needed for."""

import json

import click

from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.published_site import header_option, open_catalogue, site_option
from innersource_marketplace.escape import log_line
from innersource_marketplace.search.index_reader import Index
from innersource_marketplace.search.ranking import Found, Hit
from innersource_marketplace.search.reasons import reasons

_NOTHING = 1
"""Exit status without a good match."""

_MOST = 100


@click.command(
    epilog="Example: marketplace find mask personal data in logs --site https://marketplace.acme.example",
)
@click.argument("words", nargs=-1, required=True)
@site_option
@click.option("--limit", type=click.IntRange(1, _MOST), default=5, show_default=True, help="How many to print.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to print."
)
@header_option
@click.pass_obj
def find(
    setting: Setting, *, words: tuple[str, ...], site: str, limit: int, format_: str, header_env: str | None
) -> int:
    """Find projects by what you need, in your own words, as the gallery ranks them.

    Ends with status 1 without a good match; the closest projects are printed then.
    """
    catalogue = open_catalogue(setting, site, header_env)
    found, index = catalogue.search(" ".join(words)), catalogue.index
    with catalogue.reading():
        hits = found.hits[: min(limit, found.fitting or limit)]
        if format_ == "json":
            click.echo(json.dumps([_row(hit, found, index) for hit in hits], ensure_ascii=False, indent=2))
        else:
            _print(hits, found, index, site)
    return 0 if found.good else _NOTHING


def _row(hit: Hit, found: Found, index: Index) -> dict[str, object]:
    shown = index.shown(hit.record)
    return {
        "key": shown.key,
        "title": shown.title,
        "page": shown.page,
        "match": hit.match,
        "why": [str(reason) for reason in reasons(hit.record, found, index)],
    }


def _print(hits: tuple[Hit, ...], found: Found, index: Index, site: str) -> None:
    if not found.good:
        click.echo("No good match. Closest:" if hits else "No good match.")
    for typed, meant in found.query.meant:
        click.echo(f"Did you mean {log_line(meant)} ({log_line(typed)} is not known)?", err=True)
    base = f"{site.rstrip('/')}/"
    for hit in hits:
        shown = index.shown(hit.record)
        click.echo(log_line(shown.title))
        if shown.description:
            click.echo(f"  {log_line(shown.description)}")
        click.echo(f"  {log_line(base + shown.page)}")
        for reason in reasons(hit.record, found, index):
            click.echo(f"  {log_line(str(reason))}")
