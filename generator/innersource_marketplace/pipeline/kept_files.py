"""What the last build wrote for each project, in a cache beside what it wrote."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innersource_marketplace.model import ProjectKey
from innersource_marketplace.pipeline.cache_file import open_cache

_COMMIT_EVERY = 500


class KeptFiles:
    """The notes of the last build and of this one. Made by `open_kept_files`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._noted = 0

    def known(self, key: ProjectKey) -> bytes | None:
        """What was noted of a project; None for a new one."""
        row = self._connection.execute("SELECT note FROM project WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def note(self, key: ProjectKey, note: bytes) -> None:
        """Note what was written for a project."""
        self._connection.execute("INSERT OR REPLACE INTO project VALUES (?, ?)", (key, note))
        self._noted += 1
        if self._noted % _COMMIT_EVERY == 0:
            self._connection.commit()

    def forget_others(self, keys: set[ProjectKey]) -> None:
        """Drop the notes of projects that are no longer there."""
        known = [str(key) for (key,) in self._connection.execute("SELECT key FROM project")]
        gone = [(key,) for key in known if key not in keys]
        self._connection.executemany("DELETE FROM project WHERE key = ?", gone)


@contextmanager
def open_kept_files(path: Path) -> Iterator[KeptFiles]:
    """Open the notes, making them if they are missing and anew if they are damaged."""
    with open_cache(path, "project (key TEXT PRIMARY KEY, note BLOB NOT NULL)") as connection:
        yield KeptFiles(connection)
