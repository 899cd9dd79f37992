"""A folder of repositories on this machine, which may be away, and in which not everything is followed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from innersource_marketplace.collect.sources import Noticed, Outcome
from innersource_marketplace.collect.sources.git.remote import linked_in
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import Problem, Severity, SourceError, first_named, sentence
from innersource_marketplace.escape import log_words
from innersource_marketplace.model import Facts, ProjectKey

_LINKS_NAMED = 5


class FolderGuard(msgspec.Struct, frozen=True):
    """A git source whose local folder may be away (not mounted, not copied yet); None if it has none.

    An absent folder that held several repositories says nothing about any of them, so the whole
    source fails and everything known of it stays; a single absent repository is its own problem.
    `tells` is whether this machine tells of the folder, where several share the repositories in it.
    """

    source: GitSource
    folder: Path | None
    tells: bool = True

    @property
    def name(self) -> str:
        """The name of the source."""
        return self.source.name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """As the git source does; raises `SourceError` when the folder is away."""
        held = sum(1 for facts in known.values() if facts.source == self.name)
        if self.folder is not None and held > 1 and not self.folder.is_dir():
            raise SourceError(
                "missing",
                "the folder of repositories does not exist; its projects were not changed",
                "Check the path in catalog.yml, and that the folder is mounted.",
            )
        linked = linked_in(self.folder) if self.folder is not None and self.tells else ()
        if linked:
            yield Noticed(_not_followed(self.name, linked))
        yield from self.source.collect(known, full=full)


def _not_followed(source: str, linked: tuple[str, ...]) -> Problem:
    return Problem(
        where=source,
        severity=Severity.WARNING,
        code="linked-folder",
        message=log_words(
            sentence(
                "{paths}: symbolic links, which are not followed, so nothing behind them is listed",
                paths=first_named(linked, _LINKS_NAMED),
            )
        ),
        fix="Name the folders that they lead to as sources of their own.",
    )
