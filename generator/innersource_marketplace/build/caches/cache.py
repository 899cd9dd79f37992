"""What builds keep from night to night: results by a key of everything that they were made of.

One SQLite file a kind of result. A file may be deleted at any time: one that is missing, damaged or
of another version is made again, and an entry that is not whole counts as missing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b, sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from innersource_marketplace.errors import MarketplaceError

_TABLE: Final = "CREATE TABLE entry (name TEXT PRIMARY KEY, body BLOB NOT NULL, seal BLOB NOT NULL)"
_COMMIT_EVERY: Final = 200
_BUSY_SECONDS: Final = 60.0


class Cache:
    """An open cache. Made by `open_cache`; several processes may read and write one file at the same time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._unsaved: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The entry of this name; None if there is none, or if it is not what was put there."""
        if name in self._unsaved:
            return self._unsaved[name]
        row = self._connection.execute("SELECT body, seal FROM entry WHERE name = ?", (name,)).fetchone()
        return row[0] if row is not None and isinstance(row[0], bytes) and _seal(name, row[0]) == row[1] else None

    def put(self, name: str, body: bytes) -> None:
        """Keep an entry; others see it after `save`, or when enough of them have come together."""
        self._unsaved[name] = body
        if len(self._unsaved) >= _COMMIT_EVERY:
            self.save()

    def save(self) -> None:
        """Write what was put, in one short transaction."""
        if self._unsaved:
            rows = [(name, body, _seal(name, body)) for name, body in self._unsaved.items()]
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", rows)
            self._unsaved = {}

    def keep_only(self, names: Iterable[str]) -> None:
        """Delete every entry that has none of these names."""
        self.save()
        kept = {*names}
        gone = [(name,) for (name,) in self._connection.execute("SELECT name FROM entry") if name not in kept]
        with self._connection:
            self._connection.executemany("DELETE FROM entry WHERE name = ?", gone)

    def close(self) -> None:
        """Save, and close the file."""
        self.save()
        self._connection.close()


@contextmanager
def open_cache(path: Path) -> Iterator[Cache]:
    """Open a cache, making the file if it is missing and again if it cannot be used.

    Raises `MarketplaceError` when the file can be neither used nor replaced.
    """
    try:
        connection = _connect(path)
    except sqlite3.DatabaseError:
        try:
            path.unlink(missing_ok=True)
            connection = _connect(path)
        except (OSError, sqlite3.Error) as error:
            raise MarketplaceError(f"{path}: cannot be written ({error}). Check its permissions.") from error
    opened = Cache(connection)
    try:
        yield opened
        opened.save()
    except sqlite3.Error as error:
        raise MarketplaceError(f"{path}: cannot be used ({error}). Delete it, or make room on the disk.") from error
    finally:
        connection.close()


def join_cache(path: Path) -> Cache:
    """Open a cache that another process has opened already; to be closed by the caller."""
    return Cache(_connection(path))


def _connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    # What was deleted because it is private must not survive in free pages.
    connection.execute("PRAGMA secure_delete = ON")
    # A cache need not survive a power cut: the next build makes it again.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = _connection(path)
    try:
        if not connection.execute("SELECT sql FROM sqlite_master").fetchall():
            with connection:
                connection.execute(_TABLE)
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the cache is damaged")
        made = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
        if made != [(_TABLE,)]:
            raise sqlite3.DatabaseError("the cache is of another version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _seal(name: str, body: bytes) -> bytes:
    digest = blake2b(name.encode() + b"\0", digest_size=16)
    digest.update(body)
    return digest.digest()


def key_of(*parts: str | bytes) -> str:
    """A key of these parts, in this order; where one ends and the next begins counts too."""
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def code_version(*places: str, libraries: tuple[str, ...] = ()) -> str:
    """A hash of the code below these places of the package and of the versions of libraries.

    As part of a key it makes results of other code count as missing, without anybody having to
    raise a number. Data beside the code (word lists, tables) counts too.
    """
    package = Path(str(files("innersource_marketplace")))
    digest = sha256()
    for place in places:
        path = package / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".json", ".txt", ".html"):
                digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest() + ",".join(f"{library} {version(library)}" for library in libraries)
