"""From snapshot to site: merge, render, run MkDocs, guard, swap. No token, no network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from innersource_marketplace import publish, search_index
from innersource_marketplace.check import schema
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Project, Readme, SiteSettings
from innersource_marketplace.pipeline import theme
from innersource_marketplace.pipeline.assembling import Assembled, assemble
from innersource_marketplace.pipeline.catalogue import load_catalog
from innersource_marketplace.pipeline.owner_pages import owner_pages
from innersource_marketplace.pipeline.reaching_out import reaching_out
from innersource_marketplace.pipeline.readmes import Readmes, open_readmes
from innersource_marketplace.pipeline.site_pages import build_pages, page_address
from innersource_marketplace.policy import headers_file
from innersource_marketplace.render import exports, feeds, render_pages
from innersource_marketplace.render.badges import badge_files
from innersource_marketplace.render.listing_reasons import addresses
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.shipped import instance_file
from innersource_marketplace.store import open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build published; `left_out` counts the repositories that a rule kept out."""

    projects: int
    left_out: int
    problems: tuple[Problem, ...]
    site: Path


def build(
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    now: datetime,
    environment: Mapping[str, str],
    accept_shrink: bool = False,
    on_step: Callable[[str], None] = lambda _step: None,
) -> BuildReport:
    """Build the site from a snapshot and put it in the place of the old one.

    `on_step` hears the name of each stage as it begins. Raises `UsageError` and
    `ConfigurationError` for wrong input, `SnapshotError`, and `PublishRefused` when the new site
    is not fit to replace the old one; the old site is untouched in every one of these cases.
    """
    catalog, warnings = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    publish.check_site_folder(site)
    work = base / "build"
    with publish.exclusive(work), open_readmes(work / "readmes.db") as readmes:
        on_step("Reading the snapshot")
        with open_snapshot(snapshot_path) as snapshot:
            assembled = assemble(catalog, snapshot, readmes, base=base, now=now)
        assembled = assembled.with_warnings(warnings)
        state = _state(assembled.projects, readmes)
        # A CI job that starts without the old site still finds what it published last.
        last_published = snapshot_path.with_name(f"published-{site.resolve().name}.json")
        last = publish.published(site / publish.MANIFEST) or publish.published(last_published)
        publish.guard(last, state, shrink_share=1.0 if accept_shrink else catalog.shrink_share)

        on_step("Writing pages")
        inherited = _lay_out(work, base, catalog.site)
        generated = publish.stage(_pages(assembled, readmes, catalog.site, now), work / "docs")
        generated += publish.stage(theme.brand_files(catalog.site, base), work / "docs")

        on_step("Building the site")
        new = publish.incoming(site)
        written = build_pages(
            work,
            generated,
            new,
            whole=not theme.only_places_words(inherited),
            site_url=catalog.site.site_url,
            environment=environment,
            epoch=int(now.timestamp()),
        )
        publish.stage(
            feeds.assistants(
                assembled.projects,
                settings=catalog.site,
                readme_text=lambda key: readme.text if (readme := readmes.readme(key)) else None,
            ),
            new,
        )
        say = Messages(catalog.site.language)
        publish.stage(badge_files(assembled.projects, catalog.site, now, say), new)

        on_step("Indexing the text")
        search_index.build_index(
            _records(assembled.projects, readmes, new, written),
            new,
            language=catalog.site.language,
            work=work / "search",
        )

        on_step("Publishing")
        publish.write_manifest(new, state)
        publish.swap(new, site)
        last_published.write_bytes((site / publish.MANIFEST).read_bytes())
    return BuildReport(
        projects=len(assembled.projects),
        left_out=len(assembled.excluded),
        problems=assembled.problems,
        site=site,
    )


def _state(projects: tuple[Project, ...], readmes: Readmes) -> publish.Published:
    return publish.Published(
        projects={
            project.key: bool(project.description or project.motivation or _shown(readmes.readme(project.key)))
            for project in projects
        }
    )


def _shown(readme: Readme | None) -> bool:
    return readme is not None and readme.html is not None


def _pages(
    assembled: Assembled, readmes: Readmes, settings: SiteSettings, now: datetime
) -> Iterator[tuple[str, bytes]]:
    projects = assembled.projects
    where = addresses(assembled.considered, now)
    yield from render_pages(projects, readmes.readme, assembled.problems_by_key, settings, now, listed=where)
    say = Messages(settings.language)
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
    for name in ("catalog", "innersource"):
        yield f"schemas/{name}.json", schema(name).encode()


def _records(
    projects: tuple[Project, ...], readmes: Readmes, site: Path, written: Sequence[str]
) -> Iterator[search_index.Record]:
    yield from search_index.written_pages(site, map(page_address, written))
    for project in projects:
        readme = readmes.readme(project.key)
        yield search_index.project_record(project, readme.text if readme else "")


def _lay_out(work: Path, base: Path, settings: SiteSettings) -> Path:
    """Put hand-written pages, the theme layer and the configuration into the staging folder.

    What the instance has of its own lies over what is shipped. Returns the configuration that the
    written one stands over.
    """
    for name in ("docs", "overrides"):
        publish.clear(work / name)
        shipped, own = instance_file(name), base / name
        layers = [shipped] if own.resolve() == shipped.resolve() else [shipped, own]
        publish.layer([layer for layer in layers if layer.is_dir()], work / name)
    own = base / "mkdocs.yml"
    inherited = own if own.is_file() else instance_file("mkdocs.yml")
    configuration = theme.configuration(settings, inherited)
    words = yaml.safe_dump(configuration, allow_unicode=True, sort_keys=False)
    (work / "mkdocs.yml").write_text(words, encoding="utf-8")
    return inherited
