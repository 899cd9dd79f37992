"""Backstage's `catalog-info.yaml`. Source: "Descriptor Format of Catalog Entities"."""

import re
from collections.abc import Mapping
from typing import Final

from innersource_marketplace.formats.innersource_json.repository_names import spelled_out
from innersource_marketplace.formats.metadata_files.document import Document, Words
from innersource_marketplace.model import Lifecycle
from innersource_marketplace.reference.project_addresses import place_of

KINDS: Final = ("component", "system", "api", "resource", "template")
"""Kinds of entities that can be a project, the likeliest first; others are people, places and domains."""

_LIFECYCLES: Final[Words] = {
    "experimental": Lifecycle.EXPERIMENTAL,
    "production": Lifecycle.ACTIVE,
    "deprecated": Lifecycle.DEPRECATED,
}
_CHAT: Final = re.compile(r"(?i)\b(?:chat|slack|teams|mattermost|zulip|matrix|discord|gitter)\b")
_DOCUMENTATION: Final = re.compile(r"(?i)\bdoc(?:s|umentation)?\b|\b(?:manual|handbook|guide|wiki)\b|readthedocs")


def is_entity(value: Mapping[str, object]) -> bool:
    """Whether an object is an entity of any kind."""
    return isinstance(value.get("kind"), str) and "metadata" in value


def kind_of(value: object) -> str:
    """The kind of an entity in lower case; empty if it is none."""
    kind = value.get("kind") if isinstance(value, Mapping) else None
    return kind.casefold() if isinstance(kind, str) else ""


def name_of(value: object) -> str:
    """The name of an entity in lower case."""
    metadata = value.get("metadata") if isinstance(value, Mapping) else None
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name.casefold() if isinstance(name, str) else ""


def take(document: Document) -> object:
    """Take what an entity says."""
    document.name = document.text("metadata", "name")
    document.take("title", "metadata", "title")
    document.take_description("metadata", "description")
    document.take("topics", "metadata", "tags")
    document.take_lifecycle(_LIFECYCLES, "spec", "lifecycle", silent=("unknown",))
    pointer, owner = document.at("spec", "owner")
    if not isinstance(owner, str):
        document.put("owner", pointer, owner)
    elif not owner.casefold().startswith("user:"):  # an owner may be a person; only a group is a team
        document.put("owner", pointer, owner if "@" in owner else team_name(owner))
    for path, link in document.items("metadata", "links"):
        said = f"{link.get('title')} {link.get('type')}" if isinstance(link, Mapping) else ""
        url = document.text(*path, "url") or ""
        if _CHAT.search(f"{said} {url}"):
            document.take_channel("chat", *path, "url", text=document.text(*path, "title"))
        elif _DOCUMENTATION.search(f"{said} {url}"):
            document.take("docs", *path, "url")
    host = place_of(document.about.url or "")[0]
    if host:
        for forge in ("github", "gitlab"):
            document.take_repository("metadata", "annotations", f"{forge}.com/project-slug", begin=f"https://{host}/")
    document.take_repository("metadata", "annotations", "backstage.io/source-location")
    return None


def team_name(reference: str) -> str:
    """Name a team for people: `group:default/payments` and `@acme/payments` are “Payments”."""
    return spelled_out(reference.rpartition("/")[2].rpartition(":")[2].removeprefix("@"))
