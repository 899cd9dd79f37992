"""The catalogue file: read as a whole or refused, and which of its entries belongs to which project."""

from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.remote import Remote, protocol_of, remotes_of, shown
from innersource_marketplace.errors import ConfigurationError, Problem, Severity, SourceError, UsageError
from innersource_marketplace.formats.catalog import (
    Catalog,
    Entry,
    ForgeSettings,
    GitSettings,
    read_catalog,
    read_team_file,
)
from innersource_marketplace.limits import CATALOG_BYTES, TEAM_FILE_BYTES
from innersource_marketplace.model import MetadataOrder, ProjectKey, TeamMap


def load_catalog(path: Path) -> tuple[Catalog, tuple[Problem, ...]]:
    """Read catalog.yml; the catalogue and its warnings.

    Raises `UsageError` when the file cannot be read, `ConfigurationError` with every problem when
    anything in it is wrong: a half-understood catalogue would drop projects silently.
    """
    try:
        if path.is_dir():
            raise UsageError(f"{path}: is a folder. Give the catalogue file with --catalog.")
        if path.stat().st_size > CATALOG_BYTES:
            raise UsageError(f"{path}: is larger than {CATALOG_BYTES} bytes. Split it into several sites.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file. Create one with `marketplace init .`.") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from None
    catalog, problems = read_catalog(data, str(path))
    errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    if catalog is None or errors:
        count = f"{len(errors)} problem{'s' if len(errors) != 1 else ''}"
        raise ConfigurationError(f"{path}: {count} to fix before anything can run.", problems)
    if catalog.teams_file is None:
        return catalog, problems
    teams, more = _load_teams(path.parent / catalog.teams_file)
    return replace(catalog, teams=teams), tuple(sorted({*problems, *more}))


def _load_teams(path: Path) -> tuple[TeamMap, tuple[Problem, ...]]:
    """Read the file of teams. Its faults are warnings: an export that errs must not stop the night."""
    try:
        if path.stat().st_size > TEAM_FILE_BYTES:
            raise UsageError(f"{path}: is larger than {TEAM_FILE_BYTES} bytes. Leave out teams that write no code.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Correct “teams_file” in catalog.yml.") from None
    teams, problems = read_team_file(data, str(path))
    return teams, tuple(replace(problem, severity=Severity.WARNING) for problem in problems)


def counted_files(catalog: Catalog) -> dict[str, MetadataOrder]:
    """The metadata files that count in the repositories of each source, by the name that facts have for it.

    Repositories of no source that is here have innersource.json alone.
    """
    return {
        source_name(source) if isinstance(source, GitSettings) else source.source_name: source.metadata
        for source in reversed(catalog.sources)
    }


def source_name(settings: GitSettings) -> str:
    """What messages call a git source: never a path of this machine, for it reaches the site."""
    if protocol_of(settings.address) == "local":
        return settings.web or f"local/{Path(settings.address).name.removesuffix('.git')}"
    return shown(settings.address)


def entries_by_key(catalog: Catalog, base: Path) -> dict[ProjectKey, Entry]:
    """The explicit entries by the key of the project that each speaks of; the last one wins."""
    return {remote.key: entry for entry in catalog.projects for remote in entry_remotes(entry, base, catalog)}


def entry_remotes(entry: Entry, base: Path, catalog: Catalog) -> tuple[Remote, ...]:
    """The remote that an explicit entry names; empty when its address was refused (the reader has said so).

    Where a source names a server that is under a path, that path is no part of the owner's name.
    """
    try:
        remotes = remotes_of(entry.repository, base=base)[:1]
    except SourceError:
        return ()
    return tuple(_without_path(remote, catalog) for remote in remotes)


def _without_path(remote: Remote, catalog: Catalog) -> Remote:
    for source in catalog.sources:
        if not isinstance(source, ForgeSettings) or source.host != remote.host:
            continue
        path = urlsplit(source.url).path.strip("/")
        kind = replace(remote, forge=source.kind)
        if path and remote.owner.startswith(f"{path}/"):
            return replace(kind, owner=remote.owner.removeprefix(f"{path}/"))
        if not path:
            return kind
    return remote
