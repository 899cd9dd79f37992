"""Files and folders: what comes with the program, reading inside a folder, and folders that the program owns."""

import os
import shutil
import stat
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from innersource_marketplace.errors import MarketplaceError, UsageError
from innersource_marketplace.runtime import fcntl

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "instance"
_CHECKOUT = _PACKAGE.parent.parent
_LOCK_LOOK_SECONDS: Final = 0.1
_ENDING_SECONDS: Final = 20.0
"""How long what a killed run has started may take to notice that, on a busy machine; it is a moment on others."""

_PROCESSES: Final = ".processes"
_PAGE: Final = 4_096
_ZEROS: Final = bytes(2**17)
NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
"""Opens no symbolic link, on systems that can."""


def instance_file(name: str) -> Path:
    """The shipped file or folder of an instance: `docs`, `overrides`, `mkdocs.yml`…

    In a checkout they lie at its top level, where the demo uses them as they are; in a wheel they
    lie inside the package.
    """
    return (_IN_WHEEL if _IN_WHEEL.is_dir() else _CHECKOUT) / name


def read_inside(folder: Path, path: str, most: int) -> bytes | None:
    """Read at most `most` bytes of a file in `folder`; None where it is missing, no file, or leads elsewhere."""
    target = folder.joinpath(*PurePosixPath(path).parts)
    try:
        if not target.resolve().is_relative_to(folder.resolve()) or not target.is_file():
            return None
        with target.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError):
        return None


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the only right to work in a folder, which is made if it is missing.

    Waits for processes that a run which was killed has left `at_work` there. Raises `MarketplaceError` when another
    process has the right, or when those do not end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / ".lock", f"{folder}: another build is running here. Wait until it has finished."):
        with (folder / _PROCESSES).open("wb") as file:
            latest = time.monotonic() + _ENDING_SECONDS
            while not lock(file, wait=False):
                if time.monotonic() > latest:
                    raise MarketplaceError(
                        f"{folder}: processes of a build that was killed are still at work here. Wait until they have "
                        "ended, or end them."
                    )
                time.sleep(_LOCK_LOOK_SECONDS)
        yield


def at_work(folder: Path) -> IO[bytes]:
    """A file for a process that works in a folder for its holder: as long as it is open, nobody else begins there.

    Processes that inherit the file hold it too. On Windows, where files that are in use stay, nothing is held.
    """
    file = (folder / _PROCESSES).open("wb")
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_SH)
    return file


@contextmanager
def exclusive_file(path: Path) -> Iterator[None]:
    """Hold the only right to work on a file, by another one beside it.

    Raises `MarketplaceError` when another process has the right.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _held(path.with_name(f".{path.name}.lock"), f"{path}: another run is at work here. Wait until it has ended."):
        yield


@contextmanager
def _held(place: Path, taken: str) -> Iterator[None]:
    with place.open("wb") as file:
        try:
            free = lock(file, wait=False)
        except OSError as error:
            raise MarketplaceError(
                f"{place}: files cannot be locked here ({error.strerror}). Use a folder on a disk of this machine."
            ) from error
        if not free:
            raise MarketplaceError(taken)
        yield


def lock(file: IO[Any], *, wait: bool) -> bool:
    """Take the only right to an open file among all processes, until it is closed.

    False if another has it and this one does not `wait`. Raises OSError where files cannot be locked.
    """
    if fcntl is None:
        return _lock_on_windows(file, wait=wait)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _lock_on_windows(file: IO[Any], *, wait: bool) -> bool:
    windows = import_module("msvcrt")
    while True:
        with suppress(PermissionError):
            windows.locking(file.fileno(), windows.LK_NBLCK, 1)
            return True
        if not wait:
            return False
        time.sleep(_LOCK_LOOK_SECONDS)


def clear(folder: Path) -> None:
    """Empty a folder that only the program writes to. Raises `UsageError` for a symbolic link."""
    own(folder)
    shutil.rmtree(folder)
    folder.mkdir()


def own(folder: Path) -> None:
    """Make a folder that only the program writes to, if it is missing. Raises `UsageError` for a symbolic link."""
    if folder.is_symlink():
        raise UsageError(f"{folder}: is a symbolic link. Remove it; the build creates a folder here.")
    folder.mkdir(parents=True, exist_ok=True)


def blank(folder: Path, kept: Container[str]) -> None:
    """Leave nothing in a folder of ours but files of zeros, for a build to write over.

    Those among `kept` stay; all others, and those that are in another folder too, are deleted. A file that has its
    place on the disk is written in a fifth of the time of one that is new or was cut to nothing, and a tenth to a
    twentieth where many were deleted a moment ago.
    """

    def keep(entry: os.DirEntry[str], name: str) -> bool:
        if name not in kept or not _is_alone(entry):
            return False
        try:
            _write_zeros(entry.path, entry.stat(follow_symlinks=False).st_size)
        except OSError:  # it may not be written, or there is no room for a copy of it
            return False
        return True

    _sweep(str(folder), keep)


def unshare(folder: Path) -> None:
    """Delete what is in another folder too, from a folder of ours."""
    _sweep(str(folder), lambda entry, _: _is_alone(entry))


def _is_alone(entry: os.DirEntry[str]) -> bool:
    """Whether something is a file that has no other name."""
    found = entry.stat(follow_symlinks=False)
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _write_zeros(path: str, size: int) -> None:
    file = os.open(path, os.O_WRONLY | NO_LINK | getattr(os, "O_BINARY", 0))
    try:
        left = size + padding(size)
        while left > 0:
            left -= os.write(file, memoryview(_ZEROS)[:left])
    finally:
        os.close(file)


def padding(size: int) -> int:
    """How many bytes more fill a page of memory: of one that is written in part, the system first reads the rest."""
    return -size % _PAGE


def prune(folder: Path, kept: Container[str]) -> None:
    """Delete every file and link below a folder that is not among `kept`, and folders that are empty then."""
    if folder.is_dir():
        _sweep(str(folder), lambda _, name: name in kept)


def _sweep(folder: str, keep: Callable[[os.DirEntry[str], str], bool]) -> None:
    """Delete what is not to be kept below a folder, and folders that are empty then."""
    above = len(folder) + 1
    places, left = [folder], {folder}
    for place in places:  # grows meanwhile
        with os.scandir(place) as entries:
            found = list(entries)
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                places.append(entry.path)
            elif keep(entry, entry.path[above:].replace(os.sep, "/")):
                left.add(place)
            else:
                Path(entry.path).unlink()
    for place in reversed(places):  # those inside others first
        if place in left:
            left.add(place.rpartition(os.sep)[0])
        else:
            with suppress(OSError):  # something came meanwhile
                Path(place).rmdir()


def files_below(folder: Path) -> list[str]:
    """The files below a folder, links left out, as sorted paths from there, with `/` on every system."""
    found = []
    above = len(str(folder)) + 1
    places = [str(folder)] if folder.is_dir() else []
    while places:
        with os.scandir(places.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    places.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    found.append(entry.path[above:])
    return sorted(found if os.sep == "/" else (path.replace(os.sep, "/") for path in found))


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """Put a file there once more, without a copy where the file system can do that; the folder must be there."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def processors() -> int:
    """How many processes can work at the same time on this machine, as far as this program may use it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def remove(path: Path) -> None:
    """Delete a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
