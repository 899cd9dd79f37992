"""The map of teams: dates that a move needs, and whatever an export of an organisation chart gets wrong."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.errors import Severity, UsageError
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.formats.catalog import read_catalog, read_team_file
from innersource_marketplace.model import Membership, TeamMap

HEAD = "version: 1\norganization: Acme\nsources:\n  - git: ./x\n"


def read(text: str) -> tuple[TeamMap, list[str]]:
    catalog, problems = read_catalog((HEAD + text).encode(), "catalog.yml")
    assert catalog is not None
    return catalog.teams, [f"{problem.line} {problem.pointer} {problem.code}" for problem in problems]


def test_teams_have_people_with_dates_and_names_that_projects_use() -> None:
    text = """teams:
  - name: Commerce
  - name: Payments
    part_of: commerce
    projects: [payments, "@acme/payments"]
    members:
      - rui.almeida@acme.example
      - "@daniel"
      - {email: [ada@acme.example, ada@old.example], account: ada, since: 2026-03-01, until: 2026-09-30}
bots: acme-release
"""
    found, problems = read(text)

    assert problems == []
    assert check_file("catalog.yml", (HEAD + text).encode()) == ()
    payments = found.teams[1]
    assert (payments.part_of, payments.projects) == ("Commerce", ("payments", "@acme/payments"))
    assert payments.members[0] == Membership(ids=(author_id("rui.almeida@acme.example"),))
    assert set(payments.members[2].ids) == {author_id(n) for n in ("ada@acme.example", "ada@old.example", "ada")}
    assert (payments.members[2].since, payments.members[2].until) == (date(2026, 3, 1), date(2026, 9, 30))
    assert found.bots == (author_id("acme-release"),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("teams: [{nam: A}]\n", "5 /teams/0/nam unknown-key"),
        ("teams: [{members: [a]}]\n", "5 /teams/0 missing-key"),
        ("teams: [{name: A, members: [{since: 2026-01-01}]}]\n", "5 /teams/0/members/0 nobody-named"),
        ("teams: [{name: A, members: ['x y']}]\n", "5 /teams/0/members/0 account-refused"),
        (
            "teams:\n- name: A\n  members:\n  - {account: a, since: 2024-02-30}\n",
            "8 /teams/0/members/0/since date-refused",
        ),
        ("teams: [{name: A, members: [{account: a, since: soon}]}]\n", "5 /teams/0/members/0/since date-refused"),
        ("teams: [{name: A, members: [{account: a, since: 0001-01-01}]}]\n", "5 /teams/0/members/0/since date-refused"),
        ("teams: [{name: A, members: [{account: a, until: 9999-12-31}]}]\n", "5 /teams/0/members/0/until date-refused"),
        ("teams: [{name: A, members: [{account: a, since: 20260101}]}]\n", "5 /teams/0/members/0/since wrong-type"),
        (
            "teams: [{name: A, members: [{account: a, since: 2026-02-01, until: 2026-01-01}]}]\n",
            "5 /teams/0/members/0/until date-refused",
        ),
        ("teams: 7\n", "5 /teams wrong-type"),
        ("teams_file: ../teams.yml\n", "5 /teams_file path-refused"),
        ("teams_file: teams.yml\nteams: []\n", "5 /teams_file second-spelling"),
    ],
)
def test_a_slip_is_named_where_it_stands(text: str, problem: str) -> None:
    _, problems = read(text)
    assert problem in problems
    assert check_file("catalog.yml", (HEAD + text).encode())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("teams: [{name: A, part_of: B}]\n", "/teams/0/part_of team-unknown"),
        ("teams: [{name: A, part_of: a}]\n", "/teams/0/part_of team-cycle"),
        ("teams: [{name: A, part_of: B}, {name: B, part_of: A}]\n", "/teams/1/part_of team-cycle"),
        ("teams: [{name: A}, {name: a}]\n", "/teams/1 duplicate-team"),
        ("teams: [{name: A, projects: x}, {name: B, projects: X}]\n", "/teams/1/projects/0 duplicate-team"),
        ("teams: [{name: A, members: [a, '@A']}]\n", "/teams/0/members/1 duplicate-person"),
        ("teams: [{name: A, members: [a]}, {name: B, members: [a]}]\n", "/teams/1/members/0 memberships-overlap"),
    ],
)
def test_what_an_export_gets_wrong_is_a_warning_and_the_rest_counts(text: str, problem: str) -> None:
    catalog, problems = read_catalog((HEAD + text).encode(), "catalog.yml")
    assert catalog is not None
    assert [f"{one.pointer} {one.code}" for one in problems if one.severity is Severity.WARNING][-1] == problem
    assert not [one for one in problems if one.severity is Severity.ERROR]
    assert catalog.teams.teams[0].name == "A"
    assert catalog.teams.teams[0].part_of is None


def test_a_circle_is_opened_and_what_hangs_on_it_stays() -> None:
    found, _ = read("teams: [{name: A, part_of: B}, {name: B, part_of: A}, {name: C, part_of: A}]\n")
    assert [team.part_of for team in found.teams] == [None, None, "A"]


def test_a_move_without_overlap_is_no_problem() -> None:
    _, problems = read(
        "teams:\n- {name: A, members: [{account: a, until: 2026-01-31}]}\n"
        "- {name: B, members: [{account: a, since: 2026-02-01}]}\n"
    )
    assert problems == []


def test_no_name_or_address_of_a_person_is_kept() -> None:
    found, _ = read("teams: [{name: A, members: [ada@acme.example, {account: grace}]}]\nbots: [robot-7]\n")
    for name in ("ada", "grace", "robot"):
        assert name not in repr(found)


names = st.sampled_from(["A", "B", "c", "C", "", "a@b", "@x", "x y", "\u202e"])
days = st.sampled_from(["2026-01-01", "2026-12-31", "0000-00-00", "x", 7, None, True])
members = st.one_of(
    names, st.fixed_dictionaries({}, optional={"email": names, "account": names, "since": days, "until": days})
)
teams = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "part_of": names,
        "projects": st.lists(names),
        "members": st.one_of(names, st.lists(st.one_of(members, st.none(), st.integers()))),
    },
)


@given(st.fixed_dictionaries({"teams": st.lists(st.one_of(teams, names), max_size=6), "bots": st.lists(names)}))
def test_any_file_of_teams_gives_a_map_without_circles(document: object) -> None:
    found, _ = read_team_file(json.dumps(document).encode(), "teams.yml")

    above = {team.name: team.part_of for team in found.teams}
    assert len(above) == len(found.teams)
    for name in above:
        seen = set()
        here: str | None = name
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = above[here]


@given(st.binary())
def test_any_bytes_give_a_map_and_problems(data: bytes) -> None:
    found, problems = read_team_file(data, "teams.yml")
    assert found.teams or problems


def test_a_file_of_teams_is_checked_by_its_name() -> None:
    assert [one.code for one in check_file("hr/teams.yml", b"teams: [{name: A, part_of: B}]")] == ["team-unknown"]


def test_a_file_of_teams_lies_beside_the_catalogue_and_its_faults_are_warnings(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yml"
    path.write_text(HEAD + "teams_file: hr/teams.yml\n")
    with pytest.raises(UsageError, match="teams_file"):
        load_catalog(path)
    (tmp_path / "hr").mkdir()
    (tmp_path / "hr" / "teams.yml").write_text("teams: [{name: A, members: [a, 7]}, {name: 3}]\n")

    catalog, problems = load_catalog(path)

    assert [team.name for team in catalog.teams.teams] == ["A"]
    assert catalog.teams.teams[0].members == (Membership(ids=(author_id("a"),)),)
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert {problem.where for problem in problems} == {str(tmp_path / "hr" / "teams.yml")}
