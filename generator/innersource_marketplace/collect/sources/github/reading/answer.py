"""What an answer says of one repository, and what it does not say.

A value of null may mean that there is nothing, or that the host could not read it; a field that is not in
the answer was not asked for. Only the first is a fact. The other two are a `Gap`, which never removes,
empties or judges anything: what was known before stays.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from innersource_marketplace.collect.sources.forge.json_values import mapping
from innersource_marketplace.collect.sources.gap import Gap

Value = TypeVar("Value")

Path = tuple[str, ...]
"""Names of fields and positions in lists, from the repository on."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an answer that is about one repository.

    `errors` are the paths that the host could not read, `refused` those that the token may not read.
    `complaints` are the errors in words.
    """

    node: Mapping[str, object]
    errors: tuple[Path, ...] = ()
    refused: tuple[Path, ...] = ()
    complaints: tuple[str, ...] = ()

    def gap(self, *path: str) -> Gap | None:
        """Why nothing can be concluded from the value at this path; None where it says what there is.

        An error below a value spoils it as well, for hosts put null where an inner value is missing.
        """
        if any(_overlap(path, error) for error in (*self.errors, *self.refused)):
            return Gap.UNREAD
        value: Mapping[str, object] | None = self.node
        for name in path:
            if value is None:
                return None  # what it would be part of does not exist
            if name not in value:
                return Gap.NOT_ASKED
            value = mapping(value[name])
        return None

    def take(
        self, decode: Callable[[Mapping[str, object]], Value], before: Value, *path: str, nullable: bool = True
    ) -> Value:
        """The value that `decode` reads from what is at `path`, or the one from before where there is a gap.

        Without `nullable` the host always has such a value: None counts as not read.
        """
        if self.gap(*path) is not None:
            return before
        value = decode(self.node)
        return before if value is None and not nullable else value

    def refuses(self, *path: str) -> bool:
        """Whether the token may not read what is at a path."""
        return any(_overlap(path, refused) for refused in self.refused)


def _overlap(path: Path, error: Path) -> bool:
    shared = min(len(path), len(error))
    return path[:shared] == error[:shared]


def below(errors: Iterable[Path], *path: str) -> tuple[Path, ...]:
    """The errors that concern a path, as seen from there; one that struck above it has the empty path."""
    return tuple(error[len(path) :] for error in errors if _overlap(path, error))
