"""The nightly workflow on several machines, run by its own steps: the same site as on one, whoever gets lost."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gh import Storage
from runner import Run, Runner
from test_nightly import CATALOG, NAMES, hosted, published, write_catalog

from git_repositories import Commit, add_commits
from github_server import Fault, Organization, Server, World, graphql, serve
from github_server.faults import status
from marketplaces import CANARY, EPOCH, files_of

ALL_WELL = dict.fromkeys(("list", "collect", "merge", "build", "deploy", "notify"), "success")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    repositories = tuple(hosted(tmp_path, name) for name in NAMES)
    with serve(World(organizations=(Organization(login="acme"),), repositories=repositories), token=CANARY) as server:
        yield server


@pytest.fixture
def begun(server: Server, tmp_path: Path) -> Callable[[str], Runner]:
    """Gives a GitHub of its own, with a repository as `marketplace init` makes it."""

    def begin(name: str) -> Runner:
        repository = tmp_path / name / "repository"
        command = [str(Path(sys.executable).with_name("marketplace")), "init", str(repository), "--quiet"]
        subprocess.run(command, check=True)
        write_catalog(repository, CATALOG.format(url=server.url.removesuffix("/api/v3")))
        return Runner(
            repository=repository,
            storage=Storage(tmp_path / name / "storage"),
            work=tmp_path / name / "work",
            secrets={"MARKETPLACE_TOKEN": CANARY},
            environment={"SOURCE_DATE_EPOCH": EPOCH},
        )

    return begin


def night(runner: Runner) -> Run:
    return runner.run("nightly-sharded.yml")


@pytest.mark.slow
def test_several_machines_publish_what_one_publishes(
    begun: Callable[[str], Runner], server: Server, tmp_path: Path
) -> None:
    one, several = begun("one"), begun("several")
    assert one.run("nightly.yml").conclusion == "success"
    first = night(several)
    assert first.results == ALL_WELL, [(step.job, step.name, step.output) for step in first.steps if step.status]
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
def test_only_the_steps_that_ask_hosts_have_the_token(begun: Callable[[str], Runner]) -> None:
    runner = begun("several")
    run = night(runner)
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
    begun: Callable[[str], Runner],
) -> None:
    runner = begun("several")
    assert night(runner).conclusion == "success"
    caches = sorted(path.name for path in runner.storage.caches.iterdir())
    runner.lost.add("collect 2")
    run = night(runner)
    assert run.results["merge"] == run.results["build"] == run.results["deploy"] == "skipped"
    assert sorted(path.name for path in runner.storage.caches.iterdir()) == caches
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_nothing_usable_stops_when_the_shares_are_merged(begun: Callable[[str], Runner], server: Server) -> None:
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    runner = begun("several")
    run = night(runner)
    assert run.results["merge"] == "failure"
    assert run.step("Merge").status == 1
    assert "## merge failed" in run.summaries["Merge"]
    assert not list(runner.storage.caches.glob("snapshot-*"))
