"""What is left of repositories that are no longer in the snapshot, and which ones are about to leave it.

Of a repository that has left, nothing stays but a hash of its key: so that it gets its age and its address
back if it returns, and so that `build` knows which ones their host has taken away. Whoever reads the file
learns no name from it.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec

from innersource_marketplace.escape import short_hash
from innersource_marketplace.limits import DEPARTED_DAYS
from innersource_marketplace.model import Day, ProjectKey

TABLES = """
    CREATE TABLE held (
        key TEXT PRIMARY KEY REFERENCES project (key) ON DELETE CASCADE ON UPDATE CASCADE,
        day TEXT NOT NULL,
        nights INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE departed (
        hash TEXT PRIMARY KEY,
        day TEXT NOT NULL,
        reported INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        hashed_page INTEGER NOT NULL,
        identity TEXT
    ) WITHOUT ROWID;
    CREATE TABLE remembered (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
"""


class Departed(msgspec.Struct, frozen=True, kw_only=True):
    """A repository that has left. `reported`: its host said that it is private, deleted or blocked.

    `hashed_page` tells whether its address ended in a hash, for a namesake had the plain one; `identity` is a
    hash of what stayed the same over renames.
    """

    first_seen: datetime
    reported: bool
    hashed_page: bool
    identity: str | None

    def is_same(self, identity: str | None) -> bool:
        """Whether a repository of the same name is this one, not another that took its name."""
        return self.identity == (None if identity is None else key_hash(identity))


def key_hash(key: str) -> str:
    """The hash that is kept in place of the key of a repository that has left."""
    return sha256(b"innersource-marketplace departed\0" + key.encode("utf-8", "surrogatepass")).hexdigest()


def page_hash(key: ProjectKey) -> str:
    """What the address of a page ends in where a namesake has the plain one."""
    return f"-{short_hash(key)}/"


def departed(connection: sqlite3.Connection) -> dict[str, Departed]:
    """What is known of repositories that have left, by `key_hash`. Raises `ValueError` for what is no moment."""
    rows = connection.execute("SELECT hash, reported, first_seen, hashed_page, identity FROM departed")
    return {
        name: Departed(
            first_seen=datetime.fromisoformat(first_seen),
            reported=bool(reported),
            hashed_page=bool(hashed_page),
            identity=identity,
        )
        for name, reported, first_seen, hashed_page, identity in rows
    }


def reported_since(connection: sqlite3.Connection, day: date) -> int:
    """How many have left on a day or after it because their host reported them."""
    found = connection.execute("SELECT count(*) FROM departed WHERE reported AND day >= ?", (day.isoformat(),))
    return int(found.fetchone()[0])


def held(connection: sqlite3.Connection) -> dict[ProjectKey, tuple[date, int]]:
    """The repositories that are kept although they are no longer listed: the last such day, and how many."""
    rows = connection.execute("SELECT key, day, nights FROM held ORDER BY key")
    return {ProjectKey(key): (date.fromisoformat(day), nights) for key, day, nights in rows}


def hold(connection: sqlite3.Connection, nights: Mapping[ProjectKey, int], today: Day) -> None:
    """Note which repositories are kept, and for how many nights so far; all others are free again."""
    connection.execute("DELETE FROM held")
    connection.executemany(
        "INSERT INTO held VALUES (?, ?, ?)",
        [(key, today.isoformat(), count) for key, count in sorted(nights.items())],
    )


def remove(connection: sqlite3.Connection, keys: Mapping[ProjectKey, bool | None], today: Day) -> None:
    """Remove projects with what names them; the value tells whether the host reported it.

    None leaves nothing behind: the project goes on under another key.
    """
    # Backwards: what is in a folder of a repository comes before it, for it goes with it.
    for key, reported in sorted(keys.items(), reverse=True):
        row = connection.execute("SELECT first_seen, page, identity FROM project WHERE key = ?", (key,)).fetchone()
        if row is not None and reported is not None:
            first_seen, page, identity = row
            hashed = page is not None and page.endswith(page_hash(key))
            connection.execute(
                "INSERT OR REPLACE INTO departed VALUES (?, ?, ?, ?, ?, ?)",
                (
                    key_hash(key),
                    today.isoformat(),
                    reported,
                    first_seen,
                    hashed,
                    None if identity is None else key_hash(identity),
                ),
            )
        connection.execute("DELETE FROM project WHERE key = ?", (key,))
        connection.execute("DELETE FROM excluded WHERE key = ?", (key,))
        connection.execute("DELETE FROM problem WHERE key IS NULL AND instr(body, ?)", (key.encode(),))


def tidy(connection: sqlite3.Connection, today: Day) -> None:
    """Remove what belongs to no project any more, and what has been kept for long enough."""
    connection.execute(
        "DELETE FROM redirect WHERE key NOT IN (SELECT key FROM project) OR page IN (SELECT page FROM project)"
    )
    connection.execute("DELETE FROM blob WHERE oid NOT IN (SELECT oid FROM project_blob)")
    forgotten = (today - timedelta(days=DEPARTED_DAYS)).isoformat()
    connection.execute("DELETE FROM departed WHERE day < ?", (forgotten,))


def returned(connection: sqlite3.Connection, keys: Iterable[ProjectKey]) -> None:
    """Forget that repositories had left."""
    connection.executemany("DELETE FROM departed WHERE hash = ?", [(key_hash(key),) for key in keys])
