"""The map of teams: what the catalogue says, and what the hosts say of whom the catalogue does not speak."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from innersource_marketplace.formats.catalog import Catalog, GitSettings
from innersource_marketplace.insight.teamwork.roster import Roster, roster_of
from innersource_marketplace.model import AuthorId, DatedTeam, Membership, Team, TeamMap

_Slug = tuple[str, str]
"""An account, `host/login`, and the slug of one of its teams."""


def known_roster(
    catalog: Catalog, teams: Mapping[str, tuple[DatedTeam, ...]], pairs: Sequence[tuple[AuthorId, AuthorId]]
) -> Roster:
    """The teams of the catalogue and of the hosts that it wants asked, made ready for questions.

    `teams` are those of each account, `host/login`; `pairs` are hashes of addresses, each with that of
    the account that it belongs to.
    """
    found = _wanted(catalog, teams)
    return roster_of(together(catalog.teams, found, pairs), pairs) if found else roster_of(catalog.teams)


def together(own: TeamMap, found: Mapping[_Slug, DatedTeam], pairs: Iterable[tuple[AuthorId, AuthorId]]) -> TeamMap:
    """Put teams of hosts beside the catalogue's own.

    Whom the catalogue places is where it says and nowhere else. A team of a host that has a name of
    one of its teams is that team. Who is in several teams of a host counts for the smallest: a team
    of everybody says nothing of where work comes from.
    """
    known = roster_of(own, pairs)
    placed = {known.person(identity) for team in own.teams for member in team.members for identity in member.ids}
    sizes = {slug: len(team.members) for slug, team in found.items()}
    names: dict[_Slug, str] = {}
    taken = {team.name.casefold() for team in own.teams}
    further: dict[str, list[Membership]] = {team.name: [] for team in own.teams}
    for slug, team in found.items():
        same = next((owner for form in _forms(slug, team) if (owner := known.owner(form)) is not None), None)
        name = same or (team.name if team.name.casefold() not in taken else f"{slug[0].rpartition('/')[2]}/{slug[1]}")
        names[slug] = name
        taken.add(name.casefold())
        stays = (one for one in team.members if known.person(one.ids[0]) not in placed)
        further.setdefault(name, []).extend(stays)
    ours = tuple(replace(team, members=(*team.members, *further.pop(team.name))) for team in own.teams)
    theirs = tuple(
        Team(
            name=names[slug],
            part_of=names.get((slug[0], team.part_of)) if team.part_of is not None else None,
            projects=_forms(slug, team)[1:],
            members=tuple(further.pop(names[slug])),
        )
        for slug, team in sorted(found.items(), key=lambda item: (sizes[item[0]], item[0]))
        if names[slug] in further
    )
    return TeamMap(teams=(*ours, *theirs), bots=own.bots)


def _wanted(catalog: Catalog, teams: Mapping[str, tuple[DatedTeam, ...]]) -> dict[_Slug, DatedTeam]:
    found: dict[_Slug, DatedTeam] = {}
    for source in catalog.sources:
        if isinstance(source, GitSettings) or not source.teams:
            continue
        for login in source.accounts:
            account = f"{source.host}/{login.lower()}"
            found |= {(account, team.slug): team for team in teams.get(account, ()) if source.wants_team(team.slug)}
    return found


def _forms(slug: _Slug, team: DatedTeam) -> tuple[str, ...]:
    """How a team of a host is called: by its name, in CODEOWNERS, and in short."""
    return (team.name, f"@{slug[0].rpartition('/')[2]}/{slug[1]}", slug[1])
