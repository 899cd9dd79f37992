"""The facts of the snapshot as a mapping that reads each when it is asked for: all of them would fill the memory."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from innersource_marketplace.model import Facts, ProjectKey
from innersource_marketplace.snapshot.snapshot_file import read_only


class StoredBrief(NamedTuple):
    """What a run needs of every stored project at the same time."""

    source: str
    identity: str | None
    page: str | None
    first_seen: datetime
    part_of: ProjectKey | None = None


class KnownFacts(Mapping[ProjectKey, Facts]):
    """The stored facts of repositories by key, without projects in their folders.

    To be closed; may be used by several threads, one of them at a time.

    What is asked for is read as it is then, so that a project that was stored meanwhile gives its new facts.
    """

    def __init__(self, path: Path, decode: Callable[[bytes, str], Facts]) -> None:
        self._connection: sqlite3.Connection | None = read_only(path) if path.exists() else None
        self._decode = decode
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        """Close it where nobody did."""
        self.close()

    def __getitem__(self, key: ProjectKey) -> Facts:
        """The facts of a project. Raises `KeyError`, and `SnapshotError` where they cannot be used."""
        rows = self._rows("SELECT facts FROM project WHERE key = ? AND part_of IS NULL", (key,))
        if not rows:
            raise KeyError(key)
        return self._decode(rows[0][0], key)

    def __contains__(self, key: object) -> bool:
        """Whether a project is stored."""
        return isinstance(key, str) and bool(
            self._rows("SELECT 1 FROM project WHERE key = ? AND part_of IS NULL", (key,))
        )

    def __iter__(self) -> Iterator[ProjectKey]:
        """The keys, sorted, as they are now."""
        return iter(
            [ProjectKey(key) for (key,) in self._rows("SELECT key FROM project WHERE part_of IS NULL ORDER BY key")]
        )

    def __len__(self) -> int:
        """How many projects are stored."""
        rows = self._rows("SELECT count(*) FROM project WHERE part_of IS NULL")
        return int(rows[0][0]) if rows else 0

    def _rows(self, query: str, parameters: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        with self._lock:
            return self._connection.execute(query, parameters).fetchall()
