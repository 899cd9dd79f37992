"""Who is in a team of a host is dated by the nights that saw it, so that no later move rewrites history."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.limits import MEMBERSHIP_DAYS
from innersource_marketplace.model import Day, HostTeam
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

FIRST = date(2026, 11, 2)
ADA, GRACE = author_id("ada"), author_id("grace")


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    with open_snapshot(tmp_path / "snapshot.db", create=True) as opened:
        yield opened


def team(slug: str, *people: str) -> HostTeam:
    return HostTeam(slug=slug, name=slug.title(), people=tuple(author_id(person) for person in people))


def stays(snapshot: Snapshot, account: str = "github.com/acme") -> set[tuple[str, str, date | None, date | None]]:
    return {
        (team.slug, one.ids[0], one.since, one.until)
        for team in snapshot.teams().get(account, ())
        for one in team.members
    }


def see(snapshot: Snapshot, day: int, *teams: HostTeam) -> None:
    save(snapshot, {"github.com/acme": teams}, day)


def save(snapshot: Snapshot, read: dict[str, tuple[HostTeam, ...]], day: int = 0, keep: set[str] | None = None) -> None:
    snapshot.save_teams(read, same_people=(), keep=keep, today=Day(FIRST + timedelta(days=day)))


def test_who_is_there_in_the_first_night_was_there_before(snapshot: Snapshot) -> None:
    see(snapshot, 0, team("web", "ada"))
    assert stays(snapshot) == {("web", ADA, None, None)}


def test_who_comes_later_came_on_the_day_when_first_seen(snapshot: Snapshot) -> None:
    see(snapshot, 0, team("web", "ada"))
    see(snapshot, 1, team("web", "ada", "grace"))
    see(snapshot, 2, team("web", "ada", "grace"))
    assert stays(snapshot) == {("web", ADA, None, None), ("web", GRACE, FIRST + timedelta(days=1), None)}


def test_a_move_ends_one_stay_and_begins_another(snapshot: Snapshot) -> None:
    see(snapshot, 0, team("web", "ada"), team("api", "grace"))
    see(snapshot, 7, team("web"), team("api", "ada", "grace"))
    assert stays(snapshot) == {
        ("web", ADA, None, FIRST + timedelta(days=6)),
        ("api", ADA, FIRST + timedelta(days=7), None),
        ("api", GRACE, None, None),
    }


def test_a_team_that_is_gone_keeps_who_was_in_it_until_nothing_looks_back_that_far(snapshot: Snapshot) -> None:
    see(snapshot, 0, team("web", "ada"), team("api", "grace"))
    see(snapshot, 1, team("api", "grace"))
    assert ("web", ADA, None, FIRST) in stays(snapshot)
    see(snapshot, 1 + MEMBERSHIP_DAYS, team("api", "grace"))
    assert [one.slug for one in snapshot.teams()["github.com/acme"]] == ["api"]


def test_two_runs_a_day_change_nothing_and_a_mistake_of_one_day_leaves_no_trace(snapshot: Snapshot) -> None:
    see(snapshot, 0, team("web", "ada"))
    see(snapshot, 1, team("web", "ada", "grace"))
    see(snapshot, 1, team("web", "ada"))
    assert stays(snapshot) == {("web", ADA, None, None)}
    see(snapshot, 1, team("web", "ada"))
    assert stays(snapshot) == {("web", ADA, None, None)}


def test_accounts_that_are_no_longer_asked_are_forgotten(snapshot: Snapshot) -> None:
    save(snapshot, {"github.com/acme": (team("web", "ada"),), "github.com/other": (team("web", "grace"),)})
    save(snapshot, {}, keep={"github.com/acme"})
    assert list(snapshot.teams()) == ["github.com/acme"]
    assert stays(snapshot, "github.com/other") == set()


def test_no_name_of_a_person_is_in_the_file(snapshot: Snapshot) -> None:
    snapshot.save_teams(
        {"github.com/acme": (team("web", "ada-lovelace"),)},
        same_people=[(author_id("ada@acme.example"), author_id("ada-lovelace"))],
        keep=None,
        today=Day(FIRST),
    )
    assert snapshot.same_people() == ((author_id("ada@acme.example"), author_id("ada-lovelace")),)
    assert stays(snapshot) == {("web", author_id("ada-lovelace"), None, None)}
    written = b"".join(path.read_bytes() for path in snapshot.path.parent.iterdir())
    assert b"lovelace" not in written
    assert b"ada@" not in written
