"""Who belongs to which team since when. People are hashes here; no name or address of theirs is kept."""

import re
from datetime import date

import msgspec

from innersource_marketplace.model.vocabulary import AuthorId

_TEXT_AND_NUMBER = re.compile(r"([^0-9]*)0*([0-9]*)")


def name_order(name: str) -> tuple[tuple[str, int, str], ...]:
    """A key for lists of names, whatever their case: "Team 2" comes before "Team 11"."""
    # The more digits a number has, the greater it is; to convert thousands of digits takes long.
    return (*((text, len(digits), digits) for text, digits in _TEXT_AND_NUMBER.findall(name.casefold())), (name, 0, ""))


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time that somebody spent in a team, both days included; None means without an end.

    `ids` are the hashes of all the addresses and accounts of the person.
    """

    ids: tuple[AuthorId, ...]
    since: date | None = None
    until: date | None = None


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A team of the organisation. `part_of` is the name of the team around it.

    `projects` are further names by which projects call it: an owner on a host, a team in CODEOWNERS.
    """

    name: str
    part_of: str | None = None
    projects: tuple[str, ...] = ()
    members: tuple[Membership, ...] = ()


class HostTeam(msgspec.Struct, frozen=True, kw_only=True):
    """A team as a host has it tonight. `part_of` is the slug of the team around it; `people` are hashes."""

    slug: str
    name: str
    part_of: str | None = None
    people: tuple[AuthorId, ...] = ()


class DatedTeam(msgspec.Struct, frozen=True, kw_only=True):
    """A team of a host as all nights together saw it, by its slug, with its members since when and until when."""

    slug: str
    name: str
    part_of: str | None = None
    members: tuple[Membership, ...] = ()


class TeamMap(msgspec.Struct, frozen=True, kw_only=True):
    """The teams that the catalogue knows. `bots` are hashes of accounts that belong to no person."""

    teams: tuple[Team, ...] = ()
    bots: tuple[AuthorId, ...] = ()
