"""Pages of teams: their projects, the work they offer, whom to ask, and what is missing in their projects.

People are shown only as contacts; nothing about them is counted or compared.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.insight.merged import by_score
from innersource_marketplace.model import Answer, Day, Project, SafeUrl, SiteSettings, name_order
from innersource_marketplace.reference.logos import initials, tint
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.task_board import task_card
from innersource_marketplace.render.parts.activity_chart import SPARK_WEEKS, ActivityChart, activity_chart
from innersource_marketplace.render.parts.addresses import team_names, team_paths
from innersource_marketplace.render.parts.cards import card
from innersource_marketplace.render.parts.tasks import Task
from innersource_marketplace.render.template_engine import fill

_AT_A_GLANCE: Final = 12
"""Of more teams, one is looked for by its name."""

_PROJECTS: Final = 60
_TASKS: Final = 12
_PEOPLE: Final = 24
_LACKS: Final = 8
_PROJECTS_A_LACK: Final = 6


class _Team(msgspec.Struct, frozen=True, kw_only=True):
    """A team with all that is known of it. `page` starts at the site's root."""

    name: str
    page: str
    projects: tuple[Project, ...]
    tasks: tuple[Task, ...]


class _Contact(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    contact: SafeUrl | None
    notes: str
    initials: str
    tint: int


class _Lack(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    check: str | None
    count: int
    of: int
    projects: tuple[Project, ...]
    more: int


def team_files(
    projects: Sequence[Project], tasks: Sequence[Task], settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield a page a team, and the page of all teams."""
    teams = _teams(projects, tasks)
    rows = [(team, (initials(team.name), tint(team.name)), _active(team)) for team in teams]
    markup = fill(
        "teams.html",
        say,
        {
            "root": "../",
            "title": say("teams.title"),
            "rows": rows,
            "count": len(teams),
            "words": escape.json_text(say.forms("site.teams")) if len(teams) > _AT_A_GLANCE else None,
        },
    )
    description = say("teams.description", organization=settings.organization)
    yield (
        "teams/index.md",
        MarkdownPage(markup, template="work.html", title=say("teams.title"), description=description),
    )
    for team in teams:
        yield f"{team.page}index.md", _page(team, today, say)


def _teams(projects: Sequence[Project], tasks: Sequence[Task]) -> list[_Team]:
    paths, names = team_paths(projects), team_names(projects)
    members: dict[str, list[Project]] = {}
    for project in projects:
        members.setdefault(paths[project.key], []).append(project)
    work: dict[str, list[Task]] = {}
    for task in tasks:
        work.setdefault(paths[task.project.key], []).append(task)
    found = []
    for page, own in members.items():
        found.append(
            _Team(name=names[own[0].key], page=page, projects=tuple(by_score(own)), tasks=tuple(work.get(page, ())))
        )
    return sorted(found, key=lambda team: (name_order(team.name), team.page))


def _page(team: _Team, today: Day, say: Messages) -> bytes:
    root = "../../"
    markup = fill(
        "team.html",
        say,
        {
            "root": root,
            "team": team,
            "initials": initials(team.name),
            "tint": tint(team.name),
            "active": _active(team),
            "chart": _chart(team, today, say),
            "unknown_activity": sum(project.activity is None for project in team.projects),
            "cards": [card(project, (), today, say) for project in team.projects[:_PROJECTS]],
            "more": max(len(team.projects) - _PROJECTS, 0),
            "tasks": [task_card(task, root, today, say) for task in team.tasks[:_TASKS]],
            "people": _contacts(team.projects),
            "lacks": _lacks(team.projects, say),
        },
    )
    description = say("team.description", team=team.name, count=len(team.projects))
    return MarkdownPage(markup, template="work.html", title=team.name, description=description)


def _active(team: _Team) -> int:
    return sum(any((project.activity or ())[-SPARK_WEEKS:]) for project in team.projects)


def _chart(team: _Team, today: Day, say: Messages) -> ActivityChart | None:
    known = [project.activity for project in team.projects if project.activity]
    if not known:
        return None
    weeks = max(len(activity) for activity in known)
    padded = [(0,) * (weeks - len(activity)) + tuple(activity) for activity in known]
    return activity_chart([sum(week) for week in zip(*padded, strict=True)], today, say)


def _contacts(projects: Sequence[Project]) -> list[_Contact]:
    """Whom to ask, by name, each with the projects that name them."""
    helps: dict[str, list[str]] = {}
    contacts: dict[str, SafeUrl | None] = {}
    for project in projects:
        for person in project.trusted_committers:
            helps.setdefault(person.name, []).append(project.title)
            contacts[person.name] = contacts.get(person.name) or person.contact
    return [
        _Contact(
            name=name,
            contact=contacts[name],
            notes=", ".join(list(dict.fromkeys(helps[name]))[:3]),
            initials=initials(name),
            tint=tint(name),
        )
        for name in sorted(helps, key=name_order)[:_PEOPLE]
    ]


def _lacks(projects: Sequence[Project], say: Messages) -> list[_Lack]:
    """The readiness checks that most projects of a team do not pass, among those with a known answer."""
    lacking: dict[str, list[Project]] = {}
    told: Counter[str] = Counter()
    names: dict[str, str | None] = {}
    for project in projects:
        for finding in project.readiness.findings if project.readiness else ():
            if finding.answer is Answer.CANNOT_TELL:
                continue
            told[finding.check] += 1
            names[finding.check] = finding.name
            if finding.answer is Answer.NO:
                lacking.setdefault(finding.check, []).append(project)
    found = []
    for check in sorted(lacking, key=lambda check: (-len(lacking[check]), check))[:_LACKS]:
        own = names[check]
        found.append(
            _Lack(
                name=own or say(f"readiness.check.{check}"),
                check=None if own else check,
                count=len(lacking[check]),
                of=told[check],
                projects=tuple(lacking[check][:_PROJECTS_A_LACK]),
                more=max(len(lacking[check]) - _PROJECTS_A_LACK, 0),
            )
        )
    return found
