"""The files that belong to one project alone: they can be made anywhere, in any order, and kept from build to build."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Project, ProjectKey, Readme, SiteSettings
from innersource_marketplace.render import badges, embeds, exports, feeds
from innersource_marketplace.render.cards import logo_path
from innersource_marketplace.render.dependencies import Direction, directions
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages import project_page
from innersource_marketplace.render.relatives import Neighbour, neighbours
from innersource_marketplace.render.teams import team_paths


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectInput:
    """Everything that the files of one project are made of, but for the settings of the site and the clock.

    `listed` is where the site answers for its listing, `team_page` where its team is, both from
    the site's root.
    """

    project: Project
    readme: Readme | None
    problems: tuple[Problem, ...]
    listed: str | None
    neighbours: tuple[Neighbour, ...]
    uses: tuple[Direction, ...]
    team_page: str


def project_inputs(
    projects: Sequence[Project],
    readme_of: Callable[[ProjectKey], Readme | None],
    problems: Mapping[ProjectKey, Sequence[Problem]],
    say: Messages,
    *,
    listed: Mapping[ProjectKey, str],
) -> Iterator[ProjectInput]:
    """Yield what each project's files are made of, one at a time, so that READMEs need not all be in memory."""
    by_key = {project.key: project for project in projects}
    teams = team_paths(projects)
    for project in projects:
        yield ProjectInput(
            project=project,
            readme=readme_of(project.key),
            # A pointer repeats keys of a document as they are, which may be no text that can be written down.
            problems=tuple(replace(one, pointer=escape.plain(one.pointer)) for one in problems.get(project.key, ())),
            listed=listed.get(project.key),
            neighbours=tuple(neighbours(project, by_key, say)),
            uses=tuple(directions(project, by_key, say)),
            team_page=teams[project.key],
        )


def page_files(
    given: ProjectInput, settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the project's page, logo and card for embedding, as (path in the staging folder, content)."""
    project = given.project
    page = project_page(
        project,
        given.readme,
        given.problems,
        now,
        say,
        listed=given.listed,
        badges=badges.snippets(project, settings, say),
        neighbours=given.neighbours,
        uses=given.uses,
        team_page=given.team_page,
    )
    yield f"{project.page}index.md", page
    path = logo_path(project)
    if path is not None and project.logo is not None:
        yield path, project.logo.data
    yield embeds.card_file(project, settings, now, say)


def beside_files(
    given: ProjectInput, settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield its badges and the twin of its page for coding assistants, as (path in the site, content).

    They never go through the site builder; the twin would be taken for a page.
    """
    yield from badges.badge_files([given.project], settings, now, say)
    yield feeds.twin_file(given.project, given.readme.text if given.readme is not None else None)


def data_files(given: ProjectInput, now: datetime, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the project whole for other programs; it says when it was made, to the second."""
    yield exports.project_file(given.project, now, say)
