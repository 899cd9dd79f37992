"""All pages of the site, as files of the staging folder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Project, ProjectKey, Readme, SiteSettings
from innersource_marketplace.render.badges import snippets
from innersource_marketplace.render.cards import logo_path
from innersource_marketplace.render.dependencies import directions
from innersource_marketplace.render.gallery import gallery_files
from innersource_marketplace.render.icons import icons_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages import project_page
from innersource_marketplace.render.readiness import readiness_page
from innersource_marketplace.render.relatives import duplicates_page, neighbours
from innersource_marketplace.render.teams import team_paths
from innersource_marketplace.render.work import work_files


def render_pages(
    projects: Sequence[Project],
    readme_of: Callable[[ProjectKey], Readme | None],
    problems: Mapping[ProjectKey, Sequence[Problem]],
    settings: SiteSettings,
    now: datetime,
    *,
    listed: Mapping[ProjectKey, str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield every generated page, logo and data file as (path in the staging folder, content).

    `readme_of` is asked once a project, in the order of the pages, so that READMEs need not all
    be in memory. Pages keep the order of `projects`. `listed` is where the site answers for the
    listing of each, from its root.
    """
    say = Messages(settings.language)
    words = {"language": say.language, "words": say.forms("search.")}
    yield "assets/search.json", escape.json_text(words).encode("ascii")
    yield icons_file()
    yield from gallery_files(projects, problems, settings, now, say)
    yield from readiness_page(projects, settings, say)
    yield from duplicates_page(projects, settings, say)
    by_key = {project.key: project for project in projects}
    yield from work_files(projects, settings, now, say)
    teams = team_paths(projects)
    for project in projects:
        yield (
            f"{project.page}index.md",
            project_page(
                project,
                readme_of(project.key),
                problems.get(project.key, ()),
                now,
                say,
                listed=(listed or {}).get(project.key),
                badges=snippets(project, settings, say),
                neighbours=neighbours(project, by_key, say),
                uses=directions(project, by_key, say),
                team_page=teams[project.key],
            ),
        )
        path = logo_path(project)
        if path is not None and project.logo is not None:
            yield path, project.logo.data
