"""What one machine of several made of a site: a piece of the folder that builds keep, in one file.

It is taken for no more than that. Whoever builds the site checks of each page whether it is still
what the present input gives, as with everything that is kept, and makes the rest.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace.build import publish
from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.project_pages import BESIDE, DOCS, WRITTEN, Written, unstamped
from innersource_marketplace.build.projects import JUDGED
from innersource_marketplace.build.readmes import open_readmes
from innersource_marketplace.build.similar import RELATED, RELATIVES
from innersource_marketplace.collect.whole_file import Kind, open_whole, sound, write_whole
from innersource_marketplace.errors import ConfigurationError, SnapshotError
from innersource_marketplace.model import ProjectKey, Shard

_KIND = Kind(
    application_id=0x494E5054,  # "INPT"
    format=1,
    tables="""
        CREATE TABLE about (body BLOB NOT NULL);
        CREATE TABLE converted (digest TEXT PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE note (kept TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kept, name));
        CREATE TABLE file (name TEXT PRIMARY KEY, body BLOB NOT NULL);
    """,
    name="part of a site",
    again="Make it with `marketplace build --shard`.",
)

_KEPT: Final = (JUDGED, RELATED, WRITTEN)
"""The files of notes in the folder of the build, of which a part holds a piece."""

_COMPRESSION: Final = 1
"""Fast: a part is read once, by a machine that waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOf:
    """Which share a part is, and what it is made of: another of these, and nothing in it can be used.

    `catalog` and `snapshot` are digests, `program` is the version, `day` is what pages count days from.
    """

    shard: Shard
    program: str
    catalog: str
    snapshot: str
    day: str


def part_path(work: Path, shard: Shard) -> Path:
    """Where a part stands in `work`, the folder of the build."""
    return work / f"part-{shard.number}-of-{shard.count}.db"


def write_part(
    made_of: MadeOf,
    work: Path,
    *,
    converted: Iterable[tuple[str, bytes]],
    judged: Iterable[ProjectKey],
    written: Iterable[tuple[ProjectKey, Written]],
) -> Path:
    """Write a part: what was `converted`, by digest, what was judged of projects, and their files.

    Raises `SnapshotError` when there is no room.
    """
    path = part_path(work, made_of.shard)
    with write_whole(path, _KIND) as connection:

        def note(kept: str, name: str, body: bytes) -> None:
            connection.execute("INSERT INTO note VALUES (?, ?, ?)", (kept, name, _packed(body)))

        connection.executemany(
            "INSERT OR REPLACE INTO converted VALUES (?, ?)", ((digest, _packed(body)) for digest, body in converted)
        )
        for kept, names in ((JUDGED, judged), (RELATED, (RELATIVES,))):
            with open_notes(work / kept) as notes:
                for name in names:
                    if (body := notes.known(name)) is not None:
                        note(kept, name, body)
        for key, files in written:
            note(WRITTEN, key, msgspec.msgpack.encode(unstamped(files)))
            connection.executemany(
                "INSERT OR REPLACE INTO file VALUES (?, ?)",
                ((name, _packed((work / name).read_bytes())) for name in files.files),
            )
        connection.execute("INSERT INTO about VALUES (?)", (msgspec.json.encode(made_of),))
    return path


def _packed(data: bytes) -> bytes:
    """Smaller, and with a sum that tells whether it came over whole."""
    return zlib.compress(data, _COMPRESSION)


def take_parts(paths: Sequence[Path], made_of: MadeOf, work: Path) -> tuple[str, ...]:
    """Put what parts hold into `work`, as if it had been made there; a sentence on each that is of no use.

    Which share they are does not matter. One that was made of something else, that is damaged or
    missing costs time, no more: the build makes what it should hold.
    """
    useless: list[str] = []
    there: set[Shard] = set()
    for path in paths:
        try:
            with _open(path) as (connection, about):
                difference = _difference(about, made_of)
                if difference is not None:
                    useless.append(f"{path}: was made with another {difference}, so nothing in it can be used.")
                    continue
                _take(connection, path, work)
                there.add(about.shard)
        except SnapshotError as error:
            useless.append(str(error))
    for count in sorted({shard.count for shard in there}):
        missing = [shard for shard in (Shard(number, count) for number in range(1, count + 1)) if shard not in there]
        useless += [f"Part {shard} is missing." for shard in missing]
    return tuple(useless)


@contextmanager
def _open(path: Path) -> Iterator[tuple[sqlite3.Connection, MadeOf]]:
    with open_whole(path, _KIND) as connection:
        with sound(path, _KIND):
            (body,) = connection.execute("SELECT body FROM about").fetchone()
            about = msgspec.json.decode(body, type=MadeOf)
        yield connection, about


def _take(connection: sqlite3.Connection, path: Path, work: Path) -> None:
    staging = publish.Staging(work)
    with open_readmes(work) as readmes:
        for digest, body in _rows(connection, path, "SELECT digest, body FROM converted"):
            readmes.take(digest, body)
    for name, body in _rows(connection, path, "SELECT name, body FROM file"):
        with sound(path, _KIND):
            if name.partition("/")[0] not in (DOCS, BESIDE):
                raise ValueError(f"{name!r} is no file of a project")
        try:
            staging.write(name, body)
        except ConfigurationError as error:
            raise SnapshotError(f"{path}: is damaged ({error})") from error
    for kept in _KEPT:
        with open_notes(work / kept) as notes:
            for name, body in _rows(connection, path, "SELECT name, body FROM note WHERE kept = ?", kept):
                notes.note(name, body)


def _rows(connection: sqlite3.Connection, path: Path, query: str, *values: str) -> Iterator[tuple[str, bytes]]:
    with sound(path, _KIND):
        found = connection.execute(query, values)
    while True:
        with sound(path, _KIND):
            row = found.fetchone()
            if row is None:
                return
            name, body = str(row[0]), zlib.decompress(row[1])
        yield name, body


def _difference(one: MadeOf, other: MadeOf) -> str | None:
    if one.program != other.program:
        return "version of the program"
    if one.catalog != other.catalog:
        return "catalogue"
    if one.snapshot != other.snapshot:
        return "snapshot"
    return "day" if one.day != other.day else None
