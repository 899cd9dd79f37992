"""Who belongs to which team since when. People are hashes here; no name or address of theirs is kept."""

import re
from dataclasses import dataclass
from datetime import date

from innersource_marketplace.model.vocabulary import AuthorId

_TEXT_AND_NUMBER = re.compile(r"([^0-9]*)0*([0-9]*)")


def name_order(name: str) -> tuple[tuple[str, int, str], ...]:
    """A key for lists of names, whatever their case: "Team 2" comes before "Team 11"."""
    # The more digits a number has, the greater it is; to convert thousands of digits takes long.
    return (*((text, len(digits), digits) for text, digits in _TEXT_AND_NUMBER.findall(name.casefold())), (name, 0, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A stretch of time that somebody spent in a team, both days included; None means without an end.

    `ids` are the hashes of all the addresses and accounts that the person goes by.
    """

    ids: tuple[AuthorId, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team of the organisation. `part_of` is the name of the team around it.

    `projects` are further names by which projects call it: an owner on a host, a team in CODEOWNERS.
    """

    name: str
    part_of: str | None = None
    projects: tuple[str, ...] = ()
    members: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTeam:
    """A team as a host has it tonight. `part_of` is the slug of the team around it; `people` are hashes."""

    slug: str
    name: str
    part_of: str | None = None
    people: tuple[AuthorId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTeam:
    """A team of a host as all nights together saw it, by its slug, with its members since when and until when."""

    slug: str
    name: str
    part_of: str | None = None
    members: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMap:
    """The teams that the catalogue knows. `bots` are hashes of accounts that belong to no person."""

    teams: tuple[Team, ...] = ()
    bots: tuple[AuthorId, ...] = ()
