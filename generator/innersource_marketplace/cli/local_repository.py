"""Reading a repository on this machine for a first innersource.json of it."""

import os
from collections.abc import Iterator
from pathlib import Path

from innersource_marketplace.authoring.propose import Proposal, propose
from innersource_marketplace.cli.working_copy import remotes_of
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.model import ObjectId
from innersource_marketplace.paths import read_inside

_FILES = 20_000
"""Most files whose names are looked at; languages are clear long before."""

_NOT_LOOKED_INTO = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", "target", "build", "dist"})


def propose_for(folder: Path) -> Proposal:
    """Propose an innersource.json for the repository in `folder`; links are not followed out of it."""

    def read(path: str) -> bytes | None:
        data = read_inside(folder, path, DOCUMENT_BYTES + 1)
        return data if data is None or len(data) <= DOCUMENT_BYTES else None

    name = folder.resolve().name
    return propose(_files(folder), read, remotes=remotes_of(folder) or (), folder=name)


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
