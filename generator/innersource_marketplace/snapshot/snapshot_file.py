"""The file of a snapshot: its tables, how older ones are brought up to date, and what its faults mean."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import msgspec

from innersource_marketplace.errors import SnapshotError
from innersource_marketplace.snapshot.departures import TABLES

_MIGRATIONS = (
    """
    CREATE TABLE project (
        key TEXT PRIMARY KEY,
        page TEXT UNIQUE,
        source TEXT NOT NULL,
        identity TEXT,
        facts BLOB NOT NULL,
        first_seen TEXT NOT NULL,
        collected_at TEXT NOT NULL,
        failing_since TEXT,
        failure_code TEXT,
        failure_message TEXT,
        failure_fix TEXT
    );
    CREATE TABLE blob (oid TEXT PRIMARY KEY, data BLOB NOT NULL);
    CREATE TABLE project_blob (
        key TEXT NOT NULL REFERENCES project (key) ON DELETE CASCADE ON UPDATE CASCADE,
        oid TEXT NOT NULL,
        PRIMARY KEY (key, oid)
    ) WITHOUT ROWID;
    CREATE TABLE redirect (page TEXT PRIMARY KEY, key TEXT NOT NULL);
    CREATE TABLE problem (
        position INTEGER PRIMARY KEY,
        key TEXT REFERENCES project (key) ON DELETE CASCADE ON UPDATE CASCADE,
        body BLOB NOT NULL
    );
    CREATE TABLE excluded (key TEXT PRIMARY KEY, rule TEXT NOT NULL);
    CREATE TABLE run (started_at TEXT PRIMARY KEY, finished_at TEXT, report BLOB NOT NULL);
    CREATE TABLE daily (day TEXT PRIMARY KEY, figures BLOB NOT NULL);
    """,
    """
    CREATE TABLE team (
        account TEXT NOT NULL,
        slug TEXT NOT NULL,
        name TEXT NOT NULL,
        part_of TEXT,
        PRIMARY KEY (account, slug)
    ) WITHOUT ROWID;
    CREATE TABLE membership (
        account TEXT NOT NULL,
        slug TEXT NOT NULL,
        person TEXT NOT NULL,
        since TEXT,
        until TEXT,
        FOREIGN KEY (account, slug) REFERENCES team (account, slug) ON DELETE CASCADE
    );
    CREATE INDEX membership_of_team ON membership (account, slug);
    CREATE TABLE same_person (person TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (person, account)) WITHOUT ROWID;
    """,
    TABLES,
    """
    ALTER TABLE project ADD COLUMN part_of TEXT REFERENCES project (key) ON DELETE CASCADE ON UPDATE CASCADE;
    CREATE INDEX part_of_project ON project (part_of);
    """,
)
"""One script a schema version, applied in order; never edit one that was released."""

_APPLICATION_ID = 0x494E4E53  # "INNS"
_BUSY_SECONDS = 30.0


@contextmanager
def opened(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    """Open the file, migrating an older one; with `create`, make it when it is missing.

    Raises `SnapshotError`, also for what goes wrong with the file inside of the `with` block.
    """
    if not create and not path.is_file():
        raise SnapshotError(f"{path}: there is no snapshot. Run `marketplace collect` first.")
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    except sqlite3.Error as error:
        raise SnapshotError(f"{path}: cannot be opened ({error}). Check the path and its permissions.") from error
    try:
        with _explained(path):
            connection.execute("PRAGMA foreign_keys = ON")
            # What turned private must not survive in free pages of the file.
            connection.execute("PRAGMA secure_delete = ON")
            _migrate(connection, path)
            with _written_ahead(connection) if create else nullcontext():
                yield connection
    finally:
        connection.close()


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file that somebody has open already, only to read."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS, check_same_thread=False
    )


@contextmanager
def _written_ahead(connection: sqlite3.Connection) -> Iterator[None]:
    """Let commits go to a log: waiting for the disk at each project took nine tenths of a run.

    What was committed survives a kill; losing power may cost the last projects, never the file.
    """
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        # At rest a snapshot is one file that can be copied; while somebody reads, the log stays.
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != _APPLICATION_ID and tables:
        raise SnapshotError(f"{path}: is a database, but not a snapshot. Give another path with --snapshot.")
    if version > len(_MIGRATIONS):
        raise SnapshotError(
            f"{path}: was written by a newer version (format {version}, this one reads {len(_MIGRATIONS)})."
            " Upgrade innersource-marketplace, or give another path with --snapshot."
        )
    if version < 0:
        raise SnapshotError(f"{path}: is damaged (format {version}). Delete it and collect again.")
    while version < len(_MIGRATIONS):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {_MIGRATIONS[version]}"
                f" PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {version + 1}; COMMIT;"
            )
            version += 1
        except sqlite3.OperationalError:
            # Another process may have done the same in the meantime.
            connection.rollback()
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now <= version:
                raise
            version = now


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise SnapshotError(
            f"{path}: cannot be used ({error}). Is another run using it, or is the disk full?"
        ) from error
    except (sqlite3.DatabaseError, zlib.error, msgspec.DecodeError) as error:
        raise SnapshotError(
            f"{path}: is damaged ({error}). Restore it from the last run, or delete it and collect again."
        ) from error
