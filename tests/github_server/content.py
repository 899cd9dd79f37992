"""What a hosted repository holds: objects of a real git repository, or of one made up in memory.

Both answer the same two questions, so that a resolver cannot tell them apart: which object does an
expression name, and which commits lead to one. Objects are git's own bytes under git's own ids.
"""

import hashlib
import os
import subprocess
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from threading import Lock, RLock
from typing import IO, Protocol

import msgspec

OPEN_REPOSITORIES = 24
"""Most `git cat-file` processes kept running; a batch of twenty repositories stays warm."""

BUILT_REPOSITORIES = 256
"""Most repositories made up in memory that are kept built; thousands of them must not fill it."""

KEPT_HISTORIES = 8
"""Most commit lists kept for one repository: its branches, and a few paths."""

TREE, BLOB, COMMIT = "tree", "blob", "commit"


class Stored(msgspec.Struct, frozen=True):
    """One git object as `git cat-file` prints it."""

    oid: str
    kind: str
    data: bytes


class Entry(msgspec.Struct, frozen=True):
    """One line of a tree; `mode` is git's, in octal digits."""

    mode: str
    name: str
    oid: str

    @property
    def kind(self) -> str:
        """What the mode says that the object is."""
        return {"40000": TREE, "160000": COMMIT}.get(self.mode, BLOB)


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote or committed, and when."""

    name: str
    email: str
    date: datetime


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """One commit, without its changes."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    headline: str


class Content(Protocol):
    """The objects of one repository."""

    def find(self, expression: str) -> Stored | None:
        """The object that `HEAD:docs`, a branch, or an object id names; None if there is none."""

    def history(self, oid: str, path: str | None = None) -> tuple[Commit, ...]:
        """The commits that lead to `oid`, newest first, or those of them that touch `path`."""

    def branch(self) -> str | None:
        """The branch that HEAD names, whether or not it has a commit."""


def entries(tree: Stored) -> tuple[Entry, ...]:
    """Parse a tree object."""
    found, data, at = [], tree.data, 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        oid = data[end + 1 : end + 21].hex()
        found.append(Entry(data[at:space].decode(), data[space + 1 : end].decode("utf-8", "replace"), oid))
        at = end + 21
    return tuple(found)


def commit(stored: Stored) -> Commit:
    """Parse a commit object."""
    head, _, message = stored.data.decode("utf-8", "replace").partition("\n\n")
    tree, parents, people = "", [], {}
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        if key == "tree":
            tree = value
        elif key == "parent":
            parents.append(value)
        elif key in ("author", "committer"):
            people[key] = _signature(value)
    return Commit(
        oid=stored.oid,
        tree=tree,
        parents=tuple(parents),
        author=people["author"],
        committer=people["committer"],
        headline=message.split("\n", 1)[0],
    )


def _signature(text: str) -> Signature:
    name, _, rest = text.partition(" <")
    email, _, when = rest.rpartition("> ")
    seconds, zone = when.split(" ")
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    return Signature(name=name, email=email, date=datetime.fromtimestamp(int(seconds), timezone(offset)))


class GitContent:
    """A repository on disk, read through one long-lived `git cat-file`, so that later pushes are seen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._histories: OrderedDict[tuple[str, str | None], tuple[Commit, ...]] = OrderedDict()

    def find(self, expression: str) -> Stored | None:
        """Read one object; an expression that git does not know gives None."""
        if not expression or "\n" in expression or "\0" in expression:
            return None
        with self._lock:
            source, sink = self._streams()
            source.write(b"contents " + expression.encode() + b"\nflush\n")
            source.flush()
            header = sink.readline().decode("utf-8", "replace").rstrip("\n")
            fields = header.rsplit(" ", 2)
            if len(fields) < 3 or not fields[2].isdigit():
                return None
            data = sink.read(int(fields[2]))
            sink.read(1)
        return Stored(fields[0], fields[1], data)

    def history(self, oid: str, path: str | None = None) -> tuple[Commit, ...]:
        """List commits with one `git log`, remembered by object id."""
        with self._lock:
            known = self._histories.get((oid, path))
            if known is None:
                known = self._log(oid, path)
                self._histories[oid, path] = known
                while len(self._histories) > KEPT_HISTORIES:
                    self._histories.popitem(last=False)
            return known

    def branch(self) -> str | None:
        """Read HEAD, which may name a branch that has no commit yet."""
        done = self._run("symbolic-ref", "--quiet", "--short", "HEAD")
        return done.decode().strip() or None

    def close(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.stdout.close()
            process.wait()

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None or process.poll() is not None:
            process = subprocess.Popen(
                ["git", "cat-file", "--batch-command", "--buffer"],
                cwd=self.path,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        return process.stdin, process.stdout

    def _log(self, oid: str, path: str | None) -> tuple[Commit, ...]:
        layout = "--format=%H%n%T%n%P%n%an%n%ae%n%at%n%cn%n%ce%n%ct%n%s"
        output = self._run("log", "-z", layout, "--end-of-options", oid, "--", *([path] if path else []))
        return tuple(_logged(record) for record in output.decode("utf-8", "replace").split("\0") if record)

    def _run(self, *arguments: str) -> bytes:
        done = subprocess.run(["git", *arguments], cwd=self.path, env=_environment(), capture_output=True, check=False)
        return done.stdout


def _logged(record: str) -> Commit:
    oid, tree, parents, author, author_email, authored, name, email, committed, *rest = record.split("\n")
    return Commit(
        oid=oid,
        tree=tree,
        parents=tuple(parents.split()),
        author=Signature(name=author, email=author_email, date=_moment(authored)),
        committer=Signature(name=name, email=email, date=_moment(committed)),
        headline=rest[0] if rest else "",
    )


def _moment(seconds: str) -> datetime:
    # Without the zone: real histories have some of five hundred hours, and GitHub tells times in UTC.
    return datetime.fromtimestamp(int(seconds), UTC)


def _environment() -> dict[str, str]:
    isolated = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    return {"PATH": os.environ.get("PATH", os.defpath), **isolated}


class MemoryContent(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A repository made up in memory: `files` by path, and one commit a date, oldest first.

    All commits share one tree. Without dates the repository is empty: it has no HEAD.
    """

    files: Mapping[str, bytes]
    commit_dates: tuple[datetime, ...]
    authors: tuple[tuple[str, str], ...] = (("Ada", "ada@example.com"),)
    default_branch: str = "main"
    modes: Mapping[str, str] = msgspec.field(default_factory=dict)

    def find(self, expression: str) -> Stored | None:
        """Resolve a branch, `HEAD`, an object id, or a path below one of them."""
        revision, colon, path = expression.partition(":")
        head = self._commits[0].oid if self._commits else None
        oid = head if revision in ("HEAD", self.default_branch, f"refs/heads/{self.default_branch}") else revision
        found = self._objects.get(oid or "")
        if found is None or not colon:
            return found
        root = commit(found).tree if found.kind == COMMIT else found.oid
        return self._below(self._objects[root], path)

    def history(self, oid: str, path: str | None = None) -> tuple[Commit, ...]:
        """The commits up to `oid`; every commit counts as touching every file."""
        oids = [one.oid for one in self._commits]
        return self._commits[oids.index(oid) :] if oid in oids else ()

    def branch(self) -> str | None:
        """The one branch."""
        return self.default_branch

    def _below(self, tree: Stored, path: str) -> Stored | None:
        for name in filter(None, path.split("/")):
            if tree.kind != TREE:
                return None
            match = next((entry for entry in entries(tree) if entry.name == name), None)
            if match is None or match.oid not in self._objects:
                return None
            tree = self._objects[match.oid]
        return tree

    @property
    def _objects(self) -> dict[str, Stored]:
        return _built(self)[0]

    @property
    def _commits(self) -> tuple[Commit, ...]:
        return _built(self)[1]

    def write_tree(self, objects: dict[str, Stored], folder: str) -> str:
        """Add the files below `folder` to `objects`, and give the id of their tree."""
        rows: dict[str, tuple[str, str]] = {}
        for path, data in self.files.items():
            if not path.startswith(folder):
                continue
            name, slash, _ = path[len(folder) :].partition("/")
            if slash and name not in rows:
                rows[name] = ("40000", self.write_tree(objects, f"{folder}{name}/"))
            elif not slash:
                rows[name] = (self.modes.get(path, "100644"), _store(objects, BLOB, data).oid)
        ordered = sorted(rows.items(), key=lambda row: row[0] + ("/" if row[1][0] == "40000" else ""))
        lines = (f"{mode} {name}\0".encode() + bytes.fromhex(oid) for name, (mode, oid) in ordered)
        return _store(objects, TREE, b"".join(lines)).oid


@lru_cache(maxsize=BUILT_REPOSITORIES)
def _built(content: MemoryContent) -> tuple[dict[str, Stored], tuple[Commit, ...]]:
    objects: dict[str, Stored] = {}
    root = content.write_tree(objects, "")
    commits: list[Commit] = []
    for index, date in enumerate(content.commit_dates):
        name, email = content.authors[index % len(content.authors)]
        stamp = f"{name} <{email}> {int(date.timestamp())} +0000"
        parent = f"parent {commits[-1].oid}\n" if commits else ""
        text = f"tree {root}\n{parent}author {stamp}\ncommitter {stamp}\n\nChange {index + 1}\n"
        commits.append(commit(_store(objects, COMMIT, text.encode())))
    return objects, tuple(reversed(commits))


def _store(objects: dict[str, Stored], kind: str, data: bytes) -> Stored:
    oid = hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
    return objects.setdefault(oid, Stored(oid, kind, data))


class Shelf:
    """The repositories on disk that are open, the least recently used closed first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: OrderedDict[Path, GitContent] = OrderedDict()

    def take(self, path: Path) -> GitContent:
        """The content at `path`, shared by every name that it is hosted under."""
        with self._lock:
            content = self._open.setdefault(path, GitContent(path))
            self._open.move_to_end(path)
            stale = [self._open.popitem(last=False)[1] for _ in range(len(self._open) - OPEN_REPOSITORIES)]
        for old in stale:
            old.close()
        return content

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            opened, self._open = list(self._open.values()), OrderedDict()
        for content in opened:
            content.close()


def weekly_dates(until: datetime, count: int, days_apart: float = 3.0) -> tuple[datetime, ...]:
    """`count` commit dates that end at `until`, oldest first."""
    last = until.astimezone(UTC)
    return tuple(last - timedelta(days=days_apart * back) for back in reversed(range(count)))
