"""The figures of a day that only the catalogue can tell: work across teams, waits for an answer, readiness.

Pure `insight` on what the snapshot holds, with READMEs converted in the sandbox; nothing of the build is
opened. A figure that could not be computed is recorded as None, which is not zero.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

from innersource_marketplace.collect.catalog_file import counted_files, entries_by_key
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.formats.catalog import Catalog, Entry
from innersource_marketplace.formats.innersource_json.own_links import with_own_links
from innersource_marketplace.formats.manifests import WhatManifestsSay
from innersource_marketplace.formats.metadata_files import About
from innersource_marketplace.formats.metadata_files.combined import read_files
from innersource_marketplace.insight.assessed import Assessed, assess_project, errors_of
from innersource_marketplace.insight.listed import may_be_seen, participates
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.insight.teamwork.across_teams import flow_of
from innersource_marketplace.insight.teamwork.contributions import Kind
from innersource_marketplace.insight.teamwork.known_teams import known_roster
from innersource_marketplace.insight.teamwork.response import response_times
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.model import (
    HIGHEST_LEVEL,
    ONLY_METADATA,
    Day,
    Document,
    DocumentRole,
    Element,
    Facts,
    ProjectKey,
    Stored,
)
from innersource_marketplace.readme import Links
from innersource_marketplace.sandbox.contents import Contents
from innersource_marketplace.sandbox.converter import ReadmeConverter, ReadmeTask
from innersource_marketplace.sandbox.requests import DescribedAnswer
from innersource_marketplace.snapshot.store import Snapshot

_BATCH = 64
"""Projects whose READMEs are held at the same time."""


def night_figures(
    catalog: Catalog,
    snapshot: Snapshot,
    projects: Iterable[Facts],
    *,
    base: Path,
    today: Day,
    converter: ReadmeConverter,
) -> Mapping[str, float | None]:
    """Work out the figures of the projects that a run leaves listed.

    `base` is the folder of the catalogue; `converter` reads what projects say of themselves.
    """
    figures: dict[str, float | None] = {}
    answers = response_times(projects, today)
    for name, answer in zip(("inside", "outside"), answers or (), strict=False):
        if answer.hours is not None:
            figures[f"response_{name}_hours"] = answer.hours
            figures[f"response_{name}_sample"] = answer.sample
    roster = known_roster(catalog, snapshot.teams(), snapshot.same_people())
    levels: Counter[str] = Counter()
    contributions = []
    try:
        for one in _assessed(
            catalog, snapshot, roster, entries_by_key(catalog, base), today=today, converter=converter
        ):
            if one.project.readiness is not None:
                levels.update(level_figure(*level) for level in one.project.readiness.levels.items())
            if roster.known:
                contributions.append(one.contributions)
    except MarketplaceError:
        return figures | dict.fromkeys(_LEVELS) | dict.fromkeys(_ACROSS if roster.known else ())
    figures |= levels
    if roster.known:
        share = flow_of(contributions, roster).shares[Kind.COMMITS]
        if share is not None and share.percent is not None:
            figures |= dict(zip(_ACROSS, (share.outside, share.sample, share.unknown), strict=True))
    return figures


_LEVELS = tuple(level_figure(element, level) for element, level in product(Element, (*range(HIGHEST_LEVEL + 1), None)))
_ACROSS = ("commits_outside", "commits_known", "commits_unknown")


class _Given(NamedTuple):
    snapshot: Snapshot
    contents: Contents


def _assessed(
    catalog: Catalog,
    snapshot: Snapshot,
    roster: Roster,
    entries: Mapping[ProjectKey, Entry],
    *,
    today: Day,
    converter: ReadmeConverter,
) -> Iterator[Assessed]:
    """What is known of each project that a build of this night would show.

    Files are read by processes that have no token. Raises `MarketplaceError` where these cannot start.
    """
    counted = counted_files(catalog)
    listed = (one for one in snapshot.projects() if may_be_seen(one.facts, catalog))
    while batch := [*islice(listed, _BATCH)]:
        readmes = dict(converter.convert_many(_tasks(batch, snapshot)))
        for stored in batch:
            facts = stored.facts
            contents = converter.contents()
            order = counted.get(facts.source, ONLY_METADATA)
            own = read_files(facts, order, partial(_described, given=_Given(snapshot, contents)))
            metadata, _ = with_own_links(own.metadata, facts)
            entry = entries[facts.key].metadata if facts.key in entries else None
            if stored.page is not None and participates(entry, metadata, facts):
                yield assess_project(
                    stored,
                    page=stored.page,
                    metadata=metadata,
                    counted=order,
                    entry=entry,
                    faults=errors_of(own.problems),
                    readme=readmes.get(facts.key),
                    logo=None,
                    roster=roster,
                    settings=catalog.site.readiness,
                    today=today,
                    said=contents.manifests(_manifests(facts, snapshot)) or WhatManifestsSay(),
                )


def _described(role: DocumentRole, document: Document, where: str, about: About, *, given: _Given) -> DescribedAnswer:
    data = given.snapshot.blob(document.oid)
    return (None, ()) if data is None else given.contents.described(role, data, where, about)


def _manifests(facts: Facts, snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    for document in facts.manifests or ():
        path = facts.within(document.path)
        if "/" not in path and (data := snapshot.blob(document.oid)) is not None:
            yield path, data


def _tasks(batch: Iterable[Stored[Facts]], snapshot: Snapshot) -> Iterator[ReadmeTask]:
    for stored in batch:
        document = stored.facts.documents.get(DocumentRole.README)
        data = None if document is None else snapshot.blob(document.oid)
        if document is not None and data is not None:
            yield ReadmeTask(key=stored.facts.key, data=data, path=document.path, links=Links())
