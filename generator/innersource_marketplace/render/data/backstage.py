"""The catalogue for Backstage: one file of entities, a Component for each project and a Group for each team.

Source: Backstage, "Descriptor Format of Catalog Entities". What its rules don't allow is spelled
so that they do; a location of type `url` that points to the file registers everything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from innersource_marketplace import escape
from innersource_marketplace.model import Lifecycle, Project, ProjectKey, Provider, SafeUrl, SiteSettings
from innersource_marketplace.render.data.yaml_blocks import yaml_block
from innersource_marketplace.render.parts.addresses import team_segments

PATH: Final = "api/v1/catalog-info.yaml"
"""Where the file is, from the site's root."""

_NAME_CHARACTERS = 63
_TAG_CHARACTERS = 63
_TAGS = 20
_LIFECYCLES: Mapping[Lifecycle, str] = {
    Lifecycle.EXPERIMENTAL: "experimental",
    Lifecycle.ACTIVE: "production",
    Lifecycle.MAINTENANCE: "production",
    Lifecycle.DEPRECATED: "deprecated",
    Lifecycle.ARCHIVED: "deprecated",
}
_TYPES = ("library", "service", "website", "documentation")
"""Types of components that Backstage knows well; a project says its own as a topic."""

Entity = Mapping[str, object]
"""Texts, lists and mappings of texts, in the order in which they are written."""


def catalog_info(projects: Sequence[Project], settings: SiteSettings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the file, teams first, both by name. The same projects give the same bytes."""
    teams = team_segments(projects)
    names = {project.key: component_name(project) for project in projects}
    written = {teams[project.team.casefold()]: project.team for project in sorted(projects, key=lambda one: one.key)}
    groups = (_group(name, team) for name, team in sorted(written.items()))
    by_name = sorted(projects, key=lambda one: names[one.key])
    entities = chain(groups, (_component(project, names, teams, settings) for project in by_name))
    yield PATH, (f"---\n{yaml_block(entity)}".encode() for entity in entities)


def component_name(project: Project) -> str:
    """The name of a project's entity: owner and name as in the address of its page, which stays."""
    return _fitting(project.page.removeprefix("projects/").strip("/").replace("/", "."))


def _fitting(name: str) -> str:
    if len(name) <= _NAME_CHARACTERS:
        return name
    return f"{name[: _NAME_CHARACTERS - 9].rstrip('-._')}-{escape.short_hash(name)}"


def _group(name: str, team: str) -> Entity:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {"name": _fitting(name), "title": escape.plain(team)},
        "spec": {"type": "team", "children": []},
    }


def _component(
    project: Project, names: Mapping[ProjectKey, str], teams: Mapping[str, str], settings: SiteSettings
) -> Entity:
    page = escape.url(f"{settings.base}{project.page}") if settings.base else None
    metadata: dict[str, object] = {"name": names[project.key], "title": escape.plain(project.title)}
    if purpose := project.description or project.motivation:
        metadata["description"] = escape.plain(purpose)
    slug = f"{project.owner}/{project.repository_name}"
    annotations = {
        "backstage.io/view-url": page,
        "backstage.io/edit-url": project.edit_metadata,
        "backstage.io/source-location": None if project.url is None else f"url:{project.url.rstrip('/')}/",
        "github.com/project-slug": slug if project.provider is Provider.GITHUB else None,
        "gitlab.com/project-slug": slug if project.provider is Provider.GITLAB else None,
    }
    metadata["annotations"] = {key: value for key, value in annotations.items() if value}
    metadata["tags"] = _tags(project)
    links = ((project.url, "Repository"), (project.docs, "Documentation"), (page, escape.plain(settings.title)))
    metadata["links"] = [{"url": url, "title": title} for url, title in links if _is_web(url)]
    spec: dict[str, object] = {
        "type": next((kind for kind in _TYPES if kind in project.topics), "other"),
        "lifecycle": "unknown" if project.lifecycle is None else _LIFECYCLES[project.lifecycle],
        "owner": f"group:default/{_fitting(teams[project.team.casefold()])}",
        "dependsOn": [f"component:default/{names[one.key]}" for one in project.depends_on if one.key in names],
    }
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {key: value for key, value in metadata.items() if value},
        "spec": {key: value for key, value in spec.items() if value},
    }


def _tags(project: Project) -> list[str]:
    """Topics and the language as Backstage spells tags: `[a-z0-9:+#]`, parted by single hyphens."""
    said = (*project.topics, *((project.language,) if project.language else ()))
    spelled = (re.sub(r"[^a-z0-9:+#]+", "-", text.casefold())[:_TAG_CHARACTERS].strip("-") for text in said)
    return list(dict.fromkeys(tag for tag in spelled if tag))[:_TAGS]


def _is_web(url: SafeUrl | None) -> bool:
    return url is not None and url.startswith("http")
