"""The beginning of a build: MkDocs and the processes, which take a second to start, begin before all else.

So little is imported here, for whatever is loaded before them delays the whole build.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace import paths
from innersource_marketplace.build import publish
from innersource_marketplace.build.caches import TEMPLATES
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.build.mkdocs.engines import Engine
from innersource_marketplace.build.mkdocs.mkdocs_pages import DOCS, MkdocsPages, clear_engine
from innersource_marketplace.build.mkdocs.page_frames import Kind, kind_at
from innersource_marketplace.build.scratch import clear_scratch
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.collect.catalog_file import entries_by_key, load_catalog
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog import Catalog, Entry
from innersource_marketplace.insight.teamwork.known_teams import known_roster
from innersource_marketplace.model import ProjectKey, SiteSettings
from innersource_marketplace.progress import Progress
from innersource_marketplace.render.known_pages import PAGES_OF_A_KIND, SINGLE_PAGES
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

_OVERRIDES: Final = "overrides"
_PROJECT_TEMPLATES: Final = ("project.html", "project_png.html", "project_webp.html")
_WORK_ON_PROJECTS: Final = tuple(f"innersource_marketplace.build.{name}" for name in ("projects", "project_pages"))
"""The modules of what processes do."""

_OUTDATED: Final = ("judged.db", "files.db", "frames.db", "relatives.db", "stated.db", "beside", "search")
"""What earlier versions kept in the folder of the build."""


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A build that has begun: what it was asked for, what is open, and what is at work for it.

    `warnings` are those of the catalogue, `entries` its entries by key, `written` the paths of hand-written files in
    the staging folder; `next_site` is where the site is made that takes the place of `site`.
    """

    catalog: Catalog
    warnings: Sequence[Problem]
    entries: Mapping[ProjectKey, Entry]
    base: Path
    site: Path
    next_site: publish.NextSite
    snapshot: Snapshot
    written: Sequence[str]
    job: Job
    workers: Workers
    pages: MkdocsPages
    progress: Progress


def begin(
    stack: ExitStack,
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    now: datetime,
    environment: Mapping[str, str],
    jobs: int,
    engine: Engine,
    progress: Progress,
) -> Begun:
    """Open what a build reads, lay out the staging folder, and start MkDocs and the processes, until `stack` ends.

    Raises `UsageError` and `ConfigurationError` for wrong input, and `SnapshotError`.
    """
    engine.require()
    catalog, warnings = load_catalog(catalog_path)
    settings, base = catalog.site, catalog_path.resolve().parent
    work = base / "build"
    publish.check_site_folder(site, work)
    stack.enter_context(paths.exclusive(work))
    progress.stage("Reading the snapshot")
    snapshot = stack.enter_context(open_snapshot(snapshot_path, checked=True))
    _tidy(work)
    entries = entries_by_key(catalog, base)
    next_site = publish.next_site(site, work)
    written, inherited = _lay_out(work, base, settings)
    job = Job(
        work=work,
        snapshot=snapshot_path,
        site=next_site.folder,
        settings=settings,
        roster=known_roster(catalog, snapshot.teams(), snapshot.same_people()),
        now=now,
        processes=jobs,
    )
    addresses = snapshot.pages()
    kinds = expected_kinds(settings, addresses)
    workers = stack.enter_context(Workers(job, len(addresses), _WORK_ON_PROJECTS))
    pages = MkdocsPages(
        work,
        written,
        kinds,
        whole=not mkdocs_config.only_places_words(inherited, {kind.place.partition("/")[0] for kind in kinds}),
        environment=environment,
        epoch=int(now.timestamp()),
        engine=engine,
    )
    return Begun(
        catalog=catalog,
        warnings=warnings,
        entries=entries,
        base=base,
        site=site,
        next_site=next_site,
        snapshot=snapshot,
        written=written,
        job=job,
        workers=workers,
        pages=stack.enter_context(pages),
        progress=progress,
    )


def _tidy(work: Path) -> None:
    """Make room for this build: nothing of an earlier one is used but its caches and the places of its files."""
    clear_scratch(work)
    clear_engine(work)
    paths.own(work / DOCS)
    paths.own(work / TEMPLATES)
    paths.clear(work / _OVERRIDES)
    for name in _OUTDATED:
        paths.remove(work / name)


def expected_kinds(settings: SiteSettings, pages: Iterable[str]) -> list[Kind]:
    """The kinds of pages that this site will have; one that is missing here costs time, nothing else."""
    kinds = [
        kind_at(path, template, described=path != "index.md" or bool(settings.purpose))
        for path, template in (*SINGLE_PAGES.items(), *PAGES_OF_A_KIND)
    ]
    for depth in sorted({page.count("/") for page in pages}):
        path = f"projects/{'x/' * (depth - 1)}index.md"
        kinds += (kind_at(path, template) for template in _PROJECT_TEMPLATES)
        kinds.append(kind_at(f"tasks/{'x/' * depth}index.md", "task.html"))
    return kinds


def _lay_out(work: Path, base: Path, settings: SiteSettings) -> tuple[Sequence[str], Path]:
    """Put hand-written pages, the theme layer and the configuration into the staging folder.

    What the instance has of its own lies over what is shipped. Returns the paths of the
    hand-written pages, and the configuration that the written one inherits from.
    """
    copied = {}
    for name in (DOCS, _OVERRIDES):
        shipped, own = paths.instance_file(name), base / name
        layers = [shipped] if own.resolve() == shipped.resolve() else [shipped, own]
        copied[name] = publish.layer([layer for layer in layers if layer.is_dir()], work / name)
    own = base / "mkdocs.yml"
    inherited = own if own.is_file() else paths.instance_file("mkdocs.yml")
    mkdocs_config.write_configuration(settings, inherited, work)
    return copied[DOCS], inherited
