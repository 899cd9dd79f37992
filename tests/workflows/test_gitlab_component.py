"""The component of GitLab for projects: valid, and its own steps check and show what is wrong."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path
from typing import Any

import hatchling
import jsonschema
import pytest
import yaml
from ours import ROOT

TEXT = (ROOT / "templates" / "check.yml").read_text(encoding="utf-8")
HEAD, JOBS = yaml.safe_load_all(TEXT)
INPUTS = HEAD["spec"]["inputs"]
ADDRESS = "https://gitlab.acme.example/innersource/marketplace.git"
PROGRAM = Path(sysconfig.get_path("scripts")) / "marketplace"


def filled(value: Any, given: dict[str, str]) -> Any:
    """A part of the component with its inputs in place, as GitLab does it: value by value."""
    if isinstance(value, dict):
        return {key: filled(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, given) for item in value]
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: given[found[1]], str(value))


def job(**inputs: str) -> Any:
    defaults = {name: one["default"] for name, one in INPUTS.items() if "default" in one}
    given = {**defaults, "repository": ADDRESS, "commit": "c" * 40, **inputs}
    for name, value in given.items():
        assert re.search(INPUTS[name].get("regex", ""), value)
    return filled(JOBS, given)["innersource-check"]


def run(steps: list[str], made: Any, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run steps as a runner does: one shell that ends with the first that fails."""
    given = {name: str(one["value"]) for name, one in made["variables"].items()}
    environment = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "CI_SERVER_URL": "https://gitlab.acme.example",
        "CI_JOB_TOKEN": "glcbt-canary",
        **given,
        **variables,
    }
    return subprocess.run(
        ["sh", "-e", "-c", "\n".join(steps)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "innersource.json").write_text('{"title": 7}', encoding="utf-8")
    program = tmp_path / "tmp/marketplace/environment/bin/marketplace"
    program.parent.mkdir(parents=True)
    program.symlink_to(PROGRAM)
    return tmp_path


def checked(project: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    made = job(**inputs)
    return run(['program="$TMPDIR/marketplace"', *made["script"]], made, project)


def test_the_component_fits_the_schema_of_gitlab() -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/gitlab-ci.json").read_bytes())
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.validate(HEAD)
    validator.validate(JOBS)
    assert set(re.findall(r"inputs\.([\w-]+)", TEXT)) == set(INPUTS)
    assert "$[[" not in str(JOBS["innersource-check"]["script"]) + str(JOBS["innersource-check"]["before_script"])


@pytest.mark.slow
def test_what_is_wrong_is_printed_and_reported_for_the_merge_request(project: Path) -> None:
    done = checked(project, **{"docs-url": "https://m.acme.example"})
    assert done.returncode == 1
    assert "innersource.json:1:11: error[wrong-type]" in done.stdout
    name = JOBS["innersource-check"]["artifacts"]["reports"]["codequality"]
    report = json.loads((project / name).read_text(encoding="utf-8"))
    (wrong,) = [one for one in report if one["check_name"] == "wrong-type"]
    assert wrong["location"] == {"path": "innersource.json", "lines": {"begin": 1}}
    assert "https://m.acme.example/reference/problems/#wrong-type" in wrong["description"]


@pytest.mark.slow
def test_an_input_is_no_command_and_no_option(project: Path) -> None:
    hostile = "$(touch hacked)\n`touch hacked`\n; touch hacked\n--fix\nEND\ntouch hacked"
    before = (project / "innersource.json").read_bytes()
    assert checked(project, files=hostile).returncode == 2
    assert not (project / "hacked").exists()
    assert (project / "innersource.json").read_bytes() == before


@pytest.mark.exhaustive
def test_the_program_comes_from_the_commit_that_is_named(tmp_path: Path) -> None:
    """From this repository in the place of the server's. What is locked is in this environment already."""
    git = ("git", "-C", str(ROOT), "rev-parse", "HEAD")
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "bin/python").symlink_to(sys.executable)
    (tmp_path / ".gitconfig").write_text(f'[url "file://{ROOT}"]\n\tinsteadOf = {ADDRESS}\n', encoding="utf-8")
    made = job(commit=commit)
    steps = [re.sub(r"(?m)^.*--require-hashes.*\n", "", step) for step in made["before_script"]]
    steps = [step.replace("-m venv", "-m venv --system-site-packages") for step in steps]
    done = run(steps, made, tmp_path, PYTHONPATH=str(Path(hatchling.__file__).parents[1]))
    assert done.returncode == 0, done.stderr
    assert "glcbt-canary" not in done.stdout + done.stderr
    assert (tmp_path / "tmp/marketplace/environment/bin/marketplace").is_file()
