"""Converted READMEs and pictures, kept from build to build.

Conversion is the dearest thing a build does with a project's words, and most have not changed
since last night. What was converted is kept under a digest of everything that can change the
result: the content, the path, where links lead, and the code and libraries that convert. The file
holds notes: it may be deleted at any time, and what is not whole in it is converted anew.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace.build.cache import Notes, open_notes, read_notes
from innersource_marketplace.model import Document, ObjectId, Picture, ProjectKey, Readme
from innersource_marketplace.progress import OnDone, tell_nobody
from innersource_marketplace.readme import Links, LocalImage
from innersource_marketplace.readme.images import Use
from innersource_marketplace.sandbox.converter import PictureTask, ReadmeConverter, ReadmeTask

_FILE: Final = "readmes.db"
_JOBS = 2
_UNFINISHED = "unfinished "
_SIZE = "size of "
_LIBRARIES = ("comrak", "nh3", "docutils", "pillow")


Content = Callable[[ObjectId], bytes | None]
"""The bytes of a file of the snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmeRequest:
    """One README to convert, and the pictures in it that may be shown."""

    key: ProjectKey
    document: Document
    links: Links
    title: str
    pictures: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoRequest:
    """One logo to write anew."""

    key: ProjectKey
    document: Document


class ConvertedFiles:
    """Converted READMEs and pictures, by the names under which they are kept."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def close(self) -> None:
        """Let go of the file."""
        self._notes.close()

    def readme(self, name: str) -> Readme | None:
        """A README as it can be shown; None where there is none of this name."""
        body = self._notes.known(name)
        return None if body is None else msgspec.msgpack.decode(body, type=Readme)

    def picture(self, name: str) -> tuple[Picture | None, str | None]:
        """A logo, or a picture of a README; or None and what is wrong with it."""
        body = self._notes.known(name)
        return (None, None) if body is None else msgspec.msgpack.decode(body, type=tuple[Picture | None, str | None])


class Readmes:
    """The converted READMEs and pictures of a build. Made by `open_readmes`."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._whole: set[str] = set()
        self._readmes: dict[ProjectKey, str] = {}
        self._logos: dict[ProjectKey, str] = {}
        self._pictures: dict[ProjectKey, dict[ObjectId, str]] = {}

    def readme_name(self, key: ProjectKey) -> str:
        """Under which name a project's README is among the `ConvertedFiles`; "" where it has none."""
        digest = self._readmes.get(key, "")
        return next((name for name in (digest, _UNFINISHED + digest) if digest and self._has(name)), "")

    def logo_name(self, key: ProjectKey) -> str:
        """The same for its logo."""
        return self._logos.get(key, "")

    def pictures(self, key: ProjectKey) -> tuple[tuple[str, str], ...]:
        """The pictures that a project's README shows: names of files beside its page, and of converted files."""
        found = ((self._image(oid, name), name) for oid, name in self._pictures.get(key, {}).items())
        return tuple((image.address, name) for image, name in found if image is not None)

    def convert(
        self,
        readmes: Iterable[ReadmeRequest],
        logos: Iterable[LogoRequest],
        content: Content,
        *,
        forget: bool = True,
        on_done: OnDone = tell_nobody,
    ) -> None:
        """Convert what is not in the cache yet, and with `forget` drop what nobody asked for.

        `content` is asked for a file only when what is made of it is not in the cache. `on_done`
        hears of READMEs.
        """
        requests = tuple(readmes)
        with ReadmeConverter(_JOBS) as converter:
            for digest, (logo, why) in converter.reencode_many(self._new_logos(logos, content)):
                self._save(digest, msgspec.msgpack.encode((logo, why)))
            for digest, (picture, why) in converter.reencode_many(self._new_pictures(requests, content)):
                # READMEs need its size alone, in every build.
                size = None if picture is None else (picture.extension, picture.width, picture.height)
                self._save(_SIZE + digest, msgspec.msgpack.encode(size))
                self._save(digest, msgspec.msgpack.encode((picture, why)))
            # Last, for they show the pictures that could be read.
            new = self._new_readmes(requests)
            for done, (digest, readme) in enumerate(converter.convert_many(_tasks(new, content)), 1):
                # What ran out of time on a busy night is tried again in the next build.
                name = _UNFINISHED + digest if readme.unfinished else digest
                self._save(name, msgspec.msgpack.encode(readme))
                on_done(done, len(new))
        if not forget:
            self._notes.commit()
            return
        pictures = {digest for found in self._pictures.values() for digest in found.values()}
        used = {
            *(_UNFINISHED + digest for digest in self._readmes.values()),
            *self._readmes.values(),
            *self._logos.values(),
            *(_SIZE + digest for digest in pictures),
            *pictures,
        }
        self._notes.forget_others(used)

    def _new_logos(self, requests: Iterable[LogoRequest], content: Content) -> Iterator[PictureTask]:
        for request in requests:
            document = request.document
            self._logos[request.key] = digest = _digest("logo", document.oid, document.path)
            if not self._has(digest) and (data := content(document.oid)) is not None:
                yield PictureTask(key=digest, data=data, name=document.path, use=Use.LOGO)

    def _new_pictures(self, requests: Iterable[ReadmeRequest], content: Content) -> Iterator[PictureTask]:
        for request in requests:
            for document in request.pictures:
                digest = _digest("picture", document.oid)
                self._pictures.setdefault(request.key, {})[document.oid] = digest
                # Pictures are large: whether one is whole is seen when it is written.
                known = self._has(_SIZE + digest) and self._notes.has(digest)
                if not known and (data := content(document.oid)) is not None:
                    yield PictureTask(key=digest, data=data, name=document.path, use=Use.README)

    def converted(self, keys: Iterable[ProjectKey]) -> Iterator[tuple[str, bytes]]:
        """What was converted for these projects, by digest, to be taken where the same is wanted."""
        for key in keys:
            pictures = [name for digest in self._pictures.get(key, {}).values() for name in (digest, _SIZE + digest)]
            for digest in (self._readmes.get(key, ""), self._logos.get(key, ""), *pictures):
                body = self._notes.known(digest)
                if body is not None:
                    yield digest, body

    def take(self, digest: str, body: bytes) -> None:
        """Take what was converted elsewhere."""
        self._save(digest, body)

    def _new_readmes(self, requests: Iterable[ReadmeRequest]) -> list[tuple[str, Links, ReadmeRequest]]:
        new = []
        for request in requests:
            path, oid = request.document.path, request.document.oid
            links = replace(request.links, images=dict(self._images(request)))
            digest = _digest("readme", oid, path, request.title, msgspec.json.encode(links, order="sorted"))
            self._readmes[request.key] = digest
            if not self._has(digest):
                new.append((digest, links, request))
        return new

    def _images(self, request: ReadmeRequest) -> Iterator[tuple[str, LocalImage]]:
        for document in request.pictures:
            image = self._image(document.oid, self._pictures[request.key][document.oid])
            if image is not None:
                yield document.path, image

    def _image(self, oid: ObjectId, digest: str) -> LocalImage | None:
        """A picture as a page names it: the same one has one name, however many paths lead to it."""
        size = self._notes.known(_SIZE + digest)
        found = None if size is None else msgspec.msgpack.decode(size, type=tuple[str, int, int] | None)
        if found is None:
            return None
        extension, width, height = found
        return LocalImage(address=f"picture-{oid}.{extension}", width=width, height=height)

    def _has(self, name: str) -> bool:
        if name not in self._whole and self._notes.known(name) is not None:
            self._whole.add(name)
        return name in self._whole

    def _save(self, name: str, body: bytes) -> None:
        self._notes.note(name, body)
        self._whole.add(name)


def _tasks(new: Iterable[tuple[str, Links, ReadmeRequest]], content: Content) -> Iterator[ReadmeTask]:
    for digest, links, request in new:
        document = request.document
        if (data := content(document.oid)) is not None:
            yield ReadmeTask(key=digest, data=data, path=document.path, links=links, title=request.title)


@contextmanager
def open_readmes(work: Path) -> Iterator[Readmes]:
    """Open the cache in the folder of the build, making it if it is missing and anew if it is damaged."""
    with open_notes(work / _FILE) as notes:
        yield Readmes(notes)


def converted_files(work: Path) -> ConvertedFiles:
    """Open the cache that a build has filled, to read from it in another process."""
    return ConvertedFiles(read_notes(work / _FILE))


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
    sources = [package / name for name in ("escape.py", "limits.py", "sandbox/converter.py")]
    for name in ("model", "readme"):
        sources += [module for module in (package / name).iterdir() if module.name.endswith(".py")]
    digest = sha256()
    for module in sorted(sources, key=lambda module: module.name):
        digest.update(module.read_bytes())
    return digest.hexdigest() + ",".join(f"{library} {version(library)}" for library in _LIBRARIES)
