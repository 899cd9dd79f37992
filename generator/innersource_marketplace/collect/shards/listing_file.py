"""The lists of all hosts in one file: read by one machine, so that several need not ask for them again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from innersource_marketplace import __version__
from innersource_marketplace.collect.shards.beginning import Beginning
from innersource_marketplace.collect.sources import Lister, alone
from innersource_marketplace.collect.tally import problem_of
from innersource_marketplace.errors import Problem, SnapshotError, SourceError, UsageError
from innersource_marketplace.limits import NIGHT_HOURS


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing file says: the list of each source, by its name, and a hash of the file."""

    lists: Mapping[str, bytes]
    content_hash: str


class _Written(msgspec.Struct, frozen=True, kw_only=True):
    program: str
    catalog: str
    snapshot: str | None
    listed_at: datetime
    lists: dict[str, msgspec.Raw]


def write_listing(
    listers: Sequence[Lister], path: Path, beginning: Beginning, *, catalog: str, now: datetime
) -> tuple[Problem, ...]:
    """Read the lists of these sources into a file; what failed is left out and reported.

    `catalog` is the hash of the catalogue. Each machine asks a source for itself that is not in the file.
    """
    lists: dict[str, msgspec.Raw] = {}
    failed: list[Problem] = []
    for lister in listers:
        try:
            with alone(lister.name):
                lists[lister.name] = msgspec.Raw(lister.read_list(beginning.known))
        except SourceError as error:
            failed.append(problem_of(lister.name, error))
    written = _Written(
        program=__version__, catalog=catalog, snapshot=beginning.state, listed_at=now, lists=dict(sorted(lists.items()))
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(msgspec.json.encode(written) + b"\n")
    new.replace(path)
    return tuple(failed)


def read_listing(path: Path, beginning: Beginning, *, catalog: str, now: datetime) -> Listing:
    """Read a listing file. Raises `UsageError` when it is not of this night, `SnapshotError` when it is damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Create it with `marketplace list`.") from error
    try:
        written = msgspec.json.decode(data, type=_Written)
    except msgspec.MsgspecError as error:
        raise SnapshotError(
            f"{path}: is not a listing, or is damaged ({error}). Create it with `marketplace list`."
        ) from error
    for what, theirs, ours in (
        ("version of the program", written.program, __version__),
        ("catalogue", written.catalog, catalog),
        ("snapshot", written.snapshot, beginning.state),
    ):
        if theirs != ours:
            raise UsageError(f"{path}: was created with a different {what}. Run `marketplace list` again.")
    if now - written.listed_at > timedelta(hours=NIGHT_HOURS):
        raise UsageError(
            f"{path}: is from {written.listed_at:%Y-%m-%d %H:%M}, which is too old: who may see what may have"
            " changed. Run `marketplace list` again."
        )
    return Listing(
        lists={name: bytes(raw) for name, raw in written.lists.items()}, content_hash=sha256(data).hexdigest()
    )
