"""Suggestions from files that describe a project to other programs, and from CODEOWNERS."""

from collections.abc import Callable
from functools import partial

from innersource_marketplace.formats.code_owners import code_owners
from innersource_marketplace.formats.manifests.suggestions import (
    PEOPLE,
    TOPICS,
    Facts,
    address,
    sentences,
)
from innersource_marketplace.formats.metadata_files import About, read_described
from innersource_marketplace.formats.metadata_files.backstage_entity import team_name
from innersource_marketplace.formats.parsing import beginning_of
from innersource_marketplace.model import DocumentRole, Metadata, SafeUrl

Reader = Callable[[bytes, str], Facts]


def reader(role: DocumentRole) -> Reader:
    """The reader of one of `METADATA_FILES` that gives suggestions."""
    return partial(_suggested, role)


def _suggested(role: DocumentRole, data: bytes, origin: str) -> Facts:
    described, _ = read_described(role, data, origin, About())
    if described is None:
        return Facts(origin=origin)
    said = described.metadata
    return Facts(
        origin=origin,
        title=said.title,
        name=described.name,
        description=sentences(said.description),
        license=said.license,
        owner=said.owner,
        lifecycle=None if said.lifecycle is None else said.lifecycle.value,
        language=said.language,
        docs=said.docs,
        home=described.home,
        issues=_channel(said, "issues"),
        chat=_channel(said, "chat"),
        getting_started=address(said.getting_started),
        topics=(said.topics or ())[:TOPICS],
        people=tuple(one.name for one in said.trusted_committers or () if "@" not in one.name)[:PEOPLE],
    )


def _channel(said: Metadata, purpose: str) -> SafeUrl | None:
    return next((one.url for one in said.communication or () if one.purpose == purpose and one.url), None)


def owners(data: bytes, origin: str) -> Facts:
    """Read a CODEOWNERS file: its people, and the first team."""
    listed = code_owners(beginning_of(data))
    teams = [owner for owner in listed if "/" in owner]
    people = [owner for owner in listed if owner.startswith("@") and "/" not in owner and not owner.startswith("@@")]
    return Facts(origin=origin, people=tuple(people[:PEOPLE]), owner=team_name(teams[0]) or None if teams else None)
