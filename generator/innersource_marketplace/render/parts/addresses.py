"""Addresses for names that people chose: each a segment of its own, however alike the names are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from innersource_marketplace import escape
from innersource_marketplace.model import Project, ProjectKey

_PLAIN = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")
_LIKE_HASHED = re.compile(r".*-[0-9a-f]{8}")
"""What a name with a hash ends like: a plain name of that kind gets a hash too, or it would be the other's address."""


def segments(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name a path segment of its own, which depends on nothing but the name.

    So an address stays when somebody with a name like it comes. Plain names keep theirs, with `_`
    for a space; the others are followed by a hash. Names that somebody chose to have the same hash, as can be done
    with some patience, have a longer one.
    """
    found = {name: _segment(name) for name in names}
    shared = Counter(found.values())
    return {
        name: segment if shared[segment] == 1 else f"{segment}{_long_hash(name)}" for name, segment in found.items()
    }


def _segment(name: str) -> str:
    slug = escape.slug(name)
    if _PLAIN.fullmatch(name) and name.replace(" ", "-") == slug and not _LIKE_HASHED.fullmatch(slug):
        return name.replace(" ", "_")
    return f"{slug}-{escape.short_hash(name)}"


def _long_hash(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[8:40]


def team_segments(projects: Iterable[Project]) -> Mapping[str, str]:
    """The path segment of each team, by its name in lower case."""
    return segments({project.team.casefold(): None for project in projects})


def team_paths(projects: Sequence[Project]) -> Mapping[ProjectKey, str]:
    """Where the page of each project's team is, from the site's root."""
    addresses = team_segments(projects)
    return {project.key: f"teams/{addresses[project.team.casefold()]}/" for project in projects}


def accounts_of_teams(projects: Sequence[Project]) -> Mapping[str, str]:
    """Address segments of accounts that have another name than their team, with the team's in lower case.

    Pages and feeds of such a team were once found under the account; those addresses must go on leading there.
    An account whose projects belong to several teams is not among them, nor one whose address a team has.
    """
    found: dict[str, set[str]] = {}
    for project in projects:
        found.setdefault(project.owner.casefold(), set()).add(project.team.casefold())
    former = segments(sorted(found))
    present = set(team_segments(projects).values())
    return {
        former[account]: min(teams)
        for account, teams in sorted(found.items())
        if len(teams) == 1 and former[account] not in present
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
