"""Getting at the objects of a repository: borrowed where they are local, fetched where not."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from innersource_marketplace.collect.sources.git.command import Git, check_size, run
from innersource_marketplace.collect.sources.git.references import References
from innersource_marketplace.collect.sources.git.tree import make_view
from innersource_marketplace.errors import SourceError
from innersource_marketplace.model import ObjectId

_COLLECTED = "refs/heads/collected"
_FINAL = frozenset({"timeout", "too-large", "authentication", "refused", "stopped", "no-git"})
"""Reasons that a second attempt without a filter cannot change."""


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A repository that can be read. `store` is our own copy to fetch more into; None if borrowed."""

    view: Path
    head: ObjectId
    address: str = ""
    protocol: str = ""
    store: Path | None = None


def borrow(place: Path, source: Path, references: References) -> Copy:
    """Read a local repository that was checked in place, through a view of our own in `place`. Raises `SourceError`."""
    objects = source / "objects"
    view = make_view(place / "view", objects, sha256=len(references.head) == 64, shallow=references.shallow)
    return Copy(view=view, head=references.head)


def fetch(
    git: Git, place: Path, *, address: str, protocol: str, references: References, tags: Iterable[str] = ()
) -> Copy:
    """Fetch history and trees of one branch and some tags into `place`, without file contents if the remote can.

    Raises `SourceError`. The copy may hold all contents where the remote knows no filters.
    """
    sha256 = len(references.head) == 64
    refspecs = [f"+{references.reference}:{_COLLECTED}", *(f"+refs/tags/{tag}:refs/tags/{tag}" for tag in tags)]
    try:
        store = _fetch(git, place / "store", address, protocol, refspecs, sha256=sha256, partial=True)
    except SourceError as error:
        if error.code in _FINAL:
            raise
        # Also without the tags: one may have been removed since they were listed.
        store = _fetch(git, place / "plain", address, protocol, refspecs[:1], sha256=sha256, partial=False)
    check_size(git, store)
    head = run(git, ["rev-parse", "--verify", "--end-of-options", _COLLECTED], folder=store).decode("ascii").strip()
    # Reading goes through a view: it knows no remote, so git can never fetch behind our back.
    view = make_view(place / "view", store / "objects", sha256=sha256)
    return Copy(view=view, head=ObjectId(head), address=address, protocol=protocol, store=store)


def fetch_objects(git: Git, copy: Copy, oids: Iterable[ObjectId]) -> None:
    """Bring objects by id into a fetched copy, in one round trip. Raises `SourceError`."""
    wanted = sorted(set(oids))
    if copy.store is None or not wanted:
        return
    arguments = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"]
    arguments += ["--no-auto-maintenance", "--recurse-submodules=no", "--filter=blob:none", "--stdin"]
    run(
        git,
        [*arguments, "--end-of-options", copy.address],
        folder=copy.store,
        protocol=copy.protocol,
        given="".join(f"{oid}\n" for oid in wanted).encode("ascii"),
        watched=copy.store,
    )


def _fetch(
    git: Git, store: Path, address: str, protocol: str, refspecs: Sequence[str], *, sha256: bool, partial: bool
) -> Path:
    run(git, ["init", "--quiet", "--bare", f"--object-format={'sha256' if sha256 else 'sha1'}", "--", str(store)])
    arguments = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"]
    arguments += ["--recurse-submodules=no", *(["--filter=blob:none"] if partial else [])]
    run(
        git,
        [*arguments, "--end-of-options", address, *refspecs],
        folder=store,
        protocol=protocol,
        watched=store,
    )
    return store
