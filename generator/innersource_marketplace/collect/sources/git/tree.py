"""Reading git objects by id: our own empty repository over somebody else's object store.

Git never opens the source repository itself: its configuration, hooks and attributes stay unread.
A view is a bare repository of ours that borrows the objects (and nothing else) as an alternate.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from posixpath import dirname

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.command import Git, for_reading, run, stream
from innersource_marketplace.errors import SourceError
from innersource_marketplace.limits import (
    LISTED_FOLDERS,
    TREE_BYTES,
    TREE_DEPTH,
    TREE_ENTRIES,
    TREE_PATH_BYTES,
    TREE_SECONDS,
)
from innersource_marketplace.model import ObjectId

_OBJECT_ID = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_REGULAR_MODES = frozenset({b"100644", b"100755", b"100664"})
_OVER = ("too-large", "timeout")
"""Reasons to list a tree in part."""

_LISTED = 5_000
"""Entries of one folder that are kept of a tree that is listed in part; beyond them only those of telling names."""

_TELLING = re.compile(
    rb"(?i)[/\t](?:readme|innersource\.json|contribut|(?:mit|apache|bsd|gpl)?[-_]?(?:un)?licen[sc]e|copying|codeowners"
    rb"|communication|support|code.?of.?conduct|security|agents?\.md|claude\.md|change|history|news|release)[^/]*$"
)
_MODE_NAMES: Mapping[bytes, str] = {b"120000": "symbolic link", b"160000": "submodule", b"040000": "folder"}


class File(msgspec.Struct, frozen=True):
    """An entry of a tree. `kind` is "file", "symbolic link", "submodule", "folder" or "unknown".

    `path` keeps bytes that are no UTF-8 as lone surrogates; `size` is None when the content is
    not in the copy.
    """

    path: str
    oid: ObjectId
    kind: str
    size: int | None


class Object(msgspec.Struct, frozen=True):
    """A git object as read: its type ("blob", "tag", "commit") and its bytes."""

    type: str
    data: bytes


def make_view(folder: Path, objects: Path, *, sha256: bool, shallow: Iterable[ObjectId] = ()) -> Path:
    """Make a bare repository in `folder` that reads the object store `objects`.

    Raises `SourceError` (refused) when the path of the store cannot be written as an alternate.
    """
    path = objects.as_posix()
    if "\n" in path or path.startswith(("#", '"')):
        raise SourceError("refused", "the path of the repository contains a line break", "Rename the folder.")
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_bytes(b"ref: refs/heads/none\n")
    settings = "[core]\n\tbare = true\n\trepositoryformatversion = "
    settings += "1\n[extensions]\n\tobjectFormat = sha256\n" if sha256 else "0\n"
    (folder / "config").write_text(settings, encoding="utf-8", newline="\n")
    (folder / "objects" / "info" / "alternates").write_bytes(os.fsencode(f"{path}\n"))
    boundary = "".join(f"{oid}\n" for oid in shallow)
    if boundary:
        (folder / "shallow").write_text(boundary, encoding="utf-8", newline="\n")
    return folder


class Tree(msgspec.Struct, frozen=True):
    """The files and folders of a commit; those over the limits of depth and length are only counted.

    Where there are too many, it is not `whole`, and `files` has only what lies directly in the folders where
    repositories keep what is about themselves.
    """

    files: tuple[File, ...]
    whole: bool = True
    left_out: int = 0


def list_tree(git: Git, view: Path, commit: ObjectId) -> Tree:
    """List the files and folders of a commit, with the sizes that are known. Raises `SourceError`."""
    try:
        tree = _whole(git, view, commit)
    except SourceError as error:
        if error.code not in _OVER:
            raise
    else:
        # Each object once: asking for sizes with the list would look up the same file a million times.
        sizes: dict[ObjectId, int] = {}
        with suppress(SourceError):
            sizes = sizes_of(git, view, (file.oid for file in tree.files if file.kind == "file"))
        return replace(tree, files=tuple(File(one.path, one.oid, one.kind, sizes.get(one.oid)) for one in tree.files))
    # Here and not above, where the error still holds what was listed so far.
    return _in_part(git, view, commit)


def list_folder(git: Git, view: Path, commit: ObjectId, folder: str, most: int) -> Tree:
    """List the files below one folder of a commit, with paths from the root: where the whole tree was too large.

    What has more than `most` entries is listed in part. Raises `SourceError`.
    """
    try:
        return _whole(git, view, commit, folder, most)
    except SourceError as error:
        if error.code not in _OVER:
            raise
    listing = ["ls-tree", "-z", "--full-tree", "--end-of-options", commit, f"{folder}/"]
    return Tree(tuple(_listed(git, view, listing)), whole=False)


def look_up(git: Git, view: Path, commit: ObjectId, paths: Iterable[str]) -> tuple[File, ...]:
    """Find files by their paths, for trees that were listed in part; missing ones are absent."""
    wanted = sorted(path for path in set(paths) if _is_listed_path(path))
    if not wanted:
        return ()
    listing = ["ls-tree", "-z", "--full-tree", "--end-of-options", commit, *wanted]
    return tuple(file for file in _listed(git, view, listing) if file.path in wanted)


def _whole(git: Git, view: Path, commit: ObjectId, folder: str = "", most: int | None = None) -> Tree:
    files: list[File] = []
    left_out = total = 0
    most = TREE_ENTRIES if most is None else most
    deadline = time.monotonic() + TREE_SECONDS
    arguments = ["ls-tree", "-r", "-t", "-z", "--full-tree", "--end-of-options", commit]
    arguments += [f"{folder}/"] if folder else []
    for listed in _record_lists(stream(for_reading(git), arguments, folder=view)):
        for record in listed:
            total += len(record)
            # Before any work: a kilobyte of tree objects can stand for a million entries of any depth.
            if len(record) > TREE_PATH_BYTES or record.count(b"/") > TREE_DEPTH:
                left_out += 1
            elif (file := parse_tree_record(record)) is not None:
                files.append(file)
        if len(files) + left_out > most or total > TREE_BYTES or time.monotonic() > deadline:
            raise SourceError("too-large", "the repository has too many files")
    return Tree(tuple(files), left_out=left_out)


def _in_part(git: Git, view: Path, commit: ObjectId) -> Tree:
    """List the folders where repositories keep what is about themselves, one after the other."""
    listing = ["ls-tree", "-z", "--full-tree", "--end-of-options", commit]
    found = list(_listed(git, view, listing))
    wanted = frozenset(
        home for folder in LISTED_FOLDERS if folder for home in (folder.lower(), dirname(folder).lower())
    )
    waiting = [file.path for file in found if file.kind == "folder" and file.path.lower() in wanted]
    while waiting and len(found) < TREE_ENTRIES:
        inside = list(_listed(git, view, [*listing, f"{waiting.pop()}/"]))
        found += inside
        waiting += [file.path for file in inside if file.kind == "folder" and file.path.lower() in wanted]
    return Tree(tuple(found), whole=False)


def _listed(git: Git, view: Path, arguments: Sequence[str]) -> Iterator[File]:
    """The files of one folder, which may have any number of them: documents are found wherever they are sorted."""
    left, left_telling = _LISTED, _LISTED
    for record in records(stream(for_reading(git), arguments, folder=view), b"\0"):
        if left > 0:
            left -= 1
        elif left_telling > 0 and _TELLING.search(record) is not None:
            left_telling -= 1
        else:
            continue
        if len(record) <= TREE_PATH_BYTES and (file := parse_tree_record(record)) is not None:
            yield file


def _is_listed_path(path: str) -> bool:
    return 0 < len(path) <= TREE_PATH_BYTES and not path.startswith((":", "/")) and "\0" not in path


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
    """The sizes of objects; those that are not in the copy are absent."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    output = run(for_reading(git), ["cat-file", "--batch-check"], folder=view, given=_lines(wanted))
    sizes: dict[ObjectId, int] = {}
    for line in output.splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[2].isdigit():
            sizes[ObjectId(fields[0].decode("ascii"))] = int(fields[2])
    return sizes


def read_objects(git: Git, view: Path, oids: Iterable[ObjectId]) -> dict[ObjectId, Object]:
    """Read objects whole; those that are not in the copy are absent. Check their sizes first."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    output = run(for_reading(git), ["cat-file", "--batch"], folder=view, given=_lines(wanted))
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


def records(chunks: Iterable[bytes], separator: bytes, longest: int = TREE_PATH_BYTES) -> Iterator[bytes]:
    """Cut a stream of chunks into records; an unfinished last one counts too.

    Of a record that is longer than `longest` only so much is kept, and a byte more.
    """
    for found in _record_lists(chunks, separator, longest):
        yield from found


def _record_lists(
    chunks: Iterable[bytes], separator: bytes = b"\0", longest: int = TREE_PATH_BYTES
) -> Iterator[list[bytes]]:
    rest = b""
    for chunk in chunks:
        first, *whole = chunk.split(separator)
        rest += first[: max(0, longest + 1 - len(rest))]
        if whole:
            *between, last = whole
            yield [rest, *(record if len(record) <= longest else record[: longest + 1] for record in between)]
            rest = last[: longest + 1]
    if rest:
        yield [rest]


def _lines(oids: Iterable[ObjectId]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode("ascii")
