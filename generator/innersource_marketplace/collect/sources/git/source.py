"""The git source: facts from any repository that git can reach, several at a time."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from innersource_marketplace.collect.sources import (
    NO_COMMITS,
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Planned,
    Unchanged,
    internal,
)
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.git.command import Access, Budget, Git, prepare
from innersource_marketplace.collect.sources.git.copy import Copy, borrow, fetch
from innersource_marketplace.collect.sources.git.defaults import inheriting, read_defaults
from innersource_marketplace.collect.sources.git.local_store import check_objects, local_store
from innersource_marketplace.collect.sources.git.reading.facts import read_repository
from innersource_marketplace.collect.sources.git.reading.folders import read_folders, with_folders
from innersource_marketplace.collect.sources.git.reading.record_files import RecordFolder, Told, notices, told_of
from innersource_marketplace.collect.sources.git.references import References, local_references, remote_references
from innersource_marketplace.collect.sources.git.releases import tags_to_date
from innersource_marketplace.collect.sources.git.remote import Remote, protocol_of, shown
from innersource_marketplace.errors import SourceError, cleaned, sentence
from innersource_marketplace.escape import short_hash
from innersource_marketplace.formats.records import with_record
from innersource_marketplace.limits import GIT_WORKERS, RELEASES
from innersource_marketplace.model import EVERYTHING, ONLY_METADATA, Facts, MetadataOrder, ProjectKey, Shard
from innersource_marketplace.sandbox.contents import Contents
from innersource_marketplace.sandbox.converter import ReadmeConverter


class GitSource:
    """Repositories that plain git can reach: https, ssh, git and file addresses, local paths.

    `scratch` is a folder for temporary copies, which are gone when `collect` ends; `now` is the
    clock; `environment` is where PATH, ssh agent, proxy and the credential helper are looked up. With
    `pictures_named` the pictures of READMEs are collected too; `records` tells of pull requests and issues.
    `access` is how to sign in where all of them are. `counted` are the metadata files that count.
    `converter` reads what files say; the source starts one of its own where it is given none.
    """

    def __init__(
        self,
        name: str,
        remotes: tuple[Remote, ...],
        *,
        scratch: Path,
        now: datetime,
        environment: Mapping[str, str],
        workers: int = GIT_WORKERS,
        budget: Budget | None = None,
        pictures_named: PicturesNamed | None = None,
        converter: ReadmeConverter | None = None,
        records: RecordFolder | None = None,
        shard: Shard = EVERYTHING,
        access: Access | None = None,
        counted: MetadataOrder = ONLY_METADATA,
    ) -> None:
        self._name = name
        self._remotes = remotes
        self._scratch = scratch
        self._now = now
        self._environment = environment
        self._workers = workers
        self._budget = budget or Budget()
        self._pictures_named = pictures_named
        self._converter = converter
        self._records = records
        self._shard = shard
        self._access = access
        self._counted = counted

    @property
    def name(self) -> str:
        """What messages and the snapshot call this source."""
        return self._name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield one outcome a repository as they finish, in any order; see `Source`.

        Ending the iteration early ends the running git commands too.
        """
        distinct, twice = _distinct(self._remotes)
        wikis = [
            Excluded(remote.key, sentence("It is the wiki of {other}, which is listed instead.", other=remote.wiki_of))
            for remote in distinct
            if remote.wiki_of is not None
        ]
        distinct = [remote for remote in distinct if remote.wiki_of is None]
        twice = [*twice, *wikis]
        remotes = [remote for remote in distinct if self._shard.holds(remote.key)]
        doubles = [double for double in twice if self._shard.holds(double.key)]
        yield Planned(len(remotes) + len(doubles))
        yield from doubles
        if self._records is not None and self._shard.number == 1:
            yield from map(Noticed, notices(self._records))
        if not remotes:
            return
        self._scratch.mkdir(parents=True, exist_ok=True)
        with (
            TemporaryDirectory(prefix="git-", dir=self._scratch) as folder,
            nullcontext(self._converter) if self._converter is not None else ReadmeConverter(1) as converter,
        ):
            home = Path(folder).resolve() / "home"
            home.mkdir()
            git = prepare(self._environment, home, self._budget, self._access)
            defaults = read_defaults(git, distinct, home.parent)
            pool = ThreadPoolExecutor(max_workers=max(1, self._workers), thread_name_prefix="git")
            try:
                # Nothing else holds the futures: a finished one must not keep its blobs in memory.
                futures = as_completed(
                    pool.submit(
                        self._outcome, git, remote, home.parent, converter.contents, known.get(remote.key), full=full
                    )
                    for remote in remotes
                )
                yield from inheriting((future.result() for future in futures), defaults, known)
            finally:
                git.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _outcome(
        self,
        git: Git,
        remote: Remote,
        folder: Path,
        contents: Callable[[], Contents],
        known: Facts | None,
        *,
        full: bool,
    ) -> Outcome:
        try:
            with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
                return self._look(git, remote, Path(place), contents, known, full=full)
        except SourceError as error:
            if error.code == "empty":
                return Excluded(remote.key, NO_COMMITS)
            message = cleaned(error.message, lambda text: _without_paths(text, remote, self._scratch))
            return Failed(remote.key, SourceError(error.code, message, error.fix, gone=error.gone))
        except OSError as error:
            reason = sentence(
                "{path} cannot be read: {reason}",
                path=shown(remote.address),
                reason=error.strerror or type(error).__name__,
            )
            return Failed(remote.key, SourceError("unreadable", reason, "Check the permissions and the disk."))
        except Exception as error:  # noqa: BLE001 - the per-project boundary: a fault of ours must not end the others
            return Failed(remote.key, internal(error, shown(remote.address)))

    def _look(
        self,
        git: Git,
        remote: Remote,
        place: Path,
        contents: Callable[[], Contents],
        known: Facts | None,
        *,
        full: bool,
    ) -> Outcome:
        protocol = protocol_of(remote.address)
        local = protocol == "local"
        source = local_store(remote) if local else None
        references = (
            local_references(source, remote.branch)
            if source is not None
            else remote_references(git, remote.address, protocol, remote.branch, place)
        )
        told = Told() if self._records is None else told_of(remote, self._records, known, self._now)
        fingerprint = told.fingerprint(self._fingerprint(references, remote))
        if known is not None and known.fingerprint == fingerprint and not full:
            return Unchanged(remote.key)
        copy: Copy
        if source is not None:
            check_objects(source, remote)
            copy = borrow(place, source, references)
        else:
            tags = tags_to_date(references.tags, remote.name, RELEASES)
            copy = fetch(git, place, address=remote.address, protocol=protocol, references=references, tags=tags)
            if copy.head != references.head:  # pushed to between the two
                references = replace(references, head=copy.head)
                fingerprint = told.fingerprint(self._fingerprint(references, remote))
        reading = read_repository(
            git,
            copy,
            remote,
            references,
            now=self._now,
            source=self._name,
            contents=contents(),
            pictures_named=self._pictures_named,
            counted=self._counted,
        )
        folders, further = read_folders(reading, () if known is None else known.folders, contents())
        facts = replace(with_folders(reading.collected.facts, folders), fingerprint=fingerprint)
        if told.record is not None:
            facts = with_record(facts, told.record)
        return Changed(
            replace(reading.collected, facts=facts),
            tuple(sorted((*reading.problems, *further, *told.problems))),
            folders=folders,
        )

    def _fingerprint(self, references: References, remote: Remote) -> str:
        # What was collected without pictures is not all that there is once they are wanted.
        pictures = () if self._pictures_named is None else ("pictures",)
        further: tuple[str, ...] = pictures if self._counted == ONLY_METADATA else (*pictures, *self._counted)
        return references.fingerprint(remote.web or "", remote.forge or "", remote.branch or "", *further)


def _without_paths(message: str, remote: Remote, scratch: Path) -> str:
    for path in (remote.address if remote.address.startswith("/") else "", str(scratch.resolve()), str(scratch)):
        if path:
            message = message.replace(path, "…")
    return message


def _distinct(remotes: tuple[Remote, ...]) -> tuple[list[Remote], list[Excluded]]:
    kept: dict[ProjectKey, Remote] = {}
    doubles: dict[ProjectKey, Excluded] = {}
    for remote in remotes:
        first = kept.setdefault(remote.key, remote)
        if first.address != remote.address:
            key = ProjectKey(f"{remote.key}~{short_hash(remote.address)}")
            doubles[key] = Excluded(
                key,
                sentence(
                    "{address} would have the same key as {other}; set web, owner or name in catalog.yml to "
                    "distinguish them.",
                    address=shown(remote.address),
                    other=shown(first.address),
                ),
            )
    return list(kept.values()), list(doubles.values())
