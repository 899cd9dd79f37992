"""What children of the sandbox are asked, and how they find the answers."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import process_time

import msgspec
from msgspec.structs import replace

from innersource_marketplace import readme
from innersource_marketplace.errors import Problem, Words
from innersource_marketplace.formats.code_owners import code_owners, folder_owners, whole_owners
from innersource_marketplace.formats.innersource_json import places_of_projects, read_metadata
from innersource_marketplace.formats.manifests import read_manifests
from innersource_marketplace.formats.metadata_files import About, Described, read_described
from innersource_marketplace.model import DocumentRole, LicenseFile, Metadata, Picture, Readme
from innersource_marketplace.readme import Links
from innersource_marketplace.readme import images as pictures
from innersource_marketplace.readme.images import Use
from innersource_marketplace.reference.licenses import what_files_say
from innersource_marketplace.sandbox.pandoc import convert_with_pandoc

PictureAnswer = tuple[Picture | None, Words | None]
MetadataAnswer = tuple[Metadata, tuple[Problem, ...]]
DescribedAnswer = tuple[Described | None, tuple[Problem, ...]]
OwnersAnswer = tuple[tuple[str, ...], tuple[str, ...]]
"""All accounts and teams of a CODEOWNERS file, and those that own everything."""

FolderPlacesAnswer = dict[str, tuple[int, int]]
"""Line and column of each folder that an innersource.json names."""

FolderOwnersAnswer = dict[str, tuple[str, ...]]
"""Those that own each folder as a whole."""

LicensesAnswer = tuple[LicenseFile, ...]
"""What licence files say, each read with those beside it, sorted by path."""


class ReadmeRequest(msgspec.Struct, tag="readme", frozen=True):
    """A README to convert; `simply` without what can be done without, `pandoc` is the program for its format."""

    data: bytes
    path: str
    links: Links
    title: str
    simply: bool = False
    pandoc: str | None = None


class PictureRequest(msgspec.Struct, tag="picture", frozen=True):
    """An image to encode again."""

    data: bytes
    name: str
    use: Use


class MetadataRequest(msgspec.Struct, tag="metadata", frozen=True):
    """An innersource.json to read."""

    data: bytes
    where: str
    seconds: float


class FolderPlacesRequest(msgspec.Struct, tag="folder-places", frozen=True):
    """An innersource.json to read for where it names folders."""

    data: bytes
    seconds: float


class DescribedRequest(msgspec.Struct, tag="described", frozen=True):
    """One of `METADATA_FILES` to read, and of which repository it is."""

    role: DocumentRole
    data: bytes
    where: str
    about: About
    seconds: float


class OwnersRequest(msgspec.Struct, tag="owners", frozen=True):
    """A CODEOWNERS to read."""

    data: bytes
    seconds: float


class FolderOwnersRequest(msgspec.Struct, tag="folder-owners", frozen=True):
    """A CODEOWNERS to read for some folders."""

    data: bytes
    folders: list[str]
    seconds: float


class LicensesRequest(msgspec.Struct, tag="licenses", frozen=True):
    """Licence texts beside each other to recognise, by path; None where a text was not read."""

    texts: dict[str, bytes | None]
    seconds: float


class ManifestsRequest(msgspec.Struct, tag="manifests", frozen=True):
    """The manifests of a project, by path."""

    files: list[tuple[str, bytes]]
    seconds: float


ContentRequest = (
    MetadataRequest
    | DescribedRequest
    | FolderPlacesRequest
    | OwnersRequest
    | FolderOwnersRequest
    | LicensesRequest
    | ManifestsRequest
)
"""What is asked of the files of one project, each within the seconds that are left to it."""

Request = ReadmeRequest | PictureRequest | ContentRequest


def answer(request: Request) -> object:
    """What comes back: of content also the processor time that it took, in seconds."""
    match request:
        case ReadmeRequest():
            return _readme(request)
        case PictureRequest():
            return pictures.reencode(request.data, request.name, request.use)
        case MetadataRequest():
            return _timed(lambda: _metadata(request.data, request.where))
        case FolderPlacesRequest():
            return _timed(lambda: places_of_projects(request.data))
        case DescribedRequest():
            return _timed(lambda: _described(request))
        case OwnersRequest():
            return _timed(lambda: _owners(_text(request.data)))
        case FolderOwnersRequest():
            return _timed(lambda: folder_owners(_text(request.data), request.folders))
        case LicensesRequest():
            return _timed(lambda: _licenses(request.texts))
        case ManifestsRequest():
            return _timed(lambda: read_manifests(request.files))


def _readme(request: ReadmeRequest) -> Readme:
    foreign = None if request.pandoc is None else partial(convert_with_pandoc, request.pandoc)
    converted = readme.convert(
        request.data, request.path, request.links, title=request.title, foreign=foreign, simply=request.simply
    )
    return replace(converted, unfinished=True) if request.simply else converted


def _timed(read: Callable[[], object]) -> tuple[float, object]:
    began = process_time()
    found = read()
    return process_time() - began, found


def _metadata(data: bytes, where: str) -> MetadataAnswer:
    metadata, problems = read_metadata(data, where)
    return metadata, _sendable(problems)


def _described(request: DescribedRequest) -> DescribedAnswer:
    found, problems = read_described(request.role, request.data, request.where, request.about)
    return found, _sendable(problems)


def _sendable(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    # A pointer may repeat a key that is no text, which cannot be sent.
    return tuple(replace(one, pointer=_text(one.pointer.encode("utf-8", "replace"))) for one in problems)


def _owners(text: str) -> OwnersAnswer:
    return code_owners(text), whole_owners(text)


def _licenses(texts: Mapping[str, bytes | None]) -> LicensesAnswer:
    return what_files_say({path: None if data is None else _text(data) for path, data in texts.items()})


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
