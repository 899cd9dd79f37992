"""The next site, and how it takes the place of the present one.

The next site is made in a folder of the build. Then both folders change places in one step, and of the
old one only files of zeros stay, for the next build to write over, so that nothing which left the site
stays behind anywhere.
"""

import ctypes
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from innersource_marketplace import paths
from innersource_marketplace.build.publish.guard import MANIFEST, Published, read_manifest
from innersource_marketplace.build.publish.staging import Content, Staging, above_of, taken
from innersource_marketplace.errors import ConfigurationError, UsageError

_FOLDER = "next"
"""Where the next site is made, in the folder of the build."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_site_folder(site: Path, work: Path) -> None:
    """Refuse a site folder that is not ours to replace, or shares the one that builds work in. Raises `UsageError`."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise UsageError(f"{site}: is not a folder. Choose another one with --site-dir.")
    here, there = site.resolve(), work.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise UsageError(f"{site}: builds work in {work}. Choose another folder with --site-dir.")
    if site.is_dir() and any(site.iterdir()) and not (site / MANIFEST).is_file():
        raise UsageError(
            f"{site}: is not empty and was not written by this program, so it was not changed. "
            "Choose another folder with --site-dir, or empty this one."
        )


class NextSite:
    """The site to come, file by file, and its way to the place of the present one. Made by `next_site`.

    `shared` are addresses that two generated files have, of which one is there: no repository stops a site because
    of a name that nobody thought of.
    """

    def __init__(self, folder: Path, site: Path, *, blank: bool) -> None:
        """With `blank`, the folder stays when the site has taken its place, with zeros in the files of the old one."""
        self.folder = folder
        self._blank = blank
        self._site = site
        self._staging = Staging(folder)
        self._names: set[str] = set()
        self.shared: set[str] = set()

    def write(self, name: str, data: Content) -> None:
        """Write a generated file of the site at its address, relative and `/`-separated, if there is none yet."""
        if name not in self._names:
            self._staging.put(name, data)
        self.note([name])

    def take(self, source: Path | str, name: str) -> None:
        """Put a file of another folder of the build there.

        Raises `ConfigurationError` where a generated file is, for people write such files.
        """
        if name in self._names:
            raise taken(name)
        self._names.add(name)
        self._staging.take(source, name)

    def note(self, names: Iterable[str]) -> None:
        """Note the addresses of generated files in `folder`, such as those that another process has written."""
        for name in names:
            (self.shared if name in self._names else self._names).add(name)

    def publish(self, state: Published) -> None:
        """Put the site in the place of the present one; files that no build wrote move over with it.

        `state` is what the guard of the next build will compare. Until the last step the present
        site is untouched. Raises `ConfigurationError` where a file is to be a folder too.
        """
        folders = {above for name in self._names for above in above_of(name)}
        if both := folders & self._names:
            raise taken(min(both))
        foreign = set(_foreign(self._site)) - self._names
        for name in sorted(foreign):
            if name in folders or not self._names.isdisjoint(above_of(name)):
                raise ConfigurationError(
                    f"{self._site / name}: is where a file of the site belongs. Move it out of the folder."
                )
        paths.prune(self.folder, self._names)
        for name in sorted(foreign):
            self._staging.take(self._site / name, name)
        content = {"version": 1, "projects": dict(sorted(state.projects.items())), "files": sorted(self._names)}
        self._staging.put(MANIFEST, (json.dumps(content, separators=(",\n", ": ")) + "\n").encode())
        if not self._site.exists():
            self.folder.rename(self._site)
            return
        if not _exchange(self.folder, self._site):
            old = _beside(self._site, "old")
            self._site.rename(old)
            self.folder.rename(self._site)
            old.rename(self.folder)
        if self._blank:
            paths.blank(self.folder, self._names)
        else:
            shutil.rmtree(self.folder)


def next_site(site: Path, work: Path) -> NextSite:
    """Open the folder in which the next site is made: in `work`, the folder of the build, where one rename reaches it.

    Where `work` is on another file system than the site, it is a new folder beside the site. A swap
    that was interrupted is completed or undone first.
    """
    old = _beside(site, "old")
    if old.is_dir() and not site.exists():
        old.rename(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(site, "new")
    for leftover in (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    blank = work.stat().st_dev == site.parent.stat().st_dev
    folder = work / _FOLDER if blank else new
    if folder.is_symlink():
        folder.unlink()
    paths.own(folder)
    return NextSite(folder, site, blank=blank)


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f".{site.name}.{what}")


def _foreign(site: Path) -> list[str]:
    """The files of a site that no build wrote."""
    listed = read_manifest(site / MANIFEST).get("files")
    owned = {MANIFEST, *(str(name) for name in listed)} if isinstance(listed, list) else {MANIFEST}
    return [name for name in paths.files_below(site) if name not in owned]


def _exchange(left: Path, right: Path) -> bool:
    """Swap two folders in one system call where there is one (Linux renameat2); else False."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(left), _AT_FDCWD, os.fsencode(right), _RENAME_EXCHANGE) == 0)
