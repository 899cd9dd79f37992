"""Similar projects on a project page, and the report of possible duplicates."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.escape import short_hash
from innersource_marketplace.insight.similarity import Pair, agreements, likely_duplicates
from innersource_marketplace.model import (
    DuplicateDecision,
    Kinship,
    Project,
    ProjectKey,
    Relative,
    SiteSettings,
    name_order,
)
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.cards import purpose
from innersource_marketplace.render.parts.pagination import page_numbers
from innersource_marketplace.render.template_engine import fill

PAGE: Final = "duplicates/"
"""Where the report is, from the site's root."""

PAIRS_A_PAGE: Final = 50
DATA_PATH: Final = "assets/duplicates.json"


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A related project as a page shows it. `kin` says how it is related, `why` by which words."""

    title: str
    path: str
    page: str
    purpose: str | None
    kin: str | None
    why: str | None
    report: str | None


class Twins(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of the report, with the anchor that stays the same while both are listed."""

    anchor: str
    two: tuple[Neighbour, Neighbour]
    percent: int
    why: str
    agreed: str | None


def neighbours(
    project: Project, projects: Mapping[ProjectKey, Project], say: Messages, report: Mapping[str, str]
) -> list[Neighbour]:
    """Put a project's relatives into words, those that somebody named first; `report` are `pair_addresses`."""
    return [
        as_neighbour(projects[relative.key], say, relative, report.get(anchor(project.key, relative.key)))
        for relative in project.relatives
        if relative.key in projects
    ]


def anchor(one: ProjectKey, other: ProjectKey) -> str:
    """The name of a pair in the report; the same from both sides."""
    return f"pair-{short_hash(chr(10).join(sorted((one, other))))}"


def pair_addresses(projects: Sequence[Project], decisions: Sequence[DuplicateDecision]) -> dict[str, str]:
    """Where the report has each pair, by its anchor: page and place from the site's root."""
    found = _in_report(projects, agreements(projects, decisions))
    anchors = (anchor(pair.first, pair.second) for pair in found)
    return {name: f"{_page_path(place // PAIRS_A_PAGE + 1)}#{name}" for place, name in enumerate(anchors)}


def _in_report(projects: Sequence[Project], agreed: Collection[tuple[ProjectKey, ProjectKey]]) -> list[Pair]:
    """The pairs in the order of the report. What is agreed is done; it comes last."""
    listed = {project.key for project in projects}
    found = [pair for pair in likely_duplicates(projects) if pair.first in listed and pair.second in listed]
    return sorted(found, key=lambda pair: (pair.first, pair.second) in agreed)


def _page_path(page: int) -> str:
    return PAGE if page == 1 else f"{PAGE}{page}/"


def duplicates_page(projects: Sequence[Project], settings: SiteSettings, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the report of likely duplicates, fifty a page, and the data for its filters."""
    by_key = {project.key: project for project in projects}
    agreed = agreements(projects, settings.duplicates)
    found = _in_report(projects, agreed)
    pairs = [
        Twins(
            anchor=anchor(pair.first, pair.second),
            two=(as_neighbour(by_key[pair.first], say), as_neighbour(by_key[pair.second], say)),
            percent=round(pair.similarity * 100),
            why=_why(pair.terms, say),
            agreed=agreed.get((pair.first, pair.second)),
        )
        for pair in found
    ]
    last = max(-(-len(pairs) // PAIRS_A_PAGE), 1)
    teams, languages = _facets(found, by_key)
    for page in range(1, last + 1):
        path = _page_path(page)
        root = "../" * path.count("/")
        values = {
            "settings": settings,
            "root": root,
            "pairs": pairs[(page - 1) * PAIRS_A_PAGE : page * PAIRS_A_PAGE],
            "count": len(pairs),
            "teams": teams,
            "languages": languages,
            "data": f"{root}{DATA_PATH}",
            "folder": f"{root}{PAGE}",
            "page": page,
            "last": last,
            "pages": page_numbers(page, last),
        }
        yield (
            f"{path}index.md",
            MarkdownPage(
                fill("duplicates.html", say, values),
                template="duplicates.html",
                title=say("duplicates.title"),
                description=say("duplicates.description"),
            ),
        )
    yield DATA_PATH, escape.json_text(_data(pairs, found, by_key, say)).encode("ascii")


def _facets(found: Sequence[Pair], by_key: Mapping[ProjectKey, Project]) -> tuple[list[str], list[str]]:
    both = [by_key[key] for pair in found for key in (pair.first, pair.second)]
    return sorted({one.team for one in both}, key=name_order), sorted({one.language for one in both if one.language})


def _data(
    pairs: Sequence[Twins], found: Sequence[Pair], by_key: Mapping[ProjectKey, Project], say: Messages
) -> dict[str, object]:
    """All pairs for the filters of the page."""

    def side(one: Neighbour, key: ProjectKey) -> list[str | None]:
        return [one.title, one.path, one.page, one.purpose, by_key[key].team, by_key[key].language]

    return {
        "language": say.language,
        "words": say.forms("duplicates."),
        "pairs": [
            {
                "anchor": twins.anchor,
                "two": [side(twins.two[0], pair.first), side(twins.two[1], pair.second)],
                "percent": twins.percent,
                "why": twins.why,
                "agreed": twins.agreed,
            }
            for twins, pair in zip(pairs, found, strict=True)
        ],
    }


def _why(terms: Sequence[str], say: Messages) -> str:
    return say("relatives.shared", terms=", ".join(terms)) if terms else say("relatives.meant")


def relatives_as_data(project: Project) -> list[dict[str, object]]:
    """A project's relatives for other programs."""
    return [
        {
            "key": relative.key,
            "kinship": relative.kinship.value,
            "likeness": relative.similarity,
            "terms": list(relative.terms),
            "likely_duplicate": relative.duplicate,
        }
        for relative in project.relatives
    ]


def duplicates_as_data(
    projects: Sequence[Project], decisions: Sequence[DuplicateDecision] = ()
) -> list[dict[str, object]]:
    """The report for other programs."""
    agreed = agreements(projects, decisions)
    where = pair_addresses(projects, decisions)
    return [
        {
            "projects": [pair.first, pair.second],
            "likeness": pair.similarity,
            "terms": list(pair.terms),
            "page": where.get(anchor(pair.first, pair.second), PAGE),
            "agreed": agreed.get((pair.first, pair.second)),
        }
        for pair in likely_duplicates(projects)
    ]


def as_neighbour(
    project: Project, say: Messages, relative: Relative | None = None, report: str | None = None
) -> Neighbour:
    """A project as a page shows it beside another."""
    named = relative is not None and relative.kinship is not Kinship.SIMILAR
    return Neighbour(
        title=project.title,
        path=f"{project.owner}/{project.name}",
        page=project.page,
        purpose=purpose(project),
        kin=say(f"relatives.kinship.{relative.kinship.value}") if relative is not None and named else None,
        why=_why(relative.terms, say) if relative is not None and (relative.terms or relative.similarity) else None,
        report=report if relative is not None and relative.duplicate else None,
    )
