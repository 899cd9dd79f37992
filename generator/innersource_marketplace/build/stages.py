"""The stages of a build once it has begun: choose, assess, write pages, index, guard, publish."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from innersource_marketplace import paths
from innersource_marketplace.build import publish
from innersource_marketplace.build.begin import Begun
from innersource_marketplace.build.caches import metadata_cache, readmes
from innersource_marketplace.build.caches.cache import open_cache
from innersource_marketplace.build.caches.meaning import with_related
from innersource_marketplace.build.caches.metadata_cache import kept_documents
from innersource_marketplace.build.content import SiteContent, gather
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.build.mkdocs.mkdocs_pages import DOCS, MkdocsPages, is_page, page_address
from innersource_marketplace.build.mkdocs.page_frames import save_frames
from innersource_marketplace.build.project_pages import (
    FRAMES,
    Order,
    ProjectFiles,
    keep_compiled,
    write_project_files,
)
from innersource_marketplace.build.projects import Assessing, with_facts_in_full
from innersource_marketplace.build.report import BuildReport, OutOfDate
from innersource_marketplace.build.scratch import ScratchReader
from innersource_marketplace.build.search_files import search_files
from innersource_marketplace.build.select import Selection, select
from innersource_marketplace.build.shared_files import shared_files
from innersource_marketplace.build.workers import Job
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog import Catalog
from innersource_marketplace.model import DocumentRole, Project, ProjectKey, SiteSettings
from innersource_marketplace.render.data.assistant_files import assistant_files
from innersource_marketplace.render.data.metadata_exports import Kept
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import question
from innersource_marketplace.render.project_files import surroundings
from innersource_marketplace.search.encoders import Encoder, installed_encoder
from innersource_marketplace.search.searchable import Searchable
from innersource_marketplace.search.written_pages import written_pages
from innersource_marketplace.snapshot.departures import key_hash
from innersource_marketplace.snapshot.store import Snapshot


def finish(begun: Begun, *, accept_shrink: bool) -> BuildReport:
    """Make the site of a build that has begun, and publish it; raises as `build` does."""
    job, snapshot, pages, new, progress = begun.job, begun.snapshot, begun.pages, begun.next_site, begun.progress
    work, settings, site = job.work, job.settings, begun.site
    with ExitStack() as stack:
        keep_compiled(work, settings.language, drop_others=True)
        cache = stack.enter_context(open_cache(work / readmes.CACHE))
        assessing = Assessing(begun.workers)
        selection = select(begun.catalog, snapshot, begun.entries, work, assessing.add)
        encoder, missing = installed_encoder()
        content = gather(
            selection,
            assessing,
            snapshot,
            begun.entries,
            job=job,
            workers=begun.workers,
            encoder=encoder,
            warnings=begun.warnings,
            progress=progress,
        )
        cache.keep_only(content.used)
        out_of_date, written_metadata = tuple(_out_of_date(snapshot.last_run(), selection)), selection.kept
        del selection  # `content` has the rest that pages show: a large build has little memory to spare
        state = _state(content)
        last_published = job.snapshot.with_name(f"published-{site.resolve().name}.json")
        # A CI job that starts without the old site still finds what it published last.
        _guard(
            publish.published(site / publish.MANIFEST) or publish.published(last_published),
            state,
            snapshot,
            begun.catalog,
            accept_shrink=accept_shrink,
        )

        progress.stage("Writing pages")
        if not begun.workers.alone:
            save_frames(pages.frames(), work / FRAMES)
        files = write_project_files(
            _orders(content, settings),
            begun.workers,
            progress,
            total=len(content.projects),
            put=lambda path, page: pages.put(path, page, new),
        )
        by_hand = _written_pages(pages, begun.written)
        generated = write_files(
            chain(
                shared_files(
                    content,
                    job.roster,
                    settings,
                    job.now,
                    _kept_in(work, written_metadata, stack),
                    in_full=_in_full(work, content, stack),
                ),
                mkdocs_config.brand_files(settings, begun.base),
            ),
            work,
            pages,
            new,
        )
        # The index needs the projects alone, and a large build has the least memory to spare while it is made.
        content = replace(content, considered=(), contributions=(), used=frozenset(), with_readme=frozenset())
        if not pages.whole:  # while other processes, if there are any, write the files of projects
            progress.stage("Indexing the text")
            _write_index(content, job, by_hand, new, encoder)
            progress.stage("Writing pages")
        generated += _written(files, pages, new)
        begun.workers.shutdown()
        new.shared |= _claim(work, begun.written, generated)

        progress.stage("Building the site")
        pages.finish({*generated}, new, site_url=settings.site_url)
        for path, data in assistant_files(content.projects, settings):
            new.write(path, data)
        if pages.whole:
            progress.stage("Indexing the text")
            _write_index(content, job, by_hand, new, encoder)

        progress.stage("Publishing")
        new.publish(state)
        last_published.write_bytes((site / publish.MANIFEST).read_bytes())
    return BuildReport(
        projects=len(content.projects),
        left_out=len(content.excluded) + len(content.expired),
        problems=(*content.problems, *_shared_addresses(new)),
        site=site,
        collected_at=None if content.run is None else content.run.started_at,
        out_of_date=out_of_date,
        steps=progress.seconds(),
        notice=f"The search finds words and the glossary, not meaning: {missing}" if missing else "",
    )


def _shared_addresses(new: publish.NextSite) -> Iterator[Problem]:
    for address in sorted(new.shared):
        yield Problem(
            where=address,
            severity=Severity.WARNING,
            code="address-shared",
            message="Two files of the site have this address, and one of them is missing.",
            fix="Exclude one of the two projects in catalog.yml, and report it to the authors of this program.",
        )


def _kept_in(work: Path, written: Mapping[ProjectKey, Mapping[DocumentRole, str]], stack: ExitStack) -> Kept:
    """Gives what the own metadata files of a project have for exports, as long as the stack is open."""
    cache = stack.enter_context(open_cache(work / metadata_cache.CACHE))
    return lambda key: kept_documents(cache, written.get(key, {}))


def _in_full(work: Path, content: SiteContent, stack: ExitStack) -> Callable[[Project], Project]:
    """Gives a project with the facts that it lacks in brief, as long as the stack is open: one at a time."""
    scratch = ScratchReader(work)
    stack.callback(scratch.close)
    return lambda project: with_facts_in_full(project, scratch.read(content.whole_at[project.key]))


def _state(content: SiteContent) -> publish.Published:
    return publish.Published(
        projects={
            project.key: bool(project.description or project.motivation or project.key in content.with_readme)
            for project in content.projects
        }
    )


def _guard(
    last: publish.Published | None,
    state: publish.Published,
    snapshot: Snapshot,
    catalog: Catalog,
    *,
    accept_shrink: bool,
) -> None:
    reported = {name for name, departed in snapshot.departed().items() if departed.reported}
    publish.guard(
        last,
        state,
        shrink_share=1.0 if accept_shrink else catalog.shrink_share,
        shrink_minimum=catalog.shrink_minimum,
        reported=lambda key: key_hash(key) in reported,
    )


def _out_of_date(run: tuple[datetime, Mapping[str, object]] | None, selection: Selection) -> Iterator[OutOfDate]:
    sources = {} if run is None else run[1].get("sources")
    for name, result in sorted(sources.items()) if isinstance(sources, dict) else ():
        if isinstance(result, dict) and result.get("error"):
            of_source = (one.collected_at for one in selection.stored.values() if one.facts.source == name)
            oldest = min(of_source, default=None)
            yield OutOfDate(source=name, reason=str(result.get("message") or result["error"]), oldest=oldest)


def _orders(content: SiteContent, settings: SiteSettings) -> Iterator[Order]:
    around = surroundings(
        content.projects,
        content.problems_by_key,
        Messages(settings.language),
        listed={one.key: question(one) for one in content.considered},
        decisions=settings.duplicates,
    )
    for project, each in around:
        yield Order(content.whole_at[project.key], each)


def write_files(
    files: Iterable[tuple[str, publish.Content]], work: Path, pages: MkdocsPages, site: publish.NextSite
) -> list[str]:
    """Write generated files to the staging folder and to the site; their paths in the staging folder."""
    staging = publish.Staging(work / DOCS)
    written = []
    for path, data in files:
        staging.write(path, data)
        written.append(path)
        if not isinstance(data, bytes):  # in pieces, which are made once
            site.take(work / DOCS / path, path)
        elif not isinstance(data, MarkdownPage):
            site.write(path, data)
        else:
            pages.put(path, data, site)
    return written


def _claim(work: Path, written: Iterable[str], generated: Sequence[str]) -> set[str]:
    """As `publish.claim`; and delete what no file of this build has filled."""
    shared = publish.claim(written, generated)
    paths.prune(work / DOCS, {*written, *generated})
    return shared


def _written(files: Iterable[ProjectFiles], pages: MkdocsPages, site: publish.NextSite) -> list[str]:
    """Wait for the files of projects; their paths in the staging folder."""
    staged: list[str] = []
    for one in files:
        staged += one.staged
        pages.leave(one.unframed)
        site.note(one.in_site)
    return staged


def _written_pages(pages: MkdocsPages, written: Iterable[str]) -> Iterator[Searchable]:
    """The hand-written pages for the search, as soon as MkDocs has built them."""
    pages.frames()
    yield from written_pages(pages.built, map(page_address, filter(is_page, written)))


def _write_index(
    content: SiteContent,
    job: Job,
    by_hand: Iterable[Searchable],
    site: publish.NextSite,
    encoder: Encoder | None,
) -> None:
    """Write the search index of projects, tasks, teams and hand-written pages; without an encoder, of words only."""
    related: Callable[[Iterable[Searchable]], Iterable[Searchable]] = iter
    if encoder is not None:
        related = partial(with_related, encoder=encoder, work=job.work)
    with closing(ScratchReader(job.work)) as reader:
        for path, data in search_files(content, reader, by_hand, job.settings, job.today, related=related):
            site.write(path, data)
