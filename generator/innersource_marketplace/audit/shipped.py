"""Scripts and style sheets that may be in a site: those of the program and of the installed theme, byte for byte."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from innersource_marketplace.paths import files_below, instance_file
from innersource_marketplace.render.parts.icons import icons_file

CODE = frozenset([".js", ".css", ".map"])
"""Kinds of files that are compared."""
_THEMES = ("material", "zensical")
_PIECE = re.compile(rb"^/\* \S+\.css \*/\n", re.MULTILINE)


def _digests(path: Path | str, data: bytes) -> Iterator[bytes]:
    yield hashlib.sha256(data).digest()
    if str(path).endswith(".css"):
        yield hashlib.sha256(data.rstrip()).digest()  # as a build joins it with others


@cache
def shipped() -> frozenset[bytes]:
    """The digests of everything that the program and the theme bring."""
    folders = [instance_file("overrides")]
    for theme in _THEMES:
        found = find_spec(theme)
        for place in (found.submodule_search_locations or ()) if found else ():
            folders.append(Path(place) / "templates" / "assets")
    return frozenset(
        [
            *_digests(*icons_file()),
            *(one for folder in folders for path, data in _files(folder) for one in _digests(path, data)),
        ]
    )


def digests_of(own: Iterable[Path]) -> frozenset[bytes]:
    """The digests of what an instance declares as its own: files, and all files of folders."""
    return frozenset(one for place in own for path, data in _files(place) for one in _digests(path, data))


def is_known(data: bytes, known: frozenset[bytes]) -> bool:
    """Whether a script or a style sheet is one of `known`, or joined from some of them as a build does."""
    if hashlib.sha256(data).digest() in known:
        return True
    pieces = _PIECE.split(data)
    joined = len(pieces) > 1 and not pieces[0]
    return joined and all(hashlib.sha256(piece.rstrip()).digest() in known for piece in pieces[1:])


def _files(place: Path) -> Iterator[tuple[Path, bytes]]:
    if place.is_file():
        yield place, place.read_bytes()
    for name in files_below(place):
        yield place / name, (place / name).read_bytes()
