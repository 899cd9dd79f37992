"""What people of other teams did for one project in the last year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from innersource_marketplace.formats.authors import NOBODY, author_id, is_bot
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.insight.teamwork.shares import SMALLEST_GROUP
from innersource_marketplace.model import AuthorId, Day, Facts, ProjectKey, days_since

DAYS = 364
"""How far back contributions count: 52 weeks."""

FIRST_DAYS = 91
"""How far back first contributions are reported: a quarter."""


class Kind(StrEnum):
    """What was contributed."""

    COMMITS = "commits"
    PULL_REQUESTS = "pull-requests"
    REVIEWS = "reviews"
    ISSUES = "issues"


class Count(msgspec.Struct):
    """A number of contributions and the people behind it."""

    number: int = 0
    people: set[AuthorId] = msgspec.field(default_factory=set)

    def add(self, number: int, person: AuthorId) -> None:
        """Count more work of somebody; nobody in particular counts as one more of the unknown."""
        self.number += number
        self.people.add(person)


class First(msgspec.Struct, frozen=True, kw_only=True):
    """People of another team whose first commit to the project was taken lately.

    `team` is None where so few are in the team that its name would be a person's.
    """

    key: ProjectKey
    team: str | None
    people: int
    week: date


class Contributions(msgspec.Struct, frozen=True, kw_only=True):
    """The work on one project: by kind and team (None: unknown people), and commits by month and team.

    `owner` is the owning team, None where it is not known. `part_of` is the repository of a
    project in a folder. `kinds` are those that its source tells of.
    """

    key: ProjectKey
    owner: str | None
    kinds: frozenset[Kind]
    by_team: Mapping[tuple[Kind, str | None], Count]
    by_month: Mapping[tuple[str, str | None], Count]
    firsts: tuple[First, ...]
    part_of: ProjectKey | None = None


def contributions_of(facts: Facts, team: str, roster: Roster, today: Day) -> Contributions:
    """Sort the work on a project by the teams that people were in at the time. `team` is what the project says.

    What cannot be is left out: counts below one, weeks and times in the future, bots.
    """
    owner = roster.owner(team, facts.code_owners if facts.whole_owners is None else facts.whole_owners)
    by_team: dict[tuple[Kind, str | None], Count] = {}
    by_month: dict[tuple[str, str | None], Count] = {}
    for kind, author, day, number in _work(facts, today):
        if author in roster.bots:
            continue
        theirs, person = roster.team_on(author, day), roster.person(author)
        by_team.setdefault((kind, theirs), Count()).add(number, person)
        if kind is Kind.COMMITS:
            by_month.setdefault((_month(day), theirs), Count()).add(number, person)
    kinds = {Kind.COMMITS} if facts.authors is not None else set()
    if facts.pull_requests is not None:
        kinds |= {Kind.PULL_REQUESTS, Kind.REVIEWS}
    if facts.opened_issues is not None:
        kinds.add(Kind.ISSUES)
    return Contributions(
        key=facts.key,
        owner=owner,
        kinds=frozenset(kinds),
        by_team=by_team,
        by_month=by_month,
        firsts=tuple(_firsts(facts, owner, roster, today)),
        part_of=facts.part_of,
    )


@lru_cache(maxsize=1024)
def thursday(week: str) -> date | None:
    """The Thursday of an ISO week such as "2026-W47", which decides about the month and the team; None if none."""
    year, _, number = week.partition("-W")
    if not (year.isascii() and year.isdecimal() and number.isascii() and number.isdecimal() and len(week) == 8):
        return None
    try:
        return date.fromisocalendar(int(year), int(number), 4)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _work(facts: Facts, today: Day) -> Iterator[tuple[Kind, AuthorId, date, int]]:
    """Everything that was contributed in the last year: its kind, by whom, when, how many."""
    # The Thursday of the running week may be ahead.
    last, since = today + timedelta(days=3), today - timedelta(days=DAYS)
    for author in facts.authors or ():
        for week, number in author.weeks.items():
            day = thursday(week)
            if day is not None and since <= day <= last and number > 0:
                yield Kind.COMMITS, author.id, min(day, today), number
    for pull in facts.pull_requests or ():
        if pull.author is not None and is_bot(pull.author):
            continue
        if (merged := _within_the_year(pull.merged_at, today)) is not None:
            yield Kind.PULL_REQUESTS, pull.author_id or author_id(pull.author or ""), merged, 1
        if (closed := _within_the_year(pull.merged_at or pull.closed_at, today)) is not None:
            for reviewer in pull.reviewers or ():
                yield Kind.REVIEWS, reviewer, closed, 1
    for issue in facts.opened_issues or ():
        if (opened := _within_the_year(issue.created_at, today)) is not None:
            yield Kind.ISSUES, issue.author, opened, 1


def _within_the_year(moment: datetime | None, today: Day) -> date | None:
    """The day of something in the last 52 weeks, today at the latest; None for anything else."""
    ago = None if moment is None else days_since(moment, today)
    return None if ago is None or ago > DAYS else today - timedelta(days=ago)


def _firsts(facts: Facts, owner: str | None, roster: Roster, today: Day) -> Iterator[First]:
    """First commits of people of other teams, one entry a team."""
    if owner is None:
        return
    began: dict[AuthorId, date | None] = {}
    for author in facts.authors or ():
        if author.id == NOBODY or author.id in roster.bots:
            continue
        person, day = roster.person(author.id), thursday(author.first or "")
        known = began.get(person, date.max)
        began[person] = None if day is None or known is None else min(known, day)
    found: dict[str, list[date]] = {}
    for person, day in began.items():
        if day is None or not today - timedelta(days=FIRST_DAYS) <= day <= today + timedelta(days=3):
            continue
        theirs = roster.team_on(person, min(day, today))
        if theirs is not None and not roster.inside(theirs, owner):
            found.setdefault(theirs, []).append(min(day, today))
    for team, days in sorted(found.items()):
        small = roster.size_on(team, max(days)) < SMALLEST_GROUP
        yield First(key=facts.key, team=None if small else team, people=len(days), week=max(days))


def without_parts(contributions: Sequence[Contributions]) -> list[Contributions]:
    """The same, with commits to projects in folders taken off their repository, so that each counts once.

    A commit to two folders of a repository is work on both, and counts for both.
    """
    parts: dict[ProjectKey, list[Contributions]] = {}
    for one in contributions:
        if one.part_of is not None:
            parts.setdefault(one.part_of, []).append(one)
    return [_less(one, parts[one.key]) if one.key in parts else one for one in contributions]


def _less(whole: Contributions, parts: Sequence[Contributions]) -> Contributions:
    by_team = {key: count for key, count in whole.by_team.items() if key[0] is not Kind.COMMITS}
    commits = {key: count for key, count in whole.by_team.items() if key[0] is Kind.COMMITS}
    by_team |= _rest(commits, [one.by_team for one in parts])
    return replace(whole, by_team=by_team, by_month=_rest(whole.by_month, [one.by_month for one in parts]))


_K = TypeVar("_K")


def _rest(counts: Mapping[_K, Count], others: Sequence[Mapping[_K, Count]]) -> dict[_K, Count]:
    left = {
        key: Count(count.number - sum(other[key].number for other in others if key in other), set(count.people))
        for key, count in counts.items()
    }
    return {key: count for key, count in left.items() if count.number > 0}
