"""The members of hosts' teams in the snapshot, dated by the nights that saw them.

Who is there in the first reading of an account counts as having been there before, for nothing else
is known. From then on a stay begins on the day that first sees it and ends on the day before the one
that misses it, so a later move does not rewrite what was done earlier.
"""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from innersource_marketplace.limits import MEMBERSHIP_DAYS
from innersource_marketplace.model import AuthorId, DatedTeam, Day, HostTeam, Membership


def read(connection: sqlite3.Connection) -> dict[str, tuple[DatedTeam, ...]]:
    """The teams of each account, by slug. Raises `ValueError` for a day that is none."""
    members: dict[tuple[str, str], list[Membership]] = {}
    rows = connection.execute(
        "SELECT account, slug, person, since, until FROM membership ORDER BY account, slug, person, since"
    )
    for account, slug, person, since, until in rows:
        stay = Membership(ids=(AuthorId(person),), since=_day(since), until=_day(until))
        members.setdefault((account, slug), []).append(stay)
    found: dict[str, list[DatedTeam]] = {}
    for account, slug, name, part_of in connection.execute(
        "SELECT account, slug, name, part_of FROM team ORDER BY account, slug"
    ):
        stays = tuple(members.get((account, slug), ()))
        found.setdefault(account, []).append(DatedTeam(slug=slug, name=name, part_of=part_of, members=stays))
    return {account: tuple(teams) for account, teams in found.items()}


def save(connection: sqlite3.Connection, account: str, teams: Sequence[HostTeam], today: Day) -> None:
    """Bring the teams of an account up to date. What ended long ago is forgotten, and empty teams that are gone."""
    known = connection.execute("SELECT 1 FROM team WHERE account = ? LIMIT 1", (account,)).fetchone()
    since = today.isoformat() if known else None
    rows = connection.execute("SELECT slug, person FROM membership WHERE account = ? AND until IS NULL", (account,))
    before = {(slug, person) for slug, person in rows}
    now = {(team.slug, person) for team in teams for person in team.people}
    connection.executemany(
        "INSERT INTO team VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account, slug) DO UPDATE SET name = excluded.name, part_of = excluded.part_of",
        [(account, team.slug, team.name, team.part_of) for team in teams],
    )
    yesterday = (today - timedelta(days=1)).isoformat()
    connection.executemany(
        "UPDATE membership SET until = ? WHERE account = ? AND slug = ? AND person = ? AND until IS NULL",
        [(yesterday, account, slug, person) for slug, person in sorted(before - now)],
    )
    connection.executemany(
        "INSERT INTO membership VALUES (?, ?, ?, ?, NULL)",
        [(account, slug, person, since) for slug, person in sorted(now - before)],
    )
    # Seen and gone on one day: as if never there.
    connection.execute("DELETE FROM membership WHERE until < since")
    forgotten = (today - timedelta(days=MEMBERSHIP_DAYS)).isoformat()
    connection.execute("DELETE FROM membership WHERE until < ?", (forgotten,))
    empty = connection.execute(
        "SELECT slug FROM team WHERE account = ? AND NOT EXISTS (SELECT 1 FROM membership"
        " WHERE membership.account = team.account AND membership.slug = team.slug)",
        (account,),
    ).fetchall()
    there = {team.slug for team in teams}
    connection.executemany(
        "DELETE FROM team WHERE account = ? AND slug = ?", [(account, slug) for (slug,) in empty if slug not in there]
    )


def forget_others(connection: sqlite3.Connection, accounts: Collection[str]) -> None:
    """Forget the teams of all other accounts: those that nobody asks any more."""
    rows = connection.execute("SELECT DISTINCT account FROM team").fetchall()
    gone = [(account,) for (account,) in rows if account not in accounts]
    connection.executemany("DELETE FROM team WHERE account = ?", gone)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
