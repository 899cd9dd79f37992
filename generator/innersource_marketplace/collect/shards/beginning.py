"""What a night on several machines begins with: the same catalogue and the same snapshot for all of them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

from innersource_marketplace.model import Facts, ProjectKey
from innersource_marketplace.snapshot.store import known_facts, open_snapshot


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """What is known before a night, and a hash of it; None where nothing was ever collected."""

    known: Mapping[ProjectKey, Facts]
    state: str | None


def beginning_of(snapshot_path: Path) -> Beginning:
    """Read what a snapshot knows. Raises `SnapshotError` when it cannot be read."""
    if not snapshot_path.exists():
        return Beginning(known={}, state=None)
    with open_snapshot(snapshot_path, checked=True) as snapshot:
        return Beginning(known=known_facts(snapshot_path), state=snapshot.state())


def catalog_hash(path: Path) -> str:
    """A hash of a catalogue file, to tell whether two machines read the same."""
    return sha256(path.read_bytes()).hexdigest()
