"""The snapshot: one SQLite file that is cache, last known good state and history at once.

`collect` writes it, one transaction a project, so that a run killed at any moment leaves a whole
snapshot behind; what belongs together at the end of a run (who is still listed, problems, daily
figures) is one transaction as well. `build` only reads.
"""

import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from innersource_marketplace.errors import Problem, Sentence, SnapshotError, SourceError, Words
from innersource_marketplace.model import (
    AuthorId,
    Collected,
    DatedTeam,
    Day,
    Facts,
    FactsInBrief,
    HostTeam,
    ObjectId,
    ProjectKey,
    Stored,
    day_of,
)
from innersource_marketplace.snapshot import departures, memberships
from innersource_marketplace.snapshot.addressed import addressed
from innersource_marketplace.snapshot.departures import Departed
from innersource_marketplace.snapshot.known_facts import KnownFacts, StoredBrief
from innersource_marketplace.snapshot.snapshot_file import damaged, opened, read_only

_PAGE = re.compile(r"projects(?:/[a-z0-9-]+)+/")
_FactsT = TypeVar("_FactsT", bound=FactsInBrief)
_COLUMNS: Final = (
    "key, page, facts, first_seen, collected_at, failing_since, failure_code, failure_message, failure_fix"
)
_Row = tuple[Any, ...]


class Snapshot:
    """An open snapshot. Made by `open_snapshot`; one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def close(self) -> None:
        """Close the file; only for a snapshot that was opened to be read in another process."""
        self._connection.close()

    # -- reading ---------------------------------------------------------------------------

    def projects(self) -> Iterator[Stored[Facts]]:
        """Every stored project, by key."""
        return self._all(Facts)

    def pages(self) -> tuple[str, ...]:
        """The addresses of the stored projects that have a page."""
        rows = self._connection.execute("SELECT page FROM project WHERE page IS NOT NULL")
        with _sound(self.path, "a project"):
            return tuple(_page(page) for (page,) in rows)

    def projects_in_brief(self) -> Iterator[Stored[FactsInBrief]]:
        """The same in brief, for whoever needs all of them at the same time."""
        return self._all(FactsInBrief)

    def project(self, key: ProjectKey) -> Stored[Facts] | None:
        """One stored project; None when there is none of this key."""
        query = f"SELECT {_COLUMNS} FROM project WHERE key = ?"  # noqa: S608 -- our own words
        row = self._connection.execute(query, (key,)).fetchone()
        return None if row is None else self._stored(row, Facts)

    def facts(self, key: ProjectKey) -> Facts | None:
        """The facts of one stored project; None when there is none of this key."""
        stored = self.project(key)
        return None if stored is None else stored.facts

    def _all(self, kind: type[_FactsT]) -> Iterator[Stored[_FactsT]]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM project ORDER BY key")  # noqa: S608 -- our own words
        return (self._stored(row, kind) for row in rows)

    def _stored(self, row: _Row, kind: type[_FactsT]) -> Stored[_FactsT]:
        key, page, facts, first_seen, collected_at, failing_since, code, message, fix = row
        with _sound(self.path, "a project"):
            failure = None
            if code is not None:
                failure = Problem(where=key, code=code, message=_words(message), fix=_words(fix or ""))
            return Stored(
                facts=_decode_facts(facts, key, self.path, kind),
                page=None if page is None else _page(page),
                first_seen=_time(first_seen),
                collected_at=_time(collected_at),
                failing_since=None if failing_since is None else _time(failing_since),
                failure=failure,
                digest=sha256(facts + repr((page, first_seen, failing_since, code)).encode()).hexdigest(),
            )

    def briefs(self) -> dict[ProjectKey, StoredBrief]:
        """What is needed of all stored projects at the same time, by key."""
        rows = self._connection.execute(
            "SELECT key, source, identity, page, first_seen, part_of FROM project ORDER BY key"
        )
        with _sound(self.path, "a project"):
            return {
                ProjectKey(key): StoredBrief(source, identity, page, _time(first_seen), part_of)
                for key, source, identity, page, first_seen, part_of in rows
            }

    def held(self) -> dict[ProjectKey, tuple[date, int]]:
        """Projects that are kept although they are no longer listed: the last such day, and how many."""
        with _sound(self.path, "a day"):
            return departures.held(self._connection)

    def departed(self) -> dict[str, Departed]:
        """What is known of projects that have left, by `departures.key_hash`."""
        with _sound(self.path, "a moment"):
            return departures.departed(self._connection)

    def reported_since(self, day: date) -> int:
        """How many projects have left on a day or after it because their host reported them."""
        return departures.reported_since(self._connection, day)

    def remembered(self) -> dict[str, bytes]:
        """What sources noted for later nights, by the name of the note."""
        return dict(self._connection.execute("SELECT name, data FROM remembered ORDER BY name"))

    def known(self) -> dict[ProjectKey, Facts]:
        """The stored facts by key, for telling sources what is unchanged."""
        return {stored.facts.key: stored.facts for stored in self.projects()}

    def blob(self, oid: ObjectId) -> bytes | None:
        """The content of a stored file, or None when it is not kept."""
        row = self._connection.execute("SELECT data FROM blob WHERE oid = ?", (oid,)).fetchone()
        with _sound(self.path, "a file"):
            return None if row is None else zlib.decompress(row[0])

    def blob_ids(self) -> frozenset[ObjectId]:
        """The object ids of all stored files, for telling sources what need not be fetched again."""
        return frozenset(ObjectId(oid) for (oid,) in self._connection.execute("SELECT oid FROM blob"))

    def redirects(self) -> dict[str, ProjectKey]:
        """Former page addresses, and the key of the project that each leads to now."""
        rows = self._connection.execute("SELECT page, key FROM redirect ORDER BY page")
        with _sound(self.path, "an address"):
            return {page: ProjectKey(key) for page, key in rows if _PAGE.fullmatch(page)}

    def problems(self) -> tuple[Problem, ...]:
        """What could not be read of the stored projects, and what the last finished run failed at."""
        rows = self._connection.execute("SELECT body FROM problem ORDER BY position")
        return tuple(msgspec.json.decode(body, type=Problem) for (body,) in rows)

    def excluded(self) -> dict[ProjectKey, Words]:
        """Repositories that the last run considered and left out, with the rule that did it."""
        rows = self._connection.execute("SELECT key, rule FROM excluded ORDER BY key")
        return {ProjectKey(key): _words(rule) for key, rule in rows}

    def last_run(self) -> tuple[datetime, Mapping[str, object]] | None:
        """When the last finished run started, and its report; the last one even where the clock was set back since."""
        row = self._connection.execute("SELECT started_at, report FROM run ORDER BY rowid DESC LIMIT 1").fetchone()
        return None if row is None else (_time(row[0]), msgspec.json.decode(row[1], type=dict[str, object]))

    def daily_figures(self) -> dict[date, dict[str, float | None]]:
        """The programme figures of every day that a run finished."""
        rows = self._connection.execute("SELECT day, figures FROM daily ORDER BY day")
        return {date.fromisoformat(day): msgspec.json.decode(body, type=dict[str, float | None]) for day, body in rows}

    def state(self) -> str:
        """A hash of what a run builds on: projects, files and runs. Copies of a snapshot have the same."""
        digest = sha256()
        for query in (
            "SELECT key, page, source, facts, first_seen, collected_at, failing_since FROM project ORDER BY key",
            "SELECT oid FROM blob ORDER BY oid",
            "SELECT page, key FROM redirect ORDER BY page",
            "SELECT started_at, finished_at FROM run ORDER BY rowid",
        ):
            for row in self._connection.execute(query):
                for value in row:
                    data = value if isinstance(value, bytes) else repr(value).encode("utf-8", "backslashreplace")
                    digest.update(len(data).to_bytes(8, "big") + data)
        return digest.hexdigest()

    def teams(self) -> dict[str, tuple[DatedTeam, ...]]:
        """The teams of each account, `host/login`, whose members were ever read."""
        with _sound(self.path, "a member of a team"):
            return memberships.read(self._connection)

    def same_people(self) -> tuple[tuple[AuthorId, AuthorId], ...]:
        """Hashes of addresses, each with that of the account that a host says it belongs to."""
        rows = self._connection.execute("SELECT person, account FROM same_person ORDER BY person, account")
        return tuple((AuthorId(person), AuthorId(account)) for person, account in rows)

    # -- writing ---------------------------------------------------------------------------

    def save(
        self,
        collected: Collected,
        problems: Iterable[Problem] | None = (),
        *,
        now: datetime,
        failure: SourceError | None = None,
    ) -> None:
        """Store one project's facts and files, and what could not be read of it, in one transaction.

        With None for the problems those that are stored stay. With a `failure` some facts are those of an earlier
        night: what is stored keeps its age, and counts as failing. Each file is stored under the hash of its content.
        """
        collected = addressed(collected)
        facts = collected.facts
        with self._connection as connection:
            before = connection.execute(
                "SELECT collected_at, coalesce(failing_since, :now) FROM project WHERE key = :key",
                {"key": facts.key, "now": now.isoformat()},
            ).fetchone() or (now.isoformat(), now.isoformat())
            connection.execute(
                "INSERT INTO project (key, source, identity, facts, first_seen, collected_at, part_of)"
                " VALUES (:key, :source, :identity, :facts, :now, :now, :part_of)"
                " ON CONFLICT (key) DO UPDATE SET source = :source, identity = :identity, facts = :facts,"
                " part_of = :part_of, collected_at = :now, failing_since = NULL, failure_code = NULL,"
                " failure_message = NULL, failure_fix = NULL",
                {
                    "key": facts.key,
                    "source": facts.source,
                    "identity": facts.identity,
                    "facts": msgspec.json.encode(facts),
                    "now": now.isoformat(),
                    "part_of": facts.part_of,
                },
            )
            if failure is not None:
                connection.execute(
                    "UPDATE project SET collected_at = ?, failing_since = ?, failure_code = ?, failure_message = ?,"
                    " failure_fix = ? WHERE key = ?",
                    (*before, failure.code, _written(failure.message), _written(failure.fix), facts.key),
                )
            connection.execute("DELETE FROM project_blob WHERE key = ?", (facts.key,))
            for document in facts.all_documents:
                connection.execute("INSERT OR IGNORE INTO project_blob VALUES (?, ?)", (facts.key, document.oid))
            if problems is not None:
                connection.execute("DELETE FROM problem WHERE key = ?", (facts.key,))
                connection.executemany(
                    "INSERT INTO problem (key, body) VALUES (?, ?)",
                    [(facts.key, msgspec.json.encode(problem)) for problem in problems],
                )
            for oid, data in collected.blobs.items():
                connection.execute("INSERT OR REPLACE INTO blob VALUES (?, ?)", (oid, zlib.compress(data, 6)))

    def fill_days(self, days: Mapping[date, Mapping[str, float | None]]) -> None:
        """Add the figures of days that no run has recorded; recorded ones do not change."""
        with self._connection as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO daily VALUES (?, ?)",
                [
                    (day.isoformat(), msgspec.json.encode(dict(sorted(figures.items()))))
                    for day, figures in days.items()
                ],
            )

    def save_teams(
        self,
        read: Mapping[str, Sequence[HostTeam]],
        *,
        same_people: Iterable[tuple[AuthorId, AuthorId]],
        keep: Collection[str] | None,
        today: Day,
    ) -> None:
        """Bring the teams of the accounts that were read up to date, and note which addresses are whose.

        Accounts that are not in `keep` are forgotten; None keeps all.
        """
        with self._connection as connection:
            for account, teams in sorted(read.items()):
                memberships.save(connection, account, teams, today)
            if keep is not None:
                memberships.forget_others(connection, keep)
            connection.execute("DELETE FROM same_person")
            connection.executemany("INSERT OR IGNORE INTO same_person VALUES (?, ?)", sorted(same_people))

    def add_figures(self, day: date, figures: Mapping[str, float | None]) -> None:
        """Add figures to the row of a day on which a run has finished."""
        with self._connection as connection:
            (body,) = connection.execute("SELECT figures FROM daily WHERE day = ?", (day.isoformat(),)).fetchone()
            row = msgspec.json.decode(body, type=dict[str, float | None]) | dict(figures)
            connection.execute(
                "UPDATE daily SET figures = ? WHERE day = ?",
                (msgspec.json.encode(dict(sorted(row.items()))), day.isoformat()),
            )

    def touch(self, key: ProjectKey, now: datetime) -> None:
        """Note that a project was reached and has not changed."""
        with self._connection as connection:
            connection.execute(
                "UPDATE project SET collected_at = ?, failing_since = NULL, failure_code = NULL,"
                " failure_message = NULL, failure_fix = NULL WHERE key = ?",
                (now.isoformat(), key),
            )

    def fail(self, key: ProjectKey, error: SourceError, now: datetime) -> None:
        """Note that a project could not be collected; its last good facts stay."""
        with self._connection as connection:
            connection.execute(
                "UPDATE project SET failing_since = coalesce(failing_since, ?), failure_code = ?,"
                " failure_message = ?, failure_fix = ? WHERE key = ?",
                (now.isoformat(), error.code, _written(error.message), _written(error.fix), key),
            )

    def purge(self, keys: Mapping[ProjectKey, bool], now: datetime) -> None:
        """Remove projects on a night that is not finished otherwise; see `finish_run`."""
        with self._connection as connection:
            departures.remove(connection, keys, day_of(now))
            departures.tidy(connection, day_of(now))

    def finish_run(
        self,
        *,
        started_at: datetime,
        finished_at: datetime,
        remove: Mapping[ProjectKey, bool | None],
        held: Mapping[ProjectKey, int] | None = None,
        remembered: Mapping[str, bytes] | None = None,
        pages: Mapping[ProjectKey, str],
        redirects: Mapping[str, ProjectKey],
        first_seen: Mapping[ProjectKey, datetime],
        problems: Iterable[Problem],
        excluded: Mapping[ProjectKey, Words],
        figures: Mapping[str, float | None] | None,
        report: Mapping[str, object],
    ) -> None:
        """Close a run in one transaction: purge, redirect, and write what the run found.

        `remove` tells of each project whether its host reported that it must go (None: it has another key now),
        `held` for how many nights one was kept that is not listed. `pages` gives new projects their address,
        `redirects` maps former pages to keys; `first_seen` carries ages over renames; `problems` are of no project.
        `figures` are of the day; without them it gets no row, or keeps what it has.
        """
        today = day_of(finished_at)
        with self._connection as connection:
            departures.remove(connection, remove, today)  # first, for a new project may get the address
            for key, page in sorted(pages.items()):
                connection.execute("UPDATE project SET page = ? WHERE key = ?", (page, key))
            for key, seen in first_seen.items():
                connection.execute("UPDATE project SET first_seen = ? WHERE key = ?", (seen.isoformat(), key))
            for page, key in sorted(redirects.items()):
                connection.execute("INSERT OR REPLACE INTO redirect VALUES (?, ?)", (page, key))
            departures.tidy(connection, today)
            departures.hold(connection, held or {}, today)
            departures.returned(connection, pages)
            connection.executemany(
                "INSERT OR REPLACE INTO remembered VALUES (?, ?)", sorted((remembered or {}).items())
            )
            connection.execute("DELETE FROM problem WHERE key IS NULL")
            connection.executemany(
                "INSERT INTO problem (body) VALUES (?)", [(msgspec.json.encode(problem),) for problem in problems]
            )
            connection.execute("DELETE FROM excluded")
            rules = [(key, _written(excluded[key])) for key in sorted(excluded)]
            connection.executemany("INSERT OR REPLACE INTO excluded VALUES (?, ?)", rules)
            # Names of repositories are published of the last run only; those of earlier ones have no use.
            connection.execute(
                "UPDATE run SET report = CAST(json_remove(CAST(report AS TEXT), '$.never_read',"
                " '$.excluded_visibility') AS BLOB) WHERE instr(report, 'never_read')"
            )
            connection.execute(
                "INSERT OR REPLACE INTO run VALUES (?, ?, ?)",
                (started_at.isoformat(), finished_at.isoformat(), msgspec.json.encode(report)),
            )
            if figures is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO daily VALUES (?, ?)",
                    (day_of(finished_at).isoformat(), msgspec.json.encode(dict(sorted(figures.items())))),
                )


@contextmanager
def open_snapshot(path: Path, *, create: bool = False, checked: bool = False) -> Iterator[Snapshot]:
    """Open a snapshot, migrating an older one; with `create`, make it when it is missing.

    With `checked`, at the beginning of what relies on it, all of the file is looked at.

    Raises `SnapshotError` when it is missing, is no snapshot, is empty or damaged, is locked by another
    run, or was written by a newer version of this program.
    """
    with opened(path, create=create, checked=checked) as connection:
        yield Snapshot(connection, path)


def known_facts(path: Path) -> KnownFacts:
    """The stored facts by key, each read when it is asked for; none where there is no snapshot. To be closed."""
    return KnownFacts(path, lambda data, key: _decode_facts(data, key, path, Facts))


def read_snapshot(path: Path) -> Snapshot:
    """Open a snapshot that this build has open, to read from it in another process."""
    return Snapshot(read_only(path), path)


@contextmanager
def _sound(path: Path, what: str) -> Iterator[None]:
    """Explain a value that is there, but not of the kind that this program writes."""
    try:
        yield
    except (TypeError, ValueError, zlib.error) as error:
        raise damaged(path, f"{what}: {error}") from error


def _decode_facts(data: bytes, key: str, path: Path, kind: type[_FactsT]) -> _FactsT:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, TypeError) as error:
        raise SnapshotError(
            f"{path}: the facts of {key} do not match this version ({error}). Delete the snapshot and collect again."
        ) from error


def _written(words: Words) -> str | bytes:
    """Words as a column holds them: plain ones as text, a sentence with values as JSON in bytes."""
    return msgspec.json.encode(words) if isinstance(words, Sentence) else words


def _page(page: str) -> str:
    if not _PAGE.fullmatch(page):
        raise ValueError(f"{page!r} is not the address of a page")
    return page


def _words(column: str | bytes) -> Words:
    return msgspec.json.decode(column, type=Sentence) if isinstance(column, bytes) else column


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
