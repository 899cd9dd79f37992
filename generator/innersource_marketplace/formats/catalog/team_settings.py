"""teams and bots: who belongs to which team since when, and which accounts are machines.

Tolerant of usual errors in exports of organisation charts: a person twice, dates that overlap,
circles. Each is a warning that says what is used instead.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import MEMBER_KEYS, TEAM_FILE_KEYS, TEAM_KEYS
from innersource_marketplace.formats.parsing import Report, as_mapping, parse_yaml, pointer_to, quoted
from innersource_marketplace.limits import TEAM_MEMBERS, TEAMS, TITLE_CHARACTERS
from innersource_marketplace.model import AuthorId, Membership, Team, TeamMap

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST, _LATEST = date(1970, 1, 1), date(2199, 12, 31)
_MAIL = re.compile(r"[^\s@<>:/]+@[^\s@<>:/]+")
_ACCOUNT = re.compile(r"@?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?(?:\[bot\])?")

_Placed = tuple[str, Membership]
"""A membership and the pointer to it."""


def read_team_file(data: bytes, where: str) -> tuple[TeamMap, tuple[Problem, ...]]:
    """Read a file of teams, which has the keys `teams` and `bots`. Never raises, whatever the bytes."""
    parsed = parse_yaml(data, where)
    value, problems = as_mapping(parsed)
    report = Report(where, parsed.position)
    if value is None:
        return TeamMap(), problems
    values.check_keys(report, "", value, TEAM_FILE_KEYS)
    teams = read_teams(report, "", value)
    return teams, tuple(sorted({*problems, *report.problems()}))


def read_teams(report: Report, pointer: str, value: Mapping[str, object]) -> TeamMap:
    """Read the keys `teams` and `bots` of an object."""
    at = pointer_to(pointer, "teams")
    items = values.sequence(report, at, value.get("teams"))
    if len(items) > TEAMS:
        message = f"the list has {len(items)} teams; at most {TEAMS} are read"
        report.error(at, "too-many-items", message, "Leave out the smallest ones.")
    found: dict[str, tuple[str, Team]] = {}
    placed: dict[str, list[_Placed]] = {}
    for here, item in items[:TEAMS]:
        team, members = _team(report, here, item)
        if team is None:
            continue
        if team.name.casefold() in found:
            message = f"a team named {quoted(team.name)} already exists; the first one is used"
            report.warning(here, "duplicate-team", message, "Merge both.")
            continue
        found[team.name.casefold()] = (here, team)
        placed[team.name] = members
    _limit(report, at, placed)
    _find_overlaps(report, placed)
    teams = _without_shared_names(report, _with_parents(report, found))
    bots = values.texts(report, pointer_to(pointer, "bots"), value.get("bots"), _is_person) or ()
    return TeamMap(
        teams=tuple(replace(team, members=tuple(one for _, one in placed[team.name])) for team in teams),
        bots=tuple(sorted({author_id(name) for name in bots})),
    )


def _team(report: Report, pointer: str, value: object) -> tuple[Team | None, list[_Placed]]:
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, TEAM_KEYS)
    at = pointer_to(pointer, "name")
    if isinstance(value, dict) and item.get("name") is None:
        report.error(pointer, "missing-key", "the key “name” is missing", 'Add "name".')
    name = values.text(report, at, item.get("name"), TITLE_CHARACTERS)
    part_of = values.text(report, pointer_to(pointer, "part_of"), item.get("part_of"), TITLE_CHARACTERS)
    projects = values.texts(report, pointer_to(pointer, "projects"), item.get("projects")) or ()
    listed = values.sequence(report, pointer_to(pointer, "members"), item.get("members"))
    members = [(here, one) for here, raw in listed if (one := _member(report, here, raw)) is not None]
    return (None if name is None else Team(name=name, part_of=part_of, projects=projects)), members


def _member(report: Report, pointer: str, value: object) -> Membership | None:
    if isinstance(value, str):
        name = values.text(report, pointer, value)
        return Membership(ids=(author_id(name),)) if name and _is_person(report, pointer, name) else None
    item = values.mapping(report, pointer, value)
    if not isinstance(value, dict):
        return None
    values.check_keys(report, pointer, item, MEMBER_KEYS)
    names: list[str] = []
    for key in ("email", "account"):
        names += values.texts(report, pointer_to(pointer, key), item.get(key), _is_person) or ()
    if not names:
        report.error(
            pointer, "nobody-named", "there is neither an email address nor an account", 'Add "email" or "account".'
        )
        return None
    dates = [_date(report, pointer_to(pointer, key), item.get(key)) for key in ("since", "until")]
    if False in dates:
        return None  # a membership of unknown length would rewrite history, so the person counts as unknown
    since, until = (day if isinstance(day, date) else None for day in dates)
    if since is not None and until is not None and until < since:
        message = f"it ends on {until}, before its start on {since}; the membership is ignored"
        report.error(pointer_to(pointer, "until"), "date-refused", message, "Correct one of the dates.")
        return None
    return Membership(ids=tuple(sorted({author_id(name) for name in names})), since=since, until=until)


def _is_person(report: Report, pointer: str, name: str) -> bool:
    if _MAIL.fullmatch(name) or _ACCOUNT.fullmatch(name):
        return True
    report.error(pointer, "account-refused", "this is neither an email address nor an account", "Write a@b, or @name.")
    return False


def _date(report: Report, pointer: str, value: object) -> date | bool | None:
    """A day; None if there is none, False if it is not valid."""
    words = values.text(report, pointer, value)
    if words is None:
        return None if value is None else False
    try:
        day = date.fromisoformat(words) if _DATE.fullmatch(words) else None
    except ValueError:
        day = None
    if day is not None and _EARLIEST <= day <= _LATEST:
        return day
    message = f"{quoted(words)} is not a valid day; the membership is ignored"
    report.error(pointer, "date-refused", message, "Write it as 2026-01-31.")
    return False


def _limit(report: Report, pointer: str, placed: dict[str, list[_Placed]]) -> None:
    left = TEAM_MEMBERS
    for members in placed.values():
        if len(members) > left:
            message = f"the teams have more than {TEAM_MEMBERS} members; the rest is not read"
            report.error(pointer, "too-many-items", message, "Leave out teams that write no code.")
        del members[max(left, 0) :]
        left -= len(members)


def _find_overlaps(report: Report, placed: Mapping[str, Sequence[_Placed]]) -> None:
    """Warn of people who are in two teams, or twice in one, on the same day."""
    seen: dict[AuthorId, list[tuple[str, Membership]]] = {}
    for team, members in placed.items():
        for pointer, member in members:
            if report.full:
                return
            earlier = [one for identity in member.ids for one in seen.get(identity, ())]
            other = next((name for name, one in earlier if _overlap(one, member)), None)
            if other == team:
                message = "the person is already in this team on the same days"
                report.warning(pointer, "duplicate-person", message, "Keep one of the entries.")
            elif other is not None:
                message = f"the person is in {quoted(other)} on the same days; the membership that began last is used"
                report.warning(pointer, "memberships-overlap", message, "Add “until” to the earlier one.")
            for identity in member.ids:
                seen.setdefault(identity, []).append((team, member))


def _overlap(one: Membership, other: Membership) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)


def _with_parents(report: Report, found: Mapping[str, tuple[str, Team]]) -> list[tuple[str, Team]]:
    """The teams, each within one that exists; a circle is opened everywhere."""
    above: dict[str, str] = {}
    for name, (pointer, team) in found.items():
        if team.part_of is None:
            continue
        if team.part_of.casefold() in found:
            above[name] = team.part_of.casefold()
        else:
            message = f"there is no team {quoted(team.part_of)}; “part_of” is ignored"
            report.warning(
                pointer_to(pointer, "part_of"), "team-unknown", message, "Add the team, or correct the name."
            )
    circular = _circular(above)
    kept = []
    for name, (pointer, team) in found.items():
        if name in circular:
            message = f"{quoted(team.name)} is part of itself, through {quoted(team.part_of)}; “part_of” is ignored"
            report.warning(pointer_to(pointer, "part_of"), "team-cycle", message, "Remove one “part_of”.")
        around = found[above[name]][1].name if name in above and name not in circular else None
        kept.append((pointer, replace(team, part_of=around)))
    return kept


def _circular(above: Mapping[str, str]) -> frozenset[str]:
    """The names of teams that are part of themselves, through others."""
    circular: set[str] = set()
    done: set[str] = set()
    for start in above:
        way: dict[str, int] = {}
        name: str | None = start
        while name is not None and name not in done and name not in way:
            way[name] = len(way)
            name = above.get(name)
        if name in way:
            circular.update(one for one, place in way.items() if place >= way[name])
        done.update(way)
    return frozenset(circular)


def _without_shared_names(report: Report, teams: Sequence[tuple[str, Team]]) -> list[Team]:
    """The teams, with a name by which projects call two of them left to the first; a team's own name wins."""
    taken = {team.name.casefold(): team.name for _, team in teams}
    kept = []
    for pointer, team in teams:
        mine = []
        for index, name in enumerate(team.projects):
            holder = taken.setdefault(name.casefold(), team.name)
            if holder == team.name:
                mine.append(name)
                continue
            message = f"projects of {quoted(name)} already belong to {quoted(holder)}, which is used"
            report.warning(pointer_to(pointer_to(pointer, "projects"), index), "duplicate-team", message, "Remove it.")
        kept.append(replace(team, projects=tuple(mine)))
    return kept
