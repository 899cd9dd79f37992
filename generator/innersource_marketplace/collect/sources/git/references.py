"""What a repository's names point at: HEAD, the default branch and the tags."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from innersource_marketplace.collect.sources.git.command import Git, run
from innersource_marketplace.errors import SourceError
from innersource_marketplace.limits import GIT_TAGS
from innersource_marketplace.model import ObjectId

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HEADS = "refs/heads/"
_TAGS = "refs/tags/"
_USUAL_BRANCHES = ("main", "master", "trunk", "develop")
_REFERENCE_BYTES = 64 * 1024 * 1024
_NAME_BYTES = 4_096
_INDIRECTIONS = 5

COLLECTOR = "5"
"""Part of every fingerprint: raise it when newer code would see more in the same repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The names of a repository that matter here. `branch` is None when HEAD is detached.

    `reference` is the full name that `head` was found under.
    """

    head: ObjectId
    reference: str
    branch: str | None
    tags: Mapping[str, ObjectId]
    shallow: tuple[ObjectId, ...] = ()

    def fingerprint(self, *circumstances: str) -> str:
        """A short text that changes whenever a name here, or a circumstance, changes."""
        lines = [COLLECTOR, *circumstances, self.reference, self.head, *self.shallow]
        lines += [f"{oid} {tag}" for tag, oid in sorted(self.tags.items())]
        return sha256("\0".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def local_references(folder: Path, branch: str | None) -> References:
    """Read the names in a git directory as files; git itself is not run there.

    Raises `SourceError`: empty, no-branch, unsupported, unreadable or broken.
    """
    if (folder / "reftable").is_dir():
        raise SourceError(
            "unsupported",
            "the repository stores its references in a reftable, which is not supported",
            "Give the https or ssh address.",
        )
    try:
        names = _packed(_text(folder / "packed-refs")) | _loose(folder)
        head = _text(folder / "HEAD").strip()
        shallow = tuple(ObjectId(line) for line in _text(folder / "shallow").split() if _OBJECT_ID.fullmatch(line))
    except OSError as error:
        raise SourceError(
            "unreadable", f"the repository cannot be read: {error.strerror}", "Check the permissions."
        ) from error
    resolved = {name: oid for name in names if (oid := _resolved(name, names)) is not None}
    if head.startswith("ref:"):
        target = head.removeprefix("ref:").strip()
        return _choose(resolved, branch, head_name=target, head_oid=resolved.get(target), shallow=shallow)
    if not _OBJECT_ID.fullmatch(head):
        raise SourceError("broken", "HEAD is not a reference", "Run `git fsck` in the repository.")
    return _choose(resolved, branch, head_name=None, head_oid=ObjectId(head), shallow=shallow)


def remote_references(git: Git, address: str, protocol: str, branch: str | None) -> References:
    """Ask a remote for its names, in one round trip. Raises `SourceError`."""
    arguments = ["ls-remote", "--symref", "--end-of-options", address, "HEAD", f"{_HEADS}*", f"{_TAGS}*"]
    head_name, names = parse_ls_remote(run(git, arguments, protocol=protocol))
    head_oid = names.pop("HEAD", None)
    return _choose(names, branch, head_name=head_name, head_oid=head_oid)


def parse_ls_remote(output: bytes) -> tuple[str | None, dict[str, ObjectId]]:
    """Parse `ls-remote --symref`: what HEAD points at, and the object of each name."""
    head: str | None = None
    names: dict[str, ObjectId] = {}
    for line in output.decode("utf-8", "surrogateescape").split("\n"):
        value, tab, name = line.partition("\t")
        if not tab:
            continue
        if value.startswith("ref: ") and name == "HEAD":
            head = value.removeprefix("ref: ")
        elif _OBJECT_ID.fullmatch(value) and not name.endswith("^{}"):
            names[name] = ObjectId(value)
    return head, names


def _choose(
    names: Mapping[str, ObjectId],
    branch: str | None,
    *,
    head_name: str | None,
    head_oid: ObjectId | None,
    shallow: tuple[ObjectId, ...] = (),
) -> References:
    branches = {name.removeprefix(_HEADS): oid for name, oid in names.items() if name.startswith(_HEADS)}
    tags = {name.removeprefix(_TAGS): oid for name, oid in sorted(names.items()) if name.startswith(_TAGS)}
    tags = {tag: tags[tag] for tag in list(tags)[:GIT_TAGS]}
    chosen: str | None
    if branch is not None:
        if branch not in branches:
            raise SourceError("no-branch", f"there is no branch {branch!r}", "Correct `branch` in catalog.yml.")
        chosen = branch
    elif head_oid is not None:
        chosen = head_name.removeprefix(_HEADS) if head_name is not None and head_name.startswith(_HEADS) else None
    elif not branches:
        raise SourceError("empty", "the repository has no commits yet", "Push the first commit.")
    else:
        usual = [name for name in _USUAL_BRANCHES if name in branches] or (list(branches) if len(branches) == 1 else [])
        if not usual:
            raise SourceError(
                "no-branch",
                f"HEAD points to the branch {(head_name or '').removeprefix(_HEADS)!r}, which does not exist",
                "Set the default branch, or name one as `branch` in catalog.yml.",
            )
        chosen = usual[0]
    head = head_oid if chosen is None or (branch is None and head_oid is not None) else branches[chosen]
    assert head is not None  # noqa: S101 - every path above found one
    return References(
        head=head,
        reference="HEAD" if chosen is None else f"{_HEADS}{chosen}",
        branch=chosen,
        tags=tags,
        shallow=shallow,
    )


def _packed(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for line in text.split("\n"):
        oid, _, name = line.partition(" ")
        if _OBJECT_ID.fullmatch(oid) and name.startswith((_HEADS, _TAGS)):
            names[name] = oid
    return names


def _loose(folder: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    for root in (_HEADS, _TAGS):
        for parent, _, files in os.walk(folder / root):
            for name in files:
                path = Path(parent) / name
                if name.endswith(".lock") or path.is_symlink():
                    continue
                names[path.relative_to(folder).as_posix()] = _text(path, _NAME_BYTES).strip()
    return names


def _resolved(name: str, names: Mapping[str, str]) -> ObjectId | None:
    value = names.get(name, "")
    for _ in range(_INDIRECTIONS):
        if not value.startswith("ref:"):
            break
        value = names.get(value.removeprefix("ref:").strip(), "")
    return ObjectId(value) if _OBJECT_ID.fullmatch(value) else None


def _text(path: Path, limit: int = _REFERENCE_BYTES) -> str:
    # Only a regular file: a pipe would block for ever.
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(limit).decode("utf-8", "surrogateescape")
