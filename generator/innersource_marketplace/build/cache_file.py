"""A cache in one file: it may be deleted at any time, and one that cannot be read is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from innersource_marketplace.errors import MarketplaceError


@contextmanager
def open_cache(path: Path, table: str) -> Iterator[sqlite3.Connection]:
    """Open a cache with one table, given as SQL writes it: `name (column …, …)`.

    What was written is kept when the block ends well. Raises `MarketplaceError` when the file can
    be neither used nor replaced.
    """
    try:
        connection = _connect(path, table)
    except sqlite3.DatabaseError:
        try:
            path.unlink()
            connection = _connect(path, table)
        except (OSError, sqlite3.Error) as error:
            raise MarketplaceError(f"{path}: cannot be written ({error}). Check its permissions.") from error
    try:
        yield connection
        connection.commit()
    except (sqlite3.Error, msgspec.DecodeError) as error:
        raise MarketplaceError(f"{path}: cannot be used ({error}). Delete it, or make room on the disk.") from error
    finally:
        connection.close()


def read_cache(path: Path) -> sqlite3.Connection:
    """Open a cache that is there, to read what others write to it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _connect(path: Path, table: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        # A cache need not survive a power cut; the next build makes it anew.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the cache is damaged")
        made = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
        if made != [(f"CREATE TABLE {table}",)]:
            raise sqlite3.DatabaseError("the cache is of another version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
