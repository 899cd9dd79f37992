"""Addresses for names that people chose: each a segment of its own, however alike the names are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from innersource_marketplace import escape
from innersource_marketplace.model import Project, ProjectKey

_PLAIN = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")


def segments(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name a path segment that depends on nothing but the name.

    So an address stays when somebody with a name like it comes. Plain names keep theirs, with `_`
    for a space; the others are followed by a hash.
    """
    return {name: _segment(name) for name in names}


def _segment(name: str) -> str:
    slug = escape.slug(name)
    if _PLAIN.fullmatch(name) and name.replace(" ", "-") == slug:
        return name.replace(" ", "_")
    return f"{slug}-{escape.short_hash(name)}"


def team_paths(projects: Sequence[Project]) -> Mapping[ProjectKey, str]:
    """Where the page of each project's team is, from the site's root."""
    addresses = segments(project.team.casefold() for project in projects)
    return {project.key: f"teams/{addresses[project.team.casefold()]}/" for project in projects}


def accounts_of_teams(projects: Sequence[Project]) -> Mapping[str, str]:
    """Address segments of accounts that have another name than their team, with the team's in lower case.

    Pages and feeds of such a team were once found under the account; those addresses must go on leading there.
    An account whose projects belong to several teams is not among them.
    """
    names = {project.team.casefold() for project in projects}
    found: dict[str, set[str]] = {}
    for project in projects:
        found.setdefault(project.owner.casefold(), set()).add(project.team.casefold())
    return {
        _segment(account): min(teams)
        for account, teams in sorted(found.items())
        if len(teams) == 1 and account not in names
    }


def team_names(projects: Sequence[Project]) -> Mapping[ProjectKey, str]:
    """The name of each project's team: of spellings that differ by case only, the most frequent one."""
    spellings: dict[str, Counter[str]] = {}
    for project in projects:
        spellings.setdefault(project.team.casefold(), Counter())[project.team] += 1
    names = {
        folded: min(counts, key=lambda spelling: (-counts[spelling], spelling)) for folded, counts in spellings.items()
    }
    return {project.key: names[project.team.casefold()] for project in projects}
