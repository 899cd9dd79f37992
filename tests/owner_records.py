"""Repositories as a run considers them, for the tests of the pages for owners and operators."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.model import Facts, Project, ProjectKey, Provider, day_of
from innersource_marketplace.model.listing_status import Considered, LastRun, Rule
from innersource_marketplace.render.data.badges import badge_files
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_page
from innersource_marketplace.render.pages.health import health_page
from innersource_marketplace.render.pages.listing_reasons import listing_pages
from projects import HOSTILE_TEXTS, NOW, SETTINGS, address

SAY = Messages()
SOURCE = "https://git.acme.example"


def facts_of(project: Project) -> Facts:
    return Facts(
        key=project.key,
        host=project.host,
        owner=project.owner,
        name=project.name,
        provider=Provider.GIT,
        source=SOURCE,
        url=project.url,
        forge="gitlab",
        default_branch="main",
    )


def misspelt(key: ProjectKey, **changes: object) -> Problem:
    """A problem on line 4 of a project's innersource.json."""
    return Problem(
        where=f"{key}/innersource.json",
        line=4,
        column=3,
        pointer="/contribution",
        severity=Severity.WARNING,
        code="other-spelling",
        message="“contribution” is read as contributions",
        fix='Rename it to "contributions".',
    )


def considered(projects: Sequence[Project], *, with_problem: Sequence[ProjectKey] = ()) -> tuple[Considered, ...]:
    """Listed projects, some with a problem."""
    return tuple(
        Considered(
            key=project.key,
            rule=Rule.SOURCE,
            said=SOURCE,
            project=project,
            facts=facts_of(project),
            tried_at=NOW - timedelta(hours=5),
            problems=(misspelt(project.key),) if project.key in with_problem else (),
        )
        for project in projects
    )


def left_out(name: str, rule: str = "It is archived.") -> Considered:
    return Considered(
        key=ProjectKey(f"git.acme.example/old/{name}"), rule=Rule.EXCLUDED, said=rule, tried_at=NOW - timedelta(hours=5)
    )


def hostile() -> tuple[Considered, ...]:
    """Keys, rules, sources, files and problems that are all hostile texts."""
    return tuple(
        Considered(
            key=ProjectKey(f"git.acme.example/hostile/{index}{text}"),
            rule=Rule.EXCLUDED if index % 2 else Rule.UNREAD,
            said=text,
            tried_at=NOW,
            facts=Facts(
                key=ProjectKey(f"git.acme.example/hostile/{index}{text}"),
                host="git.acme.example",
                owner="hostile",
                name=text,
                provider=Provider.GIT,
                source=text,
                url=address("https://git.acme.example/hostile/x"),
                forge="gitlab",
                default_branch=text,
            ),
            problems=(
                Problem(
                    where=f"git.acme.example/hostile/{index}{text}/{text}",
                    line=1,
                    pointer=text,
                    code=text,
                    message=text,
                    fix=text,
                ),
            ),
        )
        for index, text in enumerate(HOSTILE_TEXTS)
    )


RUN = LastRun(
    started_at=NOW - timedelta(hours=5),
    seconds=42.0,
    withheld=3,
    sources={
        SOURCE: {"changed": 2, "unchanged": 40, "failed": 1, "excluded": 1, "withheld": 3, "error": None},
        "github: acme": {"changed": 0, "failed": 0, "error": "unreachable", "message": "the host cannot be reached"},
    },
)


def owner_files(
    considered: Sequence[Considered], notices: Sequence[Problem] = (), say: Messages = SAY
) -> Iterator[tuple[str, bytes]]:
    """All pages for owners and operators, their data and the badges."""
    day = NOW.date()
    daily = {day - timedelta(days=back): {"projects": 40.0 - back} for back in range(30)}
    yield from listing_pages(considered, SETTINGS, day_of(NOW), say)
    yield from health_page(
        considered, notices=notices, run=RUN, daily=daily, settings=SETTINGS, today=day_of(NOW), say=say
    )
    yield from editor_page(schema("innersource"), SETTINGS, say)
    yield from badge_files([one.project for one in considered if one.project is not None], SETTINGS, day_of(NOW), say)
