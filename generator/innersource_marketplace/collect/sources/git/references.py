"""What a repository's names point at: HEAD, the default branch and the tags."""

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from innersource_marketplace.collect.sources.git.command import Git, stream
from innersource_marketplace.collect.sources.git.releases import newest_tags
from innersource_marketplace.collect.sources.git.tree import records
from innersource_marketplace.errors import SourceError
from innersource_marketplace.limits import GIT_NAME_BYTES, GIT_NAMES, GIT_TAGS
from innersource_marketplace.model import ObjectId

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HEADS = "refs/heads/"
_TAGS = "refs/tags/"
_USUAL_BRANCHES = ("main", "master", "trunk", "develop")
_READ = (b"refs/heads/", b"refs/tags/")
_REFERENCE_BYTES = 256 * 1024 * 1024
_PIECE_BYTES = 1 << 20
_NAME_BYTES = 4_096
_INDIRECTIONS = 5

COLLECTOR = "6"
"""Part of every fingerprint: raise it when newer code would see more in the same repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The names of a repository that matter here. `branch` is None when HEAD is detached.

    `reference` is the full name that `head` was found under. `tags` has at most `GIT_TAGS`; `tag_count` is
    None where so many names were listed that not all of them were read. `rest` is then a hash of all that was listed.
    """

    head: ObjectId
    reference: str
    branch: str | None
    tags: Mapping[str, ObjectId]
    tag_count: int | None
    shallow: tuple[ObjectId, ...] = ()
    rest: str = ""

    def fingerprint(self, *circumstances: str) -> str:
        """A short text that changes whenever a name here, or a circumstance, changes."""
        lines = [COLLECTOR, *circumstances, self.reference, self.head, *self.shallow]
        lines += [f"{oid} {tag}" for tag, oid in sorted(self.tags.items())]
        lines += [f"{self.tag_count} {self.rest}"] if self.tag_count != len(self.tags) else []
        return sha256("\0".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def local_references(folder: Path, branch: str | None) -> References:
    """Read the names in a git directory as files; git itself is not run there.

    Raises `SourceError`: empty, no-branch, unsupported, unreadable or broken.
    """
    if (folder / "reftable").is_dir():
        raise SourceError(
            "unsupported",
            "the repository stores its references in a reftable, which is not supported",
            "Give the https or ssh address.",
        )
    try:
        names = _Names()
        _add_loose(folder, names)  # first, for what is loose is newer than what is packed
        names.read(_pieces(folder / "packed-refs", _REFERENCE_BYTES), b" ")
        # As git did before 2005, and still reads: a link instead of a file that names the branch.
        linked = (folder / "HEAD").is_symlink()
        head = f"ref: {(folder / 'HEAD').readlink()}" if linked else _text(folder / "HEAD", _NAME_BYTES).strip()
        shallow = tuple(ObjectId(line) for line in _text(folder / "shallow").split() if _OBJECT_ID.fullmatch(line))
    except OSError as error:
        raise SourceError(
            "unreadable", f"the repository cannot be read: {error.strerror}", "Check the permissions."
        ) from error
    resolved = {name: oid for name in names.found if (oid := _resolved(name, names.found)) is not None}
    if head.startswith("ref:"):
        target = head.removeprefix("ref:").strip()
        return _choose(names, resolved, branch, head_name=target, head_oid=resolved.get(target), shallow=shallow)
    if not _OBJECT_ID.fullmatch(head):
        raise SourceError("broken", "HEAD is not a reference", "Run `git fsck` in the repository.")
    return _choose(names, resolved, branch, head_name=None, head_oid=ObjectId(head), shallow=shallow)


def remote_references(git: Git, address: str, protocol: str, branch: str | None) -> References:
    """Ask a remote for its names, in one round trip. Raises `SourceError`."""
    arguments = ["ls-remote", "--symref", "--end-of-options", address, "HEAD", f"{_HEADS}*", f"{_TAGS}*"]
    head_name, names = parse_ls_remote(stream(git, arguments, protocol=protocol))
    found = {name: ObjectId(oid) for name, oid in names.found.items()}
    head_oid = found.pop("HEAD", None)
    return _choose(names, found, branch, head_name=head_name, head_oid=head_oid)


class _Names:
    """Names with the objects that they stand for, as many as are read; all of them are hashed."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.whole = True
        self._all = sha256()

    @property
    def rest(self) -> str:
        """A hash of all that was listed; empty where all of it was read."""
        return "" if self.whole else self._all.hexdigest()

    def read(self, chunks: Iterable[bytes], separator: bytes) -> str | None:
        """Read lines of a value and a name; gives the branch that HEAD points at, where a line says it."""
        head: str | None = None
        pieces = self._hashed(chunks)
        for line in records(pieces, b"\n", _NAME_BYTES):
            value, _, name = line.partition(separator)
            if name == b"HEAD" and value.startswith(b"ref: "):
                head = value.removeprefix(b"ref: ").decode("utf-8", "surrogateescape")
            elif not (name == b"HEAD" or name.startswith(_READ)) or name.endswith(b"^{}"):
                continue
            elif not self.add(name, value):
                # Branches come before tags. A line costs a microsecond, and there may be a million of them.
                deque(pieces, maxlen=0)
                break
        return head

    def _hashed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._all.update(chunk)
            yield chunk

    def add(self, name: bytes, value: bytes) -> bool:
        """Read one name, unless it is known already; whether there was still room for it."""
        if len(self.found) >= (GIT_NAMES if name.startswith(b"refs/tags/") else 2 * GIT_NAMES):
            self.whole = False
            return False
        if len(name) <= GIT_NAME_BYTES:
            self.found.setdefault(name.decode("utf-8", "surrogateescape"), value.decode("ascii", "replace"))
        return True


def parse_ls_remote(chunks: Iterable[bytes]) -> tuple[str | None, _Names]:
    """Parse `ls-remote --symref`: what HEAD points at, and the object of each name."""
    names = _Names()
    head = names.read(chunks, b"\t")
    names.found = {name: oid for name, oid in names.found.items() if _OBJECT_ID.fullmatch(oid)}
    return head, names


def _choose(
    read: _Names,
    names: Mapping[str, ObjectId],
    branch: str | None,
    *,
    head_name: str | None,
    head_oid: ObjectId | None,
    shallow: tuple[ObjectId, ...] = (),
) -> References:
    branches = {name.removeprefix(_HEADS): oid for name, oid in names.items() if name.startswith(_HEADS)}
    tags = {name.removeprefix(_TAGS): oid for name, oid in names.items() if name.startswith(_TAGS)}
    count = len(tags) if read.whole else None
    kept = sorted(tags) if len(tags) <= GIT_TAGS else sorted(newest_tags(tags, "", GIT_TAGS))
    chosen: str | None
    if branch is not None:
        if branch not in branches:
            raise SourceError("no-branch", f"there is no branch {branch!r}", "Correct `branch` in catalog.yml.")
        chosen = branch
    elif head_oid is not None:
        chosen = head_name.removeprefix(_HEADS) if head_name is not None and head_name.startswith(_HEADS) else None
    elif not branches:
        raise SourceError("empty", "the repository has no commits yet", "Push the first commit.")
    else:
        usual = [name for name in _USUAL_BRANCHES if name in branches] or (list(branches) if len(branches) == 1 else [])
        if not usual:
            raise SourceError(
                "no-branch",
                f"HEAD points to the branch {(head_name or '').removeprefix(_HEADS)!r}, which does not exist",
                "Set the default branch, or name one as `branch` in catalog.yml.",
            )
        chosen = usual[0]
    head = head_oid if chosen is None or (branch is None and head_oid is not None) else branches[chosen]
    assert head is not None  # noqa: S101 - every path above found one
    return References(
        head=head,
        reference="HEAD" if chosen is None else f"{_HEADS}{chosen}",
        branch=chosen,
        tags={tag: tags[tag] for tag in kept},
        tag_count=count,
        shallow=shallow,
        rest=read.rest,
    )


def _add_loose(folder: Path, names: _Names) -> None:
    for root in (_HEADS, _TAGS):
        for parent, folders, files in os.walk(folder / root):
            folders.sort()
            for name in sorted(files):
                path = Path(parent) / name
                if not name.endswith(".lock"):
                    value = b"".join(_pieces(path, _NAME_BYTES)).strip()
                    if value and not names.add(os.fsencode(path.relative_to(folder).as_posix()), value):
                        return


def _resolved(name: str, names: Mapping[str, str]) -> ObjectId | None:
    value = names.get(name, "")
    for _ in range(_INDIRECTIONS):
        if not value.startswith("ref:"):
            break
        value = names.get(value.removeprefix("ref:").strip(), "")
    return ObjectId(value) if _OBJECT_ID.fullmatch(value) else None


def _text(path: Path, limit: int = _REFERENCE_BYTES) -> str:
    return b"".join(_pieces(path, limit)).decode("utf-8", "surrogateescape")


def _pieces(path: Path, limit: int) -> Iterator[bytes]:
    # Only a regular file: a pipe would block for ever, and a link could lead anywhere.
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENOTDIR):
            return
        raise
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return
        while limit > 0 and (piece := file.read(min(limit, _PIECE_BYTES))):
            limit -= len(piece)
            yield piece
