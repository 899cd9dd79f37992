"""Folders that generated files are written into, each below the folder and nowhere else."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from innersource_marketplace import paths
from innersource_marketplace.errors import ConfigurationError

_PIECE: Final = 2**20

Content = bytes | Iterable[bytes]
"""What a file is to have in it, as a whole or in pieces."""

_OPEN: Final = os.O_WRONLY | os.O_CREAT | paths.NO_LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)

_IN_THE_WAY: Final = (errno.ELOOP, errno.EISDIR, errno.EACCES, errno.EPERM, errno.ENXIO, errno.EMLINK)
"""A link, a folder, a file that may not be written, a pipe."""

_KNOWN_FOLDERS: Final = 2_048
"""Folders that need not be looked at again: those of one project come in a row, and names take memory."""

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


def is_safe_address(name: str) -> bool:
    """Whether a path is one that the build gives to files that it generates."""
    return all(map(_SEGMENT.fullmatch, name.split("/")))


class Staging:
    """A folder of ours that generated files are written into, over whatever an earlier build left there.

    What nothing was written over is removed by `paths.prune`. Hand-written files at the address of a generated one are
    found by `claim`, and in the site by `NextSite`.
    """

    def __init__(self, folder: Path) -> None:
        # Strings, not paths: there are a hundred thousand files.
        self._folder = str(folder)
        self._inside: set[str] = set()

    def write(self, name: str, data: Content) -> None:
        """Write one file; `name` is relative and `/`-separated. Raises `ConfigurationError` for an unsafe address."""
        if not is_safe_address(name):
            raise ConfigurationError(f"{name!r}: is not a safe address for a file of the site. Collect again.")
        self.put(name, data)

    def put(self, name: str, data: Content) -> None:
        """Do the same at an address that comes from a folder of ours, where people may use other letters too.

        Raises `ConfigurationError` for one that leads out of the folder.
        """
        # A whole file takes one call: one opened for Python takes three more, a hundred thousand times.
        file, there = _opened(self._place(name))
        if not isinstance(data, bytes):
            with open(file, "wb") as pieces:
                pieces.writelines(data)
                pieces.truncate()
            return
        try:
            left = memoryview(data + bytes(paths.padding(len(data))) if there else data)
            while left:
                left = left[os.write(file, left) :]
            if there:
                os.ftruncate(file, len(data))
        finally:
            os.close(file)

    def take(self, source: Path | str, name: str) -> None:
        """Put a file of another folder of ours here too, without a copy where that can be."""
        paths.link_or_copy(source, self._free(name))

    def _free(self, name: str) -> str:
        """The place of a file, where there is none."""
        place = self._place(name)
        paths.remove(Path(place))
        return place

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
                raise ConfigurationError(f"{folder!r}: is outside the staging folder.")
            if above not in self._inside:
                self._open(above)
            _make_folder(f"{self._folder}/{folder}")
        if len(self._inside) > _KNOWN_FOLDERS:
            self._inside.clear()
        self._inside.add(folder)


def _opened(path: str) -> tuple[int, int]:
    """The descriptor of a file of that name and no other, and its size, for it is written over."""
    try:
        file = os.open(path, _OPEN, 0o666)
    except OSError as error:
        if error.errno not in _IN_THE_WAY:
            raise
        paths.remove(Path(path))
        return _opened_new(path)
    found = os.fstat(file)
    if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and (paths.NO_LINK or not os.path.islink(path)):
        return file, found.st_size
    os.close(file)
    os.unlink(path)
    return _opened_new(path)


def _opened_new(path: str) -> tuple[int, int]:
    return os.open(path, _OPEN | os.O_EXCL, 0o666), 0


def _make_folder(path: str) -> None:
    """Make a folder, in the place of a file; one that is there, or that another process makes just now, stays."""
    while True:
        try:
            if stat.S_ISDIR(os.lstat(path).st_mode):  # in a tenth of the time that a refused `mkdir` takes
                return
            os.unlink(path)
        except FileNotFoundError:
            pass
        except OSError:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise
        try:
            os.mkdir(path)
        except FileExistsError:
            continue  # another process was quicker
        return


def taken(name: str) -> ConfigurationError:
    """What is wrong where a hand-written file has the address of a generated one."""
    return ConfigurationError(f"docs/{name}: this address is written by the build. Rename the hand-written page.")


def _check_name(path: Path) -> None:
    """Refuse what no address can be made of, which MkDocs ends at with words about another cause."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        raise ConfigurationError(f"docs/{shown}: its name is not in UTF-8. Rename the file.") from None


def claim(written: Iterable[str], generated: Iterable[str]) -> set[str]:
    """Refuse generated files at the address of a hand-written page; returns addresses that two of them have.

    Paths are those of the staging folder. Two that differ only in case or Unicode form are the same on common file
    systems, two pages may have one address in the site, and no file is a folder too. Raises `ConfigurationError`.
    """
    by_hand = {**{_folded(in_site(name)): name for name in written}, **{_folded(name): name for name in written}}
    files = {*by_hand.values()}
    if both := {above for name in files for above in above_of(name)} & files:
        raise ConfigurationError(f"docs/{min(both)}: is a file here and a folder there. Rename one of them.")
    folders = {above for name in by_hand for above in above_of(name)}
    names: set[str] = set()
    above: set[str] = set()
    shared: set[str] = set()
    for name in generated:
        folded = _folded(name)
        for address in (folded, _folded(in_site(name))):
            if address in by_hand:
                raise taken(by_hand[address])
        if folded in folders:
            raise taken(name)
        if folded in names:
            shared.add(in_site(name))
        names.add(folded)
        above.update(above_of(folded))
    if both := above & (by_hand.keys() | names):
        raise taken(by_hand.get(min(both), min(both)))
    return shared


def in_site(name: str) -> str:
    """Where a file of the staging folder is in the site: pages have folders of their own.

    MkDocs takes a README for the page of its folder too, but where there is another it leaves the README out.
    """
    page = name.removesuffix(".md")
    if page == name:
        return name
    folder, _, last = page.rpartition("/")
    return f"{folder if last == 'index' else page}/index.html".removeprefix("/")


def above_of(name: str) -> Iterator[str]:
    """The folders that a path lies in, the innermost first."""
    while name := name.rpartition("/")[0]:
        yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def layer(sources: Iterable[Path], target: Path) -> list[str]:
    """Copy folders over each other, later ones winning; symbolic links and hidden files stay behind.

    What is in `target` already stays, but where it is written over. Returns the paths of what was copied, below it.
    """
    staging, found = Staging(target), dict[str, Path]()
    target.mkdir(parents=True, exist_ok=True)
    for source in sources:
        for path in sorted(source.rglob("*")):
            relative = path.relative_to(source)
            _check_name(relative)
            if path.is_symlink() or any(part.startswith(".") for part in relative.parts):
                continue
            if path.is_file():
                found[relative.as_posix()] = path
    for name, path in found.items():
        staging.put(name, _pieces(path))
    return sorted(found)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
