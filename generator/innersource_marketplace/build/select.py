"""From the snapshot to the projects of the site: who is shown, and with which words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from innersource_marketplace.build.listing import consider
from innersource_marketplace.build.metadata_cache import open_stated_words
from innersource_marketplace.build.projects import Case, Judged, Judgements, judge, open_judgements
from innersource_marketplace.build.readmes import LogoRequest, ReadmeRequest, Readmes, open_readmes
from innersource_marketplace.build.similar import relatives_of
from innersource_marketplace.build.workers import Workers, Workshop
from innersource_marketplace.collect.mirrors import likely_mirrors
from innersource_marketplace.collect.plan import entries_by_key
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.catalog import Catalog, Entry, GitHubSettings
from innersource_marketplace.insight.dependencies import with_dependencies
from innersource_marketplace.insight.expiry import expiring, expiry_of
from innersource_marketplace.insight.merged import by_activity
from innersource_marketplace.insight.teamwork import Contributions, Roster
from innersource_marketplace.model import (
    DocumentRole,
    ExpirySettings,
    FactsInBrief,
    Metadata,
    Project,
    ProjectKey,
    Provider,
    ReadmeImages,
    SafeUrl,
    Shard,
    Visibility,
)
from innersource_marketplace.progress import OnDone, tell_nobody
from innersource_marketplace.readme import Links
from innersource_marketplace.reference import forge_urls as links
from innersource_marketplace.render.pages.health import LastRun, last_run
from innersource_marketplace.render.pages.listing_reasons import Considered, repository_of
from innersource_marketplace.search.pagefind_index import WrittenRecord
from innersource_marketplace.snapshot.store import Snapshot, Stored

_OPTED_OUT = "its owner has set participating to false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """Everything that the pages are made of, projects in the default order.

    `expired` are those hidden for being quiet. `considered` is every repository that may be named,
    listed or not; `notices` are problems of the run that belong to none of them. `projects` are in
    brief, as a `Judged` has them; `digests` change with what is known of each by itself.
    """

    projects: tuple[Project, ...]
    problems: tuple[Problem, ...]
    problems_by_key: Mapping[ProjectKey, Sequence[Problem]]
    excluded: Mapping[ProjectKey, str]
    redirects: Mapping[str, str]
    expired: tuple[Project, ...]
    considered: tuple[Considered, ...]
    notices: tuple[Problem, ...]
    run: LastRun | None
    daily: Mapping[date, Mapping[str, float]]
    roster: Roster
    contributions: tuple[Contributions, ...]
    digests: Mapping[ProjectKey, str]
    with_readme: frozenset[ProjectKey]

    def with_warnings(self, warnings: Iterable[Problem]) -> "Assembled":
        """The same with the warnings of the catalogue, which are published under its name, not its path."""
        named = (replace(warning, where=Path(warning.where).name) for warning in warnings)
        return replace(self, problems=tuple(sorted({*self.problems, *named})))


@dataclass(frozen=True, slots=True)
class _Chosen:
    stored: Stored[FactsInBrief]
    page: str
    metadata: Metadata | None
    faults: tuple[Problem, ...]
    entry: Metadata | None


@dataclass(frozen=True, slots=True)
class _OptedOut:
    facts: FactsInBrief
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a build works with. Made by `open_tools`."""

    workshop: Workshop
    readmes: Readmes
    judgements: Judgements
    workers: Workers


@contextmanager
def open_tools(
    work: Path, snapshot: Path, catalog: Catalog, roster: Roster, now: datetime, *, jobs: int = 1
) -> Iterator[Tools]:
    """Open the caches in `work`, the folder of the build, which spare what has not changed.

    `snapshot` is the path of the one that is built from. Up to `jobs` processes share the rest.
    """
    workshop = Workshop(work=work, snapshot=snapshot, settings=catalog.site, roster=roster, now=now)
    with (
        open_readmes(work) as readmes,
        open_judgements(work) as judgements,
        Workers(workshop, jobs) as workers,
    ):
        yield Tools(workshop=workshop, readmes=readmes, judgements=judgements, workers=workers)


def assemble(
    catalog: Catalog,
    snapshot: Snapshot,
    tools: Tools,
    *,
    base: Path,
    on_records: Callable[[Mapping[ProjectKey, WrittenRecord]], None] = lambda _records: None,
    on_step: Callable[[str], None] = lambda _step: None,
    on_done: OnDone = tell_nobody,
) -> Assembled:
    """Choose the projects to show, read their words, convert their READMEs, and judge each by itself and beside others.

    `base` is the folder of the catalogue. `on_records` hears what the search is to know, as soon as that
    is known of all projects that are shown. `on_step` hears the name of each stage as it begins,
    `on_done` how far it is.

    Visibility is checked here again, although `collect` has checked it: the catalogue may have
    become stricter since. Unknown visibility on a host that has one means not shown.
    """
    problems: dict[ProjectKey, list[Problem]] = {}
    found_run = snapshot.last_run()
    excluded = _may_be_named(snapshot.excluded(), found_run, catalog)
    never_read = _never_read(found_run)
    # Of a repository that was never read on a host with visibilities, nobody knows who may see it.
    hidden = {*snapshot.excluded()} - excluded.keys() | {key for key in never_read if _has_visibility(key, catalog)}
    entries = entries_by_key(catalog, base)
    now = tools.workshop.now
    chosen, left_out, unseen = _choose(catalog, snapshot, tools, entries)
    opted_out = {key: one.facts for key, one in left_out.items()}
    hidden |= unseen
    excluded |= dict.fromkeys(opted_out, _OPTED_OUT)
    for choice in chosen:
        failure = choice.stored.failure
        if faulty := [*choice.faults, *((failure,) if failure is not None else ())]:
            problems[choice.stored.facts.key] = faulty
    facts_by_key: dict[ProjectKey, FactsInBrief] = {}
    judged: dict[ProjectKey, Judged] = {}
    for facts, found in _judge(chosen, snapshot, tools, on_step, on_done):
        facts_by_key[facts.key], judged[facts.key] = facts, found
        if found.logo_fault is not None:
            problems.setdefault(facts.key, []).append(_logo_problem(facts.key, found.logo_fault))
    merged = by_activity([_with_expiry(one.project, entries, catalog.site.expiry, now) for one in judged.values()])
    expired = tuple(project for project in merged if project.expiry is not None and project.expiry.hidden)
    kept = [project for project in merged if project.expiry is None or not project.expiry.hidden]
    _warn_of_expiry(kept, problems)
    on_records({project.key: judged[project.key].record for project in kept})
    on_step("Finding relatives")
    relatives = relatives_of([judged[project.key] for project in kept], tools.judgements, tools.workshop.work)
    projects, doubts = with_dependencies(
        [replace(project, relatives=relatives.get(project.key, ())) for project in kept],
        facts_by_key,
        {key: one.packages for key, one in judged.items()},
    )
    pages = {project.key: project.page for project in merged}
    stored_problems = [problem for problem in snapshot.problems() if repository_of(problem.where, hidden) is None]
    everything = {
        *(problem for found in problems.values() for problem in found),
        *(problem for one in left_out.values() for problem in one.problems),
        *likely_mirrors(facts_by_key.values()),
        *doubts,
        *(problem for problem in stored_problems if problem.where not in excluded),
    }
    run = last_run(found_run)
    unread = {key: source for key, source in never_read.items() if key not in hidden | excluded.keys() | pages.keys()}
    considered, notices = consider(
        projects,
        expired,
        facts=facts_by_key,
        opted_out=opted_out,
        excluded=excluded,
        unread=unread,
        problems=everything,
        tried_at=None if run is None else run.started_at,
        by_entry=entries.keys(),
    )
    return Assembled(
        projects=projects,
        expired=expired,
        problems=tuple(sorted(everything)),
        problems_by_key={key: tuple(sorted(found)) for key, found in problems.items()},
        excluded=excluded,
        redirects={former: pages[key] for former, key in snapshot.redirects().items() if key in pages},
        considered=considered,
        notices=notices,
        run=run,
        daily=snapshot.daily_figures(),
        roster=tools.workshop.roster,
        contributions=tuple(judged[key].contributions for key in sorted(project.key for project in projects)),
        digests={key: one.digest for key, one in judged.items()},
        with_readme=frozenset(key for key, one in judged.items() if one.readme_shown),
    )


def _warn_of_expiry(projects: Iterable[Project], problems: dict[ProjectKey, list[Problem]]) -> None:
    for project in projects:
        if project.expiry is not None:
            problems.setdefault(project.key, []).append(expiring(project.key, project.expiry))


def prepare(
    catalog: Catalog,
    snapshot: Snapshot,
    tools: Tools,
    *,
    base: Path,
    shard: Shard,
    on_step: Callable[[str], None] = lambda _step: None,
    on_done: OnDone = tell_nobody,
) -> tuple[ProjectKey, ...]:
    """Convert the READMEs of a share of the projects, and judge each by itself, as `assemble` does for all.

    Gives the keys of the share. What others made is left as it is.
    """
    chosen, _, _ = _choose(catalog, snapshot, tools, entries_by_key(catalog, base))
    ours = [one for one in chosen if shard.holds(one.stored.facts.key)]
    return tuple(sorted(facts.key for facts, _ in _judge(ours, snapshot, tools, on_step, on_done, forget=False)))


def judge_shown(catalog: Catalog, snapshot: Snapshot, tools: Tools, *, base: Path) -> Iterator[Judged]:
    """What is known of each project by itself, of those that a build would show."""
    chosen, _, _ = _choose(catalog, snapshot, tools, entries_by_key(catalog, base))
    for _, judged in _judge(chosen, snapshot, tools, lambda _step: None):
        yield judged


def _choose(
    catalog: Catalog, snapshot: Snapshot, tools: Tools, entries: Mapping[ProjectKey, Entry]
) -> tuple[list[_Chosen], dict[ProjectKey, _OptedOut], set[ProjectKey]]:
    """The projects to show, those whose owners want them not to be, and those that may not be named."""
    chosen: list[_Chosen] = []
    opted_out: dict[ProjectKey, _OptedOut] = {}
    unseen: set[ProjectKey] = set()
    with open_stated_words(tools.workshop.work, snapshot) as stated:
        for stored in snapshot.projects_in_brief():
            facts = stored.facts
            if stored.page is None or not _may_be_seen(facts, catalog):
                unseen.add(facts.key)
                continue
            entry = entries.get(facts.key)
            metadata, faults = stated.of(facts)
            words = entry.metadata if entry is not None else None
            if _participates(words, metadata, facts):
                chosen.append(_Chosen(stored, stored.page, metadata, faults, words))
            else:
                said = (words, metadata)
                kept_out = all(one is None or one.participating is None for one in said)
                opted_out[facts.key] = _OptedOut(facts, (_kept_out(facts.key), *faults) if kept_out else ())
        stated.forget_others()
    return chosen, opted_out, unseen


def _judge(
    chosen: list[_Chosen],
    snapshot: Snapshot,
    tools: Tools,
    on_step: Callable[[str], None],
    on_done: OnDone = tell_nobody,
    *,
    forget: bool = True,
) -> Iterator[tuple[FactsInBrief, Judged]]:
    """Convert READMEs, and judge each project by itself; the list is emptied on the way."""
    images = tools.workshop.settings.readme_images
    on_step("Converting READMEs")
    readmes, logos = _readme_requests(chosen, images), _logo_requests(chosen)
    tools.readmes.convert(readmes, logos, snapshot.blob, forget=forget, on_done=on_done)
    on_step("Merging facts")
    cases = [_case(one, tools.readmes) for one in chosen]
    chosen.clear()
    yield from judge(cases, tools.judgements, tools.workshop, tools.workers, forget=forget, on_done=on_done)


def _with_expiry(
    project: Project, entries: Mapping[ProjectKey, Entry], rule: ExpirySettings | None, now: datetime
) -> Project:
    entry = entries.get(project.key)
    if project.provider is Provider.CATALOG or (entry is not None and not entry.expires):
        return project
    found = expiry_of(project.updated_at, project.collected_at, rule, now)
    return project if found is None else replace(project, expiry=found)


def _may_be_seen(facts: FactsInBrief, catalog: Catalog) -> bool:
    if facts.provider is not Provider.GITHUB:
        return True  # plain git knows no visibility: whoever wrote the catalogue decided
    return facts.visibility is not None and facts.visibility in _allowed(catalog)


def _allowed(catalog: Catalog) -> set[Visibility]:
    return {level for source in catalog.sources if isinstance(source, GitHubSettings) for level in source.visibility}


def _may_be_named(
    excluded: Mapping[ProjectKey, str], run: tuple[datetime, Mapping[str, object]] | None, catalog: Catalog
) -> dict[ProjectKey, str]:
    """What rules left out, without what the catalogue has since become too strict to name."""
    seen_by = run[1].get("excluded_visibility") if run is not None else None
    allowed = {level.value for level in _allowed(catalog)}
    return {
        key: rule
        for key, rule in excluded.items()
        if not isinstance(seen_by, Mapping) or key not in seen_by or seen_by[key] in allowed
    }


def _never_read(run: tuple[datetime, Mapping[str, object]] | None) -> dict[ProjectKey, str]:
    stored = run[1].get("never_read") if run is not None else None
    return {ProjectKey(key): str(source) for key, source in stored.items()} if isinstance(stored, Mapping) else {}


def _has_visibility(key: ProjectKey, catalog: Catalog) -> bool:
    host = key.partition("/")[0]
    return any(isinstance(one, GitHubSettings) and urlsplit(one.url).netloc.lower() == host for one in catalog.sources)


def _participates(entry: Metadata | None, metadata: Metadata | None, facts: FactsInBrief) -> bool:
    for words in (entry, metadata):
        if words is not None and words.participating is not None:
            return words.participating
    return not facts.opted_out


def _kept_out(key: ProjectKey) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="opt-out-kept",
        message="Its innersource.json can no longer be read; the last one that could said that it takes no part,"
        " so it stays unlisted.",
        fix='Mend the file. To have the project listed, take "participating" out of it, or set it to true.',
    )


def _readme_requests(chosen: Sequence[_Chosen], policy: ReadmeImages) -> Iterator[ReadmeRequest]:
    for one in chosen:
        facts = one.stored.facts
        document = facts.documents.get(DocumentRole.README)
        pictures = (facts.pictures or {}) if policy is ReadmeImages.COPY else {}
        if document is not None:
            yield ReadmeRequest(
                key=facts.key,
                document=document,
                links=Links(files=_web_folder(facts)),
                title=_title(one),
                pictures=tuple(picture for picture in pictures.values() if picture is not None),
            )


def _logo_requests(chosen: Sequence[_Chosen]) -> Iterator[LogoRequest]:
    for one in chosen:
        document = one.stored.facts.documents.get(DocumentRole.LOGO)
        if document is not None:
            yield LogoRequest(key=one.stored.facts.key, document=document)


def _title(one: _Chosen) -> str:
    for words in (one.entry, one.metadata):
        if words is not None and words.title:
            return words.title
    return one.stored.facts.name


def _web_folder(facts: FactsInBrief) -> SafeUrl | None:
    """The address that a path is appended to, for forges that spell it that way."""
    if facts.url is None or facts.default_branch is None:
        return None
    address = links.file_url(facts.url, facts.forge, facts.default_branch, "_")
    return SafeUrl(address[:-1]) if address is not None and address.endswith("/_") else None


def _case(one: _Chosen, readmes: Readmes) -> Case:
    key = one.stored.facts.key
    return Case(
        stored=one.stored,
        page=one.page,
        metadata=one.metadata,
        # A pointer repeats keys of a document as they are, which may be no text that can be written down.
        faults=tuple(
            replace(fault, pointer=plain(fault.pointer)) for fault in one.faults if fault.severity is Severity.ERROR
        ),
        entry=one.entry,
        readme=readmes.readme_name(key),
        logo=readmes.logo_name(key),
    )


def _logo_problem(key: ProjectKey, fault: str) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="logo",
        message=fault,
        fix="Commit a PNG, JPEG or WebP of at most 512 x 512 pixels and name it in innersource.json.",
    )
