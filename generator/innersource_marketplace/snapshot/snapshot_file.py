"""The file of a snapshot: its tables, how older ones are brought up to date, and what its faults mean."""

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
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
    "",  # words of problems and failures may be sentences with values, which older programs cannot read
)
"""One script a schema version, applied in order; never edit one that was released."""

_APPLICATION_ID = 0x494E4E53  # "INNS"
_BUSY_SECONDS = 30.0


@contextmanager
def opened(path: Path, *, create: bool, checked: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the file, migrating an older one; with `create`, make it when it is missing.

    With `checked`, look at all pages, also at those that nobody will read.
    Raises `SnapshotError`, also for what goes wrong with the file inside of the `with` block. A file that is empty
    or lost its end is damaged, and no beginning: ages and addresses would silently be those of a first run.
    """
    if path.exists() and not path.is_file():
        raise SnapshotError(
            f"{path}: is no file. Give the path of a snapshot with --snapshot, or remove what is there."
        )
    if not create and not path.is_file():
        raise SnapshotError(f"{path}: there is no snapshot. Run `marketplace collect` first.")
    if create and not path.exists():
        _make(Path(os.path.realpath(path)))
    if path.is_file() and path.stat().st_size == 0:
        raise damaged(path, "it is empty")
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    except sqlite3.Error as error:
        raise SnapshotError(f"{path}: cannot be opened ({error}). Check the path and its permissions.") from error
    try:
        with _explained(path):
            connection.execute("PRAGMA foreign_keys = ON")
            # What turned private must not survive in free pages of the file.
            connection.execute("PRAGMA secure_delete = ON")
            _check_file(connection, path, whole=checked)
            _migrate(connection, path)
            with _written_ahead(connection) if create else nullcontext():
                yield connection
    finally:
        connection.close()


def damaged(path: Path, why: object) -> SnapshotError:
    """What to say, and to do, about a file that is not as this program writes it."""
    left = [found.name for found in _beside(path) if found.exists()]
    also = f" Delete {' and '.join(left)} beside it in both cases." if left else ""
    return SnapshotError(
        f"{path}: is damaged ({why}). Restore the copy of the last run. Without one, delete the file and collect again:"
        f" ages, addresses and redirects are lost.{also}"
    )


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file that somebody has open already, only to read."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS, check_same_thread=False
    )


def _beside(path: Path) -> list[Path]:
    """Where the database keeps what is not in the file yet; it goes with that very file, and spoils another one."""
    return [path.with_name(f"{path.name}{ending}") for ending in ("-journal", "-wal", "-shm")]


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


def _make(path: Path) -> None:
    """Begin a snapshot, whole or not at all: an empty file that a kill leaves would look like one that was lost."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(":memory:")) as connection:
            _migrate(connection, path)
            new.write_bytes(connection.serialize())
        if not path.exists():
            for left in _beside(path):
                left.unlink(missing_ok=True)
        try:
            os.link(new, path)
        except FileExistsError:
            pass  # another run was faster
        except OSError:  # a file system without links
            new.replace(path)
        new.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            new.unlink()
        raise SnapshotError(
            f"{path}: cannot be made ({error}). Check the path, its permissions and the disk."
        ) from error


def _check_file(connection: sqlite3.Connection, path: Path, *, whole: bool) -> None:
    """Refuse what is no snapshot, and one without its end: the database reads zeros there, and only if asked to."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != _APPLICATION_ID:
        raise SnapshotError(f"{path}: is a database, but not a snapshot. Give another path with --snapshot.")
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    # Otherwise the end may be in what a run writes, or left when it was killed.
    at_rest = not any(found.exists() and found.stat().st_size for found in _beside(path))
    if at_rest and path.stat().st_size < pages * size:
        raise damaged(path, "its end is missing")
    if whole and (found := connection.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
        raise damaged(path, " ".join(str(found[0]).split()))


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise SnapshotError(
            f"{path}: was written by a newer version (format {version}, this one reads {len(_MIGRATIONS)})."
            " Upgrade innersource-marketplace, or give another path with --snapshot."
        )
    if version < 0:
        raise damaged(path, f"format {version}")
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
        raise damaged(path, error) from error
