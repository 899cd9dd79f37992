"""What a forge provides beside git, and what is the same for all of them.

A forge knows three things: which repositories there are and who may see them (`Listed`), what people
do there (`Reported`), and who is in which team. Everything inside a repository is git, which
`sources.git` reads. So a provider implements `Forge`, and `ForgeSource` makes a source of it: rules,
visibility, what has changed, rotation, shares of several machines, removals, problems. Facts that a
forge does not tell are None: unknown is not zero.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.collect.sources import Outcome
from innersource_marketplace.collect.sources.forge.rules import Considered
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.errors import Problem, SourceError
from innersource_marketplace.limits import LIST_ITEMS, TAG_CHARACTERS
from innersource_marketplace.model import Facts, ObjectId, ProjectKey

_REPORTED = (
    "visibility",
    "identity",
    "description",
    "homepage",
    "topics",
    "archived",
    "template",
    "fork_of",
    "forking_allowed",
    "discussions",
    "stars",
    "forks",
    "subscribers",
    "open_issues",
    "issues",
    "opened_issues",
    "pull_requests",
    "checks_pass",
)
"""The facts that a forge tells, in place of whatever was known of them."""

_ALWAYS = frozenset(
    {
        *("forking_allowed", "stars", "forks", "subscribers", "open_issues", "issues", "opened_issues"),
        *("pull_requests", "created_at", "releases", "release_count"),
    }
)
"""Of these, the ones that a forge that tells them always tells: none is one that could not be read."""

_REPORTED_IF_ANY = ("created_at", "releases", "release_count")
"""Facts that git knows too, in its own way: what the forge says goes first, if it says anything."""


class Listed(Considered, frozen=True, kw_only=True):
    """What the list of a forge tells of a repository.

    `identity` stays the same when it moves. `disabled` is set for one that is marked for deletion too.
    `shown_issues` and `shown_requests` say whether whoever may see the repository may see these too,
    `forkable` whether they may fork it; None where the forge does not say. `stars`, `forks` and `subscribers` change
    without a trace in `state`. In a `quiet` repository nothing happened in issues and requests since they were read.
    """

    identity: str | None = None
    empty: bool = False
    head: ObjectId | None = None
    shown_issues: bool | None = None
    shown_requests: bool | None = None
    forkable: bool | None = None
    fork_of: str | None = None
    stars: int | None = None
    forks: int | None = None
    subscribers: int | None = None
    quiet: bool = False

    def key(self, host: str) -> ProjectKey:
        """The project key, `host/owner/name`."""
        return ProjectKey(f"{host}/{self.path}")

    def completed(self, other: "Listed") -> "Listed":
        """The same, with what another answer about the repository says where this one was not asked."""
        names = ("visibility", "archived", "fork", "template", "disabled", "topics", "has_metadata")
        unsaid = ("shown_issues", "shown_requests", "forkable", "fork_of")
        missing = [name for name in names if getattr(self, name) is Gap.NOT_ASKED]
        missing += [name for name in unsaid if getattr(self, name) is None]
        return replace(self, **{name: getattr(other, name) for name in missing})


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The repositories of a group or user; `counted` is how many the host says there are, if it does."""

    repositories: tuple[Listed, ...]
    counted: int | None = None


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """What a forge reported of one repository: `facts` has what `with_reported` takes from it, and nothing else counts.

    `listed` is the repository as it is now, which may be less visible than when it was listed. `error`
    says why nothing came; `problems` are parts that did not come.
    """

    asked: Listed
    listed: Listed | None = None
    facts: Facts | None = None
    error: SourceError | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def now(self) -> Listed:
        """The repository as it is now, with what the list says where this answer was not asked."""
        return self.asked if self.listed is None else self.listed.completed(self.asked)


class _Everything:
    def __contains__(self, path: object) -> bool:
        return True


ALL_ACTIVE: Container[str] = _Everything()
"""All repositories there are."""


class Forge(Protocol):
    """One server as one identity. Methods that ask raise `SourceError`, and leave retries and waiting to themselves."""

    @property
    def requests(self) -> int:
        """How many requests were sent."""

    @property
    def points(self) -> int:
        """What they cost, in the host's own unit."""

    @property
    def waited(self) -> float:
        """Seconds that the run was held by pauses."""

    @property
    def scheme(self) -> str:
        """Changes with what is asked for, so that what was not asked for before is read again."""

    @property
    def follows_activity(self) -> bool:
        """Whether it can tell which repositories of an owner were active; see `active_since`."""

    def open(self) -> None:
        """Learn what the server can do, before anything else is asked."""

    def list_account(self, account: str) -> Account:
        """Everything that a group with all groups in it, or a user, has: whole, or an error."""

    def has_metadata(self, listed: Listed) -> bool | Gap:
        """Whether a repository has a metadata file that counts, where its list did not say."""

    def look_up(self, wanted: Sequence[Listed]) -> Iterator[Reported]:
        """Look for repositories that no list has: by identity where that is known, by path otherwise.

        Only `listed` or `error` is set. `error.gone` may be set only where the host itself says that there
        is no such repository for this token.
        """

    def tell(self, wanted: Sequence[Listed], known: Mapping[ProjectKey, Facts]) -> Iterator[Reported]:
        """Read what people do in repositories, one `Reported` each, in any order; `known` is from before."""

    def active_since(self, owners: Collection[str], since: datetime, most: int) -> Container[str] | None:
        """The repositories of some owners in whose issues or requests something happened, by paths in lower case.

        `ALL_ACTIVE` where `most` requests do not tell of all of them, None where that cannot be found out.
        """

    def read_teams(self, failed: Collection[str]) -> Iterator[Outcome]:
        """Who is in which team, where the catalogue asks; `failed` are the accounts that could not be listed."""

    def close(self) -> None:
        """Give the connections back."""


def filled(reported: Facts, known: Facts | None, listed: Listed, *, whole: bool) -> tuple[Facts, tuple[str, ...]]:
    """What a forge reported, with what was known before in place of what could not be read, and the names of that.

    Of a `whole` answer that is what no forge leaves out, for a null there is no fact. What must not be shown to
    everybody any more is not kept.
    """
    if known is None:
        return reported, ()
    hidden = {
        *(("issues", "opened_issues", "open_issues") if listed.shown_issues is not True else ()),
        *(("pull_requests",) if listed.shown_requests is not True else ()),
    }
    names = _ALWAYS if whole else {*_REPORTED, *_REPORTED_IF_ANY}
    missing = sorted(
        name for name in names - hidden if getattr(reported, name) is None and getattr(known, name) is not None
    )
    return replace(reported, **{name: getattr(known, name) for name in missing}), tuple(missing)


def with_numbers(facts: Facts, listed: Listed) -> Facts:
    """The facts of a repository, with the numbers of the list, where it has them."""
    numbers = {name: getattr(listed, name) for name in ("stars", "forks", "subscribers")}
    return replace(facts, **{name: number for name, number in numbers.items() if number is not None})


def topics_of(listed: Listed) -> tuple[str, ...]:
    """The topics of a repository, as text."""
    raw = () if isinstance(listed.topics, Gap) else listed.topics
    return tuple(sorted({topic for one in raw if (topic := escape.plain(one, TAG_CHARACTERS))}))[:LIST_ITEMS]


def with_reported(facts: Facts, reported: Facts) -> Facts:
    """The facts of a repository, from git or of before, with what its forge reported."""
    further = {name: getattr(reported, name) for name in _REPORTED}
    further |= {name: value for name in _REPORTED_IF_ANY if (value := getattr(reported, name))}
    return replace(facts, **further)


def unshared(known: Facts) -> Facts:
    """The facts less those that depend on what may be shown."""
    return replace(known, issues=None, opened_issues=None, open_issues=None, pull_requests=None)
