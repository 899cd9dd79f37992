"""All pages of the site, as files of the staging folder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Project, ProjectKey, Readme, SiteSettings, day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import gallery_files
from innersource_marketplace.render.pages.own_pages import own_pages
from innersource_marketplace.render.pages.readiness_pages import readiness_page
from innersource_marketplace.render.pages.work import work_files
from innersource_marketplace.render.parts.addresses import team_names
from innersource_marketplace.render.parts.icons import icons_file
from innersource_marketplace.render.parts.similar_projects import duplicates_page
from innersource_marketplace.render.project_files import page_files, placed, surroundings


def render_pages(
    projects: Sequence[Project],
    readme_of: Callable[[ProjectKey], Readme | None],
    problems: Mapping[ProjectKey, Sequence[Problem]],
    settings: SiteSettings,
    now: datetime,
) -> Iterator[tuple[str, bytes]]:
    """Yield every generated page, logo and data file of a site as (path in the staging folder, content).

    `readme_of` is asked once a project, in the order of the pages. Pages keep the order of `projects`.
    """
    say = Messages(settings.language)
    yield from shared_pages(projects, problems, settings, now)
    for project, around in surroundings(projects, problems, say, listed={}, decisions=settings.duplicates):
        yield from page_files(placed(project, readme_of(project.key), around, {}), settings, day_of(now), say)


def shared_pages(
    projects: Sequence[Project],
    problems: Mapping[ProjectKey, Sequence[Problem]],
    settings: SiteSettings,
    now: datetime,
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages and data files that are about many projects, as (path in the staging folder, content)."""
    say = Messages(settings.language)
    names = team_names(projects)
    projects = [one if one.team == names[one.key] else replace(one, team=names[one.key]) for one in projects]
    words = {"language": say.language, "words": say.forms("search."), "wishes": settings.wishes_url}
    yield "assets/search.json", escape.json_text(words).encode("ascii")
    yield icons_file()
    yield from gallery_files(projects, problems, settings, day_of(now), say)
    yield from readiness_page(projects, settings, say)
    yield from duplicates_page(projects, settings, say)
    yield from own_pages(projects, settings, say)
    yield from work_files(projects, settings, now, say)
