"""Files that are worth keeping, read from a copy: their contents, or why one is missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.command import Git
from innersource_marketplace.collect.sources.git.copy import Copy, fetch_objects
from innersource_marketplace.collect.sources.git.tree import File, read_objects, sizes_of
from innersource_marketplace.errors import Problem, Severity, SourceError, Words, sentence
from innersource_marketplace.escape import log_words
from innersource_marketplace.model import METADATA_FILES, Document, DocumentRole, ObjectId, ProjectKey

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content is elsewhere. Source: the Git LFS specification."""


class Wanted(msgspec.Struct, frozen=True):
    """A file to be stored. `role` is None of a manifest and of a picture; there may be many."""

    document: Document
    limit: int
    role: DocumentRole | None = None


class Kept(msgspec.Struct, frozen=True):
    """Files with their sizes, the contents that are in the copy, and what could not be read."""

    wanted: tuple[Wanted, ...]
    blobs: Mapping[ObjectId, bytes]
    problems: tuple[Problem, ...]

    @property
    def documents(self) -> Mapping[DocumentRole, Document]:
        """The files that have a role."""
        return {one.role: one.document for one in self.wanted if one.role is not None}

    @property
    def manifests(self) -> tuple[Document, ...]:
        """The files that have none."""
        return tuple(one.document for one in self.wanted if one.role is None)


def document_of(file: File) -> Document:
    """A file as facts have it."""
    return Document(path=file.path, oid=file.oid, size=file.size)


def fetch_early(git: Git, copy: Copy, oids: Iterable[ObjectId]) -> None:
    """Fetch what the copy lacks of many files in one round trip. What cannot be fetched is missed when it is read."""
    if copy.store is not None:
        wanted = set(oids)
        with suppress(SourceError):
            fetch_objects(git, copy, wanted - sizes_of(git, copy.view, wanted).keys())


def keep(
    git: Git,
    copy: Copy,
    key: ProjectKey,
    wanted: Sequence[Wanted],
    *,
    unmissed: Collection[DocumentRole] = (),
) -> Kept:
    """Read files with their sizes; one that is too large, elsewhere or not in the copy is a problem of the project.

    Nobody misses those of the roles `unmissed`.
    """
    unknown = {one.document.oid for one in wanted if one.document.size is None}
    sizes = sizes_of(git, copy.view, unknown)
    absent = unknown - sizes.keys()
    if absent and copy.store is not None:
        fetch_objects(git, copy, absent)
        sizes |= sizes_of(git, copy.view, absent)
    sized = tuple(
        one
        if one.document.size is not None
        else replace(one, document=replace(one.document, size=sizes.get(one.document.oid)))
        for one in wanted
    )
    fitting = {one.document.oid for one in sized if one.document.size is not None and one.document.size <= one.limit}
    objects = read_objects(git, copy.view, fitting)
    blobs = {
        oid: read.data
        for oid, read in objects.items()
        if read.type == "blob" and not read.data.startswith(_LFS_POINTER)
    }
    return Kept(sized, blobs, tuple(_unread(key, (one for one in sized if one.role not in unmissed), blobs)))


def _unread(key: ProjectKey, wanted: Iterable[Wanted], blobs: Mapping[ObjectId, bytes]) -> Iterator[Problem]:
    for one in wanted:
        if one.document.oid in blobs:
            continue
        path, severity = one.document.path, severity_of(one.role)
        if one.document.size is None:
            yield problem(
                key,
                "missing-content",
                sentence("{path} is not in the copy of the repository", path=path),
                "Mirror it completely.",
                severity,
            )
        elif one.document.size > one.limit:
            large = sentence("{path} is larger than {limit} KiB and was skipped", path=path, limit=one.limit // 1024)
            yield problem(key, "too-large", large, "Shorten it.", severity)
        else:
            kept_elsewhere = sentence("{path} is kept in Git LFS, which is not read", path=path)
            yield problem(key, "lfs-pointer", kept_elsewhere, "Keep it in git.", severity)


def content(kept: Kept, role: DocumentRole) -> bytes | None:
    """The content of the file that has a role, if it is in the copy."""
    document = kept.documents.get(role)
    return kept.blobs.get(document.oid) if document is not None else None


def severity_of(role: DocumentRole | None) -> Severity:
    """How bad it is that the file of a role cannot be read."""
    return Severity.ERROR if role in METADATA_FILES else Severity.WARNING


def problem(key: ProjectKey, code: str, message: Words, fix: Words, severity: Severity = Severity.WARNING) -> Problem:
    """A problem of a project."""
    return Problem(where=key, severity=severity, code=code, message=log_words(message), fix=fix)
