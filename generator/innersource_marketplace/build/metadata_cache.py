"""What projects say of themselves in innersource.json, read once for each version of the file."""

from contextlib import suppress
from typing import Final

import msgspec

from innersource_marketplace.build.cache import Cache, code_version, key_of
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.innersource_json import unless_unreadable
from innersource_marketplace.model import DocumentRole, FactsInBrief, Metadata
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import Snapshot

CACHE: Final = "metadata.db"
"""The file of the cache, in the folder of the build."""

_CODE: Final = ("escape.py", "limits.py", "errors.py", "model", "formats", "reference", "sandbox")

_Read = tuple[Metadata, tuple[Problem, ...]]


class MetadataReader:
    """Reads innersource.json out of a snapshot, and keeps what it has read in a cache."""

    def __init__(self, cache: Cache, snapshot: Snapshot, converter: ReadmeConverter) -> None:
        """`converter` reads what is not in the cache."""
        self._converter = converter
        self._cache = cache
        self._snapshot = snapshot
        self._version = code_version(*_CODE)
        self.used: set[str] = set()
        """The names of all entries of the cache that were asked for."""

    def read(self, facts: FactsInBrief) -> tuple[Metadata | None, tuple[Problem, ...]]:
        """What a project says, and what is wrong with it; None if it has no such file, or one that cannot be read."""
        document = facts.documents.get(DocumentRole.METADATA)
        if document is None:
            return None, ()
        where = f"{facts.key}/{document.path}"
        name = key_of(self._version, document.oid, where)
        self.used.add(name)
        kept = self._cache.get(name)
        if kept is not None:
            with suppress(msgspec.DecodeError):
                return unless_unreadable(msgspec.msgpack.decode(kept, type=_Read))
        data = self._snapshot.blob(document.oid)
        if data is None:
            return None, ()
        contents = self._converter.contents()
        read = contents.metadata(data, where)
        if not contents.late:  # what ran out of time on a busy night is tried again the next
            self._cache.put(name, msgspec.msgpack.encode(read))
        return unless_unreadable(read)
