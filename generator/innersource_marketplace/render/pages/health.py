"""The health of the catalogue, for whoever runs it: each figure with its definition."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Words
from innersource_marketplace.model import Day, DocumentRole, Project, SiteSettings
from innersource_marketplace.model.listing_status import Considered, LastRun
from innersource_marketplace.render.data.metadata_exports import ExportReport
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import State, addresses, documentation, state_of
from innersource_marketplace.render.parts.cards import is_stale
from innersource_marketplace.render.parts.dates import Moment, moment
from innersource_marketplace.render.parts.trend_chart import HEIGHT, WIDTH, trend
from innersource_marketplace.render.template_engine import fill

_PROBLEMS_SHOWN = 15
_STALE_SHOWN = 50
_NOTICES_SHOWN = 50

FIELDS: Final[Mapping[str, Callable[[Project], bool]]] = {
    "description": lambda p: bool(p.description),
    "motivation": lambda p: bool(p.motivation),
    "metadata": lambda p: p.has_metadata,
    "readme": lambda p: DocumentRole.README in p.documents,
    "contributing": lambda p: DocumentRole.CONTRIBUTING in p.documents,
    "license": lambda p: bool(p.license or p.license_files),
    "topics": lambda p: bool(p.topics),
    "skills": lambda p: bool(p.skills),
    "contributions": lambda p: bool(p.contributions),
    "trusted_committers": lambda p: bool(p.trusted_committers or p.people_source),
    "code_owners": lambda p: DocumentRole.CODE_OWNERS in p.documents,
    "communication": lambda p: bool(p.communication),
    "governance_level": lambda p: p.governance_level is not None,
    "lifecycle": lambda p: p.lifecycle is not None,
    "getting_started": lambda p: bool(p.getting_started),
    "tasks": lambda p: bool(p.gigs) or bool(p.issues),
    "logo": lambda p: p.logo is not None,
}
"""What a project can have said, and how to tell that it has."""


class _Field(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    count: str
    percent: int | None
    definition: str


class _Common(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    severity: str
    projects: int
    times: int
    documentation: str
    example: Words


class _Stale(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    path: str
    address: str
    good: Moment | None
    failing: Moment | None
    reason: Words


class _Source(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    result: str
    well: bool
    projects: int
    counts: Sequence[int]


def health_page(
    considered: Sequence[Considered],
    *,
    notices: Sequence[Problem],
    reports: Sequence[ExportReport] = (),
    run: LastRun | None,
    daily: Mapping[date, Mapping[str, float | None]],
    settings: SiteSettings,
    today: Day,
    say: Messages,
) -> Iterator[tuple[str, bytes]]:
    """Yield the page `health/`. `notices` are the run's problems that belong to no repository.

    `reports` tell of which projects each export could be written.
    """
    projects = [one.project for one in considered if one.project is not None]
    states = Counter(state_of(one, today) for one in considered)
    stale = _stale(considered, today, say)
    common = _common(considered)
    markup = fill(
        "health.html",
        say,
        {
            "root": "../",
            "figures": _figures(len(projects), states, run, say),
            "run": moment(run.started_at, today, say) if run else None,
            "seconds": None if run is None or run.seconds is None else round(run.seconds),
            "fields": _fields(projects, say),
            "total": len(projects),
            "common": common[:_PROBLEMS_SHOWN],
            "more_common": max(len(common) - _PROBLEMS_SHOWN, 0),
            "stale": stale[:_STALE_SHOWN],
            "more_stale": max(len(stale) - _STALE_SHOWN, 0),
            "sources": _sources(run, considered, say),
            "notices": notices[:_NOTICES_SHOWN],
            "exports": [(one.file, len(one.written), sum(one.counts.values()), one.missing) for one in reports],
            "documentation": documentation,
            "trend": trend(daily, "projects", say),
            "width": WIDTH,
            "height": HEIGHT,
        },
    )
    yield (
        "health/index.md",
        MarkdownPage(
            markup,
            template="owners.html",
            title=say("health.title"),
            description=say("health.description", organization=settings.organization),
        ),
    )


def _figures(
    listed: int, states: Mapping[State, int], run: LastRun | None, say: Messages
) -> list[tuple[str, str, str]]:
    """The headline figures: (name, figure, definition)."""
    counts: list[tuple[str, int | None]] = [
        ("listed", listed),
        ("well", states.get(State.WELL, 0)),
        ("problems", states.get(State.PROBLEMS, 0)),
        ("stale", states.get(State.STALE, 0)),
        ("left-out", states.get(State.LEFT_OUT, 0)),
        ("withheld", run.withheld if run else None),
    ]
    return [
        (say(f"health.figure.{name}"), say.number(count), say(f"health.figure.{name}.explained"))
        for name, count in counts
        if count is not None
    ]


def _fields(projects: Sequence[Project], say: Messages) -> list[_Field]:
    found = []
    for name, has in FIELDS.items():
        count = sum(1 for project in projects if has(project))
        # Of a repository that is not read nobody knows what it lacks.
        known = sum(1 for project in projects if project.is_read or has(project))
        found.append(
            _Field(
                name=say(f"health.field.{name}"),
                count=say("health.fields.of", count=count, of=known),
                # Rounded down: a hundred percent means all of them.
                percent=count * 100 // known if known else None,
                definition=say(f"health.field.{name}.explained"),
            )
        )
    return sorted(found, key=lambda field: (field.percent is None, -(field.percent or 0), field.name))


def _common(considered: Sequence[Considered]) -> list[_Common]:
    projects: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Words] = {}
    for one in considered:
        for problem in one.problems:
            kind = (problem.code, problem.severity.value)
            times[kind] += 1
            examples.setdefault(kind, problem.message)
        for kind in {(problem.code, problem.severity.value) for problem in one.problems}:
            projects[kind] += 1
    return [
        _Common(
            code=code,
            severity=severity,
            projects=count,
            times=times[code, severity],
            documentation=documentation(code),
            example=examples[code, severity],
        )
        for (code, severity), count in sorted(projects.items(), key=lambda item: (-item[1], item[0]))
    ]


def _stale(considered: Sequence[Considered], today: Day, say: Messages) -> list[_Stale]:
    where = addresses(considered, today)
    late = [
        (one, one.project)
        for one in considered
        if one.project is not None and (one.project.failing_since is not None or is_stale(one.project, today))
    ]
    return [
        _Stale(
            title=project.title,
            path=f"{project.owner}/{project.name}",
            address=where[one.key],
            good=moment(project.collected_at, today, say),
            failing=moment(project.failing_since, today, say),
            reason=next((problem.message for problem in one.problems if problem.where == one.key), ""),
        )
        for one, project in sorted(late, key=lambda pair: (pair[1].collected_at, pair[0].key))
    ]


def _sources(run: LastRun | None, considered: Sequence[Considered], say: Messages) -> list[_Source]:
    held = Counter(one.facts.source for one in considered if one.project is not None and one.facts is not None)
    found = []
    for name in sorted({*held, *(run.sources if run else ())}):
        result = run.sources.get(name, {}) if run else {}
        counts = [
            value if isinstance(value := result.get(part), int) else 0
            for part in ("changed", "unchanged", "failed", "excluded", "withheld")
        ]
        error, failed = result.get("message") if result.get("error") else None, counts[2]
        if not result:
            words = say("health.source.unknown")
        elif error:
            words = say("health.source.error", message=escape.plain(str(error)))
        elif failed:
            words = say("health.source.failed", count=failed)
        else:
            words = say("health.source.well")
        found.append(
            _Source(
                name=escape.plain(name, 200),
                result=words,
                well=bool(result) and not error and not failed,
                projects=held[name],
                counts=counts,
            )
        )
    return found
