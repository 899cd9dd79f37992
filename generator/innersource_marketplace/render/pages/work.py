"""Pages about tasks and teams: the board, start, feeds, teams, embeddable parts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from innersource_marketplace.model import Project, SiteSettings, day_of
from innersource_marketplace.render.data.embeds import newest_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.start import start_page
from innersource_marketplace.render.pages.subscriptions import subscription_files
from innersource_marketplace.render.pages.task_board import board_files
from innersource_marketplace.render.pages.team_pages import team_files
from innersource_marketplace.render.parts.tasks import tasks_of


def work_files(
    projects: Sequence[Project], settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield `tasks/`, `start/`, `feeds/`, `teams/`, `embed/newest.html`, and the data and feeds that belong to them."""
    tasks = tasks_of(projects, day_of(now), say)
    yield from board_files(tasks, settings, now, say)
    yield from start_page(tasks, settings, day_of(now), say)
    yield from subscription_files(projects, tasks, settings, now, say)
    yield from team_files(projects, tasks, settings, day_of(now), say)
    yield newest_file(projects, tasks, settings, day_of(now), say)
