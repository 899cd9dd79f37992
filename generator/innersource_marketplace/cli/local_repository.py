"""Reading a repository on this machine: for a first innersource.json of it, and for what is similar to it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from innersource_marketplace.assistants.similar import Description
from innersource_marketplace.authoring.propose import METADATA_FILE, Proposal, propose
from innersource_marketplace.cli.working_copy import remotes_of
from innersource_marketplace.collect.sources.git.reading.documents import documents
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.model import DocumentRole, Metadata, ObjectId
from innersource_marketplace.paths import read_inside
from innersource_marketplace.readme import Links
from innersource_marketplace.reference.hosts import split_address
from innersource_marketplace.sandbox.converter import ReadmeConverter

_FILES = 20_000
"""Most files whose names are looked at; languages are clear long before."""

_NOT_LOOKED_INTO = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", "target", "build", "dist"})


def propose_for(folder: Path) -> Proposal:
    """Propose an innersource.json for the repository in `folder`; links are not followed out of it."""
    name = folder.resolve().name
    return propose(_files(folder), partial(_read, folder), remotes=remotes_of(folder) or (), folder=name)


def describe(folder: Path) -> Description:
    """What the repository in `folder` says of itself: its innersource.json, then its manifests and README."""
    data = _read(folder, METADATA_FILE)
    stated = read_metadata(data, METADATA_FILE)[0] if data is not None else Metadata()
    proposed = {field.name: field.value for field in propose_for(folder).fields}
    topics = stated.topics or proposed.get("topics") or ()
    skills = stated.skills or proposed.get("skills") or ()
    said = (
        stated.description or proposed.get("description") or "",
        stated.motivation or "",
        *(topics if isinstance(topics, (list, tuple)) else ()),
        *(skills if isinstance(skills, (list, tuple)) else ()),
    )
    split = (split_address(remote) for remote in remotes_of(folder) or ())
    return Description(
        title=str(stated.title or proposed.get("title") or folder.resolve().name),
        said=" ".join(map(str, said)),
        readme=_readme(folder),
        keys=frozenset(f"{found[0]}/{found[1].strip('/').removesuffix('.git')}" for found in split if found),
        settled=frozenset((*(stated.supersedes or ()), *(stated.alternatives or ()))),
    )


def _readme(folder: Path) -> str:
    """The text of the README, read where it can do no harm; "" where there is none."""
    document = documents(_files(folder)).get(DocumentRole.README)
    data = _read(folder, document.path) if document else None
    if document is None or data is None:
        return ""
    with ReadmeConverter(1) as converter:
        for _, readme in converter.convert_many([("", data, document.path, Links())]):
            return readme.text
    return ""


def _read(folder: Path, path: str) -> bytes | None:
    data = read_inside(folder, path, DOCUMENT_BYTES + 1)
    return data if data is None or len(data) <= DOCUMENT_BYTES else None


def _files(folder: Path) -> Iterator[File]:
    """List the files below a folder, outermost first, without links."""
    seen = 0
    waiting = [folder]
    for current in waiting:
        try:
            with os.scandir(current) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if seen >= _FILES:
                return
            seen += 1
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _NOT_LOOKED_INTO:
                    waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                relative = path.relative_to(folder).as_posix()
                yield File(path=relative, oid=ObjectId(""), kind="file", size=size)
