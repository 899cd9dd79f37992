"""Which projects the site shows, and what it says about all the others. No heavy work is done here."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from sys import intern

import msgspec
from msgspec.structs import replace

from innersource_marketplace.build.caches import metadata_cache
from innersource_marketplace.build.caches.cache import open_cache
from innersource_marketplace.build.caches.metadata_cache import MetadataReader
from innersource_marketplace.build.projects import Chosen
from innersource_marketplace.collect.catalog_file import counted_files
from innersource_marketplace.errors import Problem, Severity, Words
from innersource_marketplace.formats.catalog import Catalog, Entry
from innersource_marketplace.formats.innersource_json.own_links import with_own_links
from innersource_marketplace.insight.assessed import errors_of
from innersource_marketplace.insight.listed import may_be_seen, nameable, participates, unnameable
from innersource_marketplace.insight.merged import title_of
from innersource_marketplace.model import DocumentRole, FactsInBrief, Metadata, ProjectKey, Stored
from innersource_marketplace.model.listing_status import repository_of
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import Snapshot

_OPTED_OUT = "its owner has set participating to false"

_Run = tuple[datetime, Mapping[str, object]] | None


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot holds, sorted by what the site may say of it.

    `stored` are the facts in brief of the projects that may be shown; `opted_out` are
    those whose owners want no page. `excluded` maps what a rule left out to the rule, `unread` what was
    never read to its source: both may be named. Nothing about `hidden` repositories may be published.
    `kept` is where to find what exports need of the metadata files of a chosen project, see `metadata_cache`.
    `problems` are those that the snapshot keeps, and `faults` what is wrong with each chosen project.
    """

    stored: Mapping[ProjectKey, Stored[FactsInBrief]]
    opted_out: Mapping[ProjectKey, FactsInBrief]
    excluded: Mapping[ProjectKey, Words]
    unread: Mapping[ProjectKey, str]
    hidden: Collection[ProjectKey]
    kept: Mapping[ProjectKey, Mapping[DocumentRole, str]]
    faults: Mapping[ProjectKey, tuple[Problem, ...]]
    problems: tuple[Problem, ...]


def select(
    catalog: Catalog,
    snapshot: Snapshot,
    entries: Mapping[ProjectKey, Entry],
    work: Path,
    take: Callable[[Chosen], None],
) -> Selection:
    """Read what the snapshot holds, and decide of each repository whether it is shown, named, or neither.

    `entries` are those of the catalogue by key, `work` is the folder of the build; `take` is given each project that
    is shown, in the order of their keys, as soon as that is known. Visibility is checked
    here again, although `collect` has checked it: the catalogue may have become stricter since.
    """
    run = snapshot.last_run()
    excluded = nameable(snapshot.excluded(), _of_run(run, "excluded_visibility"), catalog)
    never_read = _of_run(run, "never_read")
    hidden = {*snapshot.excluded()} - excluded.keys() | unnameable(never_read, catalog)
    stored_by_key: dict[ProjectKey, Stored[FactsInBrief]] = {}
    opted_out: dict[ProjectKey, FactsInBrief] = {}
    faults_by_key: dict[ProjectKey, tuple[Problem, ...]] = {}
    more: list[Problem] = []
    kept: dict[ProjectKey, Mapping[DocumentRole, str]] = {}
    with open_cache(work / metadata_cache.CACHE) as cache, ReadmeConverter(1) as converter:
        reader = MetadataReader(cache, snapshot, converter, counted_files(catalog))
        for stored in snapshot.projects_in_brief():
            facts = stored.facts
            if stored.page is None or not may_be_seen(facts, catalog):
                hidden.add(facts.key)
                continue
            said = reader.read(facts)
            metadata, foreign = with_own_links(said.metadata, facts)
            faults = (*said.problems, *foreign)
            entry, whole = _entry(facts.key, entries), facts.part_of
            takes_part = participates(
                entry,
                metadata,
                facts,
                # A repository comes before its folders, for its key is shorter.
                whole_entry=None if whole is None else _entry(whole, entries),
                whole_is_out=whole in opted_out,
            )
            if takes_part:
                stored_by_key[facts.key] = replace(stored, facts=_in_little_memory(facts))
                if said.kept:
                    kept[facts.key] = said.kept
                failure = (stored.failure,) if stored.failure is not None else ()
                faults_by_key[facts.key] = (*faults, *failure)
                take(
                    Chosen(
                        key=facts.key,
                        digest=stored.digest,
                        page=stored.page,
                        title=title_of(facts, entry, metadata),
                        metadata=metadata,
                        counted=reader.counted(facts),
                        faults=errors_of(faults),
                        entry=entry,
                    )
                )
            else:
                opted_out[facts.key] = facts
                unsaid = all(words is None or words.participating is None for words in (entry, metadata))
                if facts.opted_out and unsaid and DocumentRole.METADATA in reader.counted(facts):
                    more += (_kept_out(facts.key), *faults)
        cache.keep_only(reader.used)
    excluded |= dict.fromkeys(opted_out, _OPTED_OUT)
    remaining = (
        problem
        for problem in snapshot.problems()
        if repository_of(problem.where, hidden) is None and problem.where not in excluded
    )
    return Selection(
        stored=stored_by_key,
        opted_out=opted_out,
        excluded=excluded,
        unread={
            key: source
            for key, source in never_read.items()
            if key not in hidden and key not in excluded and key not in stored_by_key
        },
        hidden=frozenset(hidden),
        kept=kept,
        faults={key: faults for key, faults in faults_by_key.items() if faults},
        problems=(*remaining, *more),
    )


def _in_little_memory(facts: FactsInBrief) -> FactsInBrief:
    """What pages about many projects need of the facts of one."""
    metadata = facts.documents.get(DocumentRole.METADATA)
    return replace(
        facts,
        key=ProjectKey(intern(facts.key)),
        host=intern(facts.host),
        owner=intern(facts.owner),
        source=intern(facts.source),
        forge=facts.forge and intern(facts.forge),
        default_branch=facts.default_branch and intern(facts.default_branch),
        documents={} if metadata is None else {DocumentRole.METADATA: metadata},
        pictures=None,
    )


def _entry(key: ProjectKey, entries: Mapping[ProjectKey, Entry]) -> Metadata | None:
    return entries[key].metadata if key in entries else None


def _of_run(run: _Run, what: str) -> dict[ProjectKey, str]:
    stored = run[1].get(what) if run is not None else None
    return {ProjectKey(key): str(value) for key, value in stored.items()} if isinstance(stored, Mapping) else {}


def _kept_out(key: ProjectKey) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="opt-out-kept",
        message="Its innersource.json can no longer be read; the last readable version set participating"
        " to false, so it stays unlisted.",
        fix='Fix the file. To list the project, remove "participating", or set it to true.',
    )
