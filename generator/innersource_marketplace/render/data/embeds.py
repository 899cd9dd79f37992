"""Parts of the site that other pages may frame: a card per project, and what is new. Without scripts."""

from collections.abc import Sequence
from typing import Final

from innersource_marketplace.model import Day, Project, SiteSettings
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.task_board import task_card
from innersource_marketplace.render.parts.cards import card
from innersource_marketplace.render.parts.tasks import Task, newest_first
from innersource_marketplace.render.template_engine import fill

EMBED_POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
"""What a browser may do in a piece. Who may frame it is for the web server to say."""

_NEWEST = 5


def embed_path(project: Project) -> str:
    """Where the card of a project is, from the site's root: `embed/card/OWNER/NAME.html`."""
    return f"embed/card/{project.page.removeprefix('projects/').rstrip('/')}.html"


def card_file(project: Project, settings: SiteSettings, today: Day, say: Messages) -> tuple[str, bytes]:
    """The card of a project, as a whole HTML file: its path and its content."""
    path = embed_path(project)
    root = "../" * path.count("/")
    return path, _html(
        "embed_card.html", say, {**_shared(settings), "root": root, "card": card(project, (), today, say)}
    )


def newest_file(
    projects: Sequence[Project], tasks: Sequence[Task], settings: SiteSettings, today: Day, say: Messages
) -> tuple[str, bytes]:
    """What is new, as a whole HTML file: `embed/newest.html` and its content."""
    newest = sorted(projects, key=lambda project: (-project.first_seen.timestamp(), project.key))[:_NEWEST]
    return (
        "embed/newest.html",
        _html(
            "embed_newest.html",
            say,
            {
                **_shared(settings),
                "root": "../",
                "cards": [card(project, (), today, say) for project in newest],
                "tasks": [task_card(task, "../", today, say) for task in newest_first(tasks)[:_NEWEST]],
            },
        ),
    )


def _shared(settings: SiteSettings) -> dict[str, object]:
    return {"settings": settings, "policy": EMBED_POLICY}


def _html(template: str, say: Messages, values: dict[str, object]) -> bytes:
    return fill(template, say, values).encode("utf-8", "replace") + b"\n"
