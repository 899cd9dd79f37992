"""The gallery: its page with the first cards in it, the data its filters work on, and the plain lists."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Final

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.insight.merged import by_score
from innersource_marketplace.model import Day, Project, ProjectKey, SiteSettings, day_of
from innersource_marketplace.reference import languages
from innersource_marketplace.reference.license_expressions import folded, names
from innersource_marketplace.reference.logos import initials, tint
from innersource_marketplace.reference.spellings import spelling_key
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.readiness_pages import facet_labels, facet_names, readiness_facets
from innersource_marketplace.render.parts.activity_chart import SPARK_WEEKS
from innersource_marketplace.render.parts.addresses import team_paths
from innersource_marketplace.render.parts.cards import Card, card, is_stale, logo_path, open_tasks, purpose
from innersource_marketplace.render.parts.pagination import page_numbers
from innersource_marketplace.render.parts.shelves import TASK_SHELF, FilledShelf, filled_shelves
from innersource_marketplace.render.parts.tasks import Task, place, tasks_of
from innersource_marketplace.render.template_engine import fill

FIRST_CARDS: Final = 24
"""Cards in the page itself: two screens full, for reading before data arrive and without JavaScript."""

LIST_ROWS: Final = 100
"""Rows on a page of the plain lists."""

DATA_PATH: Final = "assets/gallery.json"

_PURPOSE_CHARACTERS = 240
_MOTIVATION_CHARACTERS = 160
_SORTS = ("activity", "recent", "newest", "name", "tasks", "stars", "match")
_BEGINNING: Final = date(1970, 1, 1)

_Problems = Mapping[ProjectKey, Sequence[Problem]]


def gallery_files(
    projects: Sequence[Project], problems: _Problems, settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the gallery's page, its data and the plain lists."""
    yield "index.md", _gallery_page(projects, problems, settings, today, say)
    yield DATA_PATH, escape.json_text(gallery_data(projects, problems, today, say)).encode("ascii")
    yield from _plain_lists(projects, problems, settings, today, say)


def _gallery_page(
    projects: Sequence[Project], problems: _Problems, settings: SiteSettings, today: Day, say: Messages
) -> bytes:
    ordered = by_score(projects)
    shown = ordered[:FIRST_CARDS]
    teams = len({project.team for project in projects})
    tasks = sum(open_tasks(project) or 0 for project in projects)
    markup = fill(
        "gallery.html",
        say,
        {
            "settings": settings,
            "cards": _cards(shown, problems, today, say),
            "count": len(projects),
            "scale": say(
                "site.scale", projects=say("site.projects", count=len(projects)), teams=say("site.teams", count=teams)
            ),
            "tasks": tasks,
            "data": DATA_PATH,
            "root": "",
            "place": place,
            "shelves": [
                (shelf, list(zip(_cards(shelf.projects, problems, today, say), _tasks(shelf, today, say), strict=True)))
                for shelf in filled_shelves(ordered, settings, today, say)
            ],
            "words": say.script,
            "sorts": [sort for sort in _SORTS if sort != "stars" or any(project.stars for project in projects)],
        },
    )
    return MarkdownPage(markup, template="gallery.html", title=settings.title, description=settings.purpose)


def _tasks(shelf: FilledShelf, today: Day, say: Messages) -> list[Task | None]:
    """The easiest task of each project on a shelf of tasks, which leads to it; None on the others."""
    if shelf.name != TASK_SHELF:
        return [None] * len(shelf.projects)
    return [next(iter(tasks_of([project], today, say)), None) for project in shelf.projects]


def _cards(projects: Sequence[Project], problems: _Problems, today: Day, say: Messages) -> list[Card]:
    return [card(project, problems.get(project.key, ()), today, say) for project in projects]


def gallery_data(projects: Sequence[Project], problems: _Problems, today: Day, say: Messages) -> dict[str, object]:
    """The whole catalogue by columns, repeated words numbered: small to send, quick to scan.

    Unknown is null (or -1 in columns of numbers); days count from 1 January 1970, UTC.
    """
    rows = by_score(projects)
    columns: dict[str, object] = {
        "title": [p.title for p in rows],
        "page": [p.page for p in rows],
        "path": [f"{p.owner}/{p.name}" for p in rows],
        "purpose": [escape.plain(purpose(p) or "", _PURPOSE_CHARACTERS) for p in rows],
        "motivation": [
            escape.plain(p.motivation, _MOTIVATION_CHARACTERS) if p.motivation and p.description else "" for p in rows
        ],
        "people": [[person.name for person in p.trusted_committers] for p in rows],
        "initials": [initials(p.title) for p in rows],
        "tint": [tint(p.key) for p in rows],
        "logo": [logo_path(p) for p in rows],
        "score": [p.score.value if p.score else -1 for p in rows],
        "updated": [days_since_1970(p.updated_at) for p in rows],
        "seen": [days_since_1970(p.first_seen) for p in rows],
        "stars": [-1 if p.stars is None else p.stars for p in rows],
        "tasks": [-1 if (tasks := open_tasks(p)) is None else tasks for p in rows],
        "spark": [list(p.activity[-SPARK_WEEKS - 1 :]) if p.activity is not None else None for p in rows],
        "stale": [int(is_stale(p, today)) for p in rows],
        "problems": [len(problems.get(p.key, ())) for p in rows],
    }
    facets: dict[str, object] = {
        "language": numbered([[p.language] if p.language else [] for p in rows]),
        "skill": numbered([list(p.skills) for p in rows]),
        "contribution": numbered([list(p.contributions) for p in rows]),
        "topic": numbered([list(p.topics) for p in rows]),
        "owner": numbered([[p.team] for p in rows]),
        "lifecycle": numbered([[p.lifecycle.value] if p.lifecycle else [] for p in rows]),
        "governance": numbered([[p.governance_level.value] if p.governance_level else [] for p in rows]),
        "activity": numbered([[str(p.score.level)] if p.score else [] for p in rows]),
        # First the whole expression, then each licence in it, so that a choice is found under either.
        "license": numbered([_licenses(p) for p in rows]),
        "host": numbered([[p.host] for p in rows]),
        **{name: numbered(values) for name, values in readiness_facets(rows).items()},
    }
    used = sorted({p.language for p in rows if p.language})
    return {
        "format": 1,
        "language": say.language,
        "today": day_number(today),
        "count": len(rows),
        "columns": columns,
        "facets": facets,
        "colors": {name: color for name in used if (color := languages.color(name))},
        "labels": {
            **{f"lifecycle.{v}": say(f"lifecycle.{v}") for v in _values(rows, "lifecycle")},
            **{f"governance.{v}": say(f"governance.{v}") for v in _values(rows, "governance_level")},
            **facet_labels(say),
            **{f"activity.{level}": say(f"activity.{level}") for level in range(7)},
        },
        "words": {**say.script, **facet_names(say), **say.forms("card."), **say.forms("time.")},
    }


def _values(rows: Sequence[Project], field: str) -> list[str]:
    return sorted({str(value) for row in rows if (value := getattr(row, field)) is not None})


def numbered(values: Sequence[Sequence[str]]) -> dict[str, object]:
    """Replace words by their place in a sorted list of all of them.

    Spellings of the same word are one value, written as the most frequent spelling is; `also` leads from the
    others, by which people still look for it, to its place.
    """
    spellings: dict[str, list[tuple[int, str]]] = {}
    for value, times in Counter(chain.from_iterable(values)).items():
        spellings.setdefault(spelling_key(value), []).append((-times, value))
    numbers = {value: at for at, key in enumerate(sorted(spellings)) for _, value in spellings[key]}
    shown = [min(spellings[key])[1] for key in sorted(spellings)]
    folded = {value.casefold() for value in shown}
    also = {value: at for value, at in sorted(numbers.items()) if value.casefold() not in folded}
    found: dict[str, object] = {
        "values": shown,
        "rows": [list(dict.fromkeys(map(numbers.__getitem__, row))) for row in values],
    }
    return found | {"also": also} if also else found


def days_since_1970(then: datetime | None) -> int:
    """Number the day of a time; -1 where it is unknown."""
    if then is None:
        return -1
    return max(day_number(day_of(then)), 0)


def day_number(day: date) -> int:
    """Number a day as scripts do."""
    return (day - _BEGINNING).days


def _plain_lists(
    projects: Sequence[Project], problems: _Problems, settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    pages_of_teams = team_paths(projects)
    teams = {project.page: pages_of_teams[project.key] for project in projects}
    orders: tuple[tuple[str, str, Callable[[Project], tuple[str, ...]]], ...] = (
        ("all/", "list", lambda p: (p.title.casefold(), p.key)),
        ("all/owner/", "list.owner", lambda p: (p.team.casefold(), p.title.casefold(), p.key)),
    )
    for folder, kind, order in orders:
        rows = sorted(projects, key=order)
        pages = max(-(-len(rows) // LIST_ROWS), 1)
        for page in range(1, pages + 1):
            address = folder if page == 1 else f"{folder}{page}/"
            title = say(f"{kind}.title") if pages == 1 else say(f"{kind}.title.page", page=page, pages=pages)
            root = "../" * address.count("/")
            markup = fill(
                "list.html",
                say,
                {
                    "title": title,
                    "kind": kind,
                    "root": root,
                    "folder": f"{root}{folder}",
                    "page": page,
                    "pages": page_numbers(page, pages),
                    "last": pages,
                    "teams": teams,
                    "cards": _cards(rows[(page - 1) * LIST_ROWS : page * LIST_ROWS], problems, today, say),
                },
            )
            description = say("list.description", organization=settings.organization)
            yield (
                f"{address}index.md",
                MarkdownPage(markup, template="listing.html", title=title, description=description),
            )


def _licenses(project: Project) -> list[str]:
    if project.license:
        return [folded(project.license), *names(project.license)]
    return [name for one in project.license_files if one.license is not None for name in names(one.license)]
