"""Which repositories have a metadata file, where the list does not say: asked once for each state of a repository."""

from collections.abc import Callable, Collection

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.forge import Listed
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.escape import short_hash
from innersource_marketplace.model import DocumentRole, Facts


class MetadataFiles(msgspec.Struct):
    """What is known of the files of this night and the last.

    `ask` asks about one repository; files with one of the `roles` count. `noted` is what `note` wrote in the last
    night: which had none.
    """

    ask: Callable[[Listed], bool | Gap]
    roles: Collection[DocumentRole]
    noted: bytes
    without: set[str] = msgspec.field(default_factory=set)
    _before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Read what was noted."""
        self._before = frozenset(self.noted.decode("ascii", "replace").split())

    def told(self, listed: Listed, known: Facts | None) -> Listed:
        """A repository, knowing whether it has such a file. `known` are its facts, if it has not changed since."""
        if listed.has_metadata is not Gap.NOT_ASKED or listed.empty:
            return listed
        mark = short_hash(f"{listed.path} {listed.state}")
        if known is not None:
            found: bool | Gap = any(role in known.documents for role in self.roles)
        else:
            found = False if mark in self._before else self.ask(listed)
        if found is False:
            self.without.add(mark)
        return replace(listed, has_metadata=found)

    def note(self) -> bytes:
        """What to remember for the next night."""
        return " ".join(sorted(self.without)).encode()
