"""Subscriptions: feeds of new tasks, feeds by skill, language and team, and the page that lists them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import Project, SiteSettings
from innersource_marketplace.render.data.atom import Entry, feed
from innersource_marketplace.render.data.feeds import newest, project_entry
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.addresses import accounts_of_teams, segments, team_segments
from innersource_marketplace.render.parts.tasks import Task, identity, newest_first, place
from innersource_marketplace.render.template_engine import fill

KINDS: Final = ("skill", "language", "team")

ADDRESSES_PATH: Final = "assets/feeds.json"
"""Which feed belongs to which filter of the gallery and the task board, for "Follow this view"."""

_PROJECTS_A_FEED = 2
"""Projects below which a value gets no feed: most values of one project are words of its own."""

_FEEDS_A_KIND = 200
"""Most feeds of a kind, those with most projects first; more help nobody to choose."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that somebody may choose. `path` starts at the site's root."""

    kind: str
    value: str
    path: str
    projects: int


def subscription_files(
    projects: Sequence[Project], tasks: Sequence[Task], settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield `tasks.xml`, the feeds by value, their page and addresses, and what search fields of browsers read."""
    base = settings.base
    recent = newest([_task_entry(task, base) for task in tasks])
    yield (
        "tasks.xml",
        feed(
            recent,
            title=say("feeds.tasks.of", title=settings.title),
            name=f"{settings.organization}/tasks",
            author=settings.organization,
            link_self=f"{base}tasks.xml",
            link_page=f"{base}tasks/",
            now=now,
        ),
    )
    offered: dict[str, list[Subscription]] = {}
    for kind in KINDS:
        values = _values(kind, projects)
        tasks_by_value = _tasks_by_value(kind, tasks)
        names = sorted(
            (name for name, found in values.items() if len(found) >= _PROJECTS_A_FEED),
            key=lambda name: (-len(values[name]), name),
        )[:_FEEDS_A_KIND]
        addresses = team_segments(projects) if kind == "team" else segments(names)
        former = accounts_of_teams(projects) if kind == "team" else {}
        for folded in names:
            value, members = _written(kind, values[folded], folded), values[folded]
            path = f"feeds/{kind}/{addresses[folded]}.xml"
            up = base or "../../"
            entries = [
                *(project_entry(project, up) for project in members),
                *(_task_entry(task, up) for task in tasks_by_value.get(folded, ())),
            ]
            written = feed(
                newest(entries),
                title=say("feeds.of", title=settings.title, value=value),
                name=f"{settings.organization}/{kind}/{folded}",
                author=settings.organization,
                link_self=f"{up}{path}",
                link_page=up,
                now=now,
            )
            yield path, written
            yield from ((f"feeds/team/{account}.xml", written) for account, team in former.items() if team == folded)
            offered.setdefault(kind, []).append(Subscription(kind=kind, value=value, path=path, projects=len(members)))
    lists = {kind: sorted(offered.get(kind, ()), key=lambda one: one.value.casefold()) for kind in KINDS}
    yield ADDRESSES_PATH, escape.json_text(_addresses(lists)).encode("ascii")
    yield _page(lists, settings, say)
    if base:
        yield "opensearch.xml", _open_search(settings, base, say)
        yield "feeds/all.opml", _outline(lists, settings, base, say)


def _task_entry(task: Task, base: str) -> Entry:
    # Nobody says when a gig was offered; that its project came is what is known and stays.
    return Entry(
        title=f"{task.title} ({task.project.title})",
        name=identity(task),
        updated=task.created_at or task.project.first_seen,
        link=f"{base}{task.page}" if task.page else task.link or f"{base}{place(task)}",
        author=task.project.team,
        summary=" ".join(word for word in (task.text, task.effort) if word) or task.title,
        categories=task.skills,
    )


def _of(kind: str, project: Project) -> tuple[str, ...]:
    if kind == "skill":
        return project.skills
    return (project.team,) if kind == "team" else (project.language,) if project.language else ()


def _values(kind: str, projects: Sequence[Project]) -> dict[str, list[Project]]:
    """Projects by value, in lower case: spellings that differ by case only are one value."""
    found: dict[str, list[Project]] = {}
    for project in projects:
        for folded in sorted({value.casefold() for value in _of(kind, project)}):
            found.setdefault(folded, []).append(project)
    return found


def _tasks_by_value(kind: str, tasks: Sequence[Task]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for task in newest_first(tasks):
        values = {
            "skill": task.skills,
            "language": (task.language,) if task.language else (),
            "team": (task.project.team,),
        }[kind]
        for folded in sorted({value.casefold() for value in values}):
            found.setdefault(folded, []).append(task)
    return found


def _written(kind: str, projects: Sequence[Project], folded: str) -> str:
    """The spelling that most projects use."""
    spellings = [value for project in projects for value in _of(kind, project) if value.casefold() == folded]
    return min(spellings, key=lambda spelling: (-spellings.count(spelling), spelling))


def _page(lists: Mapping[str, Sequence[Subscription]], settings: SiteSettings, say: Messages) -> tuple[str, bytes]:
    markup = fill(
        "feeds.html",
        say,
        {
            "root": "../",
            "title": say("feeds.title"),
            "lists": [(kind, lists[kind]) for kind in KINDS],
            "outline": bool(settings.base),
        },
    )
    description = say("feeds.description", organization=settings.organization)
    return "feeds/index.md", MarkdownPage(
        markup, template="work.html", title=say("feeds.title"), description=description
    )


def _addresses(lists: Mapping[str, Sequence[Subscription]]) -> dict[str, list[tuple[str, str]]]:
    """Values and the paths of their feeds from the site's root, by facet.

    In pairs: a value is anybody's word, and would be a key such as `__proto__`.
    """
    return {{"team": "owner"}.get(kind, kind): [(one.value, one.path) for one in lists[kind]] for kind in KINDS}


def _open_search(settings: SiteSettings, base: str, say: Messages) -> bytes:
    """The gallery's search for the search fields of browsers. Source: OpenSearch 1.1, draft 6."""
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape.xml(settings.title[:16])}</ShortName>",
        f"<Description>{escape.xml(settings.purpose)}</Description>",
        "<InputEncoding>UTF-8</InputEncoding>",
        f"<Language>{escape.xml(say.language)}</Language>",
        f'<Url type="text/html" template="{escape.xml(base)}?q={{searchTerms}}"/>',
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{escape.xml(base)}opensearch.xml"/>',
        "</OpenSearchDescription>",
    )
    return ("\n".join(lines) + "\n").encode()


def _outline(lists: Mapping[str, Sequence[Subscription]], settings: SiteSettings, base: str, say: Messages) -> bytes:
    """All feeds at once, for feed readers. Source: OPML 2.0."""
    feeds = [(say("feeds.new.projects"), "feed.xml"), (say("feeds.new.tasks"), "tasks.xml")]
    feeds += [(one.value, one.path) for kind in KINDS for one in lists[kind]]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape.xml(settings.title)}</title></head>",
        "<body>",
        *(
            f'<outline type="rss" text="{escape.xml(text)}" xmlUrl="{escape.xml(base + path)}"/>'
            for text, path in feeds
        ),
        "</body>",
        "</opml>",
    ]
    return ("\n".join(lines) + "\n").encode()
