"""The pages of single tasks: what is to be done, how to claim it, and a message to the mentor, ready to copy."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import Day, DocumentRole, Project, SafeUrl, TrustedCommitter
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.task_board import task_card
from innersource_marketplace.render.parts.channels import NamedChannel, named_channel
from innersource_marketplace.render.parts.tasks import Task, anchor
from innersource_marketplace.render.template_engine import fill

TEMPLATE: Final = "task.html"

_OTHERS: Final = 5
_DESCRIPTION: Final = 300


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What to write to whoever helps with a task, and where.

    `to` is a person, None for the whole team. `contact` is the person's address; without one, `channel` is where the
    project can be reached. `email` opens the message in a mail program; None without such an address.
    """

    to: str | None
    contact: SafeUrl | None
    channel: NamedChannel | None
    email: str | None
    text: str


def task_pages(
    tasks: Sequence[Task], team_page: str | None, today: Day, say: Messages
) -> Iterator[tuple[str, MarkdownPage]]:
    """Yield a page for each task of one project that has an address, as (path in the staging folder, page)."""
    for task in tasks:
        if task.page is not None:
            yield f"{task.page}index.md", _page(task, tasks, team_page, today, say)


def _page(task: Task, tasks: Sequence[Task], team_page: str | None, today: Day, say: Messages) -> MarkdownPage:
    project = task.project
    root = "../" * (task.page or "").count("/")
    others = [one for one in tasks if one is not task and one.page is not None]
    values = {
        "root": root,
        "task": task,
        "card": task_card(task, root, today, say),
        "project": project,
        "project_page": f"{project.page}#{anchor(task)}",
        "team_page": team_page,
        "message": message(task, say),
        "guide": project.documents.get(DocumentRole.CONTRIBUTING),
        "started": escape.url(project.getting_started) if project.getting_started else None,
        "others": [(one.page, one.title, one.effort) for one in others[:_OTHERS]],
    }
    return MarkdownPage(
        fill(TEMPLATE, say, values),
        template=TEMPLATE,
        title=task.title,
        description=escape.plain(task.text, _DESCRIPTION)
        if task.text
        else say("task.description", project=project.title),
    )


def message(task: Task, say: Messages) -> Message:
    """The message with which somebody asks for a task: to its mentor, or to the first trusted committer."""
    person = _person(task.project, task.mentor)
    name = task.mentor or (person.name if person else None)
    greeting = say("task.message.hello", name=name) if name else say("task.message.hello.team", team=task.project.team)
    about = say("task.message.about", task=task.title, project=task.project.title)
    # A task without an issue has no address that its owners know; the repository says which project is meant.
    place = task.link or task.project.url
    lines = [greeting, "", about, *([str(place)] if place else []), "", say("task.message.end")]
    text = "\n".join(lines)
    contact = person.contact if person else None
    email = None
    if contact is not None and contact.startswith("mailto:"):
        subject = say("task.message.subject", project=task.project.title, task=task.title)
        email = f"{contact.partition('?')[0]}?subject={quote(subject)}&body={quote(text)}"
    channel = None if contact else next((named_channel(one) for one in task.project.communication if one.url), None)
    return Message(to=name, contact=contact, channel=channel, email=email, text=text)


def _person(project: Project, mentor: str | None) -> TrustedCommitter | None:
    """The trusted committer whom a mentor's name or account means; without a mentor, the first one."""
    if mentor is None:
        return project.trusted_committers[0] if project.trusted_committers else None
    wanted = mentor.removeprefix("@").casefold()
    names = ((one, one.name, one.account or one.name) for one in project.trusted_committers)
    return next((one for one, *known in names if wanted in (name.casefold() for name in known)), None)
