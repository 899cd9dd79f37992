"""What became of each repository that the last run looked at."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from innersource_marketplace.errors import Problem, Words
from innersource_marketplace.model.project import Expiry, Project
from innersource_marketplace.model.repository import FactsInBrief
from innersource_marketplace.model.vocabulary import ProjectKey


class Rule(StrEnum):
    """What decided about a repository."""

    ENTRY = "entry"
    SOURCE = "source"
    WORDS = "words"
    OPTED_OUT = "opted-out"
    EXCLUDED = "excluded"
    UNREAD = "unread"
    EXPIRED = "expired"


class Considered(msgspec.Struct, frozen=True, kw_only=True):
    """A repository that the last run looked at, and what became of it.

    `project` is None where it is not listed; `facts` are None where nothing was kept of it.
    `said` is the source's name, or, of what a rule left out, the rule in words. `expiry` is set of
    what is hidden for being quiet. `tried_at` is None
    where nothing is ever read: the catalogue's words are all there is.
    """

    key: ProjectKey
    rule: Rule
    said: Words
    project: Project | None = None
    facts: FactsInBrief | None = None
    tried_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    expiry: Expiry | None = None


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """What the snapshot knows of the run that filled it; `sources` as the report keeps them."""

    started_at: datetime
    seconds: float | None
    withheld: int | None
    sources: Mapping[str, Mapping[str, object]]


def repository_of(where: str, keys: Iterable[ProjectKey] | Mapping[ProjectKey, object]) -> ProjectKey | None:
    """The repository that a problem is about: `where` is its key, or a path below its key."""
    known = keys if isinstance(keys, Mapping | set | frozenset) else frozenset(keys)
    parts = where.split("/")
    for end in range(len(parts), 2, -1):
        key = ProjectKey("/".join(parts[:end]))
        if key in known:
            return key
    return None


def last_run(found: tuple[datetime, Mapping[str, object]] | None) -> LastRun | None:
    """Read the stored report of a run; what an older version did not store is unknown."""
    if found is None:
        return None
    started_at, report = found
    seconds, withheld, sources = report.get("seconds"), report.get("withheld"), report.get("sources")
    return LastRun(
        started_at=started_at,
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        withheld=withheld if isinstance(withheld, int) else None,
        sources={
            name: result
            for name, result in sorted((sources if isinstance(sources, Mapping) else {}).items())
            if isinstance(result, Mapping)
        },
    )
