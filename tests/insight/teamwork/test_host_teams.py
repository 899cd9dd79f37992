"""Teams of hosts stand beside the catalogue's own map, which has the last word about whom it places."""

from datetime import date

from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.insight.teamwork.known_teams import together
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import AuthorId, DatedTeam, Membership, Team, TeamMap

DAY = date(2026, 11, 18)
ACME = "github.com/acme"


def stay(name: str, since: date | None = None, until: date | None = None) -> Membership:
    return Membership(ids=(author_id(name),), since=since, until=until)


def on_host(slug: str, *people: str, part_of: str | None = None, name: str | None = None) -> DatedTeam:
    members = tuple(stay(person) for person in people)
    return DatedTeam(slug=slug, name=name or slug.title(), part_of=part_of, members=members)


def place(own: TeamMap, *found: DatedTeam, pairs: tuple[tuple[AuthorId, AuthorId], ...] = ()) -> TeamMap:
    return together(own, {(ACME, team.slug): team for team in found}, pairs)


def test_without_a_map_of_its_own_the_catalogue_has_the_teams_of_the_host() -> None:
    teams = place(TeamMap(), on_host("engineering", "boss"), on_host("web", "ada", part_of="engineering"))
    roster = roster_of(teams)

    assert roster.team_on(author_id("ada"), DAY) == "Web"
    assert roster.inside("Web", "Engineering")
    assert roster.owner("@acme/web") == "Web"
    assert roster.owner("somebody", ("@acme/web",)) == "Web"


def test_whom_the_catalogue_places_is_where_it_says_whatever_address_or_account_is_used() -> None:
    own = TeamMap(teams=(Team(name="Payments", members=(stay("ada@acme.example"),)),))
    pairs = ((author_id("ada@acme.example"), author_id("ada")),)
    roster = roster_of(place(own, on_host("web", "ada", "grace"), pairs=pairs), pairs)

    assert roster.team_on(author_id("ada"), DAY) == "Payments"
    assert roster.team_on(author_id("ada@acme.example"), DAY) == "Payments"
    assert roster.team_on(author_id("grace"), DAY) == "Web"


def test_an_address_of_a_commit_finds_the_team_of_its_account() -> None:
    pairs = ((author_id("grace@home.example"), author_id("grace")),)
    roster = roster_of(place(TeamMap(), on_host("web", "grace"), pairs=pairs), pairs)
    assert roster.team_on(author_id("grace@home.example"), DAY) == "Web"


def test_a_team_that_the_catalogue_knows_by_a_name_of_the_host_is_that_team() -> None:
    own = TeamMap(teams=(Team(name="The Web People", projects=("@acme/web",)),))
    teams = place(own, on_host("web", "ada"))
    assert [team.name for team in teams.teams] == ["The Web People"]
    assert roster_of(teams).team_on(author_id("ada"), DAY) == "The Web People"


def test_who_is_in_several_teams_counts_for_the_smallest() -> None:
    teams = place(TeamMap(), on_host("all-staff", "ada", "grace", "rui"), on_host("web", "ada", "grace"))
    assert roster_of(teams).team_on(author_id("ada"), DAY) == "Web"


def test_namesakes_of_two_organizations_stay_two_teams() -> None:
    found = {(ACME, "web"): on_host("web", "ada"), ("github.com/other", "web"): on_host("web", "rui")}
    roster = roster_of(together(TeamMap(), found, ()))
    assert roster.team_on(author_id("ada"), DAY) == "Web"
    assert roster.team_on(author_id("rui"), DAY) == "other/web"


def test_a_circle_of_teams_on_a_host_ends_somewhere() -> None:
    teams = place(TeamMap(), on_host("a", "ada", part_of="b"), on_host("b", "rui", part_of="a"))
    roster = roster_of(teams)
    assert roster.inside("A", "B")
    assert roster.team_on(author_id("ada"), DAY) == "A"
