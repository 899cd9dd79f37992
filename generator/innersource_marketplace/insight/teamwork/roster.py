"""The map of teams made ready for questions: whose team on that day, whose project, inside or outside."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import msgspec

from innersource_marketplace.formats.authors import NOBODY
from innersource_marketplace.model import AuthorId, TeamMap


class _Stay(msgspec.Struct, frozen=True):
    """How long somebody was in a team."""

    since: date
    until: date
    team: str


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """Teams by hash and day. `known` is false if the catalogue has no teams: then nothing is known."""

    known: bool
    bots: Collection[AuthorId]
    _people: Mapping[AuthorId, AuthorId]
    _stays: Mapping[AuthorId, tuple[_Stay, ...]]
    _teams: Mapping[str, str]
    _around: Mapping[str, tuple[str, ...]]
    _members: Mapping[str, tuple[AuthorId, ...]]

    def person(self, author: AuthorId) -> AuthorId:
        """One hash for all the addresses and accounts of a person; itself for strangers."""
        return self._people.get(author, author)

    def team_on(self, author: AuthorId, day: date) -> str | None:
        """The team that somebody was in on a day; of several the one that began last. None if unknown."""
        for stay in self._stays.get(self.person(author), ()):
            if stay.since <= day <= stay.until:
                return stay.team
        return None

    def size_on(self, team: str, day: date) -> int:
        """How many people were in a team, or in a part of it, on a day."""
        own = (self.team_on(person, day) for person in self._members.get(team, ()))
        return sum(1 for theirs in own if theirs is not None and self.inside(theirs, team))

    def owner(self, team: str, code_owners: Iterable[str] = ()) -> str | None:
        """The team of the map that a project belongs to, by what the project calls it; None if unknown."""
        for name in (team, *code_owners):
            folded = name.casefold().strip()
            for form in (folded, folded.removeprefix("@"), folded.rpartition("/")[2]):
                if form in self._teams:
                    return self._teams[form]
        return None

    def inside(self, team: str, owner: str) -> bool:
        """Whether a team is the owning one, or within it."""
        return owner in self._around.get(team, (team,))

    def department(self, team: str) -> str:
        """The outermost team that a team is part of; itself, if it is part of none."""
        return self._around.get(team, (team,))[-1]

    @property
    def has_departments(self) -> bool:
        """Whether any team is part of another."""
        return any(len(around) > 1 for around in self._around.values())


def roster_of(teams: TeamMap, same_people: Iterable[tuple[AuthorId, AuthorId]] = ()) -> Roster:
    """Put a map of teams in order. Entries that share an address or account are the same person.

    `same_people` are pairs of hashes that stand for one person, whoever it is.
    """
    memberships = [(member, team.name) for team in teams.teams for member in team.members]
    people = _people((*(member.ids for member, _ in memberships), *same_people))
    stays: dict[AuthorId, list[_Stay]] = {}
    for member, team in memberships:
        if member.ids:
            stay = _Stay(member.since or date.min, member.until or date.max, team)
            stays.setdefault(people[member.ids[0]], []).append(stay)
    names = {team.name.casefold(): team.name for team in teams.teams}
    for one in teams.teams:
        for called in one.projects:
            names.setdefault(called.casefold(), one.name)
            names.setdefault(called.casefold().removeprefix("@"), one.name)
    above = {team.name: team.part_of for team in teams.teams}
    around = {name: _upwards(name, above) for name in above}
    members: dict[str, dict[AuthorId, None]] = {}
    for person, found in stays.items():
        for name in dict.fromkeys(outer for stay in found for outer in around[stay.team]):
            members.setdefault(name, {})[person] = None
    return Roster(
        known=bool(teams.teams),
        # Unlike a set, always in the same order: what is kept between builds depends on what a roster looks like.
        bots=dict.fromkeys(teams.bots),
        _people=people,
        # Sorting is stable: of those that began on one day, the first named stays first.
        _stays={person: tuple(sorted(found, key=lambda s: s.since, reverse=True)) for person, found in stays.items()},
        _teams=names,
        _around=around,
        _members={name: tuple(found) for name, found in members.items()},
    )


def _people(sets: Iterable[tuple[AuthorId, ...]]) -> dict[AuthorId, AuthorId]:
    """Each hash's person, by joining the sets of hashes that overlap."""
    parent: dict[AuthorId, AuthorId] = {}

    def root(identity: AuthorId) -> AuthorId:
        while parent[identity] != identity:
            parent[identity] = parent[parent[identity]]
            identity = parent[identity]
        return identity

    for identities in sets:
        for identity in identities:
            parent.setdefault(identity, identity)
            low, high = sorted((root(identities[0]), root(identity)))
            parent[high] = low
    parent.pop(NOBODY, None)
    return {identity: root(identity) for identity in sorted(parent)}


def _upwards(name: str, above: Mapping[str, str | None]) -> tuple[str, ...]:
    found: list[str] = []
    here: str | None = name
    while here is not None and here not in found:
        found.append(here)
        here = above.get(here)
    return tuple(found)
