"""From snapshot to site: merge, render, run MkDocs, guard, swap. No token, no network."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from innersource_marketplace import __version__
from innersource_marketplace.authoring.check import PublishedSchema, schema
from innersource_marketplace.build import mkdocs_config as theme
from innersource_marketplace.build import publish
from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.mkdocs_pages import build_pages
from innersource_marketplace.build.owner_pages import owner_pages
from innersource_marketplace.build.part_file import MadeOf, take_parts
from innersource_marketplace.build.project_pages import (
    BESIDE,
    DOCS,
    WRITTEN,
    Placed,
    beside_address,
    write_project_files,
)
from innersource_marketplace.build.reaching_out import reaching_out
from innersource_marketplace.build.select import Assembled, Tools, assemble, open_tools
from innersource_marketplace.collect.beginning import catalog_digest
from innersource_marketplace.collect.plan import load_catalog
from innersource_marketplace.errors import Problem
from innersource_marketplace.insight.teamwork.known_teams import load_roster
from innersource_marketplace.model import EVERYTHING, Shard, SiteSettings
from innersource_marketplace.paths import instance_file
from innersource_marketplace.progress import OnDone, Stages, tell_nobody
from innersource_marketplace.render import shared_pages
from innersource_marketplace.render.data import exports, feeds
from innersource_marketplace.render.http_headers import headers_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import question
from innersource_marketplace.render.project_files import surroundings
from innersource_marketplace.search.indexing import Indexing
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build published; `left_out` counts the repositories that a rule kept out.

    `steps` are the stages in their order with the seconds that each took; `useless` says of which
    parts of other machines nothing could be used.
    """

    projects: int
    left_out: int
    problems: tuple[Problem, ...]
    site: Path
    steps: Mapping[str, float]
    useless: tuple[str, ...] = ()


def build(
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    now: datetime,
    environment: Mapping[str, str],
    accept_shrink: bool = False,
    parts: Sequence[Path] = (),
    jobs: int = 1,
    stopwatch: Callable[[], float] = time.monotonic,
    on_step: Callable[[str], None] = lambda _step: None,
    on_done: OnDone = tell_nobody,
) -> BuildReport:
    """Build the site from a snapshot and put it in the place of the old one.

    `parts` are what other machines made with `build_part`: what is in them is used where it is what
    this build would make. `jobs` processes write the pages of a large catalogue. `on_step` hears the
    name of each stage as it begins, `on_done` how far it is; `stopwatch` counts seconds. Raises `UsageError` and
    `ConfigurationError` for wrong input, `SnapshotError`, and `PublishRefused` when the new site
    is not fit to replace the old one; the old site is untouched in every one of these cases.
    """
    catalog, warnings = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    work = base / "build"
    publish.check_site_folder(site, work)
    steps = Stages(stopwatch, on_step)
    with ExitStack() as stack:
        stack.enter_context(publish.exclusive(work))
        steps.begin("Taking parts" if parts else "Reading the snapshot")
        useless = take_given(parts, work, catalog_path=catalog_path, snapshot_path=snapshot_path, now=now)
        with open_snapshot(snapshot_path) as snapshot:
            roster = load_roster(catalog, snapshot)
        tools = stack.enter_context(open_tools(work, snapshot_path, catalog, roster, now, jobs=jobs))
        index = stack.enter_context(Indexing(work, language=catalog.site.language))
        steps.begin("Reading the snapshot")
        with open_snapshot(snapshot_path) as snapshot:
            assembled = assemble(
                catalog,
                snapshot,
                tools,
                base=base,
                on_records=index.begin,
                on_step=steps.begin,
                on_done=on_done,
            )
        assembled = assembled.with_warnings(warnings)
        state = _state(assembled)
        last_published = snapshot_path.with_name(f"published-{site.resolve().name}.json")
        _guard(site, last_published, state, shrink_share=1.0 if accept_shrink else catalog.shrink_share)

        steps.begin("Writing pages")
        written, inherited = _lay_out(work, base, catalog.site)
        with open_notes(work / WRITTEN) as kept:
            wait = write_project_files(
                placed_projects(assembled, tools), tools.workshop, kept=kept, workers=tools.workers, on_done=on_done
            )
            generated = publish.stage(_shared(assembled, catalog.site, now), work / DOCS)
            generated += publish.stage(theme.brand_files(catalog.site, base), work / DOCS)
            beside: list[str] = []
            for _, made in wait():
                generated += made.in_folder(DOCS)
                beside += made.in_folder(BESIDE)
        publish.claim(written, generated)
        publish.prune(work / DOCS, (*written, *generated))

        steps.begin("Building the site")
        new = publish.next_site(site, work)
        publish.prune(work / BESIDE, beside)
        tools.workers.rest()
        built = build_pages(
            work,
            written,
            generated,
            new,
            beside=((f"{work}/{BESIDE}/{name}", beside_address(name)) for name in beside),
            whole=not theme.only_places_words(inherited, {name.partition("/")[0] for name in generated}),
            site_url=catalog.site.site_url,
            environment=environment,
            epoch=int(now.timestamp()),
            on_done=on_done,
        )
        new.write(*feeds.assistants_index(assembled.projects, catalog.site))

        steps.begin("Indexing the text")
        index.finish(built, written, new)

        steps.begin("Publishing")
        new.publish(state)
        last_published.write_bytes((site / publish.MANIFEST).read_bytes())
    return BuildReport(
        projects=len(assembled.projects),
        left_out=len(assembled.excluded) + len(assembled.expired),
        problems=assembled.problems,
        site=site,
        steps=steps.taken(),
        useless=useless,
    )


def made_of(catalog_path: Path, snapshot: Snapshot, now: datetime, shard: Shard = EVERYTHING) -> MadeOf:
    """What a share of this build is made of."""
    return MadeOf(
        shard=shard,
        program=__version__,
        catalog=catalog_digest(catalog_path),
        snapshot=snapshot.state(),
        day=now.astimezone(UTC).date().isoformat(),
    )


def take_given(
    parts: Sequence[Path], work: Path, *, catalog_path: Path, snapshot_path: Path, now: datetime
) -> tuple[str, ...]:
    """Put what other machines made into the folder of the build; a sentence on each part that is of no use."""
    if not parts:
        return ()
    with open_snapshot(snapshot_path) as snapshot:
        expected = made_of(catalog_path, snapshot, now)
    return take_parts(parts, expected, work)


def _guard(site: Path, last_published: Path, state: publish.Published, *, shrink_share: float) -> None:
    # A CI job that starts without the old site still finds what it published last.
    last = publish.published(site / publish.MANIFEST) or publish.published(last_published)
    publish.guard(last, state, shrink_share=shrink_share)


def _state(assembled: Assembled) -> publish.Published:
    return publish.Published(
        projects={
            project.key: bool(project.description or project.motivation or project.key in assembled.with_readme)
            for project in assembled.projects
        }
    )


def placed_projects(assembled: Assembled, tools: Tools) -> Iterator[Placed]:
    """What the files of each project are made of, one after the other."""
    around = surroundings(
        assembled.projects,
        assembled.problems_by_key,
        Messages(tools.workshop.settings.language),
        listed={one.key: question(one) for one in assembled.considered},
    )
    for project, each in around:
        yield Placed(
            key=project.key,
            digest=assembled.digests[project.key],
            readme=tools.readmes.readme_name(project.key),
            pictures=tools.readmes.pictures(project.key),
            around=each,
        )


def _shared(assembled: Assembled, settings: SiteSettings, now: datetime) -> Iterator[tuple[str, publish.Content]]:
    """Everything that is about many projects."""
    projects = assembled.projects
    say = Messages(settings.language)
    yield from shared_pages(projects, assembled.problems_by_key, settings, now)
    yield from exports.api(
        projects,
        problems=assembled.problems,
        excluded=assembled.excluded,
        considered=assembled.considered,
        now=now,
        say=say,
    )
    yield from owner_pages(assembled, settings, now, say)
    yield from reaching_out(assembled, settings, now)
    yield from exports.table(projects)
    yield from exports.portal(projects)
    yield from exports.redirects(assembled.redirects)
    yield from feeds.atom(projects, settings=settings, now=now)
    yield "_headers", headers_file()
    schemas: tuple[PublishedSchema, ...] = ("catalog", "innersource", "record")
    for name in schemas:
        yield f"schemas/{name}.json", schema(name).encode()


def _lay_out(work: Path, base: Path, settings: SiteSettings) -> tuple[list[str], Path]:
    """Put hand-written pages, the theme layer and the configuration into the staging folder.

    What the instance has of its own lies over what is shipped. Returns the paths of the
    hand-written pages, and the configuration that the written one stands over.
    """
    copied = {}
    publish.clear(work / "overrides")
    for name in (DOCS, "overrides"):
        shipped, own = instance_file(name), base / name
        layers = [shipped] if own.resolve() == shipped.resolve() else [shipped, own]
        copied[name] = publish.layer([layer for layer in layers if layer.is_dir()], work / name)
    own = base / "mkdocs.yml"
    inherited = own if own.is_file() else instance_file("mkdocs.yml")
    configuration = theme.configuration(settings, inherited)
    words = yaml.safe_dump(configuration, allow_unicode=True, sort_keys=False)
    (work / "mkdocs.yml").write_text(words, encoding="utf-8")
    return copied[DOCS], inherited
