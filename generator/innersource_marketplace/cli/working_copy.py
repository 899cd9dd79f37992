"""The repository around a file, read without running git: its remotes, and the files next to it."""

import os
import re
from pathlib import Path

from innersource_marketplace.authoring.check import Checkout
from innersource_marketplace.errors import UsageError
from innersource_marketplace.limits import CATALOG_BYTES
from innersource_marketplace.paths import read_inside

_CONFIGURATION_BYTES = 64 * 1024
"""Most of a git configuration read; a repository with hundreds of branches has a tenth of it."""

_START_BYTES = 64
"""How much of a file is read to tell whether it is a picture."""

_SECTION = re.compile(r'\s*\[\s*(?P<kind>[A-Za-z]+)\s*(?:"(?P<name>[^"]*)")?\s*\]')
_ADDRESS = re.compile(r"\s*url\s*=\s*(?P<address>\S+)\s*", re.IGNORECASE)


def read_file(path: Path) -> bytes:
    """Read a file that somebody named. Raises `UsageError` where it cannot be read or is too large for a catalogue."""
    try:
        with path.open("rb") as file:
            data = file.read(CATALOG_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({os.strerror(error.errno or 0)}). Check the path.") from error
    if len(data) > CATALOG_BYTES:
        raise UsageError(f"{path}: is larger than {CATALOG_BYTES // 1024**2} MiB.")
    return data


def checkout_of(file: Path) -> Checkout | None:
    """Find the repository whose top folder holds `file`; None where there is none."""
    folder = file.parent
    addresses = remotes_of(folder)
    if addresses is None:
        return None

    def start_of(path: str) -> bytes | None:
        return read_inside(folder, path, _START_BYTES)

    return Checkout(remotes=addresses, read=start_of)


def remotes_of(folder: Path) -> tuple[str, ...] | None:
    """Give the addresses of a repository's remotes, `origin` first; None where `folder` is no top of a checkout.

    The configuration is read as text, because it can make git itself run programs.
    """
    try:
        text = _configuration(folder / ".git")
    except (OSError, ValueError):
        return None
    found: dict[str, str] = {}
    remote = None
    for line in text.splitlines():
        section = _SECTION.match(line)
        if section:
            remote = section["name"] if section["kind"].lower() == "remote" else None
        elif remote is not None and (address := _ADDRESS.fullmatch(line)):
            found.setdefault(remote, address["address"])
    return tuple(found[name] for name in sorted(found, key=lambda name: (name != "origin", name)))


def _configuration(git: Path) -> str:
    """Read the configuration of a repository, of a linked worktree, or of a submodule. Raises OSError."""
    if git.is_file():
        pointer = _beginning(git).decode("utf-8", "replace").strip()
        if not pointer.startswith("gitdir:"):
            raise OSError
        git = git.parent / pointer.removeprefix("gitdir:").strip()
        shared = git / "commondir"
        if shared.is_file():
            git = git / _beginning(shared).decode("utf-8", "replace").strip()
    return _beginning(git / "config").decode("utf-8", "replace")


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_CONFIGURATION_BYTES)
