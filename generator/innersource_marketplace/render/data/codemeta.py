"""The catalogue as linked data: a description of each project in the terms of CodeMeta.

Source: CodeMeta 3.0 and the terms of schema.org that it uses. It requires nothing but a type, so each project
is in it with what is known, and with the further terms of its own codemeta.json.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from innersource_marketplace import escape
from innersource_marketplace.formats.metadata_files.codemeta_terms import REPOSTATUS
from innersource_marketplace.model import DocumentRole, Lifecycle, Project, ProjectKey, SiteSettings, TrustedCommitter
from innersource_marketplace.render.data.json_files import json_lists

PATH: Final = "api/v1/codemeta.json"
"""Where the file is, from the site's root."""

_CONTEXT: Final = "https://w3id.org/codemeta/3.0"
_STATUS: Final[Mapping[Lifecycle, str]] = {
    Lifecycle.EXPERIMENTAL: "wip",
    Lifecycle.ACTIVE: "active",
    Lifecycle.MAINTENANCE: "inactive",
    Lifecycle.DEPRECATED: "unsupported",
    Lifecycle.ARCHIVED: "unsupported",
}
"""The words of repostatus.org, which CodeMeta asks for."""


def codemeta(
    projects: Sequence[Project],
    settings: SiteSettings,
    kept: Callable[[ProjectKey], Mapping[str, object]] = lambda _key: {},
    in_full: Callable[[Project], Project] = lambda project: project,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the file, projects by key. The same projects give the same bytes.

    `kept` gives what a codemeta.json has, `in_full` a project with what it lacks in brief, when it is written.
    """
    by_key = sorted(projects, key=lambda one: one.key)
    graph = (_software(in_full(project), settings, kept(project.key)) for project in by_key)
    yield PATH, json_lists({"@context": _CONTEXT}, {"@graph": graph})


def _software(project: Project, settings: SiteSettings, kept: Mapping[str, object]) -> Mapping[str, object]:
    page = escape.url(f"{settings.base}{project.page}") if settings.base else None
    started = project.getting_started
    release = next(iter(project.releases or ()), None)
    known: dict[str, object] = {
        "@type": "SoftwareSourceCode",
        "@id": page or project.url,
        "identifier": project.key,
        "name": escape.plain(project.title),
        "description": escape.plain(project.description or project.motivation or "") or None,
        "codeRepository": project.url,
        "url": page,
        "license": None if project.license is None else _license(project.license),
        "programmingLanguage": [share.name for share in project.languages]
        or ([project.language] if project.language else []),
        "keywords": list(dict.fromkeys((*project.topics, *project.skills))),
        "developmentStatus": _status(project, kept.get("developmentStatus")),
        "dateCreated": None if project.created_at is None else project.created_at.date().isoformat(),
        "dateModified": None if project.updated_at is None else project.updated_at.date().isoformat(),
        "version": None if release is None else escape.plain(release.tag),
        "softwareHelp": project.docs,
        "readme": project.documents.get(DocumentRole.README),
        "maintainer": [
            {"@type": "Organization", "name": escape.plain(project.team)},
            *(_person(one) for one in project.trusted_committers if one.name),
        ],
        "issueTracker": next((one.url for one in project.communication if one.purpose == "issues" and one.url), None),
        "buildInstructions": started if isinstance(started, str) and started.startswith("http") else None,
        "softwareRequirements": sorted(one.key for one in project.depends_on),
    }
    # What the catalogue does not know stays as the project's own file has it.
    return {**{name: value for name, value in known.items() if value}, **_without(kept, known)}


def _without(kept: Mapping[str, object], known: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in kept.items() if not known.get(name)}


def _status(project: Project, kept: object) -> object:
    """The stage as an address of repostatus.org; in the word of its own file where that means the same."""
    if project.lifecycle is None:
        return None
    word = kept.strip().casefold().rpartition("#")[2].rpartition("/")[2] if isinstance(kept, str) else ""
    fits = REPOSTATUS.get(word) is project.lifecycle
    return f"https://www.repostatus.org/#{word if fits else _STATUS[project.lifecycle]}"


def _person(one: TrustedCommitter) -> dict[str, str]:
    mail = (one.contact or "").removeprefix("mailto:")
    return {"@type": "Person", "name": escape.plain(one.name)} | ({"email": mail} if "@" in mail else {})


def _license(expression: str) -> str:
    """An address of SPDX for a single licence, as CodeMeta asks for; an expression as it is."""
    return expression if set(expression) & set(" ()") else f"https://spdx.org/licenses/{escape.plain(expression)}"
