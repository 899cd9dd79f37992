"""The nightly workflow, run by its own steps against a server that speaks GitHub."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from first_night import NAMES, Nights, nights, published, write_catalog
from gh import Storage
from msgspec.structs import replace
from ours import OURS, TEMPLATES
from runner import NETWORK, Run, Runner

from git_repositories import Commit, add_commits
from github_server import Fault, Server, graphql
from github_server.faults import status
from marketplaces import CANARY


@pytest.fixture(scope="module")
def nightly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with nights(tmp_path_factory.mktemp("nightly"), "nightly.yml") as made:
        yield made


@pytest.fixture
def server(nightly: Nights, tmp_path: Path) -> Server:
    nightly.reset(tmp_path)
    return nightly.server


@pytest.fixture
def fresh(nightly: Nights, server: Server, tmp_path: Path) -> Runner:
    """A repository as `marketplace init` makes it, pushed with a catalogue of its own."""
    return nightly.fresh(tmp_path)


@pytest.fixture
def runner(nightly: Nights, server: Server, tmp_path: Path) -> Runner:
    """The same after its first night."""
    return nightly.settled(tmp_path)


def night(runner: Runner, **inputs: object) -> Run:
    return runner.run("nightly.yml", inputs=inputs)


@pytest.mark.slow
def test_two_nights_publish_and_the_second_asks_for_little(
    nightly: Nights, runner: Runner, server: Server, tmp_path: Path
) -> None:
    first = nightly.first
    assert first.results == {"collect": "success", "build": "success", "deploy": "success", "notify": "success"}
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
def test_only_the_step_that_collects_has_the_token(nightly: Nights) -> None:
    run = nightly.first
    holding = [(step.job, step.name) for step in run.steps if CANARY in step.environment.values()]
    assert holding == [("collect", "Collect")]
    build = [step for step in run.steps if step.job == "build"]
    assert [step.name for step in build] == ["Build", "Prove that nothing from a repository got a hold of the pages"]
    for step in build:
        assert not [name for name in step.environment if "TOKEN" in name or "SECRET" in name]
        assert "ghs_" not in str(step.environment)


@pytest.mark.slow
def test_the_token_is_in_no_output_artifact_cache_or_page(nightly: Nights) -> None:
    run, runner = nightly.first, nightly.begun
    assert CANARY not in "".join(step.output for step in run.steps) + "".join(run.summaries.values())
    for path in [path for path in runner.storage.folder.rglob("*") if path.is_file()]:
        assert CANARY.encode() not in path.read_bytes(), path


@pytest.mark.skipif(not NETWORK, reason="this system does not let us take a network away")
@pytest.mark.slow
def test_the_build_has_no_network(nightly: Nights) -> None:
    tried = subprocess.run(
        [*NETWORK, sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Network is unreachable" in tried.stderr or "refused" in tried.stderr
    assert nightly.first.results["build"] == "success"


@pytest.mark.slow
def test_what_the_cache_lost_comes_from_the_artifacts_of_the_last_good_run(runner: Runner) -> None:
    for path in runner.storage.caches.iterdir():
        path.rename(runner.storage.folder / f"lost-{path.name}")
    second = night(runner)
    assert "0 changed, 4 unchanged" in second.step("Collect").output
    assert (runner.work / "2-build/checkout/.marketplace/published-site.json").exists()


@pytest.mark.slow
def test_some_failed_projects_are_a_warning_and_the_rest_is_published(
    runner: Runner, server: Server, tmp_path: Path
) -> None:
    add_commits(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt has changed.\n"})])
    server.add_fault(Fault(on=graphql(repository="acme/shop"), respond=status(403)))
    run = night(runner)
    assert run.conclusion == "success"
    assert "::warning title=Some projects failed::" in run.step("Collect").output
    assert "## Collected 4 projects, 1 failed" in run.summaries["Collect"]
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_nothing_usable_at_first_stops_before_the_build(fresh: Runner, server: Server) -> None:
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    run = night(fresh)
    assert run.results == {"collect": "failure", "build": "skipped", "deploy": "skipped", "notify": "success"}
    assert run.step("Collect").status == 1
    assert "## collect failed" in run.summaries["Collect"]
    assert not fresh.storage.pages.exists()
    assert "snapshot" not in [path.name for path in fresh.storage.folder.glob("artifacts/*/*")]


@pytest.mark.slow
def test_nothing_usable_later_builds_what_is_known_and_the_run_is_red(runner: Runner, server: Server) -> None:
    """What may not be shown any more leaves the site on such a night too, so it is always built.

    Issues are disabled here, which makes neither of the nights red nor green.
    """
    (runner.storage.folder / "without-issues").touch()
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    run = night(runner)
    assert run.results == {"collect": "success", "build": "success", "deploy": "success", "notify": "failure"}
    assert "::error title=Nothing usable::" in run.step("Collect").output
    assert published(runner) == sorted(NAMES)
    assert len(list(runner.storage.caches.glob("snapshot-*"))) == 2

    for path in runner.storage.caches.iterdir():
        path.rename(runner.storage.folder / f"lost-{path.name}")
    server.clear_faults()
    good = night(runner)
    assert good.conclusion == "success"
    assert "0 changed, 4 unchanged" in good.step("Collect").output
    assert runner.storage.read("enabled")[-1] == "nightly.yml", "the schedule is renewed"


@pytest.mark.slow
def test_what_turned_private_is_in_no_copy_of_earlier_nights_either(runner: Runner, server: Server) -> None:
    """Also if it left the snapshot on a night that could not be published."""
    kept = [runner.storage.caches, runner.storage.folder / "artifacts"]
    server.world = server.world.changed("acme/shop", lambda one: replace(one, visibility="PRIVATE"))
    down = runner.storage.folder / "pages-down"
    down.touch()
    assert night(runner).results["deploy"] == "failure"
    assert any(b"acme/shop" in (path / "snapshot.db").read_bytes() for path in kept[1].glob("*/snapshot"))
    down.unlink()
    run = night(runner)
    assert run.results == {"collect": "success", "build": "success", "deploy": "success", "notify": "success"}
    assert published(runner) == sorted({*NAMES} - {"shop"})
    files = [path for place in kept for path in place.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"snapshot.db", "published-site.json"}
    for path in files:
        # Tonight's build was given what was published before, by name, to compare.
        assert path.name == "published-site.json" or b"acme/shop" not in path.read_bytes(), path


@pytest.mark.slow
def test_a_wrong_catalogue_stops_and_the_summary_says_what_to_mend(runner: Runner) -> None:
    write_catalog(runner.repository, "version: 1\norganisation: Acme\n")
    run = night(runner)
    assert run.results["collect"] == "failure"
    assert "catalog" in run.summaries["Collect"]
    assert "organization" in run.summaries["Collect"]
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_the_guard_stops_before_the_deployment_unless_the_loss_is_meant(runner: Runner) -> None:
    catalog = (runner.repository / "catalog.yml").read_text(encoding="utf-8")
    rule = "    topic: innersource\n"
    assert rule in catalog
    write_catalog(runner.repository, catalog.replace(rule, f"{rule}    exclude: [river, shop]\n"))
    refused = night(runner)
    assert refused.results == {"collect": "success", "build": "failure", "deploy": "skipped", "notify": "success"}
    assert "fell from 4 to 2" in refused.step("Build").output
    assert "fell from 4 to 2" in refused.summaries["Build"].replace("&#58;", ":")
    assert published(runner) == sorted(NAMES)

    again = night(runner)
    assert again.results["build"] == "failure", "what was refused must not become the new measure"

    assert night(runner, accept_shrink=True).conclusion == "success"
    assert published(runner) == ["lake", "ledger"]
    assert night(runner).conclusion == "success"


@pytest.mark.exhaustive
@pytest.mark.exhaustive
def test_an_organization_that_lists_nothing_changes_nothing(runner: Runner, server: Server) -> None:
    server.world = replace(server.world, repositories=())
    run = night(runner)
    assert run.conclusion == "failure"
    assert "acme lists no repositories" in run.step("Collect").output
    assert published(runner) == sorted(NAMES)


@pytest.mark.slow
def test_an_issue_is_opened_at_the_second_failure_updated_and_closed(runner: Runner) -> None:
    good = (runner.repository / "catalog.yml").read_text()
    write_catalog(runner.repository, "version: 1\norganisation: Acme\n")
    night(runner)
    assert runner.storage.read("issues") == []
    night(runner)
    night(runner)
    (issue,) = runner.storage.read("issues")
    assert issue["title"] == "The nightly run fails"
    assert [body.partition("actions/runs/")[2] for body in issue["body"]] == ["3", "4"]
    assert "collect failure, build skipped, deploy skipped, status 2" in issue["body"][0]

    write_catalog(runner.repository, good)
    night(runner)
    (issue,) = runner.storage.read("issues")
    assert issue["state"] == "closed"


@pytest.mark.exhaustive
@pytest.mark.exhaustive
def test_collect_everything_again_when_asked(runner: Runner) -> None:
    assert "4 changed, 0 unchanged" in night(runner, full=True).step("Collect").output


@pytest.mark.slow
def test_a_run_on_another_branch_does_nothing(runner: Runner) -> None:
    condition = yaml.safe_load((OURS / "nightly.yml").read_text())["jobs"]["collect"]["if"]
    assert condition == "github.ref_name == github.event.repository.default_branch || github.event_name == 'schedule'"


@pytest.mark.slow
@pytest.mark.exhaustive
def test_our_own_nightly_publishes_the_sample(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", str(OURS.parents[1]), str(repository)], check=True)
    runner = Runner(repository=repository, storage=Storage(tmp_path / "storage"), work=tmp_path / "work")
    run = night(runner)
    assert run.conclusion == "success", [(step.name, step.output) for step in run.steps if step.status]
    assert (runner.storage.pages / "index.html").is_file()


WHEEL = f"innersource-marketplace @ https://files.acme.example/x-0.1.0-py3-none-any.whl --hash=sha256:{'a' * 64}"
VERSION = f"innersource-marketplace==0.1.0 --hash=sha256:{'a' * 64}"
COMMIT = f"innersource-marketplace @ git+https://git.acme.example/x@{'b' * 40}"


def install(folder: Path, program: str) -> tuple[int, list[str]]:
    """Run the step that installs; gives its status, and what pip was called with."""
    workflow = yaml.safe_load((TEMPLATES / "workflows" / "nightly.yml").read_text(encoding="utf-8"))
    (script,) = {
        step["run"] for job in workflow["jobs"].values() for step in job.get("steps", []) if step["name"] == "Install"
    }
    (folder / "program.txt").write_text(program)
    shutil.copy2(TEMPLATES / "install.sh", folder)
    python = folder / "python"
    python.write_text('#!/bin/sh\necho "$@" >> calls\n')
    python.chmod(python.stat().st_mode | stat.S_IEXEC)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=False, capture_output=True)
    calls = folder / "calls"
    return done.returncode, calls.read_text().splitlines() if calls.exists() else []


@pytest.mark.parametrize("program", [WHEEL, COMMIT, VERSION, f"# why\n\n{COMMIT}\n"])
def test_the_program_is_installed_from_exactly_one_place(tmp_path: Path, program: str) -> None:
    assert install(tmp_path, program) == (
        0,
        [
            "-m pip install --quiet --require-hashes --requirement requirements.txt",
            "-m pip install --quiet --no-deps --no-build-isolation --requirement program.txt",
        ],
    )


@pytest.mark.parametrize(
    "program",
    [
        "",
        "# innersource-marketplace @ https://HOST/PATH/FILE.whl\n",
        "innersource-marketplace==0.1.0\n",
        WHEEL.partition(" --hash")[0],
        WHEEL.replace("https:", "http:"),
        COMMIT[:-1],
        COMMIT.rpartition("@")[0] + "@main",
        f"{WHEEL}\nanother-package\n",
        f"{COMMIT}\n--index-url https://evil.example\n",
    ],
)
def test_nothing_is_installed_by_a_name_alone(tmp_path: Path, program: str) -> None:
    assert install(tmp_path, program) == (1, [])


@pytest.mark.slow
def test_a_cancelled_run_keeps_its_progress(runner: Runner) -> None:
    """Steps after one that failed run only if they say so; keeping the snapshot does."""
    write_catalog(runner.repository, "version: 1\norganisation: Acme\n")
    run = night(runner)
    assert run.results["collect"] == "failure"
    assert (runner.storage.caches / f"snapshot-{run.number}-1/.marketplace/snapshot.db").exists()
    workflow = yaml.safe_load((TEMPLATES / "workflows" / "nightly.yml").read_text(encoding="utf-8"))
    steps = {step["name"]: step for step in workflow["jobs"]["collect"]["steps"]}
    assert steps["Collect"]["timeout-minutes"] < workflow["jobs"]["collect"]["timeout-minutes"]
    keep = steps["Keep what was collected for the next night"]
    assert keep["if"].startswith("always()")
    assert keep["with"]["path"] == steps["Restore what was collected"]["with"]["path"]
