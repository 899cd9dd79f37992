"""The shelves above the catalogue: a row of projects each, chosen by a rule or by hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from innersource_marketplace.model import Day, Project, Shelf, ShelfRule, SiteSettings
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.activity_chart import SPARK_WEEKS
from innersource_marketplace.render.parts.cards import is_free, open_tasks
from innersource_marketplace.render.parts.dates import days_ago

PROJECTS_ON_SHELF: Final = 3
"""The shelves are beside each other, each as high as three projects."""

SMALL: Final = 12
"""Catalogues up to this size are seen whole; rows above them would only repeat what is below."""

DEFAULT_SHELVES: Final = tuple(
    Shelf(rule=rule)
    for rule in (ShelfRule.NEW, ShelfRule.GOOD_FIRST_TASKS, ShelfRule.LOOKING_FOR_MAINTAINERS, ShelfRule.MOST_ACTIVE)
)
"""Without `site.shelves`. Those that come first keep their projects; the last ones show others."""

TASK_SHELF: Final = "good-first-tasks"
"""The name of the shelf that shows a task of each of its projects."""

_NEW_DAYS = 31
_BEGINNER_LABELS = ("good first", "good-first", "beginner", "starter", "newcomer", "first-timer", "easy", "einsteiger")
_MAINTAINER_WORDS = ("maintain", "new owner", "co-owner", "trusted committer", "steward", "betreuung", "betreuer")


class FilledShelf(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf as the page shows it. `all` leads to all that its rule means; hand-picked ones have none."""

    name: str
    title: str
    all: str | None
    projects: tuple[Project, ...]


def filled_shelves(projects: Sequence[Project], settings: SiteSettings, today: Day, say: Messages) -> list[FilledShelf]:
    """Fill the shelves of a site from its projects, the most active first; empty ones are left out.

    A project is on at most one shelf by rule; shelves by hand show all their projects.
    """
    if settings.shelves is None and len(projects) <= SMALL:
        return []
    wanted = DEFAULT_SHELVES if settings.shelves is None else settings.shelves
    filled = []
    shown: set[str] = set()
    for number, shelf in enumerate(wanted, 1):
        if shelf.rule is None:
            chosen = _picked(projects, shelf.projects)
            name, title, everything = f"picked-{number}", shelf.title or "", None
        else:
            rule, everything = _RULES[shelf.rule]
            chosen = [project for project in rule(projects, today) if project.key not in shown][:PROJECTS_ON_SHELF]
            name, title = shelf.rule.value.replace("_", "-"), shelf.title or say(f"shelf.{shelf.rule}")
        shown.update(project.key for project in chosen)
        # A row of one is no row, unless somebody asked for it.
        if len(chosen) >= (2 if settings.shelves is None else 1):
            filled.append(FilledShelf(name=name, title=title, all=everything, projects=tuple(chosen)))
    return filled


def _picked(projects: Sequence[Project], names: Sequence[str]) -> list[Project]:
    by_name = {name: project for project in projects for name in (project.key.casefold(), _path(project))}
    return [by_name[name.casefold()] for name in names if name.casefold() in by_name]


def _path(project: Project) -> str:
    return f"{project.owner}/{project.name}".casefold()


def _new(projects: Sequence[Project], today: Day) -> list[Project]:
    fresh = [project for project in projects if days_ago(project.first_seen, today) <= _NEW_DAYS]
    # When most is new (a first run), newness tells nothing.
    if len(fresh) * 2 > len(projects):
        return []
    return sorted(fresh, key=lambda project: (-project.first_seen.timestamp(), project.key))


def _first_tasks(projects: Sequence[Project], _: Day) -> list[Project]:
    tasks = {project.key: _first_task_count(project) for project in projects}
    # Among equals the most active, which come first already: somebody is there to answer.
    return sorted((p for p in projects if tasks[p.key]), key=lambda p: (-tasks[p.key], -(open_tasks(p) or 0)))


def _first_task_count(project: Project) -> int:
    issues = (issue for issue in project.issues or () if is_free(issue))
    labels = (" ".join(issue.labels).casefold() for issue in issues)
    return len(project.gigs) + sum(any(word in label for word in _BEGINNER_LABELS) for label in labels)


def _seeking_maintainers(projects: Sequence[Project], _: Day) -> list[Project]:
    def asks(project: Project) -> bool:
        said = (*project.contributions, *(gig.title for gig in project.gigs))
        text = "\n".join(said).casefold()
        return any(word in text for word in _MAINTAINER_WORDS)

    return [project for project in projects if asks(project)]


def _most_active(projects: Sequence[Project], _: Day) -> list[Project]:
    commits = {p.key: sum(p.activity[-SPARK_WEEKS:]) for p in projects if p.activity is not None}
    return sorted((p for p in projects if commits.get(p.key)), key=lambda p: -commits[p.key])


_RULES: Final[Mapping[ShelfRule, tuple[Callable[[Sequence[Project], Day], list[Project]], str | None]]] = {
    ShelfRule.NEW: (_new, "?sort=newest#catalogue"),
    ShelfRule.MOST_ACTIVE: (_most_active, "?sort=recent#catalogue"),
    ShelfRule.GOOD_FIRST_TASKS: (_first_tasks, "tasks/"),
    ShelfRule.LOOKING_FOR_MAINTAINERS: (_seeking_maintainers, None),
}
