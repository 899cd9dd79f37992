"""Upgrades that stop halfway, two runs at once, a disk that is full, a proxy that hangs up: nothing is lost."""

import gzip
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bound_process import run_bound
from innersource_marketplace.paths import exclusive_file
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CATALOG, Marketplace, files_of, make_marketplace

STORED = Path(__file__).parent / "formats" / "3.db.gz"
FIRST_TABLES = ("project", "blob", "project_blob", "redirect", "problem", "excluded", "run", "daily")


def earlier(folder: Path) -> Marketplace:
    """A marketplace with a snapshot of the first format, which had fewer tables than the stored one."""
    made = make_marketplace(folder, "payments/ledger", "web/shop")
    made.snapshot.parent.mkdir()
    made.snapshot.write_bytes(gzip.decompress(STORED.read_bytes()))
    with closing(sqlite3.connect(made.snapshot)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table not in FIRST_TABLES:
                connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        connection.execute("VACUUM")
    return made


def format_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return int(version)


def test_an_upgrade_that_several_processes_begin_at_once_is_made_once(tmp_path: Path) -> None:
    made = earlier(tmp_path)
    assert format_of(made.snapshot) == 1
    counted: list[int] = []

    def upgrade() -> None:
        with open_snapshot(made.snapshot) as snapshot:
            counted.append(len(list(snapshot.projects())))

    threads = [threading.Thread(target=upgrade) for _ in range(6)]
    with closing(sqlite3.connect(made.snapshot)) as first:
        first.execute("BEGIN IMMEDIATE")  # others can read which format it has, and wait to change it
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        first.rollback()
    for thread in threads:
        thread.join()
    assert counted == [2] * 6
    assert format_of(made.snapshot) > 1


@pytest.mark.slow
def test_an_upgrade_that_stops_halfway_leaves_the_old_snapshot_and_is_made_later(tmp_path: Path) -> None:
    made = earlier(tmp_path)
    stopped = run_bound(made.folder, "build", largest=10_000)
    assert stopped.status == 1
    assert "snapshot.db" in stopped.err
    assert "disk full" in stopped.err
    assert format_of(made.snapshot) == 1
    assert made.run("build").status == 0
    assert made.keys() == ["git.acme.example/payments/ledger", "git.acme.example/web/shop"]


@pytest.mark.slow
def test_two_collects_do_not_run_on_one_snapshot(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop")
    hold = (
        "import sys, pathlib\nfrom innersource_marketplace.paths import exclusive_file\n"
        "with exclusive_file(pathlib.Path('.marketplace/snapshot.db')):\n    print('held', flush=True)\n"
        "    sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold]
    with subprocess.Popen(command, cwd=made.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        ran = made.run("collect")
        assert ran.status == 1
        assert "another run is at work here. Wait" in ran.err
        assert not made.snapshot.exists()
        holder.communicate()
    assert made.run("collect").status == 0
    with exclusive_file(made.snapshot):
        assert made.run("build").status == 0


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


@pytest.mark.slow
def test_a_disk_that_fills_up_keeps_what_is_there(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path / "made", *(f"team/p{number}" for number in range(5)))
    made.night()
    size = sum(path.stat().st_size for path in made.folder.rglob("*") if path.is_file())
    with small_disk(tmp_path / "disk", f"{size // 1024 + 4_000}k"):
        full = Marketplace(tmp_path / "disk" / "m")
        shutil.copytree(made.folder, full.folder, ignore=shutil.ignore_patterns("build"))
        site, keys = files_of(full.site), full.keys()
        with (tmp_path / "disk" / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    os.write(ballast.fileno(), bytes(4_096))
            except OSError:
                assert shutil.disk_usage(tmp_path / "disk").free == 0
        for command in (["collect", "--full"], ["build"], ["init", "new"], ["demo", "try-it"]):
            ran = full.run(*command)
            assert ran.status in (1, 2), (command, ran.err)
            assert "Traceback" not in ran.err
            assert any(words in ran.err for words in ("disk", "space", "cannot be written")), ran.err
            assert files_of(full.site) == site
        (tmp_path / "disk" / "ballast").unlink()
        shutil.rmtree(full.folder / "try-it", ignore_errors=True)
        shutil.rmtree(full.folder / "new", ignore_errors=True)
        assert full.run("collect").status == 0
        assert full.run("build").status == 0
        assert full.keys() == keys


@contextmanager
def hanging_up() -> Iterator[str]:
    """A proxy that takes every connection and drops it after the first line."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drop() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(64)

        threading.Thread(target=drop, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


FORGES = "".join(f"  - {name}: acme\n    url: https://{name}.acme.example\n" for name in ("github", "gitlab", "gitea"))


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        pytest.param("  - git: https://git.elsewhere.example/team/gone.git\n", 1, marks=pytest.mark.slow),
        pytest.param(FORGES, 3, marks=pytest.mark.exhaustive),  # a minute, for each tries again
    ],
)
def test_a_proxy_that_drops_connections_is_named_and_costs_nothing_that_is_known(
    tmp_path: Path, sources: str, count: int
) -> None:
    made = make_marketplace(tmp_path, "web/shop")
    made.night()
    made.write_catalog(f"{CATALOG}{sources}")
    with hanging_up() as proxy:
        given = dict.fromkeys(("https_proxy", "HTTPS_PROXY"), proxy) | {"no_proxy": "127.0.0.1"}
        tokens = {"GITLAB_TOKEN": "x" * 20, "GITEA_TOKEN": "x" * 20}
        ran = made.run("collect", environment={**given, **tokens})
        assert ran.status == 3, ran.err
        assert "Traceback" not in ran.err
        assert ran.err.count("unreachable") >= count, ran.err
        tried = made.run("check", "--connect", environment={**given, **tokens})
        assert tried.status == 1
        assert f"HTTPS_PROXY is {proxy.removeprefix('http://')}" in tried.err
    assert made.run("build").status == 0
    assert made.keys() == ["git.acme.example/web/shop"]
