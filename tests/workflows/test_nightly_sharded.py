"""The nightly workflow on several machines, run by its own steps: the same site as on one, whoever gets lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from first_night import NAMES, Nights, nights, published
from runner import Run, Runner

from git_repositories import Commit, add_commits
from github_server import Fault, Server, graphql
from github_server.faults import status
from marketplaces import CANARY, EPOCH, files_of

ALL_WELL = dict.fromkeys(("list", "collect", "merge", "build", "deploy", "notify"), "success")


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("sharded")
    with nights(folder, "nightly-sharded.yml", {"SOURCE_DATE_EPOCH": EPOCH}) as made:
        yield made


@pytest.fixture
def server(sharded: Nights, tmp_path: Path) -> Server:
    sharded.reset(tmp_path)
    return sharded.server


@pytest.fixture
def several(sharded: Nights, server: Server, tmp_path: Path) -> Runner:
    """A repository after its first night on several machines."""
    return sharded.settled(tmp_path, name="several")


def night(runner: Runner) -> Run:
    return runner.run("nightly-sharded.yml")


@pytest.mark.slow
def test_several_machines_publish_what_one_publishes(
    sharded: Nights, several: Runner, server: Server, tmp_path: Path
) -> None:
    one, first = sharded.fresh(tmp_path, name="one"), sharded.first
    assert one.run("nightly.yml").conclusion == "success"
    assert first.results == ALL_WELL
    assert files_of(several.storage.pages) == files_of(one.storage.pages)
    assert "## Collected shard 4/4" in first.summaries["Collect"]
    assert "## Collected 4 projects" in first.summaries["Merge"]
    assert "## Built the site of 4 projects" in first.summaries["Build"]

    before = len(server.log)
    add_commits(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt has changed.\n"})])
    second = night(several)
    assert "1 changed, 3 unchanged" in second.step("Merge").output
    assert [record.operation for record in server.log[before:]].count("List") == 1
    assert one.run("nightly.yml").conclusion == "success"
    assert files_of(several.storage.pages) == files_of(one.storage.pages)


@pytest.mark.slow
def test_only_the_steps_that_ask_hosts_have_the_token(sharded: Nights) -> None:
    run, runner = sharded.first, sharded.begun
    holding = {(step.job, step.name) for step in run.steps if CANARY in step.environment.values()}
    assert holding == {("list", "List"), *((f"collect-{number}", "Collect") for number in range(1, 5))}
    for step in run.steps:
        if step.job.partition("-")[0] in ("merge", "build"):
            assert not [name for name in step.environment if "TOKEN" in name or "SECRET" in name]
    assert CANARY not in "".join(step.output for step in run.steps) + "".join(run.summaries.values())
    for path in [path for path in runner.storage.folder.rglob("*") if path.is_file()]:
        assert CANARY.encode() not in path.read_bytes(), path


@pytest.mark.slow
def test_a_machine_that_collects_and_is_lost_stops_the_night_before_anything_changes(
    several: Runner,
) -> None:
    runner = several
    caches = sorted(path.name for path in runner.storage.caches.iterdir())
    runner.lost.add("collect 2")
    run = night(runner)
    assert run.results["merge"] == run.results["build"] == run.results["deploy"] == "skipped"
    assert sorted(path.name for path in runner.storage.caches.iterdir()) == caches
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
@pytest.mark.exhaustive
def test_nothing_usable_when_the_shares_are_merged(
    sharded: Nights, several: Runner, server: Server, tmp_path: Path
) -> None:
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    fresh = sharded.fresh(tmp_path)
    run = night(fresh)
    assert run.results["merge"] == "failure"
    assert run.step("Merge").status == 1
    assert "## merge failed" in run.summaries["Merge"]
    assert not fresh.storage.pages.exists()

    later = night(several)
    assert later.results == {**ALL_WELL, "notify": "failure"}
    assert published(several) == sorted(NAMES)


@pytest.mark.slow
@pytest.mark.exhaustive
def test_one_machine_goes_on_where_several_ended(several: Runner) -> None:
    for path in several.storage.caches.iterdir():
        path.rename(several.storage.folder / f"lost-{path.name}")
    assert "0 changed, 4 unchanged" in several.run("nightly.yml").step("Collect").output
