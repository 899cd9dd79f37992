"""A snapshot at rest is one file, whatever was written, by whom, and who was looking."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innersource_marketplace.errors import SnapshotError
from innersource_marketplace.model import Collected, Facts, ProjectKey, Provider
from innersource_marketplace.snapshot.store import open_snapshot

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def _project(name: str) -> Collected:
    key = ProjectKey(f"git.acme.example/team/{name}")
    facts = Facts(key=key, host="git.acme.example", owner="team", name=name, provider=Provider.GIT, source="git")
    return Collected(facts=facts, blobs={})


def test_after_writing_there_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as snapshot:
        snapshot.save(_project("ledger"), now=NOW)
    assert [found.name for found in tmp_path.iterdir()] == ["snapshot.db"]


def test_what_is_saved_can_be_read_at_once_by_others(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as writing:
        writing.save(_project("ledger"), now=NOW)
        with open_snapshot(path) as reading:
            assert [stored.facts.name for stored in reading.projects()] == ["ledger"]
            writing.save(_project("vault"), now=NOW)
            assert [stored.facts.name for stored in reading.projects()] == ["ledger", "vault"]


def test_a_reader_does_not_hold_up_the_end_of_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as writing:
        writing.save(_project("ledger"), now=NOW)
        reader = sqlite3.connect(path)
        rows = reader.execute("SELECT key FROM project")
        assert rows.fetchone() is not None
    reader.close()
    with open_snapshot(path) as snapshot:
        assert [stored.facts.name for stored in snapshot.projects()] == ["ledger"]


def test_what_a_killed_writer_left_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    left = tmp_path / "left"
    left.mkdir()
    with open_snapshot(path, create=True) as snapshot:
        snapshot.save(_project("ledger"), now=NOW)
        for found in tmp_path.glob("snapshot.db*"):
            (left / found.name).write_bytes(found.read_bytes())
    with open_snapshot(left / "snapshot.db") as snapshot:
        assert [stored.facts.name for stored in snapshot.projects()] == ["ledger"]


def test_a_first_snapshot_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    seen: list[int] = []
    with open_snapshot(path, create=True):
        seen.append(path.stat().st_size)
        assert not [found for found in tmp_path.iterdir() if found.name.endswith(".new")]
    assert seen[0] > 0
    (path.parent / "snapshot.db-wal").write_bytes(b"left")
    path.unlink()
    with open_snapshot(path, create=True) as snapshot:
        snapshot.save(_project("ledger"), now=NOW)
    with open_snapshot(path, checked=True) as snapshot:
        assert [stored.facts.name for stored in snapshot.projects()] == ["ledger"]


def test_a_first_snapshot_is_made_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    path = tmp_path / "snapshot.db"
    path.symlink_to(tmp_path / "disk" / "kept.db")
    with open_snapshot(path, create=True):
        pass
    assert path.is_symlink()
    assert (tmp_path / "disk" / "kept.db").stat().st_size > 0


def test_a_log_of_another_file_is_named_to_be_deleted_too(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    path.touch()
    path.with_name("snapshot.db-wal").write_bytes(b"left")
    with pytest.raises(SnapshotError, match=r"Delete snapshot\.db-wal"), open_snapshot(path, create=True):
        pass
