"""The files that the whole site is searched in, by browsers and by `marketplace find`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from innersource_marketplace.build.content import SiteContent
from innersource_marketplace.build.scratch import ScratchReader
from innersource_marketplace.insight.merged import by_score
from innersource_marketplace.model import Day, Project, ProjectKey, SiteSettings
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.addresses import team_paths
from innersource_marketplace.render.parts.tasks import Task, identity, place, tasks_of
from innersource_marketplace.search.index_files import INDEX_FOLDER, index_files
from innersource_marketplace.search.searchable import Searchable


def search_files(
    content: SiteContent,
    reader: ScratchReader,
    pages: Iterable[Searchable],
    settings: SiteSettings,
    today: Day,
    *,
    related: Callable[[Iterable[Searchable]], Iterable[Searchable]] = iter,
) -> Iterator[tuple[str, bytes]]:
    """Yield the index of all projects, tasks, teams, and hand-written `pages`.

    `related` adds words of similar meaning to the records.
    """
    tasks = tasks_of(content.projects, today, Messages(settings.language))

    def readme(key: ProjectKey) -> str:
        return reader.read(content.bodies_at[key]).decode()

    records = chain(searchables(content.projects, tasks, readme), pages)
    for name, data in index_files(related(records), synonyms=settings.synonyms):
        yield f"{INDEX_FOLDER}{name}", data


def searchables(
    projects: Sequence[Project], tasks: Sequence[Task], readme: Callable[[ProjectKey], str]
) -> Iterator[Searchable]:
    """Yield what can be found of projects, tasks and teams.

    In the order of the gallery's data and of the task board's: rows there are the records of their kind. `readme`
    gives the text of a project's README, "" if it has none.
    """
    teams = team_paths(projects)
    of_teams: dict[str, list[Project]] = {}
    for project in by_score(projects):
        of_teams.setdefault(teams[project.key], []).append(project)
        yield _project(project, readme(project.key))
    yield from map(_task, tasks)
    for page, owned in sorted(of_teams.items()):
        yield Searchable(
            kind="team",
            key=page,
            title=owned[0].team,
            page=page,
            topics=tuple(dict.fromkeys(project.owner for project in owned)),
            people=tuple(project.title for project in owned),
        )


def _project(project: Project, readme: str) -> Searchable:
    said = project.description or project.motivation or ""
    return Searchable(
        kind="project",
        key=project.key,
        title=project.title,
        page=project.page,
        name=project.name,
        description=said,
        topics=(*project.topics, *project.skills),
        language=project.language or "",
        motivation=project.motivation if project.description and project.motivation else "",
        people=(
            project.owner,
            project.team,
            *(person.name for person in project.trusted_committers),
            *project.contributions,
            *(gig.title for gig in project.gigs),
        ),
        body=readme,
        ending=project.lifecycle is not None and project.lifecycle.ends,
    )


def _task(task: Task) -> Searchable:
    return Searchable(
        kind="task",
        key=identity(task),
        title=task.title,
        page=place(task),
        description=task.text or "",
        topics=(*task.skills, *task.labels, *([task.kind] if task.kind else [])),
        language=task.project.language or "",
        people=(task.project.title, task.project.owner, task.project.team, *([task.mentor] if task.mentor else [])),
        body=". ".join(filter(None, ((task.project.description or "").rstrip("."), ", ".join(task.project.topics)))),
    )
