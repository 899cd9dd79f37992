"""Dependencies between projects, on a project's page and for other programs."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from innersource_marketplace.model import Dependency, Kinship, Project, ProjectKey, Requirement, SafeUrl
from innersource_marketplace.render.messages import Messages

_SHOWN: Final = 8
"""Projects of a list in plain sight; the others are folded."""

_LISTED: Final = 200
"""Most projects of a list on the page; the data have all of them."""

_PACKAGES: Final = 3
"""Packages named of one project."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A project of a list, with what it rests on: the packages in words, and the file that says so.

    `successor` is the title of what has replaced a project that another still uses.
    """

    title: str
    path: str
    page: str
    packages: str
    file: str
    url: SafeUrl | None
    successor: str | None = None
    successor_page: str | None = None


class Direction(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two lists. `shown` and `folded` are on the page, `more` are only in the data."""

    name: str
    title: str
    shown: tuple[Link, ...]
    folded: tuple[Link, ...]
    folded_title: str
    more: str | None


def directions(project: Project, projects: Mapping[ProjectKey, Project], say: Messages) -> list[Direction]:
    """The projects that a project depends on, and those that depend on it; empty lists are left out."""
    both = (("depends-on", project.depends_on), ("used-by", project.used_by))
    return [_direction(name, found, projects, say) for name, found in both if found]


def dependencies_as_data(found: Sequence[Dependency]) -> list[dict[str, object]]:
    """A list for other programs; `file` is in the repository of the project that uses the other."""
    return [
        {
            "key": one.key,
            "packages": packages_as_data(one.packages),
        }
        for one in found
    ]


def packages_as_data(packages: Sequence[Requirement]) -> list[dict[str, object]]:
    """Packages with the files that name them, for other programs."""
    return [{"ecosystem": one.ecosystem, "name": one.name, "file": one.path, "url": one.url} for one in packages]


def _direction(
    name: str, found: Sequence[Dependency], projects: Mapping[ProjectKey, Project], say: Messages
) -> Direction:
    links = [
        _link(
            projects[one.key],
            one.packages,
            successor(projects[one.key], projects) if name == "depends-on" else None,
            say,
        )
        for one in found
        if one.key in projects
    ]
    links.sort(key=lambda link: (link.title.casefold(), link.path))
    rest = len(links) - _LISTED
    return Direction(
        name=name,
        title=say(f"dependencies.{name}", count=len(links)),
        shown=tuple(links[:_SHOWN]),
        folded=tuple(links[_SHOWN:_LISTED]),
        folded_title=say("dependencies.more", count=len(links[_SHOWN:_LISTED])),
        more=say("dependencies.rest", count=rest) if rest > 0 else None,
    )


def successor(project: Project, projects: Mapping[ProjectKey, Project]) -> Project | None:
    """The listed project that has replaced another."""
    found = (one.key for one in project.relatives if one.kinship is Kinship.SUPERSEDED)
    return next((projects[key] for key in found if key in projects), None)


def _link(project: Project, packages: Sequence[Requirement], newer: Project | None, say: Messages) -> Link:
    names = list(dict.fromkeys(required.name for required in packages))
    words = ", ".join(names[:_PACKAGES])
    if len(names) > _PACKAGES:
        words = say("dependencies.packages", names=words, count=len(names) - _PACKAGES)
    return Link(
        title=project.title,
        path=f"{project.owner}/{project.name}",
        page=project.page,
        packages=words,
        file=packages[0].path,
        url=packages[0].url,
        successor=newer.title if newer else None,
        successor_page=newer.page if newer else None,
    )
