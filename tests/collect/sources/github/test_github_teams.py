"""The teams of an organization: whole or not at all, as digests, and never the secret ones."""

from collections.abc import Sequence
from typing import Any

import pytest
from github_nights import HOST, night, repository
from msgspec.structs import replace

from github_server import Account, Fault, HostedTeam, Organization, Record, World, graphql, serve
from github_server.faults import edited
from innersource_marketplace.collect.sources import Noticed, TeamsRead
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.model import HostTeam

CROWD = tuple(f"person-{number:03d}" for number in range(250))


def world(*teams: HostedTeam, **more: Any) -> World:
    return World(
        repositories=(repository("ledger"),),
        organizations=(Organization(login="acme", teams=teams, **more),),
        accounts=(Account(login="ada", emails=("ada@example.com",)),),
    )


def read(served: World, *faults: Fault, patterns: Sequence[str] = ("*",)) -> tuple[Any, list[Problem], list[Record]]:
    with serve(served, faults=faults) as server:
        found = night(server, teams=tuple(patterns))
    (teams,) = found.of(TeamsRead)
    assert teams.account == f"{HOST}/acme"
    return teams.teams, [notice.problem for notice in found.of(Noticed)], found.log


def test_people_come_as_digests_of_their_accounts_with_the_team_around_theirs() -> None:
    engineering = HostedTeam(slug="engineering", name="Engineering", members=("grace",))
    payments = HostedTeam(slug="payments", name="Payments", members=("ada", "Grace"), part_of="engineering")
    teams, problems, _ = read(world(engineering, payments))

    assert teams == (
        HostTeam(slug="engineering", name="Engineering", people=(author_id("grace"),)),
        HostTeam(
            slug="payments",
            name="Payments",
            part_of="engineering",
            people=tuple(sorted([author_id("ada"), author_id("grace")])),
        ),
    )
    assert problems == []


def test_secret_teams_are_not_asked_for_and_not_believed() -> None:
    secret = HostedTeam(slug="merger", members=("ada",), secret=True)
    teams, _, log = read(world(secret, HostedTeam(slug="payments", members=("ada",))))
    assert [team.slug for team in teams] == ["payments"]
    asked = [record.request.body for record in log if record.operation == "Teams"]
    assert all(b"privacy: VISIBLE" in body for body in asked)

    def leak(payload: Any, _request: object) -> None:
        for team in payload["data"]["repositoryOwner"]["teams"]["nodes"]:
            team["privacy"] = "SECRET"

    teams, _, _ = read(
        world(HostedTeam(slug="payments", members=("ada",))), Fault(on=graphql("Teams"), respond=edited(leak))
    )
    assert teams == ()


def test_only_teams_that_the_catalogue_wants_are_read() -> None:
    several = (HostedTeam(slug="everybody", members=CROWD), HostedTeam(slug="team-a", members=("ada",)))
    teams, _, log = read(world(*several), patterns=("team-*",))
    assert [team.slug for team in teams] == ["team-a"]
    assert [record.operation for record in log].count("Members") == 0


def test_large_teams_are_read_to_their_end_in_few_questions() -> None:
    crowds = tuple(HostedTeam(slug=f"crowd-{number:03d}", members=CROWD) for number in range(30))
    small = tuple(HostedTeam(slug=f"team-{number:03d}", members=("ada", "grace")) for number in range(120))
    teams, _, log = read(world(*crowds, *small))

    assert len(teams) == 150
    assert {len(team.people) for team in teams} == {250, 2}
    asked = [record for record in log if record.operation in ("Teams", "Members")]
    # Two pages of teams, then two further pages of thirty large ones, twenty at a time.
    assert [record.operation for record in asked] == ["Teams"] * 2 + ["Members"] * 4
    assert sum(record.points for record in asked) == 6


def test_without_the_right_the_map_stays_and_the_problem_says_what_is_missing() -> None:
    teams, problems, _ = read(world(HostedTeam(slug="payments", members=("ada",)), teams_readable=False))
    assert teams is None
    assert [problem.code for problem in problems] == ["teams-unreadable"]
    assert "read:org" in str(problems[0].fix)


def test_an_account_that_is_a_person_has_no_teams() -> None:
    user = World(repositories=(replace(repository("ledger"), owner="acme"),), accounts=(Account(login="acme"),))
    teams, problems, _ = read(user)
    assert (teams, problems) == ((), [])


@pytest.mark.parametrize("broken", ["circle", "members", "teams"])
def test_half_a_list_of_people_is_none(broken: str) -> None:
    def spoil(payload: Any, _request: object) -> None:
        teams = payload["data"]["repositoryOwner"]["teams"]
        if broken == "circle":
            teams["pageInfo"] = {"hasNextPage": True, "endCursor": None}
        elif broken == "members":
            teams["nodes"][0]["members"] = {"nodes": "many"}
        else:
            teams["nodes"] = {}

    teams, problems, _ = read(
        world(HostedTeam(slug="payments", members=("ada",))), Fault(on=graphql("Teams"), respond=edited(spoil))
    )
    assert teams is None
    assert [problem.code for problem in problems] == ["teams-unreadable"]


def test_commits_tell_whose_account_an_address_is_only_where_teams_are_read() -> None:
    with serve(world()) as server:
        told = night(server, teams=("*",)).changed["acme/ledger"].collected.facts.authors
        silent = night(server).changed["acme/ledger"].collected.facts.authors
    assert told is not None
    assert silent is not None
    assert [(one.id, one.account) for one in told] == [(author_id("ada@example.com"), author_id("ada"))]
    assert [one.account for one in silent] == [None]


def test_nobody_is_asked_where_the_catalogue_does_not_want_it() -> None:
    with serve(world(HostedTeam(slug="payments", members=("ada",)))) as server:
        found = night(server)
    assert found.of(TeamsRead) == []
    assert "Teams" not in found.operations
