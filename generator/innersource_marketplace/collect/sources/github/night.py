"""What one run knows of a host: what was there before, which rules hold, and what it has decided so far."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from innersource_marketplace.collect.sources import Excluded, Failed, Outcome
from innersource_marketplace.collect.sources.github.notices import blocked, hidden
from innersource_marketplace.collect.sources.github.reading.answer import Gap
from innersource_marketplace.collect.sources.github.reading.facts import Circumstances, key_of
from innersource_marketplace.collect.sources.github.reading.repositories import (
    DISABLED,
    LASTING,
    Listed,
    may_be_shown,
    rule_against,
)
from innersource_marketplace.collect.sources.github.reading.selection import Selection
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import Defaults, Facts, ProjectKey, Provider


class Brief(NamedTuple):
    """What is needed of every known repository at the same time."""

    owner: str
    name: str
    source: str
    identity: str | None
    fingerprint: str | None


@dataclass(slots=True, kw_only=True)
class Night:
    """What one run knows. `explicit` are repositories that the catalogue names, as `owner/name` in lower case.

    `refused` counts repositories of which the token may not read everything, by what that is.
    """

    settings: GitHubSettings
    known: Mapping[ProjectKey, Facts]
    where: Circumstances
    detailed: Selection
    refreshed: Selection
    listed: Selection
    inherited: Selection
    scheme: str
    explicit: set[str]
    briefs: dict[ProjectKey, Brief] = field(default_factory=dict)
    by_identity: dict[str, ProjectKey] = field(default_factory=dict)
    defaults: Mapping[str, Defaults] = field(default_factory=dict)
    done: set[ProjectKey] = field(default_factory=set)
    withheld: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Note of each known repository what is needed of all, and let go of the rest."""
        for key, facts in self.known.items():
            if facts.provider is Provider.GITHUB:
                self.briefs[key] = Brief(facts.owner, facts.name, facts.source, facts.identity, facts.fingerprint)
                if facts.identity is not None:
                    self.by_identity[facts.identity] = key

    def key(self, listed: Listed) -> ProjectKey:
        """The key of a repository."""
        return key_of(self.where.host, listed)

    def before(self, key: ProjectKey) -> Facts | None:
        """What was known of a repository under this key."""
        return self.known.get(key) if key in self.briefs else None

    def before_of(self, listed: Listed) -> Facts | None:
        """What was known of a repository under this name or a former one."""
        former = None
        if listed.database_id is not None:
            former = self.by_identity.get(f"{self.where.host}:{listed.database_id}")
        return self.before(self.key(listed)) or (None if former is None else self.before(former))

    def follow_renames(self, lists: Iterable[Listed]) -> None:
        """An entry of the catalogue means a known repository under its new name too."""
        named = (one for one in self.briefs.values() if f"{one.owner}/{one.name}".lower() in self.explicit)
        meant = {one.identity for one in named} - {None}
        self.explicit |= {one.full_name.lower() for one in lists if f"{self.where.host}:{one.database_id}" in meant}

    def rule(self, listed: Listed) -> str | Gap | None:
        """The rule against a repository; there is none against what the catalogue names itself."""
        return None if listed.full_name.lower() in self.explicit else rule_against(listed, self.settings)

    def refusal(self, listed: Listed, key: ProjectKey) -> Outcome | None:
        """Why a repository is not collected, as an outcome, if there is one to name; visibility goes first.

        What is not known yet is no reason: see `uncertain`.
        """
        visibility = listed.visibility
        if isinstance(visibility, Gap):
            return None
        if not may_be_shown(visibility, self.settings):
            self.done.add(key)
            self.withheld += 1
            return Failed(key, hidden()) if key in self.briefs else None
        rule = self.rule(listed)
        if not isinstance(rule, str):
            return None
        self.done.add(key)
        if rule == DISABLED and key in self.briefs:
            return Failed(key, blocked())
        return Excluded(key, rule, visibility, at_once=rule in LASTING)

    def uncertain(self, listed: Listed) -> bool:
        """Whether an answer leaves open if a repository may be shown, or belongs into the catalogue."""
        return isinstance(listed.visibility, Gap) or isinstance(self.rule(listed), Gap)

    def fingerprint(self, listed: Listed) -> str:
        """Changes with a push, an edit, or what is asked for."""
        return f"{listed.state}:{self.scheme}"
