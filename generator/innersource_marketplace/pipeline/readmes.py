"""Converted READMEs and logos, kept from build to build.

Conversion is the dearest thing a build does with a project's words, and most have not changed
since last night. What was converted is kept under a digest of everything that can change the
result: the content, the path, where links lead, and the code and libraries that convert. The file
is a cache: it may be deleted at any time, and one that cannot be read is made anew.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace.isolate import LogoTask, ReadmeConverter, ReadmeTask
from innersource_marketplace.model import Logo, ObjectId, ProjectKey, Readme
from innersource_marketplace.pipeline.cache_file import open_cache, read_cache
from innersource_marketplace.readme import Links

_FILE: Final = "readmes.db"
_JOBS = 2
_UNFINISHED = "unfinished "
_LIBRARIES = ("comrak", "nh3", "docutils", "pillow")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmeRequest:
    """One README to convert; `content` is asked for only when it is not in the cache."""

    key: ProjectKey
    oid: ObjectId
    path: str
    links: Links
    title: str
    content: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoRequest:
    """One logo to write anew; `content` as for a README."""

    key: ProjectKey
    oid: ObjectId
    path: str
    content: Callable[[], bytes | None]


class ConvertedFiles:
    """Converted READMEs and logos, by the names under which they are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def readme(self, name: str) -> Readme | None:
        """A README as it can be shown; None where there is none of this name."""
        body = self._body(name)
        return None if body is None else msgspec.msgpack.decode(body, type=Readme)

    def logo(self, name: str) -> tuple[Logo | None, str | None]:
        """A logo, or None and what is wrong with it."""
        body = self._body(name)
        return (None, None) if body is None else msgspec.msgpack.decode(body, type=tuple[Logo | None, str | None])

    def _body(self, name: str) -> bytes | None:
        row = self._connection.execute("SELECT body FROM converted WHERE digest = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])


class Readmes:
    """The converted READMEs and logos of a build. Made by `open_readmes`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._readmes: dict[ProjectKey, str] = {}
        self._logos: dict[ProjectKey, str] = {}

    def readme_name(self, key: ProjectKey) -> str:
        """Under which name a project's README is among the `ConvertedFiles`; "" where it has none."""
        digest = self._readmes.get(key, "")
        return next((name for name in (digest, _UNFINISHED + digest) if digest and self._has(name)), "")

    def logo_name(self, key: ProjectKey) -> str:
        """The same for its logo."""
        return self._logos.get(key, "")

    def convert(self, readmes: Iterable[ReadmeRequest], logos: Iterable[LogoRequest]) -> None:
        """Convert what is not in the cache yet, and forget what nobody asked for."""
        with ReadmeConverter(_JOBS) as converter:
            for digest, readme in converter.convert_many(self._new_readmes(readmes)):
                # What ran out of time on a busy night is tried again in the next build.
                name = _UNFINISHED + digest if readme.unfinished else digest
                self._save(name, msgspec.msgpack.encode(readme))
            for digest, logo in converter.reencode_many(self._new_logos(logos)):
                self._save(digest, msgspec.msgpack.encode(logo))
        used = {
            *(_UNFINISHED + digest for digest in self._readmes.values()),
            *self._readmes.values(),
            *self._logos.values(),
        }
        kept = {str(digest) for (digest,) in self._connection.execute("SELECT digest FROM converted")}
        with self._connection as connection:
            connection.executemany("DELETE FROM converted WHERE digest = ?", [(one,) for one in sorted(kept - used)])

    def _new_readmes(self, requests: Iterable[ReadmeRequest]) -> Iterator[ReadmeTask]:
        for request in requests:
            digest = _digest("readme", request.oid, request.path, request.title, msgspec.json.encode(request.links))
            self._readmes[request.key] = digest
            if not self._has(digest) and (data := request.content()) is not None:
                yield ReadmeTask(key=digest, data=data, path=request.path, links=request.links, title=request.title)

    def _new_logos(self, requests: Iterable[LogoRequest]) -> Iterator[LogoTask]:
        for request in requests:
            digest = _digest("logo", request.oid, request.path)
            self._logos[request.key] = digest
            if not self._has(digest) and (data := request.content()) is not None:
                yield LogoTask(key=digest, data=data, name=request.path)

    def _has(self, digest: str) -> bool:
        return self._connection.execute("SELECT 1 FROM converted WHERE digest = ?", (digest,)).fetchone() is not None

    def _save(self, digest: str, body: bytes) -> None:
        with self._connection as connection:
            connection.execute("INSERT OR REPLACE INTO converted VALUES (?, ?)", (digest, body))


@contextmanager
def open_readmes(work: Path) -> Iterator[Readmes]:
    """Open the cache in the folder of the build, making it if it is missing and anew if it is damaged."""
    with open_cache(work / _FILE, "converted (digest TEXT PRIMARY KEY, body BLOB NOT NULL)") as connection:
        yield Readmes(connection)


def converted_files(work: Path) -> ConvertedFiles:
    """Open the cache that a build has filled, to read from it in another process."""
    return ConvertedFiles(read_cache(work / _FILE))


def _digest(*parts: str | bytes) -> str:
    digest = sha256(_converter_version().encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def _converter_version() -> str:
    """Changes with any code or library that a conversion runs through, without anybody having to remember it."""
    package = files("innersource_marketplace")
    sources = [package / name for name in ("escape.py", "isolate.py", "limits.py", "logos.py")]
    for name in ("model", "readme"):
        sources += [module for module in (package / name).iterdir() if module.name.endswith(".py")]
    digest = sha256()
    for module in sorted(sources, key=lambda module: module.name):
        digest.update(module.read_bytes())
    return digest.hexdigest() + ",".join(f"{library} {version(library)}" for library in _LIBRARIES)
