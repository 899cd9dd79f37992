"""Files that describe a project to other programs: Backstage, publiccode.yml, CITATION.cff, CODEOWNERS."""

import re
from collections.abc import Mapping

from innersource_marketplace.formats.code_owners import code_owners
from innersource_marketplace.formats.innersource_json.repository_names import spelled_out
from innersource_marketplace.formats.manifests.suggestions import (
    PEOPLE,
    Facts,
    address,
    inner,
    names,
    sentences,
    tags,
    text,
)
from innersource_marketplace.formats.parsing import parse_yaml
from innersource_marketplace.limits import DOCUMENT_BYTES

_PUBLICCODE_STATUS: Mapping[str, str] = {
    "concept": "experimental",
    "development": "experimental",
    "beta": "experimental",
    "stable": "active",
    "obsolete": "deprecated",
}
_CHAT = re.compile(r"(?i)chat|slack|teams|mattermost|zulip|matrix|discord")
_DOCUMENTATION = re.compile(r"(?i)doc|manual|handbook|guide|wiki")


def backstage(data: bytes, origin: str) -> Facts:
    """Read a catalog-info.yaml of Backstage; of several entities the one that is about the repository."""
    entity = _entity(data, origin)
    metadata, spec = inner(entity, "metadata"), inner(entity, "spec")
    listed = inner(metadata, "links")
    links = [link for link in listed[:50] if isinstance(link, dict)] if isinstance(listed, list) else []

    def link(pattern: re.Pattern[str]) -> object:
        return next(
            (item.get("url") for item in links if pattern.search(f"{item.get('title')} {item.get('url')}")), None
        )

    owner = text(inner(spec, "owner"))
    return Facts(
        origin=origin,
        title=text(inner(metadata, "title")),
        name=text(inner(metadata, "name")),
        description=sentences(inner(metadata, "description")),
        topics=tags(inner(metadata, "tags")),
        # An owner may be a person; only a group is a team.
        owner=None if owner is None or owner.startswith("user:") else _team(owner),
        lifecycle=text(inner(spec, "lifecycle")),
        docs=address(link(_DOCUMENTATION)),
        chat=address(link(_CHAT)),
    )


_KINDS = ("component", "system", "api", "resource", "template")
"""Kinds of entities that can be a project, the likeliest first; others are people, places and domains."""

_ENTITIES = 100


def _entity(data: bytes, origin: str) -> object:
    """Of several documents in a file, that of the component; of several of these, the first one."""
    parts = re.split(rb"(?m)^---(?:[ \t].*)?\r?$", data[:DOCUMENT_BYTES])[:_ENTITIES]
    entities = [parse_yaml(part, origin, DOCUMENT_BYTES).value for part in parts if part.strip()]
    kinds = [kind.casefold() if isinstance(kind := inner(entity, "kind"), str) else "" for entity in entities]
    ranked = [(_KINDS.index(kind), place) for place, kind in enumerate(kinds) if kind in _KINDS]
    return entities[min(ranked)[1]] if ranked else entities[0] if len(entities) == 1 and not kinds[0] else None


def publiccode(data: bytes, origin: str) -> Facts:
    """Read a publiccode.yml; of its languages English, or else the first."""
    document = parse_yaml(data, origin, DOCUMENT_BYTES).value
    described = inner(document, "description")
    languages = described if isinstance(described, dict) else {}
    chosen = languages.get("en") or next(iter(languages.values()), None)
    status = inner(document, "developmentStatus")
    return Facts(
        origin=origin,
        title=text(inner(document, "name")),
        description=sentences(inner(chosen, "shortDescription")),
        license=text(inner(document, "legal", "license")),
        lifecycle=_PUBLICCODE_STATUS.get(status) if isinstance(status, str) else None,
        docs=address(inner(chosen, "documentation")),
        home=address(inner(document, "landingURL")),
        topics=tags(inner(document, "categories")),
        people=names(inner(document, "maintenance", "contacts") or []),
    )


def citation(data: bytes, origin: str) -> Facts:
    """Read a CITATION.cff."""
    document = parse_yaml(data, origin, DOCUMENT_BYTES).value
    license_ = inner(document, "license")
    return Facts(
        origin=origin,
        title=text(inner(document, "title")),
        description=sentences(inner(document, "abstract")),
        license=text(license_[0] if isinstance(license_, list) and license_ else license_),
        topics=tags(inner(document, "keywords")),
        home=address(inner(document, "url")),
    )


def owners(data: bytes, origin: str) -> Facts:
    """Read a CODEOWNERS file: its people, and the first team."""
    listed = code_owners(data[:DOCUMENT_BYTES].decode("utf-8", "replace"))
    teams = [owner for owner in listed if "/" in owner]
    people = [owner for owner in listed if owner.startswith("@") and "/" not in owner and not owner.startswith("@@")]
    return Facts(origin=origin, people=tuple(people[:PEOPLE]), owner=_team(teams[0]) if teams else None)


def _team(reference: str) -> str | None:
    """Name a team for people: `group:default/payments` and `@acme/payments` are “Payments”."""
    return text(spelled_out(reference.rpartition("/")[2].rpartition(":")[2].removeprefix("@")))
