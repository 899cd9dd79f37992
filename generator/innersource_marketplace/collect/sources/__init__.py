"""Where projects come from: one module a provider, behind one small protocol.

A source yields raw facts; it never scores, renders or stores. It owns its concurrency and its
retries; what it cannot get becomes an outcome, never an exception, except where the whole listing
failed: then `collect` raises `SourceError` before the first outcome.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import msgspec

from innersource_marketplace.errors import MarketplaceError, Problem, SourceError, Words, sentence
from innersource_marketplace.model import Collected, Facts, HostTeam, ProjectKey, Visibility

NO_COMMITS = "It has no commits yet. Push the first one."
"""The rule that leaves out a repository that nobody has pushed to."""


EXPLICIT = "catalog.yml projects"
"""The source of what the catalogue names itself, where no other source collects it."""

MOVED = "moved"
"""The code of a known repository that is in none of the accounts of its source any more; another source may list it."""

UNLISTED = "unlisted"
"""The code of what is not found, like all else of its account: an account that was emptied looks like that, and a
token that lost its rights."""

CATALOG_SOURCES = frozenset({EXPLICIT, "catalog.yml"})
"""Sources whose list is the catalogue itself, so that what is missing was taken out by hand."""


class Planned(msgspec.Struct, frozen=True):
    """How many outcomes of repositories will follow; comes first, and again when more turn up."""

    total: int


class Unchanged(msgspec.Struct, frozen=True):
    """The repository was reached, and nothing that is stored has changed."""

    key: ProjectKey


class InFolder(msgspec.Struct, frozen=True):
    """A project in a folder of a repository, as it was read with the repository."""

    collected: Collected
    problems: tuple[Problem, ...] = ()


class Changed(msgspec.Struct, frozen=True):
    """New facts. `problems` are what could not be read; with `problems_stay`, what was said before still holds.

    Facts `in_part` are partly those of an earlier night, for not everything could be read. `folders` are all projects
    in folders of the repository; None where nobody looked, so that those that are known stay.
    """

    collected: Collected
    problems: tuple[Problem, ...] = ()
    problems_stay: bool = False
    in_part: bool = False
    folders: tuple[InFolder, ...] | None = None


class Failed(msgspec.Struct, frozen=True):
    """The repository is listed here but could not be collected this time."""

    key: ProjectKey
    error: SourceError


class Excluded(msgspec.Struct, frozen=True):
    """The repository was considered and left out by a rule, in words a person can act on.

    `visibility` is who may see it on its host; None where the host has no such thing. `at_once`: the catalogue
    alone says so, so that no fault of a host can be behind it.
    """

    key: ProjectKey
    rule: Words
    visibility: Visibility | None = None
    at_once: bool = False


class Withheld(msgspec.Struct, frozen=True):
    """How many repositories the visibility policy left out. Their names are not reported."""

    count: int


class Noticed(msgspec.Struct, frozen=True):
    """Something about the source itself that a person should know, while its repositories go on."""

    problem: Problem


class TeamsRead(msgspec.Struct, frozen=True):
    """The teams of an organization, `host/login`, with everybody in them; None where they could not be read."""

    account: str
    teams: tuple[HostTeam, ...] | None


class Remembered(msgspec.Struct, frozen=True):
    """What a source wants to know again the next night, under a name of its own."""

    name: str
    data: bytes


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What a source's run cost; comes last. `points` are the host's own unit, `waited` is seconds."""

    requests: int
    points: int
    waited: float


Outcome = Planned | Unchanged | Changed | Failed | Excluded | Withheld | Noticed | TeamsRead | Remembered | Spent


class Source(Protocol):
    """One configured place that repositories come from."""

    @property
    def name(self) -> str:
        """What messages and the snapshot call this source; stable between runs."""

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield one outcome a repository, in any order.

        `known` holds the stored facts of the last good run, for telling what is unchanged;
        `full` asks to collect everything again.
        """


class Lister(Source, Protocol):
    """A source whose list costs something, so that one machine may read it for several."""

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the list, and write it down for the same source elsewhere. Raises `SourceError`."""


def outcome_key(outcome: Outcome) -> ProjectKey | None:
    """The repository that an outcome is about; None for what is about the whole source."""
    match outcome:
        case Changed(collected):
            return collected.facts.key
        case Unchanged() | Failed() | Excluded():
            return outcome.key
        case _:
            return None


def internal(error: Exception, path: str) -> SourceError:
    """A fault of ours while something is collected, as a failure of that alone."""
    reason = sentence("{fault} while collecting {path}", fault=type(error).__name__, path=path)
    return SourceError("internal", reason, "This is a bug in the marketplace. Please report it.")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """The boundary around a source: a fault of ours, such as at an answer that nobody thought of, ends no other one.

    Raises `SourceError` in its place.
    """
    try:
        yield
    except (MarketplaceError, OSError):
        raise
    except Exception as error:
        raise internal(error, name) from error


def outcomes_of(source: Source, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
    """What a source yields, within its boundary; see `alone`."""
    with alone(source.name):
        yield from source.collect(known, full=full)
