"""A site that several machines made is the site that one makes, byte for byte, whatever their parts are worth."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bound_process import run_bound
from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.render.project_files import page_files
from innersource_marketplace.sandbox.converter import ReadmeTask
from marketplaces import EPOCH, Marketplace, Ran, files_of, make_marketplace

pytestmark = pytest.mark.slow

NAMES = ("web/shop", "web/cart", "core/log", "core/retry", "data/lake", "data/pond")
SHARDS = 3
README = b"""# Shop

It sells everything that a shop can sell. [Guide](docs/guide.md), `code`, and ![a picture](logo.png).

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    """A marketplace with a snapshot and no site; tests work on copies."""
    made = make_marketplace(tmp_path_factory.mktemp("collected"), *NAMES)
    made.repository("web/rich", {"README.md": README, "innersource.json": b'{"title": "Rich", "skills": ["Go"]}'})
    assert made.run("collect").status == 0
    shutil.rmtree(made.folder / "build")  # what the figures of the day were made from
    return made


@pytest.fixture
def copied(collected: Marketplace, tmp_path: Path) -> Callable[[str], Marketplace]:
    """Gives a machine of its own that has what was collected."""

    def copy(name: str) -> Marketplace:
        shutil.copytree(collected.folder, tmp_path / name)
        return Marketplace(tmp_path / name)

    return copy


@pytest.fixture(scope="module")
def whole(collected: Marketplace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site that one machine makes."""
    machine = Marketplace(tmp_path_factory.mktemp("one") / "whole")
    shutil.copytree(collected.folder, machine.folder)
    assert machine.run("build").status == 0
    return files_of(machine.site)


def make_part(machine: Marketplace, number: int, *more: str, count: int = SHARDS, epoch: str = EPOCH) -> Path:
    ran = machine.run("build", "--shard", f"{number}/{count}", *more, environment={"SOURCE_DATE_EPOCH": epoch})
    assert ran.status == 0, ran.err
    assert not machine.site.exists()
    return machine.folder / "build" / f"part-{number}-of-{count}.db"


@pytest.fixture(scope="module")
def made(collected: Marketplace, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What three machines made, each of its share."""
    files = []
    for number in range(1, SHARDS + 1):
        machine = Marketplace(tmp_path_factory.mktemp("several") / f"machine-{number}")
        shutil.copytree(collected.folder, machine.folder)
        files.append(make_part(machine, number))
    return files


@pytest.fixture
def parts(made: list[Path], tmp_path: Path) -> list[Path]:
    """Copies of what three machines made."""
    return [Path(shutil.copy(file, tmp_path / file.name)) for file in made]


def build(machine: Marketplace, *given: Path) -> Ran:
    ran = machine.run("build", *map(str, given))
    assert ran.status == 0, ran.err
    return ran


def test_the_site_of_several_machines_is_that_of_one(
    copied: Callable[[str], Marketplace], whole: dict[str, bytes], parts: list[Path]
) -> None:
    machine = copied("last")
    assert "made here" not in build(machine, *parts).err
    assert files_of(machine.site) == whole


@pytest.fixture
def work_done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often this process made a page, judged a project and converted a README."""
    done: Counter[str] = Counter()

    def counted(name: str, place: str, function: Callable[..., Any]) -> None:
        def count(*given: Any, **more: Any) -> Any:
            done[name] += 1
            return function(*given, **more)

        monkeypatch.setattr(f"innersource_marketplace.{place}", count)

    counted("pages", "build.project_pages.page_files", page_files)
    counted("judged", "build.projects.assess", assess)
    counted("converted", "build.readmes.ReadmeTask", ReadmeTask)
    return done


ALL = len(NAMES) + 1


def test_what_other_machines_made_is_not_made_again(
    copied: Callable[[str], Marketplace], parts: list[Path], work_done: Counter[str]
) -> None:
    build(copied("last"), *parts)
    assert work_done == {}
    build(copied("alone"))
    assert work_done == {"pages": ALL, "judged": ALL, "converted": ALL}


def test_in_two_rounds_everything_is_done_once(
    copied: Callable[[str], Marketplace], whole: dict[str, bytes], work_done: Counter[str]
) -> None:
    machines = [copied(f"machine-{number}") for number in range(1, SHARDS + 1)]
    prepared = [
        shutil.copy(make_part(machine, number, "--only-prepare"), machine.folder / "prepared.db")
        for number, machine in enumerate(machines, 1)
    ]
    assert work_done == {"judged": ALL, "converted": ALL}
    made = [make_part(machine, number, *map(str, prepared)) for number, machine in enumerate(machines, 1)]
    last = copied("last")
    build(last, *made)
    assert work_done == {"pages": ALL, "judged": ALL, "converted": ALL}
    assert files_of(last.site) == whole


def test_preparing_goes_with_a_shard(copied: Callable[[str], Marketplace]) -> None:
    assert copied("alone").run("build", "--only-prepare").status == 2


def test_each_project_is_in_one_part(parts: list[Path]) -> None:
    keys: list[str] = []
    for part in parts:
        with closing(sqlite3.connect(part)) as connection:
            keys += [key for (key,) in connection.execute("SELECT name FROM note WHERE kept = 'files.db'")]
    assert len(keys) == len(set(keys)) == len(NAMES) + 1


def test_a_part_that_is_missing_is_told_and_made_here(
    copied: Callable[[str], Marketplace], whole: dict[str, bytes], parts: list[Path]
) -> None:
    machine = copied("last")
    ran = build(machine, parts[0], parts[2], parts[1].with_name("nowhere.db"))
    assert "Part 2/3 is missing. What it should hold is made here." in ran.err
    assert "nowhere.db: there is no such file" in ran.err
    assert files_of(machine.site) == whole


def test_parts_of_another_day_snapshot_or_catalogue_are_told_and_not_used(
    copied: Callable[[str], Marketplace], whole: dict[str, bytes], parts: list[Path]
) -> None:
    day, catalogue, snapshot, last = map(copied, ("day", "catalogue", "snapshot", "last"))
    catalog = catalogue.folder / "catalog.yml"
    catalog.write_text(catalog.read_text().replace("Acme", "Emca"))
    shutil.rmtree(snapshot.folder / "git" / "web" / "cart.git")
    assert snapshot.run("collect").status == 0
    given = (
        make_part(day, 1, epoch=str(int(EPOCH) + 86_400)),
        make_part(catalogue, 2),
        make_part(snapshot, 3),
        parts[0],
        parts[0],
    )
    said = build(last, *given).err
    assert [f"another {what}, so nothing" in said for what in ("day", "catalogue", "snapshot")] == [True] * 3
    assert files_of(last.site) == whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: _execute(file, "UPDATE file SET name = '../../' || name"),
        lambda file: _execute(file, "UPDATE note SET body = x'00'"),
        *(
            pytest.param(spoil, marks=pytest.mark.slow)
            for spoil in (
                lambda file: file.write_bytes(b""),
                lambda file: file.unlink() or file.mkdir(),
                lambda file: _execute(file, "DELETE FROM about"),
                lambda file: _execute(file, "UPDATE about SET body = '{}'"),
                lambda file: _execute(file, "UPDATE file SET body = x'00'"),
                lambda file: _execute(file, "UPDATE file SET name = 'overrides/' || name"),
                lambda file: _execute(file, "UPDATE converted SET body = x'00'"),
                lambda file: _execute(file, "DELETE FROM file"),
                lambda file: _execute(file, "DROP TABLE converted"),
            )
        ),
    ],
)
def test_a_damaged_part_costs_time_and_nothing_else(
    copied: Callable[[str], Marketplace],
    whole: dict[str, bytes],
    parts: list[Path],
    spoil: Callable[[Path], object],
) -> None:
    machine = copied("last")
    spoil(parts[1])
    build(machine, *parts)
    assert files_of(machine.site) == whole


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_any_byte_of_a_part_may_be_damaged(
    copied: Callable[[str], Marketplace], whole: dict[str, bytes], parts: list[Path]
) -> None:
    machine = copied("last")
    good = parts[1].read_bytes()
    for position in range(13, len(good), len(good) // 20):
        parts[1].write_bytes(good[:position] + bytes([good[position] ^ 0xFF]) + good[position + 1 :])
        shutil.rmtree(machine.folder / "build", ignore_errors=True)
        build(machine, *parts)
        assert files_of(machine.site) == whole, position


def test_a_part_is_made_from_what_is_kept(
    copied: Callable[[str], Marketplace], parts: list[Path], work_done: Counter[str]
) -> None:
    machine = copied("again")
    first = make_part(machine, 1).read_bytes()
    assert first == parts[0].read_bytes()
    work_done.clear()
    assert make_part(machine, 1).read_bytes() == first
    assert work_done == {}


def test_two_builds_in_one_folder_are_one_too_many(copied: Callable[[str], Marketplace]) -> None:
    machine = copied("busy")
    command = [sys.executable, "-m", "innersource_marketplace", "build", "--shard", "1/2"]
    with subprocess.Popen(command, cwd=machine.folder, stderr=subprocess.PIPE, text=True) as other:
        while not (machine.folder / "build" / ".lock").exists():
            time.sleep(0.01)
        ran = machine.run("build", "--shard", "2/2")
        assert other.wait() == 0
    assert (ran.status, "another build is running here" in ran.err) == (1, True)
    assert machine.run("build", "--shard", "2/2").status == 0


@pytest.mark.parametrize("words", ["0/0", "3/2", "half"])
def test_a_shard_that_is_none(copied: Callable[[str], Marketplace], words: str) -> None:
    machine = copied("none")
    ran = machine.run("build", "--shard", words)
    assert (ran.status, "2/4" in ran.err) == (2, True)
    assert not (machine.folder / "build").exists()


@pytest.mark.parametrize("largest", [0, 100, 20_000, 60_000])
def test_a_full_disk(copied: Callable[[str], Marketplace], whole: dict[str, bytes], largest: int) -> None:
    machine = copied("full")
    ran = run_bound(machine.folder, "build", "--shard", "1/1", largest=largest)
    part = machine.folder / "build" / "part-1-of-1.db"
    assert ran.status in (0, 1), ran.err
    assert part.exists() == (ran.status == 0)
    ran = run_bound(machine.folder, "build", str(make_part(machine, 1, count=1)), largest=largest)
    assert ran.status in (0, 1, 2), ran.err
    assert machine.site.exists() == (ran.status == 0)
    build(machine, part)
    assert files_of(machine.site) == whole
