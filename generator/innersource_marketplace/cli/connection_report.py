"""`marketplace check --connect`: what a first night needs, tried and reported one by one."""

from collections.abc import Sequence
from pathlib import Path

from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.authoring.connection import try_connections
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.errors import Problem, UsageError

_OF_EVERY_SITE = "assets/search/manifest.json"


def connection_problems(setting: Setting, catalogs: Sequence[Path]) -> list[Problem]:
    """Try the connections of catalogues, say what came of each, and return the problems.

    Raises `UsageError` where there is no catalogue, and `ConfigurationError` for one that cannot be used.
    """
    if not catalogs:
        raise UsageError("--connect needs a catalogue: give catalog.yml, or run it in the folder that has it.")
    found: list[Problem] = []
    for path in catalogs:
        catalog, _ = load_catalog(path)
        for tried in try_connections(
            catalog,
            base=path.resolve().parent,
            environment=setting.environment,
            now=setting.clock(),
            read_page=lambda address: open_site(address, clock=setting.clock).read(_OF_EVERY_SITE),
        ):
            setting.console.say(tried.message)
            found += tried.problems
    return found
