"""What projects say of themselves in their metadata files, read once for each version of a file."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec

from innersource_marketplace.build.caches.cache import Cache, code_version, key_of
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.metadata_files import About, Described
from innersource_marketplace.formats.metadata_files.combined import read_files
from innersource_marketplace.model import (
    ONLY_METADATA,
    Document,
    DocumentRole,
    FactsInBrief,
    Metadata,
    MetadataOrder,
)
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import Snapshot

CACHE: Final = "metadata.db"
"""The file of the cache, in the folder of the build."""

_CODE: Final = ("escape.py", "limits.py", "errors.py", "model", "formats", "reference", "sandbox")

_Read = tuple[Described | None, tuple[Problem, ...]]


class Said(NamedTuple):
    """What a project says, and what is wrong with it; `metadata` is None if it has no file that can be read.

    `kept` are names of entries of the cache with what exports need of a file, by its role.
    """

    metadata: Metadata | None
    problems: tuple[Problem, ...]
    kept: Mapping[DocumentRole, str]


class MetadataReader:
    """Reads metadata files out of a snapshot, and keeps what it has read in a cache."""

    def __init__(
        self, cache: Cache, snapshot: Snapshot, converter: ReadmeConverter, counted: Mapping[str, MetadataOrder]
    ) -> None:
        """`converter` reads what is not in the cache; `counted` are the files that count, by the name of a source."""
        self._converter = converter
        self._cache = cache
        self._snapshot = snapshot
        self._counted = counted
        self._version = code_version(*_CODE)
        self.used: set[str] = set()
        """The names of all entries of the cache that were asked for."""

    def counted(self, facts: FactsInBrief) -> MetadataOrder:
        """The files that count in a repository, the most trusted first."""
        return self._counted.get(facts.source, ONLY_METADATA)

    def read(self, facts: FactsInBrief) -> Said:
        """Read all files of a project that count."""
        contents = self._converter.contents()
        names: dict[DocumentRole, str] = {}

        def read(role: DocumentRole, document: Document, where: str, about: About) -> _Read:
            name = names[role] = key_of(self._version, document.oid, where, about.url or "")
            self.used.add(name)
            found = _decoded(self._cache.get(name))
            if found is not None:
                return found
            data = self._snapshot.blob(document.oid)
            if data is None:
                return None, ()
            found = contents.described(role, data, where, about)
            if not contents.late:  # what ran out of time on a busy night is tried again the next
                self._cache.put(name, msgspec.msgpack.encode(found))
            return found

        said = read_files(facts, self.counted(facts), read)
        kept = {file.role: names[file.role] for file in said.files if file.described.kept}
        return Said(said.metadata, said.problems, kept)


def kept_documents(cache: Cache, names: Mapping[DocumentRole, str]) -> dict[DocumentRole, Mapping[str, object]]:
    """What exports need of the files of a project, by role; `names` are the entries of the cache."""
    found: dict[DocumentRole, Mapping[str, object]] = {}
    for role, name in names.items():
        read = _decoded(cache.get(name))
        document = None if read is None or read[0] is None else msgspec.json.decode(read[0].kept)
        if isinstance(document, dict):
            found[role] = document
    return found


def _decoded(body: bytes | None) -> _Read | None:
    if body is not None:
        with suppress(msgspec.DecodeError):
            read: _Read = msgspec.msgpack.decode(body, type=_Read)
            return read
    return None
