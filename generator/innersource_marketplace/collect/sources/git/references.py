"""What a repository's names point at: HEAD, the default branch and the tags."""

import dataclasses
import errno
import os
import re
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

from innersource_marketplace.collect.sources.git.command import Git, run, stream
from innersource_marketplace.collect.sources.git.releases import newest_tags
from innersource_marketplace.collect.sources.git.tree import records
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.limits import GIT_BRANCHES, GIT_NAME_BYTES, GIT_TAGS, GIT_TAGS_KEPT
from innersource_marketplace.model import ObjectId

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HEADS = "refs/heads/"
_TAGS = "refs/tags/"
_USUAL_BRANCHES = ("main", "master", "trunk", "develop")
_READ = (b"refs/heads/", b"refs/tags/")
_REFERENCE_BYTES = 256 * 1024 * 1024
_PIECE_BYTES = 1 << 20
_NAME_BYTES = 4_096
_OPEN = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):  # each system has some of them
    _OPEN |= getattr(os, _flag, 0)
_INDIRECTIONS = 5
_BRANCHES_KEPT = 1_000

COLLECTOR = "8"
"""Part of every fingerprint: raise it when newer code would see more in the same repository."""


class References(msgspec.Struct, frozen=True, kw_only=True):
    """The names of a repository that matter here. `branch` is None when HEAD is detached.

    `reference` is the full name that `head` was found under. `tags` has at most `GIT_TAGS_KEPT`; `tag_count` is
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
        # As git did before 2005, and still reads: a link instead of a file that names the branch.
        linked = (folder / "HEAD").is_symlink()
        head = f"ref: {(folder / 'HEAD').readlink()}" if linked else _text(folder / "HEAD", _NAME_BYTES).strip()
        names = _Names(branch, head.removeprefix("ref:").strip())
        _add_loose(folder, names)  # first, for what is loose is newer than what is packed
        names.read(_pieces(folder / "packed-refs", _REFERENCE_BYTES), b" ")
        shallow = tuple(ObjectId(line) for line in _text(folder / "shallow").split() if _OBJECT_ID.fullmatch(line))
    except OSError as error:
        raise SourceError(
            "unreadable",
            sentence("the repository cannot be read: {reason}", reason=error.strerror),
            "Check the permissions.",
        ) from error
    names.resolve()
    if head.startswith("ref:"):
        target = head.removeprefix("ref:").strip()
        return _choose(names, branch, head_name=target, head_oid=names.object_of(target), shallow=shallow)
    if not _OBJECT_ID.fullmatch(head):
        raise SourceError("broken", "HEAD is not a reference", "Run `git fsck` in the repository.")
    return _choose(names, branch, head_name=None, head_oid=ObjectId(head), shallow=shallow)


def remote_references(git: Git, address: str, protocol: str, branch: str | None, place: Path) -> References:
    """Ask a remote for its names, in one round trip. `place` is an empty folder. Raises `SourceError`."""
    arguments = ["ls-remote", "--symref", "--end-of-options", address, "HEAD", f"{_HEADS}*", f"{_TAGS}*"]
    head_name, names = parse_ls_remote(stream(git, arguments, protocol=protocol), branch)
    if names.head is None and not names.branches and protocol in ("http", "https"):
        _check_answer(git, address, protocol, place)
    return _choose(names, branch, head_name=head_name, head_oid=names.head)


def _check_answer(git: Git, address: str, protocol: str, place: Path) -> None:
    """Raise `SourceError` where it is no git server that names nothing.

    To git, an empty answer, or a page to sign in at that is one line long, is a repository without names, as a plain
    web server may offer it. Only of a git server it notes what came.
    """
    noted = place / "answer"
    listening = dataclasses.replace(git, environment={**git.environment, "GIT_TRACE_PACKET": str(noted.resolve())})
    run(listening, ["ls-remote", "--end-of-options", address, "HEAD"], protocol=protocol, watched=place)
    if not noted.exists():
        raise SourceError(
            "malformed",
            "the host answered, but not as a git server does",
            "Check the address, and whether a proxy or a sign-in page answers instead.",
        )
    noted.unlink()


class _Names:
    """Names with the objects that they stand for, as many as are read.

    Of branches, those that may be the one that is collected are kept, and some others; of tags the newest. A million
    of either cost no more than some thousands.
    """

    def __init__(self, *wanted: str | None) -> None:
        """`wanted` are branches that must be found, by short or full name."""
        self.head: ObjectId | None = None
        self.branches: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.tag_count = 0
        self.whole = True
        self._branches_read = 0
        self._wanted = {*_USUAL_BRANCHES, *(name.removeprefix(_HEADS) for name in wanted if name)}
        self._seen: set[int] = set()
        self._all, self._all_tags = sha256(), sha256()

    @property
    def rest(self) -> str:
        """A hash of all tags, or of all that was listed; empty where all of it was kept."""
        if not self.whole:
            return self._all.hexdigest()
        return "" if len(self.tags) == self.tag_count else self._all_tags.hexdigest()

    def read(self, chunks: Iterable[bytes], separator: bytes) -> str | None:
        """Read lines of a value and a name; gives the branch that HEAD points at, where a line says it."""
        head: str | None = None
        pieces = self._hashed(chunks)
        for line in records(pieces, b"\n", _NAME_BYTES):
            value, _, name = line.partition(separator)
            if name == b"HEAD":
                if value.startswith(b"ref: "):
                    head = value.removeprefix(b"ref: ").decode("utf-8", "surrogateescape")
                    self._wanted.add(head.removeprefix(_HEADS))
                else:
                    self.head = _object_id(value.decode("ascii", "replace"))
            elif not name.startswith(_READ) or name.endswith(b"^{}"):
                continue
            elif not self.add(name, value):
                # Branches come before tags. A line costs a microsecond, and there may be a million of them.
                deque(pieces, maxlen=0)
                break
        self.keep_newest()
        return head

    def _hashed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._all.update(chunk)
            yield chunk

    def add(self, name: bytes, value: bytes) -> bool:
        """Read one name, unless it is known already; whether there was still room for it."""
        said, text = value.decode("ascii", "replace"), name.decode("utf-8", "surrogateescape")
        if said.startswith("ref:"):
            self._wanted.add(said.removeprefix("ref:").strip().removeprefix(_HEADS))
        elif not _OBJECT_ID.fullmatch(said):
            return True
        if text.startswith(_HEADS):
            self._branches_read += 1
            short = text.removeprefix(_HEADS)
            if short in self._wanted or len(self.branches) < _BRANCHES_KEPT:
                self.branches.setdefault(short, said)
            if self._branches_read >= GIT_BRANCHES:
                self.whole = False
                return False
        elif len(self._seen) >= GIT_TAGS:
            self.whole = False
            return False
        elif (mark := hash(name)) not in self._seen and len(name) <= GIT_NAME_BYTES:
            self._seen.add(mark)
            self._all_tags.update(b"%s %s\0" % (value, name))
            self.tag_count += 1
            self.tags[text.removeprefix(_TAGS)] = said
            if len(self.tags) >= 5 * GIT_TAGS_KEPT:  # seldom, for it costs time
                self.keep_newest()
        return True

    def keep_newest(self) -> None:
        """Forget all tags but the newest; which these are does not depend on how often it is done."""
        if len(self.tags) > GIT_TAGS_KEPT:
            self.tags = {tag: self.tags[tag] for tag in newest_tags(self.tags, "", GIT_TAGS_KEPT)}

    def resolve(self) -> None:
        """Replace names of names by the objects that they lead to; those that lead nowhere are left out."""
        for known, prefix in ((self.branches, _HEADS), (self.tags, _TAGS)):
            for name in [name for name, value in known.items() if value.startswith("ref:")]:
                if (found := self.object_of(f"{prefix}{name}")) is not None:
                    known[name] = found
                else:
                    del known[name]
                    self.tag_count -= known is self.tags

    def object_of(self, name: str) -> ObjectId | None:
        """The object that a full name leads to, by way of other names if need be."""
        for _ in range(_INDIRECTIONS):
            known = self.branches if name.startswith(_HEADS) else self.tags if name.startswith(_TAGS) else {}
            value = known.get(name.removeprefix(_HEADS).removeprefix(_TAGS), "")
            if not value.startswith("ref:"):
                return ObjectId(value) if value else None
            name = value.removeprefix("ref:").strip()
        return None


def parse_ls_remote(chunks: Iterable[bytes], branch: str | None = None) -> tuple[str | None, _Names]:
    """Parse `ls-remote --symref`: what HEAD points at, and the object of each name."""
    names = _Names(branch)
    head = names.read(chunks, b"\t")
    names.resolve()
    return head, names


def _choose(
    read: _Names,
    branch: str | None,
    *,
    head_name: str | None,
    head_oid: ObjectId | None,
    shallow: tuple[ObjectId, ...] = (),
) -> References:
    branches = {name: ObjectId(oid) for name, oid in read.branches.items()}
    chosen: str | None
    if branch is not None:
        if branch not in branches:
            raise SourceError(
                "no-branch",
                sentence("there is no branch {branch}", branch=repr(branch)),
                "Correct `branch` in catalog.yml.",
            )
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
                sentence(
                    "HEAD points to the branch {branch}, which does not exist",
                    branch=repr((head_name or "").removeprefix(_HEADS)),
                ),
                "Set the default branch, or name one as `branch` in catalog.yml.",
            )
        chosen = usual[0]
    head = head_oid if chosen is None or (branch is None and head_oid is not None) else branches[chosen]
    assert head is not None  # noqa: S101 - every path above found one
    return References(
        head=head,
        reference="HEAD" if chosen is None else f"{_HEADS}{chosen}",
        branch=chosen,
        tags={tag: ObjectId(oid) for tag, oid in sorted(read.tags.items())},
        tag_count=read.tag_count if read.whole else None,
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


def _object_id(text: str) -> ObjectId | None:
    return ObjectId(text) if _OBJECT_ID.fullmatch(text) else None


def _text(path: Path, limit: int = _REFERENCE_BYTES) -> str:
    return b"".join(_pieces(path, limit)).decode("utf-8", "surrogateescape")


def _pieces(path: Path, limit: int) -> Iterator[bytes]:
    # Only a regular file: a pipe would block forever, and a link could lead anywhere.
    try:
        if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
            return
        opened = os.open(path, _OPEN)
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
