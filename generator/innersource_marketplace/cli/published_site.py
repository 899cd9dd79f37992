"""What the commands share that read a published site: its address, a header for it, and where copies are kept."""

import re
from pathlib import Path

import click

from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.options import SITE
from innersource_marketplace.errors import UsageError
from innersource_marketplace.escape import log_line

site_option = click.option(
    "--site", default=str(SITE), show_default=True, help="The address or the folder of the site."
)
header_option = click.option(
    "--header-env",
    metavar="NAME",
    help="An environment variable that holds a header for a site that asks to sign in: 'Authorization: Bearer …'.",
)


def open_catalogue(setting: Setting, site: str, header_env: str | None, *, keep: bool = False) -> Catalogue:
    """Open a published catalogue; with `keep`, copies of what is read serve while the site cannot be reached.

    Raises `UsageError`.
    """
    files = open_site(
        site,
        clock=setting.clock,
        headers=_headers(setting, header_env),
        copies=_copies(setting) if keep else None,
    )
    return Catalogue(files)


def _copies(setting: Setting) -> Path | None:
    """The user's folder for caches (XDG Base Directory Specification); None without a home."""
    cache, home = setting.environment.get("XDG_CACHE_HOME"), setting.environment.get("HOME")
    base = Path(cache) if cache else Path(home) / ".cache" if home else None
    return base / "innersource-marketplace" if base and base.is_absolute() else None


def _headers(setting: Setting, name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    value = setting.environment.get(name)
    if not value:
        raise UsageError(f"The environment variable {log_line(name)} is not set; --header-env names the one to use.")
    header, colon, content = value.partition(":")
    if (
        not colon
        or not re.fullmatch(r"[A-Za-z0-9-]+", header)
        or not (content.isascii() and content.strip().isprintable())
    ):
        raise UsageError(f"The variable {log_line(name)} holds no header. Write it as 'Authorization: Bearer …'.")
    return {header: content.strip()}
