"""What one run knows of a host: what was there before, which rules hold, and what it has decided so far."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

import msgspec

from innersource_marketplace.collect.sources import Excluded, Failed, Outcome
from innersource_marketplace.collect.sources.forge.lists import NO_ACCOUNT, NOTHING_LISTED
from innersource_marketplace.collect.sources.forge.notices import blocked, hidden, renamed_account, undecided, unlisted
from innersource_marketplace.collect.sources.forge.rules import (
    DISABLED,
    LASTING,
    Considered,
    may_be_shown,
    rule_against,
)
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.errors import SourceError, Words
from innersource_marketplace.formats.catalog.settings import HostSettings
from innersource_marketplace.model import Facts, ProjectKey, Provider, Visibility

BETWEEN = "|"
"""Between the fingerprint of git, where that reads the repository, and the state on the forge."""

_ISSUES = "~"
"""Between what is said of a repository in a fingerprint, and of its open issues."""


class Since(Enum):
    """What has changed in a repository since it was read: nothing that is known, its open issues, or the rest."""

    NOTHING = "nothing"
    ISSUES = "issues"
    REST = "rest"


def fingerprint(listed: Considered, scheme: str) -> str:
    """What is kept of the state of a repository, to be compared with the next list; `scheme` is what was asked for."""
    return f"{listed.state}:{scheme}{_ISSUES}{listed.issue_state}"


def is_of_scheme(known: str, scheme: str) -> bool:
    """Whether a fingerprint was kept when the same was asked for."""
    return known.partition(_ISSUES)[0].endswith(f":{scheme}")


class Brief(NamedTuple):
    """What is needed of every known repository at the same time."""

    owner: str
    name: str
    source: str
    identity: str | None
    fingerprint: str | None
    visibility: Visibility | None

    def is_another(self, identity: str | None) -> bool:
        """Whether a repository with this identity is another one."""
        return None not in (identity, self.identity) and identity != self.identity


class Run(msgspec.Struct, kw_only=True):
    """What one run knows. `explicit` are repositories that the catalogue names, by their paths in lower case.

    `failed` are the accounts whose lists could not be read, and `moved` tells where the repositories are of one that
    does not exist. `token_ended` is why the host does not take the token any more, if that was `token_tried`. It is
    `behind` once something that has happened on the host could not be read.
    """

    settings: HostSettings
    host: str
    provider: Provider
    known: Mapping[ProjectKey, Facts]
    explicit: set[str]
    failed: Mapping[str, SourceError] = msgspec.field(default_factory=dict)
    briefs: dict[ProjectKey, Brief] = msgspec.field(default_factory=dict)
    by_identity: dict[str, ProjectKey] = msgspec.field(default_factory=dict)
    done: set[ProjectKey] = msgspec.field(default_factory=set)
    moved: dict[str, Counter[str]] = msgspec.field(default_factory=dict)
    token_ended: SourceError | None = None
    token_tried: bool = False
    withheld: int = 0
    behind: bool = False

    def __post_init__(self) -> None:
        """Note what is needed of every known repository, and drop the rest."""
        for key, facts in self.known.items():
            if facts.provider is self.provider and facts.host == self.host:
                self.briefs[key] = Brief(
                    facts.owner, facts.name, facts.source, facts.identity, facts.fingerprint, facts.visibility
                )
                if facts.identity is not None:
                    self.by_identity[facts.identity] = key

    def before(self, key: ProjectKey, identity: str | None = None) -> Facts | None:
        """What was known of a repository under this key, or under a former one by its identity.

        One that is new under the path of another has nothing to do with it.
        """
        if key in self.briefs and self.briefs[key].is_another(identity):
            key = ProjectKey("")
        if key not in self.briefs and identity is not None:
            key = self.by_identity.get(identity, key)
        return self.known.get(key) if key in self.briefs else None

    def since(self, key: ProjectKey, listed: Considered, identity: str | None, scheme: str) -> Since:
        """What has changed in a repository since it was read: an issue that is gone, or confidential, is all by itself.

        Where the list does not tell of issues tonight, they count as they were.
        """
        known = self.briefs.get(key)
        if known is None or known.is_another(identity):
            return Since.REST
        before, _, issues = (known.fingerprint or "").rpartition(BETWEEN)[2].partition(_ISSUES)
        if before != f"{listed.state}:{scheme}":
            return Since.REST
        return Since.NOTHING if listed.issue_state in ("", issues) else Since.ISSUES

    def follow_renames(self, lists: Iterable[tuple[str, str | None]]) -> None:
        """An entry of the catalogue means a known repository under its new name too; `lists` has names, identities."""
        named = (one for one in self.briefs.values() if f"{one.owner}/{one.name}".lower() in self.explicit)
        meant = {one.identity for one in named} - {None}
        self.explicit |= {name.lower() for name, identity in lists if identity in meant}

    def failure_of(self, known: Brief, source: str) -> SourceError | None:
        """Why nothing is known of a repository of a source tonight: the list of its account could not be read.

        A host that says that an account has nothing can be asked for its repositories by name.
        """
        failure = self.failed.get(self.settings.account_of(f"{known.owner}/{known.name}") or "")
        return None if known.source != source or failure is None or failure.code in NOTHING_LISTED else failure

    def note_move(self, path: str, listed: Considered) -> None:
        """Note where a repository of an account that does not exist is now; below it, everything has its name still."""
        account = self.settings.account_of(path)
        failure = self.failed.get(account or "")
        rest = path[len(account or "") :]
        if account is None or failure is None or failure.code != NO_ACCOUNT or not listed.path.endswith(rest):
            return
        if may_be_shown(listed.visibility, self.settings):
            self.moved.setdefault(account, Counter())[listed.path.removesuffix(rest)] += 1

    def failed_accounts(self) -> Iterator[Failed]:
        """One outcome for each account whose list could not be read; one that was renamed is said to be."""
        for account, error in sorted(self.failed.items()):
            ((now, _),) = self.moved.get(account, Counter({"": 0})).most_common(1)
            yield Failed(ProjectKey(f"{self.host}/{account}"), renamed_account(error, now) if now else error)

    def left(self, path: str, error: SourceError) -> SourceError:
        """Why a repository is gone that was asked for by its name; less sure where all of its account is."""
        return unlisted() if (self.settings.account_of(path) or "") in self.failed else error

    def must_fail(self, source: str) -> SourceError | None:
        """Why there is nothing to collect: no list could be read, and nothing can be asked for by name."""
        if not self.failed or len(self.failed) < len(self.settings.accounts) or self.explicit:
            return None
        silent = any(error.code in NOTHING_LISTED for error in self.failed.values())
        if silent and any(one.source == source for one in self.briefs.values()):
            return None
        return next(iter(self.failed.values()))

    def may_be_named(self, listed: Considered, key: ProjectKey) -> bool:
        """Whether another machine may get the name of a repository."""
        return (
            may_be_shown(listed.visibility, self.settings) or key in self.briefs or listed.path.lower() in self.explicit
        )

    def named(self, outcomes: Iterator[Outcome], kept: Iterable[tuple[ProjectKey, Considered]]) -> Iterator[Outcome]:
        """Pass on outcomes; a failure of what may not be named becomes one of its account, once.

        `kept` are the repositories that are read. Of what nobody is known to see, not even a log has the name.
        """
        hidden_keys = {key for key, one in kept if not self.may_be_named(one, key)}
        said = set[ProjectKey]()
        for outcome in outcomes:
            if not isinstance(outcome, Failed) or outcome.key not in hidden_keys:
                yield outcome
                continue
            account = self.settings.account_of(outcome.key.removeprefix(f"{self.host}/")) or ""
            if (key := ProjectKey(f"{self.host}/{account}")) not in said:
                said.add(key)
                yield Failed(key, undecided())

    def rule(self, listed: Considered) -> Words | Gap | None:
        """The rule against a repository; there is none against what the catalogue names itself."""
        return None if listed.path.lower() in self.explicit else rule_against(listed, self.settings)

    def refusal(self, listed: Considered, key: ProjectKey) -> Outcome | None:
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
        if rule is None or isinstance(rule, Gap):
            return None
        self.done.add(key)
        if rule == DISABLED and key in self.briefs:
            return Failed(key, blocked())
        return Excluded(key, rule, visibility, at_once=rule in LASTING)

    def is_open(self, listed: Considered) -> bool:
        """Whether a repository that may be shown is listed if it has a metadata file, which its list does not say."""
        shown = may_be_shown(listed.visibility, self.settings)
        return shown and self.settings.all_with_metadata and isinstance(self.rule(listed), Gap)

    def uncertain(self, listed: Considered) -> bool:
        """Whether an answer leaves open if a repository may be shown, or belongs into the catalogue."""
        return isinstance(listed.visibility, Gap) or isinstance(self.rule(listed), Gap)
