"""Caches of a build: whatever is in the file, the build goes on."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from innersource_marketplace.build.cache import open_notes
from marketplaces import files_of, make_marketplace


def _other_columns(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"CREATE TABLE {table} (x, y)")
        connection.execute(f"INSERT INTO {table} VALUES (1, 2)")
    connection.close()


def _another_table(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE another (x)")
    connection.close()


def _other_values(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f"UPDATE {table} SET body = x'ff00ff'")
    connection.close()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "of another version": _other_columns,
    "another database": _another_table,
    "other values": _other_values,
    "a text": lambda path: path.write_text("This is no database. " * 500),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_cache_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "notes.db"
    with open_notes(path) as notes:
        notes.note("a", b"said " * 2_000)
    DAMAGES[damage](path)
    with open_notes(path) as notes:
        assert notes.known("a") is None
        notes.note("a", b"again")
    with open_notes(path) as notes:
        assert notes.known("a") == b"again"


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_build_gives_the_same_site_whatever_became_of_its_caches(tmp_path: Path, damage: str) -> None:
    marketplace = make_marketplace(tmp_path, "payments/ledger", "web/shop")
    marketplace.repository("web/said", {"innersource.json": b'{"title": "Said"}', "README.md": b"# Said\n"})
    marketplace.night()
    before = files_of(marketplace.site)
    caches = sorted((tmp_path / "build").glob("*.db"))
    assert len(caches) > 1
    for cache in caches:
        DAMAGES[damage](cache)
    assert marketplace.run("build").status == 0
    assert files_of(marketplace.site) == before
