"""The next site and how it takes the place of the present one.

Most files of a site are those of the night before. So the next one is made in a folder of the build
that shares its files with the present site: what is right stays as it is, what is not is replaced.
Then both folders change places in one step, and what differs in the old one is brought up to date,
so that nothing which left the site stays behind in it. Nothing in that folder is trusted: every
file is compared with what it should be.
"""

import ctypes
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innersource_marketplace.build.publish.guard import MANIFEST, Published, read_manifest
from innersource_marketplace.build.publish.staging import Staging, clear_links, files_below, prune
from innersource_marketplace.errors import MarketplaceError, UsageError

_FOLDER = "next"
"""Where the next site is made, in the folder of the build."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the only right to build in a folder; raises `MarketplaceError` when another build has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MarketplaceError(f"{folder}: another build is running here. Wait for it to end.") from error
        yield


def check_site_folder(site: Path, work: Path) -> None:
    """Refuse a site folder that is not ours to replace, or shares the one that builds work in. Raises `UsageError`."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise UsageError(f"{site}: is not a folder. Give another one with --site-dir.")
    here, there = site.resolve(), work.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise UsageError(f"{site}: builds work in {work}. Give another folder with --site-dir.")
    if site.is_dir() and any(site.iterdir()) and not (site / MANIFEST).is_file():
        raise UsageError(
            f"{site}: is not empty and was not written by this program, so it is left alone. "
            "Give another folder with --site-dir, or empty this one."
        )


class NextSite:
    """The site to come, file by file, and its way to the place of the present one. Made by `next_site`."""

    def __init__(self, folder: Path, site: Path, *, kept: bool) -> None:
        self._folder = folder
        self._site = site
        self._kept = kept
        self._staging = Staging(folder, like=site)
        self._names: set[str] = set()
        self._changed: list[str] = []

    def write(self, name: str, data: bytes) -> None:
        """Put a file that was made for the site at its address, relative and `/`-separated."""
        self._note(name, changed=self._staging.put(name, data))

    def take(self, source: Path | str, name: str) -> None:
        """Put a file of another folder of the build there."""
        self._note(name, changed=self._staging.take(source, name))

    def path(self, name: str) -> Path:
        """Where a file of the site lies for now."""
        return self._folder / name

    def keep(self, name: str) -> None:
        """Say that a file is in its place as it should be."""
        self._names.add(name)

    def _note(self, name: str, *, changed: bool) -> None:
        self._names.add(name)
        if changed:
            self._changed.append(name)

    def publish(self, state: Published) -> None:
        """Put the site in the place of the present one; files that no build wrote move over with it.

        `state` is what the guard of the next build will compare. Until the last step the present
        site stands untouched.
        """
        owned = sorted(self._names)
        for name in _foreign(self._site):
            if name not in self._names:
                self.take(self._site / name, name)
        prune(self._folder, self._names)
        content = {"version": 1, "projects": dict(sorted(state.projects.items())), "files": owned}
        self.write(MANIFEST, (json.dumps(content, separators=(",\n", ": ")) + "\n").encode())
        if not self._site.exists():
            self._folder.rename(self._site)
            return
        if not _exchange(self._folder, self._site):
            old = _beside(self._site, "old")
            self._site.rename(old)
            self._folder.rename(self._site)
            old.rename(self._folder)
        if self._kept:
            self._settle()
        else:
            shutil.rmtree(self._folder)

    def _settle(self) -> None:
        """Let the old folder share the files that are new; those that left the site leave it too."""
        prune(self._folder, self._names)
        old = Staging(self._folder)
        for name in self._changed:
            old.take(self._site / name, name)


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
    kept = work.stat().st_dev == site.parent.stat().st_dev
    folder = work / _FOLDER if kept else new
    clear_links(folder)
    folder.mkdir(exist_ok=True)
    return NextSite(folder, site, kept=kept)


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f".{site.name}.{what}")


def _foreign(site: Path) -> list[str]:
    """The files of a site that no build wrote."""
    listed = read_manifest(site / MANIFEST).get("files")
    owned = {MANIFEST, *(str(name) for name in listed)} if isinstance(listed, list) else {MANIFEST}
    return [name for name in files_below(site) if name not in owned]


def _exchange(left: Path, right: Path) -> bool:
    """Swap two folders in one system call where there is one (Linux renameat2); else False."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(left), _AT_FDCWD, os.fsencode(right), _RENAME_EXCHANGE) == 0)
