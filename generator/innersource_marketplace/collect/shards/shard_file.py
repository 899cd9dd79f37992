"""What one machine of several collected: outcomes as its sources gave them, in one file.

Nothing is decided here. Who is gone, who was renamed and which address somebody gets can only be
reported when all shards are there; then their outcomes go through the same run as if one machine had
collected them all. A file is there whole or not at all.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec

from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Planned,
    Remembered,
    Spent,
    TeamsRead,
    Unchanged,
    Withheld,
    outcome_key,
)
from innersource_marketplace.collect.whole_file import Kind, open_whole, sound, write_whole
from innersource_marketplace.errors import FailureRecord, SourceError
from innersource_marketplace.model import ProjectKey, Shard

_KIND = Kind(
    application_id=0x494E5348,  # "INSH"
    format=1,
    tables="""
        CREATE TABLE about (body BLOB NOT NULL);
        CREATE TABLE source (position INTEGER PRIMARY KEY, name TEXT NOT NULL, failure BLOB);
        CREATE TABLE outcome (
            position INTEGER PRIMARY KEY, source INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT, body BLOB NOT NULL
        );
    """,
    name="shard",
    again="Collect it with `marketplace collect --shard`.",
)


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What must be the same for shards of one night, and when this one began and ended.

    `catalog` and `snapshot` are hashes: of the catalogue, and of what was collected before, None
    on the first night. `listing` is that of the listing that was handed to the shard.
    """

    shard: Shard
    program: str
    catalog: str
    snapshot: str | None
    listing: str | None
    started_at: datetime
    finished_at: datetime


class _FailedRecord(msgspec.Struct, frozen=True):
    """A `Failed` as values."""

    key: ProjectKey
    failure: FailureRecord


_KINDS = {
    kind.__name__: kind for kind in (Changed, Unchanged, Excluded, Withheld, Noticed, TeamsRead, Remembered, Spent)
}


class ShardWriter:
    """A shard file that is being written. Made by `write_shard_file`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sources = 0

    def begin(self, source: str) -> None:
        """Begin with the next source; the outcomes that follow belong to it."""
        self._sources += 1
        self._connection.execute("INSERT INTO source VALUES (?, ?, NULL)", (self._sources, source))

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome of the present source."""
        if isinstance(outcome, Planned):
            return  # the reader of this file plans it again
        body = _FailedRecord(outcome.key, FailureRecord.of(outcome.error)) if isinstance(outcome, Failed) else outcome
        self._connection.execute(
            "INSERT INTO outcome (source, kind, key, body) VALUES (?, ?, ?, ?)",
            (
                self._sources,
                type(outcome).__name__,
                outcome_key(outcome),
                zlib.compress(msgspec.json.encode(body), 6),
            ),
        )

    def fail(self, error: SourceError) -> None:
        """Note that the present source failed as a whole."""
        self._connection.execute(
            "UPDATE source SET failure = ? WHERE position = ?",
            (zlib.compress(msgspec.json.encode(FailureRecord.of(error))), self._sources),
        )

    def finish(self, circumstances: Circumstances) -> None:
        """Say what the outcomes belong to; without this there is no file."""
        self._connection.execute("INSERT INTO about VALUES (?)", (msgspec.json.encode(circumstances),))


class ShardFile(msgspec.Struct, frozen=True):
    """An open shard file. Made by `open_shard_file`; everything raises `SnapshotError` where it is damaged."""

    path: Path
    circumstances: Circumstances
    sources: tuple[str, ...]
    _connection: sqlite3.Connection

    def failure(self, position: int) -> SourceError | None:
        """How the source at this place of `sources` failed as a whole, if it did."""
        with sound(self.path, _KIND):
            query = "SELECT failure FROM source WHERE position = ?"
            (body,) = self._connection.execute(query, (position + 1,)).fetchone()
            return None if body is None else msgspec.json.decode(zlib.decompress(body), type=FailureRecord).error()

    def keys(self, position: int) -> frozenset[ProjectKey]:
        """The repositories that the source at this place spoke of."""
        with sound(self.path, _KIND):
            query = "SELECT key FROM outcome WHERE source = ? AND key IS NOT NULL"
            return frozenset(ProjectKey(key) for (key,) in self._connection.execute(query, (position + 1,)))

    def outcomes(self, position: int) -> Iterator[Outcome]:
        """What the source at this place yielded, in its order."""
        query = "SELECT kind, body FROM outcome WHERE source = ? ORDER BY position"
        with sound(self.path, _KIND):
            rows = self._connection.execute(query, (position + 1,))
        while True:
            with sound(self.path, _KIND):
                row = rows.fetchone()
                outcome = None if row is None else _decode(row[0], zlib.decompress(row[1]))
            if outcome is None:
                return
            yield outcome


@contextmanager
def write_shard_file(path: Path) -> Iterator[ShardWriter]:
    """Write a shard file, in the place of an older one when the block ends well. Raises `SnapshotError`."""
    with write_whole(path, _KIND) as connection:
        yield ShardWriter(connection)


@contextmanager
def open_shard_file(path: Path) -> Iterator[ShardFile]:
    """Open a shard file. Raises `SnapshotError` when it is missing, damaged, none, or of another format."""
    with open_whole(path, _KIND) as connection:
        with sound(path, _KIND):
            (body,) = connection.execute("SELECT body FROM about").fetchone()
            circumstances = msgspec.json.decode(body, type=Circumstances)
            names = tuple(str(name) for (name,) in connection.execute("SELECT name FROM source ORDER BY position"))
        yield ShardFile(path, circumstances, names, connection)


def _decode(kind: str, body: bytes) -> Outcome:
    if kind == Failed.__name__:
        failed = msgspec.json.decode(body, type=_FailedRecord)
        return Failed(failed.key, failed.failure.error())
    return cast(Outcome, msgspec.json.decode(body, type=_KINDS[kind]))
