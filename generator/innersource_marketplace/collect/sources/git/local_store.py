"""What a local repository may consist of, checked before git opens it: files of its own, and nothing that waits.

Whoever can push to a folder of repositories must not make one of them a window on another, nor hold up the run
with a pipe. Git follows links and alternates to wherever they lead, and opens whatever has a name that it knows.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from innersource_marketplace.collect.sources.git.remote import Remote, git_folder, shown
from innersource_marketplace.errors import SourceError, Words, sentence
from innersource_marketplace.limits import ALTERNATES, OBJECT_FILES

_OWN_FOLDERS = ("objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags")
_ALTERNATES_BYTES = 64 * 1024
_FIX = "Replace it with a regular file or folder of the repository."


def local_store(remote: Remote) -> Path:
    """The git directory of a local repository whose names may be read. Raises `SourceError`: missing or refused.

    Before git opens its objects, `check_objects` looks at those too.
    """
    path = Path(remote.address)
    folder = git_folder(path)
    if folder is None:
        there = "there is no git repository at {path}" if path.exists() else "there is nothing at {path}"
        raise SourceError("missing", sentence(there, path=shown(remote.address)), "Check the path in catalog.yml.")
    # The address itself may be a link: the catalogue names it.
    if folder.name == ".git" and folder.is_symlink():
        raise _refused(".git is a symbolic link", "Name the repository itself.")
    for name in _OWN_FOLDERS:
        _check_folder(folder, name)
    return folder


def check_objects(folder: Path, remote: Remote) -> None:
    """Check the objects of a git directory, and of the stores in the folder of its source that it borrows from.

    Raises `SourceError`: refused, with what is wrong and where.
    """
    within = Path(os.path.realpath(remote.inside or remote.address))
    checked: set[Path] = set()
    waiting = [folder / "objects"]
    while waiting:
        store = waiting.pop()
        if store in checked:
            continue
        checked.add(store)
        if len(checked) > ALTERNATES:
            raise _refused(
                sentence("it borrows objects from more than {most} places", most=ALTERNATES),
                "Run `git repack -a` in it.",
            )
        _check_files(store)
        waiting += _alternates(store, within)


def _check_folder(folder: Path, name: str) -> None:
    try:
        mode = os.lstat(folder / name).st_mode
    except OSError:
        return
    if not stat.S_ISDIR(mode):
        raise _refused(sentence("{name} is {kind}", name=name, kind=_kind(mode)), _FIX)


def _check_files(store: Path) -> None:
    """Everything in a store of objects must be a regular file or a folder."""
    count = 0
    for place in ("", "info", "pack", *_fan_out(store)):
        for entry in _entries(store / place):
            count += 1
            regular = entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
            if not regular or count > OBJECT_FILES:
                name = "/".join(part for part in ("objects", place, entry.name) if part)
                what = _kind(entry.stat(follow_symlinks=False).st_mode) if not regular else ""
                raise (
                    _refused(sentence("{name} is {kind}", name=name, kind=what), _FIX)
                    if what
                    else _refused(
                        sentence("it has more than {most} loose objects", most=OBJECT_FILES), "Run `git gc` in it."
                    )
                )


def _fan_out(store: Path) -> Iterator[str]:
    return (entry.name for entry in _entries(store) if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False))


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def _alternates(store: Path, within: Path) -> Iterator[Path]:
    """The stores that one borrows from, all of them below a folder. Source: gitrepository-layout(5)."""
    try:
        with (store / "info" / "alternates").open("rb") as file:  # a regular file, as was checked
            lines = file.read(_ALTERNATES_BYTES).split(b"\n")
    except FileNotFoundError:
        return
    for line in lines:
        if not line or line.startswith(b"#"):
            continue
        real = Path(os.path.realpath(store / os.fsdecode(line)))
        if line.startswith(b'"') or not real.is_relative_to(within):
            raise _refused(
                "it borrows objects from outside the folder of this source",
                "Run `git repack -a -d` and delete objects/info/alternates, or name the folder that holds both.",
            )
        yield real


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a file" if stat.S_ISREG(mode) else "a pipe or device"


def _refused(what: Words, fix: str) -> SourceError:
    return SourceError("refused", sentence("the repository is not read: {what}", what=what), fix)
