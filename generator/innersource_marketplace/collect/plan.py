"""What the catalogue means for a run: which sources to ask, and which words belong to which project."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.catalog_file import entry_remotes, source_name
from innersource_marketplace.collect.local_folder import FolderGuard
from innersource_marketplace.collect.mirrors import WithoutMirrors
from innersource_marketplace.collect.sources import EXPLICIT, Lister, Source
from innersource_marketplace.collect.sources.catalog_source import CatalogSource
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.git.reading.record_files import RecordFolder, record_path
from innersource_marketplace.collect.sources.git.remote import Remote, local_path, protocol_of, remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import ConfigurationError, SourceError
from innersource_marketplace.formats.catalog import (
    Catalog,
    ForgeSettings,
    GitHubSettings,
    GitSettings,
    HostSettings,
)
from innersource_marketplace.model import EVERYTHING, ONLY_METADATA, Facts, ObjectId, ProjectKey, Provider, Shard
from innersource_marketplace.reference.hosts import host_name
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import open_snapshot

if TYPE_CHECKING:  # it would import PyGithub, which catalogues without forges need not wait for
    from innersource_marketplace.collect.sources.forge.connect import Opening

Announce = Callable[[str, float], None]

_GITHUB_WORKERS = 2
"""More would only meet GitHub's secondary limits sooner."""


class Plan(msgspec.Struct, frozen=True):
    """The sources of a run, in order of precedence, and the former keys of renamed projects.

    `listers` are those among the sources that one machine can list for several.
    """

    sources: tuple[Source, ...]
    listers: tuple[Lister, ...]
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]]


def plan(
    catalog: Catalog,
    *,
    base: Path,
    snapshot_path: Path,
    environment: Mapping[str, str],
    now: datetime,
    scratch: Path,
    pictures_named: PicturesNamed | None = None,
    converter: ReadmeConverter | None = None,
    shard: Shard = EVERYTHING,
    listings: Mapping[str, bytes] | None = None,
    announce: Announce = lambda _why, _seconds: None,
) -> Plan:
    """Make the sources that a catalogue names.

    `base` is the folder that relative paths start from; the snapshot tells which files are stored
    already; with `pictures_named` the pictures of READMEs are collected; `converter` reads what files say.
    `shard` is the share that this run collects, with what another machine has listed, by the name of the source.
    `announce` hears for what a source waits, and for how many seconds. Raises `ConfigurationError` and
    `SnapshotError`.
    """
    words_only = _words_only(catalog, base)
    mirrors = _mirrors(catalog, base)
    untouched = {facts.key for facts in words_only}
    # First, so that these keys are theirs even where a folder or an organization lists them too.
    sources: list[Source] = [CatalogSource(entries=words_only, shard=shard)] if words_only else []
    listers: list[Lister] = []
    collected: set[ProjectKey] = set()
    hosts = {settings.host for settings in catalog.sources if not isinstance(settings, GitSettings)}
    git_source = partial(
        GitSource,
        scratch=scratch,
        now=now,
        environment=environment,
        pictures_named=pictures_named,
        converter=converter,
        shard=shard,
    )
    remotes_of_source = {
        index: _configured_remotes(settings, base)
        for index, settings in enumerate(catalog.sources)
        if isinstance(settings, GitSettings)
    }
    records = _record_folders(catalog, remotes_of_source, base)
    explicit = [remote for entry in catalog.projects if entry.collect for remote in entry_remotes(entry, base, catalog)]
    for index, settings in enumerate(catalog.sources):
        if not isinstance(settings, GitSettings):
            host = settings.host
            # The first source of a host collects what the catalogue names there, the others what they list.
            named = [f"{remote.owner}/{remote.name}" for remote in explicit if remote.host == host and host in hosts]
            hosts.discard(host)
            mine = _without(settings, {*untouched, *mirrors})
            secret = _secret(mine, environment)
            listers.append(
                _forge_source(
                    mine,
                    secret,
                    named,
                    git_source,
                    base=base,
                    environment=environment,
                    now=now,
                    pictures=pictures_named is not None,
                    shard=shard,
                    listings=listings or {},
                    remembered=_remembered(snapshot_path),
                    announce=announce,
                )
                if isinstance(mine, ForgeSettings)
                else _github_source(
                    mine,
                    secret,
                    named,
                    base=base,
                    environment=environment,
                    now=now,
                    stored=_stored_files(snapshot_path),
                    pictures_named=pictures_named,
                    converter=converter,
                    shard=shard,
                    listings=listings or {},
                    remembered=_remembered(snapshot_path),
                    announce=announce,
                    git=_signed_in(mine, git_source),
                )
            )
            sources.append(listers[-1])
            collected |= {remote.key for remote in explicit if remote.host == host}
        else:
            remotes = tuple(
                remote
                for remote in remotes_of_source[index]
                if remote.key not in untouched and remote.key.lower() not in mirrors
            )
            collected |= {remote.key for remote in remotes}
            local = protocol_of(settings.address) == "local"
            source = git_source(source_name(settings), remotes, records=records.get(index), counted=settings.metadata)
            sources.append(
                FolderGuard(
                    source, folder=local_path(settings.address, base) if local else None, tells=shard.number == 1
                )
            )
    further = tuple(remote for remote in explicit if remote.key not in collected and remote.key.lower() not in mirrors)
    if further:
        sources.append(git_source(EXPLICIT, further))
    if mirrors:
        sources = [WithoutMirrors(source, mirrors) for source in sources]
    return Plan(tuple(sources), tuple(listers), renamed_from(catalog, base))


def _record_folders(catalog: Catalog, remotes: Mapping[int, Sequence[Remote]], base: Path) -> dict[int, RecordFolder]:
    """The folder of records of each git source that has one. Several may share one; the first tells of the whole."""
    found: dict[int, RecordFolder] = {}
    claimed: dict[Path, set[str]] = {}
    first: dict[Path, int] = {}
    for index, settings in enumerate(catalog.sources):
        if isinstance(settings, GitSettings) and settings.records is not None:
            folder = RecordFolder(base=base, path=settings.records, labels=settings.labels)
            found[index] = folder
            first.setdefault(folder.place, index)
            claimed.setdefault(folder.place, set()).update(record_path(one.owner, one.name) for one in remotes[index])
    for place, index in first.items():
        found[index] = replace(found[index], claimed=frozenset(claimed[place]))
    return found


def _words_only(catalog: Catalog, base: Path) -> tuple[Facts, ...]:
    """The entries that are listed from the catalogue's own words, as facts that say only who they are."""
    return tuple(
        Facts(
            key=remote.key,
            host=remote.host,
            owner=remote.owner,
            name=remote.name,
            provider=Provider.CATALOG,
            source="catalog.yml",
            url=remote.web,
            forge=remote.forge,
        )
        for entry in catalog.projects
        if not entry.collect
        for remote in entry_remotes(entry, base, catalog)
    )


def _without(settings: HostSettings, untouched: Iterable[str]) -> HostSettings:
    """The settings of a source that leaves some repositories of its host alone, by their keys."""
    here = f"{settings.host}/"
    excluded = sorted(key.removeprefix(here) for key in untouched if key.startswith(here))
    return replace(settings, exclude=(*settings.exclude, *excluded))


def _secret(settings: HostSettings, environment: Mapping[str, str]) -> str:
    """The token or key of a source. Raises `ConfigurationError` naming the variable that is not set."""
    app = settings.app if isinstance(settings, GitHubSettings) else None
    variable = app.private_key_env if app else settings.token_env
    secret = environment.get(variable, "").strip()
    if secret:
        return secret
    kind = settings.kind if isinstance(settings, ForgeSettings) else "github"
    raise ConfigurationError(
        f"{variable} is not set, and the source {kind}: {', '.join(settings.accounts)} needs it. "
        "Set it in the environment of this command; never write a token into catalog.yml."
    )


def _github_source(
    settings: GitHubSettings,
    secret: str,
    named: Sequence[str],
    *,
    base: Path,
    environment: Mapping[str, str],
    now: datetime,
    stored: frozenset[ObjectId],
    pictures_named: PicturesNamed | None,
    converter: ReadmeConverter | None,
    shard: Shard,
    listings: Mapping[str, bytes],
    remembered: Mapping[str, bytes],
    announce: Announce,
    git: Callable[[Access], GitOf],
) -> Lister:
    """The source of one GitHub host; `named` are repositories that the catalogue names itself."""
    # PyGithub takes half a second to import, which catalogues without GitHub need not wait for.
    from innersource_marketplace.collect.sources.github.connect import open_github  # noqa: PLC0415
    from innersource_marketplace.collect.sources.github.transport.exchange import App, Credentials  # noqa: PLC0415

    app = settings.app
    return open_github(
        settings,
        Credentials(app=App(app_id=app.id, private_key=secret, installation_id=app.installation))
        if app
        else Credentials(token=secret),
        now=now,
        base=base,
        repositories=sorted(named),
        have=stored.__contains__,
        pictures_named=pictures_named,
        converter=converter,
        workers=_GITHUB_WORKERS,
        shard=shard,
        listings=listings,
        remembered=remembered,
        announce=announce,
        trusted=_trusted(environment),
        git=git,
    )


def _forge_source(
    settings: ForgeSettings,
    secret: str,
    named: Sequence[str],
    git: "partial[GitSource]",
    *,
    base: Path,
    environment: Mapping[str, str],
    now: datetime,
    pictures: bool,
    shard: Shard,
    listings: Mapping[str, bytes],
    remembered: Mapping[str, bytes],
    announce: Announce,
) -> Lister:
    """The source of one GitLab, Gitea or Forgejo; `named` are repositories that the catalogue names itself."""

    signed_in = _signed_in(settings, git)
    more: Opening = {
        "now": now,
        "base": base,
        "environment": environment,
        "repositories": sorted(named),
        "further_scheme": _further_scheme(settings, pictures=pictures),
        "shard": shard,
        "listings": listings,
        "remembered": remembered,
        "announce": announce,
    }
    if settings.kind == "gitea":
        from innersource_marketplace.collect.sources.gitea.connect import open_gitea  # noqa: PLC0415

        return open_gitea(settings, secret, signed_in, **more)
    # python-gitlab takes a while to import too.
    from innersource_marketplace.collect.sources.gitlab.client import credentials_of  # noqa: PLC0415
    from innersource_marketplace.collect.sources.gitlab.connect import open_gitlab  # noqa: PLC0415

    return open_gitlab(settings, credentials_of(settings.token_env, secret), signed_in, **more)


def _signed_in(settings: HostSettings, git: "partial[GitSource]") -> Callable[[Access], GitOf]:
    """What makes the git source of the repositories of a host. Their share was decided by whoever listed them."""
    return lambda access: (
        lambda remotes: git(settings.source_name, remotes, access=access, shard=EVERYTHING, counted=settings.metadata)
    )


def _further_scheme(settings: ForgeSettings, *, pictures: bool) -> str:
    """What else a repository is read again for: pictures that were not read before, other files that count."""
    counted = () if settings.metadata == ONLY_METADATA else settings.metadata
    return ",".join(("pictures",) * pictures + counted)


def _trusted(environment: Mapping[str, str]) -> Path | None:
    """The authorities that the environment names, as OpenSSL, curl and git know it.

    Raises `ConfigurationError` where there is no such file: the system's own would be a silent second choice.
    """
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        named = environment.get(variable, "").strip()
        if named and not Path(named).exists():
            raise ConfigurationError(
                f"{variable} names {named}, which does not exist. Correct it, or remove it from the environment."
            )
        if named:
            return Path(named)
    return None


def _remembered(snapshot_path: Path) -> dict[str, bytes]:
    if not snapshot_path.exists():
        return {}
    with open_snapshot(snapshot_path) as snapshot:
        return snapshot.remembered()


def _stored_files(snapshot_path: Path) -> frozenset[ObjectId]:
    if not snapshot_path.exists():
        return frozenset()
    with open_snapshot(snapshot_path) as snapshot:
        return snapshot.blob_ids()


def _configured_remotes(settings: GitSettings, base: Path) -> tuple[Remote, ...]:
    try:
        return remotes_of(
            settings.address,
            base=base,
            web=settings.web,
            owner=settings.owner,
            name=settings.name,
            forge=settings.forge,
            branch=settings.branch,
        )
    except SourceError as error:
        raise ConfigurationError(f"catalog.yml: {error}. {error.fix}") from error


def renamed_from(catalog: Catalog, base: Path) -> dict[ProjectKey, tuple[ProjectKey, ...]]:
    """Former keys by the present one; a mirror that was listed before counts as a former name."""
    return {
        remote.key: tuple(_key(name, remote) for name in (*entry.renamed_from, *entry.mirrors))
        for entry in catalog.projects
        for remote in entry_remotes(entry, base, catalog)
        if entry.renamed_from or entry.mirrors
    }


def _mirrors(catalog: Catalog, base: Path) -> frozenset[str]:
    """The keys of mirrors, in lower case; nothing is a mirror of itself."""
    return frozenset(
        key.lower()
        for entry in catalog.projects
        for remote in entry_remotes(entry, base, catalog)
        for key in (_key(name, remote) for name in entry.mirrors)
        if key != remote.key
    )


def _key(name: str, remote: Remote) -> ProjectKey:
    host, _, path = name.partition("/")
    # Groups nest on GitLab: a first part that cannot be another host is the outermost of them.
    nested = remote.forge == "gitlab" and not {".", ":"} & set(host) and host not in (remote.host, "local", "localhost")
    if "/" not in path or nested:
        return ProjectKey(f"{remote.host}/{name}")
    return ProjectKey(f"{host_name(host) or host}/{path}")
