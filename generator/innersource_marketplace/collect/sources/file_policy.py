"""Which files of a repository are worth keeping: one rule for every kind of source."""

from collections.abc import Callable, Iterable, Mapping
from posixpath import dirname

from innersource_marketplace.collect.sources.git.reading.documents import is_of_tests, presentable
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.formats.manifests import is_manifest, names_packages
from innersource_marketplace.limits import (
    DOCUMENT_BYTES,
    MANIFEST_FOLDERS,
    MANIFESTS,
    METADATA_BYTES,
    PICTURE_PATH_CHARACTERS,
    README_PICTURES,
)
from innersource_marketplace.model import METADATA_FILES, Document, DocumentRole, MetadataOrder, SafeUrl
from innersource_marketplace.reference import languages

TEXTS: Mapping[DocumentRole, int] = {
    **dict.fromkeys(METADATA_FILES, METADATA_BYTES),
    DocumentRole.README: DOCUMENT_BYTES,
    DocumentRole.CONTRIBUTING: DOCUMENT_BYTES,
    DocumentRole.CODE_OWNERS: DOCUMENT_BYTES,
    DocumentRole.COMMUNICATION: DOCUMENT_BYTES,
    DocumentRole.SUPPORT: DOCUMENT_BYTES,
    DocumentRole.LICENSE: DOCUMENT_BYTES,
    DocumentRole.AGENTS: DOCUMENT_BYTES,
}
"""Roles whose text is stored, and the largest size of each. Pictures go their own way."""

METADATA_PATHS: Mapping[DocumentRole, tuple[str, ...]] = {
    DocumentRole.METADATA: ("innersource.json", ".github/innersource.json", ".innersource/innersource.json"),
    DocumentRole.BACKSTAGE: ("catalog-info.yaml", "catalog-info.yml"),
    DocumentRole.PUBLICCODE: ("publiccode.yml", "publiccode.yaml"),
    DocumentRole.CODE_JSON: ("code.json",),
    DocumentRole.CODEMETA: ("codemeta.json",),
    DocumentRole.CITATION: ("CITATION.cff",),
    DocumentRole.SECURITY_INSIGHTS: (
        "security-insights.yml",
        "SECURITY-INSIGHTS.yml",
        ".github/security-insights.yml",
        ".github/SECURITY-INSIGHTS.yml",
        ".gitlab/security-insights.yml",
    ),
}
"""Where a host is asked whether there is such a file, which it knows by its exact name only."""


def metadata_paths(order: MetadataOrder) -> tuple[str, ...]:
    """The paths of all files that count."""
    return tuple(path for role in order for path in METADATA_PATHS[role])


def no_metadata(order: MetadataOrder, topics: Iterable[str] = ()) -> Words:
    """The rule against a repository that has none of the files that count, nor one of the topics if there are any."""
    files, names = ", ".join(order), ", ".join(topics)
    pattern = "It has no {files}" if len(order) == 1 else "It has none of {files}"
    lack = sentence(pattern, files=files)
    if not names:
        return sentence("{lack}.", lack=lack)
    return sentence("{lack} and none of the topics {topics}.", lack=lack, topics=names)


PicturesNamed = Callable[[str, bytes, SafeUrl | None, str | None], tuple[str, ...]]
"""Gives the paths of the repository's pictures that a README names.

From the README's own path and its content, the repository's page and its default branch.
"""


def picture_paths(
    named: PicturesNamed | None, path: str, readme: bytes, *, url: SafeUrl | None = None, branch: str | None = None
) -> tuple[str, ...] | None:
    """The paths of the pictures that are kept of a README: the first ones, up to a limit; None where nobody looks.

    `url` is the repository's page and `branch` its default branch, for pictures that are named by address.
    """
    if named is None:
        return None
    return tuple(one for one in named(path, readme, url, branch) if is_picture_path(one))[:README_PICTURES]


def is_picture_path(path: str) -> bool:
    """Whether a path from the root of a repository may be that of a picture: one way to write it, and presentable."""
    return (
        0 < len(path) <= PICTURE_PATH_CHARACTERS
        and presentable(path)
        and not any(step in ("", ".", "..") for step in path.split("/"))
        and not any(character in path for character in ":\\")
    )


def manifests(files: Iterable[File]) -> tuple[Document, ...]:
    """The manifests among some files, sorted by path: those nearest to the root, of packages first, up to a limit.

    What belongs to others, to examples or to tests says nothing of the project itself.
    """
    found = [file for file in files if file.kind == "file" and _is_own_manifest(file.path)]
    found.sort(key=lambda file: (file.path.count("/"), not names_packages(file.path), file.path))
    nearest = sorted(found[:MANIFESTS], key=lambda file: file.path)
    return tuple(Document(path=file.path, oid=file.oid, size=file.size) for file in nearest)


def _is_own_manifest(path: str) -> bool:
    if path.count("/") > MANIFEST_FOLDERS or not is_manifest(path) or not presentable(path):
        return False
    others = languages.is_foreign(path) or languages.is_documentation(path) or is_of_tests(path)
    return not others and not dirname(path).startswith(".")
