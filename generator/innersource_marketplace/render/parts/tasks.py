"""The tasks that anybody can take: offered in the metadata, or open issues that nobody works on."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.model import Day, Gig, Issue, Project, SafeUrl, days_since
from innersource_marketplace.model.tasks import TASKS, effort_hours
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.answer_time import AnswerTime, answer_time
from innersource_marketplace.render.parts.cards import is_free

KINDS: Final = ("code", "documentation", "translation", "design", "testing", "research", "teaching")
"""Kinds of work that have a name in every language; others stay as their project wrote them."""

BANDS: Final = (("hours", 2.0), ("half-day", 4.0), ("day", 8.0), ("week", 40.0))
"""Efforts by their longest, in working hours; what is longer is "longer"."""

TASK_PAGES: Final = 60
"""Tasks of one project with pages of their own; the others lead to their issues."""

_KIND_OF_LABEL = (
    ("documentation", re.compile(r"\b(?:docs?|documentation|readme)\b")),
    ("translation", re.compile(r"\b(?:translations?|i18n|l10n|locali[sz]ation)\b")),
    ("design", re.compile(r"\b(?:design|ux|ui)\b")),
    ("testing", re.compile(r"\b(?:tests?|testing|qa)\b")),
    ("research", re.compile(r"\b(?:research)\b")),
    ("code", re.compile(r"\b(?:bugs?|bugfix|feature|enhancement|refactoring|code|performance)\b")),
)
_SAME_KIND = {
    "docs": "documentation",
    "user research": "research",
    "test": "testing",
    "tests": "testing",
    "coding": "code",
    "translations": "translation",
}
_FIRST = re.compile(r"good[ -]first|first[ -]timers?|beginner|starter|newcomer|easy|einsteiger")
_EFFORT_LABEL = re.compile(r"(?:effort|size|estimate|aufwand)\s*[:/=-]\s*(.+)", re.IGNORECASE)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One task with the project it belongs to. `hours` is the effort in hours, None if it is not known.

    `page` is its own page, from the site's root; None for those that have none. `link` is the issue,
    or None where the project's page is the place; `first` means that it was marked for newcomers.
    `kind` is one of `KINDS`, or a word of the project's own.
    """

    project: Project
    page: str | None
    title: str
    text: str | None
    link: SafeUrl | None
    number: int | None
    skills: tuple[str, ...]
    language: str | None
    kind: str | None
    effort: str | None
    hours: float | None
    mentor: str | None
    benefit: str | None
    labels: tuple[str, ...]
    first: bool
    created_at: datetime | None
    answer: AnswerTime | None
    due: date | None = None


def tasks_of(projects: Sequence[Project], today: Day, say: Messages) -> tuple[Task, ...]:
    """Every free task, the easiest to start first: for newcomers, little effort, a mentor, quick answers.

    Equals come by age, the newest first. What is unknown comes after what is known. Times that
    cannot have been count as unknown.
    """
    found = [task for project in projects for task in _of_project(project, today, say)]
    return tuple(sorted(found, key=lambda task: (*_ease(task), *_newest(task))))


def newest_first(tasks: Sequence[Task]) -> list[Task]:
    """The tasks by age, those of unknown age last."""
    return sorted(tasks, key=_newest)


def _newest(task: Task) -> tuple[float, str, str, str]:
    age = -task.created_at.timestamp() if task.created_at else 0.0
    return age, task.project.title.casefold(), task.project.key, task.title


def _ease(task: Task) -> tuple[bool, float, bool, float]:
    answer = task.answer.hours if task.answer else None
    unknown = float("inf")
    return not task.first, task.hours or unknown, not task.mentor, unknown if answer is None else answer


def _of_project(project: Project, today: Day, say: Messages) -> Iterator[Task]:
    answer = answer_time(project, say)
    pages: set[str] = set()
    for task in _without_pages(project, answer, today):
        page = f"{TASKS}{project.page.partition('/')[2]}{_segment(task)}/"
        if page in pages or len(pages) >= TASK_PAGES:
            yield task
        else:
            pages.add(page)
            yield replace(task, page=page)


def _without_pages(project: Project, answer: AnswerTime | None, today: Day) -> Iterator[Task]:
    for gig in project.gigs:
        yield _offered(project, gig, answer)
    for issue in project.issues or ():
        if is_free(issue):
            yield _filed(project, issue, answer, today)


def _offered(project: Project, gig: Gig, answer: AnswerTime | None) -> Task:
    kind = kind_of(gig.kind)
    return Task(
        project=project,
        page=None,
        title=gig.title,
        text=gig.description,
        link=gig.url,
        number=None,
        skills=gig.skills,
        # Writing for a project in Go takes no Go.
        language=project.language if kind in (None, "code", "testing") else None,
        kind=kind,
        effort=gig.effort,
        hours=effort_hours(gig.effort),
        mentor=gig.mentor,
        benefit=gig.benefit,
        labels=(),
        first=False,
        created_at=None,
        answer=answer,
    )


def _filed(project: Project, issue: Issue, answer: AnswerTime | None, today: Day) -> Task:
    labels = [label.casefold() for label in issue.labels]
    kind = next((kind for kind, said in _KIND_OF_LABEL if any(said.search(label) for label in labels)), None)
    effort = next((match[1].strip() for label in issue.labels if (match := _EFFORT_LABEL.fullmatch(label))), None)
    created = issue.created_at
    if created is not None and created.tzinfo is None:
        created = created.replace(tzinfo=UTC)
    coding = kind in (None, "code", "testing")
    return Task(
        project=project,
        page=None,
        title=issue.title,
        text=None,
        link=issue.url,
        number=issue.number,
        skills=project.skills if coding else (),
        language=project.language if coding else None,
        kind=kind,
        effort=effort,
        hours=effort_hours(effort),
        mentor=None,
        benefit=None,
        labels=issue.labels,
        first=any(_FIRST.search(label) for label in labels),
        created_at=None if created is None or days_since(created, today) is None else created,
        answer=answer,
        due=issue.due,
    )


def kind_of(said: str | None) -> str | None:
    """The kind of work that a word means: one of `KINDS`, or the word itself, folded."""
    if said is None:
        return None
    word = " ".join(said.casefold().replace("_", " ").replace("-", " ").split())
    return _SAME_KIND.get(word, word) or None


def kind_words(kind: str, say: Messages) -> str:
    """A kind of work as pages say it."""
    return say(f"work.kind.{kind}") if kind in KINDS else kind[:1].upper() + kind[1:]


def band(hours: float | None) -> str | None:
    """The group of efforts that so many hours belong to."""
    if hours is None:
        return None
    return next((name for name, longest in BANDS if hours <= longest), "longer")


def place(task: Task) -> str:
    """Where a task is, from the site's root: its page, the issue itself, or the project's page."""
    return task.page or task.link or f"{task.project.page}#contribute"


def anchor(task: Task) -> str:
    """The id of a task in the page of its project."""
    return f"task-{_segment(task)}"


def _segment(task: Task) -> str:
    """The last part of a task's address; it outlives rebuilds, as `identity` does."""
    return (
        str(task.number)
        if task.number is not None
        else escape.slug(f"{task.title[:40]} {escape.short_hash(task.title)}")
    )


def identity(task: Task) -> str:
    """A name of the task that outlives rebuilds: its issue's number, or a hash of its title."""
    return f"{task.project.key}/{task.number if task.number is not None else escape.short_hash(task.title)}"
