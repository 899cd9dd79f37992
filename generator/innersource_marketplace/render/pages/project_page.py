"""The page of one project: all values are calculated here, so that the template only loops and branches."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import (
    Channel,
    Day,
    DocumentRole,
    Project,
    Provider,
    Readme,
    SafeUrl,
    ScorePart,
    TrustedCommitter,
)
from innersource_marketplace.reference import languages
from innersource_marketplace.reference.license_expressions import folded
from innersource_marketplace.reference.logos import initials, tint
from innersource_marketplace.render.data.badges import Snippet
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_query
from innersource_marketplace.render.pages.readiness_pages import readiness_section
from innersource_marketplace.render.parts.activity_chart import activity_chart
from innersource_marketplace.render.parts.answer_time import answer_time
from innersource_marketplace.render.parts.cards import card, purpose
from innersource_marketplace.render.parts.channels import named_channel
from innersource_marketplace.render.parts.dates import Moment, date_words, day, moment
from innersource_marketplace.render.parts.dependency_lists import Direction
from innersource_marketplace.render.parts.facts_table import facts_of, origins_of
from innersource_marketplace.render.parts.install_commands import install_commands
from innersource_marketplace.render.parts.licenses import license_words
from innersource_marketplace.render.parts.similar_projects import Neighbour
from innersource_marketplace.render.parts.tasks import Task, anchor, kind_words
from innersource_marketplace.render.template_engine import fill, trusted

_GUIDES: Final = (
    (DocumentRole.CONTRIBUTING, "project.contribute.guidelines"),
    (DocumentRole.COMMUNICATION, "project.contribute.communication"),
    (DocumentRole.SUPPORT, "project.contribute.support"),
    (DocumentRole.AGENTS, "project.contribute.agents"),
    (DocumentRole.CODE_OF_CONDUCT, "project.contribute.code_of_conduct"),
    (DocumentRole.SECURITY, "project.contribute.security"),
    (DocumentRole.CHANGELOG, "project.contribute.changelog"),
)
_WRITTEN_IN = re.compile(r"Written in (.{1,40}); shown as text\.")
_TASKS = 12
_TASKS_SHOWN = 3
_PARTS_SHOWN = 8
_RELEASES = 5
_LANGUAGES = 6
_CONTENTS = 40


class _Badge(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    value: str
    text: str
    icon: str = ""
    color: str | None = None
    hint: str | None = None
    page: str | None = None
    ends: bool = False


class _Task(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    anchor: str
    page: str | None
    url: SafeUrl | None
    number: int | None
    text: str | None
    notes: tuple[str, ...]


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    url: SafeUrl | None
    note: str = ""


class _Release(msgspec.Struct, frozen=True, kw_only=True):
    tag: str
    url: SafeUrl | None
    when: Moment | None


class _Person(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    contact: SafeUrl | None
    notes: str
    initials: str
    tint: int


class _Share(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    color: str | None
    percent: int
    start: float
    width: float


class _Heading(msgspec.Struct, frozen=True, kw_only=True):
    level: int
    id: str
    text: str


def project_page(
    project: Project,
    readme: Readme | None,
    problems: Sequence[Problem],
    today: Day,
    say: Messages,
    *,
    listed: str | None = None,
    badges: Sequence[Snippet] = (),
    neighbours: Sequence[Neighbour] = (),
    parts: Sequence[Neighbour] = (),
    whole: tuple[str, str] | None = None,
    uses: Sequence[Direction] = (),
    team_page: str | None = None,
    tasks: Sequence[Task] = (),
    replaced_by: tuple[str, str] | None = None,
) -> MarkdownPage:
    """Write the Markdown page of a project, for the address `project.page`.

    `listed` is where the site answers for its listing, from the root; `badges` are on offer to its README,
    `parts` are the projects in folders of the repository, `whole` is the title and page of the repository that it is
    in a folder of.
    `team_page` is where its team is, from the root; `tasks` are those of the project, the easiest first.
    """
    releases = _releases(project, today, say)
    guides = _guides(project, say)
    started = _started(project)
    closed = project.provider is Provider.CATALOG
    values: Mapping[str, object] = {
        "project": project,
        "card": card(project, problems, today, say),
        "root": "../" * project.page.count("/"),
        "trail": [
            *([(team_page, project.team)] if team_page else []),
            *([(whole[1], whole[0])] if whole is not None else []),
        ],
        "whole": whole,
        "parts": parts[:_PARTS_SHOWN],
        "folded_parts": parts[_PARTS_SHOWN:],
        "badges": _badges(project, team_page, say),
        "release": releases[0] if releases else None,
        "releases": releases[:_RELEASES],
        "more_releases": _more_releases(project),
        "facts_for_visitors": _facts_for_visitors(project, tasks),
        "chat": _chat(project),
        "flagged": _flagged(project, say),
        "failing": moment(project.failing_since, today, say),
        "governance": _governance(project, say),
        "guides": guides,
        "started": started,
        "nothing_said": not (project.contributions or project.skills or guides or started or tasks),
        "answer": answer_time(project, say),
        "installs": install_commands(project),
        "closed": closed,
        "access": _access(project, team_page),
        "replaced_by": replaced_by,
        "tasks": [_task(task, today, say) for task in tasks[:_TASKS_SHOWN]],
        "folded_tasks": [_task(task, today, say) for task in tasks[_TASKS_SHOWN:_TASKS]],
        "more_tasks": max(len(tasks) - _TASKS, 0),
        "people": _people(project.trusted_committers),
        "people_source": _people_source(project, say),
        "owners_file": project.documents.get(DocumentRole.CODE_OWNERS) if not project.code_owners else None,
        "license_words": license_words(project, say),
        "channels": [named_channel(channel) for channel in project.communication],
        "chart": activity_chart(project.activity, today, say) if project.activity is not None else None,
        "score_parts": [_score_row(part, say) for part in project.score.parts] if project.score else [],
        # Of closed code nobody has read more than its entry: there is nothing to assess.
        "ready": None if closed else readiness_section(project, today, say),
        "neighbours": neighbours,
        "uses": uses,
        "readme": readme,
        "readme_html": trusted(readme.html) if readme and readme.html is not None else None,
        "readme_note": _readme_note(readme, say),
        "readme_why": (say.known("readme.", readme.why) or readme.why) if readme and readme.why else None,
        "data": f"api/v1/{project.page.rstrip('/')}.json",
        "readme_url": project.documents.get(DocumentRole.README),
        "contents": _contents(readme),
        "facts": facts_of(project, today, say),
        "origins": origins_of(project, say),
        "seen": moment(project.collected_at, today, say),
        "languages": _shares(project),
        "problems": sorted(problems),
        "listed": listed,
        "editor": editor_query(project),
        "offered": badges,
    }
    description = purpose(project) or say(
        "project.description", title=project.title, owner=f"{project.owner}/{project.name}"
    )
    # A layout for each kind of logo, since a page tells its layout no more than title and description.
    layout = "project.html" if project.logo is None else f"project_{project.logo.extension}.html"
    return MarkdownPage(
        fill("project.html", say, values), template=layout, title=project.title, description=description
    )


def _facts_for_visitors(project: Project, tasks: Sequence[Task]) -> str:
    """What the browser compares with the visitor's last visit, as JSON."""
    release = project.releases[0].tag if project.releases else None
    lifecycle = project.lifecycle.value if project.lifecycle else None
    return escape.json_text(
        {"release": release, "lifecycle": lifecycle, "tasks": [anchor(task) for task in tasks[:60]]}
    )


def _flagged(project: Project, say: Messages) -> str | None:
    if project.expiry is None:
        return None
    last, hide_on = day(project.expiry.last_activity, say), date_words(project.expiry.hide_on, say)
    return say("project.flagged", date=last, hide_on=hide_on)


def _badges(project: Project, team_page: str | None, say: Messages) -> list[_Badge]:
    badges = []
    if project.language:
        badges.append(
            _Badge(
                kind="language",
                value=project.language,
                text=project.language,
                color=languages.color(project.language),
            )
        )
    if project.license:
        badges.append(_Badge(kind="license", value=folded(project.license), text=project.license, icon="scale-balance"))
    if project.lifecycle:
        name = project.lifecycle.value
        badges.append(
            _Badge(
                kind="lifecycle",
                ends=project.lifecycle.ends,
                value=name,
                text=say(f"lifecycle.{name}"),
                icon="sprout-outline",
                hint=say(f"lifecycle.{name}.explained"),
            )
        )
    governance = _governance(project, say)
    if governance:
        badges.append(governance)
    badges.append(
        _Badge(kind="owner", value=project.team, text=project.team, icon="account-group-outline", page=team_page)
    )
    return badges


def _governance(project: Project, say: Messages) -> _Badge | None:
    if project.governance_level is None:
        return None
    name = project.governance_level.value
    return _Badge(
        kind="governance",
        value=name,
        text=say(f"governance.{name}"),
        icon="hand-heart-outline",
        hint=say(f"governance.{name}.explained"),
    )


def _releases(project: Project, today: Day, say: Messages) -> list[_Release]:
    return [
        _Release(tag=release.tag, url=release.url, when=moment(release.published_at, today, say))
        for release in project.releases or ()
    ]


def _more_releases(project: Project) -> int | None:
    total = project.release_count if project.release_count is not None else len(project.releases or ())
    return total if total > _RELEASES else None


def _chat(project: Project) -> Channel | None:
    """The channel behind the chat button: the first with an address that is not the issue tracker."""
    return next((c for c in project.communication if c.url and c.purpose.casefold() not in ("issues", "issue")), None)


def _access(project: Project, team_page: str | None) -> _Link | None:
    """Where to ask for access to closed code: a channel, a person, or the team's page (a path from the root)."""
    addresses = [channel.url for channel in project.communication if channel.url]
    addresses += [person.contact for person in project.trusted_committers if person.contact]
    if addresses:
        return _Link(text="", url=addresses[0])
    return _Link(text=team_page, url=None) if team_page else None


def _guides(project: Project, say: Messages) -> list[_Link]:
    note = say("project.contribute.inherited", owner=project.owner)
    return [
        _Link(text=say(key), url=project.documents[role], note=note if role in project.inherited else "")
        for role, key in _GUIDES
        if role in project.documents
    ]


def _started(project: Project) -> _Link | None:
    if not project.getting_started:
        return None
    # The field holds an address or plain words; only what `escape.url` accepts becomes a link.
    address = escape.url(project.getting_started)
    return _Link(text=project.getting_started, url=address)


def _task(task: Task, today: Day, say: Messages) -> _Task:
    opened = moment(task.created_at, today, say)
    notes = (
        say("board.script.first") if task.first else None,
        say("project.task.effort", effort=task.effort) if task.effort else None,
        say("project.task.mentor", mentor=task.mentor) if task.mentor else None,
        say("project.task.benefit", benefit=task.benefit) if task.benefit else None,
        kind_words(task.kind, say) if task.kind else None,
        *(task.skills if task.number is None else ()),
        say("project.task.opened", when=opened.words) if opened else None,
    )
    return _Task(
        title=task.title,
        anchor=anchor(task),
        page=task.page,
        url=task.link,
        number=task.number,
        text=task.text,
        notes=tuple(note for note in notes if note),
    )


def _people(committers: Sequence[TrustedCommitter]) -> list[_Person]:
    return [
        _Person(
            name=person.name,
            contact=person.contact,
            notes=" · ".join(
                note
                for note in (
                    person.role,
                    person.scope,
                    person.time_zone,
                    f"@{person.account}" if person.account and person.account != person.name else None,
                )
                if note
            ),
            initials=initials(person.name),
            tint=tint(person.name),
        )
        for person in committers
    ]


def _people_source(project: Project, say: Messages) -> _Link | None:
    found = project.people_source
    if found is None or project.trusted_committers:
        return None
    name = found.path or say("project.people.section", heading=found.heading or "")
    return _Link(text=say("project.people.listed", name=name), url=found.url)


def _score_row(part: ScorePart, say: Messages) -> Mapping[str, str]:
    if part.value is None:
        seen = say("project.score.unknown")
    elif part.name == "contributing":
        seen = say("project.score.yes" if part.value else "project.score.no")
    elif part.name in ("base", "rounding", "logarithm"):
        seen = ""
    else:
        seen = say.number(part.value, 0 if part.value == int(part.value) else 1)
    return {
        "name": say(f"project.score.{part.name}"),
        "value": seen,
        "effect": say.decimals(part.effect),
        "total": say.number(round(part.total)),
    }


def _shares(project: Project) -> list[_Share]:
    shown = sorted(project.languages, key=lambda share: (-share.weight, share.name))
    total = sum(share.weight for share in shown)
    if total <= 0 or len(shown) < 2:
        return []
    shares = []
    start = 0.0
    for share in shown[:_LANGUAGES]:
        width = share.weight / total * 100
        shares.append(
            _Share(
                name=share.name,
                color=languages.color(share.name),
                percent=round(width),
                start=round(start, 2),
                width=round(width, 2),
            )
        )
        start += width
    return [share for share in shares if share.percent]


def _readme_note(readme: Readme | None, say: Messages) -> str | None:
    """How the README is shown, in this language as far as its sentences are known."""
    if readme is None or not readme.note:
        return None
    written = _WRITTEN_IN.fullmatch(readme.note)
    if written:
        return say("readme.written", format=written[1])
    return say.known("readme.", readme.note) or readme.note


def _contents(readme: Readme | None) -> list[_Heading]:
    """The README's upper headings, where they are enough to be worth a list."""
    found = [
        _Heading(level=heading.level, id=f"user-content-{heading.anchor}", text=heading.text)
        for heading in (readme.contents if readme else ())
        if heading.level in (3, 4) and heading.text
    ]
    return found[:_CONTENTS] if len(found) > 2 else []
