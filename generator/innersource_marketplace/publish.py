"""From files to a published site: staging, the site builder, the guard and the swap.

The old site stays whole until the new one is complete, and is then exchanged for it in one step.
Only files that an earlier build wrote are ever deleted; what somebody else put there is kept.
"""

import ctypes
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from innersource_marketplace.errors import ConfigurationError, MarketplaceError, PublishRefused, UsageError

MANIFEST = ".marketplace-manifest.json"
"""The list of files a build wrote, in the root of the site and of the staging folder."""

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$|_PAT$", re.IGNORECASE)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NAMED_IN_MESSAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the guard compares: which projects a site shows, and which of them say what they are.

    `projects` maps a key to whether it has a description or a README.
    """

    projects: Mapping[str, bool]


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


def clear(folder: Path) -> None:
    """Empty a folder that only builds write to."""
    if folder.is_symlink():
        raise UsageError(f"{folder}: is a symbolic link; remove it, builds write a folder here.")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


class Staging:
    """A folder that generated files are written into, each below it and nowhere else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._inside: set[Path] = set()

    def write(self, name: str, data: bytes) -> None:
        """Write one file; `name` is relative and `/`-separated. Raises `ConfigurationError` if it is not safe.

        A file that is there already is replaced, never written into: the published site may share it.
        """
        if not all(_SEGMENT.fullmatch(segment) for segment in name.split("/")):
            raise ConfigurationError(f"{name!r}: is not a safe address for a file of the site. Collect again.")
        target = self._folder / name
        if target.parent not in self._inside:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(self._folder.resolve()):
                raise ConfigurationError(f"{name!r}: leads out of the staging folder.")
            self._inside.add(target.parent)
        target.unlink(missing_ok=True)
        target.write_bytes(data)


def stage(files: Iterable[tuple[str, bytes]], folder: Path) -> list[str]:
    """Write generated files into a folder, and return their paths. Raises `ConfigurationError` for one not safe."""
    staging = Staging(folder)
    written = []
    for name, data in files:
        staging.write(name, data)
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
    """Delete every file below a folder of ours that is not among `kept`, and folders that are empty then."""
    names = set(kept)
    for place, _, files in os.walk(folder, topdown=False):
        there = Path(place)
        for name in files:
            path = there / name
            if path.relative_to(folder).as_posix() not in names:
                path.unlink()
        if there != folder and not any(there.iterdir()):
            there.rmdir()


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


def link_or_copy(source: Path, target: Path) -> None:
    """Put a file there once more, without a copy where the file system can do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def run_mkdocs(configuration: Path, site: Path, *, environment: Mapping[str, str], epoch: int) -> None:
    """Build a staging folder with MkDocs, in a process of its own that knows no secrets.

    `epoch` (seconds) becomes SOURCE_DATE_EPOCH, so that the same input gives the same bytes.
    Raises `ConfigurationError` with MkDocs' own words when it fails.
    """
    kept = {name: value for name, value in environment.items() if not _SECRET_NAME.search(name)}
    kept |= {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(  # noqa: S603 -- our own interpreter, arguments as a list
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "-f",
            str(configuration.resolve()),
            "-d",
            str(site.resolve()),
        ],
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0 or not (site / "index.html").is_file():
        words = (done.stderr or done.stdout).strip()[-2_000:]
        raise ConfigurationError(f"MkDocs could not build the site. Its words: {words}")


def guard(old: Published | None, new: Published, *, shrink_share: float) -> None:
    """Refuse a site that lost more than a share of its projects, or of those that say what they are.

    Raises `PublishRefused` naming what is missing. Answers what happened to a best-of list that
    went from 180 to 110 projects without anybody noticing.
    """
    if not new.projects:
        raise PublishRefused("There is no project to publish; the old site stays. Check the last collect.")
    if old is None:
        return
    for label, before, after in (
        ("projects", set(old.projects), set(new.projects)),
        (
            "projects with a description or a README",
            {key for key, texts in old.projects.items() if texts},
            {key for key, texts in new.projects.items() if texts},
        ),
    ):
        lost = len(before) - len(after)
        if before and lost / len(before) > shrink_share:
            missing = sorted(before - after)
            named = ", ".join(missing[:_NAMED_IN_MESSAGE]) + (" …" if len(missing) > _NAMED_IN_MESSAGE else "")
            raise PublishRefused(
                f"The number of {label} fell from {len(before)} to {len(after)}, by more than "
                f"{shrink_share:.0%}; the old site stays. Missing: {named}. If that is right, build once "
                "with --accept-shrink."
            )


def published(manifest: Path) -> Published | None:
    """Read what a site shows from its manifest; None when there is none or it is damaged."""
    projects = _read_manifest(manifest).get("projects")
    if not isinstance(projects, dict) or not projects:
        return None
    return Published(projects={str(key): bool(texts) for key, texts in projects.items()})


def _read_manifest(manifest: Path) -> dict[str, object]:
    try:
        content = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_manifest(site: Path, state: Published) -> None:
    """Note in the site itself which files the build wrote, and what the guard will compare."""
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    content = {"version": 1, "projects": dict(sorted(state.projects.items())), "files": files}
    (site / MANIFEST).write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")


def check_site_folder(site: Path) -> None:
    """Refuse a site folder that is not ours to replace. Raises `UsageError`."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise UsageError(f"{site}: is not a folder. Give another one with --site-dir.")
    if site.is_dir() and any(site.iterdir()) and not (site / MANIFEST).is_file():
        raise UsageError(
            f"{site}: is not empty and was not written by this program, so it is left alone. "
            "Give another folder with --site-dir, or empty this one."
        )


def incoming(site: Path) -> Path:
    """The folder beside the site in which the next one is made: same file system, so one rename swaps them.

    A swap that was interrupted is completed or undone first.
    """
    new, old = site.with_name(f".{site.name}.new"), site.with_name(f".{site.name}.old")
    if old.is_dir() and not site.exists():
        old.rename(site)
    for leftover in (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    site.parent.mkdir(parents=True, exist_ok=True)
    return new


def swap(new: Path, site: Path) -> None:
    """Put a finished site in the place of the old one; files that no build wrote move over with it."""
    if not site.exists():
        new.rename(site)
        return
    listed = _read_manifest(site / MANIFEST).get("files")
    owned = {str(name) for name in listed} if isinstance(listed, list) else set()
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not path.is_symlink() and name not in owned and name != MANIFEST:
            target = new / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
    if _exchange(new, site):
        shutil.rmtree(new)
        return
    old = site.with_name(f".{site.name}.old")
    site.rename(old)
    new.rename(site)
    shutil.rmtree(old)


def _exchange(left: Path, right: Path) -> bool:
    """Swap two folders in one system call where there is one (Linux renameat2); else False."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(left), _AT_FDCWD, os.fsencode(right), _RENAME_EXCHANGE) == 0)
