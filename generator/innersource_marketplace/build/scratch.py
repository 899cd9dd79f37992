"""What one step of a build leaves for a later one: files in the folder of the build that end with it.

Every process writes a file of its own, and any process reads them all: there is nothing to lock.
"""

from pathlib import Path
from typing import IO, Final

import msgspec

from innersource_marketplace import paths
from innersource_marketplace.errors import MarketplaceError

_FOLDER: Final = "scratch"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where something was left: the name of a file, and from which byte on how many."""

    file: str
    start: int
    length: int


class ScratchWriter:
    """Writes a file of the scratch folder; `name` must be this process's own."""

    def __init__(self, work: Path, name: str) -> None:
        self._name = name
        self._file = (work / _FOLDER / name).open("ab")
        self._at = self._file.tell()

    def write(self, data: bytes) -> Place:
        """Leave something; it can be read once `flush` was called."""
        place = Place(self._name, self._at, len(data))
        self._file.write(data)
        self._at += len(data)
        return place

    def flush(self) -> None:
        """Let others see what was written."""
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class ScratchReader:
    """Reads what any process of this build has left."""

    def __init__(self, work: Path) -> None:
        self._folder = work / _FOLDER
        self._files: dict[str, IO[bytes]] = {}

    def read(self, place: Place) -> bytes:
        """Give back what was left. Raises `MarketplaceError` when somebody has changed the folder."""
        try:
            file = self._files.get(place.file)
            if file is None:
                file = self._files[place.file] = (self._folder / place.file).open("rb")
            file.seek(place.start)
            data = file.read(place.length)
        except OSError as error:
            raise _changed(self._folder) from error
        if len(data) != place.length:
            raise _changed(self._folder)
        return data

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
        self._files = {}


def clear_scratch(work: Path) -> None:
    """Remove what an earlier build left."""
    paths.clear(work / _FOLDER)


def _changed(folder: Path) -> MarketplaceError:
    return MarketplaceError(f"{folder}: was changed while it was read. Is another program writing to build/?")
