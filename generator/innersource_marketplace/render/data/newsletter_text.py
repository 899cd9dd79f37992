"""The newsletter with the weekly news, as Markdown.

Everything in it was written by others, so each word goes through `escape.markdown_text`, and only
addresses that went through `escape.url` become links. No line begins with a name, so that none
can mention anybody or act as a command of a chat.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.insight.teamwork.contributions import First
from innersource_marketplace.model import Day, Project, ProjectKey, SiteSettings, day_of, days_since
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.cards import purpose
from innersource_marketplace.render.parts.dates import date_words
from innersource_marketplace.render.parts.tasks import Task, place

_LISTED = 12
"""Lines of a part; a longer list is read by nobody, and the site has it."""

_PURPOSE_CHARACTERS = 160
_MENTION = "\u2060"
"""Word joiner: keeps an @ from calling the person behind it, and cannot be seen."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What the newsletter is made of; everything in it may be shown to everyone who may see the site.

    `daily` are the snapshot's rows, `firsts` first contributions across teams, `expired` the
    projects that are hidden for being quiet.
    """

    projects: Sequence[Project]
    expired: Sequence[Project]
    tasks: Sequence[Task]
    daily: Mapping[date, Mapping[str, float | None]]
    firsts: Sequence[First]


def newsletter(news: News, settings: SiteSettings, today: Day, say: Messages, *, days: int) -> str:
    """Write the newsletter of the last `days` days, ending in a line end. The same news give the same text."""
    since = today - timedelta(days=days)
    base = settings.base or None
    head = say("digest.title", title=_words(settings.title))
    lines = [f"# {head}", "", say("digest.span", first=date_words(since, say), last=date_words(today, say)), ""]
    parts = (
        ("digest.projects", list(_new_projects(news, since, base, say))),
        ("digest.tasks", list(_new_tasks(news, since, today, base, say))),
        ("digest.firsts", list(_firsts(news, since, base, say))),
        ("digest.departed", list(_departed(news, since, today, say))),
    )
    for key, entries in parts:
        if not entries:
            continue
        lines += [f"## {say(key)}", "", *(f"- {entry}" for entry in entries[:_LISTED])]
        if len(entries) > _LISTED:
            lines.append(f"- {say('digest.more', count=len(entries) - _LISTED)}")
        lines.append("")
    if not any(entries for _, entries in parts):
        lines += [say("digest.nothing"), ""]
    lines.append(say("digest.now", projects=say("site.projects", count=len(news.projects)), count=len(news.tasks)))
    if base is not None:
        lines += ["", say("digest.all", address=f"<{base}>")]
    return "\n".join(lines) + "\n"


def _new_projects(news: News, since: date, base: str | None, say: Messages) -> Iterator[str]:
    came = [one for one in news.projects if day_of(one.first_seen) >= since]
    for project in sorted(came, key=lambda one: (one.title.casefold(), one.key)):
        words = escape.plain(purpose(project) or "", _PURPOSE_CHARACTERS)
        about = f": {_words(words)}" if words else ""
        yield say("digest.project", project=_project(project, base), team=_words(project.team)) + about


def _new_tasks(news: News, since: date, today: Day, base: str | None, say: Messages) -> Iterator[str]:
    """Issues opened recently; it is not known since when a task of the metadata is offered."""
    for task in sorted(news.tasks, key=_newest):
        if task.created_at is None or day_of(task.created_at) < since or days_since(task.created_at, today) is None:
            continue
        # An issue has an address of its own, also where nobody knows the site's.
        target = task.link or (None if base is None else f"{base}{place(task)}")
        skills = ", ".join(_words(skill) for skill in task.skills[:3])
        words = say("digest.task", task=_link(task.title, target), project=_words(task.project.title))
        yield f"{words} ({skills})" if skills else words


def _firsts(news: News, since: date, base: str | None, say: Messages) -> Iterator[str]:
    by_key: Mapping[ProjectKey, Project] = {project.key: project for project in news.projects}
    seen: set[tuple[str | None, ProjectKey]] = set()
    for first in news.firsts:
        project = by_key.get(first.key)
        # A week is dated by its Thursday; it is recent if any of its days is.
        if project is None or first.week + timedelta(days=3) < since or (first.team, first.key) in seen:
            continue
        seen.add((first.team, first.key))
        team = say("digest.team", team=_words(first.team)) if first.team else say("digest.team.small")
        yield say("digest.first", team=team, project=_project(project, base))


def _departed(news: News, since: date, today: Day, say: Messages) -> Iterator[str]:
    """Hidden projects by name; of removed ones only the number, because they may have become private."""
    for project in sorted(news.expired, key=lambda one: (one.title.casefold(), one.key)):
        if project.expiry is not None and since < project.expiry.hide_on <= today:
            yield say("digest.hidden", project=_words(project.title))
    gone = sum(_count(row.get("removed")) for when, row in news.daily.items() if since < when <= today)
    if gone:
        yield say("digest.gone", count=gone)
    flagged = sum(1 for one in news.projects if one.expiry is not None)
    if flagged:
        yield say("digest.flagged", count=flagged)


def _count(value: float | None) -> int:
    return int(value) if value is not None and 0 < value < 10**9 else 0


def _newest(task: Task) -> tuple[float, str, str]:
    return -task.created_at.timestamp() if task.created_at else 0.0, task.project.key, task.title


def _project(project: Project, base: str | None) -> str:
    return _link(project.title, None if base is None else f"{base}{project.page}")


def _link(text: str, target: str | None) -> str:
    """A link, if the address is safe in Markdown as it is."""
    address = None if target is None else escape.url(target)
    words = _words(text)
    return words if address is None or set("()<> ") & set(address) else f"[{words}]({address})"


def _words(text: str) -> str:
    return escape.markdown_text(text).replace("@", f"@{_MENTION}")
