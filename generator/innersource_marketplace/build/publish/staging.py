"""Folders that generated files are brought up to date in: what is right stays, the rest is replaced or goes."""

import filecmp
import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Set
from pathlib import Path

from innersource_marketplace.errors import ConfigurationError, UsageError

Content = bytes | Iterable[bytes]
"""What a file is to have in it, as a whole or in pieces."""

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


def clear(folder: Path) -> None:
    """Empty a folder that only builds write to."""
    if folder.is_symlink():
        raise UsageError(f"{folder}: is a symbolic link; remove it, builds write a folder here.")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


class Staging:
    """A folder that generated files are written into, each below it and nowhere else.

    A file that has the right content already is left alone. One that has not is replaced, never
    written into: other folders may share it.
    """

    def __init__(self, folder: Path, *, like: Path | None = None) -> None:
        """`like` is a folder that may have the same files already, which are then shared."""
        # Strings, not paths: there are a hundred thousand files, and most are only looked at.
        self._folder = str(folder)
        self._like = None if like is None else str(like)
        self._inside: set[str] = set()

    def write(self, name: str, data: bytes) -> bool:
        """Write one file, and say whether it was another before; `name` is relative and `/`-separated.

        Raises `ConfigurationError` for an address that is not safe.
        """
        if not all(map(_SEGMENT.fullmatch, name.split("/"))):
            raise ConfigurationError(_unsafe(name))
        return self.put(name, data)

    def stream(self, name: str, pieces: Iterable[bytes]) -> bool:
        """Do the same with a file that comes in pieces, of which no more than one is held."""
        if not all(map(_SEGMENT.fullmatch, name.split("/"))):
            raise ConfigurationError(_unsafe(name))
        target = self._place(name)
        # A segment does not begin with a full stop, so nothing else has this name.
        new = f"{self._folder}/.coming"
        _make_room(new, _found(new))
        with open(new, "xb") as file:
            file.writelines(pieces)
        found = _found(target)
        if found is not None and _holds_the_same(target, found, new):
            os.unlink(new)
            return False
        _make_room(target, found)
        os.rename(new, target)
        return True

    def put(self, name: str, data: bytes) -> bool:
        """Do the same at an address that comes from a folder of ours, where people may use other letters too.

        Raises `ConfigurationError` for one that leads out of the folder.
        """
        target = self._place(name)
        found = _found(target)
        if found is not None and _holds(target, found, data):
            return False
        _make_room(target, found)
        like = f"{self._like}/{name}"
        if self._like is not None and (there := _found(like)) is not None and _holds(like, there, data):
            link_or_copy(like, target)
        else:
            with open(target, "xb") as file:
                file.write(data)
        return True

    def take(self, source: Path | str, name: str) -> bool:
        """Put a file of another folder of ours here too, without a copy where that can be; whether it was not here."""
        target = self._place(name)
        found = _found(target)
        if found is not None and os.path.samestat(os.lstat(source), found):
            return False
        _make_room(target, found)
        link_or_copy(source, target)
        return True

    def _place(self, name: str) -> str:
        folder = name.rpartition("/")[0]
        if folder not in self._inside:
            self._open(folder)
        return f"{self._folder}/{name}"

    def _open(self, folder: str) -> None:
        """Make a folder, below others that are real folders: no link leads out of here."""
        if not folder:
            Path(self._folder).mkdir(parents=True, exist_ok=True)
        else:
            above, _, last = folder.rpartition("/")
            if last in ("", ".", ".."):
                raise ConfigurationError(f"{folder!r}: leads out of the staging folder.")
            if above not in self._inside:
                self._open(above)
            _make_folder(f"{self._folder}/{folder}")
        self._inside.add(folder)


def _unsafe(name: str) -> str:
    return f"{name!r}: is not a safe address for a file of the site. Collect again."


def _make_folder(path: str) -> None:
    """Make a folder in place of nothing or of a file; one that is there, made by another process even now, is well."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        try:
            os.mkdir(path)
        except FileExistsError:
            _make_folder(path)
        return
    if stat.S_ISLNK(found.st_mode):
        raise ConfigurationError(f"{path}: leads out of the staging folder.")
    if not stat.S_ISDIR(found.st_mode):
        # A file of an older build has the name that is a folder now.
        os.unlink(path)
        os.mkdir(path)


def _found(path: str) -> os.stat_result | None:
    """What the file system tells of a file, link or folder; None where there is none, as mostly in a first build."""
    try:
        return os.lstat(path)
    except OSError:
        return None


def _holds(path: str, found: os.stat_result, data: bytes) -> bool:
    """Whether it is a file, not a link to one, with just this content."""
    try:
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


def _holds_the_same(path: str, found: os.stat_result, other: str) -> bool:
    """Whether it is a file, not a link to one, with the content of the other."""
    filecmp.clear_cache()  # it remembers names and times, and the same name is used again and again
    try:
        return stat.S_ISREG(found.st_mode) and filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


def _make_room(path: str, found: os.stat_result | None) -> None:
    if found is None:
        return
    if stat.S_ISDIR(found.st_mode):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def stage(files: Iterable[tuple[str, Content]], folder: Path) -> list[str]:
    """Write generated files into a folder, and return their paths. Raises `ConfigurationError` for one not safe."""
    staging = Staging(folder)
    written = []
    for name, content in files:
        if isinstance(content, bytes):
            staging.write(name, content)
        else:
            staging.stream(name, content)
        written.append(name)
    return written


def claim(written: Iterable[str], generated: Iterable[str]) -> None:
    """Refuse generated files at an address that is taken, by a hand-written page or by another of them.

    Two paths that differ only in case or Unicode form are the same address on common file systems.
    Raises `ConfigurationError`.
    """
    taken = {_folded(name) for name in written}
    for name in generated:
        folded = _folded(name)
        if folded in taken:
            raise ConfigurationError(
                f"docs/{name}: this address is written by the build. Rename the hand-written page."
            )
        taken.add(folded)


def prune(folder: Path, kept: Iterable[str]) -> None:
    """Delete every file and link below a folder of ours that is not among `kept`, and folders that are empty then."""
    if folder.is_dir():
        _prune(str(folder), "", set(kept))


def _prune(place: str, inside: str, names: Set[str]) -> bool:
    """Do so below one place; whether anything is left there."""
    left = False
    with os.scandir(place) as entries:
        found = list(entries)
    for entry in found:
        name = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if _prune(entry.path, f"{name}/", names):
                left = True
            else:
                os.rmdir(entry.path)
        elif name in names:
            left = True
        else:
            os.unlink(entry.path)
    return left


def files_below(folder: Path) -> list[str]:
    """The files below a folder, links left out, as sorted paths from there."""
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
    return sorted(found)


def clear_links(folder: Path) -> None:
    """Delete all symbolic links of a folder of ours, and the folder itself if it is one; nothing that they lead to."""
    if folder.is_symlink():
        folder.unlink()
    places = [str(folder)] if folder.is_dir() else []
    while places:
        with os.scandir(places.pop()) as entries:
            for entry in entries:
                if entry.is_symlink():
                    Path(entry.path).unlink()
                elif entry.is_dir():
                    places.append(entry.path)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def layer(sources: Iterable[Path], target: Path) -> list[str]:
    """Copy folders over each other, later ones winning; symbolic links and hidden files stay behind.

    Returns the paths of what was copied, below `target`.
    """
    target.mkdir(parents=True, exist_ok=True)
    copied = set()
    for source in sources:
        for path in sorted(source.rglob("*")):
            relative = path.relative_to(source)
            if path.is_symlink() or any(part.startswith(".") for part in relative.parts):
                continue
            if path.is_file():
                destination = target / relative
                destination.parent.mkdir(parents=True, exist_ok=True)
                destination.unlink(missing_ok=True)
                shutil.copyfile(path, destination)
                copied.add(relative.as_posix())
    return sorted(copied)


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """Put a file there once more, without a copy where the file system can do that; the folder must be there."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
