"""A programme for tests: projects, facts with authors, a map of teams, and rows of days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.insight.teamwork.contributions import contributions_of
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import (
    Author,
    Element,
    Facts,
    Membership,
    Project,
    PullRequest,
    Readiness,
    Team,
    TeamMap,
    day_of,
)
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.programme import programme_files
from owner_records import facts_of
from projects import NOW, SETTINGS, hostile_projects, varied_projects

NAMES = ("Payments", "Identity", "Data Platform", "Web Experience", "Logistics", "Platform")
TEAMS = TeamMap(
    teams=tuple(
        Team(name=name, members=tuple(Membership(ids=(author_id(f"{name}-{who}"),)) for who in range(4)))
        for name in NAMES
    )
)


def week(days_ago: int) -> str:
    year, number, _ = (NOW - timedelta(days=days_ago)).isocalendar()
    return f"{year}-W{number:02}"


def with_authors(project: Project, index: int) -> Facts:
    """Facts with people of the project's own team, of two others, and a stranger."""
    own = NAMES.index(project.team) if project.team in NAMES else 0
    people = [f"{NAMES[own]}-{who}" for who in range(3)]
    people += [f"{NAMES[(own + 1) % 6]}-{who}" for who in range(index % 4)]
    people += [f"{NAMES[(own + 2) % 6]}-0", "stranger"]
    authors = [
        Author(
            id=author_id(person),
            weeks={week(7 * back + 7): 1 + (place + back) % 3 for back in range(0, 50, 3 + place)},
            first=week(21) if place == 4 and index % 5 == 0 else week(2000),
        )
        for place, person in enumerate(people)
    ]
    return replace(facts_of(project), authors=tuple(sorted(authors, key=lambda author: author.id)))


def pulls(count: int) -> tuple[PullRequest, ...]:
    return tuple(
        PullRequest(
            number=number,
            author=f"{NAMES[number % 6]}-{number % 4}",
            created_at=NOW - timedelta(days=number + 3),
            first_response_at=NOW - timedelta(days=number + 3) + timedelta(hours=number),
            merged_at=NOW - timedelta(days=number),
            from_fork=number % 2 == 0,
            author_association="CONTRIBUTOR" if number % 2 == 0 else "MEMBER",
            reviewers=(author_id("Payments-0"),),
        )
        for number in range(1, count + 1)
    )


def rows(count: int, now: datetime = NOW) -> dict[date, dict[str, float]]:
    return {
        now.date() - timedelta(days=7 * back): {
            "projects": 60 - back,
            "active": 40 - back % 7,
            "dated": 60 - back,
            "with_readme": 50 - back,
            "with_contributing": max(30 - back, 0),
            "with_code_owners": max(20 - back, 0),
            "with_ci": max(25 - back, 0),
            "with_metadata": max(15 - back, 0),
            "new": back % 3,
            "removed": back % 5 == 0,
            "response_inside_hours": 5.5,
            "response_outside_hours": 30 - back / 2,
            **{
                level_figure(element, level): max(count - back, 0)
                for element in Element
                for level, count in ((0, 10), (1, 20), (2, 8), (3, 12), (None, 10))
            },
        }
        for back in range(count)
    }


def ready(index: int) -> Readiness:
    levels = {element: (index + place) % 4 if (index + place) % 5 else None for place, element in enumerate(Element)}
    return Readiness(levels=levels, findings=(), next_step=None)


def listed(projects: Sequence[Project]) -> list[tuple[Project, Facts]]:
    found = [(project, with_authors(project, index)) for index, project in enumerate(projects)]
    found = [(replace(project, readiness=ready(index)), facts) for index, (project, facts) in enumerate(found)]
    first, facts = found[0]
    return [(first, replace(facts, pull_requests=pulls(24))), *found[1:]]


def programme(
    projects: Sequence[Project] | None = None,
    *,
    teams: TeamMap = TEAMS,
    daily: Mapping[date, Mapping[str, float]] | None = None,
    language: str = "en",
) -> Iterator[tuple[str, bytes]]:
    """The files of the page over varied and hostile projects."""
    chosen = (*varied_projects(), *hostile_projects()) if projects is None else projects
    known, roster = listed(chosen) if chosen else [], roster_of(teams)
    yield from programme_files(
        known,
        contributions=[contributions_of(facts, project.team, roster, day_of(NOW)) for project, facts in known],
        roster=roster,
        daily=rows(40) if daily is None else daily,
        settings=SETTINGS,
        today=day_of(NOW),
        say=Messages(language),
    )
