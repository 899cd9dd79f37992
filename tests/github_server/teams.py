"""Resolvers of an organization's teams and their members."""

from typing import Any

from github_server.connections import Fields, connect, refusal
from github_server.people import users
from github_server.view import View, node_id
from github_server.world import HostedTeam, Organization


def team_fields(view: View, login: str) -> Fields:
    """The fields of an organization that tell of its teams."""
    organization = view.owner(login)
    if not isinstance(organization, Organization):
        raise TypeError(f"{login} is no organization")

    def allowed() -> tuple[HostedTeam, ...]:
        if not organization.teams_readable:
            text = "Your token has not been granted the required scopes to execute this query: 'read:org'."
            raise refusal(text, "INSUFFICIENT_SCOPES")
        return organization.teams

    def teams(_info: object, *, privacy: str | None = None, **page: Any) -> Fields:
        secret = {"SECRET": True, "VISIBLE": False}.get(privacy or "")
        chosen = sorted(
            (one for one in allowed() if secret in (None, one.secret)), key=lambda one: one.name or one.slug
        )
        return connect(chosen, lambda one: _team(view, organization, one), page)

    def team(_info: object, *, slug: str) -> Fields | None:
        found = next((one for one in allowed() if one.slug == slug), None)
        return None if found is None else _team(view, organization, found)

    return {"teams": teams, "team": team}


def _team(view: View, organization: Organization, one: HostedTeam) -> Fields:
    def members(_info: object, *, membership: str = "ALL", **page: Any) -> Fields:
        below = [] if membership == "IMMEDIATE" else _below(organization, one.slug)
        own = () if membership == "CHILD_TEAM" else one.members
        everybody = dict.fromkeys([*own, *(login for team in below for login in team.members)])
        return users(view, sorted(everybody, key=str.lower), page)

    def parent(_info: object) -> Fields | None:
        found = next((each for each in organization.teams if each.slug == one.part_of), None)
        return None if found is None else _team(view, organization, found)

    return {
        "__typename": "Team",
        "id": node_id("T", organization.login.lower(), one.slug),
        "name": one.name or one.slug,
        "slug": one.slug,
        "privacy": "SECRET" if one.secret else "VISIBLE",
        "parentTeam": parent,
        "members": members,
    }


def _below(organization: Organization, slug: str) -> list[HostedTeam]:
    children = [team for team in organization.teams if team.part_of == slug]
    return [*children, *(deeper for child in children for deeper in _below(organization, child.slug))]
