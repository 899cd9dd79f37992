"""The files that belong to one project alone: they can be made anywhere, in any order, and kept from build to build."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import (
    Day,
    Dependency,
    DuplicateDecision,
    Expiry,
    Project,
    ProjectKey,
    Provider,
    Readme,
    Relative,
    SiteSettings,
)
from innersource_marketplace.reference.forge_urls import forge_of
from innersource_marketplace.render.data import badges, embeds, exports, feeds
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.project_page import project_page
from innersource_marketplace.render.pages.task_page import task_pages
from innersource_marketplace.render.parts.addresses import team_names, team_paths
from innersource_marketplace.render.parts.cards import logo_path
from innersource_marketplace.render.parts.dependency_lists import Direction, directions, successor
from innersource_marketplace.render.parts.similar_projects import Neighbour, as_neighbour, neighbours, pair_addresses
from innersource_marketplace.render.parts.tasks import tasks_of


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of one project are made of that lies outside it: other projects, and the rest of the site.

    `replaced_by` is the title and page of its successor. `parts` are the projects in its folders, `whole` is the title
    and page of the repository that it is in a folder of. `team` is the team's name as the whole site
    spells it. `listed` is where the site answers for its listing, `team_page` where its team is, both
    from the site's root. `collected_at` is when it was last seen, which no page tells to the second.
    """

    relatives: tuple[Relative, ...]
    depends_on: tuple[Dependency, ...]
    used_by: tuple[Dependency, ...]
    expiry: Expiry | None
    collected_at: datetime
    problems: tuple[Problem, ...]
    listed: str | None
    neighbours: tuple[Neighbour, ...]
    parts: tuple[Neighbour, ...]
    whole: tuple[str, str] | None
    uses: tuple[Direction, ...]
    replaced_by: tuple[str, str] | None
    team: str
    team_page: str


class ProjectInput(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the files of one project are made of, but for the settings of the site and the clock.

    `pictures` are those of the README, by the name of their files beside the page.
    """

    project: Project
    readme: Readme | None
    around: Surroundings
    pictures: Mapping[str, bytes]


def surroundings(
    projects: Sequence[Project],
    problems: Mapping[ProjectKey, Sequence[Problem]],
    say: Messages,
    *,
    listed: Mapping[ProjectKey, str],
    decisions: Sequence[DuplicateDecision],
) -> Iterator[tuple[Project, Surroundings]]:
    """Yield each project with what lies around it; `projects` in brief will do.

    `decisions` are what the catalogue says of possible duplicates.
    """
    by_key = {project.key: project for project in projects}
    teams, names = team_paths(projects), team_names(projects)
    parts = parts_by_repository(projects)
    report = pair_addresses(projects, decisions)
    for project in projects:
        yield (
            project,
            Surroundings(
                relatives=project.relatives,
                depends_on=project.depends_on,
                used_by=project.used_by,
                expiry=project.expiry,
                collected_at=project.collected_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
                # A pointer repeats keys of a document as they are, which may be no text that can be written down.
                problems=tuple(
                    replace(one, pointer=escape.plain(one.pointer)) for one in problems.get(project.key, ())
                ),
                listed=listed.get(project.key),
                neighbours=tuple(neighbours(project, by_key, say, report)),
                parts=tuple(as_neighbour(part, say) for part in parts.get(project.key, ())),
                whole=_whole(project, by_key),
                uses=tuple(directions(project, by_key, say)),
                replaced_by=(newer.title, newer.page) if (newer := successor(project, by_key)) else None,
                team=names[project.key],
                team_page=teams[project.key],
            ),
        )


def _whole(project: Project, by_key: Mapping[ProjectKey, Project]) -> tuple[str, str] | None:
    whole = None if project.part_of is None else by_key.get(project.part_of)
    return None if whole is None else (whole.title, whole.page)


def parts_by_repository(projects: Sequence[Project]) -> dict[ProjectKey, list[Project]]:
    """The projects in folders of each repository, in the order of their folders."""
    parts: dict[ProjectKey, list[Project]] = {}
    for project in sorted(projects, key=lambda one: one.key):
        if project.part_of is not None:
            parts.setdefault(project.part_of, []).append(project)
    return parts


def merges(project: Project) -> bool:
    """Whether the forge of a project speaks of merge requests."""
    return project.provider is Provider.GITLAB or forge_of(project.key.partition("/")[0]) == "gitlab"


def placed(
    project: Project, readme: Readme | None, around: Surroundings, pictures: Mapping[str, bytes]
) -> ProjectInput:
    """Put a project that was judged by itself into its surroundings."""
    whole = replace(
        project,
        team=around.team,
        relatives=around.relatives,
        depends_on=around.depends_on,
        used_by=around.used_by,
        expiry=around.expiry,
        collected_at=around.collected_at,
    )
    return ProjectInput(project=whole, readme=readme, around=around, pictures=pictures)


def page_files(given: ProjectInput, settings: SiteSettings, today: Day, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield its page, those of its tasks, images, card and data, as (path in the staging folder, content)."""
    project = given.project
    tasks = tasks_of([project], today, say)
    page = project_page(
        project,
        given.readme,
        given.around.problems,
        today,
        say,
        listed=given.around.listed,
        badges=badges.snippets(project, settings, say),
        neighbours=given.around.neighbours,
        parts=given.around.parts,
        whole=given.around.whole,
        uses=given.around.uses,
        team_page=given.around.team_page,
        tasks=tasks,
        replaced_by=given.around.replaced_by,
    )
    yield f"{project.page}index.md", page
    yield from task_pages(tasks, given.around.team_page, today, say)
    path = logo_path(project)
    if path is not None and project.logo is not None:
        yield path, project.logo.data
    for name, data in given.pictures.items():
        yield f"{project.page}{name}", data
    yield embeds.card_file(project, settings, today, say)
    yield exports.project_file(project, say)


def beside_files(given: ProjectInput, settings: SiteSettings, today: Day, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield its badges and the twin of its page for coding assistants, as (path in the site, content).

    They never go through the site builder; the twin would be taken for a page.
    """
    yield from badges.badge_files([given.project], settings, today, say)
    yield feeds.twin_file(given.project, given.readme.text if given.readme is not None else None)
