"""What projects say of themselves in innersource.json, read once for each version of the file."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from innersource_marketplace.build.cache import Notes, open_notes
from innersource_marketplace.build.program import program_version
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.model import DocumentRole, FactsInBrief, Metadata
from innersource_marketplace.snapshot.store import Snapshot

_Read = tuple[Metadata, tuple[Problem, ...]]


class StatedWords:
    """Reads innersource.json out of a snapshot. Made by `open_stated_words`."""

    def __init__(self, notes: Notes, snapshot: Snapshot) -> None:
        self._notes = notes
        self._snapshot = snapshot
        self._used: set[str] = set()

    def of(self, facts: FactsInBrief) -> tuple[Metadata | None, tuple[Problem, ...]]:
        """What a project says, and what is wrong with it; None if it has no such file, or one that cannot be read."""
        document = facts.documents.get(DocumentRole.METADATA)
        if document is None:
            return None, ()
        where = f"{facts.key}/{document.path}"
        name = sha256("\0".join((program_version(), document.oid, where)).encode()).hexdigest()
        self._used.add(name)
        noted = self._notes.known(name)
        if noted is not None:
            known: _Read = msgspec.msgpack.decode(noted, type=_Read)
            return _unless_unreadable(known)
        data = self._snapshot.blob(document.oid)
        if data is None:
            return None, ()
        read = read_metadata(data, where)
        with suppress(UnicodeEncodeError):  # a pointer may repeat a key that is no text: read again next time
            self._notes.note(name, msgspec.msgpack.encode(read))
        return _unless_unreadable(read)

    def forget_others(self) -> None:
        """Drop what was read of files that nobody asked for."""
        self._notes.forget_others(self._used)


def _unless_unreadable(read: _Read) -> tuple[Metadata | None, tuple[Problem, ...]]:
    """None in the place of nothing at all, where an error of the file as a whole is why."""
    metadata, problems = read
    unreadable = any(problem.severity is Severity.ERROR and not problem.pointer for problem in problems)
    return (None if unreadable and metadata == Metadata() else metadata), problems


@contextmanager
def open_stated_words(work: Path, snapshot: Snapshot) -> Iterator[StatedWords]:
    """Open what earlier builds have read, in the folder of the build."""
    with open_notes(work / "stated.db") as notes:
        yield StatedWords(notes, snapshot)
