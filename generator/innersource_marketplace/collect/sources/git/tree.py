"""Reading git objects by id: our own empty repository over somebody else's object store.

Git never opens the source repository itself: its configuration, hooks and attributes stay unread.
A view is a bare repository of ours that borrows the objects (and nothing else) as an alternate.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from innersource_marketplace.collect.sources.git.command import Git, run, stream
from innersource_marketplace.errors import SourceError
from innersource_marketplace.model import ObjectId

_OBJECT_ID = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_REGULAR_MODES = frozenset({b"100644", b"100755", b"100664"})
_MODE_NAMES: Mapping[bytes, str] = {b"120000": "symbolic link", b"160000": "submodule", b"040000": "folder"}


@dataclass(frozen=True, slots=True)
class File:
    """An entry of a tree. `kind` is "file", "symbolic link", "submodule", "folder" or "unknown".

    `path` keeps bytes that are no UTF-8 as lone surrogates; `size` is None when the content is
    not at hand.
    """

    path: str
    oid: ObjectId
    kind: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Object:
    """A git object as read: its type ("blob", "tag", "commit") and its bytes."""

    type: str
    data: bytes


def make_view(folder: Path, objects: Path, *, sha256: bool, shallow: Iterable[ObjectId] = ()) -> Path:
    """Make a bare repository in `folder` that reads the object store `objects`.

    Raises `SourceError` (refused) when the path of the store cannot be written as an alternate.
    """
    path = str(objects)
    if "\n" in path or path.startswith(("#", '"')):
        raise SourceError("refused", "the path of the repository contains a line break", "Rename the folder.")
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
    settings = "[core]\n\tbare = true\n\trepositoryformatversion = "
    settings += "1\n[extensions]\n\tobjectFormat = sha256\n" if sha256 else "0\n"
    (folder / "config").write_text(settings, encoding="utf-8")
    (folder / "objects" / "info" / "alternates").write_text(f"{path}\n", encoding="utf-8", errors="surrogateescape")
    boundary = "".join(f"{oid}\n" for oid in shallow)
    if boundary:
        (folder / "shallow").write_text(boundary, encoding="utf-8")
    return folder


def list_tree(git: Git, view: Path, commit: ObjectId) -> tuple[File, ...]:
    """List every file and folder of a commit, with sizes if all contents are at hand."""
    try:
        return tuple(_files(git, view, commit, sizes=True))
    except SourceError as error:
        if error.code != "broken":
            raise
        return tuple(_files(git, view, commit, sizes=False))


def parse_tree_record(record: bytes) -> File | None:
    """Parse one record of `ls-tree -z`, with or without sizes; None if it is not one."""
    head, tab, path = record.partition(b"\t")
    fields = head.split()
    if not tab or len(fields) not in (3, 4) or not _OBJECT_ID.fullmatch(fields[2]):
        return None
    size = int(fields[3]) if len(fields) == 4 and fields[3].isdigit() else None
    kind = "file" if fields[0] in _REGULAR_MODES else _MODE_NAMES.get(fields[0], "unknown")
    return File(path.decode("utf-8", "surrogateescape"), ObjectId(fields[2].decode("ascii")), kind, size)


def sizes_of(git: Git, view: Path, oids: Iterable[ObjectId]) -> dict[ObjectId, int]:
    """Tell the sizes of objects; those that are not at hand are absent."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    output = run(git, ["cat-file", "--batch-check"], folder=view, given=_lines(wanted))
    sizes: dict[ObjectId, int] = {}
    for line in output.splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[2].isdigit():
            sizes[ObjectId(fields[0].decode("ascii"))] = int(fields[2])
    return sizes


def read_objects(git: Git, view: Path, oids: Iterable[ObjectId]) -> dict[ObjectId, Object]:
    """Read objects whole; those that are not at hand are absent. Mind their sizes before."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    output = run(git, ["cat-file", "--batch"], folder=view, given=_lines(wanted))
    return dict(parse_batch(output))


def parse_batch(output: bytes) -> Iterator[tuple[ObjectId, Object]]:
    """Parse what `cat-file --batch` prints; stops at the first thing that is not an object."""
    position = 0
    while position < len(output):
        end = output.find(b"\n", position)
        if end < 0:
            return
        fields = output[position:end].split()
        position = end + 1
        if len(fields) == 2:  # "<oid> missing"
            continue
        if len(fields) != 3 or not fields[2].isdigit() or not _OBJECT_ID.fullmatch(fields[0]):
            return
        size = int(fields[2])
        data = output[position : position + size]
        if len(data) < size:
            return
        yield ObjectId(fields[0].decode("ascii")), Object(fields[1].decode("ascii", "replace"), data)
        position += size + 1


def records(chunks: Iterable[bytes], separator: bytes) -> Iterator[bytes]:
    """Cut a stream of chunks into records; an unfinished last one counts too."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(separator)
        yield from whole
    if rest:
        yield rest


def _files(git: Git, view: Path, commit: ObjectId, *, sizes: bool) -> Iterator[File]:
    arguments = ["ls-tree", "-r", "-t", "-z", "--full-tree", *(["-l"] if sizes else []), "--end-of-options", commit]
    for record in records(stream(git, arguments, folder=view), b"\0"):
        file = parse_tree_record(record)
        if file is not None:
            yield file


def _lines(oids: Iterable[ObjectId]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode("ascii")
