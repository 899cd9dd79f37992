"""Work across teams: dated, about teams only, and careful with small groups and absurd figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.formats.authors import NOBODY, author_id
from innersource_marketplace.insight.teamwork.across_teams import UNKNOWN, Flow, flow_of
from innersource_marketplace.insight.teamwork.contributions import Kind, contributions_of, thursday
from innersource_marketplace.insight.teamwork.response import response_times
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.insight.teamwork.shares import SMALLEST_GROUP, Share, share_of, without_small_groups
from innersource_marketplace.model import (
    Author,
    AuthorId,
    Facts,
    Membership,
    OpenedIssue,
    ProjectKey,
    Provider,
    PullRequest,
    Team,
    TeamMap,
    day_of,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def member(*names: str, since: date | None = None, until: date | None = None) -> Membership:
    return Membership(ids=tuple(author_id(name) for name in names), since=since, until=until)


def team(name: str, *people: str, part_of: str | None = None, moved: Sequence[Membership] = ()) -> Team:
    return Team(name=name, part_of=part_of, members=(*(member(person) for person in people), *moved))


def author(name: str, weeks: dict[str, int], first: str | None = None) -> Author:
    return Author(id=author_id(name), weeks=weeks, first=first)


def facts(*authors: Author, name: str = "ledger", **more: object) -> Facts:
    return Facts(
        key=ProjectKey(f"git.acme.example/payments/{name}"),
        host="git.acme.example",
        owner="payments",
        name=name,
        provider=Provider.GIT,
        source="git",
        authors=authors,
        **more,  # type: ignore[arg-type]
    )


def flow(teams: TeamMap, *projects: Facts, owner: str = "Payments") -> Flow:
    roster = roster_of(teams)
    return flow_of([contributions_of(one, owner, roster, day_of(NOW)) for one in projects], roster)


ACME = TeamMap(
    teams=(
        team("Payments", "rui@x.y", "sofia@x.y", "dan@x.y"),
        team("Mobile", "yuki@x.y", "kenji@x.y", "aino@x.y"),
        team("Web", "nils@x.y"),
    ),
    bots=(author_id("acme-release"),),
)


def test_the_share_counts_what_came_from_other_teams() -> None:
    found = flow(
        ACME,
        facts(
            author("rui@x.y", {"2026-W10": 6}),
            author("yuki@x.y", {"2026-W10": 1, "2026-W20": 1}),
            author("kenji@x.y", {"2026-W20": 1}),
            author("stranger@x.y", {"2026-W20": 5}),
            author("acme-release", {"2026-W20": 50}),
        ),
    )

    assert found.shares[Kind.COMMITS] == Share(percent=33, outside=3, sample=9, unknown=5, people=3)
    assert found.shares[Kind.PULL_REQUESTS] is None
    assert [(month, share.outside, share.sample) for month, share in found.months] == [
        ("2026-03", 1, 7),
        ("2026-05", 2, 2),
    ]


def test_a_move_does_not_rewrite_history() -> None:
    moved = TeamMap(
        teams=(
            team("Payments", moved=[member("ada@x.y", "ada", until=date(2026, 5, 31))]),
            team("Mobile", moved=[member("ada@x.y", since=date(2026, 6, 1))]),
        )
    )
    roster = roster_of(moved)
    days = (date(2026, 5, 31), date(2026, 6, 1))

    assert [roster.team_on(author_id("ada@x.y"), day) for day in days] == ["Payments", "Mobile"]
    # The account stands in one entry only, but the address says that it is the same person.
    assert [roster.team_on(author_id("ada"), day) for day in days] == ["Payments", "Mobile"]


def test_of_memberships_that_overlap_the_one_that_began_last_counts() -> None:
    roster = roster_of(
        TeamMap(teams=(team("New", moved=[member("a", since=date(2026, 6, 1))]), team("Old", "a"), team("Third", "a")))
    )
    assert roster.team_on(author_id("a"), date(2026, 7, 1)) == "New"
    assert roster.team_on(author_id("a"), date(2026, 5, 1)) == "Old"


def test_a_part_of_the_owning_team_is_inside_and_the_team_around_it_is_not() -> None:
    roster = roster_of(TeamMap(teams=(team("Commerce"), team("Payments", part_of="Commerce"))))
    assert roster.inside("Payments", "Commerce")
    assert not roster.inside("Commerce", "Payments")


def test_a_project_belongs_to_the_team_that_it_names_or_that_owns_its_code() -> None:
    roster = roster_of(TeamMap(teams=(Team(name="Payments", projects=("pay", "@acme/pay-core")),)))
    assert roster.owner("PAYMENTS") == roster.owner("pay") == "Payments"
    assert roster.owner("acme", ["@someone", "@acme/pay-core"]) == "Payments"
    assert roster.owner("acme", ["@other/payments"]) == "Payments"
    assert roster.owner("acme", ["@someone"]) is None


def test_without_a_map_nothing_is_told() -> None:
    found = flow(TeamMap(), facts(author("rui@x.y", {"2026-W10": 6})))
    assert (found.known, found.owned, found.matrix, found.firsts) == (False, 0, {}, ())
    assert found.shares[Kind.COMMITS] is None


def test_the_matrix_hides_small_groups_and_what_would_give_them_away() -> None:
    found = flow(
        ACME,
        facts(
            author("rui@x.y", {"2026-W10": 9}),
            author("yuki@x.y", {"2026-W10": 2}),
            author("kenji@x.y", {"2026-W10": 2}),
            author("aino@x.y", {"2026-W10": 2}),
            author("nils@x.y", {"2026-W10": 7}),
            author("stranger@x.y", {"2026-W10": 4}),
        ),
    )
    # Web is one person; hidden alone, it would be the difference between the sum and Mobile.
    assert found.matrix == {
        ("Mobile", "Payments"): None,
        ("Web", "Payments"): None,
        (UNKNOWN, "Payments"): 4,
    }


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from("WXYZ")),
        st.tuples(st.integers(-2, 9), st.integers(0, 6)),
        max_size=16,
    )
)
def test_no_receiver_has_exactly_one_hidden_figure(cells: dict[tuple[str, str], tuple[int, int]]) -> None:
    found = without_small_groups(cells)

    assert found.keys() == {place for place, (count, _) in cells.items() if count > 0}
    for place, count in found.items():
        assert count is None or (count == cells[place][0] and cells[place][1] >= SMALLEST_GROUP)
    for receiver in {place[1] for place in found}:
        line = [count for place, count in found.items() if place[1] == receiver]
        assert line.count(None) != 1 or len(line) == 1


def test_first_contributions_are_told_by_team_and_small_teams_have_no_name() -> None:
    lately = (NOW - timedelta(weeks=3)).date()
    week = f"{lately.isocalendar().year}-W{lately.isocalendar().week:02}"
    found = flow(
        ACME,
        facts(
            author("yuki@x.y", {week: 2}, first=week),
            author("kenji@x.y", {week: 1}, first=week),
            author("nils@x.y", {week: 1}, first=week),
            author("aino@x.y", {week: 1}, first="2020-W01"),
            author("rui@x.y", {week: 1}, first=week),
            author("stranger@x.y", {week: 1}, first=week),
        ),
    )
    assert [(first.team, first.people) for first in found.firsts] == [(None, 1), ("Mobile", 2)]


def test_a_first_contribution_is_told_only_where_every_address_of_the_person_says_so() -> None:
    week = "2026-W46"
    teams = TeamMap(teams=(team("Payments", "rui@x.y"), team("Web", moved=[member("nils@x.y", "nils@old.example")])))
    found = flow(teams, facts(author("nils@x.y", {week: 1}, first=week), author("nils@old.example", {week: 1})))
    assert found.firsts == ()


def test_pull_requests_and_reviews_count_where_the_source_tells_of_them() -> None:
    def pull(number: int, who: str | None, *reviewers: str) -> PullRequest:
        when = NOW - timedelta(days=number)
        return PullRequest(
            number=number,
            author=who,
            created_at=when - timedelta(days=2),
            merged_at=when,
            reviewers=tuple(author_id(one) for one in reviewers),
        )

    pulls = (
        *(pull(number, who, "yuki@x.y") for number, who in enumerate(("rui@x.y", "sofia@x.y", "dan@x.y"), 1)),
        *(pull(number, who, "rui@x.y") for number, who in enumerate(("yuki@x.y", "kenji@x.y"), 4)),
        pull(6, "renovate[bot]", "rui@x.y"),
        pull(7, None),
    )
    found = flow(ACME, facts(pull_requests=pulls))

    assert found.shares[Kind.PULL_REQUESTS] == Share(percent=40, outside=2, sample=5, unknown=1, people=5)
    reviews = found.shares[Kind.REVIEWS]
    assert reviews is not None
    assert (reviews.outside, reviews.sample, reviews.percent) == (3, 5, None)  # two people: too few


def test_issues_count_where_the_source_tells_who_opened_them() -> None:
    def opened(who: str, days: int = 5) -> OpenedIssue:
        return OpenedIssue(author=author_id(who), created_at=NOW - timedelta(days=days))

    issues = (
        *(opened(who) for who in ("rui@x.y", "sofia@x.y", "yuki@x.y", "kenji@x.y", "nils@x.y", "stranger", "")),
        opened("acme-release"),
        opened("dan@x.y", days=400),
        opened("dan@x.y", days=-5),
    )
    found = flow(ACME, facts(opened_issues=issues))

    assert found.shares[Kind.ISSUES] == Share(percent=60, outside=3, sample=5, unknown=2, people=5)
    assert flow(ACME, facts()).shares[Kind.ISSUES] is None


@pytest.mark.parametrize(
    ("counts", "percent"),
    [((2, 2, 0, 9), None), ((9, 1, 0, 2), None), ((9, 1, 0, 3), 10), ((5, 0, 10**9, 3), 0), ((-9, 5, 0, 3), 100)],
)
def test_a_share_of_too_little_or_too_few_is_not_told(counts: tuple[int, ...], percent: int | None) -> None:
    inside, outside, unknown, people = counts
    assert share_of(inside=inside, outside=outside, unknown=unknown, people=people).percent == percent


weeks = st.one_of(
    st.sampled_from(
        ["2026-W47", "2026-W46", "2026-W48", "9999-W52", "0000-W00", "2026-W99", "", "2026-W4x", "٢٠٢٦-W01"]
    ),
    st.text(max_size=8),
)
numbers = st.one_of(st.integers(), st.sampled_from([-1, 0, 2**63, 10**18]))
authors = st.builds(
    Author,
    id=st.sampled_from([author_id("rui@x.y"), author_id("yuki@x.y"), author_id("who@x.y"), NOBODY, AuthorId("x")]),
    weeks=st.dictionaries(weeks, numbers, max_size=4),
    first=st.one_of(st.none(), weeks),
)
times = st.one_of(
    st.none(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([NOW, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
)
pulls = st.builds(
    PullRequest,
    number=st.integers(),
    author=st.one_of(st.none(), st.sampled_from(["", "rui@x.y", "dependabot[bot]", "\u202e"])),
    created_at=st.datetimes(timezones=st.just(UTC)),
    merged_at=times,
    closed_at=times,
    first_response_at=times,
    from_fork=st.sampled_from([None, True, False]),
    reviewers=st.one_of(st.none(), st.just((author_id("yuki@x.y"), NOBODY))),
)


@given(st.lists(authors, max_size=5), st.one_of(st.none(), st.lists(pulls, max_size=5)))
def test_absurd_facts_give_figures_that_can_be(
    found_authors: list[Author], found_pulls: list[PullRequest] | None
) -> None:
    one = facts(*found_authors, pull_requests=None if found_pulls is None else tuple(found_pulls))
    found = flow(ACME, one)

    for share in (*found.shares.values(), *found.by_project.values(), *(share for _, share in found.months)):
        assert share is None or (0 <= share.outside <= share.sample and share.unknown >= 0)
        assert share is None or share.percent is None or 0 <= share.percent <= 100
    assert all(giver == UNKNOWN or giver != owner for giver, owner in found.matrix)
    assert all("2025-11" <= month <= "2026-11" for month, _ in found.months)
    response = response_times([one], day_of(NOW))
    assert response is None or all(one.hours is None or one.hours >= 0 for one in response)


def test_the_thursday_of_a_week_decides() -> None:
    assert thursday("2026-W01") == date(2026, 1, 1)
    assert thursday("2026-W60") is None
