"""What the files of one project say, read by a child process under one deadline for all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.manifests import WhatManifestsSay
from innersource_marketplace.formats.metadata_files import About
from innersource_marketplace.model import DocumentRole, LicenseFile, Metadata
from innersource_marketplace.sandbox.requests import (
    ContentRequest,
    DescribedAnswer,
    DescribedRequest,
    FolderOwnersAnswer,
    FolderOwnersRequest,
    FolderPlacesAnswer,
    FolderPlacesRequest,
    LicensesAnswer,
    LicensesRequest,
    ManifestsRequest,
    MetadataAnswer,
    MetadataRequest,
    OwnersAnswer,
    OwnersRequest,
)

_T = TypeVar("_T")


class Contents:
    """Reads the files of one project, one after the other, as long as its processor time lasts.

    What takes too long, crashes its parser or needs too much memory is unknown. `late` tells whether
    anything was.
    """

    def __init__(self, ask: Callable[[ContentRequest], bytes | None], seconds: float) -> None:
        self._ask = ask
        self._left = seconds
        self.late = False

    def metadata(self, data: bytes, where: str) -> MetadataAnswer:
        """What `read_metadata` says of an innersource.json; where it takes too long, an error that it is unreadable."""
        found = self._answer(MetadataRequest(data, where, self._left), tuple[float, MetadataAnswer])
        return (Metadata(), (_unread(where),)) if found is None else found

    def folder_places(self, data: bytes) -> FolderPlacesAnswer:
        """Line and column of each folder under `projects` in an innersource.json; none where that takes too long."""
        return self._answer(FolderPlacesRequest(data, self._left), tuple[float, FolderPlacesAnswer]) or {}

    def described(self, role: DocumentRole, data: bytes, where: str, about: About) -> DescribedAnswer:
        """What `read_described` says of a file; where it takes too long, nothing, and an error that says so."""
        found = self._answer(DescribedRequest(role, data, where, about, self._left), tuple[float, DescribedAnswer])
        return (None, (_unread(where),)) if found is None else found

    def code_owners(self, data: bytes) -> OwnersAnswer | None:
        """Accounts and teams of a CODEOWNERS file, and those that own everything; None where that takes too long."""
        return self._answer(OwnersRequest(data, self._left), tuple[float, OwnersAnswer])

    def folder_owners(self, data: bytes, folders: Iterable[str]) -> FolderOwnersAnswer:
        """Who owns each of some folders, by a CODEOWNERS file; nobody is known where that takes too long."""
        return self._answer(FolderOwnersRequest(data, [*folders], self._left), tuple[float, FolderOwnersAnswer]) or {}

    def licenses(self, texts: Mapping[str, bytes | None]) -> LicensesAnswer:
        """What licence files say, by path; None is the text of one that was not read."""
        found = self._answer(LicensesRequest(dict(texts), self._left), tuple[float, LicensesAnswer])
        return tuple(LicenseFile(path=path) for path in sorted(texts)) if found is None else found

    def manifests(self, files: Iterable[tuple[str, bytes]]) -> WhatManifestsSay | None:
        """What the manifests of a project say together, by path; None where that takes too long."""
        listed = list(files)
        if not listed:
            return WhatManifestsSay()
        return self._answer(ManifestsRequest(listed, self._left), tuple[float, WhatManifestsSay])

    def _answer(self, request: ContentRequest, kind: type[tuple[float, _T]]) -> _T | None:
        encoded = None if self._left <= 0 else self._ask(request)
        if encoded is not None:
            try:
                seconds, found = msgspec.msgpack.decode(encoded, type=kind)
            except msgspec.DecodeError:
                pass  # its word is not trusted either
            else:
                self._left -= seconds
                return found
        # It may have used up all that there was, and what comes after it must not begin again.
        self._left = 0.0
        self.late = True
        return None


def _unread(where: str) -> Problem:
    return Problem(
        where=where,
        severity=Severity.ERROR,
        code="content-too-slow",
        message="It takes too long to read.",
        fix="Write it as the schema says, with no more than it needs.",
    )
