"""Caches of a build: whatever is in the file, the build goes on."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from innersource_marketplace.build.caches.cache import join_cache, key_of, open_cache
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
def test_a_cache_that_cannot_be_read_is_made_again(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "some.db"
    with open_cache(path) as cache:
        cache.put("a", b"said " * 2_000)
    DAMAGES[damage](path)
    with open_cache(path) as cache:
        assert cache.get("a") is None
        cache.put("a", b"again")
    with open_cache(path) as cache:
        assert cache.get("a") == b"again"


def test_several_processes_share_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    with open_cache(path) as cache:
        others = [join_cache(path) for _ in range(2)]
        for number in range(500):
            others[number % 2].put(f"{number}", b"x" * number)
        for other in others:
            other.close()
        assert [cache.get(f"{number}") for number in range(500)] == [b"x" * number for number in range(500)]
        cache.keep_only(["7"])
        assert (cache.get("7"), cache.get("8")) == (b"x" * 7, None)


def test_a_key_says_where_each_part_ends() -> None:
    keys = {key_of(*parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ("", "abc"), ("abc", ""), ("a", "b", "c"))}
    assert len(keys) == 6


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [name if name in ("other values", "cut") else pytest.param(name, marks=pytest.mark.exhaustive) for name in DAMAGES],
)
def test_a_build_gives_the_same_site_whatever_became_of_its_caches(tmp_path: Path, damage: str) -> None:
    marketplace = make_marketplace(tmp_path, "payments/ledger", "web/shop")
    marketplace.repository("web/said", {"innersource.json": b'{"title": "Said"}', "README.md": b"# Said\n"})
    marketplace.night()
    before = files_of(marketplace.site)
    caches = sorted((tmp_path / "build").glob("*.db"))
    assert len(caches) > 1
    for cache in caches:
        DAMAGES[damage](cache)
    compiled = [path for path in (tmp_path / "build/templates").rglob("*") if path.is_file()]
    assert len(compiled) > 40
    for path in compiled:
        path.write_bytes(path.read_bytes()[:-1] if damage == "cut" else b"other")
    assert marketplace.run("build").status == 0
    assert files_of(marketplace.site) == before
