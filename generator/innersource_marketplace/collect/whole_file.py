"""Files that machines hand to each other: each a database that is there whole or not at all."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from innersource_marketplace.errors import MarketplaceError, SnapshotError


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of file: how it is marked and which format it has, its tables, and what messages call it.

    `again` is what to do for another one of the kind.
    """

    application_id: int
    format: int
    tables: str
    name: str
    again: str


@contextmanager
def write_whole(path: Path, kind: Kind) -> Iterator[sqlite3.Connection]:
    """Write a file of a kind, in the place of an older one when the block ends well.

    Raises `SnapshotError` when there is no room or no permission.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(new)) as connection:
            # Until it is whole nobody reads it: no journal is needed to undo anything.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA application_id = {kind.application_id}")
            connection.execute(f"PRAGMA user_version = {kind.format}")
            connection.executescript(kind.tables)
            yield connection
            connection.commit()
        new.replace(path)
    except sqlite3.Error as error:
        raise SnapshotError(
            f"{path}: cannot be written ({error}). Check its permissions and the free space."
        ) from error
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def open_whole(path: Path, kind: Kind) -> Iterator[sqlite3.Connection]:
    """Open a file of a kind for reading. Raises `SnapshotError` when it is missing, damaged, or of another kind.

    Wrap what reads from it in `sound`.
    """
    if not path.is_file():
        raise SnapshotError(f"{path}: there is no such file. {kind.again}")
    with sound(path, kind):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with closing(connection):
        with sound(path, kind):
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if application != kind.application_id:
                raise SnapshotError(f"{path}: is not a {kind.name}. {kind.again}")
            if version != kind.format:
                raise SnapshotError(
                    f"{path}: was written by another version (format {version}, this one reads {kind.format})."
                    " Run one version of innersource-marketplace on all machines."
                )
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise ValueError("its pages are inconsistent")
        yield connection


@contextmanager
def sound(path: Path, kind: Kind) -> Iterator[None]:
    """Explain what is there, but not as this program writes it. Raises `SnapshotError`."""
    try:
        yield
    except MarketplaceError:
        raise
    except (sqlite3.Error, zlib.error, msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"{path}: is damaged ({error}). {kind.again}") from error
