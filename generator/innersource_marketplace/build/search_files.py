"""The files that the gallery and `marketplace find` search in."""

from collections.abc import Iterator, Sequence

from innersource_marketplace.build.content import SiteContent
from innersource_marketplace.build.scratch import ScratchReader
from innersource_marketplace.model import Project
from innersource_marketplace.render.parts.cards import by_score
from innersource_marketplace.search.index_files import index_files
from innersource_marketplace.search.searchable import Searchable
from innersource_marketplace.search.site_index import FOLDER


def search_files(
    content: SiteContent, reader: ScratchReader, synonyms: Sequence[Sequence[str]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the index of all projects, in the order of the gallery's data: its rows are the index's records."""
    records = (
        searchable(project, reader.read(content.bodies_at[project.key]).decode())
        for project in by_score(content.projects)
    )
    for name, data in index_files(records, synonyms=synonyms):
        yield f"{FOLDER}{name}", data


def searchable(project: Project, readme: str) -> Searchable:
    """Say what of a project can be found."""
    said = project.description or project.motivation or ""
    return Searchable(
        kind="project",
        key=project.key,
        title=project.title,
        page=project.page,
        name=project.name,
        description=said,
        topics=(*project.topics, *project.skills, *([project.language] if project.language else [])),
        motivation=project.motivation if project.description and project.motivation else "",
        people=(
            project.owner,
            project.team,
            *(person.name for person in project.trusted_committers),
            *project.contributions,
            *(gig.title for gig in project.gigs),
        ),
        body=readme,
    )
