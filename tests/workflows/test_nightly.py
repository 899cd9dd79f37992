"""The nightly workflow, run by its own steps against a server that speaks GitHub."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from gh import Storage
from ours import OURS
from runner import NETWORK, Run, Runner

from git_repositories import Commit, add_commits, make_repository
from github_server import Fault, HostedRepository, Organization, Server, World, graphql, serve
from github_server.faults import status
from marketplaces import CANARY

CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {url}
    topic: innersource
"""
NAMES = ("ledger", "shop", "lake", "river")


def hosted(folder: Path, name: str) -> HostedRepository:
    readme = f"# {name}\n\nA word about {name}.\n".encode()
    path = make_repository(folder / "hosted" / f"{name}.git", [Commit(files={"README.md": readme})])
    return HostedRepository(content=path, owner="acme", name=name, topics=("innersource",), visibility="INTERNAL")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    world = World(
        organizations=(Organization(login="acme"),), repositories=tuple(hosted(tmp_path, name) for name in NAMES)
    )
    with serve(world, token=CANARY) as server:
        yield server


@pytest.fixture
def runner(server: Server, tmp_path: Path) -> Runner:
    """A repository as `marketplace init` makes it, pushed with a catalogue of its own."""
    repository = tmp_path / "repository"
    command = [str(Path(sys.executable).with_name("marketplace")), "init", str(repository), "--quiet"]
    subprocess.run(command, check=True)
    write_catalog(repository, CATALOG.format(url=server.url.removesuffix("/api/v3")))
    return Runner(
        repository=repository,
        storage=Storage(tmp_path / "storage"),
        work=tmp_path / "work",
        secrets={"MARKETPLACE_TOKEN": CANARY},
    )


def write_catalog(repository: Path, text: str) -> None:
    (repository / "catalog.yml").write_text(text)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), (*who, "commit", "-q", "-m", "Name our projects")):
        subprocess.run(["git", *arguments], cwd=repository, check=True)


def published(runner: Runner) -> list[str]:
    """The names of the projects on the published site."""
    listed = json.loads((runner.storage.pages / "api" / "v1" / "projects.json").read_bytes())
    return sorted(project["key"].rpartition("/")[2] for project in listed["projects"])


def night(runner: Runner, **inputs: object) -> Run:
    return runner.run("nightly.yml", inputs=inputs)


@pytest.mark.slow
def test_two_nights_publish_and_the_second_asks_for_little(runner: Runner, server: Server, tmp_path: Path) -> None:
    first = night(runner)
    assert first.results == {"collect": "success", "build": "success", "deploy": "success", "notify": "success"}, [
        (step.name, step.output) for step in first.steps if step.status
    ]
    assert published(runner) == sorted(NAMES)
    assert "4 changed, 0 unchanged" in first.step("Collect").output
    assert "## Collected 4 projects" in first.summaries["Collect"]
    assert "## Built the site of 4 projects" in first.summaries["Build"]

    before = len(server.log)
    add_commits(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt has changed.\n"})])
    second = night(runner)
    assert second.conclusion == "success"
    assert "1 changed, 3 unchanged" in second.step("Collect").output
    assert len(server.log) - before < 10
    assert "It has changed." in (runner.storage.pages / "projects/acme/shop/index.html").read_text()
    assert runner.storage.read("issues") == []


@pytest.mark.slow
def test_only_the_step_that_collects_has_the_token(runner: Runner) -> None:
    run = night(runner)
    holding = [(step.job, step.name) for step in run.steps if CANARY in step.environment.values()]
    assert holding == [("collect", "Collect")]
    build = [step for step in run.steps if step.job == "build"]
    assert [step.name for step in build] == ["Build", "Prove that nothing from a repository got a hold of the pages"]
    for step in build:
        assert not [name for name in step.environment if "TOKEN" in name or "SECRET" in name]
        assert "ghs_" not in str(step.environment)


@pytest.mark.slow
def test_the_token_is_in_no_output_artifact_cache_or_page(runner: Runner) -> None:
    run = night(runner)
    assert CANARY not in "".join(step.output for step in run.steps) + "".join(run.summaries.values())
    for path in [path for path in runner.storage.folder.rglob("*") if path.is_file()]:
        assert CANARY.encode() not in path.read_bytes(), path


@pytest.mark.skipif(not NETWORK, reason="this system does not let us take a network away")
@pytest.mark.slow
def test_the_build_has_no_network(runner: Runner) -> None:
    tried = subprocess.run(
        [*NETWORK, sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Network is unreachable" in tried.stderr or "refused" in tried.stderr
    assert night(runner).results["build"] == "success"


@pytest.mark.slow
def test_what_the_cache_lost_comes_from_the_artifacts_of_the_last_good_run(runner: Runner) -> None:
    night(runner)
    for path in runner.storage.caches.iterdir():
        path.rename(runner.storage.folder / f"lost-{path.name}")
    second = night(runner)
    assert "0 changed, 4 unchanged" in second.step("Collect").output
    assert (runner.work / "2-build/checkout/.marketplace/published-site.json").exists()


@pytest.mark.slow
def test_some_failed_projects_are_a_warning_and_the_rest_is_published(
    runner: Runner, server: Server, tmp_path: Path
) -> None:
    night(runner)
    add_commits(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt has changed.\n"})])
    server.add_fault(Fault(on=graphql(repository="acme/shop"), respond=status(403)))
    run = night(runner)
    assert run.conclusion == "success"
    assert "::warning title=Some projects failed::" in run.step("Collect").output
    assert "## Collected 4 projects, 1 failed" in run.summaries["Collect"]
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_nothing_usable_stops_before_the_build_and_the_old_site_stays(runner: Runner, server: Server) -> None:
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    run = night(runner)
    assert run.results == {"collect": "failure", "build": "skipped", "deploy": "skipped", "notify": "success"}
    assert run.step("Collect").status == 1
    assert "## collect failed" in run.summaries["Collect"]
    assert not runner.storage.pages.exists()
    assert not list(runner.storage.caches.glob("snapshot-*"))


@pytest.mark.slow
def test_a_wrong_catalogue_stops_and_the_summary_says_what_to_mend(runner: Runner) -> None:
    night(runner)
    write_catalog(runner.repository, "version: 1\norganisation: Acme\n")
    run = night(runner)
    assert run.results["collect"] == "failure"
    assert "catalog" in run.summaries["Collect"]
    assert "organization" in run.summaries["Collect"]
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_the_guard_stops_before_the_deployment_unless_the_loss_is_meant(runner: Runner, server: Server) -> None:
    night(runner)
    server.world = replace(
        server.world, repositories=tuple(one for one in server.world.repositories if one.name != "river")
    )
    refused = night(runner)
    assert refused.results == {"collect": "success", "build": "failure", "deploy": "skipped", "notify": "success"}
    assert "fell from 4 to 3" in refused.step("Build").output
    assert "fell from 4 to 3" in refused.summaries["Build"].replace("&#58;", ":")
    assert published(runner) == sorted(NAMES)

    again = night(runner)
    assert again.results["build"] == "failure", "what was refused must not become the new measure"

    assert night(runner, accept_shrink=True).conclusion == "success"
    assert published(runner) == ["lake", "ledger", "shop"]
    assert night(runner).conclusion == "success"


@pytest.mark.slow
def test_an_organization_that_lists_nothing_changes_nothing(runner: Runner, server: Server) -> None:
    night(runner)
    server.world = replace(server.world, repositories=())
    run = night(runner)
    assert run.results["collect"] == "failure"
    assert "acme lists no repositories" in run.step("Collect").output
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_an_issue_is_opened_at_the_second_failure_updated_and_closed(runner: Runner, server: Server) -> None:
    night(runner)
    good = (runner.repository / "catalog.yml").read_text()
    write_catalog(runner.repository, "version: 1\norganisation: Acme\n")
    night(runner)
    assert runner.storage.read("issues") == []
    night(runner)
    night(runner)
    (issue,) = runner.storage.read("issues")
    assert issue["title"] == "The nightly run fails"
    assert [body.partition("actions/runs/")[2] for body in issue["body"]] == ["3", "4"]
    assert "failure skipped skipped" in issue["body"][0]

    write_catalog(runner.repository, good)
    night(runner)
    (issue,) = runner.storage.read("issues")
    assert issue["state"] == "closed"


@pytest.mark.slow
def test_collect_everything_again_when_asked(runner: Runner) -> None:
    night(runner)
    assert "4 changed, 0 unchanged" in night(runner, full=True).step("Collect").output


@pytest.mark.slow
def test_a_run_on_another_branch_does_nothing(runner: Runner) -> None:
    condition = yaml.safe_load((OURS / "nightly.yml").read_text())["jobs"]["collect"]["if"]
    assert condition == "github.ref_name == github.event.repository.default_branch || github.event_name == 'schedule'"


@pytest.mark.slow
def test_our_own_nightly_publishes_the_sample(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", str(OURS.parents[1]), str(repository)], check=True)
    runner = Runner(repository=repository, storage=Storage(tmp_path / "storage"), work=tmp_path / "work")
    run = night(runner)
    assert run.conclusion == "success", [(step.name, step.output) for step in run.steps if step.status]
    assert (runner.storage.pages / "index.html").is_file()
