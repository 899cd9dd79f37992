"""What looks like metadata in a repository but is not read: said, for its author is waiting for it."""

from collections.abc import Collection, Iterator, Sequence
from posixpath import dirname

from innersource_marketplace.collect.sources.file_policy import METADATA_PATHS
from innersource_marketplace.collect.sources.git.reading.documents import (
    linked_folders,
    misnamed_metadata,
    misplaced_metadata,
    nested_metadata,
)
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.errors import Problem, Severity, Words, first_named, sentence
from innersource_marketplace.escape import log_words
from innersource_marketplace.model import ONLY_METADATA, DocumentRole, MetadataOrder, ProjectKey

_NAMED = 5
"""Paths that a message names; a monorepo may have hundreds."""


def overlooked(
    key: ProjectKey, files: Sequence[File], counted: MetadataOrder = ONLY_METADATA, *, folders: Collection[str] = ()
) -> Iterator[Problem]:
    """The problems of a repository whose metadata has another name, or is in another place, than is read.

    `counted` are the metadata files that count there, `folders` those that are projects of their own.
    """
    if linked := linked_folders(files):
        yield _problem(
            key,
            "linked-folder",
            sentence(
                "{paths}: a symbolic link, so what is behind it was not looked at", paths=", ".join(linked[:_NAMED])
            ),
            "Commit the folder itself.",
        )
    for path, role in misplaced_metadata(files, counted)[:_NAMED]:
        places = METADATA_PATHS[role][:1] if "/" not in path else METADATA_PATHS[role]
        move = "Rename it to {place}, in that format." if "/" not in path else "Move it to {place}, in that format."
        yield _problem(
            key,
            "metadata-misnamed" if "/" not in path else "metadata-misplaced",
            sentence("{path} is not read: it is looked for as {places}", path=path, places=", ".join(places)),
            sentence(move, place=METADATA_PATHS[role][0]),
        )
    if DocumentRole.METADATA not in counted:
        return
    for path in misnamed_metadata(files)[:_NAMED]:
        yield _problem(
            key,
            "metadata-misnamed",
            sentence("{path} is not read: metadata is read from innersource.json, in JSON", path=path),
            "Rename the file, and write it in JSON: `marketplace check` finds what is wrong in it.",
        )
    nested = [path for path in nested_metadata(files) if dirname(path) not in folders]
    if nested:
        yield _problem(
            key,
            "metadata-nested",
            sentence(
                "{paths}: not read, because the repository does not name the folder", paths=first_named(nested, _NAMED)
            ),
            'To list the folder as a project, name it under "projects" in the innersource.json of the repository.'
            " If the file is about the repository as a whole, move it to the root, or to .github/ or .innersource/.",
        )


def _problem(key: ProjectKey, code: str, message: Words, fix: Words) -> Problem:
    return Problem(where=key, severity=Severity.WARNING, code=code, message=log_words(message), fix=fix)
