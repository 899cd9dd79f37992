"""By what the file system would tell that somebody touched a file, without reading it."""

import os
from pathlib import Path

import msgspec


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What the file system tells of a file: its size, when it was written, and its number."""

    size: int
    modified: int
    number: int


def stamp(path: Path | str) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
