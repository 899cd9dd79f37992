"""What a build notes for the next one, by name, in a cache beside what it writes.

A note is believed only if it is whole: each carries a seal over its name and content.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from innersource_marketplace.build.cache_file import open_cache, read_cache

_COMMIT_EVERY = 500


class Notes:
    """The notes of the last build and of this one. Made by `open_notes` and `read_notes`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._noted = 0

    def known(self, name: str) -> bytes | None:
        """What was noted under a name; None if nothing was, or somebody has changed it since."""
        row = self._connection.execute("SELECT body, seal FROM note WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row is not None and _seal(name, row[0]) == row[1] else None

    def has(self, name: str) -> bool:
        """Say whether something was noted under a name, whole or not; quicker than to look."""
        return self._connection.execute("SELECT 1 FROM note WHERE name = ?", (name,)).fetchone() is not None

    def note(self, name: str, body: bytes) -> None:
        """Note something for the next build."""
        self._connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", (name, body, _seal(name, body)))
        self._noted += 1
        if self._noted % _COMMIT_EVERY == 0:
            self._connection.commit()

    def close(self) -> None:
        """Let go of the file; only for notes that were opened to be read."""
        self._connection.close()

    def commit(self) -> None:
        """Let other processes see what was noted."""
        self._connection.commit()

    def forget_others(self, names: set[str]) -> None:
        """Drop what has none of these names, and let other processes see the rest."""
        known = [str(name) for (name,) in self._connection.execute("SELECT name FROM note")]
        gone = [(name,) for name in known if name not in names]
        self._connection.executemany("DELETE FROM note WHERE name = ?", gone)
        self._connection.commit()


def _seal(name: str, body: object) -> bytes:
    return sha256(name.encode() + b"\0" + body).digest() if isinstance(body, bytes) else b""


@contextmanager
def open_notes(path: Path) -> Iterator[Notes]:
    """Open the notes, making them if they are missing and anew if they are damaged."""
    with open_cache(path, "note (name TEXT PRIMARY KEY, body BLOB NOT NULL, seal BLOB NOT NULL)") as connection:
        yield Notes(connection)


def read_notes(path: Path) -> Notes:
    """Open notes that another process has made, to read from them."""
    return Notes(read_cache(path))
