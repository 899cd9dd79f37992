"""The work across teams of all projects together."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from innersource_marketplace.insight.teamwork.contributions import Contributions, Count, First, Kind, without_parts
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.insight.teamwork.shares import Share, share_of, without_small_groups
from innersource_marketplace.model import AuthorId, ProjectKey, name_order

UNKNOWN = ""
"""The row of people whose team is not known; it is always shown."""


class Distance(StrEnum):
    """How far a contributor is from the project."""

    TEAM = "team"
    DEPARTMENT = "department"
    ELSEWHERE = "elsewhere"


class TeamFlow(msgspec.Struct, frozen=True, kw_only=True):
    """What a team's projects received from outside, and how many other teams its people helped."""

    team: str
    projects: int
    received: Share
    helps: int


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """The programme's work across teams over the last year.

    `matrix` holds commits by (giving team, owning team), None where a small group is behind them;
    `UNKNOWN` gives the work of people in no team. `distance` holds commits by how far their authors
    are from the project: (count, people) by `Distance`; without departments there are only two.
    `owned` and `seen` count projects: with a known owner, and of these with known authors.
    """

    known: bool
    projects: int
    owned: int
    seen: int
    shares: Mapping[Kind, Share | None]
    months: tuple[tuple[str, Share], ...]
    by_project: Mapping[ProjectKey, Share]
    teams: tuple[TeamFlow, ...]
    matrix: Mapping[tuple[str, str], int | None]
    firsts: tuple[First, ...]
    distance: Mapping[Distance, tuple[int, int]]


class _Sum(msgspec.Struct):
    """Counts that become a share."""

    inside: int = 0
    outside: int = 0
    unknown: int = 0
    people: set[AuthorId] = msgspec.field(default_factory=set)

    def add(self, count: Count, inside: bool | None) -> None:
        if inside is None:
            self.unknown += count.number
            return
        self.people |= count.people
        if inside:
            self.inside += count.number
        else:
            self.outside += count.number

    def share(self) -> Share:
        return share_of(inside=self.inside, outside=self.outside, unknown=self.unknown, people=len(self.people))


def project_share(one: Contributions, roster: Roster) -> Share | None:
    """The share of commits to a project from other teams; None where its owner or its authors are not known."""
    if one.owner is None or Kind.COMMITS not in one.kinds:
        return None
    total = _Sum()
    for (kind, team), count in one.by_team.items():
        if kind is Kind.COMMITS:
            total.add(count, None if team is None else roster.inside(team, one.owner))
    return total.share()


def flow_of(projects: Iterable[Contributions], roster: Roster) -> Flow:
    """Add up what came from where. Projects whose team is not known count nowhere but in `projects`."""
    everything = without_parts(list(projects))
    owned = [(one, one.owner) for one in everything if one.owner is not None]
    kinds: dict[Kind, _Sum] = {}
    months: dict[str, _Sum] = {}
    by_project: dict[ProjectKey, Share] = {}
    received: dict[str, _Sum] = {}
    cells: dict[tuple[str, str], Count] = {}
    far: dict[Distance, Count] = {}
    for one, owner in owned:
        for kind in one.kinds:
            kinds.setdefault(kind, _Sum())
        for (kind, team), count in one.by_team.items():
            inside = None if team is None else roster.inside(team, owner)
            kinds.setdefault(kind, _Sum()).add(count, inside)
            if kind is not Kind.COMMITS:
                continue
            received.setdefault(owner, _Sum()).add(count, inside)
            if team is not None:
                place = far.setdefault(_distance(team, owner, roster), Count())
                place.number += count.number
                place.people |= count.people
            if inside is not True:
                cell = cells.setdefault((team or UNKNOWN, owner), Count())
                cell.number += count.number
                cell.people |= count.people
        for (month, team), count in one.by_month.items():
            months.setdefault(month, _Sum()).add(count, None if team is None else roster.inside(team, owner))
        if (share := project_share(one, roster)) is not None:
            by_project[one.key] = share
    matrix = without_small_groups(
        {place: (cell.number, len(cell.people)) for place, cell in cells.items() if place[0] != UNKNOWN}
    )
    # People in no team are nobody in particular, and no part of what came from outside.
    matrix |= {place: cell.number for place, cell in cells.items() if place[0] == UNKNOWN}
    return Flow(
        known=roster.known,
        projects=len(everything),
        owned=len(owned),
        seen=len(by_project),
        shares={kind: kinds[kind].share() if kind in kinds else None for kind in Kind},
        months=tuple((month, total.share()) for month, total in sorted(months.items())),
        by_project=by_project,
        teams=_teams(owned, received, matrix),
        matrix=matrix,
        firsts=tuple(
            sorted(
                (first for one, _ in owned for first in one.firsts),
                key=lambda f: (-f.week.toordinal(), f.key, f.team or ""),
            )
        ),
        distance={place: (count.number, len(count.people)) for place, count in sorted(far.items())},
    )


def _distance(team: str, owner: str, roster: Roster) -> Distance:
    if roster.inside(team, owner):
        return Distance.TEAM
    same = roster.has_departments and roster.department(team) == roster.department(owner)
    return Distance.DEPARTMENT if same else Distance.ELSEWHERE


def _teams(
    owned: Sequence[tuple[Contributions, str]],
    received: Mapping[str, _Sum],
    matrix: Mapping[tuple[str, str], int | None],
) -> tuple[TeamFlow, ...]:
    projects: dict[str, int] = {}
    for _, owner in owned:
        projects[owner] = projects.get(owner, 0) + 1
    helped: dict[str, int] = {}
    for giver, _ in matrix:
        if giver != UNKNOWN:
            helped[giver] = helped.get(giver, 0) + 1
    return tuple(
        TeamFlow(
            team=team,
            projects=projects.get(team, 0),
            received=received.get(team, _Sum()).share(),
            helps=helped.get(team, 0),
        )
        for team in sorted({*projects, *helped}, key=name_order)
    )
