"""Everything that the pages are made of: projects as they are shown, and what is said about all repositories."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from innersource_marketplace.build.listing import consider
from innersource_marketplace.build.projects import Assessing, ProjectSummary
from innersource_marketplace.build.scratch import Place
from innersource_marketplace.build.select import Selection
from innersource_marketplace.build.similar import related_projects
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.collect.mirrors import likely_mirrors
from innersource_marketplace.errors import Problem, Severity, Words
from innersource_marketplace.formats.catalog import Entry
from innersource_marketplace.insight.dependencies import with_dependencies
from innersource_marketplace.insight.expiry import expiring, expiry_of
from innersource_marketplace.insight.merged import by_score
from innersource_marketplace.insight.similarity import decided
from innersource_marketplace.insight.teamwork.contributions import Contributions
from innersource_marketplace.model import (
    Day,
    ExpirySettings,
    Project,
    ProjectKey,
    Provider,
    day_of,
)
from innersource_marketplace.model.listing_status import Considered, LastRun, last_run
from innersource_marketplace.progress import Progress
from innersource_marketplace.search.encoders import Encoder
from innersource_marketplace.snapshot.store import Snapshot


class SiteContent(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages together are made of, projects in the default order.

    `expired` are those hidden for being quiet. `considered` is every repository that may be named,
    listed or not; `notices` are problems of the run that belong to none of them. `projects` are in
    brief; `whole_at` says where all that is known of each lies, `bodies_at` where the text of its
    README. `used` are the names in the cache of READMEs that these projects need.
    """

    projects: tuple[Project, ...]
    problems: tuple[Problem, ...]
    problems_by_key: Mapping[ProjectKey, Sequence[Problem]]
    excluded: Mapping[ProjectKey, Words]
    redirects: Mapping[str, str]
    expired: tuple[Project, ...]
    considered: tuple[Considered, ...]
    notices: tuple[Problem, ...]
    run: LastRun | None
    daily: Mapping[date, Mapping[str, float | None]]
    contributions: tuple[Contributions, ...]
    with_readme: frozenset[ProjectKey]
    whole_at: Mapping[ProjectKey, Place]
    bodies_at: Mapping[ProjectKey, Place]
    used: frozenset[str]


def gather(
    selection: Selection,
    assessing: Assessing,
    snapshot: Snapshot,
    entries: Mapping[ProjectKey, Entry],
    *,
    job: Job,
    workers: Workers,
    encoder: Encoder | None = None,
    warnings: Iterable[Problem] = (),
    progress: Progress,
) -> SiteContent:
    """Assess each project by itself, then beside the others. `warnings` are those of the catalogue.

    With an encoder, similar projects are found by what they mean too.

    Raises `SnapshotError` when the snapshot is written meanwhile, and as `Handed.answers` does.
    """
    problems = {key: [*found] for key, found in selection.faults.items()}
    progress.stage("Assessing projects")
    summaries: dict[ProjectKey, ProjectSummary] = {}
    for summary in assessing.summaries(progress):
        key = summary.project.key
        summaries[key] = summary
        if summary.logo_fault is not None:
            problems.setdefault(key, []).append(_logo_problem(key, summary.logo_fault))
    rule = job.settings.expiry
    merged = by_score([_with_expiry(one.project, entries, rule, job.today) for one in summaries.values()])
    expired = tuple(project for project in merged if project.expiry is not None and project.expiry.hidden)
    shown = [project for project in merged if project.expiry is None or not project.expiry.hidden]
    for project in shown:
        if project.expiry is not None:
            problems.setdefault(project.key, []).append(expiring(project.key, project.expiry))
    progress.stage("Finding similar projects")
    related = decided(
        related_projects([summaries[project.key] for project in shown], job.work, workers, encoder),
        shown,
        job.settings.duplicates,
    )
    facts = {key: stored.facts for key, stored in selection.stored.items()}
    projects, doubts = with_dependencies(
        [replace(project, relatives=related.get(project.key, ())) for project in shown],
        facts,
        {key: one.packages for key, one in summaries.items()},
    )
    everything = {
        *(problem for found in problems.values() for problem in found),
        *likely_mirrors(facts.values()),
        *doubts,
        *selection.problems,
    }
    run = last_run(snapshot.last_run())
    considered, notices = consider(
        projects,
        expired,
        facts=facts,
        opted_out=selection.opted_out,
        excluded=selection.excluded,
        unread=selection.unread,
        problems=everything,
        tried_at=None if run is None else run.started_at,
        by_entry=entries.keys(),
    )
    pages = {project.key: project.page for project in merged}
    # Warnings of the catalogue are published under its name, not its path.
    named = (replace(warning, where=Path(warning.where).name) for warning in warnings)
    return SiteContent(
        projects=projects,
        expired=expired,
        problems=tuple(sorted({*everything, *named})),
        problems_by_key={key: tuple(sorted(found)) for key, found in problems.items()},
        excluded=selection.excluded,
        redirects={former: pages[key] for former, key in snapshot.redirects().items() if key in pages},
        considered=considered,
        notices=notices,
        run=run,
        daily=_until_now(snapshot.daily_figures(), run, job.today),
        contributions=tuple(summaries[key].contributions for key in sorted(project.key for project in projects)),
        with_readme=frozenset(key for key, one in summaries.items() if one.readme_shown),
        whole_at={key: one.whole_at for key, one in summaries.items()},
        bodies_at={key: one.body_at for key, one in summaries.items()},
        used=frozenset(name for one in summaries.values() for name in one.used),
    )


def _until_now(
    daily: Mapping[date, Mapping[str, float | None]], run: LastRun | None, today: Day
) -> dict[date, Mapping[str, float | None]]:
    """The figures of all days but those to come, which a run left behind whose clock was ahead."""
    latest = today if run is None else max(today, day_of(run.started_at))
    return {day: row for day, row in daily.items() if day <= latest}


def _with_expiry(
    project: Project, entries: Mapping[ProjectKey, Entry], rule: ExpirySettings | None, today: Day
) -> Project:
    entry = entries.get(project.key)
    if project.provider is Provider.CATALOG or (entry is not None and not entry.expires):
        return project
    found = expiry_of(project.updated_at, project.collected_at, rule, today)
    return project if found is None else replace(project, expiry=found)


def _logo_problem(key: ProjectKey, fault: Words) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="logo",
        message=fault,
        fix="Commit a PNG, JPEG or WebP of at most 512 x 512 pixels and name it in innersource.json.",
    )
