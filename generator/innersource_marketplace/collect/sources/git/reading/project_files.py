"""The files that tell of one project, in a repository or in a folder of it: found, read, and what they say."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.file_policy import TEXTS, PicturesNamed, manifests, picture_paths
from innersource_marketplace.collect.sources.git.command import Git
from innersource_marketplace.collect.sources.git.copy import Copy
from innersource_marketplace.collect.sources.git.reading.documents import (
    documents,
    further_licenses,
    led_to,
    misplaced,
    raster_logo,
    readme_link,
    reuse_licenses,
)
from innersource_marketplace.collect.sources.git.reading.kept_files import (
    Kept,
    Wanted,
    content,
    document_of,
    keep,
    problem,
    severity_of,
)
from innersource_marketplace.collect.sources.git.tree import File, Tree, look_up
from innersource_marketplace.errors import Problem, sentence
from innersource_marketplace.formats.metadata_files import About
from innersource_marketplace.limits import (
    DOCUMENT_BYTES,
    LOGO_BYTES,
    MANIFEST_BYTES,
    README_PICTURE_BYTES,
)
from innersource_marketplace.model import (
    METADATA_FILES,
    ONLY_METADATA,
    Document,
    DocumentRole,
    LicenseFile,
    Metadata,
    MetadataOrder,
    ObjectId,
    ProjectKey,
    SafeUrl,
)
from innersource_marketplace.sandbox.contents import Contents


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a project is: in which copy and tree, below which key, and in which folder, "" for the repository itself.

    `url` and `branch` are those of the repository; `pictures_named` tells which pictures a README names,
    and `counted` are the metadata files that count.
    """

    git: Git
    copy: Copy
    tree: Tree
    key: ProjectKey
    url: SafeUrl | None
    branch: str | None
    pictures_named: PicturesNamed | None
    counted: MetadataOrder = ONLY_METADATA
    folder: str = ""

    def below(self, path: str) -> str:
        """The path from the root of the repository to one in the folder."""
        return f"{self.folder}/{path}" if self.folder else path


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a project as their paths tell them, with paths as seen from its folder."""

    files: Sequence[File]
    documents: Mapping[DocumentRole, Document]
    manifests: tuple[Document, ...]

    @property
    def oids(self) -> Iterable[ObjectId]:
        """Those whose content is wanted."""
        texts = (document for role, document in self.documents.items() if role in TEXTS)
        return (one.oid for one in (*texts, *self.manifests))


class ProjectFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of the files of a project; all paths begin at the root of the repository.

    `metadata` is what its innersource.json says, empty where there is none.
    """

    documents: Mapping[DocumentRole, Document]
    manifests: tuple[Document, ...]
    pictures: Mapping[str, Document | None] | None
    licenses: tuple[LicenseFile, ...]
    metadata: Metadata
    metadata_faults: tuple[Problem, ...]
    texts: Kept
    blobs: Mapping[ObjectId, bytes]
    problems: tuple[Problem, ...]


def find_files(files: Sequence[File], forge: str | None) -> Found:
    """Find the files of a project by their paths; `forge` is what it is on, None if that is not known."""
    return Found(files=files, documents=documents(files, forge), manifests=manifests(files))


def with_linked_readme(git: Git, copy: Copy, files: Sequence[File]) -> Sequence[File]:
    """The files, with what a README that is a symbolic link leads to in its place, if that is a file of the same tree.

    It is shown where the link is, as on a host. Nothing outside the repository is read, and no link is followed twice.
    """
    link = readme_link(files)
    if link is None:
        return files
    led = keep(git, copy, ProjectKey(""), [Wanted(document_of(link), DOCUMENT_BYTES)]).blobs.get(link.oid, b"")
    target = led_to(link, led)
    found = next((file for file in files if file.path == target and file.kind == "file"), None)
    return files if found is None else [replace(found, path=link.path) if file == link else file for file in files]


def read_files(place: Place, found: Found, contents: Contents) -> ProjectFiles:
    """Read the files of a project. What cannot be read is a problem, and left out.

    `contents` reads what they say. The pictures of its README are read where the place tells which those are; one
    that is missing is no problem: the README then links to it.
    """
    git, copy, key = place.git, place.copy, place.key
    all_documents = {role: _at(place, document) for role, document in found.documents.items()}
    texts = keep(
        git,
        copy,
        key,
        [
            *(Wanted(document, TEXTS[role], role) for role, document in all_documents.items() if role in TEXTS),
            *(Wanted(_at(place, one), MANIFEST_BYTES) for one in found.manifests),
        ],
        unmissed=frozenset(METADATA_FILES) - {*place.counted},
    )
    data = content(texts, DocumentRole.METADATA)
    metadata, faults = (Metadata(), ()) if data is None else contents.metadata(data, "innersource.json")
    logo = _logo(place, found.files, metadata.logo or _logo_for_others(place, texts, contents))
    with_logo = keep(git, copy, key, [Wanted(logo, LOGO_BYTES, DocumentRole.LOGO)] if logo is not None else [])
    named = _named_pictures(place, texts)
    shown = _pictures(place.tree.files if place.tree.whole else look_up(git, copy.view, copy.head, named or ()), named)
    with_pictures = keep(git, copy, key, [Wanted(one, README_PICTURE_BYTES) for one in shown.values()])
    return ProjectFiles(
        documents=dict(sorted({**all_documents, **texts.documents, **with_logo.documents}.items())),
        manifests=texts.manifests,
        pictures=None if named is None else {path: _stored(with_pictures, shown.get(path)) for path in named},
        licenses=_licenses(place, texts, found, contents),
        metadata=metadata,
        metadata_faults=faults,
        texts=texts,
        blobs={**texts.blobs, **with_logo.blobs, **with_pictures.blobs},
        problems=(*_misplaced(place, found.files), *texts.problems, *with_logo.problems),
    )


def _at(place: Place, document: Document) -> Document:
    return replace(document, path=place.below(document.path))


def _misplaced(place: Place, files: Iterable[File]) -> Iterable[Problem]:
    for role, file in misplaced(files, place.counted).items():
        yield problem(
            place.key,
            "not-a-file",
            sentence("{path} is a {kind}, which is not followed", path=place.below(file.path), kind=file.kind),
            "Commit it as a regular file.",
            severity_of(role),
        )


def _logo_for_others(place: Place, texts: Kept, contents: Contents) -> str | None:
    """The logo that a publiccode.yml names, if that file counts."""
    data = content(texts, DocumentRole.PUBLICCODE)
    if data is None or DocumentRole.PUBLICCODE not in place.counted:
        return None
    about = About(url=place.url, name=place.key.rpartition("/")[2])
    described, _ = contents.described(DocumentRole.PUBLICCODE, data, "publiccode.yml", about)
    return None if described is None else described.metadata.logo


def _logo(place: Place, files: Sequence[File], named: str | None) -> Document | None:
    """The image that the metadata names, seen from the project's folder."""
    if named is None:
        return None
    if not place.folder and not place.tree.whole:
        files = look_up(place.git, place.copy.view, place.copy.head, [named.removeprefix("./")])
    file = raster_logo(named, files)
    return None if file is None else _at(place, document_of(file))


def _named_pictures(place: Place, texts: Kept) -> tuple[str, ...] | None:
    readme, text = texts.documents.get(DocumentRole.README), content(texts, DocumentRole.README)
    if readme is None or text is None:
        return None
    return picture_paths(place.pictures_named, readme.path, text, url=place.url, branch=place.branch)


def _pictures(files: Iterable[File], named: Iterable[str] | None) -> dict[str, Document]:
    """The regular files among those that a README names as its pictures, by path."""
    wanted = frozenset(named or ())
    if not wanted:
        return {}
    return {file.path: document_of(file) for file in files if file.path in wanted and file.kind == "file"}


def _stored(kept: Kept, document: Document | None) -> Document | None:
    """The document with its size, if its content is in the copy."""
    found = (one.document for one in kept.wanted if document is not None and one.document.path == document.path)
    return next((one for one in found if one.oid in kept.blobs), None)


def _licenses(place: Place, texts: Kept, found: Found, contents: Contents) -> tuple[LicenseFile, ...]:
    """What the licence files of equal rank say, each read with those beside it; else the names in `LICENSES`."""
    chief, text = found.documents.get(DocumentRole.LICENSE), content(texts, DocumentRole.LICENSE)
    if chief is None:
        return tuple(replace(one, path=place.below(one.path)) for one in reuse_licenses(found.files))
    sized = chief if text is None else replace(chief, size=len(text))
    beside = [_at(place, one) for one in further_licenses(found.files, sized)]
    further = keep(place.git, place.copy, ProjectKey(""), [Wanted(one, DOCUMENT_BYTES) for one in beside])
    read = {one.document.path: further.blobs.get(one.document.oid) for one in further.wanted}
    return contents.licenses(read | {place.below(chief.path): text})
