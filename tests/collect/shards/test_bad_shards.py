"""Shards that do not belong together, or are no shards: a clear refusal, and the snapshot as it was."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from shard_nights import NOW, divided_night, make_shard, tables

from bound_process import run_bound
from given_source import Given
from innersource_marketplace.collect.shards import shard_file
from innersource_marketplace.collect.shards.merging import merge_shards
from innersource_marketplace.collect.sources import Changed, Failed, Unchanged
from innersource_marketplace.errors import MarketplaceError, SnapshotError, SourceError, UsageError
from innersource_marketplace.model import Collected, Facts, ProjectKey, Provider, Shard
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import Marketplace, make_marketplace


def key(name: str) -> ProjectKey:
    return ProjectKey(f"h/o/{name}")


def changed(name: str) -> Changed:
    facts = Facts(key=key(name), host="h", owner="o", name=name, provider=Provider.GIT, source="one")
    return Changed(Collected(facts=facts, blobs={}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A snapshot with the projects a and b."""
    path = tmp_path / ".marketplace" / "snapshot.db"
    divided_night(path, [Given("one", (changed("a"), changed("b")))], 2, {key("a"): 1, key("b"): 2}.__getitem__)
    return path


def shard(path: Path, number: int, count: int = 2, *, day: int = 1, **more: object) -> Path:
    return make_shard(path, [Given("one", (Unchanged(key("ab"[number % 2])),))], Shard(number, count), day=day, **more)


def refused(path: Path, files: list[Path], words: str, kind: type[MarketplaceError] = UsageError) -> None:
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(kind, match=words):
        merge_shards(files, catalog="catalogue", snapshot_path=path)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_shard_that_is_missing(path: Path) -> None:
    refused(path, [shard(path, 1)], "missing: 2/2")
    refused(path, [shard(path, 2, 4)], "missing: 1/4, 3/4, 4/4")


def test_a_shard_that_is_given_twice(path: Path) -> None:
    copy = shard(path, 1).with_name("copy.db")
    shutil.copy(shard(path, 1), copy)
    refused(path, [shard(path, 1), copy, shard(path, 2)], "is shard 1/2, like ")


def test_shards_of_different_numbers(path: Path) -> None:
    refused(path, [shard(path, 1, 2), shard(path, 2, 3)], "different number of shards")


def test_shards_of_another_catalogue(path: Path) -> None:
    refused(path, [shard(path, 1), shard(path, 2, catalog="other")], "different catalogue")
    refused(path, [shard(path, 1, catalog="other"), shard(path, 2, catalog="other")], "catalogue has changed")


def test_shards_of_another_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shard(path, 1)
    with monkeypatch.context() as other:
        other.setattr("innersource_marketplace.collect.shards.merging.__version__", "9.9.9")
        second = shard(path, 2)
    refused(path, [first, second], "different program")
    with monkeypatch.context() as other:
        other.setattr(shard_file, "_KIND", replace(shard_file._KIND, format=99))
        second = shard(path, 2)
    refused(path, [first, second], "format 99", SnapshotError)


def test_shards_of_another_listing(path: Path) -> None:
    refused(path, [shard(path, 1, listing="this"), shard(path, 2, listing="that")], "different listing")


def test_shards_of_different_nights(path: Path) -> None:
    refused(path, [shard(path, 1, day=1), shard(path, 2, day=2)], "from different runs")


def test_shards_that_began_with_another_snapshot(path: Path, tmp_path: Path) -> None:
    late = [shard(path, 1), shard(path, 2)]
    merge_shards(late, catalog="catalogue", snapshot_path=path)
    refused(path, late, "merged already")
    with open_snapshot(path) as snapshot:
        snapshot.touch(key("a"), NOW + timedelta(days=2))
    shards = [shard(path, 1, day=3), shard(path, 2, day=3)]
    with open_snapshot(path) as snapshot:
        snapshot.touch(key("a"), NOW + timedelta(days=4))
    refused(path, shards, "not the snapshot that the shards were collected from")
    refused(tmp_path / "elsewhere" / "snapshot.db", shards, "there is no snapshot")


def test_nothing_usable_leaves_the_snapshot_to_the_byte(path: Path) -> None:
    failing = Given("one", (Failed(key("a"), SourceError("timeout", "it did not answer")),))
    files = [make_shard(path, [failing], Shard(1, 2)), make_shard(path, [Given("one")], Shard(2, 2))]
    refused(path, files, "it did not answer", MarketplaceError)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"nonsense" * 1_000),
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: file.unlink(),
        lambda file: file.unlink() or file.mkdir(),
        lambda file: shutil.copy(file.with_name("snapshot.db"), file),
        lambda file: _execute(file, "DELETE FROM about"),
        lambda file: _execute(file, "UPDATE about SET body = '{}'"),
        lambda file: _execute(file, "UPDATE outcome SET body = x'00'"),
        lambda file: _execute(file, "UPDATE outcome SET kind = 'Planned'"),
        lambda file: _execute(file, "DROP TABLE outcome"),
        lambda file: _execute(file, "UPDATE source SET failure = 'because'"),
    ],
)
def test_a_damaged_shard(path: Path, spoil: Callable[[Path], object]) -> None:
    files = [shard(path, 1), shard(path, 2)]
    spoil(files[1])
    refused(path, files, str(files[1]), SnapshotError)


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@pytest.mark.slow
@pytest.mark.exhaustive
def test_every_byte_of_a_shard_that_is_damaged_is_noticed_or_harmless(path: Path) -> None:
    files = [shard(path, 1), shard(path, 2)]
    good = files[1].read_bytes()
    merge_shards(files, catalog="catalogue", snapshot_path=(copy := _copied(path, "whole")))
    expected = tables(copy)
    for position in range(0, len(good), 41):
        files[1].write_bytes(good[:position] + bytes([good[position] ^ 0xFF]) + good[position + 1 :])
        target = _copied(path, str(position))
        try:
            merge_shards(files, catalog="catalogue", snapshot_path=target)
        except MarketplaceError:
            assert tables(target) == tables(path)
        else:
            assert tables(target) == expected


def _copied(path: Path, name: str) -> Path:
    target = path.with_name(f"{name}.db")
    shutil.copy(path, target)
    return target


def test_a_shard_that_is_stopped_midway_leaves_no_file(path: Path) -> None:
    class Stopped:
        name = "one"

        def collect(self, known: object, *, full: bool) -> object:
            yield Unchanged(key("a"))
            raise KeyboardInterrupt

    before = sorted(path.parent.iterdir())
    with pytest.raises(KeyboardInterrupt):
        make_shard(path, [Stopped()], Shard(1, 5))  # type: ignore[list-item]
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.slow
def test_a_merge_that_is_killed_at_any_moment_leaves_the_old_snapshot_or_the_new_one(path: Path) -> None:
    names = [f"p{number}" for number in range(300)]
    files = [
        make_shard(path, [Given("one", tuple(map(changed, names[number::2])))], Shard(number + 1, 2), day=1)
        for number in range(2)
    ]
    before = tables(path)
    context = multiprocessing.get_context("fork")
    ended = set()
    for number in range(12):
        target = _copied(path, f"killed-{number}")
        process = context.Process(
            target=merge_shards, args=(files,), kwargs={"catalog": "catalogue", "snapshot_path": target}
        )
        process.start()
        time.sleep(0.02 * number)
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        ended.add(process.exitcode)
        with open_snapshot(target) as snapshot:
            assert snapshot.last_run() is not None
        if tables(target) != before:
            assert len(tables(target)["project"]) == len(names)
        else:
            merge_shards(files, catalog="catalogue", snapshot_path=target)
            assert len(tables(target)["project"]) == len(names)
    assert -signal.SIGKILL in ended


def test_a_snapshot_that_somebody_writes_to_is_not_written_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innersource_marketplace.collect.shards.merging._BUSY_SECONDS", 0.1)
    files = [shard(path, 1), shard(path, 2)]
    before = tables(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM project").fetchone()
        with pytest.raises(MarketplaceError, match="another run"):
            merge_shards(files, catalog="catalogue", snapshot_path=path)
    assert tables(path) == before


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    return make_marketplace(tmp_path, "web/shop", "web/cart", "core/log")


@pytest.mark.slow
@pytest.mark.parametrize("words", ["0/0", "0/2", "3/2", "1", "one/two", "1/2/3", "-1/2", "1/9999", "", "1/٣"])
@pytest.mark.parametrize("command", ["collect"])
def test_a_shard_that_is_none(marketplace: Marketplace, command: str, words: str) -> None:
    ran = marketplace.run(command, "--shard", words)
    assert ran.status == 2
    assert "2/4" in ran.err
    assert not marketplace.snapshot.parent.exists()


def test_merge_tells_what_is_missing_and_writes_nothing(marketplace: Marketplace) -> None:
    assert marketplace.run("merge").status == 2
    assert marketplace.run("merge", "nowhere.db").status == 1
    assert marketplace.run("collect", "--shard", "2/2").status == 0
    ran = marketplace.run("merge", ".marketplace/shard-2-of-2.db")
    assert (ran.status, "missing: 1/2" in ran.err) == (2, True)
    assert not marketplace.snapshot.exists()


@pytest.mark.slow
def test_a_listing_of_another_night_or_none_at_all(marketplace: Marketplace) -> None:
    listing = marketplace.folder / ".marketplace" / "listing.json"
    given = ("collect", "--shard", "1/2", "--listing", str(listing))
    assert marketplace.run("collect", "--listing", str(listing)).status == 2
    assert marketplace.run(*given).status == 2
    assert marketplace.run("list").status == 0
    assert marketplace.run(*given, environment={"SOURCE_DATE_EPOCH": "1795608000"}).status == 2
    assert marketplace.run(*given).status == 0
    whole = listing.read_bytes()
    listing.write_bytes(whole[:-10])
    assert marketplace.run(*given).status == 1
    listing.write_bytes(whole)
    marketplace.run("collect")
    ran = marketplace.run(*given)
    assert (ran.status, "different snapshot" in ran.err) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("largest", [0, 20_000])
def test_a_full_disk(marketplace: Marketplace, largest: int) -> None:
    marketplace.run("collect")
    before = tables(marketplace.snapshot)
    for number in (1, 2):
        ran = run_bound(marketplace.folder, "collect", "--full", "--shard", f"{number}/2", largest=largest)
        assert ran.status in (0, 1), ran.err
        assert ran.status == 0 or "error: " in ran.err
    for number in (1, 2):
        assert marketplace.run("collect", "--full", "--shard", f"{number}/2").status == 0
    files = [f".marketplace/shard-{number}-of-2.db" for number in (1, 2)]
    ran = run_bound(marketplace.folder, "merge", *files, largest=largest)
    assert ran.status in (0, 1), ran.err
    if ran.status == 1:
        assert tables(marketplace.snapshot) == before
        assert marketplace.run("merge", *files).status == 0


@pytest.mark.slow
def test_a_clock_that_was_set_back_makes_no_old_run_the_last_one(marketplace: Marketplace) -> None:
    late = {"SOURCE_DATE_EPOCH": "1900000000"}
    assert marketplace.run("collect", environment=late).status == 0
    shutil.rmtree(marketplace.folder / "git" / "web" / "cart.git")
    (marketplace.folder / "git" / "web" / "broken.git").mkdir()
    assert marketplace.run("collect").status in (0, 3)
    with open_snapshot(marketplace.snapshot) as snapshot:
        run = snapshot.last_run()
    assert run is not None
    assert run[0].year == 2026
    assert run[1]["projects"] == 2
    assert marketplace.run("build").status == 0
    assert len(marketplace.keys()) == 2
