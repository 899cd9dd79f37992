"""The workflows are what two linters and a few rules of our own ask for."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from ours import OURS, ROOT, TEMPLATES, ours

from innersource_marketplace.authoring.init import WORKFLOWS

WORKFLOW_FILES = sorted([*OURS.glob("*.yml"), *(TEMPLATES / "workflows").glob("*.yml")])
SCRIPTS = Path(sysconfig.get_path("scripts"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lint(*command: str | Path) -> None:
    """Run a linter with nothing of this machine but its own program."""
    done = subprocess.run(
        [SCRIPTS / command[0], *command[1:]],
        env={"PATH": os.environ["PATH"], "HOME": os.devnull, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing() -> None:
    lint("zizmor", "--offline", "--no-config", "--persona", "pedantic", "--no-progress", *WORKFLOW_FILES)


def test_actionlint_finds_nothing() -> None:
    lint("actionlint", "-shellcheck=", *WORKFLOW_FILES)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_this_repository_runs_the_workflows_that_it_lays_down(name: str) -> None:
    assert (OURS / name).read_text(encoding="utf-8") == ours(name), "run `python tests/workflows/ours.py`"
    assert ("requirements/runtime.txt" in ours(name)) is (name != "nightly-tell.yml")
    assert (OURS.parent / "dependabot.yml").read_bytes() == (TEMPLATES / "dependabot.yml").read_bytes()


def steps_of(job: Any) -> list[Any]:
    """The steps of a job; one that is another workflow has them there, and may bring no secrets along."""
    if "uses" in job:
        called = ROOT / job["uses"].removeprefix("./")
        assert job["uses"].startswith("./.github/workflows/")
        assert called in WORKFLOW_FILES
        assert job.keys() <= {"name", "needs", "permissions", "uses", "if", "concurrency", "with"}
        assert "secrets." not in str(job)
        return []
    return list(job["steps"])


@pytest.fixture(params=WORKFLOW_FILES, ids=named)
def workflow(request: pytest.FixtureRequest) -> Any:
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=named)
def test_every_action_is_pinned_by_its_commit_and_one_commit_an_action(path: Path) -> None:
    pins: dict[str, set[str]] = {}
    for file in WORKFLOW_FILES:
        for line in re.findall(r"uses: (?!\./)(.*)", file.read_text(encoding="utf-8")):
            found = re.fullmatch(r"(actions/[\w/-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
            assert found, f"{path.name}: {line}"
            pins.setdefault(found[1], set()).add(found[2])
    assert all(len(versions) == 1 for versions in pins.values()), pins


def test_nothing_is_permitted_but_what_a_job_names(workflow: Any) -> None:
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert "write-all" not in str(job["permissions"])


def test_no_job_runs_for_ever_and_no_two_runs_meet(workflow: Any) -> None:
    # For each job where one can wait for an approval, so that it does not hold up the next night.
    jobs = workflow["jobs"].values()
    assert "concurrency" in workflow or all(job["concurrency"]["group"] for job in jobs)
    assert all(job["timeout-minutes"] <= 180 for job in workflow["jobs"].values() if "uses" not in job)


def test_nothing_is_interpolated_into_a_script(workflow: Any) -> None:
    for job in workflow["jobs"].values():
        for step in steps_of(job):
            assert "${{" not in step.get("run", "")


def test_no_checkout_leaves_its_token_behind(workflow: Any) -> None:
    for job in workflow["jobs"].values():
        for step in steps_of(job):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": False}


def test_secrets_are_given_to_nobody_but_the_steps_that_ask_hosts(workflow: Any) -> None:
    with_secrets = [
        (name, step["name"])
        for name, job in workflow["jobs"].items()
        for step in steps_of(job)
        if "secrets." in str(step)
    ]
    assert with_secrets in ([], [("collect", "Collect")], [("list", "List"), ("collect", "Collect")])


def test_nothing_is_signed_or_published_that_has_not_passed_the_tests() -> None:
    jobs = yaml.safe_load((OURS / "release.yml").read_text(encoding="utf-8"))["jobs"]
    tests = yaml.safe_load((OURS / "tests.yml").read_text(encoding="utf-8"))

    def waits_for(name: str) -> set[str]:
        needed = jobs[name].get("needs", [])
        direct = {needed} if isinstance(needed, str) else set(needed)
        return direct.union(*map(waits_for, direct))

    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"
    assert "workflow_call" in tests[True]  # YAML 1.1 reads the key "on" as true
    for name, job in jobs.items():
        assert "if" not in job or "always" not in str(job["if"])
        if "write" in job["permissions"].values():
            assert {"tests", "build"} <= waits_for(name)


def test_what_is_published_has_its_hidden_folders() -> None:
    uploads = [
        step
        for path in WORKFLOW_FILES
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
        for step in steps_of(job)
        if "upload-pages-artifact@" in step.get("uses", "")
    ]
    assert len(uploads) == 4
    assert all(step["with"]["include-hidden-files"] is True for step in uploads)
