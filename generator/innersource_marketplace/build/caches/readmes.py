"""Converted READMEs and pictures, kept from night to night by a key of everything that they are made of.

Conversion is the most expensive thing a build does with a project's words, and most have not changed
since last night. The key covers the content, the path, where links lead, and the code and libraries
that convert.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Self

import msgspec
from msgspec.structs import replace

from innersource_marketplace.build.caches.cache import Cache, code_version, key_of
from innersource_marketplace.errors import Words
from innersource_marketplace.model import (
    Document,
    DocumentRole,
    Facts,
    ObjectId,
    Picture,
    Readme,
    ReadmeImages,
)
from innersource_marketplace.readme import Links, LocalImage, links_of
from innersource_marketplace.readme.images import Use
from innersource_marketplace.sandbox.converter import PictureTask, ReadmeConverter, ReadmeTask
from innersource_marketplace.sandbox.pandoc import pandoc_version

CACHE: Final = "readmes.db"
"""The file of the cache, in the folder of the build."""

_CODE: Final = ("escape.py", "limits.py", "model", "readme", "reference", "sandbox")
_LIBRARIES: Final = ("comrak", "nh3", "docutils", "pillow", "pygments")

_NOT_KEPT: Final = "It is too large, kept in Git LFS, or no text."

_Size = tuple[str, int, int] | tuple[()]
"""Extension, width and height in pixels; empty for a picture that cannot be shown."""

Content = Callable[[ObjectId], bytes | None]
"""The bytes of a file of the snapshot; None where it is not kept."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shown of one project: its README, the pictures that it names, its logo."""

    readme: Document | None
    title: str
    links: Links
    pictures: tuple[Document, ...]
    logo: Document | None

    @classmethod
    def of(cls, facts: Facts, title: str, images: ReadmeImages) -> Self:
        """The request for a project of this title, under the policy for images."""
        pictures = facts.pictures or {} if images is ReadmeImages.COPY else {}
        return cls(
            readme=facts.documents.get(DocumentRole.README),
            title=title,
            links=links_of(facts.url, facts.forge, facts.default_branch),
            pictures=tuple(picture for picture in pictures.values() if picture is not None),
            logo=facts.documents.get(DocumentRole.LOGO),
        )


class Converted(msgspec.Struct, kw_only=True):
    """What came of a request.

    `pictures` maps names of files beside the page to the names under which the cache has them; `used`
    are all names in the cache that this project needs.
    """

    readme: Readme | None = None
    logo: Picture | None = None
    logo_fault: Words | None = None
    pictures: dict[str, str] = msgspec.field(default_factory=dict)
    used: set[str] = msgspec.field(default_factory=set)


class Readmes:
    """Converts READMEs and pictures that the cache does not have."""

    def __init__(self, cache: Cache, converter: ReadmeConverter) -> None:
        self._cache = cache
        self._converter = converter
        self._version = code_version(*_CODE, libraries=_LIBRARIES) + pandoc_version()

    def convert(self, requests: Sequence[Request], content: Content) -> list[Converted]:
        """Convert what these projects need, in their order. Every failure is an answer, none is raised.

        `content` is asked for a file only when what is made of it is not in the cache.
        """
        found = [Converted() for _ in requests]
        self._convert_logos(requests, found, content)
        images = self._convert_pictures(requests, found, content)
        self._convert_readmes(requests, found, images, content)
        return found

    def _convert_logos(self, requests: Sequence[Request], found: Sequence[Converted], content: Content) -> None:
        tasks: list[PictureTask] = []
        waiting: dict[str, str] = {}
        for at, request in enumerate(requests):
            if (logo := request.logo) is None:
                continue
            name = key_of(self._version, "logo", logo.oid, logo.path)
            found[at].used.add(name)
            kept = self._kept_picture(name)
            if kept is not None:
                found[at].logo, found[at].logo_fault = kept
            elif (data := content(logo.oid)) is not None:
                waiting[str(at)] = name
                tasks.append(PictureTask(key=str(at), data=data, name=logo.path, use=Use.LOGO))
        for position, answer in self._converter.reencode_many(tasks):
            self._cache.put(waiting[position], msgspec.msgpack.encode(answer))
            found[int(position)].logo, found[int(position)].logo_fault = answer

    def _convert_pictures(
        self, requests: Sequence[Request], found: Sequence[Converted], content: Content
    ) -> list[Mapping[str, LocalImage]]:
        """The images of each README, by their paths in the repository; the picture data stays in the cache."""
        names = {
            document.oid: key_of(self._version, "picture", document.oid)
            for request in requests
            for document in request.pictures
        }
        sizes = {oid: self._kept_size(name) for oid, name in names.items()}
        paths = {document.oid: document.path for request in requests for document in request.pictures}
        tasks = [
            PictureTask(key=oid, data=data, name=paths[oid], use=Use.README)
            for oid, size in sizes.items()
            if size is None and (data := content(oid)) is not None
        ]
        for oid, (picture, why) in self._converter.reencode_many(tasks):
            size: _Size = () if picture is None else (picture.extension, picture.width, picture.height)
            sizes[ObjectId(oid)] = size
            # A README needs no more of a picture than its size.
            self._cache.put(f"size of {names[ObjectId(oid)]}", msgspec.msgpack.encode(size))
            self._cache.put(names[ObjectId(oid)], msgspec.msgpack.encode((picture, why)))
        images: list[Mapping[str, LocalImage]] = []
        for at, request in enumerate(requests):
            shown: dict[str, LocalImage] = {}
            for document in request.pictures:
                name, known = names[document.oid], sizes[document.oid]
                found[at].used |= {name, f"size of {name}"}
                if known:
                    extension, width, height = known
                    # The same picture has one name, however many paths lead to it.
                    address = f"picture-{document.oid}.{extension}"
                    shown[document.path] = LocalImage(address=address, width=width, height=height)
                    found[at].pictures[address] = name
            images.append(shown)
        return images

    def _convert_readmes(
        self,
        requests: Sequence[Request],
        found: Sequence[Converted],
        images: Sequence[Mapping[str, LocalImage]],
        content: Content,
    ) -> None:
        names: dict[str, str] = {}

        def tasks() -> Iterator[ReadmeTask]:
            for at, request in enumerate(requests):
                if (readme := request.readme) is None:
                    continue
                links = replace(request.links, images=dict(images[at]))
                parts = (readme.oid, readme.path, request.title, msgspec.json.encode(links, order="sorted"))
                name = names[str(at)] = key_of(self._version, "readme", *parts)
                found[at].used.add(name)
                kept = self._cache.get(name)
                if kept is not None:
                    found[at].readme = _decoded(kept)
                if found[at].readme is not None:
                    continue
                if (data := content(readme.oid)) is not None:
                    yield ReadmeTask(key=str(at), data=data, path=readme.path, links=links, title=request.title)
                else:
                    # There is one all the same, to be read where it is.
                    found[at].readme = Readme(path=readme.path, html=None, why=_NOT_KEPT)

        for at, readme in self._converter.convert_many(tasks()):
            found[int(at)].readme = readme
            if not readme.unfinished:  # what ran out of time on a busy night is tried again the next
                self._cache.put(names[at], msgspec.msgpack.encode(readme))

    def _kept_picture(self, name: str) -> tuple[Picture | None, str | None] | None:
        kept = self._cache.get(name)
        return None if kept is None else picture_in(kept)

    def _kept_size(self, name: str) -> _Size | None:
        """The size of a picture; empty where it cannot be shown, None where nothing is kept."""
        kept = self._cache.get(f"size of {name}")
        if kept is None or self._cache.get(name) is None:
            return None
        try:
            return msgspec.msgpack.decode(kept, type=tuple[str, int, int])
        except msgspec.DecodeError:
            return ()


def picture_in(entry: bytes) -> tuple[Picture | None, str | None] | None:
    """The picture in an entry of the cache, or None and what is wrong with it; None for an entry of another shape."""
    try:
        return msgspec.msgpack.decode(entry, type=tuple[Picture | None, str | None])
    except msgspec.DecodeError:
        return None


def _decoded(entry: bytes) -> Readme | None:
    try:
        return msgspec.msgpack.decode(entry, type=Readme)
    except msgspec.DecodeError:
        return None
