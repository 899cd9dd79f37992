"""The task board: its page with the first tasks in it, the data its filters work on, and the plain lists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import Day, Project, ProjectKey, SafeUrl, SiteSettings, day_of
from innersource_marketplace.reference import languages
from innersource_marketplace.reference.logos import initials, tint
from innersource_marketplace.render.data.json_files import json_lists
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import day_number, days_since_1970, numbered
from innersource_marketplace.render.parts.answer_time import answer_as_data
from innersource_marketplace.render.parts.cards import logo_path, purpose
from innersource_marketplace.render.parts.dates import Moment, moment
from innersource_marketplace.render.parts.pagination import page_numbers
from innersource_marketplace.render.parts.tasks import BANDS, KINDS, Task, band, kind_words, newest_first, place
from innersource_marketplace.render.template_engine import fill

DATA_PATH: Final = "assets/tasks.json"

FIRST_TASKS: Final = 24
"""Tasks in the page itself, for reading before the data arrive."""

LIST_ROWS: Final = 100
"""Tasks on a page of the plain list."""

_TEXT_CHARACTERS = 280
_ABOUT_CHARACTERS = 140
_SKILLS_SHOWN = 4
_SKILLS_KEPT = 12


class TaskCard(msgspec.Struct, frozen=True, kw_only=True):
    """A task at a glance. What is unknown is None or empty, and then left out. Addresses start at the site's root."""

    title: str
    text: str | None
    about: str | None
    link: str
    outside: bool
    project: str
    page: str
    path: str
    team: str
    logo: str | None
    initials: str
    tint: int
    kind: str | None
    skills: tuple[str, ...]
    language: str | None
    language_color: str | None
    effort: str | None
    mentor: str | None
    benefit: str | None
    opened: Moment | None
    answer: str | None
    first: bool


def task_card(task: Task, root: str, today: Day, say: Messages) -> TaskCard:
    """Work out what a page shows of a task; `root` leads from the page to the site's root."""
    project = task.project
    outside = task.page is None and task.link is not None
    return TaskCard(
        title=task.title,
        text=escape.plain(task.text, _TEXT_CHARACTERS) if task.text else None,
        about=None if task.text else _about(project),
        link=place(task) if outside else f"{root}{place(task)}",
        outside=outside,
        project=project.title,
        page=project.page,
        path=f"{project.owner}/{project.name}",
        team=project.team,
        logo=logo_path(project),
        initials=initials(project.title),
        tint=tint(project.key),
        kind=kind_words(task.kind, say) if task.kind else None,
        skills=task.skills[:_SKILLS_SHOWN],
        language=task.language,
        language_color=languages.color(task.language) if task.language else None,
        effort=task.effort,
        mentor=task.mentor,
        benefit=task.benefit,
        opened=moment(task.created_at, today, say),
        answer=task.answer.short or None if task.answer else None,
        first=task.first,
    )


def _about(project: Project) -> str | None:
    """What a project is for, where a task says nothing of itself."""
    return escape.plain(said, _ABOUT_CHARACTERS) if (said := purpose(project)) else None


def board_files(
    tasks: Sequence[Task], settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the board's page, its data, the plain lists and `api/v1/tasks.json`; tasks keep their order."""
    values: Mapping[str, object] = {
        "root": "../",
        "title": say("board.title"),
        "count": len(tasks),
        "projects": len({task.project.key for task in tasks}),
        "cards": [task_card(task, "../", day_of(now), say) for task in tasks[:FIRST_TASKS]],
        "data": f"../{DATA_PATH}",
        "words": board_words(say),
        "sorts": ("", "newest", "name"),
    }
    yield (
        "tasks/index.md",
        MarkdownPage(
            fill("tasks.html", say, values),
            template="tasks.html",
            title=say("board.title"),
            description=say("board.description", organization=settings.organization),
        ),
    )
    yield DATA_PATH, escape.json_text(board_data(tasks, day_of(now), say)).encode("ascii")
    yield "api/v1/tasks.json", _api(tasks, now)
    yield from _plain_list(tasks, settings, day_of(now), say)


def board_words(say: Messages) -> dict[str, object]:
    """The gallery's words, with those of the board over them."""
    prefix = "board.script."
    own = {key.removeprefix(prefix): forms for key, forms in say.forms(prefix).items()}
    return {**say.script, **say.forms("time."), **own}


def board_data(tasks: Sequence[Task], today: Day, say: Messages) -> dict[str, object]:
    """All tasks by columns, like the data of the gallery; data of a project are stored once, in `projects`."""
    projects: dict[ProjectKey, Project] = {task.project.key: task.project for task in tasks}
    answers = {task.project.key: task.answer for task in tasks}
    number = {key: index for index, key in enumerate(projects)}
    columns: dict[str, object] = {
        "title": [task.title for task in tasks],
        "path": [f"{task.project.title} {task.project.owner}/{task.project.name}" for task in tasks],
        "purpose": [escape.plain(task.text or "", _TEXT_CHARACTERS) for task in tasks],
        "motivation": [escape.plain(task.benefit or "", _TEXT_CHARACTERS) for task in tasks],
        "people": [[task.mentor] if task.mentor else [] for task in tasks],
        "project": [number[task.project.key] for task in tasks],
        "link": [place(task) for task in tasks],
        "effort": [task.effort or "" for task in tasks],
        "hours": [task.hours if task.hours is not None else -1 for task in tasks],
        "first": [int(task.first) for task in tasks],
        "seen": [days_since_1970(task.created_at) for task in tasks],
    }
    own = {
        "title": [project.title for project in projects.values()],
        "page": [project.page for project in projects.values()],
        "about": [_about(project) or "" for project in projects.values()],
        "logo": [logo_path(project) for project in projects.values()],
        "initials": [initials(project.title) for project in projects.values()],
        "tint": [tint(project.key) for project in projects.values()],
        "answer": [answer.short if (answer := answers[key]) else "" for key in projects],
        "hours": [-1 if (a := answers[key]) is None or a.hours is None else a.hours for key in projects],
    }
    facets = {
        "contribution": numbered([[task.kind] if task.kind else [] for task in tasks]),
        "skill": numbered([list(task.skills[:_SKILLS_KEPT]) for task in tasks]),
        "language": numbered([[task.language] if task.language else [] for task in tasks]),
        "effort": numbered([[name] if (name := band(task.hours)) else [] for task in tasks]),
        "owner": numbered([[task.project.team] for task in tasks]),
        "topic": numbered([list(task.project.topics[:_SKILLS_KEPT]) for task in tasks]),
    }
    used = sorted({task.language for task in tasks if task.language})
    kinds = sorted({task.kind for task in tasks if task.kind})
    return {
        "format": 1,
        "language": say.language,
        "today": day_number(today),
        "count": len(tasks),
        "columns": columns,
        "projects": own,
        "facets": facets,
        "colors": {name: color for name in used if (color := languages.color(name))},
        "labels": {
            **{f"contribution.{kind}": kind_words(kind, say) for kind in kinds},
            **{f"effort.{name}": say(f"work.effort.{name}") for name in (*(name for name, _ in BANDS), "longer")},
        },
        "words": board_words(say),
    }


def _api(tasks: Sequence[Task], now: datetime) -> bytes:
    def entry(task: Task) -> dict[str, object]:
        link: SafeUrl | None = task.link
        return {
            "project": task.project.key,
            "project_title": task.project.title,
            "page": task.project.page,
            "task_page": task.page,
            "title": task.title,
            "description": task.text,
            "url": link,
            "number": task.number,
            "skills": list(task.skills),
            "language": task.language,
            "owner": task.project.team,
            "kind": task.kind,
            "known_kind": task.kind in KINDS,
            "effort": task.effort,
            "effort_hours": task.hours,
            "mentor": task.mentor,
            "benefit": task.benefit,
            "labels": list(task.labels),
            "for_newcomers": task.first,
            "created_at": None if task.created_at is None else task.created_at.isoformat(),
            "due": None if task.due is None else task.due.isoformat(),
            "answer": answer_as_data(task.answer),
        }

    head = {"generated_at": now.isoformat(), "count": len(tasks)}
    return b"".join(json_lists(head, {"tasks": map(entry, newest_first(tasks))}))


def _plain_list(
    tasks: Sequence[Task], settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    rows = sorted(tasks, key=lambda task: (task.project.title.casefold(), task.project.key, task.title.casefold()))
    pages = max(-(-len(rows) // LIST_ROWS), 1)
    for page in range(1, pages + 1):
        folder = "tasks/all/" if page == 1 else f"tasks/all/{page}/"
        root = "../" * folder.count("/")
        title = say("board.list.title") if pages == 1 else say("board.list.title.page", page=page, pages=pages)
        shown = rows[(page - 1) * LIST_ROWS : page * LIST_ROWS]
        markup = fill(
            "task_list.html",
            say,
            {
                "root": root,
                "folder": f"{root}tasks/all/",
                "title": title,
                "count": len(rows),
                "page": page,
                "last": pages,
                "pages": page_numbers(page, pages),
                "cards": [task_card(task, root, today, say) for task in shown],
            },
        )
        description = say("board.description", organization=settings.organization)
        yield f"{folder}index.md", MarkdownPage(markup, template="work.html", title=title, description=description)
